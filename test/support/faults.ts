// What the scripted endpoint does to a request in place of a good answer: refusals, foreign bodies, broken connections, altered lists.
import type { ServerResponse } from 'node:http'
import { awsError, denial, throttling, type Answer } from './answers.ts'
import type { Seen } from './seen.ts'
import { operationShape } from './wire.ts'

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

/** Sends an answer whole. */
export const send = (response: ServerResponse, answer: Answer): void => {
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

/** Does what a rule says. */
export const act = async (action: Action, seen: Seen, response: ServerResponse, good: () => Promise<Answer>): Promise<void> => {
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
