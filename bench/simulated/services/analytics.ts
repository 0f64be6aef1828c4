// Athena, Glue, Lake Formation, Kinesis and Firehose.
import { account, countOf, dealt, inUse, listed, pageOf, regions as allRegions, text, used, type Service, type Size } from '../ask.ts'
import {
  allow,
  among,
  bucketArn,
  bucketName,
  daysAgo,
  deliveryArn,
  ec2Id,
  keyFor,
  near,
  nth,
  numberIn,
  owner,
  policyOf,
  roleArn,
  roleFor,
  streamArn,
  stranger,
} from '../names.ts'

/** Besides the work group `primary` of every region. */
const workGroup = (name: string, region: string, size: Size): object => {
  const index = name === 'primary' ? used.findIndex((one) => one === region) : numberIn(name)
  const bucket = index < 0 ? undefined : bucketName(near(index, size.buckets))
  return {
    Name: name,
    State: 'ENABLED',
    Configuration: {
      EnforceWorkGroupConfiguration: nth(index) % 2 === 0,
      PublishCloudWatchMetricsEnabled: true,
      EngineVersion: { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: 'Athena engine version 3' },
      ...(nth(index) % 3 === 0 ? { BytesScannedCutoffPerQuery: 1_000_000_000_000 } : {}),
      ResultConfiguration:
        bucket === undefined
          ? {}
          : {
              OutputLocation: `s3://${bucket}/results/`,
              ...(nth(index) % 2 === 0 ? { EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: keyFor(index, size) } } : {}),
            },
    },
  }
}

const databasesOf = ({ glueJobs }: Size): number => glueJobs
const connectionsOf = ({ glueJobs }: Size): number => Math.max(2, Math.round(glueJobs / 4))
const grantsOf = ({ glueJobs }: Size): number => glueJobs * 3
const consumes = (index: number): boolean => nth(index) % 3 === 0
const pages = { size: 'MaxResults', token: 'NextToken' } as const

