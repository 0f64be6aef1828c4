// The store as commands use it: opened, checked for scans that died, closed again whatever happens.
import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { LoadedConfig } from '../config.ts'
import { isServer, withoutPassword } from '../config.ts'
import { dataDirectory, type Environment } from '../config/environment.ts'
import { moment } from '../report/time.ts'
import { printable, shellWord } from '../report/text.ts'
import { nearest } from '../suggest.ts'
import { invalid, UserError } from '../user-error.ts'
import type { Store, StoredScan } from '../store/store.ts'
import { tell, type Context } from './context.ts'

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Somebody else's process is alive, too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Opens a database, which is made where there is none. `:memory:` is forgotten at the end. */
export const openDatabase = async (context: Context, location: string, options: { readonly migrate?: boolean } = {}): Promise<Store> => {
  const { openStore } = await import('../store/open.ts')
  return openStore(location, { now: context.io.now, host: hostname(), pid: process.pid, isAlive, ...options })
}

/** Does work on a store, and closes it. */
export const withDatabase = async <T>(context: Context, location: string, work: (store: Store) => Promise<T>): Promise<T> => {
  const store = await openDatabase(context, location)
  try {
    for (const scan of await store.recover(context.io.now()))
      tell(
        context,
        `${context.errPaint('medium', 'note:')} scan ${printable(scan.id)} of account ${printable(scan.account)}, begun ${moment(scan.startedAt)}, was interrupted; nothing of it counts. parapet scan --resume continues it.`,
      )
    return await work(store)
  } finally {
    await store.close()
  }
}

/** As {@link withDatabase}, for commands that only look: they make no empty database. */
export const withExistingDatabase = <T>(context: Context, { config }: LoadedConfig, work: (store: Store) => Promise<T>): Promise<T> => {
  if (!isServer(config.database) && !existsSync(config.database)) {
    const demo = demoDatabase(context.io.env)
    throw nothingScanned(
      config.database,
      existsSync(demo) ? `the same with --database ${shellWord(demo)} shows the demo; parapet scan makes your own` : undefined,
    )
  }
  return withDatabase(context, config.database, work)
}

/** Where the demo keeps its findings. */
export const demoDatabase = (env: Environment): string => join(dataDirectory(env), 'demo.db')

export const nothingScanned = (database: string, next = 'parapet scan, or parapet demo to see it work'): UserError =>
  new UserError({
    message: `nothing has been scanned yet: there is no scan in ${withoutPassword(database)}`,
    exitCode: 3,
    next,
  })

/** The account that was asked for, else the one that was scanned last. */
export const accountOf = async (store: Store, asked: string | undefined): Promise<string> => {
  const accounts = await store.accounts()
  if (asked !== undefined) {
    if (accounts.includes(asked)) return asked
    throw invalid(`account ${asked} is not in ${store.location}`, {
      next: accounts.length > 0 ? `--account ${accounts[0] ?? ''}` : 'parapet scan',
    })
  }
  const [last] = await store.scans({ limit: 1 })
  if (!last) throw nothingScanned(store.location)
  return last.account
}

/** Whether a scan came to results. */
export const isUsable = ({ state }: StoredScan): boolean => state === 'complete' || state === 'partial'

const generous = 100_000

/** Scans of an account that came to results, newest first. */
export const usableScans = async (store: Store, account: string, since?: Date): Promise<readonly StoredScan[]> =>
  (await store.scans({ account, limit: generous, ...(since ? { since } : {}) })).filter(isUsable)

/** A scan by its id, by the beginning of it, or by a day: the last one up to the end of that day. */
export const scanNamed = (scans: readonly StoredScan[], name: string): StoredScan => {
  const exact = scans.find(({ id }) => id === name)
  if (exact) return exact
  if (/^\d{4}-\d{2}-\d{2}$/.test(name)) {
    const found = scans.find(({ startedAt }) => startedAt.toISOString().slice(0, 10) <= name)
    if (found) return found
    throw invalid(`there is no scan up to ${name}`, scans.length > 0 ? { next: `the first one is ${scans.at(-1)?.id ?? ''}` } : {})
  }
  const starting = scans.filter(({ id }) => id.startsWith(name))
  const [only] = starting
  if (only && starting.length === 1) return only
  const near = nearest(
    name,
    scans.map(({ id }) => id),
  )
  throw invalid(only ? `${starting.length} scans begin with '${name}'` : `there is no scan '${name}' with results`, {
    next: near === undefined ? 'parapet trends lists the scans' : `did you mean ${near}?`,
  })
}
