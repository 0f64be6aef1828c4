// The line of the data, top to bottom: plan, collect, evaluate, reconcile, store.
import type { Settings } from './check/check.ts'
import type { Evaluation } from './check/verdict.ts'
import type { Aws } from './aws/aws.ts'
import type { Inventory } from './graph/inventory.ts'
import type { Plan } from './plan.ts'
import type { Changes, ScanResult, ScanState, Store } from './store/store.ts'

/** What happens while a scan runs, for progress displays. */
export type Progress =
  | { readonly step: 'start'; readonly scan: string; readonly account: string; readonly regions: readonly string[]; readonly jobs: number }
  | {
      readonly step: 'job'
      readonly done: number
      readonly jobs: number
      readonly kind: string
      readonly region: string
      readonly resources: number
      readonly gaps: number
    }
  | { readonly step: 'evaluate'; readonly resources: number }
  | { readonly step: 'store' }

export interface ScanRequest {
  readonly id: string
  readonly plan: Plan
  readonly regions: readonly string[]
  readonly settings: Settings
  readonly waiverOf: ScanResult['waiverOf']
  readonly confirmDisappearance: boolean
  /** Take up the account's last interrupted scan from its checkpoint. */
  readonly resume: boolean
  /** Directory of checkpoints; a scan's is removed once the scan is stored. */
  readonly checkpoints: string
  /** Keep nothing: no store, no checkpoint. */
  readonly save: boolean
  readonly version: string
}

export interface ScanDependencies {
  readonly aws: Aws
  readonly store: Store
  readonly progress: (event: Progress) => void
  readonly now: () => Date
  /** Aborted by Ctrl-C or the scan's deadline: no new calls, what was learned is kept as a partial scan. */
  readonly signal: AbortSignal
}

export interface ScanOutcome {
  readonly state: ScanState
  readonly note: string | null
  readonly inventory: Inventory
  readonly evaluation: Evaluation
  /** Undefined where nothing was stored. */
  readonly changes: Changes | undefined
}

/** Runs one scan. */
export const scan = async (_request: ScanRequest, _deps: ScanDependencies): Promise<ScanOutcome> => {
  throw new Error('under construction')
}
