// What the checks on node groups decide.
import {
  computeElasticity,
  nodegroupMultiAz,
  nodegroupPublicSubnet,
  nodegroupRemoteAccessOpen,
  nodeImdsv2HopLimit,
} from '../../../checks/eks/nodes.ts'
import { cluster, node, nodegroup, scalingGroup } from '../../support/eks.ts'
import { byInternetGateway, byNat, subnet } from '../../support/network.ts'
import { region } from '../../support/nodes.ts'
import { given, verify } from '../../support/verify.ts'

verify(nodegroupRemoteAccessOpen, {
  pass: [
    given(nodegroup('nobody logs in'), { evidence: { ec2SshKey: null, launchTemplate: null } }),
    given(nodegroup('a template decides', { launchTemplate: { id: 'lt-1', version: '2' } }), {
      evidence: { ec2SshKey: null, launchTemplate: 'lt-1' },
    }),
    given(nodegroup('from the bastion', { remoteAccess: { ec2SshKey: 'ops', sourceSecurityGroups: ['sg-bastion'] } }), {
      evidence: { ec2SshKey: 'ops', sourceSecurityGroups: ['sg-bastion'] },
    }),
  ],
  fail: [
    given(nodegroup('from everywhere', { remoteAccess: { ec2SshKey: 'ops' } }), {
      evidence: { ec2SshKey: 'ops', sourceSecurityGroups: [] },
    }),
    nodegroup('an empty list', { remoteAccess: { ec2SshKey: 'ops', sourceSecurityGroups: [] } }),
  ],
})

const options = (
  HttpTokens: 'optional' | 'required',
  HttpPutResponseHopLimit: number,
  HttpEndpoint: 'enabled' | 'disabled' = 'enabled',
) => ({
  MetadataOptions: { HttpTokens, HttpPutResponseHopLimit, HttpEndpoint },
})
const services = nodegroup('services')
const groups = scalingGroup('eks-services')

verify(nodeImdsv2HopLimit, {
  pass: [
    given(services, {
      title: 'one hop with a token',
      with: [...groups, node('i-1', 'eks-services'), node('i-2', 'another', options('optional', 2))],
      evidence: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
    }),
    given(services, { title: 'no metadata at all', with: [...groups, node('i-1', 'eks-services', options('optional', 2, 'disabled'))] }),
  ],
  fail: [
    given(services, {
      title: 'two hops',
      with: [...groups, node('i-1', 'eks-services'), node('i-2', 'eks-services', options('required', 2))],
      evidence: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
    }),
    given(services, {
      title: 'without a token',
      with: [...groups, node('i-1', 'eks-services', options('optional', 1))],
      evidence: { HttpTokens: 'optional', HttpPutResponseHopLimit: 1 },
    }),
    given(services, {
      title: 'a limit that nobody tells',
      with: [
        ...groups,
        node('i-1', 'eks-services', {
          MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled', HttpPutResponseHopLimit: undefined },
        }),
      ],
      evidence: { HttpTokens: 'required', HttpPutResponseHopLimit: null },
    }),
  ],
  notApplicable: [
    given(services, { title: 'no node runs', with: groups, evidence: { nodes: 0 } }),
    given(services, { title: 'its group is gone' }),
  ],
})

const maps = { MapPublicIpOnLaunch: true }
const withTemplate = nodegroup('services', { launchTemplate: { id: 'lt-1', version: '1' } })

verify(nodegroupPublicSubnet, {
  pass: [
    given(services, { title: 'private', with: [subnet('subnet-a', byNat), subnet('subnet-b')], evidence: { publicSubnets: [] } }),
    given(services, { title: 'private, whatever it maps', with: [subnet('subnet-a', byNat, maps), subnet('subnet-b')] }),
    given(services, {
      title: 'public, and no addresses',
      with: [subnet('subnet-a', byInternetGateway), subnet('subnet-b')],
      evidence: { publicSubnets: ['subnet-a'], publicAddresses: 'none' },
    }),
    given(withTemplate, {
      title: 'a template that gives no addresses',
      with: [subnet('subnet-a', byInternetGateway), subnet('subnet-b'), ...groups, node('i-1', 'eks-services')],
    }),
  ],
  fail: [
    given(services, {
      title: 'public, with addresses',
      with: [subnet('subnet-a'), subnet('subnet-b', byInternetGateway, maps)],
      evidence: { publicSubnets: ['subnet-b'], publicAddresses: 'by the subnet' },
    }),
    given(withTemplate, {
      title: 'a template that gives addresses',
      with: [
        subnet('subnet-a', byInternetGateway),
        subnet('subnet-b'),
        ...groups,
        node('i-1', 'eks-services', { PublicIpAddress: '203.0.113.9' }),
      ],
      evidence: { publicSubnets: ['subnet-a'], publicAddresses: 'by the launch template' },
    }),
  ],
  unknown: [given(services, { title: 'a subnet that nobody sees', with: [subnet('subnet-b')] })],
})

const full = nodegroup('services', { scalingConfig: { minSize: 1, maxSize: 3, desiredSize: 3 } })

verify(computeElasticity, {
  pass: [
    given(services, { with: [cluster('shop')], evidence: { minSize: 2, maxSize: 6 } }),
    given(full, { title: 'full, beside Auto Mode', with: [cluster('shop', { computeConfig: { enabled: true } })] }),
  ],
  fail: [
    given(full, { title: 'full', with: [cluster('shop')], evidence: { minSize: 1, maxSize: 3, autoMode: false } }),
    given(nodegroup('fixed', { scalingConfig: { minSize: 3, maxSize: 3, desiredSize: 3 } }), { with: [cluster('shop')] }),
  ],
})

const zone = (letter: string) => ({ AvailabilityZone: `${region}${letter}` })
const single = nodegroup('single', { subnets: ['subnet-a'] })

verify(nodegroupMultiAz, {
  pass: [
    given(services, {
      title: 'two zones',
      with: [subnet('subnet-a', byNat, zone('a')), subnet('subnet-b', byNat, zone('b')), cluster('shop')],
      evidence: { zones: ['eu-west-1a', 'eu-west-1b'] },
    }),
    given(single, {
      title: 'one group for each zone',
      with: [
        subnet('subnet-a', byNat, zone('a')),
        subnet('subnet-b', byNat, zone('b')),
        cluster('shop'),
        nodegroup('other', { subnets: ['subnet-b'] }),
      ],
      evidence: { zones: ['eu-west-1a'], zonesOfCluster: ['eu-west-1a', 'eu-west-1b'] },
    }),
  ],
  fail: [
    given(services, { title: 'two subnets in one zone', with: [subnet('subnet-a'), subnet('subnet-b'), cluster('shop')] }),
    given(single, {
      title: 'the other zone is of another cluster',
      with: [
        subnet('subnet-a', byNat, zone('a')),
        subnet('subnet-b', byNat, zone('b')),
        cluster('shop'),
        cluster('batch'),
        nodegroup('other', { subnets: ['subnet-b'] }, 'batch'),
      ],
      evidence: { zones: ['eu-west-1a'], zonesOfCluster: ['eu-west-1a'] },
    }),
  ],
})
