// Configuration: precedence, places, and every problem with its file, line and column.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { loadConfig, withoutPassword, type Flags } from '../src/config.ts'
import { colourWanted } from '../src/config/environment.ts'
import { milliseconds } from '../src/config/keys.ts'
import { UserError } from '../src/user-error.ts'

/** Files by their paths below a directory, and what is read from it. */
const inDirectory = <T>(files: Readonly<Record<string, string>>, work: (directory: string) => T): T => {
  const directory = mkdtempSync(join(tmpdir(), 'parapet-config-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true })
      writeFileSync(join(directory, name), text)
    }
    return work(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

const load = (
  directory: string,
  more: { readonly flags?: Flags; readonly env?: Readonly<Record<string, string>>; readonly below?: string } = {},
) => loadConfig({ flags: more.flags ?? {}, env: { HOME: directory, ...more.env }, cwd: join(directory, more.below ?? '.') })

const problemsOf = (work: () => unknown): readonly string[] => {
  try {
    work()
  } catch (error) {
    assert.ok(error instanceof UserError, String(error))
    assert.equal(error.exitCode, 2)
    return error.details.length > 0 ? error.details : [error.message]
  }
  return assert.fail('it was accepted')
}

test('defaults, without any file', () =>
  inDirectory({}, (directory) => {
    const { config, origins, checkpoints } = load(directory)
    assert.equal(config.database, join(directory, '.local/share/parapet/parapet.db'))
    assert.equal(checkpoints, join(directory, '.local/share/parapet/checkpoints'))
    assert.deepEqual(config.regions, ['all'])
    assert.equal(config.maxShare, 0.5)
    assert.equal(config.timeout, undefined)
    assert.equal(config.waivers, undefined)
    assert.ok(origins.every(({ origin }) => origin === 'default'))
  }))

test('flags win over variables, variables over the project, the project over the user, the user over defaults', () =>
  inDirectory(
    {
      'repo/.git/HEAD': '',
      'repo/parapet.yaml': 'regions: [project]\nprofile: project\nroleArn: arn:aws:iam::111122223333:role/project\n',
      '.config/parapet/parapet.yaml':
        'regions: [user]\nprofile: user\nroleArn: arn:aws:iam::111122223333:role/user\nexternalId: user\ntimeout: 5m\n',
    },
    (directory) => {
      const { config, origins } = load(directory, {
        below: 'repo',
        flags: { regions: ['flag-a,flag-b', 'flag-c'] },
        env: { PARAPET_REGIONS: 'variable', PARAPET_PROFILE: 'variable' },
      })
      assert.deepEqual(
        [config.regions, config.profile, config.roleArn, config.externalId, config.timeout],
        [['flag-a', 'flag-b', 'flag-c'], 'variable', 'arn:aws:iam::111122223333:role/project', 'user', 300_000],
      )
      assert.deepEqual(Object.fromEntries(origins.slice(0, 6).map(({ key, origin }) => [key, origin.replace(directory, '')])), {
        database: 'default',
        regions: '--region',
        profile: 'PARAPET_PROFILE',
        roleArn: 'parapet.yaml:3:10',
        externalId: '/.config/parapet/parapet.yaml:4:13',
        endpointUrl: 'default',
      })
    },
  ))

test('the project file is looked for upwards to the root of the repository, and no further', () =>
  inDirectory({ 'parapet.yaml': 'profile: outside\n', 'repo/.git/HEAD': '', 'repo/a/b/file': '' }, (directory) => {
    assert.equal(load(directory, { below: 'repo/a/b' }).config.profile, undefined)
    writeFileSync(join(directory, 'repo/parapet.yaml'), 'profile: inside\nwaivers: risks.yaml\ndatabase: ~/p.db\n')
    const { config, project } = load(directory, { below: 'repo/a/b' })
    assert.equal(config.profile, 'inside')
    assert.equal(project, join(directory, 'repo'))
    assert.equal(config.waivers, join(directory, 'repo/risks.yaml'), 'paths of a file start where the file is')
    assert.equal(config.database, join(directory, 'p.db'))
    // Outside of a repository only the working directory counts.
    rmSync(join(directory, 'repo/.git'), { recursive: true })
    assert.equal(load(directory, { below: 'repo/a/b' }).config.profile, undefined)
  }))

test('a waiver file beside the project file is found without being named', () =>
  inDirectory({ '.git/HEAD': '', 'parapet.waivers.yaml': 'waivers: []\n', 'sub/file': '' }, (directory) =>
    assert.equal(load(directory, { below: 'sub' }).config.waivers, join(directory, 'parapet.waivers.yaml')),
  ))

test('everything that is wrong is told at once, where it is', () =>
  inDirectory(
    {
      'parapet.yaml': `# a comment
region: [eu-west-1]
regions: eu-west-1
profile: ''
roleArn: arn:aws:iam::1:user/x
maxShare: 2
timeout: soon
settings:
  trustedAccounts:
    - 111122223333
    - '12'
  requiredTag: [a]
`,
      '.config/parapet/parapet.yaml': 'endpointUrl: ftp://example.com\nunknown: 1\n',
    },
    (directory) => {
      const problems = problemsOf(() =>
        load(directory, { flags: { maxShare: '150%' }, env: { PARAPET_TIMEOUT: '7', PARAPET_REGION: 'eu-west-1' } }),
      ).map((problem) => problem.replace(`${directory}/`, ''))
      assert.deepEqual(problems, [
        '--max-share: has to be 1 or less',
        'PARAPET_TIMEOUT: has to be a duration such as 90s, 30m or 2h',
        "parapet.yaml:2:1: unknown key 'region'. Did you mean 'regions'?",
        'parapet.yaml:3:10: regions: has to be a list of regions, not the string "eu-west-1"',
        'parapet.yaml:4:10: profile: must not be empty; the name of an AWS profile',
        'parapet.yaml:5:10: roleArn: has to be the ARN of an IAM role',
        'parapet.yaml:6:11: maxShare: has to be 1 or less',
        'parapet.yaml:7:10: timeout: has to be a duration such as 90s, 30m or 2h',
        "parapet.yaml:10:7: settings.trustedAccounts[0]: has to be a 12-digit account id in quotes, such as '111122223333', not the number 111122223333",
        "parapet.yaml:11:7: settings.trustedAccounts[1]: has to be a 12-digit account id in quotes, such as '111122223333'",
        "parapet.yaml:12:3: unknown key 'settings.requiredTag'. Did you mean 'requiredTags'?",
        '.config/parapet/parapet.yaml:1:14: endpointUrl: has to be an http or https URL',
        ".config/parapet/parapet.yaml:2:1: unknown key 'unknown'. Known here: database, regions, profile, roleArn, externalId, endpointUrl, waivers, maxShare, timeout, settings.",
        "PARAPET_REGION: unknown variable. Did you mean 'PARAPET_REGIONS'?",
      ])
    },
  ))

test("a repository's file may not send signed requests to another machine", () => {
  for (const [url, fine] of [
    ['http://localhost:5000', true],
    ['http://127.0.0.1:5000', true],
    ['http://[::1]:5000', true],
    ['http://127.0.0.1.example.com', false],
    ['https://localhost.example.com', false],
    ['https://example.com', false],
  ] as const)
    inDirectory({ 'parapet.yaml': `endpointUrl: ${url}\n` }, (directory) => {
      if (fine) assert.equal(load(directory).config.endpointUrl, url)
      else
        assert.match(
          problemsOf(() => load(directory))[0] ?? '',
          /^parapet\.yaml:1:14: endpointUrl: a project's file may only name this machine/,
        )
    })
  inDirectory({ '.config/parapet/parapet.yaml': 'endpointUrl: https://example.com\n' }, (directory) =>
    assert.equal(load(directory).config.endpointUrl, 'https://example.com'),
  )
})

const bomb = `a: &a [${'x, '.repeat(9)}x]\n${Array.from('bcdefg')
  .map((name, index) => `${name}: &${name} [${`*${'abcdefg'[index] ?? ''}, `.repeat(9)}*${'abcdefg'[index] ?? ''}]`)
  .join('\n')}\n`
for (const [what, text, expected] of [
  ['no YAML', 'regions: [eu-west-1\nprofile: x\n', /^parapet\.yaml:\d+:\d+: /],
  ['a key twice', 'profile: a\nprofile: b\n', /^parapet\.yaml:2:1: Map keys must be unique/],
  ['a list at the top', '- a\n', /^parapet\.yaml:1:1: has to be a mapping, not a list/],
  ['a tag that is not of YAML', 'profile: !!js/function "x"\n', /^parapet\.yaml:1:10: Unresolved tag/],
  ['an alias bomb', bomb, /^parapet\.yaml: uses more than 50 aliases/],
  ['a merge key', 'settings: { <<: { requiredTags: [a] } }\n', /unknown key 'settings\.<<'/],
  ['deep nesting', `profile: ${'['.repeat(100_000)}`, /^parapet\.yaml: is nested deeper/],
  ['deep nesting over many lines', Array.from({ length: 1200 }, (_, depth) => `${' '.repeat(depth)}-`).join('\n'), /nested deeper/],
  ['a megabyte', `# ${'x'.repeat(1_000_001)}`, /is larger than 1 MB/],
  ['a number for a text', 'profile: 5\n', /^parapet\.yaml:1:10: profile: has to be the name of an AWS profile, not the number 5/],
] as const)
  test(`a file is refused: ${what}`, () =>
    inDirectory({ 'parapet.yaml': text }, (directory) => assert.match(problemsOf(() => load(directory))[0] ?? '', expected)))

test('an empty file, or one of comments, says nothing', () => {
  for (const text of ['', '# nothing\n', '---\n'])
    inDirectory({ 'parapet.yaml': text }, (directory) => assert.deepEqual(load(directory).config.regions, ['all']))
})

test('values of variables are parsed like those of flags', () =>
  inDirectory({}, (directory) => {
    const { config } = load(directory, {
      env: {
        PARAPET_TRUSTED_ACCOUNTS: '123456789012, 222222222222',
        PARAPET_MAX_SHARE: '25%',
        PARAPET_TIMEOUT: '2h',
        PARAPET_DATABASE: 'here.db',
        PARAPET_PROFILE: '',
      },
    })
    assert.deepEqual(config.settings.trustedAccounts, ['123456789012', '222222222222'])
    assert.equal(config.maxShare, 0.25)
    assert.equal(config.timeout, 7_200_000)
    assert.equal(config.database, join(directory, 'here.db'))
    assert.equal(config.profile, undefined)
  }))

test('durations', () => {
  for (const [text, expected] of [
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['1d', 86_400_000],
    ['0s', undefined],
    ['5', undefined],
    ['-5m', undefined],
    ['1.5h', undefined],
    ['', undefined],
  ] as const)
    assert.equal(milliseconds(text), expected, text)
})

test('a password in the URL of a database is never shown', () => {
  assert.equal(withoutPassword('postgres://me:hunter2@db.example.com/parapet'), 'postgres://me:****@db.example.com/parapet')
  assert.equal(withoutPassword('postgres://db.example.com/parapet?password=hunter2'), 'postgres://db.example.com/parapet?password=****')
  assert.equal(withoutPassword('/home/me/parapet.db'), '/home/me/parapet.db')
})

test('colours: FORCE_COLOR, then NO_COLOR and TERM=dumb, then whether it is a terminal', () => {
  for (const [env, terminal, expected] of [
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ TERM: 'dumb' }, true, false],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
  ] as const)
    assert.equal(colourWanted(env, terminal, false), expected, JSON.stringify([env, terminal]))
  assert.equal(colourWanted({ FORCE_COLOR: '1' }, true, true), false, '--no-color')
})

test('ports are numbers in a file and text in a variable', () =>
  inDirectory({ 'parapet.yaml': 'settings: { publicPorts: [80, 8443], publicEntryPoints: [shop-*] }\n' }, (directory) => {
    const { settings } = load(directory).config
    assert.deepEqual([settings.publicPorts, settings.publicEntryPoints], [[80, 8443], ['shop-*']])
    assert.deepEqual(load(directory, { env: { PARAPET_PUBLIC_PORTS: '443, 8443' } }).config.settings.publicPorts, [443, 8443])
    for (const ports of ['0', '65536', 'https', '44.3'])
      assert.match(problemsOf(() => load(directory, { env: { PARAPET_PUBLIC_PORTS: ports } }))[0] ?? '', /has to be a port/)
  }))
