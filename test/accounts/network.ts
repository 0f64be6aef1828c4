// The network of the reference account: one VPC in two zones with public, private and data subnets, and the security groups of the shop.
import {
  AllocateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateInternetGatewayCommand,
  CreateManagedPrefixListCommand,
  CreateNatGatewayCommand,
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeNetworkAclsCommand,
  DescribeSecurityGroupsCommand,
  ModifySubnetAttributeCommand,
  ReplaceNetworkAclAssociationCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type EC2Client,
  type IpPermission,
  type ResourceType,
  type SecurityGroup,
} from '@aws-sdk/client-ec2'
import { home, type Ground } from './ground.ts'

/** Ids: what builders of other services need. */
export interface Network {
  readonly vpc: string
  /** One in each zone, a and b. */
  readonly subnets: Readonly<Record<Tier, readonly [string, string]>>
  readonly groups: Readonly<Record<Group, string>>
  /** Of the public and private subnets; the data subnets have the main one, without a way out. */
  readonly routes: Readonly<Record<'public' | 'private', string>>
}
export type Tier = 'public' | 'private' | 'data'
export type Group = keyof typeof groups

const world = [{ CidrIp: '0.0.0.0/0' }]
const all: IpPermission = { IpProtocol: '-1', IpRanges: world }
const tcp = (port: number, more: Partial<IpPermission>): IpPermission => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port, ...more })

/** Ingress by group. */
const groups = {
  balancer: [tcp(443, { IpRanges: world })],
  services: [tcp(8443, { IpRanges: [{ CidrIp: '10.20.0.0/16' }] })],
  functions: [],
  nodes: [tcp(443, { IpRanges: [{ CidrIp: '10.20.0.0/16' }] })],
  database: [tcp(3306, { IpRanges: [{ CidrIp: '10.20.10.0/23' }] })],
  /** Opened for a migration, and never closed. */
  'legacy-database': [tcp(3306, { IpRanges: world }), tcp(22, { IpRanges: world })],
  /** A build server and its search, from before there were load balancers. */
  build: [tcp(8080, { IpRanges: world }), tcp(9200, { IpRanges: world, Ipv6Ranges: [{ CidrIpv6: '::/0' }] })],
  /** Somebody needed it to work by the evening. */
  migration: [{ ...all, IpRanges: [{ CidrIp: '0.0.0.0/1' }, { CidrIp: '128.0.0.0/1' }] }],
} satisfies Readonly<Record<string, readonly IpPermission[]>>

/** Groups that let nothing out but this. */
const egress: Partial<Record<Group, readonly IpPermission[]>> = { database: [] }
const classes: Partial<Record<Group, string>> = { database: 'restricted', functions: 'confidential' }

const first: Readonly<Record<Tier, number>> = { public: 0, private: 10, data: 20 }

export const named = (type: ResourceType, name: string, more: Readonly<Record<string, string>> = {}) => ({
  TagSpecifications: [{ ResourceType: type, Tags: Object.entries({ Name: name, ...more }).map(([Key, Value]) => ({ Key, Value })) }],
})

/** The office, by a list that the network team keeps. */
const admitOffice = async (ec2: EC2Client, GroupId: string): Promise<void> => {
  const { PrefixList } = await ec2.send(
    new CreateManagedPrefixListCommand({
      PrefixListName: 'office',
      AddressFamily: 'IPv4',
      MaxEntries: 5,
      Entries: [{ Cidr: '203.0.113.0/24', Description: 'office' }],
    }),
  )
  const PrefixListIds = [{ PrefixListId: PrefixList?.PrefixListId }]
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [tcp(22, { PrefixListIds })] }))
}

const buildGroups = async (ec2: EC2Client, vpc: string, labels: Map<string, string>): Promise<Network['groups']> => {
  const ids: [string, string][] = []
  for (const [name, rules] of Object.entries(groups)) {
    const group = name as Group
    const dataClass = classes[group]
    const { GroupId = '' } = await ec2.send(
      new CreateSecurityGroupCommand({
        VpcId: vpc,
        GroupName: name,
        Description: `shop ${name}`,
        ...(dataClass !== undefined && named('security-group', name, { 'data-classification': dataClass })),
      }),
    )
    if (rules.length > 0) await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: rules }))
    const out = egress[group]
    if (out) {
      await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: [all] }))
      if (out.length > 0) await ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: [...out] }))
    }
    ids.push([name, GroupId])
    labels.set(GroupId, `group ${name}`)
    if (group === 'build') await admitOffice(ec2, GroupId)
  }
  return Object.fromEntries(ids) as Record<Group, string>
}

/** The group that AWS makes with a network. */
export const defaultGroup = async (ec2: EC2Client, vpc: string): Promise<SecurityGroup> => {
  const Filters = [
    { Name: 'vpc-id', Values: [vpc] },
    { Name: 'group-name', Values: ['default'] },
  ]
  const { SecurityGroups: [group] = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }))
  if (!group) throw new Error(`${vpc} has no default group`)
  return group
}

