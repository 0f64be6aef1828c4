// Runs the command line: as a child process, as people do, or within the test's process where only words and exit codes matter.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { main } from '../../src/cli/main.ts'
import type { ExitCode } from '../../src/gate.ts'

const root = join(import.meta.dirname, '../..')
const cli = join(root, 'src/cli.ts')

export interface Workplace extends Disposable {
  readonly directory: string
  /** A home of its own, and nothing of the environment of whoever runs the tests. */
  readonly env: Readonly<Record<string, string>>
}

/** A directory for one test, with a `.git` of its own so that no configuration above it is found. */
export const workplace = (more: Readonly<Record<string, string>> = {}): Workplace => {
  const directory = mkdtempSync(join(tmpdir(), 'parapet-cli-'))
  return {
    directory,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: directory,
      // Shared by all runs, so that not every one compiles everything anew.
      XDG_CACHE_HOME: join(root, 'node_modules/.cache'),
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      AWS_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...more,
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  }
}

export interface Result {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Result>
  /** Resolves once stderr holds the text. */
  readonly says: (text: string) => Promise<void>
}

/** Starts the real command. */
export const start = (at: Workplace, ...args: readonly string[]): Running => {
  const child = spawn(process.execPath, [cli, ...args], { cwd: at.directory, env: at.env, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  const waiting = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    for (const wake of waiting) wake()
  })
  const ended = new Promise<Result>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!stderr.includes(text)) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      ended.then(() => reject(new Error(`it ended without saying '${text}', but: ${stderr}`)), reject)
      look()
    })
  return { child, ended, says }
}

/** Runs the real command to its end. */
export const parapet = (at: Workplace, ...args: readonly string[]): Promise<Result> => start(at, ...args).ended

export interface InProcess {
  readonly isTerminal?: boolean
  readonly columns?: number
  readonly now?: Date | (() => Date)
  readonly answer?: string
}

/** Runs a command in this process: the same code but for streams, clock and signals. */
export const inProcess = async (
  at: Workplace,
  args: readonly string[],
  { isTerminal = false, columns = 96, now, answer }: InProcess = {},
): Promise<Result & { readonly code: ExitCode }> => {
  const text = { stdout: '', stderr: '' }
  const out = (name: keyof typeof text) => ({
    write: (more: string) => {
      text[name] += more
    },
    isTerminal,
    columns,
    flush: () => Promise.resolve(),
  })
  const code = await main(args, {
    out: out('stdout'),
    err: out('stderr'),
    env: at.env,
    cwd: at.directory,
    now: () => (typeof now === 'function' ? now() : (now ?? new Date())),
    ...(answer === undefined ? {} : { ask: () => Promise.resolve(answer) }),
  })
  return { code, ...text }
}
