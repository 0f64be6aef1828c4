// The response guard: is this answer AWS's, whole, and to this operation? An empty or foreign 200 must never read as an empty list.
import { isUtf8 } from 'node:buffer'
import { Fault } from './errors.ts'
import { answerShape, type AnswerShape, type OperationSchema, type Protocol } from './schema.ts'

export interface RawAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface Asked {
  readonly method: string
  readonly protocol: Protocol
  readonly schema: OperationSchema
}

const idHeaders = ['x-amzn-requestid', 'x-amz-request-id', 'x-amzn-request-id']
const hasRequestId = ({ headers }: RawAnswer): boolean => idHeaders.some((name) => (headers[name] ?? '') !== '')

const isXml = (protocol: Protocol): boolean => protocol === 'query' || protocol === 'ec2' || protocol === 'rest-xml'

/** First and last character that is not white space; '' for an empty body. */
const ends = (body: Buffer): readonly [first: string, last: string] => {
  let start = 0
  let end = body.length - 1
  const blank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
  while (start <= end && blank(body[start])) start += 1
  while (end > start && blank(body[end])) end -= 1
  return start > end ? ['', ''] : [String.fromCharCode(body[start] ?? 0), String.fromCharCode(body[end] ?? 0)]
}

/** The root element's name, without its prefix. */
const rootOf = (body: Buffer): string | undefined => {
  const head = body.subarray(0, 2048).toString('utf8')
  const start = head.replace(/^\s*(<\?xml[^>]*\?>)?\s*(<!--[\s\S]*?-->\s*)*/, '')
  return /^<(?:[\w.-]+:)?([\w.-]+)[\s/>]/.exec(start)?.[1]
}

const closes = (body: Buffer, root: string): boolean => {
  const tail = body.subarray(-256).toString('utf8').trimEnd()
  return tail.endsWith(`${root}>`) || tail.endsWith('/>')
}

const bad = (code: string, message: string, { status }: RawAnswer): never => {
  throw new Fault('bad-response', code, message, status)
}

/** Errors whose body says nothing in the service's protocol: the SDK would call them SyntaxError, or NotFound for the very page of a proxy. */
const guardError = (answer: RawAnswer, { method, protocol }: Asked): void => {
  const { status } = answer
  // Here the status says enough, whatever the body is.
  if (status === 401 || status === 403 || status === 429 || status >= 500 || method === 'HEAD') return
  if (status < 400) bad('Redirect', 'a redirect, which is not followed', answer)
  const named = (answer.headers['x-amzn-errortype'] ?? answer.headers['x-amzn-query-error'] ?? '') !== ''
  const [first] = ends(answer.body)
  if (named && first === '') return
  const root = first === '<' ? rootOf(answer.body) : undefined
  const spoken = isXml(protocol) ? root === 'Error' || root === 'ErrorResponse' || root === 'Response' : first === '{'
  if (!spoken) bad('ForeignBody', `HTTP ${status} with a body that is not an error of AWS`, answer)
}

const guardDocument = (answer: RawAnswer, { roots, lists }: AnswerShape, protocol: Protocol): void => {
  const [first, last] = ends(answer.body)
  if (first === '') bad('EmptyBody', 'an empty body', answer)
  if (!isUtf8(answer.body)) bad('InvalidEncoding', 'the body is not valid UTF-8', answer)
  if (!isXml(protocol)) {
    if (first !== '{') bad('ForeignBody', 'the body is not a JSON object', answer)
    if (last !== '}') bad('TruncatedBody', 'the JSON breaks off', answer)
    return
  }
  const root = first === '<' ? rootOf(answer.body) : undefined
  if (root === undefined) return bad('ForeignBody', 'the body is not XML', answer)
  if (!roots.includes(root)) bad('ForeignBody', `the XML is a <${root.slice(0, 60)}>, expected <${roots[0] ?? '?'}>`, answer)
  if (!closes(answer.body, root)) bad('TruncatedBody', 'the XML breaks off', answer)
  // The SDK reads a list element that holds text as an empty list.
  const text = lists.length > 0 ? answer.body.toString('utf8') : ''
  const textual = lists.find((name) => {
    const content = new RegExp(`<${name}(?:\\s[^>]*)?>\\s*([^\\s])`).exec(text)?.[1]
    return content !== undefined && content !== '<'
  })
  if (textual !== undefined) bad('WrongType', `${textual} is not a list`, answer)
}

/** Throws a Fault where the answer is not one that AWS gives to this operation. */
export const guardAnswer = (answer: RawAnswer, asked: Asked): void => {
  if (answer.status < 200 || answer.status >= 300) return guardError(answer, asked)
  // AWS, moto and LocalStack name every answer; proxies, portals and error pages do not.
  if (!hasRequestId(answer)) bad('NoRequestId', 'it carries no AWS request id, so it comes from something in between', answer)
  const shape = answerShape(asked.schema, asked.protocol)
  if (shape.body === 'document' && asked.method !== 'HEAD') guardDocument(answer, shape, asked.protocol)
}
