// Opens the one door to AWS: a session with one account, from credentials to guarded clients.
import pLimit from 'p-limit'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { AwsCredentialIdentity } from '@smithy/types'
import { partitionOf } from '../graph/arn.ts'
import type { Operation } from '../graph/fact.ts'
import type { Aws } from './aws.ts'
import type { CallRules, LogEntry } from './call.ts'
import { guardedClient, type ClientPlace } from './client.ts'
import { credentialSource, loadChain, loadRole, type CredentialsChoice, type CredentialSource } from './credentials.ts'
import { endpointFor, type Environment } from './endpoints.ts'
import { failureOf } from './errors.ts'
import { guardedHandler } from './handler.ts'
import { askIdentity, sameAccount } from './identity.ts'
import { limiter } from './limits.ts'
import { allowList } from './operations.ts'
import { outageBreaker } from './outage.ts'
import { profileRegion } from './profile-region.ts'
import { matchRegions, withoutList, type RegionStatus } from './regions.ts'
import { listRegions } from './regions-listed.ts'
import { retryBudget } from './retry.ts'
import type { ClientClass, Sender } from './sender.ts'
import { systemTime, type Time } from './time.ts'
import type { Transport } from './transport.ts'

export interface ConnectOptions {
  readonly credentials?: CredentialsChoice
  /** Asked in place of AWS, for every service. */
  readonly endpoint?: string
  /** AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_<SERVICE>, AWS_REGION; default: none. */
  readonly environment?: Environment
  /** Where global services are asked; default: AWS_REGION, the profile's region, us-east-1. */
  readonly homeRegion?: string
  /** In the user agent and the role session name of every call. */
  readonly scanId: string
  readonly version: string
  /** What may be sent; the base operations are always on it. */
  readonly allowed: readonly Operation[]
  /** Part of AWS's known limits to take; default 0.5. */
  readonly share?: number
  /** Calls at once; default 100. */
  readonly concurrency?: number
  /** Ends the session: no new calls, those under way are cut off. */
  readonly signal?: AbortSignal
  /** In place of the network: a recording, or a recorder around {@link httpTransport}. */
  readonly transport?: Transport
  /** No limits are kept; default: whether there is a custom endpoint. */
  readonly unlimited?: boolean
  /** Milliseconds for one try (30 s) and for a whole call (90 s). */
  readonly attemptTimeout?: number
  readonly callTimeout?: number
  readonly time?: Partial<Time>
  /** Credentials from elsewhere than the SDK's chain; a role is still assumed with them. */
  readonly load?: () => Promise<AwsCredentialIdentity>
  readonly log?: (entry: LogEntry) => void
}

export interface Session extends Aws {
  /** How far AWS's clock is ahead of this machine's, from the last answer. */
  readonly skewMilliseconds: () => number
}

/** Node's HTTP for all clients: HTTP/1.1, connections kept. */
export const httpTransport = (sockets = 100): NodeHttpHandler =>
  new NodeHttpHandler({
    connectionTimeout: 5000,
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets: sockets }),
    httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: sockets }),
  })

/** Opens a session. Rejects with {@link NoAccess} where nothing can be read, with an Error where an allowed operation may never be sent. */
export const connect = async (options: ConnectOptions): Promise<Session> => {
  const allowed = allowList(options.allowed)
  const environment = options.environment ?? {}
  const choice = { sessionName: `parapet-${options.scanId}`, ...options.credentials }
  const concurrency = options.concurrency ?? 100
  const time: Time = { ...systemTime, ...options.time }
  const endpointOf = endpointFor(options.endpoint, environment)
  const homeRegion =
    options.homeRegion ??
    environment['AWS_REGION'] ??
    environment['AWS_DEFAULT_REGION'] ??
    (await profileRegion(choice.profile ?? environment['AWS_PROFILE'])) ??
    'us-east-1'
  const transport: Transport = options.transport ?? httpTransport(concurrency)
  const ending = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, ending.signal]) : ending.signal

  const byOperation = new Map<Operation, number>()
  const counts = { sent: 0, throttled: 0, retried: 0 }
  let skew = 0
  const guard = guardedHandler({
    transport,
    onSent: ({ operation }) => {
      counts.sent += 1
      byOperation.set(operation, (byOperation.get(operation) ?? 0) + 1)
    },
    onDate: (date) => {
      skew = date.getTime() - time.now()
    },
  })

  let statuses: Promise<readonly RegionStatus[]> | undefined
  const regionStatuses = (): Promise<readonly RegionStatus[]> => {
    statuses ??= listRegions(client)
    return statuses
  }
  const rules: CallRules = {
    allowed,
    bucket: limiter({ share: options.share ?? 0.5, unlimited: options.unlimited ?? endpointOf('') !== undefined, time }),
    slots: pLimit(concurrency),
    budget: retryBudget(),
    outage: outageBreaker(time),
    time,
    signal,
    attemptTimeout: options.attemptTimeout ?? 30_000,
    callTimeout: options.callTimeout ?? 90_000,
    log: options.log ?? (() => {}),
    onRetry: () => {
      counts.retried += 1
    },
    onThrottle: () => {
      counts.throttled += 1
    },
    isDisabled: async (region) => {
      if (region === homeRegion) return false
      const found = await regionStatuses().catch((): readonly RegionStatus[] => [])
      return found.some((status) => status.name === region && !status.enabled)
    },
  }
  const place = (region: string, credentials: CredentialSource): ClientPlace => ({
    region,
    partition: partitionOf(region),
    endpointOf,
    credentials,
    guard,
    rules,
    userAgent: [
      ['parapet', options.version],
      ['scan', options.scanId],
    ],
  })
  const base = credentialSource(options.load ?? loadChain(choice, homeRegion, endpointOf('STS')?.href), time)
  const { roleArn } = choice
  const source =
    roleArn === undefined
      ? base
      : credentialSource(
          loadRole(
            async () => {
              const { STSClient } = await import('@aws-sdk/client-sts')
              return guardedClient(STSClient, place(homeRegion, base))
            },
            { ...choice, roleArn },
          ),
          time,
        )
  const clients = new Map<ClientClass, Map<string, Sender>>()
  const client = <C extends Sender>(of: ClientClass<C>, region = homeRegion): C => {
    const byRegion = clients.get(of) ?? new Map<string, Sender>()
    clients.set(of, byRegion)
    const known = byRegion.get(region) ?? guardedClient(of, place(region, source))
    byRegion.set(region, known)
    // The map is keyed by the class itself.
    return known as C
  }
  const ask = (): ReturnType<typeof askIdentity> => askIdentity(client, () => skew)
  const identity = await ask().catch((error: unknown) => {
    transport.destroy?.()
    throw error
  })

  return {
    ...identity,
    endpoint: endpointOf('')?.href,
    homeRegion,
    client,
    regions: async (patterns) => {
      const wanted = patterns.length === 0 ? [homeRegion] : patterns
      const chosen = await regionStatuses().then(
        (known) => matchRegions(wanted, known),
        (error: unknown) => withoutList(wanted, failureOf(error, 'ec2:DescribeRegions').gap.message),
      )
      transport.regionsChosen?.(chosen)
      return chosen
    },
    verifyIdentity: async () => sameAccount(identity, await ask()),
    counts: () => ({ ...counts, byOperation: new Map(byOperation) }),
    skewMilliseconds: () => skew,
    close: () => {
      ending.abort(new DOMException('the session is closed', 'AbortError'))
      transport.destroy?.()
    },
  }
}
