// Who can make itself administrator, by each sort of step. Judged on users and roles, since a Deny, a boundary or a second policy decides for each of them.
import { defineCheck, fail, notApplicable, pass, type GraphView, type Outcome, type Settings } from '../../src/check/check.ts'
import type { PolicyOwner } from '../../src/check/policies.ts'
import type { Family } from '../../src/iam/escalation/path.ts'
import type { Step } from '../../src/iam/escalation.ts'
import { accountReads, escalationsAt, isOpen, standingOf, undecided } from './account-view.ts'
import { isIntended } from './administrator.ts'
import { evidenceOf } from './escalation-evidence.ts'

const guide = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'

const shared = {
  on: ['AWS::IAM::User', 'AWS::IAM::Role'],
  needs: [],
  reads: accountReads,
  walks: [],
  uses: ['administrators', 'now'],
  threats: ['unauthorized-access'],
  mitigation: 'least-privilege-iam',
  likelihood: 3,
  impact: 5,
} as const

type Context = { readonly graph: GraphView<typeof accountReads> } & Pick<Settings, 'administrators' | 'now'>
type Principal = PolicyOwner & { readonly base: { readonly Path: string } }

/** Nobody takes on a service-linked role but its service, and AWS alone writes its policies. */
const isServiceLinked = ({ base }: Principal): boolean => base.Path.startsWith('/aws-service-role/')

/** Fails where a principal can take a step of this sort that leads to administrator. */
const judge = (principal: Principal, { graph, administrators, now }: Context, isMeant: (step: Step) => boolean): Outcome => {
  if (isServiceLinked(principal)) return notApplicable({ serviceLinked: true })
  if (isIntended(principal.name, { administrators })) return notApplicable({ intended: true })
  const standing = standingOf(escalationsAt(graph, now), principal.arn)
  if (standing.administrator === 'yes') return notApplicable({ administrator: true })
  const steps = standing.steps.filter(isMeant)
  const open = steps.filter(isOpen)
  if (open.length > 0) return fail(evidenceOf(open))
  if (steps.length > 0 || standing.administrator === 'unknown') throw undecided(principal, standing.principal)
  return pass()
}

const family =
  (...families: readonly Family[]) =>
  ({ path }: Step): boolean =>
    families.includes(path.family)

export const policyWrite = defineCheck({
  ...shared,
  id: 'iam-privesc-policy-write',
  title: 'No principal can rewrite its own permissions',
  cost: { level: 1, note: 'Free; who writes policies needs a role of its own, or a permissions boundary on what it makes.' },
  why: 'Whoever writes the policies that it is under has every permission already: it only has to write them down.',
  fix: {
    cli: `aws iam put-user-permissions-boundary --user-name <user> --permissions-boundary <boundary-arn>
# The statement that is meant, in the place of one on every resource:
{"Effect": "Allow", "Action": "iam:PutRolePolicy", "Resource": "arn:aws:iam::<account>:role/<path>/*",
 "Condition": {"StringEquals": {"iam:PermissionsBoundary": "<boundary-arn>"}}}`,
    terraform: `data "aws_iam_policy_document" "<policy>" {
  statement {
    actions   = ["iam:PutRolePolicy", "iam:AttachRolePolicy"]
    resources = ["arn:aws:iam::<account>:role/<path>/*"]
    condition {
      test     = "StringEquals"
      variable = "iam:PermissionsBoundary"
      values   = [aws_iam_policy.<boundary>.arn]
    }
  }
}`,
  },
  refs: { docs: [`${guide}/access_policies_boundaries.html`, `${guide}/best-practices.html`] },
  test: (principal, context) => judge(principal, context, family('policy-write')),
})

export const credentialCreation = defineCheck({
  ...shared,
  id: 'iam-privesc-credential-creation',
  title: 'No principal can mint credentials for a stronger one',
  cost: { level: 0, note: 'Free; people keep the right to manage their own credentials.' },
  why: 'A key or password made for an administrator is the administrator, under a name that nobody will suspect.',
  fix: {
    cli: `# The statement that is meant, in the place of one on every user:
{"Effect": "Allow", "Action": ["iam:CreateAccessKey", "iam:UpdateLoginProfile"], "Resource": "arn:aws:iam::*:user/\${aws:username}"}
aws iam create-policy-version --policy-arn <policy-arn> --policy-document file://<policy.json> --set-as-default`,
    terraform: `data "aws_iam_policy_document" "<policy>" {
  statement {
    actions   = ["iam:CreateAccessKey", "iam:UpdateLoginProfile"]
    resources = ["arn:aws:iam::*:user/&{aws:username}"]
  }
}`,
  },
  refs: { docs: [`${guide}/reference_policies_examples_iam_credentials_console.html`, `${guide}/best-practices.html`] },
  test: (principal, context) => judge(principal, context, family('credential-creation')),
})

export const trustPolicyEdit = defineCheck({
  ...shared,
  id: 'iam-privesc-trust-policy-edit',
  title: 'No principal can rewrite trust policies',
  cost: { level: 0, note: 'Free; trust policies change seldom, and by the same hands that make roles.' },
  why: 'A trust policy is the door of a role. Whoever rewrites it walks in, and can put the old lock back when leaving.',
  fix: {
    cli: `# The statement that is meant, in the place of one on every role:
{"Effect": "Allow", "Action": "iam:UpdateAssumeRolePolicy", "Resource": "arn:aws:iam::<account>:role/<path>/*"}
aws iam create-policy-version --policy-arn <policy-arn> --policy-document file://<policy.json> --set-as-default`,
    terraform: `data "aws_iam_policy_document" "<policy>" {
  statement {
    actions   = ["iam:UpdateAssumeRolePolicy"]
    resources = ["arn:aws:iam::<account>:role/<path>/*"]
  }
}`,
  },
  refs: { docs: [`${guide}/id_roles_update-role-trust-policy.html`, `${guide}/best-practices.html`] },
  test: (principal, context) => judge(principal, context, family('trust-policy-edit')),
})

