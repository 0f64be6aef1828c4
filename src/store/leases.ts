// One running scan for each account: leases with fences, and the scans of dead processes.
import type { Severity } from '../risk/severity.ts'
import { LeaseLost, UnusableScan } from './errors.ts'
import { instant, scanOf } from './rows.ts'
import type { Context, LeaseRow, ScanRow } from './schema.ts'
import { ScanRunning, type Lease, type Store, type StoredScan } from './store.ts'
import { transaction, type Trx } from './transaction.ts'

/** Without a sign of life for so long, a scan counts as dead. */
const patienceMilliseconds = 60_000

const noVerdicts: StoredScan['verdicts'] = { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0, error: 0 }
const noneOpen: StoredScan['open'] = { critical: 0, high: 0, medium: 0, low: 0, informational: 0 }

/** Nobody else takes or ends this account's lease before the transaction ends. */
export const lock = async (trx: Trx, { engine }: Context, account: string): Promise<LeaseRow> => {
  await trx
    .insertInto('leases')
    .values({ account, fence: 0, scan: null, host: '', pid: 0, heartbeat: '' })
    .onConflict((conflict) => conflict.column('account').doNothing())
    .execute()
  return trx
    .selectFrom('leases')
    .selectAll()
    .where('account', '=', account)
    .$if(engine === 'postgres', (query) => query.forUpdate())
    .executeTakeFirstOrThrow()
}

/** Locks the account and makes sure that the lease is still the one in force. */
export const hold = async (trx: Trx, context: Context, { account, scan, fence }: Lease): Promise<void> => {
  const row = await lock(trx, context, account)
  if (row.scan !== scan || row.fence !== fence) throw new LeaseLost(scan, account)
}

export const release = async (trx: Trx, account: string): Promise<void> => {
  await trx.updateTable('leases').set({ scan: null }).where('account', '=', account).execute()
}

const isDead = ({ host, pid, heartbeat }: LeaseRow, context: Context, now: Date): boolean =>
  // A heartbeat from the future is one of a clock that was wrong; it must not hold the account for good.
  Math.abs(now.getTime() - instant(heartbeat).getTime()) > patienceMilliseconds || (host === context.host && !context.isAlive(pid))

/** Open findings by severity, without waived ones. */
export const countOpen = async (trx: Trx, account: string): Promise<StoredScan['open']> => {
  const rows = await trx
    .selectFrom('findings')
    .select(['severity', (eb) => eb.fn.countAll().as('count')])
    .where('account', '=', account)
    .where('status', '=', 'open')
    .where('waiver', 'is', null)
    .groupBy('severity')
    .execute()
  const counts: Record<Severity, number> = { ...noneOpen }
  for (const { severity, count } of rows) counts[severity as Severity] = Number(count)
  return counts
}

/** Ends a scan from which nothing was learned. */
const end = async (trx: Trx, account: string, scan: string, state: string, note: string, at: string): Promise<void> => {
  const open = JSON.stringify(await countOpen(trx, account))
  await trx.updateTable('scans').set({ state, note, finished_at: at, open }).where('id', '=', scan).where('state', '=', 'running').execute()
}

const interrupt = async (trx: Trx, { account, scan, host, pid, heartbeat }: LeaseRow): Promise<void> => {
  if (scan === null) return
  await end(trx, account, scan, 'interrupted', `process ${pid} on ${host} gave no sign of life after ${heartbeat}`, heartbeat)
  await release(trx, account)
}

/** Takes the account for a scan, from a dead one if need be. */
const take = async (trx: Trx, context: Context, account: string, scan: string, now: Date): Promise<Lease> => {
  const row = await lock(trx, context, account)
  if (row.scan !== null) {
    if (!isDead(row, context, now)) {
      const running = await trx.selectFrom('scans').select('started_at').where('id', '=', row.scan).executeTakeFirst()
      const startedAt = instant(running?.started_at ?? row.heartbeat)
      throw new ScanRunning({ id: row.scan, startedAt, host: row.host, pid: row.pid }, account)
    }
    await interrupt(trx, row)
  }
  const fence = row.fence + 1
  await trx
    .updateTable('leases')
    .set({ scan, fence, host: context.host, pid: context.pid, heartbeat: now.toISOString() })
    .where('account', '=', account)
    .execute()
  return { account, scan, fence }
}

