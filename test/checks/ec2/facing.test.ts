// Instances that the internet reaches, and the roles they carry.
import { internetFacingRole } from '../../../checks/ec2/facing.ts'
import { known } from '../../../src/graph/fact.ts'
import type { AnyNode } from '../../../src/graph/node.ts'
import { table } from '../../support/dynamodb.ts'
import { account, region, resource } from '../../support/nodes.ts'
import { ec2Arn, instance, profileArn } from '../../support/instances.ts'
import { document, may, type Statement } from '../../support/policies.ts'
import { bucket, bucketArn, sensitive } from '../../support/s3.ts'
import { secret } from '../../support/secrets.ts'
import { given, verify } from '../../support/verify.ts'
import { role } from '../iam/fixtures.ts'

const subnet = (GatewayId: string): AnyNode =>
  resource('AWS::EC2::Subnet', {
    name: 'subnet-1',
    arn: ec2Arn('subnet', 'subnet-1'),
    base: {
      OwnerId: account,
      VpcId: 'vpc-1',
      AvailabilityZone: `${region}a`,
      CidrBlock: '10.0.0.0/24',
      MapPublicIpOnLaunch: true,
      AvailableIpAddressCount: 200,
      Tags: {},
    },
    facets: {
      networkAclId: 'acl-1',
      routing: { RouteTableId: 'rtb-1', Main: true, Routes: [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId, State: 'active' }] },
    },
  })
const publicSubnet = subnet('igw-1')

const group = (cidr: string): AnyNode =>
  resource('AWS::EC2::SecurityGroup', {
    name: 'sg-1',
    arn: ec2Arn('security-group', 'sg-1'),
    base: {
      GroupName: 'web',
      VpcId: 'vpc-1',
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 443,
          ToPort: 443,
          IpRanges: [{ CidrIp: cidr }],
          Ipv6Ranges: [],
          PrefixListIds: [],
          UserIdGroupPairs: [],
        },
      ],
      IpPermissionsEgress: [],
      Tags: {},
    },
    facets: { prefixLists: null },
  })
const open = group('0.0.0.0/0')
const opens = ['tcp 443 from 0.0.0.0/0']

const profile = resource('AWS::IAM::InstanceProfile', {
  name: 'web',
  arn: profileArn('web'),
  base: { Role: `arn:aws:iam::${account}:role/web` },
})
const carrying = (...statements: readonly Statement[]) => [
  profile,
  role('web', {
    InstanceProfileList: [profileArn('web')],
    RolePolicyList: [{ PolicyName: 'own', PolicyDocument: document(...statements) }],
    AssumeRolePolicyDocument: document({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }),
  }),
]
const harmless = may('cloudwatch:PutMetricData')
const webArn = `arn:aws:iam::${account}:role/web`

const web = (name: string, base: Parameters<typeof instance>[1] = {}): AnyNode =>
  instance(name, { PublicIpAddress: '203.0.113.7', SecurityGroupIds: ['sg-1'], IamInstanceProfile: profileArn('web'), ...base })

const customers = bucket('customers', sensitive)
const brochures = bucket('brochures')
const orders = table('orders', sensitive)
const clicks = resource('AWS::Kinesis::Stream', {
  name: 'clicks',
  arn: `arn:aws:kinesis:${region}:${account}:stream/clicks`,
  facets: sensitive,
})
const password: AnyNode = { ...secret('database'), facets: { tags: known(sensitive.tags) } }

verify(internetFacingRole, {
  pass: [
    given(web('a role that only measures'), { with: [open, publicSubnet, ...carrying(harmless)], evidence: { role: webArn, opens } }),
    given(web('no role', { IamInstanceProfile: undefined }), { with: [open, publicSubnet], evidence: { role: null, opens } }),
    given(web('a profile without a role'), { with: [open, publicSubnet] }),
    given(web('reads what everybody may read'), {
      with: [open, publicSubnet, brochures, ...carrying(may('s3:GetObject', `${bucketArn('brochures')}/*`))],
    }),
    given(web('reads another bucket whose name begins like it'), {
      with: [open, publicSubnet, customers, ...carrying(may('s3:GetObject', `${bucketArn('customers-public')}/*`))],
    }),
    given(web('another service reads it'), { with: [open, publicSubnet, customers, ...carrying(harmless)] }),
  ],
  fail: [
    given(web('administrator'), {
      with: [open, publicSubnet, ...carrying(may('*'))],
      evidence: { role: webArn, opens, administrator: true, certain: true },
    }),
    given(web('makes itself administrator'), { with: [open, publicSubnet, ...carrying(may('iam:AttachRolePolicy'))] }),
    given(web('reads customers'), {
      with: [open, publicSubnet, customers, ...carrying(may('s3:GetObject', `${bucketArn('customers')}/*`))],
      evidence: { role: webArn, opens, reads: [bucketArn('customers')], statements: ['inline own, statement 1'] },
    }),
    ...(
      [
        ['a folder of customers', customers, 's3:GetObject', `${bucketArn('customers')}/2026/*`],
        ['one object of customers', customers, 's3:GetObject', `${bucketArn('customers')}/all.csv`],
        ['an index of orders', orders, 'dynamodb:Query', `${orders.arn}/index/by-customer`],
        ['orders, many at a time', orders, 'dynamodb:BatchGetItem', orders.arn],
        ['clicks', clicks, 'kinesis:GetRecords', clicks.arn],
        ['the password of the database', password, 'secretsmanager:GetSecretValue', '*'],
      ] as const
    ).map(([what, store, action, resource]) =>
      given(web(`reads ${what}`), {
        with: [open, publicSubnet, store, ...carrying(may(action, resource))],
        evidence: { role: webArn, opens, reads: [store.arn], statements: ['inline own, statement 1'] },
      }),
    ),
    given(web('in a network that is shared', { SubnetId: 'subnet-elsewhere' }), { with: [open, ...carrying(may('*'))] }),
  ],
  notApplicable: [
    given(web('private', { PublicIpAddress: undefined }), { with: [open, publicSubnet, ...carrying(may('*'))] }),
    given(web('behind a NAT gateway'), {
      with: [open, subnet('nat-1'), ...carrying(may('*'))],
      evidence: { publicAddress: true, opens: [] },
    }),
    given(web('for the office'), {
      with: [group('198.51.100.0/24'), publicSubnet, ...carrying(may('*'))],
      evidence: { publicAddress: true, opens: [] },
    }),
  ],
  unknown: [given(web('a group that nobody sees'), { with: [publicSubnet, ...carrying(may('*'))] })],
})
