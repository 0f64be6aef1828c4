// Errors for people: what happened, what it means, what to do next.
import { colourWanted } from '../config/environment.ts'
import { painter } from '../report/terminal.ts'
import { printable } from '../report/text.ts'
import type { Io } from './io.ts'

export interface Shown {
  readonly message: string
  readonly details?: readonly string[]
  readonly consequence?: string | undefined
  readonly next?: string | undefined
}

const maxDetails = 50

/** Prints an error to stderr. */
export const showError = (io: Io, error: Shown): void => {
  const paint = painter(colourWanted(io.env, io.err.isTerminal, false))
  const details = error.details ?? []
  io.err.write(`${paint('bad', 'error:')} ${printable(error.message, 1000)}\n`)
  for (const line of details.slice(0, maxDetails)) io.err.write(`  ${printable(line, 1000)}\n`)
  if (details.length > maxDetails) io.err.write(`  … and ${details.length - maxDetails} more\n`)
  if (error.consequence !== undefined) io.err.write(`  ${printable(error.consequence, 1000)}\n`)
  if (error.next !== undefined) io.err.write(`${paint('bold', 'next:')} ${printable(error.next, 1000)}\n`)
}
