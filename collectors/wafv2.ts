// AWS WAF: the web ACLs of a region, and what they guard.
import { ListResourcesForWebACLCommand, ListWebACLsCommand, WAFV2Client, type ResourceType } from '@aws-sdk/client-wafv2'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    /** Those for regional resources; CloudFront has its own. */
    'AWS::WAFv2::WebACL': {
      base: { Id: string }
      facets: {
        /** ARNs of load balancers and API stages. */
        resources: readonly string[]
      }
      edges: { 'attached-to': 'AWS::ElasticLoadBalancingV2::LoadBalancer' | 'AWS::ApiGateway::Stage' }
    }
  }
}

const guarded: readonly ResourceType[] = ['APPLICATION_LOAD_BALANCER', 'API_GATEWAY']

export default defineCollector({
  kind: 'AWS::WAFv2::WebACL',
  client: WAFV2Client,
  list: {
    calls: ['wafv2:ListWebACLs'],
    run: (client) =>
      pages(
        client,
        ListWebACLsCommand,
        { Scope: 'REGIONAL', Limit: 100 },
        (page) => page.WebACLs?.map(({ ARN, Name, Id }) => ({ arn: member(ARN, 'ARN'), name: member(Name, 'Name'), Id: member(Id, 'Id') })),
        { token: 'NextMarker' },
      ),
  },
  facets: {
    resources: {
      calls: ['wafv2:ListResourcesForWebACL'],
      async read(client, { arn }) {
        const answers = await Promise.all(
          guarded.map((ResourceType) => client.send(new ListResourcesForWebACLCommand({ WebACLArn: arn, ResourceType }))),
        )
        return answers.flatMap(({ ResourceArns }) => member(ResourceArns, 'ResourceArns')).sort()
      },
    },
  },
  edges: {
    'attached-to': {
      to: ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ApiGateway::Stage'],
      from: 'resources',
      ref: (resources) => resources,
    },
  },
  gone: ['WAFNonexistentItemException'],
})
