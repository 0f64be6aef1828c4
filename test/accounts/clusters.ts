// The clusters of the reference account and what belongs to them, as data: one that is looked after, and one that the data team made years ago.
import type { IpPermission } from '@aws-sdk/client-ec2'
import type {
  AccessScope,
  Addon,
  AMITypes,
  AuthenticationMode,
  LogType,
  NodegroupScalingConfig,
  RemoteAccessConfig,
  VpcConfigRequest,
} from '@aws-sdk/client-eks'
import { account, allow, arnOf, home, policy, roleArn, type Statement } from './ground.ts'
import type { Tier } from './network.ts'
import { awsPolicy, trust, type Role } from './principals.ts'

export interface NodegroupOfCluster {
  readonly name: string
  readonly tier: Tier
  readonly zones: 1 | 2
  readonly role: string
  readonly version: string
  /** Days since its image was released. */
  readonly released: number
  readonly amiType: AMITypes
  readonly scaling: NodegroupScalingConfig
  readonly remoteAccess?: RemoteAccessConfig
  /** Of the nodes' metadata service. */
  readonly metadata: { readonly HttpTokens: 'optional' | 'required'; readonly HttpPutResponseHopLimit: number }
}

/** What belongs to a cluster and moto does not know; the overlay answers with it. */
export interface Cluster {
  readonly name: string
  readonly version: string
  /** The last part of its issuer, which AWS makes up. */
  readonly issuerId: string
  readonly endpoint: Pick<VpcConfigRequest, 'endpointPublicAccess' | 'endpointPrivateAccess' | 'publicAccessCidrs'>
  readonly logs: readonly LogType[]
  readonly key?: string
  readonly authenticationMode: AuthenticationMode
  readonly deletionProtection: boolean
  readonly ingress: readonly IpPermission[]
  readonly nodegroups: readonly NodegroupOfCluster[]
  readonly fargateProfiles: readonly string[]
  readonly addons: readonly (Pick<Addon, 'configurationValues'> & { readonly name: string; readonly version: string })[]
  readonly entries: readonly { readonly principalArn: string; readonly policy?: string; readonly scope?: AccessScope }[]
  readonly associations: readonly { readonly namespace: string; readonly serviceAccount: string; readonly role: string }[]
}

const accessPolicy = (name: string): string => `arn:aws:eks::aws:cluster-access-policy/${name}`
const tcp = (from: number, to: number, CidrIp: string): IpPermission => ({
  IpProtocol: 'tcp',
  FromPort: from,
  ToPort: to,
  IpRanges: [{ CidrIp }],
})

export const clusters: readonly Cluster[] = [
  {
    name: 'storefront',
    version: '1.35',
    issuerId: '3F7A9C2E5B8D4160A1C3E5F708192B4D',
    endpoint: { endpointPublicAccess: false, endpointPrivateAccess: true },
    logs: ['api', 'audit', 'authenticator'],
    key: 'orders',
    authenticationMode: 'API',
    deletionProtection: true,
    ingress: [tcp(443, 443, '10.20.0.0/16')],
    nodegroups: [
      {
        name: 'services',
        tier: 'private',
        zones: 2,
        role: 'storefront-nodes',
        version: '1.35',
        released: 21,
        amiType: 'AL2023_ARM_64_STANDARD',
        scaling: { minSize: 1, maxSize: 6, desiredSize: 1 },
        metadata: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
      },
    ],
    fargateProfiles: ['checkout'],
    addons: [
      { name: 'vpc-cni', version: 'v1.21.1-eksbuild.1', configurationValues: '{"enableNetworkPolicy":"true"}' },
      { name: 'coredns', version: 'v1.12.1-eksbuild.2' },
    ],
    entries: [
      { principalArn: roleArn('platform-admin'), policy: accessPolicy('AmazonEKSClusterAdminPolicy'), scope: { type: 'cluster' } },
      {
        principalArn: roleArn('github-release'),
        policy: accessPolicy('AmazonEKSEditPolicy'),
        scope: { type: 'namespace', namespaces: ['web'] },
      },
      { principalArn: roleArn('storefront-nodes') },
    ],
    associations: [
      { namespace: 'web', serviceAccount: 'checkout', role: 'pods-checkout' },
      { namespace: 'web', serviceAccount: 'search', role: 'pods-shared' },
      { namespace: 'web', serviceAccount: 'recommendations', role: 'pods-shared' },
    ],
  },
  {
    name: 'batch-2022',
    version: '1.31',
    issuerId: '8B1D6E4F2A9C7305D8E6F4A2B0C91E37',
    endpoint: { endpointPublicAccess: true, endpointPrivateAccess: false },
    logs: [],
    authenticationMode: 'CONFIG_MAP',
    deletionProtection: false,
    // For a debugger, for an afternoon.
    ingress: [tcp(30_000, 32_767, '0.0.0.0/0')],
    nodegroups: [
      {
        name: 'workers',
        tier: 'public',
        zones: 1,
        role: 'batch-nodes',
        version: '1.30',
        released: 400,
        amiType: 'AL2_x86_64',
        scaling: { minSize: 1, maxSize: 1, desiredSize: 1 },
        remoteAccess: { ec2SshKey: 'data-team' },
        metadata: { HttpTokens: 'optional', HttpPutResponseHopLimit: 2 },
      },
    ],
    fargateProfiles: [],
    addons: [{ name: 'vpc-cni', version: 'v1.18.1-eksbuild.1' }],
    entries: [],
    associations: [],
  },
]

