// Amazon VPC: endpoints, by which networks reach services without the internet.
import { DescribeVpcEndpointsCommand, EC2Client, type VpcEndpoint } from '@aws-sdk/client-ec2'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { ec2Arn } from '../../src/graph/arn.ts'
import type { PolicyText } from '../../src/iam/policy.ts'
import { byGroups, inVpc, ofSubnets } from './edges.ts'
import { tagsOf } from './tags.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::EC2::VPCEndpoint': {
      base: {
        VpcEndpointType: NonNullable<VpcEndpoint['VpcEndpointType']>
        /** `com.amazonaws.<region>.<service>`; undefined for endpoints of a resource or a service network. */
        ServiceName: string | undefined
        /** In lower case: `available`. */
        State: string
        VpcId: string
        /** Undefined for gateway load balancer endpoints, which have no policy. */
        PolicyDocument: PolicyText | undefined
        PrivateDnsEnabled: boolean | undefined
        /** Of gateway endpoints. */
        RouteTableIds: readonly string[]
        /** Of all others. */
        SubnetIds: readonly string[]
        GroupIds: readonly string[]
        Tags: Record<string, string>
      }
      facets: {}
      edges: {
        'in-vpc': 'AWS::EC2::VPC'
        'in-subnet': 'AWS::EC2::Subnet'
        'protected-by': 'AWS::EC2::SecurityGroup'
        'attached-to': 'AWS::EC2::RouteTable'
      }
    }
  }
}

export const endpoint = defineCollector({
  kind: 'AWS::EC2::VPCEndpoint',
  client: EC2Client,
  list: {
    calls: ['ec2:DescribeVpcEndpoints'],
    run: (client, at) =>
      pages(client, DescribeVpcEndpointsCommand, { MaxResults: 1000 }, (page) =>
        page.VpcEndpoints?.map((item) => ({
          arn: ec2Arn('vpc-endpoint', member(item.VpcEndpointId, 'VpcEndpointId'), at),
          name: member(item.VpcEndpointId, 'VpcEndpointId'),
          VpcEndpointType: member(item.VpcEndpointType, 'VpcEndpointType'),
          ServiceName: item.ServiceName,
          // AWS answers `available`, the SDK's own type says `Available`.
          State: member(item.State, 'State').toLowerCase(),
          VpcId: member(item.VpcId, 'VpcId'),
          PolicyDocument: item.PolicyDocument,
          PrivateDnsEnabled: item.PrivateDnsEnabled,
          // Each kind of endpoint has its own list, and leaves out the others.
          RouteTableIds: [...(item.RouteTableIds ?? [])].sort(),
          SubnetIds: [...(item.SubnetIds ?? [])].sort(),
          GroupIds: (item.Groups ?? []).map(({ GroupId }) => member(GroupId, 'GroupId')).sort(),
          Tags: tagsOf(item.Tags),
        })),
      ),
  },
  facets: {},
  edges: {
    'in-vpc': inVpc,
    'in-subnet': ofSubnets,
    'protected-by': byGroups,
    'attached-to': {
      to: 'AWS::EC2::RouteTable',
      from: 'base',
      ref: ({ RouteTableIds }, item) => RouteTableIds.map((id) => ec2Arn('route-table', id, item)),
    },
  },
})

export default [endpoint]
