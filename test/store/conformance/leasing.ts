// One running scan for each account.
import assert from 'node:assert/strict'
import { ScanRunning } from '../../../src/store/store.ts'
import { begin, day, failing, otherAccount, queue, resultOf, scan } from '../fixture.ts'
import { type It } from '../harness.ts'

export const leasing = (it: It): void => {
  it('lets one scan of an account run at a time', async (store, open) => {
    const lease = await begin(store, { id: 's1', at: day(1) })
    const other = await open({ pid: 200 })
    await assert.rejects(begin(other, { id: 's2', at: day(1) }), (error) => {
      assert.ok(error instanceof ScanRunning)
      assert.deepEqual(error.scan, { id: 's1', startedAt: new Date(day(1).getTime() - 3_600_000), host: 'here', pid: 100 })
      return true
    })
    assert.equal(await store.scan('s2'), undefined)
    assert.equal((await store.scan('s1'))?.state, 'running')
    await begin(other, { id: 'o1', at: day(1), account: otherAccount })
    await store.commit(resultOf(lease, { id: 's1', at: day(1) }))
    assert.equal((await begin(other, { id: 's2', at: day(1) })).fence, lease.fence + 1)
  })

  it('takes an account from a process that died, and refuses what that one still says', async (store, open) => {
    const at = (seconds: number) => new Date(day(1).getTime() - 3_600_000 + seconds * 1000)
    const lease = await begin(store, { id: 's1', at: day(1) })
    const elsewhere = await open({ host: 'there', isAlive: () => false })
    // Another machine cannot know whether the process lives; it waits for a minute.
    await store.heartbeat(lease, at(10))
    assert.deepEqual(await elsewhere.recover(at(70)), [])
    const here = await open({ pid: 101, isAlive: (pid) => pid !== 100 })
    const recovered = await here.recover(at(20))
    assert.deepEqual(
      recovered.map(({ id, state, finishedAt }) => [id, state, finishedAt]),
      [['s1', 'interrupted', at(10)]],
    )
    assert.match(recovered[0]?.note ?? '', /process 100 on here/)
    assert.deepEqual(await here.recover(at(20)), [])
    const sight = { id: 's1', at: day(1), verdicts: [failing(queue('a'))] }
    const lost = { name: 'LeaseLost' }
    await assert.rejects(store.commit(resultOf(lease, sight)), lost)
    await assert.rejects(store.heartbeat(lease, at(21)), lost)
    await assert.rejects(store.abandon(lease, 'failed', 'x', at(21)), lost)
    const again = await here.resume('s1', at(30))
    assert.ok(again.fence > lease.fence)
    await assert.rejects(store.commit(resultOf(lease, sight)), lost)
    assert.deepEqual(await store.findings(), [])
    assert.equal((await store.scan('s1'))?.state, 'running')
    await here.commit(resultOf(again, sight))
    assert.equal((await store.findings()).length, 1)
    await assert.rejects(here.commit(resultOf(again, sight)), lost)
  })

  it('takes a lease that ran out, or that comes from a wrong clock', async (store) => {
    const at = (seconds: number) => new Date(day(1).getTime() - 3_600_000 + seconds * 1000)
    await begin(store, { id: 's1', at: day(1) })
    await assert.rejects(begin(store, { id: 's2', at: at(3_660) }), { name: 'ScanRunning' })
    const second = await begin(store, { id: 's2', at: at(3_661) })
    assert.equal((await store.scan('s1'))?.state, 'interrupted')
    await store.heartbeat(second, day(300))
    assert.deepEqual(
      (await store.recover(day(2))).map(({ id }) => id),
      ['s2'],
    )
  })

  it('resumes only what stopped on its way and was not overtaken', async (store) => {
    const at = day(1)
    await assert.rejects(store.resume('x', at), { name: 'UnusableScan', message: /no scan x/ })
    await scan(store, { id: 's1', at })
    await assert.rejects(store.resume('s1', at), { name: 'UnusableScan', message: /is complete/ })
    const lease = await begin(store, { id: 's2', at: day(2) })
    await store.abandon(lease, 'cancelled', 'stopped by a person', day(2))
    const stopped = await store.scan('s2')
    assert.deepEqual([stopped?.state, stopped?.note, stopped?.finishedAt], ['cancelled', 'stopped by a person', day(2)])
    const resumed = await store.resume('s2', day(3))
    await assert.rejects(store.resume('s2', day(3)), { name: 'ScanRunning' })
    assert.equal((await store.scan('s2'))?.finishedAt, null)
    await store.abandon(resumed, 'interrupted', 'again', day(3))
    await scan(store, { id: 's3', at: day(4) })
    await assert.rejects(store.resume('s2', day(5)), { name: 'UnusableScan', message: /followed by s3/ })
    // Whatever was refused let go of the account.
    await scan(store, { id: 's4', at: day(6) })
    const failed = await begin(store, { id: 's5', at: day(7) })
    await store.abandon(failed, 'failed', 'no network', day(7))
    await assert.rejects(store.resume('s5', day(8)), { name: 'UnusableScan', message: /is failed/ })
  })

  it('lets exactly one of many beginners win', async (store, open) => {
    const stores = [store, await open({ pid: 2 }), await open({ pid: 3 }), await open({ pid: 4 })]
    for (let round = 0; round < 5; round++) {
      const outcomes = await Promise.allSettled(stores.map((each, n) => begin(each, { id: `r${round}-${n}`, at: day(1) })))
      const winners = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []))
      assert.equal(winners.length, 1)
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') assert.ok(outcome.reason instanceof ScanRunning, String(outcome.reason))
      const [winner] = winners
      assert.ok(winner)
      assert.equal(winner.fence, round + 1)
      await store.abandon(winner, 'cancelled', 'next', day(1))
    }
  })
}
