// What a security group lets in and out, rule by rule: from where, by which protocol, to which ports.
//
// `ingressOf(group)` gives the rules of a group that was found through `protected-by`; it needs the facet `prefixLists`:
//   across: { 'protected-by': ['prefixLists'] }
//   const open = groups.flatMap(ingressOf).filter((rule) => isFromWorld(rule) && admits(rule, 'tcp', 3306))
//   fail({ opens: few(open.map(ruleWords)) })
import type { Operation } from '../graph/fact.ts'
import type { BaseOf, FacetValue } from '../graph/kinds.ts'
import type { Neighbour } from './check.ts'
import { isWorld, parseCidr } from './cidr.ts'
import { Missing } from './view.ts'

/** A security group as a check sees it. `prefixLists` is touched only where a rule names one. */
export interface Group {
  readonly name: string
  readonly base: Pick<BaseOf<'AWS::EC2::SecurityGroup'>, 'IpPermissions' | 'IpPermissionsEgress'>
  readonly prefixLists: FacetValue<'AWS::EC2::SecurityGroup', 'prefixLists'>
}

/** The other end of a rule. */
export type Peer =
  | { readonly type: 'addresses'; readonly cidr: string; readonly prefixList?: string }
  /** Whatever carries that group; `account` is another one for groups of peered networks, and undefined where such a group is gone. */
  | { readonly type: 'group'; readonly id: string; readonly account: string | undefined }

const cannotTell = (operation: Operation, message: string): Missing =>
  new Missing([{ reason: 'bad-response', operation, action: operation, message }])

/**
 * The groups at the end of `protected-by`. Ends the check with `unknown` for one that is not there: of a group of another account, shared along with its
 * network, nobody sees from here what it lets in.
 */
export const groupsIn = (groups: readonly Neighbour<'AWS::EC2::SecurityGroup', 'prefixLists'>[]): readonly Group[] =>
  groups.map((group) => {
    if (group.found) return group.node
    throw cannotTell('ec2:DescribeSecurityGroups', `${group.arn} is not among the security groups that were read`)
  })

export interface Rule {
  /** `tcp`, `udp`, `icmp`, `icmpv6`, an IANA number, or `all`. */
  readonly protocol: string
  /** Both ends belong to it; 0 and 65535 where a protocol has no ports. For ICMP, type and code mean nothing here. */
  readonly ports: Ports
  readonly peer: Peer
}
/** A range of ports, both ends included. */
export type Ports = readonly [from: number, to: number]

type Permission = Group['base']['IpPermissions'][number]

const every: Ports = [0, 65_535]
/** IANA numbers for which EC2 has names; it gives back the name. */
const names: Readonly<Record<string, string>> = { '-1': 'all', '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'icmpv6' }

const portsOf = ({ FromPort, ToPort }: Permission, protocol: string): Ports =>
  (protocol === 'tcp' || protocol === 'udp') && FromPort !== undefined && ToPort !== undefined && FromPort >= 0 ? [FromPort, ToPort] : every

const inList = (group: Group, prefixList: string): readonly Peer[] => {
  const entries = group.prefixLists?.[prefixList]
  if (entries) return entries.map((cidr): Peer => ({ type: 'addresses', cidr, prefixList }))
  throw cannotTell('ec2:GetManagedPrefixListEntries', `what is in ${prefixList} was not read`)
}

const peersOf = (permission: Permission, group: Group): readonly Peer[] => [
  ...permission.IpRanges.map(({ CidrIp }): Peer => ({ type: 'addresses', cidr: CidrIp })),
  ...permission.Ipv6Ranges.map(({ CidrIpv6 }): Peer => ({ type: 'addresses', cidr: CidrIpv6 })),
  ...permission.PrefixListIds.flatMap(({ PrefixListId }) => inList(group, PrefixListId)),
  ...permission.UserIdGroupPairs.map(({ GroupId, UserId }): Peer => ({ type: 'group', id: GroupId, account: UserId })),
]

const rulesOf = (permissions: readonly Permission[], group: Group): readonly Rule[] =>
  permissions.flatMap((permission) => {
    const protocol = names[permission.IpProtocol] ?? permission.IpProtocol
    return peersOf(permission, group).map((peer): Rule => ({ protocol, ports: portsOf(permission, protocol), peer }))
  })

/** What a group lets in: one rule for each block of addresses and each group. */
export const ingressOf = (group: Group): readonly Rule[] => rulesOf(group.base.IpPermissions, group)

/** What a group lets out. */
export const egressOf = (group: Group): readonly Rule[] => rulesOf(group.base.IpPermissionsEgress, group)

/** Whether its other end is everyone: `0.0.0.0/0`, `::/0`, halves of them, and public blocks of millions. Ends the check with `unknown` for what is no block. */
export const isFromWorld = ({ peer }: Rule): boolean => {
  if (peer.type === 'group') return false
  const cidr = parseCidr(peer.cidr)
  if (cidr) return isWorld(cidr)
  const operation = peer.prefixList === undefined ? 'ec2:DescribeSecurityGroups' : 'ec2:GetManagedPrefixListEntries'
  throw cannotTell(operation, `${peer.cidr} is no block of addresses`)
}

/** Whether it lets through a protocol at one of some ports. */
export const admits = (rule: Rule, protocol: 'tcp' | 'udp', ports: number | Ports): boolean => {
  const [from, to] = typeof ports === 'number' ? [ports, ports] : ports
  return (rule.protocol === 'all' || rule.protocol === protocol) && rule.ports[0] <= to && rule.ports[1] >= from
}

/** Whether it lets through every port of a protocol, or every protocol. */
export const admitsAll = ({ protocol, ports }: Rule): boolean =>
  protocol === 'all' || ((protocol === 'tcp' || protocol === 'udp') && ports[0] <= 1 && ports[1] === every[1])

/** What a group lets everyone in to. */
export const openToWorld = (group: Group): readonly Rule[] => ingressOf(group).filter(isFromWorld)

const portWords = ([from, to]: Ports): string => (from === to ? String(from) : from === every[0] && to === every[1] ? '' : `${from}-${to}`)

/** For evidence: `tcp 3306 from 0.0.0.0/0`, `all from sg-0a1b`. */
export const ruleWords = ({ protocol, ports, peer }: Rule, preposition: 'from' | 'to' = 'from'): string => {
  const other = peer.type === 'group' ? peer.id : peer.prefixList === undefined ? peer.cidr : `${peer.cidr} (${peer.prefixList})`
  return [protocol, portWords(ports), preposition, other].filter(Boolean).join(' ')
}
