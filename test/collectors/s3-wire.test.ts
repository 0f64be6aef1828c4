// Buckets and the account's block public access, as S3 answers on the wire.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import accountBlock from '../../collectors/s3/account.ts'
import bucket from '../../collectors/s3/buckets.ts'
import { awsError as wireError, json, restXml } from '../support/answers.ts'
import { account, region } from '../support/nodes.ts'
import { bucketArn, open } from '../support/s3.ts'
import { wireScan } from '../support/wire-scan.ts'

const thumbnails = `arn:aws:lambda:${region}:${account}:function:thumbnails`
const role = `arn:aws:iam::${account}:role/replication`
const namespace = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
const fourOff = Object.keys(open)
  .map((flag) => `<${flag}>false</${flag}>`)
  .join('')

test('reads buckets as S3 answers on the wire, each in its own region', async () => {
  const asked: string[] = []
  const noted =
    <T>(answer: T) =>
    ({ operation, region: where }: { readonly operation: string; readonly region: string }): T => {
      asked.push(`${operation} ${where}`)
      return answer
    }
  const { nodes, coverage } = await wireScan([bucket, accountBlock], {
    's3:ListBuckets': restXml(
      `<ListAllMyBucketsResult ${namespace}><Owner><ID>own</ID></Owner><Buckets><Bucket><Name>orders</Name><CreationDate>2024-01-01T00:00:00.000Z</CreationDate><BucketRegion>ap-northeast-1</BucketRegion><BucketArn>${bucketArn('orders')}</BucketArn></Bucket></Buckets></ListAllMyBucketsResult>`,
    ),
    's3:GetPublicAccessBlock': noted(restXml(`<PublicAccessBlockConfiguration ${namespace}>${fourOff}</PublicAccessBlockConfiguration>`)),
    's3:GetBucketPolicy': noted(json({ Version: '2012-10-17', Statement: [] })),
    's3:GetBucketOwnershipControls': wireError(
      'rest-xml',
      'OwnershipControlsNotFoundError',
      'The bucket ownership controls were not found',
      404,
    ),
    's3:GetBucketAcl': noted(
      restXml(
        `<AccessControlPolicy ${namespace}><Owner><ID>own</ID></Owner><AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><URI>http://acs.amazonaws.com/groups/global/AuthenticatedUsers</URI></Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>`,
      ),
    ),
    's3:GetBucketEncryption': noted(
      restXml(
        `<ServerSideEncryptionConfiguration ${namespace}><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled><BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType></BlockedEncryptionTypes></Rule></ServerSideEncryptionConfiguration>`,
      ),
    ),
    // Empty documents, as S3 sends them where nothing is set.
    's3:GetBucketVersioning': noted(restXml(`<VersioningConfiguration ${namespace}/>`)),
    's3:GetBucketLogging': noted(restXml(`<BucketLoggingStatus ${namespace}/>`)),
    's3:GetBucketNotificationConfiguration': noted(restXml(`<NotificationConfiguration ${namespace}/>`)),
    's3:GetBucketLifecycleConfiguration': wireError(
      'rest-xml',
      'NoSuchLifecycleConfiguration',
      'The lifecycle configuration does not exist',
      404,
    ),
    's3:GetBucketWebsite': wireError(
      'rest-xml',
      'NoSuchWebsiteConfiguration',
      'The specified bucket does not have a website configuration',
      404,
    ),
    's3-control:GetPublicAccessBlock': wireError(
      'rest-xml',
      'NoSuchPublicAccessBlockConfiguration',
      'The public access block configuration was not found',
      404,
    ),
    'backup:ListProtectedResources': json({ Results: [] }),
    'backup:ListBackupVaults': json({ BackupVaultList: [] }),
    'tag:GetResources': noted(json({ PaginationToken: '', ResourceTagMappingList: [] })),
  })
  assert.deepEqual(
    coverage.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'absent'),
    [],
  )
  assert.ok(asked.length > 5 && asked.every((one) => one.endsWith(' ap-northeast-1')), asked.join(', '))
  const facets = nodes.get(bucketArn('orders'))?.facets ?? {}
  const valueOf = (name: string): unknown => {
    const fact = facets[name]
    return fact?.state === 'known' ? fact.value : fact?.state
  }
  assert.deepEqual(valueOf('publicAccessBlock'), open)
  assert.equal(valueOf('policy'), '{"Version":"2012-10-17","Statement":[]}')
  assert.deepEqual(valueOf('acl'), [{ URI: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers', Permission: 'READ' }])
  assert.deepEqual(valueOf('encryption'), {
    SSEAlgorithm: 'aws:kms',
    // AWS's own key for S3, in the region of the bucket.
    KMSMasterKeyID: `arn:aws:kms:ap-northeast-1:${account}:alias/aws/s3`,
    BucketKeyEnabled: false,
    BlockedEncryptionTypes: ['SSE-C'],
  })
  assert.deepEqual(valueOf('versioning'), { Status: undefined, MFADelete: undefined })
  for (const name of ['ownership', 'objectLock', 'replication', 'lifecycle', 'logging', 'website', 'protectedResource']) {
    assert.equal(valueOf(name), 'absent', name)
  }
  assert.equal(nodes.get(`arn:aws:s3::${account}:account-public-access-block`)?.facets['publicAccessBlock']?.state, 'absent')
})

test('takes an empty element for what it says: EventBridge hears of everything', async () => {
  const { nodes } = await wireScan([{ ...bucket, facets: { notifications: bucket.facets['notifications'] ?? assert.fail() }, edges: {} }], {
    's3:ListBuckets': restXml(
      `<ListAllMyBucketsResult ${namespace}><Buckets><Bucket><Name>orders</Name><BucketRegion>eu-central-1</BucketRegion></Bucket></Buckets></ListAllMyBucketsResult>`,
    ),
    's3:GetBucketNotificationConfiguration': restXml(
      `<NotificationConfiguration ${namespace}><CloudFunctionConfiguration><Id>one</Id><CloudFunction>${thumbnails}</CloudFunction><Event>s3:ObjectCreated:*</Event></CloudFunctionConfiguration><EventBridgeConfiguration/></NotificationConfiguration>`,
    ),
  })
  const value = {
    LambdaFunctionArns: [thumbnails],
    QueueArns: [],
    TopicArns: [],
    EventBusArn: `arn:aws:events:eu-central-1:${account}:event-bus/default`,
  }
  assert.deepEqual(nodes.get(bucketArn('orders'))?.facets['notifications'], { state: 'known', value })
})

test('takes nothing for granted that S3 left out', async () => {
  const empty = restXml(`<Answer ${namespace}/>`)
  const { nodes } = await wireScan([bucket], {
    's3:ListBuckets': restXml(
      `<ListAllMyBucketsResult ${namespace}><Buckets><Bucket><Name>orders</Name><BucketRegion>${region}</BucketRegion></Bucket></Buckets></ListAllMyBucketsResult>`,
    ),
    's3:GetPublicAccessBlock': restXml(
      `<PublicAccessBlockConfiguration ${namespace}><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>`,
    ),
    's3:GetBucketPolicy': { status: 200, headers: { 'x-amz-request-id': 'r' }, body: '' },
    's3:GetBucketOwnershipControls': restXml(`<OwnershipControls ${namespace}/>`),
    's3:GetBucketEncryption': restXml(`<ServerSideEncryptionConfiguration ${namespace}/>`),
    's3:GetBucketVersioning': restXml(`<VersioningConfiguration ${namespace}><Status>Enabled</Status></VersioningConfiguration>`),
    's3:GetObjectLockConfiguration': empty,
    's3:GetBucketReplication': restXml(`<ReplicationConfiguration ${namespace}><Role>${role}</Role></ReplicationConfiguration>`),
    's3:GetBucketLifecycleConfiguration': restXml(
      `<LifecycleConfiguration ${namespace}><Rule><ID>expire</ID></Rule></LifecycleConfiguration>`,
    ),
    's3:GetBucketLogging': restXml(`<BucketLoggingStatus ${namespace}><LoggingEnabled/></BucketLoggingStatus>`),
    's3:GetBucketWebsite': wireError('rest-xml', 'NoSuchBucket', 'The specified bucket does not exist', 404),
    's3:GetBucketNotificationConfiguration': restXml(
      `<NotificationConfiguration ${namespace}><QueueConfiguration><Id>one</Id></QueueConfiguration></NotificationConfiguration>`,
    ),
    'backup:ListProtectedResources': json({ Results: [{ ResourceType: 'S3' }] }),
    'backup:ListBackupVaults': json({ BackupVaultList: [] }),
    'tag:GetResources': json({}),
  })
  const facets = nodes.get(bucketArn('orders'))?.facets ?? {}
  assert.deepEqual(
    Object.entries(facets)
      .filter(([, { state }]) => state !== 'unknown')
      .map(([name]) => name),
    ['versioning'],
  )
})
