// The life of findings and resources, as it is stored.
import assert from 'node:assert/strict'
import { type Changes } from '../../../src/store/store.ts'
import {
  account,
  childKind,
  day,
  failing,
  inapplicable,
  kind,
  listing,
  nothing,
  otherAccount,
  passing,
  queue,
  region,
  risks,
  scan,
  thrown,
  undecided,
  type Sight,
} from '../fixture.ts'
import { type It, type Harness, only, names } from '../harness.ts'

export const lifecycle = (it: It, harness: Harness): void => {
  it('remembers a first scan, value by value', async (store) => {
    const a = queue('a')
    const changes = await scan(store, { id: 's1', at: day(1), verdicts: [failing(a), passing(a, 'sqs-b'), undecided(queue('b'))] })
    const finding = await only(store)
    assert.deepEqual(changes, { ...nothing, opened: [finding.id] })
    assert.deepEqual(finding, {
      id: finding.id,
      check: 'sqs-a',
      discriminator: '',
      resource: a.arn,
      kind,
      name: 'a',
      account,
      region,
      status: 'open',
      severity: 'high',
      score: 12,
      evidence: { KmsMasterKeyId: null },
      firstSeen: day(1),
      changedAt: day(1),
      resolvedAt: null,
      resolvedReason: null,
      notVerifiedSince: null,
      waiver: null,
    })
    assert.match(finding.id, /^F-[0-9A-HJKMNP-TV-Z]{8}$/)
    assert.deepEqual(await store.scan('s1'), {
      id: 's1',
      account,
      caller: 'arn:aws:iam::111122223333:role/audit',
      endpoint: null,
      regions: [region],
      startedAt: new Date(day(1).getTime() - 3_600_000),
      finishedAt: day(1),
      state: 'complete',
      note: null,
      calls: 7,
      resources: 2,
      verdicts: { pass: 1, fail: 1, unknown: 1, 'not-applicable': 0, error: 0 },
      checks: ['lambda-c', 'sqs-a', 'sqs-b'],
      open: { critical: 0, high: 1, medium: 0, low: 0, informational: 0 },
      version: '1.2.3',
    })
    assert.deepEqual(await store.events({ finding: finding.id }), [
      { finding: finding.id, scan: 's1', at: day(1), event: 'opened', detail: { severity: 'high', evidence: { KmsMasterKeyId: null } } },
    ])
    assert.deepEqual(await store.accounts(), [account])
    assert.equal(await store.scan('nope'), undefined)
  })

  it('writes nothing for what did not change', async (store, _open, location) => {
    const verdicts = names(30).map((name) => failing(queue(name)))
    await scan(store, { id: 's1', at: day(1), verdicts })
    const written = await harness.watch(location)
    assert.deepEqual(await scan(store, { id: 's2', at: day(2), verdicts: verdicts.toReversed() }), nothing)
    assert.deepEqual(await written(), { findings: 0, finding_events: 0, resources: 0 })
    // The watch itself sees writes.
    await scan(store, { id: 's3', at: day(3), verdicts: [...verdicts.slice(1), passing(queue('q000')), passing(queue('new'))] })
    assert.deepEqual(await written(), { findings: 1, finding_events: 1, resources: 1 })
  })

  it('knows when resources were first and last seen without writing it down each time', async (store) => {
    const [a, b, c] = [queue('a'), queue('b'), queue('c')]
    const sights = async () => (await store.resources()).map(({ name, firstSeen, lastSeen, goneAt }) => [name, firstSeen, lastSeen, goneAt])
    await scan(store, { id: 's1', at: day(1), also: [a, b] })
    await scan(store, { id: 's2', at: day(2), also: [a, b, c] })
    assert.deepEqual(await sights(), [
      ['a', day(1), day(2), null],
      ['b', day(1), day(2), null],
      ['c', day(2), day(2), null],
    ])
    // Another region: nothing was looked at here.
    await scan(store, { id: 's3', at: day(3), regions: ['us-east-1'], listings: [listing(true, { region: 'us-east-1' })] })
    // A cut listing: b was not on it, which says nothing.
    await scan(store, { id: 's4', at: day(4), also: [a, c], listings: [listing(false)] })
    assert.deepEqual(await sights(), [
      ['a', day(1), day(4), null],
      ['b', day(1), day(2), null],
      ['c', day(2), day(4), null],
    ])
    await scan(store, { id: 's5', at: day(5), also: [a] })
    assert.deepEqual(await sights(), [
      ['a', day(1), day(5), null],
      ['b', day(1), day(2), day(5)],
      ['c', day(2), day(4), day(5)],
    ])
    await scan(store, { id: 's6', at: day(6), also: [a, b] })
    assert.deepEqual((await sights())[1], ['b', day(1), day(6), null])
    assert.deepEqual(
      (await store.resources({ gone: true })).map(({ name }) => name),
      ['c'],
    )
    assert.deepEqual(
      (await store.resources({ gone: false, kind, account })).map(({ name }) => name),
      ['a', 'b'],
    )
    assert.deepEqual(await store.resources({ kind: childKind }), [])
    assert.deepEqual(await store.resources({ account: otherAccount }), [])
  })

  it('follows a finding through its life', async (store) => {
    const a = queue('a')
    await scan(store, { id: 's1', at: day(1), verdicts: [failing(a)] })
    const { id } = await only(store)
    const live = async (sight: Omit<Sight, 'id' | 'at'>, n: number): Promise<Changes> => scan(store, { id: `s${n}`, at: day(n), ...sight })
    assert.deepEqual(await live({ verdicts: [undecided(a)] }, 2), { ...nothing, notVerified: [id] })
    assert.deepEqual(await live({ verdicts: [thrown(a)] }, 3), nothing)
    assert.deepEqual((await only(store)).notVerifiedSince, day(2))
    assert.deepEqual(await live({ verdicts: [failing(a, 'sqs-a', '', { KmsMasterKeyId: 'x' })] }, 4), {
      ...nothing,
      evidenceChanged: [id],
    })
    assert.equal((await only(store)).notVerifiedSince, null)
    const raised = new Map(risks).set('sqs-a', { severity: 'critical', score: 20 })
    const verdicts = [failing(a, 'sqs-a', '', { KmsMasterKeyId: 'x' })]
    assert.deepEqual(await live({ verdicts, checks: raised }, 5), { ...nothing, severityChanged: [id] })
    assert.deepEqual(await live({ verdicts, checks: raised, waiverOf: () => 'W-1' }, 6), nothing)
    assert.equal((await only(store)).waiver, 'W-1')
    assert.equal((await store.scan('s6'))?.open.critical, 0)
    assert.deepEqual(await live({ verdicts, checks: raised }, 7), nothing)
    assert.deepEqual(await live({ verdicts: [passing(a)] }, 8), { ...nothing, resolved: [id] })
    assert.deepEqual(await live({ verdicts: [failing(a)] }, 9), { ...nothing, reopened: [id] })
    assert.deepEqual(await live({ verdicts: [inapplicable(a)] }, 10), { ...nothing, resolved: [id] })
    assert.equal((await only(store)).resolvedReason, 'not-applicable')
    assert.deepEqual(await live({ verdicts: [undecided(a)] }, 11), nothing)
    assert.deepEqual(
      (await store.events({ finding: id })).map(({ scan, event, detail }) => [scan, event, detail]),
      [
        ['s1', 'opened', { severity: 'high', evidence: { KmsMasterKeyId: null } }],
        ['s2', 'not-verified', { why: 'unknown' }],
        ['s4', 'verified-again', { since: day(2).toISOString() }],
        ['s4', 'evidence-changed', { from: { KmsMasterKeyId: null }, to: { KmsMasterKeyId: 'x' } }],
        ['s5', 'severity-changed', { from: 'high', to: 'critical', fromScore: 12, toScore: 20 }],
        ['s6', 'waived', { from: null, to: 'W-1' }],
        ['s7', 'unwaived', { from: 'W-1', to: null }],
        ['s8', 'resolved', { reason: 'passed' }],
        ['s9', 'reopened', { resolvedAt: day(8).toISOString(), reason: 'passed', severity: 'high', evidence: { KmsMasterKeyId: null } }],
        ['s10', 'resolved', { reason: 'not-applicable' }],
      ],
    )
    assert.deepEqual(
      (await store.events({ scan: 's4' })).map(({ event }) => event),
      ['verified-again', 'evidence-changed'],
    )
    assert.deepEqual((await only(store)).firstSeen, day(1))
  })

  it('changes nothing after a scan that failed', async (store) => {
    const a = queue('a')
    await scan(store, { id: 's1', at: day(1), verdicts: [failing(a)] })
    const before = await only(store)
    const changes = await scan(store, {
      id: 's2',
      at: day(2),
      verdicts: [passing(a), failing(queue('b'))],
      state: 'failed',
      note: 'nothing could be read',
    })
    assert.deepEqual(changes, { ...nothing, notVerified: [before.id] })
    assert.deepEqual(await only(store), { ...before, notVerifiedSince: day(2) })
    assert.equal((await store.resources()).length, 1)
    const stored = await store.scan('s2')
    assert.deepEqual([stored?.state, stored?.note, stored?.open.high], ['failed', 'nothing could be read', 1])
  })

  it('holds a mass disappearance until it is seen twice or confirmed', async (store) => {
    const all = names(20).map((name) => queue(name))
    const left = all.slice(0, 8).map((resource) => failing(resource))
    await scan(store, { id: 's1', at: day(1), verdicts: all.map((resource) => failing(resource)) })
    const held = await scan(store, { id: 's2', at: day(2), verdicts: left })
    assert.deepEqual(held.held, [{ kind, region, vanished: 12, known: 20 }])
    assert.deepEqual([held.resolved.length, held.notVerified.length], [0, 12])
    assert.deepEqual((await store.changesBetween('s1', 's2')).held, held.held)
    assert.equal((await store.resources({ gone: true })).length, 0)
    // A cut listing in between neither confirms nor refutes.
    assert.deepEqual(await scan(store, { id: 's3', at: day(3), verdicts: left, listings: [listing(false)] }), nothing)
    const confirmed = await scan(store, { id: 's4', at: day(4), verdicts: left })
    assert.deepEqual([confirmed.resolved.length, confirmed.held], [12, []])
    assert.equal((await store.resources({ gone: true })).length, 12)
    assert.equal(
      (await store.findings({ status: 'resolved' })).every(({ resolvedReason }) => resolvedReason === 'resource-gone'),
      true,
    )
    assert.deepEqual((await store.resources({ gone: true }))[0]?.lastSeen, day(1))
  })

  it('takes a person at their word about a mass disappearance', async (store) => {
    const all = names(20).map((name) => failing(queue(name)))
    await scan(store, { id: 's1', at: day(1), verdicts: all })
    const changes = await scan(store, { id: 's2', at: day(2), verdicts: [], confirmDisappearance: true })
    assert.deepEqual([changes.resolved.length, changes.held], [20, []])
  })

  it('forgets a hold once the resources are back', async (store) => {
    const all = names(20).map((name) => failing(queue(name)))
    await scan(store, { id: 's1', at: day(1), verdicts: all })
    assert.equal((await scan(store, { id: 's2', at: day(2) })).held.length, 1)
    assert.deepEqual(await scan(store, { id: 's3', at: day(3), verdicts: all }), nothing)
    const again = await scan(store, { id: 's4', at: day(4) })
    assert.deepEqual([again.held.length, again.resolved.length, again.notVerified.length], [1, 0, 20])
  })
}
