// S3 and what AWS Backup keeps.
import { account, countOf, dealt, inUse, listed, pageOf, text, type Refusal, type Service, type Size } from '../ask.ts'
import {
  allow,
  bucketArn,
  bucketName,
  daysAgo,
  databaseArn,
  functionArn,
  keyFor,
  near,
  nth,
  owner,
  policyOf,
  queueArn,
  regionOf,
  roleArn,
  roleFor,
  stranger,
  tableArn,
  topicArn,
  volumeArn,
} from '../names.ts'

/** Where people set it, ACLs count; there are few such buckets left. */
const hasAcls = (index: number): boolean => nth(index) % 10 === 7
const isVersioned = (index: number): boolean => nth(index) % 2 === 0
const pointsOf = ({ buckets }: Size): number => Math.max(2, Math.round(buckets / 20))

const none = (code: string): Refusal => ({ refuse: code, status: 404 })
const of = (name: unknown): number => Number(/^bucket-(\d+)-/.exec(text(name))?.[1])

const bucketPolicy = (index: number, { roles }: Size): string => {
  const objects = `${bucketArn(index)}/*`
  const refusesHttp = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucketArn(index), objects],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  }
  const reader = allow({ AWS: roleArn(near(index, roles)) }, ['s3:GetObject', 's3:PutObject'], objects)
  switch (nth(index) % 6) {
    case 0:
      return policyOf(refusesHttp, reader)
    case 2:
      return policyOf(refusesHttp, allow(stranger, 's3:GetObject', objects))
    case 4:
      return nth(index) % 24 === 4 ? policyOf(allow('*', 's3:GetObject', objects)) : policyOf(reader)
    default:
      return policyOf(allow(owner, 's3:*', objects))
  }
}

/** What AWS Backup keeps, by the region of the resource. */
const backedUp = (region: string, { tables, databases, instances, buckets }: Size): readonly string[] => [
  ...dealt(tables, region)
    .filter((index) => nth(index) % 2 === 0)
    .map(tableArn),
  ...dealt(databases, region)
    .filter((index) => nth(index) % 3 === 0)
    .map(databaseArn),
  ...dealt(instances, region)
    .filter((index) => nth(index) % 2 === 0)
    .map(volumeArn),
  ...dealt(buckets, region)
    .filter((index) => nth(index) % 5 === 0)
    .map(bucketArn),
]

