// Wildcards, policy variables and ARNs. Matching takes time in proportion to pattern times text at worst, never more.
import type { Truth } from './truth.ts'

/** A piece of a pattern: literal text, `?` or `*`, or a variable whose value is not known. A variable's value is literal: its own wildcards mean nothing. */
type Token = string | { readonly wild: '?' | '*'; readonly variable?: true }

/** A pattern after its variables were replaced. `missing` names variables without a value: absent ones make it match nothing, unknown ones make it uncertain. */
export interface Pattern {
  readonly tokens: readonly Token[]
  readonly missing: 'none' | 'absent' | 'unknown'
}

/** A value of a context key: known, known to be absent (`null`), or not known (`undefined`). */
export type ContextLookup = (key: string) => readonly string[] | null | undefined

const wild = /[*?]/
const star: Token = { wild: '*' }
const question: Token = { wild: '?' }
const unknownVariable: Token = { wild: '*', variable: true }

const addLiteral = (tokens: Token[], text: string): void => {
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character !== '*' && character !== '?') continue
    if (at > from) tokens.push(text.slice(from, at))
    tokens.push(character === '?' ? question : star)
    from = at + 1
  }
  if (from < text.length) tokens.push(text.slice(from))
}

const literalTokens = (text: string): readonly Token[] => {
  const tokens: Token[] = []
  addLiteral(tokens, text)
  return tokens
}

/** The value of a variable: text, `absent`, or `unknown`. */
const valueOf = (inner: string, variables: ContextLookup): { readonly text: string } | 'absent' | 'unknown' => {
  const comma = inner.indexOf(',')
  const key = (comma < 0 ? inner : inner.slice(0, comma)).trim()
  const quoted = comma < 0 ? undefined : inner.slice(comma + 1).trim()
  if (quoted !== undefined && !/^'[^']*'$/.test(quoted)) return 'unknown'
  const values = variables(key.toLowerCase())
  // Keys with several values cannot be variables: what AWS makes of them is not documented.
  if (values === undefined || (values !== null && values.length > 1)) return 'unknown'
  const [only] = values ?? []
  if (only !== undefined) return { text: only }
  return quoted === undefined ? 'absent' : { text: quoted.slice(1, -1) }
}

/**
 * Replaces policy variables: `${aws:username}`, `${key, 'default'}`, and `${*}`, `${?}`, `${$}` for the characters themselves. Only documents of version 2012-10-17 have variables.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export const patternOf = (text: string, variables: ContextLookup | undefined): Pattern => {
  if (!variables || !text.includes('${')) return { tokens: literalTokens(text), missing: 'none' }
  const tokens: Token[] = []
  let missing: Pattern['missing'] = 'none'
  let from = 0
  for (const found of text.matchAll(/\$\{([^{}]*)\}/g)) {
    addLiteral(tokens, text.slice(from, found.index))
    from = found.index + found[0].length
    const inner = found[1] ?? ''
    if (inner === '*' || inner === '?' || inner === '$') {
      tokens.push(inner)
      continue
    }
    const value = valueOf(inner, variables)
    if (value === 'unknown') {
      tokens.push(unknownVariable)
      if (missing === 'none') missing = 'unknown'
    } else if (value === 'absent') missing = 'absent'
    else if (value.text !== '') tokens.push(value.text)
  }
  addLiteral(tokens, text.slice(from))
  return { tokens, missing }
}

/** Greedy with one way back, to the last `*`: no pattern makes it explode. */
const matchesTokens = (tokens: readonly Token[], text: string): boolean => {
  let token = 0
  let at = 0
  let starToken = -1
  let starAt = 0
  for (;;) {
    const current = tokens[token]
    if (current === undefined) {
      if (at === text.length) return true
    } else if (typeof current === 'string') {
      if (text.startsWith(current, at)) {
        at += current.length
        token += 1
        continue
      }
    } else if (current.wild === '*') {
      starToken = token
      starAt = at
      token += 1
      continue
    } else if (at < text.length) {
      at += 1
      token += 1
      continue
    }
    if (starToken < 0 || starAt >= text.length) return false
    starAt += 1
    at = starAt
    token = starToken + 1
  }
}

/** A variable that is absent matches nothing; one that is not known could be anything, so what cannot match even then is a `no`. */
const certainty = (pattern: Pattern, text: string, matched: () => Truth): Truth => {
  if (pattern.missing === 'absent') return 'no'
  if (pattern.missing === 'unknown') return matchesTokens(pattern.tokens, text) ? 'maybe' : 'no'
  return matched()
}

/** Whether a pattern with `*` and `?` matches all of a text. */
export const matchesPattern = (pattern: Pattern, text: string): Truth =>
  certainty(pattern, text, () => (matchesTokens(pattern.tokens, text) ? 'yes' : 'no'))

