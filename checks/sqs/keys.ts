// Amazon SQS: whose key encrypts messages.
import { defineCheck, notApplicable } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'
import { judgeCustomerKey } from '../../src/check/keys.ts'

export const queueCustomerKey = defineCheck({
  id: 'sqs-queue-customer-key',
  title: 'Queues with sensitive payloads use a customer managed key',
  on: 'AWS::SQS::Queue',
  needs: ['tags'],
  across: { 'encrypted-with': ['metadata'] },
  uses: ['dataClassTags', 'sensitiveClasses'],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 1,
  impact: 4,
  cost: {
    level: 1,
    note: 'A key costs a fixed amount a month, and SQS one KMS request for each reuse period and sender: 300 seconds keep that low.',
  },
  why: 'Under the key of SQS the right to receive is all that anybody needs to read messages. With a customer managed key that takes a second permission, which can be withdrawn at once.',
  fix: {
    cli: 'aws sqs set-queue-attributes --queue-url <queue-url> --attributes KmsMasterKeyId=<key-arn>,KmsDataKeyReusePeriodSeconds=300',
    terraform: `resource "aws_sqs_queue" "<queue>" {
  kms_master_key_id                 = aws_kms_key.<key>.arn
  kms_data_key_reuse_period_seconds = 300
}`,
  },
  refs: { docs: ['https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html'] },
  test: (queue, settings) => {
    const dataClass = sensitiveClassOf(queue.tags, settings)
    return dataClass === undefined ? notApplicable({ dataClass: null }) : judgeCustomerKey(queue['encrypted-with'], { dataClass })
  },
})
