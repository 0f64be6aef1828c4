// Where the routes of a subnet lead.
//
// The facet `routing` of a subnet has the routes that hold for it, by its own route table or the VPC's main one:
//   across: { 'in-subnet': ['routing'] }
//   const exposed = subnets.some((subnet) => subnet.found && isPublic(subnet.node.routing))
import type { FacetValue } from '../graph/kinds.ts'
import { isWorld, parseCidr } from './cidr.ts'

export type Routing = FacetValue<'AWS::EC2::Subnet', 'routing'>
type Route = Routing['Routes'][number]

/** Routes that work and lead to the internet, whatever is in between. */
export const internetRoutes = ({ Routes }: Pick<Routing, 'Routes'>): readonly Route[] =>
  Routes.filter(({ State, DestinationCidrBlock, DestinationIpv6CidrBlock, GatewayId }) => {
    const destination = parseCidr(DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? '')
    return State !== 'blackhole' && GatewayId !== 'local' && destination !== undefined && isWorld(destination)
  })

/** A route to an internet gateway for a list of prefixes. What is in the list is not read: all of the internet may be. */
const isListed = ({ State, DestinationPrefixListId, GatewayId }: Route): boolean =>
  State !== 'blackhole' && DestinationPrefixListId !== undefined && GatewayId?.startsWith('igw-') === true

/** Whether a subnet is public: the internet reaches what has a public address in it, by an internet gateway. */
export const isPublic = (routing: Pick<Routing, 'Routes'>): boolean =>
  internetRoutes(routing).some(({ GatewayId }) => GatewayId?.startsWith('igw-')) || routing.Routes.some(isListed)

/**
 * Whether something with a public address can be reached in a subnet: it is public, or its way out leads through the endpoint of a firewall or an appliance
 * that stands before the internet gateway. Those let in what they are told to; NAT and transit gateways let in nobody.
 */
export const isReachable = (routing: Pick<Routing, 'Routes'>): boolean =>
  isPublic(routing) ||
  internetRoutes(routing).some(
    ({ GatewayId, NetworkInterfaceId, NatGatewayId }) =>
      NatGatewayId === undefined && (GatewayId?.startsWith('vpce-') === true || NetworkInterfaceId !== undefined),
  )
