// Amazon EC2: launch templates and what their versions start.
import {
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  EC2Client,
  type DescribeLaunchTemplateVersionsRequest,
  type LaunchTemplateInstanceMetadataOptions,
  type LaunchTemplateVersion,
} from '@aws-sdk/client-ec2'
import { pages } from '../../src/aws/pages.ts'
import { bulk, defineCollector, fromBulk } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import type { SecretPattern } from '../../src/collect/secrets.ts'
import { userDataOf } from './user-data.ts'

/** What one version sets. Members that it leaves open are undefined: defaults of the account and the image then decide. */
type Version = {
  VersionNumber: number
  DefaultVersion: boolean
  MetadataOptions: Pick<LaunchTemplateInstanceMetadataOptions, 'HttpTokens' | 'HttpEndpoint' | 'HttpPutResponseHopLimit'> | undefined
  /** Of the interfaces that get a public address. */
  PublicInterfaces: number
  /** Volumes by device, each with what is said about its encryption. */
  Volumes: readonly { DeviceName: string | undefined; Encrypted: boolean | undefined }[]
}

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::EC2::LaunchTemplate': {
      base: { DefaultVersionNumber: number; LatestVersionNumber: number }
      facets: {
        /** The default version and the latest, which may be the same. */
        versions: readonly Version[]
        /** Content: versions, newest first, whose script holds credentials, and what kinds of them. */
        userData: { VersionsRead: number; VersionsWithSecrets: readonly { VersionNumber: number; Secrets: readonly SecretPattern[] }[] }
      }
      edges: {}
    }
  }
}

const versionOf = ({ VersionNumber, DefaultVersion, LaunchTemplateData }: LaunchTemplateVersion): Version => {
  const data = member(LaunchTemplateData, 'LaunchTemplateData')
  const options = data.MetadataOptions
  return {
    VersionNumber: member(VersionNumber, 'VersionNumber'),
    DefaultVersion: member(DefaultVersion, 'DefaultVersion'),
    MetadataOptions: options && {
      HttpTokens: options.HttpTokens,
      HttpEndpoint: options.HttpEndpoint,
      HttpPutResponseHopLimit: options.HttpPutResponseHopLimit,
    },
    PublicInterfaces: (data.NetworkInterfaces ?? []).filter(({ AssociatePublicIpAddress }) => AssociatePublicIpAddress).length,
    Volumes: (data.BlockDeviceMappings ?? []).flatMap(({ DeviceName, Ebs }) => (Ebs ? [{ DeviceName, Encrypted: Ebs.Encrypted }] : [])),
  }
}

const versionsIn = <T>(ec2: EC2Client, request: DescribeLaunchTemplateVersionsRequest, pick: (version: LaunchTemplateVersion) => T) =>
  Array.fromAsync(
    pages(ec2, DescribeLaunchTemplateVersionsCommand, { ...request, MaxResults: 200, IncludeManagedResources: true }, (page) =>
      page.LaunchTemplateVersions?.map(pick),
    ),
  )

/** Without a template, AWS answers for all of a region: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplateVersions.html */
const currentVersions = bulk({
  client: EC2Client,
  calls: ['ec2:DescribeLaunchTemplateVersions'],
  run: async (ec2) => {
    const versions = await versionsIn(ec2, { Versions: ['$Default', '$Latest'] }, (version) => ({
      id: member(version.LaunchTemplateId, 'LaunchTemplateId'),
      version: versionOf(version),
    }))
    // The default version may be the latest, and come twice.
    const distinct = new Map(versions.map((each) => [`${each.id} ${each.version.VersionNumber}`, each]))
    return Map.groupBy(distinct.values(), ({ id }) => id)
  },
})

export const launchTemplate = defineCollector({
  kind: 'AWS::EC2::LaunchTemplate',
  client: EC2Client,
  list: {
    calls: ['ec2:DescribeLaunchTemplates'],
    run: (ec2, at) =>
      pages(ec2, DescribeLaunchTemplatesCommand, { MaxResults: 200, IncludeManagedResources: true }, (page) =>
        page.LaunchTemplates?.map(({ LaunchTemplateId, DefaultVersionNumber, LatestVersionNumber }) => ({
          arn: at.arn('ec2', `launch-template/${member(LaunchTemplateId, 'LaunchTemplateId')}`),
          name: member(LaunchTemplateId, 'LaunchTemplateId'),
          DefaultVersionNumber: member(DefaultVersionNumber, 'DefaultVersionNumber'),
          LatestVersionNumber: member(LatestVersionNumber, 'LatestVersionNumber'),
        })),
      ),
  },
  facets: {
    // Every template has a default version: one without was not answered for, and stays unknown.
    versions: fromBulk(currentVersions, (byId, { name }) => byId.get(name)?.map(({ version }) => version)),
    userData: {
      calls: ['ec2:DescribeLaunchTemplateVersions'],
      async read(ec2, { name }) {
        const versions = await versionsIn(ec2, { LaunchTemplateId: name }, ({ VersionNumber, LaunchTemplateData }) => ({
          VersionNumber: member(VersionNumber, 'VersionNumber'),
          Secrets: userDataOf(LaunchTemplateData?.UserData)?.Secrets ?? [],
        }))
        return {
          VersionsRead: versions.length,
          VersionsWithSecrets: versions.filter(({ Secrets }) => Secrets.length > 0).sort((a, b) => b.VersionNumber - a.VersionNumber),
        }
      },
    },
  },
  edges: {},
  gone: ['InvalidLaunchTemplateId.NotFound'],
})

export default [launchTemplate]
