// Whether a stage holds back requests before the limit of the whole account does.
import type { FacetValue } from '../../src/graph/kinds.ts'

interface Limits {
  /** Requests a second; -1 where it was switched off. */
  readonly rate: number | undefined
  readonly burst: number | undefined
}

/** A stage that nobody limited shows the limits of the account as its own. */
export const isLimited = (
  { rate = -1, burst = -1 }: Limits,
  { rateLimit, burstLimit }: FacetValue<'AWS::ApiGateway::Stage', 'accountThrottle'>,
): boolean => rate > 0 && rate < rateLimit && burst > 0 && burst <= burstLimit
