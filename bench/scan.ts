// What a scan costs: calls, time against what AWS's rate limits allow, processor time, memory, the first finding. `npm run bench`.
import { checks } from '../checks/index.ts'
import { collectors } from '../collectors/index.ts'
import { connect } from '../src/aws/clients.ts'
import { defaultSettings } from '../src/check/check.ts'
import { evaluate } from '../src/check/evaluate.ts'
import { collect } from '../src/collect/run.ts'
import { allOperations, planFor } from '../src/plan.ts'
import { reference, scaled } from './simulated/account.ts'
import { regions, type Size } from './simulated/ask.ts'
import type { Settings } from './simulated/server.ts'
import { startSimulated } from './simulated/start.ts'

const now = new Date('2026-06-01T12:00:00Z')
const latency = [60, 170] as const
const services = process.argv.slice(2)
const chosen = services.length === 0 ? checks : checks.filter(({ id }) => services.some((service) => id.startsWith(`${service}-`)))
const plan = planFor(chosen, collectors)

const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`

/** One scan of a simulated account. */
const measure = async (size: Size, limits: Settings['limits']) => {
  await using simulated = await startSimulated({ size, limits, latency })
  const started = performance.now()
  const cpu = process.cpuUsage()
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
  let firstFinding = Number.NaN
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 50)
  try {
    const inventory = await collect(aws, {
      id: 'bench',
      kinds: plan.kinds,
      regions: await aws.regions([...regions]),
      now: () => now,
      onJob: ({ nodes }) => {
        if (nodes.length > 0 && Number.isNaN(firstFinding)) firstFinding = performance.now() - started
      },
    })
    const wall = performance.now() - started
    const evaluation = evaluate(plan.checks, inventory, { ...defaultSettings, now })
    const { user, system } = process.cpuUsage(cpu)
    const counts = await simulated.counts()
    const lost = inventory.coverage.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'absent')
    return { inventory, evaluation, wall, cpu: (user + system) / 1000, peak, firstFinding, counts, lost, sent: aws.counts().sent }
  } finally {
    clearInterval(watch)
    aws.close()
  }
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, each) => total + each, 0)

/** Seconds that the slowest bucket needs at least, and which it is; one answer has to come before it can begin. */
const boundOf = (buckets: Awaited<ReturnType<typeof measure>>['counts']['buckets']) => {
  const waits = Object.entries(buckets).map(([name, { calls, rate, burst }]) => ({
    name,
    wait: (1000 * Math.max(0, calls - burst)) / rate,
  }))
  const [slowest] = waits.toSorted((a, b) => b.wait - a.wait)
  return { bound: (slowest?.wait ?? 0) + 2 * latency[0], slowest: slowest?.name ?? 'none' }
}

const tell = (title: string, result: Awaited<ReturnType<typeof measure>>): void => {
  const { inventory, evaluation, wall, cpu, peak, firstFinding, counts, lost, sent } = result
  const answered = sum(Object.values(counts.answered))
  const throttled = sum(Object.values(counts.throttled))
  const { bound, slowest } = boundOf(counts.buckets)
  console.log(`\n${title}: ${inventory.nodes.size} resources, ${evaluation.verdicts.length} results`)
  console.log(
    `  calls        ${sent} sent, ${counts.different} different: ${(sent / counts.different).toFixed(3)} x; ${percent(throttled, answered)} refused for rate, ${lost.length} lost`,
  )
  console.log(`  wall         ${seconds(wall)}, bound ${seconds(bound)} (${slowest}): ${(wall / bound).toFixed(2)} x`)
  console.log(`  processor    ${(cpu / sent).toFixed(2)} ms a call, checks included`)
  console.log(`  first result ${seconds(firstFinding)}; memory at most ${(peak / 2 ** 20).toFixed(0)} MB`)
  if (counts.unanswered.length > 0) console.log(`  NOT SIMULATED: ${counts.unanswered.join(', ')}`)
  for (const { operation, resource, message } of lost.slice(0, 3)) console.log(`  lost: ${operation} ${resource}: ${message ?? ''}`)
}

tell('reference account, known limits', await measure(reference, 'known'))
tell('reference account, hidden limits', await measure(reference, 'hidden'))
const growth: { readonly resources: number; readonly cpu: number }[] = []
for (const resources of [1000, 10_000]) {
  const result = await measure(scaled(resources), 'none')
  tell(`${resources} resources, no limits`, result)
  growth.push({ resources: result.inventory.nodes.size, cpu: result.cpu })
}
const [small, large] = growth
if (small && large)
  console.log(
    `\ngrowth exponent of processor time: ${(Math.log(large.cpu / small.cpu) / Math.log(large.resources / small.resources)).toFixed(2)}`,
  )
