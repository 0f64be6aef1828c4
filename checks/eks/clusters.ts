// Amazon EKS: logs, secrets, deletion, and how access to a cluster is ruled.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { judgeCustomerKey } from '../../src/check/keys.ts'
import { Missing } from '../../src/check/view.ts'

const guide = 'https://docs.aws.amazon.com/eks/latest/userguide'

/** Without these two, nobody can tell afterwards who did what. */
const neededLogs = ['audit', 'authenticator'] as const

export const controlPlaneLogging = defineCheck({
  id: 'eks-control-plane-logging',
  title: 'Audit, authenticator and API logs leave the cluster',
  on: 'AWS::EKS::Cluster',
  needs: ['description'],
  threats: ['detection-and-recovery'],
  mitigation: 'logging',
  likelihood: 3,
  impact: 3,
  cost: {
    level: 2,
    note: 'CloudWatch Logs charges for what is written: tens of GB a month for the audit log of a busy cluster. No effect on latency.',
  },
  why: 'EKS keeps no log of the control plane by itself. After a break-in nobody can say which secrets were read, which pods were started, and by whom.',
  fix: {
    cli: `aws eks update-cluster-config --name <cluster> --logging '{"clusterLogging":[{"types":["api","audit","authenticator"],"enabled":true}]}'`,
    terraform: `resource "aws_eks_cluster" "<cluster>" {
  enabled_cluster_log_types = ["api", "audit", "authenticator"]
}`,
  },
  refs: { fsbp: ['EKS.8'], docs: [`${guide}/control-plane-logs.html`] },
  test: ({ description: { logging } }) => {
    const enabled = logging.clusterLogging.flatMap((setup) => (setup.enabled ? (setup.types ?? []) : []))
    const missing = neededLogs.filter((type) => !enabled.includes(type))
    const evidence = { enabled: [...new Set(enabled)].sort() }
    return missing.length > 0 ? fail({ ...evidence, missing }) : pass(evidence)
  },
})

export const secretsKms = defineCheck({
  id: 'eks-secrets-kms',
  title: 'Kubernetes secrets get envelope encryption with a customer key',
  on: 'AWS::EKS::Cluster',
  needs: ['description'],
  across: { 'encrypted-with': ['metadata'] },
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 2,
  impact: 4,
  cost: { level: 1, note: 'A KMS key a month; requests are few, since the API server keeps data keys. It cannot be taken back.' },
  why: 'Before Kubernetes 1.28 secrets lie in the store of the control plane with nothing but the encryption of its disks. Later EKS encrypts them with a key of its own, which you can neither watch nor withdraw.',
  fix: {
    cli: `aws eks associate-encryption-config --cluster-name <cluster> --encryption-config '[{"resources":["secrets"],"provider":{"keyArn":"<key-arn>"}}]'`,
    terraform: `resource "aws_eks_cluster" "<cluster>" {
  encryption_config {
    resources = ["secrets"]
    provider {
      key_arn = aws_kms_key.<key>.arn
    }
  }
}`,
  },
  refs: { fsbp: ['EKS.3'], docs: [`${guide}/enable-kms.html`, `${guide}/envelope-encryption.html`] },
  test: (cluster) => {
    const { version, encryptionConfig } = cluster.description
    const secrets = encryptionConfig.some(({ resources }) => resources?.includes('secrets'))
    return judgeCustomerKey(secrets ? cluster['encrypted-with'] : [], { version })
  },
})

export const deletionProtection = defineCheck({
  id: 'eks-deletion-protection',
  title: 'Cluster deletion protection is on',
  on: 'AWS::EKS::Cluster',
  needs: ['description'],
  threats: ['denial-of-service'],
  mitigation: 'deletion-protection',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free; whoever really deletes the cluster switches it off first.' },
  why: 'One call, by mistake or by whoever got hold of a deployment role, and the cluster with all that runs in it is gone. There is no undo.',
  fix: {
    cli: 'aws eks update-cluster-config --name <cluster> --deletion-protection',
    terraform: `resource "aws_eks_cluster" "<cluster>" {
  deletion_protection = true
}`,
  },
  refs: { docs: [`${guide}/deletion-protection.html`] },
  test: ({ description: { deletionProtection: on } }) => (on ? pass : fail)({ deletionProtection: on }),
})

export const authenticationModeApi = defineCheck({
  id: 'eks-authentication-mode-api',
  title: 'Cluster access is governed by the EKS API, not only by aws-auth',
  on: 'AWS::EKS::Cluster',
  needs: ['description'],
  threats: ['unauthorized-access'],
  mitigation: 'least-privilege-iam',
  likelihood: 2,
  impact: 2,
  cost: { level: 1, note: 'Free. Entries are made for whom aws-auth names; the way back to CONFIG_MAP alone is closed.' },
  why: 'Who is an administrator stands in a ConfigMap inside the cluster. AWS shows it to nobody, CloudTrail does not record its changes, and one wrong edit locks everybody out.',
  fix: {
    cli: 'aws eks update-cluster-config --name <cluster> --access-config authenticationMode=API_AND_CONFIG_MAP',
    terraform: `resource "aws_eks_cluster" "<cluster>" {
  access_config {
    authentication_mode = "API"
  }
}`,
  },
  refs: { docs: [`${guide}/setting-up-access-entries.html`, `${guide}/access-entries.html`] },
  test: ({ description: { accessConfig } }) => {
    const { authenticationMode } = accessConfig
    return (authenticationMode === 'CONFIG_MAP' ? fail : pass)({ authenticationMode })
  },
})

export const networkPolicyEnforced = defineCheck({
  id: 'eks-network-policy-enforced',
  title: 'Pod-to-pod network policy enforcement is available',
  on: 'AWS::EKS::Cluster',
  needs: ['description'],
  reads: { 'AWS::EKS::Addon': ['description'] },
  threats: ['unauthorized-access', 'data-tampering'],
  mitigation: 'network-isolation',
  likelihood: 2,
  impact: 4,
  cost: { level: 1, note: 'Free; an agent on each node takes a little memory. Policies still have to be written.' },
  why: 'Every pod reaches every other pod. Network policies look as if they were in force, and nothing enforces them: a break-in at one service goes on to all of them.',
  fix: {
    cli: `aws eks update-addon --cluster-name <cluster> --addon-name vpc-cni --resolve-conflicts PRESERVE --configuration-values '{"enableNetworkPolicy":"true"}'`,
    terraform: `resource "aws_eks_addon" "vpc_cni" {
  cluster_name         = aws_eks_cluster.<cluster>.name
  addon_name           = "vpc-cni"
  configuration_values = jsonencode({ enableNetworkPolicy = "true" })
}`,
  },
  refs: { docs: [`${guide}/cni-network-policy.html`, `${guide}/auto-net-pol.html`] },
  test: (cluster, { graph }) => {
    const cni = graph.into(cluster.arn, 'AWS::EKS::Addon', 'member-of').find(({ base }) => base.addonName === 'vpc-cni')
    if (cni) {
      const { enableNetworkPolicy } = cni.description
      return (enableNetworkPolicy ? pass : fail)({ enableNetworkPolicy })
    }
    // The switch of Auto Mode is a ConfigMap in the cluster.
    if (cluster.description.computeConfig.enabled) return notApplicable({ autoMode: true })
    const message = `${cluster.name} has no VPC CNI add-on: whatever connects its pods is not known to EKS`
    throw new Missing([{ reason: 'skipped', operation: 'eks:DescribeAddon', action: 'eks:DescribeAddon', message }])
  },
})
