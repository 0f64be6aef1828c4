// A small account on a local endpoint: queues in two regions, which a test may change between scans.
import { callerIdentity, describeRegions, json } from '../support/answers.ts'
import { startEndpoint, type Endpoint, type Seen } from '../support/endpoint.ts'

export interface Queue {
  readonly region?: string
  readonly encrypted: boolean
  readonly tags?: Readonly<Record<string, string>>
}

export interface Account {
  readonly endpoint: Endpoint
  /** By name. */
  readonly queues: Map<string, Queue>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

export const regions = ['eu-west-1', 'us-east-1'] as const
const account = '111122223333'
const arnOf = (name: string, region: string): string => `arn:aws:sqs:${region}:${account}:${name}`

/** Options of a scan that reads nothing but the queues' encryption. */
export const queuesOnly = ['--check', 'sqs-queue-encryption'] as const

export const startAccount = async (queues: Readonly<Record<string, Queue>>): Promise<Account> => {
  const all = new Map(Object.entries(queues))
  const inRegion = (region: string): readonly (readonly [string, Queue])[] =>
    [...all].filter(([, queue]) => (queue.region ?? 'eu-west-1') === region)
  const answer = (seen: Seen) => {
    switch (seen.operation) {
      case 'sts:GetCallerIdentity':
        return callerIdentity(account)
      case 'ec2:DescribeRegions':
        return describeRegions(regions)
      case 'sqs:ListQueues':
        return json({
          QueueUrls: inRegion(seen.region).map(([name]) => `https://sqs.${seen.region}.amazonaws.com/${account}/${name}`),
        })
      case 'sqs:GetQueueAttributes': {
        const url = String(seen.input['QueueUrl'])
        const name = url.slice(url.lastIndexOf('/') + 1)
        return json({
          Attributes: {
            QueueArn: arnOf(name, seen.region),
            VisibilityTimeout: '30',
            MessageRetentionPeriod: '345600',
            ApproximateNumberOfMessages: '0',
            SqsManagedSseEnabled: String(all.get(name)?.encrypted ?? false),
          },
        })
      }
      case 'tag:GetResources':
        return json({
          PaginationToken: '',
          ResourceTagMappingList: inRegion(seen.region).map(([name, { tags = {} }]) => ({
            ResourceARN: arnOf(name, seen.region),
            Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
          })),
        })
      default:
        return undefined
    }
  }
  const endpoint = await startEndpoint({ answer })
  return { endpoint, queues: all, [Symbol.asyncDispose]: endpoint.close }
}
