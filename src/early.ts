// Evaluates each check as soon as all that it reads is there, while the rest is still being read: first findings come early, and no check is evaluated twice.
import { evaluate, type Derived } from './check/evaluate.ts'
import type { Check, Settings } from './check/check.ts'
import type { Evaluation } from './check/verdict.ts'
import { schemaOf, type JobResult } from './collect/run.ts'
import type { Inventory, ScanInfo } from './graph/inventory.ts'
import { kindsFor, type Plan } from './plan.ts'

export interface EarlyEvaluation {
  /** Takes what one job learned; returns how many failures are known by now, where that has changed. */
  readonly add: (result: JobResult) => number | undefined
  /** All verdicts, in the order in which one evaluation of the whole inventory would have given them. */
  readonly finish: (inventory: Inventory) => Evaluation
}

/** Evaluating looks at all that is there: not after each of hundreds of jobs. */
const batches = 20

export const earlyEvaluation = (plan: Plan, scan: ScanInfo, settings: Settings): EarlyEvaluation => {
  const collectors = plan.kinds.map(({ collector }) => collector)
  const schema = new Map(collectors.map((collector) => [collector.kind, schemaOf(collector)]))
  const jobsOf = (kind: string): number => (schema.get(kind)?.scope === 'global' ? 1 : scan.regions.length)
  const jobs = plan.kinds.reduce((sum, { collector }) => sum + jobsOf(collector.kind), 0)
  const open = new Map(collectors.map(({ kind }) => [kind, jobsOf(kind)]))
  const waiting = new Map(plan.checks.map((check) => [check, kindsFor([check], collectors).kinds.map(({ collector }) => collector.kind)]))
  const results: JobResult[] = []
  const decided = new Map<Check, Evaluation>()
  const derived: Derived = new Map()
  let evaluatedAt = 0
  let failures = 0

  const evaluateNow = (checks: readonly Check[], inventory: Inventory): void => {
    const { verdicts, blindSpots } = evaluate(checks, inventory, settings, derived)
    const [verdictsOf, blindSpotsOf] = [Map.groupBy(verdicts, ({ check }) => check), Map.groupBy(blindSpots, ({ check }) => check)]
    failures += verdicts.filter(({ verdict }) => verdict === 'fail').length
    for (const check of checks) {
      decided.set(check, { verdicts: verdictsOf.get(check.id) ?? [], blindSpots: blindSpotsOf.get(check.id) ?? [] })
      waiting.delete(check)
    }
  }
  const soFar = (): Inventory => {
    const nodes = results.flatMap((result) => result.nodes).sort((a, b) => (a.arn < b.arn ? -1 : a.arn > b.arn ? 1 : 0))
    return {
      scan,
      nodes: new Map(nodes.map((node) => [node.arn, node])),
      coverage: results.flatMap((result) => result.coverage),
      listings: results.flatMap((result) => result.listings),
      schema,
    }
  }

  return {
    add: (result) => {
      results.push(result)
      open.set(result.kind, (open.get(result.kind) ?? 1) - 1)
      const ready = [...waiting].flatMap(([check, kinds]) => (kinds.every((kind) => open.get(kind) === 0) ? [check] : []))
      const due = decided.size === 0 || results.length - evaluatedAt >= jobs / batches
      if (ready.length === 0 || !due || results.length === jobs) return undefined
      evaluatedAt = results.length
      const before = failures
      evaluateNow(ready, soFar())
      return failures === before ? undefined : failures
    },
    finish: (inventory) => {
      evaluateNow([...waiting.keys()], inventory)
      const all = plan.checks.flatMap((check) => decided.get(check) ?? [])
      return { verdicts: all.flatMap(({ verdicts }) => verdicts), blindSpots: all.flatMap(({ blindSpots }) => blindSpots) }
    },
  }
}
