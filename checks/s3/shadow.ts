// Amazon S3: bucket names that services make up by a rule that everybody knows.
import { defineCheck, fail, notApplicable, pass, type Evidence } from '../../src/check/check.ts'
import { few, policyOf } from '../../src/check/policies.ts'
import type { Statement } from '../../src/iam/parse.ts'

/**
 * Names by which tools and consoles of AWS call their buckets, in full but for the account and the region: anybody who knows the id of an account can make them.
 * `cdk-<qualifier>-assets-…`, `aws-glue-assets-…`, `sagemaker-…`, `aws-emr-studio-…`, `aws-athena-query-results-…`, `elasticbeanstalk-…`.
 */
const patterns = (account: string): RegExp =>
  new RegExp(
    `^(?:cdk-[a-z0-9]{1,10}-assets-${account}-[a-z0-9-]+|(?:aws-glue-assets|aws-emr-studio|aws-athena-query-results)-${account}-[a-z0-9-]+|(?:sagemaker|elasticbeanstalk)-[a-z]{2}(?:-[a-z]+)+-\\d-${account})$`,
  )

/** Under which a request only reaches buckets of certain accounts, whoever has the name. */
const ownerKeys = new Set(['aws:resourceaccount', 'aws:resourceorgid'])
const isHeldToOwner = ({ conditions }: Statement): boolean =>
  conditions.some(({ key, test }) => ownerKeys.has(key) && test?.negated === false)

/** Names of buckets that a policy gives rights on by their whole name, `arn:aws:s3:::<bucket>` and what is in it, whoever they belong to. */
const namedIn = (policies: readonly string[]): readonly string[] =>
  policies
    .flatMap((text) => policyOf(text).statements)
    .filter((statement) => statement.effect === 'Allow' && !isHeldToOwner(statement))
    .flatMap(({ resources }) => (resources && !resources.not ? resources.patterns : []))
    .flatMap((pattern) => /^arn:[^:]+:s3:::([^/*?$]+)(?:\/|$)/.exec(pattern)?.[1] ?? [])

export const predictableNames = defineCheck({
  id: 's3-bucket-shadow-resource',
  title: 'Buckets that services expect under a predictable name belong to this account',
  on: 'AWS::Account',
  needs: [],
  reads: { 'AWS::S3::Bucket': [], 'AWS::IAM::Role': [], 'AWS::IAM::ManagedPolicy': [] },
  threats: ['insecure-dependencies', 'data-tampering'],
  mitigation: 'integrity',
  likelihood: 3,
  impact: 5,
  cost: { level: 0, note: 'An empty bucket is free. What is no longer used is better removed: the role, too.' },
  why: 'The name follows from the id of the account and the region. Once the bucket is gone, or before the service makes it, a stranger can take the name: your roles then put code and data into their bucket, and run what they take from it.',
  fix: {
    cli: `aws s3api create-bucket --bucket <bucket> --region <region> --create-bucket-configuration LocationConstraint=<region>
# in us-east-1 without the configuration. It says BucketAlreadyExists: a stranger has it. Then remove the roles that use it, and set up the tool anew; for the CDK under another name:
cdk bootstrap --qualifier <qualifier> aws://<account-id>/<region>`,
    terraform: `resource "aws_s3_bucket" "<name>" {
  bucket = "<bucket>"
}`,
  },
  refs: {
    docs: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html',
      'https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html',
    ],
  },
  test: ({ name: account }, { graph }) => {
    const predictable = patterns(account)
    const own = new Set(graph.all('AWS::S3::Bucket').map(({ name }) => name))
    const holders = [
      ...graph
        .all('AWS::IAM::Role')
        .map(({ name, base }) => ({ name, policies: base.RolePolicyList.map(({ PolicyDocument }) => PolicyDocument) })),
      ...graph.all('AWS::IAM::ManagedPolicy').map(({ name, base }) => ({ name, policies: [base.Document] })),
    ]
    const uses = holders
      .flatMap(({ name, policies }) => namedIn(policies).map((bucket) => ({ bucket, by: name })))
      .filter(({ bucket }) => predictable.test(bucket))
    const byBucket = [...Map.groupBy(uses, ({ bucket }) => bucket)].sort(([a], [b]) => (a < b ? -1 : 1))
    if (byBucket.length === 0) return notApplicable({ predictableNames: 0 })
    const missing = byBucket.flatMap(([bucket, by]) => {
      const evidence: Evidence = { bucket, usedBy: few(by.map((use) => use.by).sort()) }
      return own.has(bucket) ? [] : [fail(evidence, bucket)]
    })
    return missing.length === 0 ? pass({ buckets: few(byBucket.map(([bucket]) => bucket)) }) : missing
  },
})
