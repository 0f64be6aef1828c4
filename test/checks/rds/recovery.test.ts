// What the checks on failover, deletion and backups decide.
import {
  backupPlan,
  backupRetention,
  crossRegionRecovery,
  deletionProtection,
  multiAz,
  restorableRecent,
} from '../../../checks/rds/recovery.ts'
import type { AnyNode } from '../../../src/graph/node.ts'
import { ago, cluster, clusterSnapshot, day, instance, member, rdsArn, snapshot } from '../../support/rds.ts'
import { given, verify } from '../../support/verify.ts'

const replica = { ReadReplicaSourceDBInstanceIdentifier: 'orders' } as const
const secondary = { ReplicationSourceIdentifier: rdsArn('cluster', 'carts', 'us-east-1') } as const

verify(deletionProtection, {
  pass: [
    given(instance('orders', { DeletionProtection: true }), { evidence: { Engine: 'mysql', DeletionProtection: true } }),
    cluster('carts', { DeletionProtection: true }),
  ],
  fail: [instance('orders'), cluster('carts'), cluster('DocumentDB', { Engine: 'docdb' }), instance('replica', replica)],
  notApplicable: [member('carts')],
  unknown: [cluster('not told', { DeletionProtection: undefined })],
})

verify(multiAz, {
  pass: [
    given(instance('orders', { MultiAZ: true }), { evidence: { Engine: 'mysql', MultiAZ: true } }),
    cluster('carts', { MultiAZ: true }),
  ],
  fail: [instance('orders'), cluster('carts')],
  notApplicable: [
    member('carts'),
    given(instance('replica', replica), { evidence: { replicaOf: 'orders' } }),
    cluster('secondary', secondary),
    instance('Express', { Engine: 'sqlserver-ex' }),
  ],
  unknown: [instance('not told', { MultiAZ: undefined })],
})

verify(backupRetention, {
  pass: [
    given(instance('7 days'), { evidence: { Engine: 'mysql', BackupRetentionPeriod: 7, days: 7 } }),
    cluster('35 days', { BackupRetentionPeriod: 35 }),
  ],
  fail: [
    given(instance('no backups', { BackupRetentionPeriod: 0 }), { evidence: { Engine: 'mysql', BackupRetentionPeriod: 0, days: 7 } }),
    instance('6 days', { BackupRetentionPeriod: 6 }),
    cluster('1 day', { BackupRetentionPeriod: 1 }),
  ],
  notApplicable: [member('carts', { BackupRetentionPeriod: 1 }), instance('replica', { ...replica, BackupRetentionPeriod: 0 })],
  unknown: [instance('not told', { BackupRetentionPeriod: undefined })],
})

const minute = 60_000

verify(restorableRecent, {
  pass: [
    given(instance('5 minutes'), { evidence: { minutes: 15 } }),
    instance('15 minutes', { LatestRestorableTime: ago(15 * minute) }),
    instance('since the scan began', { LatestRestorableTime: ago(-minute) }),
    cluster('carts'),
  ],
  fail: [
    given(instance('16 minutes', { LatestRestorableTime: ago(16 * minute) }), {
      evidence: { minutes: 15, LatestRestorableTime: ago(16 * minute).toISOString() },
    }),
    given(cluster('never', { LatestRestorableTime: undefined }), { evidence: { minutes: 15, LatestRestorableTime: null } }),
  ],
  notApplicable: [
    given(instance('no backups', { BackupRetentionPeriod: 0, LatestRestorableTime: undefined }), {
      evidence: { BackupRetentionPeriod: 0 },
    }),
    given(instance('stopped', { DBInstanceStatus: 'stopped', LatestRestorableTime: ago(day) }), { evidence: { status: 'stopped' } }),
    cluster('being made', { Status: 'creating', LatestRestorableTime: undefined }),
    member('carts', { LatestRestorableTime: undefined }),
  ],
})

