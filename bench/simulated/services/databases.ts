// RDS: instances, clusters, their snapshots and parameter groups.
import { account, dealt, inUse, listed, pageOf, share, text, used, type Service, type Size } from '../ask.ts'
import { among, daysAgo, databaseArn, ec2Id, keyFor, near, nth, numberIn, regionOf, roleArn, roleFor, tagsOf } from '../names.ts'

const engines = [
  ['postgres', '16.4', '16', 5432],
  ['mysql', '8.0.39', '8.0', 3306],
  ['postgres', '13.15', '13', 5432],
] as const
const engineOf = (index: number) => engines[nth(index) % engines.length] ?? engines[0]
const clusterEngine = ['aurora-postgresql', '16.4', '16', 5432] as const

/** Seven automated snapshots of each database and one by hand; five and one of each cluster. */
const automated = { instance: 7, cluster: 5 } as const
const groupsOf = ({ databases }: Size): number => Math.max(2, Math.round(databases / 5))
const clusterGroupsOf = ({ databases }: Size): number => Math.max(2, Math.round(databases / 10))
const rds = (index: number, resource: string): string => `arn:aws:rds:${regionOf(index)}:${account}:${resource}`
const group = (index: number, size: Size): string =>
  nth(index) % 2 === 0 ? `custom-${near(index, groupsOf(size))}` : `default.${engineOf(index)[0]}${engineOf(index)[2]}`
const networkOf = (index: number, size: Size) => {
  const vpc = near(index, size.vpcs)
  return {
    VpcId: ec2Id('vpc', vpc),
    subnets: [0, 1].map((at) => ec2Id('subnet', among(vpc, at, size.vpcs, size.subnets))),
    VpcSecurityGroups: [{ VpcSecurityGroupId: ec2Id('sg', among(vpc, nth(index), size.vpcs, size.securityGroups)), Status: 'active' }],
  }
}
const secured = (index: number, size: Size) => ({
  StorageEncrypted: nth(index) % 5 !== 4,
  ...(nth(index) % 5 === 4 ? {} : { KmsKeyId: keyFor(index, size) }),
  DeletionProtection: nth(index) % 2 === 0,
  BackupRetentionPeriod: nth(index) % 4 === 0 ? 1 : 14,
  AutoMinorVersionUpgrade: nth(index) % 3 !== 0,
  IAMDatabaseAuthenticationEnabled: nth(index) % 2 === 1,
  MultiAZ: nth(index) % 2 === 0,
  MasterUsername: nth(index) % 4 === 0 ? 'admin' : 'shop_owner',
  EngineLifecycleSupport: 'open-source-rds-extended-support-disabled',
  LatestRestorableTime: daysAgo(0),
  TagList: tagsOf(index),
})

const instance = (index: number, size: Size): object => {
  const [Engine, EngineVersion, , Port] = engineOf(index)
  const { VpcId, subnets, VpcSecurityGroups } = networkOf(index, size)
  return {
    DBInstanceIdentifier: `database-${index}`,
    DBInstanceArn: databaseArn(index),
    DBInstanceClass: 'db.t4g.medium',
    DBInstanceStatus: 'available',
    Engine,
    EngineVersion,
    AllocatedStorage: 100,
    ...(nth(index) % 2 === 0 ? { MaxAllocatedStorage: 500 } : {}),
    PubliclyAccessible: nth(index) % 10 === 3,
    CACertificateIdentifier: 'rds-ca-rsa2048-g1',
    CertificateDetails: { CAIdentifier: 'rds-ca-rsa2048-g1', ValidTill: daysAgo(-700) },
    Endpoint: { Address: `database-${index}.rds.amazonaws.com`, Port },
    DBSubnetGroup: { DBSubnetGroupName: 'databases', VpcId, Subnets: subnets.map((SubnetIdentifier) => ({ SubnetIdentifier })) },
    VpcSecurityGroups,
    DBParameterGroups: [{ DBParameterGroupName: group(index, size), ParameterApplyStatus: 'in-sync' }],
    OptionGroupMemberships: [{ OptionGroupName: 'default:all', Status: 'in-sync' }],
    ...(nth(index) % 3 === 0 ? { EnabledCloudwatchLogsExports: [Engine === 'mysql' ? 'audit' : 'postgresql'] } : {}),
    ...(nth(index) % 3 === 1
      ? { MonitoringInterval: 60, MonitoringRoleArn: roleArn(roleFor('service', index, size)) }
      : { MonitoringInterval: 0 }),
    ...secured(index, size),
  }
}

