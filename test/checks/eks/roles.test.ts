// What the checks on the roles of nodes and pods, and on the administrators of clusters, decide.
import { accessEntryClusterAdmin, nodeRoleLeastPrivilege, podIdentityRoleScope } from '../../../checks/eks/roles.ts'
import type { AnyNode } from '../../../src/graph/node.ts'
import { accessEntry, association, cluster, clusterArn, nodegroup } from '../../support/eks.ts'
import { account, foreignAccount } from '../../support/nodes.ts'
import { given, verify } from '../../support/verify.ts'
import { attached, inlineOfRole, policy, role } from '../iam/fixtures.ts'

const document = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement })
const allow = (Action: string | readonly string[], Resource = '*'): object => ({ Effect: 'Allow', Action, Resource })
const roleArn = (name: string): string => `arn:aws:iam::${account}:role/${name}`
const own = (name: string): string => `arn:aws:iam::${account}:policy/${name}`

/** What AWS's worker policies and the one for Session Manager come to, in short. */
const worker = policy(
  'worker',
  document(
    allow(['ec2:DescribeInstances', 'ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'eks-auth:AssumeRoleForPodIdentity']),
    allow(['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']),
    allow(['ssm:GetParameter', 'ssm:GetParameters', 'ssm:UpdateInstanceInformation', 'ssmmessages:OpenDataChannel']),
  ),
)
const nodes = (base: Parameters<typeof role>[1] = {}) => role('nodes', { ...attached(own('worker')), ...base })
const services = nodegroup('services')

verify(nodeRoleLeastPrivilege, {
  pass: [
    given(services, { title: 'a worker', with: [nodes(), worker], evidence: { role: 'nodes' } }),
    given(services, {
      title: 'one bucket besides',
      with: [nodes(inlineOfRole({ logs: document(allow('s3:PutObject', 'arn:aws:s3:::logs/*')) })), worker],
    }),
    given(services, {
      title: 'everything, within a narrow boundary',
      with: [
        nodes({
          ...inlineOfRole({ quick: document(allow('*')) }),
          PermissionsBoundary: { PermissionsBoundaryArn: own('boundary') },
        }),
        worker,
        policy('boundary', document(allow('ec2:Describe*'))),
      ],
    }),
  ],
  fail: [
    given(services, {
      title: 'all tables',
      with: [nodes(inlineOfRole({ app: document(allow('dynamodb:GetItem')) })), worker],
      evidence: { role: 'nodes', actions: ['dynamodb:GetItem'], statements: ['inline app, statement 1'] },
    }),
    given(services, {
      title: 'all roles to pass',
      with: [nodes(attached(own('worker'), own('deploy'))), worker, policy('deploy', document(allow('iam:PassRole')))],
    }),
    given(services, { title: 'an administrator', with: [nodes(attached(own('all'))), policy('all', document(allow('*')))] }),
  ],
  notApplicable: [given(services, { title: 'its role is gone', evidence: { role: roleArn('nodes'), roleFound: false } })],
  unknown: [given(services, { title: 'an unreadable policy', with: [nodes(inlineOfRole({ app: '{' })), worker] })],
})

const pods = (Condition?: object): string =>
  document({
    Effect: 'Allow',
    Principal: { Service: 'pods.eks.amazonaws.com' },
    Action: ['sts:AssumeRole', 'sts:TagSession'],
    ...(Condition && { Condition }),
  })
const oneCluster = { ArnEquals: { 'aws:SourceArn': clusterArn('shop') } }
const oneNamespace = {
  StringEquals: { 'aws:RequestTag/kubernetes-namespace': 'web', 'aws:RequestTag/kubernetes-service-account': 'orders' },
}
const workload = (Condition?: object, base: Parameters<typeof role>[1] = {}) =>
  role('orders', {
    AssumeRolePolicyDocument: pods(Condition),
    ...inlineOfRole({ orders: document(allow('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111122223333:orders')) }),
    ...base,
  })
const orders = association('web', 'orders', roleArn('orders'))
const everything = inlineOfRole({ all: document(allow('*')) })

const inShop = (subject: AnyNode, rest: Parameters<typeof given>[1] = {}) =>
  given(subject, { ...rest, with: [cluster('shop'), ...(rest.with ?? [])] })

verify(podIdentityRoleScope, {
  pass: [
    inShop(orders, {
      title: 'one workload of one cluster',
      with: [workload(oneCluster)],
      evidence: { role: 'orders', serviceAccounts: ['web/orders'] },
    }),
    inShop(orders, { title: 'one service account by its tags', with: [workload(oneNamespace)] }),
    inShop(orders, { title: 'one account', with: [workload({ StringEquals: { 'aws:SourceAccount': account } })] }),
    inShop(orders, {
      title: 'the same service account in another cluster',
      with: [workload(oneCluster), cluster('batch'), association('web', 'orders', roleArn('orders'), {}, 'batch')],
    }),
    inShop(association('web', 'orders', roleArn('orders'), { policy: document(allow('sqs:SendMessage')) }), {
      title: 'a policy of its own narrows what others share',
      with: [workload(oneCluster, everything), association('web', 'stock', roleArn('orders'))],
    }),
    inShop(association('web', 'orders', roleArn('orders'), { targetRoleArn: `arn:aws:iam::${foreignAccount}:role/far` }), {
      title: 'a role of another account behind it',
      with: [workload(oneCluster)],
    }),
  ],
  fail: [
    inShop(orders, {
      title: 'two workloads',
      with: [workload(oneCluster), association('web', 'stock', roleArn('orders'))],
      evidence: { role: 'orders', serviceAccounts: ['web/orders', 'web/stock'], administrators: [], lets: [] },
    }),
    inShop(orders, {
      title: 'any pod',
      with: [workload()],
      evidence: {
        role: 'orders',
        serviceAccounts: ['web/orders'],
        administrators: [],
        lets: ['pods.eks.amazonaws.com for any account: sts:AssumeRole, sts:TagSession (statement 1)'],
      },
    }),
    inShop(orders, { title: 'tags that need not be there', with: [workload({ StringEqualsIfExists: oneNamespace.StringEquals })] }),
    inShop(orders, { title: 'any namespace', with: [workload({ StringLike: { 'aws:RequestTag/kubernetes-namespace': '*' } })] }),
    inShop(orders, {
      title: 'an administrator',
      with: [workload(oneCluster, everything)],
      evidence: { role: 'orders', serviceAccounts: ['web/orders'], administrators: ['orders'], lets: [] },
    }),
    inShop(association('web', 'orders', roleArn('orders'), { targetRoleArn: roleArn('admin') }), {
      title: 'an administrator behind it',
      with: [workload(oneCluster), role('admin', everything)],
    }),
  ],
  notApplicable: [inShop(orders, { title: 'its role is gone', evidence: { role: roleArn('orders'), roleFound: false } })],
})

const access = (name: string, type: 'cluster' | 'namespace' = 'cluster') => [
  { policyArn: `arn:aws:eks::aws:cluster-access-policy/${name}`, accessScope: { type } },
]
const admin = access('AmazonEKSClusterAdminPolicy')
const platform = accessEntry('role/platform-admin', admin)
const settings = { administrators: ['platform-*'] }

verify(accessEntryClusterAdmin, {
  pass: [
    given(platform, {
      with: [cluster('shop'), accessEntry('role/nodes', [])],
      settings,
      evidence: {
        principalArn: roleArn('platform-admin'),
        policies: ['AmazonEKSClusterAdminPolicy'],
        intended: true,
        clusterAdmins: 1,
      },
    }),
    given(accessEntry('role/platform-admin', admin, 'shop', foreignAccount), {
      title: 'a role of a trusted account',
      with: [cluster('shop')],
      settings: { ...settings, trustedAccounts: [foreignAccount] },
    }),
    given(accessEntry('role/teams/platform-lead', admin), { title: 'a role with a path', with: [cluster('shop')], settings }),
    given(platform, {
      title: 'administrators of another cluster do not count',
      with: [cluster('shop'), cluster('batch'), ...['a', 'b', 'c'].map((name) => accessEntry(`role/platform-${name}`, admin, 'batch'))],
      settings,
    }),
  ],
  fail: [
    given(platform, {
      title: 'nobody said to trust it',
      with: [cluster('shop')],
      evidence: { principalArn: roleArn('platform-admin'), policies: ['AmazonEKSClusterAdminPolicy'], intended: false },
    }),
    given(accessEntry('role/platform-admin', admin, 'shop', foreignAccount), {
      title: 'a role of the same name in another account',
      with: [cluster('shop')],
      settings,
    }),
    given(accessEntry('user/ana', access('AmazonEKSAdminPolicy')), { with: [cluster('shop')], settings }),
    given(platform, {
      title: 'one of four',
      with: [cluster('shop'), ...['a', 'b', 'c'].map((name) => accessEntry(`role/platform-${name}`, admin))],
      settings,
    }),
  ],
  notApplicable: [
    given(accessEntry('role/team', access('AmazonEKSAdminPolicy', 'namespace')), { evidence: { clusterAdmin: false } }),
    accessEntry('role/viewer', access('AmazonEKSViewPolicy')),
    accessEntry('role/nodes', []),
  ],
})
