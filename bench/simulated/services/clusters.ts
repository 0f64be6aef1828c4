// EKS: clusters and what belongs to them.
import { account, countOf, dealt, inUse, listed, pageOf, text, used, type Service, type Size } from '../ask.ts'
import { among, clusterArn, daysAgo, ec2Id, keyFor, near, nth, numberIn, regionOf, roleArn, roleFor, uuid } from '../names.ts'

/** Node groups, access entries, add-ons and pod identities of each cluster. */
const each = { nodegroups: 3, entries: 10, podIdentities: 2 } as const
const addons = ['vpc-cni', 'coredns', 'kube-proxy', 'aws-ebs-csi-driver'] as const
const kubernetes = ['1.35', '1.34', '1.32'] as const
const versionOf = (index: number): string => kubernetes[nth(index) % kubernetes.length] ?? kubernetes[0]
const usesEntries = (index: number): boolean => nth(index) % 6 !== 5
const of = (name: unknown): number => numberIn(text(name))
const eks = (index: number, resource: string): string => `arn:aws:eks:${regionOf(index)}:${account}:${resource}`
const entryRole = (index: number, at: number, size: Size): string => roleArn(roleFor('person', index * each.entries + at, size))

const cluster = (index: number, size: Size): object => {
  const vpc = near(index, size.vpcs)
  return {
    name: `cluster-${index}`,
    arn: clusterArn(index),
    status: 'ACTIVE',
    version: versionOf(index),
    roleArn: roleArn(roleFor('service', index, size)),
    resourcesVpcConfig: {
      vpcId: ec2Id('vpc', vpc),
      subnetIds: [0, 1].map((at) => ec2Id('subnet', among(vpc, at, size.vpcs, size.subnets))),
      clusterSecurityGroupId: ec2Id('sg', among(vpc, 0, size.vpcs, size.securityGroups)),
      securityGroupIds: [ec2Id('sg', among(vpc, 1, size.vpcs, size.securityGroups))],
      endpointPublicAccess: nth(index) % 2 === 0,
      endpointPrivateAccess: true,
      publicAccessCidrs: nth(index) % 4 === 0 ? ['0.0.0.0/0'] : ['203.0.113.0/24'],
    },
    logging: { clusterLogging: [{ types: ['api', 'audit'], enabled: nth(index) % 2 === 0 }] },
    identity: { oidc: { issuer: `https://oidc.eks.${regionOf(index)}.amazonaws.com/id/${index}` } },
    ...(nth(index) % 2 === 0 ? { encryptionConfig: [{ resources: ['secrets'], provider: { keyArn: keyFor(index, size) } }] } : {}),
    accessConfig: { authenticationMode: usesEntries(index) ? 'API_AND_CONFIG_MAP' : 'CONFIG_MAP' },
    deletionProtection: nth(index) % 2 === 1,
    platformVersion: 'eks.9',
    createdAt: daysAgo(300),
  }
}

