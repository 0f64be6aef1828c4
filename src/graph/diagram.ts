// A picture of a system: boxes in nested groups (account, region, VPC, subnet), gathered until a person can read it.
import { parseArn } from './arn.ts'
import { internet, placements } from './flows.ts'
import type { Inventory } from './inventory.ts'
import { namesIn } from './naming.ts'
import type { AnyNode } from './node.ts'
import type { Part } from './parts.ts'
import type { System } from './system.ts'
import { fits } from './wildcard.ts'

export interface Group {
  readonly id: string
  readonly type: 'account' | 'region' | 'vpc' | 'subnet' | 'elsewhere'
  readonly name: string
  readonly parent: string | undefined
}

export interface Box {
  readonly id: string
  /** The CloudFormation type; `undefined` for what is not in the inventory. */
  readonly kind: string | undefined
  readonly part: Part | undefined
  /** The resources that it stands for; several where they were gathered. */
  readonly arns: readonly string[]
  readonly names: readonly string[]
  /** `undefined` for the internet, which stands outside of everything. */
  readonly group: string | undefined
}

export interface Line {
  readonly from: string
  readonly to: string
  readonly names: readonly string[]
  /** How many flows between single resources it stands for. */
  readonly flows: number
}

export interface Diagram {
  readonly account: string
  readonly groups: readonly Group[]
  readonly boxes: readonly Box[]
  readonly lines: readonly Line[]
  /** What it does not show and could not: each a sentence. */
  readonly notes: readonly string[]
}

export interface DiagramOptions {
  /** More boxes than this are gathered; 0 gathers whatever is alike and keeps every group. */
  readonly boxes: number
  /** Names, ARNs or kinds that are never gathered; `*` is a wildcard. */
  readonly expand: readonly string[]
}

/** Names of the groups that a resource stands in, from the outermost. */
type Place = readonly Group[]

const targetsOf = (node: AnyNode, edge: string): readonly string[] => {
  const fact = node.edges[edge]
  return fact?.state === 'known' ? fact.value : []
}

/** Buckets are listed for the account, and each is in a region. */
const regionOf = ({ region, base }: AnyNode): string => {
  const own = base['BucketRegion']
  return region === 'global' && typeof own === 'string' ? own : region
}

const placesIn = (inventory: Inventory, components: readonly AnyNode[]): ((node: AnyNode) => Place) => {
  const { nodes, scan } = inventory
  const account: Group = { id: scan.account, type: 'account', name: scan.account, parent: undefined }
  const severalRegions = new Set(components.map(regionOf).filter((region) => region !== 'global')).size > 1
  const called = namesIn(inventory)
  const nameOf = (arn: string): string => called(arn) ?? arn.slice(arn.lastIndexOf('/') + 1)
  return (node) => {
    const of = regionOf(node)
    const region: Group = { id: of, type: 'region', name: of, parent: account.id }
    const outer = severalRegions && of !== 'global' ? [account, region] : [account]
    const subnets = targetsOf(node, placements.subnet)
    const [first] = subnets
    const subnetNode = first === undefined ? undefined : nodes.get(first)
    const [vpcArn] = [...(subnetNode ? targetsOf(subnetNode, placements.vpc) : []), ...targetsOf(node, placements.vpc)]
    if (vpcArn === undefined) return outer
    const vpc: Group = { id: vpcArn, type: 'vpc', name: nameOf(vpcArn), parent: outer.at(-1)?.id }
    return first !== undefined && subnets.length === 1
      ? [...outer, vpc, { id: first, type: 'subnet', name: nameOf(first), parent: vpcArn }]
      : [...outer, vpc]
  }
}

/** Levels of grouping that are given up, one after the other, where gathering alone does not make a picture small enough. */
const levels: readonly (readonly Group['type'][])[] = [[], ['subnet'], ['subnet', 'vpc'], ['subnet', 'vpc', 'region']]

const isExpanded = ({ expand }: DiagramOptions, { arn, name, kind }: AnyNode): boolean =>
  expand.some((pattern) => fits(pattern, arn) || fits(pattern, name) || fits(pattern, kind))

interface Gathered<T> {
  readonly nodes: readonly T[]
  readonly place: Place
}

