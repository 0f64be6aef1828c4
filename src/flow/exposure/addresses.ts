// What has an address on the internet: instances, databases, load balancers, and whatever else has a network interface.
import { defineQuestion } from '../../check/check.ts'
import { admits, ruleWords, type Rule } from '../../check/ingress.ts'
import { Missing } from '../../check/view.ts'
import { ec2Arn } from '../../graph/arn.ts'
import type { BaseOf } from '../../graph/kinds.ts'
import { hasRoute, networkAcross, networkReads, openings, rulesIn } from './network.ts'
import { reached } from './way.ts'

const protocolsOf = (rules: readonly Rule[]): string =>
  [...new Set(rules.map((rule) => ruleWords(rule).replace(/ from .*$/, '')))].sort().join(', ')

export const hasPublicAddress = ({ PublicIpAddress, NetworkInterfaces }: BaseOf<'AWS::EC2::Instance'>): boolean =>
  PublicIpAddress !== undefined || NetworkInterfaces.some(({ PublicIps, Ipv6Addresses }) => PublicIps.length + Ipv6Addresses.length > 0)

export const instances = defineQuestion({
  id: 'exposure-instance',
  on: 'AWS::EC2::Instance',
  needs: [],
  across: networkAcross,
  reads: networkReads,
  test: (instance, { graph }) => {
    if (!hasPublicAddress(instance.base)) return reached([])
    const rules = openings(instance, graph)
    if (rules.length === 0) return reached([])
    const because = { opens: rulesIn(rules), PublicIpAddress: instance.base.PublicIpAddress ?? null }
    return reached([{ by: 'public-address', protocol: protocolsOf(rules), authentication: 'unknown', because }])
  },
})

/** What AWS leaves out is not closed. */
const untold = (name: string): Missing => {
  const operation = 'rds:DescribeDBInstances'
  const message = `${name}: the answer does not say whether it is public, or where it stands`
  return new Missing([{ reason: 'bad-response', operation, action: operation, message }])
}

export const databases = defineQuestion({
  id: 'exposure-database',
  on: 'AWS::RDS::DBInstance',
  needs: [],
  across: networkAcross,
  reads: networkReads,
  test: (database, { graph }) => {
    const { PubliclyAccessible, Port, SubnetIds, VpcSecurityGroupIds } = database.base
    if (PubliclyAccessible === false) return reached([])
    if (PubliclyAccessible === undefined || SubnetIds === undefined || VpcSecurityGroupIds === undefined) throw untold(database.name)
    // Without a port nobody has connected yet: it is being made.
    const rules = Port === undefined ? [] : openings(database, graph).filter((rule) => admits(rule, 'tcp', Port))
    if (rules.length === 0) return reached([])
    const because = { opens: rulesIn(rules), PubliclyAccessible }
    return reached([{ by: 'database-endpoint', protocol: `tcp ${Port}`, authentication: 'database', because }])
  },
})

/** Protocols of listeners, as rules have them. */
const transports = {
  GENEVE: [],
  HTTP: ['tcp'],
  HTTPS: ['tcp'],
  QUIC: ['udp'],
  TCP: ['tcp'],
  TCP_QUIC: ['tcp', 'udp'],
  TCP_UDP: ['tcp', 'udp'],
  TLS: ['tcp'],
  UDP: ['udp'],
} as const

export const loadBalancers = defineQuestion({
  id: 'exposure-load-balancer',
  on: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  needs: [],
  across: networkAcross,
  reads: { ...networkReads, 'AWS::ElasticLoadBalancingV2::Listener': [] },
  test: (balancer, { graph }) => {
    const { Scheme, SecurityGroups } = balancer.base
    if (Scheme !== 'internet-facing' || !hasRoute(balancer['in-subnet'])) return reached([])
    const listeners = graph.into(balancer.arn, 'AWS::ElasticLoadBalancingV2::Listener', 'member-of')
    // A network load balancer without groups lets in whatever its listeners take.
    const rules = SecurityGroups.length > 0 ? openings(balancer, graph) : undefined
    const ways = listeners.flatMap(({ base: { Protocol, Port } }) => {
      if (Protocol === undefined || Port === undefined) return []
      const spoken = transports[Protocol]
      const open = rules?.filter((rule) => spoken.some((transport) => admits(rule, transport, Port)))
      if (open?.length === 0 || spoken.length === 0) return []
      return [
        {
          by: 'load-balancer' as const,
          protocol: `${Protocol.toLowerCase()} ${Port}`,
          authentication: 'unknown',
          because: { Scheme, opens: open ? rulesIn(open) : 'no security groups' },
          name: `${Protocol} ${Port}`,
        },
      ]
    })
    return reached(ways)
  },
})

/** Types of interfaces behind which something runs that may listen. Those of NAT gateways, endpoints and the like let nobody in. */
const listening: ReadonlySet<string> = new Set(['branch', 'efa', 'efa-only', 'interface', 'load_balancer'])

const sameGroups = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((id) => b.includes(id))

/** Containers, classic load balancers, clusters: what has a public address, and is of no kind that has a question of its own. */
export const interfaces = defineQuestion({
  id: 'exposure-network-interface',
  on: 'AWS::EC2::NetworkInterface',
  needs: [],
  across: { ...networkAcross, 'attached-to': [] },
  reads: { ...networkReads, 'AWS::ElasticLoadBalancingV2::LoadBalancer': [] },
  walks: ['AWS::EC2::Subnet protected-by', 'AWS::ElasticLoadBalancingV2::LoadBalancer in-subnet'],
  test: (item, { graph }) => {
    const { InterfaceType, RequesterId, PublicIp, Ipv6, GroupIds, SubnetId } = item.base
    if ((PublicIp === undefined && !Ipv6) || !listening.has(InterfaceType ?? 'interface')) return reached([])
    if (item['attached-to'].some(({ found }) => found) || RequesterId === 'amazon-rds') return reached([])
    const rules = openings(item, graph)
    if (rules.length === 0) return reached([])
    const ofBalancer =
      RequesterId === 'amazon-elb' &&
      graph
        .into(ec2Arn('subnet', SubnetId, item), 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'in-subnet')
        .some(({ base }) => sameGroups(base.SecurityGroups, GroupIds))
    if (ofBalancer) return reached([])
    const because = { opens: rulesIn(rules), PublicIp: PublicIp ?? null, RequesterId: RequesterId ?? null }
    return reached([{ by: 'public-address', protocol: protocolsOf(rules), authentication: 'unknown', because }])
  },
})
