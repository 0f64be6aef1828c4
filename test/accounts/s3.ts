// The buckets of the reference account, with their access points.
import {
  CreateBucketCommand,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketReplicationCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutBucketWebsiteCommand,
  PutObjectLockConfigurationCommand,
  PutPublicAccessBlockCommand,
  type NotificationConfiguration,
  type ObjectOwnership,
  type S3Client,
} from '@aws-sdk/client-s3'
import {
  CreateAccessPointCommand,
  PutAccessPointPolicyCommand,
  PutPublicAccessBlockCommand as PutAccountBlockCommand,
} from '@aws-sdk/client-s3-control'
import { account, allow, arnOf, foreignAccount, home, pilot, policy, roleArn, tags, type Ground, type Statement } from './ground.ts'
import { createRole } from './iam.ts'
import type { Reference } from './reference.ts'

interface Bucket {
  readonly name: string
  readonly region?: string
  /** From before April 2023: ACLs count, nothing is blocked. */
  readonly old?: { readonly acl: 'private' | 'public-read' | 'public-read-write' }
  readonly ownership?: ObjectOwnership
  /** Alias of a key. */
  readonly key?: string
  readonly bucketKey?: true
  /** SSE-C still works here; moto cannot keep it, the overlay shows it. */
  readonly customerKeys?: true
  readonly versioning?: 'Enabled' | 'Suspended'
  /** Days in compliance mode. */
  readonly lock?: number
  readonly replica?: { readonly bucket: string; readonly account?: string }
  readonly expires?: number
  readonly logs?: true
  readonly website?: true
  readonly notifications?: NotificationConfiguration
  readonly statements?: readonly Statement[]
  readonly tags?: Record<string, string>
}

export const bucketArn = (name: string): string => `arn:aws:s3:::${name}`
const within = (name: string): readonly string[] => [bucketArn(name), `${bucketArn(name)}/*`]
const tlsOnly = (name: string): Statement => ({
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: within(name),
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
})
const ownOnly = (name: string): Statement => ({
  Sid: 'OwnIdentities',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: within(name),
  Condition: {
    StringNotEqualsIfExists: { 'aws:PrincipalAccount': account },
    BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
  },
})
const fromHere = { StringEquals: { 'aws:SourceAccount': account } }

export const auditTrail = arnOf('cloudtrail', 'trail/audit')

