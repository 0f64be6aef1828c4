// Amazon Data Firehose: delivery streams with their sources and destinations.
import {
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  ListDeliveryStreamsCommand,
  type CloudWatchLoggingOptions,
  type DeliveryStreamDescription,
  type DestinationDescription,
  type EncryptionConfiguration,
  type KeyType,
  type S3DestinationDescription,
} from '@aws-sdk/client-firehose'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'
import type { Scope } from '../src/graph/node.ts'
import { partitionOf } from '../src/graph/arn.ts'
import { tags } from './tagging.ts'

/** A bucket that records go to: as destination, on the way to it, or as backup of what failed. */
interface Bucket {
  BucketARN: string
  /** Key that Firehose itself encrypts objects with; undefined where it leaves that to the bucket. */
  AWSKMSKeyARN: string | undefined
}
/** One destination. Of URLs only scheme and host are kept; access keys, tokens and passwords end here. */
interface Destination {
  type: DestinationType
  RoleARN: string | undefined
  buckets: readonly Bucket[]
  /** Where it is not of AWS's making, or a database. */
  address: { protocol: string; host: string } | undefined
  /** Of an OpenSearch domain. */
  DomainARN: string | undefined
  S3BackupMode: string | undefined
  CloudWatchLoggingOptions: Pick<CloudWatchLoggingOptions, 'Enabled' | 'LogGroupName'> | undefined
}
type DestinationType = 'S3' | 'Redshift' | 'OpenSearch' | 'OpenSearchServerless' | 'Splunk' | 'HttpEndpoint' | 'Snowflake' | 'Iceberg'

interface Description {
  /** Of records on their way through, where they come by direct put. */
  encryption: { Status: string | undefined; KeyType: KeyType | undefined; KeyARN: string | undefined } | undefined
  DeliveryStreamType: string
  source: { KinesisStreamARN: string | undefined; MSKClusterARN: string | undefined; RoleARN: string | undefined }
  destinations: readonly Destination[]
}

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::KinesisFirehose::DeliveryStream': {
      base: object
      facets: { description: Description; tags: Record<string, string> }
      edges: {
        'encrypted-with': 'AWS::KMS::Key'
        'reads-from': 'AWS::Kinesis::Stream'
        'delivers-to': 'AWS::S3::Bucket'
        'logs-to': 'AWS::Logs::LogGroup'
        assumes: 'AWS::IAM::Role'
      }
    }
  }
}

const keyOf = (encryption: EncryptionConfiguration | undefined): string | undefined => encryption?.KMSEncryptionConfig?.AWSKMSKeyARN

const bucketOf = (s3: S3DestinationDescription | undefined): readonly Bucket[] =>
  s3 ? [{ BucketARN: member(s3.BucketARN, 'BucketARN'), AWSKMSKeyARN: keyOf(s3.EncryptionConfiguration) }] : []

/** `jdbc:redshift://host:5439/db`, `https://host/path?key=…`, `host:8088`. Throws for what is no address: it may lead anywhere. */
const addressOf = (text: string | undefined): Destination['address'] => {
  if (text === undefined) return undefined
  const url = text.replace(/^jdbc:/i, '')
  const { protocol, hostname } = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `https://${url}`)
  if (hostname === '') throw new TypeError('the address of a destination has no host')
  return { protocol, host: hostname.toLowerCase() }
}

/** What most descriptions of destinations have in common. */
interface Common {
  readonly RoleARN?: string | undefined
  readonly S3BackupMode?: string | undefined
  readonly S3DestinationDescription?: S3DestinationDescription | undefined
  readonly S3BackupDescription?: S3DestinationDescription | undefined
  readonly CloudWatchLoggingOptions?: CloudWatchLoggingOptions | undefined
}

const commonOf = (type: DestinationType, common: Common, url?: string, DomainARN?: string): Destination => ({
  type,
  // An HTTP endpoint and its like act by the role of the bucket that takes what fails.
  RoleARN: common.RoleARN ?? common.S3DestinationDescription?.RoleARN,
  buckets: [...bucketOf(common.S3DestinationDescription), ...bucketOf(common.S3BackupDescription)],
  address: addressOf(url),
  DomainARN,
  S3BackupMode: common.S3BackupMode,
  CloudWatchLoggingOptions: common.CloudWatchLoggingOptions && {
    Enabled: common.CloudWatchLoggingOptions.Enabled,
    LogGroupName: common.CloudWatchLoggingOptions.LogGroupName,
  },
})