export const storage: Service = {
  answers: (size) => ({
    's3:ListBuckets': (ask) => {
      const all = Array.from({ length: size.buckets }, (_, index) => index)
      const [page, ContinuationToken] = pageOf(all, ask, { size: 'max-buckets', most: 10_000, token: 'continuation-token' })
      return {
        Buckets: page.map((index) => ({ Name: bucketName(index), BucketRegion: regionOf(index), CreationDate: daysAgo(900) })),
        ContinuationToken,
      }
    },
    's3:GetPublicAccessBlock': ({ input }) => {
      const index = of(input['Bucket'])
      const on = nth(index) % 5 !== 3
      if (nth(index) % 9 === 4) return none('NoSuchPublicAccessBlockConfiguration')
      return {
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: on, RestrictPublicBuckets: on },
      }
    },
    's3:GetBucketPolicy': ({ input }) => {
      const index = of(input['Bucket'])
      return nth(index) % 3 === 1 ? none('NoSuchBucketPolicy') : { Policy: bucketPolicy(index, size) }
    },
    's3:GetBucketOwnershipControls': ({ input }) => {
      const ObjectOwnership = hasAcls(of(input['Bucket'])) ? 'ObjectWriter' : 'BucketOwnerEnforced'
      return { OwnershipControls: { Rules: [{ ObjectOwnership }] } }
    },
    's3:GetBucketAcl': () => ({
      Owner: { ID: 'c0ffee' },
      Grants: [{ Grantee: { Type: 'CanonicalUser', ID: 'c0ffee' }, Permission: 'FULL_CONTROL' }],
    }),
    's3:GetBucketEncryption': ({ input }) => {
      const index = of(input['Bucket'])
      const kms = { SSEAlgorithm: 'aws:kms', ...(nth(index) % 4 === 0 ? { KMSMasterKeyID: keyFor(index, size) } : {}) }
      return {
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: nth(index) % 2 === 0 ? kms : { SSEAlgorithm: 'AES256' },
              BucketKeyEnabled: nth(index) % 8 === 0,
            },
          ],
        },
      }
    },
    's3:GetBucketVersioning': ({ input }) => (isVersioned(of(input['Bucket'])) ? { Status: 'Enabled' } : {}),
    's3:GetObjectLockConfiguration': ({ input }) =>
      nth(of(input['Bucket'])) % 8 === 0
        ? { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 30 } } } }
        : none('ObjectLockConfigurationNotFoundError'),
    's3:GetBucketReplication': ({ input }) => {
      const index = of(input['Bucket'])
      if (nth(index) % 12 !== 0) return none('ReplicationConfigurationNotFoundError')
      const Destination = { Bucket: bucketArn((index + 1) % size.buckets) }
      return {
        ReplicationConfiguration: {
          Role: roleArn(roleFor('service', index, size)),
          Rules: [{ ID: 'all', Status: 'Enabled', Destination }],
        },
      }
    },
    's3:GetBucketLifecycleConfiguration': ({ input }) =>
      nth(of(input['Bucket'])) % 3 === 0
        ? { Rules: [{ ID: 'old', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 365 } }] }
        : none('NoSuchLifecycleConfiguration'),
    's3:GetBucketLogging': ({ input }) => {
      const index = of(input['Bucket'])
      const target = near(index + 2, size.buckets)
      return nth(index) % 4 === 0 ? { LoggingEnabled: { TargetBucket: bucketName(target), TargetPrefix: 'logs/' } } : {}
    },
    's3:GetBucketWebsite': ({ input }) =>
      nth(of(input['Bucket'])) % 25 === 11 ? { IndexDocument: { Suffix: 'index.html' } } : none('NoSuchWebsiteConfiguration'),
    's3:GetBucketNotificationConfiguration': ({ input }) => {
      const index = of(input['Bucket'])
      const Events = ['s3:ObjectCreated:*']
      switch (nth(index) % 6) {
        case 0:
          return { LambdaFunctionConfigurations: [{ LambdaFunctionArn: functionArn(near(index, size.functions)), Events }] }
        case 1:
          return { QueueConfigurations: [{ QueueArn: queueArn(near(index, size.queues)), Events }] }
        case 2:
          return { TopicConfigurations: [{ TopicArn: topicArn(near(index, size.topics)), Events }] }
        case 3:
          return { EventBridgeConfiguration: {} }
        default:
          return {}
      }
    },
    's3-control:GetPublicAccessBlock': () => none('NoSuchPublicAccessBlockConfiguration'),
    's3-control:ListAccessPoints': (ask) => {
      const [page, NextToken] = pageOf(dealt(pointsOf(size), ask.region), ask, { size: 'maxResults', most: 1000, token: 'nextToken' })
      return {
        AccessPointList: page.map((index) => ({
          Name: `point-${index}`,
          NetworkOrigin: 'Internet',
          Bucket: bucketName(near(index, size.buckets)),
          AccessPointArn: `arn:aws:s3:${ask.region}:${account}:accesspoint/point-${index}`,
          BucketAccountId: account,
        })),
        NextToken,
      }
    },
    's3-control:GetAccessPoint': ({ input }) => ({
      Name: text(input['Name']),
      NetworkOrigin: 'Internet',
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
    }),
    's3-control:GetAccessPointPolicy': () => none('NoSuchAccessPointPolicy'),
    'backup:ListProtectedResources': (ask) => {
      const [page, NextToken] = pageOf(backedUp(ask.region, size), ask, { size: 'maxResults', most: 1000, token: 'nextToken' })
      const LastBackupVaultArn = `arn:aws:backup:${ask.region}:${account}:backup-vault:Default`
      return { Results: page.map((ResourceArn) => ({ ResourceArn, LastBackupTime: daysAgo(1), LastBackupVaultArn })), NextToken }
    },
    'backup:ListBackupVaults': ({ region }) => ({
      BackupVaultList: [
        {
          BackupVaultName: 'Default',
          BackupVaultArn: `arn:aws:backup:${region}:${account}:backup-vault:Default`,
          Locked: region === 'eu-west-1',
        },
      ],
    }),
  }),
  calls: (size, regions) => {
    const { buckets } = size
    const versioned = countOf(buckets, isVersioned)
    return {
      's3:ListBuckets': Math.max(1, Math.ceil(buckets / 10_000)),
      's3:GetPublicAccessBlock': buckets,
      's3:GetBucketPolicy': buckets,
      's3:GetBucketOwnershipControls': buckets,
      's3:GetBucketAcl': countOf(buckets, hasAcls),
      's3:GetBucketEncryption': buckets,
      's3:GetBucketVersioning': buckets,
      's3:GetObjectLockConfiguration': versioned,
      's3:GetBucketReplication': versioned,
      's3:GetBucketLifecycleConfiguration': buckets,
      's3:GetBucketLogging': buckets,
      's3:GetBucketWebsite': buckets,
      's3:GetBucketNotificationConfiguration': buckets,
      's3-control:GetPublicAccessBlock': 1,
      's3-control:ListAccessPoints': listed(pointsOf(size), 1000, regions),
      's3-control:GetAccessPoint': pointsOf(size),
      's3-control:GetAccessPointPolicy': pointsOf(size),
      'backup:ListProtectedResources': inUse(
        2 * Math.max(...['eu-central-1', 'eu-west-1'].map((region) => backedUp(region, size).length)),
        1000,
      ),
      'backup:ListBackupVaults': inUse(1, 1000),
    }
  },
}
