// Amazon API Gateway, HTTP and WebSocket APIs: the APIs.
import { ApiGatewayV2Client, GetApisCommand } from '@aws-sdk/client-apigatewayv2'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { gatewayArn } from './arn.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::ApiGatewayV2::Api': { base: { ApiId: string }; facets: {}; edges: {} }
  }
}

export default defineCollector({
  kind: 'AWS::ApiGatewayV2::Api',
  client: ApiGatewayV2Client,
  list: {
    calls: ['apigateway:GetApis'],
    run: (client, at) =>
      pages(client, GetApisCommand, { MaxResults: '500' }, (page) =>
        page.Items?.map((api) => {
          const ApiId = member(api.ApiId, 'ApiId')
          return { arn: gatewayArn(at, `apis/${ApiId}`), name: member(api.Name, 'Name'), ApiId }
        }),
      ),
  },
  facets: {},
  edges: {},
})
