// Amazon API Gateway, REST APIs: limits, logs, caches and web ACLs of stages, and plans of API keys.
import { defineCheck, fail, notApplicable, pass, type Neighbour } from '../../src/check/check.ts'
import { few } from '../../src/check/policies.ts'
import type { BaseOf } from '../../src/graph/kinds.ts'
import { developerGuide } from './documentation.ts'
import { isLimited } from './limits.ts'

type StageBase = BaseOf<'AWS::ApiGateway::Stage'>
type Setting = StageBase['methodSettings'][string]
interface Applied {
  readonly method: string
  /** Undefined where nobody set anything for this method. */
  readonly setting: Setting | undefined
}

/** `~1orders~1{id}/GET` and `orders/{id}/GET` → `/orders/{id}/GET`; of the root `/GET`. */
const decoded = (key: string): string => `/${key.replaceAll('~1', '/').replaceAll('~0', '~')}`.replace(/^\/+/, '/')

/** What applies to each method: its own setting, or that of the stage for all of them. */
const settingsOf = (
  { methodSettings }: StageBase,
  [api]: readonly Neighbour<'AWS::ApiGateway::RestApi', 'methods'>[],
): readonly Applied[] => {
  const byKey = new Map(Object.entries(methodSettings).map(([key, setting]) => [decoded(key), setting]))
  const all = byKey.get('/*/*')
  const methods = api?.found ? api.node.methods : []
  const applied = methods.map(({ path, httpMethod }) => ({
    method: `${httpMethod} ${path}`,
    setting: byKey.get(decoded(`${path}/${httpMethod}`)) ?? all,
  }))
  const sorted = applied.sort((a, b) => (a.method < b.method ? -1 : 1))
  // A deployment may hold methods that the API itself no longer has.
  return all || applied.length === 0 ? [{ method: 'all', setting: all }, ...sorted] : sorted
}

/** Those that do not do as they should, by name. */
const lacking = (applied: readonly Applied[], good: (setting: Setting) => boolean): readonly string[] =>
  few(applied.filter(({ setting }) => setting === undefined || !good(setting)).map(({ method }) => method))

export const stageThrottling = defineCheck({
  id: 'apigateway-stage-throttling',
  title: 'REST stages set their own rate and burst limits',
  on: 'AWS::ApiGateway::Stage',
  needs: ['accountThrottle'],
  across: { 'member-of': ['methods'] },
  threats: ['denial-of-service', 'resource-exhaustion'],
  mitigation: 'throttling',
  likelihood: 4,
  impact: 3,
  cost: { level: 0, note: 'Free and without latency. A limit that is too low turns good requests away.' },
  why: 'All APIs of a region share one limit of the account. A flood on this stage takes it from all the others, and runs whatever stands behind as often as the limit lets it.',
  fix: {
    cli: `aws apigateway update-stage --rest-api-id <api> --stage-name <stage> --patch-operations 'op=replace,path=/*/*/throttling/rateLimit,value=<requests a second>' 'op=replace,path=/*/*/throttling/burstLimit,value=<burst>'`,
    terraform: `resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = aws_api_gateway_rest_api.<api>.id
  stage_name  = aws_api_gateway_stage.<stage>.stage_name
  method_path = "*/*"
  settings {
    throttling_rate_limit  = <requests a second>
    throttling_burst_limit = <burst>
  }
}`,
  },
  refs: { docs: [`${developerGuide}/api-gateway-request-throttling.html`] },
  test: (stage) => {
    const { rateLimit, burstLimit } = stage.accountThrottle
    const applied = settingsOf(stage.base, stage['member-of'])
    const unlimited = lacking(applied, (setting) =>
      isLimited({ rate: setting.throttlingRateLimit, burst: setting.throttlingBurstLimit }, stage.accountThrottle),
    )
    return unlimited.length > 0
      ? fail({ unlimited, accountRateLimit: rateLimit, accountBurstLimit: burstLimit })
      : pass({ settings: applied.length })
  },
})

const levels: ReadonlySet<string | undefined> = new Set(['INFO', 'ERROR'])

export const stageLogging = defineCheck({
  id: 'apigateway-stage-logging',
  title: 'Execution and access logs are on',
  on: 'AWS::ApiGateway::Stage',
  needs: [],
  across: { 'member-of': ['methods'] },
  threats: ['detection-and-recovery'],
  mitigation: 'logging',
  likelihood: 3,
  impact: 3,
  cost: { level: 1, note: 'CloudWatch Logs charges by size; ERROR writes far less than INFO. No effect on latency.' },
  why: 'Without access logs nobody can say who called what, and without execution logs why it failed. Data tracing is the other way to lose: it writes whole requests and answers into the log.',
  fix: {
    cli: `aws apigateway update-stage --rest-api-id <api> --stage-name <stage> --patch-operations 'op=replace,path=/accessLogSettings/destinationArn,value=<log-group-arn>' 'op=replace,path=/accessLogSettings/format,value=<format>' 'op=replace,path=/*/*/logging/loglevel,value=ERROR' 'op=replace,path=/*/*/logging/dataTrace,value=false'`,
    terraform: `resource "aws_api_gateway_stage" "<stage>" {
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.<group>.arn
    format          = "<format>"
  }
}

resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = aws_api_gateway_rest_api.<api>.id
  stage_name  = aws_api_gateway_stage.<stage>.stage_name
  method_path = "*/*"
  settings {
    logging_level      = "ERROR"
    data_trace_enabled = false
  }
}`,
  },
  refs: { fsbp: ['APIGateway.1'], cis: ['v7.0:4.10'], docs: [`${developerGuide}/set-up-logging.html`] },
  test: (stage) => {
    const applied = settingsOf(stage.base, stage['member-of'])
    const notLogged = lacking(applied, ({ loggingLevel }) => levels.has(loggingLevel))
    const dataTraced = few(applied.filter(({ setting }) => setting?.dataTraceEnabled).map(({ method }) => method))
    const evidence = { accessLogs: stage.base.accessLogs ?? null, notLogged, dataTraced }
    return stage.base.accessLogs && notLogged.length === 0 && dataTraced.length === 0
      ? pass({ accessLogs: stage.base.accessLogs })
      : fail(evidence)
  },
})