const kept = (LastBackupTime: Date | undefined) => ({ protectedResource: { LastBackupTime, LastBackupVaultArn: undefined } })

verify(backupPlan, {
  pass: [
    given(instance('yesterday', {}, kept(ago(day))), { evidence: { days: 35 } }),
    instance('35 days ago', {}, kept(ago(35 * day))),
    cluster('carts', {}, kept(ago(day))),
  ],
  fail: [
    given(instance('never', {}, { protectedResource: null }), { evidence: { days: 35, LastBackupTime: null } }),
    given(instance('36 days ago', {}, kept(ago(36 * day))), { evidence: { days: 35, LastBackupTime: ago(36 * day).toISOString() } }),
    cluster('carts', {}, kept(undefined)),
  ],
  notApplicable: [
    member('carts', {}, { protectedResource: null }),
    instance('replica', replica, { protectedResource: null }),
    cluster('secondary', secondary, { protectedResource: null }),
  ],
})

const tags = { tags: { 'data-classification': 'restricted' } }
const orders = (base: Parameters<typeof instance>[1] = {}): AnyNode => instance('orders', base, tags)
const elsewhere = 'us-east-1'
const inGlobal = (...regions: readonly string[]) => ({
  ...tags,
  globalMembers: [rdsArn('cluster', 'carts'), ...regions.map((where) => rdsArn('cluster', 'carts', where))],
})
const copy = (age: number, where = elsewhere): AnyNode =>
  snapshot(`orders-${age}`, 'orders', [], { region: where, SourceRegion: 'eu-west-1', SnapshotCreateTime: ago(age * day) })

verify(crossRegionRecovery, {
  pass: [
    given(orders({ AutomatedBackupsReplications: [`arn:aws:rds:${elsewhere}:111122223333:auto-backup:ab-1`] }), {
      title: 'replicated backups',
      evidence: { dataClass: 'restricted', replicatedTo: [elsewhere] },
    }),
    given(orders({ ReadReplicaDBInstanceIdentifiers: ['near', rdsArn('db', 'far', elsewhere)] }), { title: 'a replica in another Region' }),
    given(orders(), {
      with: [copy(3), copy(40)],
      title: 'a copy of a snapshot',
      evidence: { dataClass: 'restricted', copiedTo: [elsewhere], days: 35 },
    }),
    given(cluster('carts', { GlobalClusterIdentifier: 'shop' }, inGlobal(elsewhere)), {
      title: 'a global cluster',
      evidence: { dataClass: 'restricted', replicatedTo: [elsewhere] },
    }),
    given(cluster('carts', { ReadReplicaIdentifiers: [rdsArn('cluster', 'far', elsewhere)] }, tags), { title: 'a replica cluster' }),
    given(cluster('carts', {}, tags), {
      with: [clusterSnapshot('copy', 'carts', [], { SourceDBClusterSnapshotArn: rdsArn('cluster-snapshot', 'carts') }, elsewhere)],
      title: 'a copy of a cluster snapshot',
    }),
  ],
  fail: [
    given(orders(), { title: 'nothing', evidence: { dataClass: 'restricted', copies: 0, days: 35 } }),
    given(orders(), { with: [snapshot('near', 'orders')], title: 'a snapshot in the same Region' }),
    given(orders(), { with: [copy(40)], title: 'an old copy' }),
    given(orders({ ReadReplicaDBInstanceIdentifiers: ['near'] }), { title: 'a replica in the same Region' }),
    cluster('carts', {}, tags),
    given(cluster('carts', { GlobalClusterIdentifier: 'shop' }, inGlobal()), { title: 'alone in its global cluster' }),
  ],
  unknown: [given(cluster('carts', { GlobalClusterIdentifier: 'shop' }, tags), { title: 'a global cluster that was not read' })],
  notApplicable: [
    given(instance('no tags', {}, { tags: {} }), { evidence: { dataClass: null } }),
    member('carts', {}, tags),
    instance('replica', replica, tags),
  ],
})