/** Classes of resources that stand in the same group and are of one kind; those that nothing leads to or from are gathered first, then the largest. */
const gather = <T extends AnyNode>(
  placed: readonly (readonly [T, Place])[],
  options: DiagramOptions,
  connected: ReadonlySet<string>,
): readonly Gathered<T>[] => {
  const classOf = (node: T): string => (isExpanded(options, node) ? node.arn : `${node.kind}${isAlone(node) ? ' alone' : ''}`)
  const isAlone = ({ arn }: T): boolean => options.boxes > 0 && !connected.has(arn)
  const classes = [...Map.groupBy(placed, ([node, place]) => `${place.at(-1)?.id ?? ''} ${classOf(node)}`).values()]
  /** What is connected with nothing tells least one by one. */
  const weight = (some: (typeof classes)[number]): number => (some.every(([node]) => isAlone(node)) ? 1_000_000 : 0) + some.length
  let boxes = placed.length
  const gathered = new Set<(typeof classes)[number]>()
  for (const some of classes.filter(({ length }) => length > 1).toSorted((a, b) => weight(b) - weight(a))) {
    if (boxes <= options.boxes) break
    gathered.add(some)
    boxes -= some.length - 1
  }
  return classes.flatMap((some): readonly Gathered<T>[] =>
    gathered.has(some)
      ? [{ nodes: some.map(([node]) => node), place: some[0]?.[1] ?? [] }]
      : some.map(([node, place]) => ({ nodes: [node], place })),
  )
}

const fewElsewhere = 5
const lastWord = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1)

/** Draws a system. The same system gives the same diagram. */
export const diagramOf = (inventory: Inventory, system: System, options: DiagramOptions, notes: readonly string[] = []): Diagram => {
  const placeOf = placesIn(inventory, system.components)
  const nameOf = namesIn(inventory)
  const connected = new Set(system.flows.flatMap(({ from, to }) => [from, to]))
  const placed = system.components.map((node) => [node, placeOf(node)] as const)
  const atLevel = (dropped: readonly Group['type'][]) =>
    gather(
      placed.map(([node, place]) => [node, place.filter(({ type }) => !dropped.includes(type))] as const),
      options,
      connected,
    )
  const tries = levels.map(atLevel)
  const drawn = (options.boxes === 0 ? tries[0] : tries.find((boxes) => boxes.length <= options.boxes)) ?? tries.at(-1) ?? []

  const groups = new Map<string, Group>()
  const boxOf = new Map<string, string>()
  const boxes: Box[] = drawn.map(({ nodes, place }, index) => {
    for (const [at, group] of place.entries()) groups.set(group.id, { ...group, parent: place[at - 1]?.id })
    const id = `b${index + 1}`
    for (const { arn } of nodes) boxOf.set(arn, id)
    const [first] = nodes
    return {
      id,
      kind: first?.kind,
      part: first?.part,
      arns: nodes.map(({ arn }) => arn),
      names: nodes.map(({ arn, name }) => nameOf(arn) ?? name),
      group: place.at(-1)?.id,
    }
  })

  // What is not in the inventory: one box for each account that it belongs to.
  const outside = Map.groupBy(system.elsewhere, (arn) => {
    if (arn === internet) return internet
    const owner = parseArn(arn)?.account ?? ''
    return owner !== '' && owner !== inventory.scan.account ? `account ${owner}` : 'not in this account, or not read'
  })
  for (const [name, arns] of outside) {
    const id = name === internet ? undefined : `elsewhere ${name}`
    if (id !== undefined) groups.set(id, { id, type: 'elsewhere', name, parent: undefined })
    // A few are told apart; many are one box.
    for (const some of arns.length > fewElsewhere ? [arns] : arns.map((arn) => [arn])) {
      const box = `b${boxes.length + 1}`
      for (const arn of some) boxOf.set(arn, box)
      boxes.push({ id: box, kind: undefined, part: undefined, arns: some, names: some.map(lastWord), group: id })
    }
  }

  const lines = new Map<string, { from: string; to: string; names: Set<string>; flows: number }>()
  for (const { from, to, names } of system.flows) {
    const [source, target] = [boxOf.get(from), boxOf.get(to)]
    if (source === undefined || target === undefined) continue
    const key = `${source} ${target}`
    const line = lines.get(key) ?? { from: source, to: target, names: new Set<string>(), flows: 0 }
    for (const name of names) line.names.add(name)
    line.flows += 1
    lines.set(key, line)
  }
  return {
    account: inventory.scan.account,
    groups: [...groups.values()],
    boxes,
    lines: [...lines.values()].map(({ names, ...line }) => ({ ...line, names: [...names].sort() })),
    notes,
  }
}
