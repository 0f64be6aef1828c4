// Amazon SNS: topics and their subscriptions.
import { GetTopicAttributesCommand, ListSubscriptionsByTopicCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'
import { keyArn } from '../src/graph/arn.ts'
import type { PolicyText } from '../src/iam/policy.ts'
import { receiver } from './flow-ends.ts'
import { tags } from './tagging.ts'

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::SNS::Topic': {
      base: object
      facets: {
        attributes: {
          /** Key id, alias or ARN; undefined without encryption. */
          KmsMasterKeyId: string | undefined
          Policy: PolicyText
        }
        tags: Record<string, string>
      }
      edges: { 'encrypted-with': 'AWS::KMS::Key' }
    }
    'AWS::SNS::Subscription': {
      base: {
        Protocol: string
        /** Account that subscribed. */
        Owner: string
        /** The endpoint has not confirmed yet, and gets nothing. */
        pending: boolean
        /** An ARN, the host of a URL, the domain of an e-mail address; nothing of a telephone number. Addresses of people end here. */
        Endpoint: string | undefined
      }
      facets: {}
      edges: {
        'member-of': 'AWS::SNS::Topic'
        'delivers-to': 'AWS::SQS::Queue' | 'AWS::Lambda::Function' | 'AWS::KinesisFirehose::DeliveryStream'
      }
    }
  }
}

const topic = defineCollector({
  kind: 'AWS::SNS::Topic',
  client: SNSClient,
  list: {
    calls: ['sns:ListTopics'],
    run: (client) =>
      pages(client, ListTopicsCommand, {}, (page) =>
        page.Topics?.map(({ TopicArn }) => {
          const arn = member(TopicArn, 'TopicArn')
          return { arn, name: arn.slice(arn.lastIndexOf(':') + 1) }
        }),
      ),
  },
  facets: {
    attributes: {
      calls: ['sns:GetTopicAttributes'],
      async read(client, { arn }) {
        const { TopicArn, Policy, KmsMasterKeyId } = member(
          (await client.send(new GetTopicAttributesCommand({ TopicArn: arn }))).Attributes,
          'Attributes',
        )
        if (TopicArn !== arn) throw new TypeError('the answer is about another topic')
        return { KmsMasterKeyId, Policy: member(Policy, 'Policy') }
      },
    },
    tags,
  },
  edges: {
    'encrypted-with': { to: 'AWS::KMS::Key', from: 'attributes', ref: ({ KmsMasterKeyId }, item) => keyArn(KmsMasterKeyId, item) },
  },
  gone: ['NotFound', 'NotFoundException'],
})

/** What is kept of an endpoint: enough to tell whose it is. */
const endpointOf = (protocol: string, endpoint: string): string | undefined => {
  if (endpoint.startsWith('arn:')) return endpoint
  if (protocol.startsWith('http')) return URL.canParse(endpoint) ? new URL(endpoint).hostname : undefined
  return protocol.startsWith('email') ? endpoint.slice(endpoint.lastIndexOf('@') + 1).toLowerCase() : undefined
}

const subscription = defineCollector({
  kind: 'AWS::SNS::Subscription',
  client: SNSClient,
  list: {
    // Not ListSubscriptions: that is "a list of the requester's subscriptions", and those that other accounts made on a topic are what matters most.
    calls: ['sns:ListSubscriptionsByTopic'],
    per: 'AWS::SNS::Topic',
    async *run(client, _at, { arn: TopicArn, name: topicName }) {
      const subscriptions = pages(client, ListSubscriptionsByTopicCommand, { TopicArn }, (page) => page.Subscriptions)
      for await (const one of subscriptions) {
        const SubscriptionArn = member(one.SubscriptionArn, 'SubscriptionArn')
        const Protocol = member(one.Protocol, 'Protocol')
        const Endpoint = endpointOf(Protocol, one.Endpoint ?? '')
        // `PendingConfirmation` or `Deleted` stands in the place of the ARN.
        const pending = !SubscriptionArn.startsWith('arn:')
        if (SubscriptionArn === 'Deleted') continue
        const id = pending
          ? `PendingConfirmation:${Protocol}:${Endpoint ?? ''}`
          : SubscriptionArn.slice(SubscriptionArn.lastIndexOf(':') + 1)
        yield { arn: `${TopicArn}:${id}`, name: `${topicName}:${id}`, Protocol, Owner: member(one.Owner, 'Owner'), pending, Endpoint }
      }
    },
    gone: ['NotFound', 'NotFoundException'],
  },
  facets: {},
  edges: {
    'member-of': { to: 'AWS::SNS::Topic', from: 'base', ref: (_base, { arn }) => arn.split(':').slice(0, 6).join(':') },
    'delivers-to': {
      to: ['AWS::SQS::Queue', 'AWS::Lambda::Function', 'AWS::KinesisFirehose::DeliveryStream'],
      from: 'base',
      ref: ({ Endpoint, pending }) => (pending ? undefined : receiver(Endpoint)),
    },
  },
})

export default [topic, subscription]
