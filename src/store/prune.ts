// Forgetting: old scans, what happened in them, and what was resolved long ago.
import { lock } from './leases.ts'
import type { Context, ScanRow } from './schema.ts'
import type { Store } from './store.ts'
import { inBatches, transaction, type Trx } from './transaction.ts'

type OldScan = Pick<ScanRow, 'id' | 'fence' | 'state' | 'started_at' | 'finished_at'>

/** What goes, of one account's scans, and the oldest that stays: from it on, everything is needed to look back. */
const selectScans = (scans: readonly OldScan[], before: string) => {
  const lastComplete = scans.filter(({ state }) => state === 'complete').reduce((last, { fence }) => Math.max(last, fence), 0)
  const stays = ({ state, fence, started_at, finished_at }: OldScan): boolean =>
    state === 'running' || fence === lastComplete || (finished_at ?? started_at) >= before
  const kept = scans.filter(stays).map(({ fence }) => fence)
  return { old: scans.filter((scan) => !stays(scan)), horizon: kept.length > 0 ? Math.min(...kept) : undefined }
}

const pruneAccount = async (trx: Trx, context: Context, account: string, before: string) => {
  await lock(trx, context, account)
  const scans = await trx
    .selectFrom('scans')
    .select(['id', 'fence', 'state', 'started_at', 'finished_at'])
    .where('account', '=', account)
    .execute()
  const { old, horizon } = selectScans(scans, before)
  const oldIds = old.map(({ id }) => id)
  await inBatches(oldIds, (ids) => trx.deleteFrom('scans').where('id', 'in', ids).execute())
  const events = await trx
    .deleteFrom('finding_events')
    .where('account', '=', account)
    .$if(horizon !== undefined, (query) => query.where('fence', '<', horizon ?? 0))
    .executeTakeFirst()
  // One whose resolving is still told stays.
  const findings = await trx
    .deleteFrom('findings')
    .where('account', '=', account)
    .where('status', '=', 'resolved')
    .where('resolved_at', '<', before)
    .where('id', 'not in', (eb) => eb.selectFrom('finding_events').select('finding').where('account', '=', account))
    .executeTakeFirst()
  await trx
    .deleteFrom('resources')
    .where('account', '=', account)
    .where('gone_at', '<', before)
    .$if(horizon !== undefined, (query) => query.where('gone_fence', '<', horizon ?? 0))
    .execute()
  return { scans: old.length, findings: Number(findings.numDeletedRows), events: Number(events.numDeletedRows) }
}

export const prune =
  (context: Context): Store['prune'] =>
  (before) =>
    transaction(context, async (trx) => {
      const total = { scans: 0, findings: 0, events: 0 }
      const accounts = await trx.selectFrom('scans').select('account').distinct().orderBy('account').execute()
      for (const { account } of accounts) {
        const pruned = await pruneAccount(trx, context, account, before.toISOString())
        total.scans += pruned.scans
        total.findings += pruned.findings
        total.events += pruned.events
      }
      return total
    })
