// The other networks of the reference account: one without a way out for analysts, and what connects the networks with each other and with AWS.
import {
  AcceptVpcPeeringConnectionCommand,
  AttachInternetGatewayCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateFlowLogsCommand,
  CreateInternetGatewayCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  CreateVpcPeeringConnectionCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  RevokeSecurityGroupIngressCommand,
  VpcEndpointType,
  type CreateVpcEndpointCommandInput,
  type EC2Client,
} from '@aws-sdk/client-ec2'
import { account, allow, home, pilot, policy, type Ground } from './ground.ts'
import { defaultGroup, named, type Network } from './network.ts'
import type { Reference } from './reference.ts'

/** Endpoints by name. moto takes a policy and forgets it: the overlay shows these. */
export const endpointPolicies: Readonly<Record<string, string>> = {
  'shop-s3': policy(allow('*', '*', { Principal: '*', Condition: { StringEquals: { 'aws:ResourceAccount': account } } })),
  'shop-secrets': policy(allow('*', '*', { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': account } } })),
}

const mainTable = async (ec2: EC2Client, vpc: string): Promise<string> => {
  const Filters = [
    { Name: 'vpc-id', Values: [vpc] },
    { Name: 'association.main', Values: ['true'] },
  ]
  return (await ec2.send(new DescribeRouteTablesCommand({ Filters }))).RouteTables?.[0]?.RouteTableId ?? ''
}

const createEndpoint = async (
  ec2: EC2Client,
  labels: Map<string, string>,
  name: string,
  service: string,
  more: Omit<CreateVpcEndpointCommandInput, 'ServiceName'>,
): Promise<void> => {
  const { VpcEndpoint } = await ec2.send(
    new CreateVpcEndpointCommand({ ServiceName: `com.amazonaws.${home}.${service}`, ...named('vpc-endpoint', name), ...more }),
  )
  labels.set(VpcEndpoint?.VpcEndpointId ?? '', `endpoint ${name}`)
}

/** S3 alone has a gateway; what goes to DynamoDB takes the NAT gateway. */
const buildEndpoints = async (ec2: EC2Client, { vpc, subnets, groups, routes }: Network, labels: Map<string, string>): Promise<void> => {
  const inside = { VpcId: vpc, VpcEndpointType: VpcEndpointType.Interface, SecurityGroupIds: [groups.services], PrivateDnsEnabled: true }
  await createEndpoint(ec2, labels, 'shop-s3', 's3', { VpcId: vpc, VpcEndpointType: 'Gateway', RouteTableIds: [routes.private] })
  await createEndpoint(ec2, labels, 'shop-sqs', 'sqs', { ...inside, SubnetIds: [...subnets.private] })
  await createEndpoint(ec2, labels, 'shop-secrets', 'secretsmanager', { ...inside, SubnetIds: [subnets.private[0]] })
}

const peer = async (
  ec2: EC2Client,
  labels: Map<string, string>,
  name: string,
  [from, to]: readonly [string, string],
  routes: readonly (readonly [table: string, block: string])[],
): Promise<void> => {
  const { VpcPeeringConnection } = await ec2.send(new CreateVpcPeeringConnectionCommand({ VpcId: from, PeerVpcId: to }))
  const VpcPeeringConnectionId = VpcPeeringConnection?.VpcPeeringConnectionId ?? ''
  labels.set(VpcPeeringConnectionId, `peering ${name}`)
  await ec2.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId }))
  for (const [RouteTableId, DestinationCidrBlock] of routes)
    await ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock, VpcPeeringConnectionId }))
}

/** A closed network in one zone: an analyst's notebook with the default group, gateways to the stores, and no endpoint for anything else. */
const buildAnalytics = async (ec2: EC2Client, labels: Map<string, string>): Promise<{ readonly vpc: string; readonly table: string }> => {
  const { Vpc } = await ec2.send(
    new CreateVpcCommand({ CidrBlock: '10.30.0.0/16', ...named('vpc', 'analytics', { 'data-classification': 'restricted' }) }),
  )
  const vpc = Vpc?.VpcId ?? ''
  labels.set(vpc, 'vpc analytics')
  const { Subnet } = await ec2.send(
    new CreateSubnetCommand({ VpcId: vpc, CidrBlock: '10.30.0.0/26', AvailabilityZone: `${home}a`, ...named('subnet', 'analytics-a') }),
  )
  const SubnetId = Subnet?.SubnetId ?? ''
  labels.set(SubnetId, 'subnet analytics a')
  const { GroupId = '' } = await defaultGroup(ec2, vpc)
  const { NetworkInterface } = await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId, Groups: [GroupId], Description: 'notebook' }))
  labels.set(NetworkInterface?.NetworkInterfaceId ?? '', 'interface of the notebook')
  const table = await mainTable(ec2, vpc)
  for (const service of ['s3', 'dynamodb'])
    await createEndpoint(ec2, labels, `analytics-${service}`, service, { VpcId: vpc, VpcEndpointType: 'Gateway', RouteTableIds: [table] })
  return { vpc, table }
}

