// What holds for the life of findings in every history of whole and partial scans.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { reconcile, type Step, type Tracked } from '../../src/store/reconcile.ts'
import { day, nothing } from './fixture.ts'
import { empty, history, live, reordered, type Glimpse, type Kept } from './world.ts'

const runs = { numRuns: 150 }

interface Moment {
  readonly before: Kept
  readonly after: Kept
  readonly steps: readonly Step[]
  readonly glimpse: Glimpse
}

const liveThrough = (glimpses: readonly Glimpse[]): readonly Moment[] => {
  let kept = empty
  return glimpses.map((glimpse) => {
    const before = kept
    const { kept: after, reconciled } = live(before, glimpse.observation)
    kept = after
    return { before, after, steps: reconciled.steps, glimpse }
  })
}

const byKey = ({ findings }: Kept): ReadonlyMap<string, Tracked> => new Map(findings.map((finding) => [finding.key, finding]))

const verdictsOn = ({ check, resource }: Tracked, { observation }: Glimpse) =>
  observation.verdicts.filter((verdict) => verdict.check === check && verdict.resource.arn === resource)

const always = (property: (moment: Moment) => void): void => {
  fc.assert(
    fc.property(history, (glimpses) => {
      for (const moment of liveThrough(glimpses)) property(moment)
    }),
    runs,
  )
}

/** States that a finding may be in, and where each event leads from there; what is not here may not happen. */
const machine: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  none: { opened: 'open' },
  open: {
    resolved: 'resolved',
    'not-verified': 'unverified',
    'severity-changed': 'open',
    'evidence-changed': 'open',
    waived: 'open',
    unwaived: 'open',
  },
  unverified: { resolved: 'resolved', 'verified-again': 'open', waived: 'unverified', unwaived: 'unverified' },
  resolved: { reopened: 'open' },
}

const stateOf = (finding: Tracked | undefined): string => {
  if (!finding) return 'none'
  if (finding.status === 'resolved') return 'resolved'
  return finding.notVerifiedSince ? 'unverified' : 'open'
}

