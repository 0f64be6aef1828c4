// The life of a finding, case by case: what resolves it, what does not, and what is said about it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Verdict } from '../../src/check/verdict.ts'
import { findingId } from '../../src/store/identity.ts'
import { reconcile, type Observation } from '../../src/store/reconcile.ts'
import {
  account,
  childKind,
  day,
  failing,
  inapplicable,
  kind,
  listing,
  nothing,
  passing,
  queue,
  region,
  risks,
  schema,
  thrown,
  undecided,
  type Resource,
} from './fixture.ts'
import { empty, live, type Kept } from './world.ts'

const a = queue('a')
const child = queue('a/child', { kind: childKind })

/** A complete scan of one region that saw nothing. */
const observe = (more: Partial<Observation> & { readonly also?: readonly Resource[] } = {}): Observation => {
  const { also = [], verdicts = [], ...rest } = more
  const resources = [...also, ...verdicts.map(({ resource }) => resource)]
  return {
    account,
    at: day(2),
    usable: true,
    regions: [region],
    seen: new Map(resources.map((resource) => [resource.arn, resource])),
    listings: [listing()],
    schema,
    verdicts,
    checks: risks,
    waiverOf: () => null,
    confirmDisappearance: false,
    idOf: (key) => findingId(key),
    ...rest,
  }
}

const after = (...verdicts: readonly Verdict[]): Kept => live(empty, observe({ at: day(1), verdicts })).kept
const failed = after(failing(a))

const fate = (kept: Kept, observation: Observation): readonly (readonly [string, unknown])[] =>
  reconcile(kept, observation).steps.map(({ event, detail }) => [event, detail.why ?? detail.reason])

