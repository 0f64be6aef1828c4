// Builds the buckets of the reference account, with their access points.
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
  type S3Client,
} from '@aws-sdk/client-s3'
import {
  CreateAccessPointCommand,
  PutAccessPointPolicyCommand,
  PutPublicAccessBlockCommand as PutAccountBlockCommand,
} from '@aws-sdk/client-s3-control'
import { bucketArn, buckets, weekTwoBucket, within, type Bucket } from './buckets.ts'
import { account, allow, arnOf, home, pilot, policy, roleArn, type Ground } from './ground.ts'
import { createRole } from './iam.ts'
import type { Reference } from './reference.ts'

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
