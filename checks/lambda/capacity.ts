// AWS Lambda: what keeps one function, or one queue, from using up the capacity of all, and how much of it is left.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'

const developerGuide = 'https://docs.aws.amazon.com/lambda/latest/dg'

export const functionReservedConcurrency = defineCheck({
  id: 'lambda-function-reserved-concurrency',
  title: 'Exposed functions have reserved concurrency to bound their blast radius',
  on: 'AWS::Lambda::Function',
  needs: ['concurrency'],
  threats: ['resource-exhaustion', 'denial-of-service'],
  mitigation: 'capacity-limits',
  likelihood: 2,
  impact: 4,
  cost: { level: 1, note: 'No charge; what is reserved is taken from the pool of all other functions, and calls above it are throttled.' },
  why: 'A flood of calls to one function takes the concurrency of the whole account, so that all other functions are throttled with it, and its data stores are overrun.',
  fix: {
    cli: 'aws lambda put-function-concurrency --function-name <function> --reserved-concurrent-executions <limit>',
    terraform: `resource "aws_lambda_function" "<function>" {
  reserved_concurrent_executions = <limit>
}`,
  },
  refs: { docs: [`${developerGuide}/configuration-concurrency.html`] },
  test: ({ concurrency: { ReservedConcurrentExecutions = null } }) => {
    if (ReservedConcurrentExecutions === null) return fail({ ReservedConcurrentExecutions })
    // Zero switches the function off: nothing can flood it.
    return ReservedConcurrentExecutions > 0 ? pass({ ReservedConcurrentExecutions }) : notApplicable({ ReservedConcurrentExecutions })
  },
})

/** The least that Lambda itself keeps for functions without a reservation, and the part of the limit that peaks may reach. */
const leastUnreserved = 100
const fullPercent = 80

export const accountConcurrencyHeadroom = defineCheck({
  id: 'lambda-account-concurrency-headroom',
  title: 'The account concurrency pool keeps headroom for unreserved functions',
  on: 'AWS::Account',
  needs: [],
  reads: { 'AWS::Lambda::Function': ['accountLimit', 'accountConcurrency'] },
  walks: [],
  threats: ['resource-exhaustion', 'denial-of-service'],
  mitigation: 'capacity-limits',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'A higher limit is free; AWS grants it on request.' },
  why: 'All functions of a region share one pool. When it is used up, or reserved away, every function without a reservation is throttled at once, the harmless ones included.',
  fix: {
    cli: `aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value <executions> --region <region>
aws lambda put-function-concurrency --function-name <function> --reserved-concurrent-executions <fewer>`,
    terraform: `resource "aws_servicequotas_service_quota" "lambda_concurrency" {
  service_code = "lambda"
  quota_code   = "L-B99A9384"
  value        = <executions>
}`,
  },
  refs: { docs: [`${developerGuide}/lambda-concurrency.html`, `${developerGuide}/gettingstarted-limits.html`] },
  test: (_account, { graph }) => {
    // The same for every function of a region: one of each says it.
    const regions = new Map(
      graph
        .all('AWS::Lambda::Function')
        .toSorted((a, b) => (a.arn < b.arn ? -1 : 1))
        .map((each) => [each.region, each]),
    )
    if (regions.size === 0) return notApplicable({ functions: 0 })
    const failures = [...regions].flatMap(([region, { accountLimit, accountConcurrency }]) => {
      const { ConcurrentExecutions, UnreservedConcurrentExecutions } = accountLimit
      const full = (accountConcurrency?.Maximum ?? 0) * 100 >= ConcurrentExecutions * fullPercent
      const evidence = { region, ConcurrentExecutions, UnreservedConcurrentExecutions, [`peakAbove${fullPercent}Percent`]: full }
      return full || UnreservedConcurrentExecutions < leastUnreserved ? [fail(evidence, region)] : []
    })
    return failures.length > 0 ? failures : pass({ regions: [...regions.keys()].sort() })
  },
})

export const queueConcurrencyCap = defineCheck({
  id: 'lambda-esm-sqs-concurrency-cap',
  title: 'Queue-driven functions have a concurrency cap',
  on: 'AWS::Lambda::EventSourceMapping',
  needs: [],
  across: { invokes: ['concurrency'] },
  threats: ['resource-exhaustion', 'denial-of-service'],
  mitigation: 'capacity-limits',
  likelihood: 3,
  impact: 3,
  cost: { level: 1, note: 'No charge; a backlog drains more slowly, which spares the data stores behind the function.' },
  why: 'A burst of messages scales the function up to the concurrency of the account: others are throttled, and the stores behind it get more connections than they bear.',
  fix: {
    cli: 'aws lambda update-event-source-mapping --uuid <uuid> --scaling-config MaximumConcurrency=<limit>',
    terraform: `resource "aws_lambda_event_source_mapping" "<mapping>" {
  scaling_config {
    maximum_concurrency = <limit>
  }
}`,
  },
  refs: { docs: [`${developerGuide}/services-sqs-scaling.html`] },
  test: (mapping) => {
    const { EventSourceArn, MaximumConcurrency = null } = mapping.base
    if (EventSourceArn?.split(':')[2] !== 'sqs') return notApplicable({ EventSourceArn: EventSourceArn ?? null })
    const [consumer] = mapping.invokes
    const reserved = (consumer?.found ? consumer.node.concurrency.ReservedConcurrentExecutions : undefined) ?? null
    const evidence = { MaximumConcurrency, ReservedConcurrentExecutions: reserved }
    // Above what is reserved, the pollers take messages that are throttled, until these end in the dead-letter queue.
    const capped = MaximumConcurrency === null ? (reserved ?? 0) > 0 : reserved === null || MaximumConcurrency <= reserved
    return capped ? pass(evidence) : fail(evidence)
  },
})

export const functionRecursionGuard = defineCheck({
  id: 'lambda-function-recursion-guard',
  title: 'Recursive-loop detection is left on',
  on: 'AWS::Lambda::Function',
  needs: ['recursion'],
  threats: ['resource-exhaustion'],
  mitigation: 'capacity-limits',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free; only a design that loops on purpose has to do without.' },
  why: 'A function that writes to what triggers it calls itself without end, until the concurrency of the account and the budget are used up.',
  fix: {
    cli: 'aws lambda put-function-recursion-config --function-name <function> --recursive-loop Terminate',
    terraform: `resource "aws_lambda_function_recursion_config" "<function>" {
  function_name  = aws_lambda_function.<function>.function_name
  recursive_loop = "Terminate"
}`,
  },
  refs: { docs: [`${developerGuide}/invocation-recursion.html`] },
  test: ({ recursion: { RecursiveLoop } }) => (RecursiveLoop === 'Terminate' ? pass({ RecursiveLoop }) : fail({ RecursiveLoop })),
})
