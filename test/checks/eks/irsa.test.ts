// What the checks on roles for service accounts decide.
import { irsaTrustMissingSubject, irsaTrustWildcardSubject } from '../../../checks/eks/irsa.ts'
import { issuer } from '../../support/eks.ts'
import { account } from '../../support/nodes.ts'
import { given, verify } from '../../support/verify.ts'
import { role } from '../iam/fixtures.ts'

const audience = { [`${issuer}:aud`]: 'sts.amazonaws.com' }
const subject = (value: string | readonly string[]) => ({ [`${issuer}:sub`]: value })
const trust = (Condition: object | undefined, provider = issuer, Action = 'sts:AssumeRoleWithWebIdentity') => ({
  Effect: 'Allow',
  Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${provider}` },
  Action,
  ...(Condition && { Condition }),
})
const trusting = (name: string, ...Statement: readonly object[]) =>
  role(name, { AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }) })
const equals = (value: string | readonly string[]) => trust({ StringEquals: { ...audience, ...subject(value) } })
const like = (value: string | readonly string[]) => trust({ StringEquals: audience, StringLike: subject(value) })

const orders = 'system:serviceaccount:web:orders'
const elsewhere = [
  trusting('Lambda', { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }),
  trusting('a build service', trust(undefined, 'token.actions.githubusercontent.com')),
  trusting('another action', trust(undefined, issuer, 'sts:TagSession')),
]
const unreadable = role('no JSON', { AssumeRolePolicyDocument: '{' })

verify(irsaTrustMissingSubject, {
  pass: [
    given(trusting('one service account', equals(orders)), {
      evidence: {
        lets: [
          `${`arn:aws:iam::${account}:oidc-provider/${issuer}, ${issuer.toLowerCase()}:aud sts`.slice(0, 119)}…: sts:AssumeRoleWithWebIdentity (statement 1)`,
        ],
      },
    }),
    trusting('two service accounts', equals([orders, 'system:serviceaccount:web:stock'])),
    trusting('a namespace', like('system:serviceaccount:web:*')),
    trusting('the audience of China', trust({ StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com.cn', ...subject(orders) } })),
  ],
  fail: [
    trusting('nothing asked', trust(undefined)),
    trusting('the audience alone', trust({ StringEquals: audience })),
    trusting('the subject alone', trust({ StringEquals: subject(orders) })),
    trusting('another audience', trust({ StringEquals: { [`${issuer}:aud`]: 'anything', ...subject(orders) } })),
    trusting('any subject', like('*')),
    trusting('any service account', like('system:serviceaccount:*')),
    trusting('any service account of any namespace', like('system:serviceaccount:*:*')),
    trusting('pieces that all service accounts have', like('sys*account:*')),
    trusting('one that is named, and any', like([orders, 'system:*'])),
    trusting('a subject that need not be there', trust({ StringEquals: audience, StringEqualsIfExists: subject(orders) })),
    trusting('the subject of another cluster', trust({ StringEquals: { ...audience, [`${issuer}0:sub`]: orders } })),
    trusting('one statement of two', equals(orders), trust({ StringEquals: audience })),
    trusting('a dual-stack issuer', trust(undefined, 'oidc-eks.eu-west-1.api.aws/id/0A1B2C')),
  ],
  notApplicable: elsewhere,
  unknown: [unreadable],
})

verify(irsaTrustWildcardSubject, {
  pass: [
    trusting('one service account', equals(orders)),
    trusting('like, and no wildcard', like(orders)),
    // That is what the other check is for.
    trusting('no subject', trust({ StringEquals: audience })),
    trusting(
      'both have to hold',
      trust({ StringEquals: { ...audience, ...subject(orders) }, StringLike: subject('system:serviceaccount:*') }),
    ),
  ],
  fail: [
    trusting('any namespace', like('system:serviceaccount:*:orders')),
    trusting('namespaces that begin so', like('system:serviceaccount:web-*:orders')),
    trusting('any service account of a namespace', like('system:serviceaccount:web:*')),
    trusting('one character', like('system:serviceaccount:web?:orders')),
    trusting('one of several', like([orders, 'system:serviceaccount:*:orders'])),
    // oxlint-disable-next-line no-template-curly-in-string -- a policy variable
    trusting('a variable', like('system:serviceaccount:${aws:PrincipalTag/namespace}:orders')),
    trusting('anybody', like('*')),
  ],
  notApplicable: elsewhere,
  unknown: [unreadable],
})
