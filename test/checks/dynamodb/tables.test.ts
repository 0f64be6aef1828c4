// The checks on DynamoDB tables.
import {
  indexScaling,
  tableBackup,
  tableCustomerKey,
  tableDeletionProtection,
  tablePointInTimeRecovery,
  tableScaling,
  tableThroughputCeiling,
} from '../../../checks/dynamodb/tables.ts'
import type { FacetValue } from '../../../src/graph/kinds.ts'
import { account, foreignAccount, now, region, resource } from '../../support/nodes.ts'
import { given, verify } from '../../support/verify.ts'

type Facets = { readonly [F in keyof TableFacets]?: TableFacets[F] }
interface TableFacets {
  readonly description: FacetValue<'AWS::DynamoDB::Table', 'description'>
  readonly continuousBackups: FacetValue<'AWS::DynamoDB::Table', 'continuousBackups'>
  readonly scalableTargets: FacetValue<'AWS::DynamoDB::Table', 'scalableTargets'>
  readonly scalingPolicies: FacetValue<'AWS::DynamoDB::Table', 'scalingPolicies'>
  readonly backups: FacetValue<'AWS::DynamoDB::Table', 'backups'>
  readonly protectedResource: FacetValue<'AWS::DynamoDB::Table', 'protectedResource'>
  readonly tags: FacetValue<'AWS::DynamoDB::Table', 'tags'>
}

const daysAgo = (days: number): Date => new Date(now.getTime() - days * 24 * 60 * 60 * 1000)
const tableArn = (name: string): string => `arn:aws:dynamodb:${region}:${account}:table/${name}`
const keyArn = (id: string, owner = account): string => `arn:aws:kms:${region}:${owner}:key/${id}`

const description = (more: Partial<TableFacets['description']> = {}): TableFacets['description'] => ({
  TableStatus: 'ACTIVE',
  CreationDateTime: daysAgo(400),
  SSEDescription: undefined,
  BillingModeSummary: undefined,
  ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
  OnDemandThroughput: undefined,
  DeletionProtectionEnabled: false,
  StreamSpecification: undefined,
  LatestStreamArn: undefined,
  GlobalSecondaryIndexes: [],
  Replicas: [],
  ...more,
})
const table = (name: string, facets: Facets) => resource('AWS::DynamoDB::Table', { name, arn: tableArn(name), facets })
const described = (name: string, more: Partial<TableFacets['description']>) => table(name, { description: description(more) })

const key = (id: string, KeyManager: 'CUSTOMER' | 'AWS', KeyState: 'Enabled' | 'Disabled' = 'Enabled') =>
  resource('AWS::KMS::Key', {
    name: id,
    arn: keyArn(id),
    facets: {
      metadata: {
        KeyManager,
        KeyState,
        KeySpec: 'SYMMETRIC_DEFAULT',
        Origin: 'AWS_KMS',
        Enabled: KeyState === 'Enabled',
        DeletionDate: undefined,
        MultiRegion: false,
      },
    },
  })
const encrypted = (
  name: string,
  KMSMasterKeyArn: string,
  more: object = {},
  tags: Record<string, string> = { 'data-classification': 'confidential' },
) => table(name, { tags, description: description({ SSEDescription: { SSEType: 'KMS', Status: 'ENABLED', KMSMasterKeyArn, ...more } }) })
const lostAccess = { InaccessibleEncryptionDateTime: daysAgo(1) }

