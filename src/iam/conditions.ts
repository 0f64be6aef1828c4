// Whether the conditions of a statement hold in a request.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
import { BlockList, isIP } from 'node:net'
import { matchesArn, matchesPattern, patternOf, type ContextLookup } from './match.ts'
import type { Operator } from './operators.ts'
import type { Condition } from './parse.ts'
import { and, not, or, type Truth } from './truth.ts'

const truth = (value: boolean): Truth => (value ? 'yes' : 'no')

const timeOf = (text: string): number => (/^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text))

const inOrder = (order: Operator['order'], left: number, right: number): boolean => {
  if (Number.isNaN(left) || Number.isNaN(right)) return false
  if (order === '<') return left < right
  if (order === '<=') return left <= right
  if (order === '>') return left > right
  if (order === '>=') return left >= right
  return left === right
}

const inRange = (range: string, address: string): boolean => {
  const [network = '', length] = range.split('/')
  const family = isIP(network)
  if (family === 0 || isIP(address) === 0) return false
  const list = new BlockList()
  const type = family === 4 ? 'ipv4' : 'ipv6'
  try {
    list.addSubnet(network, length === undefined ? (family === 4 ? 32 : 128) : Number(length), type)
  } catch {
    return false
  }
  return list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')
}

/** Whether one policy value matches one request value. Variables are replaced in strings and ARNs alone. */
const matches = (test: Operator, wanted: string, given: string, variables: ContextLookup | undefined): Truth => {
  switch (test.comparison) {
    case 'like':
      return matchesPattern(patternOf(wanted, variables), given)
    case 'arn':
      return matchesArn(patternOf(wanted, variables), given)
    case 'string':
    case 'string-ignore-case': {
      const { tokens, missing } = patternOf(wanted, variables)
      if (missing !== 'none') return missing === 'absent' ? 'no' : 'maybe'
      // StringEquals knows no wildcards: they are characters like any other.
      const text = tokens.map((token) => (typeof token === 'string' ? token : token.wild)).join('')
      return truth(test.comparison === 'string' ? text === given : text.toLowerCase() === given.toLowerCase())
    }
    case 'numeric':
      return truth(inOrder(test.order, wanted.trim() === '' || given.trim() === '' ? Number.NaN : Number(given), Number(wanted)))
    case 'date':
      return truth(inOrder(test.order, timeOf(given), timeOf(wanted)))
    case 'bool':
      return truth(wanted.toLowerCase() === given.toLowerCase())
    case 'binary':
      return truth(wanted === given)
    case 'ip':
      return truth(inRange(wanted, given))
    case 'null':
      return 'no' // decided before, from the presence of the key
    default:
      return 'unknown' satisfies Truth
  }
}

/** Whether one condition holds. A key that is not known makes it `maybe`; an operator that is not known, `unknown`. */
export const holds = (condition: Condition, context: ContextLookup, variables: ContextLookup | undefined): Truth => {
  const { test, ifExists, quantifier, key, values } = condition
  if (!test) return 'unknown'
  const given = context(key)
  if (given === undefined) return 'maybe'
  const missing = given === null || given.length === 0
  if (test.comparison === 'null') return or(...values.map((value) => truth((value.toLowerCase() === 'true') === missing)))
  if (given === null || given.length === 0) {
    if (ifExists || quantifier === 'ForAllValues') return 'yes'
    if (quantifier === 'ForAnyValue') return 'no'
    return truth(test.negated)
  }
  const one = (value: string): Truth => {
    const any = or(...values.map((wanted) => matches(test, wanted, value, variables)))
    return test.negated ? not(any) : any
  }
  if (quantifier === 'ForAllValues') return and(...given.map(one))
  if (quantifier === 'ForAnyValue') return or(...given.map(one))
  // Without a quantifier the key has one value; should there be several, each has to hold.
  return and(...given.map(one))
}

/** Whether all conditions of a statement hold, and which ones leave it open. */
export const allHold = (
  conditions: readonly Condition[],
  context: ContextLookup,
  variables: ContextLookup | undefined,
): { readonly truth: Truth; readonly open: readonly Condition[] } => {
  const results = conditions.map((condition) => ({ condition, result: holds(condition, context, variables) }))
  return {
    truth: and(...results.map(({ result }) => result)),
    open: results.filter(({ result }) => result === 'maybe' || result === 'unknown').map(({ condition }) => condition),
  }
}
