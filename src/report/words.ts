// The words of reports: numbers with their nouns, severities with their signs, evidence in one line.
import type { Evidence } from '../check/check.ts'
import { severities, type Severity } from '../risk/severity.ts'
import type { Changes, NotAssessed, ResolvedReason, ScanState } from '../store/store.ts'
import { mitigations, type Mitigation } from '../threats/mitigations.ts'
import { threats, type Threat } from '../threats/threats.ts'

/** `1 240`, with a space that does not look like a decimal sign anywhere. */
export const number = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ' ')
/** `1 resource`, `4 resources` */
export const count = (value: number, one: string, many = `${one}s`): string => `${number(value)} ${value === 1 ? one : many}`

/** `a`, `a and b`, `a, b and c` */
export const list = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1] ?? ''}`

/** Some of many: `a, b and 3 more`. */
export const some = (words: readonly string[], total: number, max: number): string => {
  const named = words.slice(0, max)
  return total > named.length && named.length > 0 ? `${named.join(', ')} and ${number(total - named.length)} more` : list(named)
}

/** A sign for each severity, never without its word. */
export const signs: Readonly<Record<Severity, string>> = { critical: '‼', high: '!', medium: '•', low: '·', informational: 'i' }

/** `3 critical, 7 high`; only what there is. */
export const bySeverity = (counts: Readonly<Record<Severity, number>>): readonly string[] =>
  severities.filter((severity) => counts[severity] > 0).map((severity) => `${number(counts[severity])} ${severity}`)

export const total = (counts: Readonly<Record<Severity, number>>): number => severities.reduce((sum, severity) => sum + counts[severity], 0)

const value = (of: Evidence[string]): string => {
  if (of === null) return 'none'
  if (typeof of === 'object') return of.length === 0 ? 'none' : of.join(', ')
  return String(of)
}
/** The facts that decided, each as its name and value. */
export const facts = (evidence: Evidence): readonly (readonly [string, string])[] =>
  Object.entries(evidence).map(([name, of]) => [name, value(of)])
export const evidenceLine = (evidence: Evidence): string =>
  facts(evidence)
    .map(([name, of]) => `${name}: ${of}`)
    .join('; ')

/** What a scan's state means for whoever reads its result; empty for a complete one. */
export const stateSentence: Readonly<Record<ScanState, string>> = {
  complete: '',
  partial: 'This scan is partial: some of what it asked was not answered.',
  failed: 'This scan failed: nothing in it says how the account is.',
  cancelled: 'This scan was cancelled: it says nothing about what it had not reached.',
  interrupted: 'This scan was interrupted: it says nothing about what it had not reached.',
  running: 'This scan is still running: it says nothing about what it has not reached.',
}

/** Why a finding is resolved. */
export const resolvedWords: Readonly<Record<ResolvedReason, string>> = {
  passed: 'passes now',
  'not-applicable': 'does not apply any more',
  'resource-gone': 'resource deleted',
}

/** What a scan changed, `2 new, 1 reopened and 3 resolved`; empty where nothing did. Evidence that moved is no news here. */
export const changeWords = ({ opened, reopened, resolved, severityChanged, notVerified }: Changes): string => {
  const parts = [
    [opened, 'new'],
    [reopened, 'reopened'],
    [resolved, 'resolved'],
    [severityChanged, 'with another severity'],
    [notVerified, 'that could not be confirmed'],
  ] as const
  return list(parts.filter(([ids]) => ids.length > 0).map(([ids, what]) => `${number(ids.length)} ${what}`))
}

/** Names as people say them; an id that this version does not know stands for itself. */
export const threatTitle = (id: string): string => (Object.hasOwn(threats, id) ? threats[id as Threat].title : id)
export const mitigationTitle = (id: string): string => (Object.hasOwn(mitigations, id) ? mitigations[id as Mitigation] : id)

/** Why something was not assessed, for people. */
export const reasonWord = (gap: Pick<NotAssessed, 'reason' | 'verdict'>): string =>
  gap.verdict === 'error' ? 'fault of Parapet' : gap.reason === '' ? 'not read' : gap.reason
