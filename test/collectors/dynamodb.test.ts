// DynamoDB tables and streams, read through the real runner.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DescribeScalableTargetsCommand, DescribeScalingPoliciesCommand } from '@aws-sdk/client-application-auto-scaling'
import { ListProtectedResourcesCommand } from '@aws-sdk/client-backup'
import {
  DescribeContinuousBackupsCommand,
  DescribeKinesisStreamingDestinationCommand,
  DescribeTableCommand,
  GetResourcePolicyCommand,
  ListBackupsCommand,
  ListTablesCommand,
  type TableDescription,
} from '@aws-sdk/client-dynamodb'
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api'
import { stream, table } from '../../collectors/dynamodb.ts'
import { account, now, region } from '../support/nodes.ts'
import { awsError as wireError, json } from '../support/answers.ts'
import { cloudWatch } from '../support/cloudwatch.ts'
import { awsError, collectorSuite, listing, on } from '../support/collector-suite.ts'
import { wireScan } from '../support/wire-scan.ts'

const tableArn = (name: string): string => `arn:aws:dynamodb:${region}:${account}:table/${name}`
const streamArn = (name: string): string => `${tableArn(name)}/stream/2026-01-01T00:00:00.000`
const kinesisArn = (name: string): string => `arn:aws:kinesis:${region}:${account}:stream/${name}`
const keyArn = `arn:aws:kms:${region}:${account}:key/data`

