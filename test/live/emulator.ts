// Starts what a live test needs. Where it is not to be had on this machine, the tests say so loudly; in CI, without moto, that is a failure.
import { EmulatorUnavailable } from '../../scripts/emulators/python.ts'

export type Started<T> = { readonly it: T; readonly skip: false } | { readonly it: undefined; readonly skip: string }

/** The emulator, or the reason for which the tests are skipped. Throws in CI, where it has to be there. */
export const started = async <T>(
  name: 'moto' | 'LocalStack',
  start: () => Promise<T>,
  { CI = process.env['CI'], tell = (text: string): unknown => process.stderr.write(text) } = {},
): Promise<Started<T>> => {
  try {
    return { it: await start(), skip: false }
  } catch (error) {
    // LocalStack is a second opinion, and gets no more fixes: a machine without the Python it wants is no reason to refuse a change.
    if (!(error instanceof EmulatorUnavailable) || (CI && name === 'moto')) throw error
    const skip = `${name} is not here: ${error.message}`
    tell(`\n!!! SKIPPED, NOTHING WAS TESTED: ${skip}\n\n`)
    return { it: undefined, skip }
  }
}
