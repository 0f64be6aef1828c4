// Amazon API Gateway, HTTP and WebSocket APIs: routes, stages, integrations and authorizers.
import {
  ApiGatewayV2Client,
  GetAuthorizersCommand,
  GetIntegrationsCommand,
  GetRoutesCommand,
  GetStagesCommand,
  type AuthorizationType,
  type Authorizer,
  type Integration,
  type ProtocolType,
  type RouteSettings,
} from '@aws-sdk/client-apigatewayv2'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector, fromBulk } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { once } from '../../src/collect/once.ts'
import { shown, valuesOf, type Named, type Values } from '../../src/collect/values.ts'
import { accountThrottle, type Throttle } from './account.ts'
import { logTarget } from './arn.ts'
import { integrationTargets, isFunction, isListener, roleOf, serviceKinds, targetOf, type ServiceKind } from './targets.ts'
import { hasVariables, type StageValues } from './variables.ts'

type Settings = Pick<RouteSettings, 'ThrottlingBurstLimit' | 'ThrottlingRateLimit'>

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::ApiGatewayV2::Route': {
      base: {
        ApiId: string
        /** Of the API. */
        ProtocolType: ProtocolType
        RouteKey: string
        AuthorizationType: AuthorizationType
        ApiKeyRequired: boolean
        AuthorizerId: string | undefined
        /** `integrations/<id>`. */
        Target: string | undefined
      }
      facets: {}
      edges: {
        'member-of': 'AWS::ApiGatewayV2::Api'
        'routes-to': 'AWS::ApiGatewayV2::Integration'
        'protected-by': 'AWS::ApiGatewayV2::Authorizer'
      }
    }
    'AWS::ApiGatewayV2::Stage': {
      base: {
        ApiId: string
        /** Of the API. */
        ProtocolType: ProtocolType
        DefaultRouteSettings: Settings | undefined
        RouteSettings: Readonly<Record<string, Settings>>
        /** ARN of a log group or of a Firehose stream. */
        accessLogs: string | undefined
        stageVariables: Values
      }
      facets: { accountThrottle: Throttle; variables: readonly Named[] }
      edges: { 'member-of': 'AWS::ApiGatewayV2::Api'; 'logs-to': 'AWS::Logs::LogGroup' | 'AWS::KinesisFirehose::DeliveryStream' }
    }
    'AWS::ApiGatewayV2::Integration': {
      base: Pick<Integration, 'ConnectionType' | 'CredentialsArn' | 'IntegrationSubtype' | 'IntegrationType'> & {
        ApiId: string
        /** VPC link. */
        ConnectionId: string | undefined
        /** ARNs; more than one where stage variables decide. */
        targets: readonly string[]
      }
      facets: {}
      edges: {
        'member-of': 'AWS::ApiGatewayV2::Api'
        invokes: 'AWS::Lambda::Function'
        'delivers-to': ServiceKind
        'routes-to': 'AWS::ElasticLoadBalancingV2::Listener'
        assumes: 'AWS::IAM::Role'
      }
    }
    'AWS::ApiGatewayV2::Authorizer': {
      base: Pick<Authorizer, 'AuthorizerCredentialsArn' | 'AuthorizerType' | 'AuthorizerUri'> & { ApiId: string }
      facets: {}
      edges: { 'member-of': 'AWS::ApiGatewayV2::Api'; invokes: 'AWS::Lambda::Function'; assumes: 'AWS::IAM::Role' }
    }
  }
}

const gone = ['NotFoundException'] as const

/** `…/apis/<id>/routes/<id>` → `…/apis/<id>`. */
const apiOf = (_base: object, { arn }: { readonly arn: string }): string => arn.split('/').slice(0, 3).join('/')
const memberOf = { to: 'AWS::ApiGatewayV2::Api', from: 'base', ref: apiOf } as const

const settingsOf = (settings: RouteSettings): Settings => ({
  ThrottlingBurstLimit: settings.ThrottlingBurstLimit,
  ThrottlingRateLimit: settings.ThrottlingRateLimit,
})

const route = defineCollector({
  kind: 'AWS::ApiGatewayV2::Route',
  client: ApiGatewayV2Client,
  list: {
    calls: ['apigateway:GetRoutes'],
    per: 'AWS::ApiGatewayV2::Api',
    run: (client, _at, { ApiId, ProtocolType, arn, name }) =>
      pages(client, GetRoutesCommand, { ApiId, MaxResults: '500' }, (page) =>
        page.Items?.map((one) => ({
          arn: `${arn}/routes/${member(one.RouteId, 'RouteId')}`,
          name: `${name} ${member(one.RouteKey, 'RouteKey')}`,
          ApiId,
          ProtocolType,
          RouteKey: member(one.RouteKey, 'RouteKey'),
          // "The authorization type for the route", which is NONE unless one was given: API reference, Route.
          AuthorizationType: one.AuthorizationType ?? 'NONE',
          ApiKeyRequired: one.ApiKeyRequired ?? false,
          AuthorizerId: one.AuthorizerId,
          Target: one.Target,
        })),
      ),
    gone,
  },
  facets: {},
  edges: {
    'member-of': memberOf,
    'routes-to': {
      to: 'AWS::ApiGatewayV2::Integration',
      from: 'base',
      ref: ({ Target }, item) => (Target?.startsWith('integrations/') ? `${apiOf({}, item)}/${Target}` : undefined),
    },
    'protected-by': {
      to: 'AWS::ApiGatewayV2::Authorizer',
      from: 'base',
      ref: ({ AuthorizerId }, item) => AuthorizerId && `${apiOf({}, item)}/authorizers/${AuthorizerId}`,
    },
  },
})

