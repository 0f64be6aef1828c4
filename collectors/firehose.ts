// Amazon Data Firehose: delivery streams.
import { FirehoseClient, ListDeliveryStreamsCommand } from '@aws-sdk/client-firehose'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::KinesisFirehose::DeliveryStream': { base: object; facets: {}; edges: {} }
  }
}

export default defineCollector({
  kind: 'AWS::KinesisFirehose::DeliveryStream',
  client: FirehoseClient,
  list: {
    calls: ['firehose:ListDeliveryStreams'],
    run: (client, at) =>
      pages(client, ListDeliveryStreamsCommand, { Limit: 10_000 }, (page) =>
        page.DeliveryStreamNames?.map((name) => ({ arn: at.arn('firehose', `deliverystream/${name}`), name })),
      ),
  },
  facets: {},
  edges: {},
  gone: ['ResourceNotFoundException'],
})