const begin =
  (context: Context): Store['begin'] =>
  (scan, now) =>
    transaction(context, async (trx) => {
      const lease = await take(trx, context, scan.account, scan.id, now)
      await trx
        .insertInto('scans')
        .values({
          id: scan.id,
          account: scan.account,
          fence: lease.fence,
          caller: scan.caller,
          endpoint: scan.endpoint,
          regions: JSON.stringify(scan.regions),
          started_at: scan.startedAt.toISOString(),
          finished_at: null,
          state: 'running',
          note: null,
          calls: 0,
          resources: 0,
          verdicts: JSON.stringify(noVerdicts),
          checks: '[]',
          open: JSON.stringify(noneOpen),
          version: scan.version,
          committed: 0,
        })
        .execute()
      return lease
    })

const laterThan = (trx: Trx, { account, fence }: ScanRow) =>
  trx
    .selectFrom('scans')
    .select('id')
    .where('account', '=', account)
    .where('fence', '>', fence)
    .where('committed', '=', 1)
    .orderBy('fence', 'desc')
    .executeTakeFirst()

const resume =
  (context: Context): Store['resume'] =>
  (id, now) =>
    transaction(context, async (trx) => {
      const known = await trx.selectFrom('scans').selectAll().where('id', '=', id).executeTakeFirst()
      if (!known) throw new UnusableScan(`there is no scan ${id}`)
      const lease = await take(trx, context, known.account, id, now)
      // Once more: taking the account may have ended the scan.
      const row = await trx.selectFrom('scans').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
      if (row.committed === 1 || !['interrupted', 'cancelled'].includes(row.state)) {
        throw new UnusableScan(`scan ${id} is ${row.state}; only an interrupted or cancelled scan can be resumed. Start a new one.`)
      }
      const later = await laterThan(trx, row)
      if (later) throw new UnusableScan(`scan ${id} was followed by ${later.id}, which knows more. Start a new one.`)
      await trx
        .updateTable('scans')
        .set({ state: 'running', note: null, finished_at: null, fence: lease.fence })
        .where('id', '=', id)
        .execute()
      return lease
    })

const heartbeat =
  ({ db }: Context): Store['heartbeat'] =>
  async ({ account, scan, fence }, now) => {
    const { numUpdatedRows } = await db
      .updateTable('leases')
      .set({ heartbeat: now.toISOString() })
      .where('account', '=', account)
      .where('scan', '=', scan)
      .where('fence', '=', fence)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw new LeaseLost(scan, account)
  }

const abandon =
  (context: Context): Store['abandon'] =>
  (lease, state, note, now) =>
    transaction(context, async (trx) => {
      await hold(trx, context, lease)
      await end(trx, lease.account, lease.scan, state, note, now.toISOString())
      await release(trx, lease.account)
    })

const recover =
  (context: Context): Store['recover'] =>
  async (now) => {
    const held = await context.db.selectFrom('leases').selectAll().where('scan', 'is not', null).execute()
    const recovered: StoredScan[] = []
    for (const { account } of held.filter((row) => isDead(row, context, now))) {
      const scan = await transaction(context, async (trx) => {
        const row = await lock(trx, context, account)
        if (row.scan === null || !isDead(row, context, now)) return undefined
        await interrupt(trx, row)
        return trx.selectFrom('scans').selectAll().where('id', '=', row.scan).executeTakeFirst()
      })
      if (scan) recovered.push(scanOf(scan))
    }
    return recovered
  }

export const leases = (context: Context): Pick<Store, 'begin' | 'resume' | 'heartbeat' | 'abandon' | 'recover'> => ({
  begin: begin(context),
  resume: resume(context),
  heartbeat: heartbeat(context),
  abandon: abandon(context),
  recover: recover(context),
})
