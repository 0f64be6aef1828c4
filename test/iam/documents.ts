// Generated policy documents and requests: from the grammar, over few names so that statements meet requests, and then damaged.
import * as fc from 'fast-check'
import { noPolicies, type Policies, type Request, type Source } from '../../src/iam/evaluate.ts'
import { parsePolicy } from '../../src/iam/parse.ts'
import {
  alice,
  anonymous,
  federatedArn,
  federatedUser,
  foreign,
  foreignRole,
  home,
  key,
  linkedRole,
  object,
  queue,
  role,
  roleSession,
  root,
  sessionArn,
  sns,
  stranger,
  target,
  web,
} from './cases/case.ts'

type Shape = Readonly<Record<string, unknown>>

/** A value, or a list of some. */
const oneOrMore = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> => fc.oneof(one, fc.array(one, { minLength: 1, maxLength: 3 }))

const actions = fc.constantFrom(
  '*',
  '*',
  '*',
  '*',
  's3:*',
  's3:Get*',
  's3:GetObject',
  'sqs:SendMessage',
  'sqs:?endMessage',
  'kms:Decrypt',
  'sts:AssumeRole',
  'iam:*',
  'S3:getobject',
)
const resources = fc.constantFrom(
  '*',
  '*',
  '*',
  '*',
  '*',
  object,
  queue,
  key,
  'arn:aws:s3:::reports/*',
  'arn:aws:s3:::other/*',
  'arn:aws:sqs:*:orders',
  'arn:aws:sqs:e*3:orders',
  'arn:aws:*',
  'arn:aws:s3:::reports/${aws:PrincipalTag/team}/*',
  "arn:aws:s3:::reports/${aws:PrincipalTag/team, '2026'}/*",
  'arn:aws:s3:::${aws:username}/*',
  'arn:*:s3:::reports/2026/q?.csv',
)
const principalsAws = fc.constantFrom(
  '*',
  home,
  foreign,
  `arn:aws:iam::${home}:root`,
  `arn:aws:iam::${home}:user/alice`,
  `arn:aws:iam::${home}:role/app/worker`,
  sessionArn,
  `${sessionArn}2`,
  federatedArn,
  'AIDAALICE',
  'AROAWORKER',
  'AIDAGONE',
  `arn:aws:iam::${foreign}:role/partner`,
  `arn:aws:iam::${home}:role/*`,
)
const principals: fc.Arbitrary<unknown> = fc.oneof(
  fc.constant('*'),
  oneOrMore(principalsAws).map((AWS) => ({ AWS })),
  fc.constantFrom(
    { Service: 'sns.amazonaws.com' },
    { Service: ['s3.amazonaws.com', 'sns.eu-west-1.amazonaws.com'] },
    { Federated: web.provider },
    { CanonicalUser: 'abc' },
  ),
  fc.record({ AWS: oneOrMore(principalsAws), Service: fc.constant('sns.amazonaws.com') }),
)

/** Keys that no request settles by itself, so that they can be hidden. */
const keys = [
  'aws:principaltag/team',
  'aws:requestedregion',
  'aws:sourceip',
  'aws:tagkeys',
  'service:number',
  'service:date',
  'service:flag',
  'service:arn',
] as const
const values = fc.constantFrom(
  '2026',
  'red',
  'r*',
  'true',
  'false',
  '10',
  '203.0.113.7',
  '203.0.113.0/24',
  '2026-03-01T00:00:00Z',
  object,
  'arn:aws:s3:::*',
  '',
  '${aws:PrincipalTag/team}',
  '${aws:username}',
)
const operatorNames = fc
  .tuple(
    fc.constantFrom('', '', '', 'ForAllValues:', 'ForAnyValue:'),
    fc.constantFrom(
      'StringEquals',
      'StringNotEquals',
      'StringEqualsIgnoreCase',
      'StringLike',
      'StringNotLike',
      'NumericEquals',
      'NumericNotEquals',
      'NumericLessThan',
      'DateLessThan',
      'DateNotEquals',
      'Bool',
      'BinaryEquals',
      'IpAddress',
      'NotIpAddress',
      'ArnLike',
      'ArnNotEquals',
      'Null',
      'NoSuchOperator',
    ),
    fc.constantFrom('', '', 'IfExists'),
  )
  .map((parts) => parts.join(''))
const keyNames = fc.constantFrom(
  ...keys,
  'aws:PrincipalArn',
  'aws:PrincipalTag/Team',
  'aws:userid',
  'aws:TokenIssueTime',
  'aws:PrincipalAccount',
  'aws:SourceArn',
)
const conditions = fc.dictionary(
  operatorNames,
  fc.dictionary(keyNames, oneOrMore(fc.oneof(values, fc.boolean(), fc.integer({ min: 0, max: 20 }))), { minKeys: 1, maxKeys: 2 }),
  { minKeys: 1, maxKeys: 2 },
)

type Kind = 'principal' | 'resource'

/** A well-formed statement. */
export const statements = (kind: Kind, effect: fc.Arbitrary<'Allow' | 'Deny'>): fc.Arbitrary<Shape> =>
  fc
    .record({
      sid: fc.option(fc.constantFrom('one', 'two'), { nil: undefined }),
      effect,
      notAction: fc.integer({ min: 0, max: 5 }),
      action: oneOrMore(actions),
      notResource: fc.integer({ min: 0, max: 5 }),
      resource: oneOrMore(resources),
      notPrincipal: fc.integer({ min: 0, max: 3 }),
      who: principals,
      condition: fc.option(conditions, { nil: undefined, freq: 1 }),
    })
    .map((from) => ({
      ...(from.sid === undefined ? {} : { Sid: from.sid }),
      Effect: from.effect,
      [from.notAction === 0 ? 'NotAction' : 'Action']: from.action,
      [from.notResource === 0 ? 'NotResource' : 'Resource']: from.resource,
      ...(kind === 'resource' ? { [from.notPrincipal === 0 ? 'NotPrincipal' : 'Principal']: from.who } : {}),
      ...(from.condition === undefined ? {} : { Condition: from.condition }),
    }))

