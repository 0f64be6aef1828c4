// AWS Lambda: whom the policies of functions, aliases and layers let in.
import { defineCheck, type GraphView } from '../../src/check/check.ts'
import { isForeign, isHeld, isOpen, judge, judgeWith, type Unwanted, type WithPolicy } from '../../src/check/policies.ts'
import type { Admission } from '../../src/iam/audience.ts'

const developerGuide = 'https://docs.aws.amazon.com/lambda/latest/dg'

const aliases = { 'AWS::Lambda::Alias': ['policy'] } as const

const judgeFunction = (lambda: WithPolicy, graph: GraphView<typeof aliases>, unwanted: (admission: Admission) => Unwanted) =>
  judgeWith(lambda, () => graph.into(lambda.arn, 'AWS::Lambda::Alias', 'alias-of'), unwanted)

const permission = (flags: string, terraform: string) => ({
  cli: `aws lambda remove-permission --function-name <function> --statement-id <statement>
aws lambda add-permission --function-name <function> --statement-id <statement> --action lambda:InvokeFunction ${flags}`,
  terraform: `resource "aws_lambda_permission" "<statement>" {
  function_name = aws_lambda_function.<function>.function_name
  action        = "lambda:InvokeFunction"
${terraform}
}`,
})

export const functionPolicyPublic = defineCheck({
  id: 'lambda-function-policy-public',
  title: 'Function resource policies grant nothing to the whole world',
  on: 'AWS::Lambda::Function',
  needs: ['policy'],
  reads: aliases,
  threats: ['unauthorized-access', 'data-tampering'],
  mitigation: 'public-access-block',
  likelihood: 4,
  impact: 5,
  cost: { level: 0, note: 'Free. Callers are named, or come through something that knows them.' },
  why: 'Anyone with an AWS account, or with no account at all, can run the function with input of their choice: with whatever its role may do, and on your bill.',
  fix: permission(
    '--principal <service>.amazonaws.com --source-arn <source-arn> --source-account <account>',
    `  principal      = "<service>.amazonaws.com"
  source_arn     = "<source-arn>"
  source_account = "<account>"`,
  ),
  refs: {
    fsbp: ['Lambda.1'],
    cis: ['v7.0:2.21'],
    docs: [`${developerGuide}/access-control-resource-based.html`, `${developerGuide}/urls-auth.html`],
  },
  test: (lambda, { graph }) => judgeFunction(lambda, graph, isOpen),
})

/** A bucket's ARN names no account: whoever makes a bucket of that name once it is gone comes through. */
const isLoose =
  (lambda: WithPolicy, trustedAccounts: readonly string[]) =>
  (admission: Admission): Unwanted =>
    admission.who.type === 'service' && !isHeld(admission, lambda, trustedAccounts)

export const functionPolicyConfusedDeputy = defineCheck({
  id: 'lambda-function-policy-confused-deputy',
  title: 'Service principals in function policies are pinned to a source account or ARN',
  on: 'AWS::Lambda::Function',
  needs: ['policy'],
  reads: aliases,
  uses: ['trustedAccounts'],
  threats: ['unauthorized-access'],
  mitigation: 'least-privilege-iam',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. The permission names the API, bucket, topic or rule that it is for.' },
  why: 'The service calls for every customer of AWS. Whoever points an API, bucket, topic or rule of their own at the ARN of the function runs it with their input.',
  fix: permission(
    '--principal s3.amazonaws.com --source-arn <bucket-arn> --source-account <account>',
    `  principal      = "s3.amazonaws.com"
  source_arn     = aws_s3_bucket.<bucket>.arn
  source_account = data.aws_caller_identity.current.account_id`,
  ),
  refs: {
    fsbp: ['Lambda.1'],
    docs: [
      `${developerGuide}/access-control-resource-based.html`,
      `${developerGuide}/permissions-function-services.html`,
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
    ],
  },
  test: (lambda, { graph, trustedAccounts }) => judgeFunction(lambda, graph, isLoose(lambda, trustedAccounts)),
})

export const functionPolicyCrossAccount = defineCheck({
  id: 'lambda-function-policy-cross-account',
  title: 'Only trusted accounts may invoke or manage a function through its policy',
  on: 'AWS::Lambda::Function',
  needs: ['policy'],
  reads: aliases,
  uses: ['trustedAccounts'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'trust-boundary-policy',
  likelihood: 3,
  impact: 4,
  cost: { level: 0, note: 'Free. Partners that are meant are entered as trusted accounts, once.' },
  why: 'Whoever administers the other account, or breaks in there, runs the function with its role and its data, or replaces its code if the permission says so.',
  fix: permission('--principal <trusted-account>', `  principal     = "<trusted-account>"`),
  refs: { docs: [`${developerGuide}/permissions-function-cross-account.html`, `${developerGuide}/access-control-resource-based.html`] },
  test: (lambda, { graph, trustedAccounts }) => judgeFunction(lambda, graph, isForeign(lambda, trustedAccounts)),
})

export const layerPolicyPublic = defineCheck({
  id: 'lambda-layer-policy-public',
  title: 'Layer versions are not shared with everyone',
  on: 'AWS::Lambda::LayerVersion',
  needs: ['policy'],
  threats: ['data-exfiltration'],
  mitigation: 'public-access-block',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. Each account that uses the layer is named, or the organization as a whole.' },
  why: 'Anyone with an AWS account can download the layer: your code, what it reveals of other systems, and any secret that was packed into it.',
  fix: {
    cli: `aws lambda remove-layer-version-permission --layer-name <layer> --version-number <version> --statement-id <statement>
aws lambda add-layer-version-permission --layer-name <layer> --version-number <version> --statement-id organization --action lambda:GetLayerVersion --principal '*' --organization-id <organization-id>`,
    terraform: `resource "aws_lambda_layer_version_permission" "<layer>" {
  layer_name      = aws_lambda_layer_version.<layer>.layer_name
  version_number  = aws_lambda_layer_version.<layer>.version
  statement_id    = "organization"
  action          = "lambda:GetLayerVersion"
  principal       = "*"
  organization_id = "<organization-id>"
}`,
  },
  refs: { docs: [`${developerGuide}/permissions-layer-cross-account.html`, `${developerGuide}/chapter-layers.html`] },
  test: (layer) => judge(layer, layer.policy, isOpen),
})
