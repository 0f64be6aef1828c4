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

/** Whether a subnet is public: the internet reaches what has a public address in it, by an internet gateway. */
export const isPublic = (routing: Pick<Routing, 'Routes'>): boolean =>
  internetRoutes(routing).some(({ GatewayId }) => GatewayId?.startsWith('igw-'))
