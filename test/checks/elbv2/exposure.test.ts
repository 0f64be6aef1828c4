// What faces the internet, and what stands before it.
import { internetFacingDeclared, webAcl as webAclCheck } from '../../../checks/elbv2/exposure.ts'
import { listener, loadBalancer, webAcl } from '../../support/elbv2.ts'
import { group, open } from '../../support/network.ts'
import { given, verify } from '../../support/verify.ts'

const anywhere = '0.0.0.0/0'
const settings = { publicEntryPoints: ['shop'] }
const guarded = (name: string, groups: readonly string[]) => loadBalancer(name, {}, { SecurityGroups: groups.map((one) => `sg-${one}`) })
const https = group('https', [open(anywhere, 'tcp', 443), open(anywhere, 'icmp', 3, 4), open('10.0.0.0/8')])
const wide = group('wide', [open(anywhere, 'tcp', 443), open(anywhere, 'tcp', 8080), open('::/0', 'tcp', 400, 500)])

verify(internetFacingDeclared, {
  pass: [
    given(loadBalancer('orders', {}, { Scheme: 'internal' }), { evidence: { Scheme: 'internal' } }),
    given(guarded('shop', ['https']), {
      with: [https, listener('shop:443')],
      settings,
      evidence: { Scheme: 'internet-facing', declared: true },
    }),
    given(loadBalancer('shop', {}, { Type: 'network' }), { title: 'without groups it opens its listeners alone', settings }),
    given(guarded('shop-eu', ['https']), {
      with: [https, listener('shop:443', { LoadBalancerArn: loadBalancer('shop-eu').arn })],
      settings: { publicEntryPoints: ['shop-*'] },
    }),
  ],
  fail: [
    given(guarded('shop', ['https']), { with: [https, listener('shop:443')], evidence: { Scheme: 'internet-facing', declared: false } }),
    given(guarded('legacy', ['https']), { title: 'another is declared', with: [https], settings }),
    given(guarded('shop', ['https', 'wide']), {
      title: 'opens more than it serves',
      with: [https, wide, listener('shop:443')],
      settings,
      evidence: {
        Scheme: 'internet-facing',
        declared: true,
        opensBeyondListeners: ['tcp 400-500 from ::/0', 'tcp 8080 from 0.0.0.0/0'],
      },
    }),
    given(guarded('shop', ['https']), {
      title: 'listens elsewhere',
      with: [https, listener('shop:8443', { Port: 8443 })],
      settings,
    }),
  ],
  notApplicable: [loadBalancer('firewalls', {}, { Type: 'gateway', Scheme: undefined })],
})

const shop = loadBalancer('shop')

verify(webAclCheck, {
  pass: [given(shop, { with: [webAcl('shop', [shop.arn])], evidence: { webACL: 'shop', 'waf.fail_open.enabled': false } })],
  fail: [
    given(shop, { title: 'none', evidence: { webACL: null, 'waf.fail_open.enabled': false } }),
    given(shop, { title: 'of another', with: [webAcl('api', [loadBalancer('api').arn])] }),
    given(loadBalancer('shop', { 'waf.fail_open.enabled': true }), {
      title: 'fails open',
      with: [webAcl('shop', [shop.arn])],
      evidence: { webACL: 'shop', 'waf.fail_open.enabled': true },
    }),
  ],
  notApplicable: [loadBalancer('internal', {}, { Scheme: 'internal' }), loadBalancer('network', {}, { Type: 'network' })],
})
