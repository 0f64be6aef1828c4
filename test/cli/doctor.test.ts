// The doctor and the policy: what is missing is named exactly, and what is granted is exactly what is used.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { checks } from '../../checks/index.ts'
import { collectors } from '../../collectors/index.ts'
import { probe } from '../../src/cli/probe.ts'
import { inPolicies, managedPolicyLimit } from '../../src/cli/policy-formats.ts'
import { actionsOf } from '../../src/aws/actions.ts'
import { gatewayResources } from '../../src/aws/gateway-paths.ts'
import { connect } from '../../src/aws/clients.ts'
import type { Operation } from '../../src/graph/fact.ts'
import { planFor } from '../../src/plan.ts'
import { fits } from '../../src/graph/wildcard.ts'
import { actionsFor, type PolicyStatement } from '../../src/policy.ts'
import { startAccount, type Account } from './account.ts'
import { inProcess, workplace } from './parapet.ts'

const queues = { orders: { encrypted: false } }
const plan = planFor(
  checks.filter(({ id }) => id === 'sqs-queue-encryption'),
  collectors,
)
const probed = async (account: Account) => {
  const aws = await connect({
    endpoint: account.endpoint.url,
    scanId: 'test',
    version: '0.0.0',
    homeRegion: 'eu-west-1',
    allowed: plan.operations,
    load: () => Promise.resolve({ accessKeyId: 'test', secretAccessKey: 'test' }),
  })
  try {
    return Object.fromEntries(
      (await probe(aws, plan, 'eu-west-1', new Date('2026-06-01T12:00:00Z'))).map(({ operation, outcome }) => [operation, outcome]),
    )
  } finally {
    aws.close()
  }
}

test('a probe tells allowed, denied, unsure and untried apart', async () => {
  await using account = await startAccount(queues)
  const list = 'sqs:ListQueues'
  const read = 'sqs:GetQueueAttributes'
  assert.deepEqual(await probed(account), { [list]: 'allowed', [read]: 'allowed' })
  account.endpoint.rule({ operation: read, action: { do: 'deny' } })
  assert.deepEqual(await probed(account), { [list]: 'allowed', [read]: 'denied' })
  account.endpoint.clear()
  account.endpoint.rule({ operation: read, action: { do: 'html' } })
  assert.deepEqual(await probed(account), { [list]: 'allowed', [read]: 'unsure' })
  account.endpoint.clear()
  account.endpoint.rule({ operation: read, action: { do: 'error', code: 'QueueDoesNotExist', status: 400 } })
  assert.deepEqual(await probed(account), { [list]: 'allowed', [read]: 'allowed' }, 'whoever is told that it is gone was allowed to ask')
  account.endpoint.clear()
  account.endpoint.rule({ operation: list, action: { do: 'deny' } })
  assert.deepEqual(await probed(account), { [list]: 'denied', [read]: 'untried' })
  account.endpoint.clear()
  account.queues.clear()
  assert.deepEqual(await probed(account), { [list]: 'allowed', [read]: 'untried' })
})

test('a probe reads one resource and a page or two, however many there are', async () => {
  const many = Object.fromEntries(Array.from({ length: 2500 }, (_, index) => [`queue-${index}`, { encrypted: true }]))
  await using account = await startAccount(many)
  await probed(account)
  const sent = account.endpoint.requests.filter(({ operation }) => operation.startsWith('sqs:'))
  assert.ok(sent.length <= 4, `${sent.length} requests`)
})

