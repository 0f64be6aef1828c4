// What the checks on the network of databases decide.
import { instancePubliclyAccessible, instancePublicSubnet, securityGroupBroadIngress } from '../../../checks/rds/network.ts'
import type { AnyNode } from '../../../src/graph/node.ts'
import { byInternetGateway, byNat, group, open, subnet } from '../../support/network.ts'
import { cluster, instance, member } from '../../support/rds.ts'
import { given, verify } from '../../support/verify.ts'

const inside = [subnet('subnet-a', byNat), subnet('subnet-b', byNat)]
const outside = [subnet('subnet-a', byInternetGateway), subnet('subnet-b', byNat)]
const database = (...rules: Parameters<typeof open>[]): AnyNode =>
  group(
    'database',
    rules.map((rule) => open(...rule)),
  )
const publicly = instance('orders', { PubliclyAccessible: true })

verify(instancePubliclyAccessible, {
  pass: [
    given(instance('orders'), {
      with: [...outside, database(['0.0.0.0/0', 'tcp', 3306])],
      evidence: { Engine: 'mysql', PubliclyAccessible: false },
    }),
  ],
  fail: [
    given(publicly, {
      with: [...inside, database(['10.0.0.0/24', 'tcp', 3306], ['0.0.0.0/0', 'tcp', 22])],
      title: 'the flag alone',
      evidence: { Engine: 'mysql', PubliclyAccessible: true, openToInternet: [], publicSubnets: [] },
    }),
    given(publicly, {
      with: [...outside, database(['0.0.0.0/0', 'tcp', 3306])],
      title: 'and open',
      evidence: { Engine: 'mysql', PubliclyAccessible: true, openToInternet: ['tcp 3306 from 0.0.0.0/0'], publicSubnets: ['subnet-a'] },
    }),
    given(publicly, {
      title: 'in a network that was not read',
      evidence: { Engine: 'mysql', PubliclyAccessible: true, openToInternet: null, publicSubnets: null },
    }),
  ],
  unknown: [instance('not told', { PubliclyAccessible: undefined })],
})

verify(instancePublicSubnet, {
  pass: [given(instance('orders'), { with: inside, evidence: { subnets: 2 } })],
  fail: [
    given(instance('orders'), { with: outside, evidence: { publicSubnets: ['subnet-a'] } }),
    given(member('carts'), { with: outside, title: 'a member of a cluster' }),
  ],
  unknown: [
    given(instance('orders'), { title: 'subnets that were not among those that were read' }),
    given(instance('orders', { SubnetIds: undefined }), { title: 'no subnet group' }),
  ],
})

const orders = instance('orders')
verify(securityGroupBroadIngress, {
  pass: [
    given(orders, {
      with: [database(['sg-clients', 'tcp', 3306], ['10.0.7.0/24', 'tcp', 3306], ['0.0.0.0/0', 'tcp', 443])],
      title: 'a group, and a subnet',
      evidence: { port: 3306, opens: ['tcp 3306 from 10.0.7.0/24', 'tcp 3306 from sg-clients'] },
    }),
    given(orders, { with: [database()], title: 'nobody', evidence: { port: 3306, opens: [] } }),
    given(orders, { with: [database(['2001:db8:1:2::/64', 'tcp', 3306])], title: 'a subnet of IPv6' }),
    given(orders, { with: [database(['172.16.4.9/32', 'tcp', 3306])], title: 'an address' }),
    given(cluster('carts'), { with: [database(['sg-clients', 'tcp', 3306])] }),
  ],
  fail: [
    given(orders, {
      with: [database(['10.0.0.0/16', 'tcp', 3306], ['sg-clients', 'tcp', 3306])],
      title: 'the whole network',
      evidence: { port: 3306, opens: ['tcp 3306 from 10.0.0.0/16'] },
    }),
    given(orders, { with: [database(['10.0.0.0/23', 'tcp', 3306])], title: 'two subnets' }),
    given(orders, { with: [database(['0.0.0.0/0', 'tcp', 3306])], title: 'everyone' }),
    given(orders, { with: [database(['203.0.113.7/32', 'tcp', 3306])], title: 'a public address' }),
    given(orders, { with: [database(['sg-clients'])], title: 'a group, to every port' }),
    given(orders, { with: [database(['10.0.0.0/16', 'tcp', 3000, 4000])], title: 'a range of ports around it' }),
    given(orders, { with: [database(['2001:db8::/56', 'tcp', 3306])], title: 'a network of IPv6' }),
    given(cluster('carts'), { with: [database(['10.0.0.0/8', 'tcp', 3306])] }),
  ],
  notApplicable: [given(member('carts'), { evidence: { DBClusterIdentifier: 'carts' } })],
  unknown: [
    given(orders, { title: 'a group that was not among those that were read' }),
    given(instance('orders', { Port: undefined }), { with: [database()], title: 'no endpoint yet' }),
    given(instance('orders', { VpcSecurityGroupIds: undefined }), { title: 'no security groups' }),
  ],
})
