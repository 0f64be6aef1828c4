// Every operation of a scan refused in turn, over HTTP, on the reference account: no verdict may turn into another, nothing may vanish, no finding may close.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { checks } from '../../checks/index.ts'
import { collectors } from '../../collectors/index.ts'
import { startMoto } from '../../scripts/emulators/moto.ts'
import { connect } from '../../src/aws/clients.ts'
import { defaultSettings } from '../../src/check/check.ts'
import { evaluate } from '../../src/check/evaluate.ts'
import { collect } from '../../src/collect/run.ts'
import { allOperations, planFor, severityOfCheck } from '../../src/plan.ts'
import { riskScore } from '../../src/risk/severity.ts'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { credentials, groundOn, home, pilot } from '../accounts/ground.ts'
import { buildReference } from '../accounts/reference.ts'
import { firstWeek, startOverlay } from '../accounts/overlay.ts'
import { startEndpoint, type Action, type Endpoint, type Rule } from '../support/endpoint.ts'
import { violations, type Scanned } from '../support/oracle.ts'
import { started } from './emulator.ts'

const { it: moto, skip } = await started('moto', () => startMoto())
const plan = planFor(checks, collectors)
const regions = [home, pilot]
const directory = mkdtempSync(join(tmpdir(), 'parapet-denial-'))
let overlay: Endpoint
let endpoint: Endpoint
let store: Store
let whole: Scanned
let scans = 0

/** One scan through the faulty endpoint, stored: what it saw and what it changed. */
const scanUnder = async (rules: readonly Rule[]) => {
  endpoint.clear()
  for (const rule of rules) endpoint.rule(rule)
  scans += 1
  const id = `scan-${String(scans).padStart(4, '0')}`
  const aws = await connect({
    endpoint: endpoint.url,
    homeRegion: home,
    scanId: id,
    version: 'test',
    allowed: allOperations(collectors),
    load: () => Promise.resolve(credentials),
    time: { sleep: () => Promise.resolve() },
  })
  const now = new Date()
  const lease = await store.begin(
    { id, account: aws.account, caller: aws.caller, endpoint: null, regions, startedAt: now, version: 'test' },
    now,
  )
  const inventory = await collect(aws, { id, kinds: plan.kinds, regions, now: () => now })
  const evaluation = evaluate(plan.checks, inventory, { ...defaultSettings, now })
  const changes = await store.commit({
    lease,
    inventory,
    evaluation,
    state: 'partial',
    note: null,
    checks: new Map(
      checks.map((check) => [check.id, { severity: severityOfCheck(check), score: riskScore(check.likelihood, check.impact) }]),
    ),
    waiverOf: () => null,
    confirmDisappearance: false,
  })
  aws.close()
  return { scanned: { inventory, evaluation }, changes, calls: aws.counts() }
}

before(async () => {
  if (!moto) return
  const built = new Date()
  await buildReference(groundOn(moto.endpoint, built, moto.setClock))
  // What moto lacks is answered as AWS does, so that its operations can be refused too.
  overlay = await startOverlay(moto.endpoint, () => firstWeek(built))
  endpoint = await startEndpoint({ upstream: overlay.url })
  store = await openStore(join(directory, 'parapet.db'), { now: () => new Date(), host: 'test', pid: process.pid, isAlive: () => true })
  const first = await scanUnder([])
  whole = first.scanned
  assert.ok(first.changes.opened.length > 20, 'the reference account has findings to lose')
})
after(async () => {
  await store?.close()
  await endpoint?.close()
  await overlay?.close()
  await moto?.stop()
  rmSync(directory, { recursive: true })
})

test('the operations on the wire are declared, and no more calls were sent than planned', { skip }, async () => {
  const { calls } = await scanUnder([])
  const base = new Set(['sts:GetCallerIdentity', 'ec2:DescribeRegions'])
  const sent = [...calls.byOperation.keys()].filter((operation) => !base.has(operation)).sort()
  assert.deepEqual(
    sent.filter((operation) => !plan.operations.includes(operation)),
    [],
  )
})

/** Ways of not answering that no retry mends; what a connection does (hangs, drips, resets) is held against the client in test/aws. */
const ways: readonly Action['do'][] = ['deny', 'empty', 'foreign', 'no-list', 'wrong-list', 'throttle']

for (const operation of plan.operations) {
  test(`not answered: ${operation}`, { skip }, async (t) => {
    for (const way of ways) {
      // SQS really leaves the list out where there is no queue, so it is asked twice: only one of the two answers can be the wrong one.
      const once = operation === 'sqs:ListQueues' && way === 'no-list' ? { times: 1 } : {}
      const { scanned, changes } = await scanUnder([{ operation, action: { do: way } as Action, ...once }])
      t.diagnostic(
        `${way}: ${scanned.inventory.coverage.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'absent').length} rows in the ledger`,
      )
      assert.deepEqual(violations(whole, scanned), [], way)
      assert.deepEqual(
        { resolved: changes.resolved, opened: changes.opened, reopened: changes.reopened },
        { resolved: [], opened: [], reopened: [] },
        way,
      )
      const told = scanned.inventory.coverage.some((row) => row.operation === operation && row.outcome !== 'ok' && row.outcome !== 'absent')
      assert.ok(
        told || (way !== 'deny' && JSON.stringify(scanned.evaluation) === JSON.stringify(whole.evaluation)),
        `${way}: the ledger tells`,
      )
    }
  })
}
