// Amazon VPC: route tables and the ways out of a network that they lead to.
import {
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeVpcPeeringConnectionsCommand,
  EC2Client,
  type NatGateway,
  type Route as AwsRoute,
  type RouteTable,
  type VpcPeeringConnectionVpcInfo,
} from '@aws-sdk/client-ec2'
import { pages } from '../../src/aws/pages.ts'
import { bulk, defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { onceListed } from '../../src/collect/once.ts'
import { ec2Arn } from '../../src/graph/arn.ts'
import type { Scope } from '../../src/graph/node.ts'
import { inVpc, ofSubnets } from './edges.ts'
import type { Routing } from './network.ts'

/** One destination, and one target: undefined are all the others. */
export type Route = Pick<
  AwsRoute,
  | 'DestinationCidrBlock'
  | 'DestinationIpv6CidrBlock'
  | 'DestinationPrefixListId'
  /** `local`, `igw-…`, `vgw-…`, `vpce-…`. */
  | 'GatewayId'
  | 'NatGatewayId'
  | 'EgressOnlyInternetGatewayId'
  | 'TransitGatewayId'
  | 'VpcPeeringConnectionId'
  | 'NetworkInterfaceId'
  /** `blackhole` where the target is gone. */
  | 'State'
>
type Peer = { OwnerId: string; VpcId: string; Region: string | undefined; CidrBlocks: readonly string[] }

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::EC2::RouteTable': {
      base: {
        VpcId: string
        /** It holds for all subnets of the VPC that have no table of their own. */
        Main: boolean
        Routes: readonly Route[]
        /** Subnets of which it is the own table. */
        SubnetIds: readonly string[]
      }
      facets: {}
      edges: {
        'in-vpc': 'AWS::EC2::VPC'
        'attached-to': 'AWS::EC2::Subnet'
        /** Of routes that work. */
        'routes-to':
          | 'AWS::EC2::InternetGateway'
          | 'AWS::EC2::NatGateway'
          | 'AWS::EC2::VPCPeeringConnection'
          | 'AWS::EC2::VPCEndpoint'
          | 'AWS::EC2::NetworkInterface'
      }
    }
    'AWS::EC2::InternetGateway': {
      base: { VpcIds: readonly string[] }
      facets: {}
      edges: { 'attached-to': 'AWS::EC2::VPC' }
    }
    'AWS::EC2::NatGateway': {
      /** No `SubnetId`: a regional one, in all zones of its VPC. */
      base: Pick<NatGateway, 'SubnetId' | 'ConnectivityType' | 'AvailabilityMode'> & {
        VpcId: string
        State: NonNullable<NatGateway['State']>
      }
      facets: {}
      edges: { 'in-vpc': 'AWS::EC2::VPC'; 'in-subnet': 'AWS::EC2::Subnet' }
    }
    /** Both accounts see it; of the other side, and before it is accepted, with less. */
    'AWS::EC2::VPCPeeringConnection': {
      base: { Status: string; Requester: Peer; Accepter: Peer }
      facets: {}
      edges: { 'attached-to': 'AWS::EC2::VPC' }
    }
  }
}

const routeOf = (route: AwsRoute): Route => ({
  DestinationCidrBlock: route.DestinationCidrBlock,
  DestinationIpv6CidrBlock: route.DestinationIpv6CidrBlock,
  DestinationPrefixListId: route.DestinationPrefixListId,
  GatewayId: route.GatewayId,
  NatGatewayId: route.NatGatewayId,
  EgressOnlyInternetGatewayId: route.EgressOnlyInternetGatewayId,
  TransitGatewayId: route.TransitGatewayId,
  VpcPeeringConnectionId: route.VpcPeeringConnectionId,
  NetworkInterfaceId: route.NetworkInterfaceId,
  State: route.State,
})

const tableOf = ({ RouteTableId, VpcId, Associations, Routes }: RouteTable) => {
  // One that is being taken away has a state too.
  const associations = member(Associations, 'Associations').filter(
    ({ AssociationState: state }) => (state?.State ?? 'associated') === 'associated',
  )
  return {
    RouteTableId: member(RouteTableId, 'RouteTableId'),
    VpcId: member(VpcId, 'VpcId'),
    Main: associations.some(({ Main }) => Main),
    Routes: member(Routes, 'Routes').map(routeOf),
    SubnetIds: associations.flatMap(({ SubnetId }) => SubnetId ?? []).sort(),
  }
}

const listTables = onceListed((client: EC2Client) =>
  pages(client, DescribeRouteTablesCommand, { MaxResults: 100 }, (page) => page.RouteTables?.map(tableOf)),
)

/** Says for a subnet (and its VPC) which routes hold. */
export const routingBySubnet = bulk({
  client: EC2Client,
  calls: ['ec2:DescribeRouteTables'],
  run: async (client: EC2Client): Promise<(subnet: string, vpc: string) => Routing | undefined> => {
    const tables = await Array.fromAsync(listTables(client))
    const own = new Map(tables.flatMap((table) => table.SubnetIds.map((id) => [id, table] as const)))
    const main = new Map(tables.filter(({ Main }) => Main).map((table) => [table.VpcId, table]))
    return (subnet, vpc) => {
      const table = own.get(subnet) ?? main.get(vpc)
      return table && { RouteTableId: table.RouteTableId, Main: !own.has(subnet), Routes: table.Routes }
    }
  },
})

