// What checks see of an inventory. Touching what is not known for certain ends a check with `unknown`; there is no default to fall back on.
import { parseArn } from '../graph/arn.ts'
import type { Fact, Gap, Operation } from '../graph/fact.ts'
import type { Inventory } from '../graph/inventory.ts'
import type { AnyNode } from '../graph/node.ts'

/** Thrown by views where a fact is missing; caught by the evaluator alone. */
export class Missing extends Error {
  readonly gaps: readonly Gap[]
  constructor(gaps: readonly Gap[]) {
    super('a fact is missing')
    this.name = 'Missing'
    this.gaps = gaps
  }
}

type AnySubject = Readonly<Record<string, unknown>> & { readonly arn: string; readonly kind: string }
type AnyNeighbour =
  | { readonly found: true; readonly arn: string; readonly node: AnySubject }
  | { readonly found: false; readonly arn: string; readonly foreign: boolean }

const notRead = (what: string): Gap => ({
  reason: 'skipped',
  operation: 'parapet:Read',
  action: '',
  message: `${what} was not read in this scan`,
})

/** An index over one inventory: listings, reverse edges, stand-ins. Built once for an evaluation. */
export interface Lookup {
  /** Why the listing of a kind in a region (or `global`) is not complete; empty where it is. */
  readonly listingGaps: (kind: string, region: string) => readonly Gap[]
  readonly nodesOf: (kind: string) => readonly AnyNode[]
  /** The resource with a kind's declared facets; touching one that is not known throws {@link Missing}. */
  readonly subject: (node: AnyNode, facets: readonly string[]) => AnySubject
  readonly out: (node: AnyNode, edge: string, facetsOf: (kind: string) => readonly string[]) => readonly AnyNeighbour[]
  readonly into: (target: string, kind: string, edge: string) => readonly AnyNode[]
  readonly regionsOf: (kind: string) => readonly string[]
  readonly node: (arn: string) => AnyNode | undefined
}

const valueOf = (fact: Fact<unknown> | undefined, what: string): unknown => {
  if (!fact) throw new Missing([notRead(what)])
  if (fact.state === 'unknown') throw new Missing([fact.gap])
  return fact.state === 'known' ? fact.value : null
}

