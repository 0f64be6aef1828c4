// `parapet trends`: open findings over time.
import { exitCodes } from '../gate.ts'
import { renderTrends } from '../report/trends.ts'
import { print, printJson, type Run } from './context.ts'
import { accountOf, usableScans, withExistingDatabase } from './database.ts'

interface Options {
  readonly account?: string
  readonly database?: string
  readonly json?: boolean
  readonly days: number
}

const day = 86_400_000

export const run: Run<Options> = async (context, options) =>
  withExistingDatabase(context, await context.config({ database: options.database }), async (store) => {
    const now = context.io.now()
    const account = await accountOf(store, options.account)
    const scans = (await usableScans(store, account, new Date(now.getTime() - options.days * day))).toReversed()
    if (options.json) printJson(context, { account, days: options.days, scans })
    else if (context.plain)
      print(
        context,
        ...scans.map(({ id, startedAt, state, open }) =>
          [id, startedAt.toISOString(), state, open.critical, open.high, open.medium, open.low, open.informational].join('\t'),
        ),
      )
    else context.io.out.write(renderTrends({ scans, now }, { width: Math.min(context.io.out.columns, 110), colour: context.colour }))
    return exitCodes.ok
  })
