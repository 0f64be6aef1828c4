// Policies that reach every KMS key, since they name none.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { heldBroadly, statementWords } from '../../src/check/rights.ts'
import { nobodys, type Ask } from '../../src/iam/breadth.ts'
import { policiesOf } from './policy-subjects.ts'

const kms = 'https://docs.aws.amazon.com/kms/latest/developerguide'

const onAnyKey = (action: string): Ask => ({
  action,
  on: ({ partition, region, account }) => `arn:${partition}:kms:${region}:${account}:key/${nobodys}`,
})

const holders = ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'] as const

const named = (action: string) => ({
  cli: `aws iam create-policy-version --policy-arn <policy-arn> --policy-document file://<policy.json> --set-as-default
# for inline policies: put-role-policy, put-user-policy, put-group-policy. The statement that is meant:
{"Effect": "Allow", "Action": "${action}", "Resource": "<key-arn>"}`,
  terraform: `resource "aws_iam_policy" "<policy>" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "${action}", Resource = aws_kms_key.<key>.arn }]
  })
}`,
})

export const policyDecryptAny = defineCheck({
  id: 'iam-policy-kms-decrypt-any',
  title: 'Decrypt rights name the keys they need',
  on: holders,
  needs: [],
  threats: ['data-exfiltration'],
  mitigation: 'least-privilege-iam',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free; each key that is used has to be named, or the service through which it is used.' },
  why: 'The right to decrypt with every key makes the keys one: whatever else becomes readable by mistake, a bucket, a snapshot or a backup, is readable in the clear.',
  fix: named('kms:Decrypt'),
  refs: { fsbp: ['KMS.1', 'KMS.2'], docs: [`${kms}/iam-policies-best-practices.html`, `${kms}/conditions-kms.html`] },
  test: (subject) => {
    const { sources, why } = policiesOf(subject)
    if (!sources) return notApplicable(why)
    const held = heldBroadly(subject, sources, [onAnyKey('kms:Decrypt'), onAnyKey('kms:ReEncryptFrom')])
    return held.length > 0
      ? fail({ actions: held.map(({ action }) => action), statements: statementWords(held.flatMap(({ by }) => by)) })
      : pass({ policies: sources.length })
  },
})

export const policyKmsFull = defineCheck({
  id: 'iam-policy-kms-full',
  title: 'No policy grants kms:* broadly',
  on: holders,
  needs: [],
  threats: ['data-exfiltration', 'denial-of-service'],
  mitigation: 'least-privilege-iam',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. Those who use keys need two or three actions; those who administer them need no others.' },
  why: 'Its holder can read whatever is encrypted, let others read it, or have the keys deleted: everything that they protect is lost then, backups included.',
  fix: named('kms:Decrypt'),
  refs: { docs: [`${kms}/iam-policies-best-practices.html`, `${kms}/key-policy-default.html`] },
  test: (subject) => {
    const { sources, why } = policiesOf(subject)
    if (!sources) return notApplicable(why)
    // An action that KMS does not have: only a wildcard over all of them gives it.
    const held = heldBroadly(subject, sources, [onAnyKey('kms:Everything')])
    return held.length > 0 ? fail({ statements: statementWords(held.flatMap(({ by }) => by)) }) : pass({ policies: sources.length })
  },
})
