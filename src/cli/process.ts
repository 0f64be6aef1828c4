// The process around a command: streams, last resorts and the exit code.
import { exitCodes, type ExitCode } from '../gate.ts'
import { outOf, type Io } from './io.ts'
import { main } from './main.ts'
import { showError } from './show-error.ts'

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const ask = async (question: string): Promise<string> => {
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await lines.question(question)
  } finally {
    lines.close()
  }
}

/** Runs the command line of this process, and ends it. */
export const runProcess = async (): Promise<never> => {
  const { env } = process
  const io: Io = {
    out: outOf(process.stdout, env),
    err: outOf(process.stderr, env),
    env,
    cwd: process.cwd(),
    now: () => new Date(),
    ...(process.stdin.isTTY && process.stderr.isTTY ? { ask } : {}),
  }
  let code: ExitCode = exitCodes.fault
  try {
    code = await main(process.argv.slice(2), io)
  } catch (error) {
    showError(io, { message: `this is a fault of Parapet: ${messageOf(error)}` })
  }
  try {
    await io.out.flush()
    await io.err.flush()
  } catch (error) {
    // A result that was cut off must not look like one.
    showError(io, { message: `the result could not be written: ${messageOf(error)}` })
    if (code === exitCodes.ok) code = exitCodes.usage
  }
  process.exit(code)
}
