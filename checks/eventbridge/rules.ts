// Amazon EventBridge: where rules send events, and what becomes of those that cannot be delivered.
import { defineCheck, fail, notApplicable, pass, type Evidence } from '../../src/check/check.ts'
import { isTrustedHost } from '../../src/check/domains.ts'
import { parseArn } from '../../src/graph/arn.ts'
import type { BaseOf } from '../../src/graph/kinds.ts'

const userGuide = 'https://docs.aws.amazon.com/eventbridge/latest/userguide'

/** Why nobody here decides about a rule: it sends nothing, or AWS made it for a service of its own. */
const idle = ({ State, ManagedBy }: BaseOf<'AWS::Events::Rule'>): Evidence | undefined =>
  ManagedBy ? { ManagedBy } : State === 'DISABLED' ? { State } : undefined

export const targetDeadLetter = defineCheck({
  id: 'eventbridge-target-dead-letter',
  title: 'Rule targets have a dead-letter queue',
  on: 'AWS::Events::Rule',
  needs: ['targets'],
  across: { 'dead-letters-to': [] },
  threats: ['denial-of-service', 'detection-and-recovery'],
  mitigation: 'failure-isolation',
  likelihood: 3,
  impact: 3,
  cost: { level: 0, note: 'An idle queue costs nothing; only events that could not be delivered are charged.' },
  why: 'EventBridge tries for a day at most, and not at all where it lacks a permission. Then the event is dropped, and nothing but a metric tells that there ever was one.',
  fix: {
    cli: `# This takes the place of the whole target: give its role, input and other members too.
aws events put-targets --event-bus-name <bus> --rule <rule> --targets '[{"Id":"<target-id>","Arn":"<target-arn>","DeadLetterConfig":{"Arn":"<queue-arn>"}}]'
# The queue's policy has to let events.amazonaws.com send, for aws:SourceArn <rule-arn>.`,
    terraform: `resource "aws_cloudwatch_event_target" "<target>" {
  rule = aws_cloudwatch_event_rule.<rule>.name
  arn  = "<target-arn>"
  dead_letter_config {
    arn = aws_sqs_queue.<dead_letters>.arn
  }
}`,
  },
  refs: { docs: [`${userGuide}/eb-rule-dlq.html`, `${userGuide}/eb-rule-retry-policy.html`] },
  test: (rule) => {
    const reason = idle(rule.base) ?? (rule.targets.length === 0 ? { targets: 0 } : undefined)
    if (reason) return notApplicable(reason)
    const missing = new Set(rule['dead-letters-to'].flatMap((queue) => (queue.found || queue.foreign ? [] : queue.arn)))
    const failures = rule.targets.flatMap(({ Id, Arn, DeadLetter }) => {
      if (DeadLetter === undefined) return fail({ target: Arn, DeadLetterConfig: null }, Id)
      return missing.has(DeadLetter) ? fail({ target: Arn, DeadLetterConfig: DeadLetter, queueFound: false }, Id) : []
    })
    return failures.length > 0 ? failures : pass({ targets: rule.targets.length })
  },
})

export const targetTrusted = defineCheck({
  id: 'eventbridge-target-trusted',
  title: 'Events are forwarded only to trusted accounts and endpoints',
  on: 'AWS::Events::Rule',
  needs: ['targets'],
  across: { invokes: [] },
  uses: ['trustedAccounts', 'trustedDomains'],
  threats: ['data-exfiltration'],
  mitigation: 'trust-boundary-policy',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. Accounts and domains that are meant are entered in the configuration, once.' },
  why: 'A rule copies every event that it matches to its targets. Whoever may add a target of their own reads along: orders and payments, or every call that CloudTrail records.',
  fix: {
    cli: `aws events remove-targets --event-bus-name <bus> --rule <rule> --ids <target-id>
# or, where it is meant, add its account to trustedAccounts or its domain to trustedDomains in the settings of parapet.yaml`,
    terraform: `resource "aws_cloudwatch_event_target" "<target>" {
  rule = aws_cloudwatch_event_rule.<rule>.name
  arn  = aws_sqs_queue.<queue>.arn
}`,
  },
  refs: { docs: [`${userGuide}/eb-targets.html`, `${userGuide}/eb-cross-account.html`, `${userGuide}/eb-api-destinations.html`] },
  test: (rule, settings) => {
    const reason = idle(rule.base) ?? (rule.targets.length === 0 ? { targets: 0 } : undefined)
    if (reason) return notApplicable(reason)
    const destinations = new Map(rule.invokes.map((destination) => [destination.arn, destination]))
    const failures = rule.targets.flatMap(({ Id, Arn }) => {
      const { service, account: owner = '' } = parseArn(Arn) ?? {}
      // A document of AWS itself has no account in its ARN: what it does, it does in this one.
      const own = owner === rule.account || (owner === '' && service === 'ssm')
      if (!own && !settings.trustedAccounts.includes(owner)) return fail({ target: Arn }, Id)
      const destination = destinations.get(Arn)
      if (!destination?.found) return []
      const { protocol, host } = destination.node.base
      return protocol === 'https:' && isTrustedHost(host, settings) ? [] : fail({ target: Arn, protocol, host }, Id)
    })
    return failures.length > 0 ? failures : pass({ targets: rule.targets.length })
  },
})
