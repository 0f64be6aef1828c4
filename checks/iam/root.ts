// The root user of the account: access keys, MFA and use.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { dayOf, olderThan } from './age.ts'

const guide = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'

/** Days without use after which the root user counts as put away. */
const quiet = 90

export const rootAccessKey = defineCheck({
  id: 'iam-root-access-key',
  title: 'The root user has no access key',
  on: 'AWS::IAM::AccountSummary',
  needs: ['summary'],
  threats: ['unauthorized-access'],
  mitigation: 'credential-hygiene',
  likelihood: 4,
  impact: 5,
  cost: { level: 0, note: 'Free. Whatever still uses the key has to move to a role first.' },
  why: 'Nothing limits the root user: no policy, no boundary. Whoever finds its key in a repository or on a laptop owns the account, without a second factor.',
  fix: {
    cli: `# signed in as the root user, who alone can do it
aws iam list-access-keys
aws iam delete-access-key --access-key-id <access-key-id>`,
    terraform: `# in the management account of the organization: takes the root credentials of member accounts away
resource "aws_iam_organizations_features" "root_access" {
  enabled_features = ["RootCredentialsManagement", "RootSessions"]
}`,
  },
  refs: {
    fsbp: ['IAM.4'],
    cis: ['v3.0:1.4', 'v5.0:1.3', 'v7.0:2.4'],
    docs: [`${guide}/root-user-best-practices.html`, `${guide}/id_root-user_manage_delete-key.html`],
  },
  test: ({ summary: { AccountAccessKeysPresent } }) => (AccountAccessKeysPresent === 0 ? pass : fail)({ AccountAccessKeysPresent }),
})

export const rootMfa = defineCheck({
  id: 'iam-root-mfa',
  title: 'The root user has MFA',
  on: 'AWS::IAM::AccountSummary',
  needs: ['summary'],
  threats: ['unauthorized-access'],
  mitigation: 'mfa',
  likelihood: 4,
  impact: 5,
  cost: { level: 0, note: 'A passkey or an authenticator app is free; two hardware keys cost little.' },
  why: 'Without a second factor, the password of one mailbox is all that stands between an attacker and everything in the account, billing and deletion included.',
  fix: {
    cli: `# in the console, as the root user: Security credentials, Assign MFA device
aws iam get-account-summary --query SummaryMap.AccountMFAEnabled`,
    terraform: `# in the management account of the organization: member accounts then need no root password at all
resource "aws_iam_organizations_features" "root_access" {
  enabled_features = ["RootCredentialsManagement", "RootSessions"]
}`,
  },
  refs: {
    fsbp: ['IAM.9'],
    cis: ['v3.0:1.5', 'v5.0:1.4', 'v7.0:2.5'],
    docs: [`${guide}/enable-mfa-for-root.html`, `${guide}/id_root-enable-root-access.html`],
  },
  test: ({ summary: { AccountMFAEnabled, AccountPasswordPresent = null } }) =>
    // A root user without a password, as an organization can have it, has nothing that a second factor would protect.
    (AccountMFAEnabled === 1 || AccountPasswordPresent === 0 ? pass : fail)({ AccountMFAEnabled, AccountPasswordPresent }),
})

export const rootHardwareMfa = defineCheck({
  id: 'iam-root-hardware-mfa',
  title: 'Root MFA is a hardware device or passkey',
  on: 'AWS::IAM::AccountSummary',
  needs: ['summary', 'rootVirtualMfaDevices'],
  threats: ['unauthorized-access'],
  mitigation: 'mfa',
  likelihood: 2,
  impact: 5,
  cost: { level: 1, note: 'One or two security keys for each account; an organization can take root passwords away instead.' },
  why: 'The codes of an authenticator app can be asked for by a forged sign-in page, and its secret copied with the phone. A security key answers only to the real page and cannot be copied.',
  fix: {
    cli: `# in the console, as the root user: Security credentials, Assign MFA device, Passkey or security key; then
aws iam delete-virtual-mfa-device --serial-number <serial-number>`,
    terraform: `# in the management account of the organization: member accounts then need no root MFA at all
resource "aws_iam_organizations_features" "root_access" {
  enabled_features = ["RootCredentialsManagement", "RootSessions"]
}`,
  },
  refs: {
    fsbp: ['IAM.6'],
    cis: ['v3.0:1.6', 'v5.0:1.5', 'v7.0:2.6'],
    docs: [`${guide}/enable-mfa-for-root.html`, `${guide}/id_credentials_mfa.html`],
  },
  test: (account) => {
    const { AccountMFAEnabled, AccountPasswordPresent = null } = account.summary
    if (AccountMFAEnabled !== 1) return (AccountPasswordPresent === 0 ? notApplicable : fail)({ AccountMFAEnabled, AccountPasswordPresent })
    const virtual = account.rootVirtualMfaDevices.map(({ SerialNumber }) => SerialNumber).sort()
    return (virtual.length === 0 ? pass : fail)({ AccountMFAEnabled, virtual })
  },
})

export const rootUsage = defineCheck({
  id: 'iam-root-usage',
  title: 'The root user is not used day to day',
  on: 'AWS::IAM::AccountSummary',
  needs: ['rootLogin', 'rootAccessKeys'],
  uses: ['now'],
  threats: ['unauthorized-access', 'detection-and-recovery'],
  mitigation: 'credential-hygiene',
  likelihood: 3,
  impact: 5,
  cost: { level: 0, note: 'Free. Daily work moves to roles; very few tasks need the root user.' },
  why: 'Every sign-in as root puts unlimited rights at risk of a stolen session or a slip of the hand, and the log does not tell which person it was.',
  fix: {
    cli: `# who used it, and for what
aws cloudtrail lookup-events --lookup-attributes AttributeKey=Username,AttributeValue=root --region us-east-1`,
    terraform: `# tells somebody whenever it happens again
resource "aws_cloudwatch_event_rule" "root_used" {
  event_pattern = jsonencode({ detail = { userIdentity = { type = ["Root"] } } })
}
resource "aws_cloudwatch_event_target" "root_used" {
  rule = aws_cloudwatch_event_rule.root_used.name
  arn  = "<sns-topic-arn>"
}`,
  },
  refs: {
    cis: ['v3.0:1.7', 'v5.0:1.6', 'v7.0:2.7'],
    docs: [`${guide}/root-user-tasks.html`, `${guide}/id_credentials_getting-report.html`],
  },
  test: ({ rootLogin, rootAccessKeys }, { now }) => {
    const uses = [
      { by: 'password', at: rootLogin.password_last_used },
      ...rootAccessKeys.map(({ slot, last_used_date }) => ({ by: `access key ${slot}`, at: last_used_date })),
    ]
    const recent = uses.flatMap(({ by, at }) => (at instanceof Date && !olderThan(at, quiet, now) ? [`${by} on ${dayOf(at)}`] : []))
    return recent.length === 0 ? pass({ days: quiet }) : fail({ days: quiet, used: recent })
  },
})
