// Scans from the command line: results, exit codes, what is kept, and what a bad day does to them.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { queuesOnly, startAccount, type Account } from './account.ts'
import { inProcess, parapet, workplace, type Workplace } from './parapet.ts'

const two = { orders: { encrypted: false }, audit: { encrypted: true } }
const near = ['--region', 'eu-west-1'] as const

const at = (account: Account): Workplace => workplace({ AWS_ENDPOINT_URL: account.endpoint.url })
const scan = (place: Workplace, ...more: readonly string[]) => inProcess(place, ['scan', ...queuesOnly, ...near, ...more])
const findings = async (place: Workplace, ...more: readonly string[]) =>
  JSON.parse((await inProcess(place, ['findings', 'list', '--json', ...more])).stdout) as readonly {
    readonly id: string
    readonly name: string
    readonly status: string
    readonly waiver: string | null
    readonly notVerifiedSince: string | null
  }[]
const database = (place: Workplace): string => join(place.directory, '.local/share/parapet/parapet.db')

test('the real command: progress on stderr, one JSON document on stdout, and everything remembered', async () => {
  await using account = await startAccount(two)
  using place = at(account)
  const { code, stdout, stderr } = await parapet(place, 'scan', ...queuesOnly, ...near, '--format', 'json')
  assert.equal(code, 0, stderr)
  assert.match(stderr, /^Account +111122223333 +as +arn:aws:sts::111122223333:assumed-role\/audit\/parapet/)
  assert.match(stderr, /this is not AWS itself/)
  assert.match(stderr, /^collect: 1 of 1 jobs$/m)
  assert.match(stderr, /^Saved scan \d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z-[0-9a-f]{4} in .*parapet\.db$/m)
  const report = JSON.parse(stdout) as { readonly findings: readonly { readonly name: string }[] }
  assert.deepEqual(
    report.findings.map(({ name }) => name),
    ['orders'],
  )
  assert.deepEqual(
    (await findings(place)).map(({ name }) => name),
    ['orders'],
  )
  assert.deepEqual(account.endpoint.operations(), [
    'ec2:DescribeRegions',
    'sqs:GetQueueAttributes',
    'sqs:ListQueues',
    'sts:GetCallerIdentity',
  ])
})

test('a second scan shows what is resolved and what is new', async () => {
  await using account = await startAccount(two)
  using place = at(account)
  await scan(place)
  account.queues.set('orders', { encrypted: true })
  account.queues.set('late', { encrypted: false })
  const { stdout } = await scan(place)
  assert.match(stdout, /Since the scan earlier today: 1 new and 1 resolved\./)
  const diff = JSON.parse((await inProcess(place, ['diff', '--json'])).stdout) as {
    readonly changes: { readonly opened: readonly string[]; readonly resolved: readonly string[] }
    readonly findings: readonly { readonly id: string; readonly name: string }[]
  }
  const nameOf = (id: string | undefined) => diff.findings.find((finding) => finding.id === id)?.name
  assert.deepEqual(diff.changes.opened.map(nameOf), ['late'])
  assert.deepEqual(diff.changes.resolved.map(nameOf), ['orders'])
  assert.match((await inProcess(place, ['diff'])).stdout, /late/)
  assert.equal((await inProcess(place, ['trends', '--plain'])).stdout.trimEnd().split('\n').length, 2)
})

test('gates: 1 for findings, for new ones only once, 0 below the threshold', async () => {
  await using account = await startAccount(two)
  using place = at(account)
  assert.equal((await scan(place, '--fail-on-new', 'low')).code, 1)
  assert.equal((await scan(place, '--fail-on-new', 'low')).code, 0)
  const failed = await scan(place, '--fail-on', 'low')
  assert.equal(failed.code, 1)
  assert.match(failed.stdout, /Gate: FAILED \(exit 1\): 1 finding/)
  assert.equal((await scan(place, '--fail-on', 'critical')).code, 0)
})

test('what is denied is said, exits 4 unless that is accepted, and closes nothing', async () => {
  await using account = await startAccount(two)
  using place = at(account)
  await scan(place)
  account.endpoint.rule({ operation: 'sqs:GetQueueAttributes', resource: 'orders', action: { do: 'deny' } })
  const denied = await scan(place)
  assert.equal(denied.code, 4)
  assert.match(denied.stdout, /NOT ASSESSED[\s\S]*denied sqs:GetQueueAttributes[\s\S]*allow sqs:GetQueueAttributes/)
  assert.match(denied.stderr, /exit 4: 50 % of the results were decided/)
  const [orders] = await findings(place)
  assert.equal(orders?.status, 'open')
  assert.notEqual(orders.notVerifiedSince, null)
  assert.equal((await scan(place, '--allow-incomplete')).code, 0)
  assert.equal((await scan(place, '--min-coverage', '50')).code, 0)
  assert.equal((await scan(place, '--min-coverage', '51')).code, 4)
  assert.equal((await scan(place, '--fail-on', 'low')).code, 1, 'what was found before still counts')
  account.endpoint.rule({ operation: 'sqs:*', action: { do: 'deny' } })
  const blind = await scan(place, '--allow-incomplete')
  assert.equal(blind.code, 3)
  assert.match(blind.stderr, /Nothing could be read/)
  assert.equal((await findings(place)).length, 1)
})

