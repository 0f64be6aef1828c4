// The coverage ledger: one row for everything that was asked of AWS, whatever came of it.
import type { GapReason, Operation } from './fact.ts'
import type { Scope } from './node.ts'

export type CoverageOutcome = 'ok' | 'absent' | GapReason

/** One row: (account, region, operation, resource or listing) and what came of it. */
export interface CoverageRow extends Scope {
  readonly operation: Operation
  /** The kind whose listing or facet this row is about. */
  readonly kind: string
  /** ARN of the resource that was read, or `*` for a listing or a bulk read. */
  readonly resource: string
  /** The facet that was read, or `list`. */
  readonly facet: string
  readonly outcome: CoverageOutcome
  /** IAM action that would mend a denial. */
  readonly action?: string
  /** AWS's error code and sentence; absent where the outcome is `ok`. */
  readonly code?: string
  readonly message?: string
}

/** Whether all resources of a kind in a place were seen. Only a complete listing proves absence. */
export interface Listing extends Scope {
  readonly kind: string
  /** ARN of the parent for kinds that are listed per parent, else `*`. */
  readonly parent: string
  readonly complete: boolean
}
