// What the check on connections decides: who can open one, how many there are, and how many there may be.
import { lambdaConnectionPooling } from '../../../checks/rds/connections.ts'
import type { AnyNode } from '../../../src/graph/node.ts'
import { group, open, subnet } from '../../support/network.ts'
import { cluster, clusterParameterGroup, instance, member, parameterGroup, uses } from '../../support/rds.ts'
import { lambda } from '../../support/serverless.ts'
import { given, verify } from '../../support/verify.ts'

const database = group('database', [open('sg-workers', 'tcp', 3306), open('10.0.7.0/24', 'tcp', 3306)])
const workers = group('workers')
const others = group('others')
const near = subnet('subnet-a', [], { CidrBlock: '10.0.9.0/24' })
const allowed = subnet('subnet-z', [], { CidrBlock: '10.0.7.0/25' })
const network = [database, workers, others, near, allowed]

const fn = (
  name: string,
  reserved: number | undefined,
  groups: readonly string[] = ['sg-workers'],
  subnets: readonly string[] = ['subnet-a'],
  vpc = 'vpc-1',
): AnyNode =>
  lambda(
    name,
    { VpcConfig: { VpcId: vpc, SubnetIds: [...subnets], SecurityGroupIds: [...groups] } },
    {
      concurrency: { ReservedConcurrentExecutions: reserved },
      accountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 900 },
    },
  )

// db.m6g.large has 8 GiB: 682 connections by default.
const orders = instance('orders')
const shop = instance('orders', uses('shop'))
const limit = (max_connections: string): AnyNode => parameterGroup('shop', { max_connections })

verify(lambdaConnectionPooling, {
  pass: [
    given(orders, {
      with: [...network, fn('a', 300), fn('b', 300)],
      title: 'below what the instance takes by default',
      evidence: { functions: ['a', 'b'], concurrency: 600, max_connections: 682 },
    }),
    given(shop, { with: [...network, fn('a', 899), limit('1000')], title: 'below what was set' }),
    given(shop, { with: [...network, fn('a', 300), limit('{DBInstanceClassMemory/25165760}')], title: 'below a formula' }),
    given(orders, { with: [...network, fn('off', 0)], title: 'a function that is switched off' }),
    given(member('carts', { DBInstanceClass: 'db.r6g.large' }), {
      with: [...network, fn('a', 900), cluster('carts')],
      title: 'Aurora by default',
      evidence: { functions: ['a'], concurrency: 900, max_connections: 1069 },
    }),
    given(instance('PostgreSQL', { Engine: 'postgres' }), { with: [...network, fn('a', 800)] }),
  ],
  fail: [
    given(orders, {
      with: [...network, fn('a', undefined), fn('b', 10), fn('c', undefined)],
      title: 'no reservations',
      evidence: { functions: ['a', 'b', 'c'], concurrency: 910, max_connections: 682 },
    }),
    given(shop, { with: [...network, fn('a', 90), limit('100')], title: 'nothing left for others' }),
    given(orders, { with: [...network, fn('a', 700, ['sg-others'], ['subnet-z'])], title: 'let in by its addresses' }),
    given(member('carts', { DBInstanceClass: 'db.r6g.large' }), {
      with: [
        ...network,
        fn('a', 900),
        cluster('carts', { DBClusterParameterGroup: 'carts' }),
        clusterParameterGroup('carts', { max_connections: '500' }),
      ],
      title: 'what was set for the cluster',
    }),
  ],
  notApplicable: [
    given(orders, { with: network, title: 'no functions', evidence: { functions: 0 } }),
    given(orders, { with: [...network, fn('a', undefined, ['sg-others'])], title: 'of another group' }),
    given(orders, { with: [...network, fn('a', undefined, ['sg-workers'], ['subnet-a'], 'vpc-2')], title: 'of another network' }),
    given(orders, { with: [...network, lambda('a')], title: 'outside of any network' }),
    given(orders, {
      with: [database, group('workers', [], { IpPermissionsEgress: [open('0.0.0.0/0', 'tcp', 443)] }), near, fn('a', undefined)],
      title: 'not let out to the port',
    }),
    given(instance('SQL Server', { Engine: 'sqlserver-se' }), { with: [...network, fn('a', undefined)] }),
  ],
  unknown: [
    given(instance('serverless', { DBInstanceClass: 'db.serverless' }), {
      with: [...network, fn('a', 10)],
      title: 'memory that is not known',
    }),
    given(shop, { with: [...network, fn('a', 10), limit('LEAST({DBInstanceClassMemory/9531392},5000)')], title: 'another formula' }),
  ],
})