/** Whether a pattern is the text: its `*` and `?` are characters like any other. */
export const equalsPattern = (pattern: Pattern, text: string, ignoreCase: boolean): Truth => {
  const fold = (value: string): string => (ignoreCase ? value.toLowerCase() : value)
  const tokens = pattern.tokens.map((token) => (typeof token === 'string' ? fold(token) : token.variable ? token : token.wild))
  const given = fold(text)
  return certainty({ tokens, missing: pattern.missing }, given, () => (matchesTokens(tokens, given) ? 'yes' : 'no'))
}

/** The first five colons part an ARN; the sixth segment may hold more of them. */
const segments = (tokens: readonly Token[]): readonly (readonly Token[])[] => {
  const result: Token[][] = [[]]
  for (const token of tokens) {
    if (typeof token !== 'string' || result.length === 6) {
      result.at(-1)?.push(token)
      continue
    }
    let rest = token
    while (result.length < 6) {
      const colon = rest.indexOf(':')
      if (colon < 0) break
      if (colon > 0) result.at(-1)?.push(rest.slice(0, colon))
      result.push([])
      rest = rest.slice(colon + 1)
    }
    if (rest !== '') result.at(-1)?.push(rest)
  }
  return result
}

const parts = (arn: string): readonly string[] => {
  const given = arn.split(':')
  return given.length < 6 ? [] : [...given.slice(0, 5), given.slice(5).join(':')]
}

const matchesSegments = (wanted: readonly (readonly Token[])[], given: readonly string[]): boolean =>
  wanted.length === given.length && wanted.every((segment, index) => matchesTokens(segment, given[index] ?? ''))

/** Beyond this many steps, whether a wildcard may reach over a colon is left open. */
const maximumSteps = 4_000_000

/** With wildcards that stay between colons, except a `*` that ends a segment and all in the last segment. Undefined where it would take too long. */
const matchesOverColons = (tokens: readonly Token[], text: string): boolean | undefined => {
  // One entry a character of the pattern, so that all ways are followed at once.
  const steps: { readonly character: string; readonly wild: boolean; readonly crosses: boolean }[] = []
  let colons = 0
  for (const [index, token] of tokens.entries()) {
    if (typeof token === 'string') {
      for (const character of token) {
        if (character === ':') colons += 1
        steps.push({ character, wild: false, crosses: false })
      }
    } else {
      const next = tokens[index + 1]
      const endsSegment = next === undefined || (typeof next === 'string' && next.startsWith(':'))
      steps.push({ character: token.wild, wild: true, crosses: colons >= 5 || (token.wild === '*' && endsSegment) })
    }
  }
  if (steps.length * text.length > maximumSteps) return undefined
  let states = new Set([0])
  const settle = (set: Set<number>): Set<number> => {
    // A set visits what is added on the way.
    for (const state of set) if (steps[state]?.wild && steps[state].character === '*') set.add(state + 1)
    return set
  }
  settle(states)
  for (const character of text) {
    const next = new Set<number>()
    for (const state of states) {
      const step = steps[state]
      if (!step) continue
      if (!step.wild) {
        if (step.character === character) next.add(state + 1)
      } else if (character !== ':' || step.crosses) next.add(step.character === '*' ? state : state + 1)
    }
    states = settle(next)
    if (states.size === 0) return false
  }
  return states.has(steps.length)
}

/**
 * Whether a pattern of a Resource element matches a resource. Wildcards stay within their segment of the ARN, but a `*` that ends a segment may reach over colons, and the last segment may hold colons itself.
 * What matches only if another wildcard reached over a colon is `maybe`, since AWS leaves that open.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export const matchesArn = (pattern: Pattern, arn: string): Truth =>
  certainty(pattern, arn, () => {
    const { tokens } = pattern
    if (tokens.length === 1 && tokens[0] === star) return 'yes'
    if (!matchesTokens(tokens, arn)) return 'no'
    const wanted = segments(tokens)
    if (wanted.length === 6 && matchesSegments(wanted, parts(arn))) return 'yes'
    return matchesOverColons(tokens, arn) === true ? 'yes' : 'maybe'
  })

/**
 * Whether a pattern of an ARN condition operator matches: each of the six segments by itself. A pattern with fewer is no ARN: if it would match as text, it is `maybe`.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export const matchesArnOperator = (pattern: Pattern, arn: string): Truth =>
  certainty(pattern, arn, () => {
    const wanted = segments(pattern.tokens)
    if (wanted.length < 6) return matchesTokens(pattern.tokens, arn) ? 'maybe' : 'no'
    return matchesSegments(wanted, parts(arn)) ? 'yes' : 'no'
  })

/** Whether an action pattern matches an action. Actions are compared without regard to case. */
export const matchesAction = (pattern: string, action: string): boolean => {
  if (pattern === '*') return true
  const a = pattern.toLowerCase()
  const b = action.toLowerCase()
  return wild.test(a) ? matchesTokens(literalTokens(a), b) : a === b
}
