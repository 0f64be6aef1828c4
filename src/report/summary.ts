// What all formats say, derived once from the model: groups, counts, changes, what is missing. Every order is total, so equal models give equal bytes.
import { severities, type Severity } from '../risk/severity.ts'
import type { CoverageSummary, Finding, NotAssessed, StoredScan } from '../store/store.ts'
import type { ReportCheck, ReportModel, ReportWaiver } from './model.ts'
import { daysBetween } from './time.ts'
import { bySeverity, count, list, total } from './words.ts'

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const bySeverityAndScore = (a: Pick<Finding, 'severity' | 'score'>, b: Pick<Finding, 'severity' | 'score'>): number =>
  severities.indexOf(a.severity) - severities.indexOf(b.severity) || b.score - a.score

/** Worst first; then by name, ARN and identity. */
export const inOrder = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort(
    (a, b) =>
      bySeverityAndScore(a, b) ||
      byText(a.check, b.check) ||
      byText(a.name, b.name) ||
      byText(a.resource, b.resource) ||
      byText(a.discriminator, b.discriminator) ||
      byText(a.id, b.id),
  )

/** The findings of one check. */
export interface Group {
  readonly check: string
  /** Undefined for a check that this version no longer has. */
  readonly info: ReportCheck | undefined
  readonly title: string
  readonly severity: Severity
  readonly score: number
  readonly findings: readonly Finding[]
  /** Distinct resources. */
  readonly resources: number
  /** Opened or reopened since the previous scan. */
  readonly fresh: number
  readonly since: Date
  /** Resources on which the same check could not be decided. */
  readonly unread: number
  /** Findings that could not be confirmed by the last scan. */
  readonly stale: number
}

export const groupsOf = (model: ReportModel, findings: readonly Finding[]): readonly Group[] => {
  const fresh = new Set([...model.changes.opened, ...model.changes.reopened])
  return [...Map.groupBy(inOrder(findings), (finding) => finding.check)]
    .map(([check, members]) => {
      const info = model.checks.get(check)
      const worst = members[0]
      return {
        check,
        info,
        title: info?.title ?? check,
        severity: worst?.severity ?? 'informational',
        score: worst?.score ?? 0,
        findings: members,
        resources: new Set(members.map((finding) => finding.resource)).size,
        fresh: members.filter((finding) => fresh.has(finding.id)).length,
        since: new Date(Math.min(...members.map((finding) => finding.firstSeen.getTime()))),
        unread: model.notAssessed.filter((gap) => gap.check === check).reduce((sum, gap) => sum + gap.resources, 0),
        stale: members.filter((finding) => finding.notVerifiedSince !== null).length,
      }
    })
    .sort((a, b) => bySeverityAndScore(a, b) || b.resources - a.resources || byText(a.check, b.check))
}

/** What could not be assessed for one reason: the same missing operation, however many checks it costs. */
export interface Missing {
  readonly verdict: NotAssessed['verdict']
  readonly reason: string
  readonly operation: string | null
  /** The IAM action that would mend it; only a denial is mended by one. */
  readonly action: string | null
  readonly checks: readonly string[]
  readonly regions: readonly string[]
  readonly resources: number
  readonly examples: readonly string[]
  readonly message: string
}

export const gapsInOrder = (gaps: readonly NotAssessed[]): readonly NotAssessed[] =>
  [...gaps].sort((a, b) => byText(a.check, b.check) || byText(a.region, b.region) || byText(JSON.stringify(a), JSON.stringify(b)))