export const passRole = defineCheck({
  ...shared,
  id: 'iam-privesc-passrole-compute',
  title: 'PassRole is limited to named roles and services',
  cost: { level: 1, note: 'Free; each role that is passed, and the service it is passed to, has to be named.' },
  why: 'Who passes a role to a service that runs code has the role: the code does what it is told, with the permissions of the role.',
  fix: {
    cli: `# The statement that is meant, in the place of one on every role:
{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "<role-arn>", "Condition": {"StringEquals": {"iam:PassedToService": "<service>.amazonaws.com"}}}
aws iam create-policy-version --policy-arn <policy-arn> --policy-document file://<policy.json> --set-as-default`,
    terraform: `data "aws_iam_policy_document" "<policy>" {
  statement {
    actions   = ["iam:PassRole"]
    resources = [aws_iam_role.<role>.arn]
    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["<service>.amazonaws.com"]
    }
  }
}`,
  },
  refs: { docs: [`${guide}/id_roles_use_passrole.html`] },
  test: (principal, context) => judge(principal, context, family('passrole-compute')),
})

export const codeUpdate = defineCheck({
  ...shared,
  id: 'iam-privesc-code-update',
  title: 'Code on stronger compute cannot be swapped',
  threats: ['unauthorized-access', 'data-tampering'],
  cost: { level: 1, note: 'Free; deployments go through a pipeline, and shells are opened on named instances.' },
  why: 'Code runs with the role of its function, instance or job. Who replaces the code, or opens a shell beside it, has the role.',
  fix: {
    cli: `# The statement that is meant, in the place of one on every resource:
{"Effect": "Allow", "Action": "lambda:UpdateFunctionCode", "Resource": "arn:aws:lambda:<region>:<account>:function:<prefix>-*"}
aws iam create-policy-version --policy-arn <policy-arn> --policy-document file://<policy.json> --set-as-default`,
    terraform: `data "aws_iam_policy_document" "<policy>" {
  statement {
    actions   = ["lambda:UpdateFunctionCode"]
    resources = ["arn:aws:lambda:<region>:<account>:function:<prefix>-*"]
  }
}`,
  },
  refs: { docs: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-permissions.html', `${guide}/best-practices.html`] },
  test: (principal, context) => judge(principal, context, family('code-update')),
})

export const eksAccess = defineCheck({
  ...shared,
  id: 'iam-privesc-eks-access',
  title: 'Cluster-admin rights cannot be self-granted through the EKS API',
  cost: { level: 0, note: 'Free; access entries are made by the hands that make clusters.' },
  why: 'A cluster administrator runs pods under any service account, and so with the AWS role of any workload of the cluster.',
  fix: {
    cli: `# The statement that is meant, in the place of one on every cluster:
{"Effect": "Deny", "Action": ["eks:CreateAccessEntry", "eks:AssociateAccessPolicy", "eks:UpdateClusterConfig"], "Resource": "*"}
aws iam create-policy-version --policy-arn <policy-arn> --policy-document file://<policy.json> --set-as-default`,
    terraform: `data "aws_iam_policy_document" "<policy>" {
  statement {
    effect    = "Deny"
    actions   = ["eks:CreateAccessEntry", "eks:AssociateAccessPolicy", "eks:UpdateClusterConfig"]
    resources = ["*"]
  }
}`,
  },
  refs: { docs: ['https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html'] },
  test: (principal, context) => judge(principal, context, family('eks-access')),
})

export const boundaryRemoval = defineCheck({
  ...shared,
  id: 'iam-privesc-boundary-removal',
  title: 'Permissions boundaries cannot be lifted by those they bind',
  cost: { level: 0, note: 'Free; the boundary itself has to leave these actions out.' },
  why: 'A boundary that whoever is under it can take off binds nobody. The same goes for one that new users and roles need not have.',
  fix: {
    cli: `# In the boundary:
{"Effect": "Deny", "Action": ["iam:DeleteUserPermissionsBoundary", "iam:DeleteRolePermissionsBoundary"], "Resource": "*"}
{"Effect": "Allow", "Action": ["iam:CreateRole", "iam:PutRolePermissionsBoundary"], "Resource": "*", "Condition": {"StringEquals": {"iam:PermissionsBoundary": "<boundary-arn>"}}}
aws iam create-policy-version --policy-arn <boundary-arn> --policy-document file://<boundary.json> --set-as-default`,
    terraform: `data "aws_iam_policy_document" "<boundary>" {
  statement {
    effect    = "Deny"
    actions   = ["iam:DeleteUserPermissionsBoundary", "iam:DeleteRolePermissionsBoundary"]
    resources = ["*"]
  }
}`,
  },
  refs: { docs: [`${guide}/access_policies_boundaries.html`] },
  test: (principal, context) =>
    principal.base.PermissionsBoundary
      ? judge(principal, context, (step) => step.path.family === 'boundary-removal' || step.path.gains.type === 'new')
      : notApplicable({ PermissionsBoundary: null }),
})
