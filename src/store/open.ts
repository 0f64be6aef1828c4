// Opens a store: a file, or a PostgreSQL database.
import { Kysely } from 'kysely'
import { commit } from './commit.ts'
import { DatabaseUnavailable } from './errors.ts'
import { history } from './history.ts'
import { leases } from './leases.ts'
import { migrate, migrationsOf, outstanding, type Migrations } from './migrations.ts'
import { prune } from './prune.ts'
import { queries } from './queries.ts'
import { resources } from './resources.ts'
import type { Context, Database, Engine } from './schema.ts'
import { backupSqlite, openSqlite, sqliteDialect } from './sqlite.ts'
import type { Store } from './store.ts'

export interface StoreOptions {
  readonly now: () => Date
  /** Who holds leases: this machine and this process. */
  readonly host: string
  readonly pid: number
  /** Whether a process of this machine lives. */
  readonly isAlive: (pid: number) => boolean
  /** Leave an older database as it is until `migrate` is called; a newer one is refused all the same. Default: bring it up to date. */
  readonly migrate?: boolean
  /** All migrations there are; a test names its own. */
  readonly migrations?: Migrations
}

interface Connection {
  readonly db: Kysely<Database>
  readonly engine: Engine
  readonly location: string
  readonly close: () => Promise<void>
  readonly backup: (file: string) => Promise<void>
}

const openFile = async (file: string): Promise<Connection> => {
  const database = await openSqlite(file)
  const db = new Kysely<Database>({ dialect: sqliteDialect(database, file) })
  return {
    db,
    engine: 'sqlite',
    location: file,
    backup: (target) => backupSqlite(file, target),
    async close() {
      await db.destroy()
      if (database.isOpen) database.close()
    },
  }
}

const openServer = async (url: string): Promise<Connection> => {
  const { openPostgres } = await import('./postgres.ts')
  const { dialect, location, close } = await openPostgres(url)
  const db = new Kysely<Database>({ dialect })
  return {
    db,
    engine: 'postgres',
    location,
    async backup() {
      throw new DatabaseUnavailable(
        location,
        'PostgreSQL is not copied by Parapet',
        `Use pg_dump: pg_dump --format=custom --file=parapet.dump ${location}`,
      )
    },
    async close() {
      await db.destroy()
      await close()
    },
  }
}

/** `2026-01-02T03-04-05-678Z`: for file names. */
const stamp = (now: Date): string => now.toISOString().replaceAll(/[:.]/g, '-')

/** Opens a store, making and migrating it where needed. `location`: a file path, `:memory:`, or `postgres://user:password@host/database`. */
export const openStore = async (location: string, options: StoreOptions): Promise<Store> => {
  const connection = await (/^postgres(ql)?:\/\//.test(location) ? openServer(location) : openFile(location))
  const { db, engine, backup, close } = connection
  const migrations = options.migrations ?? migrationsOf(engine)
  const upgrade = async (): Promise<readonly string[]> => {
    const { applied, missing } = await outstanding(db, engine, connection.location, migrations)
    // What is there is copied before it is changed.
    if (engine === 'sqlite' && location !== ':memory:' && applied.length > 0 && missing.length > 0) {
      await backup(`${location}.before-${missing.at(-1)}-${stamp(options.now())}`)
    }
    return migrate(db, engine, connection.location, migrations)
  }
  try {
    if (options.migrate === false) await outstanding(db, engine, connection.location, migrations)
    else await upgrade()
  } catch (error) {
    await close()
    throw error
  }
  const context: Context = { db, engine, location: connection.location, host: options.host, pid: options.pid, isAlive: options.isAlive }
  return {
    location: connection.location,
    ...leases(context),
    commit: commit(context),
    ...queries(context),
    ...history(context),
    resources: resources(context),
    migrate: upgrade,
    prune: prune(context),
    backup,
    close,
  }
}
