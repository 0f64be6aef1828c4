// Long-lived credentials of users: access keys, and credentials for one service.
import { defineCheck, fail, notApplicable, pass, type Evidence, type Outcome } from '../../src/check/check.ts'
import type { FacetValue } from '../../src/graph/kinds.ts'
import { dayOf, olderThan } from './age.ts'

const guide = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'

type AccessKey = FacetValue<'AWS::IAM::User', 'accessKeys'>[number]

const dayOrWord = (when: AccessKey['last_rotated']): string => (when instanceof Date ? dayOf(when) : when)

/** One failure for each active key that is bad. The report does not tell the ids of keys, only their places. */
const eachActive = (keys: readonly AccessKey[], isBad: (key: AccessKey) => boolean): Outcome | readonly Outcome[] => {
  const active = keys.filter((key) => key.active)
  if (active.length === 0) return notApplicable({ activeKeys: 0 })
  const bad = active.filter(isBad)
  if (bad.length === 0) return pass({ activeKeys: active.length })
  return bad.map(({ slot, last_rotated, last_used_date }) => {
    const evidence: Evidence = { accessKey: slot, last_rotated: dayOrWord(last_rotated), last_used_date: dayOrWord(last_used_date) }
    return fail(evidence, `access_key_${slot}`)
  })
}

/** Every active key has a date: a report without one is unknown. */
const isOlder = ({ last_rotated }: AccessKey, days: number, now: Date): boolean =>
  last_rotated instanceof Date && olderThan(last_rotated, days, now)

const rotation = 90

export const accessKeyRotation = defineCheck({
  id: 'iam-access-key-rotation',
  title: 'Access keys are at most 90 days old',
  on: 'AWS::IAM::User',
  needs: ['accessKeys'],
  uses: ['now'],
  threats: ['unauthorized-access'],
  mitigation: 'key-rotation',
  likelihood: 3,
  impact: 3,
  cost: { level: 1, note: 'Free, but every holder of the key has to be changed; a role needs no rotation at all.' },
  why: 'A key works until somebody deletes it. The older it is, the more copies there are: in files, build logs, laptops and the memory of people who left.',
  fix: {
    cli: `aws iam create-access-key --user-name <user>
# once everything uses the new key
aws iam update-access-key --user-name <user> --access-key-id <old-access-key-id> --status Inactive
aws iam delete-access-key --user-name <user> --access-key-id <old-access-key-id>`,
    terraform: `# makes a new key every 90 days; better still, give the workload a role
resource "time_rotating" "<user>" {
  rotation_days = 90
}
resource "aws_iam_access_key" "<user>" {
  user = aws_iam_user.<user>.name
  lifecycle {
    create_before_destroy = true
    replace_triggered_by  = [time_rotating.<user>]
  }
}`,
  },
  refs: {
    fsbp: ['IAM.3'],
    cis: ['v3.0:1.14', 'v5.0:1.13', 'v7.0:2.12'],
    docs: [`${guide}/id-credentials-access-keys-update.html`],
  },
  test: ({ accessKeys }, { now }) => eachActive(accessKeys, (key) => isOlder(key, rotation, now)),
})

const idle = 45

export const accessKeyUnused = defineCheck({
  id: 'iam-access-key-unused',
  title: 'Access keys unused for 45 days are disabled',
  on: 'AWS::IAM::User',
  needs: ['accessKeys'],
  uses: ['now'],
  threats: ['unauthorized-access'],
  mitigation: 'credential-hygiene',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. A key that was disabled by mistake is enabled again in a second.' },
  why: 'Nobody would miss a key that nobody uses, and nobody would notice its abuse. It still opens the account.',
  fix: {
    cli: 'aws iam update-access-key --user-name <user> --access-key-id <access-key-id> --status Inactive',
    terraform: `resource "aws_iam_access_key" "<user>" {
  user   = aws_iam_user.<user>.name
  status = "Inactive"
}`,
  },
  refs: {
    fsbp: ['IAM.8', 'IAM.22'],
    cis: ['v3.0:1.12', 'v5.0:1.11', 'v7.0:2.11'],
    docs: [`${guide}/id_credentials_finding-unused.html`],
  },
  test: ({ accessKeys }, { now }) =>
    eachActive(accessKeys, ({ last_used_date }) => last_used_date instanceof Date && olderThan(last_used_date, idle, now)),
})

