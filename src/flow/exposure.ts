// What the internet can reach, by which way, and what says so. Derived once for an inventory; pictures and paths take it from here.
import { defaultSettings, type Evidence, type Question } from '../check/check.ts'
import { evaluate } from '../check/evaluate.ts'
import type { Gap } from '../graph/fact.ts'
import { internet } from '../graph/flows.ts'
import type { Inventory } from '../graph/inventory.ts'
import type { Relation } from '../graph/relations.ts'
import { databases, instances, interfaces, loadBalancers } from './exposure/addresses.ts'
import { apis, functionUrls, kubernetesEndpoints, restApis } from './exposure/endpoints.ts'
import { buckets, queues } from './exposure/stores.ts'

export interface Exposures {
  /** Each way to each resource; `evidence` has `by`, `protocol` and `authentication`, and the facts that open the way. */
  readonly ways: readonly { readonly to: string; readonly evidence: Evidence }[]
  /** Resources of which it could not be told. */
  readonly unknown: readonly { readonly arn: string; readonly gaps: readonly Gap[] }[]
  /** The same as relations, from the internet. */
  readonly relations: readonly Relation[]
}

/** What is asked, of which kinds. */
export const exposureQuestions: readonly Question[] = [
  functionUrls,
  restApis,
  apis,
  loadBalancers,
  instances,
  databases,
  interfaces,
  kubernetesEndpoints,
  buckets,
  queues,
]

/** Every way from the internet into an account. Resources of which a fact is missing are named, and taken for neither. */
export const exposuresIn = (inventory: Inventory): Exposures => {
  const { verdicts } = evaluate(exposureQuestions, inventory, { ...defaultSettings, now: inventory.scan.startedAt })
  const ways = verdicts.flatMap((verdict) => (verdict.verdict === 'fail' ? [{ to: verdict.resource.arn, evidence: verdict.evidence }] : []))
  const unknown = verdicts.flatMap((verdict) => {
    if (verdict.verdict === 'error') throw new Error(`${verdict.check}: ${verdict.message}`)
    return verdict.verdict === 'unknown' ? [{ arn: verdict.resource.arn, gaps: verdict.gaps }] : []
  })
  const reached = [...new Set(ways.map(({ to }) => to))]
  return { ways, unknown, relations: reached.map((to) => ({ from: internet, name: 'reaches', to })) }
}
