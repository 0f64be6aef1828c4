// What is special about S3: block public access, ACLs, access points.
// Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html, …/acl-overview.html, …/access-points-policies.html
import { evaluate } from './evaluate.ts'
import { operators } from './operators.ts'
import type { Condition, Policy, Principals, Statement } from './parse.ts'
import { accountOf } from './principal.ts'
import type { Decision, Policies, Read, Request, Source } from './request.ts'
import { atMostMaybe, every, some, type Truth } from './truth.ts'
import { rangeOf } from './values.ts'

/** The two settings that act on what is already there. The other two only refuse new policies and ACLs. */
export interface PublicAccessBlock {
  readonly ignorePublicAcls: boolean
  readonly restrictPublicBuckets: boolean
}

/** The strictest of access point, bucket, account and organization applies. */
export const strictest = (blocks: readonly (PublicAccessBlock | null)[]): PublicAccessBlock => ({
  ignorePublicAcls: blocks.some((block) => block?.ignorePublicAcls === true),
  restrictPublicBuckets: blocks.some((block) => block?.restrictPublicBuckets === true),
})

/** Keys that make a policy non-public where their values are fixed. */
const fixedKeys = new Set([
  'aws:principalorgid',
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:sourceaccount',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
  's3:dataaccesspointaccount',
])
/** Keys that name a principal as well, but that AWS's list does not have by name. */
const likelyKeys = new Set(['aws:principalarn', 'aws:principalaccount', 'aws:principalorgpaths', 'aws:sourceorgid', 'aws:sourceorgpaths'])