export const accessKeyNeverUsed = defineCheck({
  id: 'iam-access-key-never-used',
  title: 'No active key was created and never used',
  on: 'AWS::IAM::User',
  needs: ['accessKeys'],
  uses: ['now'],
  threats: ['unauthorized-access'],
  mitigation: 'credential-hygiene',
  likelihood: 2,
  impact: 2,
  cost: { level: 0, note: 'Free: nothing uses the key.' },
  why: 'Keys that come with a new user by habit lie about in mails and downloads, ready for whoever finds them first.',
  fix: {
    cli: 'aws iam delete-access-key --user-name <user> --access-key-id <access-key-id>',
    terraform: '# remove the resource "aws_iam_access_key" of the user',
  },
  refs: { cis: ['v3.0:1.11', 'v5.0:1.10'], docs: [`${guide}/id_credentials_finding-unused.html`] },
  test: ({ accessKeys }, { now }) => eachActive(accessKeys, (key) => !(key.last_used_date instanceof Date) && isOlder(key, 1, now)),
})

/** Days for which a second key may exist, to go over from one to the other. */
const changeover = 7

export const twoActiveKeys = defineCheck({
  id: 'iam-user-two-active-keys',
  title: 'A user has one active access key',
  on: 'AWS::IAM::User',
  needs: ['accessKeys'],
  uses: ['now'],
  threats: ['unauthorized-access'],
  mitigation: 'credential-hygiene',
  likelihood: 1,
  impact: 4,
  cost: { level: 0, note: 'Free once the holders of the old key use the new one.' },
  why: 'Two keys are twice the chance of a leak, and leave no place for a new one: a rotation then begins with breaking something.',
  fix: {
    cli: `aws iam update-access-key --user-name <user> --access-key-id <older-access-key-id> --status Inactive
aws iam delete-access-key --user-name <user> --access-key-id <older-access-key-id>`,
    terraform: '# keep one resource "aws_iam_access_key" for each user',
  },
  refs: { cis: ['v3.0:1.13', 'v5.0:1.12'], docs: [`${guide}/id-credentials-access-keys-update.html`] },
  test: ({ accessKeys }, { now }) => {
    const active = accessKeys.filter((key) => key.active)
    if (active.length === 0) return notApplicable({ activeKeys: 0 })
    const changing = active.some((key) => !isOlder(key, changeover, now))
    return (active.length > 1 && !changing ? fail : pass)({ activeKeys: active.length })
  },
})

const credentialAge = 90

export const serviceSpecificCredentials = defineCheck({
  id: 'iam-service-specific-credentials',
  title: 'Service-specific credentials and long-lived API keys are known and expire',
  on: 'AWS::IAM::User',
  needs: ['serviceSpecificCredentials'],
  uses: ['now'],
  threats: ['unauthorized-access'],
  mitigation: 'credential-hygiene',
  likelihood: 2,
  impact: 4,
  cost: { level: 1, note: 'Free, but whatever uses the credential has to be given the new one.' },
  why: 'Passwords for CodeCommit or Keyspaces and API keys for Bedrock are keys to the account that no access key report shows, and by default most never end.',
  fix: {
    cli: `aws iam update-service-specific-credential --user-name <user> --service-specific-credential-id <credential-id> --status Inactive
aws iam create-service-specific-credential --user-name <user> --service-name <service> --credential-age-days 90`,
    terraform: `resource "aws_iam_service_specific_credential" "<user>" {
  user_name    = aws_iam_user.<user>.name
  service_name = "<service>"
  status       = "Inactive"
}`,
  },
  refs: { docs: ['https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServiceSpecificCredentials.html'] },
  test: (user, { now }) => {
    const active = user.serviceSpecificCredentials.filter(({ Status }) => Status === 'Active')
    if (active.length === 0) return notApplicable({ activeCredentials: 0 })
    const bad = active.filter(({ ExpirationDate, CreateDate }) => !ExpirationDate && olderThan(CreateDate, credentialAge, now))
    return bad.length === 0
      ? pass({ activeCredentials: active.length })
      : bad.map(({ ServiceName, CreateDate, ServiceSpecificCredentialId }) =>
          fail({ ServiceName, CreateDate: dayOf(CreateDate), ServiceSpecificCredentialId }, ServiceSpecificCredentialId),
        )
  },
})
