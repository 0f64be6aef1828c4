// Amazon RDS: whether the functions that can open connections to a database leave it some.
import { contains, parseCidr } from '../../src/check/cidr.ts'
import { defineCheck, fail, notApplicable, pass, type GraphView, type Subject } from '../../src/check/check.ts'
import { admits, egressOf, type Rule } from '../../src/check/ingress.ts'
import { few } from '../../src/check/policies.ts'
import { auroraGuide, cannotTell, isAurora, isMySql, isPostgres, told, userGuide, type Instance } from './database.ts'
import { rulesOn } from './rules.ts'
import { setIn, type Groups } from './parameters.ts'

/** GiB of the smallest size of each family, and how many times that the others have: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html */
const smallest: readonly (readonly [family: RegExp, gibibytes: number])[] = [
  [/^m\d/, 8],
  [/^r\d/, 16],
  [/^x2g$/, 32],
  [/^x2i?edn$|^x2iezn$|^x1e$/, 64],
  [/^c6gd$/, 4],
  [/^t\d/, 8],
]
const fractions: Readonly<Record<string, number>> = { micro: 1 / 8, small: 1 / 4, medium: 1 / 2, large: 1, xlarge: 2 }

/** Bytes of memory of an instance class; undefined for classes that are not known here, and for those without a fixed size. */
const memoryOf = (instanceClass: string): number | undefined => {
  const [, family = '', size = ''] = /^db\.([a-z0-9]+)\.([a-z0-9]+)$/.exec(instanceClass) ?? []
  const gibibytes = smallest.find(([pattern]) => pattern.test(family))?.[1]
  const times = fractions[size] ?? 2 * Number(/^(\d+)xlarge$/.exec(size)?.[1])
  return gibibytes !== undefined && Number.isFinite(times) ? gibibytes * times * 2 ** 30 : undefined
}

/** What the default formulas come to: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html and AuroraMySQL.Managing.Performance.html */
const defaultConnections = (engine: string, memory: number): number => {
  if (isPostgres(engine)) return Math.min(memory / 9_531_392, 5000)
  if (!isAurora(engine)) return Math.min(memory / 12_582_880, 16_000)
  return Math.max(Math.log2(memory / 805_306_368) * 45, Math.log2(memory / 8_187_281_408) * 1000)
}

/** How many connections an instance takes at once. */
const connectionsOf = (instance: Instance, ...sets: readonly Groups[]): number => {
  const own = sets.map((groups) => setIn(instance, groups, 'max_connections')).find((value) => value !== undefined)
  if (own !== undefined && /^\d+$/.test(own)) return Number(own)
  const memory = memoryOf(told(instance, 'DBInstanceClass'))
  if (memory === undefined) throw cannotTell(instance, `how much memory ${told(instance, 'DBInstanceClass')} has is not known here`)
  if (own === undefined) return Math.floor(defaultConnections(instance.base.Engine, memory))
  const [, divisor] = /^\{DBInstanceClassMemory\/(\d+)\}$/.exec(own) ?? []
  if (divisor === undefined) throw cannotTell(instance, 'max_connections is a formula that is not understood')
  return Math.floor(memory / Number(divisor))
}

const reads = {
  'AWS::Lambda::Function': ['concurrency', 'accountLimit'],
  'AWS::EC2::SecurityGroup': ['prefixLists'],
  'AWS::EC2::Subnet': [],
  'AWS::RDS::DBCluster': [],
  'AWS::RDS::DBClusterParameterGroup': ['parameters'],
} as const
type Graph = GraphView<typeof reads>
type LambdaFunction = Subject<'AWS::Lambda::Function', 'concurrency' | 'accountLimit'>

const overlap = (a: string, b: string): boolean => {
  const [x, y] = [parseCidr(a), parseCidr(b)]
  return x !== undefined && y !== undefined && (contains(x, y) || contains(y, x))
}

