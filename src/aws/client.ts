// Builds one SDK client with everything that stands between a collector and AWS.
import { getSmithyContext } from '@smithy/core/client'
import { HttpRequest } from '@smithy/core/protocols'
import type { HandlerExecutionContext } from '@smithy/types'
import type { AwsFailure } from './aws.ts'
import { makeCall, type CallRules } from './call.ts'
import type { CredentialSource } from './credentials.ts'
import { failureOf, Fault } from './errors.ts'
import type { Attempt, GuardedHandler } from './handler.ts'
import { operationOf, type ClientConfig } from './operations.ts'
import { isOperationSchema, protocolOf } from './schema.ts'
import type { ClientClass, Sender } from './sender.ts'

export interface ClientPlace {
  readonly region: string
  readonly partition: string
  /** By service id. */
  readonly endpointOf: (serviceId: string) => URL | undefined
  readonly credentials: CredentialSource
  readonly guard: GuardedHandler
  readonly rules: CallRules
  /** Product and version, then the scan. */
  readonly userAgent: readonly (readonly [name: string, version: string])[]
}

/** The parts of an SDK client that the guards touch, the same in all of them. */
interface Inner {
  readonly config: ClientConfig & { readonly protocol: { getShapeId(): string } }
  readonly middlewareStack: {
    add(middleware: Middleware, options: { readonly step: string; readonly priority: string; readonly name: string }): void
  }
}
type Next = (args: { readonly request?: unknown }) => Promise<{ readonly output: unknown }>
type Middleware = (next: Next, context: HandlerExecutionContext) => Next

/** Tries are ours: the SDK makes one. */
const oneTry = {
  acquireInitialRetryToken: () => Promise.resolve({ getRetryCount: () => 0, getRetryDelay: () => 0 }),
  refreshRetryTokenForRetry: () => Promise.reject(new Error('no retry')),
  recordSuccess: () => {},
}

/** S3 Control's rules refuse an endpoint that is an IP address, since the account goes in front of the name; it is taken off again before signing. */
const nameable = (endpoint: URL, serviceId: unknown): string => {
  if (serviceId !== 'S3 Control' || !/^[\d.]+$|^\[/.test(endpoint.hostname)) return endpoint.href
  const named = new URL(endpoint)
  named.hostname = 's3-control.localhost'
  return named.href
}

/**
 * S3 Control puts the account before the host, also before that of an emulator, which has no such name: it is asked as itself, and reads the account from its
 * header. Before the request is signed, since the host is a part of what is signed.
 */
const reachable = (request: unknown, endpoint: URL): void => {
  if (!(request instanceof HttpRequest) || !/^\d{12}\./.test(request.hostname)) return
  request.hostname = endpoint.hostname
  request.headers['host'] = endpoint.host
}

const build = <C extends Sender>(client: ClientClass<C>, place: ClientPlace, endpoint: string | undefined): C => {
  const provide = Object.assign(() => place.credentials.provide(), { memoized: true })
  const config = {
    region: place.region,
    credentials: provide,
    requestHandler: place.guard.handler,
    retryStrategy: oneTry,
    maxAttempts: 1,
    customUserAgent: place.userAgent.map((pair) => [...pair]),
    useQueueUrlAsEndpoint: false,
    // Only the endpoints that were handed in count, not what the SDK finds in files.
    ...(endpoint === undefined ? { ignoreConfiguredEndpointUrls: true } : { endpoint, forcePathStyle: true }),
  }
  return new client(config as never)
}

/** A guarded client. Each of its calls ends with an answer of AWS or an {@link AwsFailure}. */
export const guardedClient = <C extends Sender>(client: ClientClass<C>, place: ClientPlace): C => {
  // The service id is only told by a client, and the endpoint depends on it; building one costs a tenth of a millisecond.
  const { serviceId } = (build(client, place, undefined) as unknown as Inner).config
  const url = place.endpointOf(typeof serviceId === 'string' ? serviceId : '')
  const built = build(client, place, url && nameable(url, serviceId))
  // The one cast to what all SDK clients have in common.
  const inner = built as unknown as Inner
  const protocol = protocolOf(inner.config.protocol.getShapeId())
  const attempts = new WeakMap<HandlerExecutionContext, Attempt>()

  const guard: Middleware = (next, context) => async (args) => {
    const { operationSchema: schema } = getSmithyContext(context)
    // The schema makes the request, so it also gives the name.
    const operation = operationOf(inner.config, isOperationSchema(schema) ? schema[2] : 'Unknown')
    const refuse = (message: string): AwsFailure => failureOf(new Fault('refused', 'OperationNotAllowed', message), operation)
    if (!place.rules.allowed.has(operation)) throw refuse('refused before sending: the operation is not on the allow-list')
    if (!protocol || !isOperationSchema(schema)) throw refuse('refused before sending: the protocol of this client is not known to Parapet')
    const { region, partition } = place
    return makeCall(place.rules, {
      operation,
      region,
      schema,
      credentials: place.credentials,
      send: (signal) => {
        attempts.set(context, { operation, region, schema, protocol, partition, endpoint: url, signal })
        return next(args)
      },
    })
  }
  const mark: Middleware = (next, context) => (args) => {
    const attempt = attempts.get(context)
    if (attempt) place.guard.mark(args.request, attempt)
    return next(args)
  }
  const rename: Middleware = (next) => (args) => {
    if (url) reachable(args.request, url)
    return next(args)
  }
  inner.middlewareStack.add(rename, { step: 'build', priority: 'high', name: 'parapetRename' })
  inner.middlewareStack.add(guard, { step: 'initialize', priority: 'high', name: 'parapetGuard' })
  inner.middlewareStack.add(mark, { step: 'deserialize', priority: 'low', name: 'parapetMark' })
  return built
}
