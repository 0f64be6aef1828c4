// AWS Secrets Manager: who may read secrets, under which key, and whether anybody does.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'
import { judgeCustomerKey } from '../../src/check/keys.ts'
import { isForeign, judge } from '../../src/check/policies.ts'
import { replica } from './replica.ts'

const userGuide = 'https://docs.aws.amazon.com/secretsmanager/latest/userguide'

/** Days: a quarter, so that what is read at its end still counts as used. Security Hub's default for this property. */
const idle = 90

export const secretUnused = defineCheck({
  id: 'secretsmanager-unused',
  title: 'Secrets that nobody reads are removed',
  on: 'AWS::SecretsManager::Secret',
  needs: [],
  uses: ['now'],
  threats: ['unauthorized-access'],
  mitigation: 'credential-hygiene',
  likelihood: 2,
  impact: 2,
  cost: { level: 0, note: 'Saves the monthly price of the secret. Deletion waits for up to 30 days, in which it can be undone.' },
  why: 'A credential that nobody needs still opens what it was made for. Nobody would notice that it was taken, and nobody will think of changing it.',
  fix: {
    cli: `aws secretsmanager delete-secret --secret-id <secret> --recovery-window-in-days 30
# and switch off the credential itself where it is valid`,
    terraform: `# Remove the secret from the configuration; what remains decides how long it can be brought back:
resource "aws_secretsmanager_secret" "<secret>" {
  recovery_window_in_days = 30
}`,
  },
  refs: {
    fsbp: ['SecretsManager.3'],
    docs: [
      `${userGuide}/manage_delete-secret.html`,
      'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_SecretListEntry.html',
    ],
  },
  test: (secret, { now }) => {
    const { LastAccessedDate, CreatedDate, OwningService } = secret.base
    // It waits for the day on which its primary region is away, and goes with the secret there.
    const copy = replica(secret)
    if (copy) return notApplicable(copy)
    // Whoever owns it decides how long it is needed: it goes with the database or connection that it belongs to.
    if (OwningService !== undefined) return notApplicable({ OwningService })
    const days = (time: Date): number => (now.getTime() - time.getTime()) / (24 * 60 * 60 * 1000)
    if (LastAccessedDate === undefined) {
      const evidence = { LastAccessedDate: null, CreatedDate: CreatedDate.toISOString().slice(0, 10) }
      return days(CreatedDate) > idle ? fail(evidence) : notApplicable(evidence)
    }
    // Told to the day, so that day counts as a whole.
    return days(LastAccessedDate) <= idle + 1
      ? pass({ days: idle })
      : fail({ LastAccessedDate: LastAccessedDate.toISOString().slice(0, 10) })
  },
})

export const secretPolicy = defineCheck({
  id: 'secretsmanager-policy-public',
  title: 'Policies of secrets let in no public and no unknown account',
  on: 'AWS::SecretsManager::Secret',
  needs: ['policy'],
  uses: ['trustedAccounts'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'public-access-block',
  likelihood: 3,
  impact: 5,
  cost: { level: 0, note: 'Free. Partners that are meant are entered as trusted accounts, once.' },
  why: 'Whoever the policy lets in reads the credential, and with it gets into whatever it opens. In another account nobody here sees who that is.',
  fix: {
    cli: `aws secretsmanager put-resource-policy --secret-id <secret> --resource-policy file://<policy.json> --block-public-policy
# <policy.json> names who is meant: {"Effect": "Allow", "Principal": {"AWS": "<role-arn>"}, "Action": "secretsmanager:GetSecretValue", "Resource": "*"}`,
    terraform: `resource "aws_secretsmanager_secret_policy" "<secret>" {
  secret_arn          = aws_secretsmanager_secret.<secret>.arn
  block_public_policy = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "<role-arn>" }
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
}`,
  },
  refs: {
    cis: ['v7.0:2.21'],
    docs: [`${userGuide}/auth-and-access_resource-policies.html`, `${userGuide}/auth-and-access_examples_cross.html`],
  },
  test: (secret, { trustedAccounts }) => judge(secret, secret.policy, isForeign(secret, trustedAccounts)),
})

export const secretCustomerKey = defineCheck({
  id: 'secretsmanager-customer-key',
  title: 'Sensitive secrets use a customer managed key',
  on: 'AWS::SecretsManager::Secret',
  needs: [],
  across: { 'encrypted-with': ['metadata'] },
  uses: ['dataClassTags', 'sensitiveClasses'],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 1,
  impact: 4,
  cost: { level: 1, note: 'A key costs a fixed amount a month, and each read that is not cached a KMS request.' },
  why: 'Under the key that AWS holds for the service, the right to read the secret is all that anybody needs. With a customer managed key it takes a second permission, which you can audit and withdraw.',
  fix: {
    cli: 'aws secretsmanager update-secret --secret-id <secret> --kms-key-id <key-arn>',
    terraform: `resource "aws_secretsmanager_secret" "<secret>" {
  kms_key_id = aws_kms_key.<key>.arn
}`,
  },
  refs: { docs: [`${userGuide}/security-encryption.html`] },
  test: (secret, settings) => {
    const dataClass = sensitiveClassOf(secret.base.Tags, settings)
    return dataClass === undefined ? notApplicable({ dataClass: null }) : judgeCustomerKey(secret['encrypted-with'], { dataClass })
  },
})
