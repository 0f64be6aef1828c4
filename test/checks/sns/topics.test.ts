// What the checks on topics decide.
import { topicEncryption, topicPolicyCrossAccount, topicPolicyPublic } from '../../../checks/sns/topics.ts'
import { account, foreignAccount } from '../../support/nodes.ts'
import { arnOf, defaultTopicPolicy, key, topic } from '../../support/messaging.ts'
import {
  allows,
  denies,
  document,
  foreign,
  organization,
  own,
  service,
  shapes,
  unreadable,
  type Statement,
} from '../../support/policies.ts'
import { given, verify } from '../../support/verify.ts'

const publish = 'sns:Publish'
const onTopic = (name: string, ...statements: readonly Statement[]) => topic(name, { Policy: document(...statements) })
const inShapes = (statement: Statement) => Object.entries(shapes(statement)).map(([name, Policy]) => topic(name, { Policy }))
const broken = Object.entries(unreadable).map(([name, Policy]) => topic(name, { Policy }))

verify(topicPolicyPublic, {
  pass: [
    topic('as it was made'),
    onTopic('the account', allows(own, 'sns:*')),
    onTopic('a foreign account', allows(foreign, 'sns:*')),
    onTopic('an organization', allows('*', publish, organization)),
    onTopic('a source', allows('*', publish, { ArnLike: { 'aws:SourceArn': arnOf('s3', 'uploads') } })),
    onTopic('a source account', allows('*', publish, { StringEquals: { 'aws:SourceAccount': account } })),
    onTopic('a service for anybody, which is no public', allows(service('events'), publish)),
    onTopic('about another topic', allows('*', publish, undefined, arnOf('sns', 'other'))),
    onTopic('opened and closed', allows('*', 'sns:*'), denies('*', 'sns:*', { StringNotEquals: { 'aws:PrincipalAccount': account } })),
  ],
  fail: [
    ...inShapes(allows('*', 'sns:*')),
    given(onTopic('a Sid', { Sid: 'Partner', ...allows('*', 'sns:Subscribe') }), {
      evidence: { lets: ['anyone: sns:Subscribe (statement Partner)'] },
    }),
    onTopic('AWS star', allows({ AWS: '*' }, publish)),
    onTopic('by protocol', allows('*', 'sns:Subscribe', { StringEquals: { 'sns:Protocol': 'https' } })),
    onTopic('HTTPS', allows('*', publish, { Bool: { 'aws:SecureTransport': 'true' } })),
    onTopic('an owner, if there is one', allows('*', publish, { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })),
  ],
  unknown: broken,
})

verify(topicPolicyCrossAccount, {
  pass: [
    topic('as it was made'),
    onTopic('the account', allows(own, 'sns:*')),
    given(onTopic('a trusted account', allows(foreign, publish)), { settings: { trustedAccounts: [foreignAccount] } }),
    onTopic('an organization', allows('*', publish, organization)),
    onTopic('a service', allows(service('events'), publish)),
  ],
  fail: [
    ...inShapes(allows(foreign, publish)),
    onTopic('by its owner', allows('*', 'sns:Subscribe', { StringEquals: { 'AWS:SourceOwner': foreignAccount } })),
    onTopic('everyone', allows('*', publish)),
    given(onTopic('trusted is another', allows(foreign, publish)), { settings: { trustedAccounts: ['333333333333'] } }),
  ],
  unknown: broken,
})

const sensitive = { 'data-classification': 'Confidential' }
const encrypted = (name: string, KmsMasterKeyId: string, tags: Readonly<Record<string, string>> = sensitive) =>
  topic(name, { KmsMasterKeyId, Policy: defaultTopicPolicy(name) }, tags)
const customer = key('customer')

verify(topicEncryption, {
  pass: [
    given(encrypted('by any key', 'alias/aws/sns', {}), { evidence: { KmsMasterKeyId: 'alias/aws/sns' } }),
    encrypted('public data', 'alias/aws/sns', { 'data-classification': 'public' }),
    given(encrypted('sensitive, with a key of its own', customer.arn), {
      with: [customer],
      evidence: {
        dataClass: 'confidential',
        KmsMasterKeyId: customer.arn,
        key: customer.arn,
        KeyManager: 'CUSTOMER',
        KeyState: 'Enabled',
      },
    }),
    given(encrypted('by the id of the key', 'customer'), { with: [customer] }),
    encrypted('a key of another account', arnOf('kms', 'key/theirs', foreignAccount)),
  ],
  fail: [
    given(topic('not encrypted'), { evidence: { KmsMasterKeyId: null } }),
    topic('sensitive and not encrypted', {}, sensitive),
    given(encrypted("sensitive, with AWS's key", 'managed'), { with: [key('managed', 'AWS')] }),
    given(encrypted('sensitive, with a key that is off', 'off'), { with: [key('off', 'CUSTOMER', 'Disabled')] }),
    encrypted('sensitive, with a key that is gone', 'gone'),
  ],
})
