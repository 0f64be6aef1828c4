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

/** Adds a position to a list, once; positions come in ascending order. */
const add = (lists: Map<string, number[]>, key: string, position: number): void => {
  const positions = lists.get(key)
  if (!positions) lists.set(key, [position])
  else if (positions.at(-1) !== position) positions.push(position)
}

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

/** Short pieces of text, by which ARNs are found that hold a literal somewhere. */
const gramLength = 4
const gramsOf = (text: string): readonly string[] =>
  Array.from({ length: Math.max(0, text.length - gramLength + 1) }, (_, at) => text.slice(at, at + gramLength))

/** What stands between wildcards and variables. */
const literalsOf = (pattern: string, variables: boolean): readonly string[] => pattern.split(variables ? /[*?]|\$\{[^{}]*\}/ : /[*?]/)

const gramIndexOf = (arns: readonly string[]): ReadonlyMap<string, readonly number[]> => {
  const index = new Map<string, number[]>()
  for (const [position, arn] of arns.entries()) for (const gram of gramsOf(arn)) add(index, gram, position)
  return index
}

/** So few candidates are tried one by one. */
const few = 32

/** Members have to be in the order of their ARNs. */
export const domainOf = (members: readonly AccountResource[]): Domain => {
  const arns = members.map(({ arn }) => arn)
  let gramIndex: ReadonlyMap<string, readonly number[]> | undefined
  const cache = new Map<string, Matched>()

  /** Positions of all ARNs that may match, found by the beginning of the pattern or by the rarest piece of it. */
  const candidates = (pattern: string, variables: boolean): readonly number[] => {
    const literals = literalsOf(pattern, variables)
    const [from, to] = rangeOf(arns, literals[0] ?? '')
    let best: readonly number[] | undefined
    if (to - from > few) {
      gramIndex ??= gramIndexOf(arns)
      for (const gram of literals.flatMap(gramsOf)) {
        const positions = gramIndex.get(gram) ?? []
        if (positions.length < (best?.length ?? to - from)) best = positions
      }
    }
    return best ?? Array.from({ length: to - from }, (_, offset) => from + offset)
  }

  const search = (pattern: string, variables: ContextLookup | undefined): Matched => {
    const compiled = patternOf(pattern, variables)
    const yes: number[] = []
    const maybe: number[] = []
    for (const position of candidates(pattern, variables !== undefined)) {
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
