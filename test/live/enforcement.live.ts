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
import { buildReference, neverAsked } from '../accounts/reference.ts'
import { violations, type Scanned } from '../support/oracle.ts'
import { plan, rescan, wholeScan, type WholeScan } from '../support/rescan.ts'
import { commandLine, reportOf } from './cli.ts'
import { started } from './emulator.ts'

/** Actions that moto calls by other names than AWS: mostly the operation's own, and one for whatever it does not know of a bucket. */
const otherwiseInMoto: Readonly<Record<string, readonly string[]>> = {
  'apigateway:GET': plan.operations.filter((operation) => operation.startsWith('apigateway:')),
  'budgets:ViewBudget': ['budgets:DescribeBudgets', 'budgets:DescribeBudgetNotificationsForAccount'],
  'cloudwatch:GetMetricData': ['monitoring:GetMetricData'],
  'cloudwatch:ListMetrics': ['monitoring:ListMetrics'],
  's3:GetAccountPublicAccessBlock': ['s3:GetPublicAccessBlock'],
  's3:GetBucketObjectLockConfiguration': ['s3:ListBucket'],
  's3:GetBucketOwnershipControls': ['s3:ListBucket'],
  's3:GetBucketPublicAccessBlock': ['s3:ListBucket'],
  's3:GetEncryptionConfiguration': ['s3:ListBucket'],
  's3:GetReplicationConfiguration': ['s3:ListBucket'],
  'tag:GetResources': ['tagging:GetResources'],
}
const inMoto = (action: string): readonly string[] => otherwiseInMoto[action] ?? [action]

const { it: moto, skip } = await started('moto', () => startMoto())
const now = new Date()
let ground: Ground
let keys: { readonly accessKeyId: string; readonly secretAccessKey: string }

/** moto looks at actions alone: which resources they are allowed on makes no difference there. */
const Resource = z.union([z.literal('*'), z.array(z.string().startsWith('arn:aws:apigateway:'))])
const statement = z.object({ Sid: z.string(), Effect: z.literal('Allow'), Action: z.array(z.string()), Resource })
const document = z.object({ Version: z.literal('2012-10-17'), Statement: z.array(statement) })

/** What the command line prints. */
const printedPolicy = async () => {
  await using parapet = await commandLine()
  const { code, stdout, stderr } = await parapet.run('iam-policy', '--content')
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
  await allowOnly([...printed, ...printed.flatMap(inMoto)])
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
  const report = reportOf(await parapet.run('scan', ...words, '--format', 'json', '--content'))
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
  const answers = new Set([...answered(whole)].filter((operation) => !neverAsked.has(operation)))
  const notTried: string[] = []
  const notMissed: string[] = []
  const tried = new Set<string>()
  for (const action of printed) {
    if (tried.has(action)) continue
    // Those that moto cannot tell apart go together.
    const actions = printed.filter((other) => inMoto(other).some((name) => inMoto(action).includes(name)))
    for (const each of actions) tried.add(each)
    const operations = plan.operations.filter((operation) => actionsOf(operation).some((each) => actions.includes(each)))
    // Asked before the plan begins: without it there are no regions, or no session.
    if (operations.length === 0) continue
    if (!operations.some((operation) => answers.has(operation))) {
      notTried.push(action)
      continue
    }
    await allowOnly(printed.flatMap((other) => (actions.includes(other) ? [] : [other, ...inMoto(other)])))
    const without = await asking((request) => rescan(whole, operations, request))
    const expected: readonly string[] = operations.filter((operation) => answers.has(operation))
    const refused = denied(without.after)
    // Of several operations some are not asked any more: what would have been listed is what they are about.
    if (expected.length === 1) assert.deepEqual(refused, expected, `without ${action}`)
    else assert.ok(refused.length > 0 && refused.every((operation) => expected.includes(operation)), `without ${action}: ${refused.join()}`)
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
  // What decides nothing on this account: there are no metrics; no peering has a route to a gateway; the root user has no MFA at all, so it does
  // not matter which kind of device it would be.
  assert.deepEqual(notMissed, ['cloudwatch:GetMetricData', 'ec2:DescribeInternetGateways', 'iam:ListVirtualMFADevices'])
  // What moto does not answer even when it is allowed; docs/emulators.md has the list.
  assert.deepEqual(notTried, [
    'account:GetContactInformation',
    'backup:ListBackupVaults',
    'backup:ListProtectedResources',
    'dynamodb:DescribeKinesisStreamingDestination',
    'ec2:GetImageBlockPublicAccessState',
    'ec2:GetInstanceMetadataDefaults',
    'ec2:GetSnapshotBlockPublicAccessState',
    'eks:DescribeAddon',
    'eks:DescribeAddonVersions',
    'eks:DescribeCluster',
    'eks:DescribeClusterVersions',
    'eks:DescribePodIdentityAssociation',
    'eks:ListAccessEntries',
    'eks:ListAddons',
    'eks:ListAssociatedAccessPolicies',
    'eks:ListPodIdentityAssociations',
    'elasticloadbalancing:DescribeLoadBalancerAttributes',
    'iam:ListServiceSpecificCredentials',
    'inspector2:BatchGetAccountStatus',
    'inspector2:ListFindings',
    'lambda:GetAccountSettings',
    'lambda:GetFunctionRecursionConfig',
    'lambda:ListFunctionUrlConfigs',
    'rds:DescribeDBEngineVersions',
    'rds:DescribeDBMajorEngineVersions',
    'rds:DescribeGlobalClusters',
    'rds:DescribeOptionGroups',
    'servicequotas:ListServiceQuotas',
    'wafv2:ListResourcesForWebACL',
  ])
})
