// Routes to administrator: over several principals, in circles, through what is not known; and laws that hold for all of them.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Account, AccountPrincipal } from '../../../src/iam/access/account.ts'
import { commonText } from '../../../src/iam/escalation/witness.ts'
import { escalationsIn, type Standing } from '../../../src/iam/escalation.ts'
import { escalationPaths } from '../../../src/iam/escalation-paths.ts'
import { matchesPattern, patternOf } from '../../../src/iam/match.ts'
import { account, now } from '../../support/nodes.ts'
import { may, mayNot, own, service, type Statement } from '../../support/policies.ts'
import { everything, source } from './lab.ts'

const arnOf = (name: string): string => `arn:aws:iam::${account}:${name}`

interface Given {
  readonly statements?: readonly Statement[]
  readonly trusts?: readonly unknown[]
  readonly administrator?: true
  readonly boundary?: Statement
}
const principal = (name: string, { statements = [], trusts = [], administrator, boundary }: Given = {}): AccountPrincipal => ({
  principal: { type: name.startsWith('role/') ? 'role' : 'user', account, arn: arnOf(name) },
  name: name.slice(name.indexOf('/') + 1),
  identity: [source('inline', ...statements), ...(administrator ? [everything] : [])],
  boundary: boundary ? source(arnOf('policy/boundary'), boundary) : null,
  managed: [],
  groups: [],
  trust: name.startsWith('role/')
    ? source(arnOf(name), ...trusts.map((Principal) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal })))
    : null,
  onInstances: true,
  tags: {},
})
const accountWith = (...principals: readonly AccountPrincipal[]): Account => ({
  id: account,
  partition: 'aws',
  principals,
  groups: new Map(),
  policies: new Map(),
  workloads: [],
  complete: new Set(['AWS::Lambda::Function']),
})
const standing = (of: Account, name: string): Standing => {
  const found = escalationsIn(of, now).standings.get(arnOf(name))
  assert.ok(found, name)
  return found
}
const words = ({ route }: Standing): readonly string[] =>
  route.map(({ path, from, target, truth }) => `${from.split(':').at(-1) ?? ''} ${path.id} ${target?.split(':').at(-1) ?? '-'} ${truth}`)

const create = may(['lambda:CreateFunction', 'lambda:InvokeFunction'])