export const analytics: Service = {
  answers: (size) => ({
    'athena:ListWorkGroups': (ask) => {
      const names = ['primary', ...dealt(size.workGroups, ask.region).map((index) => `group-${index}`)]
      const [page, NextToken] = pageOf(names, ask, { ...pages, most: 50 })
      return { WorkGroups: page.map((Name) => ({ Name, State: 'ENABLED' })), NextToken }
    },
    'athena:GetWorkGroup': ({ input, region }) => ({ WorkGroup: workGroup(text(input['WorkGroup']), region, size) }),
    'athena:ListQueryExecutions': ({ region }) => ({ QueryExecutionIds: region === used[0] ? ['query'] : [] }),
    'glue:GetConnections': (ask) => {
      const [page, NextToken] = pageOf(dealt(connectionsOf(size), ask.region), ask, { ...pages, most: 1000, usual: 100 })
      return {
        ConnectionList: page.map((index) => {
          const vpc = near(index, size.vpcs)
          return {
            Name: `connection-${index}`,
            ConnectionType: 'JDBC',
            ConnectionProperties: {
              JDBC_ENFORCE_SSL: String(nth(index) % 2 === 0),
              JDBC_CONNECTION_URL: 'jdbc:postgresql://db.example.com:5432/shop',
              USERNAME: 'etl',
            },
            PhysicalConnectionRequirements: {
              SubnetId: ec2Id('subnet', among(vpc, 0, size.vpcs, size.subnets)),
              SecurityGroupIdList: [ec2Id('sg', among(vpc, 0, size.vpcs, size.securityGroups))],
            },
          }
        }),
        NextToken,
      }
    },
    'glue:GetJobs': (ask) => {
      const [page, NextToken] = pageOf(dealt(size.glueJobs, ask.region), ask, { ...pages, most: 1000, usual: 100 })
      return {
        Jobs: page.map((index) => ({
          Name: `job-${index}`,
          Role: roleArn(roleFor('service', index, size)),
          Command: { Name: 'glueetl', PythonVersion: '3', ScriptLocation: `s3://${bucketName(near(index, size.buckets))}/job.py` },
          DefaultArguments:
            nth(index) % 8 === 5 ? { '--password': 'correct-horse-battery' } : { '--enable-continuous-cloudwatch-log': 'true' },
          GlueVersion: nth(index) % 4 === 0 ? '2.0' : '5.0',
          Connections: { Connections: [`connection-${near(index, connectionsOf(size))}`] },
          ...(nth(index) % 2 === 0 ? { SecurityConfiguration: 'encrypted' } : {}),
        })),
        NextToken,
      }
    },
    'glue:GetSecurityConfigurations': ({ region }) => {
      const at = used.findIndex((name) => name === region)
      if (at < 0) return { SecurityConfigurations: [] }
      const KmsKeyArn = keyFor(at, size)
      const EncryptionConfiguration = {
        S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn }],
        CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn },
        JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn },
      }
      return { SecurityConfigurations: [{ Name: 'encrypted', CreatedTimeStamp: daysAgo(10), EncryptionConfiguration }] }
    },
    'glue:GetDatabases': (ask) => {
      const [page, NextToken] = pageOf(dealt(databasesOf(size), ask.region), ask, { ...pages, most: 100 })
      return {
        DatabaseList: page.map((index) => ({ Name: `lake-${index}`, LocationUri: `s3://${bucketName(near(index, size.buckets))}/lake/` })),
        NextToken,
      }
    },
    'glue:GetResourcePolicy': ({ region }) =>
      region === used[0]
        ? { PolicyInJson: policyOf(allow(stranger, 'glue:GetTable', `arn:aws:glue:${region}:${account}:catalog`)) }
        : { refuse: 'EntityNotFoundException', status: 400 },
    'glue:GetDataCatalogEncryptionSettings': () => ({
      DataCatalogEncryptionSettings: {
        EncryptionAtRest: { CatalogEncryptionMode: 'DISABLED' },
        ConnectionPasswordEncryption: { ReturnConnectionPasswordEncrypted: false },
      },
    }),
    'lakeformation:GetDataLakeSettings': () => {
      const everyone = { Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL'] }
      return {
        DataLakeSettings: { DataLakeAdmins: [], CreateDatabaseDefaultPermissions: [everyone], CreateTableDefaultPermissions: [everyone] },
      }
    },
    'lakeformation:ListResources': ({ region }) => {
      const at = used.findIndex((name) => name === region)
      return { ResourceInfoList: at < 0 ? [] : [{ ResourceArn: bucketArn(at) }] }
    },
    'lakeformation:ListPermissions': (ask) => {
      const [page, NextToken] = pageOf(dealt(grantsOf(size), ask.region), ask, { ...pages, most: 1000, usual: 100 })
      return {
        PrincipalResourcePermissions: page.map((index) => ({
          Principal: { DataLakePrincipalIdentifier: roleArn(index % size.roles) },
          Resource: { Table: { CatalogId: account, DatabaseName: `lake-${near(index, databasesOf(size))}`, Name: `table-${index}` } },
          Permissions: ['SELECT', 'DESCRIBE'],
          PermissionsWithGrantOption: nth(index) % 5 === 0 ? ['SELECT'] : [],
        })),
        NextToken,
      }
    },
    'kinesis:ListStreams': (ask) => {
      const [page, NextToken] = pageOf(dealt(size.streams, ask.region), ask, { size: 'Limit', most: 100, token: 'NextToken' })
      return {
        StreamNames: page.map((index) => `stream-${index}`),
        StreamSummaries: page.map((index) => ({ StreamARN: streamArn(index), StreamName: `stream-${index}`, StreamStatus: 'ACTIVE' })),
        HasMoreStreams: NextToken !== undefined,
        NextToken,
      }
    },
    'kinesis:DescribeStreamSummary': ({ input }) => {
      const StreamARN = text(input['StreamARN'])
      const index = numberIn(StreamARN)
      return {
        StreamDescriptionSummary: {
          StreamARN,
          StreamName: `stream-${index}`,
          StreamStatus: 'ACTIVE',
          StreamModeDetails: { StreamMode: nth(index) % 2 === 0 ? 'ON_DEMAND' : 'PROVISIONED' },
          RetentionPeriodHours: 24,
          StreamCreationTimestamp: daysAgo(100),
          EnhancedMonitoring: [],
          EncryptionType: nth(index) % 2 === 0 ? 'KMS' : 'NONE',
          ...(nth(index) % 2 === 0 ? { KeyId: keyFor(index, size) } : {}),
          OpenShardCount: 4,
          ConsumerCount: consumes(index) ? 1 : 0,
        },
      }
    },
    'kinesis:GetResourcePolicy': ({ input }) => {
      const arn = text(input['ResourceARN'])
      const index = Number(/stream-(\d+)/.exec(arn)?.[1])
      return { Policy: nth(index) % 2 === 0 ? policyOf(allow(nth(index) % 4 === 0 ? stranger : owner, 'kinesis:GetRecords', arn)) : '{}' }
    },
    'kinesis:ListStreamConsumers': ({ input }) => {
      const ConsumerARN = `${text(input['StreamARN'])}/consumer/reader:1`
      return { Consumers: [{ ConsumerName: 'reader', ConsumerARN, ConsumerStatus: 'ACTIVE', ConsumerCreationTimestamp: daysAgo(10) }] }
    },
    'firehose:ListDeliveryStreams': (ask) => {
      const all = dealt(size.deliveryStreams, ask.region).map((index) => `delivery-${index}`)
      const from = all.indexOf(text(ask.input['ExclusiveStartDeliveryStreamName'])) + 1
      const DeliveryStreamNames = all.slice(from, from + Math.min(10_000, Number(ask.input['Limit'] ?? 10)))
      return { DeliveryStreamNames, HasMoreDeliveryStreams: from + DeliveryStreamNames.length < all.length }
    },
    'firehose:DescribeDeliveryStream': ({ input }) => {
      const index = numberIn(text(input['DeliveryStreamName']))
      const s3 = {
        RoleARN: roleArn(roleFor('service', index, size)),
        BucketARN: bucketArn(near(index, size.buckets)),
        BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
        CompressionFormat: 'GZIP',
        EncryptionConfiguration:
          nth(index) % 2 === 0 ? { KMSEncryptionConfig: { AWSKMSKeyARN: keyFor(index, size) } } : { NoEncryptionConfig: 'NoEncryption' },
        CloudWatchLoggingOptions: { Enabled: nth(index) % 3 === 0, LogGroupName: '/app/firehose', LogStreamName: 'errors' },
      }
      return {
        DeliveryStreamDescription: {
          DeliveryStreamName: `delivery-${index}`,
          DeliveryStreamARN: deliveryArn(index),
          DeliveryStreamStatus: 'ACTIVE',
          DeliveryStreamType: 'DirectPut',
          DeliveryStreamEncryptionConfiguration: { Status: nth(index) % 2 === 0 ? 'ENABLED' : 'DISABLED' },
          VersionId: '1',
          HasMoreDestinations: false,
          Destinations: [{ DestinationId: 'd-1', S3DestinationDescription: s3, ExtendedS3DestinationDescription: s3 }],
        },
      }
    },
  }),
  calls: (size, regions) => {
    const consumed = countOf(size.streams, consumes)
    return {
      'athena:ListWorkGroups': allRegions
        .slice(0, regions)
        .reduce((sum, region) => sum + Math.ceil((dealt(size.workGroups, region).length + 1) / 50), 0),
      'athena:GetWorkGroup': size.workGroups + regions,
      'athena:ListQueryExecutions': regions,
      'glue:GetConnections': listed(connectionsOf(size), 1000, regions),
      'glue:GetJobs': listed(size.glueJobs, 1000, regions),
      'glue:GetSecurityConfigurations': inUse(1, 1000) + regions - used.length,
      'glue:GetDatabases': listed(databasesOf(size), 100, regions),
      'glue:GetResourcePolicy': regions,
      'glue:GetDataCatalogEncryptionSettings': regions,
      'lakeformation:GetDataLakeSettings': regions,
      'lakeformation:ListResources': regions,
      'lakeformation:ListPermissions': listed(grantsOf(size), 1000, regions),
      'kinesis:ListStreams': listed(size.streams, 100, regions),
      'kinesis:DescribeStreamSummary': size.streams,
      'kinesis:GetResourcePolicy': size.streams + consumed,
      'kinesis:ListStreamConsumers': consumed,
      'firehose:ListDeliveryStreams': listed(size.deliveryStreams, 10_000, regions),
      'firehose:DescribeDeliveryStream': size.deliveryStreams,
    }
  },
}
