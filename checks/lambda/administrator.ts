// Functions whose role may do everything, or can get there.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { accountReads, escalationsAt, isOpen, undecided } from '../iam/account-view.ts'
import { evidenceOf } from '../iam/escalation-evidence.ts'

export const administratorRole = defineCheck({
  id: 'lambda-function-admin-role',
  title: 'No function executes with administrator power',
  on: 'AWS::Lambda::Function',
  needs: [],
  reads: accountReads,
  walks: [],
  uses: ['now'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'least-privilege-iam',
  likelihood: 4,
  impact: 5,
  cost: { level: 1, note: 'Free; IAM Access Analyzer writes a policy from what the function really used.' },
  why: 'Any flaw in the code or in one of its libraries that lets somebody run a command is the whole account.',
  fix: {
    cli: `aws lambda update-function-configuration --function-name <function> --role <narrower-role-arn>
aws iam detach-role-policy --role-name <role> --policy-arn <policy-arn>`,
    terraform: `resource "aws_lambda_function" "<function>" {
  role = aws_iam_role.<narrower>.arn
}`,
  },
  refs: { docs: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html'] },
  test: (lambda, { graph, now }) => {
    const { Role } = lambda.base
    const standing = escalationsAt(graph, now).standings.get(Role)
    // All roles were listed: this one is gone, and the function cannot run.
    if (!standing) return notApplicable({ Role, exists: false })
    if (standing.administrator === 'yes' || standing.administrator === 'maybe')
      return fail({ Role, administrator: true, certain: standing.administrator === 'yes' })
    const steps = standing.steps.filter(({ path }) => path.family !== 'boundary-removal')
    const open = steps.filter(isOpen)
    if (open.length > 0) return fail({ Role, administrator: false, ...evidenceOf(open) })
    if (steps.length > 0 || standing.administrator === 'unknown') throw undecided(lambda, standing.principal)
    return pass({ Role })
  },
})
