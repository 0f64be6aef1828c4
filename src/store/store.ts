// What the store remembers, and how it is asked. One schema and one set of queries, on SQLite and on PostgreSQL.
import type { Evidence } from '../check/check.ts'
import type { Evaluation } from '../check/verdict.ts'
import type { Inventory } from '../graph/inventory.ts'
import type { Severity } from '../risk/severity.ts'

/**
 * complete: everything that was asked for was answered. partial: something was not. failed: nothing usable. cancelled: stopped by a person.
 * interrupted: the process died. running: under way.
 */
export type ScanState = 'running' | 'complete' | 'partial' | 'failed' | 'cancelled' | 'interrupted'

export interface StoredScan {
  readonly id: string
  readonly account: string
  readonly caller: string
  readonly endpoint: string | null
  readonly regions: readonly string[]
  readonly startedAt: Date
  readonly finishedAt: Date | null
  readonly state: ScanState
  /** Why it failed or what was cut, one sentence. */
  readonly note: string | null
  readonly calls: number
  readonly resources: number
  /** (check, resource) results of this scan by verdict. */
  readonly verdicts: Readonly<Record<'pass' | 'fail' | 'unknown' | 'not-applicable' | 'error', number>>
  /** Ids of the checks that were evaluated; what was not looked at opens and resolves nothing, and is marked as not verified since. */
  readonly checks: readonly string[]
  /** Open findings after this scan, waived ones left out. */
  readonly open: Readonly<Record<Severity, number>>
  /** Version of Parapet that made it. */
  readonly version: string
}

export type FindingStatus = 'open' | 'resolved'
export type ResolvedReason = 'passed' | 'not-applicable' | 'resource-gone'

/** A finding is (check, resource, discriminator); its id is hashed from these and nothing else. */
export interface Finding {
  /** `F-` and 8 characters of Crockford's base 32, from SHA-256. */
  readonly id: string
  readonly check: string
  readonly discriminator: string
  /** ARN. */
  readonly resource: string
  readonly kind: string
  readonly name: string
  readonly account: string
  readonly region: string
  readonly status: FindingStatus
  readonly severity: Severity
  /** Likelihood x impact, 1 to 25. */
  readonly score: number
  readonly evidence: Evidence
  readonly firstSeen: Date
  /** When its state last changed: opened, resolved, reopened, severity or evidence changed. */
  readonly changedAt: Date
  readonly resolvedAt: Date | null
  readonly resolvedReason: ResolvedReason | null
  /** Since when it could not be confirmed or refuted; null while the last scan that covered it was certain. */
  readonly notVerifiedSince: Date | null
  /** Id of the waiver in force, if any. */
  readonly waiver: string | null
}

export type FindingEventKind =
  | 'opened'
  | 'resolved'
  | 'reopened'
  | 'severity-changed'
  | 'evidence-changed'
  | 'waived'
  | 'unwaived'
  | 'not-verified'
  | 'verified-again'

export interface FindingEvent {
  readonly finding: string
  readonly scan: string
  readonly at: Date
  readonly event: FindingEventKind
  /** Old and new value where there are such. */
  readonly detail: Readonly<Record<string, unknown>>
}

/** A mass disappearance that is held: absence resolves nothing until the next scan or a person confirms it. */
export interface Hold {
  readonly kind: string
  readonly region: string
  readonly vanished: number
  readonly known: number
}

/** What one scan changed. */
export interface Changes {
  readonly opened: readonly string[]
  readonly reopened: readonly string[]
  readonly resolved: readonly string[]
  readonly severityChanged: readonly string[]
  readonly evidenceChanged: readonly string[]
  readonly notVerified: readonly string[]
  readonly held: readonly Hold[]
}

export interface FindingFilter {
  readonly account?: string
  readonly status?: FindingStatus
  readonly severity?: readonly Severity[]
  readonly check?: readonly string[]
  readonly service?: readonly string[]
  readonly region?: readonly string[]
  /** ARN, or a part of it with `*`. */
  readonly resource?: string
  readonly waived?: boolean
  readonly openedSince?: Date
}

/** Gaps of one scan, grouped: one row for each operation, place and outcome. */
export interface CoverageSummary {
  readonly account: string
  readonly region: string
  readonly operation: string
  readonly kind: string
  readonly facet: string
  readonly outcome: string
  readonly code: string | null
  readonly message: string | null
  /** How many resources (or listings) had this outcome. */
  readonly count: number
  /** Up to ten ARNs, for people. */
  readonly examples: readonly string[]
}

export interface StoredResource {
  readonly arn: string
  readonly kind: string
  readonly name: string
  readonly account: string
  readonly region: string
  readonly firstSeen: Date
  readonly lastSeen: Date
  /** When a complete listing no longer held it. */
  readonly goneAt: Date | null
}

