// cloud-audit, of the Python package index.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { frequent, type Peer } from './peer.ts'

/** Its checks of services that Parapet does not look at, as many as it numbers: all that it lets one choose is what to leave out. */
const others = {
  agc: 6,
  backup: 1,
  bedrock: 2,
  cfg: 4,
  ct: 8,
  cw: 16,
  ecs: 3,
  efs: 1,
  gd: 2,
  inspector: 1,
  sagemaker: 3,
  sh: 1,
  ssm: 3,
  tf: 10,
  waf: 1,
}
const left = Object.entries(others).flatMap(([service, checks]) =>
  Array.from({ length: checks }, (_, index) => `aws-${service}-${String(index + 1).padStart(3, '0')}`),
)

const report = z.object({
  results: z.array(
    z.object({
      check_id: z.string(),
      resources_scanned: z.number(),
      error: z.string().nullable(),
      coverage_gaps: z.array(z.string()),
    }),
  ),
})

export const cloudAudit: Peer = {
  name: 'cloud-audit',
  distribution: 'cloud-audit',
  version: '2.5.0',
  program: 'cloud-audit',
  interpreters: ['python3.12', 'python3.11', 'python3'],
  services: ['account', 'dynamodb', 'ec2', 'iam', 'kms', 'lambda', 'rds', 's3', 'secretsmanager'],
  command: (program, regions) => ({
    program,
    args: ['scan', '--regions', regions.join(','), '--format', 'json', '--output', 'out.json'],
    env: { CLOUD_AUDIT_EXCLUDE_CHECKS: left.join(',') },
  }),
  tally: async ({ folder }) => {
    const { results } = report.parse(JSON.parse(await readFile(join(folder, 'out.json'), 'utf8')))
    const whole = results.filter(({ error }) => error === null)
    const errors = results.flatMap(({ check_id, error, coverage_gaps }) => [
      ...(error === null ? [] : [`${check_id}: ${error}`]),
      ...coverage_gaps.map((gap) => `${check_id}: ${gap}`),
    ])
    const scanned = whole.reduce((sum, { resources_scanned }) => sum + resources_scanned, 0)
    return { results: scanned, own: scanned, errors: errors.length, examples: frequent(errors) }
  },
}
