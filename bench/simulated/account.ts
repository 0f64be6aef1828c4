// The simulated account: what each service answers, how much of everything there is, and how few calls would tell all of it.
import { account, regions, type Answers, type Calls, type Service, type Size } from './ask.ts'
import { analytics } from './services/analytics.ts'
import { apis } from './services/apis.ts'
import { balancers } from './services/balancers.ts'
import { clusters } from './services/clusters.ts'
import { compute } from './services/compute.ts'
import { databases } from './services/databases.ts'
import { functions } from './services/functions.ts'
import { identity } from './services/identity.ts'
import { images } from './services/images.ts'
import { keys } from './services/keys.ts'
import { messaging } from './services/messaging.ts'
import { network } from './services/network.ts'
import { storage } from './services/storage.ts'
import { tables } from './services/tables.ts'
import { whole } from './services/whole.ts'

const services: readonly Service[] = [
  analytics,
  apis,
  balancers,
  clusters,
  compute,
  databases,
  functions,
  identity,
  images,
  keys,
  messaging,
  network,
  storage,
  tables,
  whole,
]

const session = (enabled: number): Answers => ({
  'sts:GetCallerIdentity': () => ({
    Account: account,
    Arn: `arn:aws:sts::${account}:assumed-role/audit/parapet`,
    UserId: 'AROAEXAMPLE:parapet',
  }),
  'ec2:DescribeRegions': () => ({
    Regions: regions
      .slice(0, enabled)
      .map((RegionName) => ({ RegionName, Endpoint: `ec2.${RegionName}.amazonaws.com`, OptInStatus: 'opt-in-not-required' })),
  }),
})

/** Answers by operation. */
export const answersFor = (size: Size, enabled: number): Answers =>
  Object.assign({}, session(enabled), ...services.map((service) => service.answers(size))) as Answers

/** The minimal plan: calls by operation. */
export const minimalPlan = (size: Size, enabled: number): Calls =>
  Object.assign(
    { 'sts:GetCallerIdentity': 1, 'ec2:DescribeRegions': 1 },
    ...services.map((service) => service.calls(size, enabled)),
  ) as Calls

/** The account of the published call plan. */
export const reference: Size = {
  functions: 200,
  buckets: 100,
  tables: 60,
  databases: 40,
  databaseClusters: 8,
  queues: 120,
  topics: 40,
  rules: 60,
  streams: 10,
  deliveryStreams: 10,
  roles: 500,
  users: 50,
  groups: 15,
  policies: 300,
  keys: 80,
  secrets: 60,
  repositories: 60,
  clusters: 5,
  workGroups: 20,
  glueJobs: 20,
  restApis: 10,
  httpApis: 10,
  loadBalancers: 12,
  instances: 60,
  vpcs: 6,
  subnets: 75,
  securityGroups: 150,
}

/** What hangs on the resources that are counted, and what AWS makes itself, comes to nearly as many again. */
const together = 1.95

/** IAM has no more of them: "IAM and AWS STS quotas". */
const most: Partial<Size> = { roles: 5000, users: 5000, groups: 500, policies: 10_000 }

/** The same mixture with about so many resources, at least two of each. */
export const scaled = (resources: number): Size => {
  const total = together * Object.values(reference).reduce((sum, count) => sum + count, 0)
  return Object.fromEntries(
    Object.entries(reference).map(([name, count]) => {
      const wanted = Math.max(2, Math.round((count * resources) / total))
      return [name, Math.min(wanted, most[name as keyof Size] ?? wanted)]
    }),
  ) as unknown as Size
}
