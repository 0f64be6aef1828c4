// How the tables came to be. A migration is never edited once released; each runs in a transaction.
import { sql, type ColumnDataType, type Kysely, type RawBuilder } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import { DatabaseUnavailable, NewerDatabase } from './errors.ts'
import type { Db, Engine } from './schema.ts'

export const migrationTable = 'parapet_migration'
const migrationLockTable = 'parapet_migration_lock'

export type Migrations = Readonly<Record<string, Migration>>

const first = (engine: Engine): Migration => {
  // Byte order on both engines, whatever the locale of the server.
  const text: ColumnDataType | RawBuilder<unknown> = engine === 'postgres' ? sql`text collate "C"` : 'text'
  const strict = engine === 'sqlite' ? sql`strict` : sql``
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('scans')
        .addColumn('id', text, (c) => c.primaryKey().notNull())
        .addColumn('account', text, (c) => c.notNull())
        .addColumn('fence', 'integer', (c) => c.notNull())
        .addColumn('caller', text, (c) => c.notNull())
        .addColumn('endpoint', text)
        .addColumn('regions', text, (c) => c.notNull())
        .addColumn('started_at', text, (c) => c.notNull())
        .addColumn('finished_at', text)
        .addColumn('state', text, (c) =>
          c.notNull().check(sql`state in ('running', 'complete', 'partial', 'failed', 'cancelled', 'interrupted')`),
        )
        .addColumn('note', text)
        .addColumn('calls', 'integer', (c) => c.notNull())
        .addColumn('resources', 'integer', (c) => c.notNull())
        .addColumn('verdicts', text, (c) => c.notNull())
        .addColumn('checks', text, (c) => c.notNull())
        .addColumn('open', text, (c) => c.notNull())
        .addColumn('version', text, (c) => c.notNull())
        .addColumn('committed', 'integer', (c) => c.notNull())
        .addUniqueConstraint('scans_by_order', ['account', 'fence'])
        .modifyEnd(strict)
        .execute()
      await db.schema
        .createTable('coverage')
        .addColumn('scan', text, (c) => c.notNull().references('scans.id').onDelete('cascade'))
        .addColumn('position', 'integer', (c) => c.notNull())
        .addColumn('account', text, (c) => c.notNull())
        .addColumn('region', text, (c) => c.notNull())
        .addColumn('operation', text, (c) => c.notNull())
        .addColumn('kind', text, (c) => c.notNull())
        .addColumn('facet', text, (c) => c.notNull())
        .addColumn('outcome', text, (c) => c.notNull())
        .addColumn('code', text)
        .addColumn('message', text)
        .addColumn('count', 'integer', (c) => c.notNull())
        .addColumn('examples', text, (c) => c.notNull())
        .addPrimaryKeyConstraint('coverage_key', ['scan', 'position'])
        .modifyEnd(strict)
        .execute()
      await db.schema
        .createTable('not_assessed')
        .addColumn('scan', text, (c) => c.notNull().references('scans.id').onDelete('cascade'))
        .addColumn('position', 'integer', (c) => c.notNull())
        .addColumn('check', text, (c) => c.notNull())
        .addColumn('region', text, (c) => c.notNull())
        .addColumn('verdict', text, (c) => c.notNull())
        .addColumn('resources', 'integer', (c) => c.notNull())
        .addColumn('examples', text, (c) => c.notNull())
        .addColumn('operation', text)
        .addColumn('action', text)
        .addColumn('reason', text, (c) => c.notNull())
        .addColumn('message', text, (c) => c.notNull())
        .addPrimaryKeyConstraint('not_assessed_key', ['scan', 'position'])
        .modifyEnd(strict)
        .execute()
      await db.schema
        .createTable('listings')
        .addColumn('account', text, (c) => c.notNull())
        .addColumn('kind', text, (c) => c.notNull())
        .addColumn('region', text, (c) => c.notNull())
        .addColumn('read_at', text, (c) => c.notNull())
        .addPrimaryKeyConstraint('listings_key', ['account', 'kind', 'region'])
        .modifyEnd(strict)
        .execute()
      await db.schema
        .createTable('resources')
        .addColumn('account', text, (c) => c.notNull())
        .addColumn('arn', text, (c) => c.notNull())
        .addColumn('kind', text, (c) => c.notNull())
        .addColumn('name', text, (c) => c.notNull())
        .addColumn('region', text, (c) => c.notNull())
        .addColumn('first_seen', text, (c) => c.notNull())
        .addColumn('last_seen', text)
        .addColumn('held_since', text)
        .addColumn('gone_at', text)
        .addColumn('gone_fence', 'integer')
        .addPrimaryKeyConstraint('resources_key', ['account', 'arn'])
        .modifyEnd(strict)
        .execute()
      await db.schema
        .createTable('findings')
        .addColumn('id', text, (c) => c.primaryKey().notNull())
        .addColumn('key', text, (c) => c.notNull())
        .addColumn('account', text, (c) => c.notNull())
        .addColumn('check', text, (c) => c.notNull())
        .addColumn('discriminator', text, (c) => c.notNull())
        .addColumn('resource', text, (c) => c.notNull())
        .addColumn('kind', text, (c) => c.notNull())
        .addColumn('name', text, (c) => c.notNull())
        .addColumn('region', text, (c) => c.notNull())
        .addColumn('status', text, (c) => c.notNull().check(sql`status in ('open', 'resolved')`))
        .addColumn('severity', text, (c) => c.notNull())
        .addColumn('score', 'integer', (c) => c.notNull())
        .addColumn('evidence', text, (c) => c.notNull())
        .addColumn('first_seen', text, (c) => c.notNull())
        .addColumn('changed_at', text, (c) => c.notNull())
        .addColumn('resolved_at', text)
        .addColumn('resolved_reason', text)
        .addColumn('not_verified_since', text)
        .addColumn('waiver', text)
        .addUniqueConstraint('findings_by_key', ['account', 'key'])
        .addCheckConstraint('findings_resolved', sql`(status = 'resolved') = (resolved_at is not null)`)
        .modifyEnd(strict)
        .execute()
      await db.schema.createIndex('findings_by_status').on('findings').columns(['account', 'status']).execute()
      await db.schema
        .createTable('finding_events')
        .addColumn('finding', text, (c) => c.notNull().references('findings.id').onDelete('cascade'))
        .addColumn('fence', 'integer', (c) => c.notNull())
        .addColumn('step', 'integer', (c) => c.notNull())
        .addColumn('account', text, (c) => c.notNull())
        .addColumn('scan', text, (c) => c.notNull())
        .addColumn('at', text, (c) => c.notNull())
        .addColumn('event', text, (c) => c.notNull())
        .addColumn('detail', text, (c) => c.notNull())
        .addColumn('before', text)
        .addPrimaryKeyConstraint('finding_events_key', ['finding', 'fence', 'step'])
        .modifyEnd(strict)
        .execute()
      await db.schema.createIndex('finding_events_by_order').on('finding_events').columns(['account', 'fence']).execute()
      await db.schema
        .createTable('leases')
        .addColumn('account', text, (c) => c.primaryKey().notNull())
        .addColumn('fence', 'integer', (c) => c.notNull())
        .addColumn('scan', text)
        .addColumn('host', text, (c) => c.notNull())
        .addColumn('pid', 'integer', (c) => c.notNull())
        .addColumn('heartbeat', text, (c) => c.notNull())
        .modifyEnd(strict)
        .execute()
      await db.schema
        .createTable('holds')
        .addColumn('scan', text, (c) => c.notNull().references('scans.id').onDelete('cascade'))
        .addColumn('kind', text, (c) => c.notNull())
        .addColumn('region', text, (c) => c.notNull())
        .addColumn('vanished', 'integer', (c) => c.notNull())
        .addColumn('known', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('holds_key', ['scan', 'kind', 'region'])
        .modifyEnd(strict)
        .execute()
    },
  }
}

