// What the checks on HTTP and WebSocket APIs decide.
import { routeAuthorization, stageAccessLogging, stageThrottling } from '../../../checks/apigateway/apis.ts'
import { httpApi, httpStage, route } from '../../support/apigateway.ts'
import { arnOf } from '../../support/messaging.ts'
import { given, verify } from '../../support/verify.ts'

const socket = { ProtocolType: 'WEBSOCKET' } as const
const api = httpApi('shop', socket)
const connect = route('$connect', { ...socket, AuthorizationType: 'CUSTOM' })

verify(routeAuthorization, {
  pass: [
    given(route('GET /orders', { AuthorizationType: 'JWT', AuthorizerId: 'a1' }), {
      evidence: { RouteKey: 'GET /orders', AuthorizationType: 'JWT', ApiKeyRequired: false },
    }),
    route('ANY /{proxy+}', { AuthorizationType: 'AWS_IAM' }),
    route('$connect', { ...socket, AuthorizationType: 'CUSTOM' }),
  ],
  fail: [
    given(route('GET /orders'), { evidence: { RouteKey: 'GET /orders', AuthorizationType: 'NONE', ApiKeyRequired: false } }),
    route('$default'),
    route('ANY /OPTIONS '),
    route('$connect', socket),
    route('$connect', { ...socket, ApiKeyRequired: true }),
    given(route('sendmessage', socket), {
      with: [api, route('$disconnect', socket)],
      evidence: { ProtocolType: 'WEBSOCKET', RouteKey: 'sendmessage', connectRoute: false },
    }),
    given(route('OPTIONS chosen by a message', socket), { with: [api] }),
  ],
  notApplicable: [
    route('OPTIONS /orders'),
    given(route('sendmessage', socket), { with: [api, connect], evidence: { ProtocolType: 'WEBSOCKET', RouteKey: 'sendmessage' } }),
    given(route('$disconnect', socket), { with: [api, connect] }),
  ],
})

const limits = (ThrottlingRateLimit: number | undefined, ThrottlingBurstLimit: number | undefined) => ({
  DefaultRouteSettings: { ThrottlingRateLimit, ThrottlingBurstLimit },
})
const routeLimits = (ThrottlingRateLimit?: number, ThrottlingBurstLimit?: number) => ({ ThrottlingRateLimit, ThrottlingBurstLimit })
verify(stageThrottling, {
  pass: [
    given(httpStage('limited', limits(100, 50)), {
      evidence: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 50, accountRateLimit: 10_000 },
    }),
    httpStage('a socket', { ...socket, ...limits(1, 1) }),
    httpStage('a route with less', { ...limits(100, 50), RouteSettings: { 'GET /': routeLimits(10, undefined), 'POST /': routeLimits() } }),
  ],
  fail: [
    given(httpStage('never set'), { evidence: { ThrottlingRateLimit: null, ThrottlingBurstLimit: null, accountRateLimit: 10_000 } }),
    httpStage('rate alone', limits(100, undefined)),
    httpStage('zero', limits(0, 0)),
    given(
      httpStage('a route with more', {
        ...limits(100, 50),
        RouteSettings: { 'GET /': routeLimits(10_000, 5000), 'POST /': routeLimits() },
      }),
      {
        evidence: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 50, accountRateLimit: 10_000, unlimitedRoutes: ['GET /'] },
      },
    ),
    httpStage('one route alone', { RouteSettings: { 'GET /': routeLimits(100, 50) } }),
    // What API Gateway shows of a WebSocket stage that nobody limited.
    httpStage('as the account', { ...socket, ...limits(10_000, 5000) }),
  ],
})

const group = arnOf('logs', 'log-group:shop')
verify(stageAccessLogging, {
  pass: [given(httpStage('logged', { accessLogs: group }), { evidence: { accessLogs: group } })],
  fail: [given(httpStage('not logged'), { evidence: { accessLogs: null } })],
})