/** The shop's own default group was closed, as every audit asks. */
const closeDefaultGroup = async (ec2: EC2Client, vpc: string, labels: Map<string, string>): Promise<void> => {
  const { GroupId = '', IpPermissions = [], IpPermissionsEgress = [] } = await defaultGroup(ec2, vpc)
  labels.set(GroupId, 'group default of shop')
  // moto makes it without the rule for its own members.
  if (IpPermissions.length > 0) await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }))
  await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: IpPermissionsEgress }))
}

const buildRoutes = async (
  ec2: EC2Client,
  vpc: string,
  subnets: Network['subnets'],
  labels: Map<string, string>,
): Promise<Network['routes']> => {
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}))
  const gateway = InternetGateway?.InternetGatewayId ?? ''
  labels.set(gateway, 'internet gateway shop')
  await ec2.send(new AttachInternetGatewayCommand({ VpcId: vpc, InternetGatewayId: gateway }))
  const { AllocationId } = await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }))
  // One for both zones.
  const { NatGateway } = await ec2.send(new CreateNatGatewayCommand({ SubnetId: subnets.public[0], AllocationId }))
  const nat = NatGateway?.NatGatewayId ?? ''
  labels.set(nat, 'NAT gateway shop')
  const table = async (
    tier: 'public' | 'private',
    target: { readonly GatewayId: string } | { readonly NatGatewayId: string },
  ): Promise<string> => {
    const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId: vpc }))
    const RouteTableId = RouteTable?.RouteTableId ?? ''
    labels.set(RouteTableId, `routes ${tier}`)
    await ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', ...target }))
    for (const SubnetId of subnets[tier]) await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }))
    return RouteTableId
  }
  return { public: await table('public', { GatewayId: gateway }), private: await table('private', { NatGatewayId: nat }) }
}

/** The data subnets let in the network alone. */
const buildAcl = async (ec2: EC2Client, vpc: string, subnets: readonly string[], labels: Map<string, string>): Promise<void> => {
  const { NetworkAcl } = await ec2.send(new CreateNetworkAclCommand({ VpcId: vpc }))
  const NetworkAclId = NetworkAcl?.NetworkAclId ?? ''
  labels.set(NetworkAclId, 'ACL data')
  for (const Egress of [false, true]) {
    await ec2.send(
      new CreateNetworkAclEntryCommand({
        NetworkAclId,
        Egress,
        RuleNumber: 100,
        Protocol: '-1',
        RuleAction: 'allow',
        CidrBlock: '10.20.0.0/16',
      }),
    )
  }
  const { NetworkAcls = [] } = await ec2.send(new DescribeNetworkAclsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpc] }] }))
  for (const { IsDefault, NetworkAclId: id = '', Associations = [] } of NetworkAcls) {
    if (IsDefault) labels.set(id, 'ACL default of shop')
    for (const { NetworkAclAssociationId: AssociationId, SubnetId = '' } of Associations) {
      if (subnets.includes(SubnetId)) await ec2.send(new ReplaceNetworkAclAssociationCommand({ AssociationId, NetworkAclId }))
    }
  }
}

/** What a function leaves in its subnet; emulators make none by themselves. The overlay gives it Lambda's type. */
export const functionInterface = 'AWS Lambda VPC ENI-shop'

export const buildNetwork = async (ground: Ground, labels: Map<string, string>): Promise<Network> => {
  const { ec2 } = ground.in(home)
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.20.0.0/16', ...named('vpc', 'shop') }))
  const vpc = Vpc?.VpcId ?? ''
  labels.set(vpc, 'vpc shop')
  const subnet = async (tier: Tier, zone: 0 | 1): Promise<string> => {
    const letter = 'ab'.charAt(zone)
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({
        VpcId: vpc,
        CidrBlock: `10.20.${first[tier] + zone}.0/24`,
        AvailabilityZone: `${home}${letter}`,
        ...named('subnet', `shop-${tier}-${letter}`),
      }),
    )
    const id = Subnet?.SubnetId ?? ''
    labels.set(id, `subnet ${tier} ${letter}`)
    return id
  }
  const pair = async (tier: Tier): Promise<readonly [string, string]> => [await subnet(tier, 0), await subnet(tier, 1)]
  const subnets = { public: await pair('public'), private: await pair('private'), data: await pair('data') }
  // Switched on for the bastion, years ago.
  await ec2.send(new ModifySubnetAttributeCommand({ SubnetId: subnets.public[0], MapPublicIpOnLaunch: { Value: true } }))
  const groupIds = await buildGroups(ec2, vpc, labels)
  await closeDefaultGroup(ec2, vpc, labels)
  const routes = await buildRoutes(ec2, vpc, subnets, labels)
  await buildAcl(ec2, vpc, subnets.data, labels)
  for (const [index, SubnetId] of subnets.private.entries()) {
    const { NetworkInterface } = await ec2.send(
      new CreateNetworkInterfaceCommand({ SubnetId, Groups: [groupIds.functions], Description: `${functionInterface}-${index}` }),
    )
    labels.set(NetworkInterface?.NetworkInterfaceId ?? '', `interface of functions ${'ab'.charAt(index)}`)
  }
  return { vpc, subnets, groups: groupIds, routes }
}