export const migrationsOf = (engine: Engine): Migrations => ({ '0001-findings-over-time': first(engine) })

const hasMigrationTable = async (db: Db, engine: Engine): Promise<boolean> => {
  const { rows } =
    engine === 'sqlite'
      ? await sql`select 1 from sqlite_master where type = 'table' and name = ${migrationTable}`.execute(db)
      : await sql`select 1 where to_regclass(${migrationTable}) is not null`.execute(db)
  return rows.length > 0
}

/** Names of the migrations that a database has, oldest first. */
const appliedTo = async (db: Db, engine: Engine): Promise<readonly string[]> => {
  if (!(await hasMigrationTable(db, engine))) return []
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(migrationTable)} order by name`.execute(db)
  return rows.map(({ name }) => name)
}

/** What a database lacks. Throws {@link NewerDatabase} where it has what this version does not know. */
export const outstanding = async (
  db: Db,
  engine: Engine,
  location: string,
  migrations: Migrations,
): Promise<{ readonly applied: readonly string[]; readonly missing: readonly string[] }> => {
  const applied = await appliedTo(db, engine)
  const newer = applied.filter((name) => !Object.hasOwn(migrations, name))
  if (newer.length > 0) throw new NewerDatabase(location, newer)
  return { applied, missing: Object.keys(migrations).filter((name) => !applied.includes(name)) }
}

/** Applies what is outstanding; all of it or nothing. Returns the names of what was applied. */
export const migrate = async (db: Db, engine: Engine, location: string, migrations: Migrations): Promise<readonly string[]> => {
  const { missing } = await outstanding(db, engine, location, migrations)
  if (missing.length === 0) return []
  // Another schema of the same database may hold a store of its own.
  const schema = engine === 'postgres' ? await sql<{ name: string }>`select current_schema() as name`.execute(db) : undefined
  const migrator = new Migrator({
    db,
    ...(schema?.rows[0] ? { migrationTableSchema: schema.rows[0].name } : {}),
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableName: migrationTable,
    migrationLockTableName: migrationLockTable,
  })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error !== undefined) {
    const what = error instanceof Error ? error.message : 'unknown cause'
    throw new DatabaseUnavailable(
      location,
      `it could not be brought up to date (${what})`,
      'It was left as it was; mend the cause and try again.',
    )
  }
  return results.filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName)
}
