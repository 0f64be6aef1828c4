// Amazon S3: where copies of a bucket go.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'
import { few } from '../../src/check/policies.ts'

const userGuide = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide'

const replicate = {
  cli: 'aws s3api put-bucket-replication --bucket <bucket> --replication-configuration file://<replication.json>',
  terraform: `resource "aws_s3_bucket_replication_configuration" "<bucket>" {
  bucket = aws_s3_bucket.<bucket>.id
  role   = aws_iam_role.<replication>.arn
  rule {
    status = "Enabled"
    destination {
      bucket  = "<bucket-arn>"
      account = "<account-id>"
      access_control_translation {
        owner = "Destination"
      }
    }
  }
}`,
}

export const crossRegionReplication = defineCheck({
  id: 's3-bucket-replication',
  title: 'Critical buckets are replicated to another region',
  on: 'AWS::S3::Bucket',
  needs: ['replication', 'tags'],
  across: { 'replicates-to': [] },
  uses: ['dataClassTags', 'sensitiveClasses'],
  threats: ['detection-and-recovery'],
  mitigation: 'backup-and-restore',
  likelihood: 1,
  impact: 4,
  cost: { level: 3, note: 'Storage twice, and transfer for each gigabyte. Copies are made afterwards, so writes do not get slower.' },
  why: 'S3 keeps a bucket in one region. While that region is away, so is everything that is only there.',
  fix: replicate,
  refs: { fsbp: ['S3.7'], docs: [`${userGuide}/replication.html`, `${userGuide}/replication-how-setup.html`] },
  test: (bucket, settings) => {
    const dataClass = sensitiveClassOf(bucket.tags, settings)
    if (dataClass === undefined) return notApplicable({ dataClass: null })
    const { BucketRegion } = bucket.base
    const copies = bucket['replicates-to']
    const regions = copies.flatMap((copy) => (copy.found ? [copy.node.base.BucketRegion] : []))
    const evidence = { dataClass, BucketRegion, replicatesTo: few([...regions].sort()) }
    if (regions.some((region) => region !== BucketRegion)) return pass(evidence)
    // S3 does not tell where a bucket of another account is.
    const elsewhere = copies.flatMap((copy) => (copy.found ? [] : [copy.arn]))
    return elsewhere.length > 0 ? notApplicable({ ...evidence, regionNotKnown: few(elsewhere.sort()) }) : fail(evidence)
  },
})

export const destinationTrusted = defineCheck({
  id: 's3-replication-destination-trusted',
  title: 'Copies go only to this account and trusted ones',
  on: 'AWS::S3::Bucket',
  needs: ['replication'],
  across: { 'replicates-to': [] },
  uses: ['trustedAccounts'],
  threats: ['data-exfiltration'],
  mitigation: 'trust-boundary-policy',
  likelihood: 3,
  impact: 5,
  cost: { level: 0, note: 'Free. Accounts that are meant are entered as trusted, once, and named in the rule.' },
  why: 'A replication rule is the quietest way to carry data off: S3 itself copies every new object, for ever, and no client of yours notices. Whoever may set it once needs to come back no more.',
  fix: {
    cli: `aws s3api get-bucket-replication --bucket <bucket>
# a rule that nobody meant:
aws s3api delete-bucket-replication --bucket <bucket>`,
    terraform: replicate.terraform,
  },
  refs: { docs: [`${userGuide}/replication.html`, `${userGuide}/replication-change-owner.html`] },
  test: (bucket, { trustedAccounts }) => {
    const rules = (bucket.replication?.Rules ?? []).filter(({ Status }) => Status === 'Enabled')
    if (rules.length === 0) return notApplicable({ enabledRules: 0 })
    const own = new Set(bucket['replicates-to'].flatMap((copy) => (copy.found ? [copy.arn] : [])))
    const trusted = new Set([bucket.account, ...trustedAccounts])
    const unknown = rules.filter(({ Destination: { Bucket, Account = '' } }) => !own.has(Bucket) && !trusted.has(Account))
    const all = [...new Set(unknown.map(({ Destination: { Bucket, Account } }) => `${Bucket} of account ${Account ?? 'not named'}`))]
    return all.length === 0
      ? pass({ destinations: few(rules.map(({ Destination }) => Destination.Bucket).sort()) })
      : fail({ untrusted: few(all.sort()) })
  },
})
