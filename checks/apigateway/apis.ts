// Amazon API Gateway, HTTP and WebSocket APIs: authorization of routes, limits and logs of stages.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { few } from '../../src/check/policies.ts'
import { developerGuide } from './documentation.ts'
import { isLimited } from './limits.ts'

export const routeAuthorization = defineCheck({
  id: 'apigateway-v2-authorization',
  title: 'HTTP and WebSocket routes are authorized',
  on: 'AWS::ApiGatewayV2::Route',
  needs: [],
  across: { 'member-of': [] },
  reads: { 'AWS::ApiGatewayV2::Api': [], 'AWS::ApiGatewayV2::Route': [] },
  walks: ['member-of'],
  threats: ['unauthorized-access'],
  mitigation: 'api-authentication',
  likelihood: 4,
  impact: 4,
  cost: {
    level: 1,
    note: 'JWT and IAM authorization are free; a Lambda authorizer costs an invocation, and adds its time unless its answer is cached.',
  },
  why: 'Whoever finds the address calls the route and what stands behind it, with input of their choice.',
  fix: {
    cli: `aws apigatewayv2 update-route --api-id <api> --route-id <route> --authorization-type JWT --authorizer-id <authorizer>
# a WebSocket API takes no JWT, and asks when it connects:
aws apigatewayv2 create-route --api-id <api> --route-key '$connect' --authorization-type CUSTOM --authorizer-id <authorizer>`,
    terraform: `resource "aws_apigatewayv2_route" "<route>" {
  api_id             = aws_apigatewayv2_api.<api>.id
  route_key          = "<METHOD> /<path>"
  authorization_type = "JWT"
  authorizer_id      = aws_apigatewayv2_authorizer.<authorizer>.id
}`,
  },
  refs: {
    fsbp: ['APIGateway.8'],
    docs: [`${developerGuide}/http-api-access-control.html`, `${developerGuide}/apigateway-websocket-api-control-access.html`],
  },
  test: (route, { graph }) => {
    const { ProtocolType, RouteKey, AuthorizationType, ApiKeyRequired } = route.base
    // Browsers ask by OPTIONS without credentials.
    if (ProtocolType !== 'WEBSOCKET' && RouteKey.startsWith('OPTIONS ')) return notApplicable({ ProtocolType, RouteKey })
    if (ProtocolType === 'WEBSOCKET' && RouteKey !== '$connect') {
      // A WebSocket is authorized once, when it connects, and no other route of it can be. One without a route for that lets everybody connect.
      const routes = route['member-of'].flatMap(({ arn }) => graph.into(arn, 'AWS::ApiGatewayV2::Route', 'member-of'))
      return routes.some(({ base }) => base.RouteKey === '$connect')
        ? notApplicable({ ProtocolType, RouteKey })
        : fail({ ProtocolType, RouteKey, connectRoute: false })
    }
    return (AuthorizationType === 'NONE' ? fail : pass)({ RouteKey, AuthorizationType, ApiKeyRequired })
  },
})

export const stageThrottling = defineCheck({
  id: 'apigateway-v2-throttling',
  title: 'HTTP and WebSocket stages set rate and burst limits',
  on: 'AWS::ApiGatewayV2::Stage',
  needs: ['accountThrottle'],
  threats: ['denial-of-service', 'resource-exhaustion'],
  mitigation: 'throttling',
  likelihood: 4,
  impact: 3,
  cost: { level: 0, note: 'Free and without latency. HTTP APIs take no web ACL, so this is what brakes them.' },
  why: 'All APIs of a region share one limit of the account. A flood on this stage takes it from all the others, and runs whatever stands behind as often as the limit lets it.',
  fix: {
    cli: 'aws apigatewayv2 update-stage --api-id <api> --stage-name <stage> --default-route-settings ThrottlingRateLimit=<requests a second>,ThrottlingBurstLimit=<burst>',
    terraform: `resource "aws_apigatewayv2_stage" "<stage>" {
  default_route_settings {
    throttling_rate_limit  = <requests a second>
    throttling_burst_limit = <burst>
  }
}`,
  },
  refs: { docs: [`${developerGuide}/http-api-throttling.html`, `${developerGuide}/websocket-api-protect.html`] },
  test: ({ base: { DefaultRouteSettings: all, RouteSettings }, accountThrottle }) => {
    const limits = (settings: typeof all) => ({
      rate: settings?.ThrottlingRateLimit ?? all?.ThrottlingRateLimit,
      burst: settings?.ThrottlingBurstLimit ?? all?.ThrottlingBurstLimit,
    })
    const { rate, burst } = limits(all)
    // What a route sets for itself takes the place of what the stage sets for all.
    const unlimited = Object.entries(RouteSettings).flatMap(([key, settings]) => (isLimited(limits(settings), accountThrottle) ? [] : key))
    const evidence = { ThrottlingRateLimit: rate ?? null, ThrottlingBurstLimit: burst ?? null, accountRateLimit: accountThrottle.rateLimit }
    if (!isLimited({ rate, burst }, accountThrottle)) return fail(evidence)
    return unlimited.length > 0 ? fail({ ...evidence, unlimitedRoutes: few(unlimited.sort()) }) : pass(evidence)
  },
})

export const stageAccessLogging = defineCheck({
  id: 'apigateway-v2-access-logging',
  title: 'HTTP and WebSocket stages write access logs',
  on: 'AWS::ApiGatewayV2::Stage',
  needs: [],
  threats: ['detection-and-recovery'],
  mitigation: 'logging',
  likelihood: 3,
  impact: 3,
  cost: { level: 1, note: 'CloudWatch Logs charges by size. No effect on latency.' },
  why: 'Without access logs nobody can say afterwards who called what: neither after an attack nor for a customer who asks.',
  fix: {
    cli: `aws apigatewayv2 update-stage --api-id <api> --stage-name <stage> --access-log-settings '{"DestinationArn":"<log-group-arn>","Format":"<format>"}'`,
    terraform: `resource "aws_apigatewayv2_stage" "<stage>" {
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.<group>.arn
    format          = "<format>"
  }
}`,
  },
  refs: {
    fsbp: ['APIGateway.9', 'APIGateway.1'],
    cis: ['v7.0:4.10'],
    docs: [`${developerGuide}/http-api-logging.html`, `${developerGuide}/websocket-api-logging.html`],
  },
  test: ({ base: { accessLogs } }) => (accessLogs ? pass : fail)({ accessLogs: accessLogs ?? null }),
})
