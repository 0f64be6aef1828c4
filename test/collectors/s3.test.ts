// Buckets, access points and the account's block public access, read through the real runner.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ListBackupVaultsCommand, ListProtectedResourcesCommand } from '@aws-sdk/client-backup'
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api'
import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketReplicationCommand,
  GetBucketVersioningCommand,
  GetBucketWebsiteCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
} from '@aws-sdk/client-s3'
import {
  GetAccessPointCommand,
  GetAccessPointPolicyCommand,
  GetPublicAccessBlockCommand as GetAccountPublicAccessBlockCommand,
  ListAccessPointsCommand,
} from '@aws-sdk/client-s3-control'
import accessPoint from '../../collectors/s3/access-points.ts'
import accountBlock from '../../collectors/s3/account.ts'
import bucket from '../../collectors/s3/buckets.ts'
import { awsError, collectorSuite, listing, on, read, type Suite } from '../support/collector-suite.ts'
import { account, now, region } from '../support/nodes.ts'
import { bucketArn, closed, open } from '../support/s3.ts'

const policy = '{"Version":"2012-10-17","Statement":[]}'
const queue = `arn:aws:sqs:${region}:${account}:uploads`
const topic = `arn:aws:sns:${region}:${account}:uploads`
const thumbnails = `arn:aws:lambda:${region}:${account}:function:thumbnails`
const bus = `arn:aws:events:${region}:${account}:event-bus/default`
const key = `arn:aws:kms:${region}:${account}:key/data`
const role = `arn:aws:iam::${account}:role/replication`
const vault = `arn:aws:backup:${region}:${account}:backup-vault:shop`

