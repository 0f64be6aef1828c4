// AWS Secrets Manager: whether secrets are changed, and by whom.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { replica } from './replica.ts'

const userGuide = 'https://docs.aws.amazon.com/secretsmanager/latest/userguide'

const day = 24 * 60 * 60 * 1000
const dateOf = (time: Date | undefined): string | null => time?.toISOString().slice(0, 10) ?? null

const rotate = {
  cli: 'aws secretsmanager rotate-secret --secret-id <secret> --rotation-lambda-arn <function-arn> --rotation-rules AutomaticallyAfterDays=30',
  terraform: `resource "aws_secretsmanager_secret_rotation" "<secret>" {
  secret_id           = aws_secretsmanager_secret.<secret>.id
  rotation_lambda_arn = aws_lambda_function.<rotation>.arn
  rotation_rules {
    automatically_after_days = 30
  }
}`,
}

export const secretRotation = defineCheck({
  id: 'secretsmanager-rotation-enabled',
  title: 'Secrets rotate automatically',
  on: 'AWS::SecretsManager::Secret',
  needs: [],
  threats: ['unauthorized-access'],
  mitigation: 'key-rotation',
  likelihood: 2,
  impact: 4,
  cost: {
    level: 1,
    note: 'A short run of a function for each rotation. Clients have to read the secret again instead of keeping it for good.',
  },
  why: 'A credential that somebody copied once, from a log, a laptop or a former job, works until it is changed. If that is left to people, it is never.',
  fix: rotate,
  refs: { fsbp: ['SecretsManager.1'], docs: [`${userGuide}/rotating-secrets.html`] },
  test: (secret) => {
    const { RotationEnabled, OwningService } = secret.base
    const copy = replica(secret)
    if (copy) return notApplicable(copy)
    if (RotationEnabled) return pass({ RotationEnabled })
    return OwningService === undefined ? fail({ RotationEnabled }) : notApplicable({ OwningService })
  },
})

/** Days: a rotation window may last into the next day, and one more is for a retry. */
const grace = 2

export const rotationHappens = defineCheck({
  id: 'secretsmanager-rotation-successful',
  title: 'Rotations that are set up do happen',
  on: 'AWS::SecretsManager::Secret',
  needs: [],
  uses: ['now'],
  threats: ['unauthorized-access', 'detection-and-recovery'],
  mitigation: 'key-rotation',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free: the rotation is paid for already. Finding out why it fails takes time.' },
  why: 'A rotation that fails does so in silence: everybody believes that the credential is a month old, and it is as old as the secret.',
  fix: {
    cli: `aws secretsmanager describe-secret --secret-id <secret>
# then read the log of its rotation function, mend it, and start a rotation:
aws secretsmanager rotate-secret --secret-id <secret>`,
    terraform: `resource "aws_secretsmanager_secret_rotation" "<secret>" {
  secret_id           = aws_secretsmanager_secret.<secret>.id
  rotation_lambda_arn = aws_lambda_function.<rotation>.arn
  rotate_immediately  = true
  rotation_rules {
    automatically_after_days = 30
  }
}`,
  },
  refs: { fsbp: ['SecretsManager.2'], docs: [`${userGuide}/troubleshoot_rotation.html`] },
  test: (secret, { now }) => {
    const { RotationEnabled, AutomaticallyAfterDays, LastRotatedDate, NextRotationDate } = secret.base
    const copy = replica(secret)
    if (copy) return notApplicable(copy)
    if (!RotationEnabled) return notApplicable({ RotationEnabled })
    // The interval is what the schedule comes to after each rotation, whichever way it is written.
    const due =
      LastRotatedDate && AutomaticallyAfterDays !== undefined
        ? new Date(LastRotatedDate.getTime() + AutomaticallyAfterDays * day)
        : NextRotationDate
    if (!due) return fail({ LastRotatedDate: dateOf(LastRotatedDate), due: null })
    if (now.getTime() > due.getTime() + grace * day) return fail({ LastRotatedDate: dateOf(LastRotatedDate), due: dateOf(due) })
    return LastRotatedDate ? pass({ days: AutomaticallyAfterDays ?? null }) : notApplicable({ LastRotatedDate: null, due: dateOf(due) })
  },
})

/** Days: Security Hub's default for this property, and the longest that most rules allow a password. */
const oldest = 90

export const secretAge = defineCheck({
  id: 'secretsmanager-rotated-within-max-age',
  title: `No secret is older than ${oldest} days`,
  on: 'AWS::SecretsManager::Secret',
  needs: [],
  uses: ['now'],
  threats: ['unauthorized-access'],
  mitigation: 'key-rotation',
  likelihood: 2,
  impact: 4,
  cost: { level: 1, note: 'Rotation by hand takes somebody and a plan; automatic rotation a function that is written once.' },
  why: 'The older a credential, the more people, logs and backups have seen it, and the fewer know where it is used. The day it has to be changed in a hurry is the worst to find out.',
  fix: rotate,
  refs: { fsbp: ['SecretsManager.4'], docs: [`${userGuide}/best-practices.html`, `${userGuide}/rotating-secrets.html`] },
  test: (secret, { now }) => {
    const { LastRotatedDate, LastChangedDate, CreatedDate } = secret.base
    const copy = replica(secret)
    if (copy) return notApplicable(copy)
    const newest = new Date(Math.max(...[CreatedDate, LastChangedDate, LastRotatedDate].flatMap((time) => time?.getTime() ?? [])))
    return now.getTime() - newest.getTime() <= oldest * day ? pass({ oldest }) : fail({ changed: dateOf(newest), oldest })
  },
})
