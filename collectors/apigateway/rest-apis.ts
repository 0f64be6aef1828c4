// Amazon API Gateway, REST APIs: the APIs with their methods, and their authorizers.
import {
  APIGatewayClient,
  GetAuthorizersCommand,
  GetRequestValidatorsCommand,
  GetResourcesCommand,
  GetRestApisCommand,
  type Authorizer,
  type EndpointType,
  type Integration,
  type Method,
  type RequestValidator,
  type RestApi,
} from '@aws-sdk/client-api-gateway'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector, type At } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { once } from '../../src/collect/once.ts'
import type { PolicyText } from '../../src/iam/policy.ts'
import { gatewayArn } from './arn.ts'
import { stagesOf, stageValues } from './rest-stages.ts'
import { isFunction, roleOf, serviceKinds, targetOf, type ServiceKind } from './targets.ts'
import { hasVariables, inStages, type StageValues } from './variables.ts'

type ApiMethod = Pick<Method, 'requestValidatorId' | 'requestParameters' | 'requestModels'> & {
  path: string
  httpMethod: string
  authorizationType: string
  apiKeyRequired: boolean
  /** Undefined where the method is not wired up yet. */
  integration: ApiIntegration | undefined
}
type ApiIntegration = Pick<Integration, 'type' | 'credentials'> & {
  /** ARNs; more than one where stage variables decide. */
  targets: readonly string[]
  /** ARNs of VPC links, or of the load balancer that an integration names itself. */
  through: readonly string[]
}

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::ApiGateway::RestApi': {
      base: Pick<RestApi, 'disableExecuteApiEndpoint'> & {
        id: string
        types: readonly EndpointType[]
        policy: PolicyText | undefined
      }
      facets: {
        methods: readonly ApiMethod[]
        /** `null` where no method names one. */
        requestValidators: readonly ({ id: string } & Pick<RequestValidator, 'validateRequestBody' | 'validateRequestParameters'>)[] | null
      }
      edges: {
        invokes: 'AWS::Lambda::Function'
        'delivers-to': ServiceKind
        'routes-to': 'AWS::ApiGateway::VpcLink' | 'AWS::ElasticLoadBalancingV2::LoadBalancer'
        assumes: 'AWS::IAM::Role'
      }
    }
    'AWS::ApiGateway::Authorizer': {
      base: Pick<Authorizer, 'type' | 'authorizerUri' | 'authorizerCredentials'> & { restApiId: string }
      facets: {}
      edges: { 'member-of': 'AWS::ApiGateway::RestApi'; invokes: 'AWS::Lambda::Function'; assumes: 'AWS::IAM::Role' }
    }
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/** The policy comes as the inside of a JSON string: `{\"Version\":…`. Whether it is one is for the policy engine to tell. */
const unescaped = (policy: string): string =>
  /^\s*\{\s*\\/.test(policy) ? policy.replaceAll(/\\(["\\/nrt])/g, (_all, sign: string) => escapes[sign] ?? sign) : policy

const resourcesOf = once((client: APIGatewayClient, restApiId) =>
  Array.fromAsync(
    pages(client, GetResourcesCommand, { restApiId, limit: 500, embed: ['methods'] }, (page) =>
      page.items?.map(({ path, resourceMethods }) => ({ path: member(path, 'path'), resourceMethods })),
    ),
  ),
)

const methodsOf = async (client: APIGatewayClient, restApiId: string): Promise<readonly (Method & { readonly path: string })[]> =>
  (await resourcesOf(client, restApiId)).flatMap(({ path, resourceMethods }) =>
    Object.values(resourceMethods ?? {}).map((method) => ({ ...method, path })),
  )

const integrationOf = (integration: Integration, stages: readonly StageValues[], at: At): ApiIntegration => {
  const { type, credentials, uri, connectionType, connectionId, integrationTarget, requestParameters, requestTemplates } = integration
  const uris = uri === undefined ? [] : inStages(uri, stages)
  const links = connectionType === 'VPC_LINK' && connectionId !== undefined ? inStages(connectionId, stages) : []
  const texts = { parameters: requestParameters, templates: requestTemplates }
  return {
    type,
    credentials,
    targets: [...new Set(uris.flatMap((one) => targetOf({ uri: one, ...texts }, at.account) ?? []))],
    through: integrationTarget === undefined ? links.map((id) => gatewayArn(at, `vpclinks/${id}`)) : [integrationTarget],
  }
}

const api = defineCollector({
  kind: 'AWS::ApiGateway::RestApi',
  client: APIGatewayClient,
  list: {
    calls: ['apigateway:GetRestApis'],
    run: (client, at) =>
      pages(client, GetRestApisCommand, { limit: 500 }, (page) =>
        page.items?.map(({ id, name, policy, endpointConfiguration, disableExecuteApiEndpoint }) => ({
          arn: gatewayArn(at, `restapis/${member(id, 'id')}`),
          name: member(name, 'name'),
          id: member(id, 'id'),
          types: member(endpointConfiguration?.types, 'endpointConfiguration.types'),
          // Left out or empty without one.
          policy: policy ? unescaped(policy) : undefined,
          disableExecuteApiEndpoint,
        })),
      ),
  },
  facets: {
    methods: {
      // The stages only where an integration depends on a variable of theirs.
      calls: ['apigateway:GetResources', 'apigateway:GetStages'],
      async read(client, { id }, at) {
        const methods = await methodsOf(client, id)
        const depends = methods.some(
          ({ methodIntegration }) => hasVariables(methodIntegration?.uri) || hasVariables(methodIntegration?.connectionId),
        )
        const stages = depends ? (await stagesOf(client, id)).flatMap(stageValues) : []
        return methods.map((method) => ({
          path: method.path,
          httpMethod: member(method.httpMethod, 'httpMethod'),
          authorizationType: member(method.authorizationType, 'authorizationType'),
          apiKeyRequired: member(method.apiKeyRequired, 'apiKeyRequired'),
          requestValidatorId: method.requestValidatorId,
          requestParameters: method.requestParameters,
          requestModels: method.requestModels,
          integration: method.methodIntegration && integrationOf(method.methodIntegration, stages, at),
        }))
      },
    },
    requestValidators: {
      calls: ['apigateway:GetRequestValidators', 'apigateway:GetResources'],
      async read(client, { id }) {
        const methods = await methodsOf(client, id)
        if (!methods.some(({ requestValidatorId }) => requestValidatorId)) return null
        return Array.fromAsync(
          pages(client, GetRequestValidatorsCommand, { restApiId: id, limit: 500 }, (page) =>
            page.items?.map((validator) => ({
              id: member(validator.id, 'id'),
              validateRequestBody: validator.validateRequestBody,
              validateRequestParameters: validator.validateRequestParameters,
            })),
          ),
        )
      },
    },
  },
  edges: {
    invokes: { to: 'AWS::Lambda::Function', from: 'methods', ref: (methods) => targetsIn(methods).filter(isFunction) },
    'delivers-to': { to: serviceKinds, from: 'methods', ref: (methods) => targetsIn(methods).filter((target) => !isFunction(target)) },
    'routes-to': {
      to: ['AWS::ApiGateway::VpcLink', 'AWS::ElasticLoadBalancingV2::LoadBalancer'],
      from: 'methods',
      ref: (methods) => methods.flatMap(({ integration }) => integration?.through ?? []),
    },
    assumes: {
      to: 'AWS::IAM::Role',
      from: 'methods',
      ref: (methods) => methods.flatMap(({ integration }) => roleOf(integration?.credentials) ?? []),
    },
  },
  gone: ['NotFoundException'],
})

const targetsIn = (methods: readonly ApiMethod[]): readonly string[] => methods.flatMap(({ integration }) => integration?.targets ?? [])

const authorizer = defineCollector({
  kind: 'AWS::ApiGateway::Authorizer',
  client: APIGatewayClient,
  list: {
    calls: ['apigateway:GetAuthorizers'],
    per: 'AWS::ApiGateway::RestApi',
    run: (client, _at, { id: restApiId, arn, name }) =>
      pages(client, GetAuthorizersCommand, { restApiId, limit: 500 }, (page) =>
        page.items?.map((one) => ({
          arn: `${arn}/authorizers/${member(one.id, 'id')}`,
          name: `${name}/${member(one.name, 'name')}`,
          restApiId,
          type: one.type,
          authorizerUri: one.authorizerUri,
          authorizerCredentials: one.authorizerCredentials,
        })),
      ),
    gone: ['NotFoundException'],
  },
  facets: {},
  edges: {
    'member-of': {
      to: 'AWS::ApiGateway::RestApi',
      from: 'base',
      ref: (_base, { arn }) => arn.slice(0, arn.lastIndexOf('/authorizers/')),
    },
    invokes: {
      to: 'AWS::Lambda::Function',
      from: 'base',
      ref: ({ authorizerUri }, { account }) => (authorizerUri === undefined ? undefined : targetOf({ uri: authorizerUri }, account)),
    },
    assumes: { to: 'AWS::IAM::Role', from: 'base', ref: ({ authorizerCredentials }) => roleOf(authorizerCredentials) },
  },
})

export default [api, authorizer]
