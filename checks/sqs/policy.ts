// Amazon SQS: whom the policies of queues let in, and over what connections.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { cannotTell, few, isForeign, isOpen, isUnguarded, judge, leavesItToIam, policyOf, wordsOf } from '../../src/check/policies.ts'
import { refusesPlainHttp } from '../../src/check/transport.ts'
import { audienceOf, gives } from '../../src/iam/audience.ts'
import { isIntended } from '../iam/administrator.ts'

const developerGuide = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide'
const confusedDeputy = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html'

const setPolicy = (statement: string) => ({
  cli: `aws sqs set-queue-attributes --queue-url <queue-url> --attributes file://<attributes.json>
# <attributes.json> holds {"Policy": "<the whole policy as text>"}; the statement that is meant:
${statement}`,
  terraform: `resource "aws_sqs_queue_policy" "<queue>" {
  queue_url = aws_sqs_queue.<queue>.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [${statement}]
  })
}`,
})

export const queuePolicyPublic = defineCheck({
  id: 'sqs-queue-policy-public',
  title: 'Queue policies grant nothing to everyone',
  on: 'AWS::SQS::Queue',
  needs: ['attributes'],
  threats: ['unauthorized-access', 'data-tampering'],
  mitigation: 'public-access-block',
  likelihood: 4,
  impact: 5,
  cost: { level: 0, note: 'Free. Whoever uses the queue without being named has to be named.' },
  why: 'Anyone who learns or guesses the name of the queue can use it: put forged messages into it, take messages out of it, or run up its bill.',
  fix: setPolicy('{"Effect": "Allow", "Principal": {"AWS": "<role-arn>"}, "Action": "sqs:SendMessage", "Resource": "<queue-arn>"}'),
  refs: {
    fsbp: ['SQS.3'],
    cis: ['v7.0:2.21'],
    docs: [`${developerGuide}/sqs-security-best-practices.html`, `${developerGuide}/sqs-basic-examples-of-sqs-policies.html`],
  },
  test: (queue) => judge(queue, queue.attributes.Policy, isOpen),
})

