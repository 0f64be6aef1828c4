// VPCs: flow logs, zones, and who is on the other side of a peering.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { contains, isWorld, parseCidr } from '../../src/check/cidr.ts'
import { few } from '../../src/check/policies.ts'
import { internetRoutes } from '../../src/check/subnets.ts'
import { Missing } from '../../src/check/view.ts'
import type { Gap } from '../../src/graph/fact.ts'
import type { BaseOf } from '../../src/graph/kinds.ts'
import { isShared } from './shared.ts'

const guide = 'https://docs.aws.amazon.com/vpc/latest/userguide'

export const vpcFlowLogs = defineCheck({
  id: 'ec2-vpc-flow-logs',
  title: 'VPC flow logs are on and being delivered',
  on: 'AWS::EC2::VPC',
  needs: [],
  reads: { 'AWS::EC2::FlowLog': [], 'AWS::EC2::NetworkInterface': [] },
  threats: ['detection-and-recovery'],
  mitigation: 'logging',
  likelihood: 2,
  impact: 3,
  cost: { level: 1, note: 'Charged by the gigabyte; delivery to S3 is the cheaper one. Traffic does not get slower.' },
  why: 'After a break-in nobody can say what was reached from where, or how much was carried off.',
  fix: {
    cli: 'aws ec2 create-flow-logs --resource-type VPC --resource-ids <vpc-id> --traffic-type ALL --log-destination-type s3 --log-destination arn:aws:s3:::<bucket>',
    terraform: `resource "aws_flow_log" "<name>" {
  vpc_id               = aws_vpc.<vpc>.id
  traffic_type         = "ALL"
  log_destination_type = "s3"
  log_destination      = aws_s3_bucket.<bucket>.arn
}`,
  },
  refs: { fsbp: ['EC2.6'], cis: ['v3.0:3.7', 'v5.0:3.7', 'v7.0:4.7'], docs: [`${guide}/flow-logs.html`] },
  test: (vpc, { graph }) => {
    const { arn } = vpc
    if (isShared(vpc)) return notApplicable({ OwnerId: vpc.base.OwnerId ?? null })
    if (graph.into(arn, 'AWS::EC2::NetworkInterface', 'in-vpc').length === 0) return notApplicable({ inUse: false })
    const logs = graph.into(arn, 'AWS::EC2::FlowLog', 'attached-to').map(({ base }) => base)
    const working = logs.filter(({ FlowLogStatus, DeliverLogsStatus }) => FlowLogStatus === 'ACTIVE' && DeliverLogsStatus === 'SUCCESS')
    // What was refused is what tells of an attack; what was let through is only half of the story.
    const best = ['ALL', 'REJECT'].find((type) => working.some(({ TrafficType }) => TrafficType === type))
    if (best !== undefined) return pass({ TrafficType: best })
    return fail({
      flowLogs: logs.length,
      notDelivered: few(logs.filter((log) => !working.includes(log)).map((log) => log.DeliverLogsStatus ?? log.FlowLogStatus)),
      TrafficType: few(working.map(({ TrafficType }) => TrafficType ?? '')),
    })
  },
})

export const networkMultiAz = defineCheck({
  id: 'ec2-network-multi-az',
  title: 'Subnets, NAT gateways and interface endpoints span zones',
  on: 'AWS::EC2::VPC',
  needs: [],
  reads: {
    'AWS::EC2::NatGateway': [],
    'AWS::EC2::NetworkInterface': [],
    'AWS::EC2::Subnet': ['routing'],
    'AWS::EC2::VPCEndpoint': [],
  },
  threats: ['denial-of-service'],
  mitigation: 'high-availability',
  likelihood: 1,
  impact: 3,
  cost: { level: 2, note: 'A second NAT gateway and endpoints in a second zone are charged by the hour; traffic between zones is saved.' },
  why: 'Zones fail one at a time. What is in only one of them fails with it, and takes along whatever in the other zones goes through it.',
  fix: {
    cli: `aws ec2 create-nat-gateway --subnet-id <public-subnet-of-the-zone> --allocation-id <address-id>
aws ec2 replace-route --route-table-id <table-of-the-zone> --destination-cidr-block 0.0.0.0/0 --nat-gateway-id <nat-gateway-id>
aws ec2 modify-vpc-endpoint --vpc-endpoint-id <endpoint-id> --add-subnet-ids <subnet-id>`,
    terraform: `resource "aws_nat_gateway" "<name>" {
  for_each      = aws_subnet.<public>
  subnet_id     = each.value.id
  allocation_id = aws_eip.<nat>[each.key].id
}`,
  },
  refs: { docs: [`${guide}/nat-gateway-basics.html`, 'https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html'] },
  test: (vpc, { graph }) => {
    const { arn } = vpc
    if (isShared(vpc)) return notApplicable({ OwnerId: vpc.base.OwnerId ?? null })
    if (graph.into(arn, 'AWS::EC2::NetworkInterface', 'in-vpc').length === 0) return notApplicable({ inUse: false })
    const subnets = graph.into(arn, 'AWS::EC2::Subnet', 'in-vpc')
    const zoneOf = new Map(subnets.map(({ name, base }) => [name, base.AvailabilityZone]))
    const zones = new Set(zoneOf.values()).size
    const gateways = new Map(graph.into(arn, 'AWS::EC2::NatGateway', 'in-vpc').map(({ name, base }) => [name, base]))
    const natInOtherZone = subnets.flatMap(({ name, base, routing }) =>
      internetRoutes(routing).some(({ NatGatewayId = '' }) => {
        const gateway = gateways.get(NatGatewayId)
        return gateway?.SubnetId !== undefined && zoneOf.get(gateway.SubnetId) !== base.AvailabilityZone
      })
        ? [name]
        : [],
    )
    const endpointsInOneZone = graph
      .into(arn, 'AWS::EC2::VPCEndpoint', 'in-vpc')
      .flatMap(({ name, base }) => (base.VpcEndpointType === 'Interface' && base.SubnetIds.length < 2 ? [name] : []))
    const good = zones >= 2 && natInOtherZone.length + endpointsInOneZone.length === 0
    return good ? pass({ zones }) : fail({ zones, natInOtherZone: few(natInOtherZone), endpointsInOneZone: few(endpointsInOneZone) })
  },
})

