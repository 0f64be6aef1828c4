// Amazon RDS: who can restore snapshots, and whether they are encrypted.
import { defineCheck, fail, notApplicable, pass, type Outcome } from '../../src/check/check.ts'
import { few } from '../../src/check/policies.ts'
import { Missing } from '../../src/check/view.ts'
import { userGuide } from './database.ts'

const snapshots = ['AWS::RDS::DBSnapshot', 'AWS::RDS::DBClusterSnapshot'] as const
const anyone = 'all'

const unshare = (values: string) => ({
  cli: `aws rds modify-db-snapshot-attribute --db-snapshot-identifier <snapshot> --attribute-name restore --values-to-remove ${values}
# for a cluster: aws rds modify-db-cluster-snapshot-attribute --db-cluster-snapshot-identifier <snapshot> --attribute-name restore --values-to-remove ${values}`,
  terraform: `resource "aws_db_snapshot" "<snapshot>" {
  db_instance_identifier = aws_db_instance.<instance>.identifier
  db_snapshot_identifier = "<snapshot>"
  shared_accounts        = ["<trusted-account-id>"] # none where nobody else restores it
}`,
})

export const snapshotPublic = defineCheck({
  id: 'rds-snapshot-public',
  title: 'Snapshots are not shared with everyone',
  on: snapshots,
  needs: ['sharing'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'public-access-block',
  likelihood: 4,
  impact: 5,
  cost: { level: 0, note: 'No cost.' },
  why: 'Anybody with an AWS account finds the snapshot in a list, restores it and reads the whole database, passwords of its users included. Such lists are searched around the clock.',
  fix: unshare(anyone),
  refs: { fsbp: ['RDS.1'], docs: [`${userGuide}/USER_ShareSnapshot.html`, `${userGuide}/rds-share-snapshots.html`] },
  test: ({ sharing, base: { SnapshotType = null } }) => {
    if (!sharing) return notApplicable({ SnapshotType })
    return sharing.restore.includes(anyone) ? fail({ restore: anyone }) : pass({ accounts: sharing.restore.length })
  },
})

export const snapshotSharedUntrusted = defineCheck({
  id: 'rds-snapshot-shared-untrusted',
  title: 'Snapshots are shared with trusted accounts only',
  on: snapshots,
  needs: ['sharing'],
  uses: ['trustedAccounts'],
  threats: ['data-exfiltration'],
  mitigation: 'trust-boundary-policy',
  likelihood: 3,
  impact: 5,
  cost: { level: 0, note: 'No cost.' },
  why: 'Whoever administers an account that the snapshot is shared with can restore it there and read the whole database, without anything to be seen in this account.',
  fix: unshare('<account-id>'),
  refs: { docs: [`${userGuide}/USER_ShareSnapshot.html`] },
  test: ({ sharing, account, base: { SnapshotType = null } }, { trustedAccounts }) => {
    if (!sharing) return notApplicable({ SnapshotType })
    const foreign = sharing.restore.filter((id) => id !== account && !trustedAccounts.includes(id)).sort()
    return foreign.length > 0 ? fail({ restore: few(foreign) }) : pass({ restore: few(sharing.restore.toSorted()) })
  },
})

export const snapshotEncrypted = defineCheck({
  id: 'rds-snapshot-encrypted',
  title: 'Snapshots are encrypted',
  on: snapshots,
  needs: [],
  across: { 'snapshot-of': [] },
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 3,
  impact: 4,
  cost: { level: 1, note: 'KMS requests are charged at most; a copy takes as much storage as the original until that is deleted.' },
  why: 'A snapshot outlives its database, is copied and shared. Without encryption whoever may copy or restore it reads it, with no key that could be withdrawn.',
  fix: {
    cli: `aws rds copy-db-snapshot --source-db-snapshot-identifier <snapshot> --target-db-snapshot-identifier <snapshot>-encrypted --kms-key-id <key-arn>
aws rds delete-db-snapshot --db-snapshot-identifier <snapshot>
# for a cluster: restore it with --kms-key-id and take a new snapshot of that`,
    terraform: `resource "aws_db_snapshot_copy" "<snapshot>_encrypted" {
  source_db_snapshot_identifier = "<snapshot-arn>"
  target_db_snapshot_identifier = "<snapshot>-encrypted"
  kms_key_id                    = aws_kms_key.<key>.arn
}`,
  },
  refs: { fsbp: ['RDS.4'], docs: [`${userGuide}/USER_CopySnapshot.html`, `${userGuide}/Overview.Encryption.html`] },
  test: (snapshot): Outcome => {
    const { Encrypted, SnapshotType, KmsKeyId = null } = snapshot.base
    if (Encrypted === undefined) {
      const operation = snapshot.kind === 'AWS::RDS::DBSnapshot' ? 'rds:DescribeDBSnapshots' : 'rds:DescribeDBClusterSnapshots'
      throw new Missing([
        {
          reason: 'bad-response',
          operation,
          action: operation,
          message: `${snapshot.name}: the answer does not say whether it is encrypted`,
        },
      ])
    }
    if (Encrypted) return pass({ Encrypted, KmsKeyId })
    // RDS makes a new one every day and deletes an old one; the finding is that of the database, while that is there.
    const [database] = SnapshotType === 'automated' ? snapshot['snapshot-of'] : []
    return database?.found
      ? notApplicable({ SnapshotType: 'automated', database: database.arn })
      : fail({ Encrypted, SnapshotType: SnapshotType ?? null })
  },
})
