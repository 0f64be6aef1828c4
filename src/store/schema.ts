// The tables, as both engines hold them: instants are ISO 8601 texts, structures are JSON texts, yes and no are 1 and 0.
import type { Kysely } from 'kysely'

export type Engine = 'sqlite' | 'postgres'
export type Db = Kysely<Database>

export interface ScanRow {
  id: string
  account: string
  /** The lease under which it runs or ran: the order of an account's scans, whatever the clock did. */
  fence: number
  caller: string
  endpoint: string | null
  regions: string
  started_at: string
  finished_at: string | null
  state: string
  note: string | null
  calls: number
  resources: number
  verdicts: string
  checks: string
  open: string
  version: string
  /** Whether it changed anything: only what was not committed can be taken up again. */
  committed: number
}

export interface CoverageTableRow {
  scan: string
  /** Order of the rows of a scan. */
  position: number
  account: string
  region: string
  operation: string
  kind: string
  facet: string
  outcome: string
  code: string | null
  message: string | null
  count: number
  examples: string
}

export interface NotAssessedRow {
  scan: string
  position: number
  check: string
  region: string
  verdict: string
  resources: number
  examples: string
  operation: string | null
  action: string | null
  reason: string
  message: string
}

/** When the resources of a kind in a region were last looked for. */
export interface ListingRow {
  account: string
  kind: string
  region: string
  read_at: string
}

export interface ResourceRow {
  account: string
  arn: string
  kind: string
  name: string
  region: string
  first_seen: string
  /** Null as long as every reading of its place shows it: then it was last seen at that listing's `read_at`. */
  last_seen: string | null
  held_since: string | null
  gone_at: string | null
  /** Scan order in which it went. */
  gone_fence: number | null
}

export interface FindingRow {
  id: string
  key: string
  account: string
  check: string
  discriminator: string
  resource: string
  kind: string
  name: string
  region: string
  status: string
  severity: string
  score: number
  evidence: string
  first_seen: string
  changed_at: string
  resolved_at: string | null
  resolved_reason: string | null
  not_verified_since: string | null
  waiver: string | null
}

export interface FindingEventRow {
  finding: string
  fence: number
  /** Order of the steps of one finding in one scan. */
  step: number
  account: string
  scan: string
  at: string
  event: string
  detail: string
  /** Former values of the columns that it changed, to look back in time; null where the finding was new. */
  before: string | null
}

export interface LeaseRow {
  account: string
  fence: number
  /** Null while nobody scans. */
  scan: string | null
  host: string
  pid: number
  heartbeat: string
}

export interface HoldRow {
  scan: string
  kind: string
  region: string
  vanished: number
  known: number
}

export interface Database {
  scans: ScanRow
  coverage: CoverageTableRow
  not_assessed: NotAssessedRow
  listings: ListingRow
  resources: ResourceRow
  findings: FindingRow
  finding_events: FindingEventRow
  leases: LeaseRow
  holds: HoldRow
}

/** A store's connection, and who holds it. */
export interface Context {
  readonly db: Db
  readonly engine: Engine
  readonly location: string
  readonly host: string
  readonly pid: number
  readonly isAlive: (pid: number) => boolean
}
