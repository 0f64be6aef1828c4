// Edges of one resource, computed from its facts. An edge is as uncertain as the fact that it comes from.
import { known, unknown, type Fact, type Operation } from '../graph/fact.ts'
import type { AnyNode } from '../graph/node.ts'
import { facetCalls, type Collector } from './collector.ts'

const listOf = (ref: string | readonly string[] | undefined): readonly string[] =>
  ref === undefined ? [] : typeof ref === 'string' ? [ref] : ref

/** All edges whose fact was read; an edge from a facet that nobody asked for is missing. */
export const edgesOf = (collector: Collector, node: Omit<AnyNode, 'edges'>): AnyNode['edges'] => {
  const edges: Record<string, Fact<readonly string[]>> = {}
  for (const [name, edge] of Object.entries(collector.edges)) {
    const fact: Fact<unknown> | undefined = edge.from === 'base' ? known(node.base) : node.facets[edge.from]
    if (!fact) continue
    if (fact.state === 'unknown') edges[name] = fact
    else if (fact.state === 'absent') edges[name] = known([])
    else {
      try {
        edges[name] = known([...new Set(listOf(edge.ref(fact.value, node)))])
      } catch (error) {
        const facet = collector.facets[edge.from]
        const operation: Operation = (facet ? facetCalls(facet) : collector.list.calls)[0] ?? 'parapet:Edge'
        const message = `the answer does not say where ${name} leads: ${error instanceof Error ? error.message : String(error)}`
        edges[name] = unknown({ reason: 'bad-response', operation, action: operation, message })
      }
    }
  }
  return edges
}
