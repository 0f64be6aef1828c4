// Elastic Load Balancing: application, network and gateway load balancers, their listeners and target groups.
import {
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  type Action as AwsAction,
  type Listener,
  type LoadBalancer,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { pages } from '../src/aws/pages.ts'
import { bulk, defineCollector, fromBulk, type Item } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'
import { onceListed } from '../src/collect/once.ts'
import { ec2Arn, partitionOf } from '../src/graph/arn.ts'
import type { Scope } from '../src/graph/node.ts'
import { unqualified } from './lambda/arn.ts'

/** As AWS spells them, without the settings of whoever logs in: those may hold secrets. */
type Action = {
  Type: NonNullable<AwsAction['Type']>
  /** The protocol that a redirect leads to: `HTTPS`, or `#{protocol}` for the same again. */
  RedirectProtocol: string | undefined
  TargetGroupArns: readonly string[]
}
/** AWS's own names and values. Undefined for types of load balancers that do not have it. */
type Attributes = {
  'deletion_protection.enabled': boolean
  'load_balancing.cross_zone.enabled': boolean
  'access_logs.s3.enabled': boolean | undefined
  'access_logs.s3.bucket': string | undefined
  'routing.http.desync_mitigation_mode': string | undefined
  'routing.http.drop_invalid_header_fields.enabled': boolean | undefined
  'waf.fail_open.enabled': boolean | undefined
}

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::ElasticLoadBalancingV2::LoadBalancer': {
      base: {
        Type: NonNullable<LoadBalancer['Type']>
        /** Undefined for gateway load balancers. */
        Scheme: LoadBalancer['Scheme']
        VpcId: string
        AvailabilityZones: readonly { readonly ZoneName: string; readonly SubnetId: string }[]
        /** None: a network load balancer that was made without, or a gateway load balancer. */
        SecurityGroups: readonly string[]
      }
      facets: {
        attributes: Attributes
        /** By default actions and rules alike. */
        targetGroups: readonly string[]
      }
      edges: {
        'in-vpc': 'AWS::EC2::VPC'
        'in-subnet': 'AWS::EC2::Subnet'
        'protected-by': 'AWS::EC2::SecurityGroup'
        'delivers-to': 'AWS::ElasticLoadBalancingV2::TargetGroup'
        'logs-to': 'AWS::S3::Bucket'
      }
    }
    'AWS::ElasticLoadBalancingV2::Listener': {
      /** Those of gateway load balancers have no protocol and no port. */
      base: Pick<Listener, 'Protocol' | 'Port' | 'SslPolicy'> & { LoadBalancerArn: string; DefaultActions: readonly Action[] }
      facets: {
        /** Actions of all rules. Read only of HTTP listeners that redirect to HTTPS by default: of others nothing depends on them. */
        ruleActions: readonly Action[] | null
      }
      edges: {
        'member-of': 'AWS::ElasticLoadBalancingV2::LoadBalancer'
        'delivers-to': 'AWS::ElasticLoadBalancingV2::TargetGroup'
      }
    }
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

const groupsByBalancer = bulk({
  client: ElasticLoadBalancingV2Client,
  calls: ['elasticloadbalancing:DescribeTargetGroups'],
  run: async (client: ElasticLoadBalancingV2Client): Promise<ReadonlyMap<string, readonly string[]>> => {
    const pairs = (await Array.fromAsync(listGroups(client))).flatMap(({ arn, LoadBalancerArns }) =>
      LoadBalancerArns.map((balancer) => ({ balancer, arn })),
    )
    return new Map([...Map.groupBy(pairs, ({ balancer }) => balancer)].map(([key, of]) => [key, of.map(({ arn }) => arn).sort()]))
  },
})

const isTrue = (value: string, name: string): boolean => {
  if (value !== 'true' && value !== 'false') throw new TypeError(`${name} is neither true nor false`)
  return value === 'true'
}

