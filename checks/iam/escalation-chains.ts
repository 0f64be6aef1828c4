// Roles that give everything: who gets to them by assuming one role after the other.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { few } from '../../src/check/policies.ts'
import { accountReads, escalationsAt, isOpen, standingOf, undecided } from './account-view.ts'
import { isIntended } from './administrator.ts'
import { chainWords } from './escalation-evidence.ts'

export const roleChain = defineCheck({
  id: 'iam-privesc-role-chain',
  title: 'No chain of role assumptions leads from a weak principal to an administrator',
  on: 'AWS::IAM::Role',
  needs: [],
  reads: accountReads,
  walks: [],
  uses: ['administrators', 'now'],
  threats: ['unauthorized-access'],
  mitigation: 'least-privilege-iam',
  likelihood: 3,
  impact: 5,
  cost: { level: 1, note: 'Free; the trust policy names who may come, and asks people for their second factor.' },
  why: 'Each link looks harmless by itself. Whoever steals the first principal of the chain walks to its end in seconds, and is administrator.',
  fix: {
    cli: `aws iam update-assume-role-policy --role-name <role> --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
  "Principal": {"AWS": "<principal-arn>"}, "Action": "sts:AssumeRole", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}]}'`,
    terraform: `data "aws_iam_policy_document" "<trust>" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["<principal-arn>"]
    }
    condition {
      test     = "Bool"
      variable = "aws:MultiFactorAuthPresent"
      values   = ["true"]
    }
  }
}`,
  },
  refs: {
    docs: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage-assume.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html',
    ],
  },
  test: (role, { graph, administrators, now }) => {
    const escalations = escalationsAt(graph, now)
    const { administrator, principal } = standingOf(escalations, role.arn)
    if (administrator === 'no') return notApplicable({ administrator: false })
    const chains = escalations.chainsTo(role.arn).filter(([first]) => {
      const from = first?.from ?? ''
      return !from.includes(':role/aws-service-role/') && !isIntended(from.slice(from.lastIndexOf('/') + 1), { administrators })
    })
    const open = chains.filter((steps) => steps.every(isOpen))
    if (open.length > 0 && administrator !== 'unknown') {
      const certain = administrator === 'yes' && open.some((steps) => steps.every(({ truth }) => truth === 'yes'))
      return fail({ chains: few(open.map(chainWords).sort()), count: open.length, certain })
    }
    if (administrator === 'unknown' || chains.length > 0) throw undecided(role, principal)
    return pass({ administrator: true })
  },
})
