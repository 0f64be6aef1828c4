// Amazon Athena: where query results lie: whose bucket it is, how it is protected, and for how long they stay.
import { defineCheck, fail, notApplicable, pass, type Evidence, type Outcome } from '../../src/check/check.ts'
import { isOpen } from '../../src/check/policies.ts'
import type { FacetValue } from '../../src/graph/kinds.ts'
import { parseS3Uri } from '../../src/graph/s3-uri.ts'
import { accountBlock, flags, isOn } from '../../src/check/public-access.ts'
import { judgeOpen, refusesHttp } from '../s3/policies.ts'

const userGuide = 'https://docs.aws.amazon.com/athena/latest/ug'

type Configuration = FacetValue<'AWS::Athena::WorkGroup', 'configuration'>

/** Why no bucket belongs to a work group; undefined where one does. */
const withoutBucket = ({ ManagedQueryResultsConfiguration, ResultConfiguration }: Configuration): Evidence | undefined => {
  if (ManagedQueryResultsConfiguration.Enabled) return { managedQueryResults: true }
  return ResultConfiguration.OutputLocation === undefined ? { OutputLocation: null } : undefined
}

export const expectedBucketOwner = defineCheck({
  id: 'athena-workgroup-expected-bucket-owner',
  title: 'Results only go to a bucket of a known account',
  on: 'AWS::Athena::WorkGroup',
  needs: ['configuration'],
  uses: ['trustedAccounts'],
  threats: ['data-exfiltration', 'data-tampering'],
  mitigation: 'trust-boundary-policy',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. Queries fail where the bucket belongs to somebody else, which is what it is for.' },
  why: 'Names of buckets are the same for everybody in the world. Once the result bucket is deleted, whoever makes one of that name receives every result that is written from then on.',
  fix: {
    cli: `aws athena update-work-group --work-group <work-group> --configuration-updates '{"ResultConfigurationUpdates":{"ExpectedBucketOwner":"<account-id>"}}'`,
    terraform: `resource "aws_athena_workgroup" "<work_group>" {
  configuration {
    result_configuration {
      output_location       = "s3://<bucket>/<prefix>/"
      expected_bucket_owner = "<account-id>"
    }
  }
}`,
  },
  refs: { docs: [`${userGuide}/query-results-specify-location.html`, `${userGuide}/query-results-specify-location-workgroup.html`] },
  test: ({ account, configuration }, { trustedAccounts }) => {
    const none = withoutBucket(configuration)
    if (none) return notApplicable(none)
    const { ExpectedBucketOwner = null } = configuration.ResultConfiguration
    const known = ExpectedBucketOwner !== null && [account, ...trustedAccounts].includes(ExpectedBucketOwner)
    return (known ? pass : fail)({ ExpectedBucketOwner })
  },
})

/** A bucket that this account does not list: another account's, or one that is gone, whose name is free for anybody to take. */
const outside = (
  { ExpectedBucketOwner }: Configuration['ResultConfiguration'],
  bucket: string,
  trustedAccounts: readonly string[],
): Outcome => {
  const known = ExpectedBucketOwner !== undefined && trustedAccounts.includes(ExpectedBucketOwner)
  return (known ? notApplicable : fail)({ bucket, bucketInAccount: false, ExpectedBucketOwner: ExpectedBucketOwner ?? null })
}

