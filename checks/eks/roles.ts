// Amazon EKS: what nodes and pods may do in the account, and who administers a cluster.
import { defineCheck, fail, notApplicable, pass, type GraphView, type Neighbour, type Subject } from '../../src/check/check.ts'
import { few, policyOf, unwantedIn, wordsOf } from '../../src/check/policies.ts'
import { boundaryOf, heldBroadly, inlineSources, managedSources, statementWords, type Held } from '../../src/check/rights.ts'
import { audienceOf, gives, type Admission } from '../../src/iam/audience.ts'
import { parseArn } from '../../src/graph/arn.ts'
import { everything, type Ask } from '../../src/iam/breadth.ts'
import type { Condition } from '../../src/iam/parse.ts'
import type { PolicyText } from '../../src/iam/policy.ts'
import { isIntended } from '../iam/administrator.ts'
import { readingAll, writing } from '../iam/data-rights.ts'

const guide = 'https://docs.aws.amazon.com/eks/latest/userguide'
const bestPractices = 'https://docs.aws.amazon.com/eks/latest/best-practices'

type Role = Subject<'AWS::IAM::Role', never>
const rolesAndPolicies = { 'AWS::IAM::Role': [], 'AWS::IAM::ManagedPolicy': [] } as const

/** What a role holds on whatever there is, within its boundary or, where it has none, within the policy of the session. */
const heldBy = (role: Role, graph: GraphView<typeof rolesAndPolicies>, asks: readonly Ask[], session?: PolicyText): readonly Held[] => {
  const managed = managedSources(role, graph.out(role, 'has-policy', 'AWS::IAM::ManagedPolicy'))
  const boundary = boundaryOf(role, graph.out(role, 'bounded-by', 'AWS::IAM::ManagedPolicy'))
  const within = session === undefined ? null : { name: 'the association', policy: policyOf(session) }
  return heldBroadly(role, [...inlineSources(role.base.RolePolicyList), ...managed], asks, boundary ?? within)
}

const foundIn = (roles: readonly Neighbour<'AWS::IAM::Role', never>[]): readonly Role[] =>
  roles.flatMap((role) => (role.found ? [role.node] : []))

/** AmazonSSMManagedInstanceCore, which Session Manager needs, reads parameters. */
const beyondNodes: readonly Ask[] = [...readingAll, ...writing].filter(({ action }) => !action.startsWith('ssm:GetParameter'))

export const nodeRoleLeastPrivilege = defineCheck({
  id: 'eks-node-role-least-privilege',
  title: 'The node role carries only worker permissions',
  on: 'AWS::EKS::Nodegroup',
  needs: ['description'],
  across: { assumes: [] },
  reads: rolesAndPolicies,
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'least-privilege-iam',
  likelihood: 3,
  impact: 5,
  cost: { level: 1, note: 'Free. Rights that pods need go to roles of their own, by Pod Identity or IRSA.' },
  why: 'All pods of all nodes share this role, the least trusted one included. Whatever it may read, a break-in at any container reads.',
  fix: {
    cli: `aws iam detach-role-policy --role-name <node-role> --policy-arn <policy-arn>
aws eks create-pod-identity-association --cluster-name <cluster> --namespace <namespace> --service-account <service-account> --role-arn <role-arn>`,
    terraform: `resource "aws_iam_role_policy_attachment" "<nodes>" {
  for_each   = toset(["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"])
  role       = aws_iam_role.<nodes>.name
  policy_arn = "arn:aws:iam::aws:policy/\${each.key}"
}`,
  },
  refs: { docs: [`${guide}/create-node-role.html`, `${bestPractices}/identity-and-access-management.html`] },
  test: (nodegroup, { graph }) => {
    const [role] = foundIn(nodegroup.assumes)
    if (!role) return notApplicable({ role: nodegroup.description.nodeRole, roleFound: false })
    const held = heldBy(role, graph, beyondNodes)
    if (held.length === 0) return pass({ role: role.name })
    const actions = few(held.map(({ action }) => (action === everything.action ? '*' : action)))
    return fail({ role: role.name, actions, statements: statementWords(held.flatMap(({ by }) => by)) })
  },
})

/** Tags that EKS puts on each session: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html */
const podTag = /^aws:requesttag\/(?:kubernetes-namespace|kubernetes-service-account|eks-cluster-name|eks-cluster-arn)$/
const namesPods = ({ key, test, ifExists, quantifier, values }: Condition): boolean =>
  podTag.test(key) &&
  test !== undefined &&
  !test.negated &&
  test.comparison !== 'null' &&
  !ifExists &&
  quantifier !== 'ForAllValues' &&
  !values.some((value) => /^[*?]+$/.test(value))

/** Any service account of any cluster can be given the role. */
const forAnyPod = (admission: Admission): boolean => {
  const { who, statement } = admission
  const isEks = who.type === 'service' && (who.service === '*' || /^pods\.eks\.amazonaws\.com(?:\.cn)?$/.test(who.service))
  return isEks && gives(admission, 'sts:AssumeRole') && who.guard === undefined && !statement.conditions.some(namesPods)
}

