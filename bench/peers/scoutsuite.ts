// ScoutSuite, of the Python package index.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { credentials } from '../../test/accounts/ground.ts'
import { frequent, type Peer } from './peer.ts'

/** Parapet's services, by ScoutSuite's names. */
const services = {
  dynamodb: ['dynamodb'],
  ec2: ['ec2', 'vpc'],
  elbv2: ['elbv2'],
  iam: ['iam'],
  kms: ['kms'],
  lambda: ['awslambda'],
  rds: ['rds'],
  s3: ['s3'],
  secretsmanager: ['secretsmanager'],
  sns: ['sns'],
  sqs: ['sqs'],
}

const report = z.object({
  services: z.record(
    z.string(),
    z.looseObject({
      findings: z
        .record(z.string(), z.looseObject({ checked_items: z.number(), path: z.string(), display_path: z.string().optional() }))
        .optional(),
    }),
  ),
})
const problems = z.array(z.object({ exception: z.string() }))

/** The objects at a path, each by where it is: `id` in a path stands for every member. The way in which ScoutSuite counts, cut off at `depth`. */
const placesAt = (value: unknown, path: readonly string[], depth: number, at: readonly string[] = []): readonly string[] => {
  const [step, ...rest] = path
  if (step === undefined) return [at.slice(0, depth).join('.')]
  if (Array.isArray(value)) {
    return value.flatMap((member: unknown, index) => placesAt(member, rest, depth, [...at, String(index)]))
  }
  if (typeof value === 'string') return [at.slice(0, depth).join('.')]
  if (typeof value !== 'object' || value === null) return []
  const members: Readonly<Record<string, unknown>> = { ...value }
  if (step in members) return placesAt(members[step], rest, depth, [...at, step])
  return step === 'id' ? Object.entries(members).flatMap(([key, member]) => placesAt(member, rest, depth, [...at, key])) : []
}

/** ScoutSuite counts statements, rules and grants; where it shows them is the resource that they belong to. */
const depthOf = (path: string, shown: string | undefined): number =>
  (shown !== undefined && path.startsWith(`${shown}.`) ? shown : path).split('.').length

export const scoutSuite: Peer = {
  name: 'ScoutSuite',
  distribution: 'ScoutSuite',
  version: '5.14.0',
  program: 'scout',
  interpreters: ['python3.10', 'python3.11', 'python3'],
  services: Object.keys(services),
  command: (program, regions) => ({
    program,
    args: [
      ['aws', '--access-keys', '--access-key-id', credentials.accessKeyId, '--secret-access-key', credentials.secretAccessKey],
      ['--regions', ...regions, '--services', ...Object.values(services).flat()],
      ['--no-browser', '--force', '--report-dir', 'out', '--report-name', 'out', '--logfile', 'log'],
    ].flat(),
  }),
  tally: async ({ folder }) => {
    const out = join(folder, 'out', 'scoutsuite-results')
    const files = await readdir(out)
    const read = async (start: string): Promise<string> =>
      await readFile(join(out, files.find((name) => name.startsWith(start)) ?? start), 'utf8')
    const text = await read('scoutsuite_results')
    // The first line makes it a program for a browser.
    const data: unknown = JSON.parse(text.slice(text.indexOf('\n') + 1))
    const all = report.parse(data)
    const rules = Object.values(all.services).flatMap(({ findings = {} }) => Object.values(findings))
    const checked = rules.map(
      ({ path, display_path, checked_items }) =>
        checked_items && new Set(placesAt(all.services, path.split('.'), depthOf(path, display_path))).size,
    )
    const errors = problems.parse(JSON.parse(await read('scoutsuite_errors'))).map(({ exception }) => exception)
    const guessed = errors.filter((message) => message.startsWith('Unable to process testcase')).length
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)
    return {
      results: sum(checked) - guessed,
      own: sum(rules.map(({ checked_items }) => checked_items)),
      errors: errors.length,
      examples: frequent(errors),
    }
  },
}
