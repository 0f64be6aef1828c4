// Who has AWS's policy AdministratorAccess attached, and whether that is meant.
import { defineCheck, fail, pass } from '../../src/check/check.ts'
import { few, policyOf, unwantedIn, wordsOf } from '../../src/check/policies.ts'
import { audienceOf } from '../../src/iam/audience.ts'
import { hasAdministratorAccess, isIntended } from './administrator.ts'
import { isWorkload } from './workloads.ts'

const guide = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'
const refs = { fsbp: ['IAM.1'], cis: ['v3.0:1.16', 'v5.0:1.15', 'v7.0:2.14'], docs: [`${guide}/best-practices.html`] } as const
const none = { AdministratorAccess: false }

export const administratorUser = defineCheck({
  id: 'iam-administrator-access-user',
  title: 'No user holds AdministratorAccess directly',
  on: 'AWS::IAM::User',
  needs: [],
  uses: ['administrators'],
  threats: ['unauthorized-access'],
  mitigation: 'least-privilege-iam',
  likelihood: 4,
  impact: 5,
  cost: { level: 0, note: 'Free. Administrators take a role for the time they need it.' },
  why: 'The credentials of a user do not end. With AdministratorAccess, one leaked key or password is the whole account for as long as nobody notices.',
  fix: {
    cli: 'aws iam detach-user-policy --user-name <user> --policy-arn arn:aws:iam::aws:policy/AdministratorAccess',
    terraform: `# instead of aws_iam_user_policy_attachment
resource "aws_iam_role_policy_attachment" "administrator" {
  role       = aws_iam_role.<administrator>.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}`,
  },
  refs,
  test: (user, settings) => {
    if (!hasAdministratorAccess(user)) return pass(none)
    const intended = isIntended(user.name, settings)
    return (intended ? pass : fail)({ AdministratorAccess: true, intended })
  },
})

/** Roles that IAM Identity Center makes for permission sets; only it can change them or their trust. */
const identityCenter = '/aws-reserved/sso.amazonaws.com/'

export const administratorRole = defineCheck({
  id: 'iam-administrator-access-role',
  title: 'AdministratorAccess roles are limited to an allow-list',
  on: 'AWS::IAM::Role',
  needs: [],
  uses: ['administrators'],
  threats: ['unauthorized-access'],
  mitigation: 'least-privilege-iam',
  likelihood: 3,
  impact: 5,
  cost: {
    level: 1,
    note: 'Free, but finding out what the role really needs is work; IAM Access Analyzer writes a policy from what was used.',
  },
  why: 'Whoever gets hold of the workload or person behind the role can do anything in the account, also what the role never needed.',
  fix: {
    cli: `aws iam detach-role-policy --role-name <role> --policy-arn arn:aws:iam::aws:policy/AdministratorAccess
aws iam attach-role-policy --role-name <role> --policy-arn <narrower-policy-arn>`,
    terraform: `resource "aws_iam_role_policy_attachment" "<role>" {
  role       = aws_iam_role.<role>.name
  policy_arn = aws_iam_policy.<narrower>.arn
}`,
  },
  refs,
  test: (role, settings) => {
    if (!hasAdministratorAccess(role)) return pass(none)
    if (role.base.Path.startsWith(identityCenter)) return pass({ AdministratorAccess: true, identityCenter: true })
    const intended = isIntended(role.name, settings)
    if (!intended) return fail({ AdministratorAccess: true, intended })
    // Nobody means to let code have everything: one weakness in it would be the whole account.
    const code = unwantedIn(role, audienceOf(policyOf(role.base.AssumeRolePolicyDocument), role), isWorkload)
    return code.length > 0
      ? fail({ AdministratorAccess: true, intended, takenByCode: few(code.map(wordsOf)) })
      : pass({ AdministratorAccess: true, intended })
  },
})

/** As many people as can keep an eye on each other. */
const fewMembers = 5

export const administratorGroup = defineCheck({
  id: 'iam-administrator-access-group',
  title: 'AdministratorAccess groups are few and reviewed',
  on: 'AWS::IAM::Group',
  needs: [],
  reads: { 'AWS::IAM::User': [] },
  uses: ['administrators'],
  threats: ['unauthorized-access'],
  mitigation: 'least-privilege-iam',
  likelihood: 2,
  impact: 5,
  cost: { level: 0, note: 'Free. Who needs less gets a narrower group, who needs it seldom a role.' },
  why: 'Every member is another laptop and another password that the whole account depends on. Groups grow, and hardly anybody is ever taken out again.',
  fix: {
    cli: `aws iam remove-user-from-group --group-name <group> --user-name <user>
aws iam detach-group-policy --group-name <group> --policy-arn arn:aws:iam::aws:policy/AdministratorAccess`,
    terraform: `resource "aws_iam_group_membership" "administrators" {
  name  = "administrators"
  group = aws_iam_group.<group>.name
  users = ["<user>"]
}`,
  },
  refs,
  test: (group, { graph, administrators }) => {
    if (!hasAdministratorAccess(group)) return pass(none)
    const evidence = { AdministratorAccess: true, intended: isIntended(group.name, { administrators }) }
    if (!evidence.intended) return fail(evidence)
    const members = graph.into(group.arn, 'AWS::IAM::User', 'member-of').length
    return (members <= fewMembers ? pass : fail)({ ...evidence, members })
  },
})
