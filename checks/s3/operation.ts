// Amazon S3: whether anybody could tell who read what, and whether old objects ever go.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { trailOf, trailReads } from '../../src/check/data-events.ts'

const userGuide = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide'

export const accessLogging = defineCheck({
  id: 's3-bucket-access-logging',
  title: 'Access to the bucket is logged',
  on: 'AWS::S3::Bucket',
  needs: ['logging'],
  across: { 'logs-to': [] },
  reads: { 'AWS::S3::Bucket': ['logging'], ...trailReads },
  threats: ['detection-and-recovery'],
  mitigation: 'logging',
  likelihood: 2,
  impact: 4,
  cost: {
    level: 1,
    note: 'Access logs cost only their storage, and some may be missing; data events of CloudTrail are complete, and charged for each request.',
  },
  why: 'When data has leaked, the first question is what was read, by whom and from where. Nothing else answers it: S3 itself keeps no record of reads.',
  fix: {
    cli: `aws s3api put-bucket-logging --bucket <bucket> --bucket-logging-status '{"LoggingEnabled":{"TargetBucket":"<log-bucket>","TargetPrefix":"<bucket>/"}}'`,
    terraform: `resource "aws_s3_bucket_logging" "<bucket>" {
  bucket        = aws_s3_bucket.<bucket>.id
  target_bucket = aws_s3_bucket.<log-bucket>.id
  target_prefix = "<bucket>/"
}`,
  },
  refs: {
    fsbp: ['S3.9'],
    docs: [`${userGuide}/ServerLogs.html`, `${userGuide}/enable-cloudtrail-logging-for-s3.html`],
  },
  test: (bucket, { graph }) => {
    const [target] = bucket['logs-to']
    const TargetBucket = bucket.logging?.TargetBucket ?? null
    // A bucket that logs into itself logs each log; S3 delivers to no other account, so a target that is not here is gone.
    if (target?.found && target.arn !== bucket.arn) return pass({ TargetBucket })
    const objects = { type: 'AWS::S3::Object', arn: `${bucket.arn}/`, region: bucket.base.BucketRegion } as const
    const reads = trailOf(graph, { ...objects, readOnly: true })
    const writes = reads && trailOf(graph, { ...objects, readOnly: false })
    if (writes) return pass({ TargetBucket, trails: [...new Set([reads.name, writes.name])].sort() })
    // Else each log bucket would need one more.
    const logsOf = graph.into(bucket.arn, 'AWS::S3::Bucket', 'logs-to').filter(({ arn }) => arn !== bucket.arn).length
    return logsOf > 0 && target === undefined ? notApplicable({ receivesLogs: true }) : fail({ TargetBucket, trails: [] })
  },
})

export const lifecycle = defineCheck({
  id: 's3-bucket-lifecycle',
  title: 'Lifecycle rules say when objects go',
  on: 'AWS::S3::Bucket',
  needs: ['lifecycle'],
  threats: ['resource-exhaustion', 'data-exfiltration'],
  mitigation: 'data-minimization',
  likelihood: 1,
  impact: 3,
  cost: { level: 0, note: 'It saves storage. Decide first how long the data has to be kept.' },
  why: 'What nobody needs any more still costs money, still has to be protected, and is still there to be stolen.',
  fix: {
    cli: `aws s3api put-bucket-lifecycle-configuration --bucket <bucket> --lifecycle-configuration '{"Rules":[{"ID":"expire","Status":"Enabled","Filter":{"Prefix":""},"Expiration":{"Days":<days>},"NoncurrentVersionExpiration":{"NoncurrentDays":<days>}}]}'`,
    terraform: `resource "aws_s3_bucket_lifecycle_configuration" "<bucket>" {
  bucket = aws_s3_bucket.<bucket>.id
  rule {
    id     = "expire"
    status = "Enabled"
    filter {}
    expiration {
      days = <days>
    }
  }
}`,
  },
  refs: {
    fsbp: ['S3.13'],
    docs: [`${userGuide}/object-lifecycle-mgmt.html`, `${userGuide}/how-to-set-lifecycle-configuration-intro.html`],
  },
  test: ({ lifecycle: rules }) => {
    const enabled = (rules ?? []).filter(({ Status }) => Status === 'Enabled').length
    return (enabled > 0 ? pass : fail)({ enabledRules: enabled, disabledRules: (rules ?? []).length - enabled })
  },
})
