// Reading API Gateway: HTTP and WebSocket APIs.
import { GetAccountCommand } from '@aws-sdk/client-api-gateway'
import {
  GetApisCommand,
  GetAuthorizersCommand,
  GetIntegrationsCommand,
  GetRoutesCommand,
  GetStagesCommand,
  GetVpcLinksCommand,
  type Api,
  type Integration,
} from '@aws-sdk/client-apigatewayv2'
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { targetOf } from '../../collectors/apigateway/targets.ts'
import { gatewayArn } from '../support/apigateway.ts'
import { collectorSuite, listing, on, read } from '../support/collector-suite.ts'
import { arnOf } from '../support/messaging.ts'
import { account, collectorOf } from '../support/nodes.ts'

const integrations = collectorOf('AWS::ApiGatewayV2::Integration')
const api = collectorOf('AWS::ApiGatewayV2::Api')
const token = ['NextToken', 'NextToken'] as const

const app: Api = { ApiId: 'app', Name: 'App', ProtocolType: 'HTTP', RouteSelectionExpression: '$request.method' }
const socket: Api = { ...app, ApiId: 'socket', Name: 'Socket', ProtocolType: 'WEBSOCKET', DisableExecuteApiEndpoint: true }
const apiList = listing(GetApisCommand, { token, pages: [{ Items: [app] }, { Items: [socket] }], empty: { Items: [] } })
const bothApis = on(GetApisCommand, { Items: [app, socket] })

collectorSuite(api, {
  listing: apiList,
  answers: [],
  resources: {
    App: { base: { ApiId: 'app', ProtocolType: 'HTTP', DisableExecuteApiEndpoint: undefined } },
    Socket: { base: { ProtocolType: 'WEBSOCKET', DisableExecuteApiEndpoint: true } },
  },
})

const inApp = (path: string): string => gatewayArn(`apis/app/${path}`)
const memberOf = { 'member-of': [gatewayArn('apis/app')] }

collectorSuite(collectorOf('AWS::ApiGatewayV2::Route'), {
  parents: [api],
  listing: listing(GetRoutesCommand, {
    token,
    pages: ({ ApiId }) =>
      ApiId === 'app'
        ? [
            {
              Items: [
                { RouteId: 'r1', RouteKey: 'GET /cart', AuthorizationType: 'JWT' as const, AuthorizerId: 'a1', Target: 'integrations/i1' },
              ],
            },
            { Items: [{ RouteId: 'r2', RouteKey: '$default' }] },
          ]
        : [{ Items: [{ RouteId: 'r1', RouteKey: '$connect', AuthorizationType: 'NONE' as const, ApiKeyRequired: true }] }],
    empty: { Items: [] },
  }),
  answers: [bothApis],
  resources: {
    'App GET /cart': {
      base: { ProtocolType: 'HTTP', RouteKey: 'GET /cart', AuthorizationType: 'JWT', ApiKeyRequired: false },
      edges: { ...memberOf, 'routes-to': [inApp('integrations/i1')], 'protected-by': [inApp('authorizers/a1')] },
    },
    'App $default': { base: { AuthorizationType: 'NONE' }, edges: { 'routes-to': [], 'protected-by': [] } },
    'Socket $connect': { base: { ProtocolType: 'WEBSOCKET', ApiKeyRequired: true } },
  },
})

const throttleSettings = { rateLimit: 10_000, burstLimit: 5000 }
const stagePages = [
  {
    Items: [
      {
        StageName: '$default',
        DefaultRouteSettings: { ThrottlingBurstLimit: 5, ThrottlingRateLimit: 10, DetailedMetricsEnabled: true },
        RouteSettings: { 'GET /cart': { ThrottlingRateLimit: 1 } },
        AccessLogSettings: { DestinationArn: arnOf('logs', 'log-group:app'), Format: 'not read' },
        StageVariables: { fn: 'cart', password: 'correct-horse-battery-staple' },
      },
    ],
  },
  { Items: [{ StageName: 'preview', StageVariables: { fn: 'cart-next' } }] },
]
const allStages = on(GetStagesCommand, ({ ApiId }) => ({ Items: ApiId === 'app' ? stagePages.flatMap(({ Items }) => Items) : [] }))

