// Amazon RDS: database instances, those of Aurora, Neptune and DocumentDB among them.
import { DescribeDBInstancesCommand, RDSClient, type DBInstance } from '@aws-sdk/client-rds'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { ec2Arn } from '../../src/graph/arn.ts'
import { protectedResource, type Protection } from '../backup.ts'
import { engineSupport, type EngineSupport } from './engines.ts'
import { databaseEdges, groupIds, logGroupArn, masterSecret, rdsArn, tagsOf, type MasterSecret } from './shape.ts'

/** Members may be missing while an instance is being made, and with engines of other services: who reads one has to look. */
type Plain = Pick<
  DBInstance,
  | 'AllocatedStorage'
  | 'AutoMinorVersionUpgrade'
  | 'BackupRetentionPeriod'
  | 'CACertificateIdentifier'
  | 'DBClusterIdentifier'
  | 'DBInstanceClass'
  | 'DBInstanceStatus'
  | 'DeletionProtection'
  | 'EngineLifecycleSupport'
  | 'EngineVersion'
  | 'IAMDatabaseAuthenticationEnabled'
  | 'KmsKeyId'
  | 'LatestRestorableTime'
  | 'MasterUsername'
  | 'MaxAllocatedStorage'
  | 'MonitoringInterval'
  | 'MonitoringRoleArn'
  | 'MultiAZ'
  | 'PubliclyAccessible'
  | 'ReadReplicaSourceDBClusterIdentifier'
  | 'ReadReplicaSourceDBInstanceIdentifier'
  | 'StorageEncrypted'
>

export type InstanceBase = Plain & {
  Engine: string
  /** On which it listens; undefined until it has an endpoint. */
  Port: number | undefined
  VpcId: string | undefined
  SubnetIds: readonly string[] | undefined
  VpcSecurityGroupIds: readonly string[] | undefined
  DBParameterGroups: readonly { readonly DBParameterGroupName: string; readonly ParameterApplyStatus: string | undefined }[]
  OptionGroupMemberships: readonly { readonly OptionGroupName: string; readonly Status: string | undefined }[]
  /** AWS leaves it out where nothing is exported. */
  EnabledCloudwatchLogsExports: readonly string[]
  MasterUserSecret: MasterSecret | undefined
  /** Names in this region, ARNs in others. */
  ReadReplicaDBInstanceIdentifiers: readonly string[]
  /** Where automated backups are copied to, by ARN. */
  AutomatedBackupsReplications: readonly string[]
  /** When the server certificate runs out. */
  CertificateValidTill: Date | undefined
  Tags: Record<string, string> | undefined
}

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::RDS::DBInstance': {
      base: InstanceBase
      facets: { engineSupport: EngineSupport | null; protectedResource: Protection | null; tags: Record<string, string> }
      edges: {
        'member-of': 'AWS::RDS::DBCluster'
        'parameters-from': 'AWS::RDS::DBParameterGroup'
        'options-from': 'AWS::RDS::OptionGroup'
        'encrypted-with': 'AWS::KMS::Key'
        'in-vpc': 'AWS::EC2::VPC'
        'in-subnet': 'AWS::EC2::Subnet'
        'protected-by': 'AWS::EC2::SecurityGroup'
        'logs-to': 'AWS::Logs::LogGroup'
        assumes: 'AWS::IAM::Role'
        'uses-secret': 'AWS::SecretsManager::Secret'
      }
    }
  }
}

