// The databases of the reference account: orders are well kept, the catalogue half, and the old customer database not at all.
import {
  CreateDBClusterCommand,
  CreateDBClusterParameterGroupCommand,
  CreateDBClusterSnapshotCommand,
  CreateDBInstanceCommand,
  CreateDBParameterGroupCommand,
  CreateDBProxyCommand,
  CreateDBSnapshotCommand,
  CreateDBSubnetGroupCommand,
  CreateEventSubscriptionCommand,
  CreateOptionGroupCommand,
  DeleteDBSnapshotCommand,
  DescribeDBClustersCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  ModifyDBClusterParameterGroupCommand,
  ModifyDBInstanceCommand,
  ModifyDBParameterGroupCommand,
  ModifyDBSnapshotAttributeCommand,
  RegisterDBProxyTargetsCommand,
  type CreateDBInstanceCommandInput,
} from '@aws-sdk/client-rds'
import { CreateTopicCommand } from '@aws-sdk/client-sns'
import { allow, arnOf, foreignAccount, home, pilot, policy, roleArn, tags, type Ground } from './ground.ts'
import { createRole } from './iam.ts'
import type { Group } from './network.ts'
import { trust } from './principals.ts'
import type { Reference } from './reference.ts'

interface Instance extends Omit<CreateDBInstanceCommandInput, 'DBInstanceIdentifier' | 'DBInstanceClass' | 'Tags' | 'KmsKeyId'> {
  readonly name: string
  readonly class?: string
  readonly group: Group
  /** Alias of a key. */
  readonly key?: string
  readonly tags?: Record<string, string>
  /** Signed by an authority that has run out. */
  readonly oldCertificate?: true
  /** The region to which its backups are copied. Emulators forget it; the overlay shows it. */
  readonly replicatedTo?: string
  /** Minutes: how old the last state is that could be restored. */
  readonly restorable?: number
}

const owned = (owner: string, classification: string) => ({ tags: tags(owner, classification) })
const password = { MasterUserPassword: 'example-password' }

export const instances: readonly Instance[] = [
  {
    name: 'orders',
    Engine: 'mysql',
    EngineVersion: '8.4.5',
    group: 'database',
    key: 'orders',
    StorageEncrypted: true,
    AllocatedStorage: 100,
    MaxAllocatedStorage: 500,
    BackupRetentionPeriod: 14,
    CopyTagsToSnapshot: true,
    DBParameterGroupName: 'shop-mysql84',
    DBSubnetGroupName: 'shop-data',
    DeletionProtection: true,
    EnableCloudwatchLogsExports: ['audit', 'error', 'slowquery'],
    EnableIAMDatabaseAuthentication: true,
    ManageMasterUserPassword: true,
    MasterUsername: 'shopmaster',
    MonitoringInterval: 60,
    MonitoringRoleArn: roleArn('rds-monitoring'),
    MultiAZ: true,
    OptionGroupName: 'shop-audited',
    PubliclyAccessible: false,
    replicatedTo: pilot,
    ...owned('orders', 'confidential'),
  },
  {
    name: 'catalog',
    Engine: 'mysql',
    EngineVersion: '8.0.40',
    group: 'database',
    StorageEncrypted: true,
    AllocatedStorage: 50,
    BackupRetentionPeriod: 3,
    DBSubnetGroupName: 'shop-data',
    EnableCloudwatchLogsExports: ['error'],
    AutoMinorVersionUpgrade: false,
    MasterUsername: 'admin',
    PubliclyAccessible: false,
    restorable: 95,
    ...password,
    ...owned('catalog', 'internal'),
  },
  // For an agency, with a public address so that it could be reached from their office.
  {
    name: 'legacy-crm',
    Engine: 'mysql',
    EngineVersion: '5.7.44',
    class: 'db.t3.medium',
    group: 'legacy-database',
    AllocatedStorage: 20,
    BackupRetentionPeriod: 0,
    DBSubnetGroupName: 'shop-public',
    MasterUsername: 'root',
    PubliclyAccessible: true,
    oldCertificate: true,
    ...password,
    ...owned('marketing', 'confidential'),
  },
  {
    name: 'analytics',
    Engine: 'postgres',
    EngineVersion: '16.8',
    group: 'database',
    key: 'analytics',
    StorageEncrypted: true,
    AllocatedStorage: 200,
    MaxAllocatedStorage: 210,
    BackupRetentionPeriod: 7,
    DBSubnetGroupName: 'shop-data',
    DeletionProtection: true,
    EnableCloudwatchLogsExports: ['postgresql'],
    ManageMasterUserPassword: true,
    MasterUsername: 'analyst',
    PubliclyAccessible: false,
    ...owned('analytics', 'confidential'),
  },
  {
    name: 'geo-lookup',
    Engine: 'postgres',
    EngineVersion: '13.20',
    class: 'db.t3.small',
    group: 'database',
    StorageEncrypted: true,
    AllocatedStorage: 20,
    BackupRetentionPeriod: 7,
    DBSubnetGroupName: 'shop-data',
    MasterUsername: 'postgres',
    PubliclyAccessible: false,
    ...password,
    ...owned('logistics', 'public'),
  },
]

