// The request handler of every client: nothing leaves without a permitted mark, and no answer comes back unread.
import { HttpRequest, HttpResponse, type HttpHandler } from '@smithy/core/protocols'
import type { Operation } from '../graph/fact.ts'
import { guardAnswer } from './answer.ts'
import { bodyBytes } from './body.ts'
import { Fault } from './errors.ts'
import type { OperationSchema, Protocol } from './schema.ts'
import type { Transport } from './transport.ts'
import { checkRequest } from './wire.ts'

/** One try of one permitted call. */
export interface Attempt {
  readonly operation: Operation
  readonly region: string
  readonly schema: OperationSchema
  readonly protocol: Protocol
  readonly endpoint: URL | undefined
  readonly partition: string
  readonly signal: AbortSignal
}

export interface GuardOptions {
  readonly transport: Transport
  readonly onSent: (attempt: Attempt) => void
  /** Told the server's clock, where an answer carries it. */
  readonly onDate: (date: Date) => void
}

export interface GuardedHandler {
  readonly handler: HttpHandler<object>
  /** Permits one request object, once. */
  readonly mark: (request: unknown, attempt: Attempt) => void
}

export const guardedHandler = ({ transport, onSent, onDate }: GuardOptions): GuardedHandler => {
  const marks = new WeakMap<object, Attempt>()

  const handle = async (request: HttpRequest): Promise<{ response: HttpResponse }> => {
    const attempt = marks.get(request)
    if (!attempt)
      throw new Fault('refused', 'OperationNotAllowed', 'refused before sending: the request did not come through the operation guard')
    marks.delete(request)
    checkRequest(request, attempt)
    attempt.signal.throwIfAborted()
    onSent(attempt)
    const { operation, region, signal } = attempt
    const { response } = await transport.handle(request, { abortSignal: signal, operation, region })
    const { statusCode: status, reason } = response
    const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]))
    const body = await bodyBytes(response.body, status, signal)
    guardAnswer({ status, headers, body }, { method: request.method, protocol: attempt.protocol, schema: attempt.schema })
    const date = new Date(headers['date'] ?? '')
    if (!Number.isNaN(date.getTime())) onDate(date)
    return { response: new HttpResponse({ statusCode: status, headers, body, ...(reason === undefined ? {} : { reason }) }) }
  }

  return {
    // One handler for all clients and protocols, HTTP/1.1; a client's end does not end it.
    handler: {
      metadata: { handlerProtocol: 'http/1.1' },
      handle,
      updateHttpClientConfig: () => {},
      httpHandlerConfigs: () => ({}),
      destroy: () => {},
    },
    mark: (request, attempt) => {
      if (HttpRequest.isInstance(request)) marks.set(request, attempt)
    },
  }
}
