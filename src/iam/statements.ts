// Which statements of a policy apply to a request, and how certain that is.
import { allHold } from './conditions.ts'
import type { Context } from './context.ts'
import { matchesAction, matchesArn, patternOf, type ContextLookup } from './match.ts'
import type { Condition, Effect, Patterns, Statement, Unreadable } from './parse.ts'
import { named, type Named, type Naming, type Principal } from './principal.ts'
import type { Request, Source, StatementRef } from './request.ts'
import { and, not, some, type Truth } from './truth.ts'

/** A statement that may apply. */
export interface Match {
  readonly truth: Truth
  readonly ref: StatementRef
  readonly open: readonly Condition[]
  /** How it names the caller; empty in policies that name nobody, and where it could not be read. */
  readonly ways: readonly Naming[]
  readonly possible: readonly Naming[]
}

/** Policies of principals name nobody; those of resources have to; those of endpoints have rules of their own. */
export type Kind = 'principal' | 'resource' | 'endpoint'

export interface Asking {
  readonly request: Request
  readonly context: Context
  /** Whether the caller has a permissions boundary. */
  readonly bounded: Truth
}

const everyone: Named = { truth: 'yes', ways: [] }
const misplaced: Named = { truth: 'unknown', ways: [] }

const isEntity = ({ type }: Principal): boolean => type === 'user' || type === 'role'

const whoOf = ({ principals, effect }: Statement, kind: Kind, { request: { principal }, bounded }: Asking): Named => {
  // Where the element does not belong, or is missing, nobody knows what AWS makes of it.
  if (kind === 'principal') return principals ? misplaced : everyone
  if (!principals) return misplaced
  const who = named(principals, principal, effect)
  // AWS denies whoever has a boundary, whatever NotPrincipal lists.
  if (principals.not && effect === 'Deny' && isEntity(principal) && bounded !== 'no' && who.truth !== 'yes')
    return { ...who, truth: bounded, ways: ['anyone'] }
  // In the policy of an endpoint an account is its root user alone, says one page; its users and roles too, say others.
  if (kind === 'endpoint' && isEntity(principal) && who.truth === 'yes' && who.ways.every((way) => way === 'account'))
    return { ...who, truth: 'maybe' }
  return who
}

const actionMatches = ({ not: negated, patterns }: Patterns, action: string): boolean =>
  patterns.some((pattern) => matchesAction(pattern, action)) !== negated

/** Variables belong behind the fifth colon. What one before it does is not documented. */
const variableInFront = (pattern: string): boolean => {
  const at = pattern.indexOf('${')
  return at >= 0 && pattern.slice(0, at).split(':').length < 6
}

const onePattern = (pattern: string, resource: string, variables: ContextLookup | undefined, negated: boolean): Truth => {
  if (pattern === '*') return 'yes'
  const compiled = patternOf(pattern, variables)
  // A variable without a value may make the whole statement void, and one that is not known may be without.
  if (compiled.missing === 'absent') return negated ? 'maybe' : 'no'
  if (compiled.missing === 'unknown' && negated) return 'maybe'
  const matched = matchesArn(compiled, resource)
  if (matched === 'yes' && variables && variableInFront(pattern)) return 'maybe'
  // An action without resources asks for `*`; some services take "all of mine" for it.
  return matched === 'no' && resource === '*' && /^arn:[^:]*:[^:]*:[^:]*:[^:]*:\*$/.test(pattern) ? 'maybe' : matched
}

const resourceMatches = (resources: Patterns, resource: string, variables: ContextLookup | undefined): Truth => {
  const any = some(resources.patterns.map((pattern) => onePattern(pattern, resource, variables, resources.not)))
  return resources.not ? not(any) : any
}

const refOf = (source: Source, statement: Statement | Unreadable): StatementRef => ({
  source: source.name,
  index: statement.index,
  sid: statement.sid,
  line: statement.position.line,
  effect: statement.effect,
})

const matchOf = (source: Source, statement: Statement, kind: Kind, asking: Asking): Match | undefined => {
  const { request, context } = asking
  if (!actionMatches(statement.actions, request.action)) return undefined
  const who = whoOf(statement, kind, asking)
  if (who.truth === 'no') return undefined
  const variables = source.policy.version === '2012-10-17' ? context.lookup : undefined
  // Policies of principals need the element; trust policies and some others of resources have none.
  const without: Truth = kind === 'principal' ? 'unknown' : 'yes'
  const what = statement.resources ? resourceMatches(statement.resources, request.resource, variables) : without
  if (what === 'no') return undefined
  const conditions = allHold(statement.conditions, context.lookup, variables, context.present)
  const truth = and(who.truth, what, conditions.truth)
  if (truth === 'no') return undefined
  return { truth, ref: refOf(source, statement), open: conditions.open, ways: who.ways, possible: who.possible ?? [] }
}

/** Every statement of one effect in these policies that may apply to the request; unreadable ones among them. */
export const matchesOf = (sources: readonly Source[], effect: Effect, kind: Kind, asking: Asking): readonly Match[] => {
  const matches: Match[] = []
  for (const source of sources) {
    for (const statement of source.policy.statements) {
      const match = statement.effect === effect ? matchOf(source, statement, kind, asking) : undefined
      if (match) matches.push(match)
    }
    for (const statement of source.policy.unreadable) {
      if (statement.effect === undefined || statement.effect === effect)
        matches.push({ truth: 'unknown', ref: refOf(source, statement), open: [], ways: [], possible: [] })
    }
  }
  return matches
}

/** Stands for policies that could not be read. */
export const unreadablePolicies: Match = {
  truth: 'unknown',
  ref: { source: 'a policy that could not be read', index: -1, sid: undefined, line: 0, effect: undefined },
  open: [],
  ways: [],
  possible: [],
}
