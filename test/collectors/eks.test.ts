// Reading EKS clusters and what belongs to them.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import {
  DescribeAddonCommand,
  DescribeAddonVersionsCommand,
  DescribeClusterCommand,
  DescribeClusterVersionsCommand,
  DescribeFargateProfileCommand,
  DescribeNodegroupCommand,
  DescribePodIdentityAssociationCommand,
  ListAccessEntriesCommand,
  ListAddonsCommand,
  ListAssociatedAccessPoliciesCommand,
  ListClustersCommand,
  ListFargateProfilesCommand,
  ListNodegroupsCommand,
  ListPodIdentityAssociationsCommand,
  type Cluster,
  type Nodegroup,
} from '@aws-sdk/client-eks'
import access from '../../collectors/eks/access.ts'
import addons from '../../collectors/eks/addons.ts'
import clusters from '../../collectors/eks/cluster.ts'
import nodes from '../../collectors/eks/nodes.ts'
import { account, now, region } from '../support/nodes.ts'
import { awsError, collectorSuite, listing, on, read } from '../support/collector-suite.ts'

const [nodegroups, profiles] = nodes
const [entries, associations] = access
assert.ok(nodegroups && profiles && entries && associations)

const eks = (resource: string): string => `arn:aws:eks:${region}:${account}:${resource}`
const ec2 = (resource: string): string => `arn:aws:ec2:${region}:${account}:${resource}`
const role = (name: string): string => `arn:aws:iam::${account}:role/${name}`
const clusterArn = (name: string): string => eks(`cluster/${name}`)
const memberOf = { 'member-of': [clusterArn('shop')] }

/** What EKS says of a cluster on which nobody chose anything. */
const plain = (name: string): Cluster => ({
  name,
  arn: clusterArn(name),
  status: 'ACTIVE',
  version: '1.35',
  roleArn: role('cluster'),
  endpoint: 'not read',
  certificateAuthority: { data: 'not read' },
  resourcesVpcConfig: {
    vpcId: 'vpc-1',
    subnetIds: ['subnet-a', 'subnet-b'],
    clusterSecurityGroupId: 'sg-cluster',
    endpointPublicAccess: true,
    endpointPrivateAccess: false,
  },
  logging: { clusterLogging: [{ types: ['api', 'audit'], enabled: false }] },
  accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
})
const kept = (name: string): Cluster => ({
  ...plain(name),
  identity: { oidc: { issuer: `https://oidc.eks.${region}.amazonaws.com/id/0A1B` } },
  resourcesVpcConfig: {
    ...plain(name).resourcesVpcConfig,
    securityGroupIds: ['sg-extra'],
    endpointPrivateAccess: true,
    publicAccessCidrs: ['203.0.113.0/24'],
  },
  logging: {
    clusterLogging: [
      { types: ['audit'], enabled: true },
      { types: ['api'], enabled: false },
    ],
  },
  encryptionConfig: [{ resources: ['secrets'], provider: { keyArn: `arn:aws:kms:${region}:${account}:key/secrets` } }],
  computeConfig: { enabled: true, nodePools: ['not read'] },
  deletionProtection: true,
})

const clusterList = listing(ListClustersCommand, {
  token: ['nextToken', 'nextToken'],
  pages: [{ clusters: ['shop'] }, { clusters: ['batch'] }],
  empty: { clusters: [] },
})
const describe = on(DescribeClusterCommand, ({ name = '' }) => ({ cluster: name === 'shop' ? kept(name) : plain(name) }))
const oneCluster = on(ListClustersCommand, { clusters: ['shop'] })
const description = {
  arn: clusterArn('batch'),
  status: 'ACTIVE',
  version: '1.35',
  roleArn: role('cluster'),
  resourcesVpcConfig: {
    vpcId: 'vpc-1',
    subnetIds: ['subnet-a', 'subnet-b'],
    clusterSecurityGroupId: 'sg-cluster',
    securityGroupIds: [],
    endpointPublicAccess: true,
    endpointPrivateAccess: false,
    publicAccessCidrs: ['0.0.0.0/0'],
  },
  logging: { clusterLogging: [{ types: ['api', 'audit'], enabled: false }] },
  issuer: undefined,
  encryptionConfig: [],
  accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
  computeConfig: { enabled: false },
  deletionProtection: false,
}
const versions = [
  { clusterVersion: '1.35', versionStatus: 'STANDARD_SUPPORT', endOfStandardSupportDate: now },
  { clusterVersion: '1.29', versionStatus: 'UNSUPPORTED', endOfStandardSupportDate: undefined },
]

