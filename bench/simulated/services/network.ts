// EC2's networks: what AWS makes in every region, and VPCs of people's own.
import {
  account,
  countOf,
  dealt,
  listed,
  pageOf,
  regions as allRegions,
  share,
  used,
  type Paging,
  type Service,
  type Size,
} from '../ask.ts'
import { among, bucketName, defaultId, ec2Id, near, nth, tagsOf } from '../names.ts'

/** EC2 numbers a list as `Name.1`. */
const tokens: Paging = { size: 'MaxResults', most: 1000, token: 'NextToken' }
const hundreds: Paging = { ...tokens, most: 100 }

const cidr = (index: number): string => `10.${nth(index) % 250}.0.0/16`
const own = { OwnerId: account }
const defaultSubnets = ['a', 'b', 'c'] as const

const rule = (
  FromPort: number,
  ToPort: number,
  more: { readonly cidr?: string; readonly group?: string; readonly list?: string },
): object => ({
  IpProtocol: 'tcp',
  FromPort,
  ToPort,
  IpRanges: more.cidr === undefined ? [] : [{ CidrIp: more.cidr }],
  Ipv6Ranges: [],
  PrefixListIds: more.list === undefined ? [] : [{ PrefixListId: more.list }],
  UserIdGroupPairs: more.group === undefined ? [] : [{ GroupId: more.group, UserId: account }],
})
const everywhere = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] }

const namesList = (index: number): boolean => nth(index) % 25 === 12
const securityGroup = (index: number, size: Size): object => {
  const vpc = near(index, size.vpcs)
  const ingress = [
    rule(443, 443, { cidr: '0.0.0.0/0' }),
    rule(5432, 5432, { group: ec2Id('sg', among(vpc, nth(index) + 1, size.vpcs, size.securityGroups)) }),
    rule(8080, 8080, { cidr: cidr(vpc) }),
    rule(nth(index) % 16 === 3 ? 22 : 80, nth(index) % 16 === 3 ? 22 : 80, { cidr: '0.0.0.0/0' }),
  ]
  return {
    GroupId: ec2Id('sg', index),
    GroupName: `group-${index}`,
    Description: 'of the shop',
    ...own,
    VpcId: ec2Id('vpc', vpc),
    IpPermissions: namesList(index) ? [rule(443, 443, { list: 'pl-1' })] : [ingress[nth(index) % ingress.length]],
    IpPermissionsEgress: [everywhere],
    Tags: tagsOf(index),
  }
}

const subnet = (index: number, size: Size): object => ({
  SubnetId: ec2Id('subnet', index),
  VpcId: ec2Id('vpc', near(index, size.vpcs)),
  ...own,
  AvailabilityZone: `${used[index % 2] ?? ''}${defaultSubnets[nth(index) % 3] ?? 'a'}`,
  CidrBlock: `10.${nth(index) % 250}.${nth(index) % 200}.0/24`,
  MapPublicIpOnLaunch: nth(index) % 3 === 0,
  AvailableIpAddressCount: nth(index) % 20 === 11 ? 3 : 200,
  State: 'available',
  Tags: tagsOf(index),
})

const routes = (block: string, target: object): object[] => [
  { DestinationCidrBlock: block, GatewayId: 'local', State: 'active', Origin: 'CreateRouteTable' },
  { DestinationCidrBlock: '0.0.0.0/0', State: 'active', Origin: 'CreateRoute', ...target },
]
/** Of each VPC the main table, which leads to a NAT gateway, and one for its public subnets. */
const routeTables = (index: number, size: Size): object[] => {
  const VpcId = ec2Id('vpc', index)
  const perVpc = Math.max(1, Math.floor(share(size.subnets, index % 2) / share(size.vpcs, index % 2)))
  const publicSubnets = [
    ...new Set(Array.from({ length: Math.ceil(perVpc / 3) }, (_, at) => among(index, at * 3, size.vpcs, size.subnets))),
  ]
  return [
    {
      RouteTableId: ec2Id('rtb', index * 2),
      VpcId,
      ...own,
      Associations: [{ Main: true, RouteTableAssociationId: ec2Id('rtbassoc', index * 2), AssociationState: { State: 'associated' } }],
      Routes: routes(cidr(index), { NatGatewayId: ec2Id('nat', index) }),
    },
    {
      RouteTableId: ec2Id('rtb', index * 2 + 1),
      VpcId,
      ...own,
      Associations: publicSubnets.map((id) => ({
        Main: false,
        SubnetId: ec2Id('subnet', id),
        RouteTableAssociationId: ec2Id('rtbassoc', id + 1_000_000),
        AssociationState: { State: 'associated' },
      })),
      Routes: routes(cidr(index), { GatewayId: ec2Id('igw', index) }),
    },
  ]
}
const entries = [false, true].flatMap((Egress) => [
  { CidrBlock: '0.0.0.0/0', Egress, Protocol: '-1', RuleAction: 'allow', RuleNumber: 100 },
  { CidrBlock: '0.0.0.0/0', Egress, Protocol: '-1', RuleAction: 'deny', RuleNumber: 32_767 },
])
const acl = (NetworkAclId: string, VpcId: string, subnets: readonly string[]): object => ({
  NetworkAclId,
  VpcId,
  ...own,
  IsDefault: true,
  Entries: entries,
  Associations: subnets.map((SubnetId) => ({ SubnetId, NetworkAclId, NetworkAclAssociationId: `aclassoc-${SubnetId}` })),
})

