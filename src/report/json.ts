// The report as one JSON document, complete and raw: what programs read. Its shape is versioned by `schema`.
import type { ReportCheck, ReportModel } from './model.ts'
import { gapsInOrder, inOrder, summaryOf } from './summary.ts'
import { inertJson } from './text.ts'

export const schema = 'parapet-report/1'

/** What a check says, without what it does. */
export const checkOf = ({
  id,
  title,
  on,
  severity,
  score,
  likelihood,
  impact,
  threats,
  mitigation,
  cost,
  why,
  fix,
  refs,
}: ReportCheck) => ({
  id,
  title,
  on,
  severity,
  score,
  likelihood,
  impact,
  threats,
  mitigation,
  cost,
  why,
  fix,
  refs,
})

/** Everything in a fixed order. Strings are what AWS said, unchanged; only their notation in JSON is made inert. */
export const documentOf = (model: ReportModel) => {
  const summary = summaryOf(model)
  return {
    schema,
    version: model.version,
    generatedAt: model.generatedAt,
    scan: model.scan,
    previous: model.previous ?? null,
    summary: {
      headline: summary.headline,
      assessedPercent: model.assessedPercent,
      complete: summary.whole,
      checks: summary.checks,
      open: summary.counts,
      change: summary.deltas ?? null,
      waived: summary.waived.length,
      scopeChanges: summary.scope,
    },
    gate: model.gate ?? null,
    changes: model.changes,
    findings: inOrder(model.findings),
    checks: [...model.checks.values()].map(checkOf).sort((a, b) => (a.id < b.id ? -1 : 1)),
    notAssessed: gapsInOrder(model.notAssessed),
    coverageGaps: summary.gaps,
    waivers: [...model.waivers].sort((a, b) => (a.id < b.id ? -1 : 1)),
    trend: model.trend,
  }
}

export const renderJson = (model: ReportModel): string => `${inertJson(JSON.stringify(documentOf(model), null, 2))}\n`
