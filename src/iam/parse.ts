// Reads policy documents: total on any input. What it cannot read is a marked statement that makes dependent answers unknown, never a crash or a pass.
// Source of the grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
import { NotJson, parseJson, positionsOf, type Json, type Position } from './json.ts'
import { operators, type Operator } from './operators.ts'
import type { PolicyText } from './policy.ts'

export type Effect = 'Allow' | 'Deny'

/** Action or NotAction, Resource or NotResource. */
export interface Patterns {
  /** The Not… element: everything but these. */
  readonly not: boolean
  readonly patterns: readonly string[]
}

/** Principal or NotPrincipal. */
export interface Principals {
  readonly not: boolean
  /** `"*"` or `{"AWS": "*"}`: everyone, anonymous callers included. */
  readonly anyone: boolean
  /** ARNs, account ids, and unique ids of deleted principals, as written. */
  readonly aws: readonly string[]
  readonly service: readonly string[]
  readonly federated: readonly string[]
  readonly canonicalUser: readonly string[]
}

/** One operator on one key. */
export interface Condition {
  /** As written, e.g. `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string
  /** Undefined for an operator that is not known: whether it holds is unknown. */
  readonly test: Operator | undefined
  readonly ifExists: boolean
  readonly quantifier: 'ForAllValues' | 'ForAnyValue' | undefined
  /** In lower case: keys are compared without regard to case. */
  readonly key: string
  readonly values: readonly string[]
}

export interface Statement {
  /** From 0, in the order of the document. */
  readonly index: number
  readonly sid: string | undefined
  readonly position: Position
  readonly effect: Effect
  /** Undefined in identity policies. */
  readonly principals: Principals | undefined
  readonly actions: Patterns
  /** Undefined where the element is missing, as in role trust policies. */
  readonly resources: Patterns | undefined
  readonly conditions: readonly Condition[]
}

/** A statement, or a whole document, that could not be read. */
export interface Unreadable {
  readonly index: number
  readonly sid: string | undefined
  readonly position: Position
  /** Where at least this much is certain: an unreadable Deny can never allow anything. */
  readonly effect: Effect | undefined
  readonly problem: string
}

export interface Policy {
  /** Documents without Version are of 2008-10-17, in which variables are not replaced. */
  readonly version: '2008-10-17' | '2012-10-17'
  readonly id: string | undefined
  readonly statements: readonly Statement[]
  readonly unreadable: readonly Unreadable[]
}

/** Thrown and caught inside this file: what makes one statement unreadable. No Error, since ten thousand stack traces take too long. */
class Problem {
  readonly message: string
  constructor(message: string) {
    this.message = message
  }
}

type Members = ReadonlyMap<string, Json>

const membersOf = (json: Json, what: string): Members => {
  if (json.type !== 'object') throw new Problem(`${what} is not an object`)
  const members = new Map<string, Json>()
  for (const { key, value } of json.members) {
    if (members.has(key)) throw new Problem(`${what} has ${key} twice`)
    members.set(key, value)
  }
  return members
}

const stringsOf = (json: Json, what: string): readonly string[] => {
  const items = json.type === 'array' ? json.items : [json]
  return items.map((item) => {
    if (item.type !== 'string') throw new Problem(`${what} holds something that is not a string`)
    return item.value
  })
}

/** Condition values may be written as strings, numbers and booleans. */
const valuesOf = (json: Json, what: string): readonly string[] =>
  (json.type === 'array' ? json.items : [json]).map((item) => {
    if (item.type === 'string') return item.value
    if (item.type === 'boolean') return String(item.value)
    if (item.type === 'number') return item.text
    throw new Problem(`${what} holds something that is not a string, a number or a boolean`)
  })

const eitherOf = (members: Members, name: 'Action' | 'Resource'): Patterns | undefined => {
  const positive = members.get(name)
  const negative = members.get(`Not${name}`)
  if (positive && negative) throw new Problem(`both ${name} and Not${name}`)
  const json = positive ?? negative
  if (!json) return undefined
  const patterns = stringsOf(json, positive ? name : `Not${name}`)
  if (patterns.length === 0) throw new Problem(`an empty ${positive ? name : `Not${name}`}`)
  return { not: !positive, patterns }
}

