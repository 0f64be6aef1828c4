// Verdicts on bucket policies that need what is special about S3: block public access, objects besides the bucket, and accounts of AWS itself.
import { fail, pass, type Evidence, type Outcome } from '../../src/check/check.ts'
import { everybody, refuses, refusesEverybody, type Asked, type Refused } from '../../src/check/denials.ts'
import { cannotTell, isForeign, judge, policyOf, type PolicyOwner, type Unwanted } from '../../src/check/policies.ts'
import { isDeniedOverHttp } from '../../src/check/transport.ts'
import { loadBalancingLogs } from '../../src/graph/aws-accounts.ts'
import { gives, type Admission } from '../../src/iam/audience.ts'
import type { PolicyText } from '../../src/iam/policy.ts'
import { isPublicPolicy } from '../../src/iam/s3.ts'

type Bucket = PolicyOwner & { readonly policy: PolicyText | null }

/** Fails where the policy lets in somebody who is not wanted, unless RestrictPublicBuckets shuts out whomever a public policy lets in. */
export const judgeOpen = (bucket: Bucket, unwanted: (admission: Admission) => Unwanted, restricted: () => boolean): Outcome => {
  const outcome = judge(bucket, bucket.policy, unwanted)
  if (outcome.verdict !== 'fail' || !restricted()) return outcome
  const isPublic = isPublicPolicy(policyOf(bucket.policy))
  if (isPublic === 'no') return outcome
  if (isPublic !== 'yes') throw cannotTell(bucket, 'it cannot be told whether S3 takes it for public')
  return pass({ ...outcome.evidence, RestrictPublicBuckets: true })
}

/** Of which each changes or destroys what is there, or who may: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
const writes = [
  ...['Object', 'ObjectAcl', 'ObjectLegalHold', 'ObjectRetention', 'ObjectTagging', 'ObjectVersionAcl', 'ObjectVersionTagging'].map(
    (what) => `s3:Put${what}`,
  ),
  ...['Object', 'ObjectTagging', 'ObjectVersion', 'ObjectVersionTagging', 'Bucket', 'BucketPolicy', 'BucketWebsite'].map(
    (what) => `s3:Delete${what}`,
  ),
  ...['Acl', 'CORS', 'Logging', 'Notification', 'ObjectLockConfiguration', 'OwnershipControls', 'Policy', 'PublicAccessBlock'].map(
    (what) => `s3:PutBucket${what}`,
  ),
  ...['RequestPayment', 'Tagging', 'Versioning', 'Website'].map((what) => `s3:PutBucket${what}`),
  ...['Accelerate', 'Analytics', 'Encryption', 'IntelligentTiering', 'Inventory', 'Lifecycle', 'Metrics', 'Replication'].map(
    (what) => `s3:Put${what}Configuration`,
  ),
  's3:AbortMultipartUpload',
  's3:BypassGovernanceRetention',
  's3:InitiateReplication',
  's3:ObjectOwnerOverrideToBucketOwner',
  's3:ReplicateDelete',
  's3:ReplicateObject',
  's3:ReplicateTags',
  's3:RestoreObject',
  's3:UpdateObjectEncryption',
]
/** By which another account would take the bucket over, or lock its owner out of the objects. */
const administration = [
  's3:PutBucketPolicy',
  's3:DeleteBucketPolicy',
  's3:PutBucketAcl',
  's3:PutEncryptionConfiguration',
  's3:PutObjectAcl',
]
const givesAny = (admission: Admission, actions: readonly string[]): boolean => actions.some((action) => gives(admission, action))

export const letsWrite = (admission: Admission): boolean => givesAny(admission, writes)

/** AWS itself, by a name in place of an account: CloudFront's origin access identities, and Elastic Load Balancing's accounts. */
const isAws = ({ who }: Admission): boolean =>
  who.type === 'account' && (!/^\d{12}$/.test(who.account) || loadBalancingLogs.has(who.account))

const isOwn = ({ limits }: Admission, { account }: PolicyOwner): boolean =>
  limits.some((pins) => pins.every((pin) => pin.type === 'account' && pin.account === account))

