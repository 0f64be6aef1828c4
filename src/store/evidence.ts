// When two pieces of evidence say the same.
import type { Evidence } from '../check/check.ts'

/** Evidence as text, the same for the same facts whatever the order of its fields. */
export const canonicalEvidence = (evidence: Evidence): string =>
  JSON.stringify(Object.entries(evidence).toSorted(([a], [b]) => (a < b ? -1 : 1)))

export const sameEvidence = (a: Evidence, b: Evidence): boolean => a === b || canonicalEvidence(a) === canonicalEvidence(b)
