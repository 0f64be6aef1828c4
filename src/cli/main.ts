// From arguments to an exit code: parse, do the work, and say what went wrong in a way that helps.
import { join, resolve } from 'node:path'
import { CommanderError } from 'commander'
import { colourWanted, stateDirectory } from '../config/environment.ts'
import { exitCodes, type ExitCode } from '../gate.ts'
import type { LogLevel } from '../log-levels.ts'
import { painter } from '../report/terminal.ts'
import { UserError } from '../user-error.ts'
import { version } from '../version.ts'
import type { Context } from './context.ts'
import type { Io } from './io.ts'
import { buildProgram, type GlobalOptions, type Work } from './program.ts'
import { showError } from './show-error.ts'

/** What commander throws for help and version: not errors. */
const helpful = new Set(['commander.helpDisplayed', 'commander.version'])

const contextFor = async (io: Io, options: GlobalOptions): Promise<Context> => {
  const colour = colourWanted(io.env, io.out.isTerminal, !options.color || options.plain === true)
  const level = options.logLevel ?? (options.logFile === undefined ? undefined : 'info')
  // Pino is loaded only where something is logged.
  const log =
    level === undefined || level === 'silent'
      ? undefined
      : (await import('../log.ts')).openLog({
          level: level as LogLevel,
          ...(options.logFile === undefined ? {} : { file: resolve(io.cwd, options.logFile) }),
        })
  return {
    io,
    paint: painter(colour),
    errPaint: painter(colourWanted(io.env, io.err.isTerminal, !options.color || options.plain === true)),
    colour,
    plain: options.plain ?? false,
    log,
    // Schemas and the YAML parser are loaded only where something is configured.
    config: async (flags) => (await import('../config.ts')).loadConfig({ flags, env: io.env, cwd: io.cwd }),
  }
}

/** A fault of Parapet: the trace goes to a file, its path to the person. */
const reportFault = async (io: Io, error: unknown, command: string): Promise<void> => {
  const file = join(stateDirectory(io.env), `fault-${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${process.pid}.log`)
  let written = false
  try {
    const { fieldsOfError, openLog } = await import('../log.ts')
    openLog({ level: 'error', file }).write('error', 'fault', {
      ...fieldsOfError(error),
      command,
      version,
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
    })
    written = true
  } catch {
    // Nowhere to write: the message below is all there is.
  }
  showError(io, {
    message: `this is a fault of Parapet, not of your account: ${error instanceof Error ? error.message : String(error)}`,
    ...(written ? { next: `the details for a bug report are in ${file}` } : {}),
  })
}

/** Runs the command that the arguments name. */
export const main = async (argv: readonly string[], io: Io): Promise<ExitCode> => {
  let work: Work | undefined
  let complaint = ''
  const program = buildProgram(
    (found) => {
      work = found
    },
    {
      writeOut: io.out.write,
      writeErr: (text) => {
        complaint += text
      },
      outputError: () => undefined,
      getOutHelpWidth: () => Math.min(io.out.columns, 110),
      getErrHelpWidth: () => Math.min(io.err.columns, 110),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    },
  )
  if (argv.length === 0) {
    program.outputHelp()
    return exitCodes.ok
  }
  try {
    program.parse(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (helpful.has(error.code)) return exitCodes.ok
    // A group without its subcommand: its help is the answer.
    if (error.code === 'commander.help') io.err.write(complaint)
    else
      showError(io, {
        message: error.message.replace(/^error: /, '').replaceAll('\n', ' '),
        next: 'parapet help lists the commands, parapet <command> --help their options',
      })
    return exitCodes.usage
  }
  if (!work) return exitCodes.usage
  const { name, global, run } = work
  try {
    const context = await contextFor(io, global)
    context.log?.write('info', 'start', { command: name, version, node: process.version })
    const code = await run(context)
    context.log?.write('info', 'end', { command: name, exitCode: code })
    return code
  } catch (error) {
    const known = await asUserError(error)
    if (!known) {
      await reportFault(io, error, name)
      return exitCodes.fault
    }
    showError(io, known)
    return known.exitCode
  }
}

/** Errors that the parts of Parapet throw on purpose, as what a person can do about them. */
const asUserError = async (error: unknown): Promise<UserError | undefined> => {
  if (error instanceof UserError) return error
  return error instanceof Error ? (await import('./known-errors.ts')).knownError(error) : undefined
}
