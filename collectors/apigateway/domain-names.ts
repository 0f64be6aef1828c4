// Amazon API Gateway: custom domain names, of REST, HTTP and WebSocket APIs alike.
import { APIGatewayClient, GetDomainNamesCommand } from '@aws-sdk/client-api-gateway'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { gatewayArn } from './arn.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::ApiGateway::DomainName': { base: object; facets: {}; edges: {} }
  }
}

export default defineCollector({
  kind: 'AWS::ApiGateway::DomainName',
  client: APIGatewayClient,
  list: {
    calls: ['apigateway:GetDomainNames'],
    run: (client, at) =>
      pages(client, GetDomainNamesCommand, { limit: 500 }, (page) =>
        page.items?.map((domain) => {
          const name = member(domain.domainName, 'domainName')
          return { arn: domain.domainNameArn ?? gatewayArn(at, `domainnames/${name}`), name }
        }),
      ),
  },
  facets: {},
  edges: {},
})