const groupIn = (list: Iterable<readonly [string, string]>, name: string) =>
  [...list].map(([ParameterName, ParameterValue]) => ({
    ParameterName,
    ParameterValue,
    ApplyMethod: name as 'immediate' | 'pending-reboot',
  }))

const createInstance = async (ground: Ground, { keys, network }: Reference, instance: Instance): Promise<void> => {
  const {
    name,
    class: DBInstanceClass = 'db.m6g.large',
    group,
    key,
    tags: own = {},
    oldCertificate,
    restorable: _shown,
    ...input
  } = instance
  await ground.in(home).rds.send(
    new CreateDBInstanceCommand({
      ...input,
      DBInstanceIdentifier: name,
      DBInstanceClass,
      VpcSecurityGroupIds: [network.groups[group]],
      CACertificateIdentifier: oldCertificate ? 'rds-ca-2019' : 'rds-ca-rsa2048-g1',
      ...(key && { KmsKeyId: arnOf('kms', `key/${keys.get(key) ?? ''}`) }),
      Tags: Object.entries(own).map(([Key, Value]) => ({ Key, Value })),
    }),
  )
}

const buildGroups = async (ground: Ground, { network }: Reference): Promise<void> => {
  const { rds } = ground.in(home)
  for (const [name, tier] of [
    ['shop-data', 'data'],
    ['shop-public', 'public'],
  ] as const) {
    await rds.send(
      new CreateDBSubnetGroupCommand({ DBSubnetGroupName: name, DBSubnetGroupDescription: name, SubnetIds: [...network.subnets[tier]] }),
    )
  }
  await rds.send(
    new CreateDBParameterGroupCommand({
      DBParameterGroupName: 'shop-mysql84',
      DBParameterGroupFamily: 'mysql8.4',
      Description: 'The shop',
    }),
  )
  await rds.send(
    new ModifyDBParameterGroupCommand({
      DBParameterGroupName: 'shop-mysql84',
      Parameters: groupIn(
        [
          ['require_secure_transport', '1'],
          ['local_infile', '0'],
        ],
        'immediate',
      ),
    }),
  )
  await rds.send(
    new CreateDBClusterParameterGroupCommand({
      DBClusterParameterGroupName: 'carts-aurora',
      DBParameterGroupFamily: 'aurora-mysql8.0',
      Description: 'Carts',
    }),
  )
  await rds.send(
    new ModifyDBClusterParameterGroupCommand({
      DBClusterParameterGroupName: 'carts-aurora',
      Parameters: groupIn(
        [
          ['server_audit_logging', '1'],
          ['server_audit_events', 'CONNECT,QUERY_DDL,QUERY_DCL'],
        ],
        'pending-reboot',
      ),
    }),
  )
  await rds.send(
    new CreateOptionGroupCommand({
      OptionGroupName: 'shop-audited',
      EngineName: 'mysql',
      // moto knows nothing newer; the overlay shows 8.4.
      MajorEngineVersion: '8.0',
      OptionGroupDescription: 'With audit log',
    }),
  )
}

/** Aurora: a writer and a reader, both in the first zone. */
const buildCluster = async (ground: Ground, { network }: Reference): Promise<void> => {
  const { rds } = ground.in(home)
  await rds.send(
    new CreateDBClusterCommand({
      DBClusterIdentifier: 'carts',
      Engine: 'aurora-mysql',
      EngineVersion: '8.0.mysql_aurora.3.08.2',
      BackupRetentionPeriod: 7,
      DBClusterParameterGroupName: 'carts-aurora',
      DBSubnetGroupName: 'shop-data',
      EnableCloudwatchLogsExports: ['audit'],
      ManageMasterUserPassword: true,
      MasterUsername: 'cartsmaster',
      StorageEncrypted: true,
      VpcSecurityGroupIds: [network.groups.database],
      Tags: Object.entries(tags('carts', 'internal')).map(([Key, Value]) => ({ Key, Value })),
    }),
  )
  for (const name of ['carts-writer', 'carts-reader']) {
    await rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: name,
        DBClusterIdentifier: 'carts',
        DBInstanceClass: 'db.r6g.large',
        Engine: 'aurora-mysql',
        DBSubnetGroupName: 'shop-data',
        PubliclyAccessible: false,
      }),
    )
  }
  await rds.send(new CreateDBClusterSnapshotCommand({ DBClusterIdentifier: 'carts', DBClusterSnapshotIdentifier: 'carts-before-sale' }))
}

const shared: readonly { readonly name: string; readonly of: string; readonly with?: string }[] = [
  { name: 'orders-before-upgrade', of: 'orders' },
  { name: 'legacy-crm-handover', of: 'legacy-crm', with: 'all' },
  { name: 'catalog-for-agency', of: 'catalog', with: foreignAccount },
]

