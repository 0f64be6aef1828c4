// Hostile text in every string of a report, through every format: nothing acts, nothing breaks, nothing is lost.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderConsole } from '../../src/report/console.ts'
import { renderCsv } from '../../src/report/csv.ts'
import { renderDiff } from '../../src/report/diff.ts'
import { renderFinding } from '../../src/report/finding.ts'
import { renderHtml } from '../../src/report/html.ts'
import { renderJson } from '../../src/report/json.ts'
import { renderJsonl } from '../../src/report/jsonl.ts'
import { renderMarkdown } from '../../src/report/markdown.ts'
import type { ReportModel } from '../../src/report/model.ts'
import { renderTrends } from '../../src/report/trends.ts'
import type { StoredScan } from '../../src/store/store.ts'
import { csvRows } from './csv.fixture.ts'
import { payloads, poisoned } from './hostile.fixture.ts'
import { events, model, now } from './model.fixture.ts'

const models: readonly (readonly [string, ReportModel])[] = payloads.map((payload) => [payload, poisoned(model, payload)])
/** What says other sentences: nothing decided, another endpoint, a failed scan. */
const failed = (of: ReportModel): ReportModel => ({
  ...of,
  scan: { ...of.scan, state: 'failed', endpoint: of.scan.id, verdicts: { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0, error: 0 } },
  notAssessed: of.notAssessed.map((gap) => ({ ...gap, verdict: 'error' })),
})

