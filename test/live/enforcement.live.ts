// moto enforces IAM policies: what `parapet iam-policy` prints suffices for a scan, and nothing in it is superfluous.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { z } from 'zod'
import { checks } from '../../checks/index.ts'
import { collectors } from '../../collectors/index.ts'
import { startMoto } from '../../scripts/emulators/moto.ts'
import { connect } from '../../src/aws/clients.ts'
import { actionsOf } from '../../src/aws/actions.ts'
import type { Aws } from '../../src/aws/aws.ts'
import { defaultSettings, type Settings } from '../../src/check/check.ts'
import { allOperations, planFor } from '../../src/plan.ts'
import { groundOn, home, pilot, type Ground } from '../accounts/ground.ts'
import { buildReference } from '../accounts/reference.ts'
import { violations, type Scanned } from '../support/oracle.ts'
import { plan, rescan, wholeScan, type WholeScan } from '../support/rescan.ts'
import { commandLine, reportOf } from './cli.ts'
import { started } from './emulator.ts'

/** Actions that moto calls by other names than AWS. */
const otherwiseInMoto: Readonly<Record<string, string>> = {
  'budgets:ViewBudget': 'budgets:DescribeBudgets',
  'cloudwatch:GetMetricData': 'monitoring:GetMetricData',
  'cloudwatch:ListMetrics': 'monitoring:ListMetrics',
  'tag:GetResources': 'tagging:GetResources',
}

const { it: moto, skip } = await started('moto', () => startMoto())
const now = new Date()
let ground: Ground
let keys: { readonly accessKeyId: string; readonly secretAccessKey: string }

const statement = z.object({ Sid: z.string(), Effect: z.literal('Allow'), Action: z.array(z.string()), Resource: z.literal('*') })
const document = z.object({ Version: z.literal('2012-10-17'), Statement: z.array(statement) })

/** What the command line prints. */
const printedPolicy = async () => {
  await using parapet = await commandLine()
  const { code, stdout, stderr } = await parapet.run('iam-policy')
  assert.equal(code, 0, stderr)
  return document.parse(JSON.parse(stdout))
}

/** Gives the auditing user exactly these actions, and enforces them from here on. */
const allowOnly = async (actions: readonly string[]): Promise<void> => {
  await moto?.enforceIam(Infinity)
  const Statement = [{ Effect: 'Allow', Action: actions, Resource: '*' }]
  await ground.in(home).iam.send(
    new PutUserPolicyCommand({
      UserName: 'parapet',
      PolicyName: 'audit',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    }),
  )
  await moto?.enforceIam(0)
}

const settings = { ...defaultSettings, now }

const asking = async <T>(
  work: (request: { aws: Aws; id: string; regions: readonly string[]; settings: Settings }) => Promise<T>,
): Promise<T> => {
  const aws = await connect({
    endpoint: ground.endpoint,
    homeRegion: home,
    scanId: 'enforcement',
    version: 'test',
    allowed: allOperations(collectors),
    load: () => Promise.resolve(keys),
    // What moto cannot do it refuses with a 500: nothing is gained by waiting for another.
    time: { sleep: () => Promise.resolve() },
  })
  try {
    return await work({ aws, id: 'enforcement', regions: [home, pilot], settings })
  } finally {
    aws.close()
  }
}
const denied = ({ inventory }: Scanned): readonly string[] =>
  [...new Set(inventory.coverage.filter(({ outcome }) => outcome === 'denied').map(({ operation }) => operation))].sort()
const answered = ({ inventory }: Scanned): ReadonlySet<string> =>
  new Set(inventory.coverage.filter(({ outcome }) => outcome === 'ok' || outcome === 'absent').map(({ operation }) => operation))
/** Decided results of each check, as text. */
const decided = ({ evaluation }: Scanned): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...Map.groupBy(evaluation.verdicts, ({ check }) => check)].map(([check, verdicts]) => [
      check,
      verdicts
        .filter(({ verdict }) => verdict !== 'unknown')
        .map(({ verdict, resource }) => `${resource.arn} ${verdict}`)
        .sort(),
    ]),
  )