/** Lets in accounts that nobody said to trust, or lets any other account administer the bucket. */
export const isForeignOrAdministers =
  (bucket: PolicyOwner, trustedAccounts: readonly string[]) =>
  (admission: Admission): Unwanted => {
    if (isAws(admission)) return false
    const foreign = isForeign(bucket, trustedAccounts)(admission)
    if (foreign !== false || !givesAny(admission, administration)) return foreign
    // Callers held to a network pass here too; what is also held to the account itself is not outside of it.
    const { type } = admission.who
    return (type === 'account' || type === 'organization') && !isOwn(admission, bucket)
  }

/**
 * Load balancers log below `AWSLogs/<account>/`, each under the account that it belongs to: AWS has the path hold them to one account, and documents no
 * condition. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export const writesForOwner = ({ who, statement: { resources } }: Admission, { arn, account }: PolicyOwner): boolean =>
  who.type === 'service' &&
  who.service === 'logdelivery.elasticloadbalancing.amazonaws.com' &&
  resources !== undefined &&
  !resources.not &&
  resources.patterns.every((pattern) => pattern.startsWith(`${arn}/`) && /^[^*?$]*\/AWSLogs\/(\d{12})\//.exec(pattern)?.[1] === account)

interface Ask {
  readonly action: string
  readonly on: 'bucket' | 'object'
}
const listing: Ask = { action: 's3:ListBucket', on: 'bucket' }
const reading: Ask = { action: 's3:GetObject', on: 'object' }
const writing: Ask = { action: 's3:PutObject', on: 'object' }
const deleting: Ask = { action: 's3:DeleteObject', on: 'object' }

const asksOf = ({ arn }: PolicyOwner, asks: readonly Ask[]): readonly Asked[] =>
  asks.map(({ action, on }) => ({ action, resource: on === 'bucket' ? arn : `${arn}/object` }))

/** Whether the policy refuses listing, reading, writing and deleting over plain HTTP. */
export const refusesHttp = (bucket: Bucket): boolean =>
  isDeniedOverHttp(bucket, bucket.policy, asksOf(bucket, [listing, reading, writing, deleting]))

/** Whether the policy refuses objects that come with a key of the caller's own. S3 takes no other encryption in the same request. */
export const refusesCustomerKeys = (bucket: Bucket): boolean =>
  refusesEverybody(bucket, bucket.policy, asksOf(bucket, [writing]), {
    's3:x-amz-server-side-encryption-customer-algorithm': ['AES256'],
    's3:x-amz-server-side-encryption': null,
    's3:x-amz-server-side-encryption-aws-kms-key-id': null,
  })

type Context = Refused['context']

/** From the internet, through nothing of ours, as nobody of ours. */
const outside: Context = {
  'aws:sourceip': ['192.0.2.1'],
  'aws:sourcevpc': null,
  'aws:sourcevpce': null,
  'aws:sourcevpcarn': null,
  'aws:vpcsourceip': null,
  'aws:vpceaccount': null,
  'aws:vpceorgid': null,
  'aws:vpceorgpaths': null,
  'aws:viaawsservice': ['false'],
  'aws:resourceorgid': ['o-ownorg0000'],
  's3:dataaccesspointarn': null,
  's3:dataaccesspointaccount': null,
}
/** Members of an organization that is not ours, and of none. */
const organizations: readonly Context[] = [
  { 'aws:principalorgid': ['o-another000'], 'aws:principalorgpaths': ['o-another000/r-0000/ou-0000-00000000/'] },
  { 'aws:principalorgid': null, 'aws:principalorgpaths': null },
]

/** Whether a Deny keeps out whoever is neither of a known identity nor comes from a known network. */
export const refusesOutsiders = (bucket: Bucket): boolean =>
  organizations.every((organization) =>
    refuses(
      bucket,
      bucket.policy,
      everybody(bucket)
        .filter((principal) => !('account' in principal) || principal.account !== bucket.account)
        .flatMap((principal) =>
          asksOf(bucket, [listing, reading, writing]).map((ask) => ({
            ...ask,
            principal,
            context: { ...outside, ...(principal.type === 'anonymous' ? {} : organization) },
          })),
        ),
    ),
  )

export const verdictOf = (holds: boolean, evidence: Evidence): Outcome => (holds ? pass : fail)(evidence)
