// One token bucket: first come, first served; shrinks when AWS refuses for rate and grows again while it does not.
import type { Time } from './time.ts'

export interface Bucket {
  /** Waits for a token. Rejects when the signal aborts. */
  take(signal: AbortSignal): Promise<void>
  /** AWS refused a call for its rate. */
  throttled(): void
  /** AWS answered a call, whatever it said. */
  answered(): void
  /** Refusals for rate since the last answer; what was refused together counts once. */
  refusals(): number
  /** Tokens per second now. */
  rate(): number
}

export interface Limit {
  /** Calls per second. */
  readonly rate: number
  /** Calls at once after a quiet time. */
  readonly burst: number
  /** The rate is a guess: double it while it is busy until AWS first refuses. */
  readonly guess?: boolean
}

/** Below this no bucket shrinks, in calls per second. */
export const floor = 0.5
/** No bucket grows beyond: what one process can send is less. */
const ceiling = 2000
const shrink = 0.7
const growth = 0.05
const coolDown = 1000
const growEvery = 1000
/** A guess doubles in half of that: more than the answer to a call takes, so that it doubles on what held. */
const doubleEvery = 500

/** A bucket without limit, for emulators and recordings. */
export const openBucket: Bucket = {
  take: (signal) => (signal.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve()),
  throttled: () => {},
  answered: () => {},
  refusals: () => 0,
  rate: () => Number.POSITIVE_INFINITY,
}

export const tokenBucket = (limit: Limit, time: Time): Bucket => {
  const most = limit.guess ? ceiling : Math.max(floor, limit.rate)
  let rate = Math.max(floor, limit.rate)
  let seeking = limit.guess === true
  let refusals = 0
  let filledAt = time.now()
  let grownAt = filledAt
  let coolUntil = 0
  // Whether anybody had to wait since the rate last grew: an idle bucket has proved nothing.
  let busy = false
  // A shrunk bucket also holds less, in proportion.
  const capacity = (): number => Math.max(1, limit.guess ? rate : limit.burst * (rate / most))
  let tokens = capacity()
  const waiting: (() => void)[] = []

  const refill = (): void => {
    const now = time.now()
    const from = Math.max(filledAt, coolUntil)
    if (now > from) tokens = Math.min(capacity(), tokens + ((now - from) * rate) / 1000)
    filledAt = now
    if (!busy || now - grownAt < (seeking ? doubleEvery : growEvery) || (!seeking && now < coolUntil + growEvery)) return
    rate = Math.min(most, seeking ? rate * 2 : rate + Math.max(rate * growth, floor))
    grownAt = now
    busy = false
  }

  let pumping = false
  const pump = async (): Promise<void> => {
    if (pumping) return
    pumping = true
    while (waiting.length > 0) {
      refill()
      // A hair of slack: thirds of a second do not add up exactly.
      if (tokens >= 1 - 1e-9 && time.now() >= coolUntil) {
        tokens -= 1
        waiting.shift()?.()
        continue
      }
      busy = true
      await time.sleep(Math.ceil(Math.max(coolUntil - time.now(), ((1 - tokens) * 1000) / rate, 1)))
    }
    pumping = false
  }

  return {
    take: (signal) =>
      new Promise<void>((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason as Error)
        const onAbort = (): void => {
          waiting.splice(waiting.indexOf(waiter), 1)
          reject(signal.reason as Error)
        }
        const waiter = (): void => {
          signal.removeEventListener('abort', onAbort)
          resolve()
        }
        signal.addEventListener('abort', onAbort, { once: true })
        waiting.push(waiter)
        void pump()
      }),
    throttled: () => {
      seeking = false
      const now = time.now()
      // What was in flight together is refused together: one lesson, not many.
      if (now < coolUntil) return
      refusals += 1
      rate = Math.max(floor, rate * shrink)
      tokens = 0
      coolUntil = now + coolDown
      grownAt = coolUntil
      filledAt = now
    },
    answered: () => {
      refusals = 0
    },
    refusals: () => refusals,
    rate: () => rate,
  }
}
