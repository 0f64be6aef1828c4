// Looking back: findings as they stood after a scan, by undoing what happened since.
import { sameEvidence } from './evidence.ts'
import { UnusableScan } from './errors.ts'
import { eventOf, findingOf } from './rows.ts'
import type { Context, FindingEventRow, FindingRow, ScanRow } from './schema.ts'
import { inOrder } from './order.ts'
import type { Changes, Finding, Store } from './store.ts'
import { inBatches, snapshot, type Trx } from './transaction.ts'

type Undo = Pick<FindingEventRow, 'finding' | 'fence' | 'before'>

const scanRow = async (trx: Trx, id: string): Promise<ScanRow> => {
  const row = await trx.selectFrom('scans').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new UnusableScan(`there is no scan ${id}`)
  return row
}

/** What happened in an account after a scan, newest first. */
const eventsAfter = (trx: Trx, { account, fence }: Pick<ScanRow, 'account' | 'fence'>): Promise<readonly Undo[]> =>
  trx
    .selectFrom('finding_events')
    .select(['finding', 'fence', 'before'])
    .where('account', '=', account)
    .where('fence', '>', fence)
    .orderBy('fence', 'desc')
    .orderBy('step', 'desc')
    .execute()

/** The row before the events (newest first) happened; undefined before the finding was. */
const undo = (row: FindingRow, events: readonly Undo[]): FindingRow | undefined => {
  const earlier = { ...row }
  for (const { before } of events) {
    if (before === null) return undefined
    Object.assign(earlier, JSON.parse(before))
  }
  return earlier
}

const findingsAt =
  (context: Context): Store['findingsAt'] =>
  (id) =>
    snapshot(context, async (trx) => {
      const scan = await scanRow(trx, id)
      const rows = await trx.selectFrom('findings').selectAll().where('account', '=', scan.account).execute()
      const events = Map.groupBy(await eventsAfter(trx, scan), ({ finding }) => finding)
      return rows
        .flatMap((row) => {
          const earlier = undo(row, events.get(row.id) ?? [])
          return earlier ? findingOf(earlier) : []
        })
        .sort(inOrder)
    })

const rowsOf = async (trx: Trx, ids: Iterable<string>): Promise<readonly FindingRow[]> => {
  const rows: FindingRow[] = []
  await inBatches(ids, async (batch) => {
    rows.push(...(await trx.selectFrom('findings').selectAll().where('id', 'in', batch).execute()))
  })
  return rows
}

/** The net difference of two moments. */
const compare = (
  pairs: readonly { readonly from: Finding | undefined; readonly to: Finding | undefined }[],
  held: Changes['held'],
): Changes => {
  const ids = (which: (from: Finding | undefined, to: Finding) => boolean): readonly string[] =>
    pairs.flatMap(({ from, to }) => (to && which(from, to) ? to.id : [])).sort()
  const stayedOpen = (from: Finding | undefined, to: Finding): from is Finding => from?.status === 'open' && to.status === 'open'
  return {
    opened: ids((from, to) => from === undefined && to.status === 'open'),
    reopened: ids((from, to) => from?.status === 'resolved' && to.status === 'open'),
    resolved: ids((from, to) => from?.status === 'open' && to.status === 'resolved'),
    severityChanged: ids((from, to) => stayedOpen(from, to) && from.severity !== to.severity),
    evidenceChanged: ids((from, to) => stayedOpen(from, to) && !sameEvidence(from.evidence, to.evidence)),
    notVerified: ids((from, to) => to.status === 'open' && to.notVerifiedSince !== null && !from?.notVerifiedSince),
    held,
  }
}

const changesBetween =
  (context: Context): Store['changesBetween'] =>
  (fromId, toId) =>
    snapshot(context, async (trx) => {
      const from = await scanRow(trx, fromId)
      const to = await scanRow(trx, toId)
      if (from.account !== to.account) {
        throw new UnusableScan(
          `scan ${fromId} is of account ${from.account}, scan ${toId} of ${to.account}: only scans of one account can be compared`,
        )
      }
      if (from.fence > to.fence) throw new UnusableScan(`scan ${fromId} is newer than ${toId}: name the older one first`)
      const events = Map.groupBy(await eventsAfter(trx, from), ({ finding }) => finding)
      const pairs = (await rowsOf(trx, events.keys())).map((row) => {
        const since = events.get(row.id) ?? []
        const then = undo(
          row,
          since.filter(({ fence }) => fence > to.fence),
        )
        const before = undo(row, since)
        return { from: before && findingOf(before), to: then && findingOf(then) }
      })
      const held = await trx
        .selectFrom('holds')
        .select(['kind', 'region', 'vanished', 'known'])
        .where('scan', '=', toId)
        .orderBy('region')
        .orderBy('kind')
        .execute()
      return compare(
        pairs,
        held.map(({ kind, region, vanished, known }) => ({ kind, region, vanished, known })),
      )
    })

const events =
  ({ db }: Context): Store['events'] =>
  async ({ finding, scan }) => {
    const rows = await db
      .selectFrom('finding_events')
      .selectAll()
      .$if(finding !== undefined, (query) => query.where('finding', '=', finding ?? ''))
      .$if(scan !== undefined, (query) => query.where('scan', '=', scan ?? ''))
      .orderBy('fence')
      .orderBy('finding')
      .orderBy('step')
      .execute()
    return rows.map(eventOf)
  }

export const history = (context: Context): Pick<Store, 'findingsAt' | 'changesBetween' | 'events'> => ({
  findingsAt: findingsAt(context),
  changesBetween: changesBetween(context),
  events: events(context),
})
