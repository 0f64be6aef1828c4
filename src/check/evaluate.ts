// Evaluates checks on an inventory. Pure: the same inventory and settings give the same verdicts in the same order.
import type { Gap } from '../graph/fact.ts'
import type { Inventory } from '../graph/inventory.ts'
import type { AnyNode } from '../graph/node.ts'
import type { GraphView, Outcome, Question, ReadsSpec, Settings } from './check.ts'
import type { BlindSpot, Evaluation, Verdict } from './verdict.ts'
import { distinctGaps, lookupOf, Missing, type Lookup } from './view.ts'

const evaluateOne = (check: Question, node: AnyNode, lookup: Lookup, context: object): readonly Verdict[] => {
  const resource = { arn: node.arn, name: node.name, account: node.account, region: node.region, kind: node.kind }
  const head = { check: check.id, resource }
  const subject = lookup.subject(node, check.needs)
  for (const [edge, facets] of Object.entries(check.across)) {
    Object.defineProperty(subject, edge, { enumerable: true, get: () => lookup.out(node, edge, () => facets) })
  }
  try {
    const result: Outcome | readonly Outcome[] = check.test(subject as never, context as never)
    const outcomes: readonly Outcome[] = Array.isArray(result) ? result : [result as Outcome]
    if (outcomes.length === 0) throw new Error('the check came to no outcome')
    const discriminators = outcomes.flatMap((outcome) => (outcome.verdict === 'fail' ? [outcome.discriminator] : []))
    if (discriminators.length > 0) {
      if (new Set(discriminators).size !== discriminators.length) throw new Error('two failures have the same discriminator')
      return outcomes.flatMap((outcome) => (outcome.verdict === 'fail' ? [{ ...head, ...outcome }] : []))
    }
    return outcomes.slice(0, 1).map((outcome) => ({ ...head, ...outcome }))
  } catch (error) {
    if (!(error instanceof Missing)) return [{ ...head, verdict: 'error', message: error instanceof Error ? error.message : String(error) }]
    // All that is missing at once, so that one look at the report is enough to mend it.
    const others = check.needs.flatMap((facet): readonly Gap[] => {
      const fact = node.facets[facet]
      return fact?.state === 'unknown' ? [fact.gap] : []
    })
    const gaps = distinctGaps([...error.gaps, ...others])
    // A resource that was deleted meanwhile has no verdict; the ledger tells, and its findings stay as they were.
    if (others.some(({ reason }) => reason === 'gone')) return []
    return [{ ...head, verdict: 'unknown', gaps }]
  }
}

type Derive = (graph: never) => unknown
/** What was derived, or what was thrown instead, and from what: the kinds that were looked at, with the facets that the view showed of them. */
interface Derivation {
  readonly from: readonly (readonly [kind: string, facets: string])[]
  readonly result: { readonly value: unknown } | { readonly thrown: unknown }
}
/** By the function. */
export type Derived = Map<Derive, Derivation[]>

/** Facets as one text; what is not declared is told from what is declared without any. */
const facetsKey = (facets: readonly string[] | undefined): string => (facets ? facets.toSorted().join(' ') : 'none')

/** Graph view of one check: only the kinds and facets that it declared. `touched` collects the kinds that are looked at. */
const graphOf = (reads: Question['reads'], lookup: Lookup, derived: Derived, touched = new Set<string>()) => {
  const facetsOf = (kind: string): readonly string[] => {
    touched.add(kind)
    return reads[kind] ?? []
  }
  const declared = (kind: string): void => {
    touched.add(kind)
    if (!(kind in reads)) throw new Error(`the check does not declare that it reads ${kind}`)
  }
  const derive = (how: Derive): Derivation => {
    const known = derived.get(how) ?? []
    derived.set(how, known)
    // Another check may declare more: what was not looked at makes no difference.
    const earlier = known.find(({ from }) => from.every(([kind, facets]) => facetsKey(reads[kind]) === facets))
    if (earlier) return earlier
    const seen = new Set<string>()
    const attempt = (): Derivation['result'] => {
      try {
        return { value: how(graphOf(reads, lookup, derived, seen) as never) }
      } catch (error) {
        return { thrown: error }
      }
    }
    const result = attempt()
    const made = { from: [...seen].map((kind) => [kind, facetsKey(reads[kind])] as const), result }
    known.push(made)
    return made
  }
  /** Listings as they were shown: a check on every resource of a kind may want all of another each time. */
  const shown = new Map<string, readonly object[]>()
  const graph = {
    all(kind: string, only?: string) {
      declared(kind)
      const key = `${kind} ${only ?? ''}`
      const known = shown.get(key)
      if (known) return known
      const regions = only === undefined ? lookup.regionsOf(kind) : [only]
      const gaps = regions.flatMap((region) => lookup.listingGaps(kind, region))
      if (gaps.length > 0) throw new Missing(gaps)
      const nodes = lookup.nodesOf(kind).filter(({ region }) => only === undefined || region === only)
      const subjects = nodes.map((node) => lookup.subject(node, facetsOf(kind)))
      shown.set(key, subjects)
      return subjects
    },
    into(target: string, kind: string, edge: string) {
      declared(kind)
      return lookup.into(target, kind, edge).map((node) => lookup.subject(node, facetsOf(kind)))
    },
    out(from: { readonly arn: string }, edge: string, kind: string) {
      declared(kind)
      const node = lookup.node(from.arn)
      if (!node) throw new Error(`${from.arn} is not in the inventory`)
      return lookup.out(node, edge, facetsOf)
    },
    ifKnown<T>(read: () => T): T | undefined {
      try {
        return read()
      } catch (error) {
        if (error instanceof Missing) return undefined
        throw error
      }
    },
    once(how: Derive): unknown {
      const { from, result } = derive(how)
      for (const [kind] of from) touched.add(kind)
      if ('thrown' in result) throw result.thrown
      return result.value
    },
  }
  return graph
}

/** What a check with these reads sees of an inventory, for questions that are no checks. A missing fact throws {@link Missing} here too. */
export const viewOf = <R extends ReadsSpec>(inventory: Inventory, reads: R): GraphView<R> =>
  // The inventory knows its kinds by their names alone; the collectors gave them the shapes that the view promises.
  graphOf(reads, lookupOf(inventory), new Map()) as unknown as GraphView<R>

/**
 * Evaluates every check, or any other question, on every resource of its kind. One check that throws, or one poisoned resource, spoils nothing else.
 * `derived` carries what was worked out over from an earlier part of the same scan.
 */
export const evaluate = (
  checks: readonly Question[],
  inventory: Inventory,
  settings: Settings,
  derived: Derived = new Map(),
): Evaluation => {
  const lookup = lookupOf(inventory)
  const verdicts: Verdict[] = []
  const blindSpots: BlindSpot[] = []
  for (const check of checks) {
    const context = {
      graph: graphOf(check.reads, lookup, derived),
      ...Object.fromEntries(check.uses.map((name) => [name, settings[name]])),
    }
    for (const kind of check.on) {
      for (const region of lookup.regionsOf(kind)) {
        const gaps = lookup.listingGaps(kind, region)
        if (gaps.length > 0) blindSpots.push({ check: check.id, kind, account: inventory.scan.account, region, gaps: distinctGaps(gaps) })
      }
      for (const node of lookup.nodesOf(kind)) verdicts.push(...evaluateOne(check, node, lookup, context))
    }
  }
  return { verdicts, blindSpots }
}