export const queuePolicyCrossAccount = defineCheck({
  id: 'sqs-queue-policy-cross-account',
  title: 'Only trusted accounts may use the queue',
  on: 'AWS::SQS::Queue',
  needs: ['attributes'],
  uses: ['trustedAccounts'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'trust-boundary-policy',
  likelihood: 3,
  impact: 4,
  cost: { level: 0, note: 'Free. Partners that are meant are entered as trusted accounts, once.' },
  why: 'What another account may do here is decided by its administrators and by whoever breaks in there. Nobody here sees when its people or keys change.',
  fix: setPolicy(
    '{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::<trusted-account>:role/<role>"}, "Action": "sqs:SendMessage", "Resource": "<queue-arn>"}',
  ),
  refs: { docs: [`${developerGuide}/sqs-basic-examples-of-sqs-policies.html`, `${developerGuide}/sqs-security-best-practices.html`] },
  test: (queue, { trustedAccounts }) => judge(queue, queue.attributes.Policy, isForeign(queue, trustedAccounts)),
})

export const queuePolicyConfusedDeputy = defineCheck({
  id: 'sqs-queue-policy-confused-deputy',
  title: 'SNS, S3 and EventBridge senders are pinned by source ARN',
  on: 'AWS::SQS::Queue',
  needs: ['attributes'],
  threats: ['data-tampering'],
  mitigation: 'least-privilege-iam',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. The statement names the topic, bucket or rule that it is for.' },
  why: 'The service sends for every customer of AWS. Whoever points a topic, bucket or rule of their own at this queue puts messages into it, and they look as if they came from yours.',
  fix: setPolicy(
    '{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "<queue-arn>", "Condition": {"ArnEquals": {"aws:SourceArn": "<topic-arn>"}}}',
  ),
  refs: { docs: [confusedDeputy, 'https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html'] },
  test: (queue) => judge(queue, queue.attributes.Policy, isUnguarded),
})

const administration = ['sqs:SetQueueAttributes', 'sqs:AddPermission', 'sqs:RemovePermission', 'sqs:DeleteQueue', 'sqs:PurgeQueue']

export const queuePolicyDestructive = defineCheck({
  id: 'sqs-queue-policy-destructive',
  title: 'Policies do not hand out queue administration',
  on: 'AWS::SQS::Queue',
  needs: ['attributes'],
  uses: ['administrators'],
  threats: ['data-tampering', 'denial-of-service'],
  mitigation: 'least-privilege-iam',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. Producers and consumers need to send, receive and delete messages, and nothing else.' },
  why: 'Whoever may set attributes or permissions of the queue gives itself and others the rest; whoever may purge or delete it loses every message that nobody has read yet.',
  fix: setPolicy(
    '{"Effect": "Allow", "Principal": {"AWS": "<role-arn>"}, "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage"], "Resource": "<queue-arn>"}',
  ),
  refs: {
    docs: [
      `${developerGuide}/sqs-security-best-practices.html`,
      'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html',
    ],
  },
  test: (queue, settings) =>
    judge(queue, queue.attributes.Policy, (admission) => {
      if (!administration.some((action) => gives(admission, action)) || leavesItToIam(admission)) return false
      const { who } = admission
      return !(who.type === 'same-account' && isIntended(who.principal.slice(who.principal.lastIndexOf('/') + 1), settings))
    }),
})

export const queueSecureTransport = defineCheck({
  id: 'sqs-queue-secure-transport',
  title: 'Queue policy denies plain HTTP',
  on: 'AWS::SQS::Queue',
  needs: ['attributes'],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-in-transit',
  likelihood: 1,
  impact: 4,
  cost: { level: 0, note: 'Free and without latency; the AWS SDKs use HTTPS anyway.' },
  why: 'SQS still answers plain HTTP. A client that is set to it by mistake sends messages and signatures in the clear, and nothing tells.',
  fix: setPolicy(
    '{"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "<queue-arn>", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}',
  ),
  refs: { docs: [`${developerGuide}/sqs-security-best-practices.html`, `${developerGuide}/sqs-internetwork-traffic-privacy.html`] },
  test: (queue) => {
    const refused = refusesPlainHttp(queue, queue.attributes.Policy, ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'])
    return (refused ? pass : fail)({ deniesPlainHttp: refused })
  },
})

export const deadLetterQueueParity = defineCheck({
  id: 'sqs-dlq-protection-parity',
  title: 'The dead-letter queue is as protected as its source',
  on: 'AWS::SQS::Queue',
  needs: ['attributes'],
  reads: { 'AWS::SQS::Queue': ['attributes'], 'AWS::KMS::Key': ['metadata'] },
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 2,
  impact: 4,
  cost: { level: 1, note: 'KMS charges for requests; few messages come here, and latency does not matter.' },
  why: 'What failed in the source lies here in full, often for two weeks and looked at by more people. A weaker copy of the data is where it leaks.',
  fix: {
    cli: 'aws sqs set-queue-attributes --queue-url <dead-letter-queue-url> --attributes KmsMasterKeyId=<key-of-the-source>',
    terraform: `resource "aws_sqs_queue" "<dead_letters>" {
  kms_master_key_id = aws_sqs_queue.<source>.kms_master_key_id
}`,
  },
  refs: { docs: [`${developerGuide}/sqs-dead-letter-queues.html`, `${developerGuide}/sqs-key-management.html`] },
  test: (queue, { graph }) => {
    const sources = graph.into(queue.arn, 'AWS::SQS::Queue', 'dead-letters-to')
    if (sources.length === 0) return notApplicable({ sourceQueues: 0 })
    /** A key of another account can only be a customer managed one; one that is not there protects nothing any more. */
    const customerKey = (of: typeof queue | (typeof sources)[number]): boolean =>
      graph
        .out(of, 'encrypted-with', 'AWS::KMS::Key')
        .some((key) => (key.found ? key.node.metadata.KeyManager === 'CUSTOMER' : key.foreign))
    const weaker = sources.filter(customerKey).map(({ name }) => name)
    if (weaker.length > 0 && !customerKey(queue)) return fail({ customerKey: false, customerKeyOf: few(weaker.sort()) })

    const admitted = (of: (typeof sources)[number] | typeof queue) => {
      const audience = audienceOf(policyOf(of.attributes.Policy), of)
      if (audience.unreadable.length > 0 || audience.unreadableDenials.length > 0) throw cannotTell(of, 'it cannot be read as a whole')
      return audience.admissions
    }
    const everySource = sources.map((source) => new Set(admitted(source).map(({ who }) => JSON.stringify(who))))
    const more = admitted(queue).filter(
      (admission) => !leavesItToIam(admission) && everySource.some((known) => !known.has(JSON.stringify(admission.who))),
    )
    return more.length > 0 ? fail({ letsMoreThanSources: few(more.map(wordsOf)) }) : pass({ sourceQueues: sources.length })
  },
})
