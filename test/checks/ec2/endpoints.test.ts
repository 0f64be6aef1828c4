// VPC endpoints: which there are, and what they let through.
import { endpointPolicyTrust, gatewayEndpoints, interfaceEndpoints } from '../../../checks/ec2/endpoints.ts'
import { repository } from '../../support/ecr.ts'
import { account, foreignAccount, region, resource } from '../../support/nodes.ts'
import { byInternetGateway, byNat, endpoint, networkInterface, subnet, vpc } from '../../support/network.ts'
import { allows, denies, document } from '../../support/policies.ts'
import { queue } from '../../support/serverless.ts'
import { given, verify } from '../../support/verify.ts'

const busy = networkInterface('eni-1')
const table = resource('AWS::DynamoDB::Table', { name: 'orders', arn: `arn:aws:dynamodb:${region}:${account}:table/orders` })
const gateway = (service: string, RouteTableIds: readonly string[]) =>
  endpoint(`vpce-${service}`, { ServiceName: `com.amazonaws.${region}.${service}`, RouteTableIds })

verify(gatewayEndpoints, {
  pass: [
    given(vpc(), { with: [busy, subnet('subnet-1'), gateway('s3', ['rtb-1'])], evidence: { services: ['s3'] } }),
    given(vpc(), {
      title: 'both',
      with: [busy, subnet('subnet-1'), gateway('s3', ['rtb-1']), gateway('dynamodb', ['rtb-1']), table],
      evidence: { services: ['s3', 'dynamodb'] },
    }),
    given(vpc(), {
      title: 'subnets without workloads need none',
      with: [busy, subnet('subnet-1'), subnet('subnet-2'), gateway('s3', ['rtb-1'])],
    }),
  ],
  fail: [
    given(vpc(), {
      title: 'none',
      with: [busy, subnet('subnet-1'), table],
      discriminators: ['s3', 'dynamodb'],
    }),
    given(vpc(), {
      title: 'of another route table',
      with: [busy, networkInterface('eni-2', { SubnetId: 'subnet-2' }), subnet('subnet-1'), subnet('subnet-2'), gateway('s3', ['rtb-1'])],
      evidence: { service: 's3', subnetsWithout: ['subnet-2'] },
      discriminators: ['s3'],
    }),
    given(vpc(), {
      title: 'not there yet',
      with: [busy, subnet('subnet-1'), endpoint('vpce-1', { State: 'pending', RouteTableIds: ['rtb-1'] })],
    }),
    given(vpc(), {
      title: 'an interface endpoint',
      with: [busy, subnet('subnet-1'), endpoint('vpce-1', { VpcEndpointType: 'Interface', SubnetIds: ['subnet-1'] })],
    }),
  ],
  notApplicable: [
    given(vpc('vpc-1', { OwnerId: foreignAccount }), { title: 'shared', with: [busy, subnet('subnet-1')] }),
    given(vpc(), { title: 'empty' }),
    given(vpc(), {
      title: 'databases alone',
      with: [networkInterface('eni-1', { RequesterManaged: true, RequesterId: 'amazon-rds' }), subnet('subnet-1')],
    }),
  ],
})

const inside = (...services: readonly string[]) =>
  services.map((service) =>
    endpoint(`vpce-${service}`, { VpcEndpointType: 'Interface', ServiceName: `com.amazonaws.${region}.${service}` }),
  )
const confidential = { 'data-classification': 'confidential' }

