// Reading RDS: databases, snapshots, groups, proxies and subscriptions.
import { ListProtectedResourcesCommand } from '@aws-sdk/client-backup'
import {
  DescribeDBClusterParameterGroupsCommand,
  DescribeDBClusterParametersCommand,
  DescribeDBClustersCommand,
  DescribeDBClusterSnapshotAttributesCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBEngineVersionsCommand,
  DescribeDBInstancesCommand,
  DescribeDBMajorEngineVersionsCommand,
  DescribeDBParameterGroupsCommand,
  DescribeDBParametersCommand,
  DescribeDBProxiesCommand,
  DescribeDBProxyTargetsCommand,
  DescribeDBSnapshotAttributesCommand,
  DescribeDBSnapshotsCommand,
  DescribeEventSubscriptionsCommand,
  DescribeGlobalClustersCommand,
  DescribeOptionGroupsCommand,
  type DBCluster,
  type DBInstance,
} from '@aws-sdk/client-rds'
import assert from 'node:assert/strict'
import { it } from 'node:test'
import clusters from '../../collectors/rds/clusters.ts'
import { clusterParameterGroup, optionGroup, parameterGroup } from '../../collectors/rds/groups.ts'
import instances from '../../collectors/rds/instances.ts'
import proxies from '../../collectors/rds/proxies.ts'
import { clusterSnapshot, snapshot } from '../../collectors/rds/snapshots.ts'
import subscriptions from '../../collectors/rds/subscriptions.ts'
import { account, foreignAccount, now, region } from '../support/nodes.ts'
import { collectorSuite, listing, on, read } from '../support/collector-suite.ts'

const arn = (type: string, name: string, where = region): string => `arn:aws:rds:${where}:${account}:${type}:${name}`
const ec2 = (type: string, id: string): string => `arn:aws:ec2:${region}:${account}:${type}/${id}`
const key = `arn:aws:kms:${region}:${account}:key/shop`
const secretArn = `arn:aws:secretsmanager:${region}:${account}:secret:rds!db-1-AbCdEf`
const role = `arn:aws:iam::${account}:role/rds-monitoring`
const marker = ['Marker', 'Marker'] as const

/** An instance with all that is kept of one, and some that is not. */
const full: DBInstance = {
  DBInstanceIdentifier: 'orders',
  DBInstanceArn: arn('db', 'orders'),
  Engine: 'mysql',
  EngineVersion: '8.0.40',
  DBInstanceClass: 'db.m6g.large',
  DBInstanceStatus: 'available',
  DBName: 'not read',
  Endpoint: { Address: 'not read', Port: 3306 },
  AllocatedStorage: 100,
  MaxAllocatedStorage: 200,
  BackupRetentionPeriod: 7,
  VpcSecurityGroups: [
    { VpcSecurityGroupId: 'sg-1', Status: 'active' },
    { VpcSecurityGroupId: 'sg-2', Status: 'adding' },
    { VpcSecurityGroupId: 'sg-3', Status: 'removing' },
  ],
  DBParameterGroups: [{ DBParameterGroupName: 'shop', ParameterApplyStatus: 'pending-reboot' }],
  DBSubnetGroup: {
    DBSubnetGroupName: 'data',
    VpcId: 'vpc-1',
    Subnets: [{ SubnetIdentifier: 'subnet-a' }, { SubnetIdentifier: 'subnet-b' }],
  },
  LatestRestorableTime: now,
  MultiAZ: true,
  AutoMinorVersionUpgrade: true,
  ReadReplicaDBInstanceIdentifiers: ['orders-replica'],
  OptionGroupMemberships: [{ OptionGroupName: 'audited', Status: 'in-sync' }],
  PubliclyAccessible: false,
  StorageEncrypted: true,
  KmsKeyId: key,
  CACertificateIdentifier: 'rds-ca-rsa2048-g1',
  CertificateDetails: { CAIdentifier: 'not read', ValidTill: now },
  MonitoringInterval: 60,
  MonitoringRoleArn: role,
  MasterUsername: 'shopmaster',
  MasterUserSecret: { SecretArn: secretArn, SecretStatus: 'active', KmsKeyId: key },
  IAMDatabaseAuthenticationEnabled: true,
  EnabledCloudwatchLogsExports: ['audit', 'error'],
  DeletionProtection: true,
  DBInstanceAutomatedBackupsReplications: [{ DBInstanceAutomatedBackupsArn: arn('auto-backup', 'ab-1', 'us-east-1') }],
  EngineLifecycleSupport: 'open-source-rds-extended-support',
  TagList: [{ Key: 'data-classification', Value: 'confidential' }, { Key: 'empty' }],
}
/** While it is made, much is not there yet. */
const bare: DBInstance = {
  DBInstanceIdentifier: 'reports',
  DBInstanceArn: arn('db', 'reports'),
  Engine: 'postgres',
  EngineVersion: '16.3',
  DBInstanceStatus: 'creating',
  TagList: [],
}
const member: DBInstance = {
  DBInstanceIdentifier: 'carts-1',
  DBInstanceArn: arn('db', 'carts-1'),
  Engine: 'docdb',
  DBClusterIdentifier: 'carts',
  EnabledCloudwatchLogsExports: ['audit'],
  TagList: [],
}

