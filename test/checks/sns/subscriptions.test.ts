// What the checks on subscriptions decide.
import { subscriptionHttps, subscriptionTrustedEndpoint } from '../../../checks/sns/subscriptions.ts'
import { foreignAccount } from '../../support/nodes.ts'
import { arnOf, subscription } from '../../support/messaging.ts'
import { given, verify } from '../../support/verify.ts'

verify(subscriptionHttps, {
  pass: [
    given(subscription('https', 'https', 'hooks.example.com'), {
      evidence: { Protocol: 'https', host: 'hooks.example.com', pending: false },
    }),
  ],
  fail: [
    given(subscription('http', 'http', 'hooks.example.com'), { evidence: { Protocol: 'http', host: 'hooks.example.com', pending: false } }),
    subscription('http that waits', 'http', 'hooks.example.com', true),
    subscription('http to no host', 'http'),
  ],
  notApplicable: [
    subscription('a queue', 'sqs', arnOf('sqs', 'orders')),
    subscription('mail', 'email', 'example.com'),
    subscription('sms', 'sms'),
  ],
})

const trustedDomains = { settings: { trustedDomains: ['example.com'] } }
verify(subscriptionTrustedEndpoint, {
  pass: [
    given(subscription('an own queue', 'sqs', arnOf('sqs', 'orders')), { evidence: { Protocol: 'sqs', Endpoint: arnOf('sqs', 'orders') } }),
    subscription('an own function', 'lambda', arnOf('lambda', 'function:orders')),
    given(subscription('a queue of a trusted account', 'sqs', arnOf('sqs', 'orders', foreignAccount)), {
      settings: { trustedAccounts: [foreignAccount] },
    }),
    given(subscription('a trusted host', 'https', 'hooks.example.com'), trustedDomains),
    given(subscription('mail to a trusted domain', 'email', 'example.com'), trustedDomains),
  ],
  fail: [
    subscription('a queue of a foreign account', 'sqs', arnOf('sqs', 'orders', foreignAccount)),
    given(subscription('a host', 'https', 'hooks.example.net'), {
      ...trustedDomains,
      evidence: { Protocol: 'https', Endpoint: 'hooks.example.net' },
    }),
    given(subscription('mail', 'email-json', 'example.org'), trustedDomains),
    given(subscription('an address without a host', 'https'), { ...trustedDomains, evidence: { Protocol: 'https', Endpoint: null } }),
    subscription('mail where nothing is trusted', 'email', 'example.com'),
  ],
  notApplicable: [subscription('sms', 'sms'), subscription('not confirmed', 'email', 'example.org', true)],
})
