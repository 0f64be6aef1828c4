// Whether the internet comes through to what stands in a network: a public route, network ACLs and security groups, in this order.
import type { GraphView, Neighbour } from '../../check/check.ts'
import { groupsIn, openToWorld, ruleWords, type Rule } from '../../check/ingress.ts'
import { letsInEveryone } from '../../check/network-acls.ts'
import { few } from '../../check/policies.ts'
import { isReachable } from '../../check/subnets.ts'

/** For `reads` of a question that asks {@link openings}. */
export const networkReads = { 'AWS::EC2::NetworkAcl': [], 'AWS::EC2::Subnet': ['networkAclId', 'routing'] } as const
/** For `across` of a question that asks {@link openings}. */
export const networkAcross = { 'in-subnet': ['networkAclId', 'routing'], 'protected-by': ['prefixLists'] } as const

type Subnets = readonly Neighbour<'AWS::EC2::Subnet', 'networkAclId' | 'routing'>[]
type Groups = readonly Neighbour<'AWS::EC2::SecurityGroup', 'prefixLists'>[]
interface Standing {
  readonly 'in-subnet': Subnets
  readonly 'protected-by': Groups
}

/** Whether the internet has a route to one of these subnets. Of one that another account shares nobody sees the routes: it may have. */
export const hasRoute = (subnets: readonly Neighbour<'AWS::EC2::Subnet', 'routing'>[]): boolean =>
  subnets.some((subnet) => !subnet.found || isReachable(subnet.node.routing))

/**
 * By which rules of its security groups everyone reaches something that has a public address. Empty where no subnet has a route from the internet,
 * or where network ACLs keep out what the groups let in.
 */
export const openings = (
  { 'in-subnet': subnets, 'protected-by': groups }: Standing,
  graph: GraphView<typeof networkReads>,
): readonly Rule[] => {
  const open = hasRoute(subnets) ? groupsIn(groups).flatMap(openToWorld) : []
  const behind = (rule: Rule): boolean =>
    subnets.some((subnet) => {
      if (!subnet.found) return true
      if (!isReachable(subnet.node.routing)) return false
      const [acl] = graph.out(subnet.node, 'protected-by', 'AWS::EC2::NetworkAcl')
      return !acl?.found || letsInEveryone(acl.node.base.Entries, rule)
    })
  return open.filter(behind)
}

/** For evidence. */
export const rulesIn = (rules: readonly Rule[]): readonly string[] => few(rules.map((rule) => ruleWords(rule)).sort())