const support = [
  on(DescribeDBEngineVersionsCommand, ({ Engine, EngineVersion, IncludeAll }) => {
    assert.equal(IncludeAll, true)
    const found = { Engine, EngineVersion, Status: 'available', MajorEngineVersion: Engine === 'mysql' ? '8.0' : '16' }
    return { DBEngineVersions: EngineVersion === '9.9.9' ? [] : [found] }
  }),
  on(DescribeDBMajorEngineVersionsCommand, ({ Engine }) => ({
    DBMajorEngineVersions: [
      {
        Engine,
        MajorEngineVersion: '8.0',
        SupportedEngineLifecycles: [
          {
            LifecycleSupportName: 'open-source-rds-extended-support' as const,
            LifecycleSupportStartDate: now,
            LifecycleSupportEndDate: new Date('2029-07-31'),
          },
          {
            LifecycleSupportName: 'open-source-rds-standard-support' as const,
            LifecycleSupportStartDate: now,
            LifecycleSupportEndDate: new Date('2026-07-31'),
          },
        ],
      },
      { Engine, MajorEngineVersion: '16' },
    ],
  })),
  on(ListProtectedResourcesCommand, {
    Results: [{ ResourceArn: arn('db', 'orders'), ResourceType: 'RDS', LastBackupTime: now, LastBackupVaultArn: 'arn:vault' }],
  }),
]