const baseOf = (i: DBInstance): InstanceBase => ({
  Engine: member(i.Engine, 'Engine'),
  AllocatedStorage: i.AllocatedStorage,
  AutoMinorVersionUpgrade: i.AutoMinorVersionUpgrade,
  BackupRetentionPeriod: i.BackupRetentionPeriod,
  CACertificateIdentifier: i.CACertificateIdentifier,
  DBClusterIdentifier: i.DBClusterIdentifier,
  DBInstanceClass: i.DBInstanceClass,
  DBInstanceStatus: i.DBInstanceStatus,
  DeletionProtection: i.DeletionProtection,
  EngineLifecycleSupport: i.EngineLifecycleSupport,
  EngineVersion: i.EngineVersion,
  IAMDatabaseAuthenticationEnabled: i.IAMDatabaseAuthenticationEnabled,
  KmsKeyId: i.KmsKeyId,
  LatestRestorableTime: i.LatestRestorableTime,
  MasterUsername: i.MasterUsername,
  MaxAllocatedStorage: i.MaxAllocatedStorage,
  MonitoringInterval: i.MonitoringInterval,
  MonitoringRoleArn: i.MonitoringRoleArn,
  MultiAZ: i.MultiAZ,
  PubliclyAccessible: i.PubliclyAccessible,
  ReadReplicaSourceDBClusterIdentifier: i.ReadReplicaSourceDBClusterIdentifier,
  ReadReplicaSourceDBInstanceIdentifier: i.ReadReplicaSourceDBInstanceIdentifier,
  StorageEncrypted: i.StorageEncrypted,
  Port: i.Endpoint?.Port,
  VpcId: i.DBSubnetGroup?.VpcId,
  SubnetIds: i.DBSubnetGroup?.Subnets?.map(({ SubnetIdentifier }) => member(SubnetIdentifier, 'SubnetIdentifier')),
  VpcSecurityGroupIds: groupIds(i.VpcSecurityGroups),
  DBParameterGroups: (i.DBParameterGroups ?? []).map(({ DBParameterGroupName, ParameterApplyStatus }) => ({
    DBParameterGroupName: member(DBParameterGroupName, 'DBParameterGroupName'),
    ParameterApplyStatus,
  })),
  OptionGroupMemberships: (i.OptionGroupMemberships ?? []).map(({ OptionGroupName, Status }) => ({
    OptionGroupName: member(OptionGroupName, 'OptionGroupName'),
    Status,
  })),
  EnabledCloudwatchLogsExports: i.EnabledCloudwatchLogsExports ?? [],
  MasterUserSecret: masterSecret(i.MasterUserSecret),
  ReadReplicaDBInstanceIdentifiers: i.ReadReplicaDBInstanceIdentifiers ?? [],
  AutomatedBackupsReplications: (i.DBInstanceAutomatedBackupsReplications ?? []).map(({ DBInstanceAutomatedBackupsArn }) =>
    member(DBInstanceAutomatedBackupsArn, 'DBInstanceAutomatedBackupsArn'),
  ),
  CertificateValidTill: i.CertificateDetails?.ValidTill,
  Tags: i.TagList && tagsOf(i.TagList),
})

export default defineCollector({
  kind: 'AWS::RDS::DBInstance',
  client: RDSClient,
  list: {
    calls: ['rds:DescribeDBInstances'],
    run: (rds) =>
      pages(rds, DescribeDBInstancesCommand, { MaxRecords: 100 }, (page) =>
        page.DBInstances?.map((one) => ({
          arn: member(one.DBInstanceArn, 'DBInstanceArn'),
          name: member(one.DBInstanceIdentifier, 'DBInstanceIdentifier'),
          ...baseOf(one),
        })),
      ),
  },
  facets: {
    engineSupport,
    protectedResource,
    // Drawn from the listing, without a call of its own: a facet like the tags of other kinds.
    tags: { calls: ['rds:DescribeDBInstances'], read: async (_rds, { Tags }) => member(Tags, 'TagList') },
  },
  edges: {
    ...databaseEdges,
    'member-of': {
      to: 'AWS::RDS::DBCluster',
      from: 'base',
      ref: ({ DBClusterIdentifier: name }, item) => name && rdsArn('cluster', name, item),
    },
    'parameters-from': {
      to: 'AWS::RDS::DBParameterGroup',
      from: 'base',
      ref: ({ DBParameterGroups }, item) => DBParameterGroups.map(({ DBParameterGroupName: name }) => rdsArn('pg', name, item)),
    },
    'in-vpc': { to: 'AWS::EC2::VPC', from: 'base', ref: ({ VpcId }, item) => VpcId && ec2Arn('vpc', VpcId, item) },
    'in-subnet': {
      to: 'AWS::EC2::Subnet',
      from: 'base',
      ref: ({ SubnetIds = [] }, item) => SubnetIds.map((id) => ec2Arn('subnet', id, item)),
    },
    'logs-to': {
      to: 'AWS::Logs::LogGroup',
      from: 'base',
      // What a member of a cluster exports goes to the groups of the cluster.
      ref: ({ EnabledCloudwatchLogsExports, DBClusterIdentifier: cluster }, item) =>
        EnabledCloudwatchLogsExports.map((type) =>
          cluster ? logGroupArn('cluster', cluster, type, item) : logGroupArn('instance', item.name, type, item),
        ),
    },
    assumes: { to: 'AWS::IAM::Role', from: 'base', ref: ({ MonitoringRoleArn }) => MonitoringRoleArn },
  },
  gone: ['DBInstanceNotFound', 'DBInstanceNotFoundFault'],
})