export const resultBucket = defineCheck({
  id: 'athena-result-bucket-hardening',
  title: 'The result bucket is closed to the public and to plain HTTP',
  on: 'AWS::Athena::WorkGroup',
  needs: ['configuration'],
  across: { 'stores-in': ['policy', 'publicAccessBlock'] },
  reads: accountBlock,
  uses: ['trustedAccounts'],
  threats: ['data-exfiltration'],
  mitigation: 'public-access-block',
  likelihood: 3,
  impact: 4,
  cost: { level: 0, note: 'Free. Nobody reads query results without credentials, or over plain HTTP.' },
  why: 'The lake may be guarded well; its results are copies of it, in a bucket that often nobody thinks of. One public policy there gives away whatever was ever queried.',
  fix: {
    cli: `aws s3api put-public-access-block --bucket <bucket> --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
aws s3api put-bucket-policy --bucket <bucket> --policy file://<policy.json>
# <policy.json> also has the statement:
{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::<bucket>", "arn:aws:s3:::<bucket>/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}}`,
    terraform: `resource "aws_s3_bucket_public_access_block" "<bucket>" {
  bucket                  = aws_s3_bucket.<bucket>.id
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = true
  restrict_public_buckets = true
}`,
  },
  refs: {
    docs: [
      `${userGuide}/security-best-practices.html`,
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
    ],
  },
  test: (group, { graph, trustedAccounts }) => {
    const none = withoutBucket(group.configuration)
    if (none) return notApplicable(none)
    const [bucket] = group['stores-in']
    if (!bucket) return fail({ OutputLocation: group.configuration.ResultConfiguration.OutputLocation ?? null, bucket: null })
    if (!bucket.found) return outside(group.configuration.ResultConfiguration, bucket.arn, trustedAccounts)
    const { node } = bucket
    const asked = {
      publicAccessBlocked: () => flags.every((flag) => isOn(flag, node, graph)),
      policyClosedToPublic: () => judgeOpen(node, isOpen, () => isOn('RestrictPublicBuckets', node, graph)).verdict === 'pass',
      plainHttpRefused: () => refusesHttp(node),
    }
    const evidence = {
      bucket: node.name,
      publicAccessBlocked: graph.ifKnown(asked.publicAccessBlocked) ?? null,
      policyClosedToPublic: graph.ifKnown(asked.policyClosedToPublic) ?? null,
      plainHttpRefused: graph.ifKnown(asked.plainHttpRefused) ?? null,
    }
    // One that does not hold decides, whether or not the others are known.
    if (Object.values(evidence).includes(false)) return fail(evidence)
    return (Object.values(asked).every((holds) => holds()) ? pass : fail)(evidence)
  },
})

/** Days, a quarter: what is needed for longer is a data set of its own, and everything else can be had again by the same query. */
const longestRetention = 90

export const resultRetention = defineCheck({
  id: 'athena-result-retention',
  title: 'Query results expire',
  on: 'AWS::Athena::WorkGroup',
  needs: ['configuration'],
  across: { 'stores-in': ['lifecycle'] },
  uses: ['trustedAccounts'],
  threats: ['data-exfiltration'],
  mitigation: 'data-minimization',
  likelihood: 1,
  impact: 4,
  cost: { level: 0, note: 'Free, and it saves storage. Athena cannot reuse results that have expired.' },
  why: 'Every query leaves a copy of what it found. Without an end they pile up for years, outlive what was deleted from the lake itself, and all of it is there for whoever gets into the bucket once.',
  fix: {
    cli: `aws s3api put-bucket-lifecycle-configuration --bucket <bucket> --lifecycle-configuration '{"Rules":[{"ID":"query-results","Status":"Enabled","Filter":{"Prefix":"<prefix>/"},"Expiration":{"Days":30}}]}'`,
    terraform: `resource "aws_s3_bucket_lifecycle_configuration" "<bucket>" {
  bucket = aws_s3_bucket.<bucket>.id
  rule {
    id     = "query-results"
    status = "Enabled"
    filter {
      prefix = "<prefix>/"
    }
    expiration {
      days = 30
    }
  }
}`,
  },
  refs: {
    docs: [`${userGuide}/managed-results.html`, 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html'],
  },
  test: (group, { trustedAccounts }) => {
    const { ManagedQueryResultsConfiguration, ResultConfiguration } = group.configuration
    if (ManagedQueryResultsConfiguration.Enabled) return pass({ managedQueryResults: true })
    const place = parseS3Uri(ResultConfiguration.OutputLocation)
    if (!place) return notApplicable({ OutputLocation: ResultConfiguration.OutputLocation ?? null })
    const [bucket] = group['stores-in']
    if (!bucket?.found) return outside(ResultConfiguration, bucket?.arn ?? place.bucket, trustedAccounts)
    // Athena writes below the location, whether or not it is spelt with a slash at its end.
    const prefix = place.prefix.replace(/([^/])$/, '$1/')
    const days = (bucket.node.lifecycle ?? []).flatMap(({ Status, Prefix, ExpirationDays }) =>
      Status === 'Enabled' && ExpirationDays !== undefined && Prefix !== undefined && prefix.startsWith(Prefix) ? [ExpirationDays] : [],
    )
    const ExpirationDays = days.length > 0 ? Math.min(...days) : null
    const held = ExpirationDays !== null && ExpirationDays <= longestRetention
    return (held ? pass : fail)({ bucket: bucket.node.name, ExpirationDays, longest: longestRetention })
  },
})