verify(tableCustomerKey, {
  pass: [
    given(encrypted('customer managed key', keyArn('own')), {
      with: [key('own', 'CUSTOMER')],
      evidence: {
        dataClass: 'confidential',
        SSEType: 'KMS',
        Status: 'ENABLED',
        KMSMasterKeyArn: keyArn('own'),
        KeyManager: 'CUSTOMER',
        KeyState: 'Enabled',
      },
    }),
    given(encrypted('tags spelled freely', keyArn('own'), {}, { 'Data-Classification': ' Restricted' }), {
      with: [key('own', 'CUSTOMER')],
    }),
    encrypted('key of another account that DynamoDB can use', keyArn('theirs', foreignAccount)),
  ],
  fail: [
    given(encrypted('AWS managed key', keyArn('aws')), { with: [key('aws', 'AWS')] }),
    given(encrypted('disabled key', keyArn('own')), { with: [key('own', 'CUSTOMER', 'Disabled')] }),
    encrypted('key that is not there', keyArn('lost')),
    encrypted('key of another account that DynamoDB lost', keyArn('theirs', foreignAccount), lostAccess),
    given(encrypted('encryption on its way out', keyArn('own'), { Status: 'DISABLING' }), { with: [key('own', 'CUSTOMER')] }),
    table('AWS owned key', { tags: { 'data-classification': 'restricted' }, description: description() }),
    given(table('own tag and class', { tags: { secrecy: 'top' }, description: description() }), {
      settings: { dataClassTags: ['secrecy'], sensitiveClasses: ['top'] },
    }),
    table('two tags, one sensitive', {
      tags: { 'Data-Classification': 'public', 'data-classification': 'confidential' },
      description: description(),
    }),
  ],
  notApplicable: [
    table('not classified', { tags: {}, description: description() }),
    table('public data', { tags: { 'data-classification': 'public' }, description: description() }),
  ],
})

const recovery = (name: string, PointInTimeRecoveryStatus: 'ENABLED' | 'DISABLED') =>
  table(name, { continuousBackups: { PointInTimeRecoveryStatus, RecoveryPeriodInDays: 35, LatestRestorableDateTime: undefined } })

verify(tablePointInTimeRecovery, { pass: [recovery('on', 'ENABLED')], fail: [recovery('off', 'DISABLED')] })

const protectedAt = (LastBackupTime: Date | undefined): TableFacets['protectedResource'] => ({
  LastBackupTime,
  LastBackupVaultArn: undefined,
})
const backup = (days: number, BackupStatus: 'AVAILABLE' | 'CREATING' = 'AVAILABLE'): TableFacets['backups'][number] => ({
  TableArn: undefined,
  BackupStatus,
  BackupCreationDateTime: daysAgo(days),
})
const backedUp = (
  name: string,
  protectedResource: TableFacets['protectedResource'],
  backups: TableFacets['backups'] = [],
  more: Partial<TableFacets['description']> = {},
) => table(name, { description: description(more), protectedResource, backups })

verify(tableBackup, {
  pass: [
    backedUp('backup plan', protectedAt(daysAgo(1))),
    backedUp('monthly plan', protectedAt(daysAgo(35))),
    backedUp('on-demand backup', null, [backup(90), backup(3)]),
    backedUp('old plan, new on-demand backup', protectedAt(daysAgo(90)), [backup(3)]),
  ],
  fail: [
    given(backedUp('nothing', null), { evidence: { days: 35, LastBackupTime: null, BackupCreationDateTime: null } }),
    given(backedUp('plan that stopped', protectedAt(daysAgo(36))), {
      evidence: { days: 35, LastBackupTime: daysAgo(36).toISOString(), BackupCreationDateTime: null },
    }),
    backedUp('protected, never backed up', protectedAt(undefined)),
    given(backedUp('old backups', null, [backup(50), backup(40), backup(60)]), {
      evidence: { days: 35, LastBackupTime: null, BackupCreationDateTime: daysAgo(40).toISOString() },
    }),
    backedUp('backup not finished', null, [backup(1, 'CREATING')]),
    backedUp('backup of an earlier table of the name', null, [backup(3)], { CreationDateTime: daysAgo(2) }),
    backedUp('plan saw an earlier table of the name', protectedAt(daysAgo(3)), [], { CreationDateTime: daysAgo(2) }),
  ],
})

verify(tableDeletionProtection, {
  pass: [described('on', { DeletionProtectionEnabled: true })],
  fail: [described('off', { DeletionProtectionEnabled: false }), described('not said', { DeletionProtectionEnabled: undefined })],
})

