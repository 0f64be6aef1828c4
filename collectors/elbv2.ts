// Elastic Load Balancing: application, network and gateway load balancers.
import { DescribeLoadBalancersCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::ElasticLoadBalancingV2::LoadBalancer': { base: object; facets: {}; edges: {} }
  }
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
        })),
      ),
  },
  facets: {},
  edges: {},
})

export default [loadBalancer]
