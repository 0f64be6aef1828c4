// All or nothing, side by side, with any text, and after any migration.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openStore } from '../../../src/store/open.ts'
import { type Store } from '../../../src/store/store.ts'
import {
  account,
  begin,
  day,
  denied,
  failing,
  hostile,
  options,
  otherAccount,
  passing,
  queue,
  region,
  resultOf,
  risks,
  scan,
  type Sight,
} from '../fixture.ts'
import { type It, type Harness, names } from '../harness.ts'

export const integrity = (it: It, harness: Harness): void => {
  it('gives two findings whose hashes begin alike two ids, the same ones in every order', async (store) => {
    // Found by search: the SHA-256 of both identities starts with d094a84235.
    const [a, b] = [queue('queue-843135'), queue('queue-857876')].map((resource) => failing(resource, 'sqs-queue-encryption'))
    assert.ok(a && b)
    const checks = new Map(risks).set('sqs-queue-encryption', { severity: 'high', score: 12 })
    await scan(store, { id: 's1', at: day(1), verdicts: [a, b], checks })
    const ids = (await store.findings()).map(({ id, name }) => `${name} ${id}`)
    assert.equal(new Set((await store.findings()).map(({ id }) => id)).size, 2)
    await scan(store, { id: 'o1', at: day(1), account: otherAccount, verdicts: [b, a], checks })
    await scan(store, { id: 's2', at: day(2), verdicts: [b, a], checks })
    assert.deepEqual(
      (await store.findings({ account })).map(({ id, name }) => `${name} ${id}`),
      ids,
    )
    // The same ARNs seen from another account (a bucket, a managed policy) are other findings.
    assert.equal(new Set((await store.findings()).map(({ id }) => id)).size, 4)
  })

  it('keeps all of a scan or nothing', async (store, open) => {
    const [a, b] = [queue('a'), queue('b')]
    await scan(store, { id: 's1', at: day(1), verdicts: [failing(a), failing(b)] })
    const everything = async (of: Store) => [await of.findings(), await of.resources(), await of.scans(), await of.events({})]
    const lease = await begin(store, { id: 's2', at: day(2) })
    const sight: Sight = { id: 's2', at: day(2), verdicts: [passing(a), failing(b), failing(queue('c'))] }
    const before = await everything(store)
    const refuse = () => {
      throw new Error('unreadable waivers')
    }
    await assert.rejects(store.commit(resultOf(lease, { ...sight, waiverOf: refuse })), /unreadable waivers/)
    await assert.rejects(store.commit(resultOf(lease, { ...sight, checks: new Map() })), /not among the evaluated checks/)
    await assert.rejects(store.commit(resultOf(lease, { ...sight, account: otherAccount })), /nothing was stored/)
    // What both databases refuse, in the very last statement.
    const { inventory, ...rest } = resultOf(lease, sight)
    await assert.rejects(store.commit({ ...rest, inventory: { ...inventory, scan: { ...inventory.scan, calls: 0.5 } } }))
    assert.deepEqual(await everything(store), before)
    assert.deepEqual(await everything(await open()), before)
    const changes = await store.commit(resultOf(lease, sight))
    assert.deepEqual([changes.opened.length, changes.resolved.length], [1, 1])
  })

  it('takes writers at the same time', async (store, open) => {
    const other = await open({ pid: 2 })
    const work = async (of: Store, account: string) => {
      for (let n = 1; n <= 5; n++) {
        const verdicts = names(50).map((name, i) => (i % 5 === n % 5 ? passing : failing)(queue(name, { account })))
        await scan(of, { id: `${account}-${n}`, at: day(n), account, verdicts })
      }
    }
    await Promise.all([work(store, account), work(other, otherAccount)])
    assert.equal((await store.scans()).length, 10)
    for (const each of [account, otherAccount]) {
      assert.equal((await store.findings({ account: each, status: 'open' })).length, 40)
      assert.equal((await store.scan(`${each}-5`))?.open.high, 40)
    }
  })

  it('gives hostile texts back as they were, and obeys none', async (store) => {
    for (const [n, text] of hostile.entries()) {
      const resource = { arn: `arn:aws:sqs:${region}:${account}:${n}${text}`, name: text, kind: `K${text}`, account, region: `r${text}` }
      const check = `sqs-${text}`
      const checks = new Map([[check, { severity: 'high', score: 12 } as const]])
      const row = { account, region: text, kind: text, facet: text, resource: text, code: text, message: text }
      const changes = await scan(store, {
        id: `s${n}${text}`,
        at: day(n + 1),
        checks,
        verdicts: [
          failing(resource, check, text, { [text || 'x']: text, list: [text] }),
          {
            check,
            resource: { ...resource, arn: `${resource.arn}!` },
            verdict: 'unknown',
            gaps: [{ ...denied, message: text, action: text }],
          },
        ],
        coverage: [{ ...row, operation: `sqs:${text}`, outcome: 'denied' }],
        note: text,
        waiverOf: () => `W${text}`,
        state: 'partial',
      })
      const [opened = ''] = changes.opened
      const finding = await store.finding(opened)
      assert.ok(finding)
      assert.deepEqual(
        [finding.check, finding.discriminator, finding.resource, finding.name, finding.kind, finding.region, finding.waiver],
        [check, text, resource.arn, text, `K${text}`, `r${text}`, `W${text}`],
      )
      assert.deepEqual(finding.evidence, { [text || 'x']: text, list: [text] })
      assert.equal((await store.scan(`s${n}${text}`))?.note, text)
      const [gap] = await store.coverage(`s${n}${text}`)
      assert.deepEqual([gap?.region, gap?.facet, gap?.code, gap?.message], [text, text, text, text])
      const [missed] = await store.notAssessed(`s${n}${text}`)
      assert.deepEqual([missed?.check, missed?.action, missed?.message, missed?.examples], [check, text, text, [`${resource.arn}!`]])
      assert.deepEqual(
        await store.findings({ check: [check], resource: resource.arn.replaceAll('*', '?') === resource.arn ? resource.arn : '*' }),
        [finding],
      )
      assert.ok((await store.resources()).some(({ arn, name }) => arn === resource.arn && name === text))
      assert.deepEqual(
        (await store.events({ scan: `s${n}${text}`, finding: finding.id })).map(({ event }) => event),
        ['opened', 'waived'],
      )
    }
    assert.equal((await store.findings()).length, hostile.length)
    for (const text of hostile) {
      assert.deepEqual(await store.findings({ account: `x${text}` }), [])
      assert.equal(await store.scan(`x${text}`), undefined)
    }
  })

  it('refuses a database that a newer version wrote, and leaves it alone', async (store, open, location) => {
    await scan(store, { id: 's1', at: day(1), verdicts: [failing(queue('a'))] })
    await harness.execute(
      location,
      `insert into parapet_migration (name, timestamp) values ('0999-from-the-future', '2030-01-01T00:00:00.000Z')`,
    )
    const newer = { name: 'NewerDatabase', message: /newer version of Parapet.*0999-from-the-future.*Update Parapet/ }
    await assert.rejects(open(), newer)
    await assert.rejects(open({ migrate: false }), newer)
    await assert.rejects(store.migrate(), newer)
    assert.equal((await store.findings()).length, 1)
  })

  it('migrates once', async (store, open) => {
    assert.deepEqual(await store.migrate(), [])
    assert.deepEqual(await (await open({ migrate: false })).migrate(), [])
  })

  test('migrates when asked to, and by many at once', async () => {
    const location = await harness.fresh()
    const waiting = await openStore(location, options({ migrate: false }))
    await assert.rejects(waiting.scans())
    assert.deepEqual(await waiting.migrate(), ['0001-findings-over-time'])
    assert.deepEqual(await waiting.scans(), [])
    await waiting.close()
    const another = await harness.fresh()
    const stores = await Promise.all(Array.from({ length: 4 }, () => openStore(another, options())))
    for (const store of stores) {
      assert.deepEqual(await store.scans(), [])
      await store.close()
    }
  })
}
