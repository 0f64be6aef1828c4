// Long help on what is not one command.
import { keys } from '../config/keys.ts'

const configuration = (): string => `Configuration

A value is taken from the first of these that has it:
  1. the option on the command line
  2. an environment variable PARAPET_…
  3. parapet.yaml in the working directory or above it, up to the root of the repository
  4. parapet.yaml in $XDG_CONFIG_HOME/parapet (~/.config/parapet)
  5. the default

Unknown keys are refused. parapet config show --origin prints what is in force and where it comes from.

${keys
  .map(({ name, variable, flag, fallback }) => {
    const usual =
      fallback === undefined ? '' : `  default: ${Array.isArray(fallback) ? fallback.join(', ') || 'none' : JSON.stringify(fallback)}`
    return `  ${name.padEnd(26)} ${variable.padEnd(28)} ${(flag ?? '').padEnd(15)}${usual}`.trimEnd()
  })
  .join('\n')}

  # parapet.yaml
  regions: [eu-west-1, 'us-*']
  timeout: 30m
  settings:
    trustedAccounts: ['123456789012']
    requiredTags: [owner, environment]

AWS credentials come from where the AWS CLI takes them: environment, profiles, SSO, web identity, instance and container roles.
`

const exitCodesTopic = (): string => `Exit codes, for scripts and CI

    0  done; without a gate, findings do not change this
    1  the gate failed: --fail-on or --fail-on-new
    2  wrong usage, or an invalid configuration, waiver or snapshot file
    3  no access to AWS or to the database, or nothing could be read
    4  facts are missing: --allow-incomplete accepts that, --min-coverage N sets a floor
    5  a fault of Parapet
  130  interrupted

Of several that apply, the worst is told: 5, 3, 2, 1, 4.
`

const waivers = (): string => `Waivers: accepted risks, in parapet.waivers.yaml

  waivers:
    - id: W-2026-014
      match:                       # all of these have to hold; * is a wildcard
        check: dynamodb-pitr-enabled
        resource: "arn:aws:dynamodb:*:*:table/cart-*"
        tags: { environment: prod }
        account: "111122223333"
        region: eu-west-1
      not:                         # and this must not
        resource: "*table/cart-payments"
      reason: Cart data is rebuilt from the event log; loss costs one reload.
      owner: team-identity@example.com
      expires: 2027-02-28          # required, at most 365 days ahead; the last day counts
      ticket: SEC-4412
      approved_by: ciso@example.com

A file without owner, reason or end of a waiver, or with a date that does not exist, is refused as a whole: exit code 2.
A waived finding stays visible and marked. Once the waiver has ended, the finding counts again, and every report says so.
A waiver by tags covers only resources whose tags were read.

  parapet waiver add F-7Q2K --owner you@example.com --expires 30d --reason "…"
  parapet waiver check
`

const privacy = (): string => `Privacy and safety

Parapet only reads. Every request passes an allow-list of operations; what is not on it cannot leave the process.
parapet iam-policy prints every action, and parapet scan --dry-run what a scan would call.
It reads configuration, never what is stored: no objects, items, messages, secrets, code or log lines, unless --content
asks for the few checks that need to look inside. Values of environment variables are tested for secrets and dropped.
Nothing is sent anywhere but to AWS: no telemetry, no update check. Findings stay in your database.
`

export const topics: Readonly<Record<string, () => string>> = {
  configuration,
  'exit-codes': exitCodesTopic,
  waivers,
  privacy,
}
