// A process of its own that uses a store, as told by its arguments: FILE commit | race | fill. Started by processes.test.ts.
import { writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { createInterface } from 'node:readline'
import { openStore } from '../../src/store/open.ts'
import { begin, day, failing, passing, queue, resultOf } from './fixture.ts'

const [, , file = '', role] = process.argv
/** Said at once and not through a buffer that dies with the process. */
const say = (text: string): void => void writeSync(1, `${text}\n`)

const store = await openStore(file, { now: () => new Date(), host: hostname(), pid: process.pid, isAlive: () => true })
say('ready')

if (role === 'commit') {
  // Every scan turns all findings over, so that half a scan would show.
  const queues = Array.from({ length: 60 }, (_, i) => queue(`q${i}`))
  const last = (await store.scans()).find(({ state }) => state === 'complete')?.note
  for (let n = 0, fails = last !== 'failing'; ; n++, fails = !fails) {
    const verdicts = queues.map((each) => (fails ? failing : passing)(each))
    const sight = { id: `${process.pid}-${n}`, at: day(1), verdicts, note: fails ? 'failing' : 'passing' }
    const lease = await begin(store, sight)
    // The clock of this test stands still, its processes do not: the heartbeat is of now.
    await store.heartbeat(lease, new Date())
    await store.commit(resultOf(lease, sight))
    say(`committed ${sight.id}`)
  }
}

if (role === 'fill') {
  // Ever more findings, until the disk has no more room; or not, which the test would notice.
  for (let n = 0; n < 30; n++) {
    const sight = { id: `s${n}`, at: day(1), verdicts: Array.from({ length: 400 }, (_, i) => failing(queue(`q${n}-${i}`))) }
    const lease = await begin(store, sight)
    try {
      await store.commit(resultOf(lease, { ...sight, listings: [] }))
      say(`committed ${sight.id}`)
    } catch (error) {
      say(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
      process.exit(0)
    }
  }
}

if (role === 'race') {
  for await (const account of createInterface({ input: process.stdin })) {
    try {
      const { fence } = await begin(store, { id: `${account}-${process.pid}`, at: day(1), account })
      say(`won ${fence}`)
    } catch (error) {
      say(`lost ${error instanceof Error ? error.name : String(error)}`)
    }
  }
  await store.close()
}
