// KMS grants as statements: whom they let do what with a key, under which constraints.
// Source: https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
import { operators } from './operators.ts'
import type { Condition, Policy, Statement } from './parse.ts'
import type { Source } from './request.ts'

/** What a grant asks of the request. */
export interface GrantConstraints {
  /** The encryption context is just this. */
  readonly equals?: Readonly<Record<string, string>>
  /** The encryption context holds at least this. */
  readonly subset?: Readonly<Record<string, string>>
  /** The resource for which a service calls. */
  readonly sourceArn?: string
}

export interface KmsGrant {
  readonly id: string
  /** ARN of a user, role, session or account, or the name of a service. */
  readonly grantee: string
  /** `Decrypt`, `GenerateDataKey`, … */
  readonly operations: readonly string[]
  /** Null where it has none; `unknown` where they were not read. */
  readonly constraints: GrantConstraints | null | 'unknown'
}

const test = (operator: string, key: string, values: readonly string[], quantifier?: Condition['quantifier']): Condition => ({
  operator: quantifier ? `${quantifier}:${operator}` : operator,
  test: operators.get(operator),
  ifExists: false,
  quantifier,
  key: key.toLowerCase(),
  values,
})

const unread: Condition = {
  operator: 'grant constraints',
  test: undefined,
  ifExists: false,
  quantifier: undefined,
  key: 'kms:grantconstraints',
  values: [],
}

/** Operations that carry an encryption context. Constraints on it do not touch the others. */
const withEncryptionContext = new Set([
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
])

/** Keys of an encryption context are compared without regard to case in a grant, values with. */
const onContext = ({ equals, subset }: GrantConstraints): readonly Condition[] => [
  ...Object.entries({ ...subset, ...equals }).map(([key, value]) => test('StringEquals', `kms:EncryptionContext:${key}`, [value])),
  ...(equals ? [test('StringEqualsIgnoreCase', 'kms:EncryptionContextKeys', Object.keys(equals), 'ForAllValues')] : []),
]

const conditionsOf = (operation: string, constraints: KmsGrant['constraints']): readonly Condition[] => {
  if (constraints === null) return []
  if (constraints === 'unknown') return [unread]
  const { sourceArn } = constraints
  return [
    ...(sourceArn === undefined ? [] : [test('ArnLike', 'aws:SourceArn', [sourceArn])]),
    ...(withEncryptionContext.has(operation) ? onContext(constraints) : []),
    // A grant made with this one has to be at least as strict: what the new one says is not known here.
    ...(operation === 'CreateGrant' && (constraints.equals ?? constraints.subset)
      ? [test('StringEquals', 'kms:GrantConstraintType', ['EncryptionContextEquals', 'EncryptionContextSubset'])]
      : []),
  ]
}

const policyOf = ({ grantee, operations, constraints }: KmsGrant): Policy => {
  const isService = /^[^:]+\.amazonaws\.com(?:\.cn)?$/.test(grantee)
  return {
    version: '2008-10-17',
    id: undefined,
    statements: operations.map((operation, index): Statement => ({
      index,
      sid: undefined,
      position: { line: 0, column: 0 },
      effect: 'Allow',
      principals: {
        not: false,
        anyone: false,
        aws: isService ? [] : [grantee],
        service: isService ? [grantee] : [],
        federated: [],
        canonicalUser: [],
      },
      actions: { not: false, patterns: [`kms:${operation}`] },
      resources: undefined,
      conditions: conditionsOf(operation, constraints),
    })),
    unreadable: [],
  }
}

/** The grants of a key, as `Policies.grants` takes them. They allow beside the key policy, and every Deny still wins over them. */
export const sourcesOfGrants = (keyArn: string, grants: readonly KmsGrant[]): readonly Source[] =>
  grants.map((grant) => ({ name: `${keyArn} grant ${grant.id}`, policy: policyOf(grant) }))
