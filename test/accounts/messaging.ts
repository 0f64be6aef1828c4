// Topics, event buses and rules of the reference account.
import {
  CreateApiDestinationCommand,
  CreateConnectionCommand,
  CreateEventBusCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type PutRuleCommandInput,
  type Target,
} from '@aws-sdk/client-eventbridge'
import { StartStreamEncryptionCommand } from '@aws-sdk/client-kinesis'
import { CreateTopicCommand, SetTopicAttributesCommand, SubscribeCommand } from '@aws-sdk/client-sns'
import { account, allow, arnOf, foreignAccount, home, policy, roleArn, tags, type Ground, type Statement } from './ground.ts'
import type { Reference } from './reference.ts'
import { buildStreams, createStream, weekTwoStream } from './streams.ts'

interface Topic {
  readonly name: string
  readonly key?: string
  readonly statements?: readonly Statement[]
  readonly tags?: Record<string, string>
  /** Protocol and endpoint. */
  readonly subscriptions?: readonly (readonly [protocol: string, endpoint: string])[]
}

const onTopic = (name: string, Action: string, more: Statement): Statement => allow(Action, arnOf('sns', name), more)

const topics: readonly Topic[] = [
  {
    name: 'order-placed',
    key: 'alias/orders',
    tags: tags('orders', 'confidential'),
    subscriptions: [
      ['sqs', arnOf('sqs', 'orders')],
      ['lambda', arnOf('lambda', 'function:orders-projection')],
    ],
  },
  {
    name: 'operations',
    key: 'alias/aws/sns',
    tags: tags('platform', 'internal'),
    // The mailbox of a contractor who left.
    subscriptions: [['email', 'dan.meyer@example.net']],
  },
  {
    name: 'partner-events',
    statements: [onTopic('partner-events', 'sns:Subscribe', { Sid: 'Partners', Principal: '*' })],
    tags: tags('partners', 'internal'),
    subscriptions: [
      ['http', 'http://hooks.partner.example.org/shop'],
      ['sqs', arnOf('sqs', 'shop-events').replace(account, foreignAccount)],
    ],
  },
  {
    name: 'shipment-updates',
    key: 'alias/orders',
    statements: [onTopic('shipment-updates', 'sns:Publish', { Sid: 'Carrier', Principal: { AWS: `arn:aws:iam::${foreignAccount}:root` } })],
    tags: tags('orders', 'confidential'),
  },
]

const createTopic = async (ground: Ground, topic: Topic, labels: Map<string, string>): Promise<void> => {
  const { sns } = ground.in(home)
  const { TopicArn } = await sns.send(
    new CreateTopicCommand({
      Name: topic.name,
      Attributes: { ...(topic.key && { KmsMasterKeyId: topic.key }), ...(topic.statements && { Policy: policy(...topic.statements) }) },
      Tags: Object.entries(topic.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
    }),
  )
  for (const [Protocol, Endpoint] of topic.subscriptions ?? []) {
    const { SubscriptionArn = '' } = await sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, ReturnSubscriptionArn: true }))
    labels.set(SubscriptionArn.slice(SubscriptionArn.lastIndexOf(':') + 1), `subscription ${Protocol}`)
  }
}

const foreignBus = `arn:aws:events:${home}:${foreignAccount}:event-bus/partner`

const buses: readonly { readonly name: string; readonly statements?: readonly Statement[] }[] = [
  { name: 'shop' },
  {
    name: 'partners',
    statements: [allow('events:PutEvents', arnOf('events', 'event-bus/partners'), { Sid: 'Anybody', Principal: '*' })],
  },
  {
    name: 'logistics',
    statements: [
      allow('events:PutEvents', arnOf('events', 'event-bus/logistics'), {
        Sid: 'Carrier',
        Principal: { AWS: `arn:aws:iam::${foreignAccount}:root` },
      }),
    ],
  },
]

