// Elastic Load Balancing: application, network and gateway load balancers.
import {
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
  type LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector, fromBulk } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { ec2Arn, partitionOf } from '../../src/graph/arn.ts'
import { groupsByBalancer } from './target-groups.ts'

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

declare module '../../src/graph/kinds.ts' {
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
  }
}

const isTrue = (value: string, name: string): boolean => {
  if (value !== 'true' && value !== 'false') throw new TypeError(`${name} is neither true nor false`)
  return value === 'true'
}

export default defineCollector({
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
