// Amazon EKS: clusters, and how long their Kubernetes versions are supported.
import {
  DescribeClusterCommand,
  DescribeClusterVersionsCommand,
  EKSClient,
  ListClustersCommand,
  type AuthenticationMode,
  type Cluster,
  type ClusterStatus,
  type ClusterVersionInformation,
  type EncryptionConfig,
  type LogSetup,
  type VersionStatus,
  type VpcConfigResponse,
} from '@aws-sdk/client-eks'
import { pages } from '../../src/aws/pages.ts'
import { bulk, defineCollector, fromBulk } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { once } from '../../src/collect/once.ts'
import { ec2Arn, formatArn, keyArn, partitionOf } from '../../src/graph/arn.ts'

type Description = {
  arn: string
  status: ClusterStatus
  /** `1.33` */
  version: string
  roleArn: string
  resourcesVpcConfig: Pick<VpcConfigResponse, 'clusterSecurityGroupId'> & {
    vpcId: string
    subnetIds: readonly string[]
    securityGroupIds: readonly string[]
    endpointPublicAccess: boolean
    endpointPrivateAccess: boolean
    publicAccessCidrs: readonly string[]
  }
  logging: { clusterLogging: readonly LogSetup[] }
  /** Undefined where the cluster has no issuer of its own: on Outposts, or while it is made. */
  issuer: string | undefined
  encryptionConfig: readonly EncryptionConfig[]
  accessConfig: { authenticationMode: AuthenticationMode }
  computeConfig: { enabled: boolean }
  deletionProtection: boolean
}
type Version = Pick<ClusterVersionInformation, 'endOfStandardSupportDate'> & { clusterVersion: string; versionStatus: VersionStatus }

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::EKS::Cluster': {
      base: object
      facets: {
        description: Description
        /** All that EKS knows of in the region, whichever the cluster runs. */
        versions: readonly Version[]
      }
      edges: {
        'encrypted-with': 'AWS::KMS::Key'
        assumes: 'AWS::IAM::Role'
        'in-vpc': 'AWS::EC2::VPC'
        'in-subnet': 'AWS::EC2::Subnet'
        'protected-by': 'AWS::EC2::SecurityGroup'
        'logs-to': 'AWS::Logs::LogGroup'
        /** The cluster's issuer as IAM knows it, if somebody told it. */
        'registered-as': 'AWS::IAM::OIDCProvider'
      }
    }
  }
}

const vpcConfigOf = (config: VpcConfigResponse): Description['resourcesVpcConfig'] => ({
  clusterSecurityGroupId: config.clusterSecurityGroupId,
  vpcId: member(config.vpcId, 'vpcId'),
  subnetIds: member(config.subnetIds, 'subnetIds'),
  securityGroupIds: config.securityGroupIds ?? [],
  endpointPublicAccess: member(config.endpointPublicAccess, 'endpointPublicAccess'),
  endpointPrivateAccess: member(config.endpointPrivateAccess, 'endpointPrivateAccess'),
  // "The default value is 0.0.0.0/0": https://docs.aws.amazon.com/eks/latest/APIReference/API_VpcConfigResponse.html
  publicAccessCidrs: config.publicAccessCidrs?.length ? config.publicAccessCidrs : config.endpointPublicAccess ? ['0.0.0.0/0'] : [],
})

const descriptionOf = (cluster: Cluster): Description => ({
  arn: member(cluster.arn, 'arn'),
  status: member(cluster.status, 'status'),
  version: member(cluster.version, 'version'),
  roleArn: member(cluster.roleArn, 'roleArn'),
  resourcesVpcConfig: vpcConfigOf(member(cluster.resourcesVpcConfig, 'resourcesVpcConfig')),
  logging: {
    clusterLogging: member(cluster.logging?.clusterLogging, 'clusterLogging').map(({ types, enabled }) => ({ types, enabled })),
  },
  issuer: cluster.identity?.oidc?.issuer,
  // Left out where nobody chose a key.
  encryptionConfig: (cluster.encryptionConfig ?? []).map(({ resources, provider }) => ({
    resources,
    provider: { keyArn: provider?.keyArn },
  })),
  accessConfig: { authenticationMode: member(cluster.accessConfig?.authenticationMode, 'authenticationMode') },
  // Left out by clusters that never had Auto Mode.
  computeConfig: { enabled: cluster.computeConfig?.enabled ?? false },
  // It is off until somebody switches it on: https://docs.aws.amazon.com/eks/latest/userguide/deletion-protection.html
  deletionProtection: cluster.deletionProtection ?? false,
})

