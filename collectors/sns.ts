// Amazon SNS: topics.
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::SNS::Topic': { base: object; facets: {}; edges: {} }
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

export default [topic]