const destinationOf = (destination: DestinationDescription): Destination => {
  const {
    AmazonopensearchserviceDestinationDescription: openSearch,
    AmazonOpenSearchServerlessDestinationDescription: serverless,
    ElasticsearchDestinationDescription: elasticsearch,
    ExtendedS3DestinationDescription: extended,
    HttpEndpointDestinationDescription: http,
    IcebergDestinationDescription: iceberg,
    RedshiftDestinationDescription: redshift,
    S3DestinationDescription: s3,
    SnowflakeDestinationDescription: snowflake,
    SplunkDestinationDescription: splunk,
  } = destination
  if (http) return commonOf('HttpEndpoint', http, member(http.EndpointConfiguration?.Url, 'Url'))
  if (splunk) return commonOf('Splunk', splunk, member(splunk.HECEndpoint, 'HECEndpoint'))
  if (snowflake) return commonOf('Snowflake', snowflake, member(snowflake.AccountUrl, 'AccountUrl'))
  if (redshift) return commonOf('Redshift', redshift, redshift.ClusterJDBCURL)
  if (serverless) return commonOf('OpenSearchServerless', serverless, serverless.CollectionEndpoint)
  const domain = openSearch ?? elasticsearch
  if (domain) return commonOf('OpenSearch', domain, domain.ClusterEndpoint, domain.DomainARN)
  if (iceberg) return commonOf('Iceberg', iceberg)
  // The extended description comes together with the older one, which says less.
  const bucket = member(extended ?? s3, 'S3DestinationDescription')
  const { buckets, ...common } = commonOf('S3', { ...extended, ...bucket, S3DestinationDescription: undefined })
  return { ...common, buckets: [...bucketOf(bucket), ...buckets] }
}

const sourceOf = (source: DeliveryStreamDescription['Source']): Description['source'] => ({
  KinesisStreamARN: source?.KinesisStreamSourceDescription?.KinesisStreamARN,
  MSKClusterARN: source?.MSKSourceDescription?.MSKClusterARN,
  RoleARN: source?.KinesisStreamSourceDescription?.RoleARN ?? source?.MSKSourceDescription?.AuthenticationConfiguration?.RoleARN,
})

const logGroupArn = (name: string, { account, region }: Scope): string =>
  `arn:${partitionOf(region)}:logs:${region}:${account}:log-group:${name}`

export default defineCollector({
  kind: 'AWS::KinesisFirehose::DeliveryStream',
  client: FirehoseClient,
  list: {
    calls: ['firehose:ListDeliveryStreams'],
    run: (client, at) =>
      pages(client, ListDeliveryStreamsCommand, { Limit: 10_000 }, (page) =>
        page.DeliveryStreamNames?.map((name) => ({ arn: at.arn('firehose', `deliverystream/${name}`), name })),
      ),
  },
  facets: {
    description: {
      calls: ['firehose:DescribeDeliveryStream'],
      async read(client, { name, arn }) {
        const { DeliveryStreamDescription } = await client.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: name }))
        const description = member(DeliveryStreamDescription, 'DeliveryStreamDescription')
        if (description.DeliveryStreamARN !== arn) throw new TypeError('the answer is about another delivery stream')
        const encryption = description.DeliveryStreamEncryptionConfiguration
        return {
          encryption: encryption && { Status: encryption.Status, KeyType: encryption.KeyType, KeyARN: encryption.KeyARN },
          DeliveryStreamType: member(description.DeliveryStreamType, 'DeliveryStreamType'),
          source: sourceOf(description.Source),
          destinations: member(description.Destinations, 'Destinations').map(destinationOf),
        }
      },
    },
    tags,
  },
  edges: {
    'encrypted-with': { to: 'AWS::KMS::Key', from: 'description', ref: ({ encryption }) => encryption?.KeyARN },
    'reads-from': { to: 'AWS::Kinesis::Stream', from: 'description', ref: ({ source }) => source.KinesisStreamARN },
    'delivers-to': {
      to: 'AWS::S3::Bucket',
      from: 'description',
      ref: ({ destinations }) => destinations.flatMap(({ buckets }) => buckets.map(({ BucketARN }) => BucketARN)),
    },
    'logs-to': {
      to: 'AWS::Logs::LogGroup',
      from: 'description',
      ref: ({ destinations }, item) =>
        destinations.flatMap(({ CloudWatchLoggingOptions: logging }) =>
          logging?.Enabled && logging.LogGroupName ? logGroupArn(logging.LogGroupName, item) : [],
        ),
    },
    assumes: {
      to: 'AWS::IAM::Role',
      from: 'description',
      ref: ({ source, destinations }) =>
        [source.RoleARN, ...destinations.map(({ RoleARN }) => RoleARN)].filter((role) => role !== undefined),
    },
  },
  gone: ['ResourceNotFoundException'],
})
