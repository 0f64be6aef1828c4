// How far a statement reaches among callers of one sort: to all of them, to those who are pinned to something, or to none.
import { ruleOf, type Caller, type Owner, type Pin } from './pins.ts'
import type { Condition } from './parse.ts'

/**
 * One thing that has to hold of a caller. `open` is true of whoever wants it to be; `never` of nobody; `pins` of those who have one of them.
 * `doubt`: a condition had a part in it that cannot be read, so that it may reach less far than this.
 */
export type Limit =
  | { readonly type: 'open'; readonly doubt: boolean }
  | { readonly type: 'never' }
  | { readonly type: 'pins'; readonly pins: readonly Pin[] }

export const open: Limit = { type: 'open', doubt: false }
const doubtful: Limit = { type: 'open', doubt: true }
const never: Limit = { type: 'never' }
export const pinsOf = (pins: readonly Pin[]): Limit => (pins.length === 0 ? never : { type: 'pins', pins })

const isTrue = (value: string): boolean => value.toLowerCase() === 'true'

/** Keys that a statement demands to be there: without them an IfExists or ForAllValues says nothing. */
export const demandedBy = (conditions: readonly Condition[]): ReadonlySet<string> =>
  new Set(
    conditions.flatMap(({ test, key, values }) =>
      test?.comparison === 'null' && values.length > 0 && values.every((value) => value.toLowerCase() === 'false') ? [key] : [],
    ),
  )

const whereMissing = ({ test, ifExists, quantifier }: Condition): boolean | undefined => {
  if (quantifier === 'ForAnyValue') return ifExists ? undefined : false
  return quantifier === 'ForAllValues' || ifExists || test?.negated === true
}

/** What has to be true of a caller for a condition to hold, or, with `denied`, not to hold. */
export const limitOf = (
  condition: Condition,
  denied: boolean,
  caller: Caller,
  owner: Owner,
  demanded: ReadonlySet<string> = new Set(),
): Limit => {
  const { test, key, values } = condition
  if (!test || values.length === 0) return doubtful
  const rule = ruleOf(key, caller)
  const presence = rule.presence(caller) === 'sometimes' && demanded.has(key) ? 'always' : rule.presence(caller)
  const mayMiss = presence !== 'always'
  const mayHave = presence !== 'never'
  if (test.comparison === 'null') {
    const missing = values.some(isTrue) !== denied
    const present = values.some((value) => value.toLowerCase() === 'false') !== denied
    return (mayMiss && missing) || (mayHave && present) ? open : never
  }
  const constant = rule.constant?.(caller)
  if (constant !== undefined) return (values.some((value) => value.toLowerCase() === constant) !== test.negated) !== denied ? open : never
  const missing = whereMissing(condition)
  if (mayMiss && missing === undefined) return doubtful
  if (mayMiss && missing !== denied) return open
  if (!mayHave) return never
  // "Not one of these" is true of strangers.
  if (test.negated !== denied) return open
  const meanings = values.map((value) => rule.meaning(value, caller, owner))
  if (meanings.includes('anyone')) return open
  return pinsOf(meanings.flatMap((meaning) => (typeof meaning === 'string' ? [] : [meaning])))
}

/** What is true where one of several things is. */
export const either = (limits: readonly Limit[]): Limit => {
  const opens = limits.filter((limit) => limit.type === 'open')
  if (opens.length > 0) return opens.some(({ doubt }) => !doubt) ? open : doubtful
  return pinsOf(limits.flatMap((limit) => (limit.type === 'pins' ? limit.pins : [])))
}

export interface Reach {
  /** What holds of everybody reached, as closely as one pin each can tell; `undefined`: of nobody in particular. */
  readonly pins: readonly Pin[] | undefined
  /** Each of these holds. */
  readonly limits: readonly (readonly Pin[])[]
  readonly doubt: boolean
}

const ranks: Readonly<Record<Pin['type'], number>> = {
  account: 0,
  'principal-id': 1,
  organization: 2,
  token: 3,
  arn: 4,
  service: 5,
  claim: 6,
  network: 7,
}

/** The accounts among pins, if they are nothing else. */
const accountsOf = (pins: readonly Pin[]): ReadonlySet<string> | undefined => {
  const accounts = pins.flatMap((pin) => (pin.type === 'account' ? [pin.account] : []))
  return accounts.length === pins.length ? new Set(accounts) : undefined
}

/** Whom all of these limits leave; undefined where nobody. Each limit alone bounds them, so the closest one is told, accounts narrowed by each other. */
export const reachOf = (all: readonly Limit[]): Reach | undefined => {
  if (all.some(({ type }) => type === 'never')) return undefined
  const doubt = all.some((limit) => limit.type === 'open' && limit.doubt)
  const limits = all.flatMap((limit) => (limit.type === 'pins' ? [limit.pins] : []))
  const rankOf = (pins: readonly Pin[]): number => Math.max(...pins.map(({ type }) => ranks[type]))
  const [closest] = limits.toSorted((a, b) => rankOf(a) - rankOf(b) || a.length - b.length)
  if (!closest) return { pins: undefined, limits, doubt }
  const narrowed = limits.reduce((pins, other) => {
    const accounts = accountsOf(other)
    const kept = accounts && accountsOf(pins) ? pins.filter((pin) => pin.type === 'account' && accounts.has(pin.account)) : pins
    return kept.length > 0 ? kept : pins
  }, closest)
  return { pins: narrowed, limits, doubt }
}
