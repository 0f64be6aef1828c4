// Asks AWS which regions the account has enabled.
import { failureOf, Fault } from './errors.ts'
import type { ClientClass, Sender } from './sender.ts'
import type { RegionStatus } from './regions.ts'

/** All regions of the partition, enabled or not, in AWS's order. */
export const listRegions = async (client: <C extends Sender>(client: ClientClass<C>) => C): Promise<readonly RegionStatus[]> => {
  // EC2's client is by far the largest: it is loaded when it is needed.
  const { DescribeRegionsCommand, EC2Client } = await import('@aws-sdk/client-ec2')
  const { Regions } = await client(EC2Client).send(new DescribeRegionsCommand({ AllRegions: true }))
  if (!Regions?.length) {
    throw failureOf(new Fault('bad-response', 'MissingMember', 'it lists no region at all', 200), 'ec2:DescribeRegions')
  }
  return Regions.flatMap(({ RegionName, OptInStatus }) =>
    RegionName === undefined ? [] : [{ name: RegionName, enabled: OptInStatus !== 'not-opted-in' }],
  )
}