const isFixed = (value: string): boolean => value !== '' && !/[*?]|\$\{/.test(value)

const isPrivate = (value: string): boolean => /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(value)

/** Ranges wider than a /8 of IPv4 or a /32 of IPv6 count as the whole internet. */
const isNarrow = (value: string): boolean => {
  const range = rangeOf(value)
  if (!range) return false
  return isPrivate(value) || (range.length ?? 128) >= (range.family === 4 ? 8 : 32)
}

const narrows = ({ test, ifExists, quantifier, key, values }: Condition): Truth => {
  if (!test) return 'unknown'
  if (test.negated || test.comparison === 'null' || values.length === 0) return 'no'
  const fixed = ((): Truth => {
    if (key === 'aws:sourceip') return test.comparison === 'ip' && values.every(isNarrow) ? 'yes' : 'no'
    if (key === 'aws:userid') return values.every(isFixed) ? 'yes' : 'no'
    // An access point's name may be a wildcard while its account is fixed.
    if (key === 's3:dataaccesspointarn')
      return values.every((value) => /^arn:[^:*?]+:s3:[^:]*:\d{12}:accesspoint\/.+/.test(value)) ? 'yes' : 'no'
    if (fixedKeys.has(key)) return values.every(isFixed) ? 'yes' : 'no'
    return likelyKeys.has(key) && values.every(isFixed) ? 'maybe' : 'no'
  })()
  // What lets a request without the key through may not count.
  return ifExists || quantifier === 'ForAllValues' ? atMostMaybe(fixed) : fixed
}

/** Whether S3 takes a bucket or access point policy for public: it assumes so, unless every Allow is for fixed principals or fixed values. */
export const isPublicPolicy = (policy: Policy): Truth =>
  some([
    ...policy.statements
      .filter(({ effect }) => effect === 'Allow')
      .map(({ principals, conditions }): Truth => {
        if (principals && !principals.anyone && !principals.not) return 'no'
        const narrowed = some(conditions.map(narrows))
        return narrowed === 'yes' ? 'no' : narrowed === 'no' ? 'yes' : narrowed
      }),
    ...policy.unreadable.filter(({ effect }) => effect !== 'Deny').map((): Truth => 'unknown'),
  ])

export type AclPermission = 'READ' | 'WRITE' | 'READ_ACP' | 'WRITE_ACP' | 'FULL_CONTROL'

export interface AclGrant {
  /** `AllUsers` is everyone; `AuthenticatedUsers` whoever signs with any AWS account. */
  readonly grantee: 'AllUsers' | 'AuthenticatedUsers' | { readonly canonicalUser: string }
  readonly permission: AclPermission
}

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#permissions */
const ofBucket: Readonly<Record<Exclude<AclPermission, 'FULL_CONTROL'>, readonly string[]>> = {
  READ: ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'],
  WRITE: ['s3:PutObject'],
  READ_ACP: ['s3:GetBucketAcl'],
  WRITE_ACP: ['s3:PutBucketAcl'],
}
const ofObject: typeof ofBucket = {
  READ: ['s3:GetObject', 's3:GetObjectVersion'],
  WRITE: [],
  READ_ACP: ['s3:GetObjectAcl', 's3:GetObjectVersionAcl'],
  WRITE_ACP: ['s3:PutObjectAcl', 's3:PutObjectVersionAcl'],
}

const signed: Condition = {
  operator: 'StringNotEquals',
  test: operators.get('StringNotEquals'),
  ifExists: false,
  quantifier: undefined,
  key: 'aws:principaltype',
  values: ['Anonymous'],
}

/** Who may write to a bucket may also delete, but only what is theirs. */
const ownedByGrantee: Condition = {
  operator: 'StringEquals',
  test: operators.get('StringEquals'),
  ifExists: false,
  quantifier: undefined,
  key: 's3:objectowner',
  values: ['grantee'],
}
const deletions = ['s3:DeleteObject', 's3:DeleteObjectVersion']

const granteeOf = (grantee: AclGrant['grantee']): Principals => ({
  not: false,
  anyone: typeof grantee === 'string',
  aws: [],
  service: [],
  federated: [],
  canonicalUser: typeof grantee === 'string' ? [] : [grantee.canonicalUser],
})

/** An ACL as statements, for `Policies.grants`. Where public ACLs are ignored, what they gave to everyone is gone. */
export const sourceOfAcl = (name: string, on: 'bucket' | 'object', acl: readonly AclGrant[], block: PublicAccessBlock): Source => {
  const actions = on === 'bucket' ? ofBucket : ofObject
  const statements = acl.flatMap(({ grantee, permission }, index): readonly Statement[] => {
    if (typeof grantee === 'string' && block.ignorePublicAcls) return []
    const conditions = grantee === 'AuthenticatedUsers' ? [signed] : []
    const allow = (patterns: readonly string[], more: readonly Condition[] = []): readonly Statement[] =>
      patterns.length === 0
        ? []
        : [
            {
              index,
              sid: undefined,
              position: { line: 0, column: 0 },
              effect: 'Allow',
              principals: granteeOf(grantee),
              actions: { not: false, patterns },
              resources: undefined,
              conditions: [...conditions, ...more],
            },
          ]
    const writes = on === 'bucket' && (permission === 'WRITE' || permission === 'FULL_CONTROL')
    return [
      ...allow(permission === 'FULL_CONTROL' ? Object.values(actions).flat() : actions[permission]),
      ...(writes ? allow(deletions, [ownedByGrantee]) : []),
    ]
  })
  return { name: `${name} ACL`, policy: { version: '2008-10-17', id: undefined, statements, unreadable: [] } }
}

const withoutAllows = (read: Read<Source | null>): Read<Source | null> =>
  read === null || read === 'unknown'
    ? read
    : {
        ...read,
        policy: {
          ...read.policy,
          statements: read.policy.statements.filter(({ effect }) => effect === 'Deny'),
          unreadable: read.policy.unreadable
            .filter(({ effect }) => effect !== 'Allow')
            .map((each) => ({ ...each, effect: 'Deny' as const })),
        },
      }

/** The answer that both readings allow to give; where they differ, it hangs on whether the policy is public. */
const either = (a: Decision, b: Decision, isPublic: Truth): Decision => {
  if (a.decision === b.decision) return a
  const unknown = isPublic === 'unknown' || a.decision === 'unknown' || b.decision === 'unknown'
  return { ...a, decision: unknown ? 'unknown' : 'conditional', explicit: false, missing: [] }
}

/**
 * Decides about a request to a bucket or its objects under block public access. With RestrictPublicBuckets, a public policy lets in nobody but
 * AWS services and the account itself, not even other accounts that it names.
 */
export const evaluateBucket = (request: Request, policies: Policies, block: PublicAccessBlock): Decision => {
  const { principal, resourceAccount } = request
  const open = evaluate(request, policies)
  if (!block.restrictPublicBuckets || principal.type === 'service' || accountOf(principal) === resourceAccount) return open
  const { resource } = policies
  const isPublic = resource === null ? 'no' : resource === 'unknown' ? 'unknown' : isPublicPolicy(resource.policy)
  if (isPublic === 'no') return open
  const restricted = evaluate(request, { ...policies, resource: withoutAllows(resource) })
  return isPublic === 'yes' ? restricted : either(open, restricted, isPublic)
}

export interface AccessPoint {
  /** `arn:aws:s3:<region>:<account>:accesspoint/<name>`. */
  readonly arn: string
  readonly account: string
  readonly policy: Read<Source | null>
  /** The strictest of the access point's and its account's. */
  readonly block: PublicAccessBlock
}

const bucketPart = (arn: string): string => {
  const resource = arn.slice(arn.indexOf(':::') + 3)
  const slash = resource.indexOf('/')
  return slash < 0 ? '' : `/object${resource.slice(slash)}`
}

const combine = (point: Decision, bucket: Decision, identityAllowsPoint: boolean, same: boolean): Decision => {
  const merged = (decision: Decision['decision'], explicit: boolean, missing: Decision['missing']): Decision => ({
    decision,
    explicit,
    missing,
    by: [...point.by, ...bucket.by],
    open: [...new Set([...point.open, ...bucket.open])],
  })
  if (bucket.explicit) return bucket
  if (point.decision === 'denied') return point
  if (bucket.decision === 'denied') {
    // An identity policy that names only the access point: AWS says that the bucket has to permit too, not by which policy.
    return same && identityAllowsPoint ? merged('conditional', false, []) : bucket
  }
  const truths = [point, bucket].map(
    ({ decision }): Truth => ({ allowed: 'yes', denied: 'no', conditional: 'maybe', unknown: 'unknown' } as const)[decision],
  )
  return merged(({ yes: 'allowed', no: 'denied', maybe: 'conditional', unknown: 'unknown' } as const)[every(truths)], false, [])
}

/**
 * Decides about a request that comes through an access point: the access point and the bucket both have to permit it.
 * The request names bucket or object by its own ARN, `arn:aws:s3:::bucket/key`.
 */
export const evaluateThroughAccessPoint = (
  request: Request,
  policies: Policies,
  block: PublicAccessBlock,
  accessPoint: AccessPoint,
): Decision => {
  const context = {
    's3:dataaccesspointarn': [accessPoint.arn],
    's3:dataaccesspointaccount': [accessPoint.account],
    ...request.context,
  }
  const toPoint: Request = {
    ...request,
    context,
    resource: `${accessPoint.arn}${bucketPart(request.resource)}`,
    resourceAccount: accessPoint.account,
  }
  const atPoint = { ...policies, resource: accessPoint.policy, grants: [] }
  const point = evaluateBucket(toPoint, atPoint, accessPoint.block)
  const bucket = evaluateBucket({ ...request, context }, policies, block)
  const byIdentity = evaluate(toPoint, { ...atPoint, resource: null })
  return combine(point, bucket, byIdentity.decision !== 'denied', accountOf(request.principal) === request.resourceAccount)
}