/** `orders` has everything, `old` is from before 2023 and never was versioned, `plain` is as AWS makes buckets today. */
const suite: Suite = {
  listing: listing(ListBucketsCommand, {
    token: ['ContinuationToken', 'ContinuationToken'],
    pages: [
      { Buckets: [{ Name: 'orders', BucketRegion: region, CreationDate: now }] },
      {
        Buckets: [
          { Name: 'old', BucketRegion: region },
          { Name: 'plain', BucketRegion: region },
        ],
      },
    ],
    empty: { Buckets: [] },
  }),
  answers: [
    on(GetPublicAccessBlockCommand, ({ Bucket }) => {
      if (Bucket === 'old') throw awsError('NoSuchPublicAccessBlockConfiguration', 404)
      return { PublicAccessBlockConfiguration: closed }
    }),
    on(GetBucketPolicyCommand, ({ Bucket }) => {
      if (Bucket !== 'orders') throw awsError('NoSuchBucketPolicy', 404)
      return { Policy: policy }
    }),
    on(GetBucketOwnershipControlsCommand, ({ Bucket }) => {
      if (Bucket === 'old') throw awsError('OwnershipControlsNotFoundError', 404)
      return {
        OwnershipControls: {
          Rules: [{ ObjectOwnership: Bucket === 'orders' ? ('BucketOwnerPreferred' as const) : ('BucketOwnerEnforced' as const) }],
        },
      }
    }),
    on(GetBucketAclCommand, ({ Bucket }) => ({
      Owner: { ID: 'not read' },
      Grants: [
        { Grantee: { Type: 'CanonicalUser' as const, ID: 'not read' }, Permission: 'FULL_CONTROL' as const },
        ...(Bucket === 'old'
          ? [{ Grantee: { Type: 'Group' as const, URI: 'http://acs.amazonaws.com/groups/global/AllUsers' }, Permission: 'READ' as const }]
          : []),
      ],
    })),
    on(GetBucketEncryptionCommand, ({ Bucket }) => {
      if (Bucket === 'old') throw awsError('ServerSideEncryptionConfigurationNotFoundError', 404)
      const rule =
        Bucket === 'orders'
          ? {
              ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: 'data' },
              BucketKeyEnabled: true,
              BlockedEncryptionTypes: { EncryptionType: ['SSE-C' as const] },
            }
          : { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }
      return { ServerSideEncryptionConfiguration: { Rules: [rule] } }
    }),
    on(GetBucketVersioningCommand, ({ Bucket }) =>
      Bucket === 'orders'
        ? { Status: 'Enabled' as const, MFADelete: 'Disabled' as const }
        : Bucket === 'plain'
          ? { Status: 'Suspended' as const }
          : {},
    ),
    on(GetObjectLockConfigurationCommand, ({ Bucket }) => {
      if (Bucket !== 'orders') throw awsError('ObjectLockConfigurationNotFoundError', 404)
      return {
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled' as const,
          Rule: { DefaultRetention: { Mode: 'GOVERNANCE' as const, Days: 30 } },
        },
      }
    }),
    on(GetBucketReplicationCommand, ({ Bucket }) => {
      if (Bucket !== 'orders') throw awsError('ReplicationConfigurationNotFoundError', 404)
      const copy = (name: string, Status: 'Enabled' | 'Disabled') => ({
        ID: name,
        Status,
        Destination: { Bucket: bucketArn(name), Account: account },
      })
      return { ReplicationConfiguration: { Role: role, Rules: [copy('orders-copy', 'Enabled'), copy('elsewhere', 'Disabled')] } }
    }),
    on(GetBucketLifecycleConfigurationCommand, ({ Bucket }) => {
      if (Bucket !== 'orders') throw awsError('NoSuchLifecycleConfiguration', 404)
      return {
        Rules: [
          { ID: 'expire', Status: 'Enabled' as const, Filter: { Prefix: '' }, Expiration: { Days: 30 } },
          { Status: 'Disabled' as const, Filter: { Tag: { Key: 'temporary', Value: 'yes' } } },
        ],
      }
    }),
    on(GetBucketLoggingCommand, ({ Bucket }) =>
      Bucket === 'orders' ? { LoggingEnabled: { TargetBucket: 'logs', TargetPrefix: 'orders/' } } : {},
    ),
    on(GetBucketWebsiteCommand, ({ Bucket }) => {
      if (Bucket !== 'old') throw awsError('NoSuchWebsiteConfiguration', 404)
      return { IndexDocument: { Suffix: 'index.html' } }
    }),
    on(GetBucketNotificationConfigurationCommand, ({ Bucket }) =>
      Bucket === 'orders'
        ? {
            LambdaFunctionConfigurations: [{ LambdaFunctionArn: `${thumbnails}:live`, Events: ['s3:ObjectCreated:*' as const] }],
            QueueConfigurations: [{ QueueArn: queue, Events: ['s3:ObjectCreated:*' as const] }],
            TopicConfigurations: [{ TopicArn: topic, Events: ['s3:ObjectRemoved:*' as const] }],
            EventBridgeConfiguration: {},
          }
        : {},
    ),
    on(ListProtectedResourcesCommand, {
      Results: [
        { ResourceArn: bucketArn('orders'), LastBackupTime: now, LastBackupVaultArn: vault },
        {
          ResourceArn: bucketArn('plain'),
          LastBackupTime: now,
          LastBackupVaultArn: 'arn:aws:backup:eu-west-1:222222222222:backup-vault:theirs',
        },
      ],
    }),
    on(ListBackupVaultsCommand, { BackupVaultList: [{ BackupVaultArn: vault, Locked: true }] }),
    on(GetResourcesCommand, { ResourceTagMappingList: [{ ResourceARN: bucketArn('orders'), Tags: [{ Key: 'owner', Value: 'orders' }] }] }),
  ],
  resources: {
    orders: {
      base: { BucketRegion: region },
      facets: {
        publicAccessBlock: closed,
        policy,
        ownership: 'BucketOwnerPreferred',
        acl: [],
        encryption: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key, BucketKeyEnabled: true, BlockedEncryptionTypes: ['SSE-C'] },
        versioning: { Status: 'Enabled', MFADelete: 'Disabled' },
        objectLock: { ObjectLockEnabled: 'Enabled', DefaultRetention: { Mode: 'GOVERNANCE', Days: 30, Years: undefined } },
        replication: {
          Role: role,
          Rules: [
            { ID: 'orders-copy', Status: 'Enabled', Destination: { Bucket: bucketArn('orders-copy'), Account: account } },
            { ID: 'elsewhere', Status: 'Disabled', Destination: { Bucket: bucketArn('elsewhere'), Account: account } },
          ],
        },
        lifecycle: [
          { ID: 'expire', Status: 'Enabled', Prefix: '', ExpirationDays: 30 },
          { ID: undefined, Status: 'Disabled', Prefix: undefined, ExpirationDays: undefined },
        ],
        logging: { TargetBucket: 'logs' },
        website: null,
        notifications: { LambdaFunctionArns: [`${thumbnails}:live`], QueueArns: [queue], TopicArns: [topic], EventBusArn: bus },
        protectedResource: { LastBackupTime: now, LastBackupVaultArn: vault, Locked: true },
        tags: { owner: 'orders' },
      },
      edges: {
        'encrypted-with': [key],
        'logs-to': [bucketArn('logs')],
        'replicates-to': [bucketArn('orders-copy')],
        assumes: [role],
        triggers: [thumbnails],
        'delivers-to': [queue, topic, bus],
      },
    },
    old: {
      facets: {
        publicAccessBlock: null,
        policy: null,
        ownership: null,
        acl: [{ URI: 'http://acs.amazonaws.com/groups/global/AllUsers', Permission: 'READ' }],
        encryption: null,
        versioning: { Status: undefined, MFADelete: undefined },
        objectLock: null,
        replication: null,
        lifecycle: null,
        logging: null,
        website: { RedirectAllRequestsTo: undefined },
        notifications: { LambdaFunctionArns: [], QueueArns: [], TopicArns: [], EventBusArn: undefined },
        protectedResource: null,
        tags: {},
      },
      edges: { 'encrypted-with': [], 'logs-to': [], 'replicates-to': [], assumes: [], triggers: [], 'delivers-to': [] },
    },
    plain: {
      facets: {
        acl: null,
        encryption: { SSEAlgorithm: 'AES256', KMSMasterKeyID: undefined, BucketKeyEnabled: false, BlockedEncryptionTypes: [] },
        objectLock: null,
        replication: null,
        protectedResource: {
          LastBackupTime: now,
          LastBackupVaultArn: 'arn:aws:backup:eu-west-1:222222222222:backup-vault:theirs',
          Locked: undefined,
        },
      },
      edges: { 'encrypted-with': [] },
    },
  },
}

