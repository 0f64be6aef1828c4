// Amazon S3: buckets, each read in its own region.
import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketWebsiteCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  S3Client,
  type EncryptionType,
  type ExpirationStatus,
  type LifecycleRule as S3LifecycleRule,
  type ObjectOwnership,
  type Permission,
  type ServerSideEncryption,
} from '@aws-sdk/client-s3'
import { pages } from '../../src/aws/pages.ts'
import { unlessAbsent } from '../../src/collect/absent.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { once } from '../../src/collect/once.ts'
import { keyArn } from '../../src/graph/arn.ts'
import type { PolicyText } from '../../src/iam/policy.ts'
import { protectedInVault, type LockedProtection } from '../backup.ts'
import { unqualified } from '../lambda/arn.ts'
import { tags } from '../tagging.ts'
import { blockOf, type PublicAccessBlock } from './public-access-block.ts'
import { objectLock, replication, versioning, type ObjectLock, type Replication, type Versioning } from './versioned.ts'

interface LifecycleRule {
  ID: string | undefined
  Status: ExpirationStatus
  /** Whose keys it is for, all of them where it is empty; undefined where it picks objects by tag or size as well. */
  Prefix: string | undefined
  /** Days after which objects expire. */
  ExpirationDays: number | undefined
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-filters.html; rules of the first version have a prefix of their own. */
const prefixOf = ({ Filter, Prefix }: S3LifecycleRule): string | undefined => {
  if (!Filter) return Prefix ?? ''
  const some = Filter.And ?? Filter.Tag ?? Filter.ObjectSizeGreaterThan ?? Filter.ObjectSizeLessThan
  return some === undefined ? (Filter.Prefix ?? '') : undefined
}

interface Facets {
  publicAccessBlock: PublicAccessBlock | null
  policy: PolicyText | null
  /** `null` for buckets from before April 2023 in which nobody set it: their ACLs count. */
  ownership: ObjectOwnership | null
  /** Grants to groups: everyone, every AWS account, log delivery. `null` where ACLs are switched off. */
  acl: readonly { URI: string; Permission: Permission }[] | null
  encryption: {
    SSEAlgorithm: ServerSideEncryption
    /** ARN of a key or alias, for SSE-KMS. */
    KMSMasterKeyID: string | undefined
    BucketKeyEnabled: boolean
    BlockedEncryptionTypes: readonly EncryptionType[]
  } | null
  versioning: Versioning
  objectLock: ObjectLock | null
  replication: Replication | null
  lifecycle: readonly LifecycleRule[] | null
  logging: { TargetBucket: string } | null
  website: { RedirectAllRequestsTo: string | undefined } | null
  notifications: {
    LambdaFunctionArns: readonly string[]
    QueueArns: readonly string[]
    TopicArns: readonly string[]
    /** The default bus of the bucket's region, where EventBridge hears of everything. */
    EventBusArn: string | undefined
  }
  protectedResource: LockedProtection | null
  tags: Record<string, string>
}

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::S3::Bucket': {
      base: { BucketRegion: string }
      facets: Facets
      edges: {
        'encrypted-with': 'AWS::KMS::Key'
        'logs-to': 'AWS::S3::Bucket'
        'replicates-to': 'AWS::S3::Bucket'
        /** The role by which S3 replicates. */
        assumes: 'AWS::IAM::Role'
        triggers: 'AWS::Lambda::Function'
        'delivers-to': 'AWS::SQS::Queue' | 'AWS::SNS::Topic' | 'AWS::Events::EventBus'
      }
    }
  }
}

const ownershipOf = once((s3: S3Client, Bucket) =>
  unlessAbsent('s3:GetBucketOwnershipControls', ['OwnershipControlsNotFoundError'], async () => {
    const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))
    return member(OwnershipControls?.Rules?.at(0)?.ObjectOwnership, 'ObjectOwnership')
  }),
)

/** The ARN of another bucket of the same partition. */
const siblingArn = (arn: string, name: string): string => `${arn.slice(0, arn.lastIndexOf(':') + 1)}${name}`

