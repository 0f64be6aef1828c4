// A proxy before moto that answers what moto lacks, invents or gets wrong, as AWS does: for recordings that are true to AWS.
import { startEndpoint, type Endpoint, type Seen } from '../support/endpoint.ts'
import { arnOf } from './ground.ts'
import { firstMetrics, laterMetrics } from './metrics.ts'
import { analytics } from './overlay/analytics.ts'
import { apiGateway } from './overlay/apigateway.ts'
import { ecr } from './overlay/ecr.ts'
import { eks } from './overlay/eks.ts'
import { elbv2 } from './overlay/elbv2.ts'
import { iam } from './overlay/iam.ts'
import { instances } from './overlay/instances.ts'
import { kms } from './overlay/kms.ts'
import { lambda } from './overlay/lambda.ts'
import { observability } from './overlay/observability.ts'
import { messaging } from './overlay/messaging.ts'
import { network } from './overlay/network.ts'
import type { Ask, Overrides, Truth } from './overlay/override.ts'
import { rds } from './overlay/rds.ts'
import { s3 } from './overlay/s3.ts'
import { secretsManager } from './overlay/secrets.ts'
import { stores } from './overlay/stores.ts'

const overrides: Overrides = {
  ...analytics,
  ...apiGateway,
  ...ecr,
  ...eks,
  ...elbv2,
  ...iam,
  ...network,
  ...instances,
  ...kms,
  ...lambda,
  ...messaging,
  ...observability,
  ...rds,
  ...stores,
  ...s3,
  ...secretsManager,
}

/** Operations that are not left to moto alone. */
export const overlaid: readonly string[] = Object.keys(overrides)

const askOf =
  (moto: string, seen: Seen): Ask =>
  async (other) => {
    const { host: _host, connection: _connection, 'content-length': _length, authorization = '', ...rest } = seen.headers
    // moto tells services by what the credentials are scoped to, and operations by the target and the type of the body.
    const service = other && 'service' in other ? other.service : undefined
    const { 'content-type': _type, 'x-amz-target': _target, ...bare } = rest
    const headers = {
      ...(service === undefined ? rest : bare),
      authorization: service === undefined ? authorization : authorization.replace(/[^/]+(?=\/aws4_request)/, service),
      ...(other && 'target' in other ? { 'x-amz-target': other.target } : {}),
    }
    const method = service === undefined ? seen.method : 'GET'
    const answer = await fetch(moto + (other && 'path' in other ? other.path : seen.target), {
      method,
      headers,
      ...(seen.body && method !== 'GET' ? { body: seen.body } : {}),
    })
    const { 'content-encoding': _encoding, 'transfer-encoding': _transfer, ...kept } = Object.fromEntries(answer.headers)
    return { status: answer.status, headers: kept, text: await answer.text() }
  }

/** Starts the proxy before a moto; its clock and facts are `truth()` at the time of each request. */
export const startOverlay = (moto: string, truth: () => Truth): Promise<Endpoint> =>
  startEndpoint({
    upstream: moto,
    answer: (seen) => overrides[seen.operation]?.(seen, askOf(moto, seen), truth()),
  })

/** What AWS would say of the reference account in its first week. */
export const firstWeek = (now: Date): Truth => ({
  now,
  rootMfa: false,
  rootLastUsed: 3,
  unusedRoles: ['legacy-sync', 'bus-target', 'vendor-monitoring', 'status-page'],
  protectedResources: {
    [arnOf('dynamodb', 'table/orders')]: 0.2,
    [arnOf('dynamodb', 'table/payments')]: 0.2,
    [arnOf('rds', 'db:orders')]: 0.3,
  },
  metrics: firstMetrics,
  passwordLastUsed: { 'ana.silva': 1, 'ben.ortiz': 4, 'carla.gomez': 2, 'dan.meyer': 160, 'eva.lind': 6, 'fay.contractor': 1 },
  keyLastUsed: { 'ci-deploy': 150, 'report-export': 0.3 },
})

/** And in the weeks after: the root user got a second factor and is left alone. */
export const laterWeeks = (now: Date): Truth => ({ ...firstWeek(now), rootMfa: true, rootLastUsed: 10, metrics: laterMetrics })