collectorSuite(bucket, suite)

test('asks no bucket what it cannot have, and nothing twice', async () => {
  const { sent } = await read(bucket, suite)
  const count = (operation: string): number => sent.filter((one) => one === operation).length
  assert.deepEqual(
    {
      ownership: count('s3:GetBucketOwnershipControls'),
      acl: count('s3:GetBucketAcl'),
      versioning: count('s3:GetBucketVersioning'),
      lock: count('s3:GetObjectLockConfiguration'),
      replication: count('s3:GetBucketReplication'),
    },
    // ACLs of the two whose ACLs count, locks and replicas of the two that have or had versions.
    { ownership: 3, acl: 2, versioning: 3, lock: 2, replication: 2 },
  )
  const buckets = 3
  assert.ok(sent.filter((one) => one.startsWith('s3:')).length - 2 <= 12 * buckets, 'no more than twelve calls a bucket')
})

test('a missing right to read ownership or versions says nothing of what hangs on them', async () => {
  for (const [operation, hidden] of [
    ['s3:GetBucketOwnershipControls', ['ownership', 'acl']],
    ['s3:GetBucketVersioning', ['versioning', 'objectLock', 'replication']],
  ] as const) {
    const failing = {
      operation,
      error: awsError('AccessDenied', 403),
      when: (input: Readonly<Record<string, unknown>>) => input['Bucket'] === 'orders',
    }
    const { nodes } = await read(bucket, suite, { failing })
    const orders = nodes.find(({ name }) => name === 'orders')
    const unknown = Object.entries(orders?.facets ?? {}).flatMap(([name, fact]) => (fact.state === 'unknown' ? [name] : []))
    assert.deepEqual(unknown.sort(), [...hidden].sort())
  }
})

test('a refusal is no absence, even under the code of one', async () => {
  const failing = { operation: 's3:GetBucketOwnershipControls', error: awsError('OwnershipControlsNotFoundError', 403) } as const
  const { nodes, sent } = await read(bucket, suite, { facets: ['acl'], failing })
  assert.equal(nodes.filter(({ facets }) => facets['acl']?.state === 'unknown').length, 1)
  assert.equal(sent.filter((one) => one === 's3:GetBucketAcl').length, 1)
})

collectorSuite(accountBlock, {
  listing: 'unpaged',
  answers: [on(GetAccountPublicAccessBlockCommand, { PublicAccessBlockConfiguration: open })],
  resources: { [account]: { facets: { publicAccessBlock: open } } },
})

const pointArn = (name: string): string => `arn:aws:s3:${region}:${account}:accesspoint/${name}`
const point = (Name: string) => ({ Name, AccessPointArn: pointArn(Name), Bucket: 'orders', NetworkOrigin: 'Internet' as const })

collectorSuite(accessPoint, {
  listing: listing(ListAccessPointsCommand, {
    token: ['NextToken', 'NextToken'],
    pages: [
      { AccessPointList: [point('web')] },
      { AccessPointList: [{ ...point('internal'), NetworkOrigin: 'VPC', VpcConfiguration: { VpcId: 'vpc-1' } }] },
    ],
    empty: { AccessPointList: [] },
  }),
  answers: [
    on(GetAccessPointCommand, ({ Name }) => ({ Name, PublicAccessBlockConfiguration: Name === 'web' ? open : closed })),
    on(GetAccessPointPolicyCommand, ({ Name }) => {
      if (Name === 'internal') throw awsError('NoSuchAccessPointPolicy', 404)
      return { Policy: policy }
    }),
  ],
  resources: {
    web: {
      base: { Bucket: 'orders', NetworkOrigin: 'Internet', VpcId: undefined },
      facets: { publicAccessBlock: open, policy },
      edges: { 'attached-to': [bucketArn('orders')], 'in-vpc': [] },
    },
    internal: {
      base: { Bucket: 'orders', NetworkOrigin: 'VPC', VpcId: 'vpc-1' },
      facets: { publicAccessBlock: closed, policy: null },
      edges: { 'in-vpc': [`arn:aws:ec2:${region}:${account}:vpc/vpc-1`] },
    },
  },
})
