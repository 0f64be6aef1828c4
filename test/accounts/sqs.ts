// The queues of the reference account.
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
  type QueueAttributeName,
} from '@aws-sdk/client-sqs'
import { account, allow, arnOf, foreignAccount, home, pilot, policy, tags, type Ground, type Statement } from './ground.ts'

interface Queue {
  readonly name: string
  readonly region?: string
  /** Name of its dead-letter queue. */
  readonly dlq?: string
  /** How often a message is tried before it goes there; 5 where left out. */
  readonly tries?: number
  /** The only queue that may dead-letter here; any may where left out. moto takes it and forgets it, the overlay shows it. */
  readonly redriveFrom?: string
  readonly attributes?: Partial<Record<QueueAttributeName, string>>
  readonly statements?: readonly Statement[]
  readonly tags?: Record<string, string>
}

const plain = { SqsManagedSseEnabled: 'false' } as const
const sse = { SqsManagedSseEnabled: 'true' } as const
const onQueue = (name: string, Action: string | readonly string[], more: Statement): Statement => allow(Action, arnOf('sqs', name), more)
const twoWeeks = String(14 * 86_400)

export const queues: readonly Queue[] = [
  {
    name: 'orders-dlq',
    attributes: { ...sse, MessageRetentionPeriod: twoWeeks },
    redriveFrom: 'orders',
    tags: tags('orders', 'confidential'),
  },
  {
    name: 'orders',
    dlq: 'orders-dlq',
    // Six times the 30 seconds of orders-worker.
    attributes: { KmsMasterKeyId: 'alias/orders', SqsManagedSseEnabled: 'false', VisibilityTimeout: '180' },
    statements: [
      onQueue('orders', 'sqs:SendMessage', {
        Sid: 'Topic',
        Principal: { Service: 'sns.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': arnOf('sns', 'order-placed') } },
      }),
    ],
    tags: tags('orders', 'confidential'),
  },
  // Keeps what failed no longer than the queue itself: four days.
  { name: 'payments-dlq', attributes: sse, tags: tags('payments', 'restricted') },
  {
    name: 'payments',
    dlq: 'payments-dlq',
    attributes: { ...sse, VisibilityTimeout: '120' },
    statements: [
      onQueue('payments', ['sqs:SendMessage', 'sqs:ReceiveMessage'], {
        Sid: 'Processor',
        Principal: { AWS: `arn:aws:iam::${foreignAccount}:root` },
      }),
    ],
    tags: tags('payments', 'restricted'),
  },
  {
    name: 'invoices.fifo',
    dlq: 'invoices-dlq.fifo',
    attributes: { ...sse, FifoQueue: 'true', ContentBasedDeduplication: 'true' },
    tags: tags('payments', 'confidential'),
  },
  // Half a minute, and a consumer that may take a whole one; no encryption, no dead-letter queue, no tags.
  { name: 'notifications', attributes: { ...plain, VisibilityTimeout: '30' } },
  {
    name: 'exports',
    attributes: sse,
    statements: [onQueue('exports', 'sqs:*', { Sid: 'Quick fix', Principal: '*' })],
    tags: tags('analytics', 'confidential'),
  },
  {
    name: 'partner-intake',
    dlq: 'partner-intake-dlq',
    attributes: sse,
    statements: [
      onQueue('partner-intake', 'sqs:SendMessage', {
        Sid: 'Endpoint',
        Principal: '*',
        Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d4e5f60001' } },
      }),
    ],
    tags: tags('partners', 'internal'),
  },
  {
    name: 'uploads',
    dlq: 'uploads-dlq',
    tries: 1,
    attributes: { ...sse, VisibilityTimeout: '360' },
    statements: [onQueue('uploads', 'sqs:SendMessage', { Sid: 'Bucket', Principal: { Service: 's3.amazonaws.com' } })],
    tags: tags('customers', 'restricted'),
  },
  {
    name: 'returns',
    // Deleted later by someone who thought it unused.
    dlq: 'returns-dlq',
    attributes: { ...sse, VisibilityTimeout: '180' },
    statements: [
      onQueue('returns', 'sqs:SendMessage', {
        Sid: 'Bus',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    ],
    tags: tags('orders', 'internal'),
  },
  { name: 'stock-failures', attributes: sse, tags: tags('stock', 'internal') },
  { name: 'clickstream', attributes: plain, tags: { owner: 'web' } },
  { name: 'pilot-events', region: pilot, attributes: plain },
]

/** The dead-letter queue that notifications lacked, and a new one made in a hurry. */
export const weekTwoQueues: readonly Queue[] = [
  {
    name: 'notifications-dlq',
    attributes: { ...sse, MessageRetentionPeriod: twoWeeks },
    redriveFrom: 'notifications',
    tags: tags('platform', 'internal'),
  },
  { name: 'refunds', attributes: { ...sse, VisibilityTimeout: '30' }, tags: tags('payments', 'restricted') },
]

export const redriveAllow = (source: string): string =>
  JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: [arnOf('sqs', source)] })

export const createQueue = async (ground: Ground, queue: Queue): Promise<void> => {
  const region = queue.region ?? home
  const redrive = queue.dlq && { deadLetterTargetArn: arnOf('sqs', queue.dlq, region), maxReceiveCount: queue.tries ?? 5 }
  await ground.in(region).sqs.send(
    new CreateQueueCommand({
      QueueName: queue.name,
      Attributes: {
        ...queue.attributes,
        ...(queue.redriveFrom && { RedriveAllowPolicy: redriveAllow(queue.redriveFrom) }),
        ...(queue.statements && { Policy: policy(...queue.statements) }),
        ...(redrive && { RedrivePolicy: JSON.stringify(redrive) }),
      },
      ...(queue.tags && { tags: queue.tags }),
    }),
  )
}

const urlOf = async (ground: Ground, name: string): Promise<string | undefined> =>
  (await ground.in(home).sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl

export const deleteQueue = async (ground: Ground, name: string): Promise<void> => {
  await ground.in(home).sqs.send(new DeleteQueueCommand({ QueueUrl: await urlOf(ground, name) }))
}

export const setQueue = async (ground: Ground, name: string, attributes: Partial<Record<QueueAttributeName, string>>): Promise<void> => {
  await ground.in(home).sqs.send(new SetQueueAttributesCommand({ QueueUrl: await urlOf(ground, name), Attributes: attributes }))
}

export const redriveTo = (dlq: string): string => JSON.stringify({ deadLetterTargetArn: arnOf('sqs', dlq), maxReceiveCount: 5 })

export const buildQueues = async (ground: Ground): Promise<void> => {
  for (const name of queues.flatMap(({ dlq }) => dlq ?? [])) {
    if (queues.some((queue) => queue.name === name)) continue
    await createQueue(ground, {
      name,
      attributes: { ...sse, MessageRetentionPeriod: twoWeeks, ...(name.endsWith('.fifo') && { FifoQueue: 'true' }) },
      tags: tags('platform', 'internal'),
    })
  }
  for (const queue of queues) await createQueue(ground, queue)
  await deleteQueue(ground, 'returns-dlq')
}
