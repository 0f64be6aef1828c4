// The real command line as a child process, with nothing of this machine's configuration in its environment.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { credentials } from '../accounts/ground.ts'

const cli = join(import.meta.dirname, '..', '..', 'src', 'cli.ts')

export interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface CommandLine extends AsyncDisposable {
  readonly database: string
  /** Runs `parapet` with these words. */
  readonly run: (...words: readonly string[]) => Promise<Run>
}

/** A home of its own for everything that the command line keeps. */
export const commandLine = async (
  keys: { readonly accessKeyId: string; readonly secretAccessKey: string } = credentials,
): Promise<CommandLine> => {
  const home = await mkdtemp(join(tmpdir(), 'parapet-live-'))
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    NO_COLOR: '1',
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
  }
  return {
    database: join(home, 'parapet.db'),
    run: (...words) =>
      new Promise((resolve, reject) => {
        execFile(process.execPath, [cli, ...words], { env, cwd: home, maxBuffer: 1 << 26, timeout: 120_000 }, (error, stdout, stderr) => {
          if (error && typeof error.code !== 'number') reject(error)
          else resolve({ code: error ? Number(error.code) : 0, stdout, stderr })
        })
      }),
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  }
}

const finding = z.object({
  id: z.string(),
  check: z.string(),
  resource: z.string(),
  name: z.string(),
  region: z.string(),
  discriminator: z.string(),
  status: z.string(),
})
const report = z.object({
  scan: z.object({ id: z.string(), account: z.string(), state: z.string(), calls: z.number(), checks: z.array(z.string()) }),
  changes: z.object({
    opened: z.array(z.string()),
    reopened: z.array(z.string()),
    resolved: z.array(z.string()),
    held: z.array(z.unknown()),
  }),
  findings: z.array(finding),
  notAssessed: z.array(
    z.object({
      check: z.string(),
      region: z.string(),
      verdict: z.string(),
      resources: z.number(),
      examples: z.array(z.string()),
      operation: z.string().nullable(),
      action: z.string().nullable(),
      reason: z.string(),
    }),
  ),
})
export type Report = z.infer<typeof report>
export type ReportedFinding = z.infer<typeof finding>

/** The JSON report of a run, in the parts that tests look at. */
export const reportOf = ({ code, stdout, stderr }: Run): Report => {
  try {
    return report.parse(JSON.parse(stdout))
  } catch (error) {
    throw new Error(`no report (exit ${code}):\n${stderr.slice(-2000)}`, { cause: error })
  }
}
