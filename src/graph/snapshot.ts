// An inventory as a file: NDJSON, a head, one line for each resource, ledger row and listing, and a last line that proves that nothing is cut off.
import { createReadStream } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { CoverageRow, Listing } from './coverage.ts'
import type { Inventory, KindSchema, ScanInfo } from './inventory.ts'
import { fromJson, toJson } from './json.ts'
import type { AnyNode } from './node.ts'

const format = 'parapet-snapshot/1'

type Line =
  | { readonly format: string; readonly scan: ScanInfo; readonly schema: readonly (readonly [string, KindSchema])[] }
  | { readonly node: AnyNode }
  | { readonly coverage: CoverageRow }
  | { readonly listing: Listing }
  | { readonly end: number }

/** The file is not a snapshot that this version can read. `line` counts from 1. */
export class UnreadableSnapshot extends Error {
  constructor(file: string, line: number, what: string) {
    super(`${file}:${line}: ${what}`)
    this.name = 'UnreadableSnapshot'
  }
}

function* linesOf(inventory: Inventory): Generator<Line> {
  yield { format, scan: inventory.scan, schema: [...inventory.schema] }
  for (const node of inventory.nodes.values()) yield { node }
  for (const coverage of inventory.coverage) yield { coverage }
  for (const listing of inventory.listings) yield { listing }
}

/** Writes a snapshot; the file appears only when it is whole. It may name resources: it is readable by its owner alone. */
export const writeSnapshot = async (inventory: Inventory, file: string): Promise<void> => {
  const partial = `${file}.partial`
  const handle = await open(partial, 'w', 0o600)
  try {
    let count = 0
    let chunk = ''
    for (const line of linesOf(inventory)) {
      count += 1
      chunk += `${toJson(line)}\n`
      if (chunk.length > 1 << 20) {
        await handle.write(chunk)
        chunk = ''
      }
    }
    await handle.write(`${chunk}${toJson({ end: count } satisfies Line)}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(partial, file)
}

const has = <K extends string>(value: unknown, ...keys: readonly K[]): value is Record<K, unknown> =>
  typeof value === 'object' && value !== null && keys.every((key) => Object.hasOwn(value, key))
const isNode = (value: unknown): value is AnyNode =>
  has(value, 'kind', 'arn', 'name', 'account', 'region', 'base', 'facets', 'edges') &&
  [value.kind, value.arn, value.name, value.account, value.region].every((part) => typeof part === 'string')
const isCoverage = (value: unknown): value is CoverageRow =>
  has(value, 'account', 'region', 'operation', 'kind', 'resource', 'facet', 'outcome')
const isListing = (value: unknown): value is Listing => has(value, 'account', 'region', 'kind', 'parent', 'complete')
const isScan = (value: unknown): value is ScanInfo =>
  has(value, 'id', 'account', 'partition', 'caller', 'regions', 'startedAt', 'finishedAt', 'calls') &&
  value.startedAt instanceof Date &&
  Array.isArray(value.regions)

/** Reads a snapshot whole. Throws {@link UnreadableSnapshot} with the line that is wrong, or the system's error where the file cannot be opened. */
export const readSnapshot = async (file: string): Promise<Inventory> => {
  const nodes = new Map<string, AnyNode>()
  const coverage: CoverageRow[] = []
  const listings: Listing[] = []
  let head: { readonly scan: ScanInfo; readonly schema: ReadonlyMap<string, KindSchema> } | undefined
  let ended = false
  let number = 0
  for await (const text of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    const bad = (what: string): never => {
      throw new UnreadableSnapshot(file, number, what)
    }
    if (ended) bad('there are lines after the end')
    let line: unknown
    try {
      line = fromJson(text)
    } catch {
      bad('not JSON; the file is damaged or not a Parapet snapshot')
    }
    if (!head) {
      if (!has(line, 'format', 'scan', 'schema') || !isScan(line.scan) || !Array.isArray(line.schema)) return bad('not a Parapet snapshot')
      if (line.format !== format) return bad(`the format is ${String(line.format)}; this version reads ${format}`)
      head = { scan: line.scan, schema: new Map(line.schema as [string, KindSchema][]) }
    } else if (has(line, 'node') && isNode(line.node)) nodes.set(line.node.arn, line.node)
    else if (has(line, 'coverage') && isCoverage(line.coverage)) coverage.push(line.coverage)
    else if (has(line, 'listing') && isListing(line.listing)) listings.push(line.listing)
    else if (has(line, 'end')) {
      if (line.end !== number - 1) bad(`the file should have ${String(line.end)} lines before its end, it has ${number - 1}`)
      ended = true
    } else bad('not a line of a snapshot')
  }
  if (!head) throw new UnreadableSnapshot(file, 1, 'the file is empty')
  if (!ended) throw new UnreadableSnapshot(file, number, 'the file ends too early: it was cut off')
  return { scan: head.scan, nodes, coverage, listings, schema: head.schema }
}
