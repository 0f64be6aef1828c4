// Whether a statement is about a resource at all, and whether a Deny covers all that an Allow gives on it.
import { parseArn } from '../graph/arn.ts'
import { matchesAction, matchesArn, matchesPattern, patternOf } from './match.ts'
import type { Patterns, Statement } from './parse.ts'
import type { Owner } from './pins.ts'

/** Services whose policies are about one resource without parts: whatever pattern matches its ARN means all of it. */
const whole: ReadonlySet<string> = new Set(['sqs', 'sns', 'kms', 'lambda', 'iam', 'secretsmanager', 'events'])

const serviceOf = (owner: Owner): string => parseArn(owner.arn)?.service ?? ''

/** Services with one policy for all that an account has in a region: whatever a statement names is in it. */
const shared: ReadonlySet<string> = new Set(['glue'])

/** Trust policies of roles are about actions of STS. */
const actionPrefix = (owner: Owner): string => (serviceOf(owner) === 'iam' ? 'sts' : serviceOf(owner))

/** What stands before the first wildcard or variable. */
const headOf = (pattern: string): string => pattern.split(/[*?]|\$\{/)[0] ?? ''

/** Whether a Resource or NotResource may mean the resource or a part of it, such as a bucket's objects or a table's indexes. */
export const concerns = (resources: Patterns | undefined, owner: Owner): boolean => {
  const { arn } = owner
  if (!resources || resources.not || shared.has(serviceOf(owner))) return true
  return resources.patterns.some((pattern) => {
    const head = headOf(pattern)
    const part = head.startsWith(`${arn}/`) || head.startsWith(`${arn}:`)
    return head === pattern ? head === arn || part : arn.startsWith(head) || part
  })
}

/** Whether one pattern matches all that another one matches: certain where it says so. */
const includes = (wide: string, narrow: string): boolean =>
  wide === '*' || wide === narrow || (!wide.includes('?') && matchesPattern(patternOf(wide, undefined), narrow) === 'yes')

/** Whether two patterns cannot match the same, by what stands before their wildcards. */
const apart = (a: string, b: string): boolean => !headOf(a).startsWith(headOf(b)) && !headOf(b).startsWith(headOf(a))

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
const includesAction = (wide: string, narrow: string): boolean => includes(wide.toLowerCase(), narrow.toLowerCase())

/** Actions by one pattern, less some. */
export interface Piece {
  readonly pattern: string
  readonly except: readonly string[]
}

const everything = (pattern: string): boolean => pattern === '*' || pattern === '*:*'

/**
 * The actions of an Allow in pieces, each of which a Deny is about as a whole or not at all, as far as patterns can tell: `sqs:*` with a Deny on
 * `sqs:DeleteQueue` is that action, and all but it.
 */
export const piecesOf = ({ not, patterns }: Patterns, denials: readonly Statement[], owner: Owner): readonly Piece[] => {
  const wholes = not ? [{ pattern: '*', except: patterns }] : patterns.map((pattern) => ({ pattern, except: [] }))
  const prefix = `${actionPrefix(owner)}:`
  const lower = new Map(denials.flatMap(({ actions }) => actions.patterns.map((pattern) => [pattern.toLowerCase(), pattern] as const)))
  const parts = [...lower].flatMap(([key, pattern]) => (everything(key) || key === `${prefix}*` ? [] : [pattern]))
  return wholes.flatMap(({ pattern, except }) => {
    const wide = everything(pattern) ? `${prefix}*` : pattern
    const within = (outer: string, given: readonly string[]): readonly string[] =>
      given.filter((part) => !same(part, outer) && includesAction(outer, part) && !except.some((gone) => includesAction(gone, part)))
    const inner = within(wide, parts)
    return [
      ...inner.map((part): Piece => ({ pattern: part, except: [...except, ...within(part, inner)] })),
      { pattern, except: [...except, ...inner] },
    ]
  })
}

const ofActions = (deny: Patterns, piece: Piece, owner: Owner): boolean => {
  const given = everything(piece.pattern) ? `${actionPrefix(owner)}:*` : piece.pattern
  if (!deny.not) return deny.patterns.some((pattern) => includesAction(pattern, given))
  const gone = (pattern: string): boolean => piece.except.some((one) => includesAction(one, pattern))
  const literal = headOf(given) === given
  return deny.patterns.every((pattern) =>
    literal ? !matchesAction(pattern, given) : apart(pattern.toLowerCase(), given.toLowerCase()) || gone(pattern),
  )
}

const ofResources = (deny: Patterns | undefined, allow: Patterns | undefined, owner: Owner): boolean => {
  if (!deny) return true
  if (deny.not) return false
  if (whole.has(serviceOf(owner)) && deny.patterns.some((pattern) => matchesArn(patternOf(pattern, undefined), owner.arn) === 'yes'))
    return true
  if (deny.patterns.includes('*')) return true
  return allow !== undefined && !allow.not && allow.patterns.every((narrow) => deny.patterns.some((wide) => includes(wide, narrow)))
}

/** Whether a Deny is about all of an Allow's piece, on all its resources. */
export const denies = (deny: Statement, piece: Piece, resources: Patterns | undefined, owner: Owner): boolean =>
  ofResources(deny.resources, resources, owner) && ofActions(deny.actions, piece, owner)
