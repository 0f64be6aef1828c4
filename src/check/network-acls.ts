// What a network ACL lets in from everyone: the entry with the lowest number that matches decides.
import type { BaseOf } from '../graph/kinds.ts'
import { contains, isWorld, parseCidr, type Cidr } from './cidr.ts'
import type { Peer, Ports, Rule } from './ingress.ts'
import { Missing } from './view.ts'

export type AclEntry = BaseOf<'AWS::EC2::NetworkAcl'>['Entries'][number]

const blockOf = ({ CidrBlock, Ipv6CidrBlock }: AclEntry): Cidr => {
  const block = parseCidr(CidrBlock ?? Ipv6CidrBlock ?? '')
  if (block) return block
  const operation = 'ec2:DescribeNetworkAcls'
  throw new Missing([
    { reason: 'bad-response', operation, action: operation, message: 'an entry of a network ACL has no block of addresses' },
  ])
}

const every: Ports = [0, 65_535]
/** IANA numbers of the protocols that have ports. */
const numbers: Readonly<Record<string, string>> = { tcp: '6', udp: '17' }

const portsOf = ({ PortRange }: AclEntry): Ports => [PortRange?.From ?? every[0], PortRange?.To ?? every[1]]

const concerns = (entry: AclEntry, protocol: 'tcp' | 'udp', port: number): boolean =>
  !entry.Egress &&
  (entry.Protocol === '-1' || (entry.Protocol === numbers[protocol] && portsOf(entry)[0] <= port && port <= portsOf(entry)[1]))

/** The entry by which everyone reaches a port; `undefined` where none lets everyone in. */
export const entryForEveryone = (entries: readonly AclEntry[], protocol: 'tcp' | 'udp', port: number): AclEntry | undefined => {
  const denied: Cidr[] = []
  for (const entry of entries.filter((one) => concerns(one, protocol, port)).toSorted((a, b) => a.RuleNumber - b.RuleNumber)) {
    const block = blockOf(entry)
    if (entry.RuleAction === 'deny') denied.push(block)
    else if (isWorld(block) && !denied.some((earlier) => contains(earlier, block))) return entry
  }
  return undefined
}

/** Entries about addresses of the family that a rule is about. Those of the other one say nothing of it. */
const ofFamily = (entries: readonly AclEntry[], peer: Peer): readonly AclEntry[] => {
  const family = peer.type === 'addresses' ? parseCidr(peer.cidr)?.family : undefined
  return family === undefined ? entries : entries.filter((entry) => blockOf(entry).family === family)
}

/** Whether everyone comes through to some port of those that a rule opens. Protocols without ports are not held back here. */
export const letsInEveryone = (all: readonly AclEntry[], { protocol, ports, peer }: Rule): boolean => {
  const spoken = (['tcp', 'udp'] as const).filter((each) => protocol === 'all' || protocol === each)
  if (spoken.length === 0) return true
  const entries = ofFamily(all, peer)
  // What entries say changes only where one of them begins or ends.
  const edges = entries.flatMap((entry) => [portsOf(entry)[0], portsOf(entry)[1] + 1])
  const candidates = [ports[0], ...edges.filter((port) => port > ports[0] && port <= ports[1])]
  return spoken.some((each) => candidates.some((port) => entryForEveryone(entries, each, port) !== undefined))
}