export default defineCollector({
  kind: 'AWS::S3::Bucket',
  client: S3Client,
  scope: 'global',
  list: {
    calls: ['s3:ListBuckets'],
    run: (s3, at) =>
      // With a page size AWS also says where each bucket is. Emulators do not, and answer for every bucket in any region; where that were not so,
      // S3 would refuse with a redirect, and never answer for another bucket.
      pages(s3, ListBucketsCommand, { MaxBuckets: 10_000 }, (page) =>
        page.Buckets?.map((bucket) => ({
          arn: `arn:${at.partition}:s3:::${member(bucket.Name, 'Name')}`,
          name: member(bucket.Name, 'Name'),
          BucketRegion: bucket.BucketRegion ?? at.region,
        })),
      ),
  },
  readIn: ({ BucketRegion }) => BucketRegion,
  facets: {
    publicAccessBlock: {
      calls: ['s3:GetPublicAccessBlock'],
      read: async (s3, { name }) =>
        blockOf((await s3.send(new GetPublicAccessBlockCommand({ Bucket: name }))).PublicAccessBlockConfiguration),
      absent: ['NoSuchPublicAccessBlockConfiguration'],
    },
    policy: {
      calls: ['s3:GetBucketPolicy'],
      read: async (s3, { name }) => member((await s3.send(new GetBucketPolicyCommand({ Bucket: name }))).Policy, 'Policy'),
      absent: ['NoSuchBucketPolicy'],
    },
    ownership: { calls: ['s3:GetBucketOwnershipControls'], read: (s3, { name }) => ownershipOf(s3, name) },
    acl: {
      calls: ['s3:GetBucketAcl', 's3:GetBucketOwnershipControls'],
      async read(s3, { name }) {
        if ((await ownershipOf(s3, name)) === 'BucketOwnerEnforced') return null
        const { Grants } = await s3.send(new GetBucketAclCommand({ Bucket: name }))
        return member(Grants, 'Grants').flatMap(({ Grantee, Permission }) => {
          const { URI } = member(Grantee, 'Grantee')
          return URI === undefined ? [] : [{ URI, Permission: member(Permission, 'Permission') }]
        })
      },
    },
    encryption: {
      calls: ['s3:GetBucketEncryption'],
      async read(s3, { name }, at) {
        const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket: name }))
        const rule = member(ServerSideEncryptionConfiguration?.Rules?.at(0), 'Rules')
        const { SSEAlgorithm, KMSMasterKeyID } = member(rule.ApplyServerSideEncryptionByDefault, 'ApplyServerSideEncryptionByDefault')
        const algorithm = member(SSEAlgorithm, 'SSEAlgorithm')
        return {
          SSEAlgorithm: algorithm,
          // Without a name it is AWS's own key: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html
          KMSMasterKeyID: algorithm.startsWith('aws:kms') ? keyArn(KMSMasterKeyID ?? 'alias/aws/s3', at) : undefined,
          // Off and nothing blocked unless said: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionRule.html
          BucketKeyEnabled: rule.BucketKeyEnabled ?? false,
          BlockedEncryptionTypes: rule.BlockedEncryptionTypes?.EncryptionType ?? [],
        }
      },
      absent: ['ServerSideEncryptionConfigurationNotFoundError'],
    },
    versioning,
    objectLock,
    replication,
    lifecycle: {
      calls: ['s3:GetBucketLifecycleConfiguration'],
      read: async (s3, { name }) =>
        member((await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: name }))).Rules, 'Rules').map((rule) => ({
          ID: rule.ID,
          Status: member(rule.Status, 'Status'),
          Prefix: prefixOf(rule),
          ExpirationDays: rule.Expiration?.Days,
        })),
      absent: ['NoSuchLifecycleConfiguration'],
    },
    logging: {
      calls: ['s3:GetBucketLogging'],
      async read(s3, { name }) {
        const { LoggingEnabled } = await s3.send(new GetBucketLoggingCommand({ Bucket: name }))
        return LoggingEnabled ? { TargetBucket: member(LoggingEnabled.TargetBucket, 'TargetBucket') } : null
      },
    },
    website: {
      calls: ['s3:GetBucketWebsite'],
      async read(s3, { name }) {
        const { RedirectAllRequestsTo } = await s3.send(new GetBucketWebsiteCommand({ Bucket: name }))
        return { RedirectAllRequestsTo: RedirectAllRequestsTo?.HostName }
      },
      absent: ['NoSuchWebsiteConfiguration'],
    },
    notifications: {
      calls: ['s3:GetBucketNotificationConfiguration'],
      async read(s3, { name }, at) {
        const answer = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: name }))
        // AWS leaves out whatever is not set.
        return {
          LambdaFunctionArns: (answer.LambdaFunctionConfigurations ?? []).map((one) => member(one.LambdaFunctionArn, 'LambdaFunctionArn')),
          QueueArns: (answer.QueueConfigurations ?? []).map((one) => member(one.QueueArn, 'QueueArn')),
          TopicArns: (answer.TopicConfigurations ?? []).map((one) => member(one.TopicArn, 'TopicArn')),
          EventBusArn: answer.EventBridgeConfiguration && at.arn('events', 'event-bus/default'),
        }
      },
    },
    protectedResource: protectedInVault,
    tags,
  },
  edges: {
    'encrypted-with': { to: 'AWS::KMS::Key', from: 'encryption', ref: ({ KMSMasterKeyID }) => KMSMasterKeyID },
    'logs-to': { to: 'AWS::S3::Bucket', from: 'logging', ref: ({ TargetBucket }, bucket) => siblingArn(bucket.arn, TargetBucket) },
    'replicates-to': {
      to: 'AWS::S3::Bucket',
      from: 'replication',
      ref: ({ Rules }) => Rules.filter(({ Status }) => Status === 'Enabled').map(({ Destination }) => Destination.Bucket),
    },
    assumes: { to: 'AWS::IAM::Role', from: 'replication', ref: ({ Role }) => Role },
    triggers: { to: 'AWS::Lambda::Function', from: 'notifications', ref: ({ LambdaFunctionArns }) => LambdaFunctionArns.map(unqualified) },
    'delivers-to': {
      to: ['AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::Events::EventBus'],
      from: 'notifications',
      ref: ({ QueueArns, TopicArns, EventBusArn }) => [...QueueArns, ...TopicArns, ...(EventBusArn === undefined ? [] : [EventBusArn])],
    },
  },
  gone: ['NoSuchBucket'],
})
