// Amazon VPC: security groups, and the network interfaces that they guard.
import {
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  GetManagedPrefixListEntriesCommand,
  type IpPermission,
  type NetworkInterface,
  type UserIdGroupPair,
} from '@aws-sdk/client-ec2'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { once } from '../../src/collect/once.ts'
import { ec2Arn } from '../../src/graph/arn.ts'
import { byGroups, inVpc } from './edges.ts'
import { tagsOf } from './tags.ts'

/** What one rule lets through. src/check/ingress.ts reads it. */
export type Permission = {
  /** `tcp`, `udp`, `icmp`, `icmpv6`, an IANA number, or `-1` for all. */
  IpProtocol: string
  /** For ICMP the type. Undefined where the protocol has no ports. */
  FromPort: number | undefined
  /** For ICMP the code. */
  ToPort: number | undefined
  IpRanges: readonly { readonly CidrIp: string }[]
  Ipv6Ranges: readonly { readonly CidrIpv6: string }[]
  PrefixListIds: readonly { readonly PrefixListId: string }[]
  /** No `UserId`: a group of a peered network that is gone. */
  UserIdGroupPairs: readonly (Pick<UserIdGroupPair, 'UserId' | 'VpcId' | 'VpcPeeringConnectionId'> & { GroupId: string })[]
}

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::EC2::SecurityGroup': {
      base: {
        GroupName: string
        VpcId: string
        IpPermissions: readonly Permission[]
        IpPermissionsEgress: readonly Permission[]
        Tags: Record<string, string>
      }
      facets: {
        /** The address blocks of each prefix list that a rule names; `null` where none does. */
        prefixLists: Readonly<Record<string, readonly string[]>> | null
      }
      edges: { 'in-vpc': 'AWS::EC2::VPC' }
    }
    'AWS::EC2::NetworkInterface': {
      base: Pick<NetworkInterface, 'InterfaceType' | 'RequesterId'> & {
        SubnetId: string
        VpcId: string
        /** A service made it, and takes care of it. */
        RequesterManaged: boolean
        GroupIds: readonly string[]
        /** The first of those that it has. */
        PublicIp: string | undefined
        Ipv6: boolean
        InstanceId: string | undefined
        Tags: Record<string, string>
      }
      facets: {}
      edges: {
        'in-vpc': 'AWS::EC2::VPC'
        'in-subnet': 'AWS::EC2::Subnet'
        'protected-by': 'AWS::EC2::SecurityGroup'
        'attached-to': 'AWS::EC2::Instance'
      }
    }
  }
}

/** AWS sends every list, empty or not: one that is missing must not look like a rule that lets nobody in. */
const permissionOf = (permission: IpPermission): Permission => ({
  IpProtocol: member(permission.IpProtocol, 'IpProtocol'),
  FromPort: permission.FromPort,
  ToPort: permission.ToPort,
  IpRanges: member(permission.IpRanges, 'IpRanges').map(({ CidrIp }) => ({ CidrIp: member(CidrIp, 'CidrIp') })),
  Ipv6Ranges: member(permission.Ipv6Ranges, 'Ipv6Ranges').map(({ CidrIpv6 }) => ({ CidrIpv6: member(CidrIpv6, 'CidrIpv6') })),
  PrefixListIds: member(permission.PrefixListIds, 'PrefixListIds').map(({ PrefixListId }) => ({
    PrefixListId: member(PrefixListId, 'PrefixListId'),
  })),
  UserIdGroupPairs: member(permission.UserIdGroupPairs, 'UserIdGroupPairs').map(({ GroupId, UserId, VpcId, VpcPeeringConnectionId }) => ({
    GroupId: member(GroupId, 'GroupId'),
    UserId,
    VpcId,
    VpcPeeringConnectionId,
  })),
})

