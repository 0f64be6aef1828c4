// `parapet findings show ID`: one finding in full.
import { exitCodes } from '../gate.ts'
import { renderFinding } from '../report/finding.ts'
import { invalid } from '../user-error.ts'
import { nearest } from '../suggest.ts'
import type { Finding, Store } from '../store/store.ts'
import { loadChecks } from './catalogue.ts'
import { printJson, type Run } from './context.ts'
import { usableScans, withExistingDatabase } from './database.ts'
import { reportChecks } from './report-model.ts'
import { projectWaivers, reportWaivers, withWaivers } from './waivers-in-force.ts'

/** A finding by its id or a unique beginning of it. */
export const findingNamed = async (store: Store, id: string): Promise<Finding> => {
  const finding = await store.finding(id)
  if (finding) return finding
  const near = nearest(
    id.toUpperCase(),
    (await store.findings()).map((each) => each.id),
  )
  throw invalid(`there is no finding '${id}', or several begin with it`, {
    next: near === undefined ? 'parapet findings list' : `did you mean ${near}?`,
  })
}

export const run: Run<{ readonly database?: string; readonly json?: boolean }> = async (context, options, [id = '']) => {
  const loaded = await context.config({ database: options.database })
  const waivers = await projectWaivers(context, loaded)
  return withExistingDatabase(context, loaded, async (store) => {
    const now = context.io.now()
    const stored = await findingNamed(store, id)
    const [finding = stored] = withWaivers([stored], waivers, now)
    const events = await store.events({ finding: finding.id })
    const check = reportChecks(await loadChecks()).get(finding.check)
    const waiver = reportWaivers(waivers, [stored], now).find((each) => each.id === finding.waiver || (each.expired && each.matches > 0))
    if (options.json) {
      printJson(context, { finding, check: check ?? null, waiver: waiver ?? null, events })
      return exitCodes.ok
    }
    const [scan] = await usableScans(store, finding.account)
    const others = (await store.findings({ account: finding.account, status: 'open', resource: finding.resource })).filter(
      (each) => each.id !== finding.id && each.resource === finding.resource,
    )
    context.io.out.write(
      renderFinding(
        { finding, check, events, waiver, scan, others, now },
        { width: Math.min(context.io.out.columns, 110), colour: context.colour },
      ),
    )
    return exitCodes.ok
  })
}
