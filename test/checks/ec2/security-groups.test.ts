// Default security groups, and what sensitive workloads may send out.
import { defaultGroupClosed, defaultGroupUnused, egressRestricted } from '../../../checks/ec2/security-groups.ts'
import { group, networkInterface, open, vpc } from '../../support/network.ts'
import { lambda } from '../../support/serverless.ts'
import { given, verify } from '../../support/verify.ts'

verify(defaultGroupClosed, {
  pass: [
    given(group('default', [], { IpPermissionsEgress: [] }), { evidence: { VpcId: 'vpc-1', IpPermissions: 0, IpPermissionsEgress: 0 } }),
  ],
  fail: [
    given(group('default', [open('sg-default')]), {
      title: 'as AWS makes it',
      evidence: { VpcId: 'vpc-1', IpPermissions: 1, IpPermissionsEgress: 1 },
    }),
    given(group('default', [open('sg-default')], { IpPermissionsEgress: [] }), { title: 'lets in its own' }),
    given(group('default'), { title: 'lets out' }),
  ],
  notApplicable: [group('services', [open('0.0.0.0/0')])],
})

verify(defaultGroupUnused, {
  pass: [
    given(group('default'), { title: 'nothing there' }),
    given(group('default'), { title: 'others have other groups', with: [networkInterface('eni-1', { GroupIds: ['sg-services'] })] }),
  ],
  fail: [
    given(group('default'), {
      with: [
        networkInterface('eni-1', { GroupIds: ['sg-services', 'sg-default'] }),
        networkInterface('eni-2', { GroupIds: ['sg-default'], InterfaceType: 'lambda' }),
      ],
      evidence: { VpcId: 'vpc-1', inUse: true, InterfaceTypes: ['interface', 'lambda'] },
    }),
  ],
  notApplicable: [given(group('services'), { with: [networkInterface('eni-1', { GroupIds: ['sg-services'] })] })],
})

const restricted = { 'data-classification': 'restricted' }
const confidential = { 'Data-Classification': 'Confidential' }
const plain = vpc()

verify(egressRestricted, {
  pass: [
    given(group('to endpoints', [], { IpPermissionsEgress: [open('sg-endpoints', 'tcp', 443)], Tags: restricted }), { with: [plain] }),
    given(group('HTTPS to anywhere', [], { IpPermissionsEgress: [open('0.0.0.0/0', 'tcp', 443)], Tags: restricted }), { with: [plain] }),
    given(group('nothing', [], { IpPermissionsEgress: [] }), { with: [plain] }),
  ],
  fail: [
    given(group('tagged', [], { Tags: restricted }), {
      with: [plain],
      evidence: { GroupName: 'tagged', dataClass: 'restricted', opens: ['all to 0.0.0.0/0'] },
    }),
    given(group('vpc', [], { IpPermissionsEgress: [open('::/0')] }), {
      title: 'in a network of a data class',
      with: [vpc('vpc-1', { Tags: confidential })],
      evidence: { GroupName: 'vpc', dataClass: 'confidential', opens: ['all to ::/0'] },
    }),
    given(group('all of TCP', [], { IpPermissionsEgress: [open('0.0.0.0/0', 'tcp', 0, 65_535)], Tags: restricted }), { with: [plain] }),
    given(group('interface'), { with: [plain, networkInterface('eni-1', { GroupIds: ['sg-interface'], Tags: restricted })] }),
    given(group('function'), {
      with: [
        vpc('vpc-1', { Tags: confidential }),
        lambda(
          'orders',
          { VpcConfig: { VpcId: 'vpc-1', SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-function'] } },
          { tags: restricted },
        ),
      ],
      evidence: { GroupName: 'function', dataClass: 'restricted', opens: ['all to 0.0.0.0/0'] },
    }),
    given(group('pl', [], { IpPermissionsEgress: [open('pl-1')], prefixLists: { 'pl-1': ['0.0.0.0/0'] }, Tags: restricted }), {
      with: [plain],
    }),
  ],
  notApplicable: [
    given(group('internal', [], { Tags: { 'data-classification': 'internal' } }), { with: [plain] }),
    given(group('other interface'), { with: [plain, networkInterface('eni-1', { GroupIds: ['sg-2'], Tags: restricted })] }),
  ],
})
