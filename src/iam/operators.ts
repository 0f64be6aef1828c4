// Condition operators of the policy language, by name.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html

/** How one request value is held against one policy value. */
export type Comparison = 'string' | 'string-ignore-case' | 'like' | 'numeric' | 'date' | 'bool' | 'binary' | 'ip' | 'arn' | 'null'

export interface Operator {
  readonly comparison: Comparison
  /** The condition holds where no policy value matches. */
  readonly negated: boolean
  /** For numbers and dates: which order counts as a match. */
  readonly order?: '=' | '<' | '<=' | '>' | '>='
}

const ordered = (comparison: 'numeric' | 'date', prefix: string): readonly (readonly [string, Operator])[] => [
  [`${prefix}Equals`, { comparison, negated: false, order: '=' }],
  [`${prefix}NotEquals`, { comparison, negated: true, order: '=' }],
  [`${prefix}LessThan`, { comparison, negated: false, order: '<' }],
  [`${prefix}LessThanEquals`, { comparison, negated: false, order: '<=' }],
  [`${prefix}GreaterThan`, { comparison, negated: false, order: '>' }],
  [`${prefix}GreaterThanEquals`, { comparison, negated: false, order: '>=' }],
]

/** ArnEquals and ArnLike behave alike, and so do their negations. */
export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['StringEquals', { comparison: 'string', negated: false }],
  ['StringNotEquals', { comparison: 'string', negated: true }],
  ['StringEqualsIgnoreCase', { comparison: 'string-ignore-case', negated: false }],
  ['StringNotEqualsIgnoreCase', { comparison: 'string-ignore-case', negated: true }],
  ['StringLike', { comparison: 'like', negated: false }],
  ['StringNotLike', { comparison: 'like', negated: true }],
  ...ordered('numeric', 'Numeric'),
  ...ordered('date', 'Date'),
  ['Bool', { comparison: 'bool', negated: false }],
  ['BinaryEquals', { comparison: 'binary', negated: false }],
  ['IpAddress', { comparison: 'ip', negated: false }],
  ['NotIpAddress', { comparison: 'ip', negated: true }],
  ['ArnEquals', { comparison: 'arn', negated: false }],
  ['ArnLike', { comparison: 'arn', negated: false }],
  ['ArnNotEquals', { comparison: 'arn', negated: true }],
  ['ArnNotLike', { comparison: 'arn', negated: true }],
  ['Null', { comparison: 'null', negated: false }],
])
