// The password policy of the account, where anybody has a password.
import { defineCheck, fail, notApplicable, pass, type Evidence, type Outcome } from '../../src/check/check.ts'

const docs = ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html']
const cost = { level: 0, note: 'Free. Users change their password once to meet the rule.' } as const

/** A policy that is good enough is so whoever signs in; one that is not matters only where somebody has a password. */
const judge = (good: boolean, evidence: Evidence, account: { readonly consoleUsers: readonly string[] }): Outcome =>
  good ? pass(evidence) : account.consoleUsers.length === 0 ? notApplicable({ consoleUsers: 0 }) : fail(evidence)

const shortest = 14

export const passwordLength = defineCheck({
  id: 'iam-password-policy-length',
  title: 'Passwords have at least 14 characters',
  on: 'AWS::IAM::AccountSummary',
  needs: ['passwordPolicy', 'consoleUsers'],
  threats: ['unauthorized-access'],
  mitigation: 'credential-hygiene',
  likelihood: 2,
  impact: 4,
  cost,
  why: 'Short passwords are guessed, and are more often ones that were leaked elsewhere. IAM asks for only eight characters unless the account says otherwise.',
  fix: {
    cli: `# sets the whole policy: what is left out falls back to its default
aws iam update-account-password-policy --minimum-password-length 14 --password-reuse-prevention 24 --allow-users-to-change-password`,
    terraform: `resource "aws_iam_account_password_policy" "this" {
  minimum_password_length   = 14
  password_reuse_prevention = 24
}`,
  },
  refs: { fsbp: ['IAM.7', 'IAM.10', 'IAM.15'], cis: ['v3.0:1.8', 'v5.0:1.7', 'v7.0:2.8'], docs },
  test: (account) => {
    const MinimumPasswordLength = account.passwordPolicy?.MinimumPasswordLength ?? null
    return judge(MinimumPasswordLength !== null && MinimumPasswordLength >= shortest, { MinimumPasswordLength }, account)
  },
})

const remembered = 24

export const passwordReuse = defineCheck({
  id: 'iam-password-policy-reuse',
  title: 'The last 24 passwords cannot be reused',
  on: 'AWS::IAM::AccountSummary',
  needs: ['passwordPolicy', 'consoleUsers'],
  threats: ['unauthorized-access'],
  mitigation: 'credential-hygiene',
  likelihood: 1,
  impact: 4,
  cost,
  why: 'A password that was changed because it leaked protects nothing once its owner goes back to it.',
  fix: {
    cli: `# sets the whole policy: what is left out falls back to its default
aws iam update-account-password-policy --minimum-password-length 14 --password-reuse-prevention 24 --allow-users-to-change-password`,
    terraform: `resource "aws_iam_account_password_policy" "this" {
  minimum_password_length   = 14
  password_reuse_prevention = 24
}`,
  },
  refs: { fsbp: ['IAM.7', 'IAM.10', 'IAM.16'], cis: ['v3.0:1.9', 'v5.0:1.8', 'v7.0:2.9'], docs },
  test: (account) => {
    const PasswordReusePrevention = account.passwordPolicy?.PasswordReusePrevention ?? null
    return judge(PasswordReusePrevention !== null && PasswordReusePrevention >= remembered, { PasswordReusePrevention }, account)
  },
})

const classes = ['RequireUppercaseCharacters', 'RequireLowercaseCharacters', 'RequireNumbers', 'RequireSymbols'] as const

export const passwordComplexity = defineCheck({
  id: 'iam-password-policy-complexity',
  title: 'Passwords mix character classes',
  on: 'AWS::IAM::AccountSummary',
  needs: ['passwordPolicy', 'consoleUsers'],
  threats: ['unauthorized-access'],
  mitigation: 'credential-hygiene',
  likelihood: 1,
  impact: 4,
  cost,
  why: 'Words and dates are the first that are tried. Mixed characters help less than length does, but rule the worst passwords out.',
  fix: {
    cli: `# sets the whole policy: what is left out falls back to its default
aws iam update-account-password-policy --minimum-password-length 14 --password-reuse-prevention 24 --allow-users-to-change-password \\
  --require-uppercase-characters --require-lowercase-characters --require-numbers --require-symbols`,
    terraform: `resource "aws_iam_account_password_policy" "this" {
  minimum_password_length      = 14
  password_reuse_prevention    = 24
  require_uppercase_characters = true
  require_lowercase_characters = true
  require_numbers              = true
  require_symbols              = true
}`,
  },
  refs: { fsbp: ['IAM.7', 'IAM.10', 'IAM.11', 'IAM.12', 'IAM.13', 'IAM.14'], docs },
  test: (account) => {
    const { passwordPolicy } = account
    const missing = classes.filter((name) => passwordPolicy?.[name] !== true)
    return judge(missing.length === 0, { ownPolicy: passwordPolicy !== null, missing }, account)
  },
})
