// The checks on users with a console password.
import { consoleAccessUnused, consoleMfa, identityFederation } from '../../../checks/iam/console.ts'
import type { FacetValue } from '../../../src/graph/kinds.ts'
import { given, verify } from '../../support/verify.ts'
import { daysAgo, summary, user } from './fixtures.ts'

type Login = FacetValue<'AWS::IAM::User', 'login'>
const login = (name: string, more: Partial<Login> = {}) =>
  user(name, {
    login: { password_enabled: true, password_last_used: daysAgo(1), password_last_changed: daysAgo(300), mfa_active: false, ...more },
  })
const keyOnly = login('no password', { password_enabled: false, password_last_used: 'N/A', password_last_changed: 'N/A' })

verify(consoleMfa, {
  pass: [login('MFA', { mfa_active: true })],
  fail: [given(login('no MFA'), { evidence: { password_enabled: true, mfa_active: false } })],
  notApplicable: [keyOnly],
})

verify(consoleAccessUnused, {
  pass: [
    login('used'),
    login('used 45 days ago', { password_last_used: daysAgo(45) }),
    login('new', { password_last_used: 'no_information', password_last_changed: daysAgo(3) }),
    keyOnly,
  ],
  fail: [
    given(login('used 46 days ago', { password_last_used: daysAgo(46) }), {
      evidence: { password_enabled: true, password_last_used: '2026-04-16', password_last_changed: '2025-08-05' },
    }),
    // Changed yesterday by somebody else is not used.
    login('changed, not used', { password_last_used: daysAgo(100), password_last_changed: daysAgo(1) }),
    login('never used', { password_last_used: 'no_information', password_last_changed: daysAgo(46) }),
  ],
})

const consoleUsers = (name: string, ...consoleUsers: readonly string[]) => summary(name, { consoleUsers })
verify(identityFederation, {
  pass: [
    consoleUsers('nobody'),
    given(consoleUsers('only for emergencies', 'break-glass-1', 'break-glass-2'), { settings: { administrators: ['break-glass-*'] } }),
  ],
  fail: [
    given(consoleUsers('one of two', 'break-glass-1', 'jo'), {
      settings: { administrators: ['break-glass-*'] },
      evidence: { consoleUsers: 1, firstOfThem: ['jo'] },
    }),
    given(consoleUsers('many', 'a', 'b', 'c', 'd', 'e', 'f'), { evidence: { consoleUsers: 6, firstOfThem: ['a', 'b', 'c', 'd', 'e'] } }),
  ],
})
