// What the resources of the simulated account are called: from their numbers, so that they can point at each other and need no memory.
import { account, regions, used, type Size } from './ask.ts'

/** Number within its region. Variations go by it, so that both regions have all of them. */
export const nth = (index: number): number => index >> 1
export const regionOf = (index: number): string => used[index % used.length] ?? used[0]

/** One of `count` resources in the same region as this one. */
export const near = (index: number, count: number): number => (nth(index) % Math.floor(count / 2)) * 2 + (index % 2)

/** The `position`th of `count` resources that {@link near} puts at this one of `groups`. */
export const among = (group: number, position: number, groups: number, count: number): number => {
  const half = Math.floor(groups / 2)
  const each = Math.max(1, Math.floor(Math.floor(count / 2) / half))
  return near((nth(group) + (position % each) * half) * 2 + (group % 2), count)
}

const hex = (index: number, digits: number): string => index.toString(16).padStart(digits, '0')
export const uuid = (index: number): string => `00000000-0000-4000-8000-${hex(index, 12)}`
export const digest = (index: number): string => `sha256:${hex(index + 1, 64)}`
export const ec2Id = (prefix: string, index: number): string => `${prefix}-0${hex(index, 16)}`
/** Of what AWS itself makes in every region. */
export const defaultId = (prefix: string, region: string): string => `${prefix}-0d${hex(regions.indexOf(region as never) + 1, 15)}`

/** The number at the end of a name, as {@link uuid} and {@link ec2Id} write it too. */
export const numberIn = (name: string): number => Number(/(\d+)$/.exec(name)?.[1] ?? Number.NaN)
export const hexIn = (name: string): number => Number.parseInt(/([0-9a-f]{12})$/.exec(name)?.[1] ?? '', 16)

const arn = (service: string, index: number, resource: string): string => `arn:aws:${service}:${regionOf(index)}:${account}:${resource}`

export const keyArn = (index: number): string => arn('kms', index, `key/${uuid(index)}`)
export const functionArn = (index: number): string => arn('lambda', index, `function:function-${index}`)
export const queueArn = (index: number): string => arn('sqs', index, `queue-${index}`)
export const topicArn = (index: number): string => arn('sns', index, `topic-${index}`)
export const tableArn = (index: number): string => arn('dynamodb', index, `table/table-${index}`)
export const streamArn = (index: number): string => arn('kinesis', index, `stream/stream-${index}`)
export const deliveryArn = (index: number): string => arn('firehose', index, `deliverystream/delivery-${index}`)
export const secretArn = (index: number): string => arn('secretsmanager', index, `secret:secret-${index}-AbCdEf`)
export const repositoryArn = (index: number): string => arn('ecr', index, `repository/repository-${index}`)
export const clusterArn = (index: number): string => arn('eks', index, `cluster/cluster-${index}`)
export const databaseArn = (index: number): string => arn('rds', index, `db:database-${index}`)
export const workGroupArn = (index: number): string => arn('athena', index, `workgroup/group-${index}`)
export const balancerArn = (index: number): string =>
  arn('elasticloadbalancing', index, `loadbalancer/app/balancer-${index}/${hex(index, 16)}`)
export const volumeArn = (index: number): string => arn('ec2', index, `volume/${ec2Id('vol', index)}`)
export const bucketName = (index: number): string => `bucket-${index}-${account}`
export const bucketArn = (index: number): string => `arn:aws:s3:::${bucketName(index)}`
export const policyArn = (index: number): string => `arn:aws:iam::${account}:policy/policy-${index}`
export const userArn = (index: number): string => `arn:aws:iam::${account}:user/user-${index}`

/** What roles are for, in turn. */
export const purposes = ['function', 'instance', 'service', 'person', 'partner'] as const
export type Purpose = (typeof purposes)[number]
export const roleArn = (index: number): string => `arn:aws:iam::${account}:role/role-${index}`
export const profileArn = (index: number): string => `arn:aws:iam::${account}:instance-profile/role-${index}`
/** A role of this purpose for the resource. */
export const roleFor = (purpose: Purpose, index: number, { roles }: Size): number =>
  (index % Math.max(1, Math.floor(roles / purposes.length))) * purposes.length + purposes.indexOf(purpose)

/** Every fourth key of a region is AWS's own. */
export const isAwsKey = (index: number): boolean => nth(index) % 4 === 3
/** A customer's key in the region of a resource. */
export const keyFor = (index: number, { keys }: Size): string => {
  const key = near(index, keys)
  return keyArn(isAwsKey(key) ? key - 2 : key)
}

export const allow = (Principal: object | string, Action: string | readonly string[], Resource: string, Condition?: object): object => ({
  Effect: 'Allow',
  Principal,
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
})
export const policyOf = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement })
/** This account as a whole. */
export const owner = { AWS: `arn:aws:iam::${account}:root` }
export const stranger = { AWS: 'arn:aws:iam::222222222222:root' }

/** A day before the scan, which is on 1 June 2026. */
export const daysAgo = (days: number): Date => new Date(Date.UTC(2026, 5, 1, 6) - days * 86_400_000)
export const tagsOf = (index: number): { Key: string; Value: string }[] => [
  { Key: 'owner', Value: `team-${nth(index) % 7}` },
  { Key: 'environment', Value: nth(index) % 3 === 0 ? 'production' : 'test' },
  ...(nth(index) % 2 === 0 ? [{ Key: 'data-classification', Value: nth(index) % 4 === 0 ? 'confidential' : 'internal' }] : []),
]
