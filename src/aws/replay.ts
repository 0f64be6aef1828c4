// Answers from a recording, through the SDK's real deserialisers: no network, no credentials.
import { readFileSync } from 'node:fs'
import { HttpResponse } from '@smithy/core/protocols'
import type { Operation } from '../graph/fact.ts'
import { connect, type Session } from './clients.ts'
import { Fault } from './errors.ts'
import { requestKey, UnreadableRecording, type RecordedExchange } from './recording.ts'
import { fixedRequestId } from './sanitise.ts'
import type { Transport } from './transport.ts'

export interface Recording {
  readonly exchanges: readonly RecordedExchange[]
  readonly regions: readonly string[]
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isStrings = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((item) => typeof item === 'string')
const isExchange = (value: Readonly<Record<string, unknown>>): boolean =>
  typeof value['operation'] === 'string' &&
  typeof value['region'] === 'string' &&
  typeof value['key'] === 'string' &&
  Number.isInteger(value['status']) &&
  isObject(value['headers']) &&
  Object.values(value['headers']).every((header) => typeof header === 'string') &&
  'body' in value

/** Reads a recording. Throws {@link UnreadableRecording} with file and line. */
export const readRecording = (file: string): Recording => {
  const exchanges: RecordedExchange[] = []
  const regions = new Set<string>()
  const lines = readFileSync(file, 'utf8').split('\n')
  for (const [index, line] of lines.entries()) {
    if (line === '' && index === lines.length - 1 && index > 0) break
    const broken = (problem: string): UnreadableRecording => new UnreadableRecording(file, index + 1, problem)
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch {
      throw broken('not JSON')
    }
    if (!isObject(value)) throw broken('not a JSON object')
    if (index === 0) {
      if (value['format'] !== 'parapet-recording') throw broken('not a recording of Parapet')
      if (value['version'] !== 1) throw broken(`version ${JSON.stringify(value['version'])} of the format is not known to this Parapet`)
    } else if (isStrings(value['regions'])) {
      for (const region of value['regions']) regions.add(region)
    } else if (isExchange(value)) exchanges.push(value as unknown as RecordedExchange)
    else throw broken('neither an exchange nor a list of regions')
  }
  return { exchanges, regions: [...regions] }
}

const placeOf = (operation: string, region: string, key: string): string => `${operation} ${region} ${key}`

/** The regions of the recording as ec2:DescribeRegions tells them. */
const describedRegions = (regions: readonly string[]): RecordedExchange => ({
  operation: 'ec2:DescribeRegions',
  region: '',
  key: '',
  status: 200,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': fixedRequestId },
  body: `<DescribeRegionsResponse><regionInfo>${regions
    .map((name) => `<item><regionName>${name.replace(/[^a-z0-9-]/g, '')}</regionName><optInStatus>opted-in</optInStatus></item>`)
    .join('')}</regionInfo></DescribeRegionsResponse>`,
})

/** A transport that answers from a recording. What was asked several times is answered in the recorded order, then with the last answer. */
export const replayTransport = ({ exchanges, regions }: Recording): Transport => {
  const answers = new Map<string, RecordedExchange[]>()
  for (const exchange of exchanges) {
    const place = placeOf(exchange.operation, exchange.region, exchange.key)
    answers.set(place, [...(answers.get(place) ?? []), exchange])
  }
  const answerTo = (operation: Operation, region: string, key: string): RecordedExchange | undefined => {
    if (operation === 'ec2:DescribeRegions' && regions.length > 0) return describedRegions(regions)
    const left = answers.get(placeOf(operation, region, key))
    return left && left.length > 1 ? left.shift() : left?.[0]
  }
  return {
    handle: async (request, { operation, region }) => {
      const answer = answerTo(operation, region, requestKey(request))
      if (!answer) {
        throw new Fault(
          'other',
          'NotRecorded',
          `the recording has no answer to ${operation} in ${region}: record the account again with what is asked now`,
        )
      }
      const body = Buffer.from(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))
      return { response: new HttpResponse({ statusCode: answer.status, headers: { ...answer.headers }, body }) }
    },
  }
}

/** Address that a recording is asked at: nothing listens there, nothing is sent. */
const nowhere = 'http://recording.localhost'

export interface RecordingOptions {
  readonly scanId: string
  readonly version: string
  readonly allowed: readonly Operation[]
  readonly signal?: AbortSignal
}

/** Opens a session with the account of a recording: identity, regions and every answer come from the file. */
export const connectRecording = async (file: string, options: RecordingOptions): Promise<Session> => {
  const recording = readRecording(file)
  const identity = recording.exchanges.find(({ operation }) => operation === 'sts:GetCallerIdentity')
  if (!identity) throw new UnreadableRecording(file, 1, 'it holds no answer to sts:GetCallerIdentity, so it tells of no account')
  const session = await connect({
    ...options,
    endpoint: nowhere,
    homeRegion: identity.region,
    transport: replayTransport(recording),
    load: () => Promise.resolve({ accessKeyId: 'recording', secretAccessKey: 'recording' }),
  })
  return { ...session, endpoint: 'recording' }
}
