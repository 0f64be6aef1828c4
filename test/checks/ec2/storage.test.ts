// Volumes, snapshots, images, and the defaults of a region for them.
import { ebsDefaultEncryption, metadataDefault, publicSharingBlocked } from '../../../checks/ec2/defaults.ts'
import { imagePublic } from '../../../checks/ec2/images.ts'
import { snapshotEncryption, snapshotPublic, volumeBackup, volumeEncryption } from '../../../checks/ec2/storage.ts'
import { account, region, resource } from '../../support/nodes.ts'
import { daysAgo, ec2Arn, instance, regionDefaults, snapshot, template, version, volume } from '../../support/instances.ts'
import { given, verify } from '../../support/verify.ts'

const KmsKeyId = `arn:aws:kms:${region}:${account}:key/disks`
const disk = (Encrypted?: boolean) => ({ Volumes: [{ DeviceName: '/dev/xvda', Encrypted }] })

verify(volumeEncryption, {
  pass: [
    given(volume('encrypted', { Encrypted: true, KmsKeyId }), { evidence: { Encrypted: true, KmsKeyId } }),
    template('encrypts', [version(1, disk(true))]),
    template('leaves it to the region', [version(1, disk())]),
  ],
  fail: [
    given(volume('plain', { Attachments: [{ InstanceId: 'i-1', DeleteOnTermination: true }] }), {
      evidence: { Encrypted: false, attachedTo: ['i-1'] },
    }),
    given(template('wants it plain', [version(1, disk(true)), version(2, disk(false))]), {
      evidence: { Encrypted: false, versions: ['2'] },
    }),
  ],
  notApplicable: [template('names no volumes')],
})

verify(snapshotPublic, {
  pass: [snapshot('own')],
  fail: [given(snapshot('for all', {}, true), { evidence: { restorableByAll: true, Encrypted: false } })],
})

verify(snapshotEncryption, {
  pass: [snapshot('encrypted', { Encrypted: true, KmsKeyId })],
  fail: [given(snapshot('plain'), { evidence: { Encrypted: false, KmsKeyId: null } })],
})

const of = (name: string, age: number) => snapshot(`${age} days old`, { VolumeId: name, StartTime: daysAgo(age) })
const attached = (DeleteOnTermination: boolean) => ({ Attachments: [{ InstanceId: 'i-1', DeleteOnTermination }] })
const node = instance('i-1', { Tags: { 'aws:autoscaling:groupName': 'nodes' } })
const protectedSince = (days: number) => ({ protectedResource: { LastBackupTime: daysAgo(days), LastBackupVaultArn: undefined } })

verify(volumeBackup, {
  pass: [
    given(volume('with a snapshot'), { with: [of('with a snapshot', 40), of('with a snapshot', 7)] }),
    volume('in AWS Backup', {}, protectedSince(1)),
    given(volume('of a machine that stays', attached(true)), { with: [instance('i-1'), of('of a machine that stays', 1)] }),
  ],
  fail: [
    given(volume('never'), { with: [of('another', 1)], evidence: { lastBackup: null, longestInDays: 8 } }),
    given(volume('long ago'), {
      with: [of('long ago', 9)],
      evidence: { lastBackup: daysAgo(9).toISOString(), longestInDays: 8 },
    }),
    volume('in AWS Backup, and stopped', {}, protectedSince(60)),
    given(volume('kept when its node goes', attached(false)), { with: [node] }),
    given(volume('failed'), {
      with: [snapshot('error', { VolumeId: 'failed', State: 'error' }), snapshot('pending', { VolumeId: 'failed', State: 'pending' })],
      evidence: { lastBackup: null, longestInDays: 8 },
    }),
    given(volume('of a machine that is gone', attached(true)), { title: 'attached to an instance that is not there' }),
  ],
  notApplicable: [
    volume('new', { CreateTime: daysAgo(7) }),
    given(volume('of a node', attached(true)), { with: [node], evidence: { diesWithItsInstance: true } }),
    given(volume('of a machine of a fleet', attached(true)), { with: [instance('i-1', { Tags: { 'aws:ec2:fleet-id': 'fleet-1' } })] }),
  ],
})

verify(imagePublic, {
  pass: [resource('AWS::EC2::Image', { name: 'own', base: { State: 'available', Public: false } })],
  fail: [resource('AWS::EC2::Image', { name: 'for all', base: { State: 'available', Public: true } })],
})

const there = 'us-east-1'
verify(metadataDefault, {
  pass: [regionDefaults({ instanceMetadata: { HttpTokens: 'required' } })],
  fail: [
    given(regionDefaults({ instanceMetadata: { HttpTokens: undefined } }), { with: [instance('i-1')], evidence: { HttpTokens: null } }),
    given(regionDefaults({ instanceMetadata: { HttpTokens: 'optional' } }), { with: [instance('i-1')], title: 'says that both will do' }),
  ],
  notApplicable: [
    given(regionDefaults({ instanceMetadata: { HttpTokens: undefined } }, there), { with: [instance('i-1')], title: 'no instances there' }),
  ],
})

verify(ebsDefaultEncryption, {
  pass: [regionDefaults({ ebsEncryption: { EbsEncryptionByDefault: true } })],
  fail: [given(regionDefaults({ ebsEncryption: { EbsEncryptionByDefault: false } }), { with: [volume('vol-1')] })],
  notApplicable: [
    given(regionDefaults({ ebsEncryption: { EbsEncryptionByDefault: false } }, there), {
      with: [volume('vol-1')],
      title: 'no volumes there',
    }),
  ],
})

const blocked = (State: 'block-all-sharing' | 'block-new-sharing' | 'unblocked', ImageBlockPublicAccessState: string) =>
  resource('AWS::EC2::SnapshotBlockPublicAccess', {
    name: `${State}, images ${ImageBlockPublicAccessState}`,
    arn: ec2Arn('snapshot-block-public-access', region),
    facets: { snapshots: { State }, images: { ImageBlockPublicAccessState } },
  })
verify(publicSharingBlocked, {
  pass: [blocked('block-all-sharing', 'block-new-sharing')],
  fail: [
    given(blocked('block-new-sharing', 'block-new-sharing'), {
      evidence: { snapshots: 'block-new-sharing', images: 'block-new-sharing' },
    }),
    blocked('unblocked', 'block-new-sharing'),
    blocked('block-all-sharing', 'unblocked'),
  ],
})
