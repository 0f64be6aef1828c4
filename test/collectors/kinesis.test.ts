// Reading Kinesis streams and their consumers.
import {
  DescribeStreamSummaryCommand,
  GetResourcePolicyCommand,
  ListStreamConsumersCommand,
  ListStreamsCommand,
  type StreamDescriptionSummary,
} from '@aws-sdk/client-kinesis'
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api'
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { cloudWatch } from '../support/cloudwatch.ts'
import { awsError, collectorSuite, listing, on, read } from '../support/collector-suite.ts'
import { arnOf, streamArn } from '../support/messaging.ts'
import { collectorOf, now } from '../support/nodes.ts'

const streams = collectorOf('AWS::Kinesis::Stream')
const consumers = collectorOf('AWS::Kinesis::StreamConsumer')
const policy = '{"Version":"2012-10-17","Statement":[]}'

const listed = (...names: readonly string[]) => ({
  StreamNames: [...names],
  StreamSummaries: names.map((StreamName) => ({ StreamName, StreamARN: streamArn(StreamName), StreamStatus: 'ACTIVE' as const })),
})
const summaries: Readonly<Record<string, Partial<StreamDescriptionSummary>>> = {
  orders: {
    StreamModeDetails: { StreamMode: 'ON_DEMAND' },
    EncryptionType: 'KMS',
    KeyId: 'alias/orders',
    RetentionPeriodHours: 168,
    ConsumerCount: 2,
  },
  clicks: { StreamModeDetails: { StreamMode: 'PROVISIONED' }, ConsumerCount: 0 },
  // From before there were modes, and encrypted once.
  old: { KeyId: 'alias/orders', ConsumerCount: 0 },
}
const summary = on(DescribeStreamSummaryCommand, ({ StreamARN = '' }) => {
  const StreamName = StreamARN.slice(StreamARN.lastIndexOf('/') + 1)
  return {
    StreamDescriptionSummary: {
      StreamName,
      StreamARN,
      StreamStatus: 'ACTIVE' as const,
      RetentionPeriodHours: 24,
      StreamCreationTimestamp: now,
      EnhancedMonitoring: [],
      EncryptionType: 'NONE' as const,
      OpenShardCount: 4,
      ...summaries[StreamName],
    },
  }
})
const policies = on(GetResourcePolicyCommand, ({ ResourceARN = '' }) => {
  if (ResourceARN.endsWith('/old')) throw awsError('ResourceNotFoundException', 400)
  return { Policy: ResourceARN.endsWith('/clicks') ? '{}' : policy }
})

collectorSuite(streams, {
  listing: listing(ListStreamsCommand, {
    token: ['NextToken', 'NextToken'],
    truncated: 'HasMoreStreams',
    pages: [
      { ...listed('orders'), HasMoreStreams: true },
      { ...listed('clicks', 'old'), HasMoreStreams: false },
    ],
    empty: { ...listed(), HasMoreStreams: true },
  }),
  answers: [
    summary,
    policies,
    ...cloudWatch([
      {
        Namespace: 'AWS/Kinesis',
        MetricName: 'WriteProvisionedThroughputExceeded',
        Dimensions: { StreamName: 'clicks' },
        Values: [0, 3, 0],
      },
      { Namespace: 'AWS/Kinesis', MetricName: 'ReadProvisionedThroughputExceeded', Dimensions: { StreamName: 'old' }, Values: [0] },
    ]),
    on(GetResourcesCommand, { ResourceTagMappingList: [{ ResourceARN: streamArn('orders'), Tags: [{ Key: 'owner', Value: 'shop' }] }] }),
  ],
  resources: {
    orders: {
      facets: {
        summary: { StreamMode: 'ON_DEMAND', EncryptionType: 'KMS', KeyId: 'alias/orders', RetentionPeriodHours: 168 },
        policy,
        throttling: { throttled: false },
        tags: { owner: 'shop' },
      },
      edges: { 'encrypted-with': [arnOf('kms', 'alias/orders')] },
    },
    clicks: {
      facets: {
        summary: { StreamMode: 'PROVISIONED', EncryptionType: 'NONE', KeyId: undefined, RetentionPeriodHours: 24 },
        policy: null,
        throttling: { throttled: true },
        tags: {},
      },
      edges: { 'encrypted-with': [] },
    },
    old: {
      facets: {
        summary: { StreamMode: 'PROVISIONED', EncryptionType: 'NONE', KeyId: 'alias/orders', RetentionPeriodHours: 24 },
        policy: null,
        throttling: { throttled: false },
      },
      edges: { 'encrypted-with': [] },
    },
  },
})

it('takes a summary of another stream for no answer', async () => {
  const { nodes } = await read(
    streams,
    { listing: 'unpaged', answers: [], resources: {} },
    {
      facets: ['summary'],
      answers: [
        on(ListStreamsCommand, { ...listed('orders'), HasMoreStreams: false }),
        on(DescribeStreamSummaryCommand, {
          StreamDescriptionSummary: {
            StreamName: 'clicks',
            StreamARN: streamArn('clicks'),
            StreamStatus: 'ACTIVE',
            RetentionPeriodHours: 24,
            StreamCreationTimestamp: now,
            EnhancedMonitoring: [],
            OpenShardCount: 1,
          },
        }),
      ],
    },
  )
  assert.equal(nodes[0]?.facets['summary']?.state, 'unknown')
})

const all = on(ListStreamsCommand, { ...listed('orders', 'clicks'), HasMoreStreams: false })
const registered = (ConsumerName: string) => ({
  ConsumerName,
  ConsumerARN: `${streamArn('orders')}/consumer/${ConsumerName}:1`,
  ConsumerStatus: 'ACTIVE' as const,
  ConsumerCreationTimestamp: now,
})
const consumerList = listing(ListStreamConsumersCommand, {
  token: ['NextToken', 'NextToken'],
  pages: [{ Consumers: [registered('fraud')] }, { Consumers: [registered('search')] }],
  empty: { Consumers: [] },
})

collectorSuite(consumers, {
  parents: [streams],
  listing: consumerList,
  answers: [all, summary, policies],
  resources: {
    'orders/fraud': { facets: { policy }, edges: { 'reads-from': [streamArn('orders')] } },
    'orders/search': { edges: { 'reads-from': [streamArn('orders')] } },
  },
})

it('lists consumers only where there are any', async () => {
  const { sent } = await read(
    consumers,
    { parents: [streams], listing: consumerList, answers: [all, summary], resources: {} },
    { facets: [] },
  )
  assert.equal(sent.filter((operation) => operation === 'kinesis:DescribeStreamSummary').length, 2)
  assert.equal(sent.filter((operation) => operation === 'kinesis:ListStreamConsumers').length, 2, 'two pages of one stream')
})