test('no access: 3, with what to do', async () => {
  await using account = await startAccount(two)
  using place = at(account)
  account.endpoint.rule({ operation: 'sts:GetCallerIdentity', action: { do: 'expired' } })
  const { code, stdout, stderr } = await scan(place)
  assert.equal(code, 3)
  assert.equal(stdout, '')
  assert.match(stderr, /error: the AWS credentials have expired[\s\S]*next: parapet doctor/)
})

test('--dry-run calls nothing and makes nothing', async () => {
  await using account = await startAccount(two)
  using place = at(account)
  const { code, stdout } = await scan(place, '--dry-run')
  assert.equal(code, 0)
  assert.match(stdout, /sqs:GetQueueAttributes +resource +AWS::SQS::Queue/)
  assert.equal(account.endpoint.requests.length, 0)
  assert.ok(!existsSync(database(place)))
})

test('--no-save leaves nothing behind, and still reports', async () => {
  await using account = await startAccount(two)
  using place = at(account)
  const { code, stdout } = await scan(place, '--no-save', '--fail-on', 'low')
  assert.equal(code, 1)
  assert.match(stdout, /orders/)
  assert.deepEqual(readdirSync(place.directory), [])
})

test('collect and check: the same result from a file, without any call', async () => {
  await using account = await startAccount(two)
  using place = at(account)
  const collected = await inProcess(place, ['collect', ...queuesOnly, ...near, '-o', 'account.snap'])
  assert.equal(collected.code, 0, collected.stderr)
  const before = account.endpoint.requests.length
  const { code, stdout } = await inProcess(place, ['check', 'account.snap', ...queuesOnly, '--format', 'json', '--fail-on', 'low'])
  assert.equal(code, 1)
  const report = JSON.parse(stdout) as { readonly findings: readonly { readonly id: string }[] }
  await scan(place)
  assert.deepEqual(
    report.findings.map(({ id }) => id),
    (await findings(place)).map(({ id }) => id),
  )
  assert.equal(account.endpoint.requests.slice(before).filter(({ operation }) => operation === 'sqs:ListQueues').length, 1)
})

test('every format, to stdout and to a file; an impossible file is refused before anything is read', async () => {
  await using account = await startAccount(two)
  using place = at(account)
  await scan(place)
  for (const format of ['console', 'json', 'jsonl', 'csv', 'md', 'html']) {
    const direct = await inProcess(place, ['report', '--format', format], { now: new Date() })
    assert.equal(direct.code, 0)
    assert.match(direct.stdout, /orders/)
    const toFile = await inProcess(place, ['report', '--format', format, '-o', `r.${format}`])
    assert.equal(toFile.stdout, '')
    assert.match(readFileSync(join(place.directory, `r.${format}`), 'utf8'), /orders/)
  }
  const before = account.endpoint.requests.length
  for (const file of ['missing/r.json', '.']) {
    const { code, stderr } = await scan(place, '-o', file)
    assert.equal(code, 2, stderr)
  }
  assert.equal(account.endpoint.requests.length, before)
})

test('what an account is named acts nowhere', async () => {
  const hostile = '\u001b[31m::error::x\u202e<b>=1+1,`|\u0007\u009b2J'
  await using account = await startAccount({ [hostile]: { encrypted: false } })
  using place = at(account)
  const scanned = await scan(place)
  const listed = await inProcess(place, ['findings', 'list'])
  const plain = await inProcess(place, ['findings', 'list', '--plain'])
  const [finding] = await findings(place)
  assert.equal(finding?.name, hostile, 'JSON gives it back as it is')
  const shown = await inProcess(place, ['findings', 'show', finding.id])
  const diffed = await inProcess(place, ['report', '--format', 'md'])
  for (const { stdout, stderr } of [scanned, listed, plain, shown, diffed]) {
    assert.doesNotMatch(`${stdout}${stderr}`.replaceAll(/[\n\t]/g, ''), /[\p{Cc}\u202a-\u202e]/u)
    assert.doesNotMatch(`${stdout}\n${stderr}`, /^\s*::error::/m)
  }
})