export const clusters: Service = {
  answers: (size) => ({
    'eks:ListClusters': (ask) => {
      const [page, nextToken] = pageOf(dealt(size.clusters, ask.region), ask, { size: 'maxResults', most: 100, token: 'nextToken' })
      return { clusters: page.map((index) => `cluster-${index}`), nextToken }
    },
    'eks:DescribeCluster': ({ input }) => ({ cluster: cluster(of(input['name']), size) }),
    'eks:DescribeClusterVersions': () => ({
      clusterVersions: [
        ['1.36', 400],
        ['1.35', 250],
        ['1.34', 120],
        ['1.32', -60],
      ].map(([clusterVersion, days]) => ({
        clusterVersion: String(clusterVersion),
        versionStatus: Number(days) > 0 ? 'STANDARD_SUPPORT' : 'EXTENDED_SUPPORT',
        endOfStandardSupportDate: daysAgo(-Number(days)),
      })),
    }),
    'eks:ListNodegroups': () => ({ nodegroups: Array.from({ length: each.nodegroups }, (_, at) => `nodes-${at}`) }),
    'eks:DescribeNodegroup': ({ input }) => {
      const index = of(input['clusterName'])
      const nodegroupName = text(input['nodegroupName'])
      const vpc = near(index, size.vpcs)
      return {
        nodegroup: {
          nodegroupName,
          nodegroupArn: `${eks(index, `nodegroup/cluster-${index}/${nodegroupName}`)}/${uuid(index)}`,
          clusterName: `cluster-${index}`,
          status: 'ACTIVE',
          version: versionOf(index),
          releaseVersion: `${versionOf(index)}.2-20260510`,
          amiType: 'AL2023_x86_64_STANDARD',
          nodeRole: roleArn(roleFor('instance', index, size)),
          subnets: [0, 1].map((at) => ec2Id('subnet', among(vpc, at, size.vpcs, size.subnets))),
          scalingConfig: { minSize: 2, maxSize: 6, desiredSize: 2 },
          ...(nth(index) % 2 === 0 ? { remoteAccess: { ec2SshKey: 'nodes' } } : {}),
          resources: { autoScalingGroups: [{ name: `scaling-${near(index, 2)}` }] },
        },
      }
    },
    'eks:ListAccessEntries': ({ input }) => {
      const index = of(input['clusterName'])
      return { accessEntries: Array.from({ length: each.entries }, (_, at) => entryRole(index, at, size)) }
    },
    'eks:ListAssociatedAccessPolicies': ({ input }) => {
      const admin = numberIn(text(input['principalArn'])) % 3 === 0
      return {
        clusterName: text(input['clusterName']),
        associatedAccessPolicies: [
          {
            policyArn: `arn:aws:eks::aws:cluster-access-policy/${admin ? 'AmazonEKSClusterAdminPolicy' : 'AmazonEKSViewPolicy'}`,
            accessScope: { type: 'cluster' },
          },
        ],
      }
    },
    'eks:ListAddons': () => ({ addons: [...addons] }),
    'eks:DescribeAddon': ({ input }) => {
      const index = of(input['clusterName'])
      const addonName = text(input['addonName'])
      return {
        addon: {
          addonName,
          clusterName: `cluster-${index}`,
          addonArn: `${eks(index, `addon/cluster-${index}/${addonName}`)}/${uuid(index)}`,
          status: 'ACTIVE',
          addonVersion: nth(index) % 2 === 0 ? 'v1.20.0-eksbuild.1' : 'v1.18.0-eksbuild.1',
          health: { issues: [] },
          ...(addonName === 'vpc-cni' ? { configurationValues: '{"enableNetworkPolicy":"true"}' } : {}),
        },
      }
    },
    'eks:DescribeAddonVersions': ({ input }) => ({
      addons: [
        {
          addonName: text(input['addonName']),
          addonVersions: [20, 19, 18].map((minor) => ({
            addonVersion: `v1.${minor}.0-eksbuild.1`,
            compatibilities: [{ clusterVersion: text(input['kubernetesVersion']), defaultVersion: minor === 19 }],
          })),
        },
      ],
    }),
    'eks:ListPodIdentityAssociations': ({ input }) => {
      const index = of(input['clusterName'])
      return {
        associations: Array.from({ length: each.podIdentities }, (_, at) => ({
          clusterName: `cluster-${index}`,
          namespace: 'shop',
          serviceAccount: `worker-${at}`,
          associationArn: eks(index, `podidentityassociation/cluster-${index}/a-${at}`),
          associationId: `a-${at}`,
        })),
      }
    },
    'eks:DescribePodIdentityAssociation': ({ input }) => {
      const index = of(input['clusterName'])
      const associationId = text(input['associationId'])
      return {
        association: {
          clusterName: `cluster-${index}`,
          associationId,
          associationArn: eks(index, `podidentityassociation/cluster-${index}/${associationId}`),
          namespace: 'shop',
          serviceAccount: 'worker',
          roleArn: roleArn(roleFor('function', index, size)),
        },
      }
    },
  }),
  calls: (size, regions) => {
    const { clusters: count } = size
    const withEntries = countOf(count, usesEntries)
    const versions = used.reduce((sum, region) => sum + new Set(dealt(count, region).map(versionOf)).size, 0)
    return {
      'eks:ListClusters': listed(count, 100, regions),
      'eks:DescribeCluster': count,
      'eks:DescribeClusterVersions': inUse(1, 100),
      'eks:ListNodegroups': count,
      'eks:DescribeNodegroup': count * each.nodegroups,
      'eks:ListAccessEntries': withEntries,
      'eks:ListAssociatedAccessPolicies': withEntries * each.entries,
      'eks:ListAddons': count,
      'eks:DescribeAddon': count * addons.length,
      'eks:DescribeAddonVersions': versions * addons.length,
      'eks:ListPodIdentityAssociations': count,
      'eks:DescribePodIdentityAssociation': count * each.podIdentities,
    }
  },
}
