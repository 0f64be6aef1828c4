// Amazon SNS: whom the policies of topics let in, and encryption at rest.
import { defineCheck, fail, pass } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'
import { judgeCustomerKey } from '../../src/check/keys.ts'
import { isForeign, isOpen, judge } from '../../src/check/policies.ts'

const developerGuide = 'https://docs.aws.amazon.com/sns/latest/dg'

const setPolicy = (statement: string) => ({
  cli: `aws sns set-topic-attributes --topic-arn <topic-arn> --attribute-name Policy --attribute-value file://<policy.json>
# <policy.json> holds the whole policy; the statement that is meant:
${statement}`,
  terraform: `resource "aws_sns_topic_policy" "<topic>" {
  arn = aws_sns_topic.<topic>.arn
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [${statement}]
  })
}`,
})

export const topicPolicyPublic = defineCheck({
  id: 'sns-topic-policy-public',
  title: 'Topic policies grant nothing to everyone',
  on: 'AWS::SNS::Topic',
  needs: ['attributes'],
  threats: ['unauthorized-access', 'data-tampering'],
  mitigation: 'public-access-block',
  likelihood: 4,
  impact: 4,
  cost: { level: 0, note: 'Free. Whoever publishes or subscribes without being named has to be named.' },
  why: 'Anyone who learns the ARN of the topic can publish to all who listen, in your name, or subscribe and read along from then on.',
  fix: setPolicy('{"Effect": "Allow", "Principal": {"AWS": "<role-arn>"}, "Action": "sns:Publish", "Resource": "<topic-arn>"}'),
  refs: {
    fsbp: ['SNS.4'],
    cis: ['v7.0:2.21'],
    docs: [`${developerGuide}/sns-security-best-practices.html`, `${developerGuide}/sns-access-policy-use-cases.html`],
  },
  test: (topic) => judge(topic, topic.attributes.Policy, isOpen),
})

export const topicPolicyCrossAccount = defineCheck({
  id: 'sns-topic-policy-cross-account',
  title: 'Only trusted accounts may publish or subscribe',
  on: 'AWS::SNS::Topic',
  needs: ['attributes'],
  uses: ['trustedAccounts'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'trust-boundary-policy',
  likelihood: 3,
  impact: 3,
  cost: { level: 0, note: 'Free. Partners that are meant are entered as trusted accounts, once.' },
  why: 'Another account that may subscribe gets a copy of every message, and passes it on to whomever it likes; one that may publish is believed by all who listen.',
  fix: setPolicy(
    '{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::<trusted-account>:role/<role>"}, "Action": "sns:Publish", "Resource": "<topic-arn>"}',
  ),
  refs: { docs: [`${developerGuide}/sns-access-policy-use-cases.html`, `${developerGuide}/sns-security-best-practices.html`] },
  test: (topic, { trustedAccounts }) => judge(topic, topic.attributes.Policy, isForeign(topic, trustedAccounts)),
})

export const topicEncryption = defineCheck({
  id: 'sns-topic-encryption',
  title: 'Topics are encrypted at rest',
  on: 'AWS::SNS::Topic',
  needs: ['attributes', 'tags'],
  across: { 'encrypted-with': ['metadata'] },
  uses: ['dataClassTags', 'sensitiveClasses'],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 2,
  impact: 4,
  cost: {
    level: 1,
    note: 'KMS charges for requests, shared by messages of some minutes. AWS services that publish (alarms, buckets) need a right on a key of your own; the AWS managed key shuts them out.',
  },
  why: 'SNS keeps messages until every subscriber has taken them. Whoever gets at that storage reads what is not encrypted.',
  fix: {
    cli: 'aws sns set-topic-attributes --topic-arn <topic-arn> --attribute-name KmsMasterKeyId --attribute-value <key-arn>',
    terraform: `resource "aws_sns_topic" "<topic>" {
  kms_master_key_id = aws_kms_key.<key>.arn
}`,
  },
  refs: { fsbp: ['SNS.1'], docs: [`${developerGuide}/sns-server-side-encryption.html`, `${developerGuide}/sns-key-management.html`] },
  test: (topic, settings) => {
    const { KmsMasterKeyId } = topic.attributes
    if (!KmsMasterKeyId) return fail({ KmsMasterKeyId: null })
    const dataClass = sensitiveClassOf(topic.tags, settings)
    return dataClass === undefined ? pass({ KmsMasterKeyId }) : judgeCustomerKey(topic['encrypted-with'], { dataClass, KmsMasterKeyId })
  },
})
