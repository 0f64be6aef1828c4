// Amazon SNS: topics and their subscriptions.
import { ListSubscriptionsByTopicCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::SNS::Topic': { base: object; facets: {}; edges: {} }
    'AWS::SNS::Subscription': { base: object; facets: {}; edges: {} }
  }
}

export const topic = defineCollector({
  kind: 'AWS::SNS::Topic',
  client: SNSClient,
  list: {
    calls: ['sns:ListTopics'],
    run: (client) =>
      pages(client, ListTopicsCommand, {}, (page) =>
        page.Topics?.map((item) => ({
          arn: member(item.TopicArn, 'TopicArn'),
          name: member(item.TopicArn, 'TopicArn').split(':').at(-1) ?? '',
        })),
      ),
  },
  facets: {},
  edges: {},
})

export const subscription = defineCollector({
  kind: 'AWS::SNS::Subscription',
  client: SNSClient,
  list: {
    calls: ['sns:ListSubscriptionsByTopic'],
    per: 'AWS::SNS::Topic',
    run: (client, _at, { arn }) =>
      pages(client, ListSubscriptionsByTopicCommand, { TopicArn: arn }, (page) =>
        page.Subscriptions?.map((item) => ({
          arn: member(item.SubscriptionArn, 'SubscriptionArn'),
          name: member(item.SubscriptionArn, 'SubscriptionArn').split(':').slice(-2).join(':'),
        })),
      ),
    gone: ['NotFound'],
  },
  facets: {},
  edges: {},
})

export default [topic, subscription]
