// Amazon EBS: whether volumes and snapshots are encrypted, kept from strangers, and backed up.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { numbersOf, templateReads, versionsOf } from './launches.ts'

const guide = 'https://docs.aws.amazon.com/ebs/latest/userguide'
const day = 86_400_000
/** Days: a schedule of once a week, and a day for it to finish. */
const longestWithoutBackup = 8

/** Tags that AWS sets, and nobody else can: of groups and fleets, which start another machine in the place of one that is gone (Karpenter asks for fleets). */
const replacedBy = ['aws:autoscaling:groupName', 'aws:ec2:fleet-id', 'aws:ec2spot:fleet-request-id'] as const

export const volumeEncryption = defineCheck({
  id: 'ec2-ebs-volume-encrypted',
  title: 'Volumes and their templates are encrypted',
  on: ['AWS::EC2::Volume', 'AWS::EC2::LaunchTemplate'],
  needs: [],
  reads: templateReads,
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 2,
  impact: 4,
  cost: { level: 1, note: 'Free and without loss of speed; an existing volume has to be copied through a snapshot, with a pause.' },
  why: 'A snapshot of an unencrypted volume can be shared with anybody, and who gets it reads the whole disk without any key.',
  fix: {
    cli: `aws ec2 create-snapshot --volume-id <volume>
aws ec2 copy-snapshot --source-region <region> --source-snapshot-id <snapshot> --encrypted --kms-key-id <key>
aws ec2 create-volume --snapshot-id <encrypted-copy> --availability-zone <zone>`,
    terraform: `resource "aws_ebs_volume" "<volume>" {
  encrypted  = true
  kms_key_id = aws_kms_key.<key>.arn
}`,
  },
  refs: {
    fsbp: ['EC2.3', 'EC2.181'],
    cis: ['v3.0:2.2.1', 'v5.0:5.1.1'],
    docs: [`${guide}/ebs-encryption.html`],
  },
  test: (subject, { graph }) => {
    if (subject.kind === 'AWS::EC2::Volume') {
      const { Encrypted, KmsKeyId = null, Attachments } = subject.base
      return Encrypted
        ? pass({ Encrypted, KmsKeyId })
        : fail({ Encrypted, attachedTo: Attachments.map(({ InstanceId }) => InstanceId).sort() })
    }
    const versions = versionsOf(subject.arn, graph)
    if (versions.every(({ Volumes }) => Volumes.length === 0)) return notApplicable({ volumes: 0 })
    // Left open, the default of the region and the image decide.
    const plain = versions.filter(({ Volumes }) => Volumes.some(({ Encrypted }) => Encrypted === false))
    return plain.length > 0 ? fail({ Encrypted: false, versions: numbersOf(plain) }) : pass({ versions: numbersOf(versions) })
  },
})

export const snapshotPublic = defineCheck({
  id: 'ec2-ebs-snapshot-public',
  title: 'EBS snapshots are not restorable by everyone',
  on: 'AWS::EC2::Snapshot',
  needs: ['restorableByAll'],
  threats: ['data-exfiltration'],
  mitigation: 'public-access-block',
  likelihood: 5,
  impact: 5,
  cost: { level: 0, note: 'Free. Share with single accounts what has to be shared.' },
  why: 'Everybody with an AWS account makes a volume of it and reads the whole disk. Public snapshots are looked through as soon as they appear.',
  fix: {
    cli: `aws ec2 modify-snapshot-attribute --snapshot-id <snapshot> --attribute createVolumePermission --operation-type remove --group-names all
aws ec2 enable-snapshot-block-public-access --state block-all-sharing`,
    terraform: `resource "aws_ebs_snapshot_block_public_access" "this" {
  state = "block-all-sharing"
}`,
  },
  refs: { fsbp: ['EC2.1'], docs: [`${guide}/ebs-modifying-snapshot-permissions.html`] },
  test: ({ base: { Encrypted }, restorableByAll }) => (restorableByAll ? fail : pass)({ restorableByAll, Encrypted }),
})

