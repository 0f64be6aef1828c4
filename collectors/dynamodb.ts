// Amazon DynamoDB: tables, with their streams, backups, scaling and destinations.
import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  type ScalableTarget,
  type ScalingPolicy,
} from '@aws-sdk/client-application-auto-scaling'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import {
  DescribeContinuousBackupsCommand,
  DescribeKinesisStreamingDestinationCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetResourcePolicyCommand,
  ListBackupsCommand,
  ListTablesCommand,
  type BackupSummary,
  type GlobalSecondaryIndexDescription,
  type KinesisDataStreamDestination,
  type PointInTimeRecoveryDescription,
  type ProvisionedThroughputDescription,
  type ReplicaDescription,
  type TableDescription,
  type TableStatus,
} from '@aws-sdk/client-dynamodb'
import { pages } from '../src/aws/pages.ts'
import { bulk, defineCollector, fromBulk } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'
import { once } from '../src/collect/once.ts'
import { keyArn } from '../src/graph/arn.ts'
import type { PolicyText } from '../src/iam/policy.ts'
import { protectedResource, type Protection } from './backup.ts'
import { hourly, metricsNamed } from './cloudwatch.ts'
import { tags } from './tagging.ts'

type Description = Pick<
  TableDescription,
  'SSEDescription' | 'BillingModeSummary' | 'OnDemandThroughput' | 'DeletionProtectionEnabled' | 'StreamSpecification' | 'LatestStreamArn'
> & {
  TableStatus: TableStatus
  CreationDateTime: Date
  ProvisionedThroughput: Capacity | undefined
  GlobalSecondaryIndexes: readonly Index[]
  Replicas: readonly Replica[]
}
type Index = Pick<GlobalSecondaryIndexDescription, 'IndexName' | 'OnDemandThroughput'> & { ProvisionedThroughput: Capacity | undefined }
type Capacity = Pick<ProvisionedThroughputDescription, 'ReadCapacityUnits' | 'WriteCapacityUnits'>
type Replica = Pick<ReplicaDescription, 'RegionName' | 'ReplicaStatus' | 'KMSMasterKeyId'>
type Backup = Pick<BackupSummary, 'TableArn' | 'BackupStatus' | 'BackupCreationDateTime'>
type Target = Pick<ScalableTarget, 'ResourceId' | 'ScalableDimension' | 'MinCapacity' | 'MaxCapacity' | 'SuspendedState'>
/** The most that was provisioned in any hour of the last seven days. */
type Peak = Pick<Target, 'ResourceId' | 'ScalableDimension'> & { Maximum: number }
type Policy = Pick<ScalingPolicy, 'ResourceId' | 'ScalableDimension' | 'PolicyType'> & {
  /** Of target tracking: utilisation in percent. */
  TargetValue: number | undefined
}

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::DynamoDB::Table': {
      base: object
      facets: {
        description: Description
        continuousBackups: Pick<PointInTimeRecoveryDescription, 'RecoveryPeriodInDays' | 'LatestRestorableDateTime'> & {
          PointInTimeRecoveryStatus: NonNullable<PointInTimeRecoveryDescription['PointInTimeRecoveryStatus']>
        }
        policy: PolicyText | null
        kinesisDestinations: readonly Pick<KinesisDataStreamDestination, 'StreamArn' | 'DestinationStatus'>[]
        /** Of the table and of its indexes. */
        scalableTargets: readonly Target[]
        scalingPolicies: readonly Policy[]
        /** Of the table and of its indexes. */
        provisionedPeaks: readonly Peak[]
        /** On-demand backups under the table's name, those of an earlier table of the same name included: compare `CreationDateTime`. */
        backups: readonly Backup[]
        /** What AWS Backup keeps of the table; `null` where it keeps nothing. */
        protectedResource: Protection | null
        tags: Record<string, string>
      }
      edges: { 'encrypted-with': 'AWS::KMS::Key'; 'delivers-to': 'AWS::Kinesis::Stream' }
    }
    /** The stream of a table, while it is on. CloudFormation has no type for it, IAM and policies treat it as a resource of its own. */
    'AWS::DynamoDB::Stream': {
      base: { TableArn: string }
      facets: { policy: PolicyText | null }
      edges: { 'stream-of': 'AWS::DynamoDB::Table' }
    }
  }
}

/** `table/<name>` and `table/<name>/index/<index>` alike. */
const tableOf = (resourceId: string | undefined): string => member(resourceId, 'ResourceId').split('/')[1] ?? ''

/** Without the counters of the day, which change although nobody changed the table. */
const capacityOf = (throughput: ProvisionedThroughputDescription | undefined): Capacity | undefined =>
  throughput && { ReadCapacityUnits: throughput.ReadCapacityUnits, WriteCapacityUnits: throughput.WriteCapacityUnits }

