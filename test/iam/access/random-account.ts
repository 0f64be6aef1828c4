// Small random accounts whose names, patterns and policies meet often, also in what AWS would refuse.
import fc from 'fast-check'
import type { AccountPrincipal, AccountResource } from '../../../src/iam/access/account.ts'
import { parsePolicy } from '../../../src/iam/parse.ts'
import type { Policies, Source } from '../../../src/iam/request.ts'
import { account, foreignAccount } from '../../support/nodes.ts'

const names = ['a', 'ab', 'b', 'orders', 'orders-dlq']
export const actionNames = ['sqs:SendMessage', 'sqs:ReceiveMessage', 'kms:Decrypt', 'sts:AssumeRole', 'lambda:InvokeFunction']
export const arnsOf = (name: string): readonly string[] => [
  `arn:aws:sqs:eu-west-1:${account}:${name}`,
  `arn:aws:sqs:us-east-1:${account}:${name}`,
  `arn:aws:sqs:eu-west-1:${foreignAccount}:${name}`,
  `arn:aws:kms:eu-west-1:${account}:key/${name}`,
  `arn:aws:iam::${account}:role/${name}`,
  `arn:aws:iam::${account}:role/team/${name}`,
  `arn:aws:lambda:eu-west-1:${account}:function:${name}`,
]

