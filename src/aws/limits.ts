// How often AWS may be asked: its published limits by API, of which Parapet takes a share, since the account's own automation comes first.
import type { Operation } from '../graph/fact.ts'
import { openBucket, tokenBucket, type Bucket, type Limit } from './bucket.ts'
import type { Time } from './time.ts'

/** Where nothing is known: to begin with. It doubles while it is busy, until AWS refuses. */
const unknownLimit: Limit = { rate: 10, burst: 10, guess: true }
/** Where AWS publishes none either, and the scanners that keep tables of rates have none: they send dozens a second, and are not refused. */
const generous: Limit = { rate: 20, burst: 20, guess: true }

const each = (names: readonly Operation[], rate: number, burst = rate): readonly (readonly [Operation, Limit])[] =>
  names.map((name) => [name, { rate, burst }])

/** Limits of single operations. */
const operations: ReadonlyMap<string, Limit> = new Map<string, Limit>([
  // Lambda developer guide, "API quotas": GetPolicy has a limit of its own.
  ...each(['lambda:GetPolicy'], 15),
  // IAM publishes none; these are the rates that other tools found to hold.
  ...each(['iam:GetPolicy', 'iam:GetPolicyVersion'], 35),
  ...each(['iam:ListEntitiesForPolicy'], 40),
  // KMS developer guide, "Request quotas": the lower, older figures.
  ...each(['kms:DescribeKey', 'kms:ListAliases', 'kms:ListGrants', 'kms:ListKeys', 'kms:ListResourceTags'], 100),
  ...each(['kms:GetKeyPolicy', 'kms:GetKeyRotationStatus', 'kms:ListKeyPolicies'], 30),
  // RDS publishes none; sharing attributes of snapshots are known to be slow.
  ...each(['rds:DescribeDBClusterSnapshotAttributes', 'rds:DescribeDBSnapshotAttributes'], 4, 10),
  // API Gateway developer guide, "Quotas": five in two seconds.
  ...each(['apigateway:GetResources'], 2.5, 5),
  // SNS API reference, each operation.
  ...each(['sns:ListSubscriptionsByTopic', 'sns:ListTopics'], 30),
  // Kinesis Data Streams developer guide, "Quotas and limits".
  ...each(['kinesis:ListStreams', 'kinesis:ListTagsForStream'], 5),
  ...each(['kinesis:DescribeStream'], 10),
  ...each(['kinesis:DescribeStreamSummary'], 20),
  // CloudWatch service quotas.
  ...each(['cloudwatch:DescribeAlarms'], 9),
  ...each(['cloudwatch:GetMetricData'], 50),
  ...each(['cloudwatch:ListMetrics'], 25),
  // CloudWatch Logs quotas.
  ...each(['logs:DescribeLogGroups'], 10),
  // Resource Groups Tagging API reference.
  ...each(['tag:GetResources'], 15),
  ...each(['resource-explorer-2:Search'], 5),
  // API Gateway developer guide, "Quotas": five every two seconds.
  ...each(['apigateway:GetResources'], 2.5, 5),
  // Amazon Data Firehose quotas.
  ...each(['firehose:DescribeDeliveryStream', 'firehose:ListDeliveryStreams'], 5),
  // Secrets Manager user guide, "Quotas": together with what changes policies.
  ...each(['secretsmanager:GetResourcePolicy'], 50),
  // Service Quotas user guide.
  ...each(['servicequotas:ListServiceQuotas'], 10),
  // Amazon SNS API reference, at each of them.
  ...each(['sns:ListSubscriptionsByTopic', 'sns:ListTopics'], 30),
])

interface Family {
  readonly limit: Limit
  /** All operations draw from one bucket; otherwise each has its own. */
  readonly shared: boolean
}

/** Limits of all other operations of a service. */
const services: ReadonlyMap<string, Family> = new Map<string, Family>([
  // "All other control plane APIs", together, not raisable.
  ['lambda', { limit: { rate: 15, burst: 15 }, shared: true }],
  // API Gateway developer guide, "Quotas": total operations.
  ['apigateway', { limit: { rate: 10, burst: 40 }, shared: true }],
  // Firehose developer guide, "Quota": each operation that manages streams.
  ['firehose', { limit: { rate: 5, burst: 5 }, shared: false }],
  ['iam', { limit: { rate: 15, burst: 15 }, shared: false }],
  // API Gateway developer guide, "Quotas for creating, deploying and managing an API": all operations together.
  ['apigateway', { limit: { rate: 10, burst: 40 }, shared: true }],
  // DynamoDB developer guide, control plane best practices.
  ['dynamodb', { limit: { rate: 2500, burst: 2500 }, shared: true }],
  // EC2 developer guide, "Request throttling": a bucket of 100 and 20 per second for each read.
  ['ec2', { limit: { rate: 20, burst: 100 }, shared: false }],
  // Elastic Load Balancing user guide, "API request throttling": one bucket for the account.
  ['elasticloadbalancing', { limit: { rate: 10, burst: 40 }, shared: true }],
  // Athena user guide, "Service quotas".
  ['athena', { limit: { rate: 5, burst: 20 }, shared: false }],
  ['rds', { limit: { rate: 10, burst: 10 }, shared: false }],
  ['resource-explorer-2', { limit: { rate: 3, burst: 3 }, shared: true }],
  ['route53', { limit: { rate: 5, burst: 5 }, shared: true }],
  ['waf', { limit: { rate: 5, burst: 5 }, shared: false }],
  ['wafv2', { limit: { rate: 5, burst: 5 }, shared: false }],
  ['ecr', { limit: generous, shared: false }],
  ['s3', { limit: generous, shared: false }],
  ['sqs', { limit: generous, shared: false }],
])

/** The limit of an operation and the name of the bucket that it draws from. */
export const limitOf = (operation: Operation): Limit & { readonly bucket: string } => {
  const own = operations.get(operation)
  if (own) return { ...own, bucket: operation }
  const service = operation.slice(0, operation.indexOf(':'))
  const family = services.get(service)
  if (!family) return { ...unknownLimit, bucket: operation }
  return { ...family.limit, bucket: family.shared ? `${service}:*` : operation }
}

export interface LimiterOptions {
  /** Part of each known limit to take, above 0 and at most 1. */
  readonly share: number
  /** Emulators and recordings have no limits to keep. */
  readonly unlimited: boolean
  readonly time: Time
}

/** What is sent in step does not arrive in step: of a burst that AWS lets through, this much is ever asked for. */
const surely = 0.9

/** The buckets of one account, by region and API family. */
export const limiter = ({ share, unlimited, time }: LimiterOptions): ((region: string, operation: Operation) => Bucket) => {
  const buckets = new Map<string, Bucket>()
  return (region, operation) => {
    if (unlimited) return openBucket
    const { bucket: name, rate, burst, guess } = limitOf(operation)
    const key = `${region} ${name}`
    const limit: Limit = guess ? { rate, burst, guess } : { rate: rate * share, burst: burst * Math.min(share, surely) }
    const bucket = buckets.get(key) ?? tokenBucket(limit, time)
    buckets.set(key, bucket)
    return bucket
  }
}
