// Whether the conditions of a statement hold in a request.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
import { equalsPattern, matchesArnOperator, matchesPattern, patternOf, type ContextLookup, type Pattern } from './match.ts'
import type { Operator } from './operators.ts'
import type { Condition } from './parse.ts'
import { every, not, some, type Truth } from './truth.ts'
import { booleanOf, inRange, numberOf, rangeOf, timeOf } from './values.ts'

/** Whether a key is in the request even where its value is not known. */
export type Presence = (key: string) => boolean

const truth = (value: boolean): Truth => (value ? 'yes' : 'no')

const inOrder = (order: Operator['order'], left: number, right: number): boolean => {
  if (order === '<') return left < right
  if (order === '<=') return left <= right
  if (order === '>') return left > right
  if (order === '>=') return left >= right
  return left === right
}

type Matcher = (given: string) => Truth

const unreadable: Matcher = () => 'unknown'

/** A variable without a value makes a positive match fail; what it does to a negated one is not documented. */
const withVariables = (
  test: Operator,
  wanted: string,
  variables: ContextLookup | undefined,
  matches: (pattern: Pattern, given: string) => Truth,
): Matcher => {
  const pattern = patternOf(wanted, variables)
  if (pattern.missing === 'absent') return () => (test.negated ? 'maybe' : 'no')
  // What is not known may not be there either.
  if (pattern.missing === 'unknown' && test.negated) return () => 'maybe'
  return (given) => matches(pattern, given)
}

const ordered = (test: Operator, wanted: number | undefined, read: (text: string) => number | undefined): Matcher => {
  if (wanted === undefined) return unreadable
  return (given) => {
    const value = read(given)
    return truth(value !== undefined && inOrder(test.order, value, wanted))
  }
}

/** How one policy value matches request values. Variables are replaced in strings and ARNs; AWS contradicts itself on booleans. */
const matcherOf = (test: Operator, wanted: string, variables: ContextLookup | undefined): Matcher => {
  switch (test.comparison) {
    case 'like':
      return withVariables(test, wanted, variables, matchesPattern)
    case 'arn':
      return withVariables(test, wanted, variables, matchesArnOperator)
    case 'string':
    case 'string-ignore-case':
      return withVariables(test, wanted, variables, (pattern, given) =>
        equalsPattern(pattern, given, test.comparison === 'string-ignore-case'),
      )
    case 'numeric':
      return ordered(test, numberOf(wanted), numberOf)
    case 'date':
      return ordered(test, timeOf(wanted), timeOf)
    case 'bool': {
      const value = booleanOf(wanted)
      if (value !== undefined) return (given) => truth(booleanOf(given) === value)
      return variables && wanted.includes('${') ? () => 'maybe' : unreadable
    }
    case 'binary': {
      const bytes = Buffer.from(wanted, 'base64')
      return (given) => truth(Buffer.from(given, 'base64').equals(bytes))
    }
    case 'ip': {
      const range = rangeOf(wanted)
      return range ? (given) => inRange(range, given) : unreadable
    }
    case 'null':
      return unreadable // decided before, from the presence of the key
    default:
      return test.comparison satisfies never
  }
}

const nullHolds = (values: readonly string[], missing: boolean): Truth =>
  some(
    values.map((value) => {
      const wanted = booleanOf(value)
      return wanted === undefined ? 'unknown' : truth(wanted === missing)
    }),
  )

const whereMissing = ({ test, ifExists, quantifier }: Condition): Truth => {
  // IfExists says true, ForAnyValue says false: AWS does not say which of them wins.
  if (quantifier === 'ForAnyValue') return ifExists ? 'maybe' : 'no'
  if (quantifier === 'ForAllValues' || ifExists) return 'yes'
  return truth(test?.negated === true)
}

/** Whether one condition holds. A key that is not known makes it `maybe`; an operator or a value that cannot be read, `unknown`. */
export const holds = (
  condition: Condition,
  context: ContextLookup,
  variables: ContextLookup | undefined,
  present: Presence = () => false,
): Truth => {
  const { test, quantifier, key, values } = condition
  if (!test || values.length === 0) return 'unknown'
  const given = context(key)
  if (test.comparison === 'null') {
    if (given === undefined) return present(key) ? nullHolds(values, false) : 'maybe'
    return nullHolds(values, given === null || given.length === 0)
  }
  if (given === undefined) return 'maybe'
  if (given === null || given.length === 0) return whereMissing(condition)
  // For sets, an empty string is an empty set.
  if (quantifier && given.every((value) => value === '')) return quantifier === 'ForAllValues' ? 'yes' : 'no'
  const matchers = values.map((wanted) => matcherOf(test, wanted, variables))
  const one = (value: string): Truth => {
    const any = some(matchers.map((matches) => matches(value)))
    return test.negated ? not(any) : any
  }
  const results = given.map(one)
  if (quantifier === 'ForAllValues') return every(results)
  if (quantifier === 'ForAnyValue') return some(results)
  // Without a quantifier a key has one value. Should there be several that do not agree, AWS does not say what counts.
  const all = every(results)
  return all === 'no' && some(results) !== 'no' ? 'maybe' : all
}

/** Whether all conditions of a statement hold, and which ones leave it open. */
export const allHold = (
  conditions: readonly Condition[],
  context: ContextLookup,
  variables: ContextLookup | undefined,
  present?: Presence,
): { readonly truth: Truth; readonly open: readonly Condition[] } => {
  const results = conditions.map((condition) => ({ condition, result: holds(condition, context, variables, present) }))
  return {
    truth: every(results.map(({ result }) => result)),
    open: results.filter(({ result }) => result === 'maybe' || result === 'unknown').map(({ condition }) => condition),
  }
}