type Target = TableFacets['scalableTargets'][number]
const target = (ResourceId: string, ScalableDimension: Target['ScalableDimension'], suspended = false): Target => ({
  ResourceId,
  ScalableDimension,
  MinCapacity: 5,
  MaxCapacity: 100,
  SuspendedState: { DynamicScalingInSuspended: false, DynamicScalingOutSuspended: suspended, ScheduledScalingSuspended: false },
})
const policy = (ResourceId: string, ScalableDimension: Target['ScalableDimension']): TableFacets['scalingPolicies'][number] => ({
  ResourceId,
  ScalableDimension,
  PolicyType: 'TargetTrackingScaling',
  TargetValue: 70,
})
const reads = 'dynamodb:table:ReadCapacityUnits'
const writes = 'dynamodb:table:WriteCapacityUnits'
const onDemand = { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } } as const
const scaled = (
  name: string,
  scalableTargets: TableFacets['scalableTargets'],
  scalingPolicies: TableFacets['scalingPolicies'],
  more: Partial<TableFacets['description']> = {},
) => table(name, { description: description(more), scalableTargets, scalingPolicies })
const both = (name: string) => [target(`table/${name}`, reads), target(`table/${name}`, writes)] as const
const policies = (name: string) => [policy(`table/${name}`, reads), policy(`table/${name}`, writes)] as const

verify(tableScaling, {
  pass: [scaled('orders', both('orders'), policies('orders')), scaled('on demand', [], [], onDemand)],
  fail: [
    given(scaled('orders', [], []), {
      title: 'fixed',
      evidence: { BillingMode: 'PROVISIONED', ReadCapacityUnits: 'no scalable target', WriteCapacityUnits: 'no scalable target' },
    }),
    given(scaled('orders', both('orders').slice(0, 1), policies('orders')), {
      title: 'reads only',
      evidence: { BillingMode: 'PROVISIONED', ReadCapacityUnits: null, WriteCapacityUnits: 'no scalable target' },
    }),
    given(scaled('orders', both('orders'), policies('orders').slice(1)), {
      title: 'a target without a policy',
      evidence: { BillingMode: 'PROVISIONED', ReadCapacityUnits: 'no scaling policy', WriteCapacityUnits: null },
    }),
    given(scaled('orders', [target('table/orders', reads), target('table/orders', writes, true)], policies('orders')), {
      title: 'suspended',
      evidence: { BillingMode: 'PROVISIONED', ReadCapacityUnits: null, WriteCapacityUnits: 'scaling out is suspended' },
    }),
    given(scaled('orders', both('orders/index/by-date'), policies('orders/index/by-date')), { title: 'only an index scales' }),
  ],
})

const indexReads = 'dynamodb:index:ReadCapacityUnits'
const indexWrites = 'dynamodb:index:WriteCapacityUnits'
const index = (IndexName: string) => ({ IndexName, ProvisionedThroughput: undefined, OnDemandThroughput: undefined })
const indexed = (
  name: string,
  indexes: readonly string[],
  targets: TableFacets['scalableTargets'],
  more: Partial<TableFacets['description']> = {},
) => table(name, { description: description({ GlobalSecondaryIndexes: indexes.map(index), ...more }), scalableTargets: targets })
const indexTargets = (name: string) => [target(name, indexReads), target(name, indexWrites)] as const

verify(indexScaling, {
  pass: [indexed('orders', ['by-date'], indexTargets('table/orders/index/by-date'))],
  fail: [
    given(indexed('orders', ['by-date', 'by-customer', 'by-state'], indexTargets('table/orders/index/by-date')), {
      discriminators: ['by-customer', 'by-state'],
    }),
    given(indexed('orders', ['by-date'], [target('table/orders/index/by-date', indexReads)]), {
      title: 'writes do not scale',
      evidence: { IndexName: 'by-date', withoutScalableTarget: ['WriteCapacityUnits'] },
    }),
    given(indexed('orders', ['by-date'], both('orders')), { title: 'only the table scales' }),
  ],
  notApplicable: [indexed('no index', [], []), indexed('on demand', ['by-date'], [], onDemand)],
})

const ceiling = (name: string, OnDemandThroughput: TableFacets['description']['OnDemandThroughput']) =>
  described(name, { ...onDemand, OnDemandThroughput })

verify(tableThroughputCeiling, {
  pass: [ceiling('both', { MaxReadRequestUnits: 100, MaxWriteRequestUnits: 50 })],
  fail: [
    given(ceiling('none', undefined), { evidence: { MaxReadRequestUnits: null, MaxWriteRequestUnits: null } }),
    ceiling('reads only', { MaxReadRequestUnits: 100 }),
    ceiling('taken back', { MaxReadRequestUnits: -1, MaxWriteRequestUnits: -1 }),
    ceiling('writes taken back', { MaxReadRequestUnits: 100, MaxWriteRequestUnits: -1 }),
  ],
  notApplicable: [described('provisioned', {})],
})