test('the doctor says who, where, what is denied and the statement that mends it; it makes no database', async () => {
  await using account = await startAccount(queues)
  using place = workplace({ AWS_ENDPOINT_URL: account.endpoint.url })
  account.endpoint.rule({ operation: 'sqs:GetQueueAttributes', action: { do: 'deny' } })
  // Whatever else is asked, this account denies.
  account.endpoint.rule({ when: ({ service }) => !['sqs', 'sts', 'ec2'].includes(service), action: { do: 'deny' } })
  const { code, stdout, stderr } = await inProcess(place, ['doctor', '--plain'])
  assert.equal(code, 4, stderr)
  assert.match(stdout, /^database\tok\t.*does not exist yet/m)
  assert.match(stdout, /^identity\tok\taccount 111122223333 as arn:aws:sts::111122223333:assumed-role\/audit\/parapet$/m)
  assert.match(stdout, /^endpoint\tok\thttp:\/\/.*not AWS itself$/m)
  assert.match(stdout, /^clock\tok\t/m)
  assert.match(stdout, /^regions\tok\ta scan would read 2 regions: eu-west-1, us-east-1$/m)
  assert.match(stdout, /^permissions\tproblem\t/m)
  assert.match(stdout, /^operation\tdenied\tsqs:GetQueueAttributes\t/m)
  assert.match(stdout, /^operation\tallowed\tsqs:ListQueues\t/m)
  assert.ok(!existsSync(join(place.directory, '.local')))

  const fix = await inProcess(place, ['doctor', '--fix-policy'])
  assert.equal(fix.code, 0)
  const missing = JSON.parse(fix.stdout) as { readonly Statement: readonly PolicyStatement[] }
  const denied = [...stdout.matchAll(/^operation\tdenied\t(\S+)\t/gm)].map(([, operation]) => operation ?? '')
  assert.ok(denied.length > 5)
  const granted = new Set(missing.Statement.flatMap(({ Action }) => Action))
  assert.ok(granted.has('sqs:GetQueueAttributes'))
  assert.ok(!granted.has('sqs:ListQueues'))
  assert.deepEqual(
    missing.Statement.filter(({ Action }) => Action.includes('apigateway:GET')).map(({ Action, Resource }) => [Action, Resource]),
    [[['apigateway:GET'], gatewayResources(denied as readonly Operation[], 'aws')]],
  )
  for (const operation of denied)
    assert.deepEqual(
      actionsOf(operation as Operation).filter((action) => !granted.has(action)),
      [],
      operation,
    )
})

test('the doctor without access: 3, and what to do', async () => {
  await using account = await startAccount(queues)
  using place = workplace({ AWS_ENDPOINT_URL: account.endpoint.url })
  account.endpoint.rule({ operation: 'sts:GetCallerIdentity', action: { do: 'expired' } })
  const { code, stdout } = await inProcess(place, ['doctor', '--plain'])
  assert.equal(code, 3)
  assert.match(stdout, /^identity\tproblem\tthe AWS credentials have expired: sign in again/m)
})

const policyOf = async (...args: readonly string[]): Promise<string> => {
  using place = workplace()
  const { code, stdout } = await inProcess(place, ['iam-policy', ...args])
  assert.equal(code, 0)
  return stdout
}
const actionsIn = (statements: readonly PolicyStatement[]): readonly string[] => statements.flatMap(({ Action }) => Action).sort()
/** The actions of all checks that look inside of nothing. */
const used = actionsFor(
  planFor(
    checks.filter(({ content }) => !content),
    collectors,
  ).operations,
)

test('the policy is exactly the actions that are used, in every form', async () => {
  const json = JSON.parse(await policyOf()) as { readonly Statement: readonly PolicyStatement[] }
  assert.deepEqual(actionsIn(json.Statement), used)
  assert.ok(json.Statement.every(({ Effect }) => Effect === 'Allow'))

  const terraform = await policyOf('--format', 'terraform')
  assert.deepEqual(
    [...terraform.matchAll(/^ {6}"([\w-]+:\w+)",$/gm)].map(([, action = '']) => action).sort((a, b) => (a < b ? -1 : 1)),
    used,
  )
  assert.equal(terraform.split('{').length, terraform.split('}').length)

  const template = parse(await policyOf('--format', 'cloudformation')) as {
    readonly Resources: Readonly<
      Record<string, { readonly Type: string; readonly Properties: { readonly PolicyDocument: { readonly Statement: PolicyStatement[] } } }>
    >
  }
  const policies = Object.values(template.Resources)
  assert.ok(policies.every(({ Type }) => Type === 'AWS::IAM::ManagedPolicy'))
  assert.deepEqual(actionsIn(policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement)), used)
})

