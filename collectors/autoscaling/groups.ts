// Amazon EC2 Auto Scaling: groups, and the names under which other services know them.
import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  type AutoScalingGroup,
  type LaunchTemplateSpecification,
} from '@aws-sdk/client-auto-scaling'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { ec2Arn } from '../../src/graph/arn.ts'
import { tagsOf } from '../ec2/tags.ts'
import { groupNameArn } from './arn.ts'

type Template = Pick<LaunchTemplateSpecification, 'Version'> & { LaunchTemplateId: string }

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::AutoScaling::AutoScalingGroup': {
      base: Pick<AutoScalingGroup, 'LaunchConfigurationName' | 'HealthCheckType'> & {
        MinSize: number
        MaxSize: number
        AvailabilityZones: readonly string[]
        SubnetIds: readonly string[]
        /** That of the group, and those that its mixed instances policy puts in its place. */
        LaunchTemplates: readonly Template[]
        /** Target groups and classic load balancers. */
        TargetGroupARNs: readonly string[]
        LoadBalancerNames: readonly string[]
        SuspendedProcesses: readonly string[]
        Tags: Readonly<Record<string, string>>
      }
      facets: {}
      edges: { 'launched-from': 'AWS::EC2::LaunchTemplate'; 'in-subnet': 'AWS::EC2::Subnet' }
    }
    /** Stands for the group of this name, in edges from instances and node groups. CloudFormation has no type for it. */
    'AWS::AutoScaling::AutoScalingGroupName': {
      base: { AutoScalingGroupARN: string }
      facets: {}
      edges: { 'name-of': 'AWS::AutoScaling::AutoScalingGroup' }
    }
  }
}

const templatesOf = ({ LaunchTemplate, MixedInstancesPolicy }: AutoScalingGroup): readonly Template[] => {
  const mixed = MixedInstancesPolicy?.LaunchTemplate
  const all = [
    LaunchTemplate,
    mixed?.LaunchTemplateSpecification,
    ...(mixed?.Overrides ?? []).map((each) => each.LaunchTemplateSpecification),
  ]
  return all.flatMap((each) =>
    each ? [{ LaunchTemplateId: member(each.LaunchTemplateId, 'LaunchTemplateId'), Version: each.Version }] : [],
  )
}

export const autoScalingGroup = defineCollector({
  kind: 'AWS::AutoScaling::AutoScalingGroup',
  client: AutoScalingClient,
  list: {
    calls: ['autoscaling:DescribeAutoScalingGroups'],
    run: (scaling) =>
      pages(scaling, DescribeAutoScalingGroupsCommand, { MaxRecords: 100 }, (page) =>
        page.AutoScalingGroups?.map((group) => ({
          arn: member(group.AutoScalingGroupARN, 'AutoScalingGroupARN'),
          name: member(group.AutoScalingGroupName, 'AutoScalingGroupName'),
          LaunchConfigurationName: group.LaunchConfigurationName,
          HealthCheckType: group.HealthCheckType,
          MinSize: member(group.MinSize, 'MinSize'),
          MaxSize: member(group.MaxSize, 'MaxSize'),
          AvailabilityZones: member(group.AvailabilityZones, 'AvailabilityZones'),
          // One text with commas; empty or left out for groups outside of any VPC.
          SubnetIds: (group.VPCZoneIdentifier ?? '')
            .split(',')
            .map((id) => id.trim())
            .filter((id) => id !== ''),
          LaunchTemplates: templatesOf(group),
          TargetGroupARNs: group.TargetGroupARNs ?? [],
          LoadBalancerNames: group.LoadBalancerNames ?? [],
          SuspendedProcesses: (group.SuspendedProcesses ?? []).map(({ ProcessName }) => member(ProcessName, 'ProcessName')),
          Tags: tagsOf(group.Tags),
        })),
      ),
  },
  facets: {},
  edges: {
    'launched-from': {
      to: 'AWS::EC2::LaunchTemplate',
      from: 'base',
      ref: ({ LaunchTemplates }, item) => LaunchTemplates.map(({ LaunchTemplateId }) => ec2Arn('launch-template', LaunchTemplateId, item)),
    },
    'in-subnet': { to: 'AWS::EC2::Subnet', from: 'base', ref: ({ SubnetIds }, item) => SubnetIds.map((id) => ec2Arn('subnet', id, item)) },
  },
})

export const autoScalingGroupName = defineCollector({
  kind: 'AWS::AutoScaling::AutoScalingGroupName',
  client: AutoScalingClient,
  list: {
    calls: [],
    per: 'AWS::AutoScaling::AutoScalingGroup',
    // oxlint-disable-next-line typescript/require-await -- nothing has to be asked: the group itself says what it is called
    async *run(_scaling, _at, group) {
      yield { arn: groupNameArn(group.name, group), name: group.name, AutoScalingGroupARN: group.arn }
    },
  },
  facets: {},
  edges: { 'name-of': { to: 'AWS::AutoScaling::AutoScalingGroup', from: 'base', ref: ({ AutoScalingGroupARN }) => AutoScalingGroupARN } },
  standsFor: 'name-of',
})

export default [autoScalingGroup, autoScalingGroupName]
