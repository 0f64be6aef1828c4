// The demo: two states of a recorded account, without network, credentials or a trace outside of its own files.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { inProcess, parapet, workplace } from './parapet.ts'

test('the real command, without credentials: a summary, a report, a history to look at, and what to type next', async () => {
  using place = workplace({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_REGION: '' })
  const { code, stdout, stderr } = await parapet(place, 'demo')
  assert.equal(code, 0, stderr)
  assert.match(stdout, /findings are open/)
  assert.match(stdout, /Since the scan of 7 days ago: \d+ new and \d+ resolved/)
  assert.match(readFileSync(join(place.directory, 'parapet-report.html'), 'utf8'), /^<!doctype html>/i)
  const [, database = ''] = /parapet diff --database (\S+)/.exec(stderr) ?? []
  const diff = JSON.parse((await inProcess(place, ['diff', '--json', '--database', database])).stdout) as {
    readonly changes: Readonly<Record<'opened' | 'resolved', readonly string[]>>
  }
  assert.ok(diff.changes.opened.length > 0)
  assert.ok(diff.changes.resolved.length > 0)
  assert.equal((await inProcess(place, ['trends', '--plain', '--database', database])).stdout.trimEnd().split('\n').length, 2)
  // Whoever types what the report says meets the demo again, and not an empty hand.
  const without = await inProcess(place, ['diff'])
  assert.equal(without.code, 3)
  assert.match(without.stderr, /next: the same with --database \S+demo\.db shows the demo/)
})

test('it says the same whenever it runs, and makes its own database anew', async () => {
  using place = workplace()
  const numbers = async (now: Date) => {
    const { code, stdout } = await inProcess(place, ['demo'], { now })
    assert.equal(code, 0)
    return /‼ critical.*/.exec(stdout)?.[0]
  }
  const first = await numbers(new Date('2027-01-10T10:00:00Z'))
  assert.ok(first)
  assert.equal(await numbers(new Date('2029-07-01T10:00:00Z')), first)
})

test("somebody else's file is not touched", async () => {
  using place = workplace()
  const file = join(place.directory, 'mine.db')
  writeFileSync(file, 'mine')
  const { code, stderr } = await inProcess(place, ['demo', '--database', file])
  assert.equal(code, 2)
  assert.match(stderr, /exists already/)
  assert.equal(readFileSync(file, 'utf8'), 'mine')
  assert.ok(!existsSync(join(place.directory, 'parapet-report.html')))
})
