// The account as a graph, from a snapshot or read now: what the graph commands have in common.
import { resolve } from 'node:path'
import { exposureQuestions, exposuresIn, type Exposures } from '../flow/exposure.ts'
import { exitCodes, type ExitCode } from '../gate.ts'
import type { Collector } from '../collect/collector.ts'
import type { Inventory } from '../graph/inventory.ts'
import { namesIn } from '../graph/naming.ts'
import { relationsOf, type Relations } from '../graph/relations.ts'
import { readSnapshot } from '../graph/snapshot.ts'
import { kindsFor } from '../plan.ts'
import { printable } from '../report/text.ts'
import { count } from '../report/words.ts'
import { tell, type Context } from './context.ts'
import { credentialsFrom, readAccount } from './read-account.ts'
import { accessFlags, type AccessOptions } from './session.ts'

export interface GraphOptions extends AccessOptions {
  readonly snapshot?: string
  readonly allowIncomplete?: boolean
}

export interface AccountGraph {
  readonly inventory: Inventory
  readonly exposures: Exposures
  /** What points to what, the internet included. */
  readonly relations: Relations
  readonly nameOf: ReturnType<typeof namesIn>
  /** What could not be read, one sentence for each call that failed. */
  readonly notes: readonly string[]
}

/** The facets that edges come from, and those that tell what is exposed. */
const planOf = (collectors: readonly Collector[]) =>
  kindsFor(
    [
      ...collectors.map(({ kind, edges }) => ({
        on: [kind],
        needs: Object.values(edges).flatMap(({ from }) => (from === 'base' ? [] : [from])),
        across: {},
        reads: {},
      })),
      ...exposureQuestions,
    ],
    collectors,
  )

const fresh = async (context: Context, options: GraphOptions): Promise<Inventory | undefined> => {
  const loaded = await context.config(accessFlags(options))
  const { collectors } = await import('../../collectors/index.ts')
  const kinds = planOf(collectors)
  const read = await readAccount(context, loaded, {
    plan: { checks: [], ...kinds },
    sessionName: options.sessionName,
    announce: (aws, regions) =>
      tell(
        context,
        `Reading account ${aws.account} as ${printable(aws.caller, 200)} from ${printable(credentialsFrom(loaded), 60)}: ${count(regions.length, 'region')}, ${count(kinds.operations.length, 'operation')}, all read-only.`,
      ),
  })
  return read?.inventory
}

const notesOn = ({ coverage, nodes }: Inventory, { unread }: Relations): readonly string[] => {
  const listings = coverage.filter(({ facet, outcome }) => facet === 'list' && outcome !== 'ok' && outcome !== 'absent')
  const cut = Map.groupBy(listings, ({ operation, outcome }) => `${operation} ${outcome}`)
  const blind = Map.groupBy(
    unread,
    ({ from, gap }) =>
      `relations of ${nodes.get(from)?.kind ?? 'a resource'}: ${gap.operation === 'parapet:Read' ? gap.message : `${gap.operation} ${gap.reason}`}`,
  )
  return [
    ...[...cut].map(([what, rows]) => `Not all resources were listed: ${what}${rows.length > 1 ? ` (${rows.length} times)` : ''}`),
    ...[...blind].map(([what, edges]) => `Not read for ${count(new Set(edges.map(({ from }) => from)).size, 'resource')}: ${what}`),
  ].sort()
}

/** `undefined` where a person stopped it. */
export const readGraph = async (context: Context, options: GraphOptions): Promise<AccountGraph | undefined> => {
  const inventory =
    options.snapshot === undefined ? await fresh(context, options) : await readSnapshot(resolve(context.io.cwd, options.snapshot))
  if (!inventory) {
    tell(context, 'Stopped. Nothing was answered.')
    return undefined
  }
  const exposures = exposuresIn(inventory)
  const relations = relationsOf(inventory, exposures.relations)
  return { inventory, exposures, relations, nameOf: namesIn(inventory), notes: notesOn(inventory, relations) }
}

const shown = 8

/** Says what is missing, and gives the exit code that goes with it. */
export const conclude = (context: Context, { notes, exposures }: AccountGraph, { allowIncomplete }: GraphOptions): ExitCode => {
  const all = [
    ...notes,
    ...exposures.unknown.map(({ arn, gaps }) => `Whether the internet reaches ${arn} cannot be told: ${gaps[0]?.message ?? 'not read'}`),
  ]
  for (const note of all.slice(0, shown)) tell(context, `${context.errPaint('bad', 'incomplete:')} ${printable(note)}`)
  if (all.length > shown) tell(context, `and ${all.length - shown} more`)
  return all.length > 0 && !allowIncomplete ? exitCodes.incomplete : exitCodes.ok
}
