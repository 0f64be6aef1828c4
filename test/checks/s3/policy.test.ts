// What the checks on bucket policies decide.
import {
  blockCustomerProvidedKeys,
  dataPerimeter,
  policyConfusedDeputy,
  policyCrossAccount,
  policyPublic,
  policyPublicWrite,
  secureTransport,
} from '../../../checks/s3/policy.ts'
import { account, foreignAccount, region } from '../../support/nodes.ts'
import {
  allows,
  denies,
  document,
  foreign,
  organization,
  own,
  rootOf,
  service,
  shapes,
  unreadable,
  type Statement,
} from '../../support/policies.ts'
import {
  accessPoint,
  accountBlock,
  bucket,
  bucketArn,
  closed,
  everyoneReads,
  onBucket,
  open,
  policed,
  sensitive,
} from '../../support/s3.ts'
import { given, verify } from '../../support/verify.ts'

const read = 's3:GetObject'
const broken = Object.entries(unreadable).map(([name, policy]) => bucket(name, { policy, publicAccessBlock: null }))
const inShapes = (statement: Statement) =>
  Object.entries(shapes(statement)).map(([name, policy]) => bucket(name, { policy, publicAccessBlock: null }))
const plainHttp = { Bool: { 'aws:SecureTransport': 'false' } }
const originAccessIdentity = { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2EXAMPLE1234' }
const through = (name: string, principal: unknown) => ({
  policy: document(allows(principal, read, undefined, `arn:aws:s3:${region}:${account}:accesspoint/${name}/object/*`)),
})
const accessPoints = { StringEquals: { 's3:DataAccessPointAccount': account } }

verify(policyPublic, {
  pass: [
    bucket('no policy', { publicAccessBlock: null }),
    policed('the account', allows(own, 's3:*')),
    policed('a foreign account', allows(foreign, read)),
    policed('a distribution', allows(originAccessIdentity, read)),
    policed('an organization', allows('*', read, organization)),
    policed('an endpoint', allows('*', read, { StringEquals: { 'aws:SourceVpce': 'vpce-0123456789abcdef0' } })),
    policed('an office', allows('*', read, { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })),
    policed('access points of the account', allows('*', 's3:*', accessPoints)),
    policed('opened and closed again', everyoneReads, denies('*', 's3:*', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })),
    given(bucket('open, and restricted by the bucket', { policy: onBucket('open, and restricted by the bucket', everyoneReads) }), {
      evidence: { lets: ['anyone: s3:GetObject (statement 1)'], RestrictPublicBuckets: true },
    }),
    given(policed('open, and restricted by the account', everyoneReads), { with: [accountBlock({ RestrictPublicBuckets: true })] }),
  ],
  fail: [
    ...inShapes(allows('*', 's3:*')),
    given(policed('open', { Sid: 'Site', ...everyoneReads }), {
      with: [accountBlock(null)],
      evidence: { lets: ['anyone: s3:GetObject (statement Site)'] },
    }),
    policed('any account', allows('*', read, { StringNotEquals: { 'aws:PrincipalType': 'Anonymous' } })),
    policed('AWS star', allows({ AWS: '*' }, read)),
    policed('over HTTPS', allows('*', read, { Bool: { 'aws:SecureTransport': 'true' } })),
    policed('with the right referer', allows('*', read, { StringLike: { 'aws:Referer': 'https://shop.example.com/*' } })),
    policed('the whole internet', allows('*', read, { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } })),
    given(
      bucket('new ones are blocked, this one is there', {
        policy: onBucket('new ones are blocked, this one is there', everyoneReads),
        publicAccessBlock: { ...closed, RestrictPublicBuckets: false },
      }),
      { with: [accountBlock({ BlockPublicPolicy: true })] },
    ),
  ],
  unknown: [
    ...broken,
    policed('an operator that is not known', allows('*', read, { StringResembles: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })),
  ],
})

verify(policyPublicWrite, {
  pass: [
    bucket('no policy', { publicAccessBlock: null }),
    policed('everyone reads', everyoneReads, allows('*', ['s3:GetObjectVersion', 's3:ListBucket'])),
    policed('the account writes', allows(own, 's3:*')),
    policed('a service writes', allows(service('delivery.logs'), 's3:PutObject')),
    given(policed('restricted', allows('*', 's3:PutObject')), { with: [accountBlock({ RestrictPublicBuckets: true })] }),
  ],
  fail: [
    policed('put', allows('*', 's3:PutObject')),
    policed('by a wildcard', allows('*', 's3:Put*')),
    policed('delete', allows('*', 's3:Delete*')),
    policed('as replication does', allows('*', 's3:ReplicateObject')),
    policed('who may read versions', allows('*', 's3:PutObjectVersionAcl')),
    policed('the website', allows('*', ['s3:GetBucketWebsite', 's3:PutBucketWebsite'])),
    policed('the policy itself', allows({ AWS: '*' }, 's3:PutBucketPolicy')),
    policed('all but reading', { Effect: 'Allow', Principal: '*', NotAction: 's3:GetObject' }),
    policed('everything', allows('*', '*')),
  ],
  unknown: broken,
})

