// All verdicts of one check on one resource taken together, whatever their order.
import type { Verdict } from '../check/verdict.ts'
import { canonicalEvidence } from './evidence.ts'

type Failure = Extract<Verdict, { verdict: 'fail' }>

export interface Judgement {
  /** By discriminator. */
  readonly failures: ReadonlyMap<string, Failure>
  /** What kept the check from being certain about everything else. */
  readonly doubt: 'unknown' | 'error' | undefined
  /** False only if the check had nothing to decide here. */
  readonly applicable: boolean
}

/** By check, then by ARN. */
export type Judgements = ReadonlyMap<string, ReadonlyMap<string, Judgement>>

/** Of two failures that are the same finding, the same one wins in every order. */
const weightier = (a: Failure, b: Failure): Failure => (canonicalEvidence(a.evidence) <= canonicalEvidence(b.evidence) ? a : b)

const judgementOf = (verdicts: readonly Verdict[]): Judgement => {
  const failures = new Map<string, Failure>()
  for (const verdict of verdicts) {
    if (verdict.verdict !== 'fail') continue
    const other = failures.get(verdict.discriminator)
    failures.set(verdict.discriminator, other ? weightier(other, verdict) : verdict)
  }
  const has = (word: Verdict['verdict']): boolean => verdicts.some(({ verdict }) => verdict === word)
  return {
    failures,
    doubt: has('error') ? 'error' : has('unknown') ? 'unknown' : undefined,
    applicable: has('pass') || failures.size > 0,
  }
}

export const judge = (verdicts: readonly Verdict[]): Judgements =>
  new Map(
    Array.from(
      Map.groupBy(verdicts, ({ check }) => check),
      ([check, ofCheck]) => {
        const byResource = Map.groupBy(ofCheck, ({ resource }) => resource.arn)
        return [check, new Map(Array.from(byResource, ([arn, several]) => [arn, judgementOf(several)] as const))] as const
      },
    ),
  )
