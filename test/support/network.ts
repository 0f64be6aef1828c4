// Fixtures of the network: each resource is what AWS makes of it by default, with whatever a test changes.
import type { BaseOf, FacetValue } from '../../src/graph/kinds.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { account, region, resource } from './nodes.ts'

type Base<K extends Parameters<typeof resource>[0]> = Partial<BaseOf<K>>
type Permission = BaseOf<'AWS::EC2::SecurityGroup'>['IpPermissions'][number]

export const ec2 = (type: string, id: string): string => `arn:aws:ec2:${region}:${account}:${type}/${id}`

export const vpc = (name = 'vpc-1', base: Base<'AWS::EC2::VPC'> = {}): AnyNode =>
  resource('AWS::EC2::VPC', {
    name,
    arn: ec2('vpc', name),
    base: { OwnerId: account, IsDefault: false, CidrBlock: '10.0.0.0/16', Tags: {}, ...base },
  })

type Route = FacetValue<'AWS::EC2::Subnet', 'routing'>['Routes'][number]

/** A route to the internet, or to another place, by a target. */
export const route = (target: Partial<Route>): Route => ({
  DestinationCidrBlock: '0.0.0.0/0',
  DestinationIpv6CidrBlock: undefined,
  DestinationPrefixListId: undefined,
  GatewayId: undefined,
  NatGatewayId: undefined,
  EgressOnlyInternetGatewayId: undefined,
  TransitGatewayId: undefined,
  VpcPeeringConnectionId: undefined,
  NetworkInterfaceId: undefined,
  State: 'active',
  ...target,
})
export const local = route({ DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local' })
export const byInternetGateway = [local, route({ GatewayId: 'igw-1' })]
export const byNat = [local, route({ NatGatewayId: 'nat-1' })]

/** A subnet with the routes that hold for it; its route table is called after it. */
export const subnet = (name: string, Routes: readonly Route[] = [local], base: Base<'AWS::EC2::Subnet'> = {}): AnyNode =>
  resource('AWS::EC2::Subnet', {
    name,
    arn: ec2('subnet', name),
    base: {
      OwnerId: account,
      VpcId: 'vpc-1',
      AvailabilityZone: `${region}a`,
      CidrBlock: '10.0.0.0/24',
      MapPublicIpOnLaunch: false,
      AvailableIpAddressCount: 251,
      Tags: {},
      ...base,
    },
    facets: { routing: { RouteTableId: name.replace('subnet', 'rtb'), Main: false, Routes }, networkAclId: 'acl-1' },
  })

/** One rule: `open('0.0.0.0/0', 'tcp', 22)`; of all ports where none is named, of a range with two. */
export const open = (source: string, IpProtocol = '-1', from?: number, to: number | undefined = from): Permission => ({
  IpProtocol,
  FromPort: from,
  ToPort: to,
  IpRanges: source.includes('.') ? [{ CidrIp: source }] : [],
  Ipv6Ranges: source.includes(':') ? [{ CidrIpv6: source }] : [],
  PrefixListIds: source.startsWith('pl-') ? [{ PrefixListId: source }] : [],
  UserIdGroupPairs: source.startsWith('sg-')
    ? [{ GroupId: source, UserId: account, VpcId: undefined, VpcPeeringConnectionId: undefined }]
    : [],
})

interface GroupMore extends Base<'AWS::EC2::SecurityGroup'> {
  readonly prefixLists?: Readonly<Record<string, readonly string[]>>
  readonly id?: string
}

/** A security group that lets in by these rules, and lets out everything. */
export const group = (
  GroupName: string,
  IpPermissions: readonly Permission[] = [],
  { prefixLists, id = `sg-${GroupName}`, ...base }: GroupMore = {},
): AnyNode =>
  resource('AWS::EC2::SecurityGroup', {
    name: id,
    arn: ec2('security-group', id),
    base: { GroupName, VpcId: 'vpc-1', IpPermissions, IpPermissionsEgress: [open('0.0.0.0/0')], Tags: {}, ...base },
    facets: { prefixLists: prefixLists ?? null },
  })

/** A network interface of an instance. */
export const networkInterface = (name: string, base: Base<'AWS::EC2::NetworkInterface'> = {}): AnyNode =>
  resource('AWS::EC2::NetworkInterface', {
    name,
    arn: ec2('network-interface', name),
    base: {
      InterfaceType: 'interface',
      RequesterId: undefined,
      RequesterManaged: false,
      SubnetId: 'subnet-1',
      VpcId: 'vpc-1',
      GroupIds: [],
      PublicIp: undefined,
      Ipv6: false,
      InstanceId: undefined,
      Tags: {},
      ...base,
    },
  })

export const routeTable = (name: string, Routes: readonly Route[], base: Base<'AWS::EC2::RouteTable'> = {}): AnyNode =>
  resource('AWS::EC2::RouteTable', {
    name,
    arn: ec2('route-table', name),
    base: { VpcId: 'vpc-1', Main: false, Routes, SubnetIds: [], ...base },
  })

export const natGateway = (name: string, base: Base<'AWS::EC2::NatGateway'> = {}): AnyNode =>
  resource('AWS::EC2::NatGateway', {
    name,
    arn: ec2('natgateway', name),
    base: {
      VpcId: 'vpc-1',
      SubnetId: 'subnet-1',
      State: 'available',
      ConnectivityType: 'public',
      AvailabilityMode: 'zonal',
      ...base,
    },
  })

export const networkAcl = (
  name: string,
  Entries: BaseOf<'AWS::EC2::NetworkAcl'>['Entries'],
  SubnetIds: readonly string[] = ['subnet-1'],
): AnyNode =>
  resource('AWS::EC2::NetworkAcl', {
    name,
    arn: ec2('network-acl', name),
    base: { VpcId: 'vpc-1', IsDefault: false, Entries, SubnetIds },
  })

export const endpoint = (name: string, base: Base<'AWS::EC2::VPCEndpoint'> = {}): AnyNode =>
  resource('AWS::EC2::VPCEndpoint', {
    name,
    arn: ec2('vpc-endpoint', name),
    base: {
      VpcEndpointType: 'Gateway',
      ServiceName: `com.amazonaws.${region}.s3`,
      State: 'available',
      VpcId: 'vpc-1',
      PolicyDocument: undefined,
      PrivateDnsEnabled: undefined,
      RouteTableIds: [],
      SubnetIds: [],
      GroupIds: [],
      Tags: {},
      ...base,
    },
  })

export const peering = (name: string, base: Base<'AWS::EC2::VPCPeeringConnection'> = {}): AnyNode =>
  resource('AWS::EC2::VPCPeeringConnection', {
    name,
    arn: ec2('vpc-peering-connection', name),
    base: {
      Status: 'active',
      Requester: { OwnerId: account, VpcId: 'vpc-1', Region: region, CidrBlocks: ['10.0.0.0/16'] },
      Accepter: { OwnerId: account, VpcId: 'vpc-2', Region: region, CidrBlocks: ['10.1.0.0/16'] },
      ...base,
    },
  })

export const flowLog = (name: string, base: Base<'AWS::EC2::FlowLog'> = {}): AnyNode =>
  resource('AWS::EC2::FlowLog', {
    name,
    arn: ec2('vpc-flow-log', name),
    base: {
      FlowLogStatus: 'ACTIVE',
      DeliverLogsStatus: 'SUCCESS',
      TrafficType: 'ALL',
      LogDestinationType: 's3',
      LogDestination: 'arn:aws:s3:::flow-logs',
      LogGroupName: undefined,
      ResourceId: 'vpc-1',
      ...base,
    },
  })
