// Builds the clusters of the reference account.
import { CreateAutoScalingGroupCommand, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling'
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateLaunchTemplateCommand,
  CreateSecurityGroupCommand,
  ModifyInstanceMetadataOptionsCommand,
} from '@aws-sdk/client-ec2'
import { CreateClusterCommand, CreateFargateProfileCommand, CreateNodegroupCommand, UpdateClusterConfigCommand } from '@aws-sdk/client-eks'
import { CreateOpenIDConnectProviderCommand, DeleteOpenIDConnectProviderCommand } from '@aws-sdk/client-iam'
import { clusterRoles, clusters, issuerOf, orphanedIssuer, scalingGroupOf, type Cluster, type NodegroupOfCluster } from './clusters.ts'
import { account, arnOf, home, roleArn, type Ground } from './ground.ts'
import { createRole } from './iam.ts'
import type { Reference } from './reference.ts'

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
