// Waivers: what is refused, what is covered, when it ends, and that adding one leaves the rest of the file alone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { addDays, dayOf, daysBetween, expiryFrom, hasEnded, isDay } from '../src/waivers/date.ts'
import { nextId, withWaiver } from '../src/waivers/edit.ts'
import { parseWaivers } from '../src/waivers/file.ts'
import { fits } from '../src/graph/wildcard.ts'
import { covers, waiverFor, type Selector, type Waivable, type Waiver } from '../src/waivers/match.ts'

const now = new Date('2026-11-23T10:00:00Z')
const checkIds = ['dynamodb-pitr-enabled', 'sqs-queue-encryption']
const good = `waivers:
  - id: W-2026-001
    match: { check: sqs-queue-encryption, resource: "arn:aws:sqs:*:*:cart-*" }
    reason: Nothing in it is secret.
    owner: team@example.com
    expires: 2027-02-28
`
const problemsOf = (text: string): readonly string[] => {
  const result = parseWaivers('w.yaml', text, now, checkIds)
  return 'problems' in result ? result.problems : assert.fail('it was accepted')
}
const waiversOf = (text: string): readonly Waiver[] => {
  const result = parseWaivers('w.yaml', text, now, checkIds)
  return 'file' in result ? result.file.waivers : assert.fail(result.problems.join('\n'))
}

test('a waiver as it should be, with everything that it may hold', () => {
  const [waiver] = waiversOf(`${good}    not: { resource: "*-payments" }
    approved_by: ciso@example.com
    compensating: [alarm/cart-error-rate]
    ticket: SEC-4412
`)
  assert.deepEqual(waiver, {
    id: 'W-2026-001',
    match: { check: 'sqs-queue-encryption', resource: 'arn:aws:sqs:*:*:cart-*' },
    not: { resource: '*-payments' },
    reason: 'Nothing in it is secret.',
    owner: 'team@example.com',
    expires: '2027-02-28',
    approved_by: 'ciso@example.com',
    compensating: ['alarm/cart-error-rate'],
    ticket: 'SEC-4412',
  })
})

for (const [what, text, expected] of [
  ['no owner', good.replace(/ +owner.*\n/, ''), ['w.yaml:2:5: waivers[0].owner: is missing; who answers for it']],
  [
    'no reason',
    good.replace(/ +reason.*\n/, ''),
    ['w.yaml:2:5: waivers[0].reason: is missing; a sentence that says why the risk is accepted'],
  ],
  ['no end', good.replace(/ +expires.*\n/, ''), ['w.yaml:2:5: waivers[0].expires: is missing; its last day, YYYY-MM-DD']],
  ['a blank reason', good.replace('Nothing in it is secret.', '"  "'), ['w.yaml:4:13: is blank']],
  [
    'a day that does not exist',
    good.replace('2027-02-28', '2027-02-29'),
    ['w.yaml:6:14: waivers[0].expires: is not a day of the form YYYY-MM-DD'],
  ],
  [
    'a date in another form',
    good.replace('2027-02-28', '28.02.2027'),
    ['w.yaml:6:14: waivers[0].expires: is not a day of the form YYYY-MM-DD'],
  ],
  [
    'a time in a date',
    good.replace('2027-02-28', '2027-02-28T10:00:00Z'),
    ['w.yaml:6:14: waivers[0].expires: is not a day of the form YYYY-MM-DD'],
  ],
  [
    'an end more than a year ahead',
    good.replace('2027-02-28', '2027-11-24'),
    ['w.yaml:6:14: 2027-11-24 is more than 365 days ahead; the latest day is 2027-11-23'],
  ],
  [
    'nothing that it matches',
    good.replace(/match: .*/, 'match: { region: eu-west-1 }'),
    ['w.yaml:3:12: waivers[0].match: names neither check, resource nor finding; that would waive everything'],
  ],
  [
    'a check that does not exist',
    good.replace('sqs-queue-encryption', 'sqs-queue-encrytion'),
    ["w.yaml:3:21: there is no check 'sqs-queue-encrytion'. Did you mean 'sqs-queue-encryption'?"],
  ],
  [
    'an unknown key',
    good.replace('owner:', 'ownr:'),
    ['w.yaml:2:5: waivers[0].owner: is missing; who answers for it', "w.yaml:5:5: unknown key 'waivers[0].ownr'. Did you mean 'owner'?"],
  ],
  [
    'an unknown selector',
    good.replace('check: sqs', 'chek: sqs'),
    ["w.yaml:3:14: unknown key 'waivers[0].match.chek'. Did you mean 'check'?"],
  ],
  [
    'an account without quotes',
    good.replace('{ check:', '{ account: 111122223333, check:'),
    [/^w\.yaml:3:23: waivers\[0\]\.match\.account: has to be an account id in quotes/],
  ],
  ['the same id twice', good + good.replace('waivers:\n', ''), ['w.yaml:7:9: the id W-2026-001 is used twice; first at w.yaml:2:9']],
  ['a `not` without anything', `${good}    not: {}\n`, ['w.yaml:7:10: waivers[0].not: is empty']],
  ['no list', 'waivers: { id: x }\n', ['w.yaml:1:10: waivers: has to be a list of waivers, not a mapping']],
  ['nothing at all', '', ['w.yaml:1:1: waivers: is missing; a list of waivers']],
  ['no YAML', 'waivers: [\n', [/^w\.yaml:\d+:\d+: /]],
] as const)
  test(`refused: ${what}`, () => {
    const problems = problemsOf(text)
    assert.equal(problems.length, expected.length, problems.join('\n'))
    for (const [index, each] of expected.entries())
      if (typeof each === 'string') assert.equal(problems[index], each)
      else assert.match(problems[index] ?? '', each)
  })

