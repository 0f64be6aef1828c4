// The clusters of the reference account: one that is looked after, and one that the data team made years ago.
import { CreateAutoScalingGroupCommand, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling'
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateLaunchTemplateCommand,
  CreateSecurityGroupCommand,
  ModifyInstanceMetadataOptionsCommand,
  type IpPermission,
} from '@aws-sdk/client-ec2'
import {
  CreateClusterCommand,
  CreateFargateProfileCommand,
  CreateNodegroupCommand,
  UpdateClusterConfigCommand,
  type AccessScope,
  type Addon,
  type AMITypes,
  type AuthenticationMode,
  type LogType,
  type NodegroupScalingConfig,
  type RemoteAccessConfig,
  type VpcConfigRequest,
} from '@aws-sdk/client-eks'
import { CreateOpenIDConnectProviderCommand, DeleteOpenIDConnectProviderCommand } from '@aws-sdk/client-iam'
import { account, allow, arnOf, home, policy, roleArn, type Ground, type Statement } from './ground.ts'
import { createRole } from './iam.ts'
import type { Tier } from './network.ts'
import { awsPolicy, trust, type Role } from './principals.ts'
import type { Reference } from './reference.ts'

interface NodegroupOfCluster {
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
interface Cluster {
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
const orphanedIssuer = issuerOf('C0FFEE00D15EA5E0BADC0DEFEEDFACE1')

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

const createNodes = async (ground: Ground, reference: Reference, cluster: Cluster, spec: NodegroupOfCluster): Promise<void> => {
  const { autoScaling, ec2, eks } = ground.in(home)
  const { subnets } = reference.network
  const subnetIds = subnets[spec.tier].slice(0, spec.zones)
  await eks.send(
    new CreateNodegroupCommand({
      clusterName: cluster.name,
      nodegroupName: spec.name,
      nodeRole: roleArn(spec.role),
      subnets: [...subnetIds],
      amiType: spec.amiType,
      version: spec.version,
      scalingConfig: spec.scaling,
      ...(spec.remoteAccess && { remoteAccess: spec.remoteAccess }),
    }),
  )
  const AutoScalingGroupName = scalingGroupOf(cluster.name, spec.name)
  const { LaunchTemplate } = await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: AutoScalingGroupName,
      LaunchTemplateData: { ImageId: 'ami-0a1b2c3d4e5f60001', InstanceType: 'm7g.large', MetadataOptions: spec.metadata },
    }),
  )
  const LaunchTemplateId = LaunchTemplate?.LaunchTemplateId ?? ''
  reference.labels.set(LaunchTemplateId, `template ${AutoScalingGroupName}`)
  await autoScaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName,
      MinSize: spec.scaling.minSize,
      MaxSize: spec.scaling.maxSize,
      DesiredCapacity: spec.scaling.desiredSize,
      VPCZoneIdentifier: subnetIds.join(','),
      LaunchTemplate: { LaunchTemplateId, Version: '1' },
      Tags: [
        { Key: 'eks:cluster-name', Value: cluster.name, PropagateAtLaunch: true },
        { Key: 'eks:nodegroup-name', Value: spec.name, PropagateAtLaunch: true },
      ],
    }),
  )
  const { AutoScalingGroups } = await autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [AutoScalingGroupName] }),
  )
  for (const [index, { InstanceId = '' }] of (AutoScalingGroups?.[0]?.Instances ?? []).entries()) {
    reference.labels.set(InstanceId, `node ${cluster.name}/${spec.name} ${index + 1}`)
    await ec2.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId, HttpEndpoint: 'enabled', ...spec.metadata }))
  }
}

const createCluster = async (ground: Ground, reference: Reference, cluster: Cluster): Promise<void> => {
  const { ec2, eks, iam } = ground.in(home)
  const { vpc, subnets } = reference.network
  const { GroupId = '' } = await ec2.send(
    new CreateSecurityGroupCommand({ VpcId: vpc, GroupName: `eks-cluster-sg-${cluster.name}`, Description: 'EKS created security group' }),
  )
  reference.labels.set(GroupId, `group eks-cluster-sg-${cluster.name}`)
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId, UserId: account }] }, ...cluster.ingress],
    }),
  )
  const key = cluster.key === undefined ? undefined : reference.keys.get(cluster.key)
  await eks.send(
    new CreateClusterCommand({
      name: cluster.name,
      version: cluster.version,
      roleArn: roleArn('eks-control-plane'),
      resourcesVpcConfig: { subnetIds: [...subnets.private], ...cluster.endpoint },
      ...(cluster.logs.length > 0 && { logging: { clusterLogging: [{ types: [...cluster.logs], enabled: true }] } }),
      ...(key && { encryptionConfig: [{ resources: ['secrets'], provider: { keyArn: arnOf('kms', `key/${key}`) } }] }),
      // moto forgets them, the subnets when something is updated; the overlay takes them from here.
      tags: { vpcId: vpc, subnetIds: subnets.private.join(' '), clusterSecurityGroupId: GroupId },
    }),
  )
  await iam.send(
    new CreateOpenIDConnectProviderCommand({ Url: `https://${issuerOf(cluster.issuerId)}`, ClientIDList: ['sts.amazonaws.com'] }),
  )
  for (const spec of cluster.nodegroups) await createNodes(ground, reference, cluster, spec)
  for (const fargateProfileName of cluster.fargateProfiles) {
    await eks.send(
      new CreateFargateProfileCommand({
        clusterName: cluster.name,
        fargateProfileName,
        podExecutionRoleArn: roleArn('eks-fargate'),
        subnets: [...subnets.private],
        selectors: [{ namespace: fargateProfileName }],
      }),
    )
  }
}

export const buildEks = async (ground: Ground, reference: Reference): Promise<void> => {
  for (const role of clusterRoles) await createRole(ground, role)
  for (const cluster of clusters) await createCluster(ground, reference, cluster)
  await ground
    .in(home)
    .iam.send(new CreateOpenIDConnectProviderCommand({ Url: `https://${orphanedIssuer}`, ClientIDList: ['sts.amazonaws.com'] }))
}

/** Somebody finds the old cluster, closes it to the world and tidies up; the storefront is opened for a contractor. */
export const weekTwoEks = async (ground: Ground): Promise<void> => {
  const { eks, iam } = ground.in(home)
  await eks.send(
    new UpdateClusterConfigCommand({
      name: 'batch-2022',
      resourcesVpcConfig: { endpointPublicAccess: true, endpointPrivateAccess: true, publicAccessCidrs: ['203.0.113.0/24'] },
    }),
  )
  await eks.send(
    new UpdateClusterConfigCommand({
      name: 'batch-2022',
      logging: { clusterLogging: [{ types: ['api', 'audit', 'authenticator'], enabled: true }] },
    }),
  )
  await iam.send(
    new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: `arn:aws:iam::${account}:oidc-provider/${orphanedIssuer}` }),
  )
  await eks.send(
    new UpdateClusterConfigCommand({
      name: 'storefront',
      resourcesVpcConfig: { endpointPublicAccess: true, endpointPrivateAccess: true, publicAccessCidrs: ['0.0.0.0/0'] },
    }),
  )
}