const principalsOf = (members: Members): Principals | undefined => {
  const positive = members.get('Principal')
  const negative = members.get('NotPrincipal')
  if (positive && negative) throw new Problem('both Principal and NotPrincipal')
  const json = positive ?? negative
  if (!json) return undefined
  const none = { not: !positive, anyone: false, aws: [], service: [], federated: [], canonicalUser: [] }
  if (json.type === 'string') {
    if (json.value !== '*') throw new Problem('a principal that is neither * nor an object')
    return { ...none, anyone: true }
  }
  const byType = membersOf(json, 'Principal')
  const unknownType = [...byType.keys()].find((type) => !['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(type))
  if (unknownType !== undefined) throw new Problem(`a principal of the unknown type ${unknownType}`)
  const of = (type: string): readonly string[] => {
    const value = byType.get(type)
    return value ? stringsOf(value, type) : []
  }
  const aws = of('AWS')
  if (byType.size === 0 || [...byType.keys()].some((type) => of(type).length === 0)) throw new Problem('an empty Principal')
  return {
    not: !positive,
    anyone: aws.includes('*'),
    aws: aws.filter((value) => value !== '*'),
    service: of('Service'),
    federated: of('Federated'),
    canonicalUser: of('CanonicalUser'),
  }
}

const conditionsOf = (json: Json | undefined): readonly Condition[] => {
  if (!json) return []
  return [...membersOf(json, 'Condition')].flatMap(([operator, keys]) => {
    const [, quantifier, base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/s.exec(operator) ?? []
    const test = base === 'Null' && (ifExists || quantifier) ? undefined : operators.get(base)
    const lowered = new Set<string>()
    return [...membersOf(keys, operator)].map(([key, values]): Condition => {
      if (lowered.has(key.toLowerCase())) throw new Problem(`${operator} has ${key} twice`)
      lowered.add(key.toLowerCase())
      return {
        operator,
        test,
        ifExists: ifExists !== undefined,
        quantifier: quantifier === 'ForAllValues' || quantifier === 'ForAnyValue' ? quantifier : undefined,
        key: key.toLowerCase(),
        values: valuesOf(values, key),
      }
    })
  })
}

const elements = new Set(['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'])

const effectOf = (members: Members): Effect => {
  const effect = members.get('Effect')
  if (effect?.type === 'string' && (effect.value === 'Allow' || effect.value === 'Deny')) return effect.value
  throw new Problem(effect ? 'an Effect that is neither Allow nor Deny' : 'no Effect')
}

const statementOf = (json: Json, index: number, position: Position): Statement => {
  const members = membersOf(json, 'the statement')
  const foreign = [...members.keys()].find((name) => !elements.has(name))
  if (foreign !== undefined) throw new Problem(`the unknown element ${foreign}`)
  const sid = members.get('Sid')
  if (sid && sid.type !== 'string') throw new Problem('a Sid that is not a string')
  const effect = effectOf(members)
  const actions = eitherOf(members, 'Action')
  if (!actions) throw new Problem('neither Action nor NotAction')
  return {
    index,
    sid: sid?.value,
    position,
    effect,
    principals: principalsOf(members),
    actions,
    resources: eitherOf(members, 'Resource'),
    conditions: conditionsOf(members.get('Condition')),
  }
}

/** What is certain of a statement that is not readable as a whole. */
const certainOf = (json: Json): Pick<Unreadable, 'sid' | 'effect'> => {
  if (json.type !== 'object' || json.members.length === 0) return { sid: undefined, effect: undefined }
  const all = (name: string): readonly string[] =>
    json.members.flatMap(({ key, value }) => (key === name && value.type === 'string' ? [value.value] : []))
  const [sid] = all('Sid')
  const effects = all('Effect')
  const [effect] = effects
  return { sid, effect: effects.length === 1 && (effect === 'Allow' || effect === 'Deny') ? effect : undefined }
}

/** IAM hands documents out URL-encoded, some tools encode them twice. JSON starts with a brace, its encoding with a percent sign. */
const decoded = (text: string): string => {
  let result = text
  for (let times = 0; times < 2 && /^\s*(?:%[0-9a-fA-F]{2})/.test(result); times += 1) {
    try {
      result = decodeURIComponent(result.replaceAll('+', '%20'))
    } catch {
      return result
    }
  }
  return result
}

/** Reads a policy document. Never throws; an empty document allows and denies nothing. */
export const parsePolicy = (text: PolicyText): Policy => {
  const source = decoded(text)
  const positionAt = positionsOf(source)
  const whole = (problem: string, at: number): Policy => ({
    version: '2008-10-17',
    id: undefined,
    statements: [],
    unreadable: [{ index: -1, sid: undefined, position: positionAt(at), effect: undefined, problem }],
  })
  let json: Json
  try {
    json = parseJson(source)
  } catch (error) {
    if (error instanceof NotJson) return whole(`not JSON: ${error.message}`, error.at)
    throw error
  }
  let members: Members
  try {
    members = membersOf(json, 'the document')
  } catch (error) {
    if (error instanceof Problem) return whole(error.message, json.at)
    throw error
  }
  const foreign = [...members.keys()].find((name) => !['Version', 'Id', 'Statement'].includes(name))
  if (foreign !== undefined) return whole(`the unknown element ${foreign}`, json.at)
  const version = members.get('Version')
  if (version && !(version.type === 'string' && (version.value === '2008-10-17' || version.value === '2012-10-17')))
    return whole('an unknown Version', version.at)
  const id = members.get('Id')
  const list = members.get('Statement')
  const items = list === undefined ? [] : list.type === 'array' ? list.items : [list]
  const statements: Statement[] = []
  const unreadable: Unreadable[] = []
  for (const [index, item] of items.entries()) {
    try {
      statements.push(statementOf(item, index, positionAt(item.at)))
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      unreadable.push({ index, position: positionAt(item.at), ...certainOf(item), problem: error.message })
    }
  }
  return {
    version: version?.type === 'string' && version.value === '2012-10-17' ? '2012-10-17' : '2008-10-17',
    id: id?.type === 'string' ? id.value : undefined,
    statements,
    unreadable,
  }
}
