// What the checks on encryption, logging, lifecycle and predictable names decide.
import { bucketKey, customerKey } from '../../../checks/s3/encryption.ts'
import { accessLogging, lifecycle } from '../../../checks/s3/operation.ts'
import { predictableNames } from '../../../checks/s3/shadow.ts'
import type { FacetValue } from '../../../src/graph/kinds.ts'
import type { AnyNode } from '../../../src/graph/node.ts'
import { account, foreignAccount, now, region, resource } from '../../support/nodes.ts'
import { document, may, type Statement } from '../../support/policies.ts'
import { bucket, bucketArn, sensitive, trail } from '../../support/s3.ts'
import { given, verify } from '../../support/verify.ts'

type Encryption = NonNullable<FacetValue<'AWS::S3::Bucket', 'encryption'>>

const keyArn = (name: string, owner: string = account): string => `arn:aws:kms:${region}:${owner}:key/${name}`
const key = (name: string, metadata: Partial<FacetValue<'AWS::KMS::Key', 'metadata'>> = {}): AnyNode =>
  resource('AWS::KMS::Key', {
    name,
    arn: keyArn(name),
    facets: {
      metadata: {
        Enabled: true,
        DeletionDate: undefined,
        MultiRegion: false,
        KeyManager: 'CUSTOMER',
        KeyState: 'Enabled',
        KeySpec: 'SYMMETRIC_DEFAULT',
        Origin: 'AWS_KMS',
        ...metadata,
      },
    },
  })
const under = (KMSMasterKeyID: string | undefined, more: Partial<Encryption> = {}) => ({
  encryption: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID, BucketKeyEnabled: true, BlockedEncryptionTypes: [], ...more } satisfies Encryption,
})
const awsAlias = resource('AWS::KMS::Alias', {
  name: 'alias/aws/s3',
  arn: `arn:aws:kms:${region}:${account}:alias/aws/s3`,
  base: { TargetKeyId: 'aws' },
})

verify(customerKey, {
  pass: [
    given(bucket('own key', { ...sensitive, ...under(keyArn('data')) }), {
      with: [key('data')],
      evidence: { dataClass: 'restricted', SSEAlgorithm: 'aws:kms', key: keyArn('data'), KeyManager: 'CUSTOMER', KeyState: 'Enabled' },
    }),
    given(bucket('in two layers', { ...sensitive, ...under(keyArn('data'), { SSEAlgorithm: 'aws:kms:dsse' }) }), { with: [key('data')] }),
    bucket('key of another account', { ...sensitive, ...under(keyArn('data', foreignAccount)) }),
  ],
  fail: [
    given(bucket('of S3', sensitive), { evidence: { dataClass: 'restricted', SSEAlgorithm: 'AES256', key: null } }),
    bucket('no encryption said', { ...sensitive, encryption: null }),
    given(bucket('of AWS', { ...sensitive, ...under(awsAlias.arn) }), { with: [awsAlias, key('aws', { KeyManager: 'AWS' })] }),
    given(bucket('disabled', { ...sensitive, ...under(keyArn('data')) }), { with: [key('data', { KeyState: 'Disabled' })] }),
    bucket('gone', { ...sensitive, ...under(keyArn('data')) }),
  ],
  notApplicable: [bucket('of no class')],
})

verify(bucketKey, {
  pass: [bucket('on', under(keyArn('data')))],
  fail: [
    given(bucket('off', under(keyArn('data'), { BucketKeyEnabled: false })), {
      evidence: { SSEAlgorithm: 'aws:kms', BucketKeyEnabled: false },
    }),
  ],
  notApplicable: [
    bucket('of S3'),
    bucket('no encryption said', { encryption: null }),
    bucket('in two layers', under(keyArn('data'), { SSEAlgorithm: 'aws:kms:dsse', BucketKeyEnabled: false })),
  ],
})