const instanceSuite = {
  listing: listing(DescribeDBInstancesCommand, {
    token: marker,
    pages: [{ DBInstances: [full] }, { DBInstances: [bare, member] }],
    empty: { DBInstances: [] },
  }),
  answers: support,
  resources: {
    orders: {
      base: {
        Engine: 'mysql',
        EngineVersion: '8.0.40',
        DBInstanceClass: 'db.m6g.large',
        DBInstanceStatus: 'available',
        Port: 3306,
        AllocatedStorage: 100,
        MaxAllocatedStorage: 200,
        BackupRetentionPeriod: 7,
        VpcId: 'vpc-1',
        SubnetIds: ['subnet-a', 'subnet-b'],
        VpcSecurityGroupIds: ['sg-1', 'sg-2'],
        DBParameterGroups: [{ DBParameterGroupName: 'shop', ParameterApplyStatus: 'pending-reboot' }],
        OptionGroupMemberships: [{ OptionGroupName: 'audited', Status: 'in-sync' }],
        EnabledCloudwatchLogsExports: ['audit', 'error'],
        MasterUserSecret: { SecretArn: secretArn, SecretStatus: 'active', KmsKeyId: key },
        ReadReplicaDBInstanceIdentifiers: ['orders-replica'],
        AutomatedBackupsReplications: [arn('auto-backup', 'ab-1', 'us-east-1')],
        CertificateValidTill: now,
        DBName: undefined,
      },
      facets: {
        tags: { 'data-classification': 'confidential', empty: '' },
        protectedResource: { LastBackupTime: now, LastBackupVaultArn: 'arn:vault' },
        engineSupport: { Status: 'available', MajorEngineVersion: '8.0', StandardSupportEnds: new Date('2026-07-31') },
      },
      edges: {
        'member-of': [],
        'parameters-from': [arn('pg', 'shop')],
        'options-from': [arn('og', 'audited')],
        'encrypted-with': [key],
        'in-vpc': [ec2('vpc', 'vpc-1')],
        'in-subnet': [ec2('subnet', 'subnet-a'), ec2('subnet', 'subnet-b')],
        'protected-by': [ec2('security-group', 'sg-1'), ec2('security-group', 'sg-2')],
        'logs-to': [
          `arn:aws:logs:${region}:${account}:log-group:/aws/rds/instance/orders/audit`,
          `arn:aws:logs:${region}:${account}:log-group:/aws/rds/instance/orders/error`,
        ],
        assumes: [role],
        'uses-secret': [secretArn],
      },
    },
    reports: {
      base: {
        PubliclyAccessible: undefined,
        StorageEncrypted: undefined,
        VpcSecurityGroupIds: undefined,
        SubnetIds: undefined,
        Port: undefined,
      },
      facets: {
        tags: {},
        protectedResource: null,
        engineSupport: { Status: 'available', MajorEngineVersion: '16', StandardSupportEnds: undefined },
      },
      edges: { 'encrypted-with': [], 'in-vpc': [], 'in-subnet': [], 'protected-by': [], assumes: [], 'uses-secret': [] },
    },
    'carts-1': {
      facets: { engineSupport: null },
      edges: {
        'member-of': [arn('cluster', 'carts')],
        'logs-to': [`arn:aws:logs:${region}:${account}:log-group:/aws/rds/cluster/carts/audit`],
      },
    },
  },
}
collectorSuite(instances, instanceSuite)

it('asks once for each version and engine, and not at all for engines of other services', async () => {
  const again = { ...full, DBInstanceIdentifier: 'again', DBInstanceArn: arn('db', 'again') }
  const newer = { ...again, DBInstanceIdentifier: 'newer', DBInstanceArn: arn('db', 'newer'), EngineVersion: '9.9.9' }
  const { sent, nodes } = await read(instances, instanceSuite, {
    facets: ['engineSupport'],
    answers: [on(DescribeDBInstancesCommand, { DBInstances: [full, again, newer, member] }), ...support],
  })
  assert.deepEqual(sent.toSorted(), [
    'rds:DescribeDBEngineVersions',
    'rds:DescribeDBEngineVersions',
    'rds:DescribeDBInstances',
    'rds:DescribeDBMajorEngineVersions',
  ])
  assert.deepEqual(nodes.find(({ name }) => name === 'newer')?.facets['engineSupport'], {
    state: 'known',
    value: { Status: undefined, MajorEngineVersion: undefined, StandardSupportEnds: undefined },
  })
})

it('does not take missing tags for none', async () => {
  const { TagList: _tags, ...untold } = full
  const { nodes } = await read(instances, instanceSuite, {
    facets: ['tags'],
    answers: [on(DescribeDBInstancesCommand, { DBInstances: [untold] })],
  })
  assert.equal(nodes[0]?.facets['tags']?.state, 'unknown')
})