/** What AWS says of a table that never was anything special: half of the members are not there. */
const plain = (TableName: string): TableDescription => ({
  TableName,
  TableArn: tableArn(TableName),
  TableId: TableName,
  TableStatus: 'ACTIVE',
  CreationDateTime: now,
  ItemCount: 7,
  AttributeDefinitions: [{ AttributeName: 'not read', AttributeType: 'S' }],
  ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5, NumberOfDecreasesToday: 2 },
  DeletionProtectionEnabled: false,
})
const special = (TableName: string): TableDescription => ({
  ...plain(TableName),
  BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
  OnDemandThroughput: { MaxReadRequestUnits: 100, MaxWriteRequestUnits: -1 },
  DeletionProtectionEnabled: true,
  SSEDescription: { SSEType: 'KMS', Status: 'ENABLED', KMSMasterKeyArn: keyArn },
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
  LatestStreamArn: streamArn(TableName),
  GlobalSecondaryIndexes: [
    { IndexName: 'by-date', IndexStatus: 'ACTIVE', ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
  ],
  Replicas: [{ RegionName: 'eu-central-1', ReplicaStatus: 'ACTIVE', KMSMasterKeyId: keyArn, ReplicaStatusDescription: 'not read' }],
})
/** AWS goes on naming a stream that was switched off. */
const past = (TableName: string): TableDescription => ({
  ...plain(TableName),
  StreamSpecification: { StreamEnabled: false },
  LatestStreamArn: streamArn(TableName),
})
const described = (name = ''): TableDescription => (name === 'orders' ? special(name) : name === 'past' ? past(name) : plain(name))
const target = (ResourceId: string, ScalableDimension: 'dynamodb:table:ReadCapacityUnits' | 'dynamodb:index:ReadCapacityUnits') => ({
  ResourceId,
  ScalableDimension,
  MinCapacity: 5,
  MaxCapacity: 100,
  SuspendedState: { DynamicScalingOutSuspended: false },
})
const listed = { ServiceNamespace: 'dynamodb', RoleARN: 'not read', CreationTime: now } as const
const policy = '{"Version":"2012-10-17","Statement":[]}'

const provisioned = (MetricName: string, Dimensions: Readonly<Record<string, string>>, Values: readonly number[]) => ({
  Namespace: 'AWS/DynamoDB',
  MetricName,
  Dimensions,
  Values,
})
const tables = listing(ListTablesCommand, {
  token: ['ExclusiveStartTableName', 'LastEvaluatedTableName'],
  pages: [{ TableNames: ['orders'] }, { TableNames: ['carts', 'past'] }],
  empty: { TableNames: [] },
})
const describe = on(DescribeTableCommand, ({ TableName }) => ({ Table: described(TableName) }))
const resourcePolicy = on(GetResourcePolicyCommand, ({ ResourceArn }) => {
  if (ResourceArn === tableArn('orders') || ResourceArn === streamArn('orders')) return { Policy: policy, RevisionId: '1' }
  throw awsError('PolicyNotFoundException', 400)
})

collectorSuite(table, {
  listing: tables,
  answers: [
    describe,
    resourcePolicy,
    on(DescribeContinuousBackupsCommand, ({ TableName }) => ({
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED' as const,
        PointInTimeRecoveryDescription:
          TableName === 'orders'
            ? { PointInTimeRecoveryStatus: 'ENABLED' as const, RecoveryPeriodInDays: 35, LatestRestorableDateTime: now }
            : { PointInTimeRecoveryStatus: 'DISABLED' as const },
      },
    })),
    on(DescribeKinesisStreamingDestinationCommand, ({ TableName }) => ({
      TableName,
      KinesisDataStreamDestinations:
        TableName === 'orders'
          ? [
              { StreamArn: kinesisArn('s'), DestinationStatus: 'ACTIVE' as const },
              { StreamArn: kinesisArn('before'), DestinationStatus: 'DISABLED' as const },
              { StreamArn: kinesisArn('t'), DestinationStatus: 'UPDATING' as const },
            ]
          : [],
    })),
    on(DescribeScalableTargetsCommand, {
      ScalableTargets: [
        { ...listed, ...target('table/carts', 'dynamodb:table:ReadCapacityUnits') },
        { ...listed, ...target('table/carts/index/by-date', 'dynamodb:index:ReadCapacityUnits') },
      ],
    }),
    on(DescribeScalingPoliciesCommand, {
      ScalingPolicies: [
        {
          ...listed,
          PolicyARN: 'not read',
          PolicyName: 'not read',
          ResourceId: 'table/carts',
          ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingScalingPolicyConfiguration: { TargetValue: 70 },
        },
      ],
    }),
    ...cloudWatch([
      provisioned('ProvisionedReadCapacityUnits', { TableName: 'carts' }, [5, 80, 20]),
      provisioned('ProvisionedWriteCapacityUnits', { TableName: 'carts', GlobalSecondaryIndexName: 'by-date' }, [7]),
      provisioned('ProvisionedWriteCapacityUnits', { TableName: 'past' }, []),
      provisioned('ProvisionedWriteCapacityUnits', {}, [9]),
    ]),
    on(ListBackupsCommand, ({ ExclusiveStartBackupArn }) =>
      ExclusiveStartBackupArn === undefined
        ? {
            BackupSummaries: [
              {
                TableArn: tableArn('orders'),
                BackupStatus: 'AVAILABLE' as const,
                BackupCreationDateTime: now,
                BackupName: 'not read',
              },
            ],
            LastEvaluatedBackupArn: 'more',
          }
        : {
            BackupSummaries: [{ TableArn: tableArn('orders'), BackupStatus: 'CREATING' as const, BackupCreationDateTime: now }],
          },
    ),
    on(ListProtectedResourcesCommand, {
      Results: [{ ResourceArn: tableArn('orders'), ResourceType: 'DynamoDB', LastBackupTime: now }],
    }),
    on(GetResourcesCommand, {
      ResourceTagMappingList: [{ ResourceARN: tableArn('orders'), Tags: [{ Key: 'data-classification', Value: 'confidential' }] }],
    }),
  ],
  resources: {
    orders: {
      facets: {
        description: {
          TableStatus: 'ACTIVE',
          CreationDateTime: now,
          SSEDescription: { SSEType: 'KMS', Status: 'ENABLED', KMSMasterKeyArn: keyArn },
          BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
          ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
          OnDemandThroughput: { MaxReadRequestUnits: 100, MaxWriteRequestUnits: -1 },
          DeletionProtectionEnabled: true,
          StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
          LatestStreamArn: streamArn('orders'),
          GlobalSecondaryIndexes: [
            { IndexName: 'by-date', ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 }, OnDemandThroughput: undefined },
          ],
          Replicas: [{ RegionName: 'eu-central-1', ReplicaStatus: 'ACTIVE', KMSMasterKeyId: keyArn }],
        },
        continuousBackups: { PointInTimeRecoveryStatus: 'ENABLED', RecoveryPeriodInDays: 35, LatestRestorableDateTime: now },
        policy,
        kinesisDestinations: [
          { StreamArn: kinesisArn('s'), DestinationStatus: 'ACTIVE' },
          { StreamArn: kinesisArn('before'), DestinationStatus: 'DISABLED' },
          { StreamArn: kinesisArn('t'), DestinationStatus: 'UPDATING' },
        ],
        scalableTargets: [],
        scalingPolicies: [],
        backups: [
          { TableArn: tableArn('orders'), BackupStatus: 'AVAILABLE', BackupCreationDateTime: now },
          { TableArn: tableArn('orders'), BackupStatus: 'CREATING', BackupCreationDateTime: now },
        ],
        protectedResource: { LastBackupTime: now, LastBackupVaultArn: undefined },
        tags: { 'data-classification': 'confidential' },
      },
      edges: { 'encrypted-with': [keyArn], 'delivers-to': [kinesisArn('s'), kinesisArn('t')] },
    },
    carts: {
      facets: {
        continuousBackups: { PointInTimeRecoveryStatus: 'DISABLED', RecoveryPeriodInDays: undefined, LatestRestorableDateTime: undefined },
        policy: null,
        kinesisDestinations: [],
        scalableTargets: [
          target('table/carts', 'dynamodb:table:ReadCapacityUnits'),
          target('table/carts/index/by-date', 'dynamodb:index:ReadCapacityUnits'),
        ],
        scalingPolicies: [
          {
            ResourceId: 'table/carts',
            ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
            PolicyType: 'TargetTrackingScaling',
            TargetValue: 70,
          },
        ],
        provisionedPeaks: [
          { ResourceId: 'table/carts', ScalableDimension: 'dynamodb:table:ReadCapacityUnits', Maximum: 80 },
          { ResourceId: 'table/carts/index/by-date', ScalableDimension: 'dynamodb:index:WriteCapacityUnits', Maximum: 7 },
        ],
        backups: [],
        protectedResource: null,
        tags: {},
      },
      edges: { 'encrypted-with': [], 'delivers-to': [] },
    },
    past: { facets: { provisionedPeaks: [] } },
  },
})