/** Another scan of the same account is under way. */
export class ScanRunning extends Error {
  readonly scan: { readonly id: string; readonly startedAt: Date; readonly host: string; readonly pid: number }
  constructor(scan: ScanRunning['scan'], account: string) {
    super(
      `a scan of account ${account} is already running: ${scan.id}, since ${scan.startedAt.toISOString()}, process ${scan.pid} on ${scan.host}. Wait for it, or stop it and start again.`,
    )
    this.name = 'ScanRunning'
    this.scan = scan
  }
}

/** Held while a scan runs. */
export interface Lease {
  readonly scan: string
  readonly account: string
  /** Grows with every lease on an account: writes under an older one are refused. */
  readonly fence: number
}

export interface ScanResult {
  readonly lease: Lease
  readonly inventory: Inventory
  readonly evaluation: Evaluation
  readonly state: 'complete' | 'partial' | 'failed' | 'cancelled'
  readonly note: string | null
  /** Evaluated checks with the severity of a failure. */
  readonly checks: ReadonlyMap<string, { readonly severity: Severity; readonly score: number }>
  /** The waiver in force for a finding, if any. */
  readonly waiverOf: (
    finding: Pick<Finding, 'id' | 'check' | 'resource' | 'name' | 'account' | 'region' | 'kind' | 'discriminator'>,
  ) => string | null
  /** A person confirmed that what vanished is really gone. */
  readonly confirmDisappearance: boolean
}

export interface Store {
  /** Where it is, for people; without secrets. */
  readonly location: string
  /** Marks scans as interrupted whose process is dead or whose lease ran out. Returns them. Called at every start. */
  recover(now: Date): Promise<readonly StoredScan[]>
  /** Takes the account's lease and enters the scan as running. Throws {@link ScanRunning}. */
  begin(
    scan: {
      readonly id: string
      readonly account: string
      readonly caller: string
      readonly endpoint: string | null
      readonly regions: readonly string[]
      readonly startedAt: Date
      readonly version: string
    },
    now: Date,
  ): Promise<Lease>
  /** Takes an interrupted scan up again under its old id. Throws {@link ScanRunning}. */
  resume(scan: string, now: Date): Promise<Lease>
  heartbeat(lease: Lease, now: Date): Promise<void>
  /** Everything that a scan learned, in one transaction: nothing of it is seen before all of it is. */
  commit(result: ScanResult): Promise<Changes>
  /** Ends a scan that has nothing to commit. */
  abandon(lease: Lease, state: 'failed' | 'cancelled' | 'interrupted', note: string, now: Date): Promise<void>

  accounts(): Promise<readonly string[]>
  /** Newest first. */
  scans(filter?: { readonly account?: string; readonly limit?: number; readonly since?: Date }): Promise<readonly StoredScan[]>
  scan(id: string): Promise<StoredScan | undefined>
  findings(filter?: FindingFilter): Promise<readonly Finding[]>
  /** By id or by a unique beginning of it. */
  finding(id: string): Promise<Finding | undefined>
  events(filter: { readonly finding?: string; readonly scan?: string }): Promise<readonly FindingEvent[]>
  /** Net changes after scan `from` up to and with scan `to`, both of one account. */
  changesBetween(from: string, to: string): Promise<Changes>
  /** Findings as they stood right after a scan: what reports of older scans show. */
  findingsAt(scan: string): Promise<readonly Finding[]>
  /** With `withRead`, what was answered as well (outcomes `ok` and `absent`), counted for each operation and place. */
  coverage(scan: string, options?: { readonly withRead?: boolean }): Promise<readonly CoverageSummary[]>
  /** Verdicts `unknown` and `error` of a scan, grouped by check: what was not assessed and what would mend it. */
  notAssessed(scan: string): Promise<readonly NotAssessed[]>
  resources(filter?: { readonly account?: string; readonly kind?: string; readonly gone?: boolean }): Promise<readonly StoredResource[]>

  /** Applies outstanding migrations; refuses a newer database with {@link NewerDatabase}. */
  migrate(): Promise<readonly string[]>
  /** Removes scans, events and resolved findings older than `before`, never the last complete scan of an account. Returns counts. */
  prune(before: Date): Promise<{ readonly scans: number; readonly findings: number; readonly events: number }>
  /** Copies an SQLite database to a file while it is in use. */
  backup(file: string): Promise<void>
  close(): Promise<void>
}

export interface NotAssessed {
  readonly check: string
  readonly region: string
  readonly verdict: 'unknown' | 'error' | 'blind'
  readonly resources: number
  readonly examples: readonly string[]
  readonly operation: string | null
  readonly action: string | null
  readonly reason: string
  readonly message: string
}
