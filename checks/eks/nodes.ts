// Amazon EKS: where nodes stand, who reaches them, and how many there may be.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { few } from '../../src/check/policies.ts'
import { isPublic } from '../../src/check/subnets.ts'
import { Missing } from '../../src/check/view.ts'
import { instancesOf, nodeKinds } from './instances.ts'

const guide = 'https://docs.aws.amazon.com/eks/latest/userguide'

export const nodegroupRemoteAccessOpen = defineCheck({
  id: 'eks-nodegroup-remote-access-open',
  title: 'SSH remote access to nodes is absent or limited to a security group',
  on: 'AWS::EKS::Nodegroup',
  needs: ['description'],
  threats: ['unauthorized-access'],
  mitigation: 'network-isolation',
  likelihood: 3,
  impact: 5,
  cost: { level: 0, note: 'Free. Session Manager gives a shell on a node without keys and without an open port.' },
  why: 'A key pair without a source security group makes EKS open the login port of every node to the whole internet. Whoever has the key, or finds a weakness in the login, has all pods of the node.',
  fix: {
    cli: `# remote access cannot be changed: make a new node group without it, move over, delete the old one
aws eks create-nodegroup --cluster-name <cluster> --nodegroup-name <new-node-group> --node-role <node-role-arn> --subnets <private-subnet-ids>
aws eks delete-nodegroup --cluster-name <cluster> --nodegroup-name <node-group>`,
    terraform: `resource "aws_eks_node_group" "<node_group>" {
  # no remote_access block, or one with source groups
  remote_access {
    ec2_ssh_key               = "<key-pair>"
    source_security_group_ids = [aws_security_group.<bastion>.id]
  }
}`,
  },
  refs: {
    docs: [`${guide}/create-managed-node-group.html`, 'https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html'],
  },
  test: ({ description: { remoteAccess, launchTemplate } }) => {
    // With a template, the security groups that it names decide.
    if (!remoteAccess?.ec2SshKey) return pass({ ec2SshKey: null, launchTemplate: launchTemplate?.id ?? null })
    const sourceSecurityGroups = [...(remoteAccess.sourceSecurityGroups ?? [])].sort()
    const evidence = { ec2SshKey: remoteAccess.ec2SshKey, sourceSecurityGroups }
    return (sourceSecurityGroups.length > 0 ? pass : fail)(evidence)
  },
})

export const nodeImdsv2HopLimit = defineCheck({
  id: 'eks-node-imdsv2-hop-limit',
  title: 'Pods cannot steal node credentials through the metadata service',
  on: 'AWS::EKS::Nodegroup',
  needs: ['description'],
  reads: nodeKinds,
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'network-isolation',
  likelihood: 4,
  impact: 4,
  cost: {
    level: 1,
    note: 'Free. Pods that used the role of the node need a role of their own (Pod Identity), and the region as a setting.',
  },
  why: 'Any pod can ask the metadata service for the credentials of the node: with a break-in at one container, the attacker pulls all images, changes networks, and has whatever else the role of the node has.',
  fix: {
    cli: `aws ec2 create-launch-template-version --launch-template-id <template-id> --source-version '$Latest' --launch-template-data '{"MetadataOptions":{"HttpTokens":"required","HttpPutResponseHopLimit":1}}'
aws eks update-nodegroup-version --cluster-name <cluster> --nodegroup-name <node-group> --launch-template id=<template-id>,version=<new-version>`,
    terraform: `resource "aws_launch_template" "<nodes>" {
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
}`,
  },
  refs: {
    docs: [
      'https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html',
    ],
  },
  test: (nodegroup, { graph }) => {
    const options = instancesOf(nodegroup, graph).map(({ base }) => base.MetadataOptions)
    if (options.length === 0) return notApplicable({ nodes: 0 })
    const open = options.filter(
      ({ HttpEndpoint, HttpTokens, HttpPutResponseHopLimit }) =>
        HttpEndpoint !== 'disabled' && (HttpTokens !== 'required' || HttpPutResponseHopLimit !== 1),
    )
    const [first] = open
    if (!first) return pass({ HttpTokens: 'required', HttpPutResponseHopLimit: 1 })
    const hops = open.map(({ HttpPutResponseHopLimit }) => HttpPutResponseHopLimit ?? 0)
    const HttpTokens = open.some((one) => one.HttpTokens !== 'required') ? 'optional' : 'required'
    return fail({ HttpTokens, HttpPutResponseHopLimit: Math.max(...hops) || null })
  },
})

