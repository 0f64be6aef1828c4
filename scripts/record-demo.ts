// Records the reference account as the demo shows it, in two states a week apart: `npm run record-demo` writes demo/week-1.ndjson and week-2.ndjson.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { collectors } from '../collectors/index.ts'
import { connect, httpTransport } from '../src/aws/clients.ts'
import { recordingTransport } from '../src/aws/record.ts'
import { ownAccount } from '../src/aws/sanitise.ts'
import { collect } from '../src/collect/run.ts'
import { allOperations, kindsFor } from '../src/plan.ts'
import { stageVariables } from '../test/accounts/apis.ts'
import { connections, jobs } from '../test/accounts/analytics.ts'
import { functions } from '../test/accounts/functions.ts'
import { account, credentials, daysBefore, groundOn, home, pilot } from '../test/accounts/ground.ts'
import { scripts } from '../test/accounts/instances.ts'
import type { Truth } from '../test/accounts/overlay/override.ts'
import { firstWeek, laterWeeks, startOverlay } from '../test/accounts/overlay.ts'
import { buildReference, week2 } from '../test/accounts/reference.ts'
import { startMoto, type Moto } from './emulators/moto.ts'

/** When the demo's second scan was made; ages of keys and ends of support are counted from there. */
const secondScan = new Date('2026-11-16T08:00:00Z')
const firstScan = daysBefore(secondScan, 7)

const inDemo = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, text]) => [name, text.replaceAll(account, ownAccount)]))

/** As it was set, where recordings leave it out. */
const valuesOf = (of: { readonly FunctionName?: string; readonly Name?: string }, member: string, value: unknown): object | undefined => {
  const env = member === 'Environment' && functions.find(({ name }) => name === of.FunctionName)?.env
  if (env) return { Variables: inDemo(env) }
  const given = member === 'DefaultArguments' && jobs.find(({ Name }) => Name === of.Name)?.DefaultArguments
  if (given) return inDemo(given)
  if (['variables', 'stageVariables', 'stageVariableOverrides'].includes(member) && typeof value === 'object' && value !== null) {
    const names = Object.keys(value).filter((name) => stageVariables[name] !== undefined)
    if (names.length > 0) return inDemo(Object.fromEntries(names.map((name) => [name, stageVariables[name] ?? ''])))
  }
  // Glue leaves the password out, as it is asked to.
  const { PASSWORD: _password, ...properties } =
    (member === 'ConnectionProperties' && connections.find(({ Name }) => Name === of.Name)?.ConnectionProperties) || {}
  return Object.keys(properties).length > 0 ? inDemo(properties) : undefined
}

/** Recordings leave out the values of Lambda's environment, of stage variables and of Glue's arguments and connections, and so what a check would find there. Those of an invented account may be shown. */
const withValues = (line: string): string =>
  withScripts(
    JSON.stringify(
      JSON.parse(line),
      function (this: { readonly FunctionName?: string; readonly Name?: string }, member: string, value: unknown) {
        return valuesOf(this, member, value) ?? value
      },
    ),
  )

/** User data of machines is left out too. */
const withScripts = (line: string): string => {
  const script = Object.entries(scripts).find(([operation]) => line.startsWith(`{"operation":"${operation}"`))?.[1]
  return script === undefined ? line : line.replaceAll(/(<userData>(?:<value>)?)REDACTED/g, `$1${script}`)
}

/** Reads everything that any check may ask for, and returns what was written down, in an order that does not depend on timing. */
const record = async (endpoint: string, scanId: string, now: Date): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'parapet-record-'))
  const file = join(folder, 'recording.ndjson')
  const aws = await connect({
    endpoint,
    homeRegion: home,
    scanId,
    version: 'demo',
    allowed: allOperations(collectors),
    concurrency: 1,
    load: () => Promise.resolve(credentials),
    transport: recordingTransport({ file, transport: httpTransport(1), endpoint }),
  })
  try {
    const everything = collectors.map(({ kind, facets }) => ({ on: [kind], needs: Object.keys(facets), across: {}, reads: {} }))
    const { kinds } = kindsFor(everything, collectors)
    const { coverage } = await collect(aws, { id: scanId, kinds, regions: await aws.regions([home, pilot]), now: () => now })
    await aws.verifyIdentity()
    const gaps = coverage.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'absent')
    if (gaps.length > 0) throw new Error(`the recording would have gaps: ${JSON.stringify(gaps.slice(0, 5), null, 2)}`)
    const [head = '', ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n')
    return `${[head, ...lines.map(withValues).sort()].join('\n')}\n`
  } finally {
    aws.close()
    await rm(folder, { recursive: true })
  }
}

/** Both recordings, by file name. The same on every run. */
export const recordDemo = async (moto: Moto): Promise<ReadonlyMap<string, string>> => {
  await moto.reset()
  let truth: Truth = firstWeek(firstScan)
  const overlay = await startOverlay(moto.endpoint, () => truth)
  try {
    const first = groundOn(moto.endpoint, firstScan, moto.setClock)
    const reference = await buildReference(first)
    first.close()
    const recorded = new Map([['week-1.ndjson', await record(overlay.url, 'demo-week-1', firstScan)]])

    // Reading makes moto draw random numbers, and how often depends on the plan.
    await moto.seed(2)
    const second = groundOn(moto.endpoint, secondScan, moto.setClock)
    await week2(second, reference)
    second.close()
    truth = laterWeeks(secondScan)
    return recorded.set('week-2.ndjson', await record(overlay.url, 'demo-week-2', secondScan))
  } finally {
    await overlay.close()
  }
}

if (import.meta.main) {
  const folder = join(import.meta.dirname, '..', 'demo')
  await mkdir(folder, { recursive: true })
  const moto = await startMoto()
  try {
    for (const [name, text] of await recordDemo(moto)) {
      await writeFile(join(folder, name), text)
      process.stdout.write(`demo/${name}: ${text.split('\n').length - 1} lines, ${Math.round(text.length / 1024)} KiB\n`)
    }
  } finally {
    await moto.stop()
  }
}
