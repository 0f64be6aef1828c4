// Databases and what belongs to them as RDS makes them by default, with whatever a test changes.
import type { BaseOf, FacetValue } from '../../src/graph/kinds.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { account, now, region, resource } from './nodes.ts'

export const rdsArn = (type: string, name: string, where = region): string => `arn:aws:rds:${where}:${account}:${type}:${name}`
export const topicArn = `arn:aws:sns:${region}:${account}:operations`
export const secretArn = `arn:aws:secretsmanager:${region}:${account}:secret:rds!db-1-AbCdEf`
export const day = 86_400_000
export const ago = (milliseconds: number): Date => new Date(now.getTime() - milliseconds)

type InstanceFacets = NonNullable<Parameters<typeof resource<'AWS::RDS::DBInstance'>>[1]['facets']>

/** A private MySQL instance on a default parameter group. `facets` names those that were read. */
export const instance = (name: string, base: Partial<BaseOf<'AWS::RDS::DBInstance'>> = {}, facets: InstanceFacets = {}): AnyNode =>
  resource('AWS::RDS::DBInstance', {
    name,
    arn: rdsArn('db', name),
    base: {
      Engine: 'mysql',
      EngineVersion: '8.0.40',
      DBInstanceClass: 'db.m6g.large',
      DBInstanceStatus: 'available',
      AllocatedStorage: 100,
      MaxAllocatedStorage: undefined,
      AutoMinorVersionUpgrade: true,
      BackupRetentionPeriod: 7,
      CACertificateIdentifier: 'rds-ca-rsa2048-g1',
      CertificateValidTill: ago(-300 * day),
      DBClusterIdentifier: undefined,
      DeletionProtection: false,
      EngineLifecycleSupport: 'open-source-rds-extended-support',
      IAMDatabaseAuthenticationEnabled: false,
      KmsKeyId: undefined,
      LatestRestorableTime: ago(5 * 60_000),
      MasterUsername: 'shopmaster',
      MonitoringInterval: 0,
      MonitoringRoleArn: undefined,
      MultiAZ: false,
      PubliclyAccessible: false,
      ReadReplicaSourceDBClusterIdentifier: undefined,
      ReadReplicaSourceDBInstanceIdentifier: undefined,
      StorageEncrypted: false,
      Port: 3306,
      VpcId: 'vpc-1',
      SubnetIds: ['subnet-a', 'subnet-b'],
      VpcSecurityGroupIds: ['sg-database'],
      DBParameterGroups: [{ DBParameterGroupName: 'default.mysql8.0', ParameterApplyStatus: 'in-sync' }],
      OptionGroupMemberships: [{ OptionGroupName: 'default:mysql-8-0', Status: 'in-sync' }],
      EnabledCloudwatchLogsExports: [],
      MasterUserSecret: undefined,
      ReadReplicaDBInstanceIdentifiers: [],
      AutomatedBackupsReplications: [],
      Tags: {},
      ...base,
    },
    facets,
  })

/** An Aurora MySQL cluster with one member, on a default parameter group. */
export const cluster = (name: string, base: Partial<BaseOf<'AWS::RDS::DBCluster'>> = {}, facets: InstanceFacets = {}): AnyNode =>
  resource('AWS::RDS::DBCluster', {
    name,
    arn: rdsArn('cluster', name),
    base: {
      Engine: 'aurora-mysql',
      EngineVersion: '8.0.mysql_aurora.3.08.0',
      AutoMinorVersionUpgrade: true,
      BackupRetentionPeriod: 7,
      DBClusterParameterGroup: 'default.aurora-mysql8.0',
      DeletionProtection: false,
      EngineLifecycleSupport: 'open-source-rds-extended-support',
      GlobalClusterIdentifier: undefined,
      IAMDatabaseAuthenticationEnabled: false,
      KmsKeyId: undefined,
      LatestRestorableTime: ago(5 * 60_000),
      MasterUsername: 'shopmaster',
      MultiAZ: false,
      Port: 3306,
      ReplicationSourceIdentifier: undefined,
      Status: 'available',
      StorageEncrypted: false,
      VpcSecurityGroupIds: ['sg-database'],
      DBClusterMembers: [{ DBInstanceIdentifier: `${name}-1`, IsClusterWriter: true, DBClusterParameterGroupStatus: 'in-sync' }],
      OptionGroupMemberships: [],
      EnabledCloudwatchLogsExports: [],
      MasterUserSecret: undefined,
      ReadReplicaIdentifiers: [],
      Tags: {},
      ...base,
    },
    facets,
  })

