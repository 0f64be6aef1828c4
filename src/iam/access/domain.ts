// The resources that one action can be asked for, found by pattern and grouped by what their own policies say.
import { matchesArn, patternOf, type ContextLookup } from '../match.ts'
import type { Policies } from '../request.ts'
import type { Patterns, Policy, Principals, Statement } from '../parse.ts'
import type { AccountResource } from './account.ts'
import { partFor } from './part.ts'

/** Positions in `members` that a pattern matches. */
export interface Matched {
  readonly yes: readonly number[]
  readonly maybe: readonly number[]
}

/** Resources whose policies say the same to everyone whom they do not name. */
export interface Shapes {
  readonly shapeOf: Int32Array
  /** Positions by shape. */
  readonly groups: readonly (readonly number[])[]
  /** Whether a policy of the shape grants or could not be read: without that, only identity policies can allow. */
  readonly grants: readonly boolean[]
  /** Positions whose policies name a principal, by its ARN or by the beginning of its sessions' ARNs. */
  readonly naming: ReadonlyMap<string, readonly number[]>
}

export interface Domain {
  readonly members: readonly AccountResource[]
  /** What a pattern matches; without variables it is the same for whoever asks. */
  readonly find: (pattern: string, variables: ContextLookup | undefined) => Matched
}

const reversed = (text: string): string => Array.from(text).reverse().join('')

/** The part of a sorted list that begins with a prefix: from its first index up to, not including, its last. */
const rangeOf = (texts: readonly string[], prefix: string): readonly [number, number] => {
  const first = (isBehind: (head: string) => boolean): number => {
    let low = 0
    let high = texts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (isBehind((texts[middle] ?? '').slice(0, prefix.length))) high = middle
      else low = middle + 1
    }
    return low
  }
  return [first((head) => head >= prefix), first((head) => head > prefix)]
}

/** Literal text before the first and behind the last wildcard or variable. */
const literalEnds = (pattern: string, variables: boolean): readonly [string, string] => {
  const [head = ''] = pattern.split(variables ? /[*?]|\$\{/ : /[*?]/, 1)
  const tail = head.length === pattern.length ? pattern : pattern.slice(pattern.search(variables ? /[^*?}]*$/ : /[^*?]*$/))
  return [head, tail]
}

/** Members have to be in the order of their ARNs. */
export const domainOf = (members: readonly AccountResource[]): Domain => {
  const arns = members.map(({ arn }) => arn)
  const backwards = arns.map((arn, position) => [reversed(arn), position] as const).sort((a, b) => (a[0] < b[0] ? -1 : 1))
  const backwardArns = backwards.map(([arn]) => arn)
  const backwardPositions = backwards.map(([, position]) => position)
  const cache = new Map<string, Matched>()

  const search = (pattern: string, variables: ContextLookup | undefined): Matched => {
    const compiled = patternOf(pattern, variables)
    const [head, tail] = literalEnds(pattern, variables !== undefined)
    const [from, to] = rangeOf(arns, head)
    const [backFrom, backTo] = rangeOf(backwardArns, reversed(tail))
    const candidates =
      to - from <= backTo - backFrom
        ? Array.from({ length: to - from }, (_, offset) => from + offset)
        : backwardPositions.slice(backFrom, backTo).sort((a, b) => a - b)
    const yes: number[] = []
    const maybe: number[] = []
    for (const position of candidates) {
      const truth = matchesArn(compiled, arns[position] ?? '')
      if (truth === 'yes') yes.push(position)
      else if (truth !== 'no') maybe.push(position)
    }
    return { yes, maybe }
  }

  return {
    members,
    find: (pattern, variables) => {
      if (variables) return search(pattern, variables)
      const known = cache.get(pattern) ?? search(pattern, undefined)
      cache.set(pattern, known)
      return known
    },
  }
}

const namesUser = /^arn:[^:*?]*:iam::\d{12}:(?:user|role)\/[^*?]+$/
const namesSession = /^(arn:[^:*?]*:sts::\d{12}:(?:assumed-role|federated-user)\/[^*?/]+)(?:\/[^*?]*)?$/
const namesAccount = /^(?:(\d{12})|arn:[^:*?]*:iam::(\d{12}):root)$/

