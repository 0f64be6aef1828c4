// Amazon S3: access control lists, and websites that need buckets to be open.
import { defineCheck, fail, pass, type Evidence, type Outcome } from '../../src/check/check.ts'
import type { FacetValue } from '../../src/graph/kinds.ts'
import { accountBlock, isOn } from '../../src/check/public-access.ts'

const userGuide = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide'

const withoutAcl = {
  cli: `aws s3api put-bucket-acl --bucket <bucket> --acl private
aws s3api put-bucket-ownership-controls --bucket <bucket> --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'`,
  terraform: `resource "aws_s3_bucket_ownership_controls" "<bucket>" {
  bucket = aws_s3_bucket.<bucket>.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}`,
}

/** Everyone, and everyone with an AWS account: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee-predefined-groups */
const worldly = /\/(AllUsers|AuthenticatedUsers)$/

/** Grants of a permission to everybody, as long as nothing makes them void. */
const judgeAcl = (acl: FacetValue<'AWS::S3::Bucket', 'acl'>, permissions: readonly string[], ignored: () => boolean): Outcome => {
  if (acl === null) return pass({ ObjectOwnership: 'BucketOwnerEnforced' })
  const grants = acl.flatMap(({ URI, Permission }) => {
    const group = worldly.exec(URI)?.[1]
    return group !== undefined && permissions.includes(Permission) ? [`${group}: ${Permission}`] : []
  })
  const evidence: Evidence = { grants: grants.sort() }
  if (grants.length === 0) return pass(evidence)
  return ignored() ? pass({ ...evidence, IgnorePublicAcls: true }) : fail(evidence)
}

export const aclPublicRead = defineCheck({
  id: 's3-bucket-acl-public-read',
  title: 'No ACL lets everybody list or read the bucket',
  on: 'AWS::S3::Bucket',
  needs: ['acl', 'publicAccessBlock'],
  reads: accountBlock,
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'public-access-block',
  likelihood: 4,
  impact: 5,
  cost: { level: 0, note: 'Free. Readers that are meant get a bucket policy or presigned URLs.' },
  why: 'Anyone on the internet can list the names of all objects, or see who has access. Names alone tell a lot, and objects that were put with a public ACL can then be found and read.',
  fix: withoutAcl,
  refs: { fsbp: ['S3.2'], docs: [`${userGuide}/acl-overview.html`, `${userGuide}/about-object-ownership.html`] },
  test: (bucket, { graph }) => judgeAcl(bucket.acl, ['READ', 'READ_ACP', 'FULL_CONTROL'], () => isOn('IgnorePublicAcls', bucket, graph)),
})

export const aclPublicWrite = defineCheck({
  id: 's3-bucket-acl-public-write',
  title: 'No ACL lets everybody write to the bucket',
  on: 'AWS::S3::Bucket',
  needs: ['acl', 'publicAccessBlock'],
  reads: accountBlock,
  threats: ['data-tampering'],
  mitigation: 'public-access-block',
  likelihood: 4,
  impact: 5,
  cost: { level: 0, note: 'Free. Uploads by strangers go through presigned URLs, each for one object and a short time.' },
  why: 'Anyone on the internet can put objects there, replace yours, store what is illegal at your cost, or rewrite the ACL and take the bucket over.',
  fix: withoutAcl,
  refs: { fsbp: ['S3.3'], docs: [`${userGuide}/acl-overview.html`, `${userGuide}/about-object-ownership.html`] },
  test: (bucket, { graph }) => judgeAcl(bucket.acl, ['WRITE', 'WRITE_ACP', 'FULL_CONTROL'], () => isOn('IgnorePublicAcls', bucket, graph)),
})

export const aclDisabled = defineCheck({
  id: 's3-bucket-acl-disabled',
  title: 'Access control lists are switched off',
  on: 'AWS::S3::Bucket',
  needs: ['ownership'],
  threats: ['unauthorized-access'],
  mitigation: 'least-privilege-iam',
  likelihood: 2,
  impact: 3,
  cost: {
    level: 0,
    note: 'Free. Requests that set an ACL other than bucket-owner-full-control fail from then on: look for such writers first.',
  },
  why: 'While ACLs count, every object can carry permissions of its own that no policy shows, and objects that another account put here belong to that account.',
  fix: {
    ...withoutAcl,
    cli: `aws s3api put-bucket-ownership-controls --bucket <bucket> --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'`,
  },
  refs: {
    fsbp: ['S3.12'],
    docs: [`${userGuide}/about-object-ownership.html`, `${userGuide}/object-ownership-migrating-acls-prerequisites.html`],
  },
  test: ({ ownership: ObjectOwnership }) => (ObjectOwnership === 'BucketOwnerEnforced' ? pass : fail)({ ObjectOwnership }),
})

export const websiteDisabled = defineCheck({
  id: 's3-bucket-website-disabled',
  title: 'Static website hosting is off',
  on: 'AWS::S3::Bucket',
  needs: ['website'],
  threats: ['unauthorized-access'],
  mitigation: 'public-access-block',
  likelihood: 2,
  impact: 4,
  cost: { level: 1, note: 'CloudFront before a private bucket serves the same pages over HTTPS, and is often cheaper.' },
  why: 'A website endpoint speaks plain HTTP only and serves nobody but anonymous readers, so the bucket has to be open to the world for it to be of use.',
  fix: {
    cli: 'aws s3api delete-bucket-website --bucket <bucket>',
    terraform: `# remove the resource "aws_s3_bucket_website_configuration" of the bucket, and serve it through CloudFront:
resource "aws_cloudfront_origin_access_control" "<bucket>" {
  name                              = "<bucket>"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}`,
  },
  refs: { docs: [`${userGuide}/WebsiteHosting.html`, `${userGuide}/WebsiteEndpoints.html`] },
  test: ({ website }) =>
    website === null ? pass({ website: null }) : fail({ website: 'on', RedirectAllRequestsTo: website.RedirectAllRequestsTo ?? null }),
})
