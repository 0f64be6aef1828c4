// What the checks on policies of queues decide.
import {
  deadLetterQueueParity,
  queuePolicyConfusedDeputy,
  queuePolicyCrossAccount,
  queuePolicyDestructive,
  queuePolicyPublic,
  queueSecureTransport,
} from '../../../checks/sqs/policy.ts'
import { account, foreignAccount, resource, region } from '../../support/nodes.ts'
import {
  allows,
  denies,
  document,
  foreign,
  organization,
  own,
  rootOf,
  service,
  shapes,
  unreadable,
  type Statement,
} from '../../support/policies.ts'
import { queue, queueArn, source } from '../../support/serverless.ts'
import { given, verify } from '../../support/verify.ts'

const send = 'sqs:SendMessage'
const onQueue = (name: string, ...statements: readonly Statement[]) => queue(name, { Policy: document(...statements) })
const inShapes = (statement: Statement) => Object.entries(shapes(statement)).map(([name, Policy]) => queue(name, { Policy }))
const broken = Object.entries(unreadable).map(([name, Policy]) => queue(name, { Policy }))
const endpoint = { StringEquals: { 'aws:SourceVpce': 'vpce-0123456789abcdef0' } }
const topic = `arn:aws:sns:${region}:${account}:placed`

verify(queuePolicyPublic, {
  pass: [
    queue('no policy'),
    onQueue('the account', allows(own, 'sqs:*')),
    onQueue('a foreign account', allows(foreign, 'sqs:*')),
    onQueue('an organization', allows('*', send, organization)),
    onQueue('an endpoint', allows('*', send, endpoint)),
    onQueue('a source', allows('*', send, { ArnEquals: { 'aws:SourceArn': topic } })),
    onQueue('a source account', allows('*', send, { StringEquals: { 'aws:SourceAccount': account } })),
    onQueue(
      'opened and closed again',
      allows('*', 'sqs:*'),
      denies('*', 'sqs:*', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }),
    ),
    onQueue('about another queue', allows('*', send, undefined, queueArn('other'))),
    onQueue('a service for anybody, which is no public', allows(service('sns'), send)),
    onQueue('an unreadable Deny lets in nobody', allows(own, send), { Effect: 'Deny', Principal: '*' }),
  ],
  fail: [
    ...inShapes(allows('*', 'sqs:*')),
    given(onQueue('a Sid', { Sid: 'Quick fix', ...allows('*', 'sqs:*') }), { evidence: { lets: ['anyone: sqs:* (statement Quick fix)'] } }),
    onQueue('AWS star', allows({ AWS: '*' }, send)),
    onQueue('a star in a list', allows({ AWS: [account, '*'] }, send)),
    onQueue('everyone but one', { Effect: 'Allow', NotPrincipal: foreign, Action: send, Resource: '*' }),
    onQueue('any source, which services alone tell', allows('*', send, { StringNotEquals: { 'aws:SourceAccount': foreignAccount } })),
    onQueue('an organization, if there is one', allows('*', send, { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })),
    onQueue('all of no organizations', allows('*', send, { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })),
    onQueue('any endpoint', allows('*', send, { StringLike: { 'aws:SourceVpce': '*' } })),
    onQueue('the whole internet', allows('*', send, { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } })),
    onQueue('half of the internet', allows('*', send, { IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } })),
    onQueue('HTTPS', allows('*', send, { Bool: { 'aws:SecureTransport': 'true' } })),
    onQueue('closed in part', allows('*', 'sqs:*'), denies('*', 'sqs:DeleteQueue')),
    onQueue('closed for one account', allows('*', 'sqs:*'), denies(foreign, 'sqs:*')),
    onQueue(
      'closed to outsiders of any organization',
      allows('*', 'sqs:*'),
      denies('*', 'sqs:*', { StringNotLike: { 'aws:PrincipalOrgID': 'o-*' } }),
    ),
    onQueue('one statement of two is unreadable', allows('*', send), { Effect: 'Allow' }),
  ],
  unknown: [
    ...broken,
    onQueue('an operator that is not known', allows('*', send, { StringResembles: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })),
    onQueue('a Deny that cannot be read', allows('*', send), { Effect: 'Deny', Principal: '*' }),
  ],
})

