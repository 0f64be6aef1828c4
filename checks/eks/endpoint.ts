// Amazon EKS: who reaches the API server of a cluster over the network.
import { parseCidr, isWorld } from '../../src/check/cidr.ts'
import { defineCheck, fail, pass } from '../../src/check/check.ts'
import { admits, groupsIn, ingressOf, isFromWorld, ruleWords, type Rule } from '../../src/check/ingress.ts'
import { few } from '../../src/check/policies.ts'

const guide = 'https://docs.aws.amazon.com/eks/latest/userguide'

/** What is no block at all keeps nobody out. */
const isEveryone = (block: string): boolean => {
  const cidr = parseCidr(block)
  return cidr === undefined || isWorld(cidr)
}

export const endpointPublicAnyCidr = defineCheck({
  id: 'eks-endpoint-public-any-cidr',
  title: 'The API server is not open to the whole internet',
  on: 'AWS::EKS::Cluster',
  needs: ['description'],
  threats: ['unauthorized-access', 'denial-of-service'],
  mitigation: 'network-isolation',
  likelihood: 3,
  impact: 5,
  cost: { level: 1, note: 'Free; whoever administers the cluster needs a fixed address, a VPN or a bastion in the VPC.' },
  why: 'One leaked token, or one weakness of the API server itself, and anybody in the world is in the cluster. Nothing but the login stands in between.',
  fix: {
    cli: `aws eks update-cluster-config --name <cluster> --resources-vpc-config endpointPublicAccess=false,endpointPrivateAccess=true
# or, with the addresses of your offices and build runners
aws eks update-cluster-config --name <cluster> --resources-vpc-config endpointPublicAccess=true,endpointPrivateAccess=true,publicAccessCidrs=<cidr>`,
    terraform: `resource "aws_eks_cluster" "<cluster>" {
  vpc_config {
    endpoint_private_access = true
    endpoint_public_access  = false
  }
}`,
  },
  refs: { fsbp: ['EKS.1'], docs: [`${guide}/cluster-endpoint.html`] },
  test: ({ description: { resourcesVpcConfig } }) => {
    const { endpointPublicAccess, publicAccessCidrs } = resourcesVpcConfig
    if (!endpointPublicAccess) return pass({ endpointPublicAccess })
    const evidence = { endpointPublicAccess, publicAccessCidrs: few([...publicAccessCidrs].sort()) }
    return publicAccessCidrs.some(isEveryone) ? fail(evidence) : pass(evidence)
  },
})

export const endpointPrivateEnabled = defineCheck({
  id: 'eks-endpoint-private-enabled',
  title: 'Nodes reach the API server privately',
  on: 'AWS::EKS::Cluster',
  needs: ['description'],
  threats: ['unauthorized-access'],
  mitigation: 'network-isolation',
  likelihood: 2,
  impact: 3,
  cost: { level: 0, note: 'Free, and a little faster: what nodes say to the API server stays in the VPC.' },
  why: 'Nodes talk to the API server over its public address: the traffic leaves the VPC, every node needs a way to the internet, and the public endpoint can never be closed.',
  fix: {
    cli: 'aws eks update-cluster-config --name <cluster> --resources-vpc-config endpointPrivateAccess=true',
    terraform: `resource "aws_eks_cluster" "<cluster>" {
  vpc_config {
    endpoint_private_access = true
  }
}`,
  },
  refs: { docs: [`${guide}/cluster-endpoint.html`] },
  test: ({ description: { resourcesVpcConfig } }) => {
    const { endpointPrivateAccess } = resourcesVpcConfig
    return (endpointPrivateAccess ? pass : fail)({ endpointPrivateAccess })
  },
})

/** The API server, and the kubelet of each node. */
const needed = [443, 10_250]
const isNeeded = (rule: Rule): boolean => needed.some((port) => admits(rule, 'tcp', port) && rule.ports[0] === rule.ports[1])

export const clusterSecurityGroupIngress = defineCheck({
  id: 'eks-cluster-security-group-ingress',
  title: 'Control-plane security groups accept only the ports they need',
  on: 'AWS::EKS::Cluster',
  needs: ['description'],
  across: { 'protected-by': ['prefixLists'] },
  threats: ['unauthorized-access'],
  mitigation: 'network-isolation',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. Load balancers get rules of their own, on groups of the nodes.' },
  why: 'EKS puts the cluster security group on the control plane and on every managed node: a rule added to it opens that port on all of them, the kubelet and the node ports too.',
  fix: {
    cli: `aws ec2 describe-security-group-rules --filters Name=group-id,Values=<security-group-id>
aws ec2 revoke-security-group-ingress --group-id <security-group-id> --security-group-rule-ids <rule-id>`,
    terraform: `resource "aws_vpc_security_group_ingress_rule" "api_server" {
  security_group_id            = aws_eks_cluster.<cluster>.vpc_config[0].cluster_security_group_id
  referenced_security_group_id = aws_security_group.<nodes>.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}`,
  },
  refs: { docs: [`${guide}/sec-group-reqs.html`] },
  test: (cluster) => {
    const groups = groupsIn(cluster['protected-by'])
    const own = new Set(groups.map(({ name }) => name))
    const rules = groups.flatMap(ingressOf).filter(({ peer }) => peer.type !== 'group' || !own.has(peer.id))
    const open = rules.filter((rule) => isFromWorld(rule) || !isNeeded(rule))
    const evidence = { groups: few([...own].sort()) }
    return open.length > 0 ? fail({ ...evidence, opens: few(open.map((rule) => ruleWords(rule)).sort()) }) : pass(evidence)
  },
})
