// Buckets as AWS makes them today, with whatever a test changes.
import type { FacetValue, FacetsOf } from '../../src/graph/kinds.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { account, region, resource } from './nodes.ts'
import { allows, document, type Statement } from './policies.ts'

type Facets = FacetsOf<'AWS::S3::Bucket'>
export type Block = NonNullable<Facets['publicAccessBlock']>

export const bucketArn = (name: string): string => `arn:aws:s3:::${name}`

export const closed: Block = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true }
export const open: Block = { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false }

export const bucket = (name: string, facets: Partial<Facets> = {}, BucketRegion: string = region): AnyNode =>
  resource('AWS::S3::Bucket', {
    name,
    arn: bucketArn(name),
    base: { BucketRegion },
    facets: {
      publicAccessBlock: closed,
      policy: null,
      ownership: 'BucketOwnerEnforced',
      acl: null,
      encryption: { SSEAlgorithm: 'AES256', KMSMasterKeyID: undefined, BucketKeyEnabled: false, BlockedEncryptionTypes: ['SSE-C'] },
      versioning: { Status: undefined, MFADelete: undefined },
      objectLock: null,
      replication: null,
      lifecycle: null,
      logging: null,
      website: null,
      notifications: { LambdaFunctionArns: [], QueueArns: [], TopicArns: [], EventBusArn: undefined },
      protectedResource: null,
      tags: {},
      ...facets,
    },
  })

export const sensitive = { tags: { 'data-classification': 'restricted' } } as const

/** A statement about everything in a bucket, and the bucket itself. */
export const onBucket = (name: string, ...statements: readonly Statement[]): string =>
  document(...statements.map((statement) => ({ ...statement, Resource: [bucketArn(name), `${bucketArn(name)}/*`] })))

/** A bucket with a policy about itself, and nothing that blocks it. */
export const policed = (name: string, ...statements: readonly Statement[]): AnyNode =>
  bucket(name, { policy: onBucket(name, ...statements), publicAccessBlock: null })

export const accountBlock = (block: Partial<Block> | null): AnyNode =>
  resource('AWS::S3::AccountPublicAccessBlock', {
    name: account,
    arn: `arn:aws:s3::${account}:account-public-access-block`,
    facets: { publicAccessBlock: block && { ...open, ...block } },
  })

export const accessPoint = (
  name: string,
  facets: Partial<FacetsOf<'AWS::S3::AccessPoint'>> = {},
  NetworkOrigin: 'Internet' | 'VPC' = 'Internet',
): AnyNode =>
  resource('AWS::S3::AccessPoint', {
    name,
    arn: `arn:aws:s3:${region}:${account}:accesspoint/${name}`,
    base: { Bucket: 'orders', NetworkOrigin, VpcId: NetworkOrigin === 'VPC' ? 'vpc-1' : undefined },
    facets: { publicAccessBlock: closed, policy: null, ...facets },
  })

export const everyoneReads: Statement = allows('*', 's3:GetObject')

export const trail = (
  name: string,
  S3BucketName: string,
  selectors: Partial<FacetValue<'AWS::CloudTrail::Trail', 'eventSelectors'>> = {},
  { IsLogging = true, IsMultiRegionTrail = true, HomeRegion = region } = {},
): AnyNode =>
  resource('AWS::CloudTrail::Trail', {
    name,
    arn: `arn:aws:cloudtrail:${HomeRegion}:${account}:trail/${name}`,
    base: {
      IsMultiRegionTrail,
      HomeRegion,
      IsOrganizationTrail: false,
      S3BucketName,
      SnsTopicARN: undefined,
      CloudWatchLogsLogGroupArn: undefined,
      KmsKeyId: undefined,
    },
    facets: { status: { IsLogging }, eventSelectors: { EventSelectors: [], AdvancedEventSelectors: [], ...selectors } },
  })
