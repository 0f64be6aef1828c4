// Buckets: block public access, ACLs, access points.
import type { Principal } from '../../../src/iam/principal.ts'
import type { AclGrant } from '../../../src/iam/s3.ts'
import { alice, allow, anonymous, deny, foreign, full, grant, home, refuse, sns, stranger, type Answer, type Page, type Written } from './case.ts'

export interface S3Case {
  readonly is: string
  readonly page: Page
  readonly who: Principal
  /** s3:GetObject on an object where it is left out. */
  readonly does?: 's3:GetObject' | 's3:ListBucket' | 's3:GetBucketAcl' | 's3:PutBucketAcl' | 's3:PutObject' | 's3:DeleteObject'
  readonly identity?: Written
  readonly bucket?: Written
  readonly acl?: readonly AclGrant[]
  readonly ignoreAcls?: true
  readonly restrict?: true
  /** Policy of the access point that the request comes through. */
  readonly point?: Written
  readonly context?: Readonly<Record<string, readonly string[] | null>>
  readonly decides: Answer
}

const everyone = grant('r', '*')
const when = (Condition: object): object => grant('r', '*', { Condition })
const both = [grant('named', foreign), grant('public', '*', { Action: 's3:ListBucket' })]

const blocks: readonly S3Case[] = [
  { is: 'a public policy', page: 'blockPublicAccess', who: anonymous, bucket: everyone, decides: 'allowed' },
  { is: 'a public policy, restricted', page: 'blockPublicAccess', who: anonymous, bucket: everyone, restrict: true, decides: 'denied' },
  { is: 'restricted for other accounts', page: 'blockPublicAccess', who: stranger, identity: full, bucket: everyone, restrict: true, decides: 'denied' },
  { is: 'even for accounts that it names', page: 'blockPublicAccess', who: stranger, identity: full, bucket: both, restrict: true, decides: 'denied' },
  { is: 'not where the policy is not public', page: 'blockPublicAccess', who: stranger, identity: full, bucket: grant('r', foreign), restrict: true, decides: 'allowed' },
  { is: 'not for the account itself', page: 'blockPublicAccess', who: alice, bucket: everyone, restrict: true, decides: 'allowed' },
  { is: 'not for services', page: 'blockPublicAccess', who: sns, bucket: everyone, restrict: true, decides: 'allowed' },
  { is: 'a Deny stays one', page: 'blockPublicAccess', who: anonymous, bucket: [everyone, refuse('d', '*')], restrict: true, decides: 'explicit' },
  { is: 'one organization is not public', page: 'blockPublicAccess', who: stranger, identity: full, bucket: when({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }), restrict: true, context: { 'aws:principalorgid': ['o-1'] }, decides: 'allowed' },
  { is: 'an organization by wildcard is', page: 'blockPublicAccess', who: stranger, identity: full, bucket: when({ StringLike: { 'aws:PrincipalOrgID': 'o-*' } }), restrict: true, context: { 'aws:principalorgid': ['o-1'] }, decides: 'denied' },
  { is: 'a narrow range is not public', page: 'blockPublicAccess', who: anonymous, bucket: when({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }), restrict: true, context: { 'aws:sourceip': ['203.0.113.9'] }, decides: 'allowed' },
  { is: 'half of the internet is', page: 'blockPublicAccess', who: anonymous, bucket: when({ IpAddress: { 'aws:SourceIp': '128.0.0.0/1' } }), restrict: true, context: { 'aws:sourceip': ['203.0.113.9'] }, decides: 'denied' },
  { is: 'all but a range is', page: 'blockPublicAccess', who: anonymous, bucket: when({ NotIpAddress: { 'aws:SourceIp': '198.51.100.0/24' } }), restrict: true, context: { 'aws:sourceip': ['203.0.113.9'] }, decides: 'denied' },
  { is: 'one VPC is not public', page: 'blockPublicAccess', who: anonymous, bucket: when({ StringEquals: { 'aws:SourceVpc': 'vpc-1' } }), restrict: true, context: { 'aws:sourcevpc': ['vpc-1'] }, decides: 'allowed' },
  { is: 'a key that does not count', page: 'blockPublicAccess', who: anonymous, bucket: when({ StringEquals: { 'aws:Referer': 'https://example.com' } }), restrict: true, context: { 'aws:referer': ['https://example.com'] }, decides: 'denied' },
  { is: 'a value with a variable is not fixed', page: 'blockPublicAccess', who: stranger, identity: full, bucket: when({ StringEquals: { 'aws:SourceVpce': '${aws:PrincipalTag/vpce}' } }), restrict: true, context: { 'aws:sourcevpce': ['vpce-1'], 'aws:principaltag/vpce': ['vpce-1'] }, decides: 'denied' },
  { is: 'a key that is not on the list by name', page: 'blockPublicAccess', who: stranger, identity: full, bucket: when({ ArnEquals: { 'aws:PrincipalArn': stranger.arn } }), restrict: true, decides: 'conditional' },
  { is: 'a policy with an unreadable Allow', page: 'blockPublicAccess', who: stranger, identity: full, bucket: [grant('r', foreign), { Effect: 'Allow', Principal: '*' }], restrict: true, decides: 'unknown' },
  { is: 'NotPrincipal with Allow is public', page: 'blockPublicAccess', who: anonymous, bucket: { Effect: 'Allow', NotPrincipal: { AWS: home }, Action: '*', Resource: '*' }, restrict: true, decides: 'denied' },
]

