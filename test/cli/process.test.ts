// The process itself: signals, crashes, closed pipes, time limits, two scans at once, and what is loaded when.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'node:test'
import { queuesOnly, startAccount, type Account } from './account.ts'
import { inProcess, parapet, start, workplace, type Workplace } from './parapet.ts'

const root = join(import.meta.dirname, '../..')
const scanned = ['scan', ...queuesOnly] as const
const queues = { orders: { encrypted: false }, there: { encrypted: false, region: 'us-east-1' } }

const at = (account: Account): Workplace => workplace({ AWS_ENDPOINT_URL: account.endpoint.url })
const hang = (account: Account): void => account.endpoint.rule({ operation: 'sqs:ListQueues', region: 'us-east-1', action: { do: 'hang' } })
const listings = (account: Account, region: string): number =>
  account.endpoint.requests.filter((seen) => seen.operation === 'sqs:ListQueues' && seen.region === region).length

/** Until a condition of another process holds. */
const until = async (condition: () => boolean): Promise<void> => {
  const deadline = performance.now() + 20_000
  while (!condition()) {
    assert.ok(performance.now() < deadline, 'it did not happen within 20 s')
    await sleep(20)
  }
}
const checkpoints = (place: Workplace): string => join(place.directory, '.local/share/parapet/checkpoints')
/** One region has been read and written down, the other hangs. */
const halfway = (account: Account, place: Workplace): Promise<void> =>
  until(() => listings(account, 'us-east-1') > 0 && existsSync(checkpoints(place)) && readdirSync(checkpoints(place)).length > 0)

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  test(`${signal} stops new calls, keeps what was learned, exits 130; --resume asks only for the rest`, async () => {
    await using account = await startAccount(queues)
    using place = at(account)
    hang(account)
    const running = start(place, ...scanned)
    await halfway(account, place)
    running.child.kill(signal)
    const { code, stdout, stderr } = await running.ended
    assert.equal(code, 130, stderr)
    assert.equal(stdout, '')
    assert.match(stderr, /Stopping: no new calls[\s\S]*parapet scan --resume/)
    account.endpoint.clear()
    const before = listings(account, 'eu-west-1')
    const resumed = await inProcess(place, [...scanned, '--resume', '--format', 'csv'])
    assert.equal(resumed.code, 0, resumed.stderr)
    assert.match(resumed.stdout, /"orders"[\s\S]*"there"|"there"[\s\S]*"orders"/)
    assert.equal(listings(account, 'eu-west-1'), before, 'what was known is not asked again')
    assert.deepEqual(readdirSync(checkpoints(place)), [])
    assert.equal((await inProcess(place, [...scanned, '--resume'])).code, 2, 'there is nothing left to resume')
  })

test('kill -9 in the middle: the next start shows the last complete state and the interrupted scan, and --resume continues', async () => {
  await using account = await startAccount(queues)
  using place = at(account)
  await inProcess(place, scanned)
  account.queues.set('orders', { encrypted: true })
  hang(account)
  const running = start(place, ...scanned)
  await halfway(account, place)
  running.child.kill('SIGKILL')
  await running.ended
  const listed = await inProcess(place, ['findings', 'list', '--json'])
  assert.match(listed.stderr, /was interrupted; nothing of it counts/)
  assert.equal((JSON.parse(listed.stdout) as readonly unknown[]).length, 2, 'nothing was resolved by half a scan')
  account.endpoint.clear()
  const resumed = await inProcess(place, [...scanned, '--resume'])
  assert.equal(resumed.code, 0, resumed.stderr)
  assert.equal((JSON.parse((await inProcess(place, ['findings', 'list', '--json'])).stdout) as readonly unknown[]).length, 1)
})

test('a second scan of the account at once is refused', async () => {
  await using account = await startAccount(queues)
  using place = at(account)
  hang(account)
  const running = start(place, ...scanned)
  await halfway(account, place)
  const { code, stderr } = await inProcess(place, scanned)
  assert.equal(code, 3)
  assert.match(stderr, /already running/)
  running.child.kill('SIGINT')
  assert.equal((await running.ended).code, 130)
})

test('two signals end at once, even while the scan is stopping', async () => {
  await using account = await startAccount(queues)
  using place = at(account)
  hang(account)
  const running = start(place, ...scanned)
  await halfway(account, place)
  running.child.kill('SIGINT')
  await running.says('Stopping')
  running.child.kill('SIGINT')
  assert.equal((await running.ended).code, 130)
})

test('a time limit keeps what was read in time and says what was not', async () => {
  await using account = await startAccount(queues)
  using place = at(account)
  hang(account)
  const begun = performance.now()
  const { code, stdout, stderr } = await inProcess(place, [...scanned, '--timeout', '2s'])
  assert.equal(code, 4, stderr)
  assert.ok(performance.now() - begun < 15_000)
  assert.match(stdout, /orders/)
  assert.match(stdout, /NOT ASSESSED[\s\S]*sqs:ListQueues in us-east-1/)
})

