// Gathers what a report shows: a scan, its findings with the waivers of today, what changed, what could not be read.
import type { Check } from '../check/check.ts'
import { judge, type GateRequest, type Judgement } from '../gate.ts'
import { severityOfCheck } from '../plan.ts'
import type { ReportCheck, ReportModel } from '../report/model.ts'
import { assessedOf } from '../report/summary.ts'
import { riskScore } from '../risk/severity.ts'
import type { Changes, Store, StoredScan } from '../store/store.ts'
import { version } from '../version.ts'
import type { Waiver } from '../waivers/match.ts'
import { usableScans } from './database.ts'
import { reportWaivers, withWaivers } from './waivers-in-force.ts'

const noChanges: Changes = {
  opened: [],
  reopened: [],
  resolved: [],
  severityChanged: [],
  evidenceChanged: [],
  notVerified: [],
  held: [],
}

export const reportChecks = (checks: readonly Check[]): ReadonlyMap<string, ReportCheck> =>
  new Map(
    checks.map((check) => [
      check.id,
      { ...check, on: check.on.join(', '), severity: severityOfCheck(check), score: riskScore(check.likelihood, check.impact) },
    ]),
  )

/** How many scans a trend line shows. */
const trendLength = 90

export interface ModelInput {
  readonly store: Store
  readonly scan: StoredScan
  readonly checks: readonly Check[]
  readonly waivers: readonly Waiver[]
  readonly now: Date
  /** What this very scan changed, where it has just run; its holds are nowhere else. */
  readonly changes?: Changes
  readonly gate?: GateRequest
}

/** The model of a stored scan, and how it satisfies a gate. */
export const reportModel = async (input: ModelInput): Promise<{ readonly model: ReportModel; readonly judgement: Judgement }> => {
  const { store, scan, checks, waivers, now } = input
  const scans = await usableScans(store, scan.account)
  // By place and not by time: two scans may begin in the same second.
  const place = scans.findIndex(({ id }) => id === scan.id)
  const previous = place < 0 ? scans.find(({ startedAt }) => startedAt < scan.startedAt) : scans[place + 1]
  const changes = input.changes ?? (previous && place >= 0 ? await store.changesBetween(previous.id, scan.id) : noChanges)
  const resolved = new Set(changes.resolved)
  const standing = place === 0 ? await store.findings({ account: scan.account }) : await store.findingsAt(scan.id)
  const findings = withWaivers(
    standing.filter(({ id, status }) => status === 'open' || resolved.has(id)),
    waivers,
    now,
  )
  const [coverage, notAssessed] = await Promise.all([store.coverage(scan.id), store.notAssessed(scan.id)])
  const share = assessedOf(scan) ?? 0
  // Rounding and listings that were cut must not read as everything.
  const assessedPercent = share === 100 && (notAssessed.length > 0 || scan.state !== 'complete') ? 99 : share
  const fresh = new Set([...changes.opened, ...changes.reopened])
  const judgement = judge(input.gate ?? { allowIncomplete: true }, {
    state: scan.state,
    open: findings.filter(({ status, waiver }) => status === 'open' && waiver === null),
    fresh,
    assessedPercent,
    notAssessed: notAssessed.reduce((sum, { resources }) => sum + Math.max(1, resources), 0),
  })
  return {
    judgement,
    model: {
      version,
      generatedAt: now,
      scan,
      previous,
      checks: reportChecks(checks),
      findings,
      changes,
      coverage,
      notAssessed,
      assessedPercent,
      trend: scans.slice(Math.max(0, place), Math.max(0, place) + trendLength).toReversed(),
      waivers: reportWaivers(waivers, findings, now),
      gate: judgement.gate,
    },
  }
}
