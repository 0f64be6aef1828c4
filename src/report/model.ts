// What every renderer is given: one value, complete, already decided. Renderers are pure functions from it to text.
import type { CheckInfo } from '../check/check.ts'
import type { Severity } from '../risk/severity.ts'
import type { Changes, CoverageSummary, Finding, NotAssessed, StoredScan } from '../store/store.ts'

export interface ReportCheck extends CheckInfo {
  readonly on: string
  readonly severity: Severity
  readonly score: number
}

/** The outcome of a gate (`--fail-on`, `--fail-on-new`, `--min-coverage`), where one was asked for. */
export interface Gate {
  readonly passed: boolean
  /** One sentence each, for people. */
  readonly reasons: readonly string[]
  /** The same as the process's exit code. */
  readonly exitCode: number
}

/** A waiver as reports show it. */
export interface ReportWaiver {
  readonly id: string
  readonly owner: string
  readonly reason: string
  /** Last day in force, inclusive, `YYYY-MM-DD`. */
  readonly expires: string
  readonly expired: boolean
  readonly matches: number
  readonly ticket?: string
}

export interface ReportModel {
  readonly version: string
  readonly generatedAt: Date
  readonly scan: StoredScan
  /** The scan that changes are counted from; undefined for a first scan. */
  readonly previous: StoredScan | undefined
  readonly checks: ReadonlyMap<string, ReportCheck>
  /** Open, and resolved since the previous scan; waived ones included and marked. */
  readonly findings: readonly Finding[]
  readonly changes: Changes
  readonly coverage: readonly CoverageSummary[]
  readonly notAssessed: readonly NotAssessed[]
  /** Share of (check, resource) results that were decided, 0 to 100, rounded down; 100 only if nothing is missing. */
  readonly assessedPercent: number
  /** Oldest first, this scan last. */
  readonly trend: readonly StoredScan[]
  readonly waivers: readonly ReportWaiver[]
  readonly gate: Gate | undefined
}

export type Renderer = (model: ReportModel) => string