const carts: DBCluster = {
  DBClusterIdentifier: 'carts',
  DBClusterArn: arn('cluster', 'carts'),
  Engine: 'mysql',
  EngineVersion: '8.0.40',
  Status: 'available',
  DBClusterParameterGroup: 'carts',
  DBSubnetGroup: 'not read',
  Port: 3306,
  MultiAZ: true,
  VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1', Status: 'active' }],
  DBClusterMembers: [
    { DBInstanceIdentifier: 'carts-1', IsClusterWriter: true, DBClusterParameterGroupStatus: 'in-sync', PromotionTier: 1 },
  ],
  DBClusterOptionGroupMemberships: [{ DBClusterOptionGroupName: 'default:aurora', Status: 'in-sync' }],
  StorageEncrypted: true,
  KmsKeyId: key,
  EnabledCloudwatchLogsExports: ['audit'],
  MasterUserSecret: { SecretArn: secretArn, SecretStatus: 'active' },
  ReadReplicaIdentifiers: [arn('cluster', 'far', 'us-east-1')],
  GlobalClusterIdentifier: 'shop',
  TagList: [{ Key: 'owner', Value: 'shop' }],
}
collectorSuite(clusters, {
  listing: listing(DescribeDBClustersCommand, {
    token: marker,
    pages: [
      { DBClusters: [carts] },
      { DBClusters: [{ DBClusterIdentifier: 'graph', DBClusterArn: arn('cluster', 'graph'), Engine: 'neptune', TagList: [] }] },
    ],
    empty: { DBClusters: [] },
  }),
  answers: [
    ...support,
    on(DescribeGlobalClustersCommand, ({ GlobalClusterIdentifier }) => {
      assert.equal(GlobalClusterIdentifier, 'shop')
      const global = [arn('cluster', 'carts', 'us-east-1'), arn('cluster', 'carts')]
      return { GlobalClusters: [{ GlobalClusterMembers: global.map((DBClusterArn) => ({ DBClusterArn })) }] }
    }),
  ],
  resources: {
    carts: {
      base: {
        Engine: 'mysql',
        DBClusterMembers: [{ DBInstanceIdentifier: 'carts-1', IsClusterWriter: true, DBClusterParameterGroupStatus: 'in-sync' }],
        OptionGroupMemberships: [{ OptionGroupName: 'default:aurora', Status: 'in-sync' }],
        VpcSecurityGroupIds: ['sg-1'],
        ReadReplicaIdentifiers: [arn('cluster', 'far', 'us-east-1')],
        GlobalClusterIdentifier: 'shop',
        DBSubnetGroup: undefined,
      },
      facets: {
        globalMembers: [arn('cluster', 'carts'), arn('cluster', 'carts', 'us-east-1')],
        tags: { owner: 'shop' },
        protectedResource: null,
      },
      edges: {
        'parameters-from': [arn('cluster-pg', 'carts')],
        'options-from': [arn('og', 'default:aurora')],
        'encrypted-with': [key],
        'protected-by': [ec2('security-group', 'sg-1')],
        'logs-to': [`arn:aws:logs:${region}:${account}:log-group:/aws/rds/cluster/carts/audit`],
        'uses-secret': [secretArn],
      },
    },
    graph: {
      facets: { engineSupport: null, globalMembers: null, tags: {} },
      edges: { 'parameters-from': [], 'options-from': [], 'protected-by': [] },
    },
  },
})

const taken = { Engine: 'mysql', SnapshotCreateTime: now, Encrypted: true, KmsKeyId: key } as const

