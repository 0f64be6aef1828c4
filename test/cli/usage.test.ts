// Usage: help, typos, and what goes to which stream.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Command } from 'commander'
import { buildProgram } from '../../src/cli/program.ts'
import { topics } from '../../src/cli/topics.ts'
import { inProcess, workplace } from './parapet.ts'

const run = async (...args: readonly string[]) => {
  using at = workplace()
  return inProcess(at, args)
}

const commandsIn = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(commandsIn)]
const pathOf = (command: Command): readonly string[] => (command.parent ? [...pathOf(command.parent), command.name()] : [])
const commands = commandsIn(buildProgram(() => undefined, {}))

test('without arguments it says what there is', async () => {
  const { code, stdout, stderr } = await run()
  assert.equal(code, 0)
  assert.match(stdout, /Examples:[\s\S]*Usage: parapet/)
  assert.equal(stderr, '')
})

for (const command of commands)
  test(`help: parapet ${pathOf(command).join(' ')}`, async () => {
    const short = await run(...pathOf(command), '--help')
    assert.equal(short.code, 0)
    assert.match(short.stdout, /^Usage: parapet/m)
    assert.ok(command.description().length > 10)
    for (const option of command.options) assert.ok(option.description.length > 10, option.flags)
    const long = await run('help', ...pathOf(command))
    assert.equal(long.stdout, short.stdout)
  })

test('help on topics', async () => {
  for (const topic of Object.keys(topics)) {
    const { code, stdout } = await run('help', topic)
    assert.equal(code, 0)
    assert.ok(stdout.length > 200, topic)
  }
})