/** What AWS makes in every region by itself: a VPC with a subnet in each zone, open to the internet, and what goes with it. */
const made = (region: string) => {
  const VpcId = defaultId('vpc', region)
  const subnets = defaultSubnets.map((_zone, at) => `${defaultId('subnet', region)}${at}`)
  return {
    vpc: { VpcId, ...own, IsDefault: true, CidrBlock: '172.31.0.0/16', State: 'available' },
    subnets: subnets.map((SubnetId, at) => ({
      SubnetId,
      VpcId,
      ...own,
      AvailabilityZone: `${region}${defaultSubnets[at] ?? ''}`,
      CidrBlock: `172.31.${at * 16}.0/20`,
      MapPublicIpOnLaunch: true,
      AvailableIpAddressCount: 4091,
    })),
    group: {
      GroupId: defaultId('sg', region),
      GroupName: 'default',
      Description: 'default VPC security group',
      ...own,
      VpcId,
      IpPermissions: [
        {
          IpProtocol: '-1',
          IpRanges: [],
          Ipv6Ranges: [],
          PrefixListIds: [],
          UserIdGroupPairs: [{ GroupId: defaultId('sg', region), UserId: account }],
        },
      ],
      IpPermissionsEgress: [everywhere],
    },
    table: {
      RouteTableId: defaultId('rtb', region),
      VpcId,
      ...own,
      Associations: [{ Main: true, RouteTableAssociationId: defaultId('rtbassoc', region), AssociationState: { State: 'associated' } }],
      Routes: routes('172.31.0.0/16', { GatewayId: defaultId('igw', region) }),
    },
    acl: acl(defaultId('acl', region), VpcId, subnets),
    gateway: { InternetGatewayId: defaultId('igw', region), ...own, Attachments: [{ State: 'available', VpcId }] },
  }
}

const subnetsOf = (vpc: number, { subnets, vpcs }: Size): readonly string[] =>
  dealt(subnets, used[vpc % 2] ?? '')
    .filter((index) => near(index, vpcs) === vpc)
    .map((index) => ec2Id('subnet', index))

/** Instances each have one; services have as many again. */
const interfacesOf = ({ instances }: Size): number => instances * 2
const networkInterface = (index: number, size: Size): object => {
  const vpc = near(index, size.vpcs)
  const ofInstance = index < size.instances
  return {
    NetworkInterfaceId: ec2Id('eni', index),
    InterfaceType: ofInstance ? 'interface' : 'lambda',
    ...(ofInstance ? { Attachment: { InstanceId: ec2Id('i', index), Status: 'attached' } } : { RequesterId: 'AROALAMBDA:service' }),
    RequesterManaged: !ofInstance,
    SubnetId: ec2Id('subnet', among(vpc, nth(index), size.vpcs, size.subnets)),
    VpcId: ec2Id('vpc', vpc),
    Groups: [{ GroupId: ec2Id('sg', among(vpc, nth(index), size.vpcs, size.securityGroups)), GroupName: 'group' }],
    ...(ofInstance && nth(index) % 6 === 0 ? { Association: { PublicIp: `198.51.100.${index % 250}`, IpOwnerId: 'amazon' } } : {}),
    Status: 'in-use',
  }
}

const tablesOf = (region: string, size: Size): object[] => [
  made(region).table,
  ...dealt(size.vpcs, region).flatMap((index) => routeTables(index, size)),
]

