// Amazon S3: whom bucket policies let in, over what connections and with what keys.
import { defineCheck, notApplicable } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'
import { isOpen, isUnguarded, judge } from '../../src/check/policies.ts'
import { accountBlock, isOn } from '../../src/check/public-access.ts'
import {
  isForeignOrAdministers,
  judgeOpen,
  letsWrite,
  refusesCustomerKeys,
  refusesHttp,
  refusesOutsiders,
  verdictOf,
  writesForOwner,
} from './policies.ts'

const userGuide = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide'
const confusedDeputy = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html'

const setPolicy = (statement: string) => ({
  cli: `aws s3api put-bucket-policy --bucket <bucket> --policy file://<policy.json>
# <policy.json> holds the whole policy; the statement that is meant:
${statement}`,
  terraform: `resource "aws_s3_bucket_policy" "<bucket>" {
  bucket = aws_s3_bucket.<bucket>.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [${statement}]
  })
}`,
})

export const policyPublic = defineCheck({
  id: 's3-bucket-policy-public',
  title: 'No bucket policy opens the bucket to the world',
  on: 'AWS::S3::Bucket',
  needs: ['policy', 'publicAccessBlock'],
  reads: accountBlock,
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'public-access-block',
  likelihood: 4,
  impact: 5,
  cost: { level: 1, note: 'Free to close. What is meant for everybody is served through CloudFront from a private bucket.' },
  why: 'Bucket names are guessed by machines all day long. Whatever the policy gives to everybody, strangers find and take, and nobody learns who it was.',
  fix: setPolicy(
    '{"Effect": "Allow", "Principal": {"AWS": "<role-arn>"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::<bucket>/*"}',
  ),
  refs: { fsbp: ['S3.2'], docs: [`${userGuide}/access-control-block-public-access.html`, `${userGuide}/example-bucket-policies.html`] },
  test: (bucket, { graph }) => judgeOpen(bucket, isOpen, () => isOn('RestrictPublicBuckets', bucket, graph)),
})

export const policyPublicWrite = defineCheck({
  id: 's3-bucket-policy-public-write',
  title: 'No bucket policy lets the world write or delete',
  on: 'AWS::S3::Bucket',
  needs: ['policy', 'publicAccessBlock'],
  reads: accountBlock,
  threats: ['data-tampering'],
  mitigation: 'public-access-block',
  likelihood: 4,
  impact: 5,
  cost: { level: 0, note: 'Free. Uploads by strangers go through presigned URLs, each for one object and a short time.' },
  why: 'Strangers can replace what your systems and customers read from here, delete it, fill the bucket at your cost, or change the policy and keep you out.',
  fix: setPolicy(
    '{"Effect": "Allow", "Principal": {"AWS": "<role-arn>"}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::<bucket>/*"}',
  ),
  refs: {
    fsbp: ['S3.3'],
    cis: ['v7.0:2.21'],
    docs: [`${userGuide}/access-control-block-public-access.html`, `${userGuide}/PresignedUrlUploadObject.html`],
  },
  test: (bucket, { graph }) =>
    judgeOpen(
      bucket,
      (admission) => isOpen(admission) && letsWrite(admission),
      () => isOn('RestrictPublicBuckets', bucket, graph),
    ),
})

