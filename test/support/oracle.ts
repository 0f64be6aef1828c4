// What may differ between a scan that saw everything and one that was hindered: a verdict may become unknown, with a row in the ledger, and nothing else.
import type { Evaluation, Verdict } from '../../src/check/verdict.ts'
import type { Inventory } from '../../src/graph/inventory.ts'

export interface Scanned {
  readonly inventory: Inventory
  readonly evaluation: Evaluation
}

const keyOf = ({ check, resource }: Verdict): string => `${check} ${resource.arn}`
const outcomeOf = (verdict: Verdict): string => (verdict.verdict === 'fail' ? `fail ${verdict.discriminator}` : verdict.verdict)

const outcomes = (verdicts: readonly Verdict[]): ReadonlyMap<string, readonly string[]> =>
  new Map([...Map.groupBy(verdicts, keyOf)].map(([key, group]) => [key, group.map(outcomeOf).sort()]))

/** Everything in which a hindered scan broke its promises; empty where it kept them. */
export const violations = (whole: Scanned, hindered: Scanned): readonly string[] => {
  const before = outcomes(whole.evaluation.verdicts)
  const after = outcomes(hindered.evaluation.verdicts)
  const { coverage, listings } = hindered.inventory
  const missing = coverage.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'absent')
  const broken: string[] = []
  for (const verdict of hindered.evaluation.verdicts)
    if (verdict.verdict === 'error') broken.push(`${keyOf(verdict)}: the check threw: ${verdict.message}`)
  for (const [key, now] of after) {
    const then = before.get(key)
    if (!then) broken.push(`${key}: ${now.join()} out of nowhere`)
    else if (now.join() !== then.join() && now.join() !== 'unknown') broken.push(`${key}: ${then.join()} became ${now.join()}`)
    if (now.includes('unknown') && then?.join() !== 'unknown' && missing.length === 0)
      broken.push(`${key}: unknown, and no row in the ledger says why`)
  }
  for (const key of before.keys()) {
    if (after.has(key)) continue
    const [check, arn = ''] = key.split(' ')
    // A result may be missing only where its check reports that it could not see all resources, or the resource vanished meanwhile.
    const blind = hindered.evaluation.blindSpots.some((spot) => spot.check === check)
    const gone = missing.some(({ resource, outcome }) => resource === arn && outcome === 'gone')
    if (!blind && !gone) broken.push(`${key}: no result, and nothing says why`)
  }
  for (const listing of listings) {
    if (listing.complete) continue
    const row = missing.some(({ kind, facet }) => kind === listing.kind && facet === 'list')
    if (!row) broken.push(`${listing.kind} in ${listing.region}: an incomplete listing without a row in the ledger`)
  }
  return broken
}
