// What a bucket keeps besides the latest version of each object: versions, locks and replicas.
import {
  GetBucketReplicationCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  type BucketVersioningStatus,
  type DefaultRetention,
  type MFADeleteStatus,
  type ObjectLockEnabled,
  type ReplicationRuleStatus,
  type S3Client,
} from '@aws-sdk/client-s3'
import { unlessAbsent } from '../../src/collect/absent.ts'
import { member } from '../../src/collect/member.ts'
import { once } from '../../src/collect/once.ts'

/** No `Status`: it was never on. */
export interface Versioning {
  Status: BucketVersioningStatus | undefined
  MFADelete: MFADeleteStatus | undefined
}

export interface ObjectLock {
  ObjectLockEnabled: ObjectLockEnabled | undefined
  DefaultRetention: Pick<DefaultRetention, 'Mode' | 'Days' | 'Years'> | undefined
}

export interface Replication {
  Role: string | undefined
  Rules: readonly {
    ID: string | undefined
    Status: ReplicationRuleStatus
    Destination: {
      Bucket: string
      /** Whom the bucket belongs to, where the copies are to belong to them too. */
      Account: string | undefined
    }
  }[]
}

interface Named {
  readonly name: string
}

const versioningOf = once(async (s3: S3Client, Bucket): Promise<Versioning> => {
  const { Status, MFADelete } = await s3.send(new GetBucketVersioningCommand({ Bucket }))
  return { Status, MFADelete }
})

/** Buckets that never had versions have neither locks nor replicas: https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html */
const ifEverVersioned = async <T>(s3: S3Client, Bucket: string, ask: () => Promise<T | null>): Promise<T | null> =>
  (await versioningOf(s3, Bucket)).Status === undefined ? null : ask()

export const versioning = {
  calls: ['s3:GetBucketVersioning'],
  read: (s3: S3Client, { name }: Named) => versioningOf(s3, name),
} as const

export const objectLock = {
  calls: ['s3:GetObjectLockConfiguration', 's3:GetBucketVersioning'],
  read: (s3: S3Client, { name }: Named) =>
    ifEverVersioned(s3, name, () =>
      unlessAbsent('s3:GetObjectLockConfiguration', ['ObjectLockConfigurationNotFoundError'], async (): Promise<ObjectLock> => {
        const { ObjectLockConfiguration } = await s3.send(new GetObjectLockConfigurationCommand({ Bucket: name }))
        const { ObjectLockEnabled, Rule } = member(ObjectLockConfiguration, 'ObjectLockConfiguration')
        const retention = Rule?.DefaultRetention
        return {
          ObjectLockEnabled,
          DefaultRetention: retention && { Mode: retention.Mode, Days: retention.Days, Years: retention.Years },
        }
      }),
    ),
} as const

export const replication = {
  calls: ['s3:GetBucketReplication', 's3:GetBucketVersioning'],
  read: (s3: S3Client, { name }: Named) =>
    ifEverVersioned(s3, name, () =>
      unlessAbsent('s3:GetBucketReplication', ['ReplicationConfigurationNotFoundError'], async (): Promise<Replication> => {
        const { ReplicationConfiguration } = await s3.send(new GetBucketReplicationCommand({ Bucket: name }))
        const { Role, Rules } = member(ReplicationConfiguration, 'ReplicationConfiguration')
        return {
          Role,
          Rules: member(Rules, 'Rules').map(({ ID, Status, Destination }) => ({
            ID,
            Status: member(Status, 'Status'),
            Destination: { Bucket: member(Destination?.Bucket, 'Destination.Bucket'), Account: Destination?.Account },
          })),
        }
      }),
    ),
} as const