verify(queuePolicyCrossAccount, {
  pass: [
    queue('no policy'),
    onQueue('the account', allows(own, 'sqs:*')),
    given(onQueue('a trusted account', allows(foreign, send)), { settings: { trustedAccounts: [foreignAccount] } }),
    given(onQueue('a role of a trusted account', allows({ AWS: `arn:aws:iam::${foreignAccount}:role/app` }, send)), {
      settings: { trustedAccounts: [foreignAccount] },
    }),
    onQueue('an organization', allows('*', send, organization)),
    onQueue('a foreign account of an organization', allows(foreign, send, organization)),
    onQueue('let in and shut out', allows(foreign, send), denies('*', 'sqs:*', { StringNotEquals: { 'aws:PrincipalAccount': account } })),
    onQueue('what a deleted user leaves', allows({ AWS: 'AIDACKCEVSQ6C2EXAMPLE' }, send)),
    onQueue('an endpoint', allows('*', send, endpoint)),
    onQueue('a service', allows(service('sns'), send)),
  ],
  fail: [
    ...inShapes(allows(foreign, send)),
    onQueue('by its id', allows({ AWS: foreignAccount }, send)),
    onQueue('one of two', allows({ AWS: [account, `arn:aws:iam::${foreignAccount}:user/jo`] }, send)),
    given(onQueue('trusted is another', allows(rootOf('333333333333'), send)), { settings: { trustedAccounts: [foreignAccount] } }),
    onQueue('by a condition', allows('*', send, { StringEquals: { 'aws:PrincipalAccount': foreignAccount } })),
    onQueue('everyone', allows('*', send)),
    onQueue(
      'another organization, if there is one',
      allows(foreign, send, { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }),
    ),
  ],
  unknown: [...broken, onQueue('a role by its id', allows('*', send, { StringLike: { 'aws:userid': 'AROAEXAMPLEID12345678:*' } }))],
})

