// A scan again with only what some operations can change: results of all other jobs are taken over, and checks that read nothing of it are left out.
import { collectors } from '../../collectors/index.ts'
import { checks } from '../../checks/index.ts'
import type { Aws } from '../../src/aws/aws.ts'
import type { Check, Settings } from '../../src/check/check.ts'
import { evaluate } from '../../src/check/evaluate.ts'
import { facetCalls, type PlannedKind } from '../../src/collect/collector.ts'
import { collect, type JobResult } from '../../src/collect/run.ts'
import type { Operation } from '../../src/graph/fact.ts'
import { planFor } from '../../src/plan.ts'
import type { Scanned } from './oracle.ts'

export const plan = planFor(checks, collectors)

/** A whole scan, with what each of its jobs learned. */
export interface WholeScan extends Scanned {
  readonly jobs: readonly JobResult[]
}

interface Request {
  readonly aws: Aws
  readonly id: string
  readonly regions: readonly string[]
  readonly settings: Settings
}

export const wholeScan = async ({ aws, id, regions, settings }: Request): Promise<WholeScan> => {
  const jobs: JobResult[] = []
  const now = (): Date => settings.now
  const inventory = await collect(aws, { id, kinds: plan.kinds, regions, now, onJob: (result) => jobs.push(result) })
  return { inventory, evaluation: evaluate(plan.checks, inventory, settings), jobs }
}

const callsOf = ({ collector, facets }: PlannedKind): readonly Operation[] => [
  ...collector.list.calls,
  ...facets.flatMap((name) => {
    const facet = collector.facets[name]
    return facet ? facetCalls(facet) : []
  }),
]

/** Kinds that some operations tell of, and those that are listed per one of them. */
const kindsTouched = (operations: readonly Operation[]): ReadonlySet<string> => {
  const touched = new Set<string>()
  // Parents come before their children in a plan.
  for (const planned of plan.kinds) {
    const { kind, list } = planned.collector
    if (callsOf(planned).some((call) => operations.includes(call)) || (list.per !== undefined && touched.has(list.per))) touched.add(kind)
  }
  return touched
}

const kindsOf = new Map(checks.map((check) => [check.id, planFor([check], collectors).kinds.map(({ collector }) => collector.kind)]))
/** Checks that read anything of these kinds. */
export const checksOn = (kinds: ReadonlySet<string>): readonly Check[] =>
  checks.filter(({ id }) => kindsOf.get(id)?.some((kind) => kinds.has(kind)))

/** The part of a whole scan that some operations can change, and the same part scanned again. */
export const rescan = async (
  whole: WholeScan,
  operations: readonly Operation[],
  { aws, id, regions, settings }: Request,
): Promise<{ readonly before: Scanned; readonly after: Scanned; readonly checks: readonly Check[] }> => {
  const kinds = kindsTouched(operations)
  const some = checksOn(kinds)
  const ids = new Set(some.map((check) => check.id))
  const done = whole.jobs.filter(({ kind }) => !kinds.has(kind))
  const inventory = await collect(aws, { id, kinds: plan.kinds, regions, now: () => settings.now, done })
  const { verdicts, blindSpots } = whole.evaluation
  return {
    before: {
      inventory: whole.inventory,
      evaluation: {
        verdicts: verdicts.filter(({ check }) => ids.has(check)),
        blindSpots: blindSpots.filter(({ check }) => ids.has(check)),
      },
    },
    after: { inventory, evaluation: evaluate(some, inventory, settings) },
    checks: some,
  }
}
