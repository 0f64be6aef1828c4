// `parapet access` over snapshots: who can reach a resource, what a principal can reach, with the reasons.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { writeSnapshot } from '../../src/graph/snapshot.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { administrator, attached, group, inlineOfRole, inlineOfUser, policy, role, user } from '../checks/iam/fixtures.ts'
import { account, foreignAccount, hide, inventoryOf, region, resource } from '../support/nodes.ts'
import { document, may, mayNot, own, service } from '../support/policies.ts'
import { lambda, queue } from '../support/serverless.ts'
import { startAccount } from './account.ts'
import { inProcess, workplace, type Workplace } from './parapet.ts'

const kinds = [
  'AWS::DynamoDB::Table',
  'AWS::IAM::Group',
  'AWS::IAM::ManagedPolicy',
  'AWS::KMS::Key',
  'AWS::Lambda::Function',
  'AWS::SQS::Queue',
]
const orders = `arn:aws:sqs:${region}:${account}:orders`

const nodes: readonly AnyNode[] = [
  policy('AdministratorAccess', document(may('*')), {}, 'aws'),
  user('ada', {}, attached(administrator)),
  user(
    'ci',
    {},
    inlineOfUser({
      deploy: JSON.stringify(
        {
          Version: '2012-10-17',
          Statement: [{ Sid: 'Deploy', ...may(['lambda:UpdateFunctionCode', 'lambda:InvokeFunction']) }, may('sqs:SendMessage', orders)],
        },
        null,
        1,
      ),
    }),
  ),
  role('worker', {
    ...inlineOfRole({
      consume: document(may('sqs:*', orders, { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }), mayNot('sqs:DeleteQueue')),
    }),
    AssumeRolePolicyDocument: document({ Effect: 'Allow', Principal: own, Action: 'sts:AssumeRole' }),
  }),
  role('admin', {
    ...attached(administrator),
    AssumeRolePolicyDocument: document({ Effect: 'Allow', Principal: service('lambda'), Action: 'sts:AssumeRole' }),
  }),
  group('empty'),
  lambda('deployer', { Role: `arn:aws:iam::${account}:role/admin` }, { policy: null }),
  queue('orders', {
    Policy: document({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${foreignAccount}:root` },
      Action: 'sqs:SendMessage',
      Resource: orders,
    }),
  }),
  resource('AWS::DynamoDB::Table', { name: 'orders', arn: `arn:aws:dynamodb:${region}:${account}:table/orders`, facets: { policy: null } }),
]

const snapshot = async (at: Workplace, all: readonly AnyNode[] = nodes, cut: readonly string[] = []): Promise<string> => {
  const file = join(at.directory, 'account.ndjson')
  await writeSnapshot(inventoryOf(all, { kinds, cut: new Set(cut) }), file)
  return file
}
const run = async (args: readonly string[], all = nodes, cut: readonly string[] = []) => {
  using at = workplace()
  const file = await snapshot(at, all, cut)
  return await inProcess(at, ['access', ...args, '--snapshot', file])
}
const json = async (...args: readonly string[]) => {
  const { code, stdout } = await run([...args, '--format', 'json'])
  assert.equal(code, 0)
  return JSON.parse(stdout) as {
    readonly principal?: {
      readonly administrator: string
      readonly route: readonly { readonly step: string; readonly to: string }[]
      readonly reaches: readonly Record<string, unknown>[]
    }
    readonly resource: {
      readonly reachedBy: readonly Record<string, unknown>[]
      readonly admits: readonly string[]
      readonly unreadable: boolean
    }
  }
}

describe('parapet access', () => {
  it('says what a user can reach, by which statement on which line, and how it becomes administrator', async () => {
    const { code, stdout } = await run(['ci'])
    assert.equal(code, 0)
    assert.match(stdout, /Can become administrator\n.*user\/ci replaces the code of a function/)
    assert.match(stdout, /role\/admin\n? *\(allowed,\n? *lambda-update-code/)
    assert.match(
      stdout,
      /lambda:InvokeFunction, lambda:UpdateFunctionCode {2}allowed: 1 resource\n.*function:deployer\n.*user\/ci inline deploy, statement Deploy, line 4/,
    )
    const { principal } = await json('ci', '--action', 'sqs:*')
    assert.equal(principal?.administrator, 'no')
    assert.deepEqual(
      principal.route.map(({ step, to }) => [step, to]),
      [['lambda-update-code', `arn:aws:iam::${account}:role/admin`]],
    )
    assert.deepEqual(principal.reaches, [
      {
        action: 'sqs:SendMessage',
        access: 'allowed',
        count: 1,
        resources: [orders],
        statements: [`arn:aws:iam::${account}:user/ci inline deploy, statement 2, line 13`],
        conditions: [],
      },
    ])
  })

  it('says who can reach a resource, under which conditions, and whom its policy lets in', async () => {
    const { resource: answer } = await json(orders, '--action', 'sqs:SendMessage', '--action', 'sqs:DeleteQueue')
    const told = answer.reachedBy.map(({ principal, action, access, conditions }) => [
      String(principal).split(':').at(-1),
      action,
      access,
      conditions,
    ])
    assert.deepEqual(told, [
      ['role/admin', 'sqs:DeleteQueue', 'allowed', []],
      ['role/admin', 'sqs:SendMessage', 'allowed', []],
      ['role/worker', 'sqs:SendMessage', 'conditional', ['IpAddress aws:sourceip 203.0.113.0/24']],
      ['user/ada', 'sqs:DeleteQueue', 'allowed', []],
      ['user/ada', 'sqs:SendMessage', 'allowed', []],
      ['user/ci', 'sqs:SendMessage', 'allowed', []],
    ])
    assert.equal(answer.admits.length, 1)
    assert.match(String(answer.admits[0]), new RegExp(foreignAccount))
  })

  it('tells who may assume a role from who may change it', async () => {
    const { resource: answer } = await json('worker', '--action', 'sts:AssumeRole,iam:UpdateAssumeRolePolicy')
    assert.deepEqual(
      answer.reachedBy.map(({ principal, action }) => `${String(principal).split(':').at(-1)} ${String(action)}`),
      [
        'role/admin iam:UpdateAssumeRolePolicy',
        'role/admin sts:AssumeRole',
        'user/ada iam:UpdateAssumeRolePolicy',
        'user/ada sts:AssumeRole',
      ],
    )
  })

  it('prints one row for each thing with --plain', async () => {
    const { stdout } = await run(['ci', '--plain', '--action', 'sqs:SendMessage'])
    assert.deepEqual(stdout.trimEnd().split('\n'), [
      `arn:aws:iam::${account}:user/ci\tlambda-update-code\tallowed\tarn:aws:iam::${account}:role/admin`,
      `arn:aws:iam::${account}:user/ci\tsqs:SendMessage\tallowed\t${orders}`,
    ])
  })

  it('helps with names: ambiguous, mistyped, and actions that AWS does not have', async () => {
    const ambiguous = await run(['orders'])
    assert.equal(ambiguous.code, 2)
    assert.match(ambiguous.stderr, /'orders' is the name of several\n.*sqs.*\n.*table/)
    const mistyped = await run(['wroker'])
    assert.equal(mistyped.code, 2)
    assert.match(mistyped.stderr, /parapet access worker/)
    const action = await run(['worker', '--action', 'sqs:Nonsense'])
    assert.equal(action.code, 2)
    assert.match(action.stderr, /no action that fits 'sqs:Nonsense'/)
  })

  it('never answers from policies that were not read', async () => {
    const cut = await run(['ci'], nodes, ['AWS::IAM::ManagedPolicy'])
    assert.equal(cut.code, 4)
    assert.equal(cut.stdout, '')
    assert.match(cut.stderr, /not read as a whole/)
    const queues = await run(['ci'], nodes, ['AWS::SQS::Queue'])
    assert.equal(queues.code, 4)
    assert.match(queues.stderr, /incomplete: not all of AWS::SQS::Queue/)
    assert.equal((await run(['ci', '--allow-incomplete'], nodes, ['AWS::SQS::Queue'])).code, 0)
    const hidden = await run(
      [orders],
      nodes.map((node) => (node.arn === orders ? hide(node, ['attributes']) : node)),
    )
    assert.equal(hidden.code, 4)
    assert.match(hidden.stdout, /could not be read: others may be let in/)
    assert.match(hidden.stdout, /role\/worker\n[^\n]*\n[^\n]*cannot be told/)
  })

  it('reads the account where no snapshot is given, and ends with 4 where IAM may not be read', async () => {
    await using live = await startAccount({ orders: { encrypted: true } })
    using at = workplace()
    const { code, stdout, stderr } = await inProcess(at, ['access', 'orders', '--region', region, '--endpoint-url', live.endpoint.url])
    assert.match(stderr, new RegExp(`Reading account ${account}`))
    assert.match(stderr, /not read as a whole[\s\S]*iam:GetAccountAuthorizationDetails/)
    assert.equal(code, 4)
    assert.equal(stdout, '')
    assert.ok(live.endpoint.operations().includes('sqs:GetQueueAttributes'))
  })

  it('makes hostile names inert', async () => {
    const hostile = user('\u001b[31mred\u202e::warning::', {}, inlineOfUser({ '\u0007bell': document(may('sqs:SendMessage')) }))
    const { stdout } = await run([orders], [...nodes, hostile])
    assert.match(stdout, /red/)
    // oxlint-disable-next-line no-control-regex -- what must not be there
    assert.doesNotMatch(stdout, /[\u001b\u0007\u202e]|^\s*::/m)
  })
})
