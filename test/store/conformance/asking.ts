// What can be asked of a store.
import assert from 'node:assert/strict'
import { type Store } from '../../../src/store/store.ts'
import { account, day, denied, failing, kind, listing, otherAccount, passing, queue, region, scan, thrown, undecided } from '../fixture.ts'
import { type It, names } from '../harness.ts'

export const asking = (it: It): void => {
  it('filters findings', async (store) => {
    const [a, b] = [queue('orders-a'), queue('orders-b', { region: 'us-east-1' })]
    const f = { ...queue('fn', { kind: 'AWS::Lambda::Function' }), arn: `arn:aws:lambda:${region}:${account}:function:fn` }
    const listings = [listing(), listing(true, { region: 'us-east-1' }), listing(true, { kind: f.kind })]
    const verdicts = [failing(a), failing(a, 'sqs-b'), failing(b), failing(f, 'lambda-c')]
    await scan(store, { id: 's1', at: day(1), verdicts: verdicts.slice(0, 3), listings })
    await scan(store, {
      id: 's2',
      at: day(2),
      verdicts: [...verdicts.slice(1), passing(a)],
      listings,
      waiverOf: ({ region }) => (region === 'us-east-1' ? 'W-1' : null),
    })
    await scan(store, { id: 'o1', at: day(2), account: otherAccount, verdicts: [failing(queue('orders-a', { account: otherAccount }))] })
    const found = async (filter: Parameters<Store['findings']>[0]) =>
      (await store.findings(filter)).map(({ check, name }) => `${check} ${name}`)
    assert.deepEqual(await found({ account }), ['lambda-c fn', 'sqs-a orders-a', 'sqs-a orders-b', 'sqs-b orders-a'])
    assert.deepEqual(await found({ account: otherAccount }), ['sqs-a orders-a'])
    assert.equal((await found({})).length, 5)
    assert.deepEqual(await found({ account, status: 'resolved' }), ['sqs-a orders-a'])
    assert.deepEqual(await found({ account, severity: ['critical', 'low'] }), ['lambda-c fn', 'sqs-b orders-a'])
    assert.deepEqual(await found({ severity: [], check: [], service: [], region: [], account: otherAccount }), ['sqs-a orders-a'])
    assert.deepEqual(await found({ account, check: ['sqs-b'] }), ['sqs-b orders-a'])
    assert.deepEqual(await found({ account, service: ['lambda'] }), ['lambda-c fn'])
    assert.deepEqual(await found({ account, service: ['lamb', 'SQS'] }), [])
    assert.deepEqual(await found({ region: ['us-east-1'] }), ['sqs-a orders-b'])
    assert.deepEqual(await found({ account, resource: '*:orders-*' }), ['sqs-a orders-a', 'sqs-a orders-b', 'sqs-b orders-a'])
    assert.deepEqual(await found({ account, resource: 'arn:aws:sqs:*-1:*:orders-b' }), ['sqs-a orders-b'])
    assert.deepEqual(await found({ account, resource: f.arn }), ['lambda-c fn'])
    assert.deepEqual(await found({ account, resource: 'arn:aws:lambda' }), [])
    assert.deepEqual(await found({ account, resource: 'ARN:*' }), [])
    assert.deepEqual(await found({ waived: true }), ['sqs-a orders-b'])
    assert.equal((await found({ account, waived: false })).length, 3)
    assert.deepEqual(await found({ account, openedSince: day(2) }), ['lambda-c fn'])
  })

  it('lists scans, newest first', async (store) => {
    await scan(store, { id: 'a', at: day(1) })
    await scan(store, { id: 'o', at: day(2), account: otherAccount })
    // The clock was set back: the order within an account is the order of scanning.
    await scan(store, { id: 'b', at: day(-3) })
    const ids = async (filter?: Parameters<Store['scans']>[0]) => (await store.scans(filter)).map(({ id }) => id)
    assert.deepEqual(await ids(), ['o', 'a', 'b'])
    assert.deepEqual(await ids({ account }), ['b', 'a'])
    assert.deepEqual(await ids({ account, limit: 1 }), ['b'])
    assert.deepEqual(await ids({ since: day(1) }), ['o'])
    assert.deepEqual(await store.accounts(), [account, otherAccount])
  })

  it('finds a finding by what people type of its id', async (store) => {
    await scan(store, { id: 's1', at: day(1), verdicts: names(40).map((name) => failing(queue(name))) })
    const [finding] = await store.findings()
    assert.ok(finding)
    const { id } = finding
    assert.deepEqual(await store.finding(id), finding)
    assert.deepEqual(await store.finding(` ${id.toLowerCase()} `), finding)
    assert.deepEqual(await store.finding(id.slice(2, 9)), finding)
    assert.deepEqual(await store.finding(id.replaceAll('0', 'o').replaceAll('1', 'l')), finding)
    for (const text of ['', 'F-', '%', 'F-%', '_', `${id}0`, 'F-UUUU', `' or 1=1`]) assert.equal(await store.finding(text), undefined, text)
    // Forty ids start with 32 characters: some are shared.
    const firsts = Map.groupBy(await store.findings(), ({ id }) => id.slice(0, 3))
    const shared = [...firsts].find(([, findings]) => findings.length > 1)?.[0]
    assert.ok(shared)
    assert.equal(await store.finding(shared), undefined)
  })

  it('sums up what was not read', async (store) => {
    const rows = names(12).map((name) => ({
      account,
      region,
      operation: 'sqs:GetQueueAttributes' as const,
      kind,
      facet: 'attributes',
      resource: queue(name).arn,
      outcome: 'denied' as const,
      code: 'AccessDenied',
      message: `no ${name}`,
    }))
    const read = { account, region, operation: 'sqs:ListQueues' as const, kind, facet: 'list', resource: '*', outcome: 'ok' as const }
    const coverage = [...rows.toReversed(), read, read, { ...read, outcome: 'timeout' as const, code: 'TimeoutError', message: 'slow' }]
    await scan(store, {
      id: 's1',
      at: day(1),
      state: 'partial',
      coverage,
      verdicts: [undecided(queue('b')), undecided(queue('a')), thrown(queue('c'), 'sqs-b'), failing(queue('d'))],
      blindSpots: [
        { check: 'lambda-c', kind: 'AWS::Lambda::Function', account, region, gaps: [{ ...denied, operation: 'lambda:ListFunctions' }] },
      ],
    })
    const gap = {
      account,
      region,
      operation: 'sqs:GetQueueAttributes',
      kind,
      facet: 'attributes',
      outcome: 'denied',
      code: 'AccessDenied',
      message: 'no q000',
      count: 12,
      examples: names(10).map((name) => queue(name).arn),
    }
    const slow = {
      ...gap,
      operation: 'sqs:ListQueues',
      facet: 'list',
      outcome: 'timeout',
      code: 'TimeoutError',
      message: 'slow',
      count: 1,
      examples: [],
    }
    assert.deepEqual(await store.coverage('s1'), [gap, slow])
    assert.deepEqual(await store.coverage('s1', { withRead: true }), [
      gap,
      { ...slow, outcome: 'ok', code: null, message: null, count: 2 },
      slow,
    ])
    const { operation, action, reason, message } = denied
    assert.deepEqual(await store.notAssessed('s1'), [
      {
        check: 'lambda-c',
        region,
        verdict: 'blind',
        resources: 0,
        examples: [],
        operation: 'lambda:ListFunctions',
        action,
        reason,
        message,
      },
      {
        check: 'sqs-a',
        region,
        verdict: 'unknown',
        resources: 2,
        examples: [queue('a').arn, queue('b').arn],
        operation,
        action,
        reason,
        message,
      },
      {
        check: 'sqs-b',
        region,
        verdict: 'error',
        resources: 1,
        examples: [queue('c').arn],
        operation: null,
        action: null,
        reason: 'error',
        message: 'boom',
      },
    ])
    assert.deepEqual(await store.coverage('s2'), [])
    assert.deepEqual(await store.notAssessed('s2'), [])
  })
}