test('a reader that goes away is no error', async () => {
  using place = workplace()
  for (const args of [
    ['checks', 'list', '--json'],
    ['help', 'configuration'],
  ]) {
    const { child, ended } = start(place, ...args)
    child.stdout?.destroy()
    const { code, stderr } = await ended
    assert.equal(code, 0, stderr)
    assert.doesNotMatch(stderr, /EPIPE/)
  }
})

test('a result that could not be written whole is an error', async () => {
  using place = workplace()
  const file = join(place.directory, 'cut.json')
  // No file may grow beyond a kilobyte: the first write is cut short, the next one fails.
  const shell = `trap '' XFSZ; ulimit -f 1; exec "$0" "$@" > "${file}"`
  const child = spawn('bash', ['-c', shell, process.execPath, join(root, 'src/cli.ts'), 'checks', 'list', '--json'], {
    cwd: place.directory,
    // The cache of compiled code would be cut, too.
    env: { ...place.env, NODE_DISABLE_COMPILE_CACHE: '1' },
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const code = await new Promise((resolve) => child.once('close', resolve))
  assert.equal(code, 2)
  assert.match(stderr, /error: the result could not be written: EFBIG/)
})

test('an unreachable endpoint exits 3', async () => {
  using place = workplace()
  const { code, stderr } = await parapet(place, ...scanned, '--endpoint-url', 'http://127.0.0.1:9')
  assert.equal(code, 3)
  assert.match(stderr, /error: no connection to AWS/)
})

test('a log tells of calls, without secrets', async () => {
  await using account = await startAccount(queues)
  using place = at(account)
  account.endpoint.rule({ operation: 'sqs:GetQueueAttributes', action: { do: 'deny' } })
  await inProcess(place, [...scanned, '--log-level', 'debug', '--log-file', 'scan.log', '--external-id', 'canary-external'])
  const log = readFileSync(join(place.directory, 'scan.log'), 'utf8')
  const lines = log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
  assert.ok(lines.some(({ msg, command }) => msg === 'start' && command === 'scan'))
  assert.ok(
    lines.some(
      ({ msg, operation, code }) => msg === 'failed' && operation === 'sqs:GetQueueAttributes' && code === 'AccessDeniedException',
    ),
  )
  assert.doesNotMatch(log, /canary|AKIA|wJalr/)
})

test('a terminal gets one line that is redrawn and taken away; CI and a dumb one get lines', async () => {
  await using account = await startAccount(queues)
  using place = at(account)
  const drawn = await inProcess(place, [...scanned, '--no-save'], { isTerminal: true, columns: 60 })
  const frames = drawn.stderr.split('\r\x1b[2K')
  assert.ok(
    frames.some((frame) => /collect █+ +2\/2/.test(frame)),
    drawn.stderr,
  )
  for (const frame of frames.slice(1, -1)) assert.ok(frame.length < 60 && !frame.includes('\n'), JSON.stringify(frame))
  for (const env of [{ CI: 'true' }, { TERM: 'dumb' }]) {
    using elsewhere = workplace({ AWS_ENDPOINT_URL: account.endpoint.url, ...env })
    const lined = await inProcess(elsewhere, [...scanned, '--no-save', '--no-color'], { isTerminal: true })
    assert.match(lined.stderr, /^collect: 2 of 2 jobs$/m)
    assert.ok(!lined.stderr.includes('\x1b'))
  }
})

test('help starts without the SDK, the database, the schemas and the logger', async () => {
  using place = workplace()
  const hook = `import { registerHooks } from 'node:module'
registerHooks({ load(url, context, next) { process.stderr.write(url + '\\n'); return next(url, context) } })`
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(hook)}`, join(root, 'src/cli.ts'), '--help'],
    { cwd: place.directory, env: place.env },
  )
  let loaded = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    loaded += text
  })
  await new Promise((resolve) => child.once('close', resolve))
  assert.match(loaded, /src\/cli\/program\.ts/)
  assert.match(loaded, /node_modules\/commander/)
  assert.doesNotMatch(loaded, /@aws-sdk|@smithy|kysely|zod|yaml\/|pino|\/collectors\/|\/checks\/|src\/store/)
})

test('the launcher runs the sources, and tells an old Node what is wrong', async () => {
  using place = workplace()
  const launcher = join(root, 'bin/parapet.js')
  const run = (...args: readonly string[]) =>
    new Promise<{ readonly code: number | null; readonly text: string }>((resolve) => {
      const child = spawn(process.execPath, args, { cwd: place.directory, env: place.env })
      let text = ''
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (more: string) => {
          text += more
        })
      child.once('close', (code) => resolve({ code, text }))
    })
  assert.match((await run(launcher, '--version')).text, /^\d+\.\d+\.\d+\n$/)
  const old = `Object.defineProperty(process.versions, 'node', { value: '20.19.0' })`
  const refused = await run('--import', `data:text/javascript,${encodeURIComponent(old)}`, launcher, '--version')
  assert.equal(refused.code, 2)
  assert.match(refused.text, /^error: Parapet needs Node\.js 24\.15 or newer; this is 20\.19\.0\.\nnext: /)
})
