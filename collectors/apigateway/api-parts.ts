// Amazon API Gateway, HTTP and WebSocket APIs: routes, stages, integrations and authorizers.
import {
  ApiGatewayV2Client,
  GetAuthorizersCommand,
  GetIntegrationsCommand,
  GetRoutesCommand,
  GetStagesCommand,
} from '@aws-sdk/client-apigatewayv2'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::ApiGatewayV2::Route': { base: { ApiId: string }; facets: {}; edges: {} }
    'AWS::ApiGatewayV2::Stage': { base: { ApiId: string }; facets: {}; edges: {} }
    'AWS::ApiGatewayV2::Integration': { base: { ApiId: string }; facets: {}; edges: {} }
    'AWS::ApiGatewayV2::Authorizer': { base: { ApiId: string }; facets: {}; edges: {} }
  }
}

const gone = ['NotFoundException'] as const

export const route = defineCollector({
  kind: 'AWS::ApiGatewayV2::Route',
  client: ApiGatewayV2Client,
  list: {
    calls: ['apigateway:GetRoutes'],
    per: 'AWS::ApiGatewayV2::Api',
    run: (client, _at, { ApiId, arn, name }) =>
      pages(client, GetRoutesCommand, { ApiId, MaxResults: '500' }, (page) =>
        page.Items?.map((one) => ({
          arn: `${arn}/routes/${member(one.RouteId, 'RouteId')}`,
          name: `${name} ${member(one.RouteKey, 'RouteKey')}`,
          ApiId,
        })),
      ),
    gone,
  },
  facets: {},
  edges: {},
})

export const stage = defineCollector({
  kind: 'AWS::ApiGatewayV2::Stage',
  client: ApiGatewayV2Client,
  list: {
    calls: ['apigateway:GetStages'],
    per: 'AWS::ApiGatewayV2::Api',
    run: (client, _at, { ApiId, arn, name }) =>
      pages(client, GetStagesCommand, { ApiId, MaxResults: '500' }, (page) =>
        page.Items?.map((one) => {
          const stageName = member(one.StageName, 'StageName')
          return { arn: `${arn}/stages/${stageName}`, name: `${name}/${stageName}`, ApiId }
        }),
      ),
    gone,
  },
  facets: {},
  edges: {},
})

export const integration = defineCollector({
  kind: 'AWS::ApiGatewayV2::Integration',
  client: ApiGatewayV2Client,
  list: {
    calls: ['apigateway:GetIntegrations'],
    per: 'AWS::ApiGatewayV2::Api',
    run: (client, _at, { ApiId, arn, name }) =>
      pages(client, GetIntegrationsCommand, { ApiId, MaxResults: '500' }, (page) =>
        page.Items?.map((one) => {
          const id = member(one.IntegrationId, 'IntegrationId')
          return { arn: `${arn}/integrations/${id}`, name: `${name}/${id}`, ApiId }
        }),
      ),
    gone,
  },
  facets: {},
  edges: {},
})

export const authorizer = defineCollector({
  kind: 'AWS::ApiGatewayV2::Authorizer',
  client: ApiGatewayV2Client,
  list: {
    calls: ['apigateway:GetAuthorizers'],
    per: 'AWS::ApiGatewayV2::Api',
    run: (client, _at, { ApiId, arn, name }) =>
      pages(client, GetAuthorizersCommand, { ApiId, MaxResults: '500' }, (page) =>
        page.Items?.map((one) => ({
          arn: `${arn}/authorizers/${member(one.AuthorizerId, 'AuthorizerId')}`,
          name: `${name}/${member(one.Name, 'Name')}`,
          ApiId,
        })),
      ),
    gone,
  },
  facets: {},
  edges: {},
})

export default [route, stage, integration, authorizer]