const cluster = (index: number, size: Size): object => ({
  DBClusterIdentifier: `cluster-${index}`,
  DBClusterArn: rds(index, `cluster:cluster-${index}`),
  Engine: clusterEngine[0],
  EngineVersion: clusterEngine[1],
  Status: 'available',
  Port: clusterEngine[3],
  DBClusterParameterGroup: nth(index) % 2 === 0 ? `cluster-custom-${near(index, clusterGroupsOf(size))}` : 'default.aurora-postgresql16',
  VpcSecurityGroups: networkOf(index, size).VpcSecurityGroups,
  DBClusterMembers: [],
  ...secured(index, size),
})

/** Snapshots of a region: the number of what they are of, and their own; the last one was made by hand. */
const snapshots = (count: number, region: string, each: number): readonly (readonly [number, number])[] =>
  dealt(count, region).flatMap((index) => Array.from({ length: each + 1 }, (_, at) => [index, at] as const))

const restore = (index: number): object => ({
  AttributeName: 'restore',
  AttributeValues: nth(index) % 9 === 0 ? ['222222222222'] : nth(index) % 40 === 5 ? ['all'] : [],
})
const records = { size: 'MaxRecords', most: 100, token: 'Marker' } as const

export const databases: Service = {
  answers: (size) => ({
    'rds:DescribeDBInstances': (ask) => {
      const [page, Marker] = pageOf(dealt(size.databases, ask.region), ask, records)
      return { DBInstances: page.map((index) => instance(index, size)), Marker }
    },
    'rds:DescribeDBClusters': (ask) => {
      const [page, Marker] = pageOf(dealt(size.databaseClusters, ask.region), ask, records)
      return { DBClusters: page.map((index) => cluster(index, size)), Marker }
    },
    'rds:DescribeDBSnapshots': (ask) => {
      const [page, Marker] = pageOf(snapshots(size.databases, ask.region, automated.instance), ask, records)
      return {
        DBSnapshots: page.map(([index, at]) => ({
          DBSnapshotIdentifier: `snapshot-${at}-${index}`,
          DBSnapshotArn: rds(index, `snapshot:snapshot-${at}-${index}`),
          DBInstanceIdentifier: `database-${index}`,
          Engine: engineOf(index)[0],
          SnapshotType: at < automated.instance ? 'automated' : 'manual',
          SnapshotCreateTime: daysAgo(at),
          Encrypted: nth(index) % 5 !== 4,
          ...(nth(index) % 5 === 4 ? {} : { KmsKeyId: keyFor(index, size) }),
        })),
        Marker,
      }
    },
    'rds:DescribeDBClusterSnapshots': (ask) => {
      const [page, Marker] = pageOf(snapshots(size.databaseClusters, ask.region, automated.cluster), ask, records)
      return {
        DBClusterSnapshots: page.map(([index, at]) => ({
          DBClusterSnapshotIdentifier: `snapshot-${at}-${index}`,
          DBClusterSnapshotArn: rds(index, `cluster-snapshot:snapshot-${at}-${index}`),
          DBClusterIdentifier: `cluster-${index}`,
          Engine: clusterEngine[0],
          SnapshotType: at < automated.cluster ? 'automated' : 'manual',
          SnapshotCreateTime: daysAgo(at),
          StorageEncrypted: nth(index) % 5 !== 4,
        })),
        Marker,
      }
    },
    'rds:DescribeDBSnapshotAttributes': ({ input }) => {
      const DBSnapshotIdentifier = text(input['DBSnapshotIdentifier'])
      return { DBSnapshotAttributesResult: { DBSnapshotIdentifier, DBSnapshotAttributes: [restore(numberIn(DBSnapshotIdentifier))] } }
    },
    'rds:DescribeDBClusterSnapshotAttributes': ({ input }) => {
      const DBClusterSnapshotIdentifier = text(input['DBClusterSnapshotIdentifier'])
      const DBClusterSnapshotAttributes = [restore(numberIn(DBClusterSnapshotIdentifier))]
      return { DBClusterSnapshotAttributesResult: { DBClusterSnapshotIdentifier, DBClusterSnapshotAttributes } }
    },
    'rds:DescribeDBParameterGroups': (ask) => {
      const custom = dealt(groupsOf(size), ask.region).map((index) => [`custom-${index}`, engineOf(index)] as const)
      const all = [...engines.map((engine) => [`default.${engine[0]}${engine[2]}`, engine] as const), ...custom]
      const [page, Marker] = pageOf(all, ask, records)
      return {
        DBParameterGroups: page.map(([DBParameterGroupName, engine]) => ({
          DBParameterGroupName,
          DBParameterGroupArn: `arn:aws:rds:${ask.region}:${account}:pg:${DBParameterGroupName}`,
          DBParameterGroupFamily: `${engine[0]}${engine[2]}`,
        })),
        Marker,
      }
    },
    'rds:DescribeDBClusterParameterGroups': (ask) => {
      const all = ['default.aurora-postgresql16', ...dealt(clusterGroupsOf(size), ask.region).map((index) => `cluster-custom-${index}`)]
      const [page, Marker] = pageOf(all, ask, records)
      return {
        DBClusterParameterGroups: page.map((DBClusterParameterGroupName) => ({
          DBClusterParameterGroupName,
          DBClusterParameterGroupArn: `arn:aws:rds:${ask.region}:${account}:cluster-pg:${DBClusterParameterGroupName}`,
          DBParameterGroupFamily: 'aurora-postgresql16',
        })),
        Marker,
      }
    },
    'rds:DescribeDBParameters': ({ input }) => ({
      Parameters:
        nth(numberIn(text(input['DBParameterGroupName']))) % 2 === 0 ? [{ ParameterName: 'rds.force_ssl', ParameterValue: '1' }] : [],
    }),
    'rds:DescribeDBClusterParameters': () => ({ Parameters: [{ ParameterName: 'rds.force_ssl', ParameterValue: '1' }] }),
    'rds:DescribeOptionGroups': ({ region }) => ({
      OptionGroupsList: [
        {
          OptionGroupName: 'default:all',
          OptionGroupArn: `arn:aws:rds:${region}:${account}:og:default:all`,
          EngineName: 'mysql',
          Options: [],
        },
      ],
    }),
    'rds:DescribeDBProxies': () => ({ DBProxies: [] }),
    'rds:DescribeEventSubscriptions': () => ({ EventSubscriptionsList: [] }),
    'rds:DescribeDBEngineVersions': ({ input }) => {
      const [Engine, EngineVersion] = [text(input['Engine']), text(input['EngineVersion'])]
      const MajorEngineVersion = [...engines, clusterEngine].find(([, version]) => version === EngineVersion)?.[2]
      return { DBEngineVersions: [{ Engine, EngineVersion, MajorEngineVersion, Status: 'available' }] }
    },
    'rds:DescribeDBMajorEngineVersions': ({ input }) => ({
      DBMajorEngineVersions: [...engines, clusterEngine]
        .filter(([engine]) => engine === input['Engine'])
        .map(([Engine, , MajorEngineVersion]) => ({
          Engine,
          MajorEngineVersion,
          SupportedEngineLifecycles: [
            {
              LifecycleSupportName: 'open-source-rds-standard-support',
              LifecycleSupportStartDate: daysAgo(1500),
              LifecycleSupportEndDate: daysAgo(MajorEngineVersion === '13' ? 90 : -700),
            },
          ],
        })),
    }),
  }),
  calls: (size, regions) => {
    const perRegion = (of: (at: number) => number): number => used.reduce((sum, _, at) => sum + of(at), 0)
    const engineSorts = (at: number, part: 0 | 1): number =>
      new Set(dealt(size.databases, used[at] ?? '').map((index) => engineOf(index)[part])).size + 1
    return {
      'rds:DescribeDBInstances': listed(size.databases, 100, regions),
      'rds:DescribeDBClusters': listed(size.databaseClusters, 100, regions),
      'rds:DescribeDBSnapshots': listed(size.databases * (automated.instance + 1), 100, regions),
      'rds:DescribeDBClusterSnapshots': listed(size.databaseClusters * (automated.cluster + 1), 100, regions),
      'rds:DescribeDBSnapshotAttributes': size.databases,
      'rds:DescribeDBClusterSnapshotAttributes': size.databaseClusters,
      'rds:DescribeDBParameterGroups':
        perRegion((at) => Math.ceil((share(groupsOf(size), at) + engines.length) / 100)) + regions - used.length,
      'rds:DescribeDBClusterParameterGroups':
        perRegion((at) => Math.ceil((share(clusterGroupsOf(size), at) + 1) / 100)) + regions - used.length,
      'rds:DescribeDBParameters': groupsOf(size),
      'rds:DescribeDBClusterParameters': clusterGroupsOf(size),
      'rds:DescribeOptionGroups': regions,
      'rds:DescribeDBProxies': inUse(0, 100) + regions - used.length,
      'rds:DescribeEventSubscriptions': regions,
      'rds:DescribeDBEngineVersions': perRegion((at) => engineSorts(at, 1)),
      'rds:DescribeDBMajorEngineVersions': perRegion((at) => engineSorts(at, 0)),
    }
  },
}
