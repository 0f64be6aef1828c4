// Amazon SQS: encryption, dead-letter queues and what their consumers expect of queues.
import { defineCheck, fail, notApplicable, pass, type GraphView } from '../../src/check/check.ts'

const developerGuide = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide'

/** Seconds: the longest that SQS keeps a message, and the shortest that leaves a long weekend for looking at a dead letter. */
const longestRetention = 1_209_600
const shortestDeadLetterRetention = 345_600

const queues = { 'AWS::SQS::Queue': ['attributes'] } as const
const consumers = { 'AWS::Lambda::EventSourceMapping': [], 'AWS::Lambda::Function': [] } as const

/** The queues that send their dead letters here. */
const sourcesOf = (arn: string, graph: GraphView<typeof queues>) => graph.into(arn, 'AWS::SQS::Queue', 'dead-letters-to')

/** The event source mappings that poll a queue for a function: all but those that are switched off or on their way to it. */
const pollersOf = (arn: string, graph: GraphView<{ readonly 'AWS::Lambda::EventSourceMapping': readonly [] }>) =>
  graph
    .into(arn, 'AWS::Lambda::EventSourceMapping', 'reads-from')
    .filter(({ base }) => !['Disabled', 'Disabling', 'Deleting'].includes(base.State))

export const queueEncryption = defineCheck({
  id: 'sqs-queue-encryption',
  title: 'Messages are encrypted at rest',
  on: 'AWS::SQS::Queue',
  needs: ['attributes'],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 2,
  impact: 4,
  cost: {
    level: 0,
    note: 'SSE-SQS is free and adds no latency. SSE-KMS is charged for each data key request; a longer reuse period means fewer.',
  },
  why: 'Whoever gets at the storage under an unencrypted queue, a backup or a decommissioned disk reads the messages in it.',
  fix: {
    cli: 'aws sqs set-queue-attributes --queue-url <queue-url> --attributes SqsManagedSseEnabled=true',
    terraform: `resource "aws_sqs_queue" "<queue>" {
  sqs_managed_sse_enabled = true
}`,
  },
  refs: { fsbp: ['SQS.1'], docs: [`${developerGuide}/sqs-server-side-encryption.html`] },
  test: ({ attributes: { KmsMasterKeyId, SqsManagedSseEnabled } }) =>
    KmsMasterKeyId || SqsManagedSseEnabled
      ? pass({ encryption: KmsMasterKeyId ? 'SSE-KMS' : 'SSE-SQS', KmsMasterKeyId: KmsMasterKeyId ?? null })
      : fail({ KmsMasterKeyId: null, SqsManagedSseEnabled }),
})

export const queueDeadLetter = defineCheck({
  id: 'sqs-queue-dead-letter',
  title: 'Queues have a dead-letter queue',
  on: 'AWS::SQS::Queue',
  needs: ['attributes'],
  across: { 'dead-letters-to': [] },
  reads: queues,
  threats: ['denial-of-service', 'data-tampering'],
  mitigation: 'failure-isolation',
  likelihood: 3,
  impact: 3,
  cost: { level: 0, note: 'An idle queue costs nothing; moved messages are charged like any others.' },
  why: 'A message that its consumer cannot process comes back until it expires: it takes capacity from all others, holds up a FIFO group, and is lost in the end with nobody having seen it.',
  fix: {
    cli: `aws sqs create-queue --queue-name <name>-dead-letters --attributes MessageRetentionPeriod=1209600
aws sqs set-queue-attributes --queue-url <queue-url> --attributes '{"RedrivePolicy":"{\\"deadLetterTargetArn\\":\\"<dead-letter-queue-arn>\\",\\"maxReceiveCount\\":\\"5\\"}"}'`,
    terraform: `resource "aws_sqs_queue" "<queue>" {
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.<dead_letters>.arn
    maxReceiveCount     = 5
  })
}`,
  },
  refs: { docs: [`${developerGuide}/sqs-dead-letter-queues.html`] },
  test: (queue, { graph }) => {
    const [target] = queue['dead-letters-to']
    if (target?.found) return pass({ deadLetterTargetArn: target.arn })
    if (target) return fail({ deadLetterTargetArn: target.arn, target: target.foreign ? 'in another account' : 'does not exist' })
    const sources = sourcesOf(queue.arn, graph).length
    return sources > 0 ? notApplicable({ deadLetterQueueOf: sources }) : fail({ deadLetterTargetArn: null })
  },
})

