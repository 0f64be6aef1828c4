// One scan of a simulated account, measured: time, processor, memory, calls.
import { checks as allChecks } from '../../checks/index.ts'
import { collectors } from '../../collectors/index.ts'
import { connect } from '../../src/aws/clients.ts'
import { defaultSettings } from '../../src/check/check.ts'
import type { Evaluation } from '../../src/check/verdict.ts'
import { collect } from '../../src/collect/run.ts'
import { earlyEvaluation } from '../../src/early.ts'
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
  /** Milliseconds from the first byte to the last answer, and of what checks were left then. */
  readonly wall: number
  readonly rest: number
  readonly processor: Processor
  /** Bytes that the process held before, and at most. */
  readonly before: number
  readonly peak: number
  /** Milliseconds to the first finding that a scan tells; undefined where it tells of none before all has been read. */
  readonly firstFinding: number | undefined
  readonly counts: Counts
  readonly lost: readonly CoverageRow[]
  readonly sent: number
}

const processorSince = (start: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

/** Scans a simulated account of its own. */
export const measure = async (plan: Plan, { size, regions: enabled, limits, latency }: Settings): Promise<Measured> => {
  await using simulated = await startSimulated({ size, regions: enabled, limits, latency })
  let firstFinding: number | undefined
  const checkTime = { user: 0, system: 0 }
  /** Checks are evaluated while the rest is read; what they take is counted apart. */
  const checking = <T>(work: () => T): T => {
    const from = process.cpuUsage()
    const result = work()
    const { user, system } = process.cpuUsage(from)
    checkTime.user += user
    checkTime.system += system
    return result
  }
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
    const scanned = await aws.regions(regions.slice(0, enabled))
    const { account, partition, caller } = aws
    const scan = { id: 'bench', account, partition, caller, regions: scanned, startedAt: settings.now, finishedAt: settings.now, calls: 0 }
    const early = earlyEvaluation(plan, scan, settings)
    const inventory = await collect(aws, {
      id: 'bench',
      kinds: plan.kinds,
      regions: scanned,
      now: () => settings.now,
      onJob: (job) => {
        const failures = checking(() => early.add(job))
        if (failures !== undefined) firstFinding ??= performance.now() - started
      },
    })
    const wall = performance.now() - started
    const evaluation = checking(() => early.finish(inventory))
    const rest = performance.now() - started - wall
    const checks = (checkTime.user + checkTime.system) / 1000
    const collection = processorSince(beforeCollection) - checks
    const counts = await simulated.counts()
    const lost = inventory.coverage.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'absent')
    const sent = aws.counts().sent
    return { inventory, evaluation, wall, rest, processor: { collection, checks }, before, peak, firstFinding, counts, lost, sent }
  } finally {
    clearInterval(watch)
    aws.close()
  }
}
