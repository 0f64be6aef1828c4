// Amazon VPC: networks, subnets and security groups.
import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::EC2::VPC': { base: object; facets: {}; edges: {} }
    'AWS::EC2::Subnet': { base: object; facets: {}; edges: {} }
    'AWS::EC2::SecurityGroup': { base: object; facets: {}; edges: {} }
  }
}

export const vpc = defineCollector({
  kind: 'AWS::EC2::VPC',
  client: EC2Client,
  list: {
    calls: ['ec2:DescribeVpcs'],
    run: (client, at) =>
      pages(client, DescribeVpcsCommand, { MaxResults: 1000 }, (page) =>
        page.Vpcs?.map((item) => ({ arn: at.arn('ec2', `vpc/${member(item.VpcId, 'VpcId')}`), name: member(item.VpcId, 'VpcId') })),
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
          arn: at.arn('ec2', `subnet/${member(item.SubnetId, 'SubnetId')}`),
          name: member(item.SubnetId, 'SubnetId'),
        })),
      ),
  },
  facets: {},
  edges: {},
})

export const securityGroup = defineCollector({
  kind: 'AWS::EC2::SecurityGroup',
  client: EC2Client,
  list: {
    calls: ['ec2:DescribeSecurityGroups'],
    run: (client, at) =>
      pages(client, DescribeSecurityGroupsCommand, { MaxResults: 1000 }, (page) =>
        page.SecurityGroups?.map((item) => ({
          arn: at.arn('ec2', `security-group/${member(item.GroupId, 'GroupId')}`),
          name: member(item.GroupId, 'GroupId'),
        })),
      ),
  },
  facets: {},
  edges: {},
})

export default [vpc, subnet, securityGroup]
