// What people call a resource: a key by its alias, all else by its name.
import type { Inventory } from './inventory.ts'

/** Names by ARN, for resources that something with a better name stands for. */
export const namesIn = ({ nodes, schema }: Inventory): ((arn: string) => string | undefined) => {
  const better = new Map<string, string>()
  for (const node of nodes.values()) {
    const edge = schema.get(node.kind)?.standsFor
    const fact = edge === undefined ? undefined : node.edges[edge]
    const [target] = fact?.state === 'known' ? fact.value : []
    const meant = target === undefined ? undefined : nodes.get(target)
    // Only where the resource itself has no name but an id.
    if (meant && target !== undefined && /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(meant.name) && !better.has(target))
      better.set(target, node.name)
  }
  return (arn) => better.get(arn) ?? nodes.get(arn)?.name
}
