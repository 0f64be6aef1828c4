// A request to the simulated account, and what its services answer with.
import type { NormalizedSchema } from '@smithy/core/schema'

/** One call: its input as the SDK was given it, as far as answers depend on it. */
export interface Ask {
  readonly operation: string
  readonly region: string
  /** Labels of the path, query parameters, and the JSON body or form; lists of forms under `Name.1`. S3's bucket is `Bucket`. */
  readonly input: Readonly<Record<string, unknown>>
}

/** An error of AWS. */
export interface Refusal {
  readonly refuse: string
  readonly status?: number
}

/** Outputs as the SDK's clients return them, by operation. */
export type Answers = Readonly<Record<string, (ask: Ask) => object | Refusal>>

/** Calls by operation. */
export type Calls = Readonly<Record<string, number>>

/** How many there are of each, over all regions in use: at least one in each. What hangs on them is added by fixed ratios. */
export interface Size {
  readonly functions: number
  readonly buckets: number
  readonly tables: number
  readonly databases: number
  readonly databaseClusters: number
  readonly queues: number
  readonly topics: number
  readonly rules: number
  readonly streams: number
  readonly deliveryStreams: number
  readonly roles: number
  readonly users: number
  readonly groups: number
  readonly policies: number
  readonly keys: number
  readonly secrets: number
  readonly repositories: number
  readonly clusters: number
  readonly workGroups: number
  readonly glueJobs: number
  readonly restApis: number
  readonly httpApis: number
  readonly loadBalancers: number
  readonly instances: number
  readonly vpcs: number
  readonly subnets: number
  readonly securityGroups: number
}

/** The part of the account that a module answers for. */
export interface Service {
  readonly answers: (size: Size) => Answers
  /** The fewest calls that tell everything which the checks and edges need, if so many regions are enabled: from what AWS offers, not from what is sent. */
  readonly calls: (size: Size, regions: number) => Calls
}

export const account = '111122223333'
/** Regions in use. */
export const used = ['eu-central-1', 'eu-west-1'] as const
/** All that may be enabled, those in use first: the 17 of an account that nobody changed. */
export const regions = [
  ...used,
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-north-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
] as const

/** How many of `count` fall to the first or the second region in use. */
export const share = (count: number, at: number): number => (at < 0 || at >= used.length ? 0 : Math.ceil((count - at) / used.length))

const deals = new Map<string, readonly number[]>()

/** Whole numbers below `count` that fall to a region: resources are dealt out in turn. */
export const dealt = (count: number, region: string): readonly number[] => {
  const key = `${count} ${region}`
  const at = used.findIndex((name) => name === region)
  const known = deals.get(key) ?? Array.from({ length: share(count, at) }, (_, index) => at + index * used.length)
  deals.set(key, known)
  return known
}

export const text = (value: unknown): string => (typeof value === 'string' ? value : '')

export interface Paging {
  /** The input's page size, and the most that AWS gives. */
  readonly size?: string
  readonly most: number
  /** What AWS gives where nobody asks for a size; default: the most. */
  readonly usual?: number
  /** The input's token. */
  readonly token: string
}

/** One page of a listing, as long as it was asked for: `[items, token of the next page]`. Tokens are offsets. */
export const pageOf = <T>(
  items: readonly T[],
  { input }: Ask,
  { size = '', most, usual = most, token }: Paging,
): readonly [readonly T[], string | undefined] => {
  const from = Number(input[token] ?? 0)
  const next = from + Math.min(most, Number(input[size] ?? usual))
  return [items.slice(from, next), next < items.length ? String(next) : undefined]
}

/** Pages of a listing in every enabled region, of which those not in use have one empty page. */
export const listed = (count: number, most: number, enabled: number): number => inUse(count, most) + enabled - used.length

/** Pages of a listing in the regions in use alone. */
export const inUse = (count: number, most: number): number =>
  used.reduce((sum, _region, at) => sum + Math.max(1, Math.ceil(share(count, at) / most)), 0)

/** Of how many numbers below `count` something is true. */
export const countOf = (count: number, is: (index: number) => boolean): number => {
  let found = 0
  for (let index = 0; index < count; index += 1) if (is(index)) found += 1
  return found
}

/** Fails loudly where an answer is not of the operation's shape: an output that the serialiser would leave out in silence. */
export const assertShape = (operation: string, schema: NormalizedSchema, output: object): void => {
  const members = new Set([...schema.structIterator()].map(([name]) => name))
  const odd = Object.keys(output).find((name) => !members.has(name))
  if (odd !== undefined) throw new Error(`${operation} has no ${odd} in its answer`)
}