collectorSuite(snapshot, {
  listing: listing(DescribeDBSnapshotsCommand, {
    token: marker,
    pages: [
      {
        DBSnapshots: [
          {
            DBSnapshotIdentifier: 'before',
            DBSnapshotArn: arn('snapshot', 'before'),
            DBInstanceIdentifier: 'orders',
            SnapshotType: 'manual',
            ...taken,
          },
        ],
      },
      {
        DBSnapshots: [
          {
            DBSnapshotIdentifier: 'rds:orders',
            DBSnapshotArn: arn('snapshot', 'rds:orders'),
            DBInstanceIdentifier: 'orders',
            SnapshotType: 'automated',
            Encrypted: false,
          },
          {
            DBSnapshotIdentifier: 'copied',
            DBSnapshotArn: arn('snapshot', 'copied'),
            DBInstanceIdentifier: 'bills',
            SnapshotType: 'awsbackup',
            SourceRegion: 'us-east-1',
            SourceDBSnapshotIdentifier: `arn:aws:rds:us-east-1:${foreignAccount}:snapshot:bills`,
            ...taken,
          },
        ],
      },
    ],
    empty: { DBSnapshots: [] },
  }),
  answers: [
    on(DescribeDBSnapshotAttributesCommand, ({ DBSnapshotIdentifier }) => ({
      DBSnapshotAttributesResult: {
        DBSnapshotIdentifier,
        DBSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: ['all', foreignAccount] }],
      },
    })),
  ],
  resources: {
    before: {
      base: { DBInstanceIdentifier: 'orders', SnapshotType: 'manual', Encrypted: true },
      facets: { sharing: { restore: ['all', foreignAccount] } },
      edges: { 'snapshot-of': [arn('db', 'orders')], 'encrypted-with': [key] },
    },
    'rds:orders': { facets: { sharing: null }, edges: { 'snapshot-of': [arn('db', 'orders')], 'encrypted-with': [] } },
    copied: { facets: { sharing: null }, edges: { 'snapshot-of': [`arn:aws:rds:us-east-1:${foreignAccount}:db:bills`] } },
  },
})

collectorSuite(clusterSnapshot, {
  listing: listing(DescribeDBClusterSnapshotsCommand, {
    token: marker,
    pages: [
      {
        DBClusterSnapshots: [
          {
            DBClusterSnapshotIdentifier: 'before',
            DBClusterSnapshotArn: arn('cluster-snapshot', 'before'),
            DBClusterIdentifier: 'carts',
            SnapshotType: 'manual',
            StorageEncrypted: true,
            KmsKeyId: key,
          },
        ],
      },
      {
        DBClusterSnapshots: [
          {
            DBClusterSnapshotIdentifier: 'copied',
            DBClusterSnapshotArn: arn('cluster-snapshot', 'copied'),
            DBClusterIdentifier: 'carts',
            SnapshotType: 'automated',
            SourceDBClusterSnapshotArn: arn('cluster-snapshot', 'x', 'us-east-1'),
          },
        ],
      },
    ],
    empty: { DBClusterSnapshots: [] },
  }),
  answers: [
    on(DescribeDBClusterSnapshotAttributesCommand, ({ DBClusterSnapshotIdentifier }) => ({
      DBClusterSnapshotAttributesResult: {
        DBClusterSnapshotIdentifier,
        DBClusterSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: [] }],
      },
    })),
  ],
  resources: {
    before: {
      base: { Encrypted: true },
      facets: { sharing: { restore: [] } },
      edges: { 'snapshot-of': [arn('cluster', 'carts')], 'encrypted-with': [key] },
    },
    copied: { facets: { sharing: null }, edges: { 'snapshot-of': [arn('cluster', 'carts', 'us-east-1')] } },
  },
})

const parameters = [
  { ParameterName: 'require_secure_transport', ParameterValue: '1', Source: 'user' },
  { ParameterName: 'init_connect', ParameterValue: 'not read', Source: 'user' },
  { ParameterName: 'tls_version', Source: 'user' },
]

