// Reading VPCs with their subnets, routes, filters, interfaces, endpoints, peerings and flow logs.
import {
  DescribeFlowLogsCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcPeeringConnectionsCommand,
  DescribeVpcsCommand,
  GetManagedPrefixListEntriesCommand,
  type IpPermission,
  type NetworkAclEntry,
  type Route,
} from '@aws-sdk/client-ec2'
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { endpoint } from '../../collectors/ec2/endpoints.ts'
import { flowLog } from '../../collectors/ec2/flow-logs.ts'
import { networkAcl } from '../../collectors/ec2/network-acls.ts'
import { subnet, vpc } from '../../collectors/ec2/network.ts'
import { internetGateway, natGateway, peering, routeTable } from '../../collectors/ec2/routing.ts'
import { networkInterface, securityGroup } from '../../collectors/ec2/security-groups.ts'
import { collectorSuite, listing, on, read } from '../support/collector-suite.ts'
import { account, foreignAccount, region } from '../support/nodes.ts'
import { ec2, route } from '../support/network.ts'

const NextToken = ['NextToken', 'NextToken'] as const
const tags = [
  { Key: 'Name', Value: 'shop' },
  { Key: 'empty', Value: '' },
]

collectorSuite(vpc, {
  listing: listing(DescribeVpcsCommand, {
    token: NextToken,
    pages: [
      { Vpcs: [{ VpcId: 'vpc-1', OwnerId: account, IsDefault: false, CidrBlock: '10.0.0.0/16', State: 'available', Tags: tags }] },
      { Vpcs: [{ VpcId: 'vpc-2', OwnerId: account, IsDefault: true, CidrBlock: '172.31.0.0/16' }] },
    ],
    empty: { Vpcs: [] },
  }),
  answers: [],
  resources: {
    'vpc-1': { base: { IsDefault: false, CidrBlock: '10.0.0.0/16', Tags: { Name: 'shop', empty: '' } } },
    'vpc-2': { base: { IsDefault: true, Tags: {} } },
  },
})

