// Ctrl-C: the first one stops new calls and keeps what was learned, the second one ends at once.
import { exitCodes } from '../gate.ts'

export interface Interrupt {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal
  /** Stops listening. */
  readonly release: () => void
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Listens until released. `onFirst` tells the person what happens now. */
export const listenForInterrupt = (onFirst: () => void): Interrupt => {
  const controller = new AbortController()
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    controller.abort(new DOMException('stopped by a person', 'AbortError'))
    onFirst()
  }
  for (const signal of signals) process.on(signal, stop)
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of signals) process.off(signal, stop)
    },
  }
}