export const buckets: readonly Bucket[] = [
  {
    name: 'shop-logs',
    expires: 90,
    statements: [
      allow('s3:PutObject', `${bucketArn('shop-logs')}/*`, {
        Sid: 'AccessLogs',
        Principal: { Service: 'logging.s3.amazonaws.com' },
        Condition: fromHere,
      }),
      // Elastic Load Balancing in Frankfurt.
      allow('s3:PutObject', `${bucketArn('shop-logs')}/alb/*`, { Sid: 'Balancers', Principal: { AWS: 'arn:aws:iam::054676820928:root' } }),
      allow('s3:PutObject', `${bucketArn('shop-logs')}/flow/*`, { Sid: 'FlowLogs', Principal: { Service: 'delivery.logs.amazonaws.com' } }),
      tlsOnly('shop-logs'),
    ],
    tags: tags('platform', 'internal'),
  },
  {
    name: 'shop-audit',
    key: 'analytics',
    bucketKey: true,
    versioning: 'Enabled',
    lock: 365,
    expires: 730,
    logs: true,
    statements: [
      tlsOnly('shop-audit'),
      ownOnly('shop-audit'),
      allow(['s3:PutObject', 's3:GetBucketAcl'], within('shop-audit'), {
        Sid: 'Trail',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceArn': auditTrail } },
      }),
    ],
    tags: tags('platform', 'restricted'),
  },
  {
    name: 'shop-data-lake',
    key: 'analytics',
    versioning: 'Enabled',
    replica: { bucket: 'shop-data-lake-replica' },
    expires: 1095,
    logs: true,
    notifications: { EventBridgeConfiguration: {} },
    statements: [tlsOnly('shop-data-lake'), ownOnly('shop-data-lake')],
    tags: tags('analytics', 'confidential'),
  },
  {
    name: 'shop-data-lake-replica',
    region: pilot,
    versioning: 'Enabled',
    statements: [tlsOnly('shop-data-lake-replica')],
    tags: tags('analytics', 'internal'),
  },
  // Handed to whoever asked: a processor's account, no versions, no logs, and nobody knows when it is emptied.
  {
    name: 'shop-customer-exports',
    statements: [
      allow(['s3:GetObject', 's3:PutObject', 's3:PutObjectAcl'], within('shop-customer-exports'), {
        Sid: 'Processor',
        Principal: { AWS: `arn:aws:iam::${foreignAccount}:root` },
      }),
    ],
    tags: tags('customers', 'restricted'),
  },
  {
    name: 'shop-partner-share',
    versioning: 'Enabled',
    replica: { bucket: 'partner-landing-zone', account: foreignAccount },
    tags: tags('partners', 'internal'),
  },
  // From the first days: the pictures of the site, straight from the bucket.
  {
    name: 'shop-images',
    old: { acl: 'public-read' },
    website: true,
    customerKeys: true,
    statements: [allow('s3:GetObject', `${bucketArn('shop-images')}/*`, { Sid: 'Site', Principal: '*' })],
    tags: { owner: 'web' },
  },
  // Where customers put their pictures, and anybody else anything.
  {
    name: 'shop-uploads',
    old: { acl: 'public-read-write' },
    customerKeys: true,
    statements: [allow('s3:PutObject', `${bucketArn('shop-uploads')}/*`, { Sid: 'Form', Principal: '*' })],
    notifications: {
      LambdaFunctionConfigurations: [{ LambdaFunctionArn: arnOf('lambda', 'function:uploads-scan'), Events: ['s3:ObjectRemoved:*'] }],
      QueueConfigurations: [
        {
          QueueArn: arnOf('sqs', 'uploads'),
          Events: ['s3:ObjectCreated:*'],
          Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'in/' }] } },
        },
      ],
    },
    tags: tags('customers', 'restricted'),
  },
  // Open as well, but what it says counts no more.
  {
    name: 'shop-catalogue',
    versioning: 'Suspended',
    ownership: 'BucketOwnerPreferred',
    statements: [allow('s3:GetObject', `${bucketArn('shop-catalogue')}/*`, { Sid: 'Feed', Principal: '*' })],
    tags: tags('web', 'internal'),
  },
  {
    name: `aws-glue-assets-${account}-${home}`,
    statements: [tlsOnly(`aws-glue-assets-${account}-${home}`)],
    tags: tags('analytics', 'internal'),
  },
]

/** Made in a hurry in the second week. */
export const weekTwoBucket: Bucket = { name: 'shop-refund-documents', versioning: 'Enabled', tags: tags('payments', 'restricted') }

const closed = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true }

const protect = async (s3: S3Client, bucket: Bucket, keys: Reference['keys']): Promise<void> => {
  const Bucket = bucket.name
  const ObjectOwnership = bucket.ownership ?? (bucket.old ? undefined : 'BucketOwnerEnforced')
  if (ObjectOwnership) await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules: [{ ObjectOwnership }] } }))
  if (bucket.old) await s3.send(new PutBucketAclCommand({ Bucket, ACL: bucket.old.acl }))
  const key = bucket.key === undefined ? undefined : arnOf('kms', `key/${keys.get(bucket.key) ?? ''}`)
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault:
              key === undefined ? { SSEAlgorithm: 'AES256' } : { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
            BucketKeyEnabled: bucket.bucketKey ?? false,
          },
        ],
      },
    }),
  )
  if (bucket.statements) await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(...bucket.statements) }))
  if (!bucket.old) await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: closed }))
}

export const createBucket = async (ground: Ground, bucket: Bucket, keys: Reference['keys']): Promise<void> => {
  const Bucket = bucket.name
  const region = bucket.region ?? home
  const { s3 } = ground.in(region)
  await s3.send(
    new CreateBucketCommand({
      Bucket,
      CreateBucketConfiguration: { LocationConstraint: region as 'eu-central-1' | 'eu-west-1' },
      ...(bucket.lock !== undefined && { ObjectLockEnabledForBucket: true }),
    }),
  )
  if (bucket.versioning) await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: bucket.versioning } }))
  if (bucket.lock !== undefined) {
    const Rule = { DefaultRetention: { Mode: 'COMPLIANCE' as const, Days: bucket.lock } }
    await s3.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule } }))
  }
  if (bucket.expires !== undefined) {
    const Rules = [{ ID: 'expire', Status: 'Enabled' as const, Filter: { Prefix: '' }, Expiration: { Days: bucket.expires } }]
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }))
  }
  if (bucket.website) {
    await s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration: { IndexDocument: { Suffix: 'index.html' } } }))
  }
  if (bucket.notifications) {
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket,
        NotificationConfiguration: bucket.notifications,
        SkipDestinationValidation: true,
      }),
    )
  }
  if (bucket.logs) {
    const LoggingEnabled = { TargetBucket: 'shop-logs', TargetPrefix: `${Bucket}/` }
    await s3.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: { LoggingEnabled } }))
  }
  if (bucket.tags) {
    const TagSet = Object.entries(bucket.tags).map(([Key, Value]) => ({ Key, Value }))
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }))
  }
  await protect(s3, bucket, keys)
}

