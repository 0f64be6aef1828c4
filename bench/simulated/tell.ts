// What was measured, next to what it is measured against.
import { minimalPlan } from './account.ts'
import type { Measured } from './measure.ts'
import type { Settings } from './server.ts'

export const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, each) => total + each, 0)
const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`
const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`
const against = (value: number, goal: number): string => (value <= goal ? `goal ${goal}` : `GOAL ${goal} MISSED`)
const memoryGoal = 350
const few = (all: readonly string[]): string => [...all.slice(0, 6), ...(all.length > 6 ? [`${all.length - 6} more`] : [])].join(', ')
const serviceOf = (operation: string): string => operation.slice(0, operation.indexOf(':'))

/** Milliseconds that a bucket needs at least. */
const least = ({ calls, rate, burst }: { readonly calls: number; readonly rate: number; readonly burst: number }): number =>
  (1000 * Math.max(0, calls - burst)) / rate

/** The least time of the slowest bucket, and what has to come before its first call and after its last: identity, regions, a listing; an answer. */
const tellTime = ({ wall, rest, counts, firstFinding }: Measured, { latency, limits }: Settings, goal: number): void => {
  const slowest = Object.entries(counts.buckets).toSorted(([, a], [, b]) => least(b) - least(a))
  const [top] = slowest
  const bound = (top ? least(top[1]) : 0) + 4 * latency[0]
  if (limits === 'none') console.log(`  wall         ${seconds(wall)}`)
  else {
    console.log(`  wall         ${seconds(wall)}, bound ${seconds(bound)}: ${(wall / bound).toFixed(2)} x (${against(wall / bound, goal)})`)
    for (const [name, bucket] of slowest.slice(0, 4))
      console.log(
        `               ${name}: ${bucket.calls} calls, at least ${seconds(least(bucket))}, from ${seconds(bucket.from)} to ${seconds(bucket.to)}`,
      )
  }
  const first = firstFinding ?? wall + rest
  console.log(`  first finding ${seconds(first)} (${against(first / 1000, 1.5)}); the last ${seconds(wall + rest)}`)
}

/** Calls sent against the minimal plan, by service, and which operations are sent more often than it has them. */
const tellCalls = ({ counts, sent }: Measured, { size, regions }: Settings, operations: ReadonlySet<string>): void => {
  const plan = Object.entries(minimalPlan(size, regions)).filter(([operation]) => operations.has(operation))
  const planned = new Map(plan)
  const answered = new Map(Object.entries(counts.answered))
  const all = [...new Set([...planned.keys(), ...answered.keys()])].toSorted()
  const total = sum(planned.values())
  // What was refused for rate is asked again, and counted there.
  const accepted = sum(answered.values())
  console.log(
    `  calls        ${sent} sent, ${accepted} answered, ${total} in the minimal plan: ${(accepted / total).toFixed(3)} x (${against(accepted / total, 1.02)})`,
  )
  const rows = [...Map.groupBy(all, serviceOf)].map(([service, names]) => ({
    service,
    names,
    sent: sum(names.map((name) => answered.get(name) ?? 0)),
    plan: sum(names.map((name) => planned.get(name) ?? 0)),
  }))
  const list = rows.map((row) => `${row.service} ${row.sent}${row.sent === row.plan ? '' : `/${row.plan}`}`)
  console.log(`               ${list.join(', ')}`)
  for (const name of all) {
    const [is, should] = [answered.get(name) ?? 0, planned.get(name) ?? 0]
    const again = counts.repeated[name] ?? 0
    if (is === should && again === 0) continue
    console.log(`               ${name}: ${is} sent, ${should} planned${again > 0 ? `, ${again} times the same request again` : ''}`)
  }
}

export const tell = (title: string, measured: Measured, settings: Settings, plan: ReadonlySet<string>, goal: number): void => {
  const { inventory, evaluation, processor, before, peak, counts, lost, sent } = measured
  const throttled = sum(Object.values(counts.throttled))
  const verdicts = Map.groupBy(evaluation.verdicts, ({ verdict }) => verdict)
  const told = [...verdicts].map(([verdict, of]) => `${of.length} ${verdict}`).toSorted()
  console.log(`\n${title}: ${inventory.nodes.size} resources; ${told.join(', ')}`)
  tellCalls(measured, settings, plan)
  console.log(`  refused      ${percent(throttled, sent)} for rate (${against((100 * throttled) / sent, 8)}), ${lost.length} lost`)
  const refused = Object.entries(counts.throttled).toSorted(([, a], [, b]) => b - a)
  if (refused.length > 0) console.log(`               ${few(refused.map(([operation, count]) => `${operation} ${count}`))}`)
  for (const { operation, resource, message } of lost.slice(0, 5))
    console.log(`               lost: ${operation} ${resource}: ${message ?? ''}`)
  tellTime(measured, settings, goal)
  const all = (processor.collection + processor.checks) / sent
  console.log(
    `  processor    ${(processor.collection / sent).toFixed(2)} ms a call for ${seconds(processor.collection)} of collection; ${seconds(processor.checks)} of checks, with which it is ${all.toFixed(2)} ms (${against(all, 0.7)})`,
  )
  const goalOfMemory = settings.limits === 'none' ? '' : ` (${against(peak / 2 ** 20, memoryGoal)})`
  console.log(`  memory       at most ${megabytes(peak)}, of which ${megabytes(before)} before the scan${goalOfMemory}`)
  if (counts.unanswered.length > 0) console.log(`  NOT SIMULATED: ${counts.unanswered.join(', ')}`)
}
