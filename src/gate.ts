// Whether a scan's result satisfies what was asked of it, and the exit code that says so.
import type { Gate } from './report/model.ts'
import { atLeast, severities, type Severity } from './risk/severity.ts'
import type { ScanState } from './store/store.ts'

/** The exit codes of every command, worst first. */
export const exitCodes = {
  ok: 0,
  gateFailed: 1,
  usage: 2,
  noAccess: 3,
  incomplete: 4,
  fault: 5,
  interrupted: 130,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** A person who stops a scan knows that it ended; of the rest the worst is told: 5, 3, 2, 1, 4. */
const worstFirst: readonly ExitCode[] = [130, 5, 3, 2, 1, 4]

/** The code to exit with, of several that apply. */
export const worst = (codes: readonly ExitCode[]): ExitCode => worstFirst.find((code) => codes.includes(code)) ?? exitCodes.ok

/** What was asked for on the command line. */
export interface GateRequest {
  readonly failOn?: Severity
  /** Counts only what opened or reopened in this scan. */
  readonly failOnNew?: Severity
  /** Percent of (check, resource) results that have to be decided. */
  readonly minCoverage?: number
  readonly allowIncomplete: boolean
}

/** What the scan came to. */
export interface GateFacts {
  readonly state: ScanState
  /** Open findings without a waiver in force. */
  readonly open: readonly { readonly id: string; readonly severity: Severity }[]
  /** Ids of findings that opened or reopened in this scan. */
  readonly fresh: ReadonlySet<string>
  /** 0 to 100. */
  readonly assessedPercent: number
  /** Results that could not be reached: verdicts unknown and error, and listings that were cut. */
  readonly notAssessed: number
}

export interface Judgement {
  readonly exitCode: ExitCode
  /** Why it is not 0; one sentence each, for people. */
  readonly reasons: readonly string[]
  /** Undefined where no gate was asked for. */
  readonly gate: Gate | undefined
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const threshold = (severity: Severity): string => (severity === 'critical' ? 'critical' : `${severity} or above`)

const count = (facts: GateFacts, severity: Severity, only: (id: string) => boolean): string | undefined => {
  const hits = facts.open.filter((finding) => atLeast(finding.severity, severity) && only(finding.id))
  if (hits.length === 0) return undefined
  const parts = severities.flatMap((level) => {
    const amount = hits.filter((finding) => finding.severity === level).length
    return amount > 0 ? [`${amount} ${level}`] : []
  })
  return `${plural(hits.length, 'finding')} (${parts.join(', ')})`
}

/** Decides. Pure. */
export const judge = (request: GateRequest, facts: GateFacts): Judgement => {
  const reasons: string[] = []
  const codes: ExitCode[] = []
  const fails = (code: ExitCode, reason: string): void => {
    codes.push(code)
    reasons.push(reason)
  }
  if (facts.state === 'cancelled' || facts.state === 'interrupted') fails(exitCodes.interrupted, 'The scan was stopped before its end.')
  if (facts.state === 'failed') fails(exitCodes.noAccess, 'Nothing could be read.')
  const open = request.failOn && count(facts, request.failOn, () => true)
  if (request.failOn && open)
    fails(exitCodes.gateFailed, `${open} at ${threshold(request.failOn)}; --fail-on ${request.failOn} allows none.`)
  const fresh = request.failOnNew && count(facts, request.failOnNew, (id) => facts.fresh.has(id))
  if (request.failOnNew && fresh)
    fails(
      exitCodes.gateFailed,
      `New or reopened: ${fresh} at ${threshold(request.failOnNew)}; --fail-on-new ${request.failOnNew} allows none.`,
    )
  if (request.minCoverage !== undefined) {
    if (facts.assessedPercent < request.minCoverage)
      fails(
        exitCodes.incomplete,
        `${facts.assessedPercent} % of the results were decided; --min-coverage asks for ${request.minCoverage} %.`,
      )
  } else if ((facts.state === 'partial' || facts.notAssessed > 0) && !request.allowIncomplete)
    fails(
      exitCodes.incomplete,
      `${facts.assessedPercent} % of the results were decided: facts are missing. --allow-incomplete accepts that, --min-coverage ${facts.assessedPercent} sets a floor.`,
    )
  const exitCode = worst(codes)
  const asked = request.failOn !== undefined || request.failOnNew !== undefined || request.minCoverage !== undefined
  return { exitCode, reasons, gate: asked ? { passed: exitCode === exitCodes.ok, reasons, exitCode } : undefined }
}