export const network: Service = {
  answers: (size) => ({
    'ec2:DescribeVpcs': (ask) => {
      const vpcs = dealt(size.vpcs, ask.region).map((index) => ({
        VpcId: ec2Id('vpc', index),
        ...own,
        IsDefault: false,
        CidrBlock: cidr(index),
        State: 'available',
        Tags: tagsOf(index),
      }))
      const [Vpcs, NextToken] = pageOf([made(ask.region).vpc, ...vpcs], ask, tokens)
      return { Vpcs, NextToken }
    },
    'ec2:DescribeSubnets': (ask) => {
      const [page, NextToken] = pageOf([-1, -2, -3, ...dealt(size.subnets, ask.region)], ask, tokens)
      return { Subnets: page.map((index) => (index < 0 ? (made(ask.region).subnets[-1 - index] ?? {}) : subnet(index, size))), NextToken }
    },
    'ec2:DescribeSecurityGroups': (ask) => {
      const [page, NextToken] = pageOf([-1, ...dealt(size.securityGroups, ask.region)], ask, tokens)
      return { SecurityGroups: page.map((index) => (index < 0 ? made(ask.region).group : securityGroup(index, size))), NextToken }
    },
    'ec2:DescribeRouteTables': (ask) => {
      const [RouteTables, NextToken] = pageOf(tablesOf(ask.region, size), ask, hundreds)
      return { RouteTables, NextToken }
    },
    'ec2:DescribeNetworkAcls': (ask) => {
      const [page, NextToken] = pageOf([-1, ...dealt(size.vpcs, ask.region)], ask, tokens)
      const NetworkAcls = page.map((vpc) =>
        vpc < 0 ? made(ask.region).acl : acl(ec2Id('acl', vpc), ec2Id('vpc', vpc), subnetsOf(vpc, size)),
      )
      return { NetworkAcls, NextToken }
    },
    'ec2:DescribeInternetGateways': (ask) => {
      const own = dealt(size.vpcs, ask.region).map((index) => ({
        InternetGatewayId: ec2Id('igw', index),
        Attachments: [{ State: 'available', VpcId: ec2Id('vpc', index) }],
      }))
      const [InternetGateways, NextToken] = pageOf([made(ask.region).gateway, ...own], ask, tokens)
      return { InternetGateways, NextToken }
    },
    'ec2:DescribeNatGateways': (ask) => {
      const [page, NextToken] = pageOf(dealt(size.vpcs, ask.region), ask, tokens)
      return {
        NatGateways: page.map((index) => ({
          NatGatewayId: ec2Id('nat', index),
          VpcId: ec2Id('vpc', index),
          SubnetId: ec2Id('subnet', among(index, 0, size.vpcs, size.subnets)),
          State: 'available',
          ConnectivityType: 'public',
        })),
        NextToken,
      }
    },
    'ec2:DescribeVpcPeeringConnections': () => ({ VpcPeeringConnections: [] }),
    'ec2:DescribeVpcEndpoints': (ask) => {
      const [page, NextToken] = pageOf(dealt(size.vpcs, ask.region), ask, tokens)
      return {
        VpcEndpoints: page.map((index) => ({
          VpcEndpointId: ec2Id('vpce', index),
          VpcEndpointType: 'Gateway',
          ServiceName: `com.amazonaws.${ask.region}.s3`,
          State: 'available',
          VpcId: ec2Id('vpc', index),
          PolicyDocument: '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
          RouteTableIds: [ec2Id('rtb', index * 2)],
          Tags: tagsOf(index),
        })),
        NextToken,
      }
    },
    'ec2:DescribeFlowLogs': (ask) => {
      const logged = dealt(size.vpcs, ask.region).filter((index) => nth(index) % 2 === 0)
      return {
        FlowLogs: logged.map((index) => ({
          FlowLogId: ec2Id('fl', index),
          FlowLogStatus: 'ACTIVE',
          DeliverLogsStatus: 'SUCCESS',
          ResourceId: ec2Id('vpc', index),
          TrafficType: 'ALL',
          LogDestinationType: 's3',
          LogDestination: `arn:aws:s3:::${bucketName(near(index, size.buckets))}/flow/`,
        })),
      }
    },
    'ec2:DescribeNetworkInterfaces': (ask) => {
      const [page, NextToken] = pageOf(dealt(interfacesOf(size), ask.region), ask, tokens)
      return { NetworkInterfaces: page.map((index) => networkInterface(index, size)), NextToken }
    },
    'ec2:GetManagedPrefixListEntries': () => ({ Entries: [{ Cidr: '203.0.113.0/24' }, { Cidr: '198.51.100.0/24' }] }),
  }),
  calls: (size, regions) => {
    const enabled = allRegions.slice(0, regions)
    /** Pages in all regions, where each has something that AWS made. */
    const withMade = (count: number, extra: number, most: number): number =>
      enabled.reduce((sum, region) => sum + Math.ceil((dealt(count, region).length + extra) / most), 0)
    return {
      'ec2:DescribeVpcs': withMade(size.vpcs, 1, 1000),
      'ec2:DescribeSubnets': withMade(size.subnets, defaultSubnets.length, 1000),
      'ec2:DescribeSecurityGroups': withMade(size.securityGroups, 1, 1000),
      'ec2:DescribeRouteTables': enabled.reduce((sum, region) => sum + Math.ceil((2 * dealt(size.vpcs, region).length + 1) / 100), 0),
      'ec2:DescribeNetworkAcls': withMade(size.vpcs, 1, 1000),
      'ec2:DescribeInternetGateways': withMade(size.vpcs, 1, 1000),
      'ec2:DescribeNatGateways': listed(size.vpcs, 1000, regions),
      'ec2:DescribeVpcPeeringConnections': listed(0, 1000, regions),
      'ec2:DescribeVpcEndpoints': listed(size.vpcs, 1000, regions),
      'ec2:DescribeFlowLogs': listed(size.vpcs, 1000, regions),
      'ec2:DescribeNetworkInterfaces': listed(interfacesOf(size), 1000, regions),
      // One list, where a group names it.
      'ec2:GetManagedPrefixListEntries': used.filter(
        (_, at) => countOf(size.securityGroups, (index) => index % 2 === at && namesList(index)) > 0,
      ).length,
    }
  },
}
