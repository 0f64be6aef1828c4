// `parapet check SNAPSHOT`: evaluates a snapshot file. Calls nothing, keeps nothing.
import { resolve } from 'node:path'
import { evaluate } from '../check/evaluate.ts'
import { readSnapshot } from '../graph/snapshot.ts'
import { stateOf } from '../scan.ts'
import { loadChecks, type SelectionOptions } from './catalogue.ts'
import type { Run } from './context.ts'
import { withEphemeral } from './ephemeral.ts'
import type { OutputOptions } from './render.ts'
import { conclude, gateRequest, type GateOptions } from './scan.ts'
import { selectedChecks, settingsAt } from './scan-request.ts'
import { projectWaivers } from './waivers-in-force.ts'
import { waiverLookup } from './waiver-tags.ts'

export const run: Run<SelectionOptions & GateOptions & OutputOptions> = async (context, options, [snapshot = '']) => {
  const loaded = await context.config({})
  const waivers = await projectWaivers(context, loaded)
  const all = await loadChecks()
  const checks = selectedChecks(options, all)
  const inventory = await readSnapshot(resolve(context.io.cwd, snapshot))
  const now = context.io.now()
  // Ages are measured at the time when the account was read.
  const evaluation = evaluate(checks, inventory, settingsAt(loaded, inventory.scan.startedAt))
  const waiverOf = waiverLookup(waivers, now)
  return withEphemeral(
    context,
    { inventory, evaluation, ...stateOf(inventory, evaluation), checks, waiverOf: (finding) => waiverOf(finding, inventory) },
    (store, scan, changes) =>
      conclude(context, { store, scan, changes, checks: all, waivers, now, gate: gateRequest(options) }, options, null),
  )
}
