// What the internet reaches, kind by kind: `fail` is what it reaches, `pass` what it does not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databases, instances, interfaces, loadBalancers } from '../../src/flow/exposure/addresses.ts'
import { apis, functionUrls, kubernetesEndpoints, restApis } from '../../src/flow/exposure/endpoints.ts'
import { buckets, queues } from '../../src/flow/exposure/stores.ts'
import { exposuresIn } from '../../src/flow/exposure.ts'
import { domainName, httpApi, mapping, method, restApi, route as apiRoute } from '../support/apigateway.ts'
import { cluster } from '../support/eks.ts'
import { instance } from '../support/instances.ts'
import { listener, loadBalancer } from '../support/elbv2.ts'
import { byInternetGateway, byNat, group, networkAcl, networkInterface, open, route, subnet } from '../support/network.ts'
import { inventoryOf } from '../support/nodes.ts'
import { instance as database } from '../support/rds.ts'
import { allows, document } from '../support/policies.ts'
import { accountBlock, bucket, closed, everyoneReads, onBucket, open as unblocked } from '../support/s3.ts'
import { functionArn, lambda, queue } from '../support/serverless.ts'
import { given, verify } from '../support/verify.ts'

type Entries = Parameters<typeof networkAcl>[1]
const entry = (RuleNumber: number, RuleAction: 'allow' | 'deny', From?: number, To = From): Entries[number] => ({
  CidrBlock: '0.0.0.0/0',
  Ipv6CidrBlock: undefined,
  PortRange: From === undefined ? undefined : { From, To },
  Egress: false,
  Protocol: From === undefined ? '-1' : '6',
  RuleAction,
  RuleNumber,
})
const worldwide6 = { ...entry(100, 'allow'), CidrBlock: undefined, Ipv6CidrBlock: '::/0' }
const everything = networkAcl('acl-1', [entry(100, 'allow')])
const publicly = subnet('subnet-1', byInternetGateway)
const privately = subnet('subnet-1', byNat)
const ssh = group('ssh', [open('0.0.0.0/0', 'tcp', 22)])
const inner = group('ssh', [open('10.0.0.0/8', 'tcp', 22)])
const bastion = instance('i-1', { PublicIpAddress: '203.0.113.7', SecurityGroupIds: ['sg-ssh'] })

verify(instances, {
  fail: [
    given(bastion, {
      with: [publicly, everything, ssh],
      evidence: {
        by: 'public-address',
        protocol: 'tcp 22',
        authentication: 'unknown',
        opens: ['tcp 22 from 0.0.0.0/0'],
        PublicIpAddress: '203.0.113.7',
      },
    }),
    given(bastion, {
      with: [publicly, networkAcl('acl-1', [entry(50, 'deny', 3389), entry(100, 'allow')]), ssh],
      title: 'the ACL denies another port',
    }),
    given(bastion, {
      with: [publicly, networkAcl('acl-1', [entry(50, 'allow', 22), entry(60, 'deny')]), ssh],
      title: 'the ACL allows first',
    }),
    given(bastion, {
      with: [subnet('subnet-1', [route({ GatewayId: 'vpce-firewall' })]), everything, ssh],
      title: 'a firewall stands before the internet gateway',
    }),
    given(bastion, {
      with: [publicly, networkAcl('acl-1', [worldwide6]), group('ssh', [open('::/0', 'tcp', 22)])],
      title: 'the ACL lets in the same family',
    }),
  ],
  pass: [
    given(instance('i-2', { SecurityGroupIds: ['sg-ssh'] }), { with: [publicly, everything, ssh], title: 'no public address' }),
    given(bastion, { with: [privately, everything, ssh], title: 'no route from the internet' }),
    given(bastion, { with: [publicly, everything, inner], title: 'the group lets in private addresses' }),
    given(bastion, {
      with: [publicly, networkAcl('acl-1', [entry(50, 'deny', 22), entry(100, 'allow')]), ssh],
      title: 'the ACL denies first',
    }),
    given(bastion, { with: [publicly, networkAcl('acl-1', []), ssh], title: 'an empty ACL denies' }),
    given(bastion, { with: [publicly, networkAcl('acl-1', [worldwide6]), ssh], title: 'the ACL lets in the other family alone' }),
  ],
  unknown: [
    given(bastion, {
      with: [publicly, networkAcl('acl-1', [{ ...entry(100, 'allow'), CidrBlock: undefined }]), ssh],
      title: 'an entry without addresses',
    }),
    given(bastion, { with: [publicly, everything], title: 'the group of another account' }),
  ],
})