/** The patterns of the statement that allows to read API Gateway, from each form. */
const gatewayPatterns = (statements: readonly { readonly Action: readonly string[]; readonly Resource: unknown }[]): readonly unknown[] => {
  const [only, ...more] = statements.filter(({ Resource }) => Resource !== '*')
  assert.deepEqual([only?.Action, more], [['apigateway:GET'], []])
  assert.ok(Array.isArray(only?.Resource))
  return only.Resource
}

test('of API Gateway the policy allows the paths that are read, and none that shows the values of API keys, in every form', async () => {
  const json = JSON.parse(await policyOf()) as { readonly Statement: readonly PolicyStatement[] }
  const arns = gatewayPatterns(json.Statement)
  for (const path of ['account', 'apis', 'apis/*', 'domainnames', 'domainnames/*', 'restapis', 'restapis/*', 'usageplans'])
    assert.ok(arns.includes(`arn:aws:apigateway:*::/${path}`), path)
  for (const path of ['apikeys', 'apikeys/a1b2', 'usageplans/a1b2/keys', 'usageplans/a1b2/keys/c3d4', 'clientcertificates', 'tags/x'])
    assert.ok(!arns.some((arn) => fits(String(arn), `arn:aws:apigateway:eu-west-1::/${path}`)), path)

  const terraform = await policyOf('--format', 'terraform')
  const hcl = [...terraform.matchAll(/^ {6}"(arn:.+)",$/gm)].map(([, arn = '']) => arn)
  assert.deepEqual(
    hcl.map((arn) => arn.replace('${data.aws_partition.current.partition}', 'aws')),
    arns,
  )
  assert.equal(terraform.match(/^data "aws_partition" "current" \{\}$/gm)?.length, 1)

  const template = parse(await policyOf('--format', 'cloudformation')) as {
    readonly Resources: Readonly<
      Record<string, { readonly Properties: { readonly PolicyDocument: { readonly Statement: PolicyStatement[] } } }>
    >
  }
  const substituted = gatewayPatterns(Object.values(template.Resources).flatMap(({ Properties }) => Properties.PolicyDocument.Statement))
  assert.deepEqual(
    substituted,
    arns.map((arn) => ({ 'Fn::Sub': String(arn).replace('arn:aws:', 'arn:${AWS::Partition}:') })),
  )
})

test('the policy names the partition of the region in which it is made', async () => {
  using place = workplace({ AWS_REGION: 'us-gov-west-1' })
  const { stdout } = await inProcess(place, ['iam-policy', '--service', 'apigateway'])
  const { Statement } = JSON.parse(stdout) as { readonly Statement: readonly PolicyStatement[] }
  assert.ok(gatewayPatterns(Statement).includes('arn:aws-us-gov:apigateway:*::/restapis'))
})

test('one check of API Gateway is allowed the paths that it reads', async () => {
  const json = JSON.parse(await policyOf('--check', 'apigateway-usage-plan-quota')) as { readonly Statement: readonly PolicyStatement[] }
  assert.deepEqual(gatewayPatterns(json.Statement), ['arn:aws:apigateway:*::/usageplans'])
})

test('a selection needs less, and its policy grants less', async () => {
  const json = JSON.parse(await policyOf('--check', 'sqs-queue-encryption')) as { readonly Statement: readonly PolicyStatement[] }
  assert.deepEqual(
    actionsIn(json.Statement).filter((action) => action.startsWith('sqs:')),
    ['sqs:GetQueueAttributes', 'sqs:ListQueues'],
  )
  assert.ok(actionsIn(json.Statement).length < used.length)
})

test('what does not fit into one managed policy becomes several, and nothing is lost', () => {
  const Statement = Array.from({ length: 60 }, (_, service): PolicyStatement => ({
    Sid: `S${service}`,
    Effect: 'Allow',
    Resource: '*',
    Action: Array.from({ length: 8 }, (_, index) => `service${service}:DescribeSomethingLong${index}`),
  }))
  const groups = inPolicies({ Version: '2012-10-17', Statement })
  assert.ok(groups.length > 1)
  assert.deepEqual(groups.flat(), Statement)
  for (const group of groups) assert.ok(JSON.stringify({ Version: '2012-10-17', Statement: group }).length <= managedPolicyLimit)
})
