// What the checks on rules and their targets decide.
import { targetDeadLetter, targetTrusted } from '../../../checks/eventbridge/rules.ts'
import { foreignAccount } from '../../support/nodes.ts'
import { apiDestination, arnOf, rule, target } from '../../support/messaging.ts'
import { queue } from '../../support/serverless.ts'
import { given, verify } from '../../support/verify.ts'

const lambda = arnOf('lambda', 'function:orders')
const dead = queue('dead')
const withQueue = { DeadLetter: dead.arn }

const idle = [
  given(rule('switched off', [target('a', lambda)], { State: 'DISABLED' }), { evidence: { State: 'DISABLED' } }),
  given(rule('of AWS', [target('a', lambda)], { ManagedBy: 'securityhub.amazonaws.com' }), {
    evidence: { ManagedBy: 'securityhub.amazonaws.com' },
  }),
  given(rule('nothing to send to', []), { evidence: { targets: 0 } }),
]

verify(targetDeadLetter, {
  pass: [
    given(rule('a queue', [target('a', lambda, withQueue)]), { with: [dead], evidence: { targets: 1 } }),
    given(rule('two targets, one queue', [target('a', lambda, withQueue), target('b', arnOf('sqs', 'orders'), withQueue)]), {
      with: [dead],
    }),
    rule('a queue of another account', [target('a', lambda, { DeadLetter: arnOf('sqs', 'dead', foreignAccount) })]),
  ],
  fail: [
    given(rule('no queue', [target('a', lambda)]), { discriminators: ['a'], evidence: { target: lambda, DeadLetterConfig: null } }),
    given(rule('one of two', [target('a', lambda, withQueue), target('b', lambda)]), { with: [dead], discriminators: ['b'] }),
    given(rule('both', [target('a', lambda), target('b', lambda)]), { discriminators: ['a', 'b'] }),
    given(rule('a queue that is gone', [target('a', lambda, withQueue)]), {
      evidence: { target: lambda, DeadLetterConfig: dead.arn, queueFound: false },
    }),
    rule('with management events of CloudTrail', [target('a', lambda)], { State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' }),
  ],
  notApplicable: idle,
})

const partner = apiDestination('partner', 'api.example.com')
const plain = apiDestination('plain', 'api.example.com', 'http:')
const trusted = { settings: { trustedDomains: ['example.com'] } }

verify(targetTrusted, {
  pass: [
    given(rule('own', [target('a', lambda), target('b', arnOf('events', 'event-bus/audit'))]), { evidence: { targets: 2 } }),
    given(rule('a trusted account', [target('a', arnOf('events', 'event-bus/audit', foreignAccount))]), {
      settings: { trustedAccounts: [foreignAccount] },
    }),
    given(rule('a trusted endpoint', [target('a', partner.arn)]), { with: [partner], ...trusted }),
    rule('a document of AWS', [target('a', 'arn:aws:ssm:eu-west-1::automation-definition/AWS-StopEC2Instance:$DEFAULT')]),
    rule('an endpoint that is gone', [target('a', partner.arn)]),
  ],
  fail: [
    given(rule('a foreign bus', [target('a', lambda), target('b', arnOf('events', 'event-bus/theirs', foreignAccount))]), {
      discriminators: ['b'],
      evidence: { target: arnOf('events', 'event-bus/theirs', foreignAccount) },
    }),
    given(rule('an endpoint', [target('a', partner.arn)]), {
      with: [partner],
      evidence: { target: partner.arn, protocol: 'https:', host: 'api.example.com' },
    }),
    given(rule('a trusted host without TLS', [target('a', plain.arn)]), { with: [plain], ...trusted }),
    rule('a document of another account', [target('a', arnOf('ssm', 'document/theirs', foreignAccount))]),
    rule('an ARN without account', [target('a', 'arn:aws:sqs:eu-west-1::orders')]),
    rule('no ARN at all', [target('a', 'somewhere')]),
  ],
  notApplicable: idle,
})
