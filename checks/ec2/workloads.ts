// Which network interfaces are those of code that runs here, rather than of AWS's own load balancers, gateways, endpoints and databases.
import type { BaseOf } from '../../src/graph/kinds.ts'

/** Instances and containers; of what services make, functions. */
export const isWorkload = ({ base }: { readonly base: BaseOf<'AWS::EC2::NetworkInterface'> }): boolean =>
  !base.RequesterManaged || base.InterfaceType === 'lambda'
