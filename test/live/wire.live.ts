// What the real command line sends: declared operations and nothing else, counted as it says, and signed with its name.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { checks } from '../../checks/index.ts'
import { collectors } from '../../collectors/index.ts'
import { startMoto } from '../../scripts/emulators/moto.ts'
import { planFor } from '../../src/plan.ts'
import { groundOn, home, pilot } from '../accounts/ground.ts'
import { laterWeeks, startOverlay } from '../accounts/overlay.ts'
import { buildReference, neverAsked, week2 } from '../accounts/reference.ts'
import { startEndpoint, type Endpoint } from '../support/endpoint.ts'
import { commandLine, reportOf } from './cli.ts'
import { started } from './emulator.ts'

const { it: moto, skip } = await started('moto', () => startMoto())
const regions = ['--region', home, '--region', pilot]
/** What every session asks, whatever is planned. */
const base = ['ec2:DescribeRegions', 'sts:GetCallerIdentity']
let overlay: Endpoint
let wire: Endpoint

before(async () => {
  if (!moto) return
  const now = new Date()
  const ground = groundOn(moto.endpoint, now, moto.setClock)
  await week2(ground, await buildReference(ground))
  ground.close()
  overlay = await startOverlay(moto.endpoint, () => laterWeeks(now))
  wire = await startEndpoint({ upstream: overlay.url })
})
after(async () => {
  await wire?.close()
  await overlay?.close()
  await moto?.stop()
})

test('a scan sends every planned operation and no other, as often as it says, and names itself', { skip }, async (t) => {
  await using parapet = await commandLine()
  wire.clear()
  const report = reportOf(
    await parapet.run('scan', '--endpoint-url', wire.url, ...regions, '--database', parapet.database, '--format', 'json'),
  )
  const withoutContent = checks.filter(({ content }) => !content)
  assert.deepEqual(
    wire.operations(),
    [...planFor(withoutContent, collectors).operations.filter((name) => !neverAsked.has(name)), ...base].sort(),
  )
  assert.equal(wire.requests.length, report.scan.calls)
  // What the plan comes to on this account, page by page and resource by resource, against what was sent.
  const keys = wire.requests.map(({ operation, region, target, body }) => `${operation} ${region} ${target} ${body}`)
  const repeated = wire.requests.filter((_request, index) => keys.indexOf(keys[index] ?? '') !== index).map(({ operation }) => operation)
  const distinct = new Set(keys).size
  t.diagnostic(`${keys.length} calls sent, ${distinct} different ones: ${(keys.length / distinct).toFixed(3)} x`)
  // Asked twice on purpose: who we are, at both ends; whether the credential report is ready.
  const twice = new Set(['sts:GetCallerIdentity', 'iam:GenerateCredentialReport'])
  assert.deepEqual(
    [...new Set(repeated)].filter((operation) => !twice.has(operation)),
    [],
  )
  for (const { headers, operation } of wire.requests) {
    assert.ok(headers['user-agent']?.includes(report.scan.id), `${operation} does not carry the scan's id: ${headers['user-agent']}`)
  }
})

test('a narrower scan sends only what its checks need', { skip }, async () => {
  await using parapet = await commandLine()
  wire.clear()
  const words = ['--service', 'kms', '--check', 'kms-key-rotation', '--no-save']
  const run = await parapet.run('scan', '--endpoint-url', wire.url, ...regions, ...words, '--format', 'json')
  assert.equal(run.code, 0, run.stderr)
  const narrow = planFor(
    checks.filter(({ id }) => id === 'kms-key-rotation'),
    collectors,
  )
  assert.deepEqual(wire.operations(), [...narrow.operations, ...base].sort())
})

test('a dry run asks only who we are', { skip }, async () => {
  await using parapet = await commandLine()
  wire.clear()
  const run = await parapet.run('scan', '--endpoint-url', wire.url, ...regions, '--dry-run')
  assert.equal(run.code, 0, run.stderr)
  assert.deepEqual(
    wire.operations().filter((operation) => !base.includes(operation)),
    [],
  )
})

test('the doctor reads, and changes nothing', { skip }, async () => {
  await using parapet = await commandLine()
  wire.clear()
  const run = await parapet.run('doctor', '--endpoint-url', wire.url, ...regions, '--database', parapet.database)
  assert.equal(run.code, 0, run.stdout + run.stderr)
  const declared = new Set<string>([...planFor(checks, collectors).operations, ...base])
  assert.deepEqual(
    wire.operations().filter((operation) => !declared.has(operation)),
    [],
  )
})
