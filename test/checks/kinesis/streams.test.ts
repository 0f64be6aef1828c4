// What the checks on Kinesis streams decide.
import { streamCustomerKey, streamEncryption, streamPolicyTrust, streamRetention, streamScaling } from '../../../checks/kinesis/streams.ts'
import { foreignAccount, hide } from '../../support/nodes.ts'
import { consumer, key, stream } from '../../support/messaging.ts'
import { allows, document, foreign, organization, own, service, shapes, unreadable } from '../../support/policies.ts'
import { given, verify } from '../../support/verify.ts'

verify(streamEncryption, {
  pass: [
    given(stream('encrypted', { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' }), {
      evidence: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
    }),
  ],
  fail: [given(stream('plain'), { evidence: { EncryptionType: 'NONE', KeyId: null } })],
})

const tags = { 'data-classification': 'restricted' }
const encrypted = (name: string, KeyId: string) => stream(name, { EncryptionType: 'KMS', KeyId }, { tags })
verify(streamCustomerKey, {
  pass: [given(encrypted('customer', 'customer'), { with: [key('customer')] })],
  fail: [
    given(encrypted("AWS's key", 'managed'), { with: [key('managed', 'AWS')] }),
    given(encrypted('a key that is pending deletion', 'going'), { with: [key('going', 'CUSTOMER', 'PendingDeletion')] }),
    given(stream('not encrypted', {}, { tags }), { evidence: { dataClass: 'restricted', key: null } }),
    // What was set before it was switched off says nothing.
    given(stream('not any more', { KeyId: 'customer' }, { tags }), { with: [key('customer')] }),
  ],
  notApplicable: [given(stream('no class', {}, { tags: {} }), { evidence: { dataClass: null } })],
})

verify(streamRetention, {
  pass: [stream('a week', { RetentionPeriodHours: 168 }), stream('a year', { RetentionPeriodHours: 8760 })],
  fail: [given(stream('a day'), { evidence: { RetentionPeriodHours: 24, atLeast: 168 } }), stream('almost', { RetentionPeriodHours: 167 })],
})

verify(streamScaling, {
  pass: [
    given(stream('on demand', { StreamMode: 'ON_DEMAND' }, { throttling: { throttled: true } }), { evidence: { StreamMode: 'ON_DEMAND' } }),
    given(stream('enough shards', {}, { throttling: { throttled: false } }), {
      evidence: { StreamMode: 'PROVISIONED', throttledInSevenDays: false },
    }),
  ],
  fail: [
    given(stream('too few shards', {}, { throttling: { throttled: true } }), {
      evidence: { StreamMode: 'PROVISIONED', throttledInSevenDays: true },
    }),
  ],
})

const read = ['kinesis:GetRecords', 'kinesis:GetShardIterator']
const withPolicy = (name: string, policy: string | null) => stream(name, {}, { policy })
const theirs = document(allows(foreign, 'kinesis:SubscribeToShard'))
const quiet = withPolicy('no policy', null)

verify(streamPolicyTrust, {
  pass: [
    quiet,
    withPolicy('the account', document(allows(own, read))),
    withPolicy('an organization', document(allows('*', read, organization))),
    withPolicy('a service', document(allows(service('firehose'), read))),
    given(withPolicy('a trusted account', document(allows(foreign, read))), { settings: { trustedAccounts: [foreignAccount] } }),
    given(quiet, { title: 'a consumer without a policy', with: [consumer(quiet, 'app', null)] }),
    given(quiet, {
      title: 'a consumer for a trusted account',
      with: [consumer(quiet, 'app', theirs)],
      settings: { trustedAccounts: [foreignAccount] },
    }),
  ],
  fail: [
    ...Object.entries(shapes(allows(foreign, read))).map(([name, policy]) => withPolicy(name, policy)),
    withPolicy('everyone', document(allows('*', read))),
    given(quiet, {
      title: 'a consumer for a foreign account',
      with: [consumer(quiet, 'app', theirs)],
      evidence: { lets: [`app: arn:aws:iam::${foreignAccount}:root: kinesis:SubscribeToShard (statement 1)`] },
    }),
    given(quiet, {
      title: 'one consumer, where the policy of another could not be read',
      with: [hide(consumer(quiet, 'a', null), ['policy']), consumer(quiet, 'b', theirs)],
      evidence: { lets: [`b: arn:aws:iam::${foreignAccount}:root: kinesis:SubscribeToShard (statement 1)`] },
    }),
    given(withPolicy('itself, whatever its consumers say', document(allows(foreign, read))), {
      with: [consumer(withPolicy('itself, whatever its consumers say', null), 'app', document(allows(own, read)))],
    }),
  ],
  unknown: [
    ...Object.entries(unreadable).map(([name, policy]) => withPolicy(name, policy)),
    given(quiet, { title: 'a consumer whose policy could not be read', with: [hide(consumer(quiet, 'a', null), ['policy'])] }),
  ],
})
