// JSON, JSON Lines, CSV, Markdown and HTML: their shape, their size, and the same bytes for the same model.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { formats } from '../../src/report/formats.ts'
import type { ReportModel } from '../../src/report/model.ts'
import type { Finding, NotAssessed } from '../../src/store/store.ts'
import { csvRows } from './csv.fixture.ts'
import { checks, clean, findings, model } from './model.fixture.ts'

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ')

test('every format is named, and gives the same bytes for the same model in whatever order it comes', () => {
  const shuffled: ReportModel = {
    ...model,
    checks: new Map([...model.checks].reverse()),
    findings: [...model.findings].reverse(),
    notAssessed: [...model.notAssessed].reverse(),
    coverage: [...model.coverage].reverse(),
    waivers: [...model.waivers].reverse(),
  }
  for (const [name, { renderer, mediaType, extension }] of Object.entries(formats)) {
    assert.equal(renderer(model), renderer(model), name)
    assert.equal(renderer(shuffled), renderer(model), name)
    assert.match(mediaType, /^(text|application)\/[\w-]+/)
    assert.match(extension, /^[a-z]+$/)
    assert.ok(renderer(model).endsWith('\n'), name)
  }
})

test('no format calls a partial scan anything but partial', () => {
  for (const [name, { renderer }] of Object.entries(formats)) {
    const text = renderer(model)
    assert.match(text, name === 'csv' ? /not assessed/ : /partial/, name)
    assert.match(text, /dynamodb:DescribeContinuousBackups/, name)
    assert.doesNotMatch(text.replaceAll(/<style>[^]*?<\/style>/g, ''), /\b(is secure|all good|is fine|compliant)\b/i, name)
  }
})

test('JSON is one document with its schema, dates in UTC and everything of the model', () => {
  const parsed = JSON.parse(formats.json.renderer(model)) as Record<string, unknown> & {
    readonly summary: Record<string, unknown>
    readonly findings: readonly unknown[]
    readonly checks: readonly Record<string, unknown>[]
  }
  assert.equal(parsed['schema'], 'parapet-report/1')
  assert.equal(parsed['generatedAt'], '2026-11-23T10:05:00.000Z')
  assert.deepEqual(parsed.summary['open'], { critical: 2, high: 6, medium: 3, low: 1, informational: 0 })
  assert.equal(parsed.summary['assessedPercent'], 98)
  assert.equal(parsed.summary['complete'], false)
  assert.equal(parsed.findings.length, findings.length)
  assert.deepEqual(Object.keys(parsed), [
    'schema',
    'version',
    'generatedAt',
    'scan',
    'previous',
    'summary',
    'gate',
    'changes',
    'findings',
    'checks',
    'notAssessed',
    'coverageGaps',
    'waivers',
    'trend',
  ])
  assert.ok(parsed.checks.every((check) => !('test' in check)))
})

test('JSON Lines: a typed record a line, the scan first, each finding with what became of it', () => {
  const records = formats.jsonl
    .renderer(model)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  const of = (type: string) => records.filter((record) => record['type'] === type)
  assert.equal(records[0]?.['type'], 'scan')
  assert.equal(records[0]['schema'], 'parapet-report/1')
  assert.deepEqual(
    [of('finding').length, of('not-assessed').length, of('coverage-gap').length, of('waiver').length, of('check').length],
    [15, 3, 3, 3, 9],
  )
  assert.deepEqual(
    of('finding')
      .filter((record) => record['change'] !== null)
      .map((record) => [record['id'], record['change']]),
    [
      ['F-00000015', 'resolved'],
      ['F-00000001', 'opened'],
      ['F-00000009', 'opened'],
      ['F-00000014', 'resolved'],
    ],
  )
})

test('CSV: a row for each finding, and one for each thing that nobody could assess', () => {
  const [head = [], ...rows] = csvRows(formats.csv.renderer(model))
  const column = (name: string) => head.indexOf(name)
  assert.deepEqual([...new Set(rows.map((row) => row[column('status')]))], ['open', 'waived', 'resolved', 'not assessed'])
  const missing = rows.find((row) => row[column('missing permission')] === 'iam:GetAccountSummary')
  assert.equal(missing?.[column('check')], 'iam-root-mfa')
  assert.equal(missing?.[column('resources')], 'unknown')
})