collectorSuite(collectorOf('AWS::ApiGatewayV2::Stage'), {
  parents: [api],
  listing: listing(GetStagesCommand, {
    token,
    pages: ({ ApiId }) => (ApiId === 'app' ? stagePages : [{ Items: [] }]),
    empty: { Items: [] },
  }),
  answers: [bothApis, on(GetAccountCommand, { throttleSettings })],
  resources: {
    'App/$default': {
      base: {
        DefaultRouteSettings: { ThrottlingBurstLimit: 5, ThrottlingRateLimit: 10 },
        RouteSettings: { 'GET /cart': { ThrottlingBurstLimit: undefined, ThrottlingRateLimit: 1 } },
        accessLogs: arnOf('logs', 'log-group:app'),
      },
      facets: {
        accountThrottle: throttleSettings,
        variables: [
          { Name: 'fn', Secret: undefined },
          { Name: 'password', Secret: 'named-like-a-secret' },
        ],
      },
      edges: { ...memberOf, 'logs-to': [arnOf('logs', 'log-group:app')] },
    },
    'App/preview': { base: { DefaultRouteSettings: undefined, RouteSettings: {}, accessLogs: undefined }, edges: { 'logs-to': [] } },
  },
})

const role = 'arn:aws:iam::111122223333:role/app'
const listener = arnOf('elasticloadbalancing', 'listener/app/shop/1/2')
const found: readonly Integration[] = [
  {
    IntegrationId: 'i1',
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: `${arnOf('lambda', 'function:cart')}:live`,
    PayloadFormatVersion: '2.0',
  },
  { IntegrationId: 'i2', IntegrationType: 'AWS_PROXY', IntegrationUri: arnOf('lambda', 'function:${stageVariables.fn}') },
  {
    IntegrationId: 'i3',
    IntegrationType: 'AWS_PROXY',
    IntegrationSubtype: 'SQS-SendMessage',
    CredentialsArn: role,
    RequestParameters: { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/orders', MessageBody: '$request.body.secret' },
  },
  { IntegrationId: 'i4', IntegrationType: 'HTTP_PROXY', IntegrationUri: listener, ConnectionType: 'VPC_LINK', ConnectionId: 'link' },
  { IntegrationId: 'i5', IntegrationType: 'HTTP_PROXY', IntegrationUri: 'https://user:password@example.com/?key=secret' },
]
collectorSuite(integrations, {
  parents: [api],
  listing: listing(GetIntegrationsCommand, {
    token,
    pages: ({ ApiId }) => (ApiId === 'app' ? [{ Items: found.slice(0, 3) }, { Items: found.slice(3) }] : [{ Items: [] }]),
    empty: { Items: [] },
  }),
  answers: [bothApis, allStages],
  resources: {
    'App/i1': { base: { IntegrationType: 'AWS_PROXY' }, edges: { ...memberOf, invokes: [arnOf('lambda', 'function:cart')], assumes: [] } },
    'App/i2': { edges: { invokes: [arnOf('lambda', 'function:cart'), arnOf('lambda', 'function:cart-next')] } },
    'App/i3': { edges: { invokes: [], 'delivers-to': [arnOf('sqs', 'orders')], assumes: [role] } },
    'App/i4': { base: { ConnectionId: 'link' }, edges: { 'delivers-to': [], 'routes-to': [listener] } },
    'App/i5': { base: { targets: [] }, edges: { invokes: [], 'delivers-to': [], 'routes-to': [] } },
  },
})

it('keeps nothing of addresses, parameters and variables that may be secret', async () => {
  const { inventory } = await read(integrations, {
    parents: [api],
    listing: 'unpaged',
    answers: [bothApis, allStages, on(GetIntegrationsCommand, ({ ApiId }) => ({ Items: ApiId === 'app' ? [...found] : [] }))],
    resources: {},
  })
  assert.doesNotMatch(JSON.stringify([...inventory.nodes.values()]), /secret|password|correct-horse/)
})

collectorSuite(collectorOf('AWS::ApiGatewayV2::Authorizer'), {
  parents: [api],
  listing: listing(GetAuthorizersCommand, {
    token,
    pages: ({ ApiId }) =>
      ApiId === 'app'
        ? [
            { Items: [{ AuthorizerId: 'a1', Name: 'jwt', AuthorizerType: 'JWT' as const, JwtConfiguration: { Issuer: 'not read' } }] },
            {
              Items: [
                {
                  AuthorizerId: 'a2',
                  Name: 'lambda',
                  AuthorizerType: 'REQUEST' as const,
                  AuthorizerCredentialsArn: role,
                  AuthorizerUri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${arnOf('lambda', 'function:auth')}/invocations`,
                },
              ],
            },
          ]
        : [{ Items: [] }],
    empty: { Items: [] },
  }),
  answers: [bothApis],
  resources: {
    'App/jwt': { base: { AuthorizerType: 'JWT' }, edges: { ...memberOf, invokes: [], assumes: [] } },
    'App/lambda': { edges: { invokes: [arnOf('lambda', 'function:auth')], assumes: [role] } },
  },
})

collectorSuite(collectorOf('AWS::ApiGatewayV2::VpcLink'), {
  listing: listing(GetVpcLinksCommand, {
    token,
    pages: [
      { Items: [{ VpcLinkId: 'v1', Name: 'one', SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] }] },
      { Items: [{ VpcLinkId: 'v2', Name: 'two', SubnetIds: ['subnet-2'], SecurityGroupIds: [] }] },
    ],
    empty: { Items: [] },
  }),
  answers: [],
  resources: {
    one: { edges: { 'in-subnet': [arnOf('ec2', 'subnet/subnet-1')], 'protected-by': [arnOf('ec2', 'security-group/sg-1')] } },
    two: { edges: { 'protected-by': [] } },
  },
})

const uri = (rest: string): string => `arn:aws:apigateway:eu-west-1:${rest}`
for (const [what, texts, target] of [
  [
    'a function',
    { uri: uri(`lambda:path/2015-03-31/functions/${arnOf('lambda', 'function:f')}/invocations`) },
    arnOf('lambda', 'function:f'),
  ],
  [
    'a function that streams its answer',
    { uri: uri(`lambda:path/2021-11-15/functions/${arnOf('lambda', 'function:f:live')}/response-streaming-invocations`) },
    arnOf('lambda', 'function:f'),
  ],
  ['a queue', { uri: uri('sqs:path/111122223333/orders') }, arnOf('sqs', 'orders')],
  ['a queue of another account', { uri: uri('sqs:path/222222222222/orders') }, arnOf('sqs', 'orders', '222222222222')],
  [
    'a queue in a parameter',
    {
      uri: uri('sqs:action/SendMessage'),
      parameters: { 'integration.request.querystring.QueueUrl': "'https://sqs.eu-west-1.amazonaws.com/111122223333/orders'" },
    },
    arnOf('sqs', 'orders'),
  ],
  [
    'a stream',
    { uri: uri('kinesis:action/PutRecord'), templates: { 'application/json': '{"StreamName": "clicks", "Data": "$input.body"}' } },
    arnOf('kinesis', 'stream/clicks'),
  ],
  [
    'a stream that the caller names',
    { uri: uri('kinesis:action/PutRecord'), templates: { 'application/json': `{"StreamName": "$input.params('stream')"}` } },
    undefined,
  ],
  [
    'a delivery stream',
    { uri: uri('firehose:action/PutRecord'), templates: { 'application/json': '{"DeliveryStreamName":"d"}' } },
    arnOf('firehose', 'deliverystream/d'),
  ],
  [
    'a table',
    { uri: uri('dynamodb:action/PutItem'), templates: { 'application/json': '{"TableName": "orders"}' } },
    arnOf('dynamodb', 'table/orders'),
  ],
  [
    'a topic',
    { uri: uri('sns:action/Publish'), parameters: { 'integration.request.querystring.TopicArn': `'${arnOf('sns', 'placed')}'` } },
    arnOf('sns', 'placed'),
  ],
  ['the default bus', { uri: uri('events:action/PutEvents') }, arnOf('events', 'event-bus/default')],
  [
    'a bus',
    { uri: uri('events:action/PutEvents'), templates: { 'application/json': '{"Entries": [{"EventBusName": "shop"}]}' } },
    arnOf('events', 'event-bus/shop'),
  ],
  ['a bucket', { uri: uri('s3:path/uploads/{key}') }, 'arn:aws:s3:::uploads'],
  ['a bucket that the caller names', { uri: uri('s3:path/{bucket}/{key}') }, undefined],
  ['a service that is no kind', { uri: uri('states:action/StartExecution') }, undefined],
  ['an address', { uri: 'https://example.com/lambda:path' }, undefined],
  ['nothing', { uri: '' }, undefined],
] as const) {
  it(`leads to ${what}`, () => {
    assert.equal(targetOf(texts, account), target)
  })
}
