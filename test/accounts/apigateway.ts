// The APIs of the reference account.
import {
  CreateBasePathMappingCommand,
  CreateDeploymentCommand,
  CreateDomainNameCommand,
  CreateModelCommand,
  CreateRequestValidatorCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  CreateStageCommand,
  CreateUsagePlanCommand,
  GetResourcesCommand,
  GetRestApisCommand,
  PutIntegrationCommand,
  PutMethodCommand,
  UpdateRestApiCommand,
  UpdateStageCommand,
  type CreateStageCommandInput,
  type EndpointType,
  type PatchOperation,
  type PutIntegrationCommandInput,
  type PutMethodCommandInput,
} from '@aws-sdk/client-api-gateway'
import {
  CreateApiCommand,
  CreateAuthorizerCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand as CreateHttpStageCommand,
  GetApisCommand,
  DeleteStageCommand as DeleteHttpStageCommand,
  type CreateRouteCommandInput,
  type CreateStageCommandInput as HttpStage,
  type ProtocolType,
} from '@aws-sdk/client-apigatewayv2'
import { CreateLogGroupCommand, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs'
import { AssociateWebACLCommand, CreateWebACLCommand } from '@aws-sdk/client-wafv2'
import { account, allow, arnOf, home, policy, roleArn, type Ground, type Statement } from './ground.ts'
import { createRole } from './iam.ts'
import { trust } from './principals.ts'
import type { Reference } from './reference.ts'

type Integration = Omit<PutIntegrationCommandInput, 'restApiId' | 'resourceId' | 'httpMethod'>

const gateway = (path: string): string => `arn:aws:apigateway:${home}:${path}`
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

interface Api {
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

const logs = '/aws/apigateway/storefront'
const replace = (path: string, value: string): PatchOperation => ({ op: 'replace', path, value })
const well = [
  replace('/accessLogSettings/destinationArn', arnOf('logs', `log-group:${logs}`)),
  replace('/accessLogSettings/format', '$context.requestId $context.identity.sourceIp $context.status'),
  replace('/*/*/throttling/rateLimit', '500'),
  replace('/*/*/throttling/burstLimit', '250'),
  replace('/*/*/logging/loglevel', 'ERROR'),
  replace('/*/*/caching/enabled', 'true'),
  replace('/*/*/caching/dataEncrypted', 'true'),
]

const iam = { authorization: 'AWS_IAM' }
const apis: readonly Api[] = [
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

const createApi = async (ground: Ground, api: Api, acl: string, labels: Map<string, string>): Promise<void> => {
  const { apiGateway, waf } = ground.in(home)
  const { id: restApiId = '' } = await apiGateway.send(
    new CreateRestApiCommand({ name: api.name, endpointConfiguration: { types: [api.type] } }),
  )
  labels.set(restApiId, `api ${api.name}`)
  if (api.statements) {
    const document = policy(...api.statements.map((statement) => statement(`${arnOf('execute-api', restApiId)}/*`)))
    await apiGateway.send(new UpdateRestApiCommand({ restApiId, patchOperations: [replace('/policy', document)] }))
  }
  if (api.closed)
    await apiGateway.send(new UpdateRestApiCommand({ restApiId, patchOperations: [replace('/disableExecuteApiEndpoint', 'true')] }))
  for (const name of api.models ?? []) {
    await apiGateway.send(new CreateModelCommand({ restApiId, name, contentType: 'application/json', schema: '{"type":"object"}' }))
  }
  const validator = Object.values(api.methods).some(({ validated }) => validated)
    ? await apiGateway.send(
        new CreateRequestValidatorCommand({ restApiId, name: 'all', validateRequestBody: true, validateRequestParameters: true }),
      )
    : undefined
  const { items = [] } = await apiGateway.send(new GetResourcesCommand({ restApiId }))
  const resources = new Map<string, string | undefined>()
  for (const [name, { authorization = 'NONE', to, validated, ...method }] of Object.entries(api.methods)) {
    const [httpMethod = '', path = ''] = name.split(' ')
    if (!resources.has(path)) {
      const { id } = await apiGateway.send(new CreateResourceCommand({ restApiId, parentId: items[0]?.id, pathPart: path.slice(1) }))
      resources.set(path, id)
    }
    const place = { restApiId, resourceId: resources.get(path), httpMethod }
    await apiGateway.send(
      new PutMethodCommand({
        ...place,
        ...method,
        authorizationType: authorization,
        ...(validated && { requestValidatorId: validator?.id }),
      }),
    )
    await apiGateway.send(new PutIntegrationCommand({ ...place, ...to }))
  }
  const { id: deploymentId } = await apiGateway.send(new CreateDeploymentCommand({ restApiId }))
  const { patches, ...stage } = api.stage
  const at = { restApiId, stageName: 'live' }
  await apiGateway.send(new CreateStageCommand({ ...at, deploymentId, ...stage }))
  if (patches) await apiGateway.send(new UpdateStageCommand({ ...at, patchOperations: [...patches] }))
  if (api.guarded)
    await waf.send(
      new AssociateWebACLCommand({ WebACLArn: acl, ResourceArn: `arn:aws:apigateway:${home}::/restapis/${restApiId}/stages/live` }),
    )
  if (api.domain) {
    const { name: domainName, type, tls } = api.domain
    const certificate = `arn:aws:acm:${type === 'EDGE' ? 'us-east-1' : home}:${account}:certificate/shop`
    await apiGateway.send(
      new CreateDomainNameCommand({
        domainName,
        endpointConfiguration: { types: [type] },
        securityPolicy: tls,
        ...(type === 'EDGE' ? { certificateArn: certificate } : { regionalCertificateArn: certificate }),
      }),
    )
    await apiGateway.send(new CreateBasePathMappingCommand({ domainName, restApiId, stage: 'live' }))
  }
  for (const [name, { quota, rate }] of Object.entries(api.plans ?? {})) {
    const { id = '' } = await apiGateway.send(
      new CreateUsagePlanCommand({
        name,
        apiStages: [{ apiId: restApiId, stage: 'live' }],
        ...(rate && { throttle: { rateLimit: rate, burstLimit: rate } }),
        ...(quota && { quota: { limit: quota, period: 'DAY' } }),
      }),
    )
    labels.set(id, `plan ${name}`)
  }
}

interface HttpApi {
  readonly name: string
  readonly protocol: ProtocolType
  /** Route keys, with the authorization and the function behind. */
  readonly routes: Readonly<Record<string, { readonly auth?: 'JWT' | 'AWS_IAM'; readonly to: string }>>
  readonly stages: Readonly<Record<string, Omit<HttpStage, 'ApiId' | 'StageName'>>>
}

const quiet = { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 100 }
const logged = { DestinationArn: arnOf('logs', `log-group:${logs}`), Format: '$context.requestId $context.status' }
const httpApis: readonly HttpApi[] = [
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

const createHttpApi = async (ground: Ground, api: HttpApi, labels: Map<string, string>): Promise<void> => {
  const { apiGatewayV2 } = ground.in(home)
  const { ApiId = '' } = await apiGatewayV2.send(
    new CreateApiCommand({
      Name: api.name,
      ProtocolType: api.protocol,
      ...(api.protocol === 'WEBSOCKET' && { RouteSelectionExpression: '$request.body.action' }),
    }),
  )
  labels.set(ApiId, `api ${api.name}`)
  const authorizer = Object.values(api.routes).some(({ auth }) => auth === 'JWT')
    ? await apiGatewayV2.send(
        new CreateAuthorizerCommand({
          ApiId,
          Name: 'customers',
          AuthorizerType: 'JWT',
          IdentitySource: ['$request.header.Authorization'],
          JwtConfiguration: { Issuer: 'https://login.shop.example.com', Audience: ['shop-app'] },
        }),
      )
    : undefined
  if (authorizer?.AuthorizerId) labels.set(authorizer.AuthorizerId, 'authorizer customers')
  for (const [RouteKey, { auth = 'NONE', to }] of Object.entries(api.routes)) {
    const { IntegrationId = '' } = await apiGatewayV2.send(
      new CreateIntegrationCommand({
        ApiId,
        IntegrationType: 'AWS_PROXY',
        IntegrationUri:
          api.protocol === 'HTTP'
            ? arnOf('lambda', `function:${to}`)
            : gateway(`lambda:path/2015-03-31/functions/${arnOf('lambda', `function:${to}`)}/invocations`),
        PayloadFormatVersion: api.protocol === 'HTTP' ? '2.0' : '1.0',
      }),
    )
    labels.set(IntegrationId, `integration ${RouteKey}`)
    const route: CreateRouteCommandInput = {
      ApiId,
      RouteKey,
      Target: `integrations/${IntegrationId}`,
      AuthorizationType: auth,
      ...(auth === 'JWT' && { AuthorizerId: authorizer?.AuthorizerId }),
    }
    const { RouteId = '' } = await apiGatewayV2.send(new CreateRouteCommand(route))
    labels.set(RouteId, `route ${RouteKey}`)
  }
  for (const [StageName, stage] of Object.entries(api.stages)) {
    await apiGatewayV2.send(new CreateHttpStageCommand({ ApiId, StageName, ...stage }))
  }
}

/** By name: each name is used once. */
export const stageVariables: Readonly<Record<string, string>> = Object.assign(
  {},
  ...apis.map(({ stage }) => stage.variables),
  ...httpApis.flatMap(({ stages }) => Object.values(stages).map(({ StageVariables }) => StageVariables)),
)

export const buildApis = async (ground: Ground, { labels }: Reference): Promise<void> => {
  const { logs: cloudWatchLogs, waf } = ground.in(home)
  await createRole(ground, {
    name: 'api-to-orders',
    trust: trust({ Service: 'apigateway.amazonaws.com' }, { Condition: { StringEquals: { 'aws:SourceAccount': account } } }),
    inline: {
      send: policy(allow('sqs:SendMessage', arnOf('sqs', 'orders')), allow('kinesis:PutRecord', arnOf('kinesis', 'stream/clicks'))),
    },
  })
  await cloudWatchLogs.send(new CreateLogGroupCommand({ logGroupName: logs }))
  await cloudWatchLogs.send(new PutRetentionPolicyCommand({ logGroupName: logs, retentionInDays: 90 }))
  const { Summary } = await waf.send(
    new CreateWebACLCommand({
      Name: 'storefront',
      Scope: 'REGIONAL',
      DefaultAction: { Allow: {} },
      VisibilityConfig: { SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: 'storefront' },
      Rules: [
        {
          Name: 'rate',
          Priority: 0,
          Action: { Block: {} },
          Statement: { RateBasedStatement: { Limit: 2000, AggregateKeyType: 'IP' } },
          VisibilityConfig: { SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: 'rate' },
        },
      ],
    }),
  )
  labels.set(Summary?.Id ?? '', 'acl storefront')
  for (const api of apis) await createApi(ground, api, Summary?.ARN ?? '', labels)
  for (const api of httpApis) await createHttpApi(ground, api, labels)
}

/** The partners' API is limited; the preview stage is gone, and its key with it. Refunds come in by a new API, open to everybody. */
export const weekTwoApis = async (ground: Ground, { labels }: Pick<Reference, 'labels'>): Promise<void> => {
  const { apiGateway, apiGatewayV2 } = ground.in(home)
  const { items = [] } = await apiGateway.send(new GetRestApisCommand({}))
  const partners = items.find(({ name }) => name === 'partner-api')
  await apiGateway.send(
    new UpdateStageCommand({
      restApiId: partners?.id,
      stageName: 'live',
      patchOperations: [replace('/*/*/throttling/rateLimit', '50'), replace('/*/*/throttling/burstLimit', '20')],
    }),
  )
  const { Items = [] } = await apiGatewayV2.send(new GetApisCommand({}))
  const app = Items.find(({ Name }) => Name === 'shop-app')
  await apiGatewayV2.send(new DeleteHttpStageCommand({ ApiId: app?.ApiId, StageName: 'preview' }))
  await createHttpApi(
    ground,
    {
      name: 'refunds',
      protocol: 'HTTP',
      routes: { 'POST /refunds': { to: 'refunds-worker' } },
      stages: { $default: { AutoDeploy: true } },
    },
    labels,
  )
}
