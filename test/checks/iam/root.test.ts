// The checks on the root user.
import { rootAccessKey, rootHardwareMfa, rootMfa, rootUsage } from '../../../checks/iam/root.ts'
import type { FacetValue } from '../../../src/graph/kinds.ts'
import { given, verify } from '../../support/verify.ts'
import { daysAgo, summary } from './fixtures.ts'

type Summary = FacetValue<'AWS::IAM::AccountSummary', 'summary'>
const fine: Summary = { AccountAccessKeysPresent: 0, AccountMFAEnabled: 1, AccountPasswordPresent: 1 }
const root = (name: string, more: Partial<Summary> = {}) => summary(name, { summary: { ...fine, ...more } })

verify(rootAccessKey, {
  pass: [root('no key')],
  fail: [given(root('a key', { AccountAccessKeysPresent: 1 }), { evidence: { AccountAccessKeysPresent: 1 } })],
})

verify(rootMfa, {
  pass: [root('MFA'), root('no password', { AccountMFAEnabled: 0, AccountPasswordPresent: 0 })],
  fail: [
    root('no MFA', { AccountMFAEnabled: 0 }),
    given(root('no MFA, and nothing told of the password', { AccountMFAEnabled: 0, AccountPasswordPresent: undefined }), {
      evidence: { AccountMFAEnabled: 0, AccountPasswordPresent: null },
    }),
  ],
})

const devices = (name: string, more: Partial<Summary>, ...serials: readonly string[]) =>
  summary(name, { summary: { ...fine, ...more }, rootVirtualMfaDevices: serials.map((SerialNumber) => ({ SerialNumber })) })
verify(rootHardwareMfa, {
  pass: [devices('a security key', {})],
  fail: [
    given(devices('an app', {}, 'arn:aws:iam::111122223333:mfa/phone'), {
      evidence: { AccountMFAEnabled: 1, virtual: ['arn:aws:iam::111122223333:mfa/phone'] },
    }),
    devices('no MFA', { AccountMFAEnabled: 0 }),
  ],
  notApplicable: [devices('no password', { AccountMFAEnabled: 0, AccountPasswordPresent: 0 })],
})

type Login = FacetValue<'AWS::IAM::AccountSummary', 'rootLogin'>
type When = Login['password_last_used']
const used = (name: string, password: When, ...keys: readonly When[]) =>
  summary(name, {
    rootLogin: {
      password_enabled: 'not_supported',
      password_last_used: password,
      password_last_changed: 'not_supported',
      mfa_active: true,
    },
    rootAccessKeys: keys.map((last_used_date, index) => ({
      slot: String(index + 1),
      active: false,
      last_rotated: 'N/A',
      last_used_date,
      last_used_service: 'N/A',
    })),
  })
verify(rootUsage, {
  pass: [used('never used', 'no_information', 'N/A', 'N/A'), used('long ago', daysAgo(91), daysAgo(200), 'N/A')],
  fail: [
    given(used('signed in', daysAgo(90), 'N/A', 'N/A'), { evidence: { days: 90, used: ['password on 2026-03-03'] } }),
    given(used('key used', 'no_information', 'N/A', daysAgo(1)), { evidence: { days: 90, used: ['access key 2 on 2026-05-31'] } }),
  ],
})
