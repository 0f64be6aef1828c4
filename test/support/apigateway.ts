// APIs as API Gateway makes them by default, with whatever a test changes.
import type { BaseOf, FacetValue } from '../../src/graph/kinds.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { account, region, resource } from './nodes.ts'

export const gatewayArn = (path: string): string => `arn:aws:apigateway:${region}::/${path}`
/** What policies of APIs are about. */
export const executeArn = (id: string, owner: string = account): string => `arn:aws:execute-api:${region}:${owner}:${id}`

export const accountThrottle = { rateLimit: 10_000, burstLimit: 5000 }

type Method = FacetValue<'AWS::ApiGateway::RestApi', 'methods'>[number]

/** `GET /orders`, open to everybody. */
export const method = (name: string, more: Partial<Method> = {}): Method => {
  const [httpMethod = '', path = ''] = name.split(' ')
  return {
    path,
    httpMethod,
    authorizationType: 'NONE',
    apiKeyRequired: false,
    requestValidatorId: undefined,
    requestParameters: undefined,
    requestModels: undefined,
    integration: undefined,
    ...more,
  }
}

/** `name` is its id too. */
export const restApi = (
  name: string,
  base: Partial<BaseOf<'AWS::ApiGateway::RestApi'>> = {},
  facets: {
    readonly methods?: readonly Method[]
    readonly requestValidators?: FacetValue<'AWS::ApiGateway::RestApi', 'requestValidators'>
  } = {},
): AnyNode => {
  const id = name.replaceAll(/[^a-z0-9]+/gi, '')
  return resource('AWS::ApiGateway::RestApi', {
    name,
    arn: gatewayArn(`restapis/${id}`),
    base: { id, types: ['REGIONAL'], policy: undefined, disableExecuteApiEndpoint: false, ...base },
    facets,
  })
}

type Stage = BaseOf<'AWS::ApiGateway::Stage'>
type Setting = Stage['methodSettings'][string]
type Variables = FacetValue<'AWS::ApiGateway::Stage', 'variables'>

/** What API Gateway shows where one thing was set. */
export const setting = (more: Partial<Setting> = {}): Setting => ({
  cacheDataEncrypted: false,
  cachingEnabled: false,
  dataTraceEnabled: false,
  loggingLevel: 'OFF',
  throttlingBurstLimit: accountThrottle.burstLimit,
  throttlingRateLimit: accountThrottle.rateLimit,
  ...more,
})

export const stage = (api: AnyNode, name: string, base: Partial<Stage> = {}, variables: Variables = []): AnyNode =>
  resource('AWS::ApiGateway::Stage', {
    name,
    arn: `${api.arn}/stages/${name.replaceAll(/[^a-z0-9]+/gi, '-')}`,
    base: {
      restApiId: api.name,
      types: ['REGIONAL'],
      methodSettings: {},
      accessLogs: undefined,
      stageVariables: [],
      cacheClusterEnabled: false,
      webAclArn: undefined,
      ...base,
    },
    facets: { accountThrottle, variables },
  })

export const usagePlan = (name: string, base: Partial<BaseOf<'AWS::ApiGateway::UsagePlan'>> = {}): AnyNode =>
  resource('AWS::ApiGateway::UsagePlan', {
    name,
    arn: gatewayArn(`usageplans/${name}`),
    base: { apiStages: ['orders/live'], throttle: undefined, quota: undefined, ...base },
  })

/** `name` is its id too. */
export const httpApi = (name: string, base: Partial<BaseOf<'AWS::ApiGatewayV2::Api'>> = {}): AnyNode =>
  resource('AWS::ApiGatewayV2::Api', {
    name,
    arn: gatewayArn(`apis/${name}`),
    base: { ApiId: name, ProtocolType: 'HTTP', DisableExecuteApiEndpoint: false, ...base },
  })

export const route = (RouteKey: string, base: Partial<BaseOf<'AWS::ApiGatewayV2::Route'>> = {}): AnyNode =>
  resource('AWS::ApiGatewayV2::Route', {
    name: RouteKey,
    arn: gatewayArn(`apis/shop/routes/${RouteKey.replaceAll(/[^a-z0-9]+/gi, '')}`),
    base: {
      ApiId: 'shop',
      ProtocolType: 'HTTP',
      RouteKey,
      AuthorizationType: 'NONE',
      ApiKeyRequired: false,
      AuthorizerId: undefined,
      Target: undefined,
      ...base,
    },
  })

export const httpStage = (name: string, base: Partial<BaseOf<'AWS::ApiGatewayV2::Stage'>> = {}, variables: Variables = []): AnyNode =>
  resource('AWS::ApiGatewayV2::Stage', {
    name,
    arn: gatewayArn('apis/shop/stages/live'),
    base: {
      ApiId: 'shop',
      ProtocolType: 'HTTP',
      DefaultRouteSettings: undefined,
      RouteSettings: {},
      accessLogs: undefined,
      stageVariables: [],
      ...base,
    },
    facets: { accountThrottle, variables },
  })

export const domainName = (name: string, base: Partial<BaseOf<'AWS::ApiGateway::DomainName'>> = {}): AnyNode =>
  resource('AWS::ApiGateway::DomainName', {
    name,
    arn: gatewayArn(`domainnames/${name}`),
    base: { domainNameId: undefined, routingMode: undefined, securityPolicy: 'TLS_1_2', types: ['REGIONAL'], ...base },
  })

/** From a domain name to an API: by the newer or the older way of mapping. */
export const mapping = (domain: AnyNode, api: AnyNode, how: 'ApiMapping' | 'BasePathMapping' = 'ApiMapping'): AnyNode =>
  how === 'ApiMapping'
    ? resource('AWS::ApiGatewayV2::ApiMapping', {
        name: `${domain.name}/${api.name}`,
        arn: `${domain.arn}/apimappings/${api.name}`,
        base: { domain: domain.arn, api: api.arn, Stage: 'live' },
      })
    : resource('AWS::ApiGateway::BasePathMapping', {
        name: `${domain.name}/${api.name}`,
        arn: `${domain.arn}/basepathmappings/${api.name}`,
        base: { domain: domain.arn, api: api.arn, stage: 'live' },
      })
