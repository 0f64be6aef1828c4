// Reading Firehose delivery streams.
import {
  DescribeDeliveryStreamCommand,
  ListDeliveryStreamsCommand,
  type DeliveryStreamDescription,
  type DestinationDescription,
  type S3DestinationDescription,
} from '@aws-sdk/client-firehose'
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api'
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { awsError, collectorSuite, on, read } from '../support/collector-suite.ts'
import { arnOf, bucketArn } from '../support/messaging.ts'
import { collectorOf } from '../support/nodes.ts'

const streams = collectorOf('AWS::KinesisFirehose::DeliveryStream')
const streamArn = (name: string): string => arnOf('firehose', `deliverystream/${name}`)
const role = 'arn:aws:iam::111122223333:role/firehose'
const lakeKey = arnOf('kms', 'key/lake')

const s3 = (bucket: string, more: Partial<S3DestinationDescription> = {}): S3DestinationDescription => ({
  RoleARN: role,
  BucketARN: bucketArn(bucket),
  BufferingHints: { SizeInMBs: 5 },
  CompressionFormat: 'UNCOMPRESSED',
  EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
  ...more,
})
const logging = { Enabled: true, LogGroupName: '/aws/kinesisfirehose/x', LogStreamName: 'not read' }

const described = (
  DeliveryStreamName: string,
  destination: Omit<DestinationDescription, 'DestinationId'>,
  more: Partial<DeliveryStreamDescription> = {},
): DeliveryStreamDescription => ({
  DeliveryStreamName,
  DeliveryStreamARN: streamArn(DeliveryStreamName),
  DeliveryStreamStatus: 'ACTIVE',
  DeliveryStreamType: 'DirectPut',
  VersionId: '1',
  Destinations: [{ DestinationId: 'd1', ...destination }],
  HasMoreDestinations: false,
  ...more,
})

const lake = s3('lake', { EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: lakeKey } }, CloudWatchLoggingOptions: logging })
const descriptions: Readonly<Record<string, DeliveryStreamDescription>> = {
  lake: described(
    'lake',
    {
      S3DestinationDescription: lake,
      ExtendedS3DestinationDescription: { ...lake, S3BackupMode: 'Enabled', S3BackupDescription: s3('raw') },
    },
    {
      DeliveryStreamType: 'KinesisStreamAsSource',
      Source: { KinesisStreamSourceDescription: { KinesisStreamARN: arnOf('kinesis', 'stream/orders'), RoleARN: `${role}-source` } },
    },
  ),
  http: described(
    'http',
    {
      HttpEndpointDestinationDescription: {
        EndpointConfiguration: { Name: 'partner', Url: 'https://user:secret@Intake.Example.com:8443/v1?key=secret' },
        RequestConfiguration: { CommonAttributes: [{ AttributeName: 'token', AttributeValue: 'secret' }] },
        S3BackupMode: 'FailedDataOnly',
        S3DestinationDescription: s3('failed'),
        CloudWatchLoggingOptions: { Enabled: false },
      },
    },
    { DeliveryStreamEncryptionConfiguration: { Status: 'ENABLED', KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: arnOf('kms', 'key/stream') } },
  ),
  splunk: described('splunk', {
    SplunkDestinationDescription: {
      HECEndpoint: 'splunk.example.com:8088',
      HECToken: 'secret',
      S3BackupMode: 'FailedEventsOnly',
      S3DestinationDescription: s3('failed'),
    },
  }),
  redshift: described('redshift', {
    RedshiftDestinationDescription: {
      RoleARN: role,
      ClusterJDBCURL: 'jdbc:redshift://shop.abc.eu-west-1.redshift.amazonaws.com:5439/dev',
      CopyCommand: { DataTableName: 'not read' },
      Username: 'secret',
      S3DestinationDescription: s3('stage'),
    },
  }),
  search: described('search', {
    AmazonopensearchserviceDestinationDescription: {
      RoleARN: role,
      DomainARN: arnOf('es', 'domain/logs'),
      S3BackupMode: 'AllDocuments',
      S3DestinationDescription: s3('failed'),
    },
  }),
  snowflake: described('snowflake', {
    SnowflakeDestinationDescription: {
      AccountUrl: 'https://shop.snowflakecomputing.com',
      User: 'secret',
      RoleARN: role,
      S3DestinationDescription: s3('failed'),
    },
  }),
  vectors: described('vectors', {
    AmazonOpenSearchServerlessDestinationDescription: {
      CollectionEndpoint: 'https://c1.eu-west-1.aoss.amazonaws.com',
      RoleARN: role,
      S3DestinationDescription: s3('failed'),
    },
  }),
  iceberg: described('iceberg', { IcebergDestinationDescription: { RoleARN: role, S3DestinationDescription: s3('tables') } }),
}
const names = Object.keys(descriptions)
const describe = on(DescribeDeliveryStreamCommand, ({ DeliveryStreamName = '' }) => {
  const DeliveryStreamDescription = descriptions[DeliveryStreamName]
  if (!DeliveryStreamDescription) throw awsError('ResourceNotFoundException', 400)
  return { DeliveryStreamDescription }
})
/** Two at a time: the next page begins after the last name. */
const list = on(ListDeliveryStreamsCommand, ({ ExclusiveStartDeliveryStreamName: after, Limit }) => {
  assert.equal(Limit, 10_000)
  const start = after === undefined ? 0 : names.indexOf(after) + 1
  return { DeliveryStreamNames: names.slice(start, start + 2), HasMoreDeliveryStreams: start + 2 < names.length }
})
const tagged = on(GetResourcesCommand, {
  ResourceTagMappingList: [{ ResourceARN: streamArn('lake'), Tags: [{ Key: 'owner', Value: 'shop' }] }],
})