describe('an open finding', () => {
  const east = queue('east', { region: 'us-east-1' })
  const user = { ...queue('user', { kind: 'AWS::IAM::User', region: 'global' }), arn: `arn:aws:iam::${account}:user/user` }
  const global = listing(true, { kind: 'AWS::IAM::User', region: 'global' })
  const whole = [listing(), listing(true, { kind: childKind, parent: a.arn })]
  const cases: readonly (readonly [title: string, kept: Kept, observation: Observation, steps: readonly (readonly [string, unknown])[]])[] =
    [
      ['fails again', failed, observe({ verdicts: [failing(a)] }), []],
      ['passes', failed, observe({ verdicts: [passing(a)] }), [['resolved', 'passed']]],
      ['no longer applies', failed, observe({ verdicts: [inapplicable(a)] }), [['resolved', 'not-applicable']]],
      ['is gone from a complete listing', failed, observe(), [['resolved', 'resource-gone']]],
      ['lacks facts', failed, observe({ verdicts: [undecided(a)] }), [['not-verified', 'unknown']]],
      ['has a check that throws', failed, observe({ verdicts: [thrown(a)] }), [['not-verified', 'error']]],
      ['passes and lacks facts', failed, observe({ verdicts: [passing(a), undecided(a)] }), [['not-verified', 'unknown']]],
      ['was not evaluated', failed, observe({ also: [a] }), [['not-verified', 'check-not-evaluated']]],
      ['has only another check evaluated', failed, observe({ verdicts: [passing(a, 'sqs-b')] }), [['not-verified', 'check-not-evaluated']]],
      ['is not on a cut listing', failed, observe({ listings: [listing(false)] }), [['not-verified', 'listing-incomplete']]],
      ['has a listing of another kind', failed, observe({ listings: [global] }), [['not-verified', 'listing-incomplete']]],
      [
        'has a listing of another account',
        failed,
        observe({ listings: [listing(true, { account: 'x' })] }),
        [['not-verified', 'listing-incomplete']],
      ],
      [
        'has one listing complete, one not',
        failed,
        observe({ listings: [listing(), listing(false)] }),
        [['not-verified', 'listing-incomplete']],
      ],
      ['is of a kind that nobody looked for', failed, observe({ schema: new Map() }), [['not-verified', 'listing-incomplete']]],
      ['is in a region that was left out', after(failing(east)), observe(), [['not-verified', 'region-not-scanned']]],
      ['is in a failed scan that passes it', failed, observe({ usable: false, verdicts: [passing(a)] }), [['not-verified', 'scan-failed']]],
      ['is in a failed scan that lists nothing', failed, observe({ usable: false }), [['not-verified', 'scan-failed']]],
      ['is global and gone', after(failing(user)), observe({ listings: [global] }), [['resolved', 'resource-gone']]],
      ['is global and not looked for', after(failing(user)), observe(), [['not-verified', 'region-not-scanned']]],
      ['is of a child, gone', after(failing(child)), observe({ also: [a], listings: whole }), [['resolved', 'resource-gone']]],
      ['is of a child, gone with all parents', after(failing(child)), observe(), [['resolved', 'resource-gone']]],
      ['is of a child of a parent not asked', after(failing(child)), observe({ also: [a] }), [['not-verified', 'listing-incomplete']]],
      [
        'is of a child, one of two parents not asked',
        after(failing(child)),
        observe({ also: [a, queue('b')], listings: whole }),
        [['not-verified', 'listing-incomplete']],
      ],
      [
        'is of a child whose parents are cut',
        after(failing(child)),
        observe({ also: [a], listings: [listing(false), listing(true, { kind: childKind, parent: a.arn })] }),
        [['not-verified', 'listing-incomplete']],
      ],
      ['has two kinds of doubt', failed, observe({ verdicts: [undecided(a), thrown(a)] }), [['not-verified', 'error']]],
    ]
  for (const [title, kept, observation, steps] of cases) {
    test(title, () => assert.deepEqual(fate(kept, observation), steps))
  }

  test('goes by its own discriminator', () => {
    const two = after(failing(a, 'sqs-a', 'x'), failing(a, 'sqs-a', 'y'))
    const verdicts = [failing(a, 'sqs-a', 'x')]
    assert.deepEqual(fate(two, observe({ verdicts })), [['resolved', 'passed']])
    // Certain about x, not about the rest.
    assert.deepEqual(fate(two, observe({ verdicts: [...verdicts, undecided(a)] })), [['not-verified', 'unknown']])
  })

  test('is the same with its evidence in another order', () => {
    const kept = after(failing(a, 'sqs-a', '', { x: 1, y: ['p', 'q'], z: null }))
    assert.deepEqual(reconcile(kept, observe({ verdicts: [failing(a, 'sqs-a', '', { z: null, y: ['p', 'q'], x: 1 })] })).changes, nothing)
    const changed = reconcile(kept, observe({ verdicts: [failing(a, 'sqs-a', '', { x: 1, y: ['q', 'p'], z: null })] })).changes
    assert.equal(changed.evidenceChanged.length, 1)
  })

  test('keeps a score that moves within its severity, without making news of it', () => {
    const checks = new Map(risks).set('sqs-a', { severity: 'high', score: 16 })
    const { findings, changes, steps } = reconcile(failed, observe({ verdicts: [failing(a)], checks }))
    assert.deepEqual(
      [findings[0]?.score, changes, steps[0]?.detail],
      [16, nothing, { from: 'high', to: 'high', fromScore: 12, toScore: 16 }],
    )
  })

  test('follows its resource to another name, which is no change of its state', () => {
    const { findings, steps } = reconcile(failed, observe({ verdicts: [failing({ ...a, name: 'renamed' })] }))
    assert.deepEqual([findings.map(({ name }) => name), steps], [['renamed'], []])
  })

  test('is waived and unwaived whether or not it was looked at', () => {
    const waived = live(failed, observe({ regions: [], listings: [], waiverOf: () => 'W-1' }))
    assert.deepEqual(
      waived.reconciled.steps.map(({ event }) => event),
      ['not-verified', 'waived'],
    )
    const other = live(waived.kept, observe({ regions: [], listings: [], waiverOf: () => 'W-2' }))
    assert.deepEqual(
      other.reconciled.steps.map(({ event, detail }) => [event, detail]),
      [['waived', { from: 'W-1', to: 'W-2' }]],
    )
    assert.deepEqual(
      reconcile(other.kept, observe({ regions: [], listings: [] })).steps.map(({ event }) => event),
      ['unwaived'],
    )
  })

  test('is waived by what it is', () => {
    const asked: unknown[] = []
    const verdicts = [failing(a, 'sqs-a', 'x')]
    reconcile(
      empty,
      observe({
        verdicts,
        waiverOf: ({ id, check, resource, name, account, region, kind, discriminator }) => (
          asked.push([id, check, resource, name, account, region, kind, discriminator]),
          null
        ),
      }),
    )
    assert.deepEqual(asked, [[after(...verdicts).findings[0]?.id, 'sqs-a', a.arn, 'a', account, region, kind, 'x']])
  })

  test('needs the severity of its check', () => {
    assert.throws(() => reconcile(empty, observe({ verdicts: [failing(a)], checks: new Map() })), /not among the evaluated checks/)
    assert.throws(() => reconcile(failed, observe({ verdicts: [failing(a)], checks: new Map() })), /not among the evaluated checks/)
  })
})