export const cacheEncryption = defineCheck({
  id: 'apigateway-cache-encryption',
  title: 'Cached responses are encrypted',
  on: 'AWS::ApiGateway::Stage',
  needs: [],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free, and not to be noticed beside the time that the cache saves.' },
  why: 'The cache keeps answers as they went out, personal data and all. Whoever gets at its storage reads what is not encrypted.',
  fix: {
    cli: `aws apigateway update-stage --rest-api-id <api> --stage-name <stage> --patch-operations 'op=replace,path=/*/*/caching/dataEncrypted,value=true'`,
    terraform: `resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = aws_api_gateway_rest_api.<api>.id
  stage_name  = aws_api_gateway_stage.<stage>.stage_name
  method_path = "*/*"
  settings {
    caching_enabled      = true
    cache_data_encrypted = true
  }
}`,
  },
  refs: {
    fsbp: ['APIGateway.5'],
    docs: [`${developerGuide}/api-gateway-caching.html`, `${developerGuide}/data-protection-encryption.html`],
  },
  test: ({ base: { cacheClusterEnabled, methodSettings } }) => {
    if (!cacheClusterEnabled) return notApplicable({ cacheClusterEnabled: false })
    const cached = Object.entries(methodSettings).filter(([, { cachingEnabled }]) => cachingEnabled)
    if (cached.length === 0) return notApplicable({ cacheClusterEnabled, cachedMethods: 0 })
    const plain = cached.filter(([, { cacheDataEncrypted }]) => !cacheDataEncrypted).map(([key]) => decoded(key))
    return plain.length > 0 ? fail({ notEncrypted: few(plain.sort()) }) : pass({ cachedMethods: cached.length })
  },
})

export const stageWaf = defineCheck({
  id: 'apigateway-waf',
  title: 'Public stages are behind a web ACL',
  on: 'AWS::ApiGateway::Stage',
  needs: [],
  threats: ['denial-of-service', 'unauthorized-access'],
  mitigation: 'waf',
  likelihood: 3,
  impact: 3,
  cost: { level: 2, note: 'A web ACL costs a fixed amount a month, each rule too, and each million requests; about a millisecond.' },
  why: 'Nothing stands between the internet and the code: no limit for each client, no list of known attackers, nothing to switch on when an attack begins.',
  fix: {
    cli: 'aws wafv2 associate-web-acl --web-acl-arn <web-acl-arn> --resource-arn <stage-arn>',
    terraform: `resource "aws_wafv2_web_acl_association" "<stage>" {
  resource_arn = aws_api_gateway_stage.<stage>.arn
  web_acl_arn  = aws_wafv2_web_acl.<acl>.arn
}`,
  },
  refs: { fsbp: ['APIGateway.4'], docs: [`${developerGuide}/apigateway-control-access-aws-waf.html`] },
  test: ({ base: { types, webAclArn } }) => {
    if (types.includes('PRIVATE')) return notApplicable({ types })
    return (webAclArn ? pass : fail)({ types, webAclArn: webAclArn ?? null })
  },
})

export const usagePlanQuota = defineCheck({
  id: 'apigateway-usage-plan-quota',
  title: 'API-key clients have throttle and quota',
  on: 'AWS::ApiGateway::UsagePlan',
  needs: [],
  threats: ['resource-exhaustion'],
  mitigation: 'throttling',
  likelihood: 3,
  impact: 3,
  cost: { level: 0, note: 'Free. A client that needs more asks for more.' },
  why: 'One client with a key may use up what all of them share, by a mistake in a loop or because its key was stolen, and nothing stops it.',
  fix: {
    cli: `aws apigateway update-usage-plan --usage-plan-id <plan> --patch-operations op=replace,path=/throttle/rateLimit,value=<requests a second> op=replace,path=/throttle/burstLimit,value=<burst> op=replace,path=/quota/limit,value=<requests> op=replace,path=/quota/period,value=DAY`,
    terraform: `resource "aws_api_gateway_usage_plan" "<plan>" {
  throttle_settings {
    rate_limit  = <requests a second>
    burst_limit = <burst>
  }
  quota_settings {
    limit  = <requests>
    period = "DAY"
  }
}`,
  },
  refs: { docs: [`${developerGuide}/api-gateway-api-usage-plans.html`] },
  test: ({ base: { apiStages, throttle, quota } }) => {
    if (apiStages.length === 0) return notApplicable({ stages: 0 })
    const limited = (throttle?.rateLimit ?? 0) > 0 && (throttle?.burstLimit ?? 0) > 0 && (quota?.limit ?? 0) > 0
    const evidence = { rateLimit: throttle?.rateLimit ?? null, burstLimit: throttle?.burstLimit ?? null, quota: quota?.limit ?? null }
    return (limited ? pass : fail)(evidence)
  },
})
