// ECR with what Inspector found, and EKS.
import { account, countOf, dealt, inUse, listed, pageOf, text, used, type Service, type Size } from '../ask.ts'
import {
  allow,
  among,
  clusterArn,
  daysAgo,
  digest,
  ec2Id,
  keyFor,
  near,
  nth,
  numberIn,
  owner,
  policyOf,
  regionOf,
  repositoryArn,
  roleArn,
  roleFor,
  stranger,
  uuid,
} from '../names.ts'

const imagesEach = 20
/** Only older scans are in the description of images. */
const tellsScan = (index: number): boolean => nth(index) % 2 === 0
const none = (code: string) => ({ refuse: code, status: 400 })
const counts = (index: number) => (nth(index) % 3 === 0 ? { CRITICAL: 1, HIGH: 4 } : { LOW: 2 })

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

export const containers: Service = {
  answers: (size) => ({
    'ecr:DescribeRepositories': (ask) => {
      const [page, nextToken] = pageOf(dealt(size.repositories, ask.region), ask, {
        size: 'maxResults',
        most: 1000,
        usual: 100,
        token: 'nextToken',
      })
      return {
        repositories: page.map((index) => ({
          repositoryArn: repositoryArn(index),
          registryId: account,
          repositoryName: `repository-${index}`,
          imageTagMutability: nth(index) % 3 === 0 ? 'IMMUTABLE' : 'MUTABLE',
          imageScanningConfiguration: { scanOnPush: nth(index) % 2 === 0 },
          encryptionConfiguration:
            nth(index) % 4 === 0 ? { encryptionType: 'KMS', kmsKey: keyFor(index, size) } : { encryptionType: 'AES256' },
        })),
        nextToken,
      }
    },
    'ecr:GetRepositoryPolicy': ({ input }) => {
      const index = of(input['repositoryName'])
      const pull = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']
      return nth(index) % 2 === 0
        ? { policyText: policyOf(allow(nth(index) % 4 === 0 ? stranger : owner, pull, '*')), repositoryName: `repository-${index}` }
        : none('RepositoryPolicyNotFoundException')
    },
    'ecr:GetLifecyclePolicy': ({ input }) =>
      nth(of(input['repositoryName'])) % 3 === 0
        ? { lifecyclePolicyText: '{"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged"},"action":{"type":"expire"}}]}' }
        : none('LifecyclePolicyNotFoundException'),
    'ecr:DescribeImages': ({ input }) => {
      const index = of(input['repositoryName'])
      return {
        imageDetails: Array.from({ length: imagesEach }, (_, at) => ({
          registryId: account,
          repositoryName: `repository-${index}`,
          imageDigest: digest(index * imagesEach + at),
          imageTags: [`v${at}`],
          imagePushedAt: daysAgo(imagesEach - at),
          imageManifestMediaType: 'application/vnd.docker.distribution.manifest.v2+json',
          ...(tellsScan(index)
            ? { imageScanStatus: { status: 'COMPLETE' }, imageScanFindingsSummary: { findingSeverityCounts: counts(index) } }
            : {}),
        })),
      }
    },
    'ecr:DescribeImageScanFindings': ({ input }) => {
      const index = of(input['repositoryName'])
      return nth(index) % 6 === 1
        ? none('ScanNotFoundException')
        : { imageScanStatus: { status: 'COMPLETE' }, imageScanFindings: { findingSeverityCounts: counts(index), findings: [] } }
    },
    'ecr:GetRegistryPolicy': () => none('RegistryPolicyNotFoundException'),
    'ecr:DescribeRegistry': () => ({ registryId: account, replicationConfiguration: { rules: [] } }),
    'ecr:GetRegistryScanningConfiguration': () => ({ registryId: account, scanningConfiguration: { scanType: 'BASIC', rules: [] } }),
    'inspector2:BatchGetAccountStatus': () => {
      const state = { status: 'ENABLED', errorCode: 'ALREADY_ENABLED', errorMessage: '' }
      return { accounts: [{ accountId: account, state, resourceState: { ec2: state, ecr: state } }] }
    },
    'inspector2:ListFindings': (ask) => {
      const found = dealt(size.repositories, ask.region).filter((index) => nth(index) % 3 === 0)
      const [page, nextToken] = pageOf(found, ask, { size: 'maxResults', most: 100, token: 'nextToken' })
      return {
        findings: page.map((index) => ({
          findingArn: `arn:aws:inspector2:${ask.region}:${account}:finding/${index}`,
          awsAccountId: account,
          type: 'PACKAGE_VULNERABILITY',
          severity: 'CRITICAL',
          status: 'ACTIVE',
          title: 'CVE-2026-0001 - openssl',
          description: 'a buffer is too short',
          remediation: {},
          exploitAvailable: nth(index) % 6 === 0 ? 'YES' : 'NO',
          fixAvailable: 'YES',
          firstObservedAt: daysAgo(30),
          lastObservedAt: daysAgo(1),
          packageVulnerabilityDetails: { vulnerabilityId: 'CVE-2026-0001', source: 'NVD' },
          resources: [
            {
              type: 'AWS_ECR_CONTAINER_IMAGE',
              id: repositoryArn(index),
              details: {
                awsEcrContainerImage: {
                  repositoryName: `repository-${index}`,
                  registry: account,
                  imageHash: digest(index * imagesEach + imagesEach - 1),
                  inUseCount: nth(index) % 2,
                },
              },
            },
          ],
        })),
        nextToken,
      }
    },
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
    const { repositories, clusters } = size
    const found = used.reduce(
      (sum, region) => sum + Math.max(1, Math.ceil(dealt(repositories, region).filter((index) => nth(index) % 3 === 0).length / 100)),
      0,
    )
    const withEntries = countOf(clusters, usesEntries)
    const versions = used.reduce((sum, region) => sum + new Set(dealt(clusters, region).map(versionOf)).size, 0)
    return {
      'ecr:DescribeRepositories': listed(repositories, 1000, regions),
      'ecr:GetRepositoryPolicy': repositories,
      'ecr:GetLifecyclePolicy': repositories,
      'ecr:DescribeImages': repositories,
      'ecr:DescribeImageScanFindings': repositories - countOf(repositories, tellsScan),
      'ecr:GetRegistryPolicy': used.length,
      'ecr:DescribeRegistry': used.length,
      'ecr:GetRegistryScanningConfiguration': used.length,
      'inspector2:BatchGetAccountStatus': used.length,
      'inspector2:ListFindings': found,
      'eks:ListClusters': listed(clusters, 100, regions),
      'eks:DescribeCluster': clusters,
      'eks:DescribeClusterVersions': inUse(1, 100),
      'eks:ListNodegroups': clusters,
      'eks:DescribeNodegroup': clusters * each.nodegroups,
      'eks:ListAccessEntries': withEntries,
      'eks:ListAssociatedAccessPolicies': withEntries * each.entries,
      'eks:ListAddons': clusters,
      'eks:DescribeAddon': clusters * addons.length,
      'eks:DescribeAddonVersions': versions * addons.length,
      'eks:ListPodIdentityAssociations': clusters,
      'eks:DescribePodIdentityAssociation': clusters * each.podIdentities,
    }
  },
}
