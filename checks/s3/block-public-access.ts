// Amazon S3: block public access of accounts, buckets and access points.
import { defineCheck, fail, pass } from '../../src/check/check.ts'
import { cannotTell, policyOf } from '../../src/check/policies.ts'
import { isPublicPolicy } from '../../src/iam/s3.ts'
import { accountBlock, flags, isOn } from '../../src/check/public-access.ts'

const userGuide = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide'
const allFour = 'BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true'

export const accountPublicAccessBlock = defineCheck({
  id: 's3-account-public-access-block',
  title: 'Block public access is fully on for the account',
  on: 'AWS::S3::AccountPublicAccessBlock',
  needs: ['publicAccessBlock'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'public-access-block',
  likelihood: 3,
  impact: 5,
  cost: { level: 0, note: 'Free. A bucket that serves a public site directly stops doing so: put CloudFront before it first.' },
  why: 'Without it, each bucket is one mistaken policy or ACL away from being open to the internet, new buckets included. With it, that mistake has no effect.',
  fix: {
    cli: `aws s3control put-public-access-block --account-id <account-id> --public-access-block-configuration ${allFour}`,
    terraform: `resource "aws_s3_account_public_access_block" "account" {
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = true
  restrict_public_buckets = true
}`,
  },
  refs: {
    fsbp: ['S3.1'],
    cis: ['v3.0:2.1.4', 'v5.0:2.1.4', 'v7.0:3.1.4'],
    docs: [`${userGuide}/configuring-block-public-access-account.html`, `${userGuide}/access-control-block-public-access.html`],
  },
  test: ({ publicAccessBlock }) => {
    const off = flags.filter((flag) => publicAccessBlock?.[flag] !== true)
    return (off.length === 0 ? pass : fail)({ off })
  },
})

export const bucketPublicAccessBlock = defineCheck({
  id: 's3-bucket-public-access-block',
  title: 'Block public access covers the bucket',
  on: 'AWS::S3::Bucket',
  needs: ['publicAccessBlock'],
  reads: accountBlock,
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'public-access-block',
  likelihood: 3,
  impact: 4,
  cost: { level: 0, note: 'Free. Look first whether anybody reads the bucket without credentials.' },
  why: 'Nothing stands between this bucket and a policy or ACL that opens it: whoever may change either can publish what is in it, by intent or by mistake.',
  fix: {
    cli: `aws s3api put-public-access-block --bucket <bucket> --public-access-block-configuration ${allFour}`,
    terraform: `resource "aws_s3_bucket_public_access_block" "<bucket>" {
  bucket                  = aws_s3_bucket.<bucket>.id
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = true
  restrict_public_buckets = true
}`,
  },
  refs: {
    fsbp: ['S3.8'],
    cis: ['v3.0:2.1.4', 'v5.0:2.1.4', 'v7.0:3.1.4'],
    docs: [`${userGuide}/configuring-block-public-access-bucket.html`, `${userGuide}/access-control-block-public-access.html`],
  },
  test: (bucket, { graph }) => {
    const off = flags.filter((flag) => !isOn(flag, bucket, graph))
    return (off.length === 0 ? pass : fail)({ off })
  },
})

export const accessPointPublicAccessBlock = defineCheck({
  id: 's3-access-point-public-access-block',
  title: 'Access points block public access',
  on: 'AWS::S3::AccessPoint',
  needs: ['publicAccessBlock', 'policy'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'public-access-block',
  likelihood: 3,
  impact: 4,
  cost: { level: 0, note: 'Free, but these settings cannot be changed: the access point has to be made anew.' },
  why: 'An access point is a second door to its bucket, with a policy and settings of its own. One that does not block public access can be opened to everybody while the bucket looks closed.',
  fix: {
    cli: `aws s3control delete-access-point --account-id <account-id> --name <access-point>
aws s3control create-access-point --account-id <account-id> --name <access-point> --bucket <bucket> --public-access-block-configuration ${allFour}`,
    terraform: `resource "aws_s3_access_point" "<access-point>" {
  bucket = aws_s3_bucket.<bucket>.id
  name   = "<access-point>"
  public_access_block_configuration {
    block_public_acls       = true
    ignore_public_acls      = true
    block_public_policy     = true
    restrict_public_buckets = true
  }
}`,
  },
  refs: { fsbp: ['S3.19'], docs: [`${userGuide}/access-points-bpa-settings.html`, `${userGuide}/access-points-policies.html`] },
  test: (point) => {
    const off = flags.filter((flag) => !point.publicAccessBlock[flag])
    const { NetworkOrigin } = point.base
    if (off.length > 0) return fail({ off, NetworkOrigin })
    // From inside of one VPC alone, no policy is public.
    const isPublic = NetworkOrigin === 'VPC' ? 'no' : isPublicPolicy(policyOf(point.policy))
    if (isPublic !== 'yes' && isPublic !== 'no') throw cannotTell(point, 'it cannot be told whether it is public')
    return (isPublic === 'no' ? pass : fail)({ off, NetworkOrigin, publicPolicy: isPublic === 'yes' })
  },
})