export const missingOf = (gaps: readonly NotAssessed[]): readonly Missing[] => {
  const key = (gap: NotAssessed) =>
    JSON.stringify([gap.verdict, gap.reason, gap.operation, gap.action, gap.verdict === 'error' ? gap.check : ''])
  return [...Map.groupBy(gapsInOrder(gaps), key)]
    .map(([, members]) => {
      const first = members[0] as NotAssessed
      // The same resource may miss several checks: per check and region they add up, across checks the largest says how many at least.
      const perCheck = [...Map.groupBy(members, (gap) => gap.check).values()].map((of) => of.reduce((sum, gap) => sum + gap.resources, 0))
      return {
        verdict: first.verdict,
        reason: first.reason,
        operation: first.operation,
        action: first.reason === 'denied' ? first.action : null,
        checks: [...new Set(members.map((gap) => gap.check))],
        regions: [...new Set(members.map((gap) => gap.region))].sort(byText),
        resources: Math.max(0, ...perCheck),
        examples: [...new Set(members.flatMap((gap) => gap.examples))].sort(byText).slice(0, 10),
        message: first.message,
      }
    })
    .sort(
      (a, b) =>
        byText(a.verdict === 'error' ? '1' : '0', b.verdict === 'error' ? '1' : '0') ||
        b.checks.length - a.checks.length ||
        b.resources - a.resources ||
        byText(a.operation ?? '', b.operation ?? '') ||
        byText(JSON.stringify(a), JSON.stringify(b)),
    )
}

/** Differences of what two scans looked at: they change numbers without any change in the account. */
export const scopeChanges = (from: StoredScan, to: StoredScan): readonly string[] => {
  const added = (a: readonly string[], b: readonly string[]) => b.filter((item) => !a.includes(item))
  const changes: string[] = []
  const say = (what: string, gained: readonly string[], lost: readonly string[]) => {
    if (gained.length > 0)
      changes.push(`${count(gained.length, what)} looked at only now (${list(gained.slice(0, 3))}${gained.length > 3 ? ', …' : ''})`)
    if (lost.length > 0)
      changes.push(`${count(lost.length, what)} no longer looked at (${list(lost.slice(0, 3))}${lost.length > 3 ? ', …' : ''})`)
  }
  say('region', added(from.regions, to.regions), added(to.regions, from.regions))
  say('check', added(from.checks, to.checks), added(to.checks, from.checks))
  if (from.version !== to.version) changes.push(`another version of Parapet (${from.version}, now ${to.version})`)
  if (from.caller !== to.caller) changes.push(`another identity that read (${from.caller}, now ${to.caller})`)
  return changes
}

const decidedOf = ({ verdicts }: StoredScan): number => verdicts.pass + verdicts.fail + verdicts['not-applicable']
export const undecidedOf = ({ verdicts }: StoredScan): number => verdicts.unknown + verdicts.error
/** Share of a scan's results that were decided, rounded down; undefined where it had none. What it could not even list is not in it. */
export const assessedOf = (scan: StoredScan): number | undefined => {
  const all = decidedOf(scan) + undecidedOf(scan)
  return all === 0 ? undefined : Math.floor((100 * decidedOf(scan)) / all)
}

export interface Summary {
  /** Open and counted. */
  readonly open: readonly Finding[]
  readonly waived: readonly Finding[]
  readonly resolved: readonly Finding[]
  readonly counts: Readonly<Record<Severity, number>>
  /** Against the previous scan; undefined for a first one. */
  readonly deltas: Readonly<Record<Severity, number>> | undefined
  readonly groups: readonly Group[]
  readonly missing: readonly Missing[]
  readonly gaps: readonly CoverageSummary[]
  /** Checks of this scan, and how many of them left nothing undecided. */
  readonly checks: { readonly all: number; readonly assessed: number }
  /** Nothing is missing: the only state in which a report may speak of the whole. */
  readonly whole: boolean
  /** `97 %`, or that nothing was decided. */
  readonly coverage: string
  readonly scope: readonly string[]
  readonly headline: string
  readonly waivers: {
    readonly expired: readonly ReportWaiver[]
    /** Within 14 days. */
    readonly ending: readonly ReportWaiver[]
    readonly idle: readonly ReportWaiver[]
  }
}

const soon = 14

