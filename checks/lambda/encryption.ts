// AWS Lambda: what keeps configuration secret at rest.
import { defineCheck, notApplicable } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'
import { judgeCustomerKey } from '../../src/check/keys.ts'

export const environmentCustomerKey = defineCheck({
  id: 'lambda-function-env-kms-cmk',
  title: 'Environment variables of sensitive functions use a customer managed key',
  on: 'AWS::Lambda::Function',
  needs: ['tags'],
  across: { 'encrypted-with': ['metadata'] },
  uses: ['dataClassTags', 'sensitiveClasses'],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 1,
  impact: 4,
  cost: {
    level: 1,
    note: 'A key costs a fixed amount a month, and each cold start one request to KMS. Without the key the function does not start.',
  },
  why: 'Lambda encrypts variables with its own key, so that whoever may read the configuration reads them. With a customer managed key that takes a second permission, which can be withdrawn.',
  fix: {
    cli: 'aws lambda update-function-configuration --function-name <function> --kms-key-arn <key-arn>',
    terraform: `resource "aws_lambda_function" "<function>" {
  kms_key_arn = aws_kms_key.<key>.arn
}`,
  },
  refs: { docs: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html'] },
  test: (lambda, settings) => {
    const { Environment } = lambda.base
    // Where Lambda could not show the variables, there are some.
    if ('Variables' in Environment && Environment.Variables.length === 0) return notApplicable({ variables: 0 })
    const dataClass = sensitiveClassOf(lambda.tags, settings)
    return dataClass === undefined ? notApplicable({ dataClass: null }) : judgeCustomerKey(lambda['encrypted-with'], { dataClass })
  },
})
