// What the checks on encryption, recovery, replication, logging and predictable names decide.
import { bucketKey, customerKey } from '../../../checks/s3/encryption.ts'
import { accessLogging, lifecycle } from '../../../checks/s3/operation.ts'
import { mfaDelete, objectLock, ransomwareRecoverable, versioning } from '../../../checks/s3/recovery.ts'
import { crossRegionReplication, destinationTrusted } from '../../../checks/s3/replication.ts'
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

const on = { versioning: { Status: 'Enabled', MFADelete: undefined } } as const
const withMfa = { versioning: { Status: 'Enabled', MFADelete: 'Enabled' } } as const
const locked = {
  ...on,
  objectLock: { ObjectLockEnabled: 'Enabled', DefaultRetention: { Mode: 'GOVERNANCE', Days: 30, Years: undefined } },
} as const

verify(versioning, {
  pass: [bucket('on', on)],
  fail: [
    given(bucket('never'), { evidence: { Status: null } }),
    bucket('suspended', { versioning: { Status: 'Suspended', MFADelete: undefined } }),
  ],
})

verify(mfaDelete, {
  pass: [
    bucket('with MFA', { ...sensitive, ...withMfa }),
    given(bucket('locked', { ...sensitive, ...locked }), {
      evidence: { dataClass: 'restricted', holdsTrails: false, Status: 'Enabled', MFADelete: null, defaultRetention: 'GOVERNANCE 30 days' },
    }),
    given(bucket('trails', withMfa), { with: [trail('audit', 'trails')] }),
  ],
  fail: [
    bucket('versions alone', { ...sensitive, ...on }),
    bucket('neither', sensitive),
    bucket('suspended', { ...sensitive, versioning: { Status: 'Suspended', MFADelete: 'Enabled' } }),
    bucket('a lock without a retention', {
      ...sensitive,
      ...on,
      objectLock: { ObjectLockEnabled: 'Enabled', DefaultRetention: undefined },
    }),
    given(bucket('trails', on), {
      with: [trail('audit', 'trails')],
      evidence: { dataClass: null, holdsTrails: true, Status: 'Enabled', MFADelete: null, defaultRetention: null },
    }),
  ],
  notApplicable: [given(bucket('pictures'), { with: [trail('audit', 'trails')] })],
})

verify(objectLock, {
  pass: [
    bucket('locked', { ...sensitive, ...locked }),
    given(
      bucket('trails', {
        objectLock: { ObjectLockEnabled: 'Enabled', DefaultRetention: { Mode: 'COMPLIANCE', Days: undefined, Years: 7 } },
      }),
      {
        with: [trail('audit', 'trails')],
        evidence: { dataClass: null, holdsTrails: true, ObjectLockEnabled: 'Enabled', defaultRetention: 'COMPLIANCE 7 years' },
      },
    ),
  ],
  fail: [
    bucket('none', sensitive),
    bucket('no default', { ...sensitive, objectLock: { ObjectLockEnabled: 'Enabled', DefaultRetention: undefined } }),
    given(bucket('trails'), { with: [trail('audit', 'trails')] }),
  ],
  notApplicable: [bucket('pictures')],
})

type Rule = NonNullable<FacetValue<'AWS::S3::Bucket', 'replication'>>['Rules'][number]
const replicates = (...rules: readonly (Partial<Rule> & Pick<Rule, 'Destination'>)[]) => ({
  replication: { Role: undefined, Rules: rules.map((rule): Rule => ({ ID: undefined, Status: 'Enabled', ...rule })) },
})
const to = (name: string, Account?: string) => ({ Destination: { Bucket: bucketArn(name), Account } })
const day = 24 * 60 * 60 * 1000
const kept = (days: number, Locked: boolean | undefined) => ({
  protectedResource: {
    LastBackupTime: new Date(now.getTime() - days * day),
    LastBackupVaultArn: 'arn:aws:backup:eu-west-1:111122223333:backup-vault:v',
    Locked,
  },
})

verify(ransomwareRecoverable, {
  pass: [
    given(bucket('locked', { ...sensitive, ...locked }), { evidence: { dataClass: 'restricted', defaultRetention: 'GOVERNANCE 30 days' } }),
    bucket('with MFA', { ...sensitive, ...withMfa }),
    given(bucket('copied away', { ...sensitive, ...on, ...replicates(to('copy', foreignAccount)) }), {
      evidence: { dataClass: 'restricted', copiesOwnedBy: [foreignAccount] },
    }),
    bucket('backed up', { ...sensitive, ...kept(34, true) }),
  ],
  fail: [
    given(bucket('versions alone', { ...sensitive, ...on }), {
      evidence: { dataClass: 'restricted', Status: 'Enabled', recentBackup: false, backupInLockedVault: null },
    }),
    bucket('copied inside of the account', { ...sensitive, ...on, ...replicates(to('copy', account), to('other')) }),
    bucket('copies switched off', { ...sensitive, ...on, ...replicates({ ...to('copy', foreignAccount), Status: 'Disabled' }) }),
    bucket('a vault that is not locked', { ...sensitive, ...kept(1, false) }),
    bucket('a vault that is not known', { ...sensitive, ...kept(1, undefined) }),
    bucket('an old backup', { ...sensitive, ...kept(36, true) }),
  ],
  notApplicable: [bucket('pictures')],
})

verify(crossRegionReplication, {
  pass: [
    given(bucket('orders', { ...sensitive, ...replicates(to('copy')) }), {
      with: [bucket('copy', {}, 'eu-central-1')],
      evidence: { dataClass: 'restricted', BucketRegion: region, replicatesTo: ['eu-central-1'] },
    }),
    given(bucket('to both', { ...sensitive, ...replicates(to('near'), to('far')) }), {
      with: [bucket('near'), bucket('far', {}, 'eu-central-1')],
    }),
  ],
  fail: [
    bucket('none', sensitive),
    given(bucket('in the same region', { ...sensitive, ...replicates(to('near')) }), { with: [bucket('near')] }),
    given(bucket('switched off', { ...sensitive, ...replicates({ ...to('copy'), Status: 'Disabled' }) }), {
      with: [bucket('copy', {}, 'eu-central-1')],
    }),
  ],
  notApplicable: [
    bucket('of no class'),
    given(bucket('to another account', { ...sensitive, ...replicates(to('theirs', foreignAccount)) }), {
      evidence: { dataClass: 'restricted', BucketRegion: region, replicatesTo: [], regionNotKnown: [bucketArn('theirs')] },
    }),
  ],
})

verify(destinationTrusted, {
  pass: [
    given(bucket('own', replicates(to('copy'))), { with: [bucket('copy')] }),
    given(bucket('trusted', replicates(to('theirs', foreignAccount))), { settings: { trustedAccounts: [foreignAccount] } }),
    bucket('said to be our own', replicates(to('copy', account))),
  ],
  fail: [
    given(bucket('foreign', replicates(to('theirs', foreignAccount))), {
      evidence: { untrusted: [`${bucketArn('theirs')} of account ${foreignAccount}`] },
    }),
    given(bucket('not named', replicates(to('theirs'))), { evidence: { untrusted: [`${bucketArn('theirs')} of account not named`] } }),
    given(bucket('one of two', replicates(to('copy'), to('theirs', foreignAccount))), { with: [bucket('copy')] }),
  ],
  notApplicable: [bucket('none'), bucket('switched off', replicates({ ...to('theirs', foreignAccount), Status: 'Disabled' }))],
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
