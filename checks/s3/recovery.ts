// Amazon S3: whether what is in a bucket survives mistakes, intruders and the loss of a region.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'
import type { FacetValue } from '../../src/graph/kinds.ts'
import { trails, worthOf } from './purpose.ts'

const userGuide = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide'

export const versioning = defineCheck({
  id: 's3-bucket-versioning',
  title: 'Versioning is on',
  on: 'AWS::S3::Bucket',
  needs: ['versioning'],
  threats: ['data-tampering', 'detection-and-recovery'],
  mitigation: 'backup-and-restore',
  likelihood: 2,
  impact: 4,
  cost: { level: 2, note: 'Every overwritten or deleted object goes on costing storage until a lifecycle rule removes its old versions.' },
  why: 'Without versions, an overwrite or a delete is final: a faulty job, or one stolen credential, and there is nothing to go back to.',
  fix: {
    cli: 'aws s3api put-bucket-versioning --bucket <bucket> --versioning-configuration Status=Enabled',
    terraform: `resource "aws_s3_bucket_versioning" "<bucket>" {
  bucket = aws_s3_bucket.<bucket>.id
  versioning_configuration {
    status = "Enabled"
  }
}`,
  },
  refs: { fsbp: ['S3.14'], docs: [`${userGuide}/Versioning.html`, `${userGuide}/manage-versioning-examples.html`] },
  test: ({ versioning: { Status } }) => (Status === 'Enabled' ? pass : fail)({ Status: Status ?? null }),
})

/** Days or years for which every new object is kept, whoever wants it gone. */
const retentionOf = (lock: FacetValue<'AWS::S3::Bucket', 'objectLock'>): string | null => {
  const retention = lock?.ObjectLockEnabled === 'Enabled' ? lock.DefaultRetention : undefined
  if (!retention?.Mode) return null
  const { Mode, Days = 0, Years = 0 } = retention
  return `${Mode} ${Years > 0 ? `${Years} years` : `${Days} days`}`
}

export const mfaDelete = defineCheck({
  id: 's3-bucket-mfa-delete',
  title: 'Versions of critical buckets cannot be deleted with a credential alone',
  on: 'AWS::S3::Bucket',
  needs: ['versioning', 'objectLock', 'tags'],
  reads: trails,
  uses: ['dataClassTags', 'sensitiveClasses'],
  threats: ['data-tampering'],
  mitigation: 'mfa',
  likelihood: 1,
  impact: 4,
  cost: {
    level: 1,
    note: 'Free, but only the root user can switch MFA delete on, and lifecycle rules cannot be used beside it. Object Lock does without both.',
  },
  why: 'Versions protect from overwriting, not from whoever may delete versions too. With a second factor, or under a lock, stolen credentials are not enough to destroy them.',
  fix: {
    cli: `# as the root user:
aws s3api put-bucket-versioning --bucket <bucket> --versioning-configuration Status=Enabled,MFADelete=Enabled --mfa "<mfa-serial> <code>"
# or, without the root user, a default retention:
aws s3api put-object-lock-configuration --bucket <bucket> --object-lock-configuration '{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"GOVERNANCE","Days":<days>}}}'`,
    terraform: `resource "aws_s3_bucket_object_lock_configuration" "<bucket>" {
  bucket = aws_s3_bucket.<bucket>.id
  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = <days>
    }
  }
}`,
  },
  refs: {
    fsbp: ['S3.20'],
    cis: ['v3.0:2.1.2', 'v5.0:2.1.2', 'v7.0:3.1.2'],
    docs: [`${userGuide}/MultiFactorAuthenticationDelete.html`, `${userGuide}/object-lock.html`],
  },
  test: (bucket, { graph, ...settings }) => {
    const worth = worthOf(bucket, graph, settings)
    if (!worth) return notApplicable({ dataClass: null, holdsTrails: false })
    const { Status, MFADelete } = bucket.versioning
    const defaultRetention = retentionOf(bucket.objectLock)
    const holds = (Status === 'Enabled' && MFADelete === 'Enabled') || defaultRetention !== null
    return (holds ? pass : fail)({ ...worth, Status: Status ?? null, MFADelete: MFADelete ?? null, defaultRetention })
  },
})

