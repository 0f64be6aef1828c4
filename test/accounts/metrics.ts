// What CloudWatch measured in the reference account: by region, each hour alike.
import { home } from './ground.ts'

export interface Series {
  readonly region: string
  readonly Namespace: string
  readonly MetricName: string
  readonly Dimensions: Readonly<Record<string, string>>
  /** In every hour. */
  readonly value: number
}

const at = (Namespace: string, MetricName: string, value: number, Dimensions: Readonly<Record<string, string>> = {}): Series => ({
  region: home,
  Namespace,
  MetricName,
  Dimensions,
  value,
})
/** Seconds and messages that are never fallen below. */
const waiting = (QueueName: string, age: number, messages: number): readonly Series[] => [
  at('AWS/SQS', 'ApproximateAgeOfOldestMessage', age, { QueueName }),
  at('AWS/SQS', 'ApproximateNumberOfMessagesVisible', messages, { QueueName }),
]
const provisioned = (TableName: string, reads: number, writes: number): readonly Series[] => [
  at('AWS/DynamoDB', 'ProvisionedReadCapacityUnits', reads, { TableName }),
  at('AWS/DynamoDB', 'ProvisionedWriteCapacityUnits', writes, { TableName }),
]
const used = (Service: string, Resource: string, Class: string, value: number): Series =>
  at('AWS/Usage', 'ResourceCount', value, { Type: 'Resource', Service, Resource, Class })

const always = [
  ...waiting('orders', 2, 0),
  ...waiting('notifications', 41, 3),
  ...waiting('uploads', 5, 0),
  at('AWS/Lambda', 'ConcurrentExecutions', 312),
  used('DynamoDB', 'TableCount', 'None', 8),
]

/** Nobody reads the clickstream or looks at what failed of the payments; sessions are written as fast as the table may grow. */
export const firstMetrics: readonly Series[] = [
  ...always,
  ...waiting('clickstream', 212_400, 18_204),
  ...waiting('payments-dlq', 305_000, 4),
  ...provisioned('sessions', 180, 500),
  at('AWS/Kinesis', 'WriteProvisionedThroughputExceeded', 14, { StreamName: 'clicks' }),
  used('EC2', 'vCPU', 'Standard/OnDemand', 58),
]
export const laterMetrics: readonly Series[] = [
  ...always,
  ...waiting('payments-dlq', 0, 0),
  ...provisioned('sessions', 180, 620),
  used('EC2', 'vCPU', 'Standard/OnDemand', 58),
]
