// Reading API Gateway: REST APIs with their stages, plans and domain names.
import {
  GetAccountCommand,
  GetAuthorizersCommand,
  GetBasePathMappingsCommand,
  GetDomainNamesCommand,
  GetRequestValidatorsCommand,
  GetResourcesCommand,
  GetRestApisCommand,
  GetStagesCommand,
  GetUsagePlansCommand,
  GetVpcLinksCommand,
  type Method,
  type Resource,
  type RestApi,
} from '@aws-sdk/client-api-gateway'
import { GetApiMappingsCommand, GetApisCommand, ListRoutingRulesCommand } from '@aws-sdk/client-apigatewayv2'
import assert from 'node:assert/strict'
import { it } from 'node:test'
import stages from '../../collectors/apigateway/rest-stages.ts'
import usagePlans from '../../collectors/apigateway/usage-plans.ts'
import { gatewayArn } from '../support/apigateway.ts'
import { collectorSuite, listing, on, read, type Answer } from '../support/collector-suite.ts'
import { arnOf } from '../support/messaging.ts'
import { collectorOf } from '../support/nodes.ts'

const apis = collectorOf('AWS::ApiGateway::RestApi')
const domains = collectorOf('AWS::ApiGateway::DomainName')
const token = ['position', 'position'] as const

/** The inside of a JSON string, as AWS hands policies out. */
const policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"arn:aws:execute-api:eu-west-1:111122223333:shop\\/*"}]}'
const inside = JSON.stringify(policy).slice(1, -1)

const shop: RestApi = {
  id: 'shop',
  name: 'Shop',
  endpointConfiguration: { types: ['REGIONAL'] },
  policy: inside,
  disableExecuteApiEndpoint: true,
  description: 'not read',
}
const stock: RestApi = { id: 'stock', name: 'Stock', endpointConfiguration: { types: ['PRIVATE'], vpcEndpointIds: ['vpce-1'] }, policy }

const restApiList = listing(GetRestApisCommand, { token, pages: [{ items: [shop] }, { items: [stock] }], empty: { items: [] } })
const bothApis = on(GetRestApisCommand, { items: [shop, stock] })

const uri = (rest: string): string => `arn:aws:apigateway:eu-west-1:${rest}`
const invocation = (fn: string): string => uri(`lambda:path/2015-03-31/functions/${fn}/invocations`)
const role = 'arn:aws:iam::111122223333:role/api'
const orders = arnOf('lambda', 'function:orders')
const method = (httpMethod: string, more: Method = {}): Method => ({
  httpMethod,
  authorizationType: 'NONE',
  apiKeyRequired: false,
  ...more,
})