export const nodegroupPublicSubnet = defineCheck({
  id: 'eks-nodegroup-public-subnet',
  title: 'Worker nodes sit in private subnets',
  on: 'AWS::EKS::Nodegroup',
  needs: ['description'],
  across: { 'in-subnet': ['routing'] },
  reads: nodeKinds,
  threats: ['unauthorized-access'],
  mitigation: 'network-isolation',
  likelihood: 2,
  impact: 4,
  cost: {
    level: 1,
    note: 'Private nodes reach the internet through a NAT gateway, which costs by the hour and GB, or AWS through endpoints.',
  },
  why: 'Every node has an address on the internet, and nothing but a security group in front of the kubelet, the node ports and whatever a pod binds to the host.',
  fix: {
    cli: `aws eks create-nodegroup --cluster-name <cluster> --nodegroup-name <new-node-group> --node-role <node-role-arn> --subnets <private-subnet-ids>
aws eks delete-nodegroup --cluster-name <cluster> --nodegroup-name <node-group>`,
    terraform: `resource "aws_eks_node_group" "<node_group>" {
  subnet_ids = [aws_subnet.<private_a>.id, aws_subnet.<private_b>.id]
}`,
  },
  refs: { docs: [`${guide}/network-reqs.html`, 'https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html'] },
  test: (nodegroup, { graph }) => {
    const subnets = nodegroup['in-subnet'].map((subnet) => {
      if (subnet.found) return subnet.node
      const operation = 'ec2:DescribeSubnets'
      throw new Missing([{ reason: 'bad-response', operation, action: operation, message: `${subnet.arn} is not among the subnets` }])
    })
    const open = subnets.filter(({ routing }) => isPublic(routing))
    if (open.length === 0) return pass({ publicSubnets: [] })
    const evidence = { publicSubnets: few(open.map(({ name }) => name).sort()) }
    if (open.some(({ base }) => base.MapPublicIpOnLaunch)) return fail({ ...evidence, publicAddresses: 'by the subnet' })
    // A launch template may give addresses where the subnet does not.
    const given =
      nodegroup.description.launchTemplate !== undefined && instancesOf(nodegroup, graph).some(({ base }) => base.PublicIpAddress)
    return given ? fail({ ...evidence, publicAddresses: 'by the launch template' }) : pass({ ...evidence, publicAddresses: 'none' })
  },
})

export const computeElasticity = defineCheck({
  id: 'eks-compute-elasticity',
  title: 'Node capacity can grow with load',
  on: 'AWS::EKS::Nodegroup',
  needs: ['description'],
  across: { 'member-of': ['description'] },
  threats: ['resource-exhaustion', 'denial-of-service'],
  mitigation: 'autoscaling',
  likelihood: 3,
  impact: 3,
  cost: { level: 1, note: 'Headroom costs nothing until it is used; the maximum is also the ceiling of the bill in an attack.' },
  why: 'When the nodes are full, new pods stay pending: a sale, a busy neighbour or a flood of requests, and nothing more can start, however many replicas are asked for.',
  fix: {
    cli: 'aws eks update-nodegroup-config --cluster-name <cluster> --nodegroup-name <node-group> --scaling-config minSize=<minimum>,maxSize=<maximum>,desiredSize=<desired>',
    terraform: `resource "aws_eks_node_group" "<node_group>" {
  scaling_config {
    min_size     = 2
    desired_size = 2
    max_size     = 6
  }
  # an autoscaler changes it
  lifecycle {
    ignore_changes = [scaling_config[0].desired_size]
  }
}`,
  },
  refs: { docs: [`${guide}/autoscaling.html`] },
  test: (nodegroup) => {
    const { minSize, maxSize, desiredSize } = nodegroup.description.scalingConfig
    if (maxSize > desiredSize) return pass({ minSize, maxSize })
    const [cluster] = nodegroup['member-of']
    const autoMode = cluster?.found === true && cluster.node.description.computeConfig.enabled
    return (autoMode ? pass : fail)({ minSize, maxSize, autoMode })
  },
})

export const nodegroupMultiAz = defineCheck({
  id: 'eks-nodegroup-multi-az',
  title: 'Nodes span at least two Availability Zones',
  on: 'AWS::EKS::Nodegroup',
  needs: ['description'],
  across: { 'in-subnet': [], 'member-of': [] },
  reads: { 'AWS::EKS::Nodegroup': [], 'AWS::EC2::Subnet': [] },
  threats: ['denial-of-service'],
  mitigation: 'high-availability',
  likelihood: 2,
  impact: 4,
  cost: { level: 1, note: 'Traffic between zones is charged by GB and takes about a millisecond more.' },
  why: 'All nodes share the power, cooling and network of one data centre zone. When it fails, the whole service is gone, though the control plane lives on.',
  fix: {
    cli: `aws eks create-nodegroup --cluster-name <cluster> --nodegroup-name <new-node-group> --node-role <node-role-arn> --subnets <subnet-in-zone-a> <subnet-in-zone-b>
aws eks delete-nodegroup --cluster-name <cluster> --nodegroup-name <node-group>`,
    terraform: `resource "aws_eks_node_group" "<node_group>" {
  subnet_ids = [aws_subnet.<zone_a>.id, aws_subnet.<zone_b>.id]
}`,
  },
  refs: { docs: ['https://docs.aws.amazon.com/eks/latest/best-practices/data-plane.html', `${guide}/managed-node-groups.html`] },
  test: (nodegroup, { graph }) => {
    const zonesOf = (subnets: (typeof nodegroup)['in-subnet']): readonly string[] =>
      subnets.flatMap((subnet) => (subnet.found ? [subnet.node.base.AvailabilityZone] : []))
    const own = new Set(zonesOf(nodegroup['in-subnet']))
    if (own.size >= 2) return pass({ zones: [...own].sort() })
    // Volumes stay in their zone: AWS itself advises one group for each zone where pods have any.
    const [cluster] = nodegroup['member-of']
    const siblings = cluster ? graph.into(cluster.arn, 'AWS::EKS::Nodegroup', 'member-of') : []
    const all = new Set(siblings.flatMap((sibling) => zonesOf(graph.out(sibling, 'in-subnet', 'AWS::EC2::Subnet'))))
    return (all.size >= 2 ? pass : fail)({ zones: [...own].sort(), zonesOfCluster: [...all].sort() })
  },
})