describe('routes to administrator', () => {
  it('lead over several principals, the shortest one', () => {
    const lab = accountWith(
      principal('user/start', { statements: [create, may('iam:PassRole', arnOf('role/worker'))] }),
      principal('role/worker', { statements: [may('iam:CreateAccessKey', arnOf('user/link'))], trusts: [service('lambda')] }),
      principal('user/link', { statements: [may('sts:AssumeRole', arnOf('role/end'))] }),
      principal('role/end', { administrator: true, trusts: [own] }),
      principal('user/other'),
    )
    assert.deepEqual(words(standing(lab, 'user/start')), [
      'user/start lambda-create-invoke role/worker yes',
      'role/worker iam-create-access-key user/link yes',
      'user/link sts-assume-role role/end yes',
    ])
    assert.deepEqual(words(standing(lab, 'user/other')), [])
    assert.equal(standing(lab, 'role/end').administrator, 'yes')
    const chains = escalationsIn(lab, now).chainsTo(arnOf('role/end'))
    assert.deepEqual(
      chains.map((steps) => steps.map(({ from }) => from)),
      [[arnOf('user/link')]],
    )
  })

  it('do not run in circles', () => {
    const ring = ['a', 'b', 'c'].map((name, index) =>
      principal(`role/${name}`, { statements: [may('sts:AssumeRole', arnOf(`role/${['b', 'c', 'a'][index] ?? ''}`))], trusts: [own] }),
    )
    for (const name of ['a', 'b', 'c']) assert.deepEqual(standing(accountWith(...ring), `role/${name}`).steps, [])
    // With a way out at one of them, no step leads back through whoever takes it.
    const out = principal('role/end', { administrator: true, trusts: [{ AWS: arnOf('role/c') }] })
    const lab = accountWith(...ring, out)
    assert.equal(standing(lab, 'role/a').route.length, 3)
    assert.deepEqual(
      standing(lab, 'role/c').steps.map(({ target }) => target),
      [arnOf('role/end')],
    )
  })

  it('prefer what is sure over what is short', () => {
    const lab = accountWith(
      principal('user/start', { statements: [may('ssm:StartSession'), may('sts:AssumeRole', arnOf('role/link'))] }),
      principal('role/link', { statements: [may('sts:AssumeRole', arnOf('role/end'))], trusts: [own] }),
      principal('role/end', { administrator: true, trusts: [own, service('ec2')] }),
    )
    assert.deepEqual(words(standing(lab, 'user/start')), [
      'user/start sts-assume-role role/link yes',
      'role/link sts-assume-role role/end yes',
    ])
    const unsure = standing(lab, 'user/start').steps.find(({ path }) => path.id === 'ssm-start-session')
    assert.equal(unsure?.truth, 'maybe')
  })

  it('end where a boundary ends them, although the policies behind it allow everything', () => {
    const boundary = may(['lambda:*', 'sqs:*'])
    const lab = accountWith(
      principal('user/bounded', { statements: [may('*')], boundary }),
      principal('role/end', { administrator: true, trusts: [own] }),
    )
    assert.equal(standing(lab, 'user/bounded').administrator, 'no')
    assert.deepEqual(standing(lab, 'user/bounded').steps, [])
    const lifting = accountWith(
      principal('user/bounded', { statements: [may('*')], boundary: may(['lambda:*', 'iam:DeleteUserPermissionsBoundary']) }),
    )
    assert.deepEqual(words(standing(lifting, 'user/bounded')), ['user/bounded iam-delete-user-permissions-boundary - yes'])
  })

  it('tell that nothing is known where a policy cannot be read', () => {
    const unread: AccountPrincipal = { ...principal('user/unread'), identity: 'unknown' }
    const found = standing(accountWith(unread, principal('role/end', { administrator: true, trusts: [own] })), 'user/unread')
    assert.equal(found.administrator, 'unknown')
    assert.ok(found.steps.length > 0 && found.steps.every(({ truth }) => truth === 'unknown'))
  })

  it('are never more for a Deny more', () => {
    const actions = [...new Set(escalationPaths.flatMap(({ needs }) => needs.map(({ action }) => action)))]
    const statement = fc.subarray(actions, { minLength: 1, maxLength: 12 }).map((some) => may(some))
    const random = fc.record({ statements: fc.array(statement, { minLength: 1, maxLength: 3 }), type: fc.constantFrom('user', 'role') })
    const services = ['lambda', 'ec2', 'glue', 'cloudformation', 'ecs-tasks', 'codebuild', 'sagemaker', 'ssm', 'states'].map(service)
    const labOf = (callers: readonly { readonly statements: readonly Statement[]; readonly type: string }[]): Account =>
      accountWith(
        ...callers.map(({ statements, type }, index) => principal(`${type}/caller-${index}`, { statements, trusts: [own, ...services] })),
        principal('role/end', { administrator: true, trusts: services }),
        principal('user/root-of-all', { administrator: true }),
      )
    const stepsIn = (lab: Account): ReadonlySet<string> =>
      new Set([...escalationsIn(lab, now).standings.values()].flatMap(({ steps }) => steps.map(({ path, from }) => `${from} ${path.id}`)))
    let open = 0
    fc.assert(
      fc.property(
        fc.array(random, { minLength: 1, maxLength: 3 }),
        fc.subarray(actions, { minLength: 1, maxLength: 3 }),
        (callers, denied) => {
          const before = stepsIn(labOf(callers))
          open += before.size
          const after = stepsIn(
            labOf(
              callers.map((caller, index) => (index === 0 ? { ...caller, statements: [...caller.statements, mayNot(denied)] } : caller)),
            ),
          )
          for (const step of after) assert.ok(before.has(step), step)
        },
      ),
      { numRuns: 60 },
    )
    assert.ok(open > 20, `too few steps are open: ${open}`)
  })
})

describe('a name that several patterns match', () => {
  const parts = fc.array(fc.constantFrom('a', 'b', 'ab', '*', '?', ':', 'x'), { minLength: 1, maxLength: 6 }).map((all) => all.join(''))

  it('matches each of them, and is found wherever a text matches them all', () => {
    fc.assert(
      fc.property(
        fc.array(parts, { minLength: 1, maxLength: 3 }),
        fc.array(fc.constantFrom('a', 'b', ':', 'x'), { maxLength: 8 }),
        (texts, letters) => {
          const patterns = texts.map((text) => patternOf(text, undefined))
          const found = commonText(patterns)
          const example = letters.join('')
          if (found === undefined) assert.ok(!patterns.every((pattern) => matchesPattern(pattern, example) === 'yes'), example)
          else for (const pattern of patterns) assert.equal(matchesPattern(pattern, found), 'yes', found)
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('is one that the caller can take', () => {
    const template = patternOf('arn:aws:lambda:?*:111122223333:function:?*', undefined)
    const textOf = (...texts: readonly string[]) =>
      commonText(
        texts.map((text) => patternOf(text, undefined)),
        template,
      )
    assert.equal(textOf('arn:aws:lambda:*:*:function:a-*', '*-prod'), 'arn:aws:lambda:x:111122223333:function:a-prod')
    assert.equal(textOf('arn:aws:lambda:eu-*:*'), 'arn:aws:lambda:eu-:111122223333:function:x')
    assert.equal(textOf('arn:aws:sqs:*'), undefined)
    assert.equal(textOf('arn:aws:lambda:*:222222222222:*'), undefined)
  })

  it('ends on patterns that would take for ever', () => {
    const hostile = Array.from({ length: 4 }, (_, index) => patternOf(`${'*a'.repeat(200)}${index}`, undefined))
    assert.equal(commonText(hostile), undefined)
  })
})