const resources: Readonly<Record<string, readonly (readonly Resource[])[]>> = {
  shop: [
    [
      { path: '/', id: 'root' },
      {
        path: '/orders',
        resourceMethods: {
          GET: method('GET', {
            authorizationType: 'CUSTOM',
            authorizerId: 'not read',
            methodIntegration: { type: 'AWS_PROXY', uri: invocation(`${orders}:live`), timeoutInMillis: 29_000 },
          }),
          POST: method('POST', {
            apiKeyRequired: true,
            requestValidatorId: 'all',
            requestModels: { 'application/json': 'Order' },
            requestParameters: { 'method.request.header.X': true },
            methodIntegration: { type: 'AWS', uri: uri('sqs:path/111122223333/orders'), credentials: role },
          }),
        },
      },
    ],
    [
      {
        path: '/stock',
        resourceMethods: {
          GET: method('GET', {
            methodIntegration: {
              type: 'HTTP_PROXY',
              uri: 'https://user:password@backend.example.com/?key=secret',
              connectionType: 'VPC_LINK',
              connectionId: 'link',
            },
          }),
          PUT: method('PUT', {
            methodIntegration: {
              type: 'AWS_PROXY',
              uri: invocation('arn:aws:lambda:eu-west-1:111122223333:function:${stageVariables.fn}'),
              credentials: 'arn:aws:iam::*:user/*',
            },
          }),
          OPTIONS: method('OPTIONS'),
        },
      },
    ],
  ],
  stock: [[]],
}
const resourceList: Answer = on(GetResourcesCommand, ({ restApiId = '', position, embed }) => {
  assert.deepEqual(embed, ['methods'])
  const pages = resources[restApiId] ?? []
  const index = Number(position ?? 0)
  return { items: [...(pages[index] ?? [])], ...(index + 1 < pages.length && { position: String(index + 1) }) }
})
const stageList = on(GetStagesCommand, ({ restApiId }) => ({
  item:
    restApiId === 'shop'
      ? [
          {
            stageName: 'live',
            webAclArn: arnOf('wafv2', 'regional/webacl/shop/1'),
            cacheClusterEnabled: true,
            cacheClusterSize: '0.5' as const,
            methodSettings: {
              '*/*': { throttlingRateLimit: 10, throttlingBurstLimit: 5, loggingLevel: 'ERROR', metricsEnabled: true },
            },
            accessLogSettings: { destinationArn: `${arnOf('logs', 'log-group:shop')}:*`, format: 'not read' },
            variables: { fn: 'stock', dbPassword: 'correct-horse-battery-staple' },
            canarySettings: { percentTraffic: 5, stageVariableOverrides: { fn: 'stock-next' } },
          },
          { stageName: 'test', accessLogSettings: { destinationArn: arnOf('firehose', 'deliverystream/amazon-apigateway-shop') } },
        ]
      : [{ stageName: 'live', webAclArn: arnOf('waf-regional', 'webacl/1') }],
}))

collectorSuite(apis, {
  listing: restApiList,
  answers: [
    resourceList,
    stageList,
    on(GetRequestValidatorsCommand, {
      items: [{ id: 'all', name: 'not read', validateRequestBody: true, validateRequestParameters: true }],
    }),
  ],
  resources: {
    Shop: {
      base: { id: 'shop', types: ['REGIONAL'], policy, disableExecuteApiEndpoint: true },
      facets: {
        methods: [
          {
            path: '/orders',
            httpMethod: 'GET',
            authorizationType: 'CUSTOM',
            apiKeyRequired: false,
            requestValidatorId: undefined,
            requestParameters: undefined,
            requestModels: undefined,
            integration: { type: 'AWS_PROXY', credentials: undefined, targets: [orders], through: [] },
          },
          {
            path: '/orders',
            httpMethod: 'POST',
            authorizationType: 'NONE',
            apiKeyRequired: true,
            requestValidatorId: 'all',
            requestParameters: { 'method.request.header.X': true },
            requestModels: { 'application/json': 'Order' },
            integration: { type: 'AWS', credentials: role, targets: [arnOf('sqs', 'orders')], through: [] },
          },
          {
            path: '/stock',
            httpMethod: 'GET',
            authorizationType: 'NONE',
            apiKeyRequired: false,
            requestValidatorId: undefined,
            requestParameters: undefined,
            requestModels: undefined,
            integration: { type: 'HTTP_PROXY', credentials: undefined, targets: [], through: [gatewayArn('vpclinks/link')] },
          },
          {
            path: '/stock',
            httpMethod: 'PUT',
            authorizationType: 'NONE',
            apiKeyRequired: false,
            requestValidatorId: undefined,
            requestParameters: undefined,
            requestModels: undefined,
            integration: {
              type: 'AWS_PROXY',
              credentials: 'arn:aws:iam::*:user/*',
              targets: [arnOf('lambda', 'function:stock'), arnOf('lambda', 'function:stock-next')],
              through: [],
            },
          },
          {
            path: '/stock',
            httpMethod: 'OPTIONS',
            authorizationType: 'NONE',
            apiKeyRequired: false,
            requestValidatorId: undefined,
            requestParameters: undefined,
            requestModels: undefined,
            integration: undefined,
          },
        ],
        requestValidators: [{ id: 'all', validateRequestBody: true, validateRequestParameters: true }],
      },
      edges: {
        invokes: [orders, arnOf('lambda', 'function:stock'), arnOf('lambda', 'function:stock-next')],
        'delivers-to': [arnOf('sqs', 'orders')],
        'routes-to': [gatewayArn('vpclinks/link')],
        assumes: [role],
      },
    },
    Stock: {
      base: { types: ['PRIVATE'], policy, disableExecuteApiEndpoint: undefined },
      facets: { methods: [], requestValidators: null },
      edges: { invokes: [], 'delivers-to': [], 'routes-to': [], assumes: [] },
    },
  },
})

