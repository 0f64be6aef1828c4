// What EC2 and EBS do by default in one region of the account.
import {
  EC2Client,
  GetEbsEncryptionByDefaultCommand,
  GetImageBlockPublicAccessStateCommand,
  GetInstanceMetadataDefaultsCommand,
  GetSnapshotBlockPublicAccessStateCommand,
  type InstanceMetadataDefaultsResponse,
  type SnapshotBlockPublicAccessState,
} from '@aws-sdk/client-ec2'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    /** One in each region, set or not; the same setting for images beside it. */
    'AWS::EC2::SnapshotBlockPublicAccess': {
      base: object
      facets: {
        snapshots: { State: SnapshotBlockPublicAccessState }
        images: { ImageBlockPublicAccessState: string }
      }
      edges: {}
    }
    /** One in each region. CloudFormation has no type for these settings, and the account itself has no region. */
    'AWS::EC2::RegionDefaults': {
      base: object
      facets: {
        ebsEncryption: { EbsEncryptionByDefault: boolean }
        /** `HttpTokens` is undefined where the account has no preference. */
        instanceMetadata: Pick<InstanceMetadataDefaultsResponse, 'HttpTokens'>
      }
      edges: {}
    }
  }
}

export const snapshotBlockPublicAccess = defineCollector({
  kind: 'AWS::EC2::SnapshotBlockPublicAccess',
  client: EC2Client,
  list: {
    calls: [],
    // oxlint-disable-next-line typescript/require-await -- nothing has to be asked to know that there is one
    async *run(_ec2, at) {
      yield { arn: at.arn('ec2', 'snapshot-block-public-access'), name: at.region }
    },
  },
  facets: {
    snapshots: {
      calls: ['ec2:GetSnapshotBlockPublicAccessState'],
      read: async (ec2) => ({ State: member((await ec2.send(new GetSnapshotBlockPublicAccessStateCommand({}))).State, 'State') }),
    },
    images: {
      calls: ['ec2:GetImageBlockPublicAccessState'],
      async read(ec2) {
        const { ImageBlockPublicAccessState } = await ec2.send(new GetImageBlockPublicAccessStateCommand({}))
        return { ImageBlockPublicAccessState: member(ImageBlockPublicAccessState, 'ImageBlockPublicAccessState') }
      },
    },
  },
  edges: {},
})

export const regionDefaults = defineCollector({
  kind: 'AWS::EC2::RegionDefaults',
  client: EC2Client,
  list: {
    calls: [],
    // oxlint-disable-next-line typescript/require-await -- nothing has to be asked to know that there are some
    async *run(_ec2, at) {
      yield { arn: at.arn('ec2', 'defaults'), name: at.region }
    },
  },
  facets: {
    ebsEncryption: {
      calls: ['ec2:GetEbsEncryptionByDefault'],
      async read(ec2) {
        const { EbsEncryptionByDefault } = await ec2.send(new GetEbsEncryptionByDefaultCommand({}))
        return { EbsEncryptionByDefault: member(EbsEncryptionByDefault, 'EbsEncryptionByDefault') }
      },
    },
    instanceMetadata: {
      calls: ['ec2:GetInstanceMetadataDefaults'],
      async read(ec2) {
        const { AccountLevel } = await ec2.send(new GetInstanceMetadataDefaultsCommand({}))
        return { HttpTokens: member(AccountLevel, 'AccountLevel').HttpTokens }
      },
    },
  },
  edges: {},
})

export default [snapshotBlockPublicAccess, regionDefaults]