collectorSuite(stream, {
  listing: 'unpaged',
  parents: [table],
  answers: [tables, describe, resourcePolicy],
  resources: {
    orders: { base: { TableArn: tableArn('orders') }, facets: { policy }, edges: { 'stream-of': [tableArn('orders')] } },
  },
})

const time = now.getTime() / 1000

test('reads DynamoDB and its neighbours as they answer on the wire', async () => {
  const { nodes, coverage } = await wireScan([table, stream], {
    'dynamodb:ListTables': json({ TableNames: ['orders'] }),
    'dynamodb:DescribeTable': json({
      Table: {
        ...special('orders'),
        CreationDateTime: time,
        OnDemandThroughput: { MaxReadRequestUnits: -1, MaxWriteRequestUnits: 50 },
        SSEDescription: { SSEType: 'KMS', Status: 'ENABLED', KMSMasterKeyArn: keyArn, InaccessibleEncryptionDateTime: time },
      },
    }),
    'dynamodb:DescribeContinuousBackups': json({
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: {
          EarliestRestorableDateTime: time,
          LatestRestorableDateTime: time,
          PointInTimeRecoveryStatus: 'ENABLED',
          RecoveryPeriodInDays: 35,
        },
      },
    }),
    'dynamodb:GetResourcePolicy': ({ input }) =>
      input['ResourceArn'] === streamArn('orders')
        ? json({ Policy: policy, RevisionId: '1' })
        : wireError('json', 'PolicyNotFoundException', 'Resource-based policy not found for the provided ResourceArn'),
    'dynamodb:DescribeKinesisStreamingDestination': json({ TableName: 'orders', KinesisDataStreamDestinations: [] }),
    'cloudwatch:ListMetrics': json({ Metrics: [] }),
    'dynamodb:ListBackups': json({
      BackupSummaries: [{ TableArn: tableArn('orders'), BackupStatus: 'AVAILABLE', BackupCreationDateTime: time, BackupType: 'USER' }],
    }),
    'application-autoscaling:DescribeScalableTargets': json({
      ScalableTargets: [
        { ...listed, ...target('table/orders', 'dynamodb:table:ReadCapacityUnits'), CreationTime: time },
        { ...listed, ...target('table/other', 'dynamodb:table:ReadCapacityUnits'), CreationTime: time },
      ],
    }),
    'application-autoscaling:DescribeScalingPolicies': json({ ScalingPolicies: [] }),
    'backup:ListProtectedResources': json({
      Results: [{ ResourceArn: tableArn('orders'), ResourceType: 'DynamoDB', LastBackupTime: time }],
    }),
    'tag:GetResources': json({
      PaginationToken: '',
      ResourceTagMappingList: [{ ResourceARN: tableArn('orders'), Tags: [{ Key: 'owner', Value: 'shop' }] }],
    }),
  })
  assert.deepEqual(
    coverage.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'absent'),
    [],
  )
  const facets = nodes.get(tableArn('orders'))?.facets ?? {}
  const valueOf = (name: string): unknown => {
    const fact = facets[name]
    return fact?.state === 'known' ? fact.value : fact?.state
  }
  const description = valueOf('description')
  assert.ok(typeof description === 'object' && description !== null)
  assert.deepEqual(Reflect.get(description, 'CreationDateTime'), now)
  assert.deepEqual(Reflect.get(description, 'OnDemandThroughput'), { MaxReadRequestUnits: -1, MaxWriteRequestUnits: 50 })
  assert.deepEqual(Reflect.get(description, 'SSEDescription'), {
    SSEType: 'KMS',
    Status: 'ENABLED',
    KMSMasterKeyArn: keyArn,
    InaccessibleEncryptionDateTime: now,
  })
  assert.deepEqual(valueOf('continuousBackups'), {
    PointInTimeRecoveryStatus: 'ENABLED',
    RecoveryPeriodInDays: 35,
    LatestRestorableDateTime: now,
  })
  assert.equal(valueOf('policy'), 'absent')
  assert.deepEqual(valueOf('backups'), [{ TableArn: tableArn('orders'), BackupStatus: 'AVAILABLE', BackupCreationDateTime: now }])
  assert.deepEqual(valueOf('scalableTargets'), [target('table/orders', 'dynamodb:table:ReadCapacityUnits')])
  assert.deepEqual(valueOf('protectedResource'), { LastBackupTime: now, LastBackupVaultArn: undefined })
  assert.deepEqual(valueOf('tags'), { owner: 'shop' })
  assert.deepEqual(nodes.get(streamArn('orders'))?.facets['policy'], { state: 'known', value: policy })
})