verify(queuePolicyConfusedDeputy, {
  pass: [
    queue('no policy'),
    onQueue('by topic', allows(service('sns'), send, { ArnEquals: { 'aws:SourceArn': topic } })),
    onQueue('by every topic of the account', allows(service('sns'), send, { ArnLike: { 'aws:SourceArn': `arn:aws:sns:*:${account}:*` } })),
    onQueue('by bucket', allows(service('s3'), send, { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::uploads' } })),
    onQueue('by account', allows(service('events'), send, { StringEquals: { 'aws:SourceAccount': account } })),
    onQueue('by organization', allows(service('events'), send, { StringEquals: { 'aws:SourceOrgID': 'o-a1b2c3d4e5' } })),
    onQueue('by a denial', allows(service('sns'), send), denies('*', send, { ArnNotEquals: { 'aws:SourceArn': topic } })),
    onQueue('people', allows(foreign, send)),
    onQueue('everyone', allows('*', send)),
  ],
  fail: [
    ...inShapes(allows(service('sns'), send)),
    onQueue('a star for the account', allows(service('s3'), send, { StringEquals: { 'aws:SourceAccount': '*' } })),
    onQueue('a star for the ARN', allows(service('s3'), send, { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:*:*:*' } })),
    onQueue('buckets that begin alike', allows(service('s3'), send, { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::uploads-*' } })),
    onQueue('if it tells', allows(service('s3'), send, { StringEqualsIfExists: { 'aws:SourceAccount': account } })),
    onQueue('all but one', allows(service('s3'), send, { StringNotEquals: { 'aws:SourceAccount': foreignAccount } })),
    onQueue('all of none', allows(service('s3'), send, { 'ForAllValues:StringEquals': { 'aws:SourceAccount': account } })),
    onQueue(
      'one of two services',
      allows({ Service: ['sns.amazonaws.com', 'events.amazonaws.com'] }, send, { Bool: { 'aws:SecureTransport': 'true' } }),
    ),
    onQueue('any service, by a condition', allows('*', send, { Bool: { 'aws:PrincipalIsAWSService': 'true' } })),
  ],
  unknown: broken,
})

verify(queuePolicyDestructive, {
  pass: [
    queue('no policy'),
    onQueue('the account', allows(own, 'sqs:*')),
    onQueue('sends and receives', allows(foreign, [send, 'sqs:ReceiveMessage', 'sqs:DeleteMessage'])),
    given(onQueue('an administrator', allows({ AWS: `arn:aws:iam::${account}:role/ops/deploy` }, 'sqs:*')), {
      settings: { administrators: ['deploy'] },
    }),
    onQueue(
      'taken away again',
      allows(foreign, 'sqs:*'),
      denies('*', ['sqs:SetQueueAttributes', 'sqs:*Permission', 'sqs:DeleteQueue', 'sqs:PurgeQueue'], {
        StringNotEquals: { 'aws:PrincipalAccount': account },
      }),
    ),
    onQueue('all but', {
      Effect: 'Allow',
      Principal: foreign,
      NotAction: ['sqs:*Permission', 'sqs:SetQueueAttributes', 'sqs:DeleteQueue', 'sqs:PurgeQueue'],
      Resource: '*',
    }),
  ],
  fail: [
    ...inShapes(allows(foreign, 'sqs:*')),
    onQueue('a role of the account', allows({ AWS: `arn:aws:iam::${account}:role/app` }, 'sqs:*')),
    onQueue('everyone in the account', allows('*', 'sqs:PurgeQueue', { StringEquals: { 'aws:PrincipalAccount': account } })),
    onQueue('permissions', allows(foreign, 'sqs:AddPermission')),
    onQueue('attributes', allows(foreign, 'SQS:setqueueattributes')),
    onQueue('by a wildcard', allows(foreign, 'sqs:Delete*')),
    onQueue('all but sending', { Effect: 'Allow', Principal: foreign, NotAction: send, Resource: '*' }),
    onQueue('some taken away again', allows(foreign, 'sqs:*'), denies('*', 'sqs:DeleteQueue')),
  ],
  unknown: broken,
})

const http = { Bool: { 'aws:SecureTransport': 'false' } }
verify(queueSecureTransport, {
  pass: [
    ...inShapes(denies('*', 'sqs:*', http)),
    onQueue('with more', allows(own, 'sqs:*'), denies({ AWS: '*' }, '*', http)),
    onQueue('by its ARN', denies('*', 'sqs:*', http, queueArn('by its ARN'))),
    onQueue('as a boolean', denies('*', 'sqs:*', { Bool: { 'aws:SecureTransport': false } })),
    onQueue('if it is told', denies('*', 'sqs:*', { BoolIfExists: { 'aws:SecureTransport': 'false' } })),
    onQueue('everything from everyone', denies('*', 'sqs:*')),
  ],
  fail: [
    given(queue('no policy'), { evidence: { deniesPlainHttp: false } }),
    onQueue('no Deny', allows(own, 'sqs:*')),
    onQueue('HTTPS is allowed, HTTP not denied', allows(own, 'sqs:*', { Bool: { 'aws:SecureTransport': 'true' } })),
    onQueue('the wrong way round', denies('*', 'sqs:*', { Bool: { 'aws:SecureTransport': 'true' } })),
    onQueue('one action', denies('*', send, http)),
    onQueue('one account', denies(foreign, 'sqs:*', http)),
    onQueue('from some addresses', denies('*', 'sqs:*', { ...http, IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })),
    onQueue('about another queue', denies('*', 'sqs:*', http, queueArn('other'))),
    onQueue('people of the account alone', denies(own, 'sqs:*', http)),
  ],
  unknown: [
    queue('cut off', { Policy: document(denies('*', 'sqs:*', http)).slice(0, -9) }),
    onQueue('a Deny that cannot be read', { Effect: 'Deny', Principal: '*' }),
    onQueue('an operator that is not known', denies('*', 'sqs:*', { Boolean: { 'aws:SecureTransport': 'false' } })),
  ],
})

const key = (name: string, KeyManager: 'AWS' | 'CUSTOMER') =>
  resource('AWS::KMS::Key', {
    name,
    arn: `arn:aws:kms:${region}:${account}:key/${name}`,
    facets: {
      metadata: {
        KeyManager,
        KeyState: 'Enabled',
        KeySpec: 'SYMMETRIC_DEFAULT',
        Origin: 'AWS_KMS',
        Enabled: true,
        DeletionDate: undefined,
        MultiRegion: false,
      },
    },
  })
const customer = key('customer', 'CUSTOMER')
const managed = key('managed', 'AWS')
const keys = [customer, managed]
const encrypted = (name: string, KmsMasterKeyId: string | undefined, Policy?: string) => queue(name, { KmsMasterKeyId, Policy })
const from = (target: ReturnType<typeof queue>, KmsMasterKeyId?: string, Policy?: string) =>
  source('orders', target, { KmsMasterKeyId, Policy })
const partner = document(allows(own, 'sqs:*'), allows(foreign, send))

verify(deadLetterQueueParity, {
  pass: [
    given(queue('neither has a key'), { with: [from(queue('neither has a key')), ...keys], evidence: { sourceQueues: 1 } }),
    given(encrypted('both have keys', customer.arn), { with: [from(queue('both have keys'), customer.arn), ...keys] }),
    given(encrypted('better than its source', customer.arn), { with: [from(queue('better than its source'), managed.arn), ...keys] }),
    given(encrypted('a key of another account', `arn:aws:kms:${region}:${foreignAccount}:key/1`), {
      with: [from(queue('a key of another account'), customer.arn), ...keys],
    }),
    given(encrypted('as open as its source', undefined, partner), {
      with: [from(queue('as open as its source'), undefined, partner), ...keys],
    }),
    given(encrypted('less open', undefined, document(allows(own, 'sqs:*'))), {
      with: [from(queue('less open'), undefined, partner), ...keys],
    }),
  ],
  fail: [
    given(queue('none'), {
      with: [from(queue('none'), customer.arn), ...keys],
      evidence: { customerKey: false, customerKeyOf: ['orders'] },
    }),
    given(encrypted('a key of AWS', managed.arn), { with: [from(queue('a key of AWS'), customer.arn), ...keys] }),
    given(encrypted('a key that is gone', `arn:aws:kms:${region}:${account}:key/gone`), {
      with: [from(queue('a key that is gone'), customer.arn), ...keys],
    }),
    given(queue('one source of two'), {
      with: [from(queue('one source of two')), source('bills', queue('one source of two'), { KmsMasterKeyId: customer.arn }), ...keys],
    }),
    given(encrypted('more open', undefined, partner), { with: [from(queue('more open')), ...keys] }),
    given(encrypted('open to the world', undefined, document(allows('*', 'sqs:ReceiveMessage'))), {
      with: [from(queue('open to the world'), undefined, partner), ...keys],
    }),
  ],
  notApplicable: [given(queue('no dead letters'), { with: keys })],
  unknown: [given(encrypted('cannot be read', undefined, '{'), { with: [from(queue('cannot be read')), ...keys] })],
})