export const snapshotEncryption = defineCheck({
  id: 'ec2-ebs-snapshot-encrypted',
  title: 'EBS snapshots are encrypted',
  on: 'AWS::EC2::Snapshot',
  needs: [],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free; the copy is charged like any snapshot until the old one is deleted.' },
  why: 'Sharing an unencrypted snapshot takes one call, and whoever it is shared with reads everything in it.',
  fix: {
    cli: `aws ec2 copy-snapshot --source-region <region> --source-snapshot-id <snapshot> --encrypted --kms-key-id <key>
aws ec2 delete-snapshot --snapshot-id <snapshot>`,
    terraform: `resource "aws_ebs_snapshot_copy" "<copy>" {
  source_snapshot_id = "<snapshot>"
  source_region      = "<region>"
  encrypted          = true
}`,
  },
  refs: { docs: [`${guide}/ebs-encryption.html`, `${guide}/ebs-copy-snapshot.html`] },
  test: ({ base: { Encrypted, KmsKeyId = null } }) => (Encrypted ? pass : fail)({ Encrypted, KmsKeyId }),
})

export const volumeBackup = defineCheck({
  id: 'ec2-ebs-backup',
  title: 'Persistent volumes are backed up on a schedule',
  on: 'AWS::EC2::Volume',
  needs: ['protectedResource'],
  across: { 'attached-to': [] },
  reads: { 'AWS::EC2::Snapshot': [] },
  uses: ['now'],
  threats: ['detection-and-recovery'],
  mitigation: 'backup-and-restore',
  likelihood: 1,
  impact: 5,
  cost: {
    level: 1,
    note: 'Snapshots are charged for what changed since the last one; a volume that is restored from one is slower until it was read once.',
  },
  why: 'A volume lives in one zone and dies with it, by mistake or at the hands of somebody who wants a ransom.',
  fix: {
    cli: `aws backup create-backup-selection --backup-plan-id <plan> --backup-selection '{"SelectionName":"volumes","IamRoleArn":"<role-arn>","Resources":["<volume-arn>"]}'`,
    terraform: `resource "aws_backup_selection" "volumes" {
  name         = "volumes"
  plan_id      = aws_backup_plan.<plan>.id
  iam_role_arn = aws_iam_role.<backup>.arn
  resources    = [aws_ebs_volume.<volume>.arn]
}`,
  },
  refs: {
    fsbp: ['EC2.28'],
    docs: [`${guide}/snapshot-lifecycle.html`, 'https://docs.aws.amazon.com/aws-backup/latest/devguide/whatisbackup.html'],
  },
  test: (volume, { graph, now }) => {
    const { CreateTime, Attachments } = volume.base
    const since = now.getTime() - longestWithoutBackup * day
    if (CreateTime.getTime() > since) return notApplicable({ created: CreateTime.toISOString() })
    const replaceable = volume['attached-to'].every((each) => {
      const tags = each.found ? each.node.base.Tags : {}
      return replacedBy.some((tag) => tag in tags)
    })
    if (Attachments.length > 0 && replaceable && Attachments.every(({ DeleteOnTermination }) => DeleteOnTermination))
      return notApplicable({ diesWithItsInstance: true })
    const snapshots = graph.into(volume.arn, 'AWS::EC2::Snapshot', 'snapshot-of')
    // Nothing can be restored from one that failed, or is not done.
    const times = snapshots.flatMap(({ base }) => (base.State === 'completed' ? [base.StartTime.getTime()] : []))
    const last = Math.max(...times, volume.protectedResource?.LastBackupTime?.getTime() ?? 0)
    if (last > since) return pass({ longestInDays: longestWithoutBackup })
    return fail({ lastBackup: last > 0 ? new Date(last).toISOString() : null, longestInDays: longestWithoutBackup })
  },
})
