// Clusters and what belongs to them, as EKS makes them when they are well kept, with whatever a test changes.
import type { BaseOf, FacetValue } from '../../src/graph/kinds.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { instance } from './instances.ts'
import { account, now, region, resource } from './nodes.ts'

type Cluster = FacetValue<'AWS::EKS::Cluster', 'description'>
type Nodegroup = FacetValue<'AWS::EKS::Nodegroup', 'description'>
type Addon = FacetValue<'AWS::EKS::Addon', 'description'>
type Association = FacetValue<'AWS::EKS::PodIdentityAssociation', 'description'>
type Version = FacetValue<'AWS::EKS::Cluster', 'versions'>[number]

const day = 24 * 60 * 60 * 1000
export const inDays = (days: number): Date => new Date(now.getTime() + days * day)
export const clusterArn = (name: string): string => `arn:aws:eks:${region}:${account}:cluster/${name}`
export const issuer = 'oidc.eks.eu-west-1.amazonaws.com/id/0A1B2C3D4E5F60718293A4B5C6D7E8F9'

export const versions: readonly Version[] = [
  { clusterVersion: '1.36', versionStatus: 'STANDARD_SUPPORT', endOfStandardSupportDate: inDays(400) },
  { clusterVersion: '1.35', versionStatus: 'STANDARD_SUPPORT', endOfStandardSupportDate: inDays(250) },
  { clusterVersion: '1.34', versionStatus: 'STANDARD_SUPPORT', endOfStandardSupportDate: inDays(120) },
  { clusterVersion: '1.32', versionStatus: 'EXTENDED_SUPPORT', endOfStandardSupportDate: inDays(-60) },
  { clusterVersion: '1.29', versionStatus: 'UNSUPPORTED', endOfStandardSupportDate: inDays(-500) },
]

export type ClusterChanges = Partial<Omit<Cluster, 'resourcesVpcConfig'>> & {
  readonly resourcesVpcConfig?: Partial<Cluster['resourcesVpcConfig']>
}

export const cluster = (
  name: string,
  { resourcesVpcConfig, ...changes }: ClusterChanges = {},
  known: readonly Version[] = versions,
): AnyNode =>
  resource('AWS::EKS::Cluster', {
    name,
    arn: clusterArn(name),
    base: {},
    facets: {
      description: {
        arn: clusterArn(name),
        status: 'ACTIVE',
        version: '1.35',
        roleArn: `arn:aws:iam::${account}:role/cluster`,
        resourcesVpcConfig: {
          clusterSecurityGroupId: 'sg-cluster',
          vpcId: 'vpc-1',
          subnetIds: ['subnet-a', 'subnet-b'],
          securityGroupIds: [],
          endpointPublicAccess: false,
          endpointPrivateAccess: true,
          publicAccessCidrs: [],
          ...resourcesVpcConfig,
        },
        logging: { clusterLogging: [{ types: ['api', 'audit', 'authenticator'], enabled: true }] },
        issuer: `https://${issuer}`,
        encryptionConfig: [],
        accessConfig: { authenticationMode: 'API' },
        computeConfig: { enabled: false },
        deletionProtection: true,
        ...changes,
      },
      versions: known,
    },
  })

export const nodegroup = (name: string, changes: Partial<Nodegroup> = {}, clusterName = 'shop'): AnyNode =>
  resource('AWS::EKS::Nodegroup', {
    name: `${clusterName}/${name}`,
    arn: `arn:aws:eks:${region}:${account}:nodegroup/${clusterName}/${name}`,
    base: { clusterName, nodegroupName: name },
    facets: {
      description: {
        status: 'ACTIVE',
        version: '1.35',
        releaseVersion: '1.35.2-20260510',
        amiType: 'AL2023_x86_64_STANDARD',
        nodeRole: `arn:aws:iam::${account}:role/nodes`,
        subnets: ['subnet-a', 'subnet-b'],
        scalingConfig: { minSize: 2, maxSize: 6, desiredSize: 2 },
        remoteAccess: undefined,
        launchTemplate: undefined,
        autoScalingGroups: [`eks-${name}`],
        ...changes,
      },
    },
  })

/** The Auto Scaling group that EKS made for a node group, and the name by which it is known. */
export const scalingGroup = (name: string): readonly AnyNode[] => {
  const arn = `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:5e1b:autoScalingGroupName/${name}`
  return [
    resource('AWS::AutoScaling::AutoScalingGroup', {
      name,
      arn,
      base: {
        LaunchConfigurationName: undefined,
        HealthCheckType: 'EC2',
        MinSize: 2,
        MaxSize: 6,
        AvailabilityZones: ['eu-west-1a'],
        SubnetIds: ['subnet-a'],
        LaunchTemplates: [],
        TargetGroupARNs: [],
        LoadBalancerNames: [],
        SuspendedProcesses: [],
        Tags: {},
      },
    }),
    resource('AWS::AutoScaling::AutoScalingGroupName', {
      name,
      arn: `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/${name}`,
      base: { AutoScalingGroupARN: arn },
    }),
  ]
}

/** A running node of an Auto Scaling group, which lets no pod near its metadata. */
export const node = (
  name: string,
  group: string,
  base: Partial<BaseOf<'AWS::EC2::Instance'>> = {},
  image?: FacetValue<'AWS::EC2::Instance', 'image'>,
): AnyNode =>
  instance(
    name,
    {
      MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 1 },
      Tags: { 'aws:autoscaling:groupName': group },
      ...base,
    },
    image === undefined ? {} : { image },
  )

export const addon = (
  addonName: string,
  changes: Partial<Addon> = {},
  fitting: FacetValue<'AWS::EKS::Addon', 'versions'> = [],
  clusterName = 'shop',
): AnyNode =>
  resource('AWS::EKS::Addon', {
    name: `${clusterName}/${addonName}`,
    arn: `arn:aws:eks:${region}:${account}:addon/${clusterName}/${addonName}`,
    base: { clusterName, addonName, clusterVersion: '1.35' },
    facets: {
      description: {
        status: 'ACTIVE',
        addonVersion: 'v1.20.1-eksbuild.3',
        health: { issues: [] },
        serviceAccountRoleArn: undefined,
        enableNetworkPolicy: false,
        ...changes,
      },
      versions: fitting,
    },
  })

export const accessEntry = (
  principal: string,
  policies: FacetValue<'AWS::EKS::AccessEntry', 'policies'>,
  clusterName = 'shop',
  owner: string = account,
): AnyNode =>
  resource('AWS::EKS::AccessEntry', {
    name: `${clusterName}/${principal}`,
    arn: `arn:aws:eks:${region}:${account}:access-entry/${clusterName}/${principal}`,
    base: { clusterName, principalArn: `arn:aws:iam::${owner}:${principal}` },
    facets: { policies },
  })

export const association = (
  namespace: string,
  serviceAccount: string,
  roleArn: string,
  changes: Partial<Association> = {},
  clusterName = 'shop',
): AnyNode =>
  resource('AWS::EKS::PodIdentityAssociation', {
    name: `${clusterName}/${namespace}/${serviceAccount}`,
    arn: `arn:aws:eks:${region}:${account}:podidentityassociation/${clusterName}/a-${namespace}-${serviceAccount}`,
    base: { clusterName, associationId: `a-${namespace}-${serviceAccount}`, namespace, serviceAccount },
    facets: { description: { roleArn, targetRoleArn: undefined, policy: undefined, ...changes } },
  })
