// How long to wait before trying again, and how many tries a whole session may spend.
import type { Trouble } from './errors.ts'

/** Attempts of one call, the first included. */
export const attemptsOf = ({ kind, status, code }: Pick<Trouble, 'kind' | 'status' | 'code'>): number => {
  // An error page for a wrong address stays one, and what is too large does not shrink.
  if (kind === 'bad-response' && ((status >= 300 && status < 500) || code === 'OversizedBody')) return 1
  if (kind === 'server' || kind === 'network' || kind === 'bad-response') return 4
  // A second long silence is likely to be followed by a third.
  if (kind === 'timeout') return 2
  return kind === 'throttled' ? 12 : 1
}

const base = 100
const longest = 20_000

/** Full jitter: anything from nothing to a doubling bound, in milliseconds. */
export const backoff = (attempt: number, random: () => number): number => random() * Math.min(longest, base * 2 ** attempt)

export interface Budget {
  /** Takes one try; false where none is left. */
  spend(): boolean
  /** A call that needed no second try pays in. */
  earn(): void
}

/** Tries beyond the first: 100 to begin with, and one for every five calls that went well. A storm ends, it does not grow. */
export const retryBudget = (initial = 100, share = 0.2): Budget => {
  let left = initial
  return {
    spend: () => {
      if (left < 1) return false
      left -= 1
      return true
    },
    earn: () => {
      left = Math.min(left + share, 5 * initial)
    },
  }
}