const one = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
const some = <T>(from: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> => fc.oneof(from, fc.array(from, { minLength: 1, maxLength: 3 }))

const principalArn = fc
  .tuple(one('user', 'role', 'role/team'), one(...names), one(account, foreignAccount))
  .map(([kind, name, owner]) => `arn:aws:iam::${owner}:${kind}/${name}`)
const session = fc.tuple(one(...names), one('s', 't')).map(([name, of]) => `arn:aws:sts::${account}:assumed-role/${name}/${of}`)

const actionPattern = one(...actionNames, '*', 'sqs:*', 'SQS:send*', 'kms:*', 'sts:*', '*:*Message', 'lambda:Invoke?unction')
const resourcePattern = fc.oneof(
  { weight: 3, arbitrary: one('*') },
  fc.tuple(one(...names), fc.nat(6)).map(([name, index]) => arnsOf(name)[index] ?? '*'),
  one(
    'arn:aws:sqs:*:*:orders*',
    `arn:aws:sqs:*:${account}:*`,
    'arn:aws:*:*:*:*',
    'arn:aws:sqs:eu-west-1:*',
    '*orders',
    'arn:aws:iam::*:role/*/a*',
    `arn:aws:kms:*:${account}:key/?`,
    // oxlint-disable-next-line no-template-curly-in-string -- a policy variable
    'arn:aws:sqs:*:*:${aws:username}',
    // oxlint-disable-next-line no-template-curly-in-string -- a policy variable
    'arn:aws:sqs:*:*:${aws:PrincipalTag/team}*',
    `arn:aws:sqs:*:*:\${*}`,
  ),
)
const condition = one<object | undefined>(
  undefined,
  undefined,
  undefined,
  { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  { StringEquals: { 'aws:ResourceAccount': account } },
  { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/*` } },
  { StringLike: { 'aws:username': 'a*' } },
  { Nonsense: { 'aws:username': 'a' } },
  { Null: { 'aws:SourceArn': 'true' } },
)
const effect = one('Allow', 'Allow', 'Deny')

const without = (statement: object): object => Object.fromEntries(Object.entries(statement).filter(([, value]) => value !== undefined))
const elements = {
  Effect: effect,
  what: fc.tuple(one('Action', 'Action', 'Action', 'NotAction'), some(actionPattern)),
  on: fc.tuple(one('Resource', 'Resource', 'Resource', 'NotResource'), some(resourcePattern)),
  Condition: condition,
}
const identityStatement = fc.record(elements).map(({ what, on, ...rest }) => without({ ...rest, [what[0]]: what[1], [on[0]]: on[1] }))
const principalElement = fc.oneof(
  one<unknown>(
    '*',
    { AWS: account },
    { AWS: `arn:aws:iam::${foreignAccount}:root` },
    { Service: 'sns.amazonaws.com' },
    { CanonicalUser: 'abc' },
  ),
  one<unknown>({ AWS: 'AROAEXAMPLE' }, { AWS: `arn:aws:iam::${account}:role/*` }, { Federated: 'cognito-identity.amazonaws.com' }),
  some(fc.oneof(principalArn, session)).map((AWS) => ({ AWS })),
)
const resourceStatement = fc
  .record({ ...elements, who: fc.tuple(one('Principal', 'Principal', 'Principal', 'NotPrincipal'), principalElement), trust: fc.boolean() })
  .map(({ what, on, who, trust, ...rest }) =>
    without({ ...rest, [what[0]]: what[1], [who[0]]: who[1], ...(trust ? {} : { [on[0]]: on[1] }) }),
  )

const policyOf = (statement: fc.Arbitrary<object>) =>
  fc
    .record({
      Version: one('2012-10-17', '2012-10-17', '2008-10-17'),
      Statement: fc.array(fc.oneof({ weight: 12, arbitrary: statement }, one({ Effect: 'Allow', Action: 5 }, { Effect: 'Deny' }, {})), {
        maxLength: 3,
      }),
    })
    .map((document) => parsePolicy(JSON.stringify(document)))
const sourceOf = (name: string, statement: fc.Arbitrary<object>): fc.Arbitrary<Source> =>
  policyOf(statement).map((policy) => ({ name, policy }))

const rarely = <T, U>(value: fc.Arbitrary<T>, odd: U): fc.Arbitrary<T | U> =>
  fc.oneof({ weight: 12, arbitrary: value }, { weight: 1, arbitrary: fc.constant(odd) })

const principalOf = (shared: readonly Source[]): fc.Arbitrary<AccountPrincipal> =>
  fc
    .record({
      type: one('user', 'role'),
      path: one('', 'team/'),
      name: one(...names),
      own: sourceOf('inline', identityStatement),
      attached: fc.subarray([...shared]),
      boundary: fc.option(one<Source>(...shared), { freq: 2 }),
      known: fc.integer({ min: 0, max: 12 }),
    })
    .map(({ type, path, name, own, attached, boundary, known }) => ({
      principal: { type, account, arn: `arn:aws:iam::${account}:${type}/${path}${name}` } as AccountPrincipal['principal'],
      name,
      identity: known === 0 ? 'unknown' : [own, ...attached],
      boundary: known === 1 ? 'unknown' : boundary,
      managed: [],
      groups: [],
      trust: null,
      onInstances: false,
      tags: {},
    }))

const resourceOf = (arn: string): fc.Arbitrary<AccountResource> =>
  fc.record({
    arn: fc.constant(arn),
    account: fc.constant(arn.split(':')[4] ?? ''),
    policy: rarely(fc.option(sourceOf(arn, resourceStatement), { freq: 1 }), 'unknown' as const),
    grants: rarely(fc.oneof(fc.constant([]), fc.array(sourceOf('grant', resourceStatement), { maxLength: 1 })), 'unknown' as const),
  })

export interface RandomAccount {
  readonly principals: readonly AccountPrincipal[]
  readonly resources: readonly AccountResource[]
  readonly serviceControl: Policies['serviceControl']
}

export const randomAccount: fc.Arbitrary<RandomAccount> = fc
  .array(sourceOf('managed', identityStatement), { minLength: 1, maxLength: 3 })
  .chain((shared) =>
    fc.record({
      principals: fc.uniqueArray(principalOf(shared), { minLength: 1, maxLength: 4, selector: ({ principal }) => principal.arn }),
      resources: fc.subarray(names.flatMap(arnsOf), { minLength: 1, maxLength: 14 }).chain((arns) => fc.tuple(...arns.map(resourceOf))),
      serviceControl: fc.oneof(
        { weight: 4, arbitrary: fc.constant(null) },
        fc.array(fc.array(sourceOf('scp', identityStatement), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }),
      ),
    }),
  )
