// Amazon EKS: where pods run, on managed node groups and on Fargate.
import {
  DescribeFargateProfileCommand,
  DescribeNodegroupCommand,
  EKSClient,
  ListFargateProfilesCommand,
  ListNodegroupsCommand,
  type AMITypes,
  type LaunchTemplateSpecification,
  type NodegroupStatus,
  type RemoteAccessConfig,
} from '@aws-sdk/client-eks'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { ec2Arn } from '../../src/graph/arn.ts'
import { groupNameArn } from '../autoscaling/arn.ts'
import { assertAbout, clusterArn } from './arn.ts'

type NodegroupDescription = {
  status: NodegroupStatus
  /** `1.33` */
  version: string
  /** `1.33.1-20260501`; the id of the image where `amiType` is `CUSTOM`. */
  releaseVersion: string
  amiType: AMITypes
  nodeRole: string
  subnets: readonly string[]
  scalingConfig: { minSize: number; maxSize: number; desiredSize: number }
  /** Undefined where nobody can log in, or where a launch template decides. */
  remoteAccess: RemoteAccessConfig | undefined
  launchTemplate: Pick<LaunchTemplateSpecification, 'id' | 'version'> | undefined
  autoScalingGroups: readonly string[]
}

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    /** `name` is `<cluster>/<node group>`. */
    'AWS::EKS::Nodegroup': {
      base: { clusterName: string; nodegroupName: string }
      facets: { description: NodegroupDescription }
      edges: {
        'member-of': 'AWS::EKS::Cluster'
        assumes: 'AWS::IAM::Role'
        'in-subnet': 'AWS::EC2::Subnet'
        /** The groups that EKS makes for it, whose instances are its nodes. */
        'runs-on': 'AWS::AutoScaling::AutoScalingGroup'
        'launched-from': 'AWS::EC2::LaunchTemplate'
      }
    }
    /** `name` is `<cluster>/<profile>`. */
    'AWS::EKS::FargateProfile': {
      base: { clusterName: string; fargateProfileName: string }
      facets: { description: { podExecutionRoleArn: string; subnets: readonly string[] } }
      edges: {
        'member-of': 'AWS::EKS::Cluster'
        assumes: 'AWS::IAM::Role'
        'in-subnet': 'AWS::EC2::Subnet'
      }
    }
  }
}

const nodegroup = defineCollector({
  kind: 'AWS::EKS::Nodegroup',
  client: EKSClient,
  list: {
    calls: ['eks:ListNodegroups'],
    per: 'AWS::EKS::Cluster',
    run: (eks, at, { name: clusterName }) =>
      pages(eks, ListNodegroupsCommand, { clusterName, maxResults: 100 }, (page) =>
        page.nodegroups?.map((nodegroupName) => ({
          arn: at.arn('eks', `nodegroup/${clusterName}/${nodegroupName}`),
          name: `${clusterName}/${nodegroupName}`,
          clusterName,
          nodegroupName,
        })),
      ),
    gone: ['ResourceNotFoundException'],
  },
  facets: {
    description: {
      calls: ['eks:DescribeNodegroup'],
      async read(eks, { arn, clusterName, nodegroupName }) {
        const group = member((await eks.send(new DescribeNodegroupCommand({ clusterName, nodegroupName }))).nodegroup, 'nodegroup')
        assertAbout(group.nodegroupArn, arn)
        const { minSize, maxSize, desiredSize } = member(group.scalingConfig, 'scalingConfig')
        const { remoteAccess, launchTemplate } = group
        return {
          status: member(group.status, 'status'),
          version: member(group.version, 'version'),
          releaseVersion: member(group.releaseVersion, 'releaseVersion'),
          amiType: member(group.amiType, 'amiType'),
          nodeRole: member(group.nodeRole, 'nodeRole'),
          subnets: member(group.subnets, 'subnets'),
          scalingConfig: {
            minSize: member(minSize, 'minSize'),
            maxSize: member(maxSize, 'maxSize'),
            desiredSize: member(desiredSize, 'desiredSize'),
          },
          remoteAccess: remoteAccess && {
            ec2SshKey: remoteAccess.ec2SshKey,
            sourceSecurityGroups: remoteAccess.sourceSecurityGroups,
          },
          launchTemplate: launchTemplate && { id: launchTemplate.id, version: launchTemplate.version },
          // None while the group is made.
          autoScalingGroups: (group.resources?.autoScalingGroups ?? []).map(({ name }) => member(name, 'name')),
        }
      },
    },
  },
  edges: {
    'member-of': { to: 'AWS::EKS::Cluster', from: 'base', ref: ({ clusterName }, item) => clusterArn(clusterName, item) },
    assumes: { to: 'AWS::IAM::Role', from: 'description', ref: ({ nodeRole }) => nodeRole },
    'in-subnet': {
      to: 'AWS::EC2::Subnet',
      from: 'description',
      ref: ({ subnets }, item) => subnets.map((id) => ec2Arn('subnet', id, item)),
    },
    'runs-on': {
      to: 'AWS::AutoScaling::AutoScalingGroup',
      from: 'description',
      ref: ({ autoScalingGroups }, item) => autoScalingGroups.map((name) => groupNameArn(name, item)),
    },
    'launched-from': {
      to: 'AWS::EC2::LaunchTemplate',
      from: 'description',
      ref: ({ launchTemplate }, item) => launchTemplate?.id && ec2Arn('launch-template', launchTemplate.id, item),
    },
  },
  gone: ['ResourceNotFoundException'],
})

const fargateProfile = defineCollector({
  kind: 'AWS::EKS::FargateProfile',
  client: EKSClient,
  list: {
    calls: ['eks:ListFargateProfiles'],
    per: 'AWS::EKS::Cluster',
    run: (eks, at, { name: clusterName }) =>
      pages(eks, ListFargateProfilesCommand, { clusterName, maxResults: 100 }, (page) =>
        page.fargateProfileNames?.map((fargateProfileName) => ({
          arn: at.arn('eks', `fargateprofile/${clusterName}/${fargateProfileName}`),
          name: `${clusterName}/${fargateProfileName}`,
          clusterName,
          fargateProfileName,
        })),
      ),
    gone: ['ResourceNotFoundException'],
  },
  facets: {
    description: {
      calls: ['eks:DescribeFargateProfile'],
      async read(eks, { arn, clusterName, fargateProfileName }) {
        const answer = await eks.send(new DescribeFargateProfileCommand({ clusterName, fargateProfileName }))
        const { fargateProfileArn, podExecutionRoleArn, subnets } = member(answer.fargateProfile, 'fargateProfile')
        assertAbout(fargateProfileArn, arn)
        return { podExecutionRoleArn: member(podExecutionRoleArn, 'podExecutionRoleArn'), subnets: member(subnets, 'subnets') }
      },
    },
  },
  edges: {
    'member-of': { to: 'AWS::EKS::Cluster', from: 'base', ref: ({ clusterName }, item) => clusterArn(clusterName, item) },
    assumes: { to: 'AWS::IAM::Role', from: 'description', ref: ({ podExecutionRoleArn }) => podExecutionRoleArn },
    'in-subnet': {
      to: 'AWS::EC2::Subnet',
      from: 'description',
      ref: ({ subnets }, item) => subnets.map((id) => ec2Arn('subnet', id, item)),
    },
  },
  gone: ['ResourceNotFoundException'],
})

export default [nodegroup, fargateProfile]
