// What the checks on versions, locks, replicas and backups decide.
import { mfaDelete, objectLock, ransomwareRecoverable, versioning } from '../../../checks/s3/recovery.ts'
import { crossRegionReplication, destinationTrusted } from '../../../checks/s3/replication.ts'
import type { FacetValue } from '../../../src/graph/kinds.ts'
import { account, foreignAccount, now, region } from '../../support/nodes.ts'
import { bucket, bucketArn, sensitive, trail } from '../../support/s3.ts'
import { given, verify } from '../../support/verify.ts'

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
