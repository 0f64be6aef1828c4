// Amazon RDS: clusters of Aurora, Multi-AZ clusters, and those of Neptune and DocumentDB.
import { DescribeDBClustersCommand, DescribeGlobalClustersCommand, RDSClient, type DBCluster } from '@aws-sdk/client-rds'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { once } from '../../src/collect/once.ts'
import { protectedResource, type Protection } from '../backup.ts'
import { engineSupport, type EngineSupport } from './engines.ts'
import { databaseEdges, groupIds, logGroupArn, masterSecret, rdsArn, tagsOf, type MasterSecret } from './shape.ts'

type Plain = Pick<
  DBCluster,
  | 'AutoMinorVersionUpgrade'
  | 'BackupRetentionPeriod'
  | 'DBClusterParameterGroup'
  | 'DeletionProtection'
  | 'EngineLifecycleSupport'
  | 'EngineVersion'
  | 'GlobalClusterIdentifier'
  | 'IAMDatabaseAuthenticationEnabled'
  | 'KmsKeyId'
  | 'LatestRestorableTime'
  | 'MasterUsername'
  | 'MultiAZ'
  | 'Port'
  | 'ReplicationSourceIdentifier'
  | 'Status'
  | 'StorageEncrypted'
>

export type ClusterBase = Plain & {
  Engine: string
  VpcSecurityGroupIds: readonly string[] | undefined
  DBClusterMembers: readonly {
    readonly DBInstanceIdentifier: string
    readonly IsClusterWriter: boolean | undefined
    readonly DBClusterParameterGroupStatus: string | undefined
  }[]
  OptionGroupMemberships: readonly { readonly OptionGroupName: string; readonly Status: string | undefined }[]
  /** AWS leaves it out where nothing is exported. */
  EnabledCloudwatchLogsExports: readonly string[]
  MasterUserSecret: MasterSecret | undefined
  /** ARNs of clusters that replicate this one. */
  ReadReplicaIdentifiers: readonly string[]
  Tags: Record<string, string> | undefined
}

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::RDS::DBCluster': {
      base: ClusterBase
      facets: {
        engineSupport: EngineSupport | null
        /** ARNs of the clusters of its global cluster, itself among them; `null` where it belongs to none. */
        globalMembers: readonly string[] | null
        protectedResource: Protection | null
        tags: Record<string, string>
      }
      edges: {
        'parameters-from': 'AWS::RDS::DBClusterParameterGroup'
        'options-from': 'AWS::RDS::OptionGroup'
        'encrypted-with': 'AWS::KMS::Key'
        'protected-by': 'AWS::EC2::SecurityGroup'
        'logs-to': 'AWS::Logs::LogGroup'
        'uses-secret': 'AWS::SecretsManager::Secret'
      }
    }
  }
}

const baseOf = (c: DBCluster): ClusterBase => ({
  Engine: member(c.Engine, 'Engine'),
  AutoMinorVersionUpgrade: c.AutoMinorVersionUpgrade,
  BackupRetentionPeriod: c.BackupRetentionPeriod,
  DBClusterParameterGroup: c.DBClusterParameterGroup,
  DeletionProtection: c.DeletionProtection,
  EngineLifecycleSupport: c.EngineLifecycleSupport,
  EngineVersion: c.EngineVersion,
  GlobalClusterIdentifier: c.GlobalClusterIdentifier,
  IAMDatabaseAuthenticationEnabled: c.IAMDatabaseAuthenticationEnabled,
  KmsKeyId: c.KmsKeyId,
  LatestRestorableTime: c.LatestRestorableTime,
  MasterUsername: c.MasterUsername,
  MultiAZ: c.MultiAZ,
  Port: c.Port,
  ReplicationSourceIdentifier: c.ReplicationSourceIdentifier,
  Status: c.Status,
  StorageEncrypted: c.StorageEncrypted,
  VpcSecurityGroupIds: groupIds(c.VpcSecurityGroups),
  DBClusterMembers: (c.DBClusterMembers ?? []).map(({ DBInstanceIdentifier, IsClusterWriter, DBClusterParameterGroupStatus }) => ({
    DBInstanceIdentifier: member(DBInstanceIdentifier, 'DBInstanceIdentifier'),
    IsClusterWriter,
    DBClusterParameterGroupStatus,
  })),
  OptionGroupMemberships: (c.DBClusterOptionGroupMemberships ?? []).map(({ DBClusterOptionGroupName, Status }) => ({
    OptionGroupName: member(DBClusterOptionGroupName, 'DBClusterOptionGroupName'),
    Status,
  })),
  EnabledCloudwatchLogsExports: c.EnabledCloudwatchLogsExports ?? [],
  MasterUserSecret: masterSecret(c.MasterUserSecret),
  ReadReplicaIdentifiers: c.ReadReplicaIdentifiers ?? [],
  Tags: c.TagList && tagsOf(c.TagList),
})

const membersOf = once((rds: RDSClient, GlobalClusterIdentifier) =>
  Array.fromAsync(
    pages(rds, DescribeGlobalClustersCommand, { GlobalClusterIdentifier, MaxRecords: 100 }, (page) =>
      page.GlobalClusters?.flatMap(({ GlobalClusterMembers }) =>
        member(GlobalClusterMembers, 'GlobalClusterMembers').map(({ DBClusterArn }) => member(DBClusterArn, 'DBClusterArn')),
      ),
    ),
  ),
)

export default defineCollector({
  kind: 'AWS::RDS::DBCluster',
  client: RDSClient,
  list: {
    calls: ['rds:DescribeDBClusters'],
    run: (rds) =>
      pages(rds, DescribeDBClustersCommand, { MaxRecords: 100 }, (page) =>
        page.DBClusters?.map((one) => ({
          arn: member(one.DBClusterArn, 'DBClusterArn'),
          name: member(one.DBClusterIdentifier, 'DBClusterIdentifier'),
          ...baseOf(one),
        })),
      ),
  },
  facets: {
    engineSupport,
    globalMembers: {
      calls: ['rds:DescribeGlobalClusters'],
      read: async (rds, { GlobalClusterIdentifier: id }) => (id ? (await membersOf(rds, id)).toSorted() : null),
      absent: ['GlobalClusterNotFoundFault'],
    },
    protectedResource,
    // Drawn from the listing, without a call of its own: a facet like the tags of other kinds.
    tags: { calls: ['rds:DescribeDBClusters'], read: async (_rds, { Tags }) => member(Tags, 'TagList') },
  },
  edges: {
    ...databaseEdges,
    'parameters-from': {
      to: 'AWS::RDS::DBClusterParameterGroup',
      from: 'base',
      ref: ({ DBClusterParameterGroup: name }, item) => name && rdsArn('cluster-pg', name, item),
    },
    'logs-to': {
      to: 'AWS::Logs::LogGroup',
      from: 'base',
      ref: ({ EnabledCloudwatchLogsExports }, item) =>
        EnabledCloudwatchLogsExports.map((type) => logGroupArn('cluster', item.name, type, item)),
    },
  },
  gone: ['DBClusterNotFoundFault'],
})
