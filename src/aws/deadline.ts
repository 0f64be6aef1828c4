// Bounds the time of a piece of work, whatever it hangs on, by an abort signal of its own.
import { Fault } from './errors.ts'

/** Runs `work` for at most so many milliseconds. Its signal aborts at the deadline or with `parent`, and the promise settles then, even if the work does not. */
export const within = async <T>(milliseconds: number, parent: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  parent.throwIfAborted()
  const controller = new AbortController()
  // The parent lives as long as the session: a listener left behind on it would never be freed.
  const onAbort = (): void => controller.abort(parent.reason)
  parent.addEventListener('abort', onAbort, { once: true })
  const timer = setTimeout(
    () => controller.abort(new Fault('timeout', 'TimeoutError', `no complete answer within ${Math.round(milliseconds)} ms`)),
    milliseconds,
  )
  const { promise, reject } = Promise.withResolvers<never>()
  controller.signal.addEventListener('abort', () => reject(controller.signal.reason as Error), { once: true })
  const running = work(controller.signal)
  // Whichever loses the race is still handled.
  running.catch(() => {})
  promise.catch(() => {})
  try {
    return await Promise.race([running, promise])
  } finally {
    clearTimeout(timer)
    parent.removeEventListener('abort', onAbort)
  }
}
