// SQLite: node:sqlite under Kysely. One file, several processes.
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { backup, DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely'
import { DatabaseUnavailable, UnreadableDatabase } from './errors.ts'
import { migrationTable } from './migrations.ts'
import { decodeRow, encodeParameter } from './text.ts'

/** How long a writer waits for another one. */
const patienceMilliseconds = 30_000
const pauseMilliseconds = 20

// Result codes of https://www.sqlite.org/rescode.html, the lower eight bits.
const busy = new Set([5, 6])
const damaged = new Map([
  [11, 'it is damaged'],
  [26, 'it is not an SQLite database'],
])
const unusable = new Map<number, readonly [what: string, remedy: string]>([
  [3, ['permission denied', 'Check who owns the file and its directory.']],
  [8, ['it is read-only', 'Check the permissions of the file and its directory, and whether the file system is mounted read-only.']],
  [10, ['reading or writing failed', 'Check the disk.']],
  [13, ['the disk is full', 'Make room and try again; nothing that was stored is lost.']],
  [14, ['it cannot be opened', 'Check the path and the permissions of its directory.']],
])

const resultCode = (error: unknown): number | undefined => {
  const code: unknown = error instanceof Error && 'errcode' in error ? error.errcode : undefined
  return typeof code === 'number' ? code & 0xff : undefined
}

/** SQLite's errors in words that say what to do. */
const translate = (error: unknown, location: string): unknown => {
  const code = resultCode(error)
  if (code === undefined) return error
  const damage = damaged.get(code)
  if (damage !== undefined) return new UnreadableDatabase(location, damage)
  const trouble = unusable.get(code)
  if (trouble !== undefined) return new DatabaseUnavailable(location, ...trouble)
  if (busy.has(code)) {
    return new DatabaseUnavailable(location, 'another process holds it and does not let go', 'End that process, or try again later.')
  }
  return error
}

/** Waits without blocking: what holds the lock may be another connection of this very process. */
const patiently = async <T>(location: string, work: () => T): Promise<T> => {
  for (let waited = 0; ; waited += pauseMilliseconds) {
    try {
      return work()
    } catch (error) {
      if (!busy.has(resultCode(error) ?? 0) || waited >= patienceMilliseconds) throw translate(error, location)
      await sleep(pauseMilliseconds)
    }
  }
}

const run = <R>(database: DatabaseSync, sql: string, parameters: readonly unknown[]): QueryResult<R> => {
  const statement = database.prepare(sql)
  // Kysely passes what the callers wrote; they write texts, numbers and nulls only.
  const values = parameters.map(encodeParameter) as SQLInputValue[]
  if (statement.columns().length > 0) return { rows: statement.all(...values).map((row) => decodeRow(row)) as R[] }
  const { changes } = statement.run(...values)
  return { rows: [], numAffectedRows: BigInt(changes) }
}

/** SQLite rolls back its schema changes as well. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

export const sqliteDialect = (database: DatabaseSync, location: string): Dialect => {
  const connection: DatabaseConnection = {
    executeQuery: <R>({ sql, parameters }: { readonly sql: string; readonly parameters: readonly unknown[] }) =>
      patiently(location, () => run<R>(database, sql, parameters)),
    streamQuery: () => {
      throw new Error('nothing is streamed')
    },
  }
  const driver: Driver = {
    init: async () => undefined,
    acquireConnection: async () => connection,
    // A transaction that reads first and writes later would fail at once if another one wrote in between: writers queue at the door.
    beginTransaction: (_, { accessMode }) =>
      patiently(location, () => database.exec(accessMode === 'read only' ? 'begin' : 'begin immediate')),
    commitTransaction: () => patiently(location, () => database.exec('commit')),
    rollbackTransaction: async () => {
      if (database.isTransaction) database.exec('rollback')
    },
    releaseConnection: async () => undefined,
    destroy: async () => undefined,
  }
  return {
    createAdapter: () => new TransactionalSqliteAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

const header = 'SQLite format 3\0'

/** Makes the file, for its owner alone, where there is none; refuses what is there and is no SQLite database, before SQLite sees it. */
const prepareFile = (file: string): void => {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    closeSync(openSync(file, 'a', 0o600))
    const { size } = statSync(file)
    if (size === 0) return
    const start = Buffer.alloc(header.length)
    const descriptor = openSync(file, 'r')
    try {
      readSync(descriptor, start, 0, start.length, 0)
    } finally {
      closeSync(descriptor)
    }
    if (start.toString('latin1') !== header) throw new UnreadableDatabase(file, 'it is not an SQLite database')
  } catch (error) {
    if (error instanceof UnreadableDatabase) throw error
    const what = error instanceof Error ? error.message : String(error)
    throw new DatabaseUnavailable(file, what, 'Check the path and the permissions, or name another file.')
  }
}

/** Up to this size a whole check takes a fraction of a second; damage in a larger file shows at the first question that meets it. */
const checkedBytes = 32 * 2 ** 20

/** Refuses a damaged database and one that is not Parapet's, before anything is written. */
const inspect = (database: DatabaseSync, file: string): void => {
  if (file === ':memory:' || statSync(file).size <= checkedBytes) {
    const [verdict] = database.prepare('pragma quick_check(1)').all()
    if (verdict?.quick_check !== 'ok') throw new UnreadableDatabase(file, 'it is damaged')
  }
  const tables = database.prepare(`select name from sqlite_master where type = 'table'`).all()
  if (tables.length > 0 && !tables.some(({ name }) => name === migrationTable)) {
    throw new UnreadableDatabase(file, 'it is the database of another program')
  }
}

/** Opens a file, or `:memory:`. */
export const openSqlite = async (file: string): Promise<DatabaseSync> => {
  if (file !== ':memory:') prepareFile(file)
  let database: DatabaseSync
  try {
    database = new DatabaseSync(file)
  } catch (error) {
    throw translate(error, file)
  }
  try {
    await patiently(file, () => inspect(database, file))
    await patiently(file, () => database.exec('pragma journal_mode = wal'))
    // FULL: what was acknowledged survives a power failure.
    database.exec('pragma synchronous = full; pragma foreign_keys = on')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Copies a database in use to a new file, which appears whole or not at all. */
export const backupSqlite = async (file: string, target: string): Promise<void> => {
  if (existsSync(target)) throw new DatabaseUnavailable(target, 'the file exists already', 'Name another file for the backup.')
  const unfinished = `${target}.partial`
  try {
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
    closeSync(openSync(unfinished, 'w', 0o600))
    chmodSync(unfinished, 0o600)
    const source = new DatabaseSync(file, { readOnly: true, timeout: patienceMilliseconds })
    try {
      // In one step, so that it is of one moment and no writer can make it start over.
      await backup(source, unfinished, { rate: 2 ** 31 - 1 })
    } finally {
      source.close()
    }
    renameSync(unfinished, target)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw translate(error, target)
  }
}
