// Amazon API Gateway: VPC links, through which APIs reach what has no public address.
import { APIGatewayClient, GetVpcLinksCommand } from '@aws-sdk/client-api-gateway'
import { ApiGatewayV2Client, GetVpcLinksCommand as GetHttpVpcLinksCommand } from '@aws-sdk/client-apigatewayv2'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { ec2Arn } from '../../src/graph/arn.ts'
import { gatewayArn } from './arn.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::ApiGateway::VpcLink': {
      base: { targetArns: readonly string[] }
      facets: {}
      edges: { 'routes-to': 'AWS::ElasticLoadBalancingV2::LoadBalancer' }
    }
    /** Of HTTP APIs, and of REST APIs that name a load balancer themselves. */
    'AWS::ApiGatewayV2::VpcLink': {
      base: { SubnetIds: readonly string[]; SecurityGroupIds: readonly string[] }
      facets: {}
      edges: { 'in-subnet': 'AWS::EC2::Subnet'; 'protected-by': 'AWS::EC2::SecurityGroup' }
    }
  }
}

const restVpcLink = defineCollector({
  kind: 'AWS::ApiGateway::VpcLink',
  client: APIGatewayClient,
  list: {
    calls: ['apigateway:GetVpcLinks'],
    run: (client, at) =>
      pages(client, GetVpcLinksCommand, { limit: 500 }, (page) =>
        page.items?.map(({ id, name, targetArns }) => ({
          arn: gatewayArn(at, `vpclinks/${member(id, 'id')}`),
          name: member(name, 'name'),
          targetArns: member(targetArns, 'targetArns'),
        })),
      ),
  },
  facets: {},
  edges: { 'routes-to': { to: 'AWS::ElasticLoadBalancingV2::LoadBalancer', from: 'base', ref: ({ targetArns }) => targetArns } },
})

const vpcLink = defineCollector({
  kind: 'AWS::ApiGatewayV2::VpcLink',
  client: ApiGatewayV2Client,
  list: {
    calls: ['apigateway:GetVpcLinks'],
    run: (client, at) =>
      pages(client, GetHttpVpcLinksCommand, { MaxResults: '500' }, (page) =>
        page.Items?.map(({ VpcLinkId, Name, SubnetIds, SecurityGroupIds }) => ({
          // AWS gives no ARN of its own to them in its list of resources: the path is that of the API.
          arn: gatewayArn(at, `v2/vpclinks/${member(VpcLinkId, 'VpcLinkId')}`),
          name: member(Name, 'Name'),
          SubnetIds: member(SubnetIds, 'SubnetIds'),
          SecurityGroupIds: member(SecurityGroupIds, 'SecurityGroupIds'),
        })),
      ),
  },
  facets: {},
  edges: {
    'in-subnet': { to: 'AWS::EC2::Subnet', from: 'base', ref: ({ SubnetIds }, item) => SubnetIds.map((id) => ec2Arn('subnet', id, item)) },
    'protected-by': {
      to: 'AWS::EC2::SecurityGroup',
      from: 'base',
      ref: ({ SecurityGroupIds }, item) => SecurityGroupIds.map((id) => ec2Arn('security-group', id, item)),
    },
  },
})

export default [restVpcLink, vpcLink]