const bucket = (name: string, AWSKMSKeyARN?: string) => ({ BucketARN: bucketArn(name), AWSKMSKeyARN })
const plain = {
  RoleARN: role,
  buckets: [bucket('failed')],
  address: undefined,
  DomainARN: undefined,
  S3BackupMode: undefined,
  CloudWatchLoggingOptions: undefined,
}
const direct = {
  encryption: undefined,
  DeliveryStreamType: 'DirectPut',
  source: { KinesisStreamARN: undefined, MSKClusterARN: undefined, RoleARN: undefined },
}
const to = (...destinations: readonly object[]) => ({ facets: { description: { ...direct, destinations } } })

collectorSuite(streams, {
  listing: 'unpaged',
  answers: [list, describe, tagged],
  resources: {
    lake: {
      facets: {
        description: {
          encryption: undefined,
          DeliveryStreamType: 'KinesisStreamAsSource',
          source: { KinesisStreamARN: arnOf('kinesis', 'stream/orders'), MSKClusterARN: undefined, RoleARN: `${role}-source` },
          destinations: [
            {
              ...plain,
              type: 'S3',
              buckets: [bucket('lake', lakeKey), bucket('raw')],
              S3BackupMode: 'Enabled',
              CloudWatchLoggingOptions: { Enabled: true, LogGroupName: '/aws/kinesisfirehose/x' },
            },
          ],
        },
        tags: { owner: 'shop' },
      },
      edges: {
        'encrypted-with': [],
        'reads-from': [arnOf('kinesis', 'stream/orders')],
        'delivers-to': [bucketArn('lake'), bucketArn('raw')],
        'logs-to': [arnOf('logs', 'log-group:/aws/kinesisfirehose/x')],
        assumes: [`${role}-source`, role],
      },
    },
    http: {
      facets: {
        description: {
          ...direct,
          encryption: { Status: 'ENABLED', KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: arnOf('kms', 'key/stream') },
          destinations: [
            {
              ...plain,
              type: 'HttpEndpoint',
              address: { protocol: 'https:', host: 'intake.example.com' },
              S3BackupMode: 'FailedDataOnly',
              CloudWatchLoggingOptions: { Enabled: false, LogGroupName: undefined },
            },
          ],
        },
        tags: {},
      },
      edges: { 'encrypted-with': [arnOf('kms', 'key/stream')], 'delivers-to': [bucketArn('failed')], 'logs-to': [], assumes: [role] },
    },
    splunk: to({ ...plain, type: 'Splunk', address: { protocol: 'https:', host: 'splunk.example.com' }, S3BackupMode: 'FailedEventsOnly' }),
    redshift: to({
      ...plain,
      type: 'Redshift',
      buckets: [bucket('stage')],
      address: { protocol: 'redshift:', host: 'shop.abc.eu-west-1.redshift.amazonaws.com' },
    }),
    search: to({ ...plain, type: 'OpenSearch', DomainARN: arnOf('es', 'domain/logs'), S3BackupMode: 'AllDocuments' }),
    snowflake: to({ ...plain, type: 'Snowflake', address: { protocol: 'https:', host: 'shop.snowflakecomputing.com' } }),
    vectors: to({ ...plain, type: 'OpenSearchServerless', address: { protocol: 'https:', host: 'c1.eu-west-1.aoss.amazonaws.com' } }),
    iceberg: to({ ...plain, type: 'Iceberg', buckets: [bucket('tables')] }),
  },
})

