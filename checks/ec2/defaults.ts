// What EC2 and EBS do by default in a region, where nobody says otherwise.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'

const ec2Guide = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide'
const ebsGuide = 'https://docs.aws.amazon.com/ebs/latest/userguide'

export const metadataDefault = defineCheck({
  id: 'ec2-account-imdsv2-default',
  title: 'New instances default to IMDSv2',
  on: 'AWS::EC2::RegionDefaults',
  needs: ['instanceMetadata'],
  reads: { 'AWS::EC2::Instance': [] },
  threats: ['unauthorized-access'],
  mitigation: 'governance',
  likelihood: 1,
  impact: 4,
  cost: { level: 0, note: 'Free, and nothing that runs changes. Who has to can still say otherwise at the start.' },
  why: 'Somebody will start a machine without thinking of its metadata service. The default thinks of it for them.',
  fix: {
    cli: 'aws ec2 modify-instance-metadata-defaults --region <region> --http-tokens required',
    terraform: `resource "aws_ec2_instance_metadata_defaults" "this" {
  http_tokens = "required"
}`,
  },
  refs: { docs: [`${ec2Guide}/configuring-IMDS-new-instances.html`] },
  test: ({ region, instanceMetadata: { HttpTokens = null } }, { graph }) => {
    if (HttpTokens === 'required') return pass({ HttpTokens })
    const inUse = graph.all('AWS::EC2::Instance').some((instance) => instance.region === region)
    return inUse ? fail({ HttpTokens }) : notApplicable({ instances: 0 })
  },
})

export const ebsDefaultEncryption = defineCheck({
  id: 'ec2-ebs-default-encryption',
  title: 'EBS encryption by default is on in every Region in use',
  on: 'AWS::EC2::RegionDefaults',
  needs: ['ebsEncryption'],
  reads: { 'AWS::EC2::Volume': [] },
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free and without loss of speed. Volumes that exist stay as they are.' },
  why: 'Without it every new volume and every copied snapshot is unencrypted unless somebody thinks of it, in each template and each script.',
  fix: {
    cli: 'aws ec2 enable-ebs-encryption-by-default --region <region>',
    terraform: `resource "aws_ebs_encryption_by_default" "this" {
  enabled = true
}`,
  },
  refs: { fsbp: ['EC2.7'], cis: ['v7.0:6.1.1'], docs: [`${ebsGuide}/encryption-by-default.html`] },
  test: ({ region, ebsEncryption: { EbsEncryptionByDefault } }, { graph }) => {
    if (EbsEncryptionByDefault) return pass({ EbsEncryptionByDefault })
    const inUse = graph.all('AWS::EC2::Volume').some((volume) => volume.region === region)
    return inUse ? fail({ EbsEncryptionByDefault }) : notApplicable({ volumes: 0 })
  },
})

export const publicSharingBlocked = defineCheck({
  id: 'ec2-ebs-snapshot-public-block',
  title: 'Public sharing of snapshots and images is blocked account-wide',
  on: 'AWS::EC2::SnapshotBlockPublicAccess',
  needs: ['snapshots', 'images'],
  threats: ['data-exfiltration'],
  mitigation: 'public-access-block',
  likelihood: 2,
  impact: 5,
  cost: { level: 0, note: 'Free. Sharing with single accounts goes on working.' },
  why: 'One wrong call, or one call of somebody who broke in, hands a disk to the whole world. The block holds whoever calls.',
  fix: {
    cli: `aws ec2 enable-snapshot-block-public-access --region <region> --state block-all-sharing
aws ec2 enable-image-block-public-access --region <region> --image-block-public-access-state block-new-sharing`,
    terraform: `resource "aws_ebs_snapshot_block_public_access" "this" {
  state = "block-all-sharing"
}

resource "aws_ec2_image_block_public_access" "this" {
  state = "block-new-sharing"
}`,
  },
  refs: { fsbp: ['EC2.182'], docs: [`${ebsGuide}/block-public-access-snapshots.html`, `${ec2Guide}/block-public-access-to-amis.html`] },
  test: ({ snapshots, images }) => {
    const evidence = { snapshots: snapshots.State, images: images.ImageBlockPublicAccessState }
    return (evidence.snapshots === 'block-all-sharing' && evidence.images === 'block-new-sharing' ? pass : fail)(evidence)
  },
})
