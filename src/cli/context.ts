// What every command is given, and what it gives back.
import type { LoadedConfig, Flags } from '../config.ts'
import type { ExitCode } from '../gate.ts'
import type { Log } from '../log.ts'
import type { Paint } from '../report/terminal.ts'
import { inertJson } from '../report/text.ts'
import type { Io } from './io.ts'

export interface Context {
  readonly io: Io
  /** For stdout and for stderr: each may or may not be a terminal. */
  readonly paint: Paint
  readonly errPaint: Paint
  readonly colour: boolean
  /** One tab-separated row for each thing, nothing drawn. */
  readonly plain: boolean
  readonly log: Log | undefined
  /** Reads the configuration; throws one error that names everything wrong with it. */
  readonly config: (flags: Flags) => Promise<LoadedConfig>
}

/** A command's work. `options` are parsed and checked by commander as the command's definition says. */
export type Run<Options> = (context: Context, options: Options, args: readonly string[]) => Promise<ExitCode>

/** Prints a result, line by line. */
export const print = (context: Context, ...lines: readonly string[]): void => {
  for (const line of lines) context.io.out.write(`${line}\n`)
}
/** Prints what is not the result: progress, hints, warnings. */
export const tell = (context: Context, ...lines: readonly string[]): void => {
  for (const line of lines) context.io.err.write(`${line}\n`)
}
/** Prints exactly one JSON document. */
export const printJson = (context: Context, value: unknown): void =>
  context.io.out.write(`${inertJson(JSON.stringify(value, jsonValue, 2))}\n`)

const jsonValue = (_key: string, value: unknown): unknown =>
  value instanceof Map ? Object.fromEntries(value) : value instanceof Set ? [...value] : value