test('an expired waiver is no fault of the file', () => assert.equal(waiversOf(good.replace('2027-02-28', '2020-01-01')).length, 1))

const finding: Waivable = {
  id: 'F-7Q2K1111',
  check: 'sqs-queue-encryption',
  resource: 'arn:aws:sqs:eu-west-1:111122223333:cart-orders',
  account: '111122223333',
  region: 'eu-west-1',
}
const waiver = (match: Selector, more: Partial<Waiver> = {}): Waiver => ({
  id: 'W-1',
  match,
  reason: 'r',
  owner: 'o',
  expires: '2027-01-01',
  ...more,
})
const tagged = { ...finding, tags: { env: 'prod-eu', owner: 'cart' } }

for (const [what, match, not, subject, expected] of [
  ['the check', { check: 'sqs-queue-encryption' }, undefined, finding, true],
  ['another check', { check: 'dynamodb-pitr-enabled' }, undefined, finding, false],
  ['checks by a wildcard', { check: 'sqs-*' }, undefined, finding, true],
  ['the resource by a wildcard', { resource: 'arn:aws:sqs:*:*:cart-*' }, undefined, finding, true],
  ['a part of the resource without a wildcard', { resource: 'cart-orders' }, undefined, finding, false],
  ['check and another region', { check: 'sqs-*', region: 'us-*' }, undefined, finding, false],
  ['check and account', { check: 'sqs-*', account: '111122223333' }, undefined, finding, true],
  ['the finding, in small letters', { finding: 'f-7q2k1111' }, undefined, finding, true],
  ['the beginning of a finding only', { finding: 'F-7Q2K' }, undefined, finding, false],
  ['left out by `not`', { check: 'sqs-*' }, { resource: '*:cart-orders' }, finding, false],
  ['not left out by `not`', { check: 'sqs-*' }, { resource: '*:cart-payments' }, finding, true],
  [
    '`not` of which one part fits and the other does not',
    { check: 'sqs-*' },
    { resource: '*:cart-orders', region: 'us-east-1' },
    finding,
    true,
  ],
  ['tags', { check: 'sqs-*', tags: { env: 'prod-*', owner: 'cart' } }, undefined, tagged, true],
  ['tags of which one is missing', { check: 'sqs-*', tags: { env: 'prod-*', team: '*' } }, undefined, tagged, false],
  ['a tag named like a member of every object', { check: 'sqs-*', tags: { constructor: '*' } }, undefined, tagged, false],
  ['tags that are not known', { check: 'sqs-*', tags: { env: '*' } }, undefined, finding, false],
  ['`not` with tags that are not known', { check: 'sqs-*' }, { tags: { env: 'prod' } }, finding, false],
] as const)
  test(`${expected ? 'covered' : 'not covered'}: ${what}`, () => assert.equal(covers(waiver(match, not ? { not } : {}), subject), expected))

test('the last day is inclusive, in UTC, and the day after counts again', () => {
  const short = [waiver({ check: '*' }, { expires: '2026-11-23' })]
  assert.equal(waiverFor(short, finding, new Date('2026-11-23T23:59:59.999Z'))?.id, 'W-1')
  assert.equal(waiverFor(short, finding, new Date('2026-11-24T00:00:00Z')), undefined)
})