verify(interfaceEndpoints, {
  pass: [
    given(vpc(), {
      with: [busy, subnet('subnet-1'), ...inside('sts', 'logs')],
      evidence: { dataClass: null, withoutInternet: true },
    }),
    given(vpc(), {
      title: 'by their names in China, and FIPS endpoints',
      with: [
        busy,
        subnet('subnet-1'),
        endpoint('vpce-1', { VpcEndpointType: 'Interface', ServiceName: 'cn.com.amazonaws.cn-north-1.logs' }),
        endpoint('vpce-2', { VpcEndpointType: 'Interface', ServiceName: `com.amazonaws.${region}.sts-fips` }),
      ],
    }),
    given(vpc('vpc-1', { Tags: confidential }), {
      title: 'sensitive',
      with: [busy, subnet('subnet-1', byNat), queue('orders'), ...inside('sts', 'logs', 'sqs')],
      evidence: { dataClass: 'confidential', withoutInternet: false },
    }),
  ],
  fail: [
    given(vpc(), {
      title: 'no way to call AWS at all',
      with: [busy, subnet('subnet-1')],
      evidence: { dataClass: null, withoutInternet: true, missing: ['logs', 'sts'] },
    }),
    given(vpc('vpc-1', { Tags: confidential }), {
      title: 'sensitive',
      with: [busy, subnet('subnet-1', byInternetGateway), queue('orders'), repository('web'), ...inside('sts', 'logs')],
      evidence: { dataClass: 'confidential', withoutInternet: false, missing: ['ecr.api', 'ecr.dkr', 'sqs'] },
    }),
  ],
  notApplicable: [
    given(vpc('vpc-1', { OwnerId: foreignAccount }), { title: 'shared', with: [busy, subnet('subnet-1')] }),
    given(vpc(), { title: 'empty', with: [subnet('subnet-1')] }),
    given(vpc(), { title: 'internal, with a way out', with: [busy, subnet('subnet-1', byNat)] }),
    given(vpc('vpc-1', { Tags: confidential }), {
      title: 'no workload',
      with: [networkInterface('eni-1', { RequesterManaged: true }), subnet('subnet-1')],
    }),
  ],
})

const full = document({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' })
const where = (Condition: object) => document(allows('*', '*', Condition))
const withPolicy = (name: string, PolicyDocument: string, service = 's3') =>
  endpoint(name, { PolicyDocument, ServiceName: `com.amazonaws.${region}.${service}` })

verify(endpointPolicyTrust, {
  pass: [
    withPolicy('own organization calls', where({ StringEquals: { 'aws:PrincipalOrgID': 'o-abc1234567' } })),
    withPolicy('what the organization has', where({ StringEquals: { 'aws:ResourceOrgID': 'o-abc1234567' } })),
    withPolicy('what the account has', where({ StringEquals: { 'aws:ResourceAccount': account } })),
    withPolicy("what the account has, by S3's own key", where({ StringEquals: { 's3:ResourceAccount': account } })),
    withPolicy('a part of the organization', where({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-abc1234567/r-ab12/*' } })),
    withPolicy('own principals', where({ StringEquals: { 'aws:PrincipalAccount': account } })),
    given(withPolicy('named buckets', document(allows('*', '*', undefined, ['arn:aws:s3:::shop-*', 'arn:aws:s3:::shop-*/*']))), {
      evidence: { service: 's3' },
    }),
    withPolicy(
      'all, but refuses strangers',
      document(allows('*', '*'), denies('*', '*', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-abc1234567' } })),
    ),
    withPolicy('own queues', document(allows('*', 'sqs:*', undefined, `arn:aws:sqs:*:${account}:*`)), 'sqs'),
    withPolicy('reads alone', document(allows('*', 's3:GetObject'))),
  ],
  fail: [
    given(withPolicy('the default', full), { evidence: { service: 's3', lets: 'a stranger: s3:PutObject on what is theirs' } }),
    withPolicy('default of DynamoDB', full, 'dynamodb'),
    withPolicy('default of SQS', full, 'sqs'),
    withPolicy('default of Kinesis', full, 'kinesis-streams'),
    withPolicy('default of Secrets Manager', full, 'secretsmanager'),
    withPolicy('default of KMS', full, 'kms'),
    withPolicy('default of KMS with FIPS', full, 'kms-fips'),
    withPolicy('from this network alone', where({ StringEquals: { 'aws:SourceVpc': 'vpc-1' } })),
    endpoint('default in China', { PolicyDocument: full, ServiceName: 'cn.com.amazonaws.cn-north-1.sqs' }),
    withPolicy('only over TLS', where({ Bool: { 'aws:SecureTransport': 'true' } })),
    withPolicy(
      'own organization, or whoever says so',
      document(allows('*', '*', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-abc1234567' } }), allows('*', 's3:*')),
    ),
  ],
  notApplicable: [
    withPolicy('another service', full, 'ecr.api'),
    endpoint('on its way out', { PolicyDocument: full, State: 'deleting' }),
    endpoint('without a policy', { VpcEndpointType: 'GatewayLoadBalancer', ServiceName: `com.amazonaws.vpce.${region}.vpce-svc-1` }),
  ],
  unknown: [withPolicy('no JSON', '{'), withPolicy('by a tag', where({ StringEquals: { 'aws:PrincipalTag/team': 'shop' } }))],
})
