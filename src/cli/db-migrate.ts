// `parapet db migrate`: brings the database up to this version.
import { exitCodes } from '../gate.ts'
import { count } from '../report/words.ts'
import { tell, print, type Run } from './context.ts'
import { openDatabase } from './database.ts'

export const run: Run<{ readonly database?: string }> = async (context, options) => {
  const { config } = await context.config({ database: options.database })
  const store = await openDatabase(context, config.database, { migrate: false })
  try {
    const applied = await store.migrate()
    for (const name of applied) print(context, name)
    tell(context, `${store.location}: ${applied.length === 0 ? 'up to date' : `${count(applied.length, 'migration')} applied`}.`)
    return exitCodes.ok
  } finally {
    await store.close()
  }
}
