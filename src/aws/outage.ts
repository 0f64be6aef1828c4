// When the network is gone for everybody, calls wait for one probe instead of spending retries by the hundred.
import { Fault } from './errors.ts'
import { backoff } from './retry.ts'
import type { Time } from './time.ts'

/** Failures of the connection in a row, over all calls, that make an outage. */
const enough = 5
/** An outage that lasts longer is not waited for, in milliseconds. */
const patience = 90_000

export interface Outage {
  /** Waits while the network is gone. Only one caller at a time goes on as the probe. Rejects when the patience is over. */
  pass(signal: AbortSignal): Promise<void>
  /** A call failed for its connection. */
  failed(): void
  /** Any answer at all. */
  answered(): void
  /** Whether calls are waiting for the network. */
  active(): boolean
}

export const outageBreaker = (time: Time): Outage => {
  let failures = 0
  let since = 0
  let probes = 0
  let probing = false

  const active = (): boolean => failures >= enough

  return {
    active,
    pass: async (signal) => {
      while (active()) {
        if (time.now() - since > patience) throw new Fault('network', 'NetworkOutage', `no connection for ${patience / 1000} seconds`)
        if (!probing) {
          probing = true
          probes += 1
          await time.sleep(250 + backoff(Math.min(probes, 6), time.random), signal).catch((error: unknown) => {
            probing = false
            throw error
          })
          return
        }
        await time.sleep(250, signal)
      }
    },
    failed: () => {
      failures += 1
      if (failures === enough) since = time.now()
      probing = false
    },
    answered: () => {
      failures = 0
      probes = 0
      probing = false
    },
  }
}
