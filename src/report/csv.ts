// The report as a table for spreadsheets: findings, and what was not assessed, which is a row too so that nobody counts it as passed.
import type { Finding } from '../store/store.ts'
import type { ReportModel } from './model.ts'
import { gapsInOrder, inOrder } from './summary.ts'
import { csvCell } from './text.ts'
import { evidenceLine, threatTitle } from './words.ts'

type Cell = string | number | boolean | null
const columns = [
  'status',
  'id',
  'severity',
  'risk (of 25)',
  'check',
  'title',
  'threat',
  'kind',
  'name',
  'resource',
  'discriminator',
  'account',
  'region',
  'first seen',
  'changed',
  'resolved',
  'resolved because',
  'not verified since',
  'waiver',
  'evidence or reason',
  'missing permission',
  'resources',
] as const

const time = (at: Date | null): string | null => at?.toISOString() ?? null

export const renderCsv = (model: ReportModel): string => {
  const about = (check: string) => {
    const info = model.checks.get(check)
    const threat = info?.threats[0]
    return { title: info?.title ?? null, threat: threat === undefined ? null : threatTitle(threat), info }
  }
  const statusOf = (finding: Finding) => (finding.status === 'open' && finding.waiver !== null ? 'waived' : finding.status)
  const inOrderOfStatus = ['open', 'waived', 'resolved'].flatMap((status) =>
    inOrder(model.findings).filter((finding) => statusOf(finding) === status),
  )
  const findings = inOrderOfStatus.map((finding): readonly Cell[] => {
    const { title, threat } = about(finding.check)
    return [
      statusOf(finding),
      finding.id,
      finding.severity,
      finding.score,
      finding.check,
      title,
      threat,
      finding.kind,
      finding.name,
      finding.resource,
      finding.discriminator,
      finding.account,
      finding.region,
      time(finding.firstSeen),
      time(finding.changedAt),
      time(finding.resolvedAt),
      finding.resolvedReason,
      time(finding.notVerifiedSince),
      finding.waiver,
      evidenceLine(finding.evidence),
      null,
      1,
    ]
  })
  const gaps = gapsInOrder(model.notAssessed).map((gap): readonly Cell[] => {
    const { title, threat, info } = about(gap.check)
    return [
      'not assessed',
      null,
      info?.severity ?? null,
      info?.score ?? null,
      gap.check,
      title,
      threat,
      info?.on ?? null,
      null,
      gap.examples.join(' '),
      null,
      model.scan.account,
      gap.region,
      ...Array.from({ length: 6 }, () => null),
      `${gap.reason}${gap.operation === null ? '' : ` ${gap.operation}`}${gap.message === '' ? '' : `: ${gap.message}`}`,
      gap.reason === 'denied' ? gap.action : null,
      gap.verdict === 'blind' ? 'unknown' : gap.resources,
    ]
  })
  return [columns, ...findings, ...gaps].map((row: readonly Cell[]) => `${row.map(csvCell).join(',')}\r\n`).join('')
}
