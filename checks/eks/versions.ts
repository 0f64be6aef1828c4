// Amazon EKS: how current clusters, nodes and add-ons are.
import { defineCheck, fail, notApplicable, pass, type Evidence } from '../../src/check/check.ts'
import type { FacetValue } from '../../src/graph/kinds.ts'
import { dayOf, olderThan } from '../iam/age.ts'
import { instancesOf, nodeKinds } from './instances.ts'

const guide = 'https://docs.aws.amazon.com/eks/latest/userguide'

/** Whether a Kubernetes version is in standard support, with what tells so. One that EKS does not name any more is not. */
const supportOf = (
  version: string,
  versions: FacetValue<'AWS::EKS::Cluster', 'versions'>,
  now: Date,
): { readonly supported: boolean; readonly evidence: Evidence } => {
  const known = versions.find(({ clusterVersion }) => clusterVersion === version)
  const end = known?.endOfStandardSupportDate
  return {
    supported: known?.versionStatus === 'STANDARD_SUPPORT' && (end === undefined || end > now),
    evidence: { version, versionStatus: known?.versionStatus ?? null, endOfStandardSupportDate: end ? dayOf(end) : null },
  }
}

const clusterUpgrade = {
  cli: `aws eks list-insights --cluster-name <cluster>
aws eks update-cluster-version --name <cluster> --kubernetes-version <next-minor-version>`,
  terraform: `resource "aws_eks_cluster" "<cluster>" {
  version = "<next-minor-version>"
}`,
}

export const versionSupported = defineCheck({
  id: 'eks-version-supported',
  title: 'Clusters run a Kubernetes version in standard support',
  on: 'AWS::EKS::Cluster',
  needs: ['description', 'versions'],
  uses: ['now'],
  threats: ['insecure-dependencies'],
  mitigation: 'patching',
  likelihood: 3,
  impact: 4,
  cost: {
    level: 2,
    note: 'The upgrade is free, and work: one minor version at a time. Extended support costs six times as much as the cluster itself.',
  },
  why: 'The Kubernetes project mends no weaknesses in it any more. In extended support AWS does for a while, and at its end upgrades the cluster by itself, ready or not.',
  fix: clusterUpgrade,
  refs: { fsbp: ['EKS.2'], docs: [`${guide}/kubernetes-versions.html`, `${guide}/update-cluster.html`] },
  test: ({ description, versions }, { now }) => {
    const { supported, evidence } = supportOf(description.version, versions, now)
    return (supported ? pass : fail)(evidence)
  },
})

const minorOf = (version: string): number => Number(version.split('.')[1])

export const nodegroupVersionSupported = defineCheck({
  id: 'eks-nodegroup-version-supported',
  title: 'Node groups follow the control plane within the allowed skew',
  on: 'AWS::EKS::Nodegroup',
  needs: ['description'],
  across: { 'member-of': ['description', 'versions'] },
  uses: ['now'],
  threats: ['insecure-dependencies'],
  mitigation: 'patching',
  likelihood: 3,
  impact: 4,
  cost: { level: 1, note: 'Free. Nodes are replaced a few at a time; workloads need more than one replica to notice nothing.' },
  why: 'The kubelet and what is under it stay as they were on the day the nodes were made. Nodes too far behind also stand in the way of the next upgrade of the control plane.',
  fix: {
    cli: 'aws eks update-nodegroup-version --cluster-name <cluster> --nodegroup-name <node-group>',
    terraform: `resource "aws_eks_node_group" "<node_group>" {
  version = aws_eks_cluster.<cluster>.version
}`,
  },
  refs: { fsbp: ['EKS.9'], docs: [`${guide}/update-managed-node-group.html`] },
  test: (nodegroup, { now }) => {
    const [cluster] = nodegroup['member-of']
    if (!cluster?.found) return notApplicable({ clusterFound: false })
    const { description, versions } = cluster.node
    const { supported, evidence } = supportOf(nodegroup.description.version, versions, now)
    const behind = minorOf(description.version) - minorOf(nodegroup.description.version)
    return (supported && behind <= 1 ? pass : fail)({ ...evidence, clusterVersion: description.version })
  },
})

const newest = 60