const logs = (TargetBucket: string) => ({ logging: { TargetBucket } })
const objects = (Values: string[], ReadWriteType: 'All' | 'ReadOnly' = 'All') => ({
  EventSelectors: [{ ReadWriteType, IncludeManagementEvents: true, DataResources: [{ Type: 'AWS::S3::Object', Values }] }],
})
type Field = NonNullable<FacetValue<'AWS::CloudTrail::Trail', 'eventSelectors'>['AdvancedEventSelectors'][number]['FieldSelectors']>[number]
const advanced = (...fields: readonly Field[]) => ({
  AdvancedEventSelectors: [
    { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }, { Field: 'resources.type', Equals: ['AWS::S3::Object'] }, ...fields] },
  ],
})

verify(accessLogging, {
  pass: [
    given(bucket('logged', logs('logs')), { with: [bucket('logs')], evidence: { TargetBucket: 'logs' } }),
    given(bucket('by a trail', {}), {
      with: [trail('data', 'trails', objects(['arn:aws:s3']))],
      evidence: { TargetBucket: null, trails: ['data'] },
    }),
    given(bucket('by a trail for it'), { with: [trail('data', 'trails', objects(['arn:aws:s3:::by a trail for it/']))] }),
    given(bucket('by an advanced trail'), { with: [trail('data', 'trails', advanced())] }),
    given(bucket('by an advanced trail for it'), {
      with: [trail('data', 'trails', advanced({ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::by an advanced trail for it/'] }))],
    }),
    given(bucket('by a trail for all but another'), {
      with: [trail('data', 'trails', advanced({ Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::logs/'] }))],
    }),
    given(bucket('by one trail for reads and one for writes'), {
      with: [
        trail('reads', 'trails', advanced({ Field: 'readOnly', Equals: ['true'] })),
        trail('writes', 'trails', advanced({ Field: 'readOnly', Equals: ['false'] })),
      ],
      evidence: { TargetBucket: null, trails: ['reads', 'writes'] },
    }),
    given(bucket('by a trail of its region', {}, 'eu-central-1'), {
      with: [trail('data', 'trails', objects(['arn:aws:s3']), { IsMultiRegionTrail: false, HomeRegion: 'eu-central-1' })],
    }),
    given(bucket('logged by a trail, target gone', logs('gone')), { with: [trail('data', 'trails', objects(['arn:aws:s3:::']))] }),
  ],
  fail: [
    given(bucket('not logged'), { evidence: { TargetBucket: null, trails: [] } }),
    bucket('into itself', logs('into itself')),
    bucket('target gone', logs('gone')),
    given(bucket('a trail without data events'), { with: [trail('audit', 'trails')] }),
    given(bucket('a trail of reads alone'), { with: [trail('data', 'trails', objects(['arn:aws:s3'], 'ReadOnly'))] }),
    given(bucket('a trail of one folder'), { with: [trail('data', 'trails', objects(['arn:aws:s3:::a trail of one folder/private/']))] }),
    given(bucket('a trail of another bucket'), { with: [trail('data', 'trails', objects(['arn:aws:s3:::a trail/']))] }),
    given(bucket('a trail that is off'), { with: [trail('data', 'trails', objects(['arn:aws:s3']), { IsLogging: false })] }),
    given(bucket('a trail of another region', {}, 'eu-central-1'), {
      with: [trail('data', 'trails', objects(['arn:aws:s3']), { IsMultiRegionTrail: false })],
    }),
    given(bucket('an advanced trail of writes'), { with: [trail('data', 'trails', advanced({ Field: 'readOnly', Equals: ['false'] }))] }),
    given(bucket('an advanced trail of all but deletes'), {
      with: [trail('data', 'trails', advanced({ Field: 'eventName', NotEquals: ['DeleteObject'] }))],
    }),
    given(bucket('an advanced trail of all but pictures'), {
      with: [trail('data', 'trails', advanced({ Field: 'resources.ARN', NotEndsWith: ['.jpg'] }))],
    }),
    given(bucket('an advanced trail of all but it'), {
      with: [
        trail('data', 'trails', advanced({ Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::an advanced trail of all but it/'] })),
      ],
    }),
    given(bucket('an advanced trail of tables'), {
      with: [
        trail('data', 'trails', {
          AdvancedEventSelectors: [
            {
              FieldSelectors: [
                { Field: 'eventCategory', Equals: ['Data'] },
                { Field: 'resources.type', Equals: ['AWS::DynamoDB::Table'] },
              ],
            },
          ],
        }),
      ],
    }),
    given(bucket('an advanced trail of management'), {
      with: [
        trail('data', 'trails', { AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }] }),
      ],
    }),
  ],
  notApplicable: [given(bucket('logs'), { with: [bucket('orders', logs('logs'))], evidence: { receivesLogs: true } })],
})

verify(lifecycle, {
  pass: [bucket('expires', { lifecycle: [{ ID: 'expire', Status: 'Enabled', Prefix: '', ExpirationDays: 30 }] })],
  fail: [
    given(bucket('none'), { evidence: { enabledRules: 0, disabledRules: 0 } }),
    bucket('switched off', { lifecycle: [{ ID: 'expire', Status: 'Disabled', Prefix: '', ExpirationDays: 30 }] }),
  ],
})

const audited = resource('AWS::Account', { name: account, arn: `arn:aws:account::${account}:account` })
const role = (name: string, ...statements: readonly Statement[]): AnyNode =>
  resource('AWS::IAM::Role', {
    name,
    base: {
      Path: '/',
      RoleId: `AROA${name}`,
      CreateDate: now,
      AssumeRolePolicyDocument: '{}',
      RolePolicyList: [{ PolicyName: 'inline', PolicyDocument: document(...statements) }],
      AttachedManagedPolicies: [],
      PermissionsBoundary: undefined,
      InstanceProfileList: [],
      RoleLastUsed: {},
      Tags: {},
    },
  })
const policy = (name: string, ...statements: readonly Statement[]): AnyNode =>
  resource('AWS::IAM::ManagedPolicy', {
    name,
    base: {
      Path: '/',
      CreateDate: now,
      AttachmentCount: 1,
      PermissionsBoundaryUsageCount: 0,
      DefaultVersionId: 'v1',
      Document: document(...statements),
    },
  })
const cdk = `cdk-hnb659fds-assets-${account}-${region}`
const glue = `aws-glue-assets-${account}-${region}`
const uses = (name: string): Statement => may('s3:*', [bucketArn(name), `${bucketArn(name)}/*`])

verify(predictableNames, {
  pass: [
    given(audited, {
      title: 'all are there',
      with: [role('cdk-deploy', uses(cdk)), policy('glue', uses(glue)), bucket(cdk), bucket(glue)],
      evidence: { buckets: [glue, cdk] },
    }),
  ],
  fail: [
    given(audited, {
      title: 'one is gone',
      with: [role('cdk-deploy', uses(cdk)), role('cdk-publish', uses(cdk)), policy('glue', uses(glue)), bucket(glue)],
      discriminators: [cdk],
      evidence: { bucket: cdk, usedBy: ['cdk-deploy', 'cdk-publish'] },
    }),
    given(audited, {
      title: 'several are gone',
      with: [
        role('cdk-deploy', uses(cdk)),
        policy('glue', may('s3:GetObject', `${bucketArn(glue)}/scripts/*`)),
        policy('sagemaker', uses(`sagemaker-${region}-${account}`)),
      ],
      discriminators: [cdk, glue, `sagemaker-${region}-${account}`],
    }),
  ],
  notApplicable: [
    given(audited, { title: 'nobody uses any', with: [role('reader', uses('orders')), bucket('orders')] }),
    given(audited, { title: 'of another account', with: [role('reader', uses(`aws-glue-assets-${foreignAccount}-${region}`))] }),
    given(audited, { title: 'by a wildcard', with: [role('reader', may('s3:*', `arn:aws:s3:::aws-glue-assets-${account}-*`))] }),
    given(audited, { title: 'a Deny', with: [role('reader', { ...uses(glue), Effect: 'Deny' })] }),
    given(audited, {
      title: 'only of this account, whoever has the name',
      with: [role('cdk-deploy', { ...uses(cdk), Condition: { StringEquals: { 'aws:ResourceAccount': account } } })],
    }),
  ],
})
