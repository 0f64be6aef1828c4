// Logs, protection, zones and malformed requests.
import { accessLogging, deletionProtection, multiAz, requestSmuggling } from '../../../checks/elbv2/load-balancers.ts'
import { foreignAccount, region } from '../../support/nodes.ts'
import { bucket } from '../../support/s3.ts'
import { listener, loadBalancer } from '../../support/elbv2.ts'
import { given, verify } from '../../support/verify.ts'

const network = { Type: 'network' } as const
const gateway = { Type: 'gateway', Scheme: undefined } as const
const drops = { 'routing.http.drop_invalid_header_fields.enabled': true }

verify(requestSmuggling, {
  pass: [
    given(loadBalancer('shop', drops), {
      evidence: { desync_mitigation_mode: 'defensive', 'drop_invalid_header_fields.enabled': true },
    }),
    loadBalancer('strict', { ...drops, 'routing.http.desync_mitigation_mode': 'strictest' }),
  ],
  fail: [
    given(loadBalancer('as AWS makes it'), {
      evidence: { desync_mitigation_mode: 'defensive', 'drop_invalid_header_fields.enabled': false },
    }),
    loadBalancer('only watches', { ...drops, 'routing.http.desync_mitigation_mode': 'monitor' }),
  ],
  notApplicable: [loadBalancer('network', {}, network), loadBalancer('gateway', {}, gateway)],
})

const logs = { 'access_logs.s3.enabled': true, 'access_logs.s3.bucket': 'shop-logs' }

const tls = listener('tls', { Protocol: 'TLS' })

verify(accessLogging, {
  pass: [
    given(loadBalancer('shop', logs), {
      with: [bucket('shop-logs')],
      evidence: { 'access_logs.s3.enabled': true, 'access_logs.s3.bucket': 'shop-logs' },
    }),
    given(loadBalancer('shop', logs, network), { title: 'network, with TLS', with: [bucket('shop-logs'), tls] }),
    given(loadBalancer('trusting', logs), { with: [bucket('shop-logs')], settings: { trustedAccounts: [foreignAccount] } }),
  ],
  fail: [
    given(loadBalancer('as AWS makes it'), { evidence: { 'access_logs.s3.enabled': false } }),
    given(loadBalancer('shop', {}, network), { title: 'network as AWS makes it, with TLS', with: [tls] }),
    given(loadBalancer('elsewhere', logs), {
      with: [bucket('other')],
      evidence: { 'access_logs.s3.enabled': true, 'access_logs.s3.bucket': 'shop-logs', bucketInAccount: false },
    }),
  ],
  notApplicable: [
    loadBalancer('gateway', {}, gateway),
    given(loadBalancer('shop', logs, network), {
      title: 'network, which logs nothing but TLS',
      with: [listener('tcp', { Protocol: 'TCP' })],
      evidence: { Type: 'network', TLS: false },
    }),
  ],
  unknown: [given(loadBalancer('archive', logs), { settings: { trustedAccounts: [foreignAccount] } })],
})

verify(deletionProtection, {
  pass: [given(loadBalancer('shop', { 'deletion_protection.enabled': true }), { evidence: { 'deletion_protection.enabled': true } })],
  fail: [given(loadBalancer('shop'), { evidence: { 'deletion_protection.enabled': false } })],
})

const oneZone = { AvailabilityZones: [{ ZoneName: `${region}a`, SubnetId: 'subnet-1' }] }
const across = { 'load_balancing.cross_zone.enabled': true }

verify(multiAz, {
  pass: [
    given(loadBalancer('shop'), { evidence: { Type: 'application', zones: 2, 'load_balancing.cross_zone.enabled': true } }),
    loadBalancer('network', across, network),
    loadBalancer('gateway', across, gateway),
  ],
  fail: [
    given(loadBalancer('one', {}, oneZone), { evidence: { Type: 'application', zones: 1, 'load_balancing.cross_zone.enabled': true } }),
    loadBalancer('network in one zone', across, { ...network, ...oneZone }),
    given(loadBalancer('network as AWS makes it', {}, network), {
      evidence: { Type: 'network', zones: 2, 'load_balancing.cross_zone.enabled': false },
    }),
    loadBalancer('gateway as AWS makes it', {}, gateway),
  ],
})
