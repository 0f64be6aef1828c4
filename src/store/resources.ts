// When resources were first and last seen. A resource that every reading shows costs no write: its last sight is the last reading of its place.
import type { Listing } from '../graph/coverage.ts'
import type { Seen } from './absence.ts'
import type { Reconciled } from './reconcile.ts'
import { instant, instantOrNull } from './rows.ts'
import type { Context, ListingRow, ResourceRow } from './schema.ts'
import type { Store } from './store.ts'
import { inBatches, type Trx } from './transaction.ts'

export type StoredResourceRow = Pick<ResourceRow, 'arn' | 'kind' | 'name' | 'region' | 'held_since' | 'last_seen' | 'first_seen'>

interface Update {
  readonly account: string
  readonly fence: number
  readonly at: string
  /** Rows of resources that were not gone before. */
  readonly there: readonly ResourceRow[]
  readonly listings: readonly ListingRow[]
  readonly seen: ReadonlyMap<string, Seen>
  readonly read: readonly Listing[]
  readonly reconciled: Pick<Reconciled, 'gone' | 'held'>
}

const place = ({ kind, region }: { readonly kind: string; readonly region: string }): string => `${region} ${kind}`

/** The row as it is after the scan; the very same object where nothing changed. */
const after = (row: ResourceRow, update: Update, readBefore: ReadonlyMap<string, string>, readNow: ReadonlySet<string>): ResourceRow => {
  const { seen, at, fence, reconciled } = update
  const sight = seen.get(row.arn)
  if (sight) {
    const same = row.kind === sight.kind && row.name === sight.name && row.region === sight.region
    if (same && row.last_seen === null && row.held_since === null && row.gone_at === null) return row
    const { kind, name, region } = sight
    return { ...row, kind, name, region, last_seen: null, held_since: null, gone_at: null, gone_fence: null }
  }
  const last_seen = row.last_seen ?? readBefore.get(place(row)) ?? row.first_seen
  if (reconciled.gone.has(row.arn)) return { ...row, last_seen, gone_at: at, gone_fence: fence, held_since: null }
  if (reconciled.held.has(row.arn)) return { ...row, last_seen, held_since: at }
  return readNow.has(place(row)) && row.last_seen === null ? { ...row, last_seen } : row
}

/** Rows of resources that were gone and are back. */
const returned = async (trx: Trx, { account, there, seen }: Update): Promise<readonly ResourceRow[]> => {
  const unknown = new Set(seen.keys()).difference(new Set(there.map(({ arn }) => arn)))
  const rows: ResourceRow[] = []
  await inBatches(unknown, async (arns) => {
    rows.push(...(await trx.selectFrom('resources').selectAll().where('account', '=', account).where('arn', 'in', arns).execute()))
  })
  return rows
}

const writeListings = async (
  trx: Trx,
  { account, at }: Update,
  places: ReadonlyMap<string, { readonly kind: string; readonly region: string }>,
): Promise<void> => {
  const rows = Array.from(places.values(), ({ kind, region }) => ({
    account,
    kind,
    region,
    read_at: at,
  }))
  await inBatches(rows, (batch) =>
    trx
      .insertInto('listings')
      .values(batch)
      .onConflict((conflict) =>
        conflict.columns(['account', 'kind', 'region']).doUpdateSet((eb) => ({ read_at: eb.ref('excluded.read_at') })),
      )
      .execute(),
  )
}

export const writeResources = async (trx: Trx, update: Update): Promise<void> => {
  const { account, at, seen } = update
  const places = new Map([...update.read, ...seen.values()].map(({ kind, region }) => [place({ kind, region }), { kind, region }]))
  const readBefore = new Map(update.listings.map((row) => [place(row), row.read_at]))
  const readNow = new Set(places.keys())
  const known = [...update.there, ...(await returned(trx, update))]
  const changed = known.flatMap((row) => {
    const now = after(row, update, readBefore, readNow)
    return now === row ? [] : now
  })
  const missing = new Set(seen.keys()).difference(new Set(known.map(({ arn }) => arn)))
  const added = [...missing].sort().flatMap((arn): readonly ResourceRow[] => {
    const sight = seen.get(arn)
    if (!sight) return []
    const { kind, name, region } = sight
    return [{ account, arn, kind, name, region, first_seen: at, last_seen: null, held_since: null, gone_at: null, gone_fence: null }]
  })
  await inBatches([...changed, ...added], (batch) =>
    trx
      .insertInto('resources')
      .values([...batch])
      .onConflict((conflict) =>
        conflict.columns(['account', 'arn']).doUpdateSet((eb) => ({
          kind: eb.ref('excluded.kind'),
          name: eb.ref('excluded.name'),
          region: eb.ref('excluded.region'),
          last_seen: eb.ref('excluded.last_seen'),
          held_since: eb.ref('excluded.held_since'),
          gone_at: eb.ref('excluded.gone_at'),
          gone_fence: eb.ref('excluded.gone_fence'),
        })),
      )
      .execute(),
  )
  await writeListings(trx, update, places)
}

export const resources =
  ({ db }: Context): Store['resources'] =>
  async ({ account, kind, gone } = {}) => {
    const rows = await db
      .selectFrom('resources as r')
      .leftJoin('listings as l', (join) =>
        join.onRef('l.account', '=', 'r.account').onRef('l.kind', '=', 'r.kind').onRef('l.region', '=', 'r.region'),
      )
      .select(['r.account', 'r.arn', 'r.kind', 'r.name', 'r.region', 'r.first_seen', 'r.last_seen', 'r.gone_at', 'l.read_at'])
      .$if(account !== undefined, (query) => query.where('r.account', '=', account ?? ''))
      .$if(kind !== undefined, (query) => query.where('r.kind', '=', kind ?? ''))
      .$if(gone !== undefined, (query) => query.where('r.gone_at', gone ? 'is not' : 'is', null))
      .orderBy('r.account')
      .orderBy('r.arn')
      .execute()
    return rows.map((row) => ({
      arn: row.arn,
      kind: row.kind,
      name: row.name,
      account: row.account,
      region: row.region,
      firstSeen: instant(row.first_seen),
      lastSeen: instant(row.last_seen ?? row.read_at ?? row.first_seen),
      goneAt: instantOrNull(row.gone_at),
    }))
  }
