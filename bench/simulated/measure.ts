// One scan of a simulated account, measured: time, processor, memory, calls.
import { checks as allChecks } from '../../checks/index.ts'
import { collectors } from '../../collectors/index.ts'
import { connect } from '../../src/aws/clients.ts'
import { defaultSettings, type Check } from '../../src/check/check.ts'
import { evaluate } from '../../src/check/evaluate.ts'
import type { Evaluation } from '../../src/check/verdict.ts'
import { collect, type JobResult } from '../../src/collect/run.ts'
import type { CoverageRow } from '../../src/graph/coverage.ts'
import type { Inventory } from '../../src/graph/inventory.ts'
import { allOperations, planFor, type Plan } from '../../src/plan.ts'
import { regions } from './ask.ts'
import type { Counts, Settings } from './server.ts'
import { startSimulated } from './start.ts'

const settings = { ...defaultSettings, now: new Date('2026-06-01T12:00:00Z') }

/** What a scan of all checks needs, or of those of some services. */
export const planOf = (services: readonly string[]): Plan => {
  const chosen = allChecks.filter(({ id }) => services.length === 0 || services.some((service) => id.startsWith(`${service}-`)))
  return planFor(chosen, collectors)
}

/** Milliseconds of processor time. */
interface Processor {
  readonly collection: number
  readonly checks: number
}

export interface Measured {
  readonly inventory: Inventory
  readonly evaluation: Evaluation
  /** Milliseconds from the first byte to the last answer, and of the checks after that. */
  readonly wall: number
  readonly checking: number
  readonly processor: Processor
  /** Bytes that the process held before, and at most. */
  readonly before: number
  readonly peak: number
  /** Milliseconds to a finding, if those checks came at once that need one job's resources alone; undefined where none fails. */
  readonly couldFind: number | undefined
  readonly counts: Counts
  readonly lost: readonly CoverageRow[]
  readonly sent: number
}

/** Checks that look at nothing but the resource itself. */
const alone = (checks: readonly Check[]): readonly Check[] =>
  checks.filter(({ across, reads }) => Object.keys(across).length === 0 && Object.keys(reads).length === 0)

const findingIn = (job: JobResult, checks: readonly Check[], plan: Plan): boolean => {
  const nodes = new Map(job.nodes.map((node) => [node.arn, node]))
  const planned = plan.kinds.find(({ collector }) => collector.kind === job.kind)
  const scope = planned?.collector.scope ?? 'regional'
  const inventory: Inventory = {
    scan: {
      id: 'bench',
      account: job.nodes[0]?.account ?? '',
      partition: 'aws',
      caller: '',
      regions: [job.region],
      startedAt: settings.now,
      finishedAt: settings.now,
      calls: 0,
    },
    nodes,
    coverage: job.coverage,
    listings: job.listings,
    schema: new Map([[job.kind, { scope, edges: {} }]]),
  }
  const here = checks.filter(({ on }) => on.length === 1 && on.includes(job.kind as never))
  return evaluate(here, inventory, settings).verdicts.some(({ verdict }) => verdict === 'fail')
}

const processorSince = (start: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

/** Scans a simulated account of its own. */
export const measure = async (plan: Plan, { size, regions: enabled, limits, latency }: Settings): Promise<Measured> => {
  await using simulated = await startSimulated({ size, regions: enabled, limits, latency })
  const simple = alone(plan.checks)
  let couldFind: number | undefined
  const before = process.memoryUsage.rss()
  let peak = before
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 50)
  const started = performance.now()
  const beforeCollection = process.cpuUsage()
  const aws = await connect({
    endpoint: simulated.url,
    homeRegion: regions[0],
    scanId: 'bench',
    version: 'bench',
    allowed: allOperations(collectors),
    unlimited: limits === 'none',
    share: 1,
    load: () => Promise.resolve({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }),
  })
  try {
    const inventory = await collect(aws, {
      id: 'bench',
      kinds: plan.kinds,
      regions: await aws.regions(regions.slice(0, enabled)),
      now: () => settings.now,
      onJob: (job) => {
        if (couldFind === undefined && job.nodes.length > 0 && findingIn(job, simple, plan)) couldFind = performance.now() - started
      },
    })
    const wall = performance.now() - started
    const collection = processorSince(beforeCollection)
    const beforeChecks = process.cpuUsage()
    const evaluation = evaluate(plan.checks, inventory, settings)
    const checking = performance.now() - started - wall
    const checks = processorSince(beforeChecks)
    const counts = await simulated.counts()
    const lost = inventory.coverage.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'absent')
    const sent = aws.counts().sent
    return { inventory, evaluation, wall, checking, processor: { collection, checks }, before, peak, couldFind, counts, lost, sent }
  } finally {
    clearInterval(watch)
    aws.close()
  }
}