it('keeps no key, token, user or path of a destination', async () => {
  const { inventory } = await read(streams, { listing: 'unpaged', answers: [list, describe, tagged], resources: {} })
  assert.doesNotMatch(JSON.stringify([...inventory.nodes.values()]), /secret|not read|v1/)
})

it('keeps the host that is really asked, however the address is written', async () => {
  const hosts = {
    'https://evil.example.net?@example.com/': 'evil.example.net',
    'https://evil.example.net#@example.com': 'evil.example.net',
    'https://evil.example.net/@example.com': 'evil.example.net',
    'https://evil.example.net\\@example.com': 'evil.example.net',
    'https://example.com@evil.example.net': 'evil.example.net',
    'https://example.com@@evil.example.net': 'evil.example.net',
    'HTTPS://Evil.Example.NET:8088': 'evil.example.net',
    'evil.example.net:8088': 'evil.example.net',
    // No address at all is not one that can be trusted.
    'https://': null,
    'https://a b': null,
  }
  for (const [HECEndpoint, host] of Object.entries(hosts)) {
    const splunk = described('splunk', { SplunkDestinationDescription: { HECEndpoint, S3DestinationDescription: s3('failed') } })
    const { nodes } = await read(
      streams,
      { listing: 'unpaged', answers: [], resources: {} },
      {
        facets: ['description'],
        answers: [
          on(ListDeliveryStreamsCommand, { DeliveryStreamNames: ['splunk'], HasMoreDeliveryStreams: false }),
          on(DescribeDeliveryStreamCommand, { DeliveryStreamDescription: splunk }),
        ],
      },
    )
    const fact = nodes[0]?.facets['description']
    const value: unknown = fact?.state === 'known' ? fact.value : null
    assert.deepEqual(/"host":"([^"]*)"/.exec(JSON.stringify(value))?.[1] ?? null, host, HECEndpoint)
  }
})

it('keeps the first page and knows that it is not all where the second is denied', async () => {
  const { nodes, inventory } = await read(
    streams,
    { listing: 'unpaged', answers: [list, describe, tagged], resources: {} },
    {
      facets: [],
      failing: {
        operation: 'firehose:ListDeliveryStreams',
        error: awsError('AccessDeniedException', 403),
        when: (input) => input['ExclusiveStartDeliveryStreamName'] !== undefined,
      },
    },
  )
  assert.deepEqual(nodes.map(({ name }) => name).sort(), names.slice(0, 2).sort())
  assert.ok(inventory.listings.every(({ complete }) => !complete))
})
