// Amazon Kinesis Data Streams: streams.
import { KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::Kinesis::Stream': { base: object; facets: {}; edges: {} }
  }
}

export const stream = defineCollector({
  kind: 'AWS::Kinesis::Stream',
  client: KinesisClient,
  list: {
    calls: ['kinesis:ListStreams'],
    run: (client) =>
      pages(client, ListStreamsCommand, { Limit: 1000 }, (page) =>
        page.StreamSummaries?.map((item) => ({ arn: member(item.StreamARN, 'StreamARN'), name: member(item.StreamName, 'StreamName') })),
      ),
  },
  facets: {},
  edges: {},
})

export default [stream]
