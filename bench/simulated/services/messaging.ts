// SQS: queues in pairs, every second one a dead-letter queue.
import { account, dealt, pageOf, text, type Answers, type Size } from '../ask.ts'

const nameOf = (at: number): string => `queue-${at}`
const urlOf = (at: number, region: string): string => `https://sqs.${region}.amazonaws.com/${account}/${nameOf(at)}`
const arnOf = (at: number, region: string): string => `arn:aws:sqs:${region}:${account}:${nameOf(at)}`

export const messaging = ({ queues }: Size): Answers => ({
  'sqs:ListQueues': (ask) => {
    const [page, NextToken] = pageOf(dealt(queues, ask.region), ask, 1000, 'NextToken')
    return { QueueUrls: page.map((at) => urlOf(at, ask.region)), NextToken }
  },
  'sqs:GetQueueAttributes': ({ input, region }) => {
    const at = Number(text(input['QueueUrl']).split('queue-')[1])
    return {
      Attributes: {
        QueueArn: arnOf(at, region),
        VisibilityTimeout: '30',
        MessageRetentionPeriod: '345600',
        ApproximateNumberOfMessages: '0',
        SqsManagedSseEnabled: 'true',
        CreatedTimestamp: '1767225600',
        LastModifiedTimestamp: '1767225600',
        ...(at % 4 < 2 ? { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(at + 2, region), maxReceiveCount: '5' }) } : {}),
      },
    }
  },
})
