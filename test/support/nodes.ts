// Fixtures: resources as a scan would have found them, typed by their kind, with the edges that their collector derives.
import { collectors } from '../../collectors/index.ts'
import type { Collector } from '../../src/collect/collector.ts'
import { edgesOf } from '../../src/collect/edges.ts'
import type { CoverageRow, Listing } from '../../src/graph/coverage.ts'
import { absent, known, unknown, type Fact, type Gap } from '../../src/graph/fact.ts'
import type { Inventory, KindSchema } from '../../src/graph/inventory.ts'
import type { BaseOf, FacetName, FacetValue, Kind } from '../../src/graph/kinds.ts'
import type { AnyNode } from '../../src/graph/node.ts'

export const account = '111122223333'
export const foreignAccount = '222222222222'
export const region = 'eu-west-1'
export const now = new Date('2026-06-01T12:00:00Z')

/** What stands in for a fact that the test hides. */
export const hiddenGap: Gap = {
  reason: 'denied',
  operation: 'test:Hidden',
  action: 'test:Hidden',
  code: 'AccessDenied',
  message: 'hidden by the test',
}

const byKind = new Map(collectors.map((collector) => [collector.kind, collector]))

export const collectorOf = (kind: string): Collector => {
  const collector = byKind.get(kind)
  if (!collector) throw new Error(`no collector reads ${kind}; if there is one, npm run gen lists it`)
  return collector
}

/** Facet values by name: `null` for a facet that AWS confirmed to be absent. Facets that are not named were not read. */
type FacetValues<K extends Kind> = { readonly [F in FacetName<K>]?: FacetValue<K, F> }

type ResourceSpec<K extends Kind> = {
  readonly name: string
  /** Default: `arn:aws:<service>:<region>:<account>:<name>`. */
  readonly arn?: string
  readonly account?: string
  /** Default: `eu-west-1`, for global kinds `global`. */
  readonly region?: string
  readonly facets?: FacetValues<K>
} & ({} extends BaseOf<K> ? { readonly base?: BaseOf<K> } : { readonly base: BaseOf<K> })

/** A resource of the inventory, with only the facets that are named. */
export const resource = <K extends Kind>(kind: K, spec: ResourceSpec<K>): AnyNode => {
  const collector = collectorOf(kind)
  const at = { account: spec.account ?? account, region: spec.region ?? (collector.scope === 'global' ? 'global' : region) }
  const service = (kind.split('::')[1] ?? '').toLowerCase()
  const facets = Object.fromEntries(
    Object.entries<unknown>(spec.facets ?? {}).map(([name, value]): [string, Fact<unknown>] => [
      name,
      value === null ? absent : known(value),
    ]),
  )
  const arnRegion = at.region === 'global' ? '' : at.region
  const arn = spec.arn ?? `arn:aws:${service}:${arnRegion}:${at.account}:${spec.name}`
  const node = { kind, arn, name: spec.name, ...at, base: Object.fromEntries(Object.entries<unknown>(spec.base ?? {})), facets }
  return { ...node, edges: edgesOf(collector, node) }
}

/** The same resource with some facets hidden, and with them the edges that come from them. */
export const hide = (node: AnyNode, facets: readonly string[]): AnyNode => {
  const hidden = { ...node, facets: { ...node.facets, ...Object.fromEntries(facets.map((name) => [name, unknown(hiddenGap)])) } }
  return { ...hidden, edges: edgesOf(collectorOf(node.kind), hidden) }
}

interface InventoryOptions {
  /** Kinds that were listed, besides those of the nodes. */
  readonly kinds?: readonly string[]
  /** Kinds whose listing is cut: resources of theirs may exist that nobody saw. */
  readonly cut?: ReadonlySet<string>
}

/** An inventory of one account that holds these resources, every listing complete unless it is said to be cut. */
export const inventoryOf = (nodes: readonly AnyNode[], { kinds = [], cut = new Set() }: InventoryOptions = {}): Inventory => {
  const regions = [...new Set([region, ...nodes.map((node) => node.region)])].filter((name) => name !== 'global')
  const listed = new Set([...nodes.map((node) => node.kind), ...kinds, ...cut])
  const listings = [...listed].flatMap((kind): readonly Listing[] => {
    const { scope, list } = collectorOf(kind)
    const complete = !cut.has(kind)
    return list.per
      ? nodes
          .filter((node) => node.kind === list.per)
          .map((parent) => ({ kind, account, region: parent.region, parent: parent.arn, complete }))
      : (scope === 'global' ? ['global'] : regions).map((region) => ({ kind, account, region, parent: '*', complete }))
  })
  const coverage = listings.map(({ kind, account, region, parent, complete }): CoverageRow => {
    const { calls } = collectorOf(kind).list
    const row = { account, region, kind, resource: parent, facet: 'list', operation: calls[0] ?? hiddenGap.operation }
    return complete ? { ...row, outcome: 'ok' } : { ...row, outcome: 'denied', code: 'AccessDenied', message: hiddenGap.message }
  })
  // As the runner does it: what evaluating needs to know of each kind that was looked for, by name.
  const schema = [...listed].map((kind): readonly [string, KindSchema] => {
    const { scope, list, edges, standsFor } = collectorOf(kind)
    const targets = Object.entries(edges).map(([name, { to }]) => [name, typeof to === 'string' ? [to] : to] as const)
    return [
      kind,
      {
        scope,
        ...(list.per === undefined ? {} : { per: list.per }),
        edges: Object.fromEntries(targets),
        ...(standsFor === undefined ? {} : { standsFor }),
      },
    ]
  })
  return {
    scan: {
      id: '2026-06-01T12-00-00Z-test',
      account,
      partition: 'aws',
      caller: `arn:aws:iam::${account}:user/auditor`,
      regions,
      startedAt: now,
      finishedAt: now,
      calls: 0,
    },
    nodes: new Map(nodes.map((node) => [node.arn, node])),
    coverage,
    listings,
    schema: new Map(schema),
  }
}
