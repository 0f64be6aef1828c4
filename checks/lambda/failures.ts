// AWS Lambda: where events and records go that a function cannot process.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { policyOf, unwantedIn, type PolicyOwner } from '../../src/check/policies.ts'
import { parseArn } from '../../src/graph/arn.ts'
import { audienceOf, gives } from '../../src/iam/audience.ts'
import type { PolicyText } from '../../src/iam/policy.ts'

const developerGuide = 'https://docs.aws.amazon.com/lambda/latest/dg'

/** Whether something sent there arrives: a target is set and, if it is of this account and of a kind that is read, it exists. */
const arrives = (
  target: string | undefined,
  ends: readonly { readonly arn: string; readonly found: boolean; readonly foreign?: boolean }[],
): target is string =>
  // Any account may own a bucket: its name does not tell.
  target !== undefined && !ends.some((end) => end.arn === target && !end.found && !end.foreign && target.split(':')[2] !== 's3')

/**
 * Services that hand over an event and do not wait for the answer.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html
 */
const asynchronous: ReadonlySet<string> = new Set([
  'cloudformation.amazonaws.com',
  'codecommit.amazonaws.com',
  'codepipeline.amazonaws.com',
  'config.amazonaws.com',
  'events.amazonaws.com',
  'iot.amazonaws.com',
  'iotevents.amazonaws.com',
  'lambda.alarms.cloudwatch.amazonaws.com',
  'logs.amazonaws.com',
  's3.amazonaws.com',
  'ses.amazonaws.com',
  'sns.amazonaws.com',
])

/** Some services call in the name of their region: `logs.eu-west-1.amazonaws.com`. */
const withoutRegion = (service: string): string => service.replace(/^([a-z]+)\.[a-z]{2}(?:-[a-z]+)+-\d(?=\.)/, '$1').replace(/\.cn$/, '')

/** Whether a policy lets a service in that invokes asynchronously. People may do either, and see what comes of it. */
const lets = (owner: PolicyOwner, policy: PolicyText | null): boolean =>
  unwantedIn(
    owner,
    audienceOf(policyOf(policy), owner),
    (admission) =>
      gives(admission, 'lambda:InvokeFunction') &&
      admission.who.type === 'service' &&
      (admission.who.service === '*' || asynchronous.has(withoutRegion(admission.who.service))),
  ).length > 0

/** What a mapping reads from, by the service of its source. */
const sourceOf = ({
  EventSourceArn,
  selfManaged,
}: {
  readonly EventSourceArn?: string | undefined
  readonly selfManaged: boolean
}): string => (selfManaged ? 'kafka' : (EventSourceArn?.split(':')[2] ?? 'unknown'))

export const functionAsyncFailureTarget = defineCheck({
  id: 'lambda-function-async-failure-target',
  title: 'Asynchronously invoked functions send failed events somewhere',
  on: 'AWS::Lambda::Function',
  needs: ['policy', 'eventInvokeConfigs'],
  reads: {
    'AWS::Lambda::Function': [],
    'AWS::Lambda::Alias': ['policy'],
    'AWS::Lambda::Version': [],
    'AWS::Events::EventBus': [],
    'AWS::S3::Bucket': [],
    'AWS::SNS::Topic': [],
    'AWS::SQS::Queue': [],
  },
  walks: ['alias-of', 'dead-letters-to', 'AWS::Lambda::Function delivers-to', 'points-to'],
  threats: ['denial-of-service', 'data-tampering'],
  mitigation: 'failure-isolation',
  likelihood: 3,
  impact: 3,
  cost: { level: 1, note: 'Only the failed events are charged, at the price of the queue or topic that takes them.' },
  why: 'After two retries Lambda drops an event that its function could not process: an order, an upload or an alarm is gone, and nobody knows.',
  fix: {
    cli: `aws lambda put-function-event-invoke-config --function-name <function> --destination-config '{"OnFailure":{"Destination":"<queue-arn>"}}'`,
    terraform: `resource "aws_lambda_function_event_invoke_config" "<function>" {
  function_name = aws_lambda_function.<function>.function_name
  destination_config {
    on_failure {
      destination = aws_sqs_queue.<failed>.arn
    }
  }
}`,
  },
  refs: { docs: [`${developerGuide}/invocation-async-retain-records.html`] },
  test: (lambda, { graph }) => {
    const configured = (qualifier: string): boolean => {
      const names = qualifier === '$LATEST' ? [lambda.arn, `${lambda.arn}:$LATEST`] : [`${lambda.arn}:${qualifier}`]
      const config = lambda.eventInvokeConfigs.find(({ FunctionArn }) => names.includes(FunctionArn))
      return config?.OnFailure !== undefined && arrives(config.OnFailure, graph.out(lambda, 'delivers-to', 'AWS::SQS::Queue'))
    }
    const deadLettersOfLatest = (): boolean =>
      arrives(lambda.base.DeadLetterConfig?.TargetArn, graph.out(lambda, 'dead-letters-to', 'AWS::SQS::Queue'))
    // Services invoke by permission of a policy: on the function itself, or on an alias of it.
    const byPolicy = lets(lambda, lambda.policy)
    if (byPolicy && !configured('$LATEST') && !deadLettersOfLatest()) return fail({ qualifier: '$LATEST', target: null })

    const aliases = graph.into(lambda.arn, 'AWS::Lambda::Alias', 'alias-of').filter((alias) => lets(alias, alias.policy))
    const bare = aliases
      .filter((alias) => {
        const versions = graph.out(alias, 'points-to', 'AWS::Lambda::Version')
        // A version keeps the dead-letter configuration that the function had when it was published.
        const deadLetters = versions.every(
          (version) =>
            version.found &&
            arrives(version.node.base.DeadLetterConfig?.TargetArn, graph.out(version.node, 'dead-letters-to', 'AWS::SQS::Queue')),
        )
        const latest = alias.base.FunctionVersion !== '$LATEST' || deadLettersOfLatest()
        return !configured(alias.name.slice(lambda.name.length + 1)) && !(deadLetters && latest)
      })
      .map(({ name }) => name)
      .sort()
    if (bare.length > 0) return fail({ qualifier: bare, target: null })
    return byPolicy || aliases.length > 0
      ? pass({ qualifiers: aliases.length + (byPolicy ? 1 : 0) })
      : notApplicable({ asynchronousServices: 0 })
  },
})

