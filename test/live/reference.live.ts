// The reference account over three weeks, scanned by the real command line: on moto as it is, and behind the overlay that answers what moto cannot.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startMoto } from '../../scripts/emulators/moto.ts'
import { groundOn, home, pilot } from '../accounts/ground.ts'
import type { Truth } from '../accounts/overlay/override.ts'
import { firstWeek, laterWeeks, startOverlay } from '../accounts/overlay.ts'
import { buildReference, week2, week3 } from '../accounts/reference.ts'
import { commandLine, reportOf, type CommandLine, type Report } from './cli.ts'
import { started } from './emulator.ts'
import { assertGolden, byCheck, gaps, labelsOf, type Labels } from './golden.ts'

const { it: moto, skip } = await started('moto', () => startMoto())
after(() => moto?.stop())

const scan = async (parapet: CommandLine, endpoint: string, ...words: readonly string[]) => {
  const where = ['--endpoint-url', endpoint, '--region', home, '--region', pilot, '--database', parapet.database]
  const run = await parapet.run('scan', ...where, '--format', 'json', ...words)
  return { code: run.code, stderr: run.stderr, report: reportOf(run) }
}

const open = (report: Report) => report.findings.filter(({ status }) => status === 'open')

const changesOf = ({ findings, changes }: Report, labels: Labels) => {
  const among = (ids: readonly string[]) =>
    byCheck(
      findings.filter(({ id }) => ids.includes(id)),
      labels,
    )
  return { opened: among(changes.opened), reopened: among(changes.reopened), resolved: among(changes.resolved) }
}

/** A fresh account on moto. */
const freshAccount = async (now: Date) => {
  if (!moto) throw new Error('without moto these tests are skipped')
  await moto.reset()
  const ground = groundOn(moto.endpoint, now, moto.setClock)
  const reference = await buildReference(ground)
  return { endpoint: moto.endpoint, ground, reference }
}

test('on moto as it is: findings are exact, and what moto cannot answer is unknown, never passed', { skip }, async () => {
  const { endpoint, ground, reference } = await freshAccount(new Date())
  await using parapet = await commandLine()
  const { code, report } = await scan(parapet, endpoint)
  assert.equal(code, 4, 'facts are missing')
  assert.equal(report.scan.state, 'partial')
  const labels = await labelsOf(ground, reference)
  await assertGolden('moto', { failing: byCheck(open(report), labels), notAssessed: gaps(report) })
  ground.close()
})

test('three weeks: found, mended and new, and back again', { skip }, async () => {
  const now = new Date()
  const { endpoint, ground, reference } = await freshAccount(now)
  let truth: Truth = firstWeek(now)
  await using overlay = await startOverlay(endpoint, () => truth)
  await using parapet = await commandLine()

  const first = await scan(parapet, overlay.url)
  assert.deepEqual([first.code, first.report.scan.state, first.report.notAssessed], [0, 'complete', []], first.stderr)
  await assertGolden('week-1', { failing: byCheck(open(first.report), await labelsOf(ground, reference)) })

  const again = await scan(parapet, overlay.url)
  const { opened, reopened, resolved } = again.report.changes
  assert.deepEqual([opened, reopened, resolved], [[], [], []], 'nothing happened in between')
  assert.equal(again.report.scan.calls, first.report.scan.calls)

  await week2(ground, reference)
  truth = laterWeeks(now)
  const second = await scan(parapet, overlay.url, '--fail-on-new', 'medium')
  assert.equal(second.code, 1, 'a gate on new findings')
  await assertGolden('week-2', changesOf(second.report, await labelsOf(ground, reference)))
  const before = new Set(open(first.report).map(({ id }) => id))
  const expected = new Set([...before, ...second.report.changes.opened])
  for (const id of second.report.changes.resolved) expected.delete(id)
  assert.deepEqual(new Set(open(second.report).map(({ id }) => id)), expected, 'the changes explain what is open now')

  await week3(ground, reference)
  const third = await scan(parapet, overlay.url)
  await assertGolden('week-3', changesOf(third.report, await labelsOf(ground, reference)))

  const diff = await parapet.run('diff', '--database', parapet.database, first.report.scan.id, third.report.scan.id)
  assert.equal(diff.code, 0, diff.stderr)
  assert.match(diff.stdout, /refunds/)
  assert.match(diff.stdout, /ben\.ortiz/)
  const trends = await parapet.run('trends', '--database', parapet.database)
  assert.equal(trends.code, 0, trends.stderr)
  ground.close()
})