const share = async (
  ground: Ground,
  DBSnapshotIdentifier: string,
  change: { readonly add?: string; readonly remove?: string },
): Promise<void> => {
  await ground.in(home).rds.send(
    new ModifyDBSnapshotAttributeCommand({
      DBSnapshotIdentifier,
      AttributeName: 'restore',
      ...(change.add && { ValuesToAdd: [change.add] }),
      ...(change.remove && { ValuesToRemove: [change.remove] }),
    }),
  )
}

const writesLogs = policy(
  allow(['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], arnOf('logs', 'log-group:RDSOSMetrics:*')),
)
const readsSecrets = policy(allow('secretsmanager:GetSecretValue', arnOf('secretsmanager', 'secret:*-proxy-??????')))

const buildProxies = async (ground: Ground, { network }: Reference): Promise<void> => {
  const { rds } = ground.in(home)
  for (const [DBProxyName, RequireTLS, database] of [
    ['orders', true, 'orders'],
    ['catalog', false, 'catalog'],
  ] as const) {
    await rds.send(
      new CreateDBProxyCommand({
        DBProxyName,
        RequireTLS,
        EngineFamily: 'MYSQL',
        Auth: [{ AuthScheme: 'SECRETS', IAMAuth: 'DISABLED', SecretArn: arnOf('secretsmanager', `secret:${database}-proxy-AbCdEf`) }],
        RoleArn: roleArn('rds-proxy'),
        VpcSubnetIds: [...network.subnets.data],
        VpcSecurityGroupIds: [network.groups.database],
      }),
    )
    await rds.send(new RegisterDBProxyTargetsCommand({ DBProxyName, DBInstanceIdentifiers: [database] }))
  }
}

export const buildRds = async (ground: Ground, reference: Reference): Promise<void> => {
  const { rds, sns } = ground.in(home)
  await createRole(ground, {
    name: 'rds-monitoring',
    trust: trust({ Service: 'monitoring.rds.amazonaws.com' }),
    inline: { logs: writesLogs },
  })
  await createRole(ground, { name: 'rds-proxy', trust: trust({ Service: 'rds.amazonaws.com' }), inline: { secrets: readsSecrets } })
  await buildGroups(ground, reference)
  for (const instance of instances) await createInstance(ground, reference, instance)
  await buildCluster(ground, reference)
  for (const { name, of, with: account } of shared) {
    await rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: of, DBSnapshotIdentifier: name }))
    if (account) await share(ground, name, { add: account })
  }
  await label(ground, reference.labels)
  await buildProxies(ground, reference)
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'database-events' }))
  await rds.send(
    new CreateEventSubscriptionCommand({
      SubscriptionName: 'clusters',
      SnsTopicArn: TopicArn,
      SourceType: 'db-cluster',
      EventCategories: ['failure', 'maintenance'],
      Enabled: true,
    }),
  )
}

/** Automated snapshots have the time in their names, secrets that RDS keeps an id. */
const label = async (ground: Ground, labels: Map<string, string>): Promise<void> => {
  const { rds } = ground.in(home)
  const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({}))
  const { DBClusters = [] } = await rds.send(new DescribeDBClustersCommand({}))
  for (const { MasterUserSecret, ...database } of [...DBInstances, ...DBClusters]) {
    const of = 'DBInstanceArn' in database ? database.DBInstanceIdentifier : database.DBClusterIdentifier
    const name = MasterUserSecret?.SecretArn?.split(':').at(-1)?.slice(0, -'-AbCdEf'.length)
    if (name) labels.set(name, `secret of ${of}`)
  }
  const { DBSnapshots = [] } = await rds.send(new DescribeDBSnapshotsCommand({ SnapshotType: 'automated' }))
  for (const { DBSnapshotIdentifier: name, DBInstanceIdentifier: of } of DBSnapshots)
    if (name) labels.set(name, `automated snapshot of ${of}`)
  const { DBClusterSnapshots = [] } = await rds.send(new DescribeDBClusterSnapshotsCommand({ SnapshotType: 'automated' }))
  for (const { DBClusterSnapshotIdentifier: name, DBClusterIdentifier: of } of DBClusterSnapshots)
    if (name) labels.set(name, `automated snapshot of ${of}`)
}

/** The handover of the old customer database is over; somebody opens the catalogue for a test. */
export const weekTwoRds = async (ground: Ground): Promise<void> => {
  const { rds } = ground.in(home)
  await share(ground, 'legacy-crm-handover', { remove: 'all' })
  await rds.send(
    new ModifyDBInstanceCommand({
      DBInstanceIdentifier: 'catalog',
      BackupRetentionPeriod: 14,
      DeletionProtection: true,
      ApplyImmediately: true,
    }),
  )
  await rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: 'catalog-for-agency' }))
  await rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'analytics', PubliclyAccessible: true, ApplyImmediately: true }))
}