describe('reconcile, whatever happens', () => {
  test('never resolves by blindness', () => {
    let resolved = 0
    always(({ before, after, glimpse }) => {
      const known = byKey(before)
      for (const finding of after.findings) {
        if (finding.status === 'open' || known.get(finding.key)?.status !== 'open') continue
        resolved += 1
        const own = verdictsOn(finding, glimpse)
        if (finding.resolvedReason === 'resource-gone') {
          assert.equal(own.length, 0)
          assert.ok(!glimpse.present.has(finding.resource), `${finding.resource} is there`)
        } else {
          assert.ok(own.length > 0)
          assert.ok(own.every(({ verdict }) => verdict === 'pass' || verdict === 'fail' || verdict === 'not-applicable'))
          assert.ok(!own.some((verdict) => verdict.verdict === 'fail' && verdict.discriminator === finding.discriminator))
        }
      }
    })
    assert.ok(resolved > 50, 'the histories resolve findings at all')
  })

  test('never says that a resource is gone that is there', () => {
    let gone = 0
    always(({ before, after, glimpse }) => {
      const left = new Set(after.resources.map(({ arn }) => arn))
      for (const { arn } of before.resources) {
        if (left.has(arn)) continue
        gone += 1
        assert.ok(!glimpse.present.has(arn))
      }
    })
    assert.ok(gone > 50)
  })

  test('never forgets a failure that it was shown', () => {
    always(({ after, glimpse }) => {
      if (!glimpse.observation.usable) return
      const open = new Set(
        after.findings.flatMap(({ status, check, resource, discriminator }) =>
          status === 'open' ? `${check} ${resource} ${discriminator}` : [],
        ),
      )
      for (const verdict of glimpse.observation.verdicts) {
        if (verdict.verdict === 'fail') assert.ok(open.has(`${verdict.check} ${verdict.resource.arn} ${verdict.discriminator}`))
      }
    })
  })

  test('knows the truth after a scan that saw everything', () => {
    let whole = 0
    always(({ after, glimpse }) => {
      if (!glimpse.whole) return
      whole += 1
      const failing = glimpse.observation.verdicts.flatMap((verdict) =>
        verdict.verdict === 'fail' ? `${verdict.check} ${verdict.resource.arn} ${verdict.discriminator}` : [],
      )
      const open = after.findings.filter(({ status }) => status === 'open')
      assert.equal(open.length, new Set(failing).size)
      assert.ok(open.every(({ notVerifiedSince }) => notVerifiedSince === null))
      assert.deepEqual(new Set(after.resources.map(({ arn }) => arn)), glimpse.present)
    })
    assert.ok(whole > 50)
  })

  test('moves findings only along the arrows', () => {
    always(({ before, after, steps }) => {
      const ids = new Map(before.findings.map((finding) => [finding.id, finding]))
      const states = new Map<string, string>()
      for (const { finding, event } of steps) {
        const from = states.get(finding) ?? stateOf(ids.get(finding))
        const to = machine[from]?.[event]
        assert.ok(to !== undefined, `${event} from ${from}`)
        states.set(finding, to)
      }
      for (const finding of after.findings) assert.equal(stateOf(finding), states.get(finding.id) ?? stateOf(ids.get(finding.id)))
    })
  })

  test('can undo every step', () => {
    always(({ before, after, steps }) => {
      const now = new Map(after.findings.map((finding): [string, Tracked | undefined] => [finding.id, finding]))
      for (const { finding, before: patch } of steps.toReversed()) {
        const later = now.get(finding)
        assert.ok(later)
        now.set(finding, patch === null ? undefined : { ...later, ...patch })
      }
      assert.deepEqual(new Map([...now].filter(([, finding]) => finding)), new Map(before.findings.map((finding) => [finding.id, finding])))
    })
  })

  test('notes once since when it could not tell', () => {
    always(({ before, after, glimpse }) => {
      const known = byKey(before)
      for (const finding of after.findings) {
        const since = known.get(finding.key)?.notVerifiedSince
        if (finding.notVerifiedSince) assert.deepEqual(finding.notVerifiedSince, since ?? glimpse.observation.at)
      }
    })
  })

  test('learns nothing from a failed scan', () => {
    always(({ before, after, glimpse }) => {
      if (glimpse.observation.usable) return
      const states = ({ findings }: Kept) => findings.map(({ key, status, severity, evidence }) => ({ key, status, severity, evidence }))
      assert.deepEqual(states(after), states(before))
      assert.deepEqual(after.resources, before.resources)
    })
  })

  test('changes nothing when it sees the same again', () => {
    always(({ after, glimpse }) => {
      const again = reconcile(after, { ...glimpse.observation, at: day(99) })
      assert.deepEqual([again.findings, again.steps, again.changes], [[], [], nothing])
    })
  })

  test('does not depend on the order of anything', () => {
    fc.assert(
      fc.property(history, fc.nat(), (glimpses, seed) => {
        for (const { before, glimpse } of liveThrough(glimpses)) {
          const { observation } = glimpse
          const shuffled = {
            ...observation,
            seen: new Map(reordered(observation.seen, seed)),
            listings: reordered(observation.listings, seed),
            verdicts: reordered(observation.verdicts, seed),
          }
          const memory = { findings: reordered(before.findings, seed), resources: reordered(before.resources, seed) }
          assert.deepEqual(reconcile(memory, shuffled), reconcile(before, observation))
        }
      }),
      runs,
    )
  })

  test('needs of the resolved findings only those that fail again', () => {
    always(({ before, glimpse }) => {
      const whole = reconcile(before, glimpse.observation)
      const touched = new Set(whole.findings.map(({ key }) => key))
      const findings = before.findings.filter(({ status, key }) => status === 'open' || touched.has(key))
      assert.deepEqual(reconcile({ ...before, findings }, glimpse.observation), whole)
    })
  })
})
