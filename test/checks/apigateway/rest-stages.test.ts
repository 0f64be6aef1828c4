// What the checks on stages of REST APIs, and on usage plans, decide.
import { cacheEncryption, stageLogging, stageThrottling, stageWaf, usagePlanQuota } from '../../../checks/apigateway/rest-stages.ts'
import { method, restApi, setting, stage, usagePlan } from '../../support/apigateway.ts'
import { arnOf } from '../../support/messaging.ts'
import { given, verify } from '../../support/verify.ts'

const api = restApi('orders', {}, { methods: [method('GET /orders'), method('POST /orders/{id}'), method('GET /')] })
const inApi = { with: [api] }
const limited = setting({ throttlingRateLimit: 100, throttlingBurstLimit: 50 })
/** As API Gateway writes the methods of the API. */
const each = <T>(value: T) => ({ '~1orders/GET': value, '~1orders~1{id}/POST': value, '~1/GET': value })

verify(stageThrottling, {
  pass: [
    given(stage(api, 'all', { methodSettings: { '*/*': limited } }), { ...inApi, evidence: { settings: 4 } }),
    given(stage(api, 'each', { methodSettings: each(limited) }), inApi),
    given(
      stage(api, 'without the leading slash', {
        methodSettings: { 'orders/GET': limited, 'orders/{id}/POST': limited, '~1/GET': limited },
      }),
      inApi,
    ),
    given(stage(api, 'burst of the account', { methodSettings: { '*/*': setting({ throttlingRateLimit: 100 }) } }), inApi),
  ],
  fail: [
    given(stage(api, 'never set'), {
      ...inApi,
      evidence: { unlimited: ['GET /', 'GET /orders', 'POST /orders/{id}'], accountRateLimit: 10_000, accountBurstLimit: 5000 },
    }),
    given(stage(api, 'something else was set', { methodSettings: { '*/*': setting({ loggingLevel: 'INFO' }) } }), inApi),
    given(stage(api, 'switched off', { methodSettings: { '*/*': setting({ throttlingRateLimit: -1, throttlingBurstLimit: -1 }) } }), inApi),
    given(stage(api, 'one method is not', { methodSettings: { '*/*': limited, '~1orders/GET': setting() } }), {
      ...inApi,
      evidence: { unlimited: ['GET /orders'], accountRateLimit: 10_000, accountBurstLimit: 5000 },
    }),
    given(stage(api, 'one method alone is', { methodSettings: { '~1orders/GET': limited } }), inApi),
    given(stage(api, 'no burst', { methodSettings: { '*/*': setting({ throttlingRateLimit: 100, throttlingBurstLimit: 0 }) } }), inApi),
  ],
})

const group = arnOf('logs', 'log-group:orders')
const errors = setting({ loggingLevel: 'ERROR' })

verify(stageLogging, {
  pass: [
    given(stage(api, 'both', { accessLogs: group, methodSettings: { '*/*': errors } }), { ...inApi, evidence: { accessLogs: group } }),
    given(stage(api, 'each method', { accessLogs: group, methodSettings: each(setting({ loggingLevel: 'INFO' })) }), inApi),
  ],
  fail: [
    given(stage(api, 'nothing'), {
      ...inApi,
      evidence: { accessLogs: null, notLogged: ['GET /', 'GET /orders', 'POST /orders/{id}'], dataTraced: [] },
    }),
    given(stage(api, 'no access logs', { methodSettings: { '*/*': errors } }), inApi),
    given(stage(api, 'access logs alone', { accessLogs: group }), inApi),
    given(stage(api, 'one method is off', { accessLogs: group, methodSettings: { '*/*': errors, '~1orders/GET': setting() } }), {
      ...inApi,
      evidence: { accessLogs: group, notLogged: ['GET /orders'], dataTraced: [] },
    }),
    given(stage(api, 'whole requests', { accessLogs: group, methodSettings: { '*/*': { ...errors, dataTraceEnabled: true } } }), {
      ...inApi,
      evidence: { accessLogs: group, notLogged: [], dataTraced: ['all', 'GET /', 'GET /orders', 'POST /orders/{id}'] },
    }),
  ],
})

const cached = (name: string, cacheDataEncrypted: boolean, cacheClusterEnabled = true) =>
  stage(api, name, { cacheClusterEnabled, methodSettings: { '*/*': setting({ cachingEnabled: true, cacheDataEncrypted }) } })

verify(cacheEncryption, {
  pass: [
    given(cached('encrypted', true), { evidence: { cachedMethods: 1 } }),
    stage(api, 'what is not cached does not matter', {
      cacheClusterEnabled: true,
      methodSettings: { '*/*': setting({ cachingEnabled: true, cacheDataEncrypted: true }), '~1orders/GET': setting() },
    }),
  ],
  fail: [
    given(cached('plain', false), { evidence: { notEncrypted: ['/*/*'] } }),
    given(
      stage(api, 'one method', {
        cacheClusterEnabled: true,
        methodSettings: {
          '*/*': setting({ cachingEnabled: true, cacheDataEncrypted: true }),
          '~1orders~1{id}/POST': setting({ cachingEnabled: true }),
        },
      }),
      { evidence: { notEncrypted: ['/orders/{id}/POST'] } },
    ),
  ],
  notApplicable: [
    given(cached('no cache', false, false), { evidence: { cacheClusterEnabled: false } }),
    given(stage(api, 'a cache and nothing in it', { cacheClusterEnabled: true }), {
      evidence: { cacheClusterEnabled: true, cachedMethods: 0 },
    }),
  ],
})

const acl = arnOf('wafv2', 'regional/webacl/shop/1')
verify(stageWaf, {
  pass: [given(stage(api, 'behind', { webAclArn: acl }), { evidence: { types: ['REGIONAL'], webAclArn: acl } })],
  fail: [given(stage(api, 'bare'), { evidence: { types: ['REGIONAL'], webAclArn: null } }), stage(api, 'at the edge', { types: ['EDGE'] })],
  notApplicable: [stage(api, 'private', { types: ['PRIVATE'] })],
})

const throttle = { rateLimit: 10, burstLimit: 20 }
const quota = { limit: 1000, period: 'DAY' } as const
verify(usagePlanQuota, {
  pass: [given(usagePlan('both', { throttle, quota }), { evidence: { rateLimit: 10, burstLimit: 20, quota: 1000 } })],
  fail: [
    given(usagePlan('nothing'), { evidence: { rateLimit: null, burstLimit: null, quota: null } }),
    usagePlan('no quota', { throttle }),
    usagePlan('no throttle', { quota }),
    usagePlan('no rate', { throttle: { rateLimit: 0, burstLimit: 20 }, quota }),
  ],
  notApplicable: [usagePlan('nothing to call', { apiStages: [] })],
})
