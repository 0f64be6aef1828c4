// Amazon DynamoDB: whom the policies of tables and their streams let in.
import { defineCheck } from '../../src/check/check.ts'
import { isForeign, judgeWith } from '../../src/check/policies.ts'

const developerGuide = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide'

export const tablePolicyCrossAccount = defineCheck({
  id: 'dynamodb-table-policy-cross-account',
  title: 'Resource policies of tables and streams name only trusted accounts',
  on: 'AWS::DynamoDB::Table',
  needs: ['policy'],
  reads: { 'AWS::DynamoDB::Stream': ['policy'] },
  uses: ['trustedAccounts'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'trust-boundary-policy',
  likelihood: 3,
  impact: 4,
  cost: { level: 0, note: 'Free. Partners that are meant are entered as trusted accounts, once.' },
  why: 'A statement on the table or its stream is all that another account needs to read every item and every change, whatever the IAM policies here say.',
  fix: {
    cli: `aws dynamodb put-resource-policy --resource-arn <table-or-stream-arn> --policy file://<policy.json>
# or take it away altogether:
aws dynamodb delete-resource-policy --resource-arn <table-or-stream-arn>`,
    terraform: `resource "aws_dynamodb_resource_policy" "<table>" {
  resource_arn = aws_dynamodb_table.<table>.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::<trusted-account>:role/<role>" }
      Action    = "dynamodb:GetItem"
      Resource  = aws_dynamodb_table.<table>.arn
    }]
  })
}`,
  },
  refs: { docs: [`${developerGuide}/rbac-cross-account-access.html`, `${developerGuide}/access-control-resource-based.html`] },
  test: (table, { graph, trustedAccounts }) =>
    judgeWith(table, () => graph.into(table.arn, 'AWS::DynamoDB::Stream', 'stream-of'), isForeign(table, trustedAccounts)),
})
