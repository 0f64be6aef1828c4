// Checks are evaluated while the rest is still being read: whatever the order of jobs, the verdicts are those of one evaluation at the end.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { earlyEvaluation } from '../src/early.ts'
import { checks } from '../checks/index.ts'
import { collectors } from '../collectors/index.ts'
import type { JobResult } from '../src/collect/run.ts'
import { planFor } from '../src/plan.ts'
import { scanRecorded, settings } from './support/recorded.ts'

const whole = await scanRecorded(2)
const plan = planFor(checks, collectors)

const evaluatedIn = (jobs: readonly JobResult[]) => {
  const early = earlyEvaluation(plan, whole.inventory.scan, settings)
  const told = jobs.flatMap((job) => early.add(job) ?? [])
  return { evaluation: early.finish(whole.inventory), told }
}

test('in any order of jobs the same verdicts come in the same order', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...whole.jobs], { minLength: whole.jobs.length }), (jobs) => {
      assert.deepEqual(evaluatedIn(jobs).evaluation, whole.evaluation)
    }),
    { numRuns: 8 },
  )
})

test('failures are told before the last job, and their number only grows', () => {
  const { told } = evaluatedIn(whole.jobs)
  assert.ok(told.length > 1)
  assert.deepEqual(
    told,
    told.toSorted((a, b) => a - b),
  )
  assert.ok((told.at(-1) ?? 0) <= whole.evaluation.verdicts.filter(({ verdict }) => verdict === 'fail').length)
})
