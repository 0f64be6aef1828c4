// What the checks on the API server's network decide.
import { clusterSecurityGroupIngress, endpointPrivateEnabled, endpointPublicAnyCidr } from '../../../checks/eks/endpoint.ts'
import { cluster } from '../../support/eks.ts'
import { group, open } from '../../support/network.ts'
import { given, verify } from '../../support/verify.ts'

const reachable = (name: string, ...publicAccessCidrs: readonly string[]) =>
  cluster(name, { resourcesVpcConfig: { endpointPublicAccess: true, publicAccessCidrs } })

verify(endpointPublicAnyCidr, {
  pass: [
    given(cluster('private'), { evidence: { endpointPublicAccess: false } }),
    given(reachable('from the office', '203.0.113.0/24', '198.51.100.7/32'), {
      evidence: { endpointPublicAccess: true, publicAccessCidrs: ['198.51.100.7/32', '203.0.113.0/24'] },
    }),
    given(cluster('blocks are kept while it is private', { resourcesVpcConfig: { publicAccessCidrs: ['0.0.0.0/0'] } })),
  ],
  fail: [
    given(reachable('from everywhere', '0.0.0.0/0'), { evidence: { endpointPublicAccess: true, publicAccessCidrs: ['0.0.0.0/0'] } }),
    reachable('from everywhere by IPv6', '203.0.113.0/24', '::/0'),
    reachable('from both halves', '0.0.0.0/1', '128.0.0.0/1'),
    reachable('from what is no block', 'everywhere'),
  ],
})

verify(endpointPrivateEnabled, {
  pass: [cluster('private')],
  fail: [
    given(cluster('public', { resourcesVpcConfig: { endpointPrivateAccess: false } }), { evidence: { endpointPrivateAccess: false } }),
  ],
})

const own = (...rules: Parameters<typeof group>[1][]) => group('cluster', [open('sg-cluster'), ...rules.flatMap((rule) => rule ?? [])])
const shop = cluster('shop', { resourcesVpcConfig: { securityGroupIds: ['sg-extra'] } })

verify(clusterSecurityGroupIngress, {
  pass: [
    given(cluster('shop'), { title: 'only itself', with: [own()], evidence: { groups: ['sg-cluster'] } }),
    given(cluster('shop'), {
      title: 'API server and kubelet',
      with: [own([open('10.0.0.0/16', 'tcp', 443), open('sg-nodes', 'tcp', 10_250)])],
    }),
    given(shop, { title: 'its two groups between each other', with: [own(), group('extra', [open('sg-cluster')])] }),
  ],
  fail: [
    given(cluster('shop'), {
      title: 'the API server from everywhere',
      with: [own([open('0.0.0.0/0', 'tcp', 443)])],
      evidence: { groups: ['sg-cluster'], opens: ['tcp 443 from 0.0.0.0/0'] },
    }),
    given(cluster('shop'), {
      title: 'node ports',
      with: [own([open('10.0.0.0/16', 'tcp', 30_000, 32_767)])],
      evidence: { groups: ['sg-cluster'], opens: ['tcp 30000-32767 from 10.0.0.0/16'] },
    }),
    given(cluster('shop'), { title: 'everything from another group', with: [own([open('sg-nodes')])] }),
    given(cluster('shop'), { title: 'a range that holds 443', with: [own([open('10.0.0.0/16', 'tcp', 1, 1024)])] }),
    given(cluster('shop'), { title: 'UDP 443', with: [own([open('10.0.0.0/16', 'udp', 443)])] }),
    given(shop, { title: 'the second group', with: [own(), group('extra', [open('10.0.0.0/16', 'tcp', 22)])] }),
  ],
  unknown: [given(shop, { title: 'a group that nobody sees', with: [own()] })],
})
