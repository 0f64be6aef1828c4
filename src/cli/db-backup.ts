// `parapet db backup FILE`: a copy of the database, made while it is in use.
import { resolve } from 'node:path'
import { displayPath } from '../config.ts'
import { exitCodes } from '../gate.ts'
import { tell, type Run } from './context.ts'
import { withExistingDatabase } from './database.ts'

export const run: Run<{ readonly database?: string }> = async (context, options, [target = '']) =>
  withExistingDatabase(context, await context.config({ database: options.database }), async (store) => {
    const file = resolve(context.io.cwd, target)
    await store.backup(file)
    tell(context, `Copied ${store.location} to ${displayPath(file, context.io.cwd)}.`)
    return exitCodes.ok
  })