const table = (id: string, associations: readonly object[], routes: readonly Route[], VpcId = 'vpc-1') => ({
  RouteTableId: id,
  VpcId,
  OwnerId: account,
  Associations: [...associations],
  Routes: [...routes],
})
const local: Route = { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active', Origin: 'CreateRouteTable' }
const toInternet: Route = { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', State: 'active', Origin: 'CreateRoute' }
const localRead = route({ DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local' })

const tables = listing(DescribeRouteTablesCommand, {
  token: NextToken,
  pages: [
    {
      RouteTables: [
        table('rtb-main', [{ Main: true, AssociationState: { State: 'associated' } }], [local]),
        table(
          'rtb-public',
          [
            { Main: false, SubnetId: 'subnet-2', AssociationState: { State: 'associated' } },
            { Main: false, SubnetId: 'subnet-1' },
            { Main: false, SubnetId: 'subnet-3', AssociationState: { State: 'disassociating' } },
            { Main: false, GatewayId: 'igw-1' },
          ],
          [local, toInternet],
        ),
      ],
    },
    {
      RouteTables: [
        table(
          'rtb-all',
          [],
          [
            local,
            { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'active' },
            { DestinationCidrBlock: '10.1.0.0/16', VpcPeeringConnectionId: 'pcx-1', State: 'active' },
            { DestinationCidrBlock: '10.2.0.0/16', VpcPeeringConnectionId: 'pcx-gone', State: 'blackhole' },
            { DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1', State: 'active' },
            { DestinationCidrBlock: '10.3.0.0/16', NetworkInterfaceId: 'eni-1', InstanceId: 'i-1', State: 'active' },
            { DestinationCidrBlock: '10.4.0.0/16', TransitGatewayId: 'tgw-1', State: 'active' },
            { DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: 'eigw-1', State: 'active' },
            { DestinationCidrBlock: '10.5.0.0/16', GatewayId: 'vgw-1', State: 'active' },
          ],
        ),
      ],
    },
  ],
  empty: { RouteTables: [] },
})

collectorSuite(routeTable, {
  listing: tables,
  answers: [],
  resources: {
    'rtb-main': {
      base: { VpcId: 'vpc-1', Main: true, SubnetIds: [], Routes: [localRead] },
      edges: { 'in-vpc': [ec2('vpc', 'vpc-1')], 'attached-to': [], 'routes-to': [] },
    },
    'rtb-public': {
      base: { Main: false, SubnetIds: ['subnet-1', 'subnet-2'], Routes: [localRead, route({ GatewayId: 'igw-1' })] },
      edges: {
        'attached-to': [ec2('subnet', 'subnet-1'), ec2('subnet', 'subnet-2')],
        'routes-to': [ec2('internet-gateway', 'igw-1')],
      },
    },
    'rtb-all': {
      edges: {
        'routes-to': [
          ec2('natgateway', 'nat-1'),
          ec2('vpc-peering-connection', 'pcx-1'),
          ec2('vpc-endpoint', 'vpce-1'),
          ec2('network-interface', 'eni-1'),
        ],
      },
    },
  },
})

const entry: NetworkAclEntry = {
  CidrBlock: '0.0.0.0/0',
  Egress: false,
  Protocol: '6',
  PortRange: { From: 443, To: 443 },
  RuleAction: 'allow',
  RuleNumber: 100,
}
const acls = listing(DescribeNetworkAclsCommand, {
  token: NextToken,
  pages: [
    {
      NetworkAcls: [
        {
          NetworkAclId: 'acl-1',
          VpcId: 'vpc-1',
          IsDefault: true,
          Entries: [entry],
          Associations: ['subnet-3', 'subnet-1', 'subnet-2'].map((SubnetId) => ({ SubnetId, NetworkAclId: 'acl-1' })),
        },
      ],
    },
    { NetworkAcls: [{ NetworkAclId: 'acl-2', VpcId: 'vpc-1', IsDefault: false, Entries: [], Associations: [] }] },
  ],
  empty: { NetworkAcls: [] },
})

collectorSuite(networkAcl, {
  listing: acls,
  answers: [],
  resources: {
    'acl-1': {
      base: { IsDefault: true, Entries: [{ ...entry, Ipv6CidrBlock: undefined }], SubnetIds: ['subnet-1', 'subnet-2', 'subnet-3'] },
      edges: { 'in-vpc': [ec2('vpc', 'vpc-1')], 'attached-to': ['subnet-1', 'subnet-2', 'subnet-3'].map((id) => ec2('subnet', id)) },
    },
    'acl-2': { edges: { 'attached-to': [] } },
  },
})

const awsSubnet = (SubnetId: string) => ({
  SubnetId,
  VpcId: 'vpc-1',
  OwnerId: account,
  AvailabilityZone: `${region}a`,
  CidrBlock: '10.0.0.0/24',
  MapPublicIpOnLaunch: false,
  AvailableIpAddressCount: 251,
})
const subnets = {
  listing: listing(DescribeSubnetsCommand, {
    token: NextToken,
    pages: [
      { Subnets: [awsSubnet('subnet-1'), { ...awsSubnet('subnet-2'), MapPublicIpOnLaunch: true, Tags: tags }] },
      { Subnets: [{ ...awsSubnet('subnet-3'), CidrBlock: undefined, Ipv6Native: true }] },
    ],
    empty: { Subnets: [] },
  }),
  answers: [tables, acls],
  resources: {
    'subnet-1': {
      base: { VpcId: 'vpc-1', AvailabilityZone: `${region}a`, MapPublicIpOnLaunch: false, AvailableIpAddressCount: 251, Tags: {} },
      facets: {
        routing: { RouteTableId: 'rtb-public', Main: false, Routes: [localRead, route({ GatewayId: 'igw-1' })] },
        networkAclId: 'acl-1',
      },
      edges: {
        'in-vpc': [ec2('vpc', 'vpc-1')],
        'routes-to': [ec2('route-table', 'rtb-public')],
        'protected-by': [ec2('network-acl', 'acl-1')],
      },
    },
    'subnet-2': { base: { MapPublicIpOnLaunch: true, Tags: { Name: 'shop', empty: '' } } },
    // Its association is on its way out: the main table holds.
    'subnet-3': {
      base: { CidrBlock: undefined },
      facets: { routing: { RouteTableId: 'rtb-main', Main: true, Routes: [localRead] } },
      edges: { 'routes-to': [ec2('route-table', 'rtb-main')] },
    },
  },
}
collectorSuite(subnet, subnets)

it('lists route tables and network ACLs once, for themselves and for subnets', async () => {
  const withTables = { ...subnets, parents: [routeTable, networkAcl] }
  const { sent, nodes, inventory } = await read(subnet, withTables)
  // Two pages of each.
  for (const operation of ['ec2:DescribeRouteTables', 'ec2:DescribeNetworkAcls'])
    assert.equal(sent.filter((one) => one === operation).length, 2, operation)
  assert.equal(nodes.length, 3)
  assert.equal([...inventory.nodes.values()].filter(({ kind }) => kind === 'AWS::EC2::RouteTable').length, 3)

  const refused = Object.assign(new Error('no'), { name: 'UnauthorizedOperation', $metadata: { httpStatusCode: 403 } })
  const cut = await read(subnet, withTables, {
    failing: { operation: 'ec2:DescribeRouteTables', error: refused, when: ({ NextToken: token }) => token !== undefined },
  })
  assert.equal([...cut.inventory.nodes.values()].filter(({ kind }) => kind === 'AWS::EC2::RouteTable').length, 2)
  assert.ok(cut.nodes.every(({ facets }) => facets.routing?.state === 'unknown' && facets.networkAclId?.state === 'known'))
})

it('does not know the routes of a subnet whose tables are not among those that were listed', async () => {
  const { nodes } = await read(subnet, subnets, {
    answers: [
      on(DescribeSubnetsCommand, { Subnets: [awsSubnet('subnet-9')] }),
      on(DescribeRouteTablesCommand, { RouteTables: [] }),
      on(DescribeNetworkAclsCommand, { NetworkAcls: [] }),
    ],
  })
  assert.deepEqual(
    Object.values(nodes[0]?.facets ?? {}).map(({ state }) => state),
    ['unknown', 'unknown'],
  )
})

const permission = (more: Partial<IpPermission>): IpPermission => ({
  IpProtocol: 'tcp',
  FromPort: 443,
  ToPort: 443,
  IpRanges: [],
  Ipv6Ranges: [],
  PrefixListIds: [],
  UserIdGroupPairs: [],
  ...more,
})
const nothing = { IpRanges: [], Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] }
const awsGroup = (GroupId: string, IpPermissions: readonly IpPermission[] = [], IpPermissionsEgress: readonly IpPermission[] = []) => ({
  GroupId,
  GroupName: GroupId.slice(3),
  VpcId: 'vpc-1',
  Description: 'not kept',
  OwnerId: account,
  IpPermissions: [...IpPermissions],
  IpPermissionsEgress: [...IpPermissionsEgress],
})
const groups = {
  listing: listing(DescribeSecurityGroupsCommand, {
    token: NextToken,
    pages: [
      {
        SecurityGroups: [
          awsGroup(
            'sg-web',
            [
              permission({
                IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'not kept' }],
                Ipv6Ranges: [{ CidrIpv6: '::/0' }],
                UserIdGroupPairs: [
                  { GroupId: 'sg-peer', UserId: foreignAccount, VpcId: 'vpc-9', VpcPeeringConnectionId: 'pcx-1', PeeringStatus: 'active' },
                  // Its network is peered no more: AWS leaves out whose it was.
                  { GroupId: 'sg-gone', VpcId: 'vpc-8', VpcPeeringConnectionId: 'pcx-2', PeeringStatus: 'deleted' },
                ],
              }),
              permission({ PrefixListIds: [{ PrefixListId: 'pl-1' }] }),
            ],
            [
              {
                ...permission({ IpProtocol: '-1', PrefixListIds: [{ PrefixListId: 'pl-1' }, { PrefixListId: 'pl-2' }] }),
                FromPort: undefined,
                ToPort: undefined,
              },
            ],
          ),
        ],
      },
      {
        SecurityGroups: [
          { ...awsGroup('sg-plain'), Tags: tags },
          awsGroup('sg-list', [permission({ PrefixListIds: [{ PrefixListId: 'pl-2' }] })]),
        ],
      },
    ],
    empty: { SecurityGroups: [] },
  }),
  answers: [
    on(GetManagedPrefixListEntriesCommand, ({ PrefixListId, NextToken: token }) =>
      PrefixListId === 'pl-1'
        ? token === undefined
          ? { Entries: [{ Cidr: '192.0.2.0/24' }], NextToken: 'more' }
          : { Entries: [{ Cidr: '198.51.100.0/24', Description: 'not kept' }] }
        : { Entries: [] },
    ),
  ],
  resources: {
    'sg-web': {
      base: {
        GroupName: 'web',
        VpcId: 'vpc-1',
        Tags: {},
        IpPermissions: [
          {
            IpProtocol: 'tcp',
            FromPort: 443,
            ToPort: 443,
            ...nothing,
            IpRanges: [{ CidrIp: '0.0.0.0/0' }],
            Ipv6Ranges: [{ CidrIpv6: '::/0' }],
            UserIdGroupPairs: [
              { GroupId: 'sg-peer', UserId: foreignAccount, VpcId: 'vpc-9', VpcPeeringConnectionId: 'pcx-1' },
              { GroupId: 'sg-gone', UserId: undefined, VpcId: 'vpc-8', VpcPeeringConnectionId: 'pcx-2' },
            ],
          },
          { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, ...nothing, PrefixListIds: [{ PrefixListId: 'pl-1' }] },
        ],
      },
      facets: { prefixLists: { 'pl-1': ['192.0.2.0/24', '198.51.100.0/24'], 'pl-2': [] } },
      edges: { 'in-vpc': [ec2('vpc', 'vpc-1')] },
    },
    'sg-plain': { base: { IpPermissions: [], IpPermissionsEgress: [], Tags: { Name: 'shop', empty: '' } }, facets: { prefixLists: null } },
    'sg-list': { facets: { prefixLists: { 'pl-2': [] } } },
  },
}

it('asks for each prefix list once, and for none where no rule names one', async () => {
  const { sent } = await read(securityGroup, groups, { facets: ['prefixLists'] })
  // Two pages of the first list, one of the second, whichever group names them.
  assert.equal(sent.filter((operation) => operation === 'ec2:GetManagedPrefixListEntries').length, 3)
  const plain = await read(securityGroup, groups, {
    facets: ['prefixLists'],
    answers: [on(DescribeSecurityGroupsCommand, { SecurityGroups: [awsGroup('sg-plain', [permission({})])] })],
  })
  assert.deepEqual(plain.sent, ['ec2:DescribeSecurityGroups'])
  assert.equal(plain.nodes[0]?.facets.prefixLists?.state, 'absent')
})

it('leaves unknown what a denied prefix list holds, for every group that names it', async () => {
  const denied = Object.assign(new Error('no'), { name: 'UnauthorizedOperation', $metadata: { httpStatusCode: 403 } })
  const { nodes } = await read(securityGroup, groups, {
    facets: ['prefixLists'],
    failing: {
      operation: 'ec2:GetManagedPrefixListEntries',
      error: denied,
      when: ({ PrefixListId }) => PrefixListId === 'pl-2',
    },
  })
  assert.deepEqual(
    nodes.map(({ name, facets }) => [name, facets.prefixLists?.state]),
    [
      ['sg-list', 'unknown'],
      ['sg-plain', 'absent'],
      ['sg-web', 'unknown'],
    ],
  )
})

it('takes a rule without its lists for no answer', async () => {
  const { inventory } = await read(securityGroup, groups, {
    facets: [],
    answers: [on(DescribeSecurityGroupsCommand, { SecurityGroups: [awsGroup('sg-1', [{ IpProtocol: '-1', IpRanges: [] }])] })],
  })
  assert.ok(inventory.listings.every(({ complete }) => !complete))
})

const awsInterface = (NetworkInterfaceId: string) => ({
  NetworkInterfaceId,
  InterfaceType: 'interface' as const,
  RequesterManaged: false,
  SubnetId: 'subnet-1',
  VpcId: 'vpc-1',
  Status: 'in-use' as const,
  Groups: [{ GroupId: 'sg-web', GroupName: 'web' }],
})

collectorSuite(networkInterface, {
  listing: listing(DescribeNetworkInterfacesCommand, {
    token: NextToken,
    pages: [
      {
        NetworkInterfaces: [
          {
            ...awsInterface('eni-1'),
            Association: { PublicIp: '203.0.113.9' },
            Attachment: { InstanceId: 'i-1', Status: 'attached' },
            Ipv6Addresses: [{ Ipv6Address: '2001:db8::1' }],
            TagSet: tags,
          },
        ],
      },
      {
        NetworkInterfaces: [
          { ...awsInterface('eni-2'), InterfaceType: 'lambda', RequesterManaged: true, RequesterId: 'AROA:orders', Groups: [] },
          {
            ...awsInterface('eni-3'),
            PrivateIpAddresses: [
              { Primary: true, PrivateIpAddress: '10.0.0.4' },
              { Primary: false, PrivateIpAddress: '10.0.0.5', Association: { PublicIp: '203.0.113.10' } },
            ],
          },
        ],
      },
    ],
    empty: { NetworkInterfaces: [] },
  }),
  answers: [],
  resources: {
    'eni-1': {
      base: { PublicIp: '203.0.113.9', Ipv6: true, InstanceId: 'i-1', GroupIds: ['sg-web'], Tags: { Name: 'shop', empty: '' } },
      edges: {
        'in-vpc': [ec2('vpc', 'vpc-1')],
        'in-subnet': [ec2('subnet', 'subnet-1')],
        'protected-by': [ec2('security-group', 'sg-web')],
        'attached-to': [ec2('instance', 'i-1')],
      },
    },
    'eni-3': { base: { PublicIp: '203.0.113.10' } },
    'eni-2': {
      base: { InterfaceType: 'lambda', RequesterManaged: true, PublicIp: undefined, Ipv6: false },
      edges: { 'protected-by': [], 'attached-to': [] },
    },
  },
})

collectorSuite(securityGroup, {
  ...groups,
  // One group that names lists: what is denied to one is denied to all that name the same.
  listing: listing(DescribeSecurityGroupsCommand, {
    token: NextToken,
    pages: [
      { SecurityGroups: [awsGroup('sg-web', [permission({ PrefixListIds: [{ PrefixListId: 'pl-1' }] })])] },
      { SecurityGroups: [{ ...awsGroup('sg-plain'), Tags: tags }] },
    ],
    empty: { SecurityGroups: [] },
  }),
  resources: {
    'sg-web': { facets: { prefixLists: { 'pl-1': ['192.0.2.0/24', '198.51.100.0/24'] } } },
    'sg-plain': groups.resources['sg-plain'],
  },
})

it('reads the rules of groups, and the lists that they name', async () => {
  const { nodes } = await read(securityGroup, groups)
  for (const [name, { base = {}, facets }] of Object.entries<{ base?: object; facets: { prefixLists: unknown } }>(groups.resources)) {
    const node = nodes.find((one) => one.name === name)
    for (const [key, value] of Object.entries(base)) assert.deepEqual(node?.base[key], value, `${key} of ${name}`)
    const fact = node?.facets.prefixLists
    assert.deepEqual(fact?.state === 'known' ? fact.value : null, facets.prefixLists, name)
  }
})

collectorSuite(internetGateway, {
  listing: listing(DescribeInternetGatewaysCommand, {
    token: NextToken,
    pages: [
      { InternetGateways: [{ InternetGatewayId: 'igw-1', Attachments: [{ VpcId: 'vpc-1', State: 'attached' }] }] },
      { InternetGateways: [{ InternetGatewayId: 'igw-2', Attachments: [] }] },
    ],
    empty: { InternetGateways: [] },
  }),
  answers: [],
  resources: {
    'igw-1': { edges: { 'attached-to': [ec2('vpc', 'vpc-1')] } },
    'igw-2': { edges: { 'attached-to': [] } },
  },
})

const nat = { VpcId: 'vpc-1', SubnetId: 'subnet-1', State: 'available', ConnectivityType: 'public' } as const
collectorSuite(natGateway, {
  listing: listing(DescribeNatGatewaysCommand, {
    token: NextToken,
    pages: [
      {
        NatGateways: [
          { NatGatewayId: 'nat-1', ...nat },
          { NatGatewayId: 'nat-gone', ...nat, State: 'deleted' },
        ],
      },
      { NatGateways: [{ NatGatewayId: 'nat-2', ...nat, SubnetId: undefined, AvailabilityMode: 'regional' }] },
    ],
    empty: { NatGateways: [] },
  }),
  answers: [],
  resources: {
    'nat-1': {
      base: { State: 'available', ConnectivityType: 'public' },
      edges: { 'in-vpc': [ec2('vpc', 'vpc-1')], 'in-subnet': [ec2('subnet', 'subnet-1')] },
    },
    'nat-2': { base: { AvailabilityMode: 'regional' }, edges: { 'in-subnet': [] } },
  },
})

const side = (VpcId: string, OwnerId: string, CidrBlock?: string) => ({
  VpcId,
  OwnerId,
  Region: region,
  ...(CidrBlock !== undefined && {
    CidrBlock,
    CidrBlockSet: [{ CidrBlock }, { CidrBlock: '100.64.0.0/16' }],
    Ipv6CidrBlockSet: [{ Ipv6CidrBlock: '2001:db8::/56' }],
  }),
})
collectorSuite(peering, {
  listing: listing(DescribeVpcPeeringConnectionsCommand, {
    token: NextToken,
    pages: [
      {
        VpcPeeringConnections: [
          {
            VpcPeeringConnectionId: 'pcx-1',
            Status: { Code: 'active', Message: 'Active' },
            RequesterVpcInfo: side('vpc-1', account, '10.0.0.0/16'),
            AccepterVpcInfo: { ...side('vpc-9', foreignAccount, '10.9.0.0/16'), Region: 'us-east-1' },
          },
        ],
      },
      {
        VpcPeeringConnections: [
          {
            VpcPeeringConnectionId: 'pcx-2',
            Status: { Code: 'pending-acceptance' },
            RequesterVpcInfo: side('vpc-1', account, '10.0.0.0/16'),
            AccepterVpcInfo: side('vpc-2', account),
          },
        ],
      },
    ],
    empty: { VpcPeeringConnections: [] },
  }),
  answers: [],
  resources: {
    'pcx-1': {
      base: {
        Status: 'active',
        Accepter: {
          OwnerId: foreignAccount,
          VpcId: 'vpc-9',
          Region: 'us-east-1',
          CidrBlocks: ['10.9.0.0/16', '100.64.0.0/16', '2001:db8::/56'],
        },
      },
      edges: { 'attached-to': [ec2('vpc', 'vpc-1'), `arn:aws:ec2:us-east-1:${foreignAccount}:vpc/vpc-9`] },
    },
    'pcx-2': { base: { Status: 'pending-acceptance', Accepter: { OwnerId: account, VpcId: 'vpc-2', Region: region, CidrBlocks: [] } } },
  },
})

collectorSuite(endpoint, {
  listing: listing(DescribeVpcEndpointsCommand, {
    token: NextToken,
    pages: [
      {
        VpcEndpoints: [
          {
            VpcEndpointId: 'vpce-1',
            VpcEndpointType: 'Gateway',
            ServiceName: `com.amazonaws.${region}.s3`,
            State: 'Available',
            VpcId: 'vpc-1',
            PolicyDocument: 'not JSON {',
            RouteTableIds: ['rtb-2', 'rtb-1'],
          },
        ],
      },
      {
        VpcEndpoints: [
          {
            VpcEndpointId: 'vpce-2',
            VpcEndpointType: 'Interface',
            ServiceName: `com.amazonaws.${region}.sqs`,
            State: 'Pending',
            VpcId: 'vpc-1',
            PrivateDnsEnabled: true,
            SubnetIds: ['subnet-2', 'subnet-1'],
            Groups: [{ GroupId: 'sg-1', GroupName: 'endpoints' }],
            Tags: tags,
          },
        ],
      },
    ],
    empty: { VpcEndpoints: [] },
  }),
  answers: [],
  resources: {
    'vpce-1': {
      base: { State: 'available', PolicyDocument: 'not JSON {', RouteTableIds: ['rtb-1', 'rtb-2'], SubnetIds: [], Tags: {} },
      edges: {
        'in-vpc': [ec2('vpc', 'vpc-1')],
        'in-subnet': [],
        'protected-by': [],
        'attached-to': [ec2('route-table', 'rtb-1'), ec2('route-table', 'rtb-2')],
      },
    },
    'vpce-2': {
      base: { State: 'pending', PrivateDnsEnabled: true, Tags: { Name: 'shop', empty: '' } },
      edges: {
        'in-subnet': [ec2('subnet', 'subnet-1'), ec2('subnet', 'subnet-2')],
        'protected-by': [ec2('security-group', 'sg-1')],
        'attached-to': [],
      },
    },
  },
})

const log = { FlowLogStatus: 'ACTIVE', DeliverLogsStatus: 'SUCCESS', TrafficType: 'ALL' } as const
collectorSuite(flowLog, {
  listing: listing(DescribeFlowLogsCommand, {
    token: NextToken,
    pages: [
      {
        FlowLogs: [
          { ...log, FlowLogId: 'fl-1', ResourceId: 'vpc-1', LogDestinationType: 's3', LogDestination: 'arn:aws:s3:::flow-logs/shop/vpc' },
          { ...log, FlowLogId: 'fl-2', ResourceId: 'subnet-1', LogDestinationType: 'cloud-watch-logs', LogGroupName: 'flows' },
        ],
      },
      {
        FlowLogs: [
          {
            ...log,
            FlowLogId: 'fl-3',
            ResourceId: 'eni-1',
            LogDestinationType: 'cloud-watch-logs',
            LogDestination: `arn:aws:logs:${region}:${account}:log-group:flows:*`,
          },
          {
            FlowLogId: 'fl-4',
            FlowLogStatus: 'ACTIVE',
            ResourceId: 'tgw-1',
            LogDestination: `arn:aws:firehose:${region}:${account}:deliverystream/flows`,
          },
        ],
      },
    ],
    empty: { FlowLogs: [] },
  }),
  answers: [],
  resources: {
    'fl-1': { base: { TrafficType: 'ALL' }, edges: { 'attached-to': [ec2('vpc', 'vpc-1')], 'logs-to': ['arn:aws:s3:::flow-logs'] } },
    'fl-2': {
      edges: { 'attached-to': [ec2('subnet', 'subnet-1')], 'logs-to': [`arn:aws:logs:${region}:${account}:log-group:flows`] },
    },
    'fl-3': {
      edges: { 'attached-to': [ec2('network-interface', 'eni-1')], 'logs-to': [`arn:aws:logs:${region}:${account}:log-group:flows`] },
    },
    'fl-4': {
      base: { DeliverLogsStatus: undefined, TrafficType: undefined },
      edges: { 'attached-to': [], 'logs-to': [`arn:aws:firehose:${region}:${account}:deliverystream/flows`] },
    },
  },
})
