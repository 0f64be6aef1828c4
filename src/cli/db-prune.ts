// `parapet db prune`: removes what is old, after asking.
import { milliseconds } from '../config/keys.ts'
import { exitCodes } from '../gate.ts'
import { date } from '../report/time.ts'
import { count } from '../report/words.ts'
import { invalid } from '../user-error.ts'
import { tell, type Run } from './context.ts'
import { withExistingDatabase } from './database.ts'

export const run: Run<{ readonly database?: string; readonly keep: string; readonly yes?: boolean }> = async (context, options) => {
  const loaded = await context.config({ database: options.database })
  const keep = milliseconds(options.keep)
  if (keep === undefined) throw invalid(`--keep '${options.keep}' is not a time such as 400d`)
  const before = new Date(context.io.now().getTime() - keep)
  return withExistingDatabase(context, loaded, async (store) => {
    const what = `scans, events and resolved findings from before ${date(before)} in ${store.location}`
    if (!options.yes) {
      if (!context.io.ask) throw invalid(`this would remove ${what}`, { next: 'the same with --yes' })
      if ((await context.io.ask(`Remove ${what}? Type yes: `)) !== 'yes') {
        tell(context, 'Nothing was removed.')
        return exitCodes.ok
      }
    }
    const { scans, findings, events } = await store.prune(before)
    tell(context, `Removed ${count(scans, 'scan')}, ${count(findings, 'resolved finding')} and ${count(events, 'event')}.`)
    return exitCodes.ok
  })
}
