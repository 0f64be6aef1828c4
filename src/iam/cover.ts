// Whether a statement is about a resource at all, and whether a Deny covers all that an Allow gives on it.
import { parseArn } from '../graph/arn.ts'
import { matchesAction, matchesArn, matchesPattern, patternOf } from './match.ts'
import type { Patterns, Statement } from './parse.ts'
import type { Owner } from './pins.ts'

/** Services whose policies are about one resource without parts: whatever pattern matches its ARN means all of it. */
const whole: ReadonlySet<string> = new Set(['sqs', 'sns', 'kms', 'lambda', 'iam', 'secretsmanager', 'events'])

const serviceOf = (owner: Owner): string => parseArn(owner.arn)?.service ?? ''

/** Trust policies of roles are about actions of STS. */
const actionPrefix = (owner: Owner): string => (serviceOf(owner) === 'iam' ? 'sts' : serviceOf(owner))

/** What stands before the first wildcard or variable. */
const headOf = (pattern: string): string => pattern.split(/[*?]|\$\{/)[0] ?? ''

/** Whether a Resource or NotResource may mean the resource or a part of it, such as a bucket's objects or a table's indexes. */
export const concerns = (resources: Patterns | undefined, { arn }: Owner): boolean => {
  if (!resources || resources.not) return true
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

export type Cover = 'all' | 'some' | 'none'

const ofActions = (deny: Patterns, allow: Patterns, owner: Owner): Cover => {
  const everything = `${actionPrefix(owner)}:*`
  const patterns = deny.patterns.map((pattern) => pattern.toLowerCase())
  const [one = everything] = allow.not ? [] : allow.patterns
  const given = one === '*' || one === '*:*' ? everything : one.toLowerCase()
  const literal = headOf(given) === given
  if (deny.not) {
    if (patterns.every((pattern) => (literal ? !matchesAction(pattern, given) : apart(pattern, given)))) return 'all'
    return literal ? 'none' : 'some'
  }
  if (patterns.some((pattern) => includes(pattern, given))) return 'all'
  return patterns.every((pattern) => apart(pattern, given)) ? 'none' : 'some'
}

const ofResources = (deny: Patterns | undefined, allow: Patterns | undefined, owner: Owner): boolean => {
  if (!deny) return true
  if (deny.not) return false
  if (whole.has(serviceOf(owner)) && deny.patterns.some((pattern) => matchesArn(patternOf(pattern, undefined), owner.arn) === 'yes'))
    return true
  if (deny.patterns.includes('*')) return true
  return allow !== undefined && !allow.not && allow.patterns.every((narrow) => deny.patterns.some((wide) => includes(wide, narrow)))
}

/** How much of an Allow's action, all its resources taken together, a Deny is about. `some`: of its actions. */
export const coverOf = (deny: Statement, action: Patterns, resources: Patterns | undefined, owner: Owner): Cover =>
  ofResources(deny.resources, resources, owner) ? ofActions(deny.actions, action, owner) : 'none'