const acl = (grantee: AclGrant['grantee'], permission: AclGrant['permission']): readonly AclGrant[] => [{ grantee, permission }]

const acls: readonly S3Case[] = [
  { is: 'READ for all users', page: 'acl', who: anonymous, does: 's3:ListBucket', acl: acl('AllUsers', 'READ'), decides: 'allowed' },
  { is: 'READ is not READ_ACP', page: 'acl', who: anonymous, does: 's3:GetBucketAcl', acl: acl('AllUsers', 'READ'), decides: 'denied' },
  { is: 'READ_ACP', page: 'acl', who: anonymous, does: 's3:GetBucketAcl', acl: acl('AllUsers', 'READ_ACP'), decides: 'allowed' },
  { is: 'WRITE_ACP', page: 'acl', who: anonymous, does: 's3:PutBucketAcl', acl: acl('AllUsers', 'WRITE_ACP'), decides: 'allowed' },
  { is: 'WRITE', page: 'acl', who: anonymous, does: 's3:PutObject', acl: acl('AllUsers', 'WRITE'), decides: 'allowed' },
  { is: 'WRITE deletes what is theirs', page: 'acl', who: anonymous, does: 's3:DeleteObject', acl: acl('AllUsers', 'WRITE'), decides: 'conditional' },
  { is: 'FULL_CONTROL', page: 'acl', who: anonymous, does: 's3:ListBucket', acl: acl('AllUsers', 'FULL_CONTROL'), decides: 'allowed' },
  { is: 'READ of a bucket is not its objects', page: 'acl', who: anonymous, acl: acl('AllUsers', 'READ'), decides: 'denied' },
  { is: 'authenticated users are not anonymous', page: 'acl', who: anonymous, does: 's3:ListBucket', acl: acl('AuthenticatedUsers', 'READ'), decides: 'denied' },
  { is: 'authenticated users of any account', page: 'acl', who: stranger, does: 's3:ListBucket', identity: full, acl: acl('AuthenticatedUsers', 'READ'), decides: 'allowed' },
  { is: 'public ACLs are ignored', page: 'blockPublicAccess', who: anonymous, does: 's3:ListBucket', acl: acl('AllUsers', 'READ'), ignoreAcls: true, decides: 'denied' },
  { is: 'so are those for authenticated users', page: 'blockPublicAccess', who: stranger, does: 's3:ListBucket', identity: full, acl: acl('AuthenticatedUsers', 'READ'), ignoreAcls: true, decides: 'denied' },
  { is: 'but not those for an account', page: 'blockPublicAccess', who: { ...stranger, canonicalUser: 'abc' }, does: 's3:ListBucket', identity: full, acl: acl({ canonicalUser: 'abc' }, 'READ'), ignoreAcls: true, decides: 'allowed' },
  { is: 'the bucket policy denies over an ACL', page: 'acl', who: anonymous, does: 's3:ListBucket', bucket: refuse('d', '*'), acl: acl('AllUsers', 'READ'), decides: 'explicit' },
]

const toPointsOf = (account: string): object => grant('delegated', '*', { Condition: { StringEquals: { 's3:DataAccessPointAccount': account } } })
const delegated = toPointsOf(home)
const point = (who: string): object => grant('point', who)
const pointAlone = allow('a', { Resource: `arn:aws:s3:eu-west-1:${home}:accesspoint/ap/*` })

const points: readonly S3Case[] = [
  { is: 'access point and bucket permit', page: 'accessPoints', who: stranger, identity: full, point: point(foreign), bucket: delegated, decides: 'allowed' },
  { is: 'the bucket does not', page: 'accessPoints', who: stranger, identity: full, point: point(foreign), decides: 'denied' },
  { is: 'the access point does not', page: 'accessPoints', who: stranger, identity: full, point: point('333333333333'), bucket: delegated, decides: 'denied' },
  { is: 'the access point denies', page: 'accessPoints', who: stranger, identity: full, point: [point(foreign), refuse('d', '*')], bucket: delegated, decides: 'explicit' },
  { is: 'the bucket denies', page: 'accessPoints', who: stranger, identity: full, point: point(foreign), bucket: [delegated, refuse('d', '*')], decides: 'explicit' },
  { is: 'the bucket delegates to access points of another account', page: 'accessPoints', who: stranger, identity: full, point: point(foreign), bucket: toPointsOf(foreign), decides: 'denied' },
  { is: 'the own account, its identity policy allows all', page: 'accessPoints', who: alice, identity: full, point: point(home), decides: 'allowed' },
  { is: 'the own account, its identity policy names the access point alone', page: 'accessPoints', who: alice, identity: pointAlone, point: point(home), decides: 'conditional' },
  { is: 'the same, and the bucket delegates', page: 'accessPoints', who: alice, identity: pointAlone, point: point(home), bucket: delegated, decides: 'allowed' },
  { is: 'the identity policy denies the access point', page: 'accessPoints', who: alice, identity: [full, deny('d', { Resource: 'arn:aws:s3:*:*:accesspoint/*' })], point: point(home), decides: 'explicit' },
  { is: 'a public access point under the block', page: 'blockPublicAccess', who: anonymous, point: point('*'), bucket: delegated, restrict: true, decides: 'denied' },
]

export const s3Tables: Readonly<Record<string, readonly S3Case[]>> = { 'block public access': blocks, ACLs: acls, 'access points': points }
