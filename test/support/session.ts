// A session with the scripted endpoint: fixed scan id, credentials of its own, no waiting.
import { connect, type ConnectOptions, type Session } from '../../src/aws/clients.ts'
import type { Time } from '../../src/aws/time.ts'
import type { Operation } from '../../src/graph/fact.ts'

/** Credentials that open nothing. */
export const fakeCredentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }

/** Time in which sleeping takes none: the clock jumps. */
const jumping = (): Pick<Time, 'now' | 'sleep' | 'random'> => {
  let slept = 0
  return {
    now: () => Date.now() + slept,
    sleep: (milliseconds) => {
      slept += milliseconds
      return new Promise((resolve) => void setImmediate(resolve))
    },
    random: () => 0.5,
  }
}

/** Connects to an endpoint. Waits between tries take no time, chance is always the middle. */
export const sessionWith = (
  endpoint: { readonly url: string },
  allowed: readonly Operation[],
  options: Partial<ConnectOptions> = {},
): Promise<Session> =>
  connect({
    endpoint: endpoint.url,
    homeRegion: 'eu-west-1',
    scanId: '2026-01-02T03-04-05Z-abcd',
    version: '1.2.3',
    allowed,
    load: () => Promise.resolve(fakeCredentials),
    ...options,
    time: { ...jumping(), ...options.time },
  })