const clusterSuite = {
  listing: clusterList,
  answers: [
    describe,
    on(DescribeClusterVersionsCommand, ({ nextToken, includeAll }) => {
      assert.equal(includeAll, true)
      return nextToken === undefined
        ? {
            clusterVersions: [
              { clusterVersion: '1.35', versionStatus: 'STANDARD_SUPPORT' as const, endOfStandardSupportDate: now, defaultVersion: true },
            ],
            nextToken: 'more',
          }
        : { clusterVersions: [{ clusterVersion: '1.29', versionStatus: 'UNSUPPORTED' as const }] }
    }),
  ],
  resources: {
    shop: {
      facets: {
        description: {
          ...description,
          arn: clusterArn('shop'),
          resourcesVpcConfig: {
            ...description.resourcesVpcConfig,
            securityGroupIds: ['sg-extra'],
            endpointPrivateAccess: true,
            publicAccessCidrs: ['203.0.113.0/24'],
          },
          logging: {
            clusterLogging: [
              { types: ['audit'], enabled: true },
              { types: ['api'], enabled: false },
            ],
          },
          issuer: `https://oidc.eks.${region}.amazonaws.com/id/0A1B`,
          encryptionConfig: [{ resources: ['secrets'], provider: { keyArn: `arn:aws:kms:${region}:${account}:key/secrets` } }],
          computeConfig: { enabled: true },
          deletionProtection: true,
        },
        versions,
      },
      edges: {
        'encrypted-with': [`arn:aws:kms:${region}:${account}:key/secrets`],
        assumes: [role('cluster')],
        'in-vpc': [ec2('vpc/vpc-1')],
        'in-subnet': [ec2('subnet/subnet-a'), ec2('subnet/subnet-b')],
        'protected-by': [ec2('security-group/sg-cluster'), ec2('security-group/sg-extra')],
        'logs-to': [`arn:aws:logs:${region}:${account}:log-group:/aws/eks/shop/cluster`],
        'registered-as': [`arn:aws:iam::${account}:oidc-provider/oidc.eks.${region}.amazonaws.com/id/0A1B`],
      },
    },
    batch: {
      facets: { description, versions },
      edges: { 'encrypted-with': [], 'protected-by': [ec2('security-group/sg-cluster')], 'logs-to': [], 'registered-as': [] },
    },
  },
}
collectorSuite(clusters, clusterSuite)

/** What describing one cluster comes to. */
const outcomeOf = async (changed: Partial<Cluster>): Promise<unknown> => {
  const cluster = { ...plain('shop'), ...changed }
  const answers = [oneCluster, on(DescribeClusterCommand, { cluster })]
  const { nodes: found } = await read(clusters, clusterSuite, { answers, facets: ['description'] })
  const fact = found[0]?.facets['description']
  return fact?.state === 'unknown' ? fact.gap.reason : fact?.state
}

