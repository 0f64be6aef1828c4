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

export interface Inventory {
  readonly scan: ScanInfo
  /** By ARN. */
  readonly nodes: ReadonlyMap<string, AnyNode>
  readonly coverage: readonly CoverageRow[]
  readonly listings: readonly Listing[]
  /** Edges that lead to the key really mean the value (KMS alias to key). */
  readonly standsFor: ReadonlyMap<string, string>
}
