// What the checks on block public access, ACLs and websites decide.
import { accessPointPublicAccessBlock, accountPublicAccessBlock, bucketPublicAccessBlock } from '../../../checks/s3/block-public-access.ts'
import { aclDisabled, aclPublicRead, aclPublicWrite, websiteDisabled } from '../../../checks/s3/acl.ts'
import { allows, denies, document, organization, unreadable } from '../../support/policies.ts'
import { accessPoint, accountBlock, bucket, closed, open } from '../../support/s3.ts'
import { given, verify } from '../../support/verify.ts'

const group = (name: string): string => `http://acs.amazonaws.com/groups/global/${name}`

verify(accountPublicAccessBlock, {
  pass: [given(accountBlock(closed), { evidence: { off: [] } })],
  fail: [
    given(accountBlock(null), {
      title: 'never set',
      evidence: { off: ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] },
    }),
    given(accountBlock({ ...closed, BlockPublicPolicy: false }), { title: 'three of four', evidence: { off: ['BlockPublicPolicy'] } }),
  ],
})

verify(bucketPublicAccessBlock, {
  pass: [
    bucket('by itself'),
    given(bucket('by the account', { publicAccessBlock: null }), { with: [accountBlock(closed)] }),
    given(bucket('by both together', { publicAccessBlock: { ...closed, IgnorePublicAcls: false } }), {
      with: [accountBlock({ IgnorePublicAcls: true })],
      evidence: { off: [] },
    }),
  ],
  fail: [
    given(bucket('never set', { publicAccessBlock: null }), { with: [accountBlock(null)] }),
    given(bucket('one is missing', { publicAccessBlock: { ...closed, RestrictPublicBuckets: false } }), {
      with: [accountBlock({ IgnorePublicAcls: true })],
      evidence: { off: ['RestrictPublicBuckets'] },
    }),
  ],
})

verify(aclPublicRead, {
  pass: [
    given(bucket('ACLs switched off'), { evidence: { ObjectOwnership: 'BucketOwnerEnforced' } }),
    given(bucket('only log delivery', { acl: [{ URI: 'http://acs.amazonaws.com/groups/s3/LogDelivery', Permission: 'READ_ACP' }] }), {
      evidence: { grants: [] },
    }),
    bucket('everyone may write', { acl: [{ URI: group('AllUsers'), Permission: 'WRITE' }] }),
    given(bucket('ignored by the bucket', { acl: [{ URI: group('AllUsers'), Permission: 'READ' }] }), {
      evidence: { grants: ['AllUsers: READ'], IgnorePublicAcls: true },
    }),
    given(bucket('ignored by the account', { acl: [{ URI: group('AllUsers'), Permission: 'READ' }], publicAccessBlock: open }), {
      with: [accountBlock({ IgnorePublicAcls: true })],
    }),
  ],
  fail: [
    given(bucket('everyone may list', { acl: [{ URI: group('AllUsers'), Permission: 'READ' }], publicAccessBlock: null }), {
      with: [accountBlock(null)],
      evidence: { grants: ['AllUsers: READ'] },
    }),
    bucket('every account may read the ACL', {
      acl: [{ URI: group('AuthenticatedUsers'), Permission: 'READ_ACP' }],
      publicAccessBlock: { ...closed, IgnorePublicAcls: false },
    }),
    bucket('everyone may do all', { acl: [{ URI: group('AllUsers'), Permission: 'FULL_CONTROL' }], publicAccessBlock: null }),
  ],
})

verify(aclPublicWrite, {
  pass: [
    bucket('ACLs switched off'),
    bucket('everyone may list', { acl: [{ URI: group('AllUsers'), Permission: 'READ' }], publicAccessBlock: null }),
  ],
  fail: [
    bucket('everyone may write', { acl: [{ URI: group('AllUsers'), Permission: 'WRITE' }], publicAccessBlock: null }),
    bucket('every account may change the ACL', {
      acl: [{ URI: group('AuthenticatedUsers'), Permission: 'WRITE_ACP' }],
      publicAccessBlock: open,
    }),
    bucket('everyone may do all', { acl: [{ URI: group('AllUsers'), Permission: 'FULL_CONTROL' }], publicAccessBlock: null }),
  ],
})

verify(aclDisabled, {
  pass: [bucket('enforced')],
  fail: [
    bucket('preferred', { ownership: 'BucketOwnerPreferred' }),
    given(bucket('from before there was such a setting', { ownership: null }), { evidence: { ObjectOwnership: null } }),
  ],
})

verify(websiteDisabled, {
  pass: [bucket('none')],
  fail: [
    bucket('pages', { website: { RedirectAllRequestsTo: undefined } }),
    given(bucket('a redirect', { website: { RedirectAllRequestsTo: 'www.example.com' } }), {
      evidence: { website: 'on', RedirectAllRequestsTo: 'www.example.com' },
    }),
  ],
})

const opens = document(allows('*', 's3:GetObject'))
verify(accessPointPublicAccessBlock, {
  pass: [
    accessPoint('closed'),
    accessPoint('open to an organization', { policy: document(allows('*', 's3:GetObject', organization)) }),
    accessPoint('open to all of a VPC', { policy: opens }, 'VPC'),
  ],
  fail: [
    given(accessPoint('open', { publicAccessBlock: open, policy: opens }), {
      evidence: { off: ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'], NetworkOrigin: 'Internet' },
    }),
    accessPoint('may be opened', { publicAccessBlock: { ...closed, BlockPublicPolicy: false } }),
    given(
      accessPoint('a public policy behind closed doors', { policy: document(allows('*', 's3:GetObject'), denies('*', 's3:PutObject')) }),
      {
        evidence: { off: [], NetworkOrigin: 'Internet', publicPolicy: true },
      },
    ),
  ],
  unknown: [accessPoint('a policy that cannot be read', { policy: unreadable['not JSON'] ?? '' })],
})
