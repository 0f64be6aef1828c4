// The shortest ways along which something flows from one resource to another.
import { directionOf } from './flows.ts'
import type { Relation } from './relations.ts'

export interface Hop extends Relation {
  /** Whether the way goes from the end that the relation points to back to the one that holds the fact. */
  readonly backward: boolean
}

export interface Paths {
  /** Up to `most` of the shortest; empty where there is no way. */
  readonly shortest: readonly (readonly Hop[])[]
  /** How many different shortest ways there are, `Infinity` beyond a million. */
  readonly count: number
}

/** Where a hop leads. */
export const endOf = ({ from, to, backward }: Hop): string => (backward ? from : to)
export const startOf = ({ from, to, backward }: Hop): string => (backward ? to : from)

const lots = 1_000_000

/** Breadth first from `source` along what flows; linear in the number of relations. */
export const pathsBetween = (relations: readonly Relation[], source: string, target: string, most: number): Paths => {
  const hops = new Map<string, Hop[]>()
  for (const relation of relations) {
    const direction = directionOf(relation.name)
    if (!direction) continue
    const hop: Hop = { ...relation, backward: direction === 'backward' }
    const known = hops.get(startOf(hop))
    if (known) known.push(hop)
    else hops.set(startOf(hop), [hop])
  }
  const distance = new Map([[source, 0]])
  const ways = new Map([[source, 1]])
  /** The last hops of the shortest ways to each resource. */
  const last = new Map<string, Hop[]>()
  let front = [source]
  while (front.length > 0 && !distance.has(target)) {
    const next = new Set<string>()
    for (const at of front) {
      for (const hop of hops.get(at) ?? []) {
        const end = endOf(hop)
        const known = distance.get(end)
        if (known !== undefined && known <= (distance.get(at) ?? 0)) continue
        distance.set(end, (distance.get(at) ?? 0) + 1)
        ways.set(end, (ways.get(end) ?? 0) + (ways.get(at) ?? 0))
        const before = last.get(end)
        if (before) before.push(hop)
        else last.set(end, [hop])
        next.add(end)
      }
    }
    front = [...next]
  }
  const shortest: (readonly Hop[])[] = []
  const back = (at: string, rest: readonly Hop[]): void => {
    if (shortest.length >= most) return
    if (at === source) shortest.push(rest)
    else for (const hop of last.get(at) ?? []) back(startOf(hop), [hop, ...rest])
  }
  if (source !== target && distance.has(target)) back(target, [])
  const count = shortest.length === 0 ? 0 : (ways.get(target) ?? 0)
  return { shortest, count: count > lots ? Number.POSITIVE_INFINITY : count }
}
