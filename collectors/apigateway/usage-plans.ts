// Amazon API Gateway, REST APIs: usage plans of API keys.
import { APIGatewayClient, GetUsagePlansCommand } from '@aws-sdk/client-api-gateway'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { gatewayArn } from './arn.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::ApiGateway::UsagePlan': { base: object; facets: {}; edges: {} }
  }
}

export default defineCollector({
  kind: 'AWS::ApiGateway::UsagePlan',
  client: APIGatewayClient,
  list: {
    calls: ['apigateway:GetUsagePlans'],
    run: (client, at) =>
      pages(client, GetUsagePlansCommand, { limit: 500 }, (page) =>
        page.items?.map((plan) => ({
          arn: gatewayArn(at, `usageplans/${member(plan.id, 'id')}`),
          name: member(plan.name, 'name'),
        })),
      ),
  },
  facets: {},
  edges: {},
})
