// The audience held against the engine: whoever a policy lets in, caller by caller, is in what `audienceOf` says; and it says so of any input.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { audienceOf, gives, type Admission, type Audience } from '../../src/iam/audience.ts'
import { evaluate } from '../../src/iam/evaluate.ts'
import { parsePolicy } from '../../src/iam/parse.ts'
import type { Principal } from '../../src/iam/principal.ts'
import { noPolicies } from '../../src/iam/request.ts'
import { account, foreign, queue } from './cases/audience.ts'

const stranger = '333333333333'
const organization = 'o-a1b2c3d4e5'
const action = 'sqs:SendMessage'

interface Caller {
  readonly principal: Principal
  readonly context: Readonly<Record<string, readonly string[] | null>>
  readonly organization?: string
  readonly source?: string
  readonly ip: string
}

const nothing = {
  'aws:principalorgid': null,
  'aws:principalarn': null,
  'aws:principalaccount': null,
  'aws:sourceaccount': null,
  'aws:sourcearn': null,
  'aws:principaltag/team': null,
  'aws:principalservicename': null,
  'aws:sourceip': null,
  'aws:sourcevpce': null,
  'aws:securetransport': ['true'],
}
const roleOf = (owner: string, ip: string, org?: string): Caller => {
  const arn = `arn:aws:iam::${owner}:role/app`
  return {
    principal: { type: 'role', account: owner, arn },
    context: {
      ...nothing,
      'aws:principalarn': [arn],
      'aws:principalaccount': [owner],
      'aws:principalorgid': org ? [org] : null,
      'aws:principaltag/team': ['orders'],
      'aws:sourceip': [ip],
      'aws:principalisawsservice': ['false'],
    },
    ...(org && { organization: org }),
    ip,
  }
}
const serviceOf = (source: string): Caller => ({
  principal: { type: 'service', service: 'sns.amazonaws.com' },
  context: {
    ...nothing,
    'aws:sourceaccount': [source],
    'aws:sourcearn': [`arn:aws:sns:eu-west-1:${source}:placed`],
    'aws:principalisawsservice': ['true'],
    'aws:principalservicename': ['sns.amazonaws.com'],
  },
  source,
  ip: '',
})
const callers: readonly Caller[] = [
  {
    principal: { type: 'anonymous' },
    context: { ...nothing, 'aws:sourceip': ['198.51.100.9'], 'aws:principalisawsservice': ['false'] },
    ip: '198.51.100.9',
  },
  {
    principal: { type: 'anonymous' },
    context: { ...nothing, 'aws:sourceip': ['203.0.113.7'], 'aws:principalisawsservice': ['false'] },
    ip: '203.0.113.7',
  },
  roleOf(stranger, '198.51.100.9'),
  roleOf(stranger, '203.0.113.7', 'o-zzzzzzzzzz'),
  roleOf(foreign, '198.51.100.9', organization),
  roleOf(account, '198.51.100.9', organization),
  serviceOf(stranger),
  serviceOf(account),
]

/** Whether an admission has room for a caller. */
const holds = ({ who }: Admission, { principal, organization: org, source, ip }: Caller): boolean => {
  const owner = 'account' in principal ? principal.account : undefined
  switch (who.type) {
    case 'public':
      return true
    case 'any-principal':
      return principal.type !== 'anonymous'
    case 'network':
      return who.from === '203.0.113.0/24' ? ip.startsWith('203.0.113.') : false
    case 'organization':
      return org === who.id
    case 'account':
      return owner === who.account
    case 'same-account':
      return owner === account
    case 'service':
      return principal.type === 'service' && (!who.guard || who.guard.some((pin) => pin.type === 'account' && pin.account === source))
    default:
      return false
  }
}

