// The inventory: everything that one scan learned about one account, and what it could not learn.
import type { CoverageRow, Listing } from './coverage.ts'
import type { AnyNode } from './node.ts'

/** Who was scanned, how and when. */
export interface ScanInfo {
  /** `YYYY-MM-DDTHH-MM-SSZ-xxxx`, sortable; also in the user agent and the role session name of every call. */
  readonly id: string
  readonly account: string
  readonly partition: string
  /** ARN of the identity that read, from sts:GetCallerIdentity. */
  readonly caller: string
  readonly regions: readonly string[]
  readonly startedAt: Date
  readonly finishedAt: Date
  /** Set where calls went somewhere else than to AWS (moto, LocalStack, a recording). */
  readonly endpoint?: string
  /** Requests sent, retries included. */
  readonly calls: number
}

/** What the collectors declare about a kind, as far as evaluating needs it. */
export interface KindSchema {
  readonly scope: 'regional' | 'global'
  /** The kind of its parents, where it is listed per parent. */
  readonly per?: string
  /** Kinds that each edge may lead to. */
  readonly edges: Readonly<Record<string, readonly string[]>>
  /** The edge whose end is meant when another edge leads here. */
  readonly standsFor?: string
}

export interface Inventory {
  readonly scan: ScanInfo
  /** By ARN. */
  readonly nodes: ReadonlyMap<string, AnyNode>
  readonly coverage: readonly CoverageRow[]
  readonly listings: readonly Listing[]
  /** The kinds that were looked for, by name. */
  readonly schema: ReadonlyMap<string, KindSchema>
}
