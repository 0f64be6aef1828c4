// Completion: every command and option is offered, in the shells that are here by running their scripts.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { completionTree } from '../../src/cli/completion/tree.ts'
import { buildProgram } from '../../src/cli/program.ts'
import { inProcess, workplace } from './parapet.ts'

const tree = completionTree(buildProgram(() => undefined, {}))
const scriptFor = async (shell: string): Promise<string> => {
  using place = workplace()
  const { code, stdout } = await inProcess(place, ['completion', shell])
  assert.equal(code, 0)
  return stdout
}

test('the tree holds every command, its options and those of all commands', () => {
  const scan = tree.find(({ path }) => path === 'scan')
  const words = scan?.options.map(({ word }) => word) ?? []
  for (const word of ['--region', '--fail-on', '--no-save', '--help', '--log-level', '--plain']) assert.ok(words.includes(word), word)
  assert.deepEqual(scan?.options.find(({ word }) => word === '--fail-on')?.choices[0], 'critical')
  assert.equal(scan.options.find(({ word }) => word === '--output')?.takesFile, true)
  assert.deepEqual(
    tree.find(({ path }) => path === 'findings')?.commands.map(({ word }) => word),
    ['list', 'show'],
  )
})

for (const shell of ['bash', 'zsh', 'fish', 'powershell'])
  test(`the script for ${shell} offers everything`, async () => {
    const script = await scriptFor(shell)
    for (const { path, options, commands } of tree) {
      assert.ok(script.includes(path))
      for (const { word } of [...commands, ...options]) assert.ok(script.includes(word.replace(/^--/, '')), `${path} ${word}`)
    }
  })

test('bash completes commands, subcommands, options and their values', async () => {
  using place = workplace()
  const file = join(place.directory, 'completion.bash')
  writeFileSync(file, await scriptFor('bash'))
  const complete = (...words: readonly string[]): readonly string[] => {
    const { stdout, status, error } = spawnSync(
      'bash',
      [
        '--norc',
        '-c',
        'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); compopt() { :; }; _parapet; printf "%s\\n" "${COMPREPLY[@]}"',
        'bash',
        file,
        ...words,
      ],
      { encoding: 'utf8', env: place.env },
    )
    assert.equal(status, 0, String(error))
    return stdout.trimEnd().split('\n')
  }
  assert.ok(complete('parapet', '').includes('scan'))
  assert.deepEqual(complete('parapet', 'fin'), ['findings'])
  assert.deepEqual(complete('parapet', 'findings', 'l'), ['list'])
  assert.deepEqual(complete('parapet', 'scan', '--fail-on', ''), ['critical', 'high', 'medium', 'low', 'informational'])
  assert.deepEqual(complete('parapet', 'scan', '--profile', 'x', '--form'), ['--format'])
  assert.deepEqual(complete('parapet', 'completion', 'f'), ['fish'])
  assert.deepEqual(complete('parapet', 'scan', '--profile', ''), [''])
})