let printed: readonly string[] = []
let whole: WholeScan

before(async () => {
  if (!moto) return
  ground = groundOn(moto.endpoint, now, moto.setClock)
  await buildReference(ground)
  const { iam } = ground.in(home)
  await iam.send(new CreateUserCommand({ UserName: 'parapet' }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'parapet' }))
  keys = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
  printed = (await printedPolicy()).Statement.flatMap(({ Action }) => Action)
  await allowOnly([...printed, ...printed.flatMap((action) => otherwiseInMoto[action] ?? [])])
  whole = await asking(wholeScan)
})
after(async () => {
  ground?.close()
  await moto?.stop()
})

test('the printed policy is the plan, and the list of regions; who asks is told to everybody', { skip }, () => {
  const asked = [...plan.operations.flatMap(actionsOf), 'ec2:DescribeRegions']
  assert.deepEqual([...printed].sort(), [...new Set(asked)].sort())
})

test('the command line scans with exactly the printed policy, and only what moto has its own names for is refused', { skip }, async () => {
  await allowOnly(printed)
  await using parapet = await commandLine(keys)
  const words = ['--endpoint-url', ground.endpoint, '--region', home, '--region', pilot, '--database', parapet.database]
  const report = reportOf(await parapet.run('scan', ...words, '--format', 'json'))
  const refused = report.notAssessed.flatMap(({ reason, action }) => (reason === 'denied' ? [action ?? 'unnamed'] : []))
  assert.deepEqual(
    refused.filter((action) => otherwiseInMoto[action] === undefined),
    [],
  )
  assert.ok(refused.includes('tag:GetResources'))
})

test('with those names too, nothing is refused', { skip }, () => {
  assert.deepEqual(denied(whole), [])
})

test('without one action, exactly its operation is refused, and exactly what depends on it is unknown', { skip }, async (t) => {
  const answers = answered(whole)
  const notTried: string[] = []
  const notMissed: string[] = []
  for (const action of printed) {
    const operations = plan.operations.filter((operation) => actionsOf(operation).includes(action))
    // Asked before the plan begins: without it there are no regions, or no session.
    if (operations.length === 0) continue
    if (!operations.some((operation) => answers.has(operation))) {
      notTried.push(action)
      continue
    }
    await allowOnly(printed.flatMap((other) => (other === action ? [] : [other, otherwiseInMoto[other] ?? other])))
    const without = await asking((request) => rescan(whole, operations, request))
    assert.deepEqual(
      denied(without.after),
      operations.filter((operation) => answers.has(operation)),
      `without ${action}`,
    )
    assert.deepEqual(violations(without.before, without.after), [], `without ${action}`)
    const before = decided(without.before)
    const after = decided(without.after)
    const changed = [...before].filter(([check, results]) => (after.get(check) ?? []).join() !== results.join()).map(([check]) => check)
    const dependents = checks
      .filter((check) => planFor([check], collectors).operations.some((operation) => operations.includes(operation)))
      .map(({ id }) => id)
    assert.deepEqual(
      changed.filter((check) => !dependents.includes(check)),
      [],
      `without ${action}, checks changed that do not depend on it`,
    )
    const undecidedBefore = dependents.filter((check) => (before.get(check) ?? []).length === 0)
    const unchanged = dependents.filter((check) => !changed.includes(check) && !undecidedBefore.includes(check))
    t.diagnostic(`${action}: ${changed.length} checks lose results${unchanged.length > 0 ? `; not ${unchanged.join(', ')}` : ''}`)
    if (changed.length === 0 && dependents.length > undecidedBefore.length) notMissed.push(action)
  }
  // The root user has no MFA at all on moto: which kind of device it would be decides nothing.
  assert.deepEqual(notMissed, ['iam:ListVirtualMFADevices'])
  // What moto does not answer even when it is allowed; docs/emulators.md has the list.
  assert.deepEqual(notTried, [
    'account:GetContactInformation',
    'backup:ListProtectedResources',
    'iam:ListServiceSpecificCredentials',
    'lambda:GetFunctionRecursionConfig',
    'lambda:ListFunctionUrlConfigs',
  ])
})