/** The kinds of targets that are resources of this account and are read. */
const targetOf = (route: Route, scope: Scope): readonly string[] => {
  const { State, GatewayId, NatGatewayId, VpcPeeringConnectionId, NetworkInterfaceId } = route
  if (State === 'blackhole') return []
  if (GatewayId?.startsWith('igw-')) return [ec2Arn('internet-gateway', GatewayId, scope)]
  if (GatewayId?.startsWith('vpce-')) return [ec2Arn('vpc-endpoint', GatewayId, scope)]
  if (NatGatewayId) return [ec2Arn('natgateway', NatGatewayId, scope)]
  if (VpcPeeringConnectionId) return [ec2Arn('vpc-peering-connection', VpcPeeringConnectionId, scope)]
  return NetworkInterfaceId ? [ec2Arn('network-interface', NetworkInterfaceId, scope)] : []
}

export const routeTable = defineCollector({
  kind: 'AWS::EC2::RouteTable',
  client: EC2Client,
  list: {
    calls: ['ec2:DescribeRouteTables'],
    async *run(client, at) {
      for await (const { RouteTableId, ...base } of listTables(client))
        yield { arn: ec2Arn('route-table', RouteTableId, at), name: RouteTableId, ...base }
    },
  },
  facets: {},
  edges: {
    'in-vpc': inVpc,
    'attached-to': ofSubnets,
    'routes-to': {
      to: [
        'AWS::EC2::InternetGateway',
        'AWS::EC2::NatGateway',
        'AWS::EC2::VPCPeeringConnection',
        'AWS::EC2::VPCEndpoint',
        'AWS::EC2::NetworkInterface',
      ],
      from: 'base',
      ref: ({ Routes }, item) => Routes.flatMap((route) => targetOf(route, item)),
    },
  },
})

export const internetGateway = defineCollector({
  kind: 'AWS::EC2::InternetGateway',
  client: EC2Client,
  list: {
    calls: ['ec2:DescribeInternetGateways'],
    run: (client, at) =>
      pages(client, DescribeInternetGatewaysCommand, { MaxResults: 1000 }, (page) =>
        page.InternetGateways?.map(({ InternetGatewayId, Attachments }) => ({
          arn: ec2Arn('internet-gateway', member(InternetGatewayId, 'InternetGatewayId'), at),
          name: member(InternetGatewayId, 'InternetGatewayId'),
          VpcIds: member(Attachments, 'Attachments').map(({ VpcId }) => member(VpcId, 'VpcId')),
        })),
      ),
  },
  facets: {},
  edges: {
    'attached-to': { to: 'AWS::EC2::VPC', from: 'base', ref: ({ VpcIds }, item) => VpcIds.map((id) => ec2Arn('vpc', id, item)) },
  },
})

export const natGateway = defineCollector({
  kind: 'AWS::EC2::NatGateway',
  client: EC2Client,
  list: {
    calls: ['ec2:DescribeNatGateways'],
    run: (client, at) =>
      pages(client, DescribeNatGatewaysCommand, { MaxResults: 1000 }, (page) =>
        // Deleted ones are listed for about an hour.
        page.NatGateways?.filter(({ State }) => State !== 'deleted').map(
          ({ NatGatewayId, VpcId, SubnetId, State, ConnectivityType, AvailabilityMode }) => ({
            arn: ec2Arn('natgateway', member(NatGatewayId, 'NatGatewayId'), at),
            name: member(NatGatewayId, 'NatGatewayId'),
            VpcId: member(VpcId, 'VpcId'),
            SubnetId,
            State: member(State, 'State'),
            ConnectivityType,
            AvailabilityMode,
          }),
        ),
      ),
  },
  facets: {},
  edges: {
    'in-vpc': inVpc,
    'in-subnet': { to: 'AWS::EC2::Subnet', from: 'base', ref: ({ SubnetId }, item) => SubnetId && ec2Arn('subnet', SubnetId, item) },
  },
})

const peerOf = (info: VpcPeeringConnectionVpcInfo | undefined, name: string): Peer => {
  const { OwnerId, VpcId, Region, CidrBlock, CidrBlockSet = [], Ipv6CidrBlockSet = [] } = member(info, name)
  const blocks = [CidrBlock, ...CidrBlockSet.map((set) => set.CidrBlock), ...Ipv6CidrBlockSet.map((set) => set.Ipv6CidrBlock)]
  return {
    OwnerId: member(OwnerId, 'OwnerId'),
    VpcId: member(VpcId, 'VpcId'),
    Region,
    // None before it is accepted.
    CidrBlocks: [...new Set(blocks.flatMap((block) => block ?? []))],
  }
}

export const peering = defineCollector({
  kind: 'AWS::EC2::VPCPeeringConnection',
  client: EC2Client,
  list: {
    calls: ['ec2:DescribeVpcPeeringConnections'],
    run: (client, at) =>
      pages(client, DescribeVpcPeeringConnectionsCommand, { MaxResults: 1000 }, (page) =>
        page.VpcPeeringConnections?.map(({ VpcPeeringConnectionId, Status, RequesterVpcInfo, AccepterVpcInfo }) => ({
          arn: ec2Arn('vpc-peering-connection', member(VpcPeeringConnectionId, 'VpcPeeringConnectionId'), at),
          name: member(VpcPeeringConnectionId, 'VpcPeeringConnectionId'),
          Status: member(Status?.Code, 'Status.Code'),
          Requester: peerOf(RequesterVpcInfo, 'RequesterVpcInfo'),
          Accepter: peerOf(AccepterVpcInfo, 'AccepterVpcInfo'),
        })),
      ),
  },
  facets: {},
  edges: {
    'attached-to': {
      to: 'AWS::EC2::VPC',
      from: 'base',
      ref: ({ Requester, Accepter }, { region }) =>
        [Requester, Accepter].map(({ VpcId, OwnerId, Region }) => ec2Arn('vpc', VpcId, { account: OwnerId, region: Region ?? region })),
    },
  },
})

export default [routeTable, internetGateway, natGateway, peering]
