// The checks on the password policy.
import { passwordComplexity, passwordLength, passwordReuse } from '../../../checks/iam/password-policy.ts'
import type { FacetValue } from '../../../src/graph/kinds.ts'
import { given, verify } from '../../support/verify.ts'
import { summary } from './fixtures.ts'

type Policy = NonNullable<FacetValue<'AWS::IAM::AccountSummary', 'passwordPolicy'>>
const weak: Policy = {
  MinimumPasswordLength: 8,
  PasswordReusePrevention: undefined,
  RequireLowercaseCharacters: true,
  RequireUppercaseCharacters: true,
  RequireNumbers: true,
  RequireSymbols: false,
}
const policy = (name: string, more: Partial<Policy> = {}, consoleUsers: readonly string[] = ['jo']) =>
  summary(name, { passwordPolicy: { ...weak, ...more }, consoleUsers })
const none = (name: string, consoleUsers: readonly string[] = ['jo']) => summary(name, { passwordPolicy: null, consoleUsers })

verify(passwordLength, {
  pass: [policy('14', { MinimumPasswordLength: 14 }), policy('20 and no users', { MinimumPasswordLength: 20 }, [])],
  fail: [policy('13', { MinimumPasswordLength: 13 }), given(none('no policy'), { evidence: { MinimumPasswordLength: null } })],
  notApplicable: [none('no policy and no users', []), policy('short and no users', {}, [])],
})

verify(passwordReuse, {
  pass: [policy('24', { PasswordReusePrevention: 24 })],
  fail: [policy('not set'), policy('23', { PasswordReusePrevention: 23 }), none('no policy')],
  notApplicable: [policy('no users', {}, [])],
})

verify(passwordComplexity, {
  pass: [policy('all classes', { RequireSymbols: true })],
  fail: [
    given(policy('no symbols'), { evidence: { ownPolicy: true, missing: ['RequireSymbols'] } }),
    policy('nothing told of numbers', { RequireSymbols: true, RequireNumbers: undefined }),
    none('no policy'),
  ],
  notApplicable: [none('no users', [])],
})
