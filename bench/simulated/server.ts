// A simulated account over HTTP, in a process of its own: answers after a latency, refuses beyond rate limits, and counts. Started by bench/simulated/start.ts.
import { hash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { NormalizedSchema } from '@smithy/core/schema'
import { limitOf } from '../../src/aws/limits.ts'
import type { Operation } from '../../src/graph/fact.ts'
import { awsError, throttling, type Answer } from '../../test/support/answers.ts'
import { send } from '../../test/support/faults.ts'
import { inputOf } from '../../test/support/seen.ts'
import { serialise } from '../../test/support/serialise.ts'
import { operationShape, wireOperation, type OperationShape, type WireRequest } from '../../test/support/wire.ts'
import { answersFor } from './account.ts'
import { assertShape, used, type Ask, type Size } from './ask.ts'

export interface Settings {
  readonly size: Size
  /** How many regions are enabled. */
  readonly regions: number
  /** `known`: AWS's published limits, as the client knows them. `hidden`: half of them, and limits where none are known. */
  readonly limits: 'known' | 'hidden' | 'none'
  /** Milliseconds in regions that are used, and elsewhere. */
  readonly latency: readonly [number, number]
}

export interface Counts {
  readonly answered: Readonly<Record<string, number>>
  readonly throttled: Readonly<Record<string, number>>
  /** By operation: answers to requests that had been answered before. */
  readonly repeated: Readonly<Record<string, number>>
  /** By bucket: calls answered, the limit that was kept, and milliseconds from the account's first request to its own first and last. */
  readonly buckets: Readonly<
    Record<string, { readonly calls: number; readonly rate: number; readonly burst: number; readonly from: number; readonly to: number }>
  >
  /** Operations that the simulation has no answer for. */
  readonly unanswered: readonly string[]
}

/** What AWS might really allow where nobody publishes it; each operation has a bucket of its own. */
const hiddenLimit = { rate: 25, burst: 25 }

const settings = JSON.parse(process.argv[2] ?? '{}') as Settings
const answers = answersFor(settings.size, settings.regions)
const shapes = new Map<string, OperationShape | undefined>()
interface Bucket {
  tokens: number
  at: number
  calls: number
  readonly since: number
  readonly rate: number
  readonly burst: number
}
const buckets = new Map<string, Bucket>()
let began = 0
const answered = new Map<string, number>()
const throttled = new Map<string, number>()
const seen = new Set<string>()
const repeated = new Map<string, number>()
const unanswered = new Set<string>()
const add = (to: Map<string, number>, key: string): void => void to.set(key, (to.get(key) ?? 0) + 1)

const bucketFor = (region: string, operation: Operation) => {
  const limit = limitOf(operation)
  const key = `${region} ${limit.bucket}`
  const known = buckets.get(key)
  if (known) return known
  const kept =
    settings.limits === 'none' || (settings.limits === 'known' && limit.guess)
      ? { rate: Number.MAX_SAFE_INTEGER, burst: Number.MAX_SAFE_INTEGER }
      : settings.limits === 'hidden'
        ? limit.guess
          ? hiddenLimit
          : { rate: limit.rate / 2, burst: limit.burst / 2 }
        : limit
  const since = performance.now()
  began ||= since
  const bucket: Bucket = { rate: kept.rate, burst: kept.burst, tokens: kept.burst, at: since, since, calls: 0 }
  buckets.set(key, bucket)
  return bucket
}

/** Whether a call comes through its bucket. */
const admitted = (region: string, operation: Operation): boolean => {
  const bucket = bucketFor(region, operation)
  const now = performance.now()
  bucket.tokens = Math.min(bucket.burst, bucket.tokens + ((now - bucket.at) * bucket.rate) / 1000)
  bucket.at = now
  if (bucket.tokens < 1) return false
  bucket.tokens -= 1
  bucket.calls += 1
  return true
}

const labelsOf = (shape: OperationShape | undefined, path: string, service: string): Record<string, string> => {
  const whole = path.split('/').filter(Boolean).map(decodeURIComponent)
  const bucket = service === 's3' && whole[0] !== undefined ? { Bucket: whole[0] } : {}
  const segments = service === 's3' ? whole.slice(1) : whole
  const labels = (shape?.http?.segments ?? []).flatMap((segment, at) => {
    const name = /^\{(\w+)(\+)?\}$/.exec(segment)
    if (!name?.[1]) return []
    return [[name[1], name[2] ? segments.slice(at).join('/') : (segments[at] ?? '')]]
  })
  return { ...bucket, ...(Object.fromEntries(labels) as Record<string, string>) }
}

const body = async (incoming: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

const answerTo = async (incoming: IncomingMessage): Promise<Answer> => {
  const [path = '/', query = ''] = (incoming.url ?? '/').split(/\?(.*)/s)
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]))
  const request: WireRequest = {
    target: incoming.url ?? '/',
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers,
    body: await body(incoming),
  }
  const wire = await wireOperation(request)
  const operation = wire.operation as Operation
  await sleep(settings.latency[used.some((region) => region === wire.region) ? 0 : 1])
  if (!admitted(wire.region, operation)) {
    add(throttled, operation)
    const [code, status] = throttling(wire.service, wire.protocol)
    return awsError(wire.protocol, code, 'Rate exceeded', status)
  }
  const named = `${operation} ${wire.serviceId ?? ''}`
  if (!shapes.has(named)) shapes.set(named, await operationShape(wire))
  const shape = shapes.get(named)
  const answer = answers[operation]
  if (!answer || !shape) {
    unanswered.add(operation)
    return awsError(wire.protocol, 'UnknownOperationException', `the simulated account has no answer for ${operation}`, 400)
  }
  const ask: Ask = {
    operation,
    region: wire.region,
    input: { ...Object.fromEntries(request.query), ...inputOf(request), ...labelsOf(shape, path, wire.service) },
  }
  const output = answer(ask)
  add(answered, operation)
  const same = hash('sha1', `${wire.region} ${operation} ${request.target} ${request.body} ${headers['x-amz-account-id'] ?? ''}`, 'base64')
  if (seen.has(same)) add(repeated, operation)
  seen.add(same)
  if ('refuse' in output) return awsError(wire.protocol, output.refuse, 'as simulated', output.status)
  assertShape(operation, NormalizedSchema.of(shape.output), output)
  return serialise(wire.protocol, wire.name, shape.output, { ...output })
}

// Packages of clients take seconds to load: not while somebody waits for an answer.
for (const operation of Object.keys(answers)) {
  const [service = '', name = ''] = operation.split(':')
  await operationShape({ operation, service, name, region: '', protocol: 'json' })
}

const server = createServer((incoming, response: ServerResponse) => {
  answerTo(incoming).then(
    (answer) => send(response, answer),
    (error: unknown) => {
      console.error(error)
      send(response, { status: 500, body: String(error) })
    },
  )
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))

process.on('message', (message) => {
  if (message !== 'counts') return
  const counts: Counts = {
    answered: Object.fromEntries(answered),
    throttled: Object.fromEntries(throttled),
    repeated: Object.fromEntries(repeated),
    buckets: Object.fromEntries(
      [...buckets].map(([key, { calls, rate, burst, since, at }]) => [key, { calls, rate, burst, from: since - began, to: at - began }]),
    ),
    unanswered: [...unanswered],
  }
  process.send?.({ counts })
})
process.on('disconnect', () => process.exit(0))
