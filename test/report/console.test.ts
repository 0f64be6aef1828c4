// The console report: what it says, in which order, and what it never says.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { renderConsole } from '../../src/report/console.ts'
import type { ReportModel } from '../../src/report/model.ts'
import { widthOf } from '../../src/report/width.ts'
import { clean, model } from './model.fixture.ts'

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ')
const text = renderConsole(model)
const words = flat(text)

test('the first sentence is the whole story, with what is missing in it', () => {
  assert.match(
    words,
    /12 findings are open: 2 critical, 6 high, 3 medium and 1 low; 98 % of the results could be decided, the rest is unknown\./,
  )
  assert.match(words, /This scan is partial/)
})

test('counts have their sign, their word and their change; coverage stands under them', () => {
  assert.match(
    words,
    /‼ critical 2 ! high 6 \(\+2\) • medium 3 \(−1\) · low 1 i info 0 Coverage: 6 of 9 checks fully assessed; 98 % of the results decided\./,
  )
  assert.match(words, /2 new, 2 resolved and 1 that could not be confirmed\. 1 more waived\./)
  assert.match(words, /not the account's doing: 1 check looked at only now \(iam-root-mfa\)/)
})

test('failed checks stand once each, worst first, with resources, age, threat and one example', () => {
  const rows = text.split('\n').filter((line) => /^ +\d+ {2}[‼!•·i] /.test(line))
  assert.deepEqual(
    rows.map((row) => Number(row.trim().split(' ')[0])),
    [20, 20, 15, 15, 12, 9, 8, 4],
  )
  const wide = flat(renderConsole(model, { width: 130 }))
  assert.match(
    wide,
    /20 ‼ critical Queue policies grant nothing to everyone 1 today Data tampering orders-in \(F-00000001\) ← Sid: AllowS3; Principal: \*/,
  )
  assert.match(
    words,
    /Point-in-time recovery is on 2 40 d .*?customers \(F-00000003\).*?1 more · 2 not assessed, 1 not confirmed by this scan/,
  )
  assert.doesNotMatch(words, /cart-sessions/, 'waived findings are not among the open ones')
})

test('what was not assessed has its reason, what it costs and the permission that would mend it', () => {
  assert.match(words, /NOT ASSESSED \(3 checks\) Neither passed nor failed/)
  assert.match(
    words,
    /denied dynamodb:DescribeContinuousBackups in eu-central-1: 2 resources .*?costs 1 check: Point-in-time recovery is on.*?→ to mend it, allow dynamodb:DescribeContinuousBackups/,
  )
  assert.match(words, /denied iam:GetAccountSummary in global: which resources there are is unknown/)
  assert.match(words, /timeout sqs:GetQueueAttributes in eu-central-1: 1 resource \(bulk-import\)/)
  assert.doesNotMatch(words, /allow sqs:GetQueueAttributes/, 'a timeout is not mended by a permission')
  assert.match(words, /parapet doctor prints the missing statements/)
})

test('holds, waivers that ended or end soon, the gate and the next commands', () => {
  assert.match(words, /HELD 18 of 20 AWS::SQS::Queue resources in us-east-1 are no longer listed\./)
  assert.match(words, /WAIVERS \(1 ended\) W-2026-002 .*? ended on 2026-11-20; 2 findings count again/)
  assert.match(words, /W-2026-014 .*? until 2026-11-29, in 6 days; 1 finding/)
  assert.match(words, /W-2026-009 .*? matches nothing/)
  assert.match(words, /Gate: FAILED \(exit 1\): 8 findings at high or above; 1 finding is new at high or above\./)
  assert.match(words, /Next parapet findings show F-\d+ · parapet report --format html · parapet diff/)
})

test('lines fit the width, and a narrow terminal gets everything one under the other', () => {
  for (const width of [96, 120, 80, 79, 60, 40]) {
    for (const line of renderConsole(model, { width }).split('\n')) assert.ok(widthOf(line) <= width, `${width}: ${line}`)
  }
  const narrow = renderConsole(model, { width: 60 })
  assert.doesNotMatch(narrow, /RISK {2}SEVERITY|─/)
  assert.match(
    flat(narrow),
    /‼ critical, risk 20 of 25: not met: Queue policies grant nothing to everyone 1 resource, since today, Data tampering; 1 new/,
  )
})

test("colour is the caller's choice and changes no word", () => {
  assert.ok(!text.includes('\u001b'))
  const coloured = renderConsole(model, { colour: true })
  assert.notEqual(coloured, text)
  assert.equal(stripVTControlCharacters(coloured), text)
})

test('a complete scan without findings says so of what it looked at, and no more', () => {
  const quiet = flat(renderConsole(clean))
  assert.match(quiet, /No open findings; all 9 checks could be decided on everything they apply to\. /)
  assert.match(quiet, /Coverage: 9 of 9 checks fully assessed; 100 % of the results decided\./)
  assert.match(quiet, /First scan of this account/)
  assert.doesNotMatch(quiet, /NOT ASSESSED|Gate|WAIVERS|HELD/)
})

test('nothing is called secure or fine, least of all what was not read', () => {
  const blind: ReportModel = {
    ...clean,
    notAssessed: model.notAssessed,
    assessedPercent: 61,
    scan: { ...clean.scan, state: 'partial', verdicts: { pass: 61, fail: 0, unknown: 39, 'not-applicable': 0, error: 0 } },
  }
  const said = flat(renderConsole(blind))
  assert.match(said, /No open findings in what could be read, 61 % of the results; the rest is unknown\./)
  const cut: ReportModel = { ...clean, scan: { ...clean.scan, state: 'cancelled' } }
  assert.match(flat(renderConsole(cut)), /No open findings in what was reached; what was not is unknown\. This scan was cancelled/)
  const nothing: ReportModel = {
    ...clean,
    assessedPercent: 0,
    scan: {
      ...clean.scan,
      state: 'failed',
      note: 'no credentials',
      verdicts: { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0, error: 0 },
    },
  }
  const empty = flat(renderConsole(nothing))
  assert.match(empty, /Nothing was assessed in account 111122223333/)
  assert.match(empty, /This scan failed: nothing in it says how the account is\. no credentials/)
  assert.doesNotMatch(empty, /No open findings|100 %/)
  for (const report of [said, empty, words, flat(renderConsole(clean))])
    assert.doesNotMatch(report, /\b(secure|safe|fine|healthy|compliant|all good)\b/i)
})

test('of many failing checks the worst are shown and the others counted', () => {
  const few = renderConsole(model, { groups: 2 })
  assert.match(flat(few), /… 6 more checks with 10 open findings: parapet findings list/)
  assert.doesNotMatch(few, /Tables have deletion protection/)
})