const stage = defineCollector({
  kind: 'AWS::ApiGatewayV2::Stage',
  client: ApiGatewayV2Client,
  list: {
    calls: ['apigateway:GetStages'],
    per: 'AWS::ApiGatewayV2::Api',
    run: (client, _at, { ApiId, ProtocolType, arn, name }) =>
      pages(client, GetStagesCommand, { ApiId, MaxResults: '500' }, (page) =>
        page.Items?.map(({ StageName, AccessLogSettings, DefaultRouteSettings, RouteSettings = {}, StageVariables }) => ({
          arn: `${arn}/stages/${member(StageName, 'StageName')}`,
          name: `${name}/${member(StageName, 'StageName')}`,
          ApiId,
          ProtocolType,
          DefaultRouteSettings: DefaultRouteSettings && settingsOf(DefaultRouteSettings),
          RouteSettings: Object.fromEntries(Object.entries(RouteSettings).map(([key, settings]) => [key, settingsOf(settings)])),
          accessLogs: AccessLogSettings?.DestinationArn,
          stageVariables: valuesOf([StageVariables]),
        })),
      ),
    gone,
  },
  facets: {
    accountThrottle: fromBulk(accountThrottle, (limits) => limits),
    // Drawn from the listing, without a call of its own.
    variables: { calls: ['apigateway:GetStages'], read: (_client, { stageVariables }) => shown(stageVariables) },
  },
  edges: {
    'member-of': memberOf,
    'logs-to': {
      to: ['AWS::Logs::LogGroup', 'AWS::KinesisFirehose::DeliveryStream'],
      from: 'base',
      ref: ({ accessLogs }) => logTarget(accessLogs),
    },
  },
})

/** The variables of an API's stages, for integrations that depend on them. */
const stageValues = once((client: ApiGatewayV2Client, ApiId): Promise<readonly StageValues[]> =>
  Array.fromAsync(
    pages(client, GetStagesCommand, { ApiId, MaxResults: '500' }, (page) => page.Items?.map(({ StageVariables }) => StageVariables ?? {})),
  ),
)

const integration = defineCollector({
  kind: 'AWS::ApiGatewayV2::Integration',
  client: ApiGatewayV2Client,
  list: {
    // The stages only where an integration depends on a variable of theirs.
    calls: ['apigateway:GetIntegrations', 'apigateway:GetStages'],
    per: 'AWS::ApiGatewayV2::Api',
    async *run(client, at, { ApiId, arn, name }) {
      for await (const one of pages(client, GetIntegrationsCommand, { ApiId, MaxResults: '500' }, (page) => page.Items)) {
        const id = member(one.IntegrationId, 'IntegrationId')
        const stages = hasVariables(one.IntegrationUri) ? await stageValues(client, ApiId) : []
        yield {
          arn: `${arn}/integrations/${id}`,
          name: `${name}/${id}`,
          ApiId,
          IntegrationType: one.IntegrationType,
          IntegrationSubtype: one.IntegrationSubtype,
          ConnectionType: one.ConnectionType,
          ConnectionId: one.ConnectionId,
          CredentialsArn: one.CredentialsArn,
          targets: integrationTargets(one, stages, at),
        }
      }
    },
    gone,
  },
  facets: {},
  edges: {
    'member-of': memberOf,
    invokes: { to: 'AWS::Lambda::Function', from: 'base', ref: ({ targets }) => targets.filter(isFunction) },
    'delivers-to': {
      to: serviceKinds,
      from: 'base',
      ref: ({ targets }) => targets.filter((target) => !isFunction(target) && !isListener(target)),
    },
    'routes-to': { to: 'AWS::ElasticLoadBalancingV2::Listener', from: 'base', ref: ({ targets }) => targets.filter(isListener) },
    assumes: { to: 'AWS::IAM::Role', from: 'base', ref: ({ CredentialsArn }) => roleOf(CredentialsArn) },
  },
})

const authorizer = defineCollector({
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
          AuthorizerType: one.AuthorizerType,
          AuthorizerUri: one.AuthorizerUri,
          AuthorizerCredentialsArn: one.AuthorizerCredentialsArn,
        })),
      ),
    gone,
  },
  facets: {},
  edges: {
    'member-of': memberOf,
    invokes: {
      to: 'AWS::Lambda::Function',
      from: 'base',
      ref: ({ AuthorizerUri }, { account }) => (AuthorizerUri === undefined ? undefined : targetOf({ uri: AuthorizerUri }, account)),
    },
    assumes: { to: 'AWS::IAM::Role', from: 'base', ref: ({ AuthorizerCredentialsArn }) => roleOf(AuthorizerCredentialsArn) },
  },
})

export default [route, stage, integration, authorizer]
