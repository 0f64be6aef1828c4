// Amazon RDS: what survives a failure, a mistake or an intruder.
import { parseArn } from '../../src/graph/arn.ts'
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'
import { few } from '../../src/check/policies.ts'
import { auroraGuide, clusterOf, databases, sourceOf, told, userGuide, type Database } from './database.ts'

const day = 86_400_000

export const deletionProtection = defineCheck({
  id: 'rds-deletion-protection',
  title: 'Databases have deletion protection',
  on: databases,
  needs: [],
  threats: ['denial-of-service', 'data-tampering'],
  mitigation: 'deletion-protection',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. Deleting the database on purpose takes one more step.' },
  why: 'One mistaken call, or one stack that is torn down in the wrong account, deletes the database and its automated backups with it.',
  fix: {
    cli: `aws rds modify-db-instance --db-instance-identifier <instance> --deletion-protection --apply-immediately
# for a cluster: aws rds modify-db-cluster --db-cluster-identifier <cluster> --deletion-protection`,
    terraform: `resource "aws_db_instance" "<instance>" { # or aws_rds_cluster
  deletion_protection = true
}`,
  },
  refs: { fsbp: ['RDS.7', 'RDS.8'], docs: [`${userGuide}/USER_DeleteInstance.html`] },
  test: (database) => {
    const cluster = clusterOf(database)
    if (cluster) return notApplicable({ DBClusterIdentifier: cluster })
    const DeletionProtection = told(database, 'DeletionProtection')
    return (DeletionProtection ? pass : fail)({ Engine: database.base.Engine, DeletionProtection })
  },
})

export const multiAz = defineCheck({
  id: 'rds-multi-az',
  title: 'Databases fail over to another Availability Zone',
  on: databases,
  needs: [],
  threats: ['denial-of-service', 'detection-and-recovery'],
  mitigation: 'high-availability',
  likelihood: 3,
  impact: 3,
  cost: {
    level: 3,
    note: 'About twice the price of the instance, and some latency for each commit. For databases that may be away for hours, accept it.',
  },
  why: 'When its zone fails, or its host, the database is away until it was restored elsewhere, and with it everything that needs it. Patches take it offline too.',
  fix: {
    cli: `aws rds modify-db-instance --db-instance-identifier <instance> --multi-az --apply-immediately
# for Aurora: aws rds create-db-instance --db-cluster-identifier <cluster> --availability-zone <another-zone> --engine <engine> --db-instance-class <class> --db-instance-identifier <reader>`,
    terraform: `resource "aws_db_instance" "<instance>" {
  multi_az = true
}`,
  },
  refs: {
    fsbp: ['RDS.5', 'RDS.15'],
    cis: ['v5.0:2.2.4', 'v7.0:3.2.4'],
    docs: [`${userGuide}/Concepts.MultiAZ.html`, `${auroraGuide}/Concepts.AuroraHighAvailability.html`],
  },
  test: (database) => {
    const { Engine } = database.base
    const cluster = clusterOf(database)
    const source = sourceOf(database)
    if (cluster) return notApplicable({ DBClusterIdentifier: cluster })
    if (source) return notApplicable({ replicaOf: source })
    // The Express edition cannot be had with a standby.
    if (Engine === 'sqlserver-ex') return notApplicable({ Engine })
    const MultiAZ = told(database, 'MultiAZ')
    return (MultiAZ ? pass : fail)({ Engine, MultiAZ })
  },
})

/** Days: a fault that was made on a Friday is found, and its data still there, after a week of holidays. */
const leastRetention = 7