export const objectLock = defineCheck({
  id: 's3-bucket-object-lock',
  title: 'What must not change is kept under Object Lock',
  on: 'AWS::S3::Bucket',
  needs: ['objectLock', 'tags'],
  reads: trails,
  uses: ['dataClassTags', 'sensitiveClasses'],
  threats: ['data-tampering', 'detection-and-recovery'],
  mitigation: 'integrity',
  likelihood: 1,
  impact: 4,
  cost: {
    level: 2,
    note: 'No latency; what is locked is paid for until its time is over. In compliance mode nobody can shorten that, not even AWS.',
  },
  why: 'An intruder who becomes administrator deletes the traces first, and the backups next. Under a retention nobody can, for as long as it runs.',
  fix: {
    cli: `aws s3api put-object-lock-configuration --bucket <bucket> --object-lock-configuration '{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"COMPLIANCE","Days":<days>}}}'`,
    terraform: `resource "aws_s3_bucket_object_lock_configuration" "<bucket>" {
  bucket = aws_s3_bucket.<bucket>.id
  rule {
    default_retention {
      mode = "COMPLIANCE"
      days = <days>
    }
  }
}`,
  },
  refs: { fsbp: ['S3.15'], docs: [`${userGuide}/object-lock.html`, `${userGuide}/object-lock-configure.html`] },
  test: (bucket, { graph, ...settings }) => {
    const worth = worthOf(bucket, graph, settings)
    if (!worth) return notApplicable({ dataClass: null, holdsTrails: false })
    const defaultRetention = retentionOf(bucket.objectLock)
    return (defaultRetention === null ? fail : pass)({
      ...worth,
      ObjectLockEnabled: bucket.objectLock?.ObjectLockEnabled ?? null,
      defaultRetention,
    })
  },
})

/** A month and the days that a monthly plan may slip. */
const recentDays = 35

export const ransomwareRecoverable = defineCheck({
  id: 's3-bucket-ransomware-recoverable',
  title: 'Sensitive buckets survive an intruder who deletes or encrypts everything',
  on: 'AWS::S3::Bucket',
  needs: ['versioning', 'objectLock', 'replication', 'protectedResource', 'tags'],
  uses: ['now', 'dataClassTags', 'sensitiveClasses'],
  threats: ['data-tampering', 'detection-and-recovery'],
  mitigation: 'backup-and-restore',
  likelihood: 3,
  impact: 5,
  cost: {
    level: 2,
    note: 'A second copy or a retention costs storage. It is the only thing that helps when somebody has the rights of an administrator.',
  },
  why: 'Whoever holds the right to write and delete can empty the bucket, or put everything back encrypted, and ask for money. Versions alone do not help: the same credential deletes them too.',
  fix: {
    cli: `# one of these is enough:
aws s3api put-object-lock-configuration --bucket <bucket> --object-lock-configuration '{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"GOVERNANCE","Days":<days>}}}'
aws s3api put-bucket-replication --bucket <bucket> --replication-configuration file://<to-another-account.json>
aws backup put-backup-vault-lock-configuration --backup-vault-name <vault> --min-retention-days <days>`,
    terraform: `resource "aws_s3_bucket_object_lock_configuration" "<bucket>" {
  bucket = aws_s3_bucket.<bucket>.id
  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = <days>
    }
  }
}`,
  },
  refs: {
    docs: [
      `${userGuide}/object-lock.html`,
      `${userGuide}/replication-change-owner.html`,
      'https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html',
    ],
  },
  test: (bucket, { now, ...settings }) => {
    const dataClass = sensitiveClassOf(bucket.tags, settings)
    if (dataClass === undefined) return notApplicable({ dataClass: null })
    const { Status, MFADelete } = bucket.versioning
    const defaultRetention = retentionOf(bucket.objectLock)
    if (defaultRetention !== null) return pass({ dataClass, defaultRetention })
    if (Status === 'Enabled' && MFADelete === 'Enabled') return pass({ dataClass, MFADelete })
    const copies = (bucket.replication?.Rules ?? []).flatMap(({ Status: state, Destination: { Account } }) =>
      state === 'Enabled' && Account !== undefined && Account !== bucket.account ? [Account] : [],
    )
    if (copies.length > 0) return pass({ dataClass, copiesOwnedBy: [...new Set(copies)].sort() })
    const backup = bucket.protectedResource
    const recent =
      backup?.LastBackupTime !== undefined && now.getTime() - backup.LastBackupTime.getTime() <= recentDays * 24 * 60 * 60 * 1000
    if (recent && backup.Locked === true) return pass({ dataClass, backupInLockedVault: true, days: recentDays })
    return fail({ dataClass, Status: Status ?? null, recentBackup: recent, backupInLockedVault: recent ? (backup.Locked ?? null) : null })
  },
})
