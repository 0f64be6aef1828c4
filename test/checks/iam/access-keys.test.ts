// The checks on access keys and service-specific credentials.
import {
  accessKeyNeverUsed,
  accessKeyRotation,
  accessKeyUnused,
  serviceSpecificCredentials,
  twoActiveKeys,
} from '../../../checks/iam/access-keys.ts'
import type { FacetValue } from '../../../src/graph/kinds.ts'
import { given, verify } from '../../support/verify.ts'
import { daysAgo, user } from './fixtures.ts'

type Key = FacetValue<'AWS::IAM::User', 'accessKeys'>[number]
const none: Omit<Key, 'slot'> = { active: false, last_rotated: 'N/A', last_used_date: 'N/A', last_used_service: 'N/A' }
const key = (age: number, usedAgo: number | undefined = 0): Omit<Key, 'slot'> => ({
  active: true,
  last_rotated: daysAgo(age),
  last_used_date: usedAgo === undefined ? 'N/A' : daysAgo(usedAgo),
  last_used_service: usedAgo === undefined ? 'N/A' : 's3',
})
const unused = (age: number) => ({ ...key(age), last_used_date: 'N/A' as const, last_used_service: 'N/A' })
const disabled = { ...key(500, 400), active: false }
const keys = (name: string, first: Omit<Key, 'slot'>, second = none) =>
  user(name, {
    accessKeys: [
      { slot: '1', ...first },
      { slot: '2', ...second },
    ],
  })

verify(accessKeyRotation, {
  pass: [keys('90 days', key(90)), keys('old one disabled', disabled, key(1))],
  fail: [
    given(keys('91 days', key(91)), {
      discriminators: ['access_key_1'],
      evidence: { accessKey: '1', last_rotated: '2026-03-02', last_used_date: '2026-06-01' },
    }),
    given(keys('the second', key(10), key(100)), { discriminators: ['access_key_2'] }),
    given(keys('both', key(100), unused(100)), { discriminators: ['access_key_1', 'access_key_2'] }),
  ],
  notApplicable: [keys('no keys', none), keys('disabled', disabled)],
})

verify(accessKeyUnused, {
  pass: [keys('used 45 days ago', key(200, 45)), keys('never used', unused(200))],
  fail: [given(keys('used 46 days ago', key(200, 46), key(1, 0)), { discriminators: ['access_key_1'] })],
  notApplicable: [keys('disabled', disabled)],
})

verify(accessKeyNeverUsed, {
  pass: [keys('used', key(200, 100)), keys('made today', unused(1))],
  fail: [given(keys('two days', unused(2)), { discriminators: ['access_key_1'] })],
  notApplicable: [keys('no keys', none)],
})

verify(twoActiveKeys, {
  pass: [keys('one', key(200)), keys('one disabled', key(200), disabled), keys('changing', key(200), key(7))],
  fail: [given(keys('two', key(200), key(8)), { evidence: { activeKeys: 2 } })],
  notApplicable: [keys('no keys', none)],
})

type Credential = FacetValue<'AWS::IAM::User', 'serviceSpecificCredentials'>[number]
const credential = (ServiceSpecificCredentialId: string, age: number, more: Partial<Credential> = {}): Credential => ({
  UserName: 'ci',
  ServiceSpecificCredentialId,
  ServiceName: 'codecommit.amazonaws.com',
  Status: 'Active',
  CreateDate: daysAgo(age),
  ExpirationDate: undefined,
  ...more,
})
const credentials = (name: string, ...serviceSpecificCredentials: readonly Credential[]) => user(name, { serviceSpecificCredentials })
verify(serviceSpecificCredentials, {
  pass: [credentials('young', credential('ACCA1', 90)), credentials('ends', credential('ACCA1', 200, { ExpirationDate: daysAgo(-100) }))],
  fail: [
    given(credentials('old', credential('ACCA1', 91), credential('ACCA2', 1)), {
      discriminators: ['ACCA1'],
      evidence: { ServiceName: 'codecommit.amazonaws.com', CreateDate: '2026-03-02', ServiceSpecificCredentialId: 'ACCA1' },
    }),
    given(credentials('two old ones', credential('ACCA1', 91), credential('ACCA2', 400)), { discriminators: ['ACCA1', 'ACCA2'] }),
  ],
  notApplicable: [credentials('none'), credentials('inactive', credential('ACCA1', 400, { Status: 'Inactive' }))],
})