it('reads a cluster of which much is left out', async () => {
  assert.equal(await outcomeOf({}), 'known')
})
const { logging: _logging, accessConfig: _access, resourcesVpcConfig: _vpc, ...bare } = plain('shop')
it('takes a public endpoint that names no blocks for one that is open to all', async () => {
  const cluster = plain('shop')
  const answers = [
    oneCluster,
    on(DescribeClusterCommand, { cluster: { ...cluster, resourcesVpcConfig: { ...cluster.resourcesVpcConfig, publicAccessCidrs: [] } } }),
  ]
  const { nodes: found } = await read(clusters, clusterSuite, { answers, facets: ['description'] })
  const fact = found[0]?.facets['description']
  assert.deepEqual(fact?.state === 'known' && fact.value, { ...description, arn: clusterArn('shop') })
})
for (const [what, changed] of Object.entries({
  'a description of another cluster': { arn: clusterArn('other') },
  'a cluster without logging': { logging: {} },
  'a cluster that does not say how it authenticates': { accessConfig: {} },
  'a cluster that does not say whether its endpoint is public': {
    resourcesVpcConfig: { vpcId: 'vpc-1', subnetIds: [], endpointPrivateAccess: true },
  },
} satisfies Record<string, Partial<Cluster>>)) {
  it(`takes ${what} for no answer`, async () => {
    assert.equal(await outcomeOf(changed), 'bad-response')
  })
}
it('takes a cluster with nothing but its name for no answer', async () => {
  const answers = [oneCluster, on(DescribeClusterCommand, { cluster: bare })]
  const { nodes: found } = await read(clusters, clusterSuite, { answers, facets: ['description'] })
  assert.equal(found[0]?.facets['description']?.state, 'unknown')
})

const group = (nodegroupName: string): Nodegroup => ({
  nodegroupName,
  nodegroupArn: eks(`nodegroup/shop/${nodegroupName}/5ec9f0a1`),
  status: 'ACTIVE',
  version: '1.35',
  releaseVersion: '1.35.2-20260510',
  amiType: 'AL2023_x86_64_STANDARD',
  nodeRole: role('nodes'),
  subnets: ['subnet-a'],
  scalingConfig: { minSize: 2, maxSize: 6, desiredSize: 3 },
  labels: { not: 'read' },
})
collectorSuite(nodegroups, {
  parents: [clusters],
  listing: listing(ListNodegroupsCommand, {
    token: ['nextToken', 'nextToken'],
    pages: [{ nodegroups: ['services'] }, { nodegroups: ['jobs'] }],
    empty: { nodegroups: [] },
  }),
  answers: [
    oneCluster,
    on(DescribeNodegroupCommand, ({ nodegroupName = '' }) => ({
      nodegroup:
        nodegroupName === 'services'
          ? {
              ...group(nodegroupName),
              launchTemplate: { id: 'lt-1', version: '3', name: 'not read' },
              remoteAccess: { ec2SshKey: 'ops', sourceSecurityGroups: ['sg-bastion'] },
              resources: { autoScalingGroups: [{ name: 'eks-services' }] },
            }
          : group(nodegroupName),
    })),
  ],
  resources: {
    'shop/services': {
      base: { clusterName: 'shop', nodegroupName: 'services' },
      facets: {
        description: {
          status: 'ACTIVE',
          version: '1.35',
          releaseVersion: '1.35.2-20260510',
          amiType: 'AL2023_x86_64_STANDARD',
          nodeRole: role('nodes'),
          subnets: ['subnet-a'],
          scalingConfig: { minSize: 2, maxSize: 6, desiredSize: 3 },
          remoteAccess: { ec2SshKey: 'ops', sourceSecurityGroups: ['sg-bastion'] },
          launchTemplate: { id: 'lt-1', version: '3' },
          autoScalingGroups: ['eks-services'],
        },
      },
      edges: {
        ...memberOf,
        assumes: [role('nodes')],
        'in-subnet': [ec2('subnet/subnet-a')],
        'runs-on': [`arn:aws:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/eks-services`],
        'launched-from': [ec2('launch-template/lt-1')],
      },
    },
    'shop/jobs': { edges: { ...memberOf, 'runs-on': [], 'launched-from': [] } },
  },
})

collectorSuite(profiles, {
  parents: [clusters],
  listing: listing(ListFargateProfilesCommand, {
    token: ['nextToken', 'nextToken'],
    pages: [{ fargateProfileNames: ['default'] }, { fargateProfileNames: ['batch'] }],
    empty: { fargateProfileNames: [] },
  }),
  answers: [
    oneCluster,
    on(DescribeFargateProfileCommand, ({ fargateProfileName = '' }) => ({
      fargateProfile: {
        fargateProfileArn: eks(`fargateprofile/shop/${fargateProfileName}/5ec9f0a1`),
        podExecutionRoleArn: role('fargate'),
        subnets: ['subnet-a'],
      },
    })),
  ],
  resources: {
    'shop/default': {
      base: { clusterName: 'shop', fargateProfileName: 'default' },
      facets: { description: { podExecutionRoleArn: role('fargate'), subnets: ['subnet-a'] } },
      edges: { ...memberOf, assumes: [role('fargate')], 'in-subnet': [ec2('subnet/subnet-a')] },
    },
    'shop/batch': {},
  },
})