const big = (): ReportModel => {
  const info = [...checks.values()]
  const many = Array.from({ length: 120 }, (_, index) => ({
    ...(info[index % info.length] as (typeof info)[number]),
    id: `svc${index % 40}-thing-${index}`,
    title: `Thing ${index} is as it should be`,
  }))
  const first = findings[0] as Finding
  return {
    ...model,
    checks: new Map(many.map((check) => [check.id, check])),
    scan: { ...model.scan, checks: many.map((check) => check.id) },
    findings: many.flatMap((check, index) =>
      Array.from({ length: index === 0 ? 20_000 : 60 }, (_, number) => ({
        ...first,
        id: `F-${index}X${number}`,
        check: check.id,
        severity: check.severity,
        score: check.score,
        name: `thing-${number}`,
        resource: `arn:aws:svc:eu-central-1:111122223333:thing-${number}`,
      })),
    ),
    notAssessed: many.map((check, index) => ({
      ...(model.notAssessed[0] as NotAssessed),
      check: check.id,
      operation: `svc:Describe${index % 60}`,
      action: `svc:Describe${index % 60}`,
    })),
  }
}

test('an account of 27 000 findings: Markdown stays a summary, HTML a page, the console a screen or two, and none takes long', () => {
  const huge = big()
  assert.ok(huge.findings.length > 27_000)
  const started = performance.now()
  const markdown = formats.md.renderer(huge)
  assert.ok(markdown.split('\n').length < 60)
  assert.match(markdown, /… 108 more checks with \d[\d ]* open findings\./)
  const page = formats.html.renderer(huge)
  assert.ok(page.length < 8_000_000, `${page.length} characters`)
  assert.match(page, /19 900 more are left out here/)
  assert.match(flat(formats.console.renderer(huge)), /… 105 more checks/)
  assert.ok(performance.now() - started < 30_000)
})

test('HTML carries its own policy: nothing from elsewhere, one style and one script by their hashes', () => {
  const page = formats.html.renderer(model)
  const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page)?.[1] ?? ''
  const hash = (element: string): string => {
    const text = new RegExp(`<${element}>([^]*?)</${element}>`).exec(page)?.[1] ?? ''
    return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  }
  assert.deepEqual(policy.split('; '), [
    "default-src 'none'",
    `style-src ${hash('style')}`,
    `script-src ${hash('script')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ])
  assert.ok(page.indexOf('Content-Security-Policy') < page.indexOf('<style>'))
  assert.doesNotMatch(page, /<[^>]*\s(?:src|style|on[a-z]+)=|@import|url\((?!#)/)
  assert.deepEqual(
    [...page.matchAll(/href="(?!#)([^"]*)"/g)].filter(([, url]) => !url?.startsWith('https://docs.aws.amazon.com/')),
    [],
  )
})

test('HTML says it all: changes, findings with why, fix and evidence, what is missing, waivers, method', () => {
  const text = flat(
    formats.html
      .renderer(model)
      .replaceAll(/<style>[^]*?<\/style>|<script>[^]*?<\/script>/g, '')
      .replaceAll(/<[^>]*>/g, ' '),
  )
  for (const sentence of [
    '12 findings are open: 2 critical, 6 high, 3 medium and 1 low; 98 % of the results could be decided',
    'Gate failed (exit 1)',
    '+2 since 16 Nov 98 % assessed',
    '6 of 9 checks fully assessed. 1 more is waived.',
    'Where a listing was refused, nobody knows how many resources there are',
    'Not the account’s doing: 1 check looked at only now (iam-root-mfa).',
    'Anyone with an AWS account can send messages',
    'likelihood 4 × impact 5 = 20 of 25',
    'resource &quot;aws_sqs_queue_policy&quot; &quot;&lt;name&gt;&quot; {',
    'Principal *',
    'To mend it, allow iam:GetAccountSummary .',
    'Gaps by operation',
    'W-2026-002 team-orders@example.com Queue moves to the new account in autumn. ended ended on 2026-11-20 2',
    '1 240 read-only calls, 213 resources',
  ])
    assert.ok(text.includes(sentence), sentence)
})

test('HTML of a complete scan without findings claims that and no more', () => {
  const text = flat(formats.html.renderer(clean).replaceAll(/<[^>]*>/g, ' '))
  assert.match(text, /No open findings; all 9 checks could be decided on everything they apply to\./)
  assert.match(text, /No check fails\. .*Every check could be decided on everything that it applies to\./)
})