/** Kubernetes versions with their support, and the days until the standard one ends. */
export const kubernetesVersions = [
  { version: '1.35', status: 'STANDARD_SUPPORT', days: 310 },
  { version: '1.34', status: 'STANDARD_SUPPORT', days: 190 },
  { version: '1.33', status: 'STANDARD_SUPPORT', days: 80 },
  { version: '1.32', status: 'EXTENDED_SUPPORT', days: -40 },
  { version: '1.31', status: 'EXTENDED_SUPPORT', days: -160 },
  { version: '1.30', status: 'UNSUPPORTED', days: -530 },
] as const

/** By add-on and Kubernetes version: what fits, the newest first, and which of it EKS takes by itself. */
export const addonVersions: Readonly<Record<string, readonly { readonly version: string; readonly isDefault: boolean }[]>> = {
  'vpc-cni 1.35': [
    { version: 'v1.21.1-eksbuild.1', isDefault: false },
    { version: 'v1.20.4-eksbuild.2', isDefault: true },
  ],
  'coredns 1.35': [
    { version: 'v1.13.1-eksbuild.1', isDefault: true },
    { version: 'v1.12.1-eksbuild.2', isDefault: false },
  ],
  'vpc-cni 1.31': [
    { version: 'v1.20.4-eksbuild.2', isDefault: true },
    { version: 'v1.18.1-eksbuild.1', isDefault: false },
  ],
}

export const issuerOf = (id: string): string => `oidc.eks.${home}.amazonaws.com/id/${id}`
/** Its cluster was deleted; the provider was not. */
export const orphanedIssuer = issuerOf('C0FFEE00D15EA5E0BADC0DEFEEDFACE1')

const service = (name: string): string => trust({ Service: `${name}.amazonaws.com` })
const podIdentity = (Condition: Statement): string =>
  policy({
    Effect: 'Allow',
    Principal: { Service: 'pods.eks.amazonaws.com' },
    Action: ['sts:AssumeRole', 'sts:TagSession'],
    ...(Object.keys(Condition).length > 0 && { Condition }),
  })
/** Trusts pods of the storefront, as far as the conditions on their subject go. */
const pods = (subject: Statement): string => {
  const issuer = issuerOf(clusters[0]?.issuerId ?? '')
  return policy({
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${issuer}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' },
      ...Object.fromEntries(Object.entries(subject).map(([operator, value]) => [operator, { [`${issuer}:sub`]: value }])),
    },
  })
}
const sends = (queue: string) => ({ access: policy(allow('sqs:SendMessage', arnOf('sqs', queue))) })
const worker = [
  awsPolicy('AmazonEKSWorkerNodePolicy'),
  awsPolicy('AmazonEKS_CNI_Policy'),
  awsPolicy('AmazonEC2ContainerRegistryReadOnly'),
  awsPolicy('AmazonSSMManagedInstanceCore'),
]

export const clusterRoles: readonly Role[] = [
  { name: 'eks-control-plane', trust: service('eks'), managed: [awsPolicy('AmazonEKSClusterPolicy')] },
  { name: 'eks-fargate', trust: service('eks-fargate-pods'), managed: [awsPolicy('AmazonEKSFargatePodExecutionRolePolicy')] },
  { name: 'storefront-nodes', trust: service('ec2'), managed: worker },
  // The jobs had no role of their own in 2022.
  { name: 'batch-nodes', trust: service('ec2'), managed: worker, inline: { jobs: policy(allow(['dynamodb:*', 's3:*'])) } },
  {
    name: 'pods-checkout',
    trust: podIdentity({
      StringEquals: { 'aws:RequestTag/kubernetes-namespace': 'web', 'aws:RequestTag/kubernetes-service-account': 'checkout' },
      ArnEquals: { 'aws:SourceArn': arnOf('eks', 'cluster/storefront') },
    }),
    inline: sends('orders'),
  },
  { name: 'pods-shared', trust: podIdentity({}), inline: { access: policy(allow('dynamodb:Query', arnOf('dynamodb', 'table/stock'))) } },
  { name: 'pods-orders', trust: pods({ StringLike: 'system:serviceaccount:web:orders' }), inline: sends('orders') },
  { name: 'pods-reports', trust: pods({}), inline: { access: policy(allow('dynamodb:Query', arnOf('dynamodb', 'table/orders'))) } },
  { name: 'pods-tools', trust: pods({ StringLike: 'system:serviceaccount:*:tools' }), inline: sends('notifications') },
]

/** What EKS names the groups that it makes; there, an id follows. */
export const scalingGroupOf = (cluster: string, nodegroup: string): string => `eks-${cluster}-${nodegroup}`
