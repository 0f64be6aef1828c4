// Reading SNS topics and their subscriptions.
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api'
import { GetTopicAttributesCommand, ListSubscriptionsByTopicCommand, ListTopicsCommand, type Subscription } from '@aws-sdk/client-sns'
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { collectorSuite, listing, on, read } from '../support/collector-suite.ts'
import { arnOf } from '../support/messaging.ts'
import { account, collectorOf, foreignAccount } from '../support/nodes.ts'

const topics = collectorOf('AWS::SNS::Topic')
const subscriptions = collectorOf('AWS::SNS::Subscription')
const placed = arnOf('sns', 'placed')
const audit = arnOf('sns', 'audit.fifo')
const policy = '{"Version":"2008-10-17","Statement":[]}'

const topicList = listing(ListTopicsCommand, {
  token: ['NextToken', 'NextToken'],
  pages: [{ Topics: [{ TopicArn: placed }] }, { Topics: [{ TopicArn: audit }] }],
  empty: { Topics: [] },
})
const attributes = on(GetTopicAttributesCommand, ({ TopicArn = '' }) => ({
  Attributes: {
    TopicArn,
    Policy: policy,
    Owner: account,
    SubscriptionsConfirmed: '3',
    ...(TopicArn === placed && { KmsMasterKeyId: 'alias/orders' }),
  },
}))
const tagged = on(GetResourcesCommand, { ResourceTagMappingList: [{ ResourceARN: placed, Tags: [{ Key: 'owner', Value: 'shop' }] }] })

collectorSuite(topics, {
  listing: topicList,
  answers: [attributes, tagged],
  resources: {
    placed: {
      facets: { attributes: { KmsMasterKeyId: 'alias/orders', Policy: policy }, tags: { owner: 'shop' } },
      edges: { 'encrypted-with': [arnOf('kms', 'alias/orders')] },
    },
    'audit.fifo': { facets: { attributes: { KmsMasterKeyId: undefined, Policy: policy }, tags: {} }, edges: { 'encrypted-with': [] } },
  },
})

/** What reading one topic with these attributes comes to. */
const outcomeOf = async (Attributes: Readonly<Record<string, string>>): Promise<unknown> => {
  const { nodes } = await read(
    topics,
    { listing: topicList, answers: [], resources: {} },
    {
      facets: ['attributes'],
      answers: [on(ListTopicsCommand, { Topics: [{ TopicArn: placed }] }), on(GetTopicAttributesCommand, { Attributes })],
    },
  )
  const fact = nodes[0]?.facets['attributes']
  return fact?.state === 'unknown' ? fact.gap.reason : fact?.state
}

it('takes attributes of another topic, or without a policy, for no answer', async () => {
  assert.equal(await outcomeOf({ TopicArn: placed, Policy: policy }), 'known')
  assert.equal(await outcomeOf({ TopicArn: audit, Policy: policy }), 'bad-response')
  assert.equal(await outcomeOf({ TopicArn: placed }), 'bad-response')
})

const subscribed = (id: string, Protocol: string, Endpoint: string, Owner = account): Subscription => ({
  SubscriptionArn: id.includes(' ') ? id.replace(' ', '') : `${placed}:${id}`,
  TopicArn: placed,
  Protocol,
  Endpoint,
  Owner,
})
const found: readonly Subscription[] = [
  subscribed('s1', 'sqs', arnOf('sqs', 'orders')),
  subscribed('s2', 'lambda', `${arnOf('lambda', 'function:orders')}:live`),
  subscribed('s3', 'https', 'https://user:****@hooks.example.com/a?token=secret'),
  subscribed('s4', 'email', 'jo.doe@Example.com'),
  subscribed('s5', 'sms', '+491234567890'),
  subscribed('s6', 'sqs', arnOf('sqs', 'theirs', foreignAccount), foreignAccount),
  subscribed('s7', 'http', 'no address'),
  subscribed('Pending Confirmation', 'email-json', 'jo.doe@example.org'),
  subscribed('Pending Confirmation', 'email-json', 'somebody.else@example.org'),
  { ...subscribed('s8', 'sqs', arnOf('sqs', 'gone')), SubscriptionArn: 'Deleted' },
]
const subscriptionList = listing(ListSubscriptionsByTopicCommand, {
  token: ['NextToken', 'NextToken'],
  pages: ({ TopicArn }) =>
    TopicArn === placed ? [{ Subscriptions: found.slice(0, 3) }, { Subscriptions: found.slice(3) }] : [{ Subscriptions: [] }],
  empty: { Subscriptions: [] },
})
const bothTopics = on(ListTopicsCommand, { Topics: [{ TopicArn: placed }, { TopicArn: audit }] })

const to = (...targets: readonly string[]) => ({ 'member-of': [placed], 'delivers-to': targets })
collectorSuite(subscriptions, {
  parents: [topics],
  listing: subscriptionList,
  answers: [bothTopics],
  resources: {
    'placed:s1': {
      base: { Protocol: 'sqs', Owner: account, pending: false, Endpoint: arnOf('sqs', 'orders') },
      edges: to(arnOf('sqs', 'orders')),
    },
    'placed:s2': { edges: to(arnOf('lambda', 'function:orders')) },
    'placed:s3': { base: { Protocol: 'https', Endpoint: 'hooks.example.com' }, edges: to() },
    'placed:s4': { base: { Protocol: 'email', Endpoint: 'example.com' }, edges: to() },
    'placed:s5': { base: { Protocol: 'sms', Endpoint: undefined }, edges: to() },
    'placed:s6': { base: { Owner: foreignAccount }, edges: to(arnOf('sqs', 'theirs', foreignAccount)) },
    'placed:s7': { base: { Protocol: 'http', Endpoint: undefined }, edges: to() },
    // Two mailboxes of one domain: nothing is kept that could tell them apart.
    'placed:PendingConfirmation:email-json:example.org': { base: { pending: true, Endpoint: 'example.org' }, edges: to() },
  },
})

it('keeps no address of a person, and no secret of an address', async () => {
  const { inventory } = await read(subscriptions, { parents: [topics], listing: subscriptionList, answers: [bothTopics], resources: {} })
  assert.doesNotMatch(JSON.stringify([...inventory.nodes.values()]), /doe|somebody|secret|123456/)
})
