// What people call a resource: a key by its alias, a machine or a network by its tag Name, all else by its name.
import type { Inventory } from './inventory.ts'
import type { AnyNode } from './node.ts'

/** EC2 gives ids, and people a tag. */
const tagged = ({ base }: AnyNode): string | undefined => {
  const tags: unknown = base['Tags']
  const name: unknown = typeof tags === 'object' && tags !== null ? Reflect.get(tags, 'Name') : undefined
  return typeof name === 'string' && name.trim() !== '' ? name : undefined
}

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
  return (arn) => {
    const node = nodes.get(arn)
    return better.get(arn) ?? (node && (tagged(node) ?? node.name))
  }
}
