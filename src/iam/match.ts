// Wildcards, policy variables and ARNs. Matching takes time in proportion to pattern times text at worst, never more.
import type { Truth } from './truth.ts'

/** A piece of a pattern: literal text, `?` or `*`. A variable's value is literal: its own wildcards mean nothing. */
type Token = string | { readonly wild: '?' | '*' }

/** A pattern after its variables were replaced. `missing` names variables without a value: absent ones make it match nothing, unknown ones make it uncertain. */
export interface Pattern {
  readonly tokens: readonly Token[]
  readonly missing: 'none' | 'absent' | 'unknown'
}

/** A value of a context key: known, known to be absent (`null`), or not known (`undefined`). */
export type ContextLookup = (key: string) => readonly string[] | null | undefined

const wild = /[*?]/

const literalTokens = (text: string): readonly Token[] =>
  text.split(/([*?])/).flatMap((part): readonly Token[] => (part === '' ? [] : part === '*' || part === '?' ? [{ wild: part }] : [part]))

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
    tokens.push(...literalTokens(text.slice(from, found.index)))
    from = found.index + found[0].length
    const inner = found[1] ?? ''
    if (inner === '*' || inner === '?' || inner === '$') {
      tokens.push(inner)
      continue
    }
    const [, key = '', fallback] = /^\s*([^,]*?)\s*(?:,\s*'([^']*)'\s*)?$/.exec(inner) ?? []
    const values = variables(key.toLowerCase())
    const [only] = values ?? []
    if (only !== undefined && values?.length === 1) tokens.push(only)
    else if (values === undefined) missing = 'unknown'
    else if (fallback !== undefined) tokens.push(fallback)
    else if (missing === 'none') missing = 'absent'
  }
  tokens.push(...literalTokens(text.slice(from)))
  return { tokens: tokens.filter((token) => token !== ''), missing }
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

const certainty = (pattern: Pattern, matched: () => boolean): Truth =>
  pattern.missing === 'absent' ? 'no' : pattern.missing === 'unknown' ? 'maybe' : matched() ? 'yes' : 'no'

/** Whether a pattern with `*` and `?` matches all of a text. */
export const matchesPattern = (pattern: Pattern, text: string): Truth => certainty(pattern, () => matchesTokens(pattern.tokens, text))

/** The first five colons part an ARN; the sixth segment may hold more of them. */
const segments = (tokens: readonly Token[]): readonly (readonly Token[])[] => {
  const result: Token[][] = [[]]
  for (const token of tokens) {
    if (typeof token !== 'string' || result.length === 6) {
      result.at(-1)?.push(token)
      continue
    }
    const parts = token.split(':')
    parts.forEach((part, index) => {
      if (index > 0) {
        if (result.length < 6) result.push([])
        else result.at(-1)?.push(':')
      }
      if (part !== '') result.at(-1)?.push(part)
    })
  }
  return result
}

/**
 * Whether an ARN pattern matches an ARN: segment by segment, since a wildcard does not reach over a colon, except in the last segment.
 * A pattern with fewer than six segments is no ARN; it is held against the whole text, so that `*` matches everything.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export const matchesArn = (pattern: Pattern, arn: string): Truth =>
  certainty(pattern, () => {
    const wanted = segments(pattern.tokens)
    if (wanted.length < 6) return matchesTokens(pattern.tokens, arn)
    const given = arn.split(':')
    if (given.length < 6) return false
    const parts = [...given.slice(0, 5), given.slice(5).join(':')]
    return wanted.every((segment, index) => matchesTokens(segment, parts[index] ?? ''))
  })

/** Whether an action pattern matches an action. Actions are compared without regard to case. */
export const matchesAction = (pattern: string, action: string): boolean => {
  if (pattern === '*') return true
  const a = pattern.toLowerCase()
  const b = action.toLowerCase()
  return wild.test(a) ? matchesTokens(literalTokens(a), b) : a === b
}