/** A member of an Aurora MySQL cluster. */
export const member = (of: string, base: Partial<BaseOf<'AWS::RDS::DBInstance'>> = {}, facets: InstanceFacets = {}): AnyNode =>
  instance(
    `${of}-1`,
    {
      Engine: 'aurora-mysql',
      EngineVersion: '8.0.mysql_aurora.3.08.0',
      DBClusterIdentifier: of,
      DBParameterGroups: [{ DBParameterGroupName: 'default.aurora-mysql8.0', ParameterApplyStatus: 'in-sync' }],
      ...base,
    },
    facets,
  )

type ParameterValues = NonNullable<FacetValue<'AWS::RDS::DBParameterGroup', 'parameters'>>

export const parameterGroup = (name: string, parameters: ParameterValues | null, DBParameterGroupFamily = 'mysql8.0'): AnyNode =>
  resource('AWS::RDS::DBParameterGroup', { name, arn: rdsArn('pg', name), base: { DBParameterGroupFamily }, facets: { parameters } })

export const clusterParameterGroup = (
  name: string,
  parameters: ParameterValues | null,
  DBParameterGroupFamily = 'aurora-mysql8.0',
): AnyNode =>
  resource('AWS::RDS::DBClusterParameterGroup', {
    name,
    arn: rdsArn('cluster-pg', name),
    base: { DBParameterGroupFamily },
    facets: { parameters },
  })

export const optionGroup = (name: string, Options: BaseOf<'AWS::RDS::OptionGroup'>['Options'] = []): AnyNode =>
  resource('AWS::RDS::OptionGroup', {
    name,
    arn: rdsArn('og', name),
    base: { EngineName: 'mysql', MajorEngineVersion: '8.0', Options },
  })

/** The membership of a database in a parameter group of this name. */
export const uses = (DBParameterGroupName: string, ParameterApplyStatus = 'in-sync'): Partial<BaseOf<'AWS::RDS::DBInstance'>> => ({
  DBParameterGroups: [{ DBParameterGroupName, ParameterApplyStatus }],
})

interface SnapshotMore extends Partial<BaseOf<'AWS::RDS::DBSnapshot'>> {
  readonly region?: string
}

/** A manual snapshot of an instance; `restore` says with whom it is shared, `null` that it cannot be. */
export const snapshot = (name: string, of: string, restore: readonly string[] | null = [], more: SnapshotMore = {}): AnyNode => {
  const { region: where = region, ...base } = more
  return resource('AWS::RDS::DBSnapshot', {
    name,
    arn: rdsArn('snapshot', name, where),
    region: where,
    base: {
      DBInstanceIdentifier: of,
      Engine: 'mysql',
      SnapshotType: 'manual',
      Encrypted: true,
      KmsKeyId: undefined,
      SnapshotCreateTime: ago(3 * day),
      SourceRegion: undefined,
      SourceDBSnapshotIdentifier: undefined,
      ...base,
    },
    facets: { sharing: restore && { restore } },
  })
}

export const clusterSnapshot = (
  name: string,
  of: string,
  restore: readonly string[] | null = [],
  base: Partial<BaseOf<'AWS::RDS::DBClusterSnapshot'>> = {},
  where = region,
): AnyNode =>
  resource('AWS::RDS::DBClusterSnapshot', {
    name,
    arn: rdsArn('cluster-snapshot', name, where),
    region: where,
    base: {
      DBClusterIdentifier: of,
      Engine: 'aurora-mysql',
      SnapshotType: 'manual',
      Encrypted: true,
      KmsKeyId: undefined,
      SnapshotCreateTime: ago(3 * day),
      SourceDBClusterSnapshotArn: undefined,
      ...base,
    },
    facets: { sharing: restore && { restore } },
  })

/** A subscription to all events of all sources. */
export const subscription = (name: string, base: Partial<BaseOf<'AWS::RDS::EventSubscription'>> = {}): AnyNode =>
  resource('AWS::RDS::EventSubscription', {
    name,
    arn: rdsArn('es', name),
    base: {
      Enabled: true,
      Status: 'active',
      SnsTopicArn: topicArn,
      SourceType: undefined,
      SourceIdsList: [],
      EventCategoriesList: [],
      ...base,
    },
  })

export const proxy = (name: string, base: Partial<BaseOf<'AWS::RDS::DBProxy'>> = {}): AnyNode =>
  resource('AWS::RDS::DBProxy', {
    name,
    arn: rdsArn('db-proxy', `prx-${name}`),
    base: {
      EngineFamily: 'MYSQL',
      RoleArn: `arn:aws:iam::${account}:role/${name}`,
      VpcId: 'vpc-1',
      RequireTLS: false,
      VpcSubnetIds: ['subnet-a', 'subnet-b'],
      VpcSecurityGroupIds: ['sg-proxy'],
      Auth: [{ AuthScheme: 'SECRETS', IAMAuth: 'DISABLED', SecretArn: secretArn }],
      ...base,
    },
  })
