// Which way something flows along a relation: data, a call, a log line, an identity.

/** `forward`: from the resource that holds the fact to its target; `backward`: the other way round; absent: nothing flows, one just belongs to the other. */
const directions: Readonly<Record<string, 'forward' | 'backward'>> = {
  'alias-of': 'forward',
  assumes: 'forward',
  'dead-letters-to': 'forward',
  'delivers-to': 'forward',
  invokes: 'forward',
  'logs-to': 'forward',
  may: 'forward',
  queries: 'forward',
  reaches: 'forward',
  'replicates-to': 'forward',
  'rotated-by': 'forward',
  'routes-to': 'forward',
  'stores-in': 'forward',
  triggers: 'forward',
  'version-of': 'forward',
  // Whoever reaches the whole reaches its parts.
  'member-of': 'backward',
  'pulls-image-from': 'backward',
  'reads-from': 'backward',
  'snapshot-of': 'backward',
  'stream-of': 'backward',
}

export const directionOf = (name: string): 'forward' | 'backward' | undefined => directions[name]

/** Relations along which nothing flows, and that a picture shows all the same where both ends are in it. */
export const ties: ReadonlySet<string> = new Set(['encrypted-with', 'monitored-by', 'protected-by'])

/** Relations that say where a resource stands in a network. */
export const placements = { vpc: 'in-vpc', subnet: 'in-subnet' } as const

/** Stands for everybody outside where an ARN stands for a resource. */
export const internet = 'internet'
