// The report as JSON Lines, raw: one record a line, each with its `type`; the scan first, so that whoever reads findings knows what they cover.
import { checkOf, documentOf, schema } from './json.ts'
import type { ReportModel } from './model.ts'
import { inertJson } from './text.ts'

export const renderJsonl = (model: ReportModel): string => {
  const { findings, coverageGaps, notAssessed, waivers, scan, summary, changes, gate, version, generatedAt } = documentOf(model)
  const titleOf = (check: string) => model.checks.get(check)?.title ?? null
  const changeOf = new Map<string, string>()
  for (const id of changes.resolved) changeOf.set(id, 'resolved')
  for (const id of changes.reopened) changeOf.set(id, 'reopened')
  for (const id of changes.opened) changeOf.set(id, 'opened')
  const used = new Set([...findings.map((finding) => finding.check), ...notAssessed.map((gap) => gap.check)])
  const records = [
    { type: 'scan', schema, reportedBy: version, generatedAt, ...scan, summary, held: changes.held, gate },
    ...[...model.checks.values()]
      .filter((check) => used.has(check.id))
      .map((check) => ({ type: 'check', ...checkOf(check) }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    ...findings.map((finding) => ({
      type: 'finding',
      ...finding,
      title: titleOf(finding.check),
      change: changeOf.get(finding.id) ?? null,
    })),
    ...notAssessed.map((gap) => ({ type: 'not-assessed', ...gap, title: titleOf(gap.check) })),
    ...coverageGaps.map((gap) => ({ type: 'coverage-gap', ...gap })),
    ...waivers.map((waiver) => ({ type: 'waiver', ...waiver })),
  ]
  return records.map((record) => `${inertJson(JSON.stringify(record))}\n`).join('')
}
