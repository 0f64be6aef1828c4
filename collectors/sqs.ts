// Amazon SQS: queues.
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { pages } from '../src/aws/pages.ts'
import { bulk, defineCollector, fromBulk } from '../src/collect/collector.ts'
import { keyArn } from '../src/graph/arn.ts'

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::SQS::Queue': {
      base: { QueueUrl: string }
      facets: {
        attributes: { KmsMasterKeyId: string | undefined; VisibilityTimeout: number; deadLetterTargetArn: string | undefined }
        t: Record<string, string> | null
      }
      edges: { 'dead-letters-to': 'AWS::SQS::Queue' }
    }
  }
}
const b = bulk({
  client: SQSClient,
  calls: ['sqs:ListQueues'],
  run: async (sqs) => {
    await sqs.send(new ListQueuesCommand({}))
    return new Map<string, Record<string, string>>()
  },
})

const nameOf = (url: string) => url.slice(url.lastIndexOf('/') + 1)

export default defineCollector({
  kind: 'AWS::SQS::Queue',
  client: SQSClient,
  list: {
    calls: ['sqs:ListQueues'],
    run: (sqs, at) =>
      pages(sqs, ListQueuesCommand, { MaxResults: 1000 }, (page) =>
        page.QueueUrls?.map((QueueUrl) => ({ arn: at.arn('sqs', nameOf(QueueUrl)), name: nameOf(QueueUrl), QueueUrl })),
      ),
  },
  facets: {
    attributes: {
      calls: ['sqs:GetQueueAttributes'],
      async read(sqs, { QueueUrl }) {
        const { Attributes: a = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
        return { KmsMasterKeyId: a.KmsMasterKeyId, VisibilityTimeout: Number(a.VisibilityTimeout), deadLetterTargetArn: undefined }
      },
    },
    t: fromBulk(b, (m, q) => m.get(q.arn) ?? null),
  },
  edges: {
    'dead-letters-to': { to: 'AWS::SQS::Queue', from: 'attributes', ref: (a) => a.deadLetterTargetArn },
  },
  gone: ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'],
})
void keyArn
