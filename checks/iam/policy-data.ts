// Roles that read every store of the account, since their policies name none: taken by code, or by other accounts.
import { defineCheck, fail, notApplicable, pass, type Neighbour } from '../../src/check/check.ts'
import { few, isForeign, policyOf, unwantedIn, wordsOf } from '../../src/check/policies.ts'
import {
  boundaryOf,
  heldBroadly,
  inlineSources,
  managedSources,
  statementWords,
  type Held,
  type InlinePolicy,
} from '../../src/check/rights.ts'
import { audienceOf, gives, type Admission } from '../../src/iam/audience.ts'
import type { Ask } from '../../src/iam/breadth.ts'
import { reading, readingAll, writing } from './data-rights.ts'
import { isWorkload } from './workloads.ts'

const guide = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'

interface RoleWithPolicies {
  readonly kind: string
  readonly arn: string
  readonly name: string
  readonly account: string
  readonly base: { readonly AssumeRolePolicyDocument: string; readonly RolePolicyList: readonly InlinePolicy[]; readonly Path: string }
  readonly 'has-policy': readonly Neighbour<'AWS::IAM::ManagedPolicy', never>[]
  readonly 'bounded-by': readonly Neighbour<'AWS::IAM::ManagedPolicy', never>[]
}

/** What a role holds on whatever there is, from all its policies, within its boundary. */
const heldBy = (role: RoleWithPolicies, wanted: readonly Ask[]): readonly Held[] =>
  heldBroadly(
    role,
    [...inlineSources(role.base.RolePolicyList), ...managedSources(role, role['has-policy'])],
    wanted,
    boundaryOf(role, role['bounded-by']),
  )

const evidence = (held: readonly Held[]) => ({
  actions: few(held.map(({ action }) => action)),
  statements: statementWords(held.flatMap(({ by }) => by)),
})

/** Those who may take a role and are of the sort in question. */
const takers = (role: RoleWithPolicies, which: (admission: Admission) => ReturnType<ReturnType<typeof isForeign>>): readonly Admission[] =>
  unwantedIn(role, audienceOf(policyOf(role.base.AssumeRolePolicyDocument), role), which)

/** Only AWS itself can write the policies of service-linked roles. */
const isServiceLinked = ({ base }: RoleWithPolicies): boolean => base.Path.startsWith('/aws-service-role/')

export const policyDataWildcard = defineCheck({
  id: 'iam-policy-data-wildcard',
  title: 'Workload roles name the data they read',
  on: 'AWS::IAM::Role',
  needs: [],
  across: { 'has-policy': [], 'bounded-by': [] },
  threats: ['data-exfiltration'],
  mitigation: 'least-privilege-iam',
  likelihood: 3,
  impact: 4,
  cost: { level: 0, note: 'Free; each store that the code reads has to be named.' },
  why: 'One weakness in the code, or in one of its libraries, and every bucket, table, queue or secret of the account can be read through it.',
  fix: {
    cli: `aws iam put-role-policy --role-name <role> --policy-name <policy> --policy-document file://<policy.json>
# The statement that is meant:
{"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:Query"], "Resource": "<table-arn>"}`,
    terraform: `resource "aws_iam_role_policy" "<role>" {
  role = aws_iam_role.<role>.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["dynamodb:GetItem", "dynamodb:Query"], Resource = aws_dynamodb_table.<table>.arn }]
  })
}`,
  },
  refs: { docs: [`${guide}/best-practices.html`, `${guide}/access_policies.html`] },
  test: (role) => {
    if (isServiceLinked(role)) return notApplicable({ serviceLinked: true })
    if (takers(role, isWorkload).length === 0) return notApplicable({ workload: false })
    const held = heldBy(role, readingAll)
    return held.length > 0 ? fail(evidence(held)) : pass({ workload: true })
  },
})

/** Other accounts that may take the role, the account being none of those that are trusted. */
const foreigners = (role: RoleWithPolicies, trustedAccounts: readonly string[]): readonly Admission[] => {
  const foreign = isForeign(role, trustedAccounts)
  return takers(role, (admission) => (gives(admission, 'sts:AssumeRole') ? foreign(admission) : false))
}

const narrowerRole = (action: string) => ({
  cli: `aws iam detach-role-policy --role-name <role> --policy-arn <policy-arn>
aws iam put-role-policy --role-name <role> --policy-name <policy> --policy-document file://<policy.json>
# The statement that is meant:
{"Effect": "Allow", "Action": "${action}", "Resource": "<arn>"}`,
  terraform: `resource "aws_iam_role_policy" "<role>" {
  role = aws_iam_role.<role>.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "${action}", Resource = "<arn>" }]
  })
}`,
})

export const roleCrossAccountReadAll = defineCheck({
  id: 'iam-role-cross-account-read-all',
  title: 'External accounts do not hold account-wide read access',
  on: 'AWS::IAM::Role',
  needs: [],
  across: { 'has-policy': [], 'bounded-by': [] },
  uses: ['trustedAccounts'],
  threats: ['data-exfiltration'],
  mitigation: 'least-privilege-iam',
  likelihood: 3,
  impact: 4,
  cost: { level: 0, note: 'Free. For audits, SecurityAudit and ViewOnlyAccess show the configuration and not the data.' },
  why: 'ReadOnlyAccess reads the objects and items too. A breach at the other company is then one of all your data.',
  fix: narrowerRole('s3:GetObject'),
  refs: {
    docs: [
      `${guide}/id_roles_common-scenarios_third-party.html`,
      'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/ReadOnlyAccess.html',
    ],
  },
  test: (role, { trustedAccounts }) => {
    const from = foreigners(role, trustedAccounts)
    if (from.length === 0) return notApplicable({ externalAccounts: 0 })
    const held = heldBy(role, reading)
    return held.length > 0 ? fail({ lets: few(from.map(wordsOf)), ...evidence(held) }) : pass({ lets: few(from.map(wordsOf)) })
  },
})

export const roleCrossAccountWrite = defineCheck({
  id: 'iam-role-cross-account-write',
  title: 'External accounts do not hold write access',
  on: 'AWS::IAM::Role',
  needs: [],
  across: { 'has-policy': [], 'bounded-by': [] },
  uses: ['trustedAccounts'],
  threats: ['data-tampering'],
  mitigation: 'least-privilege-iam',
  likelihood: 3,
  impact: 5,
  cost: { level: 0, note: 'Free. What another account has to change is named, resource by resource.' },
  why: 'Whoever administers the other account, or breaks in there, can change or destroy whatever there is here, and leave a way back in.',
  fix: narrowerRole('s3:PutObject'),
  refs: { docs: [`${guide}/id_roles_common-scenarios_third-party.html`, `${guide}/best-practices.html`] },
  test: (role, { trustedAccounts }) => {
    const from = foreigners(role, trustedAccounts)
    if (from.length === 0) return notApplicable({ externalAccounts: 0 })
    const held = heldBy(role, writing)
    return held.length > 0 ? fail({ lets: few(from.map(wordsOf)), ...evidence(held) }) : pass({ lets: few(from.map(wordsOf)) })
  },
})
