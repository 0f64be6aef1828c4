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

/** How each form writes the partition in which it is deployed, inside of an ARN. */
export const partitionIn = { terraform: '${data.aws_partition.current.partition}', cloudformation: '${AWS::Partition}' } as const

const nameOf = (index: number): string => (index === 0 ? 'parapet' : `parapet_${index + 1}`)
const titleOf = (index: number): string => (index === 0 ? 'ParapetAudit' : `ParapetAudit${index + 1}`)

const resourcesIn = (Resource: PolicyStatement['Resource']): string =>
  Resource === '*' ? '["*"]' : `[\n${Resource.map((arn) => `      "${arn}",`).join('\n')}\n    ]`

const partitionData = `data "aws_partition" "current" {}

`

/** Made with the partition of {@link partitionIn}. */
export const terraform = (policy: PolicyJson): string =>
  (policy.Statement.some(({ Resource }) => Resource !== '*') ? partitionData : '') +
  inPolicies(policy)
    .map(
      (statements, index) => `data "aws_iam_policy_document" "${nameOf(index)}" {
${statements
  .map(
    ({ Sid, Action, Resource }) => `  statement {
    sid       = "${Sid}"
    effect    = "Allow"
    resources = ${resourcesIn(Resource)}
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

const substituted = (statement: PolicyStatement) => ({
  ...statement,
  Resource: statement.Resource === '*' ? '*' : statement.Resource.map((arn) => ({ 'Fn::Sub': arn })),
})

/** Made with the partition of {@link partitionIn}. */
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
              PolicyDocument: { Version: '2012-10-17', Statement: statements.map(substituted) },
            },
          },
        ]),
      ),
      Outputs: Object.fromEntries(inPolicies(policy).map((_, index) => [`${titleOf(index)}Arn`, { Value: { Ref: titleOf(index) } }])),
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  )