const replicate = async (ground: Ground, { name, region = home, replica }: Bucket): Promise<void> => {
  if (!replica) return
  const Destination = { Bucket: bucketArn(replica.bucket), ...(replica.account !== undefined && { Account: replica.account }) }
  await ground.in(region).s3.send(
    new PutBucketReplicationCommand({
      Bucket: name,
      ReplicationConfiguration: {
        Role: roleArn('bucket-replication'),
        Rules: [
          {
            ID: 'all',
            Status: 'Enabled',
            Priority: 1,
            Filter: { Prefix: '' },
            DeleteMarkerReplication: { Status: 'Disabled' },
            Destination,
          },
        ],
      },
    }),
  )
}

/** What the CDK made when somebody tried it; its bucket was emptied and deleted a year ago. */
const forgottenAssets = `cdk-hnb659fds-assets-${account}-${pilot}`

const trustOf = (Service: string): string => policy({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' })

export const buildBuckets = async (ground: Ground, { keys, network, labels }: Reference): Promise<void> => {
  await createRole(ground, {
    name: 'bucket-replication',
    trust: trustOf('s3.amazonaws.com'),
    inline: { replication: policy(allow(['s3:GetReplicationConfiguration', 's3:ListBucket'], bucketArn('shop-data-lake'))) },
  })
  await createRole(ground, {
    name: `cdk-hnb659fds-cfn-exec-role-${account}-${pilot}`,
    trust: trustOf('cloudformation.amazonaws.com'),
    inline: { assets: policy(allow(['s3:GetObject*', 's3:GetBucket*', 's3:List*'], within(forgottenAssets))) },
  })
  await createRole(ground, {
    name: 'glue-studio',
    trust: trustOf('glue.amazonaws.com'),
    inline: { assets: policy(allow(['s3:GetObject', 's3:PutObject'], within(`aws-glue-assets-${account}-${home}`))) },
  })
  for (const bucket of buckets) await createBucket(ground, bucket, keys)
  for (const bucket of buckets) await replicate(ground, bucket)
  const { s3Control } = ground.in(home)
  const points = [
    { Name: 'lake-analysts', PublicAccessBlockConfiguration: closed, VpcConfiguration: { VpcId: network.vpc } },
    { Name: 'lake-partners', PublicAccessBlockConfiguration: { ...closed, BlockPublicPolicy: false, RestrictPublicBuckets: false } },
  ]
  for (const point of points) {
    const { Alias } = await s3Control.send(new CreateAccessPointCommand({ AccountId: account, Bucket: 'shop-data-lake', ...point }))
    if (Alias) labels.set(Alias, `alias ${point.Name}`)
  }
  await s3Control.send(
    new PutAccessPointPolicyCommand({
      AccountId: account,
      Name: 'lake-partners',
      Policy: policy(allow('s3:GetObject', `${arnOf('s3', 'accesspoint/lake-partners')}/object/*`, { Sid: 'Partners', Principal: '*' })),
    }),
  )
}

/** The account is closed to the public, but for ACLs that are there; uploads go through a form of their own now. */
export const weekTwoBuckets = async (ground: Ground, { keys }: Pick<Reference, 'keys'>): Promise<void> => {
  const { s3, s3Control } = ground.in(home)
  await s3Control.send(
    new PutAccountBlockCommand({ AccountId: account, PublicAccessBlockConfiguration: { ...closed, IgnorePublicAcls: false } }),
  )
  await s3.send(new PutBucketAclCommand({ Bucket: 'shop-uploads', ACL: 'private' }))
  await s3.send(new PutBucketVersioningCommand({ Bucket: 'shop-customer-exports', VersioningConfiguration: { Status: 'Enabled' } }))
  await createBucket(ground, weekTwoBucket, keys)
}
