// Parapet itself, from its sources, as a process like the others.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Tally } from './peer.ts'
import type { Command, Finished } from './process.ts'

const program = join(import.meta.dirname, '..', '..', 'bin', 'parapet.js')

const report = z.object({
  scan: z.object({
    verdicts: z.object({
      pass: z.number(),
      fail: z.number(),
      unknown: z.number(),
      'not-applicable': z.number(),
      error: z.number(),
    }),
    note: z.string().nullable(),
  }),
})

export const parapetCommand = (endpoint: string, regions: readonly string[], services: readonly string[]): Command => ({
  program: process.execPath,
  args: [
    [program, 'scan', '--endpoint-url', endpoint, '--format', 'json', '--output', 'out.json', '--database', 'parapet.db'],
    regions.flatMap((region) => ['--region', region]),
    services.flatMap((service) => ['--service', service]),
  ].flat(),
})

/** `own` has the verdicts "not applicable" as well: others count a resource that a rule is not meant for as one that it did not flag. */
export const parapetTally = async ({ folder }: Finished): Promise<Tally> => {
  const { scan } = report.parse(JSON.parse(await readFile(join(folder, 'out.json'), 'utf8')))
  const { pass, fail, unknown, error } = scan.verdicts
  return {
    results: pass + fail,
    own: pass + fail + scan.verdicts['not-applicable'],
    errors: unknown + error,
    examples: scan.note === null ? [] : [scan.note],
  }
}
