// Amazon SNS: where messages are delivered to, and over what connections.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { isTrustedHost } from '../../src/check/domains.ts'
import { parseArn } from '../../src/graph/arn.ts'

const developerGuide = 'https://docs.aws.amazon.com/sns/latest/dg'

export const subscriptionHttps = defineCheck({
  id: 'sns-subscription-https',
  title: 'Web subscriptions use HTTPS',
  on: 'AWS::SNS::Subscription',
  needs: [],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-in-transit',
  likelihood: 3,
  impact: 3,
  cost: { level: 0, note: 'Free. The endpoint needs a certificate of a public authority.' },
  why: 'Over plain HTTP everybody on the way reads the messages, and can change them or answer in the place of the endpoint.',
  fix: {
    cli: `aws sns subscribe --topic-arn <topic-arn> --protocol https --notification-endpoint https://<host>/<path>
aws sns unsubscribe --subscription-arn <subscription-arn>`,
    terraform: `resource "aws_sns_topic_subscription" "<name>" {
  topic_arn = aws_sns_topic.<topic>.arn
  protocol  = "https"
  endpoint  = "https://<host>/<path>"
}`,
  },
  refs: { docs: [`${developerGuide}/sns-security-best-practices.html`, `${developerGuide}/sns-http-https-endpoint-as-subscriber.html`] },
  test: ({ base: { Protocol, Endpoint, pending } }) => {
    if (Protocol !== 'http' && Protocol !== 'https') return notApplicable({ Protocol })
    return (Protocol === 'https' ? pass : fail)({ Protocol, host: Endpoint ?? null, pending })
  },
})

export const subscriptionTrustedEndpoint = defineCheck({
  id: 'sns-subscription-trusted-endpoint',
  title: 'Subscribers are known accounts, domains and e-mail domains',
  on: 'AWS::SNS::Subscription',
  needs: [],
  uses: ['trustedAccounts', 'trustedDomains'],
  threats: ['data-exfiltration'],
  mitigation: 'trust-boundary-policy',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. Accounts and domains that are meant are entered in the configuration, once.' },
  why: 'A subscription is a standing order to send every message away. One to a forgotten partner, a private mailbox or a domain that somebody else owns by now goes unnoticed for years.',
  fix: {
    cli: `aws sns unsubscribe --subscription-arn <subscription-arn>
# or, where it is meant, add its account to trustedAccounts or its domain to trustedDomains in the settings of parapet.yaml`,
    terraform: `resource "aws_sns_topic_subscription" "<name>" {
  topic_arn = aws_sns_topic.<topic>.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.<queue>.arn
}`,
  },
  refs: { docs: [`${developerGuide}/sns-security-best-practices.html`, `${developerGuide}/sns-access-policy-use-cases.html`] },
  test: ({ account, base: { Protocol, Endpoint, pending } }, settings) => {
    // A telephone number says nothing of its owner, and is not kept.
    if (pending || Protocol === 'sms') return notApplicable({ Protocol, pending })
    if (Endpoint === undefined) return fail({ Protocol, Endpoint: null })
    const owner = parseArn(Endpoint)?.account
    const trusted = owner === undefined ? isTrustedHost(Endpoint, settings) : owner === account || settings.trustedAccounts.includes(owner)
    return (trusted ? pass : fail)({ Protocol, Endpoint })
  },
})
