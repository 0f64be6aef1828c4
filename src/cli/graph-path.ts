// `parapet graph path --from A --to B`: the shortest ways along which something flows from one to the other.
import { exitCodes } from '../gate.ts'
import { internet } from '../graph/flows.ts'
import { endOf, pathsBetween, startOf } from '../graph/paths.ts'
import { printable } from '../report/text.ts'
import { print, printJson, type Run } from './context.ts'
import { findResource } from './find-resource.ts'
import { conclude, readGraph, type AccountGraph, type GraphOptions } from './graph-read.ts'
import { called } from './graph-show.ts'

interface Options extends GraphOptions {
  readonly from: string
  readonly to: string
  readonly json?: boolean
}

const shown = 5

const endNamed = ({ inventory }: AccountGraph, wanted: string, example: string): string =>
  wanted === internet
    ? internet
    : findResource([...inventory.nodes.values()], wanted, { what: 'resource', example: `parapet graph path ${example}` }).arn

export const run: Run<Options> = async (context, options) => {
  const graph = await readGraph(context, options)
  if (!graph) return exitCodes.interrupted
  const from = endNamed(graph, options.from, '--from')
  const to = endNamed(graph, options.to, '--to')
  const { shortest, count } = pathsBetween(graph.relations.all, from, to, shown)
  const code = conclude(context, graph, options)
  if (options.json) {
    const paths = shortest.map((hops) =>
      hops.map((hop) => ({ from: startOf(hop), to: endOf(hop), relation: hop.name, stated_by: hop.from })),
    )
    printJson(context, { account: graph.inventory.scan.account, from, to, paths, count: Number.isFinite(count) ? count : null })
    return code
  }
  if (context.plain) {
    for (const hops of shortest)
      print(context, [from, ...hops.flatMap((hop) => [hop.name, endOf(hop)])].map((cell) => printable(cell)).join('\t'))
    return code
  }
  if (shortest.length === 0) {
    print(
      context,
      `Nothing flows from ${called(graph, from)} to ${called(graph, to)} as far as the relations tell that were read.`,
      'Rights of identities are not followed: parapet access tells them.',
    )
    return code
  }
  for (const [index, hops] of shortest.entries()) {
    print(context, ...(index > 0 ? [''] : []), context.paint('bold', called(graph, from)))
    for (const hop of hops)
      print(context, `  → ${called(graph, endOf(hop))}  ${context.paint('dim', `${hop.name}${hop.backward ? ' (stated there)' : ''}`)}`)
  }
  if (count > shortest.length)
    print(context, '', `and ${Number.isFinite(count) ? count - shortest.length : 'many'} more ways of the same length`)
  return code
}
