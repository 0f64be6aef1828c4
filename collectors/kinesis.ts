// Amazon Kinesis Data Streams: streams and their registered consumers.
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import {
  DescribeStreamSummaryCommand,
  GetResourcePolicyCommand,
  KinesisClient,
  ListStreamConsumersCommand,
  ListStreamsCommand,
  type EncryptionType,
  type StreamMode,
} from '@aws-sdk/client-kinesis'
import { pages } from '../src/aws/pages.ts'
import { bulk, defineCollector, fromBulk } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'
import { once } from '../src/collect/once.ts'
import { keyArn } from '../src/graph/arn.ts'
import type { PolicyText } from '../src/iam/policy.ts'
import { hourly, metricsNamed } from './cloudwatch.ts'
import { tags } from './tagging.ts'

interface Summary {
  StreamMode: StreamMode
  EncryptionType: EncryptionType
  /** Key id, alias or ARN. */
  KeyId: string | undefined
  RetentionPeriodHours: number
}

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::Kinesis::Stream': {
      base: object
      facets: {
        summary: Summary
        policy: PolicyText | null
        /** Whether reads or writes were refused for want of capacity in the last seven days. */
        throttling: { throttled: boolean }
        tags: Record<string, string>
      }
      edges: { 'encrypted-with': 'AWS::KMS::Key' }
    }
    /** A consumer with enhanced fan-out. It has a policy of its own. */
    'AWS::Kinesis::StreamConsumer': {
      base: { stream: string }
      facets: { policy: PolicyText | null }
      edges: { 'reads-from': 'AWS::Kinesis::Stream' }
    }
  }
}

const summaryOf = once(async (client: KinesisClient, StreamARN) => {
  const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamARN }))
  const summary = member(StreamDescriptionSummary, 'StreamDescriptionSummary')
  if (summary.StreamARN !== StreamARN) throw new TypeError('the answer is about another stream')
  return {
    // Streams from before there were modes are provisioned: API reference, StreamModeDetails.
    StreamMode: summary.StreamModeDetails?.StreamMode ?? 'PROVISIONED',
    EncryptionType: member(summary.EncryptionType, 'EncryptionType'),
    KeyId: summary.KeyId,
    RetentionPeriodHours: member(summary.RetentionPeriodHours, 'RetentionPeriodHours'),
    ConsumerCount: summary.ConsumerCount,
  }
})

const week = 7 * 24

/** Names of the streams of a region that refused reads or writes in the last seven days. */
const throttledStreams = bulk({
  client: CloudWatchClient,
  calls: ['cloudwatch:ListMetrics', 'cloudwatch:GetMetricData'],
  async run(cloudWatch, { now }) {
    const names = ['WriteProvisionedThroughputExceeded', 'ReadProvisionedThroughputExceeded']
    const metrics = (await Promise.all(names.map((name) => metricsNamed(cloudWatch, 'AWS/Kinesis', name)))).flat()
    const values = await hourly(cloudWatch, metrics, { stat: 'Maximum', hours: week, now })
    return new Set(
      metrics.flatMap(({ Dimensions: { StreamName } }, index) => (values[index]?.some((value) => value > 0) ? StreamName : [])),
    )
  },
})

/** The policy on a stream or a consumer. */
const policy = {
  calls: ['kinesis:GetResourcePolicy'],
  async read(client: KinesisClient, { arn }: { readonly arn: string }) {
    const Policy = member((await client.send(new GetResourcePolicyCommand({ ResourceARN: arn }))).Policy, 'Policy')
    // Without statements, where nobody ever set one.
    return Policy === '' || Policy === '{}' ? null : Policy
  },
  absent: ['ResourceNotFoundException'],
} as const

const stream = defineCollector({
  kind: 'AWS::Kinesis::Stream',
  client: KinesisClient,
  list: {
    calls: ['kinesis:ListStreams'],
    run: (client) =>
      pages(client, ListStreamsCommand, { Limit: 100 }, (page) =>
        page.StreamSummaries?.map(({ StreamARN, StreamName }) => ({
          arn: member(StreamARN, 'StreamARN'),
          name: member(StreamName, 'StreamName'),
        })),
      ),
  },
  facets: {
    summary: {
      calls: ['kinesis:DescribeStreamSummary'],
      async read(client, { arn }) {
        const { StreamMode, EncryptionType, KeyId, RetentionPeriodHours } = await summaryOf(client, arn)
        return { StreamMode, EncryptionType, KeyId, RetentionPeriodHours }
      },
    },
    policy,
    throttling: fromBulk(throttledStreams, (names, { name }) => ({ throttled: names.has(name) })),
    tags,
  },
  edges: {
    'encrypted-with': {
      to: 'AWS::KMS::Key',
      from: 'summary',
      ref: ({ EncryptionType, KeyId }, item) => (EncryptionType === 'KMS' ? keyArn(KeyId, item) : undefined),
    },
  },
  gone: ['ResourceNotFoundException'],
})

const consumer = defineCollector({
  kind: 'AWS::Kinesis::StreamConsumer',
  client: KinesisClient,
  list: {
    // The summary counts them: without any, there is nothing to list.
    calls: ['kinesis:ListStreamConsumers', 'kinesis:DescribeStreamSummary'],
    per: 'AWS::Kinesis::Stream',
    async *run(client, _at, { arn: StreamARN, name }) {
      const { ConsumerCount } = await summaryOf(client, StreamARN)
      if (ConsumerCount === 0) return
      yield* pages(client, ListStreamConsumersCommand, { StreamARN, MaxResults: 100 }, (page) =>
        page.Consumers?.map(({ ConsumerARN, ConsumerName }) => ({
          arn: member(ConsumerARN, 'ConsumerARN'),
          name: `${name}/${member(ConsumerName, 'ConsumerName')}`,
          stream: StreamARN,
        })),
      )
    },
    gone: ['ResourceNotFoundException'],
  },
  facets: { policy },
  edges: { 'reads-from': { to: 'AWS::Kinesis::Stream', from: 'base', ref: ({ stream: of }) => of } },
  gone: ['ResourceNotFoundException'],
})

export default [stream, consumer]
