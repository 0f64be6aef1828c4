// Amazon S3: under which keys buckets encrypt.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'
import { judgeCustomerKey } from '../../src/check/keys.ts'

const userGuide = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide'

const withKey = {
  cli: `aws s3api put-bucket-encryption --bucket <bucket> --server-side-encryption-configuration '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"<key-arn>"},"BucketKeyEnabled":true,"BlockedEncryptionTypes":{"EncryptionType":["SSE-C"]}}]}'`,
  terraform: `resource "aws_s3_bucket_server_side_encryption_configuration" "<bucket>" {
  bucket = aws_s3_bucket.<bucket>.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.<key>.arn
    }
    bucket_key_enabled = true
  }
}`,
}

export const customerKey = defineCheck({
  id: 's3-bucket-kms-encryption',
  title: 'Sensitive buckets encrypt under a customer managed key',
  on: 'AWS::S3::Bucket',
  needs: ['encryption', 'tags'],
  across: { 'encrypted-with': ['metadata'] },
  uses: ['dataClassTags', 'sensitiveClasses'],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 2,
  impact: 4,
  cost: {
    level: 1,
    note: 'A key costs a fixed amount a month, each request to it a little, and a few milliseconds; with a bucket key the requests become few. Objects that are there stay as they are until they are copied over themselves.',
  },
  why: 'S3 encrypts everything, but under its own keys the right to read an object is all that anybody needs. With a key of your own, a leaked policy or credential is not enough: reading takes a second permission that you can audit and withdraw.',
  fix: withKey,
  refs: { fsbp: ['S3.17'], docs: [`${userGuide}/UsingKMSEncryption.html`, `${userGuide}/specifying-kms-encryption.html`] },
  test: (bucket, settings) => {
    const dataClass = sensitiveClassOf(bucket.tags, settings)
    if (dataClass === undefined) return notApplicable({ dataClass: null })
    return judgeCustomerKey(bucket['encrypted-with'], { dataClass, SSEAlgorithm: bucket.encryption?.SSEAlgorithm ?? null })
  },
})

export const bucketKey = defineCheck({
  id: 's3-bucket-key-enabled',
  title: 'Buckets under KMS keys use a bucket key',
  on: 'AWS::S3::Bucket',
  needs: ['encryption'],
  threats: ['resource-exhaustion'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 1,
  impact: 3,
  cost: { level: 0, note: 'It saves money. CloudTrail then names the bucket instead of the object in the records of KMS.' },
  why: 'Without it S3 asks KMS for every single object. A scan of many objects then costs more for keys than for data, and may use up the quota of KMS requests that everything else in the region needs too.',
  fix: withKey,
  refs: { docs: [`${userGuide}/bucket-key.html`, `${userGuide}/configuring-bucket-key.html`] },
  test: ({ encryption }) => {
    const SSEAlgorithm = encryption?.SSEAlgorithm ?? null
    // There are no bucket keys for the dual-layer aws:kms:dsse.
    if (encryption?.SSEAlgorithm !== 'aws:kms') return notApplicable({ SSEAlgorithm })
    const { BucketKeyEnabled } = encryption
    return (BucketKeyEnabled ? pass : fail)({ SSEAlgorithm, BucketKeyEnabled })
  },
})