/** Many groups name the same list, and few lists are named. */
const entriesOf = once(async (client: EC2Client, PrefixListId) =>
  Array.fromAsync(
    pages(client, GetManagedPrefixListEntriesCommand, { PrefixListId, MaxResults: 100 }, (page) =>
      page.Entries?.map(({ Cidr }) => member(Cidr, 'Cidr')),
    ),
  ),
)

export const securityGroup = defineCollector({
  kind: 'AWS::EC2::SecurityGroup',
  client: EC2Client,
  list: {
    calls: ['ec2:DescribeSecurityGroups'],
    run: (client, at) =>
      pages(client, DescribeSecurityGroupsCommand, { MaxResults: 1000 }, (page) =>
        page.SecurityGroups?.map((group) => ({
          arn: ec2Arn('security-group', member(group.GroupId, 'GroupId'), at),
          name: member(group.GroupId, 'GroupId'),
          GroupName: member(group.GroupName, 'GroupName'),
          VpcId: member(group.VpcId, 'VpcId'),
          IpPermissions: member(group.IpPermissions, 'IpPermissions').map(permissionOf),
          IpPermissionsEgress: member(group.IpPermissionsEgress, 'IpPermissionsEgress').map(permissionOf),
          Tags: tagsOf(group.Tags),
        })),
      ),
  },
  facets: {
    prefixLists: {
      calls: ['ec2:GetManagedPrefixListEntries'],
      async read(client, { IpPermissions, IpPermissionsEgress }) {
        const named = [...IpPermissions, ...IpPermissionsEgress].flatMap(({ PrefixListIds }) => PrefixListIds)
        const ids = [...new Set(named.map(({ PrefixListId }) => PrefixListId))]
        if (ids.length === 0) return null
        return Object.fromEntries(await Promise.all(ids.map(async (id) => [id, await entriesOf(client, id)] as const)))
      },
    },
  },
  edges: { 'in-vpc': inVpc },
})

/** Further private addresses may have a public one as well. */
const publicIpOf = ({ Association, PrivateIpAddresses = [] }: NetworkInterface): string | undefined =>
  [Association, ...PrivateIpAddresses.map((each) => each.Association)].find((one) => one?.PublicIp !== undefined)?.PublicIp

export const networkInterface = defineCollector({
  kind: 'AWS::EC2::NetworkInterface',
  client: EC2Client,
  list: {
    calls: ['ec2:DescribeNetworkInterfaces'],
    run: (client, at) =>
      pages(client, DescribeNetworkInterfacesCommand, { MaxResults: 1000 }, (page) =>
        page.NetworkInterfaces?.map((item) => ({
          arn: ec2Arn('network-interface', member(item.NetworkInterfaceId, 'NetworkInterfaceId'), at),
          name: member(item.NetworkInterfaceId, 'NetworkInterfaceId'),
          InterfaceType: item.InterfaceType,
          RequesterId: item.RequesterId,
          RequesterManaged: member(item.RequesterManaged, 'RequesterManaged'),
          SubnetId: member(item.SubnetId, 'SubnetId'),
          VpcId: member(item.VpcId, 'VpcId'),
          GroupIds: member(item.Groups, 'Groups').map(({ GroupId }) => member(GroupId, 'GroupId')),
          PublicIp: publicIpOf(item),
          Ipv6: (item.Ipv6Addresses ?? []).length > 0,
          InstanceId: item.Attachment?.InstanceId,
          Tags: tagsOf(item.TagSet),
        })),
      ),
  },
  facets: {},
  edges: {
    'in-vpc': inVpc,
    'in-subnet': { to: 'AWS::EC2::Subnet', from: 'base', ref: ({ SubnetId }, item) => ec2Arn('subnet', SubnetId, item) },
    'protected-by': byGroups,
    // What services attach (a NAT gateway, a load balancer) has no instance, or one of their own account.
    'attached-to': {
      to: 'AWS::EC2::Instance',
      from: 'base',
      ref: ({ InstanceId }, item) => InstanceId && ec2Arn('instance', InstanceId, item),
    },
  },
})

export default [securityGroup, networkInterface]
