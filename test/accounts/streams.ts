// Kinesis streams and Firehose delivery streams of the reference account.
import { CreateLogGroupCommand, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  CreateDeliveryStreamCommand,
  StartDeliveryStreamEncryptionCommand,
  type CreateDeliveryStreamCommandInput,
} from '@aws-sdk/client-firehose'
import {
  AddTagsToStreamCommand,
  CreateStreamCommand,
  IncreaseStreamRetentionPeriodCommand,
  PutResourcePolicyCommand,
  RegisterStreamConsumerCommand,
  StartStreamEncryptionCommand,
} from '@aws-sdk/client-kinesis'
import { account, allow, arnOf, foreignAccount, home, policy, roleArn, tags, type Ground, type Statement } from './ground.ts'
import { createRole } from './iam.ts'
import { trust } from './principals.ts'
import type { Reference } from './reference.ts'

interface Stream {
  readonly name: string
  readonly onDemand?: true
  readonly key?: string
  /** Hours. */
  readonly retention?: number
  readonly statements?: readonly Statement[]
  readonly consumer?: string
  readonly tags?: Record<string, string>
}

export const streams: readonly Stream[] = [
  {
    name: 'orders-stream',
    onDemand: true,
    key: 'alias/orders',
    retention: 168,
    consumer: 'fraud-detection',
    tags: tags('orders', 'confidential'),
  },
  { name: 'clicks', tags: tags('web', 'internal') },
  {
    name: 'payments-stream',
    key: 'alias/aws/kinesis',
    retention: 168,
    statements: [
      allow(['kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'], arnOf('kinesis', 'stream/payments-stream'), {
        Sid: 'Processor',
        Principal: { AWS: `arn:aws:iam::${foreignAccount}:root` },
      }),
    ],
    tags: tags('payments', 'restricted'),
  },
]

export const createStream = async (ground: Ground, stream: Stream): Promise<void> => {
  const { kinesis } = ground.in(home)
  const StreamName = stream.name
  const ResourceARN = arnOf('kinesis', `stream/${StreamName}`)
  await kinesis.send(
    new CreateStreamCommand({
      StreamName,
      ...(stream.onDemand ? { StreamModeDetails: { StreamMode: 'ON_DEMAND' } } : { ShardCount: 1 }),
    }),
  )
  if (stream.tags) await kinesis.send(new AddTagsToStreamCommand({ StreamName, Tags: stream.tags }))
  if (stream.key) await kinesis.send(new StartStreamEncryptionCommand({ StreamName, EncryptionType: 'KMS', KeyId: stream.key }))
  if (stream.retention) await kinesis.send(new IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours: stream.retention }))
  if (stream.statements) await kinesis.send(new PutResourcePolicyCommand({ ResourceARN, Policy: policy(...stream.statements) }))
  if (stream.consumer) await kinesis.send(new RegisterStreamConsumerCommand({ StreamARN: ResourceARN, ConsumerName: stream.consumer }))
}

const firehoseRole = roleArn('firehose-delivery')
const lake = 'arn:aws:s3:::shop-data-lake'
const deliveryLogs = '/aws/kinesisfirehose/orders-to-lake'

const deliveries = (keyArn: string): readonly (CreateDeliveryStreamCommandInput & { readonly sse?: true })[] => [
  {
    DeliveryStreamName: 'orders-to-lake',
    DeliveryStreamType: 'KinesisStreamAsSource',
    KinesisStreamSourceConfiguration: { KinesisStreamARN: arnOf('kinesis', 'stream/orders-stream'), RoleARN: firehoseRole },
    ExtendedS3DestinationConfiguration: {
      RoleARN: firehoseRole,
      BucketARN: lake,
      EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: keyArn } },
      CloudWatchLoggingOptions: { Enabled: true, LogGroupName: deliveryLogs, LogStreamName: 'DestinationDelivery' },
    },
    Tags: [{ Key: 'data-classification', Value: 'confidential' }],
  },
  {
    DeliveryStreamName: 'clicks-to-analytics',
    DeliveryStreamType: 'DirectPut',
    HttpEndpointDestinationConfiguration: {
      EndpointConfiguration: {
        Name: 'analytics',
        Url: 'https://intake.analytics.example.net/v1/clicks',
        AccessKey: 'correct-horse-battery-staple',
      },
      S3BackupMode: 'FailedDataOnly',
      S3Configuration: { RoleARN: firehoseRole, BucketARN: lake },
    },
  },
  {
    DeliveryStreamName: 'audit-to-partner',
    DeliveryStreamType: 'DirectPut',
    sse: true,
    ExtendedS3DestinationConfiguration: { RoleARN: firehoseRole, BucketARN: 'arn:aws:s3:::partner-central-logs' },
    Tags: [{ Key: 'data-classification', Value: 'restricted' }],
  },
]

export const weekTwoStream: Stream = { name: 'refunds-stream', tags: tags('payments', 'restricted') }

export const buildStreams = async (ground: Ground, keys: Reference['keys']): Promise<void> => {
  const { logs, firehose } = ground.in(home)
  await createRole(ground, {
    name: 'firehose-delivery',
    trust: trust(
      { Service: 'firehose.amazonaws.com' },
      { Action: 'sts:AssumeRole', Condition: { StringEquals: { 'aws:SourceAccount': account } } },
    ),
    inline: {
      delivery: policy(
        allow(['s3:PutObject', 's3:AbortMultipartUpload'], `${lake}/*`),
        allow(['kinesis:GetRecords', 'kinesis:GetShardIterator'], arnOf('kinesis', 'stream/orders-stream')),
      ),
    },
  })
  for (const stream of streams) await createStream(ground, stream)
  await logs.send(new CreateLogGroupCommand({ logGroupName: deliveryLogs }))
  await logs.send(new PutRetentionPolicyCommand({ logGroupName: deliveryLogs, retentionInDays: 30 }))
  for (const { sse, ...delivery } of deliveries(arnOf('kms', `key/${keys.get('analytics') ?? ''}`))) {
    await firehose.send(new CreateDeliveryStreamCommand(delivery))
    const { DeliveryStreamName } = delivery
    if (sse)
      await firehose.send(
        new StartDeliveryStreamEncryptionCommand({
          DeliveryStreamName,
          DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' },
        }),
      )
  }
}
