// Several processes on one file: killed at any moment, racing for an account, waiting for each other.
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, describe, test } from 'node:test'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { openStore } from '../../src/store/open.ts'
import { account, day, failing, options, otherAccount, queue, scan } from './fixture.ts'

const directory = mkdtempSync(join(tmpdir(), 'parapet-processes-'))
after(() => rmSync(directory, { recursive: true, force: true }))

const kills = 20
const races = 15

/** Everything that a worker says, line by line. */
const start = (file: string, role: string, limit = 'unlimited') => {
  const worker = [process.execPath, new URL('worker.ts', import.meta.url).pathname, file, role]
  // The shell limits the size of files (in blocks of 512 bytes) and becomes the worker.
  const child = spawn('sh', ['-c', `ulimit -f ${limit}; exec "$@"`, 'sh', ...worker], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(directory, 'cache') },
  })
  const said: string[] = []
  const lines = createInterface({ input: child.stdout })
  let heard = Promise.withResolvers<void>()
  lines.on('line', (line) => {
    said.push(line)
    heard.resolve()
    heard = Promise.withResolvers()
  })
  let over = false
  const closed = once(lines, 'close').then(() => {
    over = true
    heard.resolve()
    return over
  })
  const until = async (count: number): Promise<void> => {
    while (said.length < count) {
      if (over) throw new Error(`the worker ended after: ${said.join(', ')}`)
      await heard.promise
    }
  }
  return { child, said, until, closed }
}

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

/** Whether a process of this machine lives. */
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Kills writers of a file, and looks after each what is left. Returns how many scans were interrupted. */
const killAgainAndAgain = async (file: string, seed: number): Promise<number> => {
  let state = seed
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  let interrupted = 0
  for (let round = 0; round < kills / 2; round++) {
    const { child, said, until, closed } = start(file, 'commit')
    await until(2)
    await sleep(random(60))
    child.kill('SIGKILL')
    await ended(child)
    await closed
    const acknowledged = said.flatMap((line) => (line.startsWith('committed ') ? line.slice('committed '.length) : []))

    const store = await openStore(file, options({ host: hostname(), pid: process.pid, isAlive }))
    const recovered = await store.recover(new Date())
    assert.ok(recovered.every(({ state }) => state === 'interrupted'))
    interrupted += recovered.length
    const scans = await store.scans({ account })
    assert.equal(scans.filter(({ state }) => state === 'running').length, 0, 'nothing is stuck')
    const complete = new Set(scans.flatMap(({ id, state }) => (state === 'complete' ? id : [])))
    for (const id of acknowledged) assert.ok(complete.has(id), `${id} was acknowledged and is lost`)
    const last = scans.find(({ state }) => state === 'complete')
    const open = (await store.findings({ status: 'open' })).length
    assert.equal(open, last?.note === 'failing' ? 60 : 0, 'half a scan shows')
    for (const { id, state, note, open } of scans) {
      const steps = (await store.events({ scan: id })).length
      if (state === 'interrupted') assert.equal(steps, 0)
      else assert.deepEqual([steps, open.high], [60, note === 'failing' ? 60 : 0], id)
    }
    // Down to the last scan, so that the rounds stay short.
    await store.prune(new Date())
    await store.close()
  }
  const database = new DatabaseSync(file)
  assert.equal(database.prepare('pragma integrity_check').get()?.integrity_check, 'ok')
  database.close()
  return interrupted
}

describe('processes that share a file', () => {
  test(`killed ${kills} times in the middle of commits, lose nothing and leave no half scan`, async () => {
    const seed = Math.floor(Math.random() * 2 ** 31)
    console.log(`kill test: seed ${seed}`)
    // Two files at a time: starting processes is what takes long.
    const interrupted = await Promise.all([0, 1].map((lane) => killAgainAndAgain(join(directory, `killed-${lane}.db`), seed + lane)))
    assert.ok(
      interrupted.some((count) => count > 0),
      'at least one kill hit a scan under way',
    )
  })

  test('racing for an account: exactly one wins', async () => {
    const file = join(directory, 'raced.db')
    const workers = [start(file, 'race'), start(file, 'race'), start(file, 'race')]
    for (const { until } of workers) await until(1)
    for (let round = 0; round < races; round++) {
      for (const { child } of workers) child.stdin.write(`account-${round}\n`)
      for (const { until } of workers) await until(round + 2)
      const outcomes = workers.map(({ said }) => said.at(-1) ?? '').sort()
      assert.deepEqual(outcomes, ['lost ScanRunning', 'lost ScanRunning', 'won 1'])
    }
    for (const { child } of workers) child.stdin.end()
    for (const { child } of workers) await ended(child)
    for (const { child } of workers) assert.equal(child.exitCode, 0)
  })

  test('that find no more room say so, and lose nothing that was stored', async () => {
    const file = join(directory, 'full.db')
    const { child, said, closed } = start(file, 'fill', '4000')
    await ended(child)
    await closed
    const committed = said.filter((line) => line.startsWith('committed '))
    assert.ok(committed.length > 0)
    assert.match(said.at(-1) ?? '', /^DatabaseUnavailable: .*full\.db cannot be used: .*(disk|writing)/)
    const store = await openStore(file, options({ host: hostname(), isAlive }))
    const whole = (await store.scans()).filter(({ state }) => state === 'complete')
    assert.equal(whole.length, committed.length)
    assert.equal((await store.findings()).length, 400 * committed.length)
    await store.recover(new Date())
    await scan(store, { id: 'next', at: day(2), verdicts: [failing(queue('a'))], listings: [] })
    await store.close()
  })

  test('wait while another one writes', async () => {
    const file = join(directory, 'busy.db')
    const store = await openStore(file, options())
    await scan(store, { id: 's0', at: day(1), account: otherAccount })
    const blocker = new DatabaseSync(file)
    blocker.exec('begin immediate')
    let done = false
    const writing = scan(store, { id: 's1', at: day(1), verdicts: [failing(queue('a'))] }).finally(() => (done = true))
    // Readers are not held up, and the writer does not block this thread.
    assert.equal(
      (
        await openStore(file, options({ migrate: false })).then(async (reader) => {
          const scans = await reader.scans()
          await reader.close()
          return scans
        })
      ).length,
      1,
    )
    await sleep(100)
    assert.equal(done, false)
    blocker.exec('commit')
    blocker.close()
    assert.equal((await writing).opened.length, 1)
    await store.close()
  })
})
