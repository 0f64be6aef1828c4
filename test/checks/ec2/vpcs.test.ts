// Flow logs, zones and peerings.
import { networkMultiAz, peeringLeastAccess, vpcFlowLogs } from '../../../checks/ec2/vpcs.ts'
import { account, foreignAccount, region } from '../../support/nodes.ts'
import {
  byNat,
  endpoint,
  flowLog,
  local,
  natGateway,
  networkInterface,
  peering,
  route,
  routeTable,
  subnet,
  vpc,
} from '../../support/network.ts'
import { given, verify } from '../../support/verify.ts'

const busy = networkInterface('eni-1')

verify(vpcFlowLogs, {
  pass: [
    given(vpc(), { with: [busy, flowLog('fl-1')], evidence: { TrafficType: 'ALL' } }),
    given(vpc(), {
      title: 'what was refused',
      with: [busy, flowLog('fl-1', { TrafficType: 'REJECT' })],
      evidence: { TrafficType: 'REJECT' },
    }),
    given(vpc(), { title: 'one of two', with: [busy, flowLog('fl-1', { DeliverLogsStatus: 'FAILED' }), flowLog('fl-2')] }),
  ],
  fail: [
    given(vpc(), { title: 'none', with: [busy], evidence: { flowLogs: 0, notDelivered: [], TrafficType: [] } }),
    given(vpc(), { title: 'of another network', with: [busy, flowLog('fl-1', { ResourceId: 'vpc-2' })] }),
    given(vpc(), { title: 'of a subnet', with: [busy, flowLog('fl-1', { ResourceId: 'subnet-1' })] }),
    given(vpc(), {
      title: 'not delivered',
      with: [busy, flowLog('fl-1', { DeliverLogsStatus: 'FAILED' })],
      evidence: { flowLogs: 1, notDelivered: ['FAILED'], TrafficType: [] },
    }),
    given(vpc(), {
      title: 'only what was let through',
      with: [busy, flowLog('fl-1', { TrafficType: 'ACCEPT' })],
      evidence: { flowLogs: 1, notDelivered: [], TrafficType: ['ACCEPT'] },
    }),
    given(vpc(), { title: 'nothing delivered yet', with: [busy, flowLog('fl-1', { DeliverLogsStatus: undefined })] }),
  ],
  notApplicable: [
    given(vpc(), { title: 'empty' }),
    given(vpc(), { title: 'others are in use', with: [networkInterface('eni-1', { VpcId: 'vpc-2' })] }),
    given(vpc('vpc-1', { OwnerId: foreignAccount }), { title: 'shared', with: [busy], evidence: { OwnerId: foreignAccount } }),
  ],
})

const zoneB = { AvailabilityZone: `${region}b` }
const twoZones = [busy, subnet('subnet-1'), subnet('subnet-2', [local], zoneB)]

verify(networkMultiAz, {
  pass: [
    given(vpc(), { with: twoZones, evidence: { zones: 2 } }),
    given(vpc(), {
      title: 'a NAT gateway in each zone',
      with: [
        busy,
        subnet('subnet-1', byNat),
        subnet('subnet-2', [local, route({ NatGatewayId: 'nat-2' })], zoneB),
        natGateway('nat-1'),
        natGateway('nat-2', { SubnetId: 'subnet-2' }),
      ],
    }),
    given(vpc(), {
      title: 'a regional NAT gateway',
      with: [
        busy,
        subnet('subnet-1', byNat),
        subnet('subnet-2', byNat, zoneB),
        natGateway('nat-1', { SubnetId: undefined, AvailabilityMode: 'regional' }),
      ],
    }),
    given(vpc(), {
      title: 'endpoints in both zones',
      with: [...twoZones, endpoint('vpce-1', { VpcEndpointType: 'Interface', SubnetIds: ['subnet-1', 'subnet-2'] }), endpoint('vpce-2')],
    }),
  ],
  fail: [
    given(vpc(), {
      title: 'one zone',
      with: [busy, subnet('subnet-1'), subnet('subnet-2')],
      evidence: { zones: 1, natInOtherZone: [], endpointsInOneZone: [] },
    }),
    given(vpc(), {
      title: 'all through one NAT gateway',
      with: [busy, subnet('subnet-1', byNat), subnet('subnet-2', byNat, zoneB), natGateway('nat-1')],
      evidence: { zones: 2, natInOtherZone: ['subnet-2'], endpointsInOneZone: [] },
    }),
    given(vpc(), {
      title: 'an endpoint in one zone',
      with: [...twoZones, endpoint('vpce-1', { VpcEndpointType: 'Interface', SubnetIds: ['subnet-1'] })],
      evidence: { zones: 2, natInOtherZone: [], endpointsInOneZone: ['vpce-1'] },
    }),
  ],
  notApplicable: [
    given(vpc('vpc-1', { OwnerId: foreignAccount }), { title: 'shared', with: [busy, subnet('subnet-1')] }),
    given(vpc(), { title: 'empty', with: [subnet('subnet-1')] }),
  ],
})

const toPeer = (DestinationCidrBlock: string) => route({ DestinationCidrBlock, VpcPeeringConnectionId: 'pcx-1' })
const other = { OwnerId: foreignAccount, VpcId: 'vpc-2', Region: region, CidrBlocks: ['10.1.0.0/16'] }

verify(peeringLeastAccess, {
  pass: [
    given(peering('pcx-1'), { with: [routeTable('rtb-1', [local, toPeer('10.1.4.0/24')])], evidence: { accounts: [account] } }),
    given(peering('pcx-1'), { title: 'no route' }),
    given(peering('pcx-1', { Accepter: other }), { title: 'a trusted account', settings: { trustedAccounts: [foreignAccount] } }),
    given(peering('pcx-1'), {
      title: 'the own block is no way to the peer',
      with: [routeTable('rtb-1', [local, toPeer('10.1.4.0/24'), route({ NatGatewayId: 'nat-1' })])],
    }),
  ],
  fail: [
    given(peering('pcx-1'), {
      title: 'the whole peer',
      with: [routeTable('rtb-1', [local, toPeer('10.1.0.0/16')])],
      evidence: { routes: ['10.1.0.0/16 in rtb-1'] },
      discriminators: ['routes'],
    }),
    given(peering('pcx-1'), { title: 'more than the peer', with: [routeTable('rtb-1', [toPeer('10.0.0.0/8')])] }),
    given(peering('pcx-1'), { title: 'everything', with: [routeTable('rtb-1', [toPeer('0.0.0.0/0')])] }),
    given(peering('pcx-1'), {
      title: 'the way back',
      with: [routeTable('rtb-2', [toPeer('10.0.0.0/16')], { VpcId: 'vpc-2' })],
      evidence: { routes: ['10.0.0.0/16 in rtb-2'] },
    }),
    given(peering('pcx-1', { Accepter: other }), {
      title: 'a stranger, with all of the network',
      with: [routeTable('rtb-1', [toPeer('10.1.0.0/16')])],
      discriminators: [foreignAccount, 'routes'],
    }),
  ],
  unknown: [
    given(peering('pcx-1'), {
      title: 'a route for a list of prefixes',
      with: [
        routeTable('rtb-1', [route({ DestinationCidrBlock: undefined, DestinationPrefixListId: 'pl-1', VpcPeeringConnectionId: 'pcx-1' })]),
      ],
    }),
  ],
  notApplicable: [peering('pcx-deleted', { Status: 'deleted' }), peering('pcx-pending', { Status: 'pending-acceptance', Accepter: other })],
})
