// Starts what a live test needs. Where it is not to be had on this machine, the tests say so loudly; in CI that is a failure.
import { EmulatorUnavailable } from '../../scripts/emulators/python.ts'

export type Started<T> = { readonly it: T; readonly skip: false } | { readonly it: undefined; readonly skip: string }

/** The emulator, or the reason for which the tests are skipped. Throws in CI. */
export const started = async <T>(name: string, start: () => Promise<T>): Promise<Started<T>> => {
  try {
    return { it: await start(), skip: false }
  } catch (error) {
    if (!(error instanceof EmulatorUnavailable) || process.env['CI']) throw error
    const skip = `${name} is not here: ${error.message}`
    process.stderr.write(`\n!!! SKIPPED, NOTHING WAS TESTED: ${skip}\n\n`)
    return { it: undefined, skip }
  }
}
