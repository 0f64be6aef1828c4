// Between rows and values. The casts trust the database: these functions wrote what they read.
import type { Insertable } from 'kysely'
import type { Severity } from '../risk/severity.ts'
import type { Tracked } from './reconcile.ts'
import type { CoverageTableRow, FindingEventRow, FindingRow, NotAssessedRow, ScanRow } from './schema.ts'
import type {
  CoverageSummary,
  Finding,
  FindingEvent,
  FindingEventKind,
  FindingStatus,
  NotAssessed,
  ResolvedReason,
  ScanState,
  StoredScan,
} from './store.ts'

export const instant = (text: string): Date => new Date(text)
export const instantOrNull = (text: string | null): Date | null => (text === null ? null : new Date(text))
const json = <T>(text: string): T => JSON.parse(text) as T

export const scanOf = (row: ScanRow): StoredScan => ({
  id: row.id,
  account: row.account,
  caller: row.caller,
  endpoint: row.endpoint,
  regions: json(row.regions),
  startedAt: instant(row.started_at),
  finishedAt: instantOrNull(row.finished_at),
  state: row.state as ScanState,
  note: row.note,
  calls: row.calls,
  resources: row.resources,
  verdicts: json(row.verdicts),
  checks: json(row.checks),
  open: json(row.open),
  version: row.version,
})

export const trackedOf = (row: FindingRow): Tracked => ({
  key: row.key,
  id: row.id,
  check: row.check,
  discriminator: row.discriminator,
  resource: row.resource,
  kind: row.kind,
  name: row.name,
  account: row.account,
  region: row.region,
  status: row.status as FindingStatus,
  severity: row.severity as Severity,
  score: row.score,
  evidence: json(row.evidence),
  firstSeen: instant(row.first_seen),
  changedAt: instant(row.changed_at),
  resolvedAt: instantOrNull(row.resolved_at),
  resolvedReason: row.resolved_reason as ResolvedReason | null,
  notVerifiedSince: instantOrNull(row.not_verified_since),
  waiver: row.waiver,
})

export const findingOf = (row: FindingRow): Finding => {
  const { key: _, ...finding } = trackedOf(row)
  return finding
}

const columnOf = {
  name: 'name',
  kind: 'kind',
  region: 'region',
  status: 'status',
  severity: 'severity',
  score: 'score',
  evidence: 'evidence',
  changedAt: 'changed_at',
  resolvedAt: 'resolved_at',
  resolvedReason: 'resolved_reason',
  notVerifiedSince: 'not_verified_since',
  waiver: 'waiver',
} as const satisfies Partial<Record<keyof Tracked, keyof FindingRow>>

/** A part of a finding as columns: what undoes a step. */
export const columnsOf = (patch: Partial<Tracked>): Partial<FindingRow> =>
  Object.fromEntries(
    Object.entries(columnOf).flatMap(([field, column]) => {
      const value = patch[field as keyof typeof columnOf]
      if (value === undefined) return []
      return [[column, value instanceof Date ? value.toISOString() : field === 'evidence' ? JSON.stringify(value) : value]]
    }),
  )

export const findingRowOf = (finding: Tracked): Insertable<FindingRow> => ({
  id: finding.id,
  key: finding.key,
  account: finding.account,
  check: finding.check,
  discriminator: finding.discriminator,
  resource: finding.resource,
  kind: finding.kind,
  name: finding.name,
  region: finding.region,
  status: finding.status,
  severity: finding.severity,
  score: finding.score,
  evidence: JSON.stringify(finding.evidence),
  first_seen: finding.firstSeen.toISOString(),
  changed_at: finding.changedAt.toISOString(),
  resolved_at: finding.resolvedAt?.toISOString() ?? null,
  resolved_reason: finding.resolvedReason,
  not_verified_since: finding.notVerifiedSince?.toISOString() ?? null,
  waiver: finding.waiver,
})

export const eventOf = (row: FindingEventRow): FindingEvent => ({
  finding: row.finding,
  scan: row.scan,
  at: instant(row.at),
  event: row.event as FindingEventKind,
  detail: json(row.detail),
})

export const coverageOf = (row: CoverageTableRow): CoverageSummary => ({
  account: row.account,
  region: row.region,
  operation: row.operation,
  kind: row.kind,
  facet: row.facet,
  outcome: row.outcome,
  code: row.code,
  message: row.message,
  count: row.count,
  examples: json(row.examples),
})

export const notAssessedOf = (row: NotAssessedRow): NotAssessed => ({
  check: row.check,
  region: row.region,
  verdict: row.verdict as NotAssessed['verdict'],
  resources: row.resources,
  examples: json(row.examples),
  operation: row.operation,
  action: row.action,
  reason: row.reason,
  message: row.message,
})
