// Rights that are given to single users.
import { defineCheck, fail, pass } from '../../src/check/check.ts'

const guide = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'

export const userDirectPolicies = defineCheck({
  id: 'iam-user-direct-policies',
  title: 'Users get permissions through groups or roles only',
  on: 'AWS::IAM::User',
  needs: [],
  threats: ['unauthorized-access'],
  mitigation: 'least-privilege-iam',
  likelihood: 1,
  impact: 4,
  cost: { level: 0, note: 'Free: the same policies, attached to a group.' },
  why: 'Rights given to one person are forgotten when the job changes. In a group they are seen, reviewed and taken away together.',
  fix: {
    cli: `aws iam add-user-to-group --group-name <group> --user-name <user>
aws iam detach-user-policy --user-name <user> --policy-arn <policy-arn>
aws iam delete-user-policy --user-name <user> --policy-name <policy>`,
    terraform: `resource "aws_iam_group_policy_attachment" "<group>" {
  group      = aws_iam_group.<group>.name
  policy_arn = "<policy-arn>"
}
resource "aws_iam_user_group_membership" "<user>" {
  user   = aws_iam_user.<user>.name
  groups = [aws_iam_group.<group>.name]
}`,
  },
  refs: {
    fsbp: ['IAM.2'],
    cis: ['v3.0:1.15', 'v5.0:1.14', 'v7.0:2.13'],
    docs: [`${guide}/access_policies_managed-vs-inline.html`, `${guide}/id_groups.html`],
  },
  test: ({ base }) => {
    const inline = base.UserPolicyList.map(({ PolicyName }) => PolicyName).sort()
    const managed = base.AttachedManagedPolicies.map(({ PolicyArn }) => PolicyArn).sort()
    return (inline.length + managed.length === 0 ? pass : fail)({ inline, managed })
  },
})
