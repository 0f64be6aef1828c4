// Which resources are gone: not seen, although a complete listing would have shown them. A pure function; a mass disappearance is held.
import type { Listing } from '../graph/coverage.ts'
import type { KindSchema } from '../graph/inventory.ts'
import type { Hold } from './store.ts'

/** A resource that the store holds to be there. */
export interface KnownResource {
  readonly arn: string
  readonly kind: string
  readonly region: string
  readonly name: string
  /** Since when complete listings do not show it while its disappearance is held. */
  readonly heldSince: Date | null
}

export interface Seen {
  readonly kind: string
  readonly region: string
  readonly name: string
}

export interface AbsenceInput {
  readonly account: string
  /** Resources that are there as far as the store knows. */
  readonly known: Iterable<KnownResource>
  /** By ARN. */
  readonly seen: ReadonlyMap<string, Seen>
  readonly listings: readonly Listing[]
  readonly schema: ReadonlyMap<string, Pick<KindSchema, 'scope' | 'per'>>
  /** A person confirmed that what vanished is gone. */
  readonly confirmed: boolean
}

export interface Absence {
  /** Confirmed by a complete listing. */
  readonly gone: ReadonlySet<string>
  /** Would be gone, but too much is at once. */
  readonly held: ReadonlySet<string>
  readonly holds: readonly Hold[]
}

/** More than this share, and at least so many: hold. */
const massShare = 0.3
const massCount = 10

const place = (kind: string, region: string): string => `${region} ${kind}`

/**
 * Whether not being seen means not being there, for a kind in a region. What is listed per parent is complete only if the listing of its parents is,
 * and every parent that was seen has a complete listing of its own: which parent a missing resource had, nobody can tell.
 */
const completeness = ({ account, listings, seen, schema }: Pick<AbsenceInput, 'account' | 'listings' | 'seen' | 'schema'>) => {
  const rows = Map.groupBy(
    listings.filter((listing) => listing.account === account),
    ({ kind, region }) => place(kind, region),
  )
  const there = Map.groupBy(seen, ([, { kind, region }]) => place(kind, region))
  const placeOf = (kind: string, region: string): string => place(kind, schema.get(kind)?.scope === 'global' ? 'global' : region)
  const decided = new Map<string, boolean>()
  const decide = (kind: string, region: string): boolean => {
    const kindSchema = schema.get(kind)
    const own = rows.get(placeOf(kind, region)) ?? []
    if (!kindSchema || own.some(({ complete }) => !complete)) return false
    const { per } = kindSchema
    if (per === undefined) return own.length > 0
    const listed = new Set(own.map(({ parent }) => parent))
    return complete(per, region) && (there.get(placeOf(per, region)) ?? []).every(([parent]) => listed.has(parent))
  }
  const complete = (kind: string, region: string): boolean => {
    const key = placeOf(kind, region)
    const known = decided.get(key)
    if (known !== undefined) return known
    decided.set(key, false) // a kind that is its own ancestor proves nothing
    const answer = decide(kind, region)
    decided.set(key, answer)
    return answer
  }
  return complete
}

export const absences = (input: AbsenceInput): Absence => {
  const complete = completeness(input)
  const groups = Map.groupBy(input.known, ({ kind, region }) => place(kind, region))
  const gone = new Set<string>()
  const fresh = new Set<string>()
  const holds: Hold[] = []
  for (const known of groups.values()) {
    const [first] = known
    if (!first || !complete(first.kind, first.region)) continue
    const missing = known.filter(({ arn }) => !input.seen.has(arn))
    // What was held before is missing from a second complete listing: that is the confirmation.
    const again = missing.filter(({ heldSince }) => heldSince !== null)
    const now = missing.filter(({ heldSince }) => heldSince === null)
    for (const { arn } of again) gone.add(arn)
    for (const { arn } of now) fresh.add(arn)
    const there = known.length - again.length
    if (now.length >= massCount && now.length > massShare * there) {
      holds.push({ kind: first.kind, region: first.region, vanished: now.length, known: there })
    }
  }
  if (holds.length === 0 || input.confirmed) return { gone: gone.union(fresh), held: new Set(), holds: [] }
  // A listing that lies is seldom alone (a wrong endpoint, a wrong account): everything that vanished with it waits too.
  holds.sort((a, b) => (place(a.kind, a.region) < place(b.kind, b.region) ? -1 : 1))
  return { gone, held: fresh, holds }
}
