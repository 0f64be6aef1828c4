// Builds the APIs of the reference account.
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
} from '@aws-sdk/client-apigatewayv2'
import { CreateLogGroupCommand, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs'
import { AssociateWebACLCommand, CreateWebACLCommand } from '@aws-sdk/client-wafv2'
import { apiLogs, apis, gateway, httpApis, replace, type Api, type HttpApi } from './apis.ts'
import { account, allow, arnOf, home, policy, type Ground } from './ground.ts'
import { createRole } from './iam.ts'
import { trust } from './principals.ts'
import type { Reference } from './reference.ts'

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

export const buildApis = async (ground: Ground, { labels }: Reference): Promise<void> => {
  const { logs: cloudWatchLogs, waf } = ground.in(home)
  await createRole(ground, {
    name: 'api-to-orders',
    trust: trust({ Service: 'apigateway.amazonaws.com' }, { Condition: { StringEquals: { 'aws:SourceAccount': account } } }),
    inline: {
      send: policy(allow('sqs:SendMessage', arnOf('sqs', 'orders')), allow('kinesis:PutRecord', arnOf('kinesis', 'stream/clicks'))),
    },
  })
  await cloudWatchLogs.send(new CreateLogGroupCommand({ logGroupName: apiLogs }))
  await cloudWatchLogs.send(new PutRetentionPolicyCommand({ logGroupName: apiLogs, retentionInDays: 90 }))
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
