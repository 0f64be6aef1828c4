// Amazon Kinesis Data Streams: encryption, retention, capacity, and whom policies let in.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'
import { judgeCustomerKey } from '../../src/check/keys.ts'
import { isForeign, judgeWith } from '../../src/check/policies.ts'

const developerGuide = 'https://docs.aws.amazon.com/streams/latest/dev'

/** A week: long enough to notice on Monday what broke on Friday, mend it and read again. */
const shortestRetention = 168

export const streamEncryption = defineCheck({
  id: 'kinesis-stream-encryption',
  title: 'Streams are encrypted at rest',
  on: 'AWS::Kinesis::Stream',
  needs: ['summary'],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 3,
  impact: 4,
  cost: {
    level: 1,
    note: 'KMS charges for requests, a few a minute for each producer and shard; a put takes well under a millisecond longer.',
  },
  why: 'Kinesis keeps every record for a day to a year, and does not encrypt unless told to. Whoever gets at its storage reads the whole history.',
  fix: {
    cli: 'aws kinesis start-stream-encryption --stream-name <stream> --encryption-type KMS --key-id alias/aws/kinesis',
    terraform: `resource "aws_kinesis_stream" "<stream>" {
  encryption_type = "KMS"
  kms_key_id      = "alias/aws/kinesis"
}`,
  },
  refs: { fsbp: ['Kinesis.1'], docs: [`${developerGuide}/server-side-encryption.html`] },
  test: ({ summary: { EncryptionType, KeyId } }) => (EncryptionType === 'KMS' ? pass : fail)({ EncryptionType, KeyId: KeyId ?? null }),
})

export const streamCustomerKey = defineCheck({
  id: 'kinesis-stream-customer-key',
  title: 'Sensitive streams use a customer managed key',
  on: 'AWS::Kinesis::Stream',
  needs: ['summary', 'tags'],
  across: { 'encrypted-with': ['metadata'] },
  uses: ['dataClassTags', 'sensitiveClasses'],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 1,
  impact: 4,
  cost: {
    level: 1,
    note: 'A key costs a fixed amount a month, and requests as for any encrypted stream. Producers and consumers need rights on it.',
  },
  why: "With AWS's own key the right to read the stream is all that anybody needs. A key of your own is a second lock, which you can audit, narrow and turn.",
  fix: {
    cli: 'aws kinesis start-stream-encryption --stream-name <stream> --encryption-type KMS --key-id <key-arn>',
    terraform: `resource "aws_kinesis_stream" "<stream>" {
  encryption_type = "KMS"
  kms_key_id      = aws_kms_key.<key>.arn
}`,
  },
  refs: { docs: [`${developerGuide}/creating-using-sse-master-keys.html`, `${developerGuide}/permissions-user-key-KMS.html`] },
  test: (stream, settings) => {
    const dataClass = sensitiveClassOf(stream.tags, settings)
    return dataClass === undefined ? notApplicable({ dataClass: null }) : judgeCustomerKey(stream['encrypted-with'], { dataClass })
  },
})

export const streamRetention = defineCheck({
  id: 'kinesis-stream-retention',
  title: 'Retention covers the time needed to notice and replay',
  on: 'AWS::Kinesis::Stream',
  needs: ['summary'],
  threats: ['detection-and-recovery'],
  mitigation: 'backup-and-restore',
  likelihood: 2,
  impact: 4,
  cost: { level: 2, note: 'More than a day is charged for each shard and hour, or for each gigabyte of an on-demand stream.' },
  why: 'What a broken consumer has not read when retention ends is gone. A day is over before anybody is back from a weekend.',
  fix: {
    cli: 'aws kinesis increase-stream-retention-period --stream-name <stream> --retention-period-hours 168',
    terraform: `resource "aws_kinesis_stream" "<stream>" {
  retention_period = 168
}`,
  },
  refs: { fsbp: ['Kinesis.3'], docs: [`${developerGuide}/kinesis-extended-retention.html`] },
  test: ({ summary: { RetentionPeriodHours } }) =>
    (RetentionPeriodHours >= shortestRetention ? pass : fail)({ RetentionPeriodHours, atLeast: shortestRetention }),
})

export const streamScaling = defineCheck({
  id: 'kinesis-stream-scaling',
  title: 'Stream capacity follows demand',
  on: 'AWS::Kinesis::Stream',
  needs: ['summary', 'throttling'],
  threats: ['resource-exhaustion', 'denial-of-service'],
  mitigation: 'autoscaling',
  likelihood: 3,
  impact: 3,
  cost: { level: 2, note: 'On-demand costs more for each gigabyte and nothing for shards that stand idle; nobody has to reshard.' },
  why: 'A stream with a fixed number of shards refuses what goes beyond them. Producers that do not try again lose records, and one busy producer shuts out the others.',
  fix: {
    cli: `aws kinesis update-stream-mode --stream-arn <stream-arn> --stream-mode-details StreamMode=ON_DEMAND
# or, with fixed shards, more of them:
aws kinesis update-shard-count --stream-name <stream> --target-shard-count <count> --scaling-type UNIFORM_SCALING`,
    terraform: `resource "aws_kinesis_stream" "<stream>" {
  stream_mode_details {
    stream_mode = "ON_DEMAND"
  }
}`,
  },
  refs: { docs: [`${developerGuide}/how-do-i-size-a-stream.html`, `${developerGuide}/monitoring-with-cloudwatch.html`] },
  test: (stream) => {
    const { StreamMode } = stream.summary
    if (StreamMode === 'ON_DEMAND') return pass({ StreamMode })
    const { throttled } = stream.throttling
    return (throttled ? fail : pass)({ StreamMode, throttledInSevenDays: throttled })
  },
})

export const streamPolicyTrust = defineCheck({
  id: 'kinesis-stream-policy-trust',
  title: 'Stream and consumer policies name only trusted principals',
  on: 'AWS::Kinesis::Stream',
  needs: ['policy'],
  reads: { 'AWS::Kinesis::StreamConsumer': ['policy'] },
  uses: ['trustedAccounts'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'trust-boundary-policy',
  likelihood: 3,
  impact: 5,
  cost: { level: 0, note: 'Free. Partners that are meant are entered as trusted accounts, once.' },
  why: 'A statement on the stream or on one of its consumers is all that another account needs to read every record, or to write its own, whatever the IAM policies here say.',
  fix: {
    cli: `aws kinesis put-resource-policy --resource-arn <stream-or-consumer-arn> --policy file://<policy.json>
# or take it away altogether:
aws kinesis delete-resource-policy --resource-arn <stream-or-consumer-arn>`,
    terraform: `resource "aws_kinesis_resource_policy" "<stream>" {
  resource_arn = aws_kinesis_stream.<stream>.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::<trusted-account>:role/<role>" }
      Action    = ["kinesis:DescribeStreamSummary", "kinesis:ListShards", "kinesis:GetShardIterator", "kinesis:GetRecords"]
      Resource  = aws_kinesis_stream.<stream>.arn
    }]
  })
}`,
  },
  refs: { docs: [`${developerGuide}/resource-based-policy-examples.html`, `${developerGuide}/controlling-access.html`] },
  test: (stream, { graph, trustedAccounts }) =>
    judgeWith(stream, () => graph.into(stream.arn, 'AWS::Kinesis::StreamConsumer', 'reads-from'), isForeign(stream, trustedAccounts)),
})
