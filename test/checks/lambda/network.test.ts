// What the checks on functions in networks decide.
import { functionInVpc, functionMultiAz } from '../../../checks/lambda/network.ts'
import type { BaseOf } from '../../../src/graph/kinds.ts'
import type { AnyNode } from '../../../src/graph/node.ts'
import { streamArn, table } from '../../support/dynamodb.ts'
import { account, region, resource } from '../../support/nodes.ts'
import { functionArn, lambda, mapping, queue, queueArn } from '../../support/serverless.ts'
import { given, verify } from '../../support/verify.ts'

const classed = (dataClass?: string): Record<string, string> => (dataClass === undefined ? {} : { 'data-classification': dataClass })
const inVpc = { VpcId: 'vpc-1', SubnetIds: ['subnet-a', 'subnet-b'], SecurityGroupIds: ['sg-1'] }
const lambdaIn = (name: string, VpcConfig: BaseOf<'AWS::Lambda::Function'>['VpcConfig'], dataClass?: string): AnyNode =>
  lambda(name, { VpcConfig }, { tags: classed(dataClass) })
const store = (dataClass: string): AnyNode => {
  const plain = queue('payments')
  return { ...plain, facets: { ...plain.facets, tags: { state: 'known', value: classed(dataClass) } } }
}
const polls = (of: string, source: string, State = 'Enabled') => mapping(`m-${of}`, source, functionArn(of), { State })

verify(functionInVpc, {
  pass: [
    given(lambdaIn('inside', inVpc, 'restricted'), {
      evidence: { dataClass: 'restricted', of: functionArn('inside'), VpcId: 'vpc-1', subnets: 2, securityGroups: 1 },
    }),
    given(lambdaIn('polls inside', inVpc), { with: [polls('polls inside', queueArn('payments')), store('restricted')] }),
  ],
  fail: [
    given(lambdaIn('outside', undefined, 'confidential'), {
      evidence: { dataClass: 'confidential', of: functionArn('outside'), VpcId: null, subnets: 0, securityGroups: 0 },
    }),
    lambdaIn('taken out', { VpcId: '', SubnetIds: [], SecurityGroupIds: [] }, 'confidential'),
    given(lambdaIn('polls a queue', undefined), {
      with: [polls('polls a queue', queueArn('payments')), store('restricted')],
      evidence: { dataClass: 'restricted', of: queueArn('payments'), VpcId: null, subnets: 0, securityGroups: 0 },
    }),
    given(lambdaIn('polls a stream', undefined), {
      with: [polls('polls a stream', streamArn('customers')), table('customers', { tags: classed('restricted') })],
    }),
  ],
  notApplicable: [
    given(lambdaIn('harmless', undefined, 'public'), { evidence: { dataClass: null } }),
    given(lambdaIn('polls what is public', undefined), { with: [polls('polls what is public', queueArn('payments')), store('public')] }),
    given(lambdaIn('polls no more', undefined), { with: [polls('polls no more', queueArn('payments'), 'Disabled'), store('restricted')] }),
    given(lambdaIn('polls what is gone', undefined), { with: [polls('polls what is gone', queueArn('payments'))] }),
  ],
})

const subnet = (id: string, AvailabilityZone: string): AnyNode =>
  resource('AWS::EC2::Subnet', {
    name: id,
    arn: `arn:aws:ec2:${region}:${account}:subnet/${id}`,
    base: {
      OwnerId: account,
      VpcId: 'vpc-1',
      AvailabilityZone,
      CidrBlock: '10.0.0.0/24',
      MapPublicIpOnLaunch: false,
      AvailableIpAddressCount: 200,
      Tags: {},
    },
  })

verify(functionMultiAz, {
  pass: [
    given(lambdaIn('two zones', inVpc), {
      with: [subnet('subnet-a', 'eu-west-1a'), subnet('subnet-b', 'eu-west-1b')],
      evidence: { AvailabilityZones: ['eu-west-1a', 'eu-west-1b'] },
    }),
  ],
  fail: [
    given(lambdaIn('two subnets of one zone', inVpc), {
      with: [subnet('subnet-a', 'eu-west-1a'), subnet('subnet-b', 'eu-west-1a')],
      evidence: { AvailabilityZones: ['eu-west-1a'] },
    }),
    given(lambdaIn('one is gone', inVpc), { with: [subnet('subnet-a', 'eu-west-1a')] }),
  ],
  notApplicable: [lambdaIn('outside', undefined), lambdaIn('taken out', { VpcId: '', SubnetIds: [], SecurityGroupIds: [] })],
})