export const queueMaxReceiveCount = defineCheck({
  id: 'sqs-queue-max-receive-count',
  title: 'Retries before the dead-letter queue are sensible',
  on: 'AWS::SQS::Queue',
  needs: ['attributes'],
  reads: { 'AWS::Lambda::EventSourceMapping': [] },
  walks: ['reads-from'],
  threats: ['denial-of-service', 'resource-exhaustion'],
  mitigation: 'failure-isolation',
  likelihood: 2,
  impact: 2,
  cost: { level: 0, note: 'No cost and no effect on latency.' },
  why: 'With too few receives a throttled consumer sends good messages to the dead-letter queue; with too many a bad one is processed, and paid for, again and again.',
  fix: {
    cli: `aws sqs set-queue-attributes --queue-url <queue-url> --attributes '{"RedrivePolicy":"{\\"deadLetterTargetArn\\":\\"<dead-letter-queue-arn>\\",\\"maxReceiveCount\\":\\"5\\"}"}'`,
    terraform: `resource "aws_sqs_queue" "<queue>" {
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.<dead_letters>.arn
    maxReceiveCount     = 5
  })
}`,
  },
  refs: {
    docs: [`${developerGuide}/sqs-dead-letter-queues.html`, 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html'],
  },
  test: (queue, { graph }) => {
    const { RedrivePolicy } = queue.attributes
    if (!RedrivePolicy) return notApplicable({ RedrivePolicy: null })
    const { maxReceiveCount } = RedrivePolicy
    // Out of bounds for every consumer: who consumes makes no difference then.
    if (maxReceiveCount < 3 || maxReceiveCount > 20) return fail({ maxReceiveCount, sensible: '3 to 20' })
    if (maxReceiveCount >= 5) return pass({ maxReceiveCount })
    return pollersOf(queue.arn, graph).length > 0 ? fail({ maxReceiveCount, sensible: '5 to 20 with Lambda' }) : pass({ maxReceiveCount })
  },
})

export const deadLetterQueueRedriveAllow = defineCheck({
  id: 'sqs-dlq-redrive-allow',
  title: 'A dead-letter queue accepts only its own source queues',
  on: 'AWS::SQS::Queue',
  needs: ['attributes'],
  reads: queues,
  threats: ['data-tampering'],
  mitigation: 'trust-boundary-policy',
  likelihood: 2,
  impact: 2,
  cost: { level: 0, note: 'No cost and no effect on latency.' },
  why: 'By default any queue of the account may dead-letter here, so that whoever can create a queue can put messages among those that somebody will inspect and send on.',
  fix: {
    cli: `aws sqs set-queue-attributes --queue-url <dead-letter-queue-url> --attributes '{"RedriveAllowPolicy":"{\\"redrivePermission\\":\\"byQueue\\",\\"sourceQueueArns\\":[\\"<source-queue-arn>\\"]}"}'`,
    terraform: `resource "aws_sqs_queue_redrive_allow_policy" "<dead_letters>" {
  queue_url = aws_sqs_queue.<dead_letters>.id
  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.<source>.arn]
  })
}`,
  },
  refs: { docs: [`${developerGuide}/sqs-dead-letter-queues.html`] },
  test: (queue, { graph }) => {
    const sources = sourcesOf(queue.arn, graph).length
    if (sources === 0) return notApplicable({ sourceQueues: 0 })
    const { redrivePermission = 'allowAll', sourceQueueArns = [] } = queue.attributes.RedriveAllowPolicy ?? {}
    if (redrivePermission === 'denyAll') return pass({ redrivePermission })
    if (redrivePermission !== 'byQueue') return fail({ redrivePermission })
    const existing = new Set(graph.all('AWS::SQS::Queue').map(({ arn }) => arn))
    // Whoever creates a queue of that name is let in.
    const vacant = sourceQueueArns.filter((arn) => !existing.has(arn)).sort()
    return vacant.length > 0 ? fail({ redrivePermission, vacantSourceQueueArns: vacant }) : pass({ redrivePermission })
  },
})

export const deadLetterQueueRetention = defineCheck({
  id: 'sqs-dlq-retention',
  title: 'The dead-letter queue keeps messages longer than the source',
  on: 'AWS::SQS::Queue',
  needs: ['attributes'],
  reads: queues,
  threats: ['detection-and-recovery'],
  mitigation: 'backup-and-restore',
  likelihood: 2,
  impact: 2,
  cost: { level: 0, note: 'SQS does not charge for keeping messages.' },
  why: 'A standard queue counts the age of a message from when it was first sent: one that spent days in the source may expire in the dead-letter queue before anybody looks.',
  fix: {
    cli: 'aws sqs set-queue-attributes --queue-url <dead-letter-queue-url> --attributes MessageRetentionPeriod=1209600',
    terraform: `resource "aws_sqs_queue" "<dead_letters>" {
  message_retention_seconds = 1209600
}`,
  },
  refs: { docs: [`${developerGuide}/sqs-dead-letter-queues.html`] },
  test: (queue, { graph }) => {
    const sources = sourcesOf(queue.arn, graph)
    if (sources.length === 0) return notApplicable({ sourceQueues: 0 })
    const { MessageRetentionPeriod } = queue.attributes
    const longestOfSources = Math.max(...sources.map(({ attributes }) => attributes.MessageRetentionPeriod))
    const evidence = { MessageRetentionPeriod, longestOfSources }
    // A source may already keep messages as long as SQS can: then nothing is longer.
    const long = MessageRetentionPeriod > longestOfSources || MessageRetentionPeriod >= longestRetention
    return long && MessageRetentionPeriod >= shortestDeadLetterRetention ? pass(evidence) : fail(evidence)
  },
})

export const visibilityTimeoutLambda = defineCheck({
  id: 'sqs-visibility-timeout-lambda',
  title: 'Visibility timeout fits the consuming function',
  on: 'AWS::SQS::Queue',
  needs: ['attributes'],
  reads: consumers,
  walks: ['invokes', 'reads-from'],
  threats: ['resource-exhaustion', 'data-tampering'],
  mitigation: 'failure-isolation',
  likelihood: 3,
  impact: 3,
  cost: { level: 0, note: 'None; a message whose consumer died comes back later.' },
  why: 'While a function still works on a message, or waits out a throttle, the message becomes visible again: it is processed twice, and its receives are used up without a fault of its own.',
  fix: {
    cli: 'aws sqs set-queue-attributes --queue-url <queue-url> --attributes VisibilityTimeout=<6 times the timeout of the function plus the batching window, in seconds>',
    terraform: `resource "aws_sqs_queue" "<queue>" {
  visibility_timeout_seconds = 6 * aws_lambda_function.<consumer>.timeout
}`,
  },
  refs: { docs: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html'] },
  test: (queue, { graph }) => {
    const needed = pollersOf(queue.arn, graph).flatMap((poller) => {
      const [consumer] = graph.out(poller, 'invokes', 'AWS::Lambda::Function')
      // A mapping outlives its function; it consumes nothing any more.
      if (!consumer?.found) return []
      const { name, base } = consumer.node
      return [{ name, seconds: 6 * base.Timeout + (poller.base.MaximumBatchingWindowInSeconds ?? 0) }]
    })
    const [most] = needed.sort((a, b) => b.seconds - a.seconds || (a.name < b.name ? -1 : 1))
    if (!most) return notApplicable({ consumers: 0 })
    const { VisibilityTimeout } = queue.attributes
    const evidence = { VisibilityTimeout, needed: most.seconds, consumer: most.name }
    return VisibilityTimeout >= most.seconds ? pass(evidence) : fail(evidence)
  },
})
