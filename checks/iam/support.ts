// Who may call AWS for help.
import { defineCheck, fail, pass } from '../../src/check/check.ts'

export const supportRole = defineCheck({
  id: 'iam-support-role',
  title: 'Someone can open AWS Support cases',
  on: 'AWS::IAM::AccountSummary',
  needs: [],
  reads: { 'AWS::IAM::ManagedPolicy': [] },
  threats: ['detection-and-recovery'],
  mitigation: 'incident-response',
  likelihood: 1,
  impact: 4,
  cost: { level: 0, note: 'The role is free; cases beyond billing and account need a paid support plan.' },
  why: 'In an incident, minutes go by while somebody looks for a person who may talk to AWS, or the root user is taken out for it.',
  fix: {
    cli: 'aws iam attach-role-policy --role-name <incident-response-role> --policy-arn arn:aws:iam::aws:policy/AWSSupportAccess',
    terraform: `resource "aws_iam_role_policy_attachment" "support" {
  role       = aws_iam_role.<incident_response>.name
  policy_arn = "arn:aws:iam::aws:policy/AWSSupportAccess"
}`,
  },
  refs: {
    fsbp: ['IAM.18'],
    cis: ['v3.0:1.17', 'v5.0:1.16', 'v7.0:2.15'],
    docs: ['https://docs.aws.amazon.com/awssupport/latest/user/accessing-support.html'],
  },
  test: (_account, { graph }) => {
    const policy = graph.all('AWS::IAM::ManagedPolicy').find(({ arn }) => arn.endsWith(':iam::aws:policy/AWSSupportAccess'))
    const attached = policy !== undefined && policy.base.AttachmentCount > 0
    return (attached ? pass : fail)({ 'AWSSupportAccess attached': attached })
  },
})