describe('a mass disappearance', () => {
  const some = (from: number, to: number, more: Partial<Resource> = {}): readonly Resource[] =>
    Array.from({ length: to - from }, (_, i) => queue(`q${from + i}`, more))
  const keptOf = (resources: readonly Resource[]): Kept => after(...resources.map((resource) => failing(resource)))
  const lose = (known: number, lost: number) => reconcile(keptOf(some(0, known)), observe({ also: some(lost, known) }))

  const edges: readonly (readonly [known: number, lost: number, held: boolean])[] = [
    [9, 9, false],
    [10, 10, true],
    [33, 10, true],
    [34, 10, false],
    [40, 12, false], // exactly 30 %
    [40, 13, true],
    [20, 9, false],
  ]
  for (const [known, lost, held] of edges) {
    test(`${lost} of ${known} ${held ? 'is held' : 'is believed'}`, () => {
      const { changes, gone, held: waiting } = lose(known, lost)
      assert.deepEqual(changes.held, held ? [{ kind, region, vanished: lost, known }] : [])
      assert.deepEqual([changes.resolved.length, gone.size, waiting.size], held ? [0, 0, lost] : [lost, lost, 0])
      const unseen = known - lost
      assert.equal(changes.notVerified.length, held ? known : unseen)
    })
  }

  test('counts by kind and region', () => {
    const both = [...some(0, 6), ...some(6, 12, { region: 'us-east-1' })]
    const listings = [listing(), listing(true, { region: 'us-east-1' })]
    const { changes } = reconcile(keptOf(both), observe({ regions: [region, 'us-east-1'], listings }))
    assert.deepEqual([changes.held, changes.resolved.length], [[], 12])
  })

  test('makes everything wait that vanished with it', () => {
    const users = [queue('u', { kind: 'AWS::IAM::User', region: 'global' })]
    const listings = [listing(), listing(true, { kind: 'AWS::IAM::User', region: 'global' })]
    const first = live(keptOf([...some(0, 12), ...users]), observe({ listings }))
    assert.deepEqual([first.reconciled.changes.held.length, first.reconciled.held.size], [1, 13])
    assert.equal(live(first.kept, observe({ listings, at: day(3) })).reconciled.gone.size, 13)
  })

  test('of new ones is held while the old ones are believed', () => {
    const first = live(keptOf(some(0, 40)), observe({ also: some(20, 40) }))
    assert.equal(first.reconciled.held.size, 20)
    const second = reconcile(first.kept, observe({ also: some(32, 40), at: day(3) }))
    assert.deepEqual(second.changes.held, [{ kind, region, vanished: 12, known: 20 }])
    assert.deepEqual([second.gone.size, second.held.size], [20, 12])
  })

  test('does not keep a finding from being resolved by what was seen', () => {
    const also = some(12, 20)
    const { changes } = reconcile(keptOf(some(0, 20)), observe({ verdicts: also.map((resource) => passing(resource)) }))
    assert.deepEqual([changes.held.length, changes.resolved.length], [1, 8])
  })
})
