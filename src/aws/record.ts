// Writes down what AWS answers, sanitised, one line for each exchange.
import { appendFileSync, writeFileSync } from 'node:fs'
import { HttpResponse, type HttpRequest } from '@smithy/core/protocols'
import { clockCodes, expiredCodes, throttlingCodes } from './codes.ts'
import { requestKey, type RecordedExchange, type RecordedRegions, type RecordingHead } from './recording.ts'
import { fixedRequestId, sanitiser } from './sanitise.ts'
import { bodyBytes } from './body.ts'
import type { CarryOptions, Transport } from './transport.ts'

/** Headers that the SDK needs to understand an answer. */
const kept = ['content-type', 'x-amzn-errortype', 'x-amzn-query-error', 'x-amz-bucket-region']
const idHeaders = ['x-amzn-requestid', 'x-amz-request-id', 'x-amzn-request-id']

/** Answers that say nothing about the account: refusals for rate, expired sessions, AWS's own trouble. */
const isPassing = (status: number, headers: Readonly<Record<string, string>>, body: string): boolean => {
  if (status === 429 || status >= 500) return true
  if (status < 400) return false
  const named = headers['x-amzn-errortype'] ?? /"__type"\s*:\s*"([^"]+)"|<Code>([^<]+)<\/Code>/.exec(body)?.slice(1).find(Boolean) ?? ''
  const code = (named.split(':')[0] ?? '').replace(/^.*#/, '')
  return throttlingCodes.has(code) || expiredCodes.has(code) || clockCodes.has(code)
}

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

export interface RecorderOptions {
  /** Must not exist yet. */
  readonly file: string
  /** What really carries the requests; see `httpTransport`. */
  readonly transport: Transport
  /** The custom endpoint, whose address is replaced by AWS's. */
  readonly endpoint?: string
}

/** A transport that records. Hand it to `connect`. */
export const recordingTransport = ({ file, transport, endpoint }: RecorderOptions): Transport => {
  const head: RecordingHead = { format: 'parapet-recording', version: 1 }
  writeFileSync(file, `${JSON.stringify(head)}\n`, { flag: 'wx', mode: 0o600 })
  const write = (line: RecordedExchange | RecordedRegions): void => appendFileSync(file, `${JSON.stringify(line)}\n`)
  const clean = sanitiser()
  const origin = endpoint === undefined ? undefined : new URL(endpoint).origin

  const record = (
    request: HttpRequest,
    { operation, region }: CarryOptions,
    status: number,
    headers: Readonly<Record<string, string>>,
    text: string,
  ): void => {
    const aws = (said: string): string => (origin === undefined ? said : said.replaceAll(origin, `https://sqs.${region}.amazonaws.com`))
    const own = operation === 'sts:GetCallerIdentity' ? /<Account>(\d{12})<\/Account>/.exec(text)?.[1] : undefined
    if (own !== undefined) clean.own(own)
    // The request first: its token was given by an earlier answer.
    const key = requestKey(request, { text: (said) => clean.text(aws(said)), token: clean.token })
    const body = asJson(aws(text))
    write({
      operation,
      region,
      key,
      status,
      headers: Object.fromEntries([
        ...kept.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
        ...idHeaders.flatMap((name) => (headers[name] === undefined ? [] : [[name, fixedRequestId]])),
      ]) as Record<string, string>,
      body: typeof body === 'object' && body !== null ? clean.json(body) : clean.xml(aws(text)),
    })
  }

  return {
    handle: async (request, options) => {
      const { response } = await transport.handle(request, options)
      const body = await bodyBytes(response.body, response.statusCode, options.abortSignal)
      const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]))
      const text = body.toString('utf8')
      // Its answer is nothing but credentials, and its request names a role.
      if (options.operation !== 'sts:AssumeRole' && !isPassing(response.statusCode, headers, text)) {
        record(request, options, response.statusCode, headers, text)
      }
      return { response: new HttpResponse({ statusCode: response.statusCode, headers: response.headers, body }) }
    },
    regionsChosen: (regions) => write({ regions }),
    destroy: () => transport.destroy?.(),
  }
}