const effects = fc.constantFrom<'Allow' | 'Deny'>('Allow', 'Allow', 'Allow', 'Deny')

/** A well-formed document. */
export interface Document {
  readonly Version?: string
  readonly Statement: readonly Shape[]
}

export const documents = (kind: Kind): fc.Arbitrary<Document> =>
  fc
    .record({
      version: fc.constantFrom('2012-10-17', '2012-10-17', '2012-10-17', '2008-10-17', undefined),
      list: fc.array(statements(kind, effects), { minLength: 1, maxLength: 4 }),
    })
    .map(({ version, list }) => ({ ...(version === undefined ? {} : { Version: version }), Statement: list }))

/** Text that once was a policy: cut, spliced, doubled, encoded, with elements renamed and values of the wrong type. */
export const damaged: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof(documents('principal'), documents('resource')).map((document) => JSON.stringify(document)),
    fc.array(
      fc.record({
        kind: fc.constantFrom('cut', 'drop', 'insert', 'swap', 'double', 'rename', 'retype', 'encode', 'nest'),
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        length: fc.integer({ min: 1, max: 12 }),
        junk: fc.oneof(
          fc.string({ unit: 'binary', maxLength: 4 }),
          fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\\', '%', '%25', '${', '*', 'null', '1e999', '\\ud800', '__proto__'),
        ),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([text, changes]) =>
    changes.reduce((all, { kind, at, length, junk }) => {
      const from = Math.floor(at * all.length)
      const [before, piece, after] = [all.slice(0, from), all.slice(from, from + length), all.slice(from + length)]
      switch (kind) {
        case 'cut':
          return before
        case 'drop':
          return before + after
        case 'insert':
          return before + junk + piece + after
        case 'swap':
          return before + junk + after
        case 'double':
          return before + piece + piece + after
        case 'rename':
          return all.replace(/"(?:Action|Effect|Resource|Principal|Condition|Statement|AWS)"/, JSON.stringify(junk))
        case 'retype':
          return all.replace(/:"[^"]*"/, `:${['7', 'null', '[]', '{}', 'true', '[[]]', '[null]'][length % 7]}`)
        case 'encode':
          return all.isWellFormed() ? encodeURIComponent(all) : all
        default:
          return `${'['.repeat(length * 5)}${all}`
      }
    }, text),
  )

export const principalsOfRequests = [
  alice,
  role,
  roleSession,
  federatedUser,
  root,
  anonymous,
  stranger,
  foreignRole,
  linkedRole,
  sns,
  web,
] as const

const contexts = fc.dictionary(fc.constantFrom(...keys), fc.oneof(fc.array(values, { minLength: 1, maxLength: 2 }), fc.constant(null)), {
  maxKeys: 3,
})

const asked = fc.constantFrom(
  ['s3:GetObject', object],
  ['s3:GetObject', object],
  ['sqs:SendMessage', queue],
  ['kms:Decrypt', key],
  ['sts:AssumeRole', target],
  ['s3:ListAllMyBuckets', '*'],
  ['dynamodb:GetItem', `arn:aws:dynamodb:eu-west-1:${home}:table/orders`],
)

export const requests: fc.Arbitrary<Request> = fc
  .tuple(fc.constantFrom(alice, alice, role, role, ...principalsOfRequests), asked, fc.constantFrom(home, home, home, foreign), contexts)
  .map(([principal, [action = '', resource = ''], resourceAccount, context]) => ({ principal, action, resource, resourceAccount, context }))

/** Documents of every layer; what is null is not there. */
export interface Layers {
  readonly identity: readonly Document[]
  readonly boundary: Document | null
  readonly session: Document | null
  readonly resource: Document | null
  readonly serviceControl: readonly (readonly Document[])[] | null
  readonly resourceControl: readonly (readonly Document[])[] | null
  readonly endpoint: Document | null
}

const seldom = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: one })
const levels = (kind: Kind) => fc.array(fc.array(documents(kind), { maxLength: 2 }), { minLength: 1, maxLength: 2 })

export const layers: fc.Arbitrary<Layers> = fc.record({
  identity: fc.array(documents('principal'), { minLength: 1, maxLength: 2 }),
  boundary: seldom(documents('principal')),
  session: seldom(documents('principal')),
  resource: fc.option(documents('resource'), { nil: null, freq: 4 }),
  serviceControl: seldom(levels('principal')),
  resourceControl: seldom(levels('resource')),
  endpoint: seldom(documents('resource')),
})

/** Reads documents with one way of writing them down. */
export const policiesOf = (of: Layers, write: (document: Document) => string = (document) => JSON.stringify(document)): Policies => {
  const source = (name: string, document: Document): Source => ({ name, policy: parsePolicy(write(document)) })
  const one = (name: string, document: Document | null): Source | null => (document ? source(name, document) : null)
  const many = (name: string, list: readonly (readonly Document[])[] | null) =>
    list ? list.map((level, index) => level.map((document, at) => source(`${name} ${index} ${at}`, document))) : null
  return {
    ...noPolicies,
    identity: of.identity.map((document, index) => source(`identity ${index}`, document)),
    boundary: one('boundary', of.boundary),
    session: of.session ? [source('session', of.session)] : null,
    resource: one('resource', of.resource),
    serviceControl: many('scp', of.serviceControl),
    resourceControl: many('rcp', of.resourceControl),
    endpoint: one('endpoint', of.endpoint),
  }
}
