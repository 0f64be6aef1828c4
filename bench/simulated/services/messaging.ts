// SQS, SNS, EventBridge and its pipes. Queues come in pairs, every second one a dead-letter queue.
import { account, countOf, dealt, inUse, listed, pageOf, share, text, used, type Service, type Size } from '../ask.ts'
import { allow, functionArn, keyFor, near, nth, numberIn, owner, policyOf, queueArn, regionOf, stranger, topicArn } from '../names.ts'

const isSource = (index: number): boolean => nth(index) % 2 === 0

const queuePolicy = (index: number, size: Size): string | undefined => {
  const arn = queueArn(index)
  switch (nth(index) % 5) {
    case 0:
      return policyOf(
        allow({ Service: 'sns.amazonaws.com' }, 'sqs:SendMessage', arn, {
          ArnEquals: { 'aws:SourceArn': topicArn(near(index, size.topics)) },
        }),
        { Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: arn, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      )
    case 1:
      return policyOf(allow(stranger, 'sqs:SendMessage', arn))
    case 2:
      return nth(index) % 20 === 2 ? policyOf(allow('*', 'sqs:*', arn)) : policyOf(allow(owner, 'sqs:*', arn))
    default:
      return undefined
  }
}

const queueAttributes = (index: number, size: Size): Record<string, string | undefined> => ({
  QueueArn: queueArn(index),
  VisibilityTimeout: nth(index) % 3 === 0 ? '30' : '900',
  MessageRetentionPeriod: nth(index) % 4 === 0 ? '1209600' : '345600',
  ApproximateNumberOfMessages: '0',
  CreatedTimestamp: '1767225600',
  LastModifiedTimestamp: '1767225600',
  SqsManagedSseEnabled: String(nth(index) % 3 === 1),
  ...(nth(index) % 3 === 0 ? { KmsMasterKeyId: keyFor(index, size), KmsDataKeyReusePeriodSeconds: '300' } : {}),
  Policy: queuePolicy(index, size),
  ...(isSource(index) && index + 2 < size.queues
    ? { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn(index + 2), maxReceiveCount: '5' }) }
    : {}),
})

/** Every fourth rule is on a bus of its own making, the others are on the default one. */
const busesOf = ({ rules }: Size): number => Math.max(2, Math.round(rules / 10))
const busOf = (index: number, size: Size): string => (nth(index) % 4 === 0 ? `bus-${near(index, busesOf(size))}` : 'default')
const busArn = (region: string, name: string): string => `arn:aws:events:${region}:${account}:event-bus/${name}`
const ruleArn = (index: number, bus: string): string =>
  `arn:aws:events:${regionOf(index)}:${account}:rule/${bus === 'default' ? '' : `${bus}/`}rule-${index}`

