// An IAM policy as Terraform and CloudFormation. IAM caps a managed policy at 6144 characters, so a long one becomes several.
import { stringify } from 'yaml'
import type { PolicyJson, PolicyStatement } from '../policy.ts'

/** IAM counts characters of a managed policy without white space. */
export const managedPolicyLimit = 6144

const sizeOf = (statements: readonly PolicyStatement[]): number => JSON.stringify({ Version: '2012-10-17', Statement: statements }).length

/** Statements in groups that each fit into one managed policy. */
export const inPolicies = (policy: PolicyJson): readonly (readonly PolicyStatement[])[] => {
  const groups: PolicyStatement[][] = []
  for (const statement of policy.Statement) {
    const last = groups.at(-1)
    if (last && sizeOf([...last, statement]) <= managedPolicyLimit) last.push(statement)
    else groups.push([statement])
  }
  return groups
}

const nameOf = (index: number): string => (index === 0 ? 'parapet' : `parapet_${index + 1}`)
const titleOf = (index: number): string => (index === 0 ? 'ParapetAudit' : `ParapetAudit${index + 1}`)

export const terraform = (policy: PolicyJson): string =>
  inPolicies(policy)
    .map(
      (statements, index) => `data "aws_iam_policy_document" "${nameOf(index)}" {
${statements
  .map(
    ({ Sid, Action }) => `  statement {
    sid       = "${Sid}"
    effect    = "Allow"
    resources = ["*"]
    actions = [
${Action.map((action) => `      "${action}",`).join('\n')}
    ]
  }
`,
  )
  .join('\n')}}

resource "aws_iam_policy" "${nameOf(index)}" {
  name        = "${titleOf(index)}"
  description = "Read-only: exactly what Parapet asks for"
  policy      = data.aws_iam_policy_document.${nameOf(index)}.json
}
`,
    )
    .join('\n')

export const cloudformation = (policy: PolicyJson): string =>
  stringify(
    {
      AWSTemplateFormatVersion: '2010-09-09',
      Description: 'Read-only permissions: exactly what Parapet asks for',
      Resources: Object.fromEntries(
        inPolicies(policy).map((statements, index) => [
          titleOf(index),
          {
            Type: 'AWS::IAM::ManagedPolicy',
            Properties: {
              ManagedPolicyName: titleOf(index),
              PolicyDocument: { Version: '2012-10-17', Statement: statements },
            },
          },
        ]),
      ),
      Outputs: Object.fromEntries(inPolicies(policy).map((_, index) => [`${titleOf(index)}Arn`, { Value: { Ref: titleOf(index) } }])),
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  )
