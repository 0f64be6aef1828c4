// Waivers by tags need the tags: which facets to read on their account, and how a waiver finds the tags of a resource.
import type { Inventory } from '../graph/inventory.ts'
import { facetCalls, type Collector } from '../collect/collector.ts'
import type { Plan } from '../plan.ts'
import { fits } from '../graph/wildcard.ts'
import { waiverFor, type Waivable, type Waiver } from '../waivers/match.ts'

const facet = 'tags'

/** The plan, with the tags of every kind on which a waiver by tags may cover something. */
export const planWithTags = (plan: Plan, waivers: readonly Waiver[]): Plan => {
  const byTags = waivers.filter(({ match, not }) => match.tags ?? not?.tags)
  const wanted = new Set(
    plan.checks.filter(({ id }) => byTags.some(({ match }) => match.check === undefined || fits(match.check, id))).flatMap(({ on }) => on),
  )
  const needs = (collector: Collector): boolean => wanted.has(collector.kind) && collector.facets[facet] !== undefined
  const kinds = plan.kinds.map((planned) =>
    needs(planned.collector) ? { ...planned, facets: [...new Set([...planned.facets, facet])].sort() } : planned,
  )
  const added = kinds.flatMap(({ collector }) => {
    const tags = collector.facets[facet]
    return needs(collector) && tags ? facetCalls(tags) : []
  })
  return added.length === 0 ? plan : { ...plan, kinds, operations: [...new Set([...plan.operations, ...added])].sort() }
}

const tagsIn = (inventory: Inventory, arn: string): Readonly<Record<string, string>> | undefined => {
  const fact = inventory.nodes.get(arn)?.facets[facet]
  if (fact?.state === 'absent') return {}
  const value: unknown = fact?.state === 'known' ? fact.value : undefined
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

/** The id of the waiver in force for a finding, with the tags that the scan read. */
export const waiverLookup =
  (waivers: readonly Waiver[], now: Date) =>
  (finding: Omit<Waivable, 'tags'>, inventory: Inventory): string | null =>
    waiverFor(waivers, { ...finding, tags: tagsIn(inventory, finding.resource) }, now)?.id ?? null