/** The policy of one API, as AWS or somebody else wrote it. */
const policyOf = async (written: string): Promise<unknown> => {
  const { nodes } = await read(
    apis,
    { listing: restApiList, answers: [], resources: {} },
    {
      facets: [],
      answers: [on(GetRestApisCommand, { items: [{ ...shop, policy: written }] })],
    },
  )
  return nodes[0]?.base['policy']
}

it('takes policies out of the string that they come in, whatever they are', async () => {
  const pretty = JSON.stringify({ Statement: [{ Sid: 'a "quoted" \\ Sid' }] }, null, 2)
  assert.equal(await policyOf(JSON.stringify(pretty).slice(1, -1)), pretty)
  assert.equal(await policyOf(pretty), pretty)
  assert.equal(await policyOf('{\\"cut off'), '{"cut off')
  assert.equal(await policyOf('no JSON \\'), 'no JSON \\')
})

it('takes an empty policy for none', async () => {
  assert.equal(await policyOf(''), undefined)
})

it('asks for the stages only where an integration depends on them, and for validators only where a method names one', async () => {
  const { sent } = await read(
    apis,
    { listing: restApiList, answers: [], resources: {} },
    {
      answers: [on(GetRestApisCommand, { items: [stock] }), resourceList],
    },
  )
  assert.deepEqual(sent, ['apigateway:GetRestApis', 'apigateway:GetResources'])
})

collectorSuite(collectorOf('AWS::ApiGateway::Authorizer'), {
  parents: [apis],
  listing: listing(GetAuthorizersCommand, {
    token,
    pages: ({ restApiId }) =>
      restApiId === 'shop'
        ? [
            {
              items: [{ id: 'a', name: 'tokens', type: 'TOKEN' as const, authorizerUri: invocation(orders), authorizerCredentials: role }],
            },
            { items: [{ id: 'b', name: 'pool', type: 'COGNITO_USER_POOLS' as const, providerARNs: ['not read'] }] },
          ]
        : [{ items: [] }],
    empty: { items: [] },
  }),
  answers: [bothApis],
  resources: {
    'Shop/tokens': { base: { type: 'TOKEN' }, edges: { 'member-of': [gatewayArn('restapis/shop')], invokes: [orders], assumes: [role] } },
    'Shop/pool': { edges: { invokes: [], assumes: [] } },
  },
})

const setting = {
  cacheDataEncrypted: undefined,
  cachingEnabled: undefined,
  dataTraceEnabled: undefined,
  loggingLevel: 'ERROR',
  throttlingBurstLimit: 5,
  throttlingRateLimit: 10,
}
const throttleSettings = { rateLimit: 10_000, burstLimit: 5000 }