const deadLetters = { DeadLetterConfig: { Arn: arnOf('sqs', 'orders-dlq') } }
const rules = (crm: string): readonly (PutRuleCommandInput & { readonly targets: readonly Target[] })[] => [
  {
    Name: 'order-placed',
    EventBusName: 'shop',
    EventPattern: JSON.stringify({ source: ['shop.orders'] }),
    targets: [
      { Id: 'orders', Arn: arnOf('sqs', 'orders'), ...deadLetters },
      { Id: 'stream', Arn: arnOf('kinesis', 'stream/orders-stream'), RoleArn: roleArn('bus-target'), ...deadLetters },
    ],
  },
  {
    Name: 'returns',
    EventBusName: 'shop',
    EventPattern: JSON.stringify({ source: ['shop.returns'] }),
    targets: [
      { Id: 'returns', Arn: arnOf('sqs', 'returns') },
      { Id: 'partner', Arn: foreignBus, RoleArn: roleArn('bus-target') },
    ],
  },
  {
    Name: 'new-customers',
    EventBusName: 'shop',
    EventPattern: JSON.stringify({ source: ['shop.customers'] }),
    targets: [{ Id: 'crm', Arn: crm, RoleArn: roleArn('bus-target'), ...deadLetters }],
  },
  {
    Name: 'nightly-exports',
    ScheduleExpression: 'cron(0 2 * * ? *)',
    targets: [{ Id: 'exports', Arn: arnOf('lambda', 'function:exports-nightly') }],
  },
  {
    Name: 'old-report',
    ScheduleExpression: 'rate(1 day)',
    State: 'DISABLED',
    targets: [{ Id: 'report', Arn: arnOf('lambda', 'function:legacy-sync') }],
  },
]

const buildEvents = async (ground: Ground, labels: Map<string, string>): Promise<void> => {
  const { events } = ground.in(home)
  for (const { name, statements } of buses) {
    await events.send(new CreateEventBusCommand({ Name: name }))
    if (statements) await events.send(new PutPermissionCommand({ EventBusName: name, Policy: policy(...statements) }))
  }
  const { ConnectionArn } = await events.send(
    new CreateConnectionCommand({
      Name: 'crm',
      AuthorizationType: 'API_KEY',
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'correct-horse-battery-staple' } },
    }),
  )
  const { ApiDestinationArn = '' } = await events.send(
    new CreateApiDestinationCommand({
      Name: 'crm',
      ConnectionArn,
      InvocationEndpoint: 'https://crm.example.net/v2/customers',
      HttpMethod: 'POST',
    }),
  )
  labels.set(ApiDestinationArn.slice(ApiDestinationArn.lastIndexOf('/') + 1), 'destination crm')
  for (const { targets, ...rule } of rules(ApiDestinationArn)) {
    await events.send(new PutRuleCommand(rule))
    await events.send(new PutTargetsCommand({ Rule: rule.Name, EventBusName: rule.EventBusName, Targets: [...targets] }))
  }
}

export const buildMessaging = async (ground: Ground, { keys, labels }: Reference): Promise<void> => {
  for (const topic of topics) await createTopic(ground, topic, labels)
  await buildEvents(ground, labels)
  await buildStreams(ground, keys)
}

/** The partners' topic is held to the account; the mailbox of the contractor is the team's; a new stream made in a hurry. */
export const weekTwoMessaging = async (ground: Ground): Promise<void> => {
  const { sns, kinesis } = ground.in(home)
  await sns.send(
    new SetTopicAttributesCommand({
      TopicArn: arnOf('sns', 'partner-events'),
      AttributeName: 'Policy',
      AttributeValue: policy(
        onTopic('partner-events', 'sns:Subscribe', { Sid: 'Own', Principal: { AWS: `arn:aws:iam::${account}:root` } }),
      ),
    }),
  )
  await kinesis.send(new StartStreamEncryptionCommand({ StreamName: 'clicks', EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' }))
  await createStream(ground, weekTwoStream)
}
