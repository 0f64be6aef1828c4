// Transactions, and how much goes into one statement.
import type { Transaction } from 'kysely'
import type { Context, Database } from './schema.ts'

export type Trx = Transaction<Database>

// PostgreSQL's words for "all of it was undone, try again": serialization failure, deadlock; and a short id that another account took meanwhile.
const retryable = new Set(['40001', '40P01', '23505'])
const attempts = 3

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

/** All of the work or none of it. Work may run again, so it does nothing but ask and write. */
export const transaction = async <T>({ db }: Pick<Context, 'db'>, work: (trx: Trx) => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      if (attempt >= attempts || !retryable.has(String(codeOf(error)))) throw error
    }
  }
}

/** Several questions about one moment. */
export const snapshot = <T>({ db }: Pick<Context, 'db'>, work: (trx: Trx) => Promise<T>): Promise<T> =>
  db.transaction().setAccessMode('read only').setIsolationLevel('repeatable read').execute(work)

// Below both engines' limits of parameters in one statement (32,766 and 65,535) with up to twenty columns.
const rowsPerStatement = 500

export const inBatches = async <T>(values: Iterable<T>, work: (batch: readonly T[]) => Promise<unknown>): Promise<void> => {
  const all = [...values]
  for (let start = 0; start < all.length; start += rowsPerStatement) await work(all.slice(start, start + rowsPerStatement))
}
