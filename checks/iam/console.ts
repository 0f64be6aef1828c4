// Users who sign in to the console with a password of their own.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { isIntended } from './administrator.ts'
import { dayOf, olderThan } from './age.ts'

const guide = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'

export const consoleMfa = defineCheck({
  id: 'iam-user-console-mfa',
  title: 'Every console user has MFA',
  on: 'AWS::IAM::User',
  needs: ['login'],
  threats: ['unauthorized-access'],
  mitigation: 'mfa',
  likelihood: 3,
  impact: 5,
  cost: { level: 0, note: 'A passkey or an authenticator app is free; signing in takes a few seconds more.' },
  why: 'Passwords are phished, reused and leaked. Without a second factor, whoever has the password is the user.',
  fix: {
    cli: `aws iam enable-mfa-device --user-name <user> --serial-number <serial-number> --authentication-code1 <code> --authentication-code2 <next-code>
# or take the password away
aws iam delete-login-profile --user-name <user>`,
    terraform: `resource "aws_iam_virtual_mfa_device" "<user>" {
  virtual_mfa_device_name = "<user>"
}
# the user pairs the device in the console`,
  },
  refs: {
    fsbp: ['IAM.5', 'IAM.19'],
    cis: ['v3.0:1.10', 'v5.0:1.9', 'v7.0:2.10'],
    docs: [`${guide}/id_credentials_mfa_enable.html`],
  },
  test: ({ login: { password_enabled, mfa_active } }) =>
    password_enabled === true ? (mfa_active ? pass : fail)({ password_enabled, mfa_active }) : notApplicable({ password_enabled }),
})

const idle = 45

export const consoleAccessUnused = defineCheck({
  id: 'iam-console-access-unused',
  title: 'Console passwords unused for 45 days are removed',
  on: 'AWS::IAM::User',
  needs: ['login'],
  uses: ['now'],
  threats: ['unauthorized-access'],
  mitigation: 'credential-hygiene',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. A password is made anew in a minute if its user comes back.' },
  why: 'A password that nobody uses is one that nobody watches: its owner may have left, and would not notice that somebody else signs in with it.',
  fix: {
    cli: 'aws iam delete-login-profile --user-name <user>',
    terraform: '# remove the resource "aws_iam_user_login_profile" of the user',
  },
  refs: {
    fsbp: ['IAM.8', 'IAM.22'],
    cis: ['v3.0:1.12', 'v5.0:1.11', 'v7.0:2.11'],
    docs: [`${guide}/id_credentials_finding-unused.html`],
  },
  test: ({ login: { password_enabled, password_last_used, password_last_changed } }, { now }) => {
    if (password_enabled !== true) return pass({ password_enabled })
    const used = password_last_used instanceof Date
    const last = used ? password_last_used : password_last_changed
    return last instanceof Date && !olderThan(last, idle, now)
      ? pass({ password_enabled, days: idle })
      : fail({
          password_enabled,
          password_last_used: used ? dayOf(password_last_used) : 'never',
          password_last_changed: password_last_changed instanceof Date ? dayOf(password_last_changed) : password_last_changed,
        })
  },
})

export const identityFederation = defineCheck({
  id: 'iam-identity-federation',
  title: 'People sign in through federation',
  on: 'AWS::IAM::AccountSummary',
  needs: ['consoleUsers'],
  uses: ['administrators'],
  threats: ['unauthorized-access'],
  mitigation: 'credential-hygiene',
  likelihood: 1,
  impact: 4,
  cost: { level: 1, note: 'IAM Identity Center is free; connecting the directory is work once.' },
  why: 'Passwords of IAM users outlive the people: nobody takes them away when a person leaves the directory. Federated sessions end by themselves.',
  fix: {
    cli: `# once people come in through IAM Identity Center or a SAML provider
aws iam delete-login-profile --user-name <user>`,
    terraform: `resource "aws_ssoadmin_account_assignment" "<team>" {
  instance_arn       = "<identity-center-instance-arn>"
  permission_set_arn = "<permission-set-arn>"
  principal_type     = "GROUP"
  principal_id       = "<group-id>"
  target_type        = "AWS_ACCOUNT"
  target_id          = "<account-id>"
}`,
  },
  refs: {
    cis: ['v3.0:1.21', 'v5.0:1.20', 'v7.0:2.19'],
    docs: ['https://docs.aws.amazon.com/singlesignon/latest/userguide/what-is.html', `${guide}/id_roles_providers.html`],
  },
  test: ({ consoleUsers }, settings) => {
    const own = consoleUsers.filter((name) => !isIntended(name, settings))
    return own.length === 0 ? pass() : fail({ consoleUsers: own.length, firstOfThem: own.slice(0, 5) })
  },
})
