// What the checks on HTTP and WebSocket APIs decide.
import { routeAuthorization, stageAccessLogging, stageThrottling } from '../../../checks/apigateway/apis.ts'
import { httpStage, route } from '../../support/apigateway.ts'
import { arnOf } from '../../support/messaging.ts'
import { given, verify } from '../../support/verify.ts'

const socket = { ProtocolType: 'WEBSOCKET' } as const

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
  ],
  notApplicable: [
    route('OPTIONS /orders'),
    given(route('sendmessage', socket), { evidence: { ProtocolType: 'WEBSOCKET', RouteKey: 'sendmessage' } }),
    route('$disconnect', socket),
  ],
})

const limits = (ThrottlingRateLimit: number | undefined, ThrottlingBurstLimit: number | undefined) => ({
  DefaultRouteSettings: { ThrottlingRateLimit, ThrottlingBurstLimit },
})
verify(stageThrottling, {
  pass: [
    given(httpStage('limited', limits(100, 50)), {
      evidence: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 50, accountRateLimit: 10_000 },
    }),
    httpStage('a socket', { ...socket, ...limits(1, 1) }),
  ],
  fail: [
    given(httpStage('never set'), { evidence: { ThrottlingRateLimit: null, ThrottlingBurstLimit: null, accountRateLimit: 10_000 } }),
    httpStage('rate alone', limits(100, undefined)),
    httpStage('zero', limits(0, 0)),
    // What API Gateway shows of a WebSocket stage that nobody limited.
    httpStage('as the account', { ...socket, ...limits(10_000, 5000) }),
  ],
})

const group = arnOf('logs', 'log-group:shop')
verify(stageAccessLogging, {
  pass: [given(httpStage('logged', { accessLogs: group }), { evidence: { accessLogs: group } })],
  fail: [given(httpStage('not logged'), { evidence: { accessLogs: null } })],
})
