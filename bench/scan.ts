// What a scan costs: calls against the fewest possible, time against what AWS's rate limits allow, processor time, memory. `npm run bench`.
// `-- <service>…` measures the checks of some services, `-- --large` a hundred thousand resources as well.
import { parseArgs } from 'node:util'
import { reference, scaled } from './simulated/account.ts'
import { measure, planOf, type Measured } from './simulated/measure.ts'
import type { Settings } from './simulated/server.ts'
import { tell } from './simulated/tell.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    large: { type: 'boolean', default: false },
    /** One of the runs alone: known, hidden, growth. */
    only: { type: 'string' },
  },
})
const plan = planOf(positionals)
const operations = new Set<string>(['sts:GetCallerIdentity', 'ec2:DescribeRegions', ...plan.operations])
const wanted = (run: string): boolean => values.only === undefined || values.only === run
/** Milliseconds to regions in use, and to those that are further away. */
const far = [60, 170] as const
const near = [2, 2] as const
/** The regions of an account that nobody changed; growth is measured where empty ones count for little. */
const [many, few] = [17, 3]

const run = async (title: string, settings: Settings, goal: number): Promise<Measured> => {
  const measured = await measure(plan, settings)
  tell(title, measured, settings, operations, goal)
  return measured
}

// What is compiled once is not the cost of a call.
await measure(plan, { size: scaled(300), regions: few, limits: 'none', latency: near })

if (wanted('known')) await run('reference account, known limits', { size: reference, regions: many, limits: 'known', latency: far }, 1.15)
if (wanted('hidden')) await run('reference account, hidden limits', { size: reference, regions: many, limits: 'hidden', latency: far }, 1.3)

if (wanted('growth')) {
  const steps: Measured[] = []
  for (const resources of [1000, 10_000, ...(values.large ? [100_000] : [])])
    steps.push(
      await run(`${resources} resources, no limits`, { size: scaled(resources), regions: few, limits: 'none', latency: near }, Infinity),
    )
  for (const [small, large] of steps.slice(1).map((step, at) => [steps[at] ?? step, step] as const)) {
    const exponent = (of: (step: Measured) => number): string =>
      (Math.log(of(large) / of(small)) / Math.log(large.inventory.nodes.size / small.inventory.nodes.size)).toFixed(2)
    console.log(
      `\ngrowth of processor time from ${small.inventory.nodes.size} to ${large.inventory.nodes.size} resources:` +
        ` exponent ${exponent(({ processor }) => processor.collection)} of collection, ${exponent(({ processor }) => processor.checks)} of checks`,
    )
  }
}
