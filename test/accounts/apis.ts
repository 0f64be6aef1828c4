// The APIs of the reference account, as data.
import type {
  CreateStageCommandInput,
  EndpointType,
  PatchOperation,
  PutIntegrationCommandInput,
  PutMethodCommandInput,
} from '@aws-sdk/client-api-gateway'
import type { CreateStageCommandInput as HttpStage, ProtocolType } from '@aws-sdk/client-apigatewayv2'
import { account, allow, arnOf, home, roleArn, type Statement } from './ground.ts'

type Integration = Omit<PutIntegrationCommandInput, 'restApiId' | 'resourceId' | 'httpMethod'>

export const gateway = (path: string): string => `arn:aws:apigateway:${home}:${path}`
const lambda = (name: string): Integration => ({
  type: 'AWS_PROXY',
  integrationHttpMethod: 'POST',
  uri: gateway(`lambda:path/2015-03-31/functions/${arnOf('lambda', `function:${name}`)}/invocations`),
})
const toQueue = (queue: string): Integration => ({
  type: 'AWS',
  integrationHttpMethod: 'POST',
  uri: gateway(`sqs:path/${account}/${queue}`),
  credentials: roleArn('api-to-orders'),
})
const toStream = (stream: string): Integration => ({
  type: 'AWS',
  integrationHttpMethod: 'POST',
  uri: gateway('kinesis:action/PutRecord'),
  credentials: roleArn('api-to-orders'),
  requestTemplates: {
    'application/json': `{"StreamName": "${stream}", "Data": "$util.base64Encode($input.body)", "PartitionKey": "$context.requestId"}`,
  },
})
const preflight: Integration = { type: 'MOCK', requestTemplates: { 'application/json': '{"statusCode": 204}' } }

interface Method extends Omit<
  PutMethodCommandInput,
  'restApiId' | 'resourceId' | 'httpMethod' | 'authorizationType' | 'requestValidatorId'
> {
  readonly authorization?: string
  readonly to: Integration
  /** With the validator of the API. */
  readonly validated?: true
}

export interface Api {
  readonly name: string
  readonly type: EndpointType
  /** On what the API runs; its id is not known before it is there. */
  readonly statements?: readonly ((resource: string) => Statement)[]
  /** `GET /orders`; one level of paths. */
  readonly methods: Readonly<Record<string, Method>>
  readonly models?: readonly string[]
  readonly stage: Omit<CreateStageCommandInput, 'restApiId' | 'deploymentId' | 'stageName'> & {
    readonly patches?: readonly PatchOperation[]
  }
  /** Behind the web ACL. */
  readonly guarded?: true
  /** Only by its domain name. */
  readonly closed?: true
  readonly domain?: { readonly name: string; readonly type: EndpointType; readonly tls: 'TLS_1_0' | 'TLS_1_2' }
  readonly plans?: Readonly<Record<string, { readonly quota?: number; readonly rate?: number }>>
}

export const apiLogs = '/aws/apigateway/storefront'
export const replace = (path: string, value: string): PatchOperation => ({ op: 'replace', path, value })
const well = [
  replace('/accessLogSettings/destinationArn', arnOf('logs', `log-group:${apiLogs}`)),
  replace('/accessLogSettings/format', '$context.requestId $context.identity.sourceIp $context.status'),
  replace('/*/*/throttling/rateLimit', '500'),
  replace('/*/*/throttling/burstLimit', '250'),
  replace('/*/*/logging/loglevel', 'ERROR'),
  replace('/*/*/caching/enabled', 'true'),
  replace('/*/*/caching/dataEncrypted', 'true'),
]

