// Amazon API Gateway, HTTP and WebSocket APIs: the APIs.
import { ApiGatewayV2Client, GetApisCommand, type Api, type ProtocolType } from '@aws-sdk/client-apigatewayv2'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { onceListed } from '../../src/collect/once.ts'
import { gatewayArn } from './arn.ts'

type ApiBase = Pick<Api, 'DisableExecuteApiEndpoint'> & { ApiId: string; ProtocolType: ProtocolType }

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::ApiGatewayV2::Api': { base: ApiBase; facets: {}; edges: {} }
  }
}

export const apisOf = onceListed((client: ApiGatewayV2Client) =>
  pages(client, GetApisCommand, { MaxResults: '500' }, (page) =>
    page.Items?.map(({ ApiId, Name, ProtocolType, DisableExecuteApiEndpoint }): ApiBase & { readonly name: string } => ({
      name: member(Name, 'Name'),
      ApiId: member(ApiId, 'ApiId'),
      ProtocolType: member(ProtocolType, 'ProtocolType'),
      DisableExecuteApiEndpoint,
    })),
  ),
)

export default defineCollector({
  kind: 'AWS::ApiGatewayV2::Api',
  client: ApiGatewayV2Client,
  list: {
    calls: ['apigateway:GetApis'],
    async *run(client, at) {
      for await (const api of apisOf(client)) yield { arn: gatewayArn(at, `apis/${api.ApiId}`), ...api }
    },
  },
  facets: {},
  edges: {},
})
