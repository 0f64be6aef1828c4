// Amazon API Gateway, REST APIs: the APIs.
import { APIGatewayClient, GetRestApisCommand } from '@aws-sdk/client-api-gateway'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { gatewayArn } from './arn.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::ApiGateway::RestApi': { base: { id: string }; facets: {}; edges: {} }
  }
}

export default defineCollector({
  kind: 'AWS::ApiGateway::RestApi',
  client: APIGatewayClient,
  list: {
    calls: ['apigateway:GetRestApis'],
    run: (client, at) =>
      pages(client, GetRestApisCommand, { limit: 500 }, (page) =>
        page.items?.map((api) => {
          const id = member(api.id, 'id')
          return { arn: gatewayArn(at, `restapis/${id}`), name: member(api.name, 'name'), id }
        }),
      ),
  },
  facets: {},
  edges: {},
})