test('takes nothing for granted that AWS left out', async () => {
  const { nodes } = await wireScan([table], {
    'dynamodb:ListTables': json({ TableNames: ['orders'] }),
    'dynamodb:DescribeTable': json({ Table: { ...plain('carts'), CreationDateTime: time } }),
    'dynamodb:DescribeContinuousBackups': json({ ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED' } }),
    'dynamodb:GetResourcePolicy': json({ RevisionId: '1' }),
    'dynamodb:DescribeKinesisStreamingDestination': json({ TableName: 'orders' }),
    'cloudwatch:ListMetrics': json({}),
    'dynamodb:ListBackups': json({ BackupSummaries: [{ BackupStatus: 'AVAILABLE' }] }),
    'application-autoscaling:DescribeScalableTargets': json({ ScalableTargets: [{ MinCapacity: 1 }] }),
    'application-autoscaling:DescribeScalingPolicies': json({ ScalingPolicies: [{ PolicyType: 'StepScaling' }] }),
    'backup:ListProtectedResources': json({ Results: [{ ResourceType: 'DynamoDB' }] }),
    'tag:GetResources': json({}),
  })
  const facets = nodes.get(tableArn('orders'))?.facets ?? {}
  assert.deepEqual(
    Object.entries(facets).filter(([, { state }]) => state !== 'unknown'),
    [],
  )
})

test('describes a table once, for itself and for its stream', async () => {
  const calls: string[] = []
  await wireScan(
    [
      { ...table, facets: { description: table.facets['description'] ?? assert.fail() } },
      { ...stream, facets: {} },
    ],
    {
      'dynamodb:ListTables': json({ TableNames: ['orders', 'carts'] }),
      'dynamodb:DescribeTable': ({ input }) => {
        const name = String(input['TableName'])
        calls.push(name)
        return json({ Table: { ...described(name), CreationDateTime: time } })
      },
    },
  )
  assert.deepEqual(calls.sort(), ['carts', 'orders'])
})