export const loadBalancer = defineCollector({
  kind: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  client: ElasticLoadBalancingV2Client,
  list: {
    calls: ['elasticloadbalancing:DescribeLoadBalancers'],
    run: (client) =>
      pages(client, DescribeLoadBalancersCommand, { PageSize: 400 }, (page) =>
        page.LoadBalancers?.map((item) => ({
          arn: member(item.LoadBalancerArn, 'LoadBalancerArn'),
          name: member(item.LoadBalancerName, 'LoadBalancerName'),
          Type: member(item.Type, 'Type'),
          Scheme: item.Type === 'gateway' ? undefined : member(item.Scheme, 'Scheme'),
          VpcId: member(item.VpcId, 'VpcId'),
          AvailabilityZones: member(item.AvailabilityZones, 'AvailabilityZones').map(({ ZoneName, SubnetId }) => ({
            ZoneName: member(ZoneName, 'ZoneName'),
            SubnetId: member(SubnetId, 'SubnetId'),
          })),
          // Left out where the type has none.
          SecurityGroups: item.Type === 'application' ? member(item.SecurityGroups, 'SecurityGroups') : (item.SecurityGroups ?? []),
        })),
      ),
  },
  facets: {
    attributes: {
      calls: ['elasticloadbalancing:DescribeLoadBalancerAttributes'],
      async read(client, { arn, Type }) {
        const { Attributes } = await client.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: arn }))
        const values = new Map(member(Attributes, 'Attributes').map(({ Key, Value }) => [Key, Value]))
        const text = (name: keyof Attributes): string => member(values.get(name), name)
        const flag = (name: keyof Attributes): boolean => isTrue(text(name), name)
        const http = Type === 'application'
        // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html says which type has which.
        const logs = Type === 'gateway' ? undefined : flag('access_logs.s3.enabled')
        return {
          'deletion_protection.enabled': flag('deletion_protection.enabled'),
          'load_balancing.cross_zone.enabled': flag('load_balancing.cross_zone.enabled'),
          'access_logs.s3.enabled': logs,
          'access_logs.s3.bucket': logs ? text('access_logs.s3.bucket') : undefined,
          'routing.http.desync_mitigation_mode': http ? text('routing.http.desync_mitigation_mode') : undefined,
          'routing.http.drop_invalid_header_fields.enabled': http ? flag('routing.http.drop_invalid_header_fields.enabled') : undefined,
          'waf.fail_open.enabled': http ? flag('waf.fail_open.enabled') : undefined,
        }
      },
    },
    targetGroups: fromBulk(groupsByBalancer, (groups, { arn }): readonly string[] => groups.get(arn) ?? []),
  },
  edges: {
    'in-vpc': { to: 'AWS::EC2::VPC', from: 'base', ref: ({ VpcId }, item) => ec2Arn('vpc', VpcId, item) },
    'in-subnet': {
      to: 'AWS::EC2::Subnet',
      from: 'base',
      ref: ({ AvailabilityZones }, item) => AvailabilityZones.map(({ SubnetId }) => ec2Arn('subnet', SubnetId, item)),
    },
    'protected-by': {
      to: 'AWS::EC2::SecurityGroup',
      from: 'base',
      ref: ({ SecurityGroups }, item) => SecurityGroups.map((id) => ec2Arn('security-group', id, item)),
    },
    'delivers-to': { to: 'AWS::ElasticLoadBalancingV2::TargetGroup', from: 'targetGroups', ref: (groups) => groups },
    'logs-to': {
      to: 'AWS::S3::Bucket',
      from: 'attributes',
      ref: ({ 'access_logs.s3.bucket': bucket }, { region }) => bucket && `arn:${partitionOf(region)}:s3:::${bucket}`,
    },
  },
  gone: ['LoadBalancerNotFoundException', 'LoadBalancerNotFound'],
})

const actionOf = ({ Type, RedirectConfig, TargetGroupArn, ForwardConfig }: AwsAction): Action => {
  const targets = [TargetGroupArn, ...(ForwardConfig?.TargetGroups ?? []).map((group) => group.TargetGroupArn)]
  return {
    Type: member(Type, 'Type'),
    RedirectProtocol: RedirectConfig?.Protocol,
    TargetGroupArns: [...new Set(targets.flatMap((arn) => arn ?? []))].sort(),
  }
}

export const listener = defineCollector({
  kind: 'AWS::ElasticLoadBalancingV2::Listener',
  client: ElasticLoadBalancingV2Client,
  list: {
    calls: ['elasticloadbalancing:DescribeListeners'],
    per: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    run: (client, _at, balancer: Item<'AWS::ElasticLoadBalancingV2::LoadBalancer'>) =>
      pages(client, DescribeListenersCommand, { LoadBalancerArn: balancer.arn, PageSize: 400 }, (page) =>
        page.Listeners?.map(({ ListenerArn, Protocol, Port, SslPolicy, DefaultActions }) => ({
          arn: member(ListenerArn, 'ListenerArn'),
          name: Port === undefined ? balancer.name : `${balancer.name}:${Port}`,
          LoadBalancerArn: balancer.arn,
          Protocol: balancer.Type === 'gateway' ? Protocol : member(Protocol, 'Protocol'),
          Port,
          SslPolicy,
          DefaultActions: member(DefaultActions, 'DefaultActions').map(actionOf),
        })),
      ),
    gone: ['LoadBalancerNotFoundException', 'LoadBalancerNotFound'],
  },
  facets: {
    ruleActions: {
      calls: ['elasticloadbalancing:DescribeRules'],
      async read(client, { arn, Protocol, DefaultActions }) {
        if (Protocol !== 'HTTP' || !DefaultActions.some(({ RedirectProtocol }) => RedirectProtocol === 'HTTPS')) return null
        const rules = pages(client, DescribeRulesCommand, { ListenerArn: arn, PageSize: 400 }, (page) =>
          page.Rules?.flatMap(({ Actions }) => member(Actions, 'Actions').map(actionOf)),
        )
        return Array.fromAsync(rules)
      },
    },
  },
  edges: {
    'member-of': { to: 'AWS::ElasticLoadBalancingV2::LoadBalancer', from: 'base', ref: ({ LoadBalancerArn }) => LoadBalancerArn },
    'delivers-to': {
      to: 'AWS::ElasticLoadBalancingV2::TargetGroup',
      from: 'base',
      ref: ({ DefaultActions }) => DefaultActions.flatMap(({ TargetGroupArns }) => TargetGroupArns),
    },
  },
  gone: ['ListenerNotFoundException', 'ListenerNotFound'],
})

/** An instance id, the ARN of a function (with or without alias) or of a load balancer. */
const targetArn = (target: string, scope: Scope): string => {
  if (target.startsWith('i-')) return ec2Arn('instance', target, scope)
  return target.includes(':lambda:') ? unqualified(target) : target
}

export const targetGroup = defineCollector({
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

export default [loadBalancer, listener, targetGroup]
