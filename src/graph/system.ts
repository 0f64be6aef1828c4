// The system as a person draws it: resources that act, keep or carry, and what flows between them. Parts are folded into what they belong to.
import { directionOf, ties } from './flows.ts'
import type { Inventory } from './inventory.ts'
import type { AnyNode } from './node.ts'
import { partOf, type Part } from './parts.ts'
import type { Relation, Relations } from './relations.ts'

/** What flows from one resource to another, under the names of the relations that say so. */
export interface Flow {
  readonly from: string
  readonly to: string
  readonly names: readonly string[]
}

export interface System {
  readonly components: readonly (AnyNode & { readonly part: Part })[]
  /** ARNs that something flows to or from and that are not in the inventory: another account's, deleted, or of a kind that is not read. */
  readonly elsewhere: readonly string[]
  readonly flows: readonly Flow[]
}

/** Relations by which a part says whose it is. */
const belongings: ReadonlySet<string> = new Set(['alias-of', 'member-of', 'stream-of', 'version-of'])

/**
 * @param shown which parts of a system are components; what is neither shown nor a part of something shown is passed through: a queue that an event
 * source mapping reads for a function flows to that function.
 */
export const systemOf = (inventory: Inventory, relations: Relations, shown: ReadonlySet<Part>): System => {
  const { nodes, schema } = inventory
  const isShownKind = (kind: string): boolean => {
    const part = partOf(kind)
    return part !== undefined && shown.has(part)
  }
  const isShown = (node: AnyNode): boolean => isShownKind(node.kind)
  /** Whether a relation can lead to a component: a role that is not in the inventory is none either. */
  const leadsSomewhere = ({ from, name, to }: Relation): boolean => {
    const kinds = schema.get(nodes.get(from)?.kind ?? '')?.edges[name]
    return nodes.has(to) || kinds === undefined || kinds.some(isShownKind)
  }
  const components = [...nodes.values()].flatMap((node) => {
    const part = partOf(node.kind)
    return part !== undefined && shown.has(part) ? [{ ...node, part }] : []
  })

  /** The component that a resource is, or belongs to. */
  const ownerOf = (arn: string, hops = 5): string | undefined => {
    const node = nodes.get(arn)
    if (!node || isShown(node)) return arn
    if (partOf(node.kind) !== undefined || hops === 0) return undefined
    const own = relations.out(arn).find(({ name }) => belongings.has(name))
    return own && ownerOf(own.to, hops - 1)
  }

  // Every flow between resources, both ways of a relation turned into the way that something flows.
  const steps = new Map<string, { readonly to: string; readonly name: string }[]>()
  const step = ({ from, to, name }: Relation): void => {
    const direction = directionOf(name)
    if (!direction) return
    const [source, target] = direction === 'forward' ? [from, to] : [to, from]
    const known = steps.get(source)
    if (known) known.push({ to: target, name })
    else steps.set(source, [{ to: target, name }])
  }
  for (const relation of relations.all) if (leadsSomewhere(relation)) step(relation)

  const flows = new Map<string, { readonly from: string; readonly to: string; readonly names: Set<string> }>()
  const elsewhere = new Set<string>()
  const add = (from: string, to: string, name: string): void => {
    if (from === to) return
    const key = `${from} ${to}`
    const flow = flows.get(key) ?? { from, to, names: new Set<string>() }
    flow.names.add(name)
    flows.set(key, flow)
    for (const end of [from, to]) if (!nodes.has(end)) elsewhere.add(end)
  }
  const follow = (origin: string, at: string, passed: ReadonlySet<string>): void => {
    for (const { to, name } of steps.get(at) ?? []) {
      const owner = ownerOf(to)
      // What a mapping invokes for a queue, the queue triggers.
      if (owner !== undefined) add(origin, owner, name === 'invokes' && passed.size > 1 ? 'triggers' : name)
      else if (!passed.has(to)) follow(origin, to, new Set([...passed, to]))
    }
  }
  for (const source of steps.keys()) {
    const owner = ownerOf(source)
    if (owner !== undefined) follow(owner, source, new Set([source]))
  }
  for (const { from, to, name } of relations.all) {
    const [holder, target] = ties.has(name) ? [ownerOf(from), nodes.get(to)] : []
    if (holder !== undefined && target && isShown(target)) add(holder, to, name)
  }
  return {
    components,
    elsewhere: [...elsewhere].sort(),
    flows: [...flows.values()]
      .map(({ from, to, names }) => ({ from, to, names: [...names].sort() }))
      .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.to < b.to ? -1 : 1)),
  }
}