/** A cluster by its name: what is listed per cluster needs to know it too. */
export const describeCluster = once(async (eks: EKSClient, name): Promise<Description> =>
  descriptionOf(member((await eks.send(new DescribeClusterCommand({ name }))).cluster, 'cluster')),
)

const versions = bulk({
  client: EKSClient,
  calls: ['eks:DescribeClusterVersions'],
  run: (eks): Promise<readonly Version[]> =>
    Array.fromAsync(
      pages(eks, DescribeClusterVersionsCommand, { includeAll: true, maxResults: 100 }, (page) =>
        page.clusterVersions?.map(({ clusterVersion, versionStatus, endOfStandardSupportDate }) => ({
          clusterVersion: member(clusterVersion, 'clusterVersion'),
          versionStatus: member(versionStatus, 'versionStatus'),
          endOfStandardSupportDate,
        })),
      ),
    ),
})

const issuerName = (issuer: string): string => issuer.replace(/^https:\/\//, '')

export default defineCollector({
  kind: 'AWS::EKS::Cluster',
  client: EKSClient,
  list: {
    calls: ['eks:ListClusters'],
    run: (eks, at) =>
      pages(eks, ListClustersCommand, { maxResults: 100 }, (page) =>
        page.clusters?.map((name) => ({ arn: at.arn('eks', `cluster/${name}`), name })),
      ),
  },
  facets: {
    description: {
      calls: ['eks:DescribeCluster'],
      async read(eks, { name, arn }) {
        const description = await describeCluster(eks, name)
        if (description.arn !== arn) throw new TypeError('the answer is about another cluster')
        return description
      },
    },
    versions: fromBulk(versions, (all) => all),
  },
  edges: {
    'encrypted-with': {
      to: 'AWS::KMS::Key',
      from: 'description',
      ref: ({ encryptionConfig }, cluster) => encryptionConfig.flatMap(({ provider }) => keyArn(provider?.keyArn, cluster) ?? []),
    },
    assumes: { to: 'AWS::IAM::Role', from: 'description', ref: ({ roleArn }) => roleArn },
    'in-vpc': {
      to: 'AWS::EC2::VPC',
      from: 'description',
      ref: ({ resourcesVpcConfig }, cluster) => ec2Arn('vpc', resourcesVpcConfig.vpcId, cluster),
    },
    'in-subnet': {
      to: 'AWS::EC2::Subnet',
      from: 'description',
      ref: ({ resourcesVpcConfig }, cluster) => resourcesVpcConfig.subnetIds.map((id) => ec2Arn('subnet', id, cluster)),
    },
    'protected-by': {
      to: 'AWS::EC2::SecurityGroup',
      from: 'description',
      ref: ({ resourcesVpcConfig: { clusterSecurityGroupId, securityGroupIds } }, cluster) =>
        [...(clusterSecurityGroupId ? [clusterSecurityGroupId] : []), ...securityGroupIds].map((id) =>
          ec2Arn('security-group', id, cluster),
        ),
    },
    'logs-to': {
      to: 'AWS::Logs::LogGroup',
      from: 'description',
      ref: ({ logging }, { account, region, name }) =>
        logging.clusterLogging.some(({ enabled }) => enabled)
          ? formatArn({
              partition: partitionOf(region),
              service: 'logs',
              region,
              account,
              resource: `log-group:/aws/eks/${name}/cluster`,
            })
          : undefined,
    },
    'registered-as': {
      to: 'AWS::IAM::OIDCProvider',
      from: 'description',
      ref: ({ issuer }, { account, region }) =>
        issuer === undefined ? undefined : `arn:${partitionOf(region)}:iam::${account}:oidc-provider/${issuerName(issuer)}`,
    },
  },
  gone: ['ResourceNotFoundException'],
})
