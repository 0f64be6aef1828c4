// What a scan could read and decide, and what not, summed up for the ledger that is kept.
import type { Evaluation } from '../check/verdict.ts'
import type { CoverageRow } from '../graph/coverage.ts'
import type { Gap } from '../graph/fact.ts'
import type { CoverageSummary, NotAssessed, StoredScan } from './store.ts'

/** How many resources are named for people. */
const exampleCount = 10

const byText =
  <T>(text: (value: T) => string) =>
  (a: T, b: T): number =>
    text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0

const smallest = (texts: Iterable<string>): readonly string[] => [...new Set(texts)].sort().slice(0, exampleCount)

/** (check, resource) results: a resource counts once for each check, by the weightiest of its verdicts. */
export const countVerdicts = ({ verdicts }: Evaluation): StoredScan['verdicts'] => {
  const weight = { fail: 4, error: 3, unknown: 2, pass: 1, 'not-applicable': 0 } as const
  const results = new Map<string, (typeof verdicts)[number]['verdict']>()
  for (const { check, resource, verdict } of verdicts) {
    const result = `${check} ${resource.arn}`
    const other = results.get(result)
    if (other === undefined || weight[verdict] > weight[other]) results.set(result, verdict)
  }
  const counts = { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0, error: 0 }
  for (const verdict of results.values()) counts[verdict]++
  return counts
}

/** What was read and is of no interest one by one. */
const isRead = (outcome: string): boolean => outcome === 'ok' || outcome === 'absent'
const codeOf = (row: CoverageRow): string | null => (isRead(row.outcome) ? null : (row.code ?? null))

export const summarizeCoverage = (rows: readonly CoverageRow[]): readonly CoverageSummary[] => {
  const groups = Map.groupBy(rows, (row) =>
    JSON.stringify([row.account, row.region, row.operation, row.kind, row.facet, row.outcome, codeOf(row)]),
  )
  return [...groups].sort(byText(([group]) => group)).flatMap(([, several]) => {
    const [first] = several
    if (!first) return []
    const read = isRead(first.outcome)
    const [message] = read ? [] : several.flatMap((row) => row.message ?? []).sort()
    return {
      account: first.account,
      region: first.region,
      operation: first.operation,
      kind: first.kind,
      facet: first.facet,
      outcome: first.outcome,
      code: codeOf(first),
      message: message ?? null,
      count: several.length,
      examples: read ? [] : smallest(several.flatMap(({ resource }) => (resource === '*' ? [] : resource))),
    }
  })
}

interface Miss {
  readonly check: string
  readonly region: string
  readonly verdict: NotAssessed['verdict']
  readonly arn: string | undefined
  readonly gap: Pick<Gap, 'message'> & { readonly operation: string | null; readonly action: string | null; readonly reason: string }
}

const unexplained = { operation: null, action: null, reason: 'error', message: 'no reason was given' } as const
const gapsOf = (gaps: readonly Gap[]): readonly Miss['gap'][] => (gaps.length > 0 ? gaps : [unexplained])

/** One row for each check, region and thing that would mend it: a resource that misses two facts stands in two rows. */
export const summarizeNotAssessed = ({ verdicts, blindSpots }: Evaluation): readonly NotAssessed[] => {
  const misses: Miss[] = []
  for (const verdict of verdicts) {
    const { check, resource } = verdict
    const at = { check, region: resource.region, arn: resource.arn }
    if (verdict.verdict === 'unknown') for (const gap of gapsOf(verdict.gaps)) misses.push({ ...at, verdict: 'unknown', gap })
    if (verdict.verdict === 'error') {
      misses.push({ ...at, verdict: 'error', gap: { operation: null, action: null, reason: 'error', message: verdict.message } })
    }
  }
  for (const { check, region, gaps } of blindSpots) {
    for (const gap of gapsOf(gaps)) misses.push({ check, region, verdict: 'blind', arn: undefined, gap })
  }
  const groups = Map.groupBy(misses, ({ check, region, verdict, gap }) =>
    JSON.stringify([check, region, verdict, gap.operation, gap.action, gap.reason]),
  )
  return [...groups].sort(byText(([group]) => group)).flatMap(([, several]) => {
    const [first] = several
    if (!first) return []
    const { check, region, verdict, gap } = first
    const resources = new Set(several.flatMap(({ arn }) => arn ?? []))
    const [message = gap.message] = several.map(({ gap }) => gap.message).sort()
    const { operation, action, reason } = gap
    return { check, region, verdict, resources: resources.size, examples: smallest(resources), operation, action, reason, message }
  })
}
