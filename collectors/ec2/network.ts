// Amazon VPC: networks and their subnets.
import { DescribeSubnetsCommand, DescribeVpcsCommand, EC2Client, type Subnet, type Vpc } from '@aws-sdk/client-ec2'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector, fromBulk, type Item } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { ec2Arn } from '../../src/graph/arn.ts'
import { inVpc } from './edges.ts'
import { aclBySubnet } from './network-acls.ts'
import { routingBySubnet, type Route } from './routing.ts'
import { tagsOf } from './tags.ts'

/** The routes that hold for a subnet. */
export type Routing = {
  readonly RouteTableId: string
  /** Nobody gave the subnet a table of its own: it uses the VPC's main one. */
  readonly Main: boolean
  readonly Routes: readonly Route[]
}

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::EC2::VPC': {
      base: Pick<Vpc, 'OwnerId'> & { IsDefault: boolean; CidrBlock: string; Tags: Record<string, string> }
      facets: {}
      edges: {}
    }
    'AWS::EC2::Subnet': {
      base: Pick<Subnet, 'OwnerId'> & {
        VpcId: string
        AvailabilityZone: string
        /** Undefined for subnets of IPv6 alone. */
        CidrBlock: string | undefined
        MapPublicIpOnLaunch: boolean
        AvailableIpAddressCount: number
        Tags: Record<string, string>
      }
      facets: {
        routing: Routing
        networkAclId: string
      }
      edges: { 'in-vpc': 'AWS::EC2::VPC'; 'routes-to': 'AWS::EC2::RouteTable'; 'protected-by': 'AWS::EC2::NetworkAcl' }
    }
  }
}

export const vpc = defineCollector({
  kind: 'AWS::EC2::VPC',
  client: EC2Client,
  list: {
    calls: ['ec2:DescribeVpcs'],
    run: (client, at) =>
      pages(client, DescribeVpcsCommand, { MaxResults: 1000 }, (page) =>
        page.Vpcs?.map(({ VpcId, OwnerId, IsDefault, CidrBlock, Tags }) => ({
          arn: ec2Arn('vpc', member(VpcId, 'VpcId'), at),
          name: member(VpcId, 'VpcId'),
          OwnerId,
          IsDefault: member(IsDefault, 'IsDefault'),
          CidrBlock: member(CidrBlock, 'CidrBlock'),
          Tags: tagsOf(Tags),
        })),
      ),
  },
  facets: {},
  edges: {},
})

export const subnet = defineCollector({
  kind: 'AWS::EC2::Subnet',
  client: EC2Client,
  list: {
    calls: ['ec2:DescribeSubnets'],
    run: (client, at) =>
      pages(client, DescribeSubnetsCommand, { MaxResults: 1000 }, (page) =>
        page.Subnets?.map((item) => ({
          arn: ec2Arn('subnet', member(item.SubnetId, 'SubnetId'), at),
          name: member(item.SubnetId, 'SubnetId'),
          OwnerId: item.OwnerId,
          VpcId: member(item.VpcId, 'VpcId'),
          AvailabilityZone: member(item.AvailabilityZone, 'AvailabilityZone'),
          CidrBlock: item.CidrBlock,
          MapPublicIpOnLaunch: member(item.MapPublicIpOnLaunch, 'MapPublicIpOnLaunch'),
          AvailableIpAddressCount: member(item.AvailableIpAddressCount, 'AvailableIpAddressCount'),
          Tags: tagsOf(item.Tags),
        })),
      ),
  },
  facets: {
    routing: fromBulk(routingBySubnet, (routing, { name, VpcId }: Item<'AWS::EC2::Subnet'>) => routing(name, VpcId)),
    networkAclId: fromBulk(aclBySubnet, (acls, { name }) => acls.get(name)),
  },
  edges: {
    'in-vpc': inVpc,
    'routes-to': {
      to: 'AWS::EC2::RouteTable',
      from: 'routing',
      ref: ({ RouteTableId }, item) => ec2Arn('route-table', RouteTableId, item),
    },
    'protected-by': { to: 'AWS::EC2::NetworkAcl', from: 'networkAclId', ref: (id, item) => ec2Arn('network-acl', id, item) },
  },
})

export default [vpc, subnet]
