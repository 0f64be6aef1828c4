// What must be called: from the selected checks to the kinds, facets and operations that they need, and nothing more.
import { collectorCalls, facetCalls, type Collector, type PlannedKind } from './collect/collector.ts'
import type { Check } from './check/check.ts'
import type { Operation } from './graph/fact.ts'
import { fits } from './graph/wildcard.ts'
import { severityOf, riskScore, type Severity } from './risk/severity.ts'

export interface Catalogue {
  readonly collectors: readonly Collector[]
  readonly checks: readonly Check[]
}

/** Which checks to run; an empty selection means all of them. */
export interface Selection {
  /** Services by the first word of the check id. */
  readonly services?: readonly string[]
  /** Check ids; `*` is a wildcard. */
  readonly checks?: readonly string[]
  readonly severities?: readonly Severity[]
  /** Read content facets too (design 11.3). */
  readonly content?: boolean
}

export interface Plan {
  readonly checks: readonly Check[]
  /** Parents before the kinds that are listed per parent. */
  readonly kinds: readonly PlannedKind[]
  /** Every operation that may be sent, sorted. */
  readonly operations: readonly Operation[]
}

export const serviceOf = (check: { readonly id: string }): string => check.id.slice(0, check.id.indexOf('-'))
export const severityOfCheck = (check: Pick<Check, 'likelihood' | 'impact'>): Severity =>
  severityOf(riskScore(check.likelihood, check.impact))

/** The checks of a selection. A pattern that matches nothing is an error of the caller: see `unmatched`. */
export const selectChecks = (checks: readonly Check[], selection: Selection): readonly Check[] =>
  checks.filter(
    (check) =>
      (!selection.services?.length || selection.services.includes(serviceOf(check))) &&
      (!selection.checks?.length || selection.checks.some((pattern) => fits(pattern, check.id))) &&
      (!selection.severities?.length || selection.severities.includes(severityOfCheck(check))) &&
      (selection.content || !check.content),
  )

/** Names and patterns of a selection that match no check, for a message with a suggestion. */
export const unmatched = (checks: readonly Check[], selection: Selection): readonly string[] => [
  ...(selection.services ?? []).filter((service) => !checks.some((check) => serviceOf(check) === service)),
  ...(selection.checks ?? []).filter((pattern) => !checks.some((check) => fits(pattern, check.id))),
]

/** What is asked of the inventory, by a check or by anything else. */
type Asked = Pick<Check, 'on' | 'needs' | 'across' | 'reads' | 'walks'>

/** What the checks need, closed over the edges that they follow. Throws where a check names a kind that no collector reads: a fault of the catalogue. */
export const planFor = (checks: readonly Check[], collectors: readonly Collector[]): Plan => ({ checks, ...kindsFor(checks, collectors) })

/** The kinds, facets and operations that these need. */
export const kindsFor = (asked: readonly Asked[], collectors: readonly Collector[]): Omit<Plan, 'checks'> => {
  const byKind = new Map(collectors.map((collector) => [collector.kind, collector]))
  const needed = new Map<string, Set<string>>()
  const collectorOf = (kind: string): Collector => {
    const collector = byKind.get(kind)
    if (!collector) throw new Error(`no collector reads ${kind}`)
    return collector
  }
  const need = (kind: string, facets: readonly string[]): void => {
    const collector = collectorOf(kind)
    const known = needed.get(kind)
    const set = known ?? new Set<string>()
    needed.set(kind, set)
    for (const facet of facets) set.add(facet)
    if (!known && collector.list.per) need(collector.list.per, [])
  }
  const follow = (kind: string, edgeName: string, facets: readonly string[]): void => {
    const edge = collectorOf(kind).edges[edgeName]
    if (!edge) throw new Error(`${kind} has no edge ${edgeName}`)
    need(kind, edge.from === 'base' ? [] : [edge.from])
    const targets = typeof edge.to === 'string' ? [edge.to] : edge.to
    for (const target of targets) {
      need(target, facets)
      // Whatever may stand in for the target has to be listed as well, else the edge could not be followed through it.
      for (const other of collectors) {
        const edgeOfOther = other.standsFor === undefined ? undefined : other.edges[other.standsFor]
        if (edgeOfOther?.to === target) need(other.kind, edgeOfOther.from === 'base' ? [] : [edgeOfOther.from])
      }
    }
  }
  for (const check of asked) {
    for (const kind of check.on) {
      need(kind, check.needs)
      for (const [edge, facets] of Object.entries(check.across)) follow(kind, edge, facets)
    }
    for (const [kind, facets] of Object.entries(check.reads)) {
      need(kind, facets)
      // The graph view may walk any edge between the kinds that the check reads, unless it says which.
      for (const [name, edge] of Object.entries(collectorOf(kind).edges)) {
        if (check.walks && !check.walks.includes(name) && !check.walks.includes(`${kind} ${name}`)) continue
        const targets = typeof edge.to === 'string' ? [edge.to] : edge.to
        if (targets.some((target) => check.on.includes(target) || target in check.reads)) follow(kind, name, [])
      }
    }
  }
  const order = (kind: string): number => {
    const { per } = collectorOf(kind).list
    return per ? 1 + order(per) : 0
  }
  const kinds = [...needed]
    .map(([kind, facets]) => ({ collector: collectorOf(kind), facets: [...facets].sort() }))
    .sort((a, b) => order(a.collector.kind) - order(b.collector.kind) || a.collector.kind.localeCompare(b.collector.kind))
  const operations = new Set(
    kinds.flatMap(({ collector, facets }) => [
      ...collector.list.calls,
      ...facets.flatMap((name) => {
        const facet = collector.facets[name]
        if (!facet) throw new Error(`${collector.kind} has no facet ${name}`)
        return facetCalls(facet)
      }),
    ]),
  )
  return { kinds, operations: [...operations].sort() }
}

/** Every operation that any collector may send: the allow-list of the client factory. */
export const allOperations = (collectors: readonly Collector[]): readonly Operation[] =>
  [...new Set(collectors.flatMap(collectorCalls))].sort()