export const backupRetention = defineCheck({
  id: 'rds-backup-retention',
  title: 'Automated backups are kept long enough',
  on: databases,
  needs: [],
  threats: ['detection-and-recovery'],
  mitigation: 'backup-and-restore',
  likelihood: 2,
  impact: 5,
  cost: { level: 1, note: 'Backups up to the size of the database are included; beyond that, storage is charged by the month.' },
  why: 'A faulty release or an intruder is often noticed only after days. By then every backup holds the damage, or there is none at all.',
  fix: {
    cli: `aws rds modify-db-instance --db-instance-identifier <instance> --backup-retention-period 14 --apply-immediately
# for a cluster: aws rds modify-db-cluster --db-cluster-identifier <cluster> --backup-retention-period 14`,
    terraform: `resource "aws_db_instance" "<instance>" { # or aws_rds_cluster
  backup_retention_period = 14
}`,
  },
  refs: { fsbp: ['RDS.11', 'RDS.50'], docs: [`${userGuide}/USER_WorkingWithAutomatedBackups.html`] },
  test: (database) => {
    const cluster = clusterOf(database)
    const source = sourceOf(database)
    if (cluster) return notApplicable({ DBClusterIdentifier: cluster })
    if (source) return notApplicable({ replicaOf: source })
    const BackupRetentionPeriod = told(database, 'BackupRetentionPeriod')
    const evidence = { Engine: database.base.Engine, BackupRetentionPeriod, days: leastRetention }
    return BackupRetentionPeriod >= leastRetention ? pass(evidence) : fail(evidence)
  },
})

/** RDS saves the log every five minutes. */
const mostMinutes = 15
/** While a database is not running, nothing happens that would have to be saved. */
const resting: ReadonlySet<string> = new Set(['creating', 'starting', 'stopped', 'stopping'])
const statusOf = ({ kind, base }: Database): string | undefined => (kind === 'AWS::RDS::DBInstance' ? base.DBInstanceStatus : base.Status)

export const restorableRecent = defineCheck({
  id: 'rds-restorable-recent',
  title: 'The latest restorable time is recent',
  on: databases,
  needs: [],
  uses: ['now'],
  threats: ['detection-and-recovery'],
  mitigation: 'backup-and-restore',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'No cost.' },
  why: 'Backups are on, and yet the last hours could not be restored: a full disk, a table engine without a log or a stuck job keeps RDS from saving them, and nothing else tells.',
  fix: {
    cli: `aws rds describe-db-instances --db-instance-identifier <instance> --query 'DBInstances[].[LatestRestorableTime,DBInstanceStatus]'
aws rds describe-events --source-type db-instance --source-identifier <instance> --duration 1440
# then: free storage, convert MyISAM tables to InnoDB, end long transactions`,
    terraform: `resource "aws_db_instance" "<instance>" {
  max_allocated_storage = <gib> # backups stop when storage is full
}`,
  },
  refs: { docs: [`${userGuide}/USER_PIT.html`, `${userGuide}/USER_WorkingWithAutomatedBackups.html`] },
  test: (database, { now }) => {
    const cluster = clusterOf(database)
    if (cluster) return notApplicable({ DBClusterIdentifier: cluster })
    const status = statusOf(database)
    if (told(database, 'BackupRetentionPeriod') === 0) return notApplicable({ BackupRetentionPeriod: 0 })
    if (status !== undefined && resting.has(status)) return notApplicable({ status })
    // Left out until there is something to restore.
    const { LatestRestorableTime: latest } = database.base
    return latest && now.getTime() - latest.getTime() <= mostMinutes * 60_000
      ? pass({ minutes: mostMinutes })
      : fail({ minutes: mostMinutes, LatestRestorableTime: latest?.toISOString() ?? null })
  },
})

/** A month and the days that a monthly plan may slip. */
const recentDays = 35

export const backupPlan = defineCheck({
  id: 'rds-backup-plan',
  title: 'Databases are covered by an AWS Backup plan',
  on: databases,
  needs: ['protectedResource'],
  uses: ['now'],
  threats: ['detection-and-recovery'],
  mitigation: 'backup-and-restore',
  likelihood: 2,
  impact: 4,
  cost: { level: 2, note: 'Backup storage is charged by size each month; the database does not notice.' },
  why: 'Automated backups go with the database and belong to whoever may administer it. Only a backup that is kept apart survives an intruder with rights on RDS, or a mistake that is found late.',
  fix: {
    cli: `aws backup create-backup-selection --backup-plan-id <plan-id> --backup-selection '{"SelectionName":"<name>","IamRoleArn":"<role-arn>","Resources":["<database-arn>"]}'`,
    terraform: `resource "aws_backup_selection" "<name>" {
  name         = "<name>"
  plan_id      = aws_backup_plan.<plan>.id
  iam_role_arn = aws_iam_role.<backup>.arn
  resources    = [aws_db_instance.<instance>.arn]
}`,
  },
  refs: { fsbp: ['RDS.26'], docs: ['https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html'] },
  test: (database, { now }) => {
    const cluster = clusterOf(database)
    const source = sourceOf(database)
    if (cluster) return notApplicable({ DBClusterIdentifier: cluster })
    if (source) return notApplicable({ replicaOf: source })
    const latest = database.protectedResource?.LastBackupTime
    return latest && now.getTime() - latest.getTime() <= recentDays * day
      ? pass({ days: recentDays })
      : fail({ days: recentDays, LastBackupTime: latest?.toISOString() ?? null })
  },
})

