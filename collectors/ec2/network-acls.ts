// Amazon VPC: network ACLs, the filters before subnets.
import { DescribeNetworkAclsCommand, EC2Client, type NetworkAcl, type NetworkAclEntry } from '@aws-sdk/client-ec2'
import { pages } from '../../src/aws/pages.ts'
import { bulk, defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { onceListed } from '../../src/collect/once.ts'
import { ec2Arn } from '../../src/graph/arn.ts'
import { inVpc, ofSubnets } from './edges.ts'

export type AclEntry = Pick<NetworkAclEntry, 'CidrBlock' | 'Ipv6CidrBlock' | 'PortRange'> & {
  Egress: boolean
  /** IANA number; `-1` for all. */
  Protocol: string
  RuleAction: NonNullable<NetworkAclEntry['RuleAction']>
  RuleNumber: number
}

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::EC2::NetworkAcl': {
      base: { VpcId: string; IsDefault: boolean; Entries: readonly AclEntry[]; SubnetIds: readonly string[] }
      facets: {}
      edges: { 'in-vpc': 'AWS::EC2::VPC'; 'attached-to': 'AWS::EC2::Subnet' }
    }
  }
}

const entryOf = ({ CidrBlock, Ipv6CidrBlock, PortRange, Egress, Protocol, RuleAction, RuleNumber }: NetworkAclEntry): AclEntry => ({
  CidrBlock,
  Ipv6CidrBlock,
  PortRange,
  Egress: member(Egress, 'Egress'),
  Protocol: member(Protocol, 'Protocol'),
  RuleAction: member(RuleAction, 'RuleAction'),
  RuleNumber: member(RuleNumber, 'RuleNumber'),
})

const aclOf = ({ NetworkAclId, VpcId, IsDefault, Entries, Associations }: NetworkAcl) => ({
  NetworkAclId: member(NetworkAclId, 'NetworkAclId'),
  VpcId: member(VpcId, 'VpcId'),
  IsDefault: member(IsDefault, 'IsDefault'),
  Entries: member(Entries, 'Entries').map(entryOf),
  SubnetIds: member(Associations, 'Associations')
    .map(({ SubnetId }) => member(SubnetId, 'SubnetId'))
    .sort(),
})

const listAcls = onceListed((client: EC2Client) =>
  pages(client, DescribeNetworkAclsCommand, { MaxResults: 1000 }, (page) => page.NetworkAcls?.map(aclOf)),
)

/** The id of the network ACL of each subnet; each has exactly one. */
export const aclBySubnet = bulk({
  client: EC2Client,
  calls: ['ec2:DescribeNetworkAcls'],
  run: async (client: EC2Client): Promise<ReadonlyMap<string, string>> =>
    new Map(
      (await Array.fromAsync(listAcls(client))).flatMap(({ NetworkAclId, SubnetIds }) =>
        SubnetIds.map((id) => [id, NetworkAclId] as const),
      ),
    ),
})

export const networkAcl = defineCollector({
  kind: 'AWS::EC2::NetworkAcl',
  client: EC2Client,
  list: {
    calls: ['ec2:DescribeNetworkAcls'],
    async *run(client, at) {
      for await (const { NetworkAclId, ...base } of listAcls(client))
        yield { arn: ec2Arn('network-acl', NetworkAclId, at), name: NetworkAclId, ...base }
    },
  },
  facets: {},
  edges: {
    'in-vpc': inVpc,
    'attached-to': ofSubnets,
  },
})

export default [networkAcl]