/** Whom a Principal element can cover among users and roles of an account: anyone, or just the ones that these keys stand for. */
const keysOf = (principals: Principals | undefined, account: string): readonly string[] | 'anyone' => {
  if (!principals || principals.not || principals.anyone || principals.canonicalUser.length > 0) return 'anyone'
  const keys: string[] = []
  for (const entry of principals.aws) {
    const [, digits, root] = namesAccount.exec(entry) ?? []
    const owner = digits ?? root
    if (owner !== undefined) {
      if (owner === account) return 'anyone'
      continue
    }
    const [, session] = namesSession.exec(entry) ?? []
    if (session !== undefined) keys.push(session)
    else if (namesUser.test(entry)) keys.push(entry)
    else return 'anyone'
  }
  return keys
}

/** The keys that stand for a principal. */
export const keysFor = (arn: string): readonly string[] => {
  const session = arn.replace(':iam::', ':sts::')
  const name = arn.slice(arn.lastIndexOf('/') + 1)
  return [
    arn,
    session.replace(/:(?:role|user)\/.*$/s, (kind) => `:${kind.startsWith(':role') ? 'assumed-role' : 'federated-user'}/${name}`),
  ]
}

/** What a statement says of one resource, without what is the same for all that ask. */
const describe = (statement: Statement, { version }: Policy, arn: string): unknown => {
  const { effect, principals, resources, conditions } = statement
  const own = ({ not, patterns }: Patterns): unknown => {
    // What a variable stands for depends on who asks: then the resource is like no other.
    if (version === '2012-10-17' && patterns.some((pattern) => pattern.includes('${'))) return [not, patterns, arn]
    return [not, patterns.map((pattern) => matchesArn(patternOf(pattern, undefined), arn))]
  }
  return [
    effect,
    principals,
    resources ? own(resources) : null,
    conditions.map(({ operator, key, values }) => [operator, key, values]),
    version,
  ]
}

const add = (naming: Map<string, number[]>, key: string, position: number): void => {
  const positions = naming.get(key)
  if (!positions) naming.set(key, [position])
  else if (positions.at(-1) !== position) positions.push(position)
}

/** Groups the resources of a domain by what their policies say of an action to the users and roles of an account. */
export const shapesOf = ({ members }: Domain, action: string, account: string): Shapes => {
  const ids = new Map<string, number>()
  const groups: number[][] = []
  const grants: boolean[] = []
  const naming = new Map<string, number[]>()
  const shapeOf = new Int32Array(members.length)
  for (const [position, resource] of members.entries()) {
    const { policy, grants: granted, arn } = resource
    const sources = [...(policy === 'unknown' || !policy ? [] : [policy]), ...(granted === 'unknown' ? [] : granted)]
    const general: unknown[] = [resource.account, policy === 'unknown', granted === 'unknown']
    let granting = policy === 'unknown' || granted === 'unknown'
    for (const source of sources) {
      const part = partFor(source, action)
      if (!part) continue
      for (const { effect } of part.policy.unreadable) {
        general.push(effect ?? 'either')
        granting ||= effect !== 'Deny'
      }
      for (const statement of part.policy.statements) {
        const keys = keysOf(statement.principals, account)
        if (keys === 'anyone') {
          general.push(describe(statement, part.policy, arn))
          granting ||= statement.effect === 'Allow'
        } else for (const key of keys) add(naming, key, position)
      }
    }
    const shape = JSON.stringify(general)
    const id = ids.get(shape) ?? ids.size
    if (!ids.has(shape)) {
      ids.set(shape, id)
      groups.push([])
      grants.push(granting)
    }
    shapeOf[position] = id
    groups[id]?.push(position)
  }
  return { shapeOf, groups, grants, naming }
}

export const policiesOf = ({ policy, grants }: AccountResource): Pick<Policies, 'resource' | 'grants'> => ({ resource: policy, grants })
