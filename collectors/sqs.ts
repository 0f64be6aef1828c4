// Amazon SQS: queues.
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { pages } from '../src/aws/pages.ts'
import { bulk, defineCollector, fromBulk } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'
import { keyArn } from '../src/graph/arn.ts'
import type { PolicyText } from '../src/iam/policy.ts'
import { hourly, metricsNamed } from './cloudwatch.ts'
import { tags } from './tagging.ts'

type QueueAttributes = {
  /** Key id, alias or ARN; undefined without SSE-KMS. */
  KmsMasterKeyId: string | undefined
  /** Seconds. */
  KmsDataKeyReusePeriodSeconds: number | undefined
  SqsManagedSseEnabled: boolean
  Policy: PolicyText | undefined
  RedrivePolicy: { deadLetterTargetArn: string; maxReceiveCount: number } | undefined
  /** Undefined where nobody set it: every queue of the account may then dead-letter here. */
  RedriveAllowPolicy: { redrivePermission: string; sourceQueueArns: readonly string[] } | undefined
  /** Seconds. */
  VisibilityTimeout: number
  /** Seconds. */
  MessageRetentionPeriod: number
  FifoQueue: boolean
}

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::SQS::Queue': {
      base: { QueueUrl: string }
      facets: {
        attributes: QueueAttributes
        /** What never went away in the last day: the lowest of its hours, and how many of them have a value. `null` where nothing waited at all. */
        backlog: { hours: number; ApproximateAgeOfOldestMessage: number; ApproximateNumberOfMessagesVisible: number } | null
        tags: Record<string, string>
      }
      edges: { 'encrypted-with': 'AWS::KMS::Key'; 'dead-letters-to': 'AWS::SQS::Queue' }
    }
  }
}

/**
 * By the name of the queue. SQS gives no values for queues that nothing happened to and nothing is in for six hours:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
const backlogs = bulk({
  client: CloudWatchClient,
  calls: ['cloudwatch:ListMetrics', 'cloudwatch:GetMetricData'],
  run: async (cloudWatch, { now }) => {
    const lowest = async (name: string) => {
      const metrics = await metricsNamed(cloudWatch, 'AWS/SQS', name)
      const values = await hourly(cloudWatch, metrics, { stat: 'Minimum', hours: 24, now })
      return new Map(metrics.map(({ Dimensions: { QueueName } }, index) => [QueueName, values[index] ?? []]))
    }
    const [ages, counts] = await Promise.all([lowest('ApproximateAgeOfOldestMessage'), lowest('ApproximateNumberOfMessagesVisible')])
    return new Map(
      [...ages].flatMap(([name, age]) => {
        const count = counts.get(name) ?? []
        const hours = Math.min(age.length, count.length)
        if (hours === 0) return []
        const backlog = {
          hours,
          ApproximateAgeOfOldestMessage: Math.min(...age),
          ApproximateNumberOfMessagesVisible: Math.min(...count),
        }
        return [[name, backlog] as const]
      }),
    )
  },
})

const nameOf = (url: string): string => url.slice(url.lastIndexOf('/') + 1)

const numberOf = (text: string, name: string): number => {
  const value = Number(text)
  if (text === '' || !Number.isFinite(value)) throw new TypeError(`${name} is not a number`)
  return value
}

/** One of SQS's own JSON attributes, not a policy that people write. */
const objectOf = (text: string, name: string): Readonly<Record<string, unknown>> => {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError(`${name} is not an object`)
  return { ...value }
}

const textOf = (value: unknown, name: string): string => {
  if (typeof value !== 'string') throw new TypeError(`${name} is not a text`)
  return value
}

const redrivePolicyOf = (text: string): QueueAttributes['RedrivePolicy'] => {
  const { deadLetterTargetArn, maxReceiveCount } = objectOf(text, 'RedrivePolicy')
  return {
    deadLetterTargetArn: textOf(deadLetterTargetArn, 'deadLetterTargetArn'),
    // SQS gives it back as it was set: 5 or "5".
    maxReceiveCount: numberOf(String(maxReceiveCount), 'maxReceiveCount'),
  }
}

const redriveAllowPolicyOf = (text: string): QueueAttributes['RedriveAllowPolicy'] => {
  const { redrivePermission, sourceQueueArns = [] } = objectOf(text, 'RedriveAllowPolicy')
  if (!Array.isArray(sourceQueueArns)) throw new TypeError('sourceQueueArns is not a list')
  return {
    redrivePermission: textOf(redrivePermission, 'redrivePermission'),
    sourceQueueArns: sourceQueueArns.map((arn) => textOf(arn, 'sourceQueueArns')),
  }
}

export default defineCollector({
  kind: 'AWS::SQS::Queue',
  client: SQSClient,
  list: {
    calls: ['sqs:ListQueues'],
    run: (sqs, at) =>
      pages(
        sqs,
        ListQueuesCommand,
        { MaxResults: 1000 },
        (page) => page.QueueUrls?.map((QueueUrl) => ({ arn: at.arn('sqs', nameOf(QueueUrl)), name: nameOf(QueueUrl), QueueUrl })),
        { omitsEmpty: true },
      ),
  },
  facets: {
    attributes: {
      calls: ['sqs:GetQueueAttributes'],
      async read(sqs, { QueueUrl, arn }) {
        const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
        const a = member(Attributes, 'Attributes')
        if (a.QueueArn !== arn) throw new TypeError('the answer is about another queue')
        const count = (name: 'VisibilityTimeout' | 'MessageRetentionPeriod'): number => numberOf(member(a[name], name), name)
        return {
          KmsMasterKeyId: a.KmsMasterKeyId,
          KmsDataKeyReusePeriodSeconds:
            a.KmsDataKeyReusePeriodSeconds === undefined
              ? undefined
              : numberOf(a.KmsDataKeyReusePeriodSeconds, 'KmsDataKeyReusePeriodSeconds'),
          SqsManagedSseEnabled: a.SqsManagedSseEnabled === 'true',
          Policy: a.Policy,
          RedrivePolicy: a.RedrivePolicy === undefined ? undefined : redrivePolicyOf(a.RedrivePolicy),
          RedriveAllowPolicy: a.RedriveAllowPolicy === undefined ? undefined : redriveAllowPolicyOf(a.RedriveAllowPolicy),
          VisibilityTimeout: count('VisibilityTimeout'),
          MessageRetentionPeriod: count('MessageRetentionPeriod'),
          FifoQueue: a.FifoQueue === 'true',
        }
      },
    },
    backlog: fromBulk(backlogs, (byName, { name }) => byName.get(name) ?? null),
    tags,
  },
  edges: {
    'encrypted-with': { to: 'AWS::KMS::Key', from: 'attributes', ref: (attributes, queue) => keyArn(attributes.KmsMasterKeyId, queue) },
    'dead-letters-to': { to: 'AWS::SQS::Queue', from: 'attributes', ref: (attributes) => attributes.RedrivePolicy?.deadLetterTargetArn },
  },
  gone: ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'],
})
