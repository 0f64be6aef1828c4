// `parapet scan --dry-run`: what a scan would call, without calling anything.
import { actionsOf } from '../aws/actions.ts'
import { facetCalls } from '../collect/collector.ts'
import type { LoadedConfig } from '../config.ts'
import type { Operation } from '../graph/fact.ts'
import { serviceOf, type Plan } from '../plan.ts'
import { count } from '../report/words.ts'
import { printJson, print, tell, type Context } from './context.ts'
import { table } from './table.ts'

interface PlannedCall {
  readonly operation: Operation
  readonly kind: string
  /** How often it is made, page by page. */
  readonly per: string
  readonly actions: readonly string[]
}

/** Every call of a plan, as often as it is made. */
export const plannedCalls = (plan: Plan): readonly PlannedCall[] => {
  const found = new Map<string, PlannedCall>()
  const add = (operations: readonly Operation[], kind: string, per: string): void => {
    for (const operation of operations) {
      const key = `${operation} ${kind} ${per}`
      if (!found.has(key)) found.set(key, { operation, kind, per, actions: actionsOf(operation) })
    }
  }
  for (const { collector, facets } of plan.kinds) {
    const place = collector.scope === 'global' ? 'account' : 'region'
    add(collector.list.calls, collector.kind, collector.list.per === undefined ? place : collector.list.per)
    for (const name of facets) {
      const facet = collector.facets[name]
      // A bulk read is made once for a place, whichever kinds draw on it.
      if (facet) add(facetCalls(facet), collector.kind, facet.from ? place : 'resource')
    }
  }
  return [...found.values()].sort((a, b) => a.operation.localeCompare(b.operation) || a.kind.localeCompare(b.kind))
}

/** Prints the plan. */
export const dryRun = (context: Context, plan: Plan, { config }: LoadedConfig, json: boolean): void => {
  const calls = plannedCalls(plan)
  if (json) {
    printJson(context, { regions: config.regions, checks: plan.checks.map(({ id }) => id), operations: plan.operations, calls })
    return
  }
  print(
    context,
    ...table(
      context,
      [{ title: 'operation' }, { title: 'once for each' }, { title: 'of' }, { title: 'IAM action', flexible: true }],
      calls.map(({ operation, per, kind, actions }) => [operation, per, kind, actions.join(', ')]),
    ),
  )
  const services = new Set(plan.checks.map(serviceOf)).size
  tell(
    context,
    '',
    `Nothing was called. A scan would ask ${count(plan.operations.length, 'read-only operation')} for ${count(plan.checks.length, 'check')} of ${count(services, 'service')} in regions ${config.regions.join(', ')}, and who it is and which regions there are.`,
  )
}