verify(policyCrossAccount, {
  pass: [
    bucket('no policy'),
    policed('the account', allows(own, 's3:*')),
    given(policed('trusted', allows(foreign, ['s3:GetObject', 's3:PutObject'])), { settings: { trustedAccounts: [foreignAccount] } }),
    policed('an organization reads', allows('*', read, organization)),
    policed('a distribution', allows(originAccessIdentity, read)),
    policed('load balancers of Frankfurt', allows(rootOf('054676820928'), 's3:PutObject')),
    policed('a service', allows(service('cloudtrail'), ['s3:PutObject', 's3:GetBucketAcl'])),
    policed('a service that administers', allows(service('config'), 's3:*')),
    policed('access points of the account', allows('*', 's3:*', accessPoints)),
    given(policed('everyone, and restricted', everyoneReads, allows(foreign, read)), { with: [accountBlock(closed)] }),
    accessPoint('without-policy'),
    accessPoint('own', through('own', own)),
    accessPoint('everyone-in-the-vpc', through('everyone-in-the-vpc', '*'), 'VPC'),
    given(accessPoint('trusted', through('trusted', foreign)), { settings: { trustedAccounts: [foreignAccount] } }),
  ],
  fail: [
    given(bucket('named, which is not public', { policy: onBucket('named, which is not public', allows(foreign, read)) }), {
      evidence: { lets: ['arn:aws:iam::222222222222:root: s3:GetObject (statement 1)'] },
    }),
    given(policed('foreign', allows(foreign, read)), {
      evidence: { lets: ['arn:aws:iam::222222222222:root: s3:GetObject (statement 1)'] },
    }),
    policed('everyone', everyoneReads),
    given(accessPoint('partners', through('partners', foreign)), {
      evidence: { lets: ['arn:aws:iam::222222222222:root: s3:GetObject (statement 1)'] },
    }),
    accessPoint('everyone', { ...through('everyone', '*'), publicAccessBlock: open }),
    accessPoint('a-stranger-in-the-vpc', through('a-stranger-in-the-vpc', foreign), 'VPC'),
    given(policed('trusted, with the policy', allows(foreign, ['s3:GetObject', 's3:PutBucketPolicy'])), {
      settings: { trustedAccounts: [foreignAccount] },
    }),
    given(policed('trusted, with everything', allows(foreign, 's3:*')), { settings: { trustedAccounts: [foreignAccount] } }),
    policed('an organization that administers', allows('*', 's3:*', organization)),
  ],
  unknown: [
    ...broken,
    policed(
      'an account by its canonical id',
      allows({ CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' }, read),
    ),
  ],
})

const loadBalancers = service('logdelivery.elasticloadbalancing')

verify(policyConfusedDeputy, {
  pass: [
    bucket('no policy'),
    policed('no service', allows(own, 's3:*')),
    policed('for the account', allows(service('delivery.logs'), 's3:PutObject', { StringEquals: { 'aws:SourceAccount': account } })),
    policed(
      'for a distribution',
      allows(service('cloudfront'), read, {
        StringEquals: { 'AWS:SourceArn': `arn:aws:cloudfront::${account}:distribution/E2EXAMPLE1234` },
      }),
    ),
    bucket('logs', {
      policy: document(allows(loadBalancers, 's3:PutObject', undefined, `${bucketArn('logs')}/shop/AWSLogs/${account}/*`)),
    }),
    policed('for an organization', allows(service('cloudtrail'), 's3:PutObject', { StringEquals: { 'aws:SourceOrgID': 'o-a1b2c3d4e5' } })),
  ],
  fail: [
    given(policed('for anybody', allows(service('cloudtrail'), 's3:PutObject')), {
      evidence: { lets: ['cloudtrail.amazonaws.com for any account: s3:PutObject (statement 1)'] },
    }),
    policed(
      'with a condition that says nothing',
      allows(service('cloudtrail'), 's3:PutObject', { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } }),
    ),
    bucket('logs of others', {
      policy: document(allows(loadBalancers, 's3:PutObject', undefined, `${bucketArn('logs of others')}/AWSLogs/${foreignAccount}/*`)),
    }),
    bucket('logs of anybody', {
      policy: document(allows(loadBalancers, 's3:PutObject', undefined, `${bucketArn('logs of anybody')}/*/AWSLogs/${account}/*`)),
    }),
    policed('load balancers of anybody', allows(loadBalancers, 's3:PutObject')),
    policed('for any distribution', allows(service('cloudfront'), read, { StringLike: { 'AWS:SourceArn': 'arn:aws:cloudfront::*' } })),
  ],
  unknown: broken,
})

const fenced = (name: string, ...statements: readonly Statement[]) => bucket(name, { ...sensitive, policy: onBucket(name, ...statements) })
const outsiders = (condition: object): Statement => denies('*', 's3:*', condition)

verify(dataPerimeter, {
  pass: [
    given(fenced('by organization', outsiders({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })), {
      evidence: { dataClass: 'restricted', refusesOutsiders: true },
    }),
    fenced('by account', outsiders({ StringNotEquals: { 'aws:PrincipalAccount': account } })),
    fenced('by network', outsiders({ StringNotEquals: { 'aws:SourceVpce': ['vpce-0123456789abcdef0'] } })),
    fenced('by address', outsiders({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })),
    fenced(
      'by identity or network, but for services',
      outsiders({
        StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5', 'aws:SourceVpc': 'vpc-0123456789abcdef0' },
        BoolIfExists: { 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' },
      }),
    ),
  ],
  fail: [
    bucket('no policy', sensitive),
    fenced('only an Allow', allows('*', read, organization)),
    fenced('only plain HTTP', denies('*', 's3:*', plainHttp)),
    fenced('only deletes', denies('*', 's3:DeleteObject', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })),
    fenced('any organization', outsiders({ StringNotLike: { 'aws:PrincipalOrgID': 'o-*' } })),
    bucket('only the bucket, not its objects', {
      ...sensitive,
      policy: document(
        denies('*', 's3:*', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, bucketArn('only the bucket, not its objects')),
      ),
    }),
  ],
  notApplicable: [bucket('of no class'), bucket('internal', { tags: { 'data-classification': 'internal' } })],
  unknown: [
    fenced('a Deny that cannot be read', { Effect: 'Deny', Principal: '*' }),
    fenced('an operator that is not known', outsiders({ StringResembles: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })),
  ],
})

verify(secureTransport, {
  pass: [
    given(policed('denied', denies('*', 's3:*', plainHttp)), { evidence: { refusesPlainHttp: true } }),
    policed('denied to all but HTTPS', denies({ AWS: '*' }, '*', { BoolIfExists: { 'aws:SecureTransport': 'false' } })),
  ],
  fail: [
    bucket('no policy'),
    policed('no Deny', allows(own, 's3:*')),
    policed('only reading', denies('*', read, plainHttp)),
    policed('only one account', denies(foreign, 's3:*', plainHttp)),
    policed('with a condition besides', denies('*', 's3:*', { ...plainHttp, StringEquals: { 'aws:PrincipalAccount': account } })),
    policed(
      'but for a role',
      denies('*', 's3:*', { ...plainHttp, ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/legacy` } }),
    ),
    policed('but for a user', denies('*', 's3:*', { ...plainHttp, StringNotEquals: { 'aws:username': 'legacy' } })),
    policed('but for an account', denies('*', 's3:*', { ...plainHttp, StringNotEquals: { 'aws:PrincipalAccount': foreignAccount } })),
    policed('but for a named one', { ...denies('*', 's3:*', plainHttp), Principal: undefined, NotPrincipal: rootOf(foreignAccount) }),
    bucket('only objects', { policy: document(denies('*', 's3:*', plainHttp, `${bucketArn('only objects')}/*`)) }),
    bucket('only the bucket', { policy: document(denies('*', 's3:*', plainHttp, bucketArn('only the bucket'))) }),
    bucket('another bucket', { policy: onBucket('other', denies('*', 's3:*', plainHttp)) }),
  ],
  unknown: [policed('a Deny that cannot be read', { Effect: 'Deny', Principal: '*' })],
})

const unblocked = {
  encryption: { SSEAlgorithm: 'AES256', KMSMasterKeyID: undefined, BucketKeyEnabled: false, BlockedEncryptionTypes: [] },
} as const
const withCustomerKey = { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } }

verify(blockCustomerProvidedKeys, {
  pass: [
    given(bucket('by the bucket'), { evidence: { BlockedEncryptionTypes: ['SSE-C'] } }),
    given(bucket('by its policy', { ...unblocked, policy: onBucket('by its policy', denies('*', 's3:PutObject', withCustomerKey)) }), {
      evidence: { BlockedEncryptionTypes: [], policyRefusesIt: true },
    }),
    bucket('all but one key of KMS refused', {
      ...unblocked,
      policy: onBucket(
        'all but one key of KMS refused',
        denies('*', 's3:PutObject', { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } }),
      ),
    }),
  ],
  fail: [
    bucket('not blocked', unblocked),
    bucket('unblocked on purpose', { encryption: { ...unblocked.encryption, BlockedEncryptionTypes: ['NONE'] } }),
    bucket('no encryption said', { encryption: null }),
    bucket('the other way round', {
      ...unblocked,
      policy: onBucket(
        'the other way round',
        denies('*', 's3:PutObject', { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'true' } }),
      ),
    }),
    bucket('only strangers', { ...unblocked, policy: onBucket('only strangers', denies(foreign, 's3:PutObject', withCustomerKey)) }),
  ],
  unknown: [bucket('a Deny that cannot be read', { ...unblocked, policy: document({ Effect: 'Deny', Principal: '*' }) })],
})
