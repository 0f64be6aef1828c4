// `parapet graph export`: a picture of the system, or the graph itself as JSON.
import { resolve } from 'node:path'
import { displayPath } from '../config.ts'
import { exitCodes } from '../gate.ts'
import { diagramOf } from '../graph/diagram.ts'
import { drawn, type Part } from '../graph/parts.ts'
import { systemOf } from '../graph/system.ts'
import { writeWhole } from './files.ts'
import { tell, type Run } from './context.ts'
import type { furtherParts } from './options.ts'
import { conclude, readGraph, type AccountGraph, type GraphOptions } from './graph-read.ts'

const further = { identities: 'identity', keys: 'key', logs: 'record' } as const satisfies Readonly<
  Record<(typeof furtherParts)[number], Part>
>

interface Options extends GraphOptions {
  readonly format: 'mermaid' | 'dot' | 'svg' | 'json'
  readonly output: string
  readonly expand?: readonly string[]
  readonly with?: readonly (keyof typeof further)[]
  readonly boxes: number
}

const partsFor = ({ with: more = [] }: Options): ReadonlySet<Part> => new Set([...drawn, ...more.map((name) => further[name])])

const render = async (graph: AccountGraph, options: Options): Promise<string> => {
  const { inventory, relations, notes } = graph
  if (options.format === 'json') return (await import('../report/graph/json.ts')).renderGraphJson(graph)
  const system = systemOf(inventory, relations, partsFor(options))
  const diagram = diagramOf(inventory, system, { boxes: options.boxes, expand: options.expand ?? [] }, notes)
  switch (options.format) {
    case 'dot':
      return (await import('../report/graph/dot.ts')).renderDot(diagram)
    case 'mermaid':
      return (await import('../report/graph/mermaid.ts')).renderMermaid(diagram)
    case 'svg':
      return (await import('../report/graph/svg.ts')).renderSvg(diagram)
    default:
      return options.format satisfies never
  }
}

export const run: Run<Options> = async (context, options) => {
  const graph = await readGraph(context, options)
  if (!graph) return exitCodes.interrupted
  const text = await render(graph, options)
  if (options.output === '-') context.io.out.write(text)
  else {
    const file = resolve(context.io.cwd, options.output)
    await writeWhole(file, text)
    tell(context, `Wrote ${displayPath(file, context.io.cwd)}.`)
  }
  return conclude(context, graph, options)
}