export const messaging: Service = {
  answers: (size) => ({
    'sqs:ListQueues': (ask) => {
      const [page, NextToken] = pageOf(dealt(size.queues, ask.region), ask, { size: 'MaxResults', most: 1000, token: 'NextToken' })
      // SQS leaves an empty list out.
      if (page.length === 0) return {}
      return { QueueUrls: page.map((index) => `https://sqs.${ask.region}.amazonaws.com/${account}/queue-${index}`), NextToken }
    },
    'sqs:GetQueueAttributes': ({ input }) => ({ Attributes: queueAttributes(numberIn(text(input['QueueUrl'])), size) }),
    'sns:ListTopics': (ask) => {
      const [page, NextToken] = pageOf(dealt(size.topics, ask.region), ask, { most: 100, token: 'NextToken' })
      return { Topics: page.map((index) => ({ TopicArn: topicArn(index) })), NextToken }
    },
    'sns:GetTopicAttributes': ({ input }) => {
      const index = numberIn(text(input['TopicArn']))
      const TopicArn = topicArn(index)
      const own = allow('*', ['sns:Publish', 'sns:Subscribe'], TopicArn, { StringEquals: { 'aws:SourceOwner': account } })
      return {
        Attributes: {
          TopicArn,
          Owner: account,
          Policy: nth(index) % 8 === 3 ? policyOf(own, allow('*', 'sns:Subscribe', TopicArn)) : policyOf(own),
          ...(nth(index) % 2 === 0 ? { KmsMasterKeyId: keyFor(index, size) } : {}),
        },
      }
    },
    'sns:ListSubscriptionsByTopic': ({ input }) => {
      const index = numberIn(text(input['TopicArn']))
      const TopicArn = topicArn(index)
      const subscription = (id: number, Protocol: string, Endpoint: string) => ({
        SubscriptionArn: `${TopicArn}:0000000${id}`,
        Owner: account,
        Protocol,
        Endpoint,
        TopicArn,
      })
      return {
        Subscriptions: [
          subscription(1, 'sqs', queueArn(near(index, size.queues))),
          nth(index) % 3 === 0
            ? subscription(2, 'http', 'http://hooks.example.com/orders')
            : subscription(2, 'lambda', functionArn(near(index, size.functions))),
        ],
      }
    },
    'events:ListEventBuses': (ask) => {
      const names = ['default', ...dealt(busesOf(size), ask.region).map((index) => `bus-${index}`)]
      const [page, NextToken] = pageOf(names, ask, { size: 'Limit', most: 100, token: 'NextToken' })
      const policy = (name: string): object =>
        name === 'default' || numberIn(name) % 3 !== 0
          ? {}
          : { Policy: policyOf(allow(stranger, 'events:PutEvents', busArn(ask.region, name))) }
      return { EventBuses: page.map((Name) => ({ Name, Arn: busArn(ask.region, Name), ...policy(Name) })), NextToken }
    },
    'events:ListRules': (ask) => {
      const bus = text(ask.input['EventBusName'])
      const rules = dealt(size.rules, ask.region).filter((index) => busOf(index, size) === bus)
      const [page, NextToken] = pageOf(rules, ask, { size: 'Limit', most: 100, token: 'NextToken' })
      return {
        Rules: page.map((index) => ({
          Name: `rule-${index}`,
          Arn: ruleArn(index, bus),
          EventBusName: bus,
          State: nth(index) % 9 === 0 ? 'DISABLED' : 'ENABLED',
          ...(nth(index) % 2 === 0 ? { ScheduleExpression: 'rate(1 hour)' } : { EventPattern: '{"source":["shop"]}' }),
        })),
        NextToken,
      }
    },
    'events:ListTargetsByRule': ({ input }) => {
      const index = numberIn(text(input['Rule']))
      const deadLetter = nth(index) % 2 === 0 ? { DeadLetterConfig: { Arn: queueArn(near(index, size.queues)) } } : {}
      return {
        Targets: [
          { Id: 'function', Arn: functionArn(near(index, size.functions)), ...deadLetter },
          ...(nth(index) % 3 === 0 ? [{ Id: 'queue', Arn: queueArn(near(index + 4, size.queues)) }] : []),
        ],
      }
    },
    'events:ListApiDestinations': () => ({ ApiDestinations: [] }),
    'pipes:ListPipes': () => ({ Pipes: [] }),
  }),
  calls: (size, regions) => {
    const buses = busesOf(size)
    const onDefault = (at: number): number => countOf(size.rules, (index) => index % 2 === at && busOf(index, size) === 'default')
    return {
      'sqs:ListQueues': listed(size.queues, 1000, regions),
      'sqs:GetQueueAttributes': size.queues,
      'sns:ListTopics': listed(size.topics, 100, regions),
      'sns:GetTopicAttributes': size.topics,
      'sns:ListSubscriptionsByTopic': size.topics,
      'events:ListEventBuses': used.reduce((sum, _, at) => sum + Math.ceil((share(buses, at) + 1) / 100), regions - used.length),
      'events:ListRules': used.reduce((sum, _, at) => sum + Math.max(1, Math.ceil(onDefault(at) / 100)), regions - used.length + buses),
      'events:ListTargetsByRule': size.rules,
      'events:ListApiDestinations': listed(0, 100, regions),
      'pipes:ListPipes': inUse(0, 100) + regions - used.length,
    }
  },
}