collectorSuite(stages, {
  parents: [apis],
  listing: 'unpaged',
  answers: [bothApis, stageList, on(GetAccountCommand, { throttleSettings, cloudwatchRoleArn: 'not read' })],
  resources: {
    'Shop/live': {
      base: {
        restApiId: 'shop',
        types: ['REGIONAL'],
        webAclArn: arnOf('wafv2', 'regional/webacl/shop/1'),
        cacheClusterEnabled: true,
        methodSettings: { '*/*': setting },
        accessLogs: `${arnOf('logs', 'log-group:shop')}:*`,
      },
      facets: {
        accountThrottle: throttleSettings,
        variables: [
          { Name: 'dbPassword', Secret: 'named-like-a-secret' },
          { Name: 'fn', Secret: undefined },
        ],
      },
      edges: {
        'member-of': [gatewayArn('restapis/shop')],
        'logs-to': [arnOf('logs', 'log-group:shop')],
        'protected-by': [arnOf('wafv2', 'regional/webacl/shop/1')],
      },
    },
    'Shop/test': {
      base: { methodSettings: {}, webAclArn: undefined },
      facets: { variables: [] },
      edges: { 'logs-to': [arnOf('firehose', 'deliverystream/amazon-apigateway-shop')], 'protected-by': [] },
    },
    // A web ACL of AWS WAF Classic is none of the kind that the edge leads to.
    'Stock/live': {
      base: { types: ['PRIVATE'], webAclArn: arnOf('waf-regional', 'webacl/1') },
      edges: { 'logs-to': [], 'protected-by': [] },
    },
  },
})

it('knows that a recording holds no values of stage variables', async () => {
  const { nodes } = await read(
    stages,
    { listing: 'unpaged', parents: [apis], answers: [], resources: {} },
    {
      facets: ['variables'],
      answers: [
        on(GetRestApisCommand, { items: [shop] }),
        on(GetStagesCommand, { item: [{ stageName: 'live', variables: { token: 'REDACTED' } }] }),
      ],
    },
  )
  assert.equal(nodes[0]?.facets['variables']?.state, 'unknown')
})

it('keeps no value of a stage variable', async () => {
  const { inventory } = await read(
    stages,
    { listing: 'unpaged', parents: [apis], answers: [bothApis, stageList], resources: {} },
    {
      facets: ['variables'],
    },
  )
  assert.ok(!JSON.stringify([...inventory.nodes.values()]).includes('correct-horse'))
})

collectorSuite(usagePlans, {
  listing: listing(GetUsagePlansCommand, {
    token,
    pages: [
      {
        items: [
          {
            id: 'p1',
            name: 'apps',
            apiStages: [{ apiId: 'shop', stage: 'live' }],
            throttle: { burstLimit: 5, rateLimit: 2 },
            quota: { limit: 100, period: 'DAY', offset: 0 },
          },
        ],
      },
      { items: [{ id: 'p2', name: 'unused' }] },
    ],
    empty: { items: [] },
  }),
  answers: [],
  resources: {
    apps: {
      base: { apiStages: ['shop/live'], throttle: { burstLimit: 5, rateLimit: 2 }, quota: { limit: 100, period: 'DAY' } },
      edges: { limits: [gatewayArn('restapis/shop/stages/live')] },
    },
    unused: { base: { apiStages: [], throttle: undefined, quota: undefined }, edges: { limits: [] } },
  },
})

const regional = {
  domainName: 'api.example.com',
  securityPolicy: 'TLS_1_2',
  routingMode: 'ROUTING_RULE_THEN_BASE_PATH_MAPPING',
  endpointConfiguration: { types: ['REGIONAL'] },
} as const
const edge = { domainName: 'edge.example.com', securityPolicy: 'TLS_1_0', endpointConfiguration: { types: ['EDGE'] } } as const
const privately = {
  domainName: 'in.example.com',
  domainNameId: 'd1',
  domainNameArn: 'arn:aws:apigateway:eu-west-1::/domainnames/in.example.com+d1',
  endpointConfiguration: { types: ['PRIVATE'] },
} as const
const domainPages = [{ items: [regional] }, { items: [edge, privately] }].map(({ items }) => ({
  items: items.map(({ endpointConfiguration: { types }, ...domain }) => ({ ...domain, endpointConfiguration: { types: [...types] } })),
}))
const allDomains = on(GetDomainNamesCommand, { items: domainPages.flatMap(({ items }) => items) })