export const streamFailureDestination = defineCheck({
  id: 'lambda-esm-stream-failure-destination',
  title: 'Stream mappings route poison records to a failure destination',
  on: 'AWS::Lambda::EventSourceMapping',
  needs: [],
  across: { 'dead-letters-to': [] },
  uses: ['trustedAccounts'],
  threats: ['denial-of-service', 'data-tampering'],
  mitigation: 'failure-isolation',
  likelihood: 3,
  impact: 3,
  cost: {
    level: 1,
    note: 'Only what is sent to the destination is charged; it holds where the failed batch is, or the batch itself in S3.',
  },
  why: 'Records that the function cannot process are skipped in the end without a trace, and with them what they said.',
  fix: {
    cli: `aws lambda update-event-source-mapping --uuid <uuid> --destination-config '{"OnFailure":{"Destination":"<queue-topic-or-bucket-arn>"}}'`,
    terraform: `resource "aws_lambda_event_source_mapping" "<mapping>" {
  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.<failed>.arn
    }
  }
}`,
  },
  refs: { docs: [`${developerGuide}/services-ddb-errors.html`, `${developerGuide}/kinesis-on-failure-destination.html`] },
  test: (mapping, { trustedAccounts }) => {
    const { State, OnFailure } = mapping.base
    const source = sourceOf(mapping.base)
    if (!['kinesis', 'dynamodb', 'kafka'].includes(source)) return notApplicable({ source })
    if (['Disabled', 'Disabling', 'Deleting'].includes(State)) return notApplicable({ source, State })
    if (OnFailure === undefined) return fail({ source, destination: null })
    // Buckets and Kafka topics name no account.
    const owner = parseArn(OnFailure)?.account ?? ''
    const trusted = owner === '' || owner === mapping.account || trustedAccounts.includes(owner)
    if (!trusted) return fail({ source, destination: OnFailure, target: 'in an account that is not trusted' })
    return arrives(OnFailure, mapping['dead-letters-to'])
      ? pass({ source, destination: OnFailure })
      : fail({ source, destination: OnFailure, target: 'does not exist' })
  },
})

export const streamBoundedRetry = defineCheck({
  id: 'lambda-esm-stream-bounded-retry',
  title: 'A bad record cannot block a shard until retention runs out',
  on: 'AWS::Lambda::EventSourceMapping',
  needs: [],
  threats: ['denial-of-service', 'resource-exhaustion'],
  mitigation: 'failure-isolation',
  likelihood: 3,
  impact: 3,
  cost: { level: 0, note: 'No charge; fewer retries cost less. Set a failure destination first, or skipped records are lost.' },
  why: 'By default Lambda retries a failing batch until its records expire: for up to a week or a year nothing behind them in the shard is processed.',
  fix: {
    cli: 'aws lambda update-event-source-mapping --uuid <uuid> --maximum-retry-attempts 5 --maximum-record-age-in-seconds 3600 --bisect-batch-on-function-error',
    terraform: `resource "aws_lambda_event_source_mapping" "<mapping>" {
  maximum_retry_attempts             = 5
  maximum_record_age_in_seconds      = 3600
  bisect_batch_on_function_error     = true
}`,
  },
  refs: { docs: [`${developerGuide}/services-ddb-errors.html`, `${developerGuide}/services-kinesis-parameters.html`] },
  test: ({ base }) => {
    const source = sourceOf(base)
    if (source !== 'kinesis' && source !== 'dynamodb') return notApplicable({ source })
    // Lambda's default for both is -1, no bound.
    const { MaximumRetryAttempts = -1, MaximumRecordAgeInSeconds = -1, BisectBatchOnFunctionError = false, BatchSize = null } = base
    const ReportBatchItemFailures = base.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false
    const bounded = MaximumRetryAttempts !== -1 || MaximumRecordAgeInSeconds !== -1
    const narrowed = BatchSize === 1 || BisectBatchOnFunctionError || ReportBatchItemFailures
    const evidence = { MaximumRetryAttempts, MaximumRecordAgeInSeconds, BatchSize, BisectBatchOnFunctionError, ReportBatchItemFailures }
    return bounded && narrowed ? pass(evidence) : fail(evidence)
  },
})
