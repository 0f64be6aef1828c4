// What is asked of the store: scans, findings, coverage.
import { sql, type SelectQueryBuilder } from 'kysely'
import { fits } from '../graph/wildcard.ts'
import { normalizeFindingId } from './identity.ts'
import { inOrder } from './order.ts'
import { coverageOf, findingOf, notAssessedOf, scanOf } from './rows.ts'
import type { Context, Database, FindingRow } from './schema.ts'
import type { FindingFilter, Store } from './store.ts'
import { encodeText } from './text.ts'

const scans =
  ({ db }: Context): Store['scans'] =>
  async ({ account, limit, since } = {}) => {
    const rows = await db
      .selectFrom('scans')
      .selectAll()
      // Within an account the fence is the order, whatever the clock did.
      .$if(account !== undefined, (query) => query.where('account', '=', account ?? '').orderBy('fence', 'desc'))
      .$if(account === undefined, (query) => query.orderBy('started_at', 'desc').orderBy('id', 'desc'))
      .$if(since !== undefined, (query) => query.where('started_at', '>=', since?.toISOString() ?? ''))
      .$if(limit !== undefined, (query) => query.limit(limit ?? 0))
      .execute()
    return rows.map(scanOf)
  }

type FindingsQuery = SelectQueryBuilder<Database, 'findings', FindingRow>

const startsWith = (column: 'check' | 'resource', prefix: string) => {
  // Characters as the database counts them.
  const { length } = Array.from(encodeText(prefix))
  return sql<boolean>`substr(${sql.ref(column)}, 1, cast(${length} as integer)) = ${prefix}`
}

/** Everything that SQL can decide in the same way on both engines. */
const narrow = (query: FindingsQuery, filter: FindingFilter): FindingsQuery => {
  const { account, status, severity, check, service, region, resource, waived, openedSince } = filter
  let narrowed = query
  if (account !== undefined) narrowed = narrowed.where('account', '=', account)
  if (status !== undefined) narrowed = narrowed.where('status', '=', status)
  if (severity?.length) narrowed = narrowed.where('severity', 'in', severity)
  if (check?.length) narrowed = narrowed.where('check', 'in', check)
  if (service?.length) narrowed = narrowed.where((eb) => eb.or(service.map((name) => startsWith('check', `${name}-`))))
  if (region?.length) narrowed = narrowed.where('region', 'in', region)
  if (waived !== undefined) narrowed = narrowed.where('waiver', waived ? 'is not' : 'is', null)
  if (openedSince !== undefined) narrowed = narrowed.where('first_seen', '>=', openedSince.toISOString())
  const prefix = resource?.split('*', 1)[0]
  return prefix ? narrowed.where(startsWith('resource', prefix)) : narrowed
}

const findings =
  ({ db }: Context): Store['findings'] =>
  async (filter = {}) => {
    const rows = await narrow(db.selectFrom('findings').selectAll(), filter).execute()
    const { resource } = filter
    return rows
      .filter((row) => resource === undefined || fits(resource, row.resource))
      .map(findingOf)
      .sort(inOrder)
  }

const finding =
  ({ db }: Context): Store['finding'] =>
  async (text) => {
    const id = normalizeFindingId(text)
    if (id === undefined) return undefined
    // `~` sorts behind everything that an id is made of.
    const rows = await db.selectFrom('findings').selectAll().where('id', '>=', id).where('id', '<', `${id}~`).limit(2).execute()
    const [row, another] = rows
    return row && !another ? findingOf(row) : undefined
  }

const coverage =
  ({ db }: Context): Store['coverage'] =>
  async (scan, { withRead = false } = {}) => {
    const rows = await db
      .selectFrom('coverage')
      .selectAll()
      .where('scan', '=', scan)
      .$if(!withRead, (query) => query.where('outcome', 'not in', ['ok', 'absent']))
      .orderBy('position')
      .execute()
    return rows.map(coverageOf)
  }

const notAssessed =
  ({ db }: Context): Store['notAssessed'] =>
  async (scan) => {
    const rows = await db.selectFrom('not_assessed').selectAll().where('scan', '=', scan).orderBy('position').execute()
    return rows.map(notAssessedOf)
  }

export const queries = (
  context: Context,
): Pick<Store, 'accounts' | 'scans' | 'scan' | 'findings' | 'finding' | 'coverage' | 'notAssessed'> => ({
  accounts: async () => {
    const rows = await context.db.selectFrom('scans').select('account').distinct().orderBy('account').execute()
    return rows.map(({ account }) => account)
  },
  scans: scans(context),
  scan: async (id) => {
    const row = await context.db.selectFrom('scans').selectAll().where('id', '=', id).executeTakeFirst()
    return row && scanOf(row)
  },
  findings: findings(context),
  finding: finding(context),
  coverage: coverage(context),
  notAssessed: notAssessed(context),
})