const mysql = (base: Parameters<typeof database>[1]) =>
  database('orders', { SubnetIds: ['subnet-1'], VpcSecurityGroupIds: ['sg-db'], Port: 3306, ...base })
const worldly = group('db', [open('0.0.0.0/0', 'tcp', 3306)])

verify(databases, {
  fail: [given(mysql({ PubliclyAccessible: true }), { with: [publicly, everything, worldly] })],
  pass: [
    given(mysql({ PubliclyAccessible: false }), { with: [publicly, everything, worldly], title: 'not publicly accessible' }),
    given(mysql({ PubliclyAccessible: true }), { with: [privately, everything, worldly], title: 'private subnets' }),
    given(mysql({ PubliclyAccessible: true }), {
      with: [publicly, everything, group('db', [open('0.0.0.0/0', 'tcp', 22)])],
      title: 'another port',
    }),
  ],
  unknown: [
    given(mysql({ PubliclyAccessible: undefined }), { with: [publicly, everything, worldly], title: 'not told whether it is public' }),
    given(mysql({ PubliclyAccessible: true, VpcSecurityGroupIds: undefined }), { with: [publicly, everything], title: 'no groups told' }),
  ],
})

const zones = [{ ZoneName: 'eu-west-1a', SubnetId: 'subnet-1' }]
const balancer = (base: Parameters<typeof loadBalancer>[2] = {}) =>
  loadBalancer('shop', {}, { AvailabilityZones: zones, SecurityGroups: ['sg-web'], ...base })
const web = group('web', [open('0.0.0.0/0', 'tcp', 443)])

verify(loadBalancers, {
  fail: [
    given(balancer(), { with: [publicly, everything, web, listener('shop')], discriminators: ['HTTPS 443'] }),
    given(balancer({ Type: 'network', SecurityGroups: [] }), {
      with: [publicly, everything, listener('shop', { Protocol: 'TCP', Port: 5432 })],
      title: 'a network load balancer without groups',
      evidence: {
        by: 'load-balancer',
        protocol: 'tcp 5432',
        authentication: 'unknown',
        Scheme: 'internet-facing',
        opens: 'no security groups',
      },
    }),
  ],
  pass: [
    given(balancer({ Scheme: 'internal' }), { with: [publicly, everything, web, listener('shop')], title: 'internal' }),
    given(balancer(), { with: [publicly, everything, web], title: 'no listener' }),
    given(balancer(), { with: [publicly, everything, web, listener('shop', { Port: 8080 })], title: 'the group lets in to another port' }),
    given(balancer(), { with: [privately, everything, web, listener('shop')], title: 'no route' }),
  ],
})

const task = networkInterface('eni-task', { PublicIp: '203.0.113.8', GroupIds: ['sg-web'], RequesterManaged: true })
const ofBalancer = networkInterface('eni-lb', { PublicIp: '203.0.113.9', GroupIds: ['sg-web'], RequesterId: 'amazon-elb' })

verify(interfaces, {
  fail: [
    given(task, {
      with: [publicly, everything, web],
      title: 'a container',
      evidence: {
        by: 'public-address',
        protocol: 'tcp 443',
        authentication: 'unknown',
        opens: ['tcp 443 from 0.0.0.0/0'],
        PublicIp: '203.0.113.8',
        RequesterId: null,
      },
    }),
    given(ofBalancer, { with: [publicly, everything, web], title: 'a classic load balancer' }),
    given(networkInterface('eni-6', { Ipv6: true, GroupIds: ['sg-web'] }), { with: [publicly, everything, web], title: 'IPv6' }),
  ],
  pass: [
    given(networkInterface('eni-1', { GroupIds: ['sg-web'] }), { with: [publicly, everything, web], title: 'no public address' }),
    given(networkInterface('eni-1', { PublicIp: '203.0.113.7', GroupIds: ['sg-ssh'], InstanceId: 'i-1' }), {
      with: [bastion, publicly, everything, ssh],
      title: 'that of an instance, which is asked itself',
    }),
    given(ofBalancer, { with: [publicly, everything, web, balancer()], title: 'that of a load balancer, which is asked itself' }),
    given(networkInterface('eni-1', { PublicIp: '203.0.113.7', GroupIds: ['sg-web'], RequesterId: 'amazon-rds' }), {
      with: [publicly, everything, web],
      title: 'that of a database, which is asked itself',
    }),
    given(networkInterface('eni-1', { PublicIp: '203.0.113.7', GroupIds: ['sg-web'], InterfaceType: 'natGateway' }), {
      with: [publicly, everything, web],
      title: 'a NAT gateway',
    }),
    given(task, { with: [privately, everything, web], title: 'no route' }),
    given(task, {
      with: [publicly, everything, group('web', [open('10.0.0.0/8', 'tcp', 443)])],
      title: 'the group lets in private addresses',
    }),
  ],
})

