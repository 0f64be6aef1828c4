// Time and chance as everything in src/aws sees them, so that tests can bring their own.
import { setTimeout as delay } from 'node:timers/promises'

export interface Time {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Rejects with the signal's reason when aborted. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>
  /** In [0, 1). */
  readonly random: () => number
}

export const systemTime: Time = {
  now: Date.now,
  sleep: async (milliseconds, signal) => {
    await delay(milliseconds, undefined, signal === undefined ? {} : { signal })
  },
  random: Math.random,
}
