// A scripted AWS endpoint on loopback: answers from fixtures or stands as a proxy before an emulator, records every request, and spoils the ones that a rule names.
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { awsError, callerIdentity, denial, describeRegions, throttling, type Answer } from './answers.ts'
import { operationShape, wireOperation, type WireOperation, type WireRequest } from './wire.ts'

/** A request as the endpoint saw it. */
export interface Seen extends WireOperation, WireRequest {
  /** What the request is about: path labels, names, ARNs and URLs that it carries, joined. */
  readonly resource: string
  /** How often this very request was made, this time included. */
  readonly attempt: number
  /** Page of its listing, from 1. */
  readonly page: number
  /** The paging token that it carries. */
  readonly token: string | undefined
  /** The JSON body or the form of the query protocol, flat where it is a form. */
  readonly input: Readonly<Record<string, unknown>>
}

/** What to do with a request in place of a good answer. */
export type Action =
  | { readonly do: 'deny'; readonly code?: string; readonly status?: number; readonly message?: string }
  | {
      readonly do: 'error'
      readonly code: string
      readonly status?: number
      readonly message?: string
      readonly headers?: Readonly<Record<string, string>>
    }
  | { readonly do: 'answer'; readonly answer: Answer }
  | { readonly do: 'throttle' | 'expired' | 'failure' | 'unavailable' }
  /** 200s that are not AWS's, without a request id. `foreign` is `{}` or another root element. */
  | { readonly do: 'html' | 'empty' | 'foreign' | 'garbage' }
  /** A body that stops in the middle: at the given share of its bytes, with the length of the whole announced or not. */
  | { readonly do: 'cut'; readonly at?: number; readonly announced?: boolean }
  | { readonly do: 'drip'; readonly milliseconds?: number }
  | { readonly do: 'hang' | 'stall' | 'reset' }
  | { readonly do: 'delay'; readonly milliseconds: number }
  | { readonly do: 'oversized'; readonly bytes: number }
  | { readonly do: 'redirect'; readonly to: string }
  /** The good answer with a token added: always the same, alternating, or ever new. */
  | { readonly do: 'token'; readonly kind: 'same' | 'alternating' | 'endless' }
  | { readonly do: 'wrong-list' }
  | { readonly do: 'no-list' }

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

const tokenInputs = [
  'NextToken',
  'nextToken',
  'Marker',
  'marker',
  'NextMarker',
  'PaginationToken',
  'ExclusiveStartTableName',
  'ExclusiveStartBackupArn',
  'ExclusiveStartStreamArn',
  'ContinuationToken',
  'position',
  'continuation-token',
]
const resourceNames = /(name|arn|url|id|identifier|bucket|resource)(\.\d+)?$/i

const readBody = async (stream: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

const inputOf = (request: WireRequest): Record<string, unknown> => {
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(request.body))
  try {
    const parsed: unknown = JSON.parse(request.body)
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
  } catch {
    return {}
  }
}

const resourceOf = (request: WireRequest, input: Readonly<Record<string, unknown>>): string => {
  const named = [...Object.entries(input), ...request.query].filter(
    ([name, value]) => resourceNames.test(name) && typeof value === 'string',
  )
  return [decodeURIComponent(request.path), ...named.map(([, value]) => String(value))].join(' ')
}

const matches = (rule: Rule, seen: Seen): boolean =>
  (rule.operation === undefined || rule.operation === '*' || rule.operation === seen.operation || rule.operation === `${seen.service}:*`) &&
  (rule.region === undefined || rule.region === seen.region) &&
  (rule.resource === undefined || seen.resource.includes(rule.resource)) &&
  (rule.attempt === undefined || [rule.attempt].flat().includes(seen.attempt)) &&
  (rule.page === undefined || rule.page === seen.page) &&
  (rule.when?.(seen) ?? true)

/** Counts attempts and pages of each request. */
const counter = () => {
  const attempts = new Map<string, number>()
  const pages = new Map<string, string[]>()
  return (operation: WireOperation, request: WireRequest, input: Readonly<Record<string, unknown>>) => {
    const query = Object.fromEntries(request.query)
    const token = tokenInputs
      .map((name) => input[name] ?? query[name])
      .find((value): value is string => typeof value === 'string' && value !== '')
    const rest = Object.entries({ ...query, ...input }).filter(([name]) => !tokenInputs.includes(name))
    const listing = JSON.stringify([operation.operation, operation.region, request.path, rest.sort(([a], [b]) => a.localeCompare(b))])
    const key = `${listing} ${token ?? ''}`
    const attempt = (attempts.get(key) ?? 0) + 1
    attempts.set(key, attempt)
    const seen = pages.get(listing) ?? []
    pages.set(listing, seen)
    const name = token ?? ''
    if (!seen.includes(name)) seen.push(name)
    return { attempt, page: seen.indexOf(name) + 1, token }
  }
}

const bytesOf = (body: Answer['body']): Buffer =>
  Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'object' ? JSON.stringify(body) : (body ?? ''))

const isXml = (seen: Seen): boolean => seen.protocol !== 'json' && seen.protocol !== 'rest-json'

/** Puts a value for a member into a good answer, in JSON or XML. `undefined` takes the member out. */
const withMember = (answer: Answer, member: string, value: string | undefined): Answer => {
  const text = bytesOf(answer.body).toString()
  if (!text.trimStart().startsWith('<')) {
    const body = JSON.parse(text || '{}') as Record<string, unknown>
    if (value === undefined) delete body[member]
    else body[member] = value
    return { ...answer, body }
  }
  const element = value === undefined ? '' : `<${member}>${value}</${member}>`
  const present = new RegExp(`<${member}\\s*/>|<${member}[\\s>][\\s\\S]*?</${member}>`, 'i')
  if (present.test(text)) return { ...answer, body: text.replace(present, element) }
  const end = /<\/\w+Result>|<\/\w+Response>\s*$/.exec(text)
  return { ...answer, body: end ? text.slice(0, end.index) + element + text.slice(end.index) : text }
}

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