export const lookupOf = (inventory: Inventory): Lookup => {
  const { nodes, schema, scan } = inventory
  const byKind = Map.groupBy(nodes.values(), (node) => node.kind)
  const nodesOf = (kind: string): readonly AnyNode[] => byKind.get(kind) ?? []
  const regionsOf = (kind: string): readonly string[] => (schema.get(kind)?.scope === 'global' ? ['global'] : scan.regions)

  const listings = Map.groupBy(inventory.listings, ({ kind, region }) => `${kind} ${region}`)
  const failedLists = Map.groupBy(
    inventory.coverage.filter(({ facet, outcome }) => facet === 'list' && outcome !== 'ok'),
    ({ kind, region }) => `${kind} ${region}`,
  )
  const listingGaps = (kind: string, region: string): readonly Gap[] => {
    const key = `${kind} ${region}`
    const kindSchema = schema.get(kind)
    const place = kindSchema?.scope === 'global' ? 'global' : region
    const own = listings.get(`${kind} ${place}`) ?? []
    const parentGaps = kindSchema?.per === undefined ? [] : listingGaps(kindSchema.per, region)
    const listed =
      kindSchema?.per === undefined ? own.length > 0 : nodesOf(kindSchema.per).filter((node) => node.region === place).length <= own.length
    if (!kindSchema || !listed) return [...parentGaps, notRead(`the list of ${kind} in ${region}`)]
    if (own.every(({ complete }) => complete)) return parentGaps
    const rows = failedLists.get(key) ?? failedLists.get(`${kind} ${place}`) ?? []
    const gaps = rows.flatMap((row): readonly Gap[] =>
      row.outcome === 'ok' || row.outcome === 'absent'
        ? []
        : [
            {
              reason: row.outcome,
              operation: row.operation,
              action: row.action ?? row.operation,
              ...(row.code === undefined ? {} : { code: row.code }),
              message: row.message ?? '',
            },
          ],
    )
    return [...parentGaps, ...(gaps.length > 0 ? gaps : [notRead(`the list of ${kind} in ${region}`)])]
  }

  const subject = (node: AnyNode, facets: readonly string[]): AnySubject => {
    const { kind, arn, name, account, region, base } = node
    const view = { kind, arn, name, account, region, base }
    for (const facet of facets) {
      Object.defineProperty(view, facet, { enumerable: true, get: () => valueOf(node.facets[facet], `${facet} of ${name}`) })
    }
    return view
  }

  /** Follows stand-ins (an alias to its key) to the resource that is meant. */
  const meant = (arn: string): string => {
    const node = nodes.get(arn)
    const edge = node && schema.get(node.kind)?.standsFor
    if (!node || edge === undefined) return arn
    const fact = node.edges[edge]
    const targets = valueOf(fact, `${edge} of ${node.name}`)
    const [first] = Array.isArray(targets) ? (targets as readonly string[]) : []
    return first ?? arn
  }

  /** Kinds that stand in for one of these kinds. */
  const standInsOf = (kinds: readonly string[]): readonly string[] =>
    [...schema].flatMap(([kind, { standsFor, edges }]) =>
      standsFor !== undefined && edges[standsFor]?.some((to) => kinds.includes(to)) ? [kind] : [],
    )

  const out: Lookup['out'] = (node, edge, facetsOf) => {
    const targets = valueOf(node.edges[edge], `${edge} of ${node.name}`) as readonly string[]
    return targets.map((target): AnyNeighbour => {
      const arn = meant(target)
      const found = nodes.get(arn)
      const kinds = schema.get(node.kind)?.edges[edge] ?? []
      if (found && kinds.includes(found.kind)) return { found: true, arn, node: subject(found, facetsOf(found.kind)) }
      const parsed = parseArn(arn)
      // What AWS itself owns has `aws` for an account: the account's own listings tell of it, so it is not foreign.
      if (parsed && /^\d{12}$/.test(parsed.account) && parsed.account !== node.account) return { found: false, arn, foreign: true }
      // Whatever could stand for the target has to be listed too, before its absence means anything.
      const holders = [...kinds, ...standInsOf(kinds)]
      const gaps = holders.flatMap((kind) =>
        listingGaps(kind, schema.get(kind)?.scope === 'global' ? 'global' : parsed?.region || node.region),
      )
      if (gaps.length > 0) throw new Missing(gaps)
      return { found: false, arn, foreign: false }
    })
  }

  const reverse = new Map<string, { readonly gaps: readonly Gap[]; readonly sources: ReadonlyMap<string, readonly AnyNode[]> }>()
  const reverseOf = (kind: string, edge: string) => {
    const key = `${kind} ${edge}`
    const built = reverse.get(key)
    if (built) return built
    const gaps: Gap[] = regionsOf(kind).flatMap((region) => listingGaps(kind, region))
    const sources = new Map<string, AnyNode[]>()
    for (const node of nodesOf(kind)) {
      const fact = node.edges[edge]
      if (fact?.state === 'known') {
        for (const target of fact.value) {
          const at = sources.get(target) ?? []
          at.push(node)
          sources.set(target, at)
        }
      } else if (fact?.state === 'unknown') gaps.push(fact.gap)
      else if (!fact) gaps.push(notRead(`${edge} of ${node.name}`))
    }
    // Sources of a stand-in are sources of what it stands for; one that was never listed may stand for anything.
    const standIns = standInsOf(schema.get(kind)?.edges[edge] ?? [])
    for (const [target, from] of Array.from(sources)) {
      const parsed = nodes.has(target) ? undefined : parseArn(target)
      if (parsed && parsed.account === scan.account)
        gaps.push(
          ...standIns.flatMap((standIn) => listingGaps(standIn, schema.get(standIn)?.scope === 'global' ? 'global' : parsed.region)),
        )
      try {
        const real = meant(target)
        if (real !== target) sources.set(real, [...(sources.get(real) ?? []), ...from])
      } catch (error) {
        if (!(error instanceof Missing)) throw error
        gaps.push(...error.gaps)
      }
    }
    const result = { gaps, sources }
    reverse.set(key, result)
    return result
  }

  return {
    listingGaps,
    nodesOf,
    subject,
    out,
    into: (target, kind, edge) => {
      const { gaps, sources } = reverseOf(kind, edge)
      if (gaps.length > 0) throw new Missing(gaps)
      return sources.get(target) ?? []
    },
    regionsOf,
    node: (arn) => nodes.get(arn),
  }
}

/** A gap as unique as it is worth telling: one for each operation and reason. */
export const distinctGaps = (gaps: readonly Gap[]): readonly Gap[] => [
  ...new Map(gaps.map((gap) => [`${gap.operation satisfies Operation} ${gap.reason} ${gap.message}`, gap])).values(),
]
