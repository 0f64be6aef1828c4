// What the checks on the places of Athena's query results decide.
import { expectedBucketOwner, resultBucket, resultRetention } from '../../../checks/athena/results.ts'
import { managed, workGroup, type Group } from '../../support/athena.ts'
import { account, foreignAccount, region, resource } from '../../support/nodes.ts'
import { allows, denies, document, unreadable } from '../../support/policies.ts'
import { given, verify } from '../../support/verify.ts'

const to = (OutputLocation: string, ExpectedBucketOwner?: string): Group => ({ results: { OutputLocation, ExpectedBucketOwner } })
const trusting = { settings: { trustedAccounts: [foreignAccount] } }

verify(expectedBucketOwner, {
  pass: [
    given(workGroup('this account', to('s3://results/', account)), { evidence: { ExpectedBucketOwner: account } }),
    given(workGroup('a trusted one', to('s3://results/', foreignAccount)), trusting),
  ],
  fail: [
    given(workGroup('anybody', to('s3://results/')), { evidence: { ExpectedBucketOwner: null } }),
    workGroup('a stranger', to('s3://results/', foreignAccount)),
  ],
  notApplicable: [workGroup('no location'), workGroup('kept by Athena', managed())],
})

const closed = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true }
const tlsOnly = denies('*', 's3:*', { Bool: { 'aws:SecureTransport': 'false' } })
const onlyTheBucket = denies('*', 's3:*', { Bool: { 'aws:SecureTransport': 'false' } }, 'arn:aws:s3:::results')
const bucket = (policy: string | null, publicAccessBlock: typeof closed | null = closed) =>
  resource('AWS::S3::Bucket', {
    name: 'results',
    arn: 'arn:aws:s3:::results',
    base: { BucketRegion: region },
    facets: { policy, publicAccessBlock },
  })
const accountBlock = (publicAccessBlock: typeof closed | null) =>
  resource('AWS::S3::AccountPublicAccessBlock', { name: account, facets: { publicAccessBlock } })
const group = (name: string, owner?: string) => workGroup(name, to('s3://results/athena/', owner))
const half = { ...closed, RestrictPublicBuckets: false, BlockPublicPolicy: false }
const otherHalf = { ...closed, IgnorePublicAcls: false, BlockPublicAcls: false }

verify(resultBucket, {
  pass: [
    given(group('closed'), {
      with: [bucket(document(tlsOnly)), accountBlock(null)],
      evidence: { bucket: 'results', publicAccessBlocked: true, policyClosedToPublic: true, plainHttpRefused: true },
    }),
    given(group('closed by the account'), { with: [bucket(document(tlsOnly), null), accountBlock(closed)] }),
    given(group('a public policy that is shut out'), {
      with: [bucket(document(tlsOnly, allows('*', 's3:GetObject'))), accountBlock(null)],
    }),
    given(group('closed by both together'), { with: [bucket(document(tlsOnly), half), accountBlock(otherHalf)] }),
  ],
  fail: [
    given(group('plain HTTP'), {
      with: [bucket(null), accountBlock(null)],
      evidence: { bucket: 'results', publicAccessBlocked: true, policyClosedToPublic: true, plainHttpRefused: false },
    }),
    given(group('plain HTTP to the objects'), {
      with: [bucket(document(onlyTheBucket)), accountBlock(null)],
      evidence: { bucket: 'results', publicAccessBlocked: true, policyClosedToPublic: true, plainHttpRefused: false },
    }),
    given(group('not blocked, and a policy that cannot be read'), {
      with: [bucket(unreadable['cut off'] ?? '', half), accountBlock(null)],
      evidence: { bucket: 'results', publicAccessBlocked: false, policyClosedToPublic: null, plainHttpRefused: null },
    }),
    given(group('not blocked'), { with: [bucket(document(tlsOnly), half), accountBlock(null)] }),
    given(group('never blocked'), { with: [bucket(document(tlsOnly), null), accountBlock(null)] }),
    given(group('a public policy'), { with: [bucket(document(tlsOnly, allows('*', 's3:GetObject')), null), accountBlock(null)] }),
    given(group('nobody lists the bucket'), {
      with: [accountBlock(closed)],
      evidence: { bucket: 'arn:aws:s3:::results', bucketInAccount: false, ExpectedBucketOwner: null },
    }),
    given(group('a stranger has the bucket', foreignAccount), { with: [accountBlock(closed)] }),
    given(workGroup('a place that is none', to('results')), { with: [accountBlock(closed)] }),
  ],
  notApplicable: [
    given(workGroup('no location'), { with: [accountBlock(closed)] }),
    given(workGroup('kept by Athena', managed()), { with: [accountBlock(closed)] }),
    given(group('a trusted account has it', foreignAccount), { with: [accountBlock(closed)], ...trusting }),
  ],
  unknown: [given(group('a policy that cannot be read'), { with: [bucket(unreadable['cut off'] ?? ''), accountBlock(null)] })],
})

const rule = (Prefix: string | undefined, ExpirationDays: number | undefined, Status: 'Enabled' | 'Disabled' = 'Enabled') => ({
  ID: 'results',
  Status,
  Prefix,
  ExpirationDays,
})
const expiring = (...lifecycle: readonly ReturnType<typeof rule>[]) =>
  resource('AWS::S3::Bucket', {
    name: 'results',
    arn: 'arn:aws:s3:::results',
    base: { BucketRegion: region },
    facets: { lifecycle: lifecycle.length > 0 ? lifecycle : null },
  })

verify(resultRetention, {
  pass: [
    given(group('a month'), { with: [expiring(rule('athena/', 30))], evidence: { bucket: 'results', ExpirationDays: 30, longest: 90 } }),
    given(workGroup('no slash at the end', to('s3://results/athena')), { with: [expiring(rule('athena/', 30))] }),
    given(group('the whole bucket'), { with: [expiring(rule('', 90))] }),
    given(group('the shortest counts'), { with: [expiring(rule('', 365), rule('ath', 7))] }),
    given(workGroup('kept by Athena', managed()), { evidence: { managedQueryResults: true } }),
  ],
  fail: [
    given(group('no rules'), { with: [expiring()], evidence: { bucket: 'results', ExpirationDays: null, longest: 90 } }),
    given(group('too late'), { with: [expiring(rule('', 91))] }),
    given(group('switched off'), { with: [expiring(rule('', 30, 'Disabled'))] }),
    given(group('another prefix'), { with: [expiring(rule('exports/', 30))] }),
    given(workGroup('another one that begins alike', to('s3://results/athena')), { with: [expiring(rule('athena-old/', 30))] }),
    given(group('a part of it'), { with: [expiring(rule('athena/finance/', 30))] }),
    given(group('only what is tagged'), { with: [expiring(rule(undefined, 30))] }),
    given(group('moved, not deleted'), { with: [expiring(rule('', undefined))] }),
    group('nobody lists the bucket'),
  ],
  notApplicable: [workGroup('no location'), given(group('a trusted account has it', foreignAccount), trusting)],
})