/** Routes to a peer for a list of prefixes. The list may hold all of the peer: nothing reads it. */
const routesByList = (
  peering: string,
  tables: readonly { readonly name: string; readonly base: BaseOf<'AWS::EC2::RouteTable'> }[],
): readonly Gap[] =>
  tables.flatMap(({ name, base: { Routes } }) =>
    Routes.flatMap(({ VpcPeeringConnectionId, DestinationPrefixListId: list }): readonly Gap[] =>
      VpcPeeringConnectionId === peering && list !== undefined
        ? [
            {
              reason: 'skipped',
              operation: 'ec2:GetManagedPrefixListEntries',
              action: 'ec2:GetManagedPrefixListEntries',
              message: `${name} leads to ${peering} for ${list}, and what is in that list is not read`,
            },
          ]
        : [],
    ),
  )

export const peeringLeastAccess = defineCheck({
  id: 'ec2-vpc-peering-least-access',
  title: 'Peering routes and partners are narrow and known',
  on: 'AWS::EC2::VPCPeeringConnection',
  needs: [],
  reads: { 'AWS::EC2::RouteTable': [] },
  uses: ['trustedAccounts'],
  threats: ['unauthorized-access'],
  mitigation: 'network-isolation',
  likelihood: 2,
  impact: 3,
  cost: { level: 0, note: 'Free. The routes get longer, and have to follow when subnets are added.' },
  why: 'A route to all of the other network lets a break-in on either side go on to everything on the other, where only two services meant to talk.',
  fix: {
    cli: `aws ec2 create-route --route-table-id <table-id> --destination-cidr-block <subnet-of-the-peer> --vpc-peering-connection-id <peering-id>
aws ec2 delete-route --route-table-id <table-id> --destination-cidr-block <block-of-the-whole-peer>`,
    terraform: `resource "aws_route" "<name>" {
  route_table_id            = aws_route_table.<table>.id
  destination_cidr_block    = "<subnet-of-the-peer>"
  vpc_peering_connection_id = aws_vpc_peering_connection.<peering>.id
}`,
  },
  refs: {
    cis: ['v3.0:5.5', 'v5.0:5.6', 'v7.0:6.6'],
    docs: ['https://docs.aws.amazon.com/vpc/latest/peering/peering-configurations-partial-access.html'],
  },
  test: ({ arn, name, account, base: { Status, Requester, Accepter } }, { graph, trustedAccounts }) => {
    if (Status !== 'active') return notApplicable({ Status })
    const strangers = [Requester, Accepter].map(({ OwnerId }) => OwnerId).filter((id) => id !== account && !trustedAccounts.includes(id))
    const tables = graph.into(arn, 'AWS::EC2::RouteTable', 'routes-to')
    const wide = tables.flatMap((table) => {
      const peer = table.base.VpcId === Requester.VpcId ? Accepter : Requester
      const blocks = peer.CidrBlocks.flatMap((block) => parseCidr(block) ?? [])
      return table.base.Routes.flatMap((route) => {
        const text = route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock
        const destination = text === undefined || route.VpcPeeringConnectionId !== name ? undefined : parseCidr(text)
        const whole = destination && (isWorld(destination) || blocks.some((block) => contains(destination, block)))
        return whole && text !== undefined ? [`${text} in ${table.name}`] : []
      })
    })
    const failures = [
      ...strangers.map((id) => fail({ account: id, trusted: false }, id)),
      ...(wide.length > 0 ? [fail({ routes: few(wide.sort()) }, 'routes')] : []),
    ]
    const [listed] = failures.length > 0 ? [] : routesByList(name, tables)
    if (listed) throw new Missing([listed])
    return failures.length > 0 ? failures : pass({ accounts: few([Requester.OwnerId, Accepter.OwnerId]) })
  },
})