const addonList = listing(ListAddonsCommand, {
  token: ['nextToken', 'nextToken'],
  pages: [{ addons: ['vpc-cni'] }, { addons: ['coredns'] }],
  empty: { addons: [] },
})
const fitting = (clusterVersion: string, defaultVersion: boolean) => ({ clusterVersion, defaultVersion, platformVersions: ['*'] })
const describeVersions = on(DescribeAddonVersionsCommand, ({ addonName, kubernetesVersion }) => {
  assert.equal(kubernetesVersion, '1.35')
  return {
    addons: [
      {
        addonName,
        addonVersions: [
          { addonVersion: 'v2', compatibilities: [fitting('1.36', true), fitting('1.35', false)] },
          { addonVersion: 'v1', compatibilities: [fitting('1.35', true)] },
          { addonVersion: 'v0', compatibilities: [fitting('1.34', true)] },
        ],
      },
    ],
  }
})
const addonSuite = (configurationValues: string) => ({
  parents: [clusters],
  listing: addonList,
  answers: [
    oneCluster,
    describe,
    describeVersions,
    on(DescribeAddonCommand, ({ addonName = '' }) => ({
      addon: {
        addonArn: eks(`addon/shop/${addonName}/5ec9f0a1`),
        status: 'ACTIVE' as const,
        addonVersion: 'v1',
        configurationValues,
        ...(addonName === 'vpc-cni'
          ? { health: { issues: [] }, serviceAccountRoleArn: role('cni') }
          : { health: { issues: [{ code: 'AccessDenied' as const, message: 'not read' }] } }),
      },
    })),
  ],
  resources: {
    'shop/vpc-cni': {
      base: { clusterName: 'shop', addonName: 'vpc-cni', clusterVersion: '1.35' },
      facets: {
        description: {
          status: 'ACTIVE',
          addonVersion: 'v1',
          health: { issues: [] },
          serviceAccountRoleArn: role('cni'),
          enableNetworkPolicy: true,
        },
        versions: [
          { addonVersion: 'v2', defaultVersion: false },
          { addonVersion: 'v1', defaultVersion: true },
        ],
      },
      edges: { ...memberOf, assumes: [role('cni')] },
    },
    'shop/coredns': {
      facets: {
        description: {
          status: 'ACTIVE',
          addonVersion: 'v1',
          health: { issues: ['AccessDenied'] },
          serviceAccountRoleArn: undefined,
          enableNetworkPolicy: false,
        },
      },
      edges: { ...memberOf, assumes: [] },
    },
  },
})
collectorSuite(addons, addonSuite('{"enableNetworkPolicy": "true", "env": {"TOKEN": "not read"}}'))

for (const [values, enabled] of [
  ['enableNetworkPolicy: "true"', true],
  ['env:\n  AWS_VPC_K8S_CNI_LOGLEVEL: DEBUG\nenableNetworkPolicy: true\n', true],
  ['{"enableNetworkPolicy":"false"}', false],
  ['{"env":{"enableNetworkPolicy":"true"}}', false],
  ['', false],
  ['true', false],
] as const) {
  it(`reads ${JSON.stringify(values)} as network policies ${enabled ? 'enforced' : 'not enforced'}`, async () => {
    const { nodes: found } = await read(addons, addonSuite(values), { facets: ['description'] })
    const fact = found.find(({ name }) => name === 'shop/vpc-cni')?.facets['description']
    assert.equal(fact?.state === 'known' && Reflect.get(Object(fact.value), 'enableNetworkPolicy'), enabled)
  })
}