test('of several that match, the one that lasts longest stands', () => {
  const several = [
    waiver({ check: '*' }, { id: 'W-A', expires: '2026-11-20' }),
    waiver({ check: '*' }, { id: 'W-B', expires: '2026-12-01' }),
    waiver({ check: '*' }, { id: 'W-C', expires: '2027-01-01' }),
    waiver({ check: 'other' }, { id: 'W-D', expires: '2027-06-01' }),
  ]
  assert.equal(waiverFor(several, finding, now)?.id, 'W-C')
})

test('wildcards mean what a regular expression says, for any text', () => {
  const piece = fc.stringMatching(/^[ab*]{0,6}$/)
  fc.assert(
    fc.property(piece, fc.stringMatching(/^[ab]{0,8}$/), (pattern, text) => {
      const expression = new RegExp(
        `^${pattern
          .split('*')
          .map((part) => RegExp.escape(part))
          .join('.*')}$`,
      )
      assert.equal(fits(pattern, text), expression.test(text))
    }),
    { numRuns: 2000 },
  )
})

test('a hostile pattern takes no time', () => {
  const begun = performance.now()
  assert.equal(fits(`${'a*'.repeat(1000)}b`, 'a'.repeat(100_000)), false)
  assert.ok(performance.now() - begun < 10_000)
})

test('days', () => {
  for (const [text, expected] of [
    ['2024-02-29', true],
    ['2026-02-29', false],
    ['2026-13-01', false],
    ['2026-1-1', false],
    ['+002026-01-01', false],
  ] as const)
    assert.equal(isDay(text), expected, text)
  assert.equal(addDays('2026-12-31', 1), '2027-01-01')
  assert.equal(daysBetween('2026-11-23', '2027-11-23'), 365)
  assert.equal(hasEnded('2026-11-22', now), true)
  assert.equal(dayOf(now), '2026-11-23')
  assert.equal(expiryFrom('30d', now), '2026-12-23')
  assert.equal(expiryFrom('2027-01-01', now), '2027-01-01')
  for (const text of ['0d', 'soon', '30', '-1d', '']) assert.equal(expiryFrom(text, now), undefined, text)
})

test('adding keeps every character of the file as it was', () => {
  const styles = [
    good,
    '# top\nwaivers:   # which\n- id: A   # first\n  match: {check: sqs-queue-encryption}\n  reason: "x:  y"\n  owner:    me\n  expires: "2027-01-01"\n\n# at the end\n',
    'waivers:\n    -   id: A\n        match:\n            check: sqs-queue-encryption\n        reason: >\n            folded\n            text\n        owner: me\n        expires: 2027-01-01',
  ]
  for (const before of styles) {
    const added = waiver(
      { check: 'dynamodb-pitr-enabled', resource: 'arn:aws:dynamodb:*:*:table/a"b\\c#d' },
      { id: 'W-NEW', reason: "it's: a #reason\nof two lines" },
    )
    const after = withWaiver(before, added)
    assert.deepEqual(waiversOf(after), [...waiversOf(before), added])
    // What was there is there still, in order; only the new lines are new.
    const rest = after.split('\n')
    for (const line of before.split('\n')) {
      const at = rest.indexOf(line)
      assert.ok(at >= 0, `lost: ${line}`)
      rest.splice(0, at)
    }
  }
})

test('a file is begun where there is none, and an empty list is filled', () => {
  const added = waiver({ check: 'sqs-queue-encryption' })
  for (const before of [undefined, '', 'waivers: []\n', '# mine\nwaivers: []   # none yet\n']) {
    const after = withWaiver(before, added)
    assert.deepEqual(waiversOf(after), [added])
    if (before?.startsWith('# mine')) assert.match(after, /^# mine\n/)
  }
})

test('any reason and owner survive being written', () => {
  const printable = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text.trim() !== '')
  fc.assert(
    fc.property(printable, printable, (reason, owner) => {
      const added = waiver({ check: 'sqs-queue-encryption' }, { id: 'W-NEW', reason, owner })
      assert.deepEqual(waiversOf(withWaiver(good, added)).at(-1), added)
    }),
  )
})

test('ids are numbered through a year', () => {
  assert.equal(nextId([], 2026), 'W-2026-001')
  assert.equal(nextId(['W-2026-009', 'W-2025-100', 'mine', 'W-2026-0x'], 2026), 'W-2026-010')
  assert.equal(nextId(['W-2026-999'], 2026), 'W-2026-1000')
})
