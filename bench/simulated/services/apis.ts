// API Gateway: REST APIs, and HTTP APIs.
import { account, countOf, dealt, listed, pageOf, text, used, type Service, type Size } from '../ask.ts'
import { daysAgo, functionArn, near, nth, numberIn, regionOf } from '../names.ts'

const validates = (index: number): boolean => nth(index) % 2 === 0
const domainsOf = ({ restApis }: Size): number => Math.max(2, Math.round(restApis / 5))
const plansOf = ({ restApis }: Size): number => Math.max(2, Math.round(restApis / 5))
const isRegional = (index: number): boolean => nth(index) % 2 === 0
const limits = { size: 'limit', most: 500, usual: 25, token: 'position' } as const
const routesEach = 4

const invocation = (index: number, { functions }: Size): string =>
  `arn:aws:apigateway:${regionOf(index)}:lambda:path/2015-03-31/functions/${functionArn(near(index, functions))}/invocations`

const method = (index: number, httpMethod: string, size: Size): object => ({
  httpMethod,
  authorizationType: nth(index) % 3 === 0 ? 'NONE' : 'AWS_IAM',
  apiKeyRequired: nth(index) % 5 === 0,
  ...(validates(index) ? { requestValidatorId: 'validator' } : {}),
  methodIntegration: { type: 'AWS_PROXY', httpMethod: 'POST', uri: invocation(index, size) },
})

/** Both sorts of API have an operation of this name; only the newer has pages of `maxResults`. */
const getStages = (apiId: string, newer: boolean): object => {
  const index = numberIn(apiId)
  if (newer)
    return {
      Items: [
        {
          StageName: '$default',
          AutoDeploy: true,
          DefaultRouteSettings: { ThrottlingBurstLimit: 100, ThrottlingRateLimit: 50 },
          RouteSettings: {},
        },
      ],
    }
  return {
    item: [
      {
        stageName: 'live',
        deploymentId: 'd1',
        cacheClusterEnabled: false,
        methodSettings:
          nth(index) % 2 === 0
            ? { '*/*': { loggingLevel: 'INFO', dataTraceEnabled: false, throttlingRateLimit: 100, throttlingBurstLimit: 200 } }
            : {},
        ...(nth(index) % 2 === 0
          ? {
              accessLogSettings: {
                destinationArn: `arn:aws:logs:${regionOf(index)}:${account}:log-group:/app/api`,
                format: '$context.requestId',
              },
            }
          : {}),
      },
    ],
  }
}

export const apis: Service = {
  answers: (size) => ({
    'apigateway:GetRestApis': (ask) => {
      const [page, position] = pageOf(dealt(size.restApis, ask.region), ask, limits)
      return {
        items: page.map((index) => ({
          id: `rest-${index}`,
          name: `rest-${index}`,
          createdDate: daysAgo(100),
          endpointConfiguration: { types: [nth(index) % 3 === 0 ? 'EDGE' : 'REGIONAL'] },
          disableExecuteApiEndpoint: nth(index) % 4 === 0,
        })),
        position,
      }
    },
    'apigateway:GetResources': ({ input }) => {
      const index = numberIn(text(input['restApiId']))
      return {
        items: ['/', '/orders', '/orders/{id}'].map((path, at) => ({
          id: `r${at}`,
          path,
          ...(at === 0 ? {} : { parentId: 'r0', resourceMethods: { GET: method(index, 'GET', size), POST: method(index, 'POST', size) } }),
        })),
      }
    },
    'apigateway:GetRequestValidators': () => ({
      items: [{ id: 'validator', name: 'all', validateRequestBody: true, validateRequestParameters: true }],
    }),
    'apigateway:GetStages': ({ input }) =>
      input['ApiId'] === undefined ? getStages(text(input['restApiId']), false) : getStages(text(input['ApiId']), true),
    'apigateway:GetUsagePlans': (ask) => {
      const [page, position] = pageOf(dealt(plansOf(size), ask.region), ask, limits)
      return {
        items: page.map((index) => ({
          id: `plan-${index}`,
          name: `plan-${index}`,
          apiStages: [{ apiId: `rest-${near(index, size.restApis)}`, stage: 'live' }],
          ...(nth(index) % 2 === 0 ? { throttle: { rateLimit: 10, burstLimit: 20 }, quota: { limit: 1000, period: 'DAY' } } : {}),
        })),
        position,
      }
    },
    'apigateway:GetAccount': () => ({ throttleSettings: { rateLimit: 10_000, burstLimit: 5000 }, features: [] }),
    'apigateway:GetDomainNames': (ask) => {
      const [page, position] = pageOf(dealt(domainsOf(size), ask.region), ask, limits)
      return {
        items: page.map((index) => ({
          domainName: `api-${index}.example.com`,
          securityPolicy: nth(index) % 3 === 0 ? 'TLS_1_0' : 'TLS_1_2',
          endpointConfiguration: { types: [isRegional(index) ? 'REGIONAL' : 'EDGE'] },
        })),
        position,
      }
    },
    'apigateway:GetBasePathMappings': ({ input }) => {
      const index = Number(/api-(\d+)/.exec(text(input['domainName']))?.[1])
      return { items: [{ basePath: '(none)', restApiId: `rest-${near(index, size.restApis)}`, stage: 'live' }] }
    },
    'apigateway:GetApiMappings': ({ input }) => {
      const index = Number(/api-(\d+)/.exec(text(input['domainName'] ?? input['DomainName']))?.[1])
      return { Items: [{ ApiId: `http-${near(index, size.httpApis)}`, ApiMappingId: 'm1', ApiMappingKey: '', Stage: '$default' }] }
    },
    'apigateway:GetApis': (ask) => {
      const [page, NextToken] = pageOf(dealt(size.httpApis, ask.region), ask, {
        size: 'maxResults',
        most: 500,
        usual: 25,
        token: 'nextToken',
      })
      return {
        Items: page.map((index) => ({
          ApiId: `http-${index}`,
          Name: `http-${index}`,
          ProtocolType: 'HTTP',
          RouteSelectionExpression: '$request.method $request.path',
          DisableExecuteApiEndpoint: nth(index) % 2 === 0,
        })),
        NextToken,
      }
    },
    'apigateway:GetRoutes': ({ input }) => {
      const index = numberIn(text(input['ApiId']))
      return {
        Items: Array.from({ length: routesEach }, (_, at) => ({
          RouteId: `route-${at}`,
          RouteKey: at === 0 ? '$default' : `GET /orders/${at}`,
          AuthorizationType: nth(index) % 2 === 0 ? 'JWT' : 'NONE',
          ApiKeyRequired: false,
          Target: 'integrations/one',
        })),
      }
    },
  }),
  calls: (size, regions) => {
    const domains = domainsOf(size)
    const regional = countOf(domains, isRegional)
    return {
      'apigateway:GetRestApis': listed(size.restApis, 500, regions),
      'apigateway:GetResources': size.restApis,
      'apigateway:GetRequestValidators': countOf(size.restApis, validates),
      'apigateway:GetStages': size.restApis + size.httpApis,
      'apigateway:GetUsagePlans': listed(plansOf(size), 500, regions),
      'apigateway:GetAccount': used.length,
      'apigateway:GetDomainNames': listed(domains, 500, regions),
      'apigateway:GetBasePathMappings': domains - regional,
      'apigateway:GetApiMappings': regional,
      'apigateway:GetApis': listed(size.httpApis, 500, regions),
      'apigateway:GetRoutes': size.httpApis,
    }
  },
}