const admin = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy'
const entrySuite = {
  parents: [clusters],
  listing: listing(ListAccessEntriesCommand, {
    token: ['nextToken', 'nextToken'],
    pages: [{ accessEntries: [role('teams/platform')] }, { accessEntries: [`arn:aws:iam::${account}:user/ana`] }],
    empty: { accessEntries: [] },
  }),
  answers: [
    oneCluster,
    describe,
    on(ListAssociatedAccessPoliciesCommand, ({ principalArn, nextToken }) =>
      principalArn !== role('teams/platform')
        ? { associatedAccessPolicies: [] }
        : nextToken === undefined
          ? {
              associatedAccessPolicies: [{ policyArn: admin, accessScope: { type: 'cluster' as const, namespaces: [] } }],
              nextToken: 'more',
            }
          : { associatedAccessPolicies: [{ policyArn: `${admin}2`, accessScope: { type: 'namespace' as const, namespaces: ['shop'] } }] },
    ),
  ],
  resources: {
    'shop/role/teams/platform': {
      base: { clusterName: 'shop', principalArn: role('teams/platform') },
      facets: {
        policies: [
          { policyArn: admin, accessScope: { type: 'cluster' } },
          { policyArn: `${admin}2`, accessScope: { type: 'namespace' } },
        ],
      },
      edges: { ...memberOf, admits: [role('teams/platform')] },
    },
    'shop/user/ana': { facets: { policies: [] }, edges: { ...memberOf, admits: [`arn:aws:iam::${account}:user/ana`] } },
  },
}
collectorSuite(entries, entrySuite)

it('does not ask for the access entries of a cluster that can have none', async () => {
  const answers = [
    oneCluster,
    on(DescribeClusterCommand, { cluster: { ...plain('shop'), accessConfig: { authenticationMode: 'CONFIG_MAP' } } }),
    on(ListAccessEntriesCommand, () => {
      throw awsError('InvalidRequestException', 400)
    }),
  ]
  const { nodes: found, inventory, sent } = await read(entries, entrySuite, { answers, facets: [] })
  assert.deepEqual(found, [])
  assert.deepEqual(sent, ['eks:ListClusters', 'eks:DescribeCluster'])
  assert.ok(inventory.listings.every(({ complete }) => complete))
})

const associationArn = (id: string): string => eks(`podidentityassociation/shop/${id}`)
const summary = (id: string, serviceAccount: string) => ({
  associationArn: associationArn(id),
  associationId: id,
  clusterName: 'shop',
  namespace: 'web',
  serviceAccount,
})
collectorSuite(associations, {
  parents: [clusters],
  listing: listing(ListPodIdentityAssociationsCommand, {
    token: ['nextToken', 'nextToken'],
    pages: [{ associations: [summary('a-1', 'orders')] }, { associations: [summary('a-2', 'stock')] }],
    empty: { associations: [] },
  }),
  answers: [
    oneCluster,
    on(DescribePodIdentityAssociationCommand, ({ associationId = '' }) => ({
      association: {
        ...summary(associationId, 'not read'),
        roleArn: role('pods'),
        ...(associationId === 'a-1' ? { targetRoleArn: 'arn:aws:iam::222222222222:role/far', policy: '{}', externalId: 'not read' } : {}),
      },
    })),
  ],
  resources: {
    'shop/web/orders': {
      base: { clusterName: 'shop', associationId: 'a-1', namespace: 'web', serviceAccount: 'orders' },
      facets: { description: { roleArn: role('pods'), targetRoleArn: 'arn:aws:iam::222222222222:role/far', policy: '{}' } },
      edges: { ...memberOf, assumes: [role('pods'), 'arn:aws:iam::222222222222:role/far'] },
    },
    'shop/web/stock': {
      facets: { description: { roleArn: role('pods'), targetRoleArn: undefined, policy: undefined } },
      edges: { ...memberOf, assumes: [role('pods')] },
    },
  },
})

it('describes a cluster once for all that is listed per cluster', async () => {
  const { sent } = await read(
    entries,
    { ...entrySuite, parents: [clusters, addons] },
    { answers: [oneCluster, describe, addonList, entrySuite.listing], facets: [] },
  )
  assert.equal(sent.filter((operation) => operation === 'eks:DescribeCluster').length, 1)
})