for (const [args, expected] of [
  [['scna'], /unknown command 'scna'.*scan/],
  [['sca'], /unknown command 'sca'/],
  [['findings', 'lst'], /unknown command 'lst'.*list/],
  [['scan', '--regoin', 'x'], /unknown option '--regoin'.*--region/],
  [['scan', '--prof', 'x'], /unknown option '--prof'/],
  [['scan', '--resume', '--no-save'], /does not go with --no-save/],
  [['scan', 'surplus'], /too many arguments/],
  [['scan', '--region', ','], /must not be empty/],
  [['scan', '--fail-on', 'hihg'], /Did you mean 'high'/],
  [['scan', '--severity', 'low,hig'], /no 'hig'.*Did you mean 'high'/],
  [['scan', '--min-coverage', '101'], /whole number from 0 to 100/],
  [['scan', '--min-coverage', '9.5'], /whole number from 0 to 100/],
  [['scan', '--timeout', 'soon', '--dry-run'], /the configuration is invalid\n {2}--timeout: has to be a duration/],
  [['scan', '--service', 'sqz', '--dry-run'], /'sqz': did you mean 'sqs'/],
  [['scan', '--check', 'sqs-queue-encrytion', '--dry-run'], /did you mean 'sqs-queue-encryption'/],
  [['checks', 'show', 'sqs-queue-encrytion'], /no check 'sqs-queue-encrytion'\nnext: parapet checks show sqs-queue-encryption/],
  [['report', '--format', 'htm'], /Did you mean 'html'/],
  [['completion', 'bahs'], /bash/],
  [['help', 'exitcodes'], /next: parapet help exit-codes/],
  [['waiver', 'add', 'F-1'], /required option '--reason/],
  [['waiver', 'add', '--reason', 'r', '--owner', 'o', '--expires', '30d'], /what is to be waived/],
  [
    ['waiver', 'add', '--check', 'sqs-queue-encryption', '--reason', 'r', '--owner', 'o', '--expires', 'soon'],
    /neither a day .* nor a time/,
  ],
  [['waiver', 'add', '--check', 'sqs-queue-encryption', '--reason', 'r', '--owner', 'o', '--expires', '366d'], /more than 365 days ahead/],
  [['db', 'prune', '--keep', 'long'], /not a time such as 400d/],
] as const)
  test(`exit 2: parapet ${args.join(' ')}`, async () => {
    const { code, stdout, stderr } = await run(...args)
    assert.equal(code, 2, stderr)
    assert.match(stderr, expected)
    assert.equal(stdout, '')
  })

for (const args of [
  ['findings', 'list'],
  ['findings', 'show', 'F-1'],
  ['diff'],
  ['trends'],
  ['report'],
  ['db', 'prune', '--keep', '1d'],
  ['db', 'backup', 'x'],
])
  test(`exit 3 before the first scan, and no empty database is made: parapet ${args.join(' ')}`, async () => {
    const { code, stdout, stderr } = await run(...args)
    assert.equal(code, 3)
    assert.equal(stdout, '')
    assert.match(stderr, /nothing has been scanned yet[\s\S]*next: parapet scan/)
  })

test('a group without its subcommand shows its help on stderr', async () => {
  const { code, stdout, stderr } = await run('findings')
  assert.equal(code, 2)
  assert.equal(stdout, '')
  assert.match(stderr, /list \[options\]/)
})

test('what is typed is shown inert', async () => {
  const { code, stderr } = await run('\u001b[31m::error::\u202ex\n')
  assert.equal(code, 2)
  assert.doesNotMatch(stderr.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u)
})

test('a database that is none is refused untouched', async () => {
  using at = workplace()
  const file = join(at.directory, 'notes.txt')
  writeFileSync(file, 'not a database, but dear to somebody, and longer than a header')
  const { code, stderr } = await inProcess(at, ['findings', 'list', '--database', file])
  assert.equal(code, 3)
  assert.match(stderr, /notes\.txt/)
})

test('an unreadable snapshot exits 2 with its line', async () => {
  using at = workplace()
  writeFileSync(join(at.directory, 'bad.snap'), '{"format":"something"}\n')
  const { code, stderr } = await inProcess(at, ['check', 'bad.snap'])
  assert.equal(code, 2)
  assert.match(stderr, /bad\.snap:1: not a Parapet snapshot/)
  assert.match((await inProcess(at, ['check', 'none.snap'])).stderr, /none\.snap: no such file/)
})

test('an invalid configuration or waiver file stops every command that needs it, at its line', async () => {
  using at = workplace()
  writeFileSync(join(at.directory, 'parapet.yaml'), 'regoins: [x]\n')
  for (const args of [
    ['config', 'show'],
    ['scan', '--dry-run'],
    ['findings', 'list'],
    ['waiver', 'list'],
  ]) {
    const { code, stderr } = await inProcess(at, args)
    assert.equal(code, 2)
    assert.match(stderr, /parapet\.yaml:1:1: unknown key 'regoins'\. Did you mean 'regions'/)
  }
  writeFileSync(join(at.directory, 'parapet.yaml'), '')
  writeFileSync(join(at.directory, 'parapet.waivers.yaml'), 'waivers:\n  - id: W-1\n')
  for (const args of [
    ['scan', '--dry-run'],
    ['findings', 'list'],
    ['report'],
    ['waiver', 'list'],
    ['waiver', 'check'],
    ['check', 'x.snap'],
  ]) {
    const { code, stderr } = await inProcess(at, args)
    assert.equal(code, 2, args.join(' '))
    assert.match(stderr, /parapet\.waivers\.yaml:2:5: waivers\[0\]\.owner: is missing/)
  }
})

test('the configuration is shown with its origins, and secrets are not', async () => {
  using at = workplace({ PARAPET_EXTERNAL_ID: 'canary-external', PARAPET_DATABASE: 'postgres://me:canary-password@127.0.0.1/parapet' })
  writeFileSync(join(at.directory, 'parapet.yaml'), 'profile: prod\n')
  const { code, stdout } = await inProcess(at, ['config', 'show', '--origin'])
  assert.equal(code, 0)
  assert.match(stdout, /^profile +prod +parapet\.yaml:1:10$/m)
  assert.match(stdout, /^externalId +\(set, not shown\) +PARAPET_EXTERNAL_ID$/m)
  const json = await inProcess(at, ['config', 'show', '--origin', '--json'])
  const shown = JSON.parse(json.stdout) as Record<string, { readonly value: unknown; readonly origin: string }>
  assert.deepEqual(shown.profile, { value: 'prod', origin: 'parapet.yaml:1:10' })
  assert.ok(!`${stdout}${json.stdout}`.includes('canary'))
})

test('colours only where they are wanted', async () => {
  using at = workplace()
  // oxlint-disable-next-line no-control-regex -- the colours
  const coloured = /\u001b\[/
  const args = ['checks', 'list', '--service', 'sqs']
  assert.match((await inProcess(at, args, { isTerminal: true })).stdout, coloured)
  assert.doesNotMatch((await inProcess(at, args)).stdout, coloured)
  assert.doesNotMatch((await inProcess(at, [...args, '--no-color'], { isTerminal: true })).stdout, coloured)
  assert.doesNotMatch((await inProcess(at, [...args, '--plain'], { isTerminal: true })).stdout, coloured)
  using dumb = workplace({ NO_COLOR: '1' })
  assert.doesNotMatch((await inProcess(dumb, args, { isTerminal: true })).stdout, coloured)
})

test('the catalogue as a table, in plain rows and as JSON', async () => {
  using at = workplace()
  const plain = await inProcess(at, ['checks', 'list', '--plain'])
  const json = JSON.parse((await inProcess(at, ['checks', 'list', '--json'])).stdout) as readonly { readonly id: string }[]
  const rows = plain.stdout.trimEnd().split('\n')
  assert.deepEqual(
    rows.map((row) => row.split('\t')[0]),
    json.map(({ id }) => id),
  )
  assert.ok(rows.length > 10)
  assert.ok(rows.every((row) => row.split('\t').length === 4))
  const narrow = await inProcess(at, ['checks', 'list'], { isTerminal: true, columns: 80 })
  // oxlint-disable-next-line no-control-regex -- the colours
  for (const line of narrow.stdout.split('\n')) assert.ok(line.replaceAll(/\u001b\[\d+(;\d+)*m/g, '').length <= 80, line)
})

test('the version, for people and for programs', async () => {
  assert.match((await run('--version')).stdout, /^\d+\.\d+\.\d+\n$/)
  assert.match((await run('version')).stdout, /^parapet \d+\.\d+\.\d+ \(Node v/)
  const json = JSON.parse((await run('version', '--json')).stdout) as Record<string, unknown>
  assert.deepEqual(Object.keys(json), ['parapet', 'node', 'platform', 'checks', 'schemas'])
})
