// Looking back, and forgetting.
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { type Changes, type Finding } from '../../../src/store/store.ts'
import {
  account,
  begin,
  day,
  failing,
  inapplicable,
  listing,
  nothing,
  otherAccount,
  passing,
  queue,
  resultOf,
  risks,
  scan,
  thrown,
  undecided,
  type Sight,
} from '../fixture.ts'
import { type It, names } from '../harness.ts'

export const history = (it: It): void => {
  it('shows every earlier moment as it was', async (store) => {
    const resources = names(4).map((name) => queue(name))
    const verdict = fc.constantFrom('pass', 'fail', 'other', 'two', 'unknown', 'error', 'not-applicable', 'none', 'unseen')
    const step = fc.record({
      words: fc.array(verdict, { minLength: 4, maxLength: 4 }),
      complete: fc.boolean(),
      raised: fc.boolean(),
      waived: fc.boolean(),
      failed: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    })
    const steps = fc.sample(step, { numRuns: 25, seed: 20260101 })
    const moments: { readonly id: string; readonly findings: readonly Finding[]; readonly changes: Changes }[] = []
    for (const [n, { words, complete, raised, waived, failed }] of steps.entries()) {
      const verdicts = words.flatMap((word, i) => {
        const resource = resources[i] ?? queue('never')
        if (word === 'pass') return passing(resource)
        if (word === 'fail') return failing(resource)
        if (word === 'other') return failing(resource, 'sqs-a', '', { KmsMasterKeyId: 'other' })
        if (word === 'two') return [failing(resource), failing(resource, 'sqs-a', 'second')]
        if (word === 'unknown') return undecided(resource)
        if (word === 'error') return thrown(resource)
        return word === 'not-applicable' ? inapplicable(resource) : []
      })
      const id = `s${n}`
      const changes = await scan(store, {
        id,
        at: day(n + 1),
        verdicts,
        also: resources.filter((_, i) => words[i] === 'none'),
        listings: [listing(complete)],
        checks: raised ? new Map(risks).set('sqs-a', { severity: 'critical', score: 20 }) : risks,
        waiverOf: ({ discriminator }) => (waived && discriminator === '' ? 'W-1' : null),
        state: failed ? 'failed' : 'partial',
      })
      moments.push({ id, findings: await store.findings({ account }), changes })
    }
    for (const [n, { id, findings, changes }] of moments.entries()) {
      assert.deepEqual(await store.findingsAt(id), findings, id)
      const previous = moments[n - 1]
      if (previous) assert.deepEqual(await store.changesBetween(previous.id, id), changes, id)
    }
    assert.deepEqual(await store.changesBetween('s3', 's3'), nothing)
    const [first, last] = [moments[0], moments.at(-1)]
    assert.ok(first && last)
    const open = (findings: readonly Finding[]) => findings.filter(({ status }) => status === 'open').map(({ id }) => id)
    const net = await store.changesBetween(first.id, last.id)
    const known = new Set(first.findings.map(({ id }) => id))
    assert.deepEqual(
      net.opened,
      open(last.findings)
        .filter((id) => !known.has(id))
        .sort(),
    )
  })

  it('compares only scans of one account, the older one first', async (store) => {
    await scan(store, { id: 's1', at: day(1) })
    await scan(store, { id: 's2', at: day(2) })
    await scan(store, { id: 'o1', at: day(2), account: otherAccount })
    await assert.rejects(store.changesBetween('s2', 's1'), { name: 'UnusableScan', message: /older one first/ })
    await assert.rejects(store.changesBetween('s1', 'o1'), { name: 'UnusableScan', message: /one account/ })
    await assert.rejects(store.changesBetween('s1', 'x'), { name: 'UnusableScan', message: /no scan x/ })
    await assert.rejects(store.findingsAt('x'), { name: 'UnusableScan' })
  })

  it('forgets what is old, and can still look back at what it keeps', async (store) => {
    const [a, b, c] = [queue('a'), queue('b'), queue('c')]
    const verdicts: readonly (readonly Sight['verdicts'][])[number][] = [
      [failing(a), failing(b), failing(c)], // 1
      [passing(a), failing(b), failing(c)], // 2: a is resolved
      [passing(a), failing(b, 'sqs-a', '', { KmsMasterKeyId: 'x' }), failing(c)], // 3
      [passing(a), passing(b), failing(c)], // 4: b is resolved
      [passing(a), passing(b), failing(c, 'sqs-a', '', { KmsMasterKeyId: 'x' })], // 5
    ]
    const moments: (readonly Finding[])[] = []
    for (const [n, seen] of verdicts.entries()) {
      await scan(store, { id: `s${n + 1}`, at: day(n + 1), verdicts: seen ?? [] })
      moments.push(await store.findings())
    }
    await scan(store, { id: 'o1', at: day(1), account: otherAccount })
    await scan(store, { id: 'o2', at: day(2), account: otherAccount, state: 'partial' })
    // Of the account: s1 and s2 with their four events and finding a. Of the other: nothing, o1 is its last complete scan.
    assert.deepEqual(await store.prune(day(3)), { scans: 3, findings: 1, events: 4 })
    assert.deepEqual((await store.scans()).map(({ id }) => id).toSorted(), ['o1', 's3', 's4', 's5'])
    for (const n of [3, 4, 5]) {
      const stillKnown = moments[n - 1]?.filter(({ name }) => name !== 'a')
      assert.deepEqual(await store.findingsAt(`s${n}`), stillKnown)
    }
    assert.equal((await store.changesBetween('s3', 's5')).resolved.length, 1)
    assert.deepEqual(await store.prune(day(3)), { scans: 0, findings: 0, events: 0 })
    // However old: the last complete scan stays, and so do open findings.
    await store.prune(day(300))
    assert.deepEqual((await store.scans()).map(({ id }) => id).toSorted(), ['o1', 's5'])
    assert.deepEqual(
      (await store.findingsAt('s5')).map(({ name, status }) => [name, status]),
      [['c', 'open']],
    )
    assert.equal((await store.findings()).length, 1)
  })

  it('forgets nothing that a scan under way needs', async (store) => {
    await scan(store, { id: 's1', at: day(1), verdicts: [failing(queue('a'))] })
    const lease = await begin(store, { id: 's2', at: day(2) })
    await store.prune(day(300))
    await store.commit(resultOf(lease, { id: 's2', at: day(2), verdicts: [passing(queue('a'))] }))
    assert.deepEqual(
      (await store.scans()).map(({ id }) => id),
      ['s2', 's1'],
    )
    assert.equal((await store.changesBetween('s1', 's2')).resolved.length, 1)
  })
}