collectorSuite(parameterGroup, {
  listing: listing(DescribeDBParameterGroupsCommand, {
    token: marker,
    pages: [
      {
        DBParameterGroups: [{ DBParameterGroupName: 'shop', DBParameterGroupArn: arn('pg', 'shop'), DBParameterGroupFamily: 'mysql8.0' }],
      },
      {
        DBParameterGroups: [
          {
            DBParameterGroupName: 'default.mysql8.0',
            DBParameterGroupArn: arn('pg', 'default.mysql8.0'),
            DBParameterGroupFamily: 'mysql8.0',
          },
        ],
      },
    ],
    empty: { DBParameterGroups: [] },
  }),
  answers: [
    on(DescribeDBParametersCommand, ({ DBParameterGroupName, Source, Marker }) => {
      assert.deepEqual([DBParameterGroupName, Source], ['shop', 'user'], 'only what somebody set, and only where somebody can')
      return Marker === undefined
        ? { Parameters: parameters, Marker: 'more' }
        : { Parameters: [{ ParameterName: 'local_infile', ParameterValue: '0' }] }
    }),
  ],
  resources: {
    shop: { base: { DBParameterGroupFamily: 'mysql8.0' }, facets: { parameters: { local_infile: '0', require_secure_transport: '1' } } },
    'default.mysql8.0': { facets: { parameters: null } },
  },
})

collectorSuite(clusterParameterGroup, {
  listing: listing(DescribeDBClusterParameterGroupsCommand, {
    token: marker,
    pages: [
      {
        DBClusterParameterGroups: [
          {
            DBClusterParameterGroupName: 'carts',
            DBClusterParameterGroupArn: arn('cluster-pg', 'carts'),
            DBParameterGroupFamily: 'aurora-mysql8.0',
          },
        ],
      },
      {
        DBClusterParameterGroups: [
          {
            DBClusterParameterGroupName: 'default.aurora-mysql8.0',
            DBClusterParameterGroupArn: arn('cluster-pg', 'default.aurora-mysql8.0'),
            DBParameterGroupFamily: 'aurora-mysql8.0',
          },
        ],
      },
    ],
    empty: { DBClusterParameterGroups: [] },
  }),
  answers: [
    on(DescribeDBClusterParametersCommand, ({ DBClusterParameterGroupName, Source }) => {
      assert.deepEqual([DBClusterParameterGroupName, Source], ['carts', 'user'])
      return { Parameters: parameters }
    }),
  ],
  resources: {
    carts: { facets: { parameters: { require_secure_transport: '1' } } },
    'default.aurora-mysql8.0': { facets: { parameters: null } },
  },
})

collectorSuite(optionGroup, {
  listing: listing(DescribeOptionGroupsCommand, {
    token: marker,
    pages: [
      {
        OptionGroupsList: [
          {
            OptionGroupName: 'audited',
            OptionGroupArn: arn('og', 'audited'),
            EngineName: 'mysql',
            MajorEngineVersion: '8.0',
            Options: [
              {
                OptionName: 'MARIADB_AUDIT_PLUGIN',
                OptionSettings: [
                  { Name: 'SERVER_AUDIT_EVENTS', Value: 'CONNECT' },
                  { Name: 'AGENT_REGISTRATION_PASSWORD', Value: 'not read' },
                ],
              },
              { OptionName: 'MEMCACHED' },
            ],
          },
        ],
      },
      { OptionGroupsList: [{ OptionGroupName: 'default:mysql-8-0', OptionGroupArn: arn('og', 'default:mysql-8-0'), Options: [] }] },
    ],
    empty: { OptionGroupsList: [] },
  }),
  answers: [],
  resources: {
    audited: {
      base: {
        EngineName: 'mysql',
        Options: [
          { OptionName: 'MARIADB_AUDIT_PLUGIN', SERVER_AUDIT_EVENTS: 'CONNECT' },
          { OptionName: 'MEMCACHED', SERVER_AUDIT_EVENTS: undefined },
        ],
      },
    },
    'default:mysql-8-0': { base: { Options: [] } },
  },
})

const topic = `arn:aws:sns:${region}:${account}:operations`

