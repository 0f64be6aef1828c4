// Elastic Load Balancing: target groups, and what is in them.
import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { pages } from '../../src/aws/pages.ts'
import { bulk, defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { onceListed } from '../../src/collect/once.ts'
import { ec2Arn } from '../../src/graph/arn.ts'
import type { Scope } from '../../src/graph/node.ts'
import { unqualified } from '../lambda/arn.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::ElasticLoadBalancingV2::TargetGroup': {
      base: Pick<TargetGroup, 'Protocol' | 'Port' | 'VpcId'> & {
        TargetType: NonNullable<TargetGroup['TargetType']>
        LoadBalancerArns: readonly string[]
      }
      facets: {
        /** Ids of instances, or ARNs; `null` for groups of bare addresses, which name no resource. */
        targets: readonly string[] | null
      }
      edges: {
        'in-vpc': 'AWS::EC2::VPC'
        'delivers-to': 'AWS::EC2::Instance' | 'AWS::Lambda::Function' | 'AWS::ElasticLoadBalancingV2::LoadBalancer'
      }
    }
  }
}

const listGroups = onceListed((client: ElasticLoadBalancingV2Client) =>
  pages(client, DescribeTargetGroupsCommand, { PageSize: 400 }, (page) =>
    page.TargetGroups?.map((group) => ({
      arn: member(group.TargetGroupArn, 'TargetGroupArn'),
      name: member(group.TargetGroupName, 'TargetGroupName'),
      Protocol: group.Protocol,
      Port: group.Port,
      VpcId: group.VpcId,
      TargetType: member(group.TargetType, 'TargetType'),
      LoadBalancerArns: [...member(group.LoadBalancerArns, 'LoadBalancerArns')].sort(),
    })),
  ),
)

/** The target groups of each load balancer, of default actions and rules alike. */
export const groupsByBalancer = bulk({
  client: ElasticLoadBalancingV2Client,
  calls: ['elasticloadbalancing:DescribeTargetGroups'],
  run: async (client: ElasticLoadBalancingV2Client): Promise<ReadonlyMap<string, readonly string[]>> => {
    const pairs = (await Array.fromAsync(listGroups(client))).flatMap(({ arn, LoadBalancerArns }) =>
      LoadBalancerArns.map((balancer) => ({ balancer, arn })),
    )
    return new Map([...Map.groupBy(pairs, ({ balancer }) => balancer)].map(([key, of]) => [key, of.map(({ arn }) => arn).sort()]))
  },
})

/** An instance id, the ARN of a function (with or without alias) or of a load balancer. */
const targetArn = (target: string, scope: Scope): string => {
  if (target.startsWith('i-')) return ec2Arn('instance', target, scope)
  return target.includes(':lambda:') ? unqualified(target) : target
}

export default defineCollector({
  kind: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  client: ElasticLoadBalancingV2Client,
  list: { calls: ['elasticloadbalancing:DescribeTargetGroups'], run: (client) => listGroups(client) },
  facets: {
    targets: {
      calls: ['elasticloadbalancing:DescribeTargetHealth'],
      async read(client, { arn, TargetType }) {
        if (TargetType === 'ip') return null
        const { TargetHealthDescriptions } = await client.send(new DescribeTargetHealthCommand({ TargetGroupArn: arn }))
        const ids = member(TargetHealthDescriptions, 'TargetHealthDescriptions').map(({ Target }) => member(Target?.Id, 'Target.Id'))
        // The same instance may stand for several ports.
        return [...new Set(ids)].sort()
      },
    },
  },
  edges: {
    'in-vpc': { to: 'AWS::EC2::VPC', from: 'base', ref: ({ VpcId }, item) => VpcId && ec2Arn('vpc', VpcId, item) },
    'delivers-to': {
      to: ['AWS::EC2::Instance', 'AWS::Lambda::Function', 'AWS::ElasticLoadBalancingV2::LoadBalancer'],
      from: 'targets',
      ref: (targets, item) => targets.map((target) => targetArn(target, item)),
    },
  },
  gone: ['TargetGroupNotFoundException', 'TargetGroupNotFound'],
})
