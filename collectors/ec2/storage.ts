// Amazon EBS: volumes, snapshots and the images made of them.
import {
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  EC2Client,
  type DescribeSnapshotsRequest,
  type Image,
  type Snapshot,
  type SnapshotState,
  type Volume,
  type VolumeAttachment,
} from '@aws-sdk/client-ec2'
import { pages } from '../../src/aws/pages.ts'
import { bulk, defineCollector, fromBulk, type At } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { ec2Arn, keyArn } from '../../src/graph/arn.ts'
import { protectedResource, type Protection } from '../backup.ts'

type Attachment = Pick<VolumeAttachment, 'DeleteOnTermination'> & { InstanceId: string }

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::EC2::Volume': {
      base: Pick<Volume, 'State' | 'KmsKeyId'> & {
        Encrypted: boolean
        CreateTime: Date
        Attachments: readonly Attachment[]
      }
      facets: {
        /** `null` where AWS Backup keeps nothing of it. */
        protectedResource: Protection | null
      }
      edges: { 'encrypted-with': 'AWS::KMS::Key'; 'attached-to': 'AWS::EC2::Instance' }
    }
    /** Of this account's own. */
    'AWS::EC2::Snapshot': {
      base: Pick<Snapshot, 'KmsKeyId'> & { State: SnapshotState; Encrypted: boolean; StartTime: Date; VolumeId: string | undefined }
      facets: {
        /** Whether every AWS account may make a volume of it. */
        restorableByAll: boolean
      }
      edges: { 'encrypted-with': 'AWS::KMS::Key'; 'snapshot-of': 'AWS::EC2::Volume' }
    }
    /** Of this account's own. */
    'AWS::EC2::Image': {
      base: Pick<Image, 'State'> & { Public: boolean }
      facets: {}
      edges: {}
    }
  }
}

export const volume = defineCollector({
  kind: 'AWS::EC2::Volume',
  client: EC2Client,
  list: {
    calls: ['ec2:DescribeVolumes'],
    run: (ec2, at) =>
      pages(ec2, DescribeVolumesCommand, { MaxResults: 1000, IncludeManagedResources: true }, (page) =>
        page.Volumes?.map(({ VolumeId, State, KmsKeyId, Encrypted, CreateTime, Attachments = [] }) => ({
          arn: at.arn('ec2', `volume/${member(VolumeId, 'VolumeId')}`),
          name: member(VolumeId, 'VolumeId'),
          State,
          KmsKeyId,
          Encrypted: member(Encrypted, 'Encrypted'),
          CreateTime: member(CreateTime, 'CreateTime'),
          // One without an instance is AWS's own business: a volume that Fargate attached to a task.
          Attachments: Attachments.flatMap(({ InstanceId, DeleteOnTermination }) =>
            InstanceId ? [{ InstanceId, DeleteOnTermination }] : [],
          ),
        })),
      ),
  },
  facets: { protectedResource },
  edges: {
    'encrypted-with': { to: 'AWS::KMS::Key', from: 'base', ref: ({ KmsKeyId }, item) => keyArn(KmsKeyId, item) },
    'attached-to': {
      to: 'AWS::EC2::Instance',
      from: 'base',
      ref: ({ Attachments }, item) => Attachments.map(({ InstanceId }) => ec2Arn('instance', InstanceId, item)),
    },
  },
})

/** Asks for the account's own twice over: by owner, so that AWS does not look through everybody's, and by filter, which emulators heed. */
const own = ({ account }: At): DescribeSnapshotsRequest => ({
  OwnerIds: ['self'],
  Filters: [{ Name: 'owner-id', Values: [account] }],
  MaxResults: 1000,
})

/** One listing for all, where DescribeSnapshotAttribute would be asked for each. */
const publicSnapshots = bulk({
  client: EC2Client,
  calls: ['ec2:DescribeSnapshots'],
  run: async (ec2, at) =>
    new Set(
      await Array.fromAsync(
        pages(ec2, DescribeSnapshotsCommand, { ...own(at), RestorableByUserIds: ['all'] }, (page) =>
          page.Snapshots?.map(({ SnapshotId }) => member(SnapshotId, 'SnapshotId')),
        ),
      ),
    ),
})

/** What AWS names as the source of a snapshot that was copied: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html */
const noVolume = 'vol-ffffffff'

export const snapshot = defineCollector({
  kind: 'AWS::EC2::Snapshot',
  client: EC2Client,
  list: {
    calls: ['ec2:DescribeSnapshots'],
    run: (ec2, at) =>
      pages(ec2, DescribeSnapshotsCommand, own(at), (page) =>
        page.Snapshots?.map(({ SnapshotId, State, KmsKeyId, Encrypted, StartTime, VolumeId }) => ({
          arn: at.arn('ec2', `snapshot/${member(SnapshotId, 'SnapshotId')}`),
          name: member(SnapshotId, 'SnapshotId'),
          State: member(State, 'State'),
          KmsKeyId,
          Encrypted: member(Encrypted, 'Encrypted'),
          StartTime: member(StartTime, 'StartTime'),
          VolumeId: VolumeId === noVolume ? undefined : VolumeId,
        })),
      ),
  },
  facets: { restorableByAll: fromBulk(publicSnapshots, (ids, { name }) => ids.has(name)) },
  edges: {
    'encrypted-with': { to: 'AWS::KMS::Key', from: 'base', ref: ({ KmsKeyId }, item) => keyArn(KmsKeyId, item) },
    'snapshot-of': { to: 'AWS::EC2::Volume', from: 'base', ref: ({ VolumeId }, item) => VolumeId && ec2Arn('volume', VolumeId, item) },
  },
})

export const image = defineCollector({
  kind: 'AWS::EC2::Image',
  client: EC2Client,
  list: {
    calls: ['ec2:DescribeImages'],
    run: (ec2, at) =>
      pages(ec2, DescribeImagesCommand, { Owners: ['self'], IncludeDisabled: true, MaxResults: 1000 }, (page) =>
        page.Images?.map(({ ImageId, State, Public }) => ({
          arn: at.arn('ec2', `image/${member(ImageId, 'ImageId')}`),
          name: member(ImageId, 'ImageId'),
          State,
          Public: member(Public, 'Public'),
        })),
      ),
  },
  facets: {},
  edges: {},
})

export default [volume, snapshot, image]
