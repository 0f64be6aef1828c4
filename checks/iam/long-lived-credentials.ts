// Users that are no people: keys that do the work of the account.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { olderThan } from './age.ts'

const guide = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'

/** Days. */
const recently = 90

/** With these a user takes a role, or looks after its own key. */
const forRoles: ReadonlySet<string> = new Set(['sts', 'iam'])

export const userLongLivedCredentials = defineCheck({
  id: 'iam-user-long-lived-credentials',
  title: 'Workloads use roles, not user keys',
  on: 'AWS::IAM::User',
  needs: ['accessKeys'],
  uses: ['now'],
  threats: ['unauthorized-access'],
  mitigation: 'credential-hygiene',
  likelihood: 3,
  impact: 3,
  cost: {
    level: 1,
    note: 'Free. Roles for AWS services, IRSA or Pod Identity for pods, OpenID Connect for build services, Roles Anywhere for the rest.',
  },
  why: 'A key that works day by day lies where the work is done: in settings, images and backups. It is good until somebody deletes it, from anywhere, for whoever finds it.',
  fix: {
    cli: `aws iam create-role --role-name <workload> --assume-role-policy-document file://<trust.json>
# once the workload uses the role
aws iam update-access-key --user-name <user> --access-key-id <access-key-id> --status Inactive
aws iam delete-access-key --user-name <user> --access-key-id <access-key-id>`,
    terraform: `# instead of aws_iam_user and aws_iam_access_key
resource "aws_iam_role" "<workload>" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "<service>.amazonaws.com" } }]
  })
}`,
  },
  refs: { docs: [`${guide}/best-practices.html`, `${guide}/id_roles_common-scenarios_non-aws.html`] },
  test: ({ accessKeys }, { now }) => {
    const active = accessKeys.filter((key) => key.active)
    if (active.length === 0) return notApplicable({ activeKeys: 0 })
    const working = active.filter(
      ({ last_used_date, last_used_service }) =>
        last_used_date instanceof Date && !olderThan(last_used_date, recently, now) && !forRoles.has(last_used_service),
    )
    if (working.length === 0) return pass({ activeKeys: active.length })
    return working.map(({ slot }) => fail({ accessKey: slot, usedWithinDays: recently }, `access_key_${slot}`))
  },
})
