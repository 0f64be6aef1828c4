// The tables of the reference account.
import { PutScalingPolicyCommand, RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling'
import {
  CreateBackupCommand,
  CreateTableCommand,
  DescribeTableCommand,
  PutResourcePolicyCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  type UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb'
import { account, allow, arnOf, foreignAccount, home, pilot, policy, tags, type Ground, type Statement } from './ground.ts'

interface Table {
  readonly name: string
  readonly region?: string
  /** Alias of a key, `aws/dynamodb` for the one that AWS manages; AWS's own key where left out. */
  readonly key?: string
  readonly pitr?: true
  readonly protection?: true
  readonly stream?: true
  /** Streams of Kinesis that get a copy of each change; emulators forget them, the overlay shows them. */
  readonly kinesis?: readonly string[]
  readonly backup?: true
  readonly ttl?: string
  /** A global secondary index. */
  readonly index?: string
  /** Fixed capacity; on demand where left out. */
  readonly capacity?: number
  readonly autoscaling?: true
  /** Request units a second; emulators take it and forget it, the overlay shows it. */
  readonly maxRequests?: number
  readonly statements?: readonly Statement[]
  readonly tags?: Record<string, string>
}

export const tables: readonly Table[] = [
  {
    name: 'orders',
    key: 'orders',
    pitr: true,
    protection: true,
    stream: true,
    // For fraud detection, and for a dashboard of the web team.
    kinesis: ['orders-stream', 'clicks'],
    backup: true,
    maxRequests: 4000,
    tags: tags('orders', 'confidential'),
  },
  // The most personal data of the shop, and the least looked after.
  { name: 'customers', key: 'aws/dynamodb', stream: true, tags: tags('customers', 'restricted') },
  {
    name: 'payments',
    key: 'payments',
    pitr: true,
    protection: true,
    maxRequests: 1000,
    kinesis: ['payments-stream'],
    statements: [
      allow(['dynamodb:GetItem', 'dynamodb:Query'], arnOf('dynamodb', 'table/payments'), {
        Sid: 'Processor',
        Principal: { AWS: `arn:aws:iam::${foreignAccount}:root` },
      }),
    ],
    tags: tags('payments', 'restricted'),
  },
  { name: 'sessions', ttl: 'expires', capacity: 50, autoscaling: true, tags: tags('web', 'internal') },
  {
    name: 'stock',
    key: 'aws/dynamodb',
    index: 'by-warehouse',
    capacity: 25,
    protection: true,
    stream: true,
    statements: [
      allow('dynamodb:GetItem', arnOf('dynamodb', 'table/stock'), {
        Sid: 'Own reader',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
      }),
    ],
    tags: tags('stock', 'internal'),
  },
  // Switched on for something that was never built.
  { name: 'export-jobs', pitr: true, stream: true, tags: tags('analytics', 'internal') },
  { name: 'orders-2023', key: 'archive', protection: true, tags: tags('orders', 'confidential') },
  { name: 'pilot-carts', region: pilot },
]

/** New in the second week. */
export const refundsTable: Table = { name: 'refunds', pitr: true, maxRequests: 100, tags: tags('payments', 'internal') }

export const createTable = async (ground: Ground, table: Table, ids: ReadonlyMap<string, string>): Promise<void> => {
  const region = table.region ?? home
  const { dynamodb, scaling } = ground.in(region)
  const { name: TableName, capacity, maxRequests } = table
  const ResourceArn = arnOf('dynamodb', `table/${TableName}`, region)
  const throughput = capacity
    ? { BillingMode: 'PROVISIONED' as const, ProvisionedThroughput: { ReadCapacityUnits: capacity, WriteCapacityUnits: capacity } }
    : { BillingMode: 'PAY_PER_REQUEST' as const, ProvisionedThroughput: undefined }
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: ['id', ...(table.index ? [table.index] : [])].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      ...throughput,
      ...(table.index && {
        GlobalSecondaryIndexes: [
          {
            IndexName: table.index,
            KeySchema: [{ AttributeName: table.index, KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
            ...(throughput.ProvisionedThroughput && { ProvisionedThroughput: throughput.ProvisionedThroughput }),
          },
        ],
      }),
      ...(maxRequests && { OnDemandThroughput: { MaxReadRequestUnits: maxRequests, MaxWriteRequestUnits: maxRequests } }),
      ...(table.key && {
        SSESpecification: {
          Enabled: true,
          SSEType: 'KMS',
          ...(table.key !== 'aws/dynamodb' && { KMSMasterKeyId: arnOf('kms', `key/${ids.get(table.key)}`) }),
        },
      }),
      ...(table.stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } }),
      ...(table.protection && { DeletionProtectionEnabled: true }),
      ...(table.tags && { Tags: Object.entries(table.tags).map(([Key, Value]) => ({ Key, Value })) }),
    }),
  )
  if (table.pitr) await setPitr(ground, TableName, true)
  if (table.backup) await dynamodb.send(new CreateBackupCommand({ TableName, BackupName: `${TableName}-before-release` }))
  if (table.ttl) {
    await dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: table.ttl } }))
  }
  if (table.statements) await dynamodb.send(new PutResourcePolicyCommand({ ResourceArn, Policy: policy(...table.statements) }))
  if (table.autoscaling) {
    for (const unit of ['Read', 'Write'] as const) {
      const target = {
        ServiceNamespace: 'dynamodb',
        ResourceId: `table/${TableName}`,
        ScalableDimension: `dynamodb:table:${unit}CapacityUnits`,
      } as const
      await scaling.send(new RegisterScalableTargetCommand({ ...target, MinCapacity: 50, MaxCapacity: 500 }))
      await scaling.send(
        new PutScalingPolicyCommand({
          ...target,
          PolicyName: `${TableName}-${unit.toLowerCase()}`,
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingScalingPolicyConfiguration: {
            TargetValue: 70,
            PredefinedMetricSpecification: { PredefinedMetricType: `DynamoDB${unit}CapacityUtilization` },
          },
        }),
      )
    }
  }
}

export const setPitr = async (ground: Ground, TableName: string, on: boolean): Promise<void> => {
  await ground
    .in(home)
    .dynamodb.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: on } }))
}

export const updateTable = async (ground: Ground, TableName: string, change: Partial<UpdateTableCommandInput>): Promise<void> => {
  await ground.in(home).dynamodb.send(new UpdateTableCommand({ ...change, TableName }))
}

/** The ARN of a table's stream. */
export const streamOf = async (ground: Ground, TableName: string): Promise<string> => {
  const { Table } = await ground.in(home).dynamodb.send(new DescribeTableCommand({ TableName }))
  if (!Table?.LatestStreamArn) throw new Error(`table ${TableName} has no stream`)
  return Table.LatestStreamArn
}

export const buildTables = async (ground: Ground, ids: ReadonlyMap<string, string>): Promise<void> => {
  for (const table of tables) await createTable(ground, table, ids)
}