/** Two machines of a workshop, in a network where every subnet is public. */
const buildWorkshop = async (ec2: EC2Client, labels: Map<string, string>): Promise<void> => {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.40.0.0/24', ...named('vpc', 'workshop') }))
  const vpc = Vpc?.VpcId ?? ''
  labels.set(vpc, 'vpc workshop')
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}))
  const GatewayId = InternetGateway?.InternetGatewayId ?? ''
  labels.set(GatewayId, 'internet gateway workshop')
  await ec2.send(new AttachInternetGatewayCommand({ VpcId: vpc, InternetGatewayId: GatewayId }))
  const RouteTableId = await mainTable(ec2, vpc)
  await ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId }))
  for (const [zone, block] of Object.entries({ a: '10.40.0.0/26', b: '10.40.0.64/26' })) {
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({ VpcId: vpc, CidrBlock: block, AvailabilityZone: home + zone, ...named('subnet', `workshop-${zone}`) }),
    )
    labels.set(Subnet?.SubnetId ?? '', `subnet workshop ${zone}`)
    const { NetworkInterface } = await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: Subnet?.SubnetId, Description: 'workshop' }))
    labels.set(NetworkInterface?.NetworkInterfaceId ?? '', `interface of the workshop ${zone}`)
  }
}

/** Needs the bucket of the logs. */
export const buildConnections = async (ground: Ground, { network, labels }: Reference): Promise<void> => {
  const { ec2 } = ground.in(home)
  await buildEndpoints(ec2, network, labels)
  const analytics = await buildAnalytics(ec2, labels)
  await buildWorkshop(ec2, labels)
  // The analysts see everything, where they need one subnet.
  await peer(
    ec2,
    labels,
    'analytics',
    [analytics.vpc, network.vpc],
    [
      [analytics.table, '10.20.0.0/16'],
      [network.routes.private, '10.30.0.0/16'],
    ],
  )
  const { Vpcs: [usual] = [] } = await ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['true'] }] }))
  // The build agents of the default network reach one subnet, and that one reaches one of theirs.
  await peer(
    ec2,
    labels,
    'build',
    [network.vpc, usual?.VpcId ?? ''],
    [
      [network.routes.private, '172.31.16.0/24'],
      [await mainTable(ec2, usual?.VpcId ?? ''), '10.20.10.0/24'],
    ],
  )
  await logFlows(ec2, labels, network.vpc, 'shop')
  for (const region of [home, pilot]) await nameRest(ground.in(region).ec2, region, labels)
}

/** What AWS makes with each network, and the default network of each region, has no name but that of its network. */
const nameRest = async (ec2: EC2Client, region: string, labels: Map<string, string>): Promise<void> => {
  const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}))
  const names = new Map(
    Vpcs.map(({ VpcId, Tags = [] }) => [VpcId, Tags.find(({ Key }) => Key === 'Name')?.Value ?? `default ${region}`] as const),
  )
  const name = (id: string | undefined, vpc: string | undefined, what: string): void => {
    if (id !== undefined && !labels.has(id)) labels.set(id, `${what} ${names.get(vpc) ?? ''}`)
  }
  for (const { VpcId } of Vpcs) name(VpcId, VpcId, 'vpc')
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}))
  for (const { GroupId, VpcId, GroupName = '' } of SecurityGroups) name(GroupId, VpcId, `group ${GroupName} of`)
  const { NetworkAcls = [] } = await ec2.send(new DescribeNetworkAclsCommand({}))
  for (const { NetworkAclId, VpcId } of NetworkAcls) name(NetworkAclId, VpcId, 'ACL default of')
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({}))
  for (const { RouteTableId, VpcId } of RouteTables) name(RouteTableId, VpcId, 'routes')
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}))
  for (const { SubnetId, VpcId, AvailabilityZone = '' } of Subnets) name(SubnetId, VpcId, `subnet ${AvailabilityZone.slice(-1)} of`)
}

const logFlows = async (ec2: EC2Client, labels: Map<string, string>, vpc: string, name: string): Promise<void> => {
  const { FlowLogIds: [id] = [], Unsuccessful: [refused] = [] } = await ec2.send(
    new CreateFlowLogsCommand({
      ResourceType: 'VPC',
      ResourceIds: [vpc],
      TrafficType: 'ALL',
      LogDestinationType: 's3',
      // moto takes a prefix for part of the bucket's name; the overlay shows it.
      LogDestination: 'arn:aws:s3:::shop-logs',
    }),
  )
  if (id === undefined) throw new Error(`no flow log: ${refused?.Error?.Message ?? ''}`)
  labels.set(id, `flow log ${name}`)
}

/** The migration is over, and the analysts' traffic is logged. A partner tests against the services, from wherever that is. */
export const weekTwoNetwork = async (ground: Ground, { network, labels }: Reference): Promise<void> => {
  const { ec2 } = ground.in(home)
  const everything = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/1' }, { CidrIp: '128.0.0.0/1' }] }
  await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: network.groups.migration, IpPermissions: [everything] }))
  const partner = { IpProtocol: 'tcp', FromPort: 8443, ToPort: 8443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: network.groups.services, IpPermissions: [partner] }))
  const [analytics] = [...labels].find(([, label]) => label === 'vpc analytics') ?? []
  await logFlows(ec2, labels, analytics ?? '', 'analytics')
}