export const policyCrossAccount = defineCheck({
  id: 's3-bucket-policy-cross-account',
  title: 'Only trusted accounts may use the bucket, and none may administer it',
  // An access point has a policy of its own, to which that of its bucket may leave everything.
  on: ['AWS::S3::Bucket', 'AWS::S3::AccessPoint'],
  needs: ['policy', 'publicAccessBlock'],
  reads: accountBlock,
  uses: ['trustedAccounts'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'trust-boundary-policy',
  likelihood: 3,
  impact: 4,
  cost: { level: 0, note: 'Free. Partners that are meant are entered as trusted accounts, once.' },
  why: 'What another account may do here is decided by its administrators and by whoever breaks in there. One that may change the policy or the encryption can take the bucket over.',
  fix: setPolicy(
    '{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::<trusted-account>:role/<role>"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::<bucket>/<prefix>/*"}',
  ),
  refs: {
    fsbp: ['S3.6'],
    docs: [
      `${userGuide}/example-walkthroughs-managing-access-example2.html`,
      `${userGuide}/access-points-policies.html`,
      `${userGuide}/security-best-practices.html`,
    ],
  },
  // A public policy that is restricted lets in no other account, not even those that it names.
  test: (subject, { graph, trustedAccounts }) => {
    const foreign = isForeignOrAdministers(subject, trustedAccounts)
    const fromVpcAlone = subject.kind === 'AWS::S3::AccessPoint' && subject.base.NetworkOrigin === 'VPC'
    return judgeOpen(
      subject,
      (admission) => !(fromVpcAlone && isOpen(admission)) && foreign(admission),
      () => isOn('RestrictPublicBuckets', subject, graph),
    )
  },
})

export const policyConfusedDeputy = defineCheck({
  id: 's3-bucket-policy-confused-deputy',
  title: 'Services may use the bucket for this account alone',
  on: 'AWS::S3::Bucket',
  needs: ['policy'],
  threats: ['data-tampering', 'data-exfiltration'],
  mitigation: 'least-privilege-iam',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. The statement names the trail, distribution or account that the service acts for.' },
  why: 'A service acts for every customer of AWS. Whoever points a trail, a log delivery or a distribution of their own at this bucket writes into it, or reads from it, by the right that you gave to the service.',
  fix: setPolicy(
    '{"Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::<bucket>/*", "Condition": {"StringEquals": {"aws:SourceAccount": "<account-id>"}}}',
  ),
  refs: { docs: [confusedDeputy, `${userGuide}/enable-server-access-logging.html`] },
  test: (bucket) => judge(bucket, bucket.policy, (admission) => isUnguarded(admission) && !writesForOwner(admission, bucket)),
})

export const dataPerimeter = defineCheck({
  id: 's3-bucket-data-perimeter',
  title: 'Sensitive buckets accept only expected networks or identities',
  on: 'AWS::S3::Bucket',
  needs: ['policy', 'tags'],
  uses: ['dataClassTags', 'sensitiveClasses'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'trust-boundary-policy',
  likelihood: 2,
  impact: 4,
  cost: {
    level: 1,
    note: 'Free, but a Deny that forgets a caller locks it out: watch CloudTrail for a while first. AWS services need their exception.',
  },
  why: 'An Allow that somebody adds later is all it takes to let strangers in. A Deny for whoever is neither of your organization nor in your network holds whatever else the policy comes to say.',
  fix: setPolicy(
    '{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::<bucket>", "arn:aws:s3:::<bucket>/*"], "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "<organization-id>", "aws:SourceVpc": "<vpc-id>"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}}',
  ),
  refs: {
    docs: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html',
      `${userGuide}/example-bucket-policies-vpc-endpoint.html`,
    ],
  },
  test: (bucket, settings) => {
    const dataClass = sensitiveClassOf(bucket.tags, settings)
    if (dataClass === undefined) return notApplicable({ dataClass: null })
    const refused = refusesOutsiders(bucket)
    return verdictOf(refused, { dataClass, refusesOutsiders: refused })
  },
})

export const secureTransport = defineCheck({
  id: 's3-bucket-secure-transport',
  title: 'Bucket policy denies plain HTTP',
  on: 'AWS::S3::Bucket',
  needs: ['policy'],
  threats: ['data-exfiltration', 'data-tampering'],
  mitigation: 'encryption-in-transit',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. The SDKs use HTTPS anyway; links that begin with http: stop working.' },
  why: 'S3 answers over plain HTTP as well. A link or client that is set up so shows objects to whoever is on the path, or lets them be swapped on the way.',
  fix: setPolicy(
    '{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::<bucket>", "arn:aws:s3:::<bucket>/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}}',
  ),
  refs: {
    fsbp: ['S3.5'],
    cis: ['v3.0:2.1.1', 'v5.0:2.1.1', 'v7.0:3.1.1'],
    docs: [`${userGuide}/security-best-practices.html`, `${userGuide}/example-bucket-policies.html`],
  },
  test: (bucket) => {
    const refused = refusesHttp(bucket)
    return verdictOf(refused, { refusesPlainHttp: refused })
  },
})

export const blockCustomerProvidedKeys = defineCheck({
  id: 's3-bucket-block-sse-c',
  title: 'Objects cannot be encrypted with keys that only the caller has',
  on: 'AWS::S3::Bucket',
  needs: ['encryption', 'policy'],
  threats: ['data-tampering', 'denial-of-service'],
  mitigation: 'integrity',
  likelihood: 2,
  impact: 5,
  cost: { level: 0, note: 'Free, unless something of yours uses SSE-C: then it stops.' },
  why: 'Whoever may read and write objects can put them back encrypted with a key of their own (SSE-C), which AWS never keeps. The data is still there, and only they can read it: ransom without malware.',
  fix: {
    cli: `aws s3api get-bucket-encryption --bucket <bucket>
# put the same rule back, with one member more:
aws s3api put-bucket-encryption --bucket <bucket> --server-side-encryption-configuration '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"<AES256|aws:kms>"},"BlockedEncryptionTypes":{"EncryptionType":["SSE-C"]}}]}'`,
    terraform: `resource "aws_s3_bucket_server_side_encryption_configuration" "<bucket>" {
  bucket = aws_s3_bucket.<bucket>.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "<AES256|aws:kms>"
    }
    blocked_encryption_types = ["SSE-C"]
  }
}`,
  },
  refs: { docs: [`${userGuide}/ServerSideEncryptionCustomerKeys.html`, `${userGuide}/blocking-unblocking-s3-c-encryption-gpb.html`] },
  test: (bucket) => {
    const BlockedEncryptionTypes = bucket.encryption?.BlockedEncryptionTypes ?? []
    if (BlockedEncryptionTypes.includes('SSE-C')) return verdictOf(true, { BlockedEncryptionTypes })
    const refused = refusesCustomerKeys(bucket)
    return verdictOf(refused, { BlockedEncryptionTypes, policyRefusesIt: refused })
  },
})
