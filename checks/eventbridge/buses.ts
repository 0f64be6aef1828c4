// Amazon EventBridge: whom the policies of event buses let in.
import { defineCheck } from '../../src/check/check.ts'
import { isForeign, isOpen, judge } from '../../src/check/policies.ts'

const userGuide = 'https://docs.aws.amazon.com/eventbridge/latest/userguide'

const setPolicy = {
  cli: `aws events put-permission --event-bus-name <bus> --policy file://<policy.json>
# or take one statement away:
aws events remove-permission --event-bus-name <bus> --statement-id <Sid>`,
  terraform: `resource "aws_cloudwatch_event_bus_policy" "<bus>" {
  event_bus_name = aws_cloudwatch_event_bus.<bus>.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "<Sid>"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::<trusted-account>:root" }
      Action    = "events:PutEvents"
      Resource  = aws_cloudwatch_event_bus.<bus>.arn
    }]
  })
}`,
}

export const busPolicyPublic = defineCheck({
  id: 'eventbridge-bus-policy-public',
  title: 'Event buses accept events from nobody unknown',
  on: 'AWS::Events::EventBus',
  needs: [],
  threats: ['unauthorized-access', 'data-tampering'],
  mitigation: 'public-access-block',
  likelihood: 4,
  impact: 4,
  cost: { level: 0, note: 'Free. Senders that are meant are named, or held to the organization.' },
  why: 'Every AWS account can put events on the bus. Rules cannot tell a forged event from a real one, and whatever they start runs on the input of a stranger.',
  fix: setPolicy,
  refs: { cis: ['v7.0:2.21'], docs: [`${userGuide}/eb-event-bus-perms.html`, `${userGuide}/eb-use-resource-based.html`] },
  test: (bus) => judge(bus, bus.base.Policy, isOpen),
})

export const busPolicyCrossAccount = defineCheck({
  id: 'eventbridge-bus-policy-cross-account',
  title: 'Cross-account event senders are trusted',
  on: 'AWS::Events::EventBus',
  needs: [],
  uses: ['trustedAccounts'],
  threats: ['unauthorized-access', 'data-tampering'],
  mitigation: 'trust-boundary-policy',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. Accounts that are meant are entered as trusted accounts, once.' },
  why: 'Another account that may put events here starts whatever the rules start, and whoever breaks in there does so too. One that may put rules reads the events.',
  fix: setPolicy,
  refs: { docs: [`${userGuide}/eb-event-bus-perms.html`, `${userGuide}/eb-cross-account.html`] },
  test: (bus, { trustedAccounts }) => judge(bus, bus.base.Policy, isForeign(bus, trustedAccounts)),
})
