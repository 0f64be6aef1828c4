// The gate: which scan gives which exit code.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { exitCodes, judge, worst, type ExitCode, type GateFacts, type GateRequest } from '../src/gate.ts'
import { severities } from '../src/risk/severity.ts'

const whole: GateFacts = { state: 'complete', open: [], fresh: new Set(), assessedPercent: 100, notAssessed: 0 }
const partial: Partial<GateFacts> = { state: 'partial', assessedPercent: 95, notAssessed: 3 }
const open: Partial<GateFacts> = {
  open: [
    { id: 'F-OLD', severity: 'high' },
    { id: 'F-NEW', severity: 'medium' },
  ],
  fresh: new Set(['F-NEW', 'F-WAIVED']),
}

const cases: readonly (readonly [what: string, facts: Partial<GateFacts>, request: Partial<GateRequest>, code: ExitCode])[] = [
  ['a clean scan', {}, {}, 0],
  ['findings without a gate', open, {}, 0],
  ['a finding at the threshold', open, { failOn: 'high' }, 1],
  ['a finding above the threshold', open, { failOn: 'low' }, 1],
  ['findings below the threshold', open, { failOn: 'critical' }, 0],
  ['a new finding at the threshold', open, { failOnNew: 'medium' }, 1],
  ['an old finding above the threshold for new ones', open, { failOnNew: 'high' }, 0],
  ['a partial scan', partial, {}, 4],
  ['a complete scan with a result that is unknown', { notAssessed: 1, assessedPercent: 99 }, {}, 4],
  ['a partial scan that is accepted', partial, { allowIncomplete: true }, 0],
  ['coverage above the floor', partial, { minCoverage: 95 }, 0],
  ['coverage below the floor', partial, { minCoverage: 96 }, 4],
  ['coverage below the floor, although incompleteness is accepted', partial, { minCoverage: 96, allowIncomplete: true }, 4],
  ['a gate that fails on a partial scan', { ...partial, ...open }, { failOn: 'high' }, 1],
  ['a gate that passes on a partial scan', { ...partial, ...open }, { failOn: 'critical' }, 4],
  ['nothing read', { state: 'failed', assessedPercent: 0 }, {}, 3],
  ['nothing read, although incompleteness is accepted', { state: 'failed', assessedPercent: 0 }, { allowIncomplete: true }, 3],
  ['nothing read, with old findings and a gate', { ...open, state: 'failed' }, { failOn: 'high' }, 3],
  ['a scan that was stopped', { state: 'cancelled' }, {}, 130],
  ['a scan that was stopped, with a gate that fails', { ...open, state: 'interrupted' }, { failOn: 'high' }, 130],
]
for (const [what, facts, request, code] of cases)
  test(`${what} exits ${code}`, () => {
    const judgement = judge({ allowIncomplete: false, ...request }, { ...whole, ...facts })
    assert.equal(judgement.exitCode, code)
    assert.equal(judgement.reasons.length > 0, code !== 0)
    const asked = Object.keys(request).some((key) => key !== 'allowIncomplete')
    assert.deepEqual(judgement.gate, asked ? { passed: code === 0, exitCode: code, reasons: judgement.reasons } : undefined)
  })

test('of several codes the worst is told: 5, 3, 2, 1, 4', () => {
  const order: readonly ExitCode[] = [5, 3, 2, 1, 4, 0]
  for (const [index, code] of order.entries()) assert.equal(worst(order.slice(index)), code)
  assert.equal(worst([]), exitCodes.ok)
})

test('the reasons name how many of which severity', () => {
  const { reasons } = judge({ failOn: 'medium', allowIncomplete: false }, { ...whole, ...open })
  assert.deepEqual(reasons, ['2 findings (1 high, 1 medium) at medium or above; --fail-on medium allows none.'])
})

test('more findings, less coverage or a stricter threshold never turn a failure into success', () => {
  const finding = fc.record({ id: fc.constantFrom('a', 'b', 'c'), severity: fc.constantFrom(...severities) })
  fc.assert(
    fc.property(
      fc.array(finding),
      finding,
      fc.constantFrom(...severities),
      fc.nat(100),
      fc.nat(100),
      (some, more, failOn, assessedPercent, minCoverage) => {
        const request = { failOn, minCoverage, allowIncomplete: false }
        const before = judge(request, { ...whole, open: some, assessedPercent })
        const after = judge(request, { ...whole, open: [...some, more], assessedPercent: Math.max(0, assessedPercent - 1) })
        assert.ok(before.exitCode === 0 || after.exitCode !== 0)
      },
    ),
  )
})
