// Prowler, of the Python package index.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { frequent, type Peer } from './peer.ts'

/** Parapet's services, by Prowler's names. */
const services = {
  account: ['account', 'backup'],
  apigateway: ['apigateway', 'apigatewayv2'],
  athena: ['athena'],
  dynamodb: ['dynamodb'],
  ec2: ['ec2', 'vpc'],
  ecr: ['ecr'],
  eks: ['eks'],
  elbv2: ['elbv2'],
  eventbridge: ['eventbridge'],
  firehose: ['firehose'],
  glue: ['glue'],
  iam: ['iam'],
  kinesis: ['kinesis'],
  kms: ['kms'],
  lambda: ['awslambda'],
  rds: ['rds'],
  s3: ['s3'],
  secretsmanager: ['secretsmanager'],
  sns: ['sns'],
  sqs: ['sqs'],
}

const findings = z.array(
  z.object({
    status_code: z.string(),
    metadata: z.object({ event_code: z.string() }),
    resources: z.array(z.object({ uid: z.string(), region: z.string() })),
  }),
)

export const prowler: Peer = {
  name: 'Prowler',
  distribution: 'prowler',
  version: '5.46.0',
  program: 'prowler',
  interpreters: ['python3.12', 'python3.11', 'python3'],
  services: Object.keys(services),
  command: (program, regions) => ({
    program,
    // The cheapest of its formats, alone: by default it writes three and a table for each compliance framework.
    args: [
      ['aws', '--region', ...regions, '--service', ...Object.values(services).flat()],
      ['--output-formats', 'json-ocsf', '--output-directory', 'out', '--output-filename', 'out'],
      ['--no-banner', '--no-color', '--ignore-exit-code-3', '--log-level', 'ERROR', '--log-file', 'errors.log'],
    ].flat(),
  }),
  tally: async ({ folder }) => {
    const all = findings.parse(JSON.parse(await readFile(join(folder, 'out', 'out.ocsf.json'), 'utf8')))
    // MANUAL: somebody has to look. What it took for empty because it could not read it is not told apart.
    const decided = all.filter(({ status_code }) => status_code === 'PASS' || status_code === 'FAIL')
    const ids = decided.map(({ metadata, resources }) =>
      [metadata.event_code, ...resources.flatMap(({ uid, region }) => [uid, region])].join(' '),
    )
    const log = await readFile(join(folder, 'errors.log'), 'utf8').catch(() => '')
    const errors = [...log.matchAll(/"level": "(?:ERROR|CRITICAL)", "module": "[^"]*", "message": "([^"\n]*)/g)].map(
      ([, message = '']) => message,
    )
    return { results: new Set(ids).size, own: all.length, errors: errors.length, examples: frequent(errors) }
  },
}
