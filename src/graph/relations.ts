// What points to what in an inventory, read once in both directions; what could not be read is kept beside it.
import { unknown, type Gap } from './fact.ts'
import type { Inventory } from './inventory.ts'

/** `name` is the name of the edge at the resource that holds the fact: `from`. */
export interface Relation {
  readonly from: string
  readonly name: string
  /** ARN; of the resource that is meant where a stand-in (an alias) was named. */
  readonly to: string
}

/** An edge that could not be read: it may lead anywhere. */
export interface Unread {
  readonly from: string
  readonly name: string
  readonly gap: Gap
}

export interface Relations {
  readonly all: readonly Relation[]
  readonly out: (arn: string) => readonly Relation[]
  readonly into: (arn: string) => readonly Relation[]
  readonly unread: readonly Unread[]
}

/** A snapshot that was made for a few checks holds only the edges that these follow. */
const notRead = unknown({
  reason: 'skipped',
  operation: 'parapet:Read',
  action: '',
  message: 'it was not asked for when the account was read',
})

const none: readonly Relation[] = []

/** Follows stand-ins (an alias to its key) to the resource that is meant; stays where that is not known. */
const meantIn = ({ nodes, schema }: Inventory): ((arn: string) => string) => {
  const follow = (arn: string, hops: number): string => {
    const node = nodes.get(arn)
    const edge = node && schema.get(node.kind)?.standsFor
    const fact = edge === undefined ? undefined : node?.edges[edge]
    const [target] = fact?.state === 'known' ? fact.value : []
    return target === undefined || target === arn || hops === 0 ? arn : follow(target, hops - 1)
  }
  return (arn) => follow(arn, 4)
}

/** All relations of an inventory, in the order of its resources; `derived` ones come first. */
export const relationsOf = (inventory: Inventory, derived: readonly Relation[] = []): Relations => {
  const meant = meantIn(inventory)
  const all: Relation[] = [...derived]
  const unread: Unread[] = []
  for (const node of inventory.nodes.values()) {
    const kind = inventory.schema.get(node.kind)
    const standsFor = kind?.standsFor
    for (const name of Object.keys(kind?.edges ?? node.edges)) {
      const fact = node.edges[name] ?? notRead
      if (fact.state === 'unknown') unread.push({ from: node.arn, name, gap: fact.gap })
      if (fact.state !== 'known') continue
      for (const target of fact.value) {
        const to = name === standsFor ? target : meant(target)
        if (to !== node.arn) all.push({ from: node.arn, name, to })
      }
    }
  }
  const from = Map.groupBy(all, (relation) => relation.from)
  const to = Map.groupBy(all, (relation) => relation.to)
  return { all, unread, out: (arn) => from.get(arn) ?? none, into: (arn) => to.get(arn) ?? none }
}
