// The recordings of the demo are complete: they answer whatever any check may ask, through the very same collectors, and hold nothing that is not to be shown.
import assert from 'node:assert/strict'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { checks } from '../../checks/index.ts'
import { neverAsked } from '../accounts/reference.ts'
import { loadBalancingLogs } from '../../src/graph/aws-accounts.ts'
import { collectors } from '../../collectors/index.ts'
import { connectRecording } from '../../src/aws/replay.ts'
import { defaultSettings } from '../../src/check/check.ts'
import { evaluate } from '../../src/check/evaluate.ts'
import { collect } from '../../src/collect/run.ts'
import { allOperations, planFor } from '../../src/plan.ts'

const folder = join(import.meta.dirname, '..', '..', 'demo')
const weeks = ['week-1.ndjson', 'week-2.ndjson']

const replay = async (name: string) => {
  const aws = await connectRecording(join(folder, name), { scanId: 'test', version: 'test', allowed: allOperations(collectors) })
  try {
    const { kinds } = planFor(checks, collectors)
    const now = new Date('2026-11-16T08:00:00Z')
    const inventory = await collect(aws, { id: 'test', kinds, regions: await aws.regions(['all']), now: () => now })
    await aws.verifyIdentity()
    return { inventory, evaluation: evaluate(checks, inventory, { ...defaultSettings, now }), sent: [...aws.counts().byOperation.keys()] }
  } finally {
    aws.close()
  }
}

test('the folder holds the recordings and nothing else', async () => {
  assert.deepEqual((await readdir(folder)).sort(), weeks)
})

const asked = new Set<string>()

for (const name of weeks) {
  test(`${name} answers every request of a scan with all checks`, async () => {
    const { inventory, evaluation, sent } = await replay(name)
    const missing = inventory.coverage.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'absent')
    assert.deepEqual(missing, [], 'not answered: record it anew with npm run record-demo')
    const undecided = evaluation.verdicts.filter(({ verdict }) => verdict === 'unknown' || verdict === 'error')
    assert.deepEqual([undecided, evaluation.blindSpots], [[], []])
    for (const operation of sent) asked.add(operation)
  })

  test(`${name} tells of no other account, host, secret or seed`, async () => {
    const text = await readFile(join(folder, name), 'utf8')
    assert.ok(text.length < 1024 * 1024, 'small enough to be cloned by everybody')
    assert.deepEqual(
      [...new Set(text.match(/(?<=:)\d{12}(?=:)/g))].filter((id) => !loadBalancingLogs.has(id)).sort(),
      ['111122223333', '222222222222'],
      'the synthetic accounts, and besides them only those from which AWS delivers logs',
    )
    for (const unwanted of [/127\.0\.0\.1|localhost/, /Base32StringSeed|QRCodePNG/, /AKIA(?!IOSFODNN7EXAMPLE)[A-Z0-9]{16}/]) {
      assert.doesNotMatch(text, unwanted)
    }
  })
}

test('every operation is asked in one of the weeks', () => {
  const { operations } = planFor(checks, collectors)
  assert.deepEqual(
    operations.filter((operation) => !asked.has(operation)),
    [...neverAsked].sort(),
    'planned, and not asked: the account has nothing that needs it',
  )
})

test('most checks have both a passing and a failing resource, over the two weeks', async () => {
  const verdicts = (await Promise.all(weeks.map(replay))).flatMap(({ evaluation }) => evaluation.verdicts)
  const seen = (check: string, verdict: string): boolean => verdicts.some((one) => one.check === check && one.verdict === verdict)
  const both = checks.filter(({ id }) => seen(id, 'pass') && seen(id, 'fail'))
  assert.ok(seen('lambda-function-env-secrets', 'fail'), 'values of environment variables were redacted, and their check passed')
  const neither = checks.filter(({ id }) => !seen(id, 'pass') && !seen(id, 'fail')).map(({ id }) => id)
  assert.ok(both.length / checks.length > 0.6, `only ${both.length} of ${checks.length}; not applicable to anything: ${neither.join(', ')}`)
})
