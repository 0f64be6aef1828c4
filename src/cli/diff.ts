// `parapet diff [A] [B]`: what changed between two scans of an account.
import { exitCodes } from '../gate.ts'
import { renderDiff } from '../report/diff.ts'
import { scopeChanges } from '../report/summary.ts'
import { UserError } from '../user-error.ts'
import { loadChecks } from './catalogue.ts'
import { printJson, type Run } from './context.ts'
import { accountOf, nothingScanned, scanNamed, usableScans, withExistingDatabase } from './database.ts'
import { reportChecks } from './report-model.ts'
import { projectWaivers, withWaivers } from './waivers-in-force.ts'

interface Options {
  readonly account?: string
  readonly database?: string
  readonly json?: boolean
}

export const run: Run<Options> = async (context, options, [a, b]) => {
  const loaded = await context.config({ database: options.database })
  const waivers = await projectWaivers(context, loaded)
  return withExistingDatabase(context, loaded, async (store) => {
    const named = a === undefined ? undefined : await store.scan(a)
    const scans = await usableScans(store, named?.account ?? (await accountOf(store, options.account)))
    const [last] = scans
    if (!last) throw nothingScanned(store.location)
    const to = b === undefined ? last : scanNamed(scans, b)
    const from = a === undefined ? scans[scans.indexOf(to) + 1] : scanNamed(scans, a)
    if (!from)
      throw new UserError({
        message: `there is nothing before scan ${to.id} to compare it with`,
        exitCode: 2,
        next: 'parapet scan, and then parapet diff',
      })
    const [earlier, later] = scans.indexOf(from) >= scans.indexOf(to) ? [from, to] : [to, from]
    const changes = await store.changesBetween(earlier.id, later.id)
    const concerned = new Set(
      Object.values(changes)
        .flat()
        .filter((each) => typeof each === 'string'),
    )
    const standing = later === last ? await store.findings({ account: later.account }) : await store.findingsAt(later.id)
    const findings = withWaivers(
      standing.filter(({ id }) => concerned.has(id)),
      waivers,
      context.io.now(),
    )
    if (options.json) printJson(context, { from: earlier, to: later, changes, findings, scopeChanges: scopeChanges(earlier, later) })
    else
      context.io.out.write(
        renderDiff(
          { from: earlier, to: later, changes, findings, checks: reportChecks(await loadChecks()) },
          { width: Math.min(context.io.out.columns, 110), colour: context.colour },
        ),
      )
    return exitCodes.ok
  })
}
