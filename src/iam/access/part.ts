// The part of a policy that has a say on an action, so that what has none is looked at once and not for every request.
import { matchesAction } from '../match.ts'
import type { Patterns, Policy } from '../parse.ts'
import type { Policies, Read, Source } from '../request.ts'

const matches = new Map<string, Map<string, boolean>>()
/** As {@link matchesAction}; the same few patterns stand in thousands of policies. */
const patternMatches = (pattern: string, action: string): boolean => {
  const ofAction = matches.get(action) ?? new Map<string, boolean>()
  matches.set(action, ofAction)
  const known = ofAction.get(pattern)
  if (known !== undefined) return known
  // Patterns are written by others: whoever makes them up without end does not fill the memory.
  if (ofAction.size > 10_000) ofAction.clear()
  const result = matchesAction(pattern, action)
  ofAction.set(pattern, result)
  return result
}

const covers = ({ not, patterns }: Patterns, action: string): boolean => patterns.some((pattern) => patternMatches(pattern, action)) !== not

const parts = new WeakMap<Source, Map<string, Source | undefined>>()

/** What of a policy a decision on this action can depend on; undefined where nothing does. What could not be read always stays. */
export const partFor = (source: Source, action: string): Source | undefined => {
  const ofSource = parts.get(source) ?? new Map<string, Source | undefined>()
  parts.set(source, ofSource)
  if (ofSource.has(action)) return ofSource.get(action)
  const statements = source.policy.statements.filter(({ actions }) => covers(actions, action))
  const part =
    statements.length === 0 && source.policy.unreadable.length === 0 ? undefined : { ...source, policy: { ...source.policy, statements } }
  ofSource.set(action, part)
  return part
}

const empty: Policy = { version: '2012-10-17', id: undefined, statements: [], unreadable: [] }

const listFor = (sources: readonly Source[], action: string): readonly Source[] =>
  sources.flatMap((source) => partFor(source, action) ?? [])

const readList = <T>(read: Read<T>, part: (value: T) => T): Read<T> => (read === 'unknown' ? read : part(read))

/** A policy that limits stays where nothing in it has a say: it then allows nothing. */
const limitFor = (source: Source | null, action: string): Source | null =>
  source && (partFor(source, action) ?? { name: source.name, policy: empty })

/** The same decision with less to look at. */
export const policiesFor = (policies: Policies, action: string): Policies => ({
  ...policies,
  identity: readList(policies.identity, (sources) => listFor(sources, action)),
  boundary: readList(policies.boundary, (source) => limitFor(source, action)),
  session: readList(policies.session, (sources) => sources && listFor(sources, action)),
  resource: readList(policies.resource, (source) => source && (partFor(source, action) ?? null)),
  grants: readList(policies.grants ?? [], (sources) => listFor(sources, action)),
})