/** Databases elsewhere that follow this one. */
const replicasOf = ({ kind, base }: Database): readonly string[] =>
  kind === 'AWS::RDS::DBInstance'
    ? [...base.AutomatedBackupsReplications, ...base.ReadReplicaDBInstanceIdentifiers]
    : base.ReadReplicaIdentifiers

export const crossRegionRecovery = defineCheck({
  id: 'rds-cross-region-recovery',
  title: 'Databases with sensitive data can be recovered in another Region',
  on: databases,
  needs: ['tags'],
  reads: { 'AWS::RDS::DBSnapshot': [], 'AWS::RDS::DBClusterSnapshot': [], 'AWS::RDS::DBCluster': ['globalMembers'] },
  uses: ['now', 'dataClassTags', 'sensitiveClasses'],
  threats: ['detection-and-recovery'],
  mitigation: 'backup-and-restore',
  likelihood: 2,
  impact: 4,
  cost: { level: 3, note: 'A second copy of the backups, and transfer between Regions; a replica costs as much as an instance.' },
  why: 'When a Region is away for long, or somebody with rights in it deletes database and backups, nothing is left to go on with.',
  fix: {
    cli: `aws rds start-db-instance-automated-backups-replication --region <other-region> --source-db-instance-arn <instance-arn> --backup-retention-period 7 --kms-key-id <key-arn-there>
# for a cluster: a copy action for the other Region in the rule of its AWS Backup plan, or a global database`,
    terraform: `resource "aws_db_instance_automated_backups_replication" "<instance>" {
  provider               = aws.<other_region>
  source_db_instance_arn = aws_db_instance.<instance>.arn
  kms_key_id             = aws_kms_key.<there>.arn
}`,
  },
  refs: { docs: [`${userGuide}/USER_ReplicateBackups.html`, `${auroraGuide}/aurora-global-database.html`] },
  test: (database, { graph, now, ...settings }) => {
    const cluster = clusterOf(database)
    const source = sourceOf(database)
    if (cluster) return notApplicable({ DBClusterIdentifier: cluster })
    if (source) return notApplicable({ replicaOf: source })
    const dataClass = sensitiveClassOf(database.tags, settings)
    if (dataClass === undefined) return notApplicable({ dataClass: null })
    const away = (region: string | undefined): region is string => region !== undefined && region !== database.region
    // A global cluster may have no member but this one.
    const others =
      database.kind === 'AWS::RDS::DBCluster' && database.base.GlobalClusterIdentifier
        ? graph.all('AWS::RDS::DBCluster', database.region).find(({ arn }) => arn === database.arn)?.globalMembers
        : undefined
    const replicas = [...replicasOf(database), ...(others ?? [])].flatMap((ref) => parseArn(ref)?.region ?? []).filter(away)
    if (replicas.length > 0) return pass({ dataClass, replicatedTo: few(replicas.sort()) })
    const copies =
      database.kind === 'AWS::RDS::DBInstance'
        ? graph.into(database.arn, 'AWS::RDS::DBSnapshot', 'snapshot-of')
        : graph.into(database.arn, 'AWS::RDS::DBClusterSnapshot', 'snapshot-of')
    const recent = copies
      .filter(({ region, base }) => away(region) && now.getTime() - (base.SnapshotCreateTime?.getTime() ?? 0) <= recentDays * day)
      .map(({ region }) => region)
      .sort()
    return recent.length > 0
      ? pass({ dataClass, copiedTo: few(recent), days: recentDays })
      : fail({ dataClass, copies: 0, days: recentDays })
  },
})
