// Results that are not kept: an in-memory store for the time of one report, so that they go through the same reconciling as all others.
import type { Evaluation } from '../check/verdict.ts'
import type { Inventory } from '../graph/inventory.ts'
import { severityOfCheck } from '../plan.ts'
import { riskScore } from '../risk/severity.ts'
import type { Check } from '../check/check.ts'
import type { Changes, ScanResult, Store, StoredScan } from '../store/store.ts'
import { version } from '../version.ts'
import type { Context } from './context.ts'
import { openDatabase } from './database.ts'

export interface Learned {
  readonly inventory: Inventory
  readonly evaluation: Evaluation
  readonly state: ScanResult['state']
  readonly note: string | null
  readonly checks: readonly Check[]
  readonly waiverOf: ScanResult['waiverOf']
}

/** Stores for the time of `work`. */
export const withEphemeral = async <T>(
  context: Context,
  learned: Learned,
  work: (store: Store, scan: StoredScan, changes: Changes) => Promise<T>,
): Promise<T> => {
  const store = await openDatabase(context, ':memory:')
  try {
    const { inventory, checks, evaluation, state, note, waiverOf } = learned
    const { id, account, caller, endpoint, regions, startedAt } = inventory.scan
    const lease = await store.begin({ id, account, caller, endpoint: endpoint ?? null, regions, startedAt, version }, startedAt)
    const changes = await store.commit({
      lease,
      inventory,
      evaluation,
      state,
      note,
      checks: new Map(
        checks.map((check) => [check.id, { severity: severityOfCheck(check), score: riskScore(check.likelihood, check.impact) }]),
      ),
      waiverOf,
      confirmDisappearance: false,
    })
    const scan = await store.scan(id)
    if (!scan) throw new Error('a scan that was stored is not there')
    return await work(store, scan, changes)
  } finally {
    await store.close()
  }
}