export const podIdentityRoleScope = defineCheck({
  id: 'eks-pod-identity-role-scope',
  title: 'Pod Identity roles are scoped per workload',
  on: 'AWS::EKS::PodIdentityAssociation',
  needs: ['description'],
  across: { assumes: [] },
  reads: { ...rolesAndPolicies, 'AWS::EKS::PodIdentityAssociation': ['description'] },
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'least-privilege-iam',
  likelihood: 2,
  impact: 4,
  cost: { level: 1, note: 'Free; one role for each workload.' },
  why: 'A role that several workloads share has the rights of all of them, and a role that any pod can be given is given to the wrong one some day: a break-in at the least of them is one at all.',
  fix: {
    cli: `aws iam update-assume-role-policy --role-name <role> --policy-document file://<trust.json>
# The statement that is meant:
{"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"], "Condition": {"StringEquals": {"aws:RequestTag/kubernetes-namespace": "<namespace>", "aws:RequestTag/kubernetes-service-account": "<service-account>"}, "ArnEquals": {"aws:SourceArn": "<cluster-arn>"}}}`,
    terraform: `data "aws_iam_policy_document" "<role>" {
  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]
    principals {
      type        = "Service"
      identifiers = ["pods.eks.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_eks_cluster.<cluster>.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/kubernetes-service-account"
      values   = ["<service-account>"]
    }
  }
}`,
  },
  refs: { docs: [`${guide}/pod-id-role.html`, `${guide}/pod-id-abac.html`] },
  test: (association, { graph }) => {
    const roles = foundIn(association.assumes)
    const role = roles.find(({ arn }) => arn === association.description.roleArn)
    if (!role) return notApplicable({ role: association.description.roleArn, roleFound: false })
    const { policy } = association.description
    const administrators = roles.filter((one) => heldBy(one, graph, [everything], policy).length > 0)
    // The same service account in another cluster is the same workload.
    const users = graph
      .into(role.arn, 'AWS::EKS::PodIdentityAssociation', 'assumes')
      // What its own policy narrows does not share all of the role.
      .filter(({ description }) => description.policy === undefined)
      .map(({ base }) => `${base.namespace}/${base.serviceAccount}`)
    const others = new Set([...users, `${association.base.namespace}/${association.base.serviceAccount}`])
    const open = unwantedIn(role, audienceOf(policyOf(role.base.AssumeRolePolicyDocument), role), forAnyPod)
    const evidence = { role: role.name, serviceAccounts: few([...others].sort()) }
    if (administrators.length === 0 && open.length === 0 && (others.size === 1 || policy !== undefined)) return pass(evidence)
    return fail({ ...evidence, administrators: few(administrators.map(({ name }) => name).sort()), lets: few(open.map(wordsOf)) })
  },
})

/** Everything in the cluster, and everything but changing the cluster's own resources. */
const adminPolicies = /:cluster-access-policy\/AmazonEKS(?:Cluster)?AdminPolicy$/

type Entry = Subject<'AWS::EKS::AccessEntry', 'policies'>
const adminPoliciesOf = ({ policies }: Entry): readonly string[] =>
  policies.flatMap(({ policyArn, accessScope }) =>
    accessScope.type === 'cluster' && adminPolicies.test(policyArn) ? [policyArn.slice(policyArn.lastIndexOf('/') + 1)] : [],
  )

/** As many as can keep an eye on each other. */
const fewAdmins = 3

export const accessEntryClusterAdmin = defineCheck({
  id: 'eks-access-entry-cluster-admin',
  title: 'Cluster-admin access entries are few and human-approved',
  on: 'AWS::EKS::AccessEntry',
  needs: ['policies'],
  across: { 'member-of': [] },
  reads: { 'AWS::EKS::AccessEntry': ['policies'] },
  uses: ['administrators', 'trustedAccounts'],
  threats: ['unauthorized-access'],
  mitigation: 'least-privilege-iam',
  likelihood: 3,
  impact: 5,
  cost: {
    level: 0,
    note: 'Free. Who works in one namespace gets the edit policy for that; who is meant is entered as administrator, once.',
  },
  why: 'Whoever is this principal, or takes its role, reads every secret of the cluster, starts containers on every node, and from there has all the roles of all the pods.',
  fix: {
    cli: `aws eks disassociate-access-policy --cluster-name <cluster> --principal-arn <principal-arn> --policy-arn arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy
aws eks associate-access-policy --cluster-name <cluster> --principal-arn <principal-arn> --policy-arn arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy --access-scope type=namespace,namespaces=<namespace>`,
    terraform: `resource "aws_eks_access_policy_association" "<principal>" {
  cluster_name  = aws_eks_cluster.<cluster>.name
  principal_arn = "<principal-arn>"
  policy_arn    = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy"
  access_scope {
    type       = "namespace"
    namespaces = ["<namespace>"]
  }
}`,
  },
  refs: { docs: [`${guide}/access-policies.html`, `${guide}/access-policy-permissions.html`] },
  test: (entry, { graph, administrators, trustedAccounts }) => {
    const policies = adminPoliciesOf(entry)
    if (policies.length === 0) return notApplicable({ clusterAdmin: false })
    const { principalArn } = entry.base
    // In an account of a stranger, anybody gives a role whatever name.
    const owner = parseArn(principalArn)?.account ?? ''
    const intended =
      (owner === entry.account || trustedAccounts.includes(owner)) &&
      isIntended(principalArn.slice(principalArn.lastIndexOf('/') + 1), { administrators })
    const evidence = { principalArn, policies: few([...policies].sort()), intended }
    if (!intended) return fail(evidence)
    const [cluster] = entry['member-of']
    const admins = cluster
      ? graph.into(cluster.arn, 'AWS::EKS::AccessEntry', 'member-of').filter((one) => adminPoliciesOf(one).length > 0)
      : []
    return (admins.length > fewAdmins ? fail : pass)({ ...evidence, clusterAdmins: admins.length })
  },
})