const readable = { policy: onBucket('pages', everyoneReads) }
const listed = { acl: [{ URI: 'http://acs.amazonaws.com/groups/global/AllUsers', Permission: 'READ' }] } as const
const unguarded = accountBlock(null)

verify(buckets, {
  fail: [
    given(bucket('pages', { ...readable, publicAccessBlock: unblocked }), {
      with: [unguarded],
      title: 'by its policy',
      evidence: { by: 'resource-policy', protocol: 'https', authentication: 'none', lets: ['anyone: s3:GetObject (statement 1)'] },
    }),
    given(bucket('pages', { ...listed, publicAccessBlock: null }), {
      with: [unguarded],
      title: 'by its ACL',
      evidence: { by: 'access-control-list', protocol: 'https', authentication: 'none', grants: ['AllUsers: READ'] },
    }),
    given(bucket('pages', { ...readable, ...listed, publicAccessBlock: null }), {
      with: [unguarded],
      title: 'by both',
      discriminators: ['resource-policy', 'access-control-list'],
    }),
  ],
  pass: [
    given(bucket('orders'), { with: [unguarded], title: 'as AWS makes it' }),
    given(bucket('pages', { ...readable, ...listed }), { with: [unguarded], title: 'blocked' }),
    given(bucket('pages', { ...readable, ...listed, publicAccessBlock: unblocked }), {
      with: [accountBlock(closed)],
      title: 'blocked by the account',
    }),
  ],
})

verify(queues, {
  fail: [queue('open', { Policy: document(allows('*', 'sqs:SendMessage')) })],
  pass: [queue('own'), queue('partner', { Policy: document(allows({ AWS: 'arn:aws:iam::222222222222:root' }, 'sqs:SendMessage')) })],
})

const url = (AuthType: 'NONE' | 'AWS_IAM') =>
  lambda(
    'door',
    {},
    {
      urlConfigs: [{ FunctionUrl: 'https://x.lambda-url.eu-west-1.on.aws/', FunctionArn: functionArn('door'), AuthType, Cors: undefined }],
    },
  )

verify(functionUrls, { fail: [url('NONE'), url('AWS_IAM')], pass: [lambda('inner', {}, { urlConfigs: [] })] })

verify(kubernetesEndpoints, {
  fail: [cluster('open', { resourcesVpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ['0.0.0.0/0'] } })],
  pass: [
    cluster('private'),
    cluster('office', { resourcesVpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ['203.0.113.0/24'] } }),
  ],
})

const shop = (base: Parameters<typeof restApi>[1] = {}, methods = [method('GET /orders')]) => restApi('shop', base, { methods })
const domain = domainName('api.example.com')

verify(restApis, {
  fail: [
    given(shop(), { evidence: { by: 'api', protocol: 'https', authentication: 'none', types: ['REGIONAL'], addresses: ['execute-api'] } }),
    given(shop({ disableExecuteApiEndpoint: true }), { with: [domain, mapping(domain, shop())], title: 'by a domain name alone' }),
  ],
  pass: [
    given(shop({ types: ['PRIVATE'] }), { title: 'private' }),
    given(shop({}, []), { title: 'no methods' }),
    given(shop({ disableExecuteApiEndpoint: true }), { title: 'no address' }),
  ],
})

const orders = httpApi('shop')
verify(apis, {
  fail: [given(orders, { with: [apiRoute('GET /orders', { AuthorizationType: 'JWT' })] })],
  pass: [
    given(orders, { title: 'no routes' }),
    given(httpApi('shop', { DisableExecuteApiEndpoint: true }), {
      with: [apiRoute('GET /orders')],
      title: 'no address',
    }),
  ],
})

test('ways are relations from the internet, and what cannot be told is named', () => {
  const { ways, relations, unknown } = exposuresIn(
    inventoryOf([url('NONE'), lambda('blind')], { kinds: ['AWS::ElasticLoadBalancingV2::Listener'] }),
  )
  assert.deepEqual(
    ways.map(({ to }) => to),
    [functionArn('door')],
  )
  assert.deepEqual(relations, [{ from: 'internet', name: 'reaches', to: functionArn('door') }])
  assert.deepEqual(
    unknown.map(({ arn }) => arn),
    [functionArn('blind')],
  )
})