collectorSuite(subscriptions, {
  listing: listing(DescribeEventSubscriptionsCommand, {
    token: marker,
    pages: [
      {
        EventSubscriptionsList: [
          {
            CustSubscriptionId: 'databases',
            EventSubscriptionArn: arn('es', 'databases'),
            SnsTopicArn: topic,
            Enabled: true,
            Status: 'active',
            SourceType: 'db-instance',
            SourceIdsList: ['orders'],
            EventCategoriesList: ['failure'],
          },
        ],
      },
      {
        EventSubscriptionsList: [
          {
            CustSubscriptionId: 'everything',
            EventSubscriptionArn: arn('es', 'everything'),
            SnsTopicArn: topic,
            Enabled: false,
            Status: 'topic-not-exist',
          },
          {
            CustSubscriptionId: 'groups',
            EventSubscriptionArn: arn('es', 'groups'),
            SnsTopicArn: topic,
            Enabled: true,
            Status: 'active',
            SourceType: 'db-parameter-group',
            SourceIdsList: ['shop'],
          },
        ],
      },
    ],
    empty: { EventSubscriptionsList: [] },
  }),
  answers: [],
  resources: {
    databases: {
      base: { Enabled: true, Status: 'active', SourceType: 'db-instance', SourceIdsList: ['orders'], EventCategoriesList: ['failure'] },
      edges: { 'delivers-to': [topic], monitors: [arn('db', 'orders')] },
    },
    everything: { base: { Enabled: false, SourceType: undefined, SourceIdsList: [], EventCategoriesList: [] }, edges: { monitors: [] } },
    groups: { edges: { monitors: [] } },
  },
})

const proxyOf = (DBProxyName: string) => ({
  DBProxyName,
  DBProxyArn: arn('db-proxy', `prx-${DBProxyName}`),
  EngineFamily: 'MYSQL',
  RoleArn: role,
  VpcId: 'vpc-1',
  VpcSubnetIds: ['subnet-a'],
  VpcSecurityGroupIds: ['sg-1'],
})

collectorSuite(proxies, {
  listing: listing(DescribeDBProxiesCommand, {
    token: marker,
    pages: [
      {
        DBProxies: [
          {
            ...proxyOf('shop'),
            RequireTLS: true,
            Auth: [{ AuthScheme: 'SECRETS', IAMAuth: 'REQUIRED', SecretArn: secretArn, Description: 'not read' }],
          },
        ],
      },
      { DBProxies: [{ ...proxyOf('iam'), RequireTLS: false }] },
    ],
    empty: { DBProxies: [] },
  }),
  answers: [
    on(DescribeDBProxyTargetsCommand, ({ DBProxyName }) => ({
      Targets:
        DBProxyName === 'shop'
          ? [
              { Type: 'RDS_INSTANCE' as const, RdsResourceId: 'orders', Endpoint: 'not read' },
              { Type: 'TRACKED_CLUSTER' as const, RdsResourceId: 'carts' },
            ]
          : [],
    })),
  ],
  resources: {
    shop: {
      base: { RequireTLS: true, Auth: [{ AuthScheme: 'SECRETS', IAMAuth: 'REQUIRED', SecretArn: secretArn }] },
      facets: {
        targets: [
          { Type: 'RDS_INSTANCE', TrackedClusterId: undefined, RdsResourceId: 'orders' },
          { Type: 'TRACKED_CLUSTER', TrackedClusterId: undefined, RdsResourceId: 'carts' },
        ],
      },
      edges: {
        assumes: [role],
        'uses-secret': [secretArn],
        'routes-to': [arn('db', 'orders'), arn('cluster', 'carts')],
        'in-vpc': [ec2('vpc', 'vpc-1')],
        'in-subnet': [ec2('subnet', 'subnet-a')],
        'protected-by': [ec2('security-group', 'sg-1')],
      },
    },
    iam: { base: { RequireTLS: false, Auth: [] }, facets: { targets: [] }, edges: { 'uses-secret': [], 'routes-to': [] } },
  },
})
