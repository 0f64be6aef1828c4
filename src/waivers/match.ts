// Which findings a waiver covers. Whatever cannot be told for certain is not covered.
import { fits } from '../graph/wildcard.ts'
import { hasEnded } from './date.ts'

/** Conditions that all have to hold. `*` is a wildcard in every text but tag keys. */
export interface Selector {
  readonly check?: string | undefined
  /** ARN. */
  readonly resource?: string | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
  readonly account?: string | undefined
  readonly region?: string | undefined
  /** Id of one finding. */
  readonly finding?: string | undefined
}

export interface Waiver {
  readonly id: string
  readonly match: Selector
  /** What is left out of the match. */
  readonly not?: Selector | undefined
  readonly reason: string
  readonly owner: string
  /** Last day in force, `YYYY-MM-DD`. */
  readonly expires: string
  readonly ticket?: string | undefined
  readonly approved_by?: string | undefined
  readonly compensating?: readonly string[] | undefined
}

/** What a waiver looks at. Tags are undefined where they are not known. */
export interface Waivable {
  readonly id: string
  readonly check: string
  readonly resource: string
  readonly account: string
  readonly region: string
  readonly tags?: Readonly<Record<string, string>> | undefined
}

type Answer = 'yes' | 'no' | 'cannot tell'

const answer = (selector: Selector, finding: Waivable): Answer => {
  const texts: readonly (readonly [string | undefined, string])[] = [
    [selector.check, finding.check],
    [selector.resource, finding.resource],
    [selector.account, finding.account],
    [selector.region, finding.region],
    [selector.finding?.toUpperCase(), finding.id.toUpperCase()],
  ]
  if (texts.some(([pattern, text]) => pattern !== undefined && !fits(pattern, text))) return 'no'
  if (!selector.tags) return 'yes'
  const { tags } = finding
  if (!tags) return 'cannot tell'
  return Object.entries(selector.tags).every(([key, pattern]) => Object.hasOwn(tags, key) && fits(pattern, tags[key] ?? '')) ? 'yes' : 'no'
}

/** Whether a waiver's selectors cover a finding, in force or not. */
export const covers = (waiver: Waiver, finding: Waivable): boolean =>
  answer(waiver.match, finding) === 'yes' && (!waiver.not || answer(waiver.not, finding) === 'no')

/** The waiver in force for a finding: of several, the one that lasts longest. */
export const waiverFor = (waivers: readonly Waiver[], finding: Waivable, now: Date): Waiver | undefined =>
  waivers
    .filter((waiver) => !hasEnded(waiver.expires, now) && covers(waiver, finding))
    .reduce<Waiver | undefined>((best, waiver) => (best && best.expires >= waiver.expires ? best : waiver), undefined)
