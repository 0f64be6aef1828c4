// A scripted AWS endpoint on loopback: answers from fixtures or stands as a proxy before an emulator, records every request, and spoils the ones that a rule names.
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { awsError, callerIdentity, describeRegions, type Answer } from './answers.ts'
import { act, send, type Action } from './faults.ts'
import { counter, inputOf, resourceOf, type Seen } from './seen.ts'
import { wireOperation, type WireRequest } from './wire.ts'

export type { Action } from './faults.ts'
export type { Seen } from './seen.ts'

export interface Rule {
  /** `sqs:ListQueues`, `sqs:*` or `*`; default: every operation. */
  readonly operation?: string
  readonly region?: string
  /** A part of `Seen.resource`. */
  readonly resource?: string
  readonly attempt?: number | readonly number[]
  readonly page?: number
  /** Any other condition. */
  readonly when?: (seen: Seen) => boolean
  /** How often the rule acts; default: always. */
  readonly times?: number
  readonly action: Action
}

export interface EndpointOptions {
  /**
   * The good answer; `undefined` hands the request to `upstream`. Without one, sts:GetCallerIdentity (111122223333) and ec2:DescribeRegions
   * are answered, and all else is refused as an unknown operation.
   */
  readonly answer?: (seen: Seen) => Answer | undefined | Promise<Answer | undefined>
  /** Another endpoint (moto, LocalStack) that gives the good answers. */
  readonly upstream?: string
  /** Asks upstream once for each request: for accounts that nobody changes meanwhile. */
  readonly remember?: true
  readonly rules?: readonly Rule[]
}

export interface Endpoint extends AsyncDisposable {
  readonly url: string
  readonly requests: readonly Seen[]
  /** Adds a rule; the newest matching rule acts. */
  readonly rule: (rule: Rule) => void
  /** Forgets rules and requests. */
  readonly clear: () => void
  /** Operations seen, sorted, each once. */
  readonly operations: () => readonly string[]
  readonly close: () => Promise<void>
}

const readBody = async (stream: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

const matches = (rule: Rule, seen: Seen): boolean =>
  (rule.operation === undefined || rule.operation === '*' || rule.operation === seen.operation || rule.operation === `${seen.service}:*`) &&
  (rule.region === undefined || rule.region === seen.region) &&
  (rule.resource === undefined || seen.resource.includes(rule.resource)) &&
  (rule.attempt === undefined || [rule.attempt].flat().includes(seen.attempt)) &&
  (rule.page === undefined || rule.page === seen.page) &&
  (rule.when?.(seen) ?? true)

const forward = async (upstream: string, seen: Seen, raw: Buffer): Promise<Answer> => {
  const { hostname, port, host } = new URL(upstream)
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { ...seen.headers, host }
    httpRequest({ host: hostname, port, method: seen.method, path: seen.target, headers }, resolve).on('error', reject).end(raw)
  })
  const body = await readBody(response)
  const { 'transfer-encoding': _encoding, connection: _connection, 'keep-alive': _keepAlive, ...headers } = response.headers
  return {
    status: response.statusCode ?? 502,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    body,
  }
}

/** What every session asks first, where the fixtures do not say otherwise. */
const usual = ({ operation }: Seen): Answer | undefined => {
  if (operation === 'sts:GetCallerIdentity') return callerIdentity()
  return operation === 'ec2:DescribeRegions' ? describeRegions(['eu-central-1', 'eu-west-1', 'us-east-1'], ['ap-east-1']) : undefined
}

/** Starts the endpoint on a free port of 127.0.0.1. Close it, or declare it with `await using`. */
export const startEndpoint = async (options: EndpointOptions): Promise<Endpoint> => {
  const requests: Seen[] = []
  let rules: { readonly rule: Rule; left: number }[] = []
  const add = (rule: Rule): void => void rules.unshift({ rule, left: rule.times ?? Number.POSITIVE_INFINITY })
  for (const rule of options.rules ?? []) add(rule)
  let count = counter()
  const remembered = new Map<string, Promise<Answer>>()
  const forwarded = (upstream: string, seen: Seen, raw: Buffer): Promise<Answer> => {
    const key = `${seen.operation} ${seen.region} ${seen.method} ${seen.headers['host']} ${seen.target} ${seen.body}`
    const answer = remembered.get(key) ?? forward(upstream, seen, raw)
    if (options.remember) remembered.set(key, answer)
    return answer
  }

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const raw = await readBody(incoming)
    const [path = '/', query = ''] = (incoming.url ?? '/').split(/\?(.*)/s)
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]))
    const request: WireRequest = {
      target: incoming.url ?? '/',
      method: incoming.method ?? 'GET',
      path,
      query: new URLSearchParams(query),
      headers,
      body: raw.toString(),
    }
    const operation = await wireOperation(request)
    const input = inputOf(request)
    const seen: Seen = { ...request, ...operation, input, resource: resourceOf(request, input), ...count(operation, request, input) }
    requests.push(seen)
    const good = async (): Promise<Answer> =>
      (await options.answer?.(seen)) ??
      (options.upstream === undefined
        ? (usual(seen) ??
          awsError(seen.protocol, 'UnknownOperationException', `the scripted endpoint has no answer for ${seen.operation}`, 400))
        : await forwarded(options.upstream, seen, raw))
    const active = rules.find(({ rule, left }) => left > 0 && matches(rule, seen))
    if (!active) return send(response, await good())
    active.left -= 1
    await act(active.rule.action, seen, response, good)
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      if (!response.headersSent) send(response, { status: 500, body: `scripted endpoint: ${String(error)}` })
      else response.destroy()
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => void server.close(() => resolve()))
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    rule: add,
    clear: () => {
      rules = []
      requests.length = 0
      count = counter()
    },
    operations: () => [...new Set(requests.map(({ operation }) => operation))].sort(),
    close,
    [Symbol.asyncDispose]: close,
  }
}