/** Whether the network lets a function open a connection to an instance of its VPC. */
const reaches = (fn: LambdaFunction, port: number, rules: readonly Rule[], graph: Graph): boolean => {
  const groups = fn.base.VpcConfig?.SecurityGroupIds ?? []
  const isLetIn = rules.some(({ peer }) =>
    peer.type === 'group'
      ? groups.includes(peer.id)
      : graph
          .out(fn, 'in-subnet', 'AWS::EC2::Subnet')
          .some((subnet) => subnet.found && subnet.node.base.CidrBlock !== undefined && overlap(subnet.node.base.CidrBlock, peer.cidr)),
  )
  return (
    isLetIn &&
    graph
      .out(fn, 'protected-by', 'AWS::EC2::SecurityGroup')
      .some((group) => group.found && egressOf(group.node).some((rule) => admits(rule, 'tcp', port)))
  )
}

/** How many of some functions can run at once, each with a connection. Those without a reservation share what is left of the account's limit. */
const concurrencyOf = (instance: Instance, functions: readonly LambdaFunction[]): number => {
  const reserved = functions.map(({ concurrency }) => concurrency.ReservedConcurrentExecutions)
  const sharing = functions.find((_fn, i) => reserved[i] === undefined)
  const left = sharing ? sharing.accountLimit.UnreservedConcurrentExecutions : 0
  if (left === undefined) throw cannotTell(instance, 'Lambda did not tell how many functions without a reservation can run at once')
  return reserved.reduce((sum: number, one) => sum + (one ?? 0), left)
}

/** Of the connections of an instance; the rest is for people, jobs and RDS itself. */
const share = 0.9

export const lambdaConnectionPooling = defineCheck({
  id: 'rds-lambda-connection-pooling',
  title: 'Functions do not exhaust database connections',
  on: 'AWS::RDS::DBInstance',
  needs: [],
  across: { 'protected-by': ['prefixLists'], 'parameters-from': ['parameters'], 'member-of': [] },
  reads,
  threats: ['resource-exhaustion', 'denial-of-service'],
  mitigation: 'capacity-limits',
  likelihood: 3,
  impact: 3,
  cost: {
    level: 2,
    note: 'RDS Proxy is charged by the vCPU of the database and hour, and adds a little latency; reserved concurrency is free.',
  },
  why: 'Every copy of a function opens a connection of its own. A burst of requests starts more copies than the database takes connections: it refuses them all, the other applications too.',
  fix: {
    cli: `aws rds create-db-proxy --db-proxy-name <proxy> --engine-family MYSQL --auth AuthScheme=SECRETS,SecretArn=<secret-arn> --role-arn <role-arn> --vpc-subnet-ids <subnet-a> <subnet-b> --vpc-security-group-ids <proxy-group> --require-tls
aws rds register-db-proxy-targets --db-proxy-name <proxy> --db-instance-identifiers <instance>
# then let only the proxy's group in to the database; or bound the functions:
aws lambda put-function-concurrency --function-name <function> --reserved-concurrent-executions <count>`,
    terraform: `resource "aws_lambda_function" "<function>" {
  reserved_concurrent_executions = <count> # all of them below max_connections; or an aws_db_proxy between
}`,
  },
  refs: {
    docs: [`${userGuide}/rds-proxy.html`, `${userGuide}/CHAP_Limits.html`, `${auroraGuide}/AuroraMySQL.Managing.Performance.html`],
  },
  test: (instance, { graph }) => {
    const { Engine, VpcId } = instance.base
    if (!isMySql(Engine) && !isPostgres(Engine)) return notApplicable({ Engine })
    const port = told(instance, 'Port')
    const rules = rulesOn(instance, instance['protected-by'])
    const functions = graph
      .all('AWS::Lambda::Function')
      .filter((fn) => fn.region === instance.region && VpcId !== undefined && fn.base.VpcConfig?.VpcId === VpcId)
      .filter((fn) => reaches(fn, port, rules, graph))
    if (functions.length === 0) return notApplicable({ functions: 0 })
    const ofClusters = instance['member-of'].flatMap((cluster) => {
      if (!cluster.found) throw cannotTell(instance, `the cluster ${cluster.arn} was not among those that were read`)
      return graph.out(cluster.node, 'parameters-from', 'AWS::RDS::DBClusterParameterGroup')
    })
    const connections = connectionsOf(instance, instance['parameters-from'], ofClusters)
    const concurrency = concurrencyOf(instance, functions)
    const evidence = { functions: few(functions.map(({ name }) => name).sort()), concurrency, max_connections: connections }
    return concurrency < connections * share ? pass(evidence) : fail(evidence)
  },
})