collectorSuite(domains, {
  listing: listing(GetDomainNamesCommand, { token, pages: domainPages, empty: { items: [] } }),
  answers: [],
  resources: {
    'api.example.com': { base: { securityPolicy: 'TLS_1_2', routingMode: 'ROUTING_RULE_THEN_BASE_PATH_MAPPING', types: ['REGIONAL'] } },
    'edge.example.com': { base: { securityPolicy: 'TLS_1_0', types: ['EDGE'] } },
    'in.example.com': { base: { securityPolicy: undefined, types: ['PRIVATE'], domainNameId: 'd1' } },
  },
})

const edgeArn = gatewayArn('domainnames/edge.example.com')
collectorSuite(collectorOf('AWS::ApiGateway::BasePathMapping'), {
  parents: [domains],
  listing: listing(GetBasePathMappingsCommand, {
    token,
    pages: ({ domainName: of }) =>
      of === 'edge.example.com'
        ? [{ items: [{ basePath: '(none)', restApiId: 'shop', stage: 'live' }] }, { items: [{ basePath: 'stock', restApiId: 'stock' }] }]
        : // API Gateway leaves the list out where it is empty.
          [{}],
    empty: { items: [] },
  }),
  answers: [allDomains],
  resources: {
    'edge.example.com/(none)': {
      base: { stage: 'live' },
      edges: { 'member-of': [edgeArn], 'routes-to': [gatewayArn('restapis/shop')] },
    },
    'edge.example.com/stock': { base: { stage: undefined }, edges: { 'routes-to': [gatewayArn('restapis/stock')] } },
  },
})

const httpApis = on(GetApisCommand, { Items: [{ ApiId: 'app', Name: 'App', ProtocolType: 'HTTP', RouteSelectionExpression: '' }] })
const rules = on(ListRoutingRulesCommand, {
  RoutingRules: [
    {
      RoutingRuleArn: 'arn:aws:apigateway:eu-west-1:111122223333:/domainnames/api.example.com/routingrules/r1',
      RoutingRuleId: 'r1',
      Priority: 1,
      Conditions: [{ MatchBasePaths: { AnyOf: ['next'] } }],
      Actions: [{ InvokeApi: { ApiId: 'stock', Stage: 'next' } }],
    },
  ],
})
collectorSuite(collectorOf('AWS::ApiGatewayV2::ApiMapping'), {
  parents: [domains],
  listing: listing(GetApiMappingsCommand, {
    token: ['NextToken', 'NextToken'],
    pages: [
      { Items: [{ ApiId: 'shop', ApiMappingId: 'm1', ApiMappingKey: '', Stage: 'live' }] },
      { Items: [{ ApiId: 'app', ApiMappingId: 'm2', ApiMappingKey: 'app', Stage: '$default' }] },
    ],
    empty: { Items: [] },
  }),
  answers: [allDomains, httpApis, rules],
  resources: {
    'api.example.com rule r1': {
      base: { Stage: 'next' },
      edges: { 'member-of': [gatewayArn('domainnames/api.example.com')], 'routes-to': [gatewayArn('restapis/stock')] },
    },
    'api.example.com/': {
      base: { Stage: 'live' },
      edges: { 'member-of': [gatewayArn('domainnames/api.example.com')], 'routes-to': [gatewayArn('restapis/shop')] },
    },
    'api.example.com/app': { edges: { 'routes-to': [gatewayArn('apis/app')] } },
  },
})

collectorSuite(collectorOf('AWS::ApiGateway::VpcLink'), {
  listing: listing(GetVpcLinksCommand, {
    token,
    pages: [
      { items: [{ id: 'v1', name: 'one', targetArns: [arnOf('elasticloadbalancing', 'loadbalancer/net/a/1')] }] },
      { items: [{ id: 'v2', name: 'two', targetArns: [] }] },
    ],
    empty: { items: [] },
  }),
  answers: [],
  resources: {
    one: { edges: { 'routes-to': [arnOf('elasticloadbalancing', 'loadbalancer/net/a/1')] } },
    two: { edges: { 'routes-to': [] } },
  },
})
