// Every operation of a scan hindered in turn, and single resources too, on the recorded account: the quick twin of test/live/denial.live.ts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { GapReason } from '../../src/graph/fact.ts'
import { violations } from '../support/oracle.ts'
import { neverAsked } from '../accounts/reference.ts'
import { rescanRecorded, scanRecorded } from '../support/recorded.ts'
import { plan } from '../support/rescan.ts'

// The later week has everything that any operation is asked for.
const whole = await scanRecorded(2)
const others: readonly GapReason[] = ['throttled', 'timeout', 'bad-response', 'error']

test('the recorded account is read whole', () => {
  assert.deepEqual(
    whole.inventory.coverage.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'absent'),
    [],
  )
  assert.deepEqual(violations(whole, whole), [])
})

test('the oracle sees a pass that nobody proved, a lost result, and silence', () => {
  const { inventory, evaluation } = whole
  const first = evaluation.verdicts.find(({ verdict }) => verdict === 'fail')
  assert.ok(first)
  const passed = evaluation.verdicts.map((verdict) =>
    verdict === first ? { check: first.check, resource: first.resource, verdict: 'pass' as const, evidence: {} } : verdict,
  )
  assert.equal(violations(whole, { inventory, evaluation: { ...evaluation, verdicts: passed } }).length, 1)
  assert.equal(
    violations(whole, { inventory, evaluation: { ...evaluation, verdicts: evaluation.verdicts.filter((verdict) => verdict !== first) } })
      .length,
    1,
  )
  const unknown = evaluation.verdicts.map((verdict) =>
    verdict === first ? { check: first.check, resource: first.resource, verdict: 'unknown' as const, gaps: [] } : verdict,
  )
  assert.equal(violations(whole, { inventory, evaluation: { ...evaluation, verdicts: unknown } }).length, 1)
})

for (const [index, operation] of plan.operations.filter((name) => !neverAsked.has(name)).entries()) {
  test(`hindered: ${operation}`, async () => {
    for (const reason of ['denied', others[index % others.length] ?? 'error'] as const) {
      const { before, after } = await rescanRecorded(2, whole, operation, reason)
      assert.deepEqual(violations(before, after), [], reason)
      assert.ok(
        after.inventory.coverage.some((row) => row.operation === operation && row.outcome === reason),
        `${reason}: the ledger tells`,
      )
    }
  })
}

test('any calls hindered at random keep every promise', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.constantFrom(0.01, 0.05, 0.2, 0.5),
      fc.constantFrom('denied' as const, ...others),
      async (seed, share, reason) => {
        // Decided by what is asked, not by when: the same seed hinders the same calls, whatever their order.
        const scanned = await scanRecorded(2, (operation, input) =>
          hash(`${seed} ${operation} ${JSON.stringify(input)}`) < share ? reason : undefined,
        )
        assert.deepEqual(violations(whole, scanned), [])
      },
    ),
    { numRuns: 12 },
  )
})

/** FNV-1a, as a share between 0 and 1. */
const hash = (text: string): number => {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return (value >>> 0) / 2 ** 32
}
