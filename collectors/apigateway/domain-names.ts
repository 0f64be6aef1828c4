// Amazon API Gateway: custom domain names, of REST, HTTP and WebSocket APIs alike, and what they map to.
import {
  APIGatewayClient,
  GetBasePathMappingsCommand,
  GetDomainNamesCommand,
  type DomainName,
  type EndpointType,
} from '@aws-sdk/client-api-gateway'
import { ApiGatewayV2Client, GetApiMappingsCommand, ListRoutingRulesCommand } from '@aws-sdk/client-apigatewayv2'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector, type At } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { apisOf } from './apis.ts'
import { gatewayArn } from './arn.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::ApiGateway::DomainName': {
      base: Pick<DomainName, 'securityPolicy' | 'domainNameId' | 'routingMode'> & { types: readonly EndpointType[] }
      facets: {}
      edges: {}
    }
    /** Of an edge-optimised or private domain name: those map to REST APIs alone, and only the older API tells. */
    'AWS::ApiGateway::BasePathMapping': {
      base: { domain: string; api: string; stage: string | undefined }
      facets: {}
      edges: { 'member-of': 'AWS::ApiGateway::DomainName'; 'routes-to': 'AWS::ApiGateway::RestApi' }
    }
    /** Of a regional domain name, to APIs of any sort: by the path, or by a routing rule. */
    'AWS::ApiGatewayV2::ApiMapping': {
      base: { domain: string; api: string; Stage: string }
      facets: {}
      edges: { 'member-of': 'AWS::ApiGateway::DomainName'; 'routes-to': 'AWS::ApiGateway::RestApi' | 'AWS::ApiGatewayV2::Api' }
    }
  }
}

const domainName = defineCollector({
  kind: 'AWS::ApiGateway::DomainName',
  client: APIGatewayClient,
  list: {
    calls: ['apigateway:GetDomainNames'],
    run: (client, at) =>
      pages(client, GetDomainNamesCommand, { limit: 500 }, (page) =>
        page.items?.map(({ domainName: name, domainNameArn, domainNameId, securityPolicy, routingMode, endpointConfiguration }) => ({
          arn: domainNameArn ?? gatewayArn(at, `domainnames/${member(name, 'domainName')}`),
          name: member(name, 'domainName'),
          domainNameId,
          securityPolicy,
          routingMode,
          types: member(endpointConfiguration?.types, 'endpointConfiguration.types'),
        })),
      ),
  },
  facets: {},
  edges: {},
})

const gone = ['NotFoundException'] as const

const basePathMapping = defineCollector({
  kind: 'AWS::ApiGateway::BasePathMapping',
  client: APIGatewayClient,
  list: {
    calls: ['apigateway:GetBasePathMappings'],
    per: 'AWS::ApiGateway::DomainName',
    async *run(client, at, { arn, name, domainNameId, types }) {
      if (types.includes('REGIONAL')) return
      yield* pages(
        client,
        GetBasePathMappingsCommand,
        { domainName: name, domainNameId, limit: 500 },
        (page) =>
          page.items?.map(({ basePath, restApiId, stage }) => ({
            arn: `${arn}/basepathmappings/${member(basePath, 'basePath')}`,
            name: `${name}/${member(basePath, 'basePath')}`,
            domain: arn,
            api: gatewayArn(at, `restapis/${member(restApiId, 'restApiId')}`),
            stage,
          })),
        // A domain name without mappings is answered with `{}`: https://github.com/aws/aws-sdk-js/issues/1416
        { omitsEmpty: true },
      )
    },
    gone,
  },
  facets: {},
  edges: {
    'member-of': { to: 'AWS::ApiGateway::DomainName', from: 'base', ref: ({ domain }) => domain },
    'routes-to': { to: 'AWS::ApiGateway::RestApi', from: 'base', ref: ({ api }) => api },
  },
})

/** What routing rules lead to: REST APIs alone. https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-rules.html */
const ruled = (client: ApiGatewayV2Client, at: At, domain: { readonly arn: string; readonly name: string }) =>
  pages(client, ListRoutingRulesCommand, { DomainName: domain.name, MaxResults: 100 }, (page) =>
    page.RoutingRules?.flatMap(({ RoutingRuleArn, RoutingRuleId, Actions }) =>
      member(Actions, 'Actions').map(({ InvokeApi }) => {
        const { ApiId, Stage } = member(InvokeApi, 'InvokeApi')
        return {
          arn: member(RoutingRuleArn, 'RoutingRuleArn'),
          name: `${domain.name} rule ${member(RoutingRuleId, 'RoutingRuleId')}`,
          domain: domain.arn,
          api: gatewayArn(at, `restapis/${member(ApiId, 'ApiId')}`),
          Stage: member(Stage, 'Stage'),
        }
      }),
    ),
  )

const apiMapping = defineCollector({
  kind: 'AWS::ApiGatewayV2::ApiMapping',
  client: ApiGatewayV2Client,
  list: {
    // A mapping gives the id of its API and not of which sort that is. Rules are asked for only where the domain name goes by them.
    calls: ['apigateway:GetApiMappings', 'apigateway:GetApis', 'apigateway:ListRoutingRules'],
    per: 'AWS::ApiGateway::DomainName',
    async *run(client, at, { arn, name, types, routingMode }) {
      if (!types.includes('REGIONAL')) return
      if (routingMode?.startsWith('ROUTING_RULE')) yield* ruled(client, at, { arn, name })
      const mappings = pages(client, GetApiMappingsCommand, { DomainName: name, MaxResults: '500' }, (page) => page.Items)
      const apis = new Set<string | undefined>()
      for await (const { ApiId, ApiMappingId, ApiMappingKey, Stage } of mappings) {
        if (apis.size === 0) for await (const one of apisOf(client)) apis.add(one.ApiId)
        yield {
          arn: `${arn}/apimappings/${member(ApiMappingId, 'ApiMappingId')}`,
          name: `${name}/${ApiMappingKey ?? ''}`,
          domain: arn,
          api: gatewayArn(at, `${apis.has(ApiId) ? 'apis' : 'restapis'}/${member(ApiId, 'ApiId')}`),
          Stage: member(Stage, 'Stage'),
        }
      }
    },
    gone,
  },
  facets: {},
  edges: {
    'member-of': { to: 'AWS::ApiGateway::DomainName', from: 'base', ref: ({ domain }) => domain },
    'routes-to': { to: ['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api'], from: 'base', ref: ({ api }) => api },
  },
})

export default [domainName, basePathMapping, apiMapping]
