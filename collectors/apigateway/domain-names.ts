// Amazon API Gateway: custom domain names, of REST, HTTP and WebSocket APIs alike, and what they map to.
import {
  APIGatewayClient,
  GetBasePathMappingsCommand,
  GetDomainNamesCommand,
  type DomainName,
  type EndpointType,
} from '@aws-sdk/client-api-gateway'
import { ApiGatewayV2Client, GetApiMappingsCommand } from '@aws-sdk/client-apigatewayv2'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { apisOf } from './apis.ts'
import { gatewayArn } from './arn.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::ApiGateway::DomainName': {
      base: Pick<DomainName, 'securityPolicy' | 'domainNameId'> & { types: readonly EndpointType[] }
      facets: {}
      edges: {}
    }
    /** Of an edge-optimised or private domain name: those map to REST APIs alone, and only the older API tells. */
    'AWS::ApiGateway::BasePathMapping': {
      base: { domain: string; api: string; stage: string | undefined }
      facets: {}
      edges: { 'member-of': 'AWS::ApiGateway::DomainName'; 'routes-to': 'AWS::ApiGateway::RestApi' }
    }
    /** Of a regional domain name, to APIs of any sort. */
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
        page.items?.map(({ domainName: name, domainNameArn, domainNameId, securityPolicy, endpointConfiguration }) => ({
          arn: domainNameArn ?? gatewayArn(at, `domainnames/${member(name, 'domainName')}`),
          name: member(name, 'domainName'),
          domainNameId,
          securityPolicy,
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
      yield* pages(client, GetBasePathMappingsCommand, { domainName: name, domainNameId, limit: 500 }, (page) =>
        page.items?.map(({ basePath, restApiId, stage }) => ({
          arn: `${arn}/basepathmappings/${member(basePath, 'basePath')}`,
          name: `${name}/${member(basePath, 'basePath')}`,
          domain: arn,
          api: gatewayArn(at, `restapis/${member(restApiId, 'restApiId')}`),
          stage,
        })),
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

const apiMapping = defineCollector({
  kind: 'AWS::ApiGatewayV2::ApiMapping',
  client: ApiGatewayV2Client,
  list: {
    // A mapping gives the id of its API and not of which sort that is.
    calls: ['apigateway:GetApiMappings', 'apigateway:GetApis'],
    per: 'AWS::ApiGateway::DomainName',
    async *run(client, at, { arn, name, types }) {
      if (!types.includes('REGIONAL')) return
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
