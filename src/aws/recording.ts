// The file format of a recording: one JSON line for each exchange with AWS, and what makes two requests the same.
import type { HttpRequest } from '@smithy/core/protocols'

/** First line of a recording. */
export interface RecordingHead {
  readonly format: 'parapet-recording'
  readonly version: 1
}

/** The regions that were looked at. */
export interface RecordedRegions {
  readonly regions: readonly string[]
}

export interface RecordedExchange {
  readonly operation: string
  readonly region: string
  readonly key: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON as a value, anything else as text. */
  readonly body: unknown
}

/** A line that is none of the above. */
export class UnreadableRecording extends Error {
  constructor(file: string, line: number, problem: string) {
    super(`${file}:${line}: ${problem}`)
    this.name = 'UnreadableRecording'
  }
}

/** How much to send at once does not change what is asked. Tokens do: they stay. */
const sizes = new Set(['maxresults', 'maxitems', 'limit', 'pagesize', 'max-items', 'max-keys'])
/** The stretch of time that is asked about. A recording stands for the time at which it is replayed. */
const times = new Set(['starttime', 'endtime'])
/** Where a request says which page it wants. */
const tokens = new Set([
  'continuation-token',
  'continuationtoken',
  'exclusivestartbackuparn',
  'exclusivestartstreamarn',
  'marker',
  'nextmarker',
  'nexttoken',
  'pagetoken',
  'paginationtoken',
  'position',
])

/** How a recorder alters what it writes; a replayer leaves everything as it is. */
export interface KeyWords {
  readonly text: (text: string) => string
  readonly token: (token: string) => string
}
const asIs: KeyWords = { text: (text) => text, token: (token) => token }

const sorted = (entries: readonly (readonly [string, unknown])[], words: KeyWords): readonly (readonly [string, unknown])[] =>
  entries
    .filter(([name]) => !sizes.has(name.toLowerCase()) && !times.has(name.toLowerCase()))
    .map(([name, value]) => [name, canonical(value, words, name)] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))

const canonical = (value: unknown, words: KeyWords, name = ''): unknown => {
  if (typeof value === 'string') return tokens.has(name.toLowerCase()) && value !== '' ? words.token(value) : words.text(value)
  if (Array.isArray(value)) return value.map((item) => canonical(item, words, name))
  return typeof value === 'object' && value !== null ? Object.fromEntries(sorted(Object.entries(value), words)) : value
}

const bodyText = (body: unknown): string =>
  typeof body === 'string'
    ? body
    : body instanceof Uint8Array
      ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
      : ''

const bodyOf = (text: string): readonly (readonly [string, unknown])[] => {
  if (text.startsWith('{')) return Object.entries(JSON.parse(text) as Readonly<Record<string, unknown>>)
  // The protocol's version says nothing about the question.
  return [...new URLSearchParams(text)].filter(([name]) => name !== 'Version')
}

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** The same for the same question, whoever asks it, whenever, and however much at once; another for each page. */
export const requestKey = (request: HttpRequest, words: KeyWords = asIs): string => {
  // S3 in host style: the bucket belongs to the question.
  const bucket = /^(.+)\.s3[.-][^.]*\.?amazonaws\./.exec(request.hostname)?.[1]
  const path = decoded(request.path).replace(/\/$/, '')
  const query = Object.entries(request.query).flatMap(([name, value]) => [value].flat().map((one) => [name, one ?? ''] as const))
  const target = request.headers['x-amz-target']
  return JSON.stringify([
    `${request.method} ${words.text(bucket === undefined ? path : `/${bucket}${path}`)}`,
    ...(target === undefined ? [] : [target]),
    ...sorted([...query, ...bodyOf(bodyText(request.body))], words).map(([name, value]) => `${name}=${JSON.stringify(value)}`),
  ])
}
