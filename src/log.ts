// Structured logs. Fields are let through by an allow-list: what is not named here cannot leak, whoever logs it.
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { pino } from 'pino'
import type { LogLevel } from './log-levels.ts'

/** What may stand in a log line. None of these can carry a secret, a tag or a policy. */
export interface LogFields {
  readonly scan?: string
  readonly account?: string
  readonly region?: string
  readonly kind?: string
  readonly check?: string
  readonly operation?: string
  readonly outcome?: string
  readonly code?: string
  readonly status?: number
  readonly count?: number
  readonly milliseconds?: number
  readonly command?: string
  readonly exitCode?: number
  readonly version?: string
  readonly node?: string
  readonly platform?: string
  /** Class of an error. */
  readonly error?: string
  /** Functions and places of a stack trace, without the message. */
  readonly frames?: readonly string[]
}

const allowed: Readonly<Record<keyof LogFields, 'text' | 'number' | 'lines'>> = {
  scan: 'text',
  account: 'text',
  region: 'text',
  kind: 'text',
  check: 'text',
  operation: 'text',
  outcome: 'text',
  code: 'text',
  status: 'number',
  count: 'number',
  milliseconds: 'number',
  command: 'text',
  exitCode: 'number',
  version: 'text',
  node: 'text',
  platform: 'text',
  error: 'text',
  frames: 'lines',
}
const maxText = 300
const maxLines = 40

/** The allowed fields of an object, each of its own type and bounded. */
export const onlyAllowed = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const kept: Record<string, unknown> = {}
  for (const [name, kind] of Object.entries(allowed)) {
    const value = fields[name]
    if (kind === 'number' && typeof value === 'number') kept[name] = value
    else if (kind === 'text' && typeof value === 'string') kept[name] = value.slice(0, maxText)
    else if (kind === 'lines' && Array.isArray(value))
      kept[name] = value
        .filter((line) => typeof line === 'string')
        .slice(0, maxLines)
        .map((line) => line.slice(0, maxText))
  }
  return kept
}

export interface Log {
  /** `event` is a constant of the code, never a value. */
  readonly write: (level: Exclude<LogLevel, 'silent'>, event: string, fields?: LogFields) => void
}

/** Opens a log: to a file that only its owner reads, or to stderr. Writes at once, so that a crash loses nothing. */
export const openLog = (to: { readonly level: LogLevel; readonly file?: string }): Log => {
  if (to.file !== undefined) mkdirSync(dirname(to.file), { recursive: true, mode: 0o700 })
  const logger = pino(
    {
      level: to.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: onlyAllowed },
    },
    pino.destination({ dest: to.file ?? 2, sync: true, append: true, mode: 0o600 }),
  )
  return { write: (level, event, fields = {}) => logger[level](fields, event) }
}

/** An error as log fields. Messages are left out: they may quote what an account or a file says. */
export const fieldsOfError = (error: unknown): LogFields => {
  if (!(error instanceof Error)) return { error: typeof error }
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
  const cause = error.cause instanceof Error ? fieldsOfError(error.cause) : undefined
  return {
    error: cause?.error === undefined ? error.name : `${error.name} from ${cause.error}`,
    frames: [...frames, ...(cause?.frames ?? [])],
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
  }
}
