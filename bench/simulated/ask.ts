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

/** How many there are of each, over all regions in use. */
export interface Size {
  readonly functions: number
  readonly buckets: number
  readonly tables: number
  readonly databases: number
  readonly queues: number
  readonly roles: number
  readonly policies: number
  readonly keys: number
  readonly repositories: number
  readonly clusters: number
  readonly workGroups: number
  readonly securityGroups: number
}

export const account = '111122223333'
/** Regions in use, and one that is enabled and empty. */
export const used = ['eu-central-1', 'eu-west-1'] as const
export const regions = [...used, 'us-east-1'] as const

/** Whole numbers below `count` that fall to a region: resources are dealt out in turn. */
export const dealt = (count: number, region: string): readonly number[] => {
  const at = used.findIndex((name) => name === region)
  return at < 0 ? [] : Array.from({ length: Math.ceil((count - at) / used.length) }, (_, index) => at + index * used.length)
}

export const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** One page of a listing: `[items, token of the next page]`. Tokens are offsets. */
export const pageOf = <T>(
  items: readonly T[],
  { input }: Ask,
  size: number,
  tokenName: string,
): readonly [readonly T[], string | undefined] => {
  const from = Number(text(input[tokenName]) || 0)
  const next = from + size
  return [items.slice(from, next), next < items.length ? String(next) : undefined]
}

/** Fails loudly where an answer is not of the operation's shape: an output that the serialiser would leave out in silence. */
export const assertShape = (operation: string, schema: NormalizedSchema, output: object): void => {
  const members = new Set([...schema.structIterator()].map(([name]) => name))
  const odd = Object.keys(output).find((name) => !members.has(name))
  if (odd !== undefined) throw new Error(`${operation} has no ${odd} in its answer`)
}
