// Reading SQS queues.
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api'
import { GetQueueAttributesCommand, ListQueuesCommand, type QueueAttributeName } from '@aws-sdk/client-sqs'
import assert from 'node:assert/strict'
import { it } from 'node:test'
import queues from '../../collectors/sqs.ts'
import { cloudWatch } from '../support/cloudwatch.ts'
import { collectorSuite, listing, on, read } from '../support/collector-suite.ts'

const url = (name: string): string => `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}`
const arn = (name: string): string => `arn:aws:sqs:eu-west-1:111122223333:${name}`
const plain = {
  VisibilityTimeout: '30',
  MessageRetentionPeriod: '345600',
  SqsManagedSseEnabled: 'true',
}
const policy = '{"Version":"2012-10-17","Statement":{"Effect":"Allow"}}'

const attributes: Readonly<Record<string, Partial<Record<QueueAttributeName, string>>>> = {
  orders: {
    ...plain,
    SqsManagedSseEnabled: 'false',
    KmsMasterKeyId: 'alias/orders',
    KmsDataKeyReusePeriodSeconds: '300',
    Policy: policy,
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn('orders-dead'), maxReceiveCount: '5' }),
  },
  'orders-dead': {
    ...plain,
    MessageRetentionPeriod: '1209600',
    RedriveAllowPolicy: JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: [arn('orders')] }),
  },
  'audit.fifo': { ...plain, FifoQueue: 'true', Policy: 'not JSON {' },
}

const attributesOf = on(GetQueueAttributesCommand, ({ QueueUrl = '' }) => {
  const name = QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1)
  return { Attributes: { ...attributes[name], QueueArn: arn(name) } }
})
const tagged = on(GetResourcesCommand, {
  ResourceTagMappingList: [
    {
      ResourceARN: arn('orders'),
      Tags: [
        { Key: 'owner', Value: 'shop' },
        { Key: 'empty', Value: '' },
      ],
    },
  ],
  PaginationToken: '',
})
const waiting = (QueueName: string, MetricName: string, Values: readonly number[]) => ({
  Namespace: 'AWS/SQS',
  MetricName,
  Dimensions: { QueueName },
  Values,
})
const metrics = cloudWatch([
  waiting('orders', 'ApproximateAgeOfOldestMessage', [90, 30, 60]),
  waiting('orders-dead', 'ApproximateAgeOfOldestMessage', [7200, 3600]),
  waiting('a queue that is gone', 'ApproximateAgeOfOldestMessage', [1]),
  waiting('orders', 'ApproximateNumberOfMessagesVisible', [5, 0, 2, 4]),
  waiting('orders-dead', 'ApproximateNumberOfMessagesVisible', [7, 7]),
])
const queueList = listing(ListQueuesCommand, {
  token: ['NextToken', 'NextToken'],
  pages: [{ QueueUrls: [url('orders'), url('orders-dead')] }, { QueueUrls: [url('audit.fifo')] }],
  empty: { QueueUrls: [] },
})

const unset = {
  KmsMasterKeyId: undefined,
  KmsDataKeyReusePeriodSeconds: undefined,
  SqsManagedSseEnabled: true,
  Policy: undefined,
  RedrivePolicy: undefined,
  RedriveAllowPolicy: undefined,
  VisibilityTimeout: 30,
  MessageRetentionPeriod: 345_600,
  FifoQueue: false,
}

const suite = {
  listing: queueList,
  answers: [attributesOf, tagged, ...metrics],
  resources: {
    orders: {
      base: { QueueUrl: url('orders') },
      facets: {
        attributes: {
          ...unset,
          SqsManagedSseEnabled: false,
          KmsMasterKeyId: 'alias/orders',
          KmsDataKeyReusePeriodSeconds: 300,
          Policy: policy,
          RedrivePolicy: { deadLetterTargetArn: arn('orders-dead'), maxReceiveCount: 5 },
        },
        backlog: { hours: 3, ApproximateAgeOfOldestMessage: 30, ApproximateNumberOfMessagesVisible: 0 },
        tags: { owner: 'shop', empty: '' },
      },
      edges: { 'encrypted-with': ['arn:aws:kms:eu-west-1:111122223333:alias/orders'], 'dead-letters-to': [arn('orders-dead')] },
    },
    'orders-dead': {
      facets: {
        attributes: {
          ...unset,
          MessageRetentionPeriod: 1_209_600,
          RedriveAllowPolicy: { redrivePermission: 'byQueue', sourceQueueArns: [arn('orders')] },
        },
        backlog: { hours: 2, ApproximateAgeOfOldestMessage: 3600, ApproximateNumberOfMessagesVisible: 7 },
        tags: {},
      },
      edges: { 'encrypted-with': [], 'dead-letters-to': [] },
    },
    // A policy that is not JSON spoils nothing: only the policy engine looks inside.
    'audit.fifo': { facets: { attributes: { ...unset, FifoQueue: true, Policy: 'not JSON {' }, backlog: null } },
  },
}

collectorSuite(queues, suite)

/** What reading one queue with these attributes comes to. */
const outcomeOf = async (changed: Readonly<Record<string, string>>): Promise<unknown> => {
  const { nodes } = await read(queues, suite, {
    facets: ['attributes'],
    answers: [
      on(ListQueuesCommand, { QueueUrls: [url('orders')] }),
      on(GetQueueAttributesCommand, { Attributes: { ...plain, QueueArn: arn('orders'), ...changed } }),
    ],
  })
  const fact = nodes[0]?.facets.attributes
  return fact?.state === 'unknown' ? fact.gap.reason : fact?.state
}

it('reads the plain attributes of a queue', async () => {
  assert.equal(await outcomeOf({}), 'known')
})

for (const [what, changed] of Object.entries({
  'attributes of another queue': { QueueArn: arn('other') },
  'a redrive policy that is not JSON': { RedrivePolicy: '{' },
  'a redrive policy that is no object': { RedrivePolicy: '[]' },
  'a redrive policy without a count': { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn('orders-dead') }) },
  'a redrive allow policy whose sources are no list': {
    RedriveAllowPolicy: JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: 'all' }),
  },
  'a visibility timeout that is no number': { VisibilityTimeout: 'soon' },
  'an empty visibility timeout': { VisibilityTimeout: '' },
})) {
  it(`takes ${what} for no answer`, async () => {
    assert.equal(await outcomeOf(changed), 'bad-response')
  })
}

it('asks a second time before it believes that there are no queues', async () => {
  const { sent, nodes, inventory } = await read(queues, suite, { answers: [on(ListQueuesCommand, {})], facets: [] })
  assert.deepEqual(nodes, [])
  assert.deepEqual(sent, ['sqs:ListQueues', 'sqs:ListQueues'])
  assert.ok(inventory.listings.every(({ complete }) => complete))
})