const send = (response: ServerResponse, answer: Answer): void => {
  const body = bytesOf(answer.body)
  response.writeHead(answer.status ?? 200, { ...answer.headers, 'content-length': body.length })
  response.end(body)
}

const cut = (response: ServerResponse, answer: Answer, at: number, announced: boolean): void => {
  const body = bytesOf(answer.body)
  const part = body.subarray(0, Math.floor(body.length * at))
  response.writeHead(answer.status ?? 200, { ...answer.headers, 'content-length': announced ? body.length : part.length })
  if (!announced) response.end(part)
  // Only once the part is on its way: what is still in the buffers of a destroyed socket is lost.
  else response.write(part, () => setTimeout(() => response.socket?.destroy(), 5))
}

const drip = (response: ServerResponse, answer: Answer, milliseconds: number): void => {
  const body = bytesOf(answer.body)
  response.writeHead(answer.status ?? 200, { ...answer.headers, 'content-length': body.length })
  let sent = 0
  const timer = setInterval(() => {
    response.write(body.subarray(sent, sent + 1))
    sent += 1
    if (sent < body.length) return
    clearInterval(timer)
    response.end()
  }, milliseconds)
  response.on('close', () => clearInterval(timer))
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, milliseconds))

const act = async (action: Action, seen: Seen, response: ServerResponse, good: () => Promise<Answer>): Promise<void> => {
  const refuse = (code: string, message: string, status?: number, headers?: Readonly<Record<string, string>>): void => {
    const answer = awsError(seen.protocol, code, message, status)
    send(response, { ...answer, headers: { ...answer.headers, ...headers } })
  }
  switch (action.do) {
    case 'deny': {
      const message =
        action.message ?? `User: arn:aws:sts::111122223333:assumed-role/audit/parapet is not authorized to perform: ${seen.operation}`
      return refuse(action.code ?? denial(seen.service, seen.protocol), message, action.status)
    }
    case 'error':
      return refuse(action.code, action.message ?? action.code, action.status, action.headers)
    case 'answer':
      return send(response, action.answer)
    case 'throttle': {
      const [code, status] = throttling(seen.service, seen.protocol)
      return refuse(code, 'Rate exceeded', status)
    }
    case 'expired':
      return refuse(
        isXml(seen) && seen.service !== 'ec2' ? 'ExpiredToken' : 'ExpiredTokenException',
        'The security token included in the request is expired',
      )
    case 'failure':
      return refuse('InternalFailure', 'We encountered an internal error', 500)
    case 'unavailable':
      return send(response, {
        status: 503,
        headers: { 'content-type': 'text/html' },
        body: '<html><body><h1>503 Service Unavailable</h1></body></html>',
      })
    case 'html':
      return send(response, {
        headers: { 'content-type': 'text/html' },
        body: '<!doctype html><html><head><title>Sign in</title></head><body>Welcome</body></html>',
      })
    case 'empty':
      return send(response, { body: '' })
    case 'foreign':
      return send(response, {
        headers: { 'content-type': isXml(seen) ? 'text/xml' : 'application/json' },
        body: isXml(seen) ? '<feed><entry/></feed>' : '{}',
      })
    case 'garbage':
      return send(response, {
        headers: { 'content-type': isXml(seen) ? 'text/xml' : 'application/x-amz-json-1.0' },
        body: isXml(seen) ? '<a><b></a>' : '{"Items": [1, 2',
      })
    case 'cut':
      return cut(response, await good(), action.at ?? 0.5, action.announced ?? true)
    case 'drip':
      return drip(response, await good(), action.milliseconds ?? 50)
    case 'hang':
      return
    case 'stall': {
      const answer = await good()
      response.writeHead(answer.status ?? 200, { ...answer.headers, 'content-length': bytesOf(answer.body).length })
      response.write(bytesOf(answer.body).subarray(0, 1))
      return
    }
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'delay':
      await wait(action.milliseconds)
      return send(response, await good())
    case 'oversized':
      return send(response, { headers: { 'content-type': 'application/json' }, body: Buffer.alloc(action.bytes, 0x20) })
    case 'redirect':
      return send(response, { status: 307, headers: { location: action.to }, body: '' })
    case 'token': {
      const member = (await operationShape(seen))?.tokens[0] ?? 'NextToken'
      const value = { same: 'again', alternating: seen.token === 'odd' ? 'even' : 'odd', endless: `page-${seen.page + 1}` }[action.kind]
      const answer = withMember(await good(), member, value)
      const truncated = seen.service === 'iam' ? 'IsTruncated' : seen.service === 'kms' ? 'Truncated' : undefined
      if (truncated === undefined) return send(response, answer)
      if (seen.protocol === 'json') return send(response, { ...answer, body: { ...(answer.body as object), [truncated]: true } })
      return send(response, withMember(answer, truncated, 'true'))
    }
    case 'wrong-list':
    case 'no-list': {
      const member = (await operationShape(seen))?.lists[0]
      const answer = await good()
      return send(response, member === undefined ? answer : withMember(answer, member, action.do === 'no-list' ? undefined : 'not-a-list'))
    }
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
        : await forward(options.upstream, seen, raw))
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