export const summaryOf = (model: ReportModel): Summary => {
  const { scan, previous } = model
  const findings = inOrder(model.findings)
  const open = findings.filter((finding) => finding.status === 'open' && finding.waiver === null)
  const tally = (severity: Severity) => open.filter((finding) => finding.severity === severity).length
  const counts = Object.fromEntries(severities.map((severity) => [severity, tally(severity)])) as Record<Severity, number>
  const missing = missingOf(model.notAssessed)
  const unassessed = new Set(model.notAssessed.map((gap) => gap.check))
  const gaps = model.coverage
    .filter((row) => row.outcome !== 'ok' && row.outcome !== 'absent')
    .sort(
      (a, b) =>
        byText(a.operation, b.operation) ||
        byText(a.region, b.region) ||
        byText(a.outcome, b.outcome) ||
        byText(JSON.stringify(a), JSON.stringify(b)),
    )
  const whole = scan.state === 'complete' && missing.length === 0 && model.assessedPercent >= 100 && undecidedOf(scan) === 0
  const nothing = decidedOf(scan) + undecidedOf(scan) === 0
  const coverage = nothing ? 'nothing' : `${model.assessedPercent} %`
  const waivers = [...model.waivers].sort((a, b) => byText(a.expires, b.expires) || byText(a.id, b.id))
  const inForce = waivers.filter((waiver) => !waiver.expired)
  return {
    open,
    waived: findings.filter((finding) => finding.status === 'open' && finding.waiver !== null),
    resolved: findings.filter((finding) => finding.status === 'resolved'),
    counts,
    deltas:
      previous &&
      (Object.fromEntries(severities.map((severity) => [severity, counts[severity] - previous.open[severity]])) as Record<
        Severity,
        number
      >),
    groups: groupsOf(model, open),
    missing,
    gaps,
    checks: { all: scan.checks.length, assessed: scan.checks.filter((check) => !unassessed.has(check)).length },
    whole,
    coverage,
    scope: previous ? scopeChanges(previous, scan) : [],
    headline: headlineOf(counts, whole, coverage, scan, nothing),
    waivers: {
      expired: waivers.filter((waiver) => waiver.expired),
      ending: inForce.filter((waiver) => (daysLeft(waiver, model.generatedAt) ?? 0) <= soon),
      idle: inForce.filter((waiver) => waiver.matches === 0),
    },
  }
}

/** The whole story in a sentence. It never calls anything fine that was not read. */
const headlineOf = (
  counts: Readonly<Record<Severity, number>>,
  whole: boolean,
  coverage: string,
  scan: StoredScan,
  nothing: boolean,
): string => {
  if (nothing) return `Nothing was assessed in account ${scan.account}: no check reached a verdict.`
  const worst = bySeverity(counts)
  const open = worst.length === 0 ? 'No open findings' : `${count(total(counts), 'finding is', 'findings are')} open: ${list(worst)}`
  if (whole) return `${open}; all ${count(scan.checks.length, 'check')} could be decided on everything they apply to.`
  if (scan.state !== 'complete' && coverage === '100 %') return `${open} in what was reached; what was not is unknown.`
  return worst.length === 0
    ? `No open findings in what could be read, ${coverage} of the results; the rest is unknown.`
    : `${open}; ${coverage} of the results could be decided, the rest is unknown.`
}

/** Days until a waiver's last one; undefined where its end is no day. */
const daysLeft = ({ expires }: ReportWaiver, now: Date): number | undefined => {
  const end = new Date(`${expires}T00:00:00Z`)
  return Number.isNaN(end.getTime()) ? undefined : daysBetween(now, end)
}

/** `until 2027-02-28, in 6 days`, `ended on 2026-11-20` */
export const waiverEnd = (waiver: ReportWaiver, now: Date): string => {
  if (waiver.expired) return `ended on ${waiver.expires}`
  const days = daysLeft(waiver, now)
  if (days === undefined) return `until ${waiver.expires}`
  return days <= 0
    ? `ends today, ${waiver.expires}`
    : `until ${waiver.expires}, ${days === 1 ? 'its last day is tomorrow' : `in ${days} days`}`
}

/** Scans whose numbers mean something: others would show as a drop to nothing. */
export const counted = (scans: readonly StoredScan[]): readonly StoredScan[] =>
  scans.filter((scan) => scan.state !== 'running' && scan.state !== 'interrupted' && assessedOf(scan) !== undefined)
