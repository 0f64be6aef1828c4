// `parapet report`: a stored scan in any format.
import { exitCodes } from '../gate.ts'
import { loadChecks } from './catalogue.ts'
import type { Run } from './context.ts'
import { accountOf, nothingScanned, scanNamed, usableScans, withExistingDatabase } from './database.ts'
import { writeReport, type OutputOptions } from './render.ts'
import { reportModel } from './report-model.ts'
import { projectWaivers } from './waivers-in-force.ts'

interface Options extends OutputOptions {
  readonly account?: string
  readonly database?: string
  readonly scan?: string
}

export const run: Run<Options> = async (context, options) => {
  const loaded = await context.config({ database: options.database })
  const waivers = await projectWaivers(context, loaded)
  return withExistingDatabase(context, loaded, async (store) => {
    // A named scan says of which account it is.
    const named = options.scan === undefined ? undefined : await store.scan(options.scan)
    const scans = await usableScans(store, named?.account ?? (await accountOf(store, options.account)))
    const scan = options.scan === undefined ? scans[0] : scanNamed(scans, options.scan)
    if (!scan) throw nothingScanned(store.location)
    const { model } = await reportModel({ store, scan, checks: await loadChecks(), waivers, now: context.io.now() })
    await writeReport(context, model, options, options.database)
    return exitCodes.ok
  })
}