test('waivers: in force, by tags, ended', async () => {
  await using account = await startAccount({
    orders: { encrypted: false, tags: { env: 'dev' } },
    billing: { encrypted: false, tags: { env: 'prod' } },
  })
  using place = at(account)
  const file = join(place.directory, 'parapet.waivers.yaml')
  const waivers = (expires: string) => `waivers:
  - id: W-2026-001
    match: { check: sqs-queue-encryption, tags: { env: dev } }
    reason: Nothing but test data.
    owner: team@example.com
    expires: ${expires}
`
  const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
  writeFileSync(file, waivers(day(10)))
  assert.equal((await scan(place)).code, 0)
  assert.deepEqual(
    (await findings(place)).map(({ name }) => name),
    ['billing'],
  )
  assert.deepEqual(
    (await findings(place, '--waived')).map(({ name, waiver }) => [name, waiver]),
    [['orders', 'W-2026-001']],
  )
  assert.ok(account.endpoint.operations().includes('tag:GetResources'), 'the tags were read on account of the waiver')
  // Ended since: what it covered counts again, without another scan.
  writeFileSync(file, waivers(day(-1)))
  assert.equal((await findings(place)).length, 2)
  const report = await inProcess(place, ['report'])
  assert.match(report.stdout, /W-2026-001 .*ended on/)
  const checked = await inProcess(place, ['waiver', 'check'])
  assert.equal(checked.code, 0)
  assert.match(checked.stdout, /^parapet\.waivers\.yaml:2:5: waiver W-2026-001 ended on/)
  assert.match((await inProcess(place, ['waiver', 'list'])).stdout, /W-2026-001 +ended on/)
})

test('a waiver for a finding is added, counts at once, and is stale once there is nothing to waive', async () => {
  await using account = await startAccount(two)
  using place = at(account)
  await scan(place)
  const [orders] = await findings(place)
  const added = await inProcess(place, [
    'waiver',
    'add',
    orders?.id.slice(0, 5) ?? '',
    '--owner',
    'me@example.com',
    '--expires',
    '60d',
    '--reason',
    'moves soon',
  ])
  assert.equal(added.code, 0, added.stderr)
  assert.match(added.stdout, /^W-\d{4}-001\n$/)
  assert.deepEqual(await findings(place), [])
  assert.equal((await scan(place, '--fail-on', 'low')).code, 0)
  account.queues.set('orders', { encrypted: true })
  await scan(place)
  const later = new Date(Date.now() + 31 * 86_400_000)
  assert.match(
    (await inProcess(place, ['waiver', 'check'], { now: new Date(Date.now() + 29 * 86_400_000) })).stderr,
    /1 waiver, 0 ended, 0 stale/,
  )
  assert.match((await inProcess(place, ['waiver', 'check'], { now: later })).stderr, /1 waiver, 0 ended, 1 stale/)
})

test('a newer database is refused, and not a byte of it is changed', async () => {
  await using account = await startAccount(two)
  using place = at(account)
  await scan(place)
  const file = new DatabaseSync(database(place))
  file.exec("insert into parapet_migration (name, timestamp) values ('9999-from-the-future', '2099-01-01')")
  file.exec('pragma wal_checkpoint(truncate)')
  file.close()
  const hash = () =>
    createHash('sha256')
      .update(readFileSync(database(place)))
      .digest('hex')
  const before = hash()
  for (const args of [
    ['findings', 'list'],
    ['scan', ...queuesOnly, ...near],
    ['db', 'migrate'],
  ]) {
    const { code, stderr } = await inProcess(place, args)
    assert.equal(code, 2, stderr)
    assert.match(stderr, /9999-from-the-future/)
  }
  assert.equal(hash(), before)
})

test('pruning asks, and does nothing without an answer', async () => {
  await using account = await startAccount(two)
  using place = at(account)
  await scan(place)
  const args = ['db', 'prune', '--keep', '1d']
  assert.equal((await inProcess(place, args)).code, 2)
  assert.match((await inProcess(place, args, { answer: 'y' })).stderr, /Nothing was removed/)
  assert.match((await inProcess(place, args, { answer: 'yes' })).stderr, /Removed 0 scans/)
  const backup = await inProcess(place, ['db', 'backup', 'copy.db'])
  assert.equal(backup.code, 0)
  assert.equal((await findings(place, '--database', 'copy.db')).length, 1)
  assert.notEqual((await inProcess(place, ['db', 'backup', 'copy.db'])).code, 0, 'a backup overwrites nothing')
})

test('a fault of Parapet exits 5: a log with the trace in a private file, none on the terminal', async () => {
  using place = workplace()
  const { code, stderr } = await inProcess(place, ['waiver', 'list'], {
    now: () => {
      throw new Error('planted')
    },
  })
  assert.equal(code, 5)
  assert.match(stderr, /^error: this is a fault of Parapet, not of your account: planted\n/)
  assert.doesNotMatch(stderr, /\n\s+at /)
  const [, file = ''] = /next: the details for a bug report are in (\S+)/.exec(stderr) ?? []
  assert.match(readFileSync(file, 'utf8'), /"frames":\["at /)
  assert.doesNotMatch(readFileSync(file, 'utf8'), /planted/)
})
