// One finding, the changes between two scans, and trends, on a terminal.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { renderDiff, type Diff } from '../../src/report/diff.ts'
import { renderFinding, type FindingDetail } from '../../src/report/finding.ts'
import { renderTrends, sparkline } from '../../src/report/trends.ts'
import { widthOf } from '../../src/report/width.ts'
import type { Finding, StoredScan } from '../../src/store/store.ts'
import { checks, events, findings, model, now, trend } from './model.fixture.ts'

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ')
const key = findings.find(({ name }) => name === 'ci-deploy') as Finding
const detail = (finding: Finding, more: Partial<FindingDetail> = {}): FindingDetail => ({
  finding,
  check: checks.get(finding.check),
  events,
  waiver: undefined,
  scan: model.scan,
  others: findings,
  now,
  ...more,
})

test('a finding is told in full: risk, evidence, remedy, history, and what to type', () => {
  const text = flat(renderFinding(detail(key)))
  assert.match(
    text,
    /^F-00000008 Not met: Access keys are at most 90 days old ! high, risk 15 of 25 Resource ci-deploy arn:aws:iam::111122223333:user\/ci-deploy/,
  )
  assert.match(text, /Status open since 2026-11-16 08:00 UTC \(7 days ago\)/)
  assert.match(text, /likelihood 3 of 5 × impact 5 of 5 = 15 of 25; the setting of the resource changes nothing: high/)
  assert.match(text, /threat Unauthorized access mitigation Credential hygiene: missing here/)
  assert.match(text, /Evidence the same since .*? AccessKeyAgeDays: 412 LastUsedService: s3/)
  assert.match(text, /aws iam update-access-key --user-name <user> --access-key-id <old> --status Inactive/)
  assert.match(
    text,
    /History 2026-11-16 08:00 UTC opened 2026-11-23 10:02 UTC evidence changed: from \{"AccessKeyAgeDays":405\}, to \{"AccessKeyAgeDays":412\}/,
  )
  assert.match(text, /Check it parapet scan --check iam-access-key-rotation Waive it parapet waiver add F-00000008 --owner/)
  assert.match(text, /decided 98 % of 155 results/)
})

test('the arithmetic says where the resource moved the risk', () => {
  const moved = flat(renderFinding(detail({ ...key, score: 9, severity: 'medium' })))
  assert.match(moved, /= 15 of 25; the setting of the resource makes it 9: medium/)
})

test('what is waived, resolved or not confirmed says so, and only its own neighbours are named', () => {
  const orders = findings.find(({ id }) => id === 'F-00000010') as Finding
  assert.match(
    flat(renderFinding(detail(orders))),
    /Also open on this resource \(2\) ‼ critical F-00000001 sqs-queue-policy-public • medium F-00000012 sqs-queue-dead-letter/,
  )
  const waived = findings.find(({ waiver }) => waiver !== null) as Finding
  const text = flat(renderFinding(detail(waived, { waiver: model.waivers[0] })))
  assert.match(text, /open, waived since .*?; waiver W-2026-014 of team-identity@example.com until 2026-11-29, in 6 days: Cart data/)
  assert.doesNotMatch(text, /Waive it/)
  const resolved = findings.find(({ resolvedReason }) => resolvedReason === 'resource-gone') as Finding
  assert.match(flat(renderFinding(detail(resolved))), /Was not met: .*Status resolved 2026-11-23 10:02 UTC: resource deleted; first seen/)
  const unsure = findings.find(({ notVerifiedSince }) => notVerifiedSince !== null) as Finding
  assert.match(
    flat(renderFinding(detail(unsure))),
    /not confirmed since 2026-11-23 10:02 UTC: it could not be read again, so it stays open/,
  )
  assert.match(flat(renderFinding(detail(key, { check: undefined }))), /this version of Parapet does not have it any more/)
})

const diff: Diff = { from: model.previous as StoredScan, to: model.scan, changes: model.changes, findings, checks }

test('a diff has a heading for each kind of change, and tells the account from the looking', () => {
  const text = flat(renderDiff(diff))
  assert.match(text, /2 new, 2 resolved, 1 evidence changed and 1 not confirmed\./)
  assert.match(text, /NEW \(2\) \+ ‼ critical orders-in: Queue policies grant nothing to everyone \(F-00000001\)/)
  assert.match(text, /RESOLVED \(2\): .*?✓ ‼ critical preview: .*? resource deleted ✓ • medium thumbnails-in: .*? passes now/)
  assert.match(text, /NOT CONFIRMED \(1\): could not be read again, so they stay open \? ! high orders/)
  assert.match(text, /HELD: .*? 18 of 20 AWS::SQS::Queue in us-east-1/)
  assert.match(text, /NOT THE ACCOUNT'S DOING: .*? 1 check looked at only now \(iam-root-mfa\)/)
  assert.match(text, /98 % of results decided This scan is partial/)
})

test('a diff without changes speaks only of what both scans looked at', () => {
  const none = { opened: [], reopened: [], resolved: [], severityChanged: [], evidenceChanged: [], notVerified: [], held: [] }
  assert.match(renderDiff({ ...diff, changes: none }), /No finding changed in what both scans looked at\./)
})

test('a sparkline spans its values, and nothing is not a little', () => {
  assert.equal(sparkline([0, 1, 2, 4, 8]), '·▁▂▄█')
  assert.equal(sparkline([0, 0]), '··')
  assert.equal(sparkline([90, 100], 100), '██')
})

test('trends: a line for each severity, and the scans behind it with what they could read', () => {
  const text = flat(renderTrends({ scans: trend, now }))
  assert.match(text, /12 open findings on 2026-11-23; unchanged since 2026-10-14 \(5 scans in 40 days\)/)
  assert.match(text, /‼ critical ··▄██ 0 → 2 \(\+2\)/)
  assert.match(text, /• medium \S+ 6 → 3 \(−3\)/)
  assert.match(text, /assessed \S+ 90 % → 98 % of the results/)
  assert.match(text, /2026-10-14 08:00 UTC partial 0 4 6 2 0 12 90 %/)
})

test('a scan that died is no drop to zero', () => {
  const dead: StoredScan = {
    ...model.scan,
    id: 'dead',
    state: 'interrupted',
    startedAt: now,
    open: { critical: 0, high: 0, medium: 0, low: 0, informational: 0 },
  }
  const text = flat(renderTrends({ scans: [...trend, dead], now }))
  assert.match(text, /12 open findings on 2026-11-23; .*?\(5 scans in 40 days\)/)
  assert.match(text, /interrupted – – – – – –/)
  assert.match(renderTrends({ scans: [dead], now }), /No scan has decided anything yet/)
  assert.match(renderTrends({ scans: [], now }), /No scans yet: parapet scan/)
})

test('narrow terminals and colours', () => {
  for (const render of [() => renderDiff(diff, { width: 50 }), () => renderTrends({ scans: trend, now }, { width: 50 })]) {
    for (const line of render().split('\n')) assert.ok(widthOf(line) <= 50, line)
  }
  const plain = renderFinding(detail(key))
  assert.ok(!plain.includes('\u001b'))
  assert.equal(stripVTControlCharacters(renderFinding(detail(key), { colour: true })), plain)
})
