// `parapet graph show [RESOURCE]`: what there is and how it hangs together, or one resource and all that it is connected with.
import { exitCodes } from '../gate.ts'
import { drawn } from '../graph/parts.ts'
import { internet } from '../graph/flows.ts'
import type { Relation } from '../graph/relations.ts'
import { systemOf } from '../graph/system.ts'
import { diagramOf, type Group } from '../graph/diagram.ts'
import { boxWords, groupTitle, kindWords } from '../report/graph/words.ts'
import { hang } from '../report/terminal.ts'
import { printable } from '../report/text.ts'
import { count } from '../report/words.ts'
import { print, printJson, type Context, type Run } from './context.ts'
import { findResource } from './find-resource.ts'
import { conclude, readGraph, type AccountGraph, type GraphOptions } from './graph-read.ts'

interface Options extends GraphOptions {
  readonly json?: boolean
}

/** A resource in words: `SQS Queue orders`; an ARN where it is not in the inventory. */
export const called = ({ inventory, nameOf }: AccountGraph, arn: string): string => {
  const node = inventory.nodes.get(arn)
  return arn === internet
    ? 'the internet'
    : node
      ? `${kindWords(node.kind)} ${printable(nameOf(arn) ?? node.name, 80)}`
      : printable(arn, 160)
}

const showAll = (context: Context, graph: AccountGraph): void => {
  const { inventory, relations, exposures } = graph
  const system = systemOf(inventory, relations, new Set(drawn))
  const { groups, boxes } = diagramOf(inventory, system, { boxes: 0, expand: [] })
  const width = Math.min(context.io.out.columns, 110)
  const { paint } = context
  print(
    context,
    `${count(inventory.nodes.size, 'resource')}, ${count(relations.all.length, 'relation')}, as of ${inventory.scan.startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
  )
  const byId = new Map(groups.map((group) => [group.id, group]))
  const pathOf = (group: Group): string => {
    const parent = group.parent === undefined ? undefined : byId.get(group.parent)
    return `${parent ? `${pathOf(parent)} › ` : ''}${groupTitle(group)}`
  }
  for (const group of groups) {
    const inside = boxes.filter((each) => each.group === group.id)
    if (inside.length > 0) print(context, '', paint('bold', pathOf(group)))
    for (const box of inside) {
      const words = boxWords(box)
      const [heading = '', ...names] = box.kind === undefined ? ['', ...words] : words
      print(context, ...hang(`  ${heading.padEnd(32)}  `, names.join(', '), width))
    }
  }
  print(context, '', paint('bold', 'The internet reaches'))
  if (exposures.ways.length === 0) print(context, '  nothing that was looked at')
  for (const { to, evidence } of exposures.ways) {
    const { by, protocol, authentication, ...because } = evidence
    print(
      context,
      ...hang('  ', `${called(graph, to)} by ${String(by)}, ${String(protocol)}, authentication ${String(authentication)}`, width),
      ...Object.entries(because).flatMap(([name, value]) => hang('      ', `${name}: ${printable(String(value), 300)}`, width)),
    )
  }
}

const showOne = (context: Context, graph: AccountGraph, arn: string): void => {
  const { relations, exposures } = graph
  const { paint } = context
  const list = (title: string, of: readonly Relation[], end: (relation: Relation) => string): void => {
    if (of.length === 0) return
    print(context, '', paint('bold', title))
    const rows = of.map((relation) => [relation.name, called(graph, end(relation))] as const)
    for (const [name, what] of rows.toSorted((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1))) print(context, `  ${name.padEnd(18)} ${what}`)
  }
  print(context, paint('bold', printable(arn, 300)), called(graph, arn))
  list('Leads to', relations.out(arn), ({ to }) => to)
  list('Comes from', relations.into(arn), ({ from }) => from)
  const ways = exposures.ways.filter(({ to }) => to === arn)
  for (const { evidence } of ways) {
    print(context, '', paint('bad', 'The internet reaches it'))
    for (const [name, value] of Object.entries(evidence)) print(context, `  ${name}: ${printable(String(value), 300)}`)
  }
  const blind = relations.unread.filter(({ from }) => from === arn)
  if (blind.length > 0) print(context, '', paint('bold', 'Not read'))
  for (const { name, gap } of blind) print(context, `  ${name}: ${printable(gap.message)}`)
}

export const run: Run<Options> = async (context, options, [wanted]) => {
  const graph = await readGraph(context, options)
  if (!graph) return exitCodes.interrupted
  const { inventory, relations, exposures } = graph
  const node =
    wanted === undefined
      ? undefined
      : findResource([...inventory.nodes.values()], wanted, { what: 'resource', example: 'parapet graph show' })
  const about = (relation: Relation): boolean => node === undefined || relation.from === node.arn || relation.to === node.arn
  const told = relations.all.filter(about)
  if (options.json) {
    printJson(context, {
      account: inventory.scan.account,
      ...(node && { resource: { arn: node.arn, kind: node.kind, name: node.name, region: node.region } }),
      relations: told,
      exposed: exposures.ways.filter(({ to }) => node === undefined || to === node.arn),
    })
  } else if (context.plain)
    for (const { from, name, to } of told) print(context, [from, name, to].map((cell) => printable(cell)).join('\t'))
  else if (node) showOne(context, graph, node.arn)
  else showAll(context, graph)
  return conclude(context, graph, options)
}