/** `1.33.1-20260501` and, for Windows, `1.33-2026.05.14`. Bottlerocket has the commit there. */
const releaseDate = (releaseVersion: string): Date | undefined => {
  const [, year, month, day] = /-(\d{4})\.?(\d\d)\.?(\d\d)$/.exec(releaseVersion) ?? []
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`)
  return Number.isNaN(date.getTime()) ? undefined : date
}

export const nodegroupAmiAge = defineCheck({
  id: 'eks-nodegroup-ami-age',
  title: 'Node AMI releases are recent',
  on: 'AWS::EKS::Nodegroup',
  needs: ['description'],
  reads: { ...nodeKinds, 'AWS::EC2::Instance': ['image'] },
  uses: ['now'],
  threats: ['insecure-dependencies'],
  mitigation: 'patching',
  likelihood: 3,
  impact: 3,
  cost: { level: 1, note: 'Free. Nodes are replaced a few at a time, every month or two.' },
  why: 'Nodes are never patched where they stand: they have the kernel and the container runtime of the day their image was made, with every way out of a container found since.',
  fix: {
    cli: 'aws eks update-nodegroup-version --cluster-name <cluster> --nodegroup-name <node-group>',
    terraform: `data "aws_ssm_parameter" "release" {
  name = "/aws/service/eks/optimized-ami/<version>/amazon-linux-2023/x86_64/standard/recommended/release_version"
}
resource "aws_eks_node_group" "<node_group>" {
  release_version = nonsensitive(data.aws_ssm_parameter.release.value)
}`,
  },
  refs: { docs: [`${guide}/update-managed-node-group.html`, `${guide}/eks-optimized-amis.html`] },
  test: (nodegroup, { graph, now }) => {
    const { amiType, releaseVersion } = nodegroup.description
    const released = amiType === 'CUSTOM' ? undefined : releaseDate(releaseVersion)
    if (released) return (olderThan(released, newest, now) ? fail : pass)({ amiType, releaseVersion, released: dayOf(released) })
    // The name of the release has no date: that of the image from which its nodes run tells.
    const images = instancesOf(nodegroup, graph).map(({ image }) => image)
    if (images.length === 0) return notApplicable({ amiType, releaseVersion, nodes: 0 })
    if (images.includes(null)) return fail({ amiType, releaseVersion, image: 'does not exist any more' })
    const [oldest = now] = images
      .flatMap((image) => (image ? [new Date(image.CreationDate)] : []))
      .sort((a, b) => a.getTime() - b.getTime())
    return (olderThan(oldest, newest, now) ? fail : pass)({ amiType, releaseVersion, released: dayOf(oldest) })
  },
})

/** `v1.20.1-eksbuild.3` → 1, 20, 1, 3 */
const numbersIn = (version: string): readonly number[] => (version.match(/\d+/g) ?? []).map(Number)
const isOlderVersion = (version: string, than: string): boolean => {
  const [a, b] = [numbersIn(version), numbersIn(than)]
  const at = b.findIndex((number, index) => number !== (a[index] ?? 0))
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0)
}

/** On its way from one version to another: what it ends up with is not there yet. */
const inBetween: ReadonlySet<string> = new Set(['CREATING', 'UPDATING', 'DELETING'])

export const addonsHealthyCurrent = defineCheck({
  id: 'eks-addons-healthy-current',
  title: 'Core add-ons are healthy and at a compatible, recent version',
  on: 'AWS::EKS::Addon',
  needs: ['description', 'versions'],
  threats: ['insecure-dependencies'],
  mitigation: 'patching',
  likelihood: 2,
  impact: 3,
  cost: { level: 1, note: 'Free. Look at the changes of each version; an add-on is rolled out node by node.' },
  why: 'Networking, DNS and storage of every pod hang on these add-ons. EKS never updates them by itself: they keep their weaknesses, and one day no longer fit the cluster.',
  fix: {
    cli: `aws eks describe-addon-versions --addon-name <add-on> --kubernetes-version <version>
aws eks update-addon --cluster-name <cluster> --addon-name <add-on> --addon-version <add-on-version> --resolve-conflicts PRESERVE`,
    terraform: `data "aws_eks_addon_version" "<add_on>" {
  addon_name         = "<add-on>"
  kubernetes_version = aws_eks_cluster.<cluster>.version
}
resource "aws_eks_addon" "<add_on>" {
  cluster_name  = aws_eks_cluster.<cluster>.name
  addon_name    = "<add-on>"
  addon_version = data.aws_eks_addon_version.<add_on>.version
}`,
  },
  refs: { docs: [`${guide}/eks-add-ons.html`, `${guide}/updating-an-add-on.html`] },
  test: ({ description: { status, addonVersion, health }, versions }) => {
    if (inBetween.has(status)) return notApplicable({ status })
    const compatible = versions.some((version) => version.addonVersion === addonVersion)
    const defaultVersion = versions.find((version) => version.defaultVersion)?.addonVersion ?? null
    const issues = [...new Set(health.issues.map((code) => code ?? 'unnamed'))].sort()
    const current = compatible && (defaultVersion === null || !isOlderVersion(addonVersion, defaultVersion))
    return (status === 'ACTIVE' && issues.length === 0 && current ? pass : fail)({
      status,
      addonVersion,
      compatible,
      defaultVersion,
      issues,
    })
  },
})
