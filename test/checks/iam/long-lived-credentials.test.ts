// What the check on keys that do the work decides.
import { userLongLivedCredentials } from '../../../checks/iam/long-lived-credentials.ts'
import { given, verify } from '../../support/verify.ts'
import { daysAgo, user } from './fixtures.ts'

const key = (slot: string, usedAgo: number | undefined, last_used_service: string, active = true) => ({
  slot,
  active,
  last_rotated: daysAgo(200),
  last_used_date: usedAgo === undefined ? ('N/A' as const) : daysAgo(usedAgo),
  last_used_service,
})
const none = { ...key('2', undefined, 'N/A', false), last_rotated: 'N/A' as const }

verify(userLongLivedCredentials, {
  pass: [
    given(user('takes a role', { accessKeys: [key('1', 1, 'sts'), none] }), { evidence: { activeKeys: 1 } }),
    user('looks after its key', { accessKeys: [key('1', 1, 'iam'), none] }),
    user('91 days ago', { accessKeys: [key('1', 91, 's3'), none] }),
    user('never', { accessKeys: [key('1', undefined, 'N/A'), none] }),
    user('a disabled key that did the work', { accessKeys: [key('1', 1, 's3', false), key('2', 1, 'sts')] }),
  ],
  fail: [
    given(user('works', { accessKeys: [key('1', 1, 's3'), none] }), {
      discriminators: ['access_key_1'],
      evidence: { accessKey: '1', usedWithinDays: 90 },
    }),
    user('90 days ago', { accessKeys: [key('1', 90, 'sqs'), none] }),
    given(user('both', { accessKeys: [key('1', 1, 's3'), key('2', 3, 'dynamodb')] }), { discriminators: ['access_key_1', 'access_key_2'] }),
  ],
  notApplicable: [given(user('no key', { accessKeys: [key('1', 1, 's3', false), none] }), { evidence: { activeKeys: 0 } })],
})
