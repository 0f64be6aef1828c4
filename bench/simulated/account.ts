// The simulated account: what each service answers.
import { account, regions, type Answers, type Size } from './ask.ts'
import { messaging } from './services/messaging.ts'

const session: Answers = {
  'sts:GetCallerIdentity': () => ({
    Account: account,
    Arn: `arn:aws:sts::${account}:assumed-role/audit/parapet`,
    UserId: 'AROAEXAMPLE:parapet',
  }),
  'ec2:DescribeRegions': () => ({
    Regions: regions.map((RegionName) => ({ RegionName, Endpoint: `ec2.${RegionName}.amazonaws.com`, OptInStatus: 'opt-in-not-required' })),
  }),
}

/** Answers by operation. */
export const answersFor = (size: Size): Answers => ({ ...session, ...messaging(size) })

/** The account of the published call plan. */
export const reference: Size = {
  functions: 200,
  buckets: 100,
  tables: 60,
  databases: 40,
  queues: 120,
  roles: 500,
  policies: 300,
  keys: 80,
  repositories: 60,
  clusters: 5,
  workGroups: 20,
  securityGroups: 150,
}

/** The same mixture with about so many resources. */
export const scaled = (resources: number): Size => {
  const total = Object.values(reference).reduce((sum, count) => sum + count, 0)
  return Object.fromEntries(
    Object.entries(reference).map(([name, count]) => [name, Math.max(1, Math.round((count * resources) / total))]),
  ) as unknown as Size
}