const iam = { authorization: 'AWS_IAM' }
export const apis: readonly Api[] = [
  {
    name: 'storefront',
    type: 'REGIONAL',
    models: ['Order'],
    methods: {
      'GET /orders': { ...iam, to: lambda('orders-api:live') },
      'POST /orders': { ...iam, to: toQueue('orders'), requestModels: { 'application/json': 'Order' }, validated: true },
      'OPTIONS /orders': { to: preflight },
    },
    stage: { cacheClusterEnabled: true, cacheClusterSize: '0.5', variables: { table: 'orders' }, patches: well },
    guarded: true,
    closed: true,
    domain: { name: 'api.shop.example.com', type: 'REGIONAL', tls: 'TLS_1_2' },
    plans: { apps: { quota: 100_000, rate: 50 } },
  },
  // Made for one partner in a week, and in use by seven.
  {
    name: 'partner-api',
    type: 'EDGE',
    methods: {
      'GET /feed': { apiKeyRequired: true, to: lambda('partner-feed'), requestParameters: { 'method.request.querystring.since': true } },
      'POST /clicks': { to: toStream('clicks') },
    },
    stage: {
      cacheClusterEnabled: true,
      cacheClusterSize: '0.5',
      variables: { feed: 'partner-feed', partnerPassword: 'correct-horse-battery-staple' },
      patches: [
        replace('/*/*/caching/enabled', 'true'),
        replace('/*/*/caching/dataEncrypted', 'false'),
        replace('/*/*/logging/dataTrace', 'true'),
      ],
    },
    domain: { name: 'partners.shop.example.com', type: 'EDGE', tls: 'TLS_1_0' },
    plans: { partners: { rate: 100 } },
  },
  {
    name: 'back-office',
    type: 'PRIVATE',
    statements: [
      (resource) =>
        allow('execute-api:Invoke', resource, {
          Principal: '*',
          Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d4e5f60001' } },
        }),
    ],
    methods: { 'POST /returns': { to: lambda('returns-intake') } },
    stage: { patches: well.slice(0, 5) },
  },
  {
    name: 'stock',
    type: 'REGIONAL',
    statements: [
      (resource) =>
        allow('execute-api:Invoke', resource, { Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }),
    ],
    methods: { 'GET /alerts': { to: lambda('stock-alerts') } },
    stage: { patches: [replace('/*/*/logging/loglevel', 'INFO')] },
  },
]

export interface HttpApi {
  readonly name: string
  readonly protocol: ProtocolType
  /** Route keys, with the authorization and the function behind. */
  readonly routes: Readonly<Record<string, { readonly auth?: 'JWT' | 'AWS_IAM'; readonly to: string }>>
  readonly stages: Readonly<Record<string, Omit<HttpStage, 'ApiId' | 'StageName'>>>
}

const quiet = { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 100 }
const logged = { DestinationArn: arnOf('logs', `log-group:${apiLogs}`), Format: '$context.requestId $context.status' }
export const httpApis: readonly HttpApi[] = [
  {
    name: 'shop-app',
    protocol: 'HTTP',
    routes: {
      'GET /cart': { auth: 'JWT', to: 'orders-api' },
      // The webhook of the payment provider: it signs, and the function looks.
      'POST /payments': { to: 'payments-webhook' },
      'OPTIONS /{proxy+}': { to: 'orders-api' },
    },
    stages: {
      $default: { AutoDeploy: true, DefaultRouteSettings: quiet, AccessLogSettings: logged },
      preview: { StageVariables: { backend: 'orders-api', stripeKey: `sk_test_${'0'.repeat(24)}` } },
    },
  },
  {
    name: 'order-updates',
    protocol: 'WEBSOCKET',
    routes: { $connect: { auth: 'AWS_IAM', to: 'notifications-worker' }, $default: { to: 'notifications-worker' } },
    stages: { live: { DefaultRouteSettings: quiet, AccessLogSettings: logged } },
  },
]

/** By name: each name is used once. */
export const stageVariables: Readonly<Record<string, string>> = Object.assign(
  {},
  ...apis.map(({ stage }) => stage.variables),
  ...httpApis.flatMap(({ stages }) => Object.values(stages).map(({ StageVariables }) => StageVariables)),
)