/** Everything a listing gives, by the key of each item. */
const grouped = async <T>(items: AsyncIterable<T>, keyOf: (item: T) => string): Promise<ReadonlyMap<string, readonly T[]>> => {
  const groups = new Map<string, T[]>()
  for await (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

const scalableTargets = bulk({
  client: ApplicationAutoScalingClient,
  calls: ['application-autoscaling:DescribeScalableTargets'],
  run: (scaling) =>
    grouped(
      pages(scaling, DescribeScalableTargetsCommand, { ServiceNamespace: 'dynamodb' }, (page) =>
        page.ScalableTargets?.map(({ ResourceId, ScalableDimension, MinCapacity, MaxCapacity, SuspendedState }): Target => ({
          ResourceId,
          ScalableDimension,
          MinCapacity,
          MaxCapacity,
          SuspendedState,
        })),
      ),
      ({ ResourceId }) => tableOf(ResourceId),
    ),
})

const scalingPolicies = bulk({
  client: ApplicationAutoScalingClient,
  calls: ['application-autoscaling:DescribeScalingPolicies'],
  run: (scaling) =>
    grouped(
      pages(scaling, DescribeScalingPoliciesCommand, { ServiceNamespace: 'dynamodb' }, (page) =>
        page.ScalingPolicies?.map(
          ({ ResourceId, ScalableDimension, PolicyType, TargetTrackingScalingPolicyConfiguration: tracking }): Policy => ({
            ResourceId,
            ScalableDimension,
            PolicyType,
            TargetValue: tracking?.TargetValue,
          }),
        ),
      ),
      ({ ResourceId }) => tableOf(ResourceId),
    ),
})

/** By the name of the table; one metric for each direction, of which on-demand tables have none. */
const provisionedPeaks = bulk({
  client: CloudWatchClient,
  calls: ['cloudwatch:ListMetrics', 'cloudwatch:GetMetricData'],
  run: async (cloudWatch, { now }) => {
    const named = (name: string) => metricsNamed(cloudWatch, 'AWS/DynamoDB', name)
    const metrics = (await Promise.all(['ProvisionedReadCapacityUnits', 'ProvisionedWriteCapacityUnits'].map(named))).flat()
    const values = await hourly(cloudWatch, metrics, { stat: 'Maximum', hours: 168, now })
    const peaks = metrics.flatMap(({ MetricName, Dimensions: { TableName, GlobalSecondaryIndexName: index } }, position): Peak[] => {
      const series = values[position] ?? []
      if (TableName === undefined || series.length === 0) return []
      const units = MetricName === 'ProvisionedReadCapacityUnits' ? 'ReadCapacityUnits' : 'WriteCapacityUnits'
      const Maximum = Math.max(...series)
      return index === undefined
        ? [{ ResourceId: `table/${TableName}`, ScalableDimension: `dynamodb:table:${units}`, Maximum }]
        : [{ ResourceId: `table/${TableName}/index/${index}`, ScalableDimension: `dynamodb:index:${units}`, Maximum }]
    })
    return Map.groupBy(peaks, ({ ResourceId }) => tableOf(ResourceId))
  },
})

const backups = bulk({
  client: DynamoDBClient,
  calls: ['dynamodb:ListBackups'],
  // Without a type: those that somebody asked for. The automatic ones belong to tables that were deleted.
  run: (dynamodb) =>
    grouped(
      pages(dynamodb, ListBackupsCommand, { Limit: 100 }, (page) =>
        page.BackupSummaries?.map(({ TableArn, BackupStatus, BackupCreationDateTime }): Backup => ({
          TableArn,
          BackupStatus,
          BackupCreationDateTime,
        })),
      ),
      ({ TableArn }) => member(TableArn, 'TableArn'),
    ),
})

/** The policy on a table or a stream. */
const policy = {
  calls: ['dynamodb:GetResourcePolicy'],
  read: async (dynamodb: DynamoDBClient, { arn }: { readonly arn: string }) =>
    member((await dynamodb.send(new GetResourcePolicyCommand({ ResourceArn: arn }))).Policy, 'Policy'),
  absent: ['PolicyNotFoundException'],
} as const

/** What DynamoDB says of a table, for the table and for its stream. */
const described = once(async (dynamodb: DynamoDBClient, name) => {
  const t = member((await dynamodb.send(new DescribeTableCommand({ TableName: name }))).Table, 'Table')
  return {
    TableArn: t.TableArn,
    TableStatus: t.TableStatus,
    CreationDateTime: t.CreationDateTime,
    SSEDescription: t.SSEDescription,
    BillingModeSummary: t.BillingModeSummary,
    ProvisionedThroughput: capacityOf(t.ProvisionedThroughput),
    OnDemandThroughput: t.OnDemandThroughput,
    DeletionProtectionEnabled: t.DeletionProtectionEnabled,
    StreamSpecification: t.StreamSpecification,
    LatestStreamArn: t.LatestStreamArn,
    // AWS leaves both lists out where they are empty.
    GlobalSecondaryIndexes: (t.GlobalSecondaryIndexes ?? []).map(({ IndexName, ProvisionedThroughput, OnDemandThroughput }) => ({
      IndexName,
      ProvisionedThroughput: capacityOf(ProvisionedThroughput),
      OnDemandThroughput,
    })),
    Replicas: (t.Replicas ?? []).map(({ RegionName, ReplicaStatus, KMSMasterKeyId }) => ({ RegionName, ReplicaStatus, KMSMasterKeyId })),
  }
})

export const table = defineCollector({
  kind: 'AWS::DynamoDB::Table',
  client: DynamoDBClient,
  list: {
    calls: ['dynamodb:ListTables'],
    run: (dynamodb, at) =>
      pages(dynamodb, ListTablesCommand, { Limit: 100 }, (page) =>
        page.TableNames?.map((name) => ({ arn: at.arn('dynamodb', `table/${name}`), name })),
      ),
  },
  facets: {
    description: {
      calls: ['dynamodb:DescribeTable'],
      async read(dynamodb, { name, arn }) {
        const { TableArn, TableStatus, CreationDateTime, ...rest } = await described(dynamodb, name)
        if (TableArn !== arn) throw new TypeError('the answer is about another table')
        return {
          ...rest,
          TableStatus: member(TableStatus, 'TableStatus'),
          CreationDateTime: member(CreationDateTime, 'CreationDateTime'),
        }
      },
    },
    continuousBackups: {
      calls: ['dynamodb:DescribeContinuousBackups'],
      async read(dynamodb, { name }) {
        const { ContinuousBackupsDescription } = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName: name }))
        const recovery = member(ContinuousBackupsDescription?.PointInTimeRecoveryDescription, 'PointInTimeRecoveryDescription')
        return {
          PointInTimeRecoveryStatus: member(recovery.PointInTimeRecoveryStatus, 'PointInTimeRecoveryStatus'),
          RecoveryPeriodInDays: recovery.RecoveryPeriodInDays,
          LatestRestorableDateTime: recovery.LatestRestorableDateTime,
        }
      },
    },
    policy,
    kinesisDestinations: {
      calls: ['dynamodb:DescribeKinesisStreamingDestination'],
      async read(dynamodb, { name }) {
        const answer = await dynamodb.send(new DescribeKinesisStreamingDestinationCommand({ TableName: name }))
        return member(answer.KinesisDataStreamDestinations, 'KinesisDataStreamDestinations').map(({ StreamArn, DestinationStatus }) => ({
          StreamArn,
          DestinationStatus,
        }))
      },
    },
    scalableTargets: fromBulk(scalableTargets, (byTable, { name }) => byTable.get(name) ?? []),
    scalingPolicies: fromBulk(scalingPolicies, (byTable, { name }) => byTable.get(name) ?? []),
    provisionedPeaks: fromBulk(provisionedPeaks, (byTable, { name }) => byTable.get(name) ?? []),
    backups: fromBulk(backups, (byArn, { arn }) => byArn.get(arn) ?? []),
    protectedResource,
    tags,
  },
  edges: {
    'encrypted-with': {
      to: 'AWS::KMS::Key',
      from: 'description',
      ref: ({ SSEDescription }, item) => keyArn(SSEDescription?.KMSMasterKeyArn, item),
    },
    'delivers-to': {
      to: 'AWS::Kinesis::Stream',
      from: 'kinesisDestinations',
      ref: (destinations) =>
        destinations.flatMap(({ StreamArn, DestinationStatus }) =>
          // While it is updated, changes keep going there.
          DestinationStatus === 'ACTIVE' || DestinationStatus === 'UPDATING' ? [member(StreamArn, 'StreamArn')] : [],
        ),
    },
  },
  gone: ['ResourceNotFoundException', 'TableNotFoundException'],
})

export const stream = defineCollector({
  kind: 'AWS::DynamoDB::Stream',
  client: DynamoDBClient,
  list: {
    calls: ['dynamodb:DescribeTable'],
    per: 'AWS::DynamoDB::Table',
    async *run(dynamodb, _at, { arn: TableArn, name }) {
      const { LatestStreamArn, StreamSpecification } = await described(dynamodb, name)
      // The ARN of a stream that was switched off stays in the description when the stream itself is long gone.
      if (StreamSpecification?.StreamEnabled && LatestStreamArn) yield { arn: LatestStreamArn, name, TableArn }
    },
    gone: ['ResourceNotFoundException'],
  },
  facets: { policy },
  edges: { 'stream-of': { to: 'AWS::DynamoDB::Table', from: 'base', ref: ({ TableArn }) => TableArn } },
  gone: ['ResourceNotFoundException'],
})

export default [table, stream]