const condition = fc.constantFrom<object>(
  { StringEquals: { 'aws:PrincipalOrgID': organization } },
  { StringEqualsIfExists: { 'aws:PrincipalOrgID': organization } },
  { StringNotEquals: { 'aws:PrincipalOrgID': organization } },
  { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organization } },
  { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': organization } },
  { 'ForAnyValue:StringNotEquals': { 'aws:PrincipalOrgID': organization } },
  { Null: { 'aws:PrincipalOrgID': 'true' } },
  { Null: { 'aws:PrincipalOrgID': 'false' } },
  { StringLike: { 'aws:PrincipalOrgID': 'o-*' } },
  { StringEquals: { 'aws:PrincipalAccount': [account, foreign] } },
  { StringNotEquals: { 'aws:PrincipalAccount': foreign } },
  { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${foreign}:role/*` } },
  { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/app' } },
  { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${foreign}:role/*` } },
  { StringEquals: { 'aws:SourceAccount': account } },
  { StringNotEquals: { 'aws:SourceAccount': account } },
  { StringEqualsIfExists: { 'aws:SourceAccount': account } },
  { ArnLike: { 'aws:SourceArn': `arn:aws:sns:*:${account}:*` } },
  { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:*' } },
  { Null: { 'aws:SourceArn': 'false' } },
  { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } },
  { StringEquals: { 'aws:PrincipalTag/team': 'orders' } },
  { StringNotEquals: { 'aws:PrincipalTag/team': 'orders' } },
  { Bool: { 'aws:PrincipalIsAWSService': 'true' } },
  { Bool: { 'aws:PrincipalIsAWSService': 'false' } },
  { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } },
  { StringEquals: { 'aws:PrincipalServiceName': 'sns.amazonaws.com' } },
  { Bool: { 'aws:SecureTransport': 'false' } },
  { StringResembles: { 'aws:PrincipalOrgID': organization } },
)
const principal = fc.constantFrom<unknown>(
  '*',
  '*',
  '*',
  { AWS: '*' },
  { AWS: account },
  { AWS: [`arn:aws:iam::${foreign}:root`, account] },
  { AWS: `arn:aws:iam::${foreign}:role/app` },
  { Service: 'sns.amazonaws.com' },
  { AWS: foreign, Service: ['sns.amazonaws.com', 's3.amazonaws.com'] },
)
const actions = fc.constantFrom<object>(
  { Action: '*' },
  { Action: 'sqs:*' },
  { Action: ['sqs:SendMessage', 'sqs:ReceiveMessage'] },
  { Action: 'sqs:Send*' },
  { Action: 'sqs:DeleteQueue' },
  { NotAction: 'sqs:DeleteQueue' },
  { NotAction: ['sqs:SendMessage'] },
)
const resource = fc.constantFrom<object>(
  { Resource: '*' },
  { Resource: '*' },
  { Resource: queue },
  { Resource: 'arn:aws:sqs:*:*:ord*' },
  { Resource: `${queue}-2` },
)
/** Operators of one kind would overwrite each other: each condition has its own. */
const conditions = fc
  .uniqueArray(condition, { maxLength: 3, selector: (one) => Object.keys(one)[0] })
  .map((all) => Object.assign({}, ...all) as object)

const statement = fc
  .tuple(fc.constantFrom('Allow', 'Allow', 'Deny'), fc.boolean(), principal, actions, resource, conditions)
  .map(([Effect, inverted, who, does, on, Condition]) => ({
    Effect,
    ...(inverted && Math.abs(JSON.stringify([who, does, on, Condition]).length) % 3 === 0 ? { NotPrincipal: who } : { Principal: who }),
    ...does,
    ...on,
    Condition,
  }))
const document = fc.array(statement, { minLength: 1, maxLength: 4 }).map((Statement) => ({ Version: '2012-10-17', Statement }))

const everything = parsePolicy('{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}')

const within = ({ admissions, unreadable }: Audience, caller: Caller): boolean =>
  unreadable.length > 0 || admissions.some((admission) => gives(admission, action) && holds(admission, caller))

test('whoever the engine lets in is in the audience', () => {
  fc.assert(
    fc.property(document, fc.constantFrom(...callers), (json, caller) => {
      const policy = parsePolicy(JSON.stringify(json))
      const { decision } = evaluate(
        { principal: caller.principal, action, resource: queue, resourceAccount: account, context: caller.context },
        { ...noPolicies, identity: [{ name: 'everything', policy: everything }], resource: { name: queue, policy } },
      )
      // Inside the account the identity policy alone suffices: what the queue says of it is not seen.
      if ('account' in caller.principal && caller.principal.account === account) return
      if (decision === 'denied') return
      assert.ok(
        within(audienceOf(policy, { account, arn: queue }), caller),
        `${decision}, but nobody of the audience is ${JSON.stringify(caller.principal)}`,
      )
    }),
    { numRuns: 4000 },
  )
})

/** Conditions on one key may contradict each other, and the audience does not see it: then it says more than there is. */
const contradicts = (json: object): boolean => {
  const keys = [...JSON.stringify(json).matchAll(/"(aws:[^"]+)":/g)].map(([, key]) => key)
  return new Set(keys).size < keys.length
}

test('what the audience says is open for certain, some stranger gets', () => {
  const plain = new Set(['public', 'any-principal'])
  fc.assert(
    fc.property(document, (json) => {
      if (contradicts(json)) return
      const policy = parsePolicy(JSON.stringify(json))
      const { admissions } = audienceOf(policy, { account, arn: queue })
      const open = admissions.some((admission) => plain.has(admission.who.type) && !admission.doubt && gives(admission, action))
      if (!open) return
      // Strangers who differ in what they may choose: their name, their address, their tags, their organization.
      const strangers = callers
        .filter(({ principal: asks, source }) =>
          'account' in asks ? asks.account === stranger : source === undefined || source === stranger,
        )
        .flatMap((caller) => {
          const { principal } = caller
          if (principal.type !== 'role') return [caller]
          const arn = principal.arn.replace(/[^/]+$/, 'another')
          return [caller, { ...caller, principal: { ...principal, arn }, context: { ...caller.context, 'aws:principalarn': [arn] } }]
        })
        .flatMap((caller) =>
          [['orders'], ['other'], null].flatMap((team) =>
            ['https', 'http', 'https endpoint', 'http endpoint'].map((way) => ({
              ...caller,
              context: {
                ...caller.context,
                'aws:principaltag/team': caller.principal.type === 'role' ? team : null,
                'aws:securetransport': [String(way.startsWith('https'))],
                // Through an endpoint of a VPC of their own they have no public address.
                ...(way.endsWith('endpoint') && { 'aws:sourceip': null, 'aws:sourcevpce': ['vpce-0fedcba9876543210'] }),
              },
            })),
          ),
        )
      const decisions = strangers.map(
        ({ principal: asks, context }) =>
          evaluate(
            { principal: asks, action, resource: queue, resourceAccount: account, context },
            { ...noPolicies, identity: [{ name: 'everything', policy: everything }], resource: { name: queue, policy } },
          ).decision,
      )
      assert.ok(
        decisions.some((decision) => decision !== 'denied'),
        'said to be open, but no stranger gets in',
      )
    }),
    { numRuns: 4000 },
  )
})

test('says something of any text', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        document.map((json) => JSON.stringify(json).slice(0, -1)),
        document.map((json) => JSON.stringify(json)),
      ),
      (text) => {
        const { admissions, unreadable } = audienceOf(parsePolicy(text), { account, arn: queue })
        assert.ok(Array.isArray(admissions) && Array.isArray(unreadable))
      },
    ),
    { numRuns: 3000 },
  )
})