// oxlint-disable-next-line no-control-regex -- the colour codes of our own
const colours = /\u001b\[(?:0|1|2|3[1-6]|1;31)m/g
const inert = (text: string, payload: string): void => {
  const why = JSON.stringify(payload)
  assert.doesNotMatch(text.replaceAll('\n', ''), /\p{Cc}/u, `control byte: ${why}`)
  assert.doesNotMatch(text.replaceAll(/[\n\u2068\u2069]/g, ''), /[\p{C}\p{DI}\p{Zl}\p{Zp}]/u, `invisible character: ${why}`)
  assert.doesNotMatch(text, /^\s*::|##\[|##vso\[|##teamcity\[/m, `CI command: ${why}`)
  for (const line of text.split('\n'))
    assert.ok((line.match(/\u2068/g)?.length ?? 0) >= (line.match(/\u2069/g)?.length ?? 0) - 1, `isolates: ${why}`)
}

const terminal = (render: (of: ReportModel, options: { width: number; colour: boolean }) => string): void => {
  for (const [payload, hostile] of models) {
    for (const width of [96, 40]) {
      inert(render(hostile, { width, colour: false }), payload)
    }
    const coloured = render(hostile, { width: 96, colour: true })
    inert(coloured.replaceAll(colours, ''), payload)
    assert.match(coloured, colours)
  }
}

test('the console prints nothing that acts', () => {
  terminal(renderConsole)
  terminal((of, options) => renderConsole(failed(of), options))
})

test('neither does one finding, a diff or a trend', () => {
  for (const number of [0, 8, 13])
    terminal(({ findings, checks, scan }, options) => {
      const finding = findings[number]
      assert.ok(finding)
      return renderFinding(
        {
          finding,
          check: checks.get(finding.check),
          events: poisoned(events, finding.name),
          waiver: undefined,
          scan,
          others: findings,
          now,
        },
        options,
      )
    })
  terminal(({ previous, scan, changes, findings, checks }, options) =>
    renderDiff({ from: previous as StoredScan, to: scan, changes, findings, checks }, options),
  )
  terminal(({ trend }, options) => renderTrends({ scans: trend, now }, options))
})

test('no cell of the CSV is a formula, in Excel with commas or with semicolons, and every row has every column', () => {
  const active = /^["'\s]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u
  for (const [payload, hostile] of models) {
    const csv = renderCsv(hostile)
    inert(csv.replaceAll('\r\n', '\n'), payload)
    const rows = csvRows(csv)
    assert.equal(rows.length, 1 + model.findings.length + model.notAssessed.length)
    for (const cells of rows) {
      assert.equal(cells.length, rows[0]?.length, JSON.stringify(payload))
      for (const cell of cells) {
        assert.ok(!active.test(cell) || cell.startsWith("'"), JSON.stringify(cell))
        for (const part of cell.split(/[;\t]/))
          assert.ok(!active.test(part) || part.trimStart().replace(/^"+/, '').startsWith("'"), JSON.stringify(cell))
      }
    }
  }
})

test('JSON and JSON Lines parse, and hold what AWS said to the character', () => {
  for (const [payload, hostile] of models) {
    const json = renderJson(hostile)
    inert(json, payload)
    const parsed = JSON.parse(json) as { readonly findings: readonly { readonly name: string }[] }
    const names = new Set(hostile.findings.map(({ name }) => name))
    assert.deepEqual(new Set(parsed.findings.map(({ name }) => name)), names)
    const jsonl = renderJsonl(hostile)
    inert(jsonl, payload)
    const records = jsonl
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly type: string; readonly name?: string })
    assert.equal(records[0]?.type, 'scan')
    assert.deepEqual(new Set(records.flatMap(({ type, name }) => (type === 'finding' ? [name] : []))), names)
  }
})

test('Markdown keeps its lines, its columns and its plain text', () => {
  const shape = renderMarkdown(poisoned(model, 'x')).split('\n').length
  for (const [payload, hostile] of models) {
    const markdown = renderMarkdown(hostile)
    inert(markdown, payload)
    const lines = markdown.split('\n')
    // Without a payload the ends of waivers are days, and one of them is far off.
    assert.equal(lines.length, payload === '' ? shape - 1 : shape, JSON.stringify(payload))
    const tables = lines.filter((line) => line.startsWith('|'))
    for (const line of tables) assert.ok([5, 6].includes((line.match(/(?<!\\)\|/g)?.length ?? 0) - 1), line)
    for (const line of lines) {
      // From left to right: an escaped sign, or a span of code, in which nothing is a sign.
      const bare = line.replaceAll(/\\[\\`*_[\]<>&|~${}#+\-=:.)]|`[^`]*`/g, '')
      assert.doesNotMatch(bare, /[<>[\]~`$_]|:\/\/|www\.|@/, line)
    }
  }
})

test('HTML has the tags and attributes of its own and no other', () => {
  // Every tag that the harmless report has, with the attribute names on it.
  const shapes = (page: string): ReadonlySet<string> =>
    new Set(
      [
        ...page
          .replace(/<style>[^]*?<\/style>|<script>[^]*?<\/script>/g, '')
          .matchAll(/<(\/?[a-z!][^\s>]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>/gi),
      ].map(
        ([, name, attributes]) =>
          `${name} ${[...(attributes ?? '').matchAll(/([a-z-]+)(?:="[^"]*")?/gi)].map(([, attribute]) => attribute).join(' ')}`,
      ),
    )
  const own = shapes(renderHtml(model))
  // Rows of findings without a proper id have no anchor, and are not linked.
  const known = new Set([...own, 'tr ', 'a href'])
  const opened = (page: string): number =>
    page.replace(/<style>[^]*?<\/style>|<script>[^]*?<\/script>/g, '').match(/<(?!\/?[a-z!])/gi)?.length ?? 0
  for (const [payload, hostile] of models) {
    const page = renderHtml(hostile)
    inert(page, payload)
    assert.equal(opened(page), 0, JSON.stringify(payload))
    assert.deepEqual(
      [...shapes(page)].filter((shape) => !known.has(shape)),
      [],
      JSON.stringify(payload),
    )
    assert.equal(page.match(/<script>/g)?.length, 1)
    assert.equal(page.match(/<style>/g)?.length, 1)
  }
})
