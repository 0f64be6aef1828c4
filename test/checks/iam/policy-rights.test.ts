// What the checks on the rights in identity policies decide.
import { inlineFullAdmin, policyFullAdmin, policyNotAction, policyServiceWildcard } from '../../../checks/iam/policy-admin.ts'
import { policyDataWildcard, roleCrossAccountReadAll, roleCrossAccountWrite } from '../../../checks/iam/policy-data.ts'
import { policyDecryptAny, policyKmsFull } from '../../../checks/iam/policy-keys.ts'
import { policyAssumeAny, policyCloudTrailFull } from '../../../checks/iam/policy-roles.ts'
import type { AnyNode } from '../../../src/graph/node.ts'
import { account, foreignAccount, region } from '../../support/nodes.ts'
import { allows, document, foreign, may, mayNot, organization, own, service, shapes, type Statement } from '../../support/policies.ts'
import { given, verify, type Case } from '../../support/verify.ts'
import { group, inlineOfGroup, inlineOfRole, inlineOfUser, policy, role, user } from './fixtures.ts'

const grants = (name: string, ...statements: readonly Statement[]): AnyNode => policy(name, document(...statements))
const inShapes = (statement: Statement): readonly AnyNode[] => Object.entries(shapes(statement)).map(([name, text]) => policy(name, text))
const unread: Readonly<Record<string, string>> = {
  'cut off': document(may('*')).slice(0, -9),
  'not JSON': 'Allow *',
  'no effect': document({ Action: '*', Resource: '*' }),
  'a key twice': '{"Statement":[{"Effect":"Allow","Action":"s3:GetObject","Action":"*","Resource":"*"}]}',
}
const broken = Object.entries(unread).map(([name, text]) => policy(name, text))
/** What nobody looks at: policies of AWS, and boundaries. */
const passedOver = (text: string): readonly AnyNode[] => [
  policy('AdministratorAccess', text, {}, 'aws'),
  policy('boundary', text, { AttachmentCount: 0, PermissionsBoundaryUsageCount: 3 }),
]
const tagged = { StringEquals: { 'aws:ResourceTag/team': 'orders' } }
const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }

const admins: readonly Statement[] = [
  may('*'),
  may('*:*'),
  may(['s3:GetObject', '*']),
  { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
  { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::secret' },
  may('*', 'arn:*'),
  may('*', ['arn:aws:s3:::a', '*']),
  may('*', '*', mfa),
  may('*', '*', { Bool: { 'aws:SecureTransport': 'true' } }),
  may('*', '*', { StringLike: { 'aws:RequestedRegion': 'eu-*' } }),
  may('*', '*', { StringNotEquals: { 'aws:ResourceTag/team': 'x' } }),
  may('*', '*', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }),
  may('*', '*', { StringLike: { 'aws:ResourceTag/team': '*' } }),
]
const noAdmins: readonly Statement[] = [
  may('s3:*'),
  may('*', 'arn:aws:s3:::orders/*'),
  may('*', '*', tagged),
  may('*', '*', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }),
  may('iam:*'),
  mayNot('*'),
  may('*', 'arn:aws:dynamodb:*:*:*'),
]

verify(policyFullAdmin, {
  pass: [...noAdmins.map((statement, n) => grants(`no administrator ${n}`, statement)), grants('taken away again', may('*'), mayNot('*'))],
  fail: [
    ...inShapes(may('*')),
    ...admins.map((statement, n) => grants(`administrator ${n}`, statement)),
    given(grants('with a Sid', { Sid: 'All', ...may('*') }), {
      evidence: { AttachmentCount: 1, statements: ['with a Sid, statement All'] },
    }),
    grants('taken away in part', may('*'), mayNot('organizations:*')),
    grants('taken away without MFA', may('*'), mayNot('*', '*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } })),
    grants('besides one that cannot be read', may('*'), { Effect: 'Allow' }),
  ],
  notApplicable: [...passedOver(document(may('*'))), policy('nobody has it', document(may('*')), { AttachmentCount: 0 })],
  unknown: [
    ...broken,
    grants('a Deny that cannot be read', may('*'), { Effect: 'Deny' }),
    grants('an operator that is not known', may('*', '*', { StringResembles: { 'aws:ResourceTag/team': 'x' } })),
  ],
})

const everything = { everything: document(may('*')) }
verify(inlineFullAdmin, {
  pass: [
    role('narrow', inlineOfRole({ read: document(may('s3:GetObject', 'arn:aws:s3:::orders/*')) })),
    user('narrow', {}, inlineOfUser({ read: document(may('s3:*')) })),
    group('narrow', inlineOfGroup({ read: document(may('*', '*', tagged)) })),
  ],
  fail: [
    given(role('all', inlineOfRole({ read: document(may('s3:GetObject')), ...everything })), {
      evidence: { statements: ['inline everything, statement 1'] },
    }),
    user('all', {}, inlineOfUser(everything)),
    group('all', inlineOfGroup(everything)),
    role('one cannot be read', inlineOfRole({ ...everything })),
    ...Object.entries(shapes(may('*'))).map(([name, text]) => role(name, inlineOfRole({ p: text }))),
  ],
  notApplicable: [role('none'), user('none'), group('none')],
  unknown: Object.entries(unread).map(([name, text]) => user(name, {}, inlineOfUser({ p: text }))),
})

verify(policyServiceWildcard, {
  pass: [
    grants('some actions', may(['s3:Get*', 's3:List*'])),
    grants('of one bucket', may('s3:*', 'arn:aws:s3:::orders/*')),
    grants('denied', mayNot('s3:*')),
    grants('all services at once, which is another question', may('*')),
  ],
  fail: [
    ...inShapes(may('s3:*')),
    given(grants('one of two', may(['s3:GetObject', 'SQS:*'])), { evidence: { actions: ['SQS:*'] } }),
    grants('with a condition', may('s3:*', '*', mfa)),
  ],
  notApplicable: passedOver(document(may('s3:*'))),
  unknown: broken,
})

verify(policyNotAction, {
  pass: [
    grants('Action', may('s3:GetObject')),
    grants('denied', { Effect: 'Deny', NotAction: 'iam:*', Resource: '*' }),
    grants('of one bucket', { Effect: 'Allow', NotAction: 's3:DeleteObject', Resource: 'arn:aws:s3:::orders/*' }),
  ],
  fail: [
    ...inShapes({ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*'], Resource: '*' }),
    grants('NotResource', { Effect: 'Allow', NotAction: 's3:DeleteObject', NotResource: 'arn:aws:s3:::orders/*' }),
  ],
  notApplicable: passedOver(document({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' })),
  unknown: broken,
})

const key = `arn:aws:kms:${region}:${account}:key/1234abcd`
const anyKey: readonly Statement[] = [
  may('kms:Decrypt'),
  may('kms:*'),
  may('*'),
  may('kms:De*'),
  may('kms:ReEncrypt*'),
  may('kms:Decrypt', `arn:aws:kms:*:${account}:key/*`),
  may('kms:Decrypt', `arn:aws:kms:ap-south-1:${account}:key/*`),
  may('kms:Decrypt', 'arn:aws:kms:*:*:*'),
  may('kms:Decrypt', '*', { StringEquals: { 'kms:CallerAccount': account } }),
  may('kms:Decrypt', '*', { StringLike: { 'kms:ViaService': '*' } }),
  { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
]
const namedKeys: readonly Statement[] = [
  may('kms:Decrypt', key),
  may('kms:Encrypt'),
  may('kms:Describe*'),
  may('kms:Decrypt', '*', { StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } }),
  may('kms:Decrypt', '*', { StringEquals: { 'kms:EncryptionContext:app': 'orders' } }),
  may('kms:Decrypt', '*', { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/orders' } }),
  may('kms:Decrypt', `arn:aws:kms:*:${account}:key/1234*`),
  may('kms:*', 'arn:aws:s3:::orders'),
]

verify(policyDecryptAny, {
  pass: [
    ...namedKeys.map((statement, n) => grants(`named ${n}`, statement)),
    grants('taken away again', may('kms:*'), mayNot(['kms:Decrypt', 'kms:ReEncrypt*'])),
    role('named', inlineOfRole({ p: document(may('kms:Decrypt', key)) })),
  ],
  fail: [
    ...inShapes(may('kms:Decrypt')),
    ...anyKey.map((statement, n) => grants(`any key ${n}`, statement)),
    role('any key', inlineOfRole({ p: document(may('kms:Decrypt')) })),
    given(user('any key', {}, inlineOfUser({ p: document(may('kms:Decrypt')) })), {
      evidence: { actions: ['kms:Decrypt'], statements: ['inline p, statement 1'] },
    }),
    group('any key', inlineOfGroup({ p: document(may('kms:Decrypt')) })),
  ],
  notApplicable: [...passedOver(document(may('kms:Decrypt'))), role('nothing embedded')],
  unknown: broken,
})

verify(policyKmsFull, {
  pass: [
    grants('decrypts', may('kms:Decrypt')),
    grants('all of one key', may('kms:*', key)),
    grants('reads', may(['kms:List*', 'kms:Describe*', 'kms:Get*'])),
    user('one key', {}, inlineOfUser({ p: document(may('kms:*', key)) })),
  ],
  fail: [
    ...inShapes(may('kms:*')),
    grants('all keys', may('kms:*', `arn:aws:kms:*:${account}:key/*`)),
    grants('everything', may('*')),
    role('embedded', inlineOfRole({ p: document(may('kms:*')) })),
  ],
  notApplicable: [...passedOver(document(may('kms:*'))), group('nothing embedded')],
  unknown: broken,
})

verify(policyAssumeAny, {
  pass: [
    grants('a role', may('sts:AssumeRole', `arn:aws:iam::${foreignAccount}:role/app`)),
    grants('one name in every account', may('sts:AssumeRole', 'arn:aws:iam::*:role/audit')),
    grants('a path', may('sts:AssumeRole', `arn:aws:iam::${account}:role/apps/*`)),
    grants('by tag', may('sts:AssumeRole', '*', { StringEquals: { 'iam:ResourceTag/team': 'orders' } })),
    grants('who one is', may('sts:GetCallerIdentity')),
    grants('taken away again', may('sts:*'), mayNot('sts:AssumeRole*')),
  ],
  fail: [
    ...inShapes(may('sts:AssumeRole')),
    grants('sts', may('sts:*')),
    grants('every account', may('sts:AssumeRole', 'arn:aws:iam::*:role/*')),
    grants('every role of the account', may('sts:AssumeRole', `arn:aws:iam::${account}:role/*`)),
    grants('an external id', may('sts:AssumeRole', '*', { StringEquals: { 'sts:ExternalId': 'x' } })),
    grants('MFA', may('sts:AssumeRole', '*', mfa)),
  ],
  notApplicable: passedOver(document(may('sts:AssumeRole'))),
  unknown: broken,
})

const trail = `arn:aws:cloudtrail:${region}:${account}:trail/management`
const ops = { settings: { administrators: ['security-*'] } }
const holding = (name: string, target: AnyNode): AnyNode => role(name, { AttachedManagedPolicies: [{ PolicyArn: target.arn }] })
const silencer = grants('silencer', may('cloudtrail:*'))

verify(policyCloudTrailFull, {
  pass: [
    grants('reads', may(['cloudtrail:Describe*', 'cloudtrail:Get*', 'cloudtrail:LookupEvents'])),
    grants('something else of a trail', may('cloudtrail:AddTags', trail)),
    grants('all of a bucket', may('*', 'arn:aws:s3:::orders/*')),
    grants(
      'taken away again',
      may('cloudtrail:*'),
      mayNot(['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail', 'cloudtrail:PutEventSelectors', 'cloudtrail:UpdateTrail']),
    ),
    given(role('security-audit', inlineOfRole({ p: document(may('cloudtrail:*')) })), ops),
    given(silencer, { ...ops, with: [holding('security-audit', silencer)], title: 'only security has it' }),
  ],
  fail: [
    ...inShapes(may('cloudtrail:*')),
    grants('stops', may('cloudtrail:StopLogging')),
    grants('one trail', may('cloudtrail:StopLogging', trail)),
    grants('some trails', may('cloudtrail:Delete*', `arn:aws:cloudtrail:*:${account}:trail/m*`)),
    grants('changes what is recorded', may('cloudtrail:PutEventSelectors', trail)),
    grants('everything', may('*')),
    user('embedded', {}, inlineOfUser({ p: document(may('cloudtrail:*')) })),
    given(silencer, { ...ops, title: 'nobody has it yet' }),
    given(silencer, { ...ops, with: [holding('security-audit', silencer), holding('app', silencer)], title: 'others have it too' }),
    given(silencer, {
      ...ops,
      with: [group('security-people', { AttachedManagedPolicies: [{ PolicyArn: silencer.arn }] })],
      title: 'a group has it',
    }),
    given(group('security-people', inlineOfGroup({ p: document(may('cloudtrail:*')) })), ops),
  ],
  notApplicable: [...passedOver(document(may('cloudtrail:*'))), user('nothing embedded')],
  unknown: broken,
})

const trust = (...statements: readonly Statement[]) => ({ AssumeRolePolicyDocument: document(...statements) })
const lambda = trust(allows(service('lambda'), 'sts:AssumeRole'))
const can = (...statements: readonly Statement[]) => inlineOfRole({ access: document(...statements) })
const read = `arn:aws:s3:::orders/*`
const table = `arn:aws:dynamodb:${region}:${account}:table/orders`
const readOnly = policy(
  'ReadOnlyAccess',
  document(may(['s3:Get*', 's3:List*', 'dynamodb:Get*', 'dynamodb:Query', 'dynamodb:Scan'])),
  {},
  'aws',
)
const securityAudit = policy(
  'SecurityAudit',
  document(may(['s3:GetBucketPolicy', 's3:ListAllMyBuckets', 'dynamodb:DescribeTable'])),
  {},
  'aws',
)
const powerUser = policy(
  'PowerUserAccess',
  document({ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' }),
  {},
  'aws',
)
const boundary = policy('boundary', document(may(['s3:GetObject', 's3:PutObject'], read)))
const wideBoundary = policy('wide', document(may('*')))
const holds = (subject: AnyNode, ...policies: readonly AnyNode[]): Case => given(subject, { with: policies })
const attached = (...policies: readonly AnyNode[]) => ({ AttachedManagedPolicies: policies.map(({ arn }) => ({ PolicyArn: arn })) })
const bounded = (by: AnyNode) => ({ PermissionsBoundary: { PermissionsBoundaryArn: by.arn } })

verify(policyDataWildcard, {
  pass: [
    role('named', { ...lambda, ...can(may('s3:GetObject', read), may(['dynamodb:GetItem', 'dynamodb:Query'], table)) }),
    role('writes anywhere, which is another question', { ...lambda, ...can(may('s3:PutObject')) }),
    role('a prefix of names', { ...lambda, ...can(may('s3:GetObject', 'arn:aws:s3:::orders-*')) }),
    holds(role('within a boundary', { ...lambda, ...can(may('s3:*')), ...bounded(boundary) }), boundary),
    holds(role('sees the configuration', { ...lambda, ...attached(securityAudit) }), securityAudit),
    role('by tag', { ...lambda, ...can(may('secretsmanager:GetSecretValue', '*', tagged)) }),
  ],
  fail: [
    given(role('objects', { ...lambda, ...can(may('s3:GetObject')) }), {
      evidence: { actions: ['s3:GetObject'], statements: ['inline access, statement 1'] },
    }),
    role('every bucket', { ...lambda, ...can(may('s3:GetObject', 'arn:aws:s3:::*/*')) }),
    role('every table', { ...lambda, ...can(may('dynamodb:*', `arn:aws:dynamodb:*:${account}:table/*`)) }),
    role('every queue of a region', { ...lambda, ...can(may('sqs:ReceiveMessage', `arn:aws:sqs:ap-south-1:${account}:*`)) }),
    role('secrets', { ...lambda, ...can(may('secretsmanager:*')) }),
    role('parameters', { ...lambda, ...can(may('ssm:Get*')) }),
    role('databases', { ...lambda, ...can(may('rds-db:connect')) }),
    role('streams', { ...lambda, ...can(may('kinesis:*')) }),
    role('many items at a time', { ...lambda, ...can(may('dynamodb:BatchGetItem')) }),
    role('items by PartiQL', { ...lambda, ...can(may('dynamodb:PartiQLSelect')) }),
    role('every index', { ...lambda, ...can(may('dynamodb:Query', `arn:aws:dynamodb:*:${account}:table/*/index/*`)) }),
    role('streams of tables', { ...lambda, ...can(may('dynamodb:GetRecords')) }),
    role('old versions of objects', { ...lambda, ...can(may('s3:GetObjectVersion')) }),
    holds(role('a policy of AWS', { ...lambda, ...attached(readOnly) }), readOnly),
    holds(role('a boundary that bounds nothing', { ...lambda, ...can(may('s3:*')), ...bounded(wideBoundary) }), wideBoundary),
    role('EC2', { ...trust(allows(service('ec2'), 'sts:AssumeRole')), ...can(may('s3:*')) }),
    role('pods', { ...trust(allows(service('pods.eks'), ['sts:AssumeRole', 'sts:TagSession'])), ...can(may('s3:*')) }),
    role('a cluster by its dual-stack name', {
      ...trust(
        allows({ Federated: `arn:aws:iam::${account}:oidc-provider/oidc-eks.eu-west-1.api.aws/id/E1` }, 'sts:AssumeRoleWithWebIdentity'),
      ),
      ...can(may('s3:*')),
    }),
    role('Apache Flink', { ...trust(allows(service('kinesisanalytics'), 'sts:AssumeRole')), ...can(may('s3:*')) }),
    role('a cluster', {
      ...trust(
        allows(
          { Federated: `arn:aws:iam::${account}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/E1` },
          'sts:AssumeRoleWithWebIdentity',
        ),
      ),
      ...can(may('s3:*')),
    }),
  ],
  notApplicable: [
    role('people', { ...trust(allows(own, 'sts:AssumeRole')), ...can(may('s3:*')) }),
    role('a service that runs no code', { ...trust(allows(service('events'), 'sts:AssumeRole')), ...can(may('s3:*')) }),
    role('linked to a service', { ...lambda, ...can(may('s3:*')), Path: '/aws-service-role/lambda.amazonaws.com/' }),
  ],
  unknown: [
    role('a trust policy that cannot be read', { AssumeRolePolicyDocument: '{', ...can(may('s3:*')) }),
    role('a policy that cannot be read', { ...lambda, ...inlineOfRole({ p: '{' }) }),
    role('a policy that was not listed', { ...lambda, ...attached(readOnly) }),
    holds(
      role('a boundary that cannot be read', { ...lambda, ...can(may('s3:*')), ...bounded(policy('broken', '{')) }),
      policy('broken', '{'),
    ),
  ],
})

const outsider = trust(allows(foreign, 'sts:AssumeRole'))
const insider = trust(allows(foreign, 'sts:AssumeRole', organization))

verify(roleCrossAccountReadAll, {
  pass: [
    holds(role('an auditor', { ...outsider, ...attached(securityAudit) }), securityAudit),
    role('one bucket', { ...outsider, ...can(may('s3:GetObject', read)) }),
    holds(role('bounded', { ...outsider, ...attached(readOnly), ...bounded(boundary) }), readOnly, boundary),
  ],
  fail: [
    holds(role('reads everything', { ...outsider, ...attached(readOnly) }), readOnly),
    role('every object', { ...outsider, ...can(may('s3:Get*')) }),
    role('every table', { ...outsider, ...can(may('dynamodb:Scan')) }),
    role('everyone', { ...trust(allows({ AWS: '*' }, 'sts:AssumeRole')), ...can(may('s3:*')) }),
  ],
  notApplicable: [
    holds(role('the account itself', { ...trust(allows(own, 'sts:AssumeRole')), ...attached(readOnly) }), readOnly),
    holds(role('the organization', { ...insider, ...attached(readOnly) }), readOnly),
    given(role('trusted', { ...outsider, ...attached(readOnly) }), { with: [readOnly], settings: { trustedAccounts: [foreignAccount] } }),
  ],
  unknown: [
    role('a trust policy that cannot be read', { AssumeRolePolicyDocument: '{', ...can(may('s3:*')) }),
    role('a policy that cannot be read', { ...outsider, ...inlineOfRole({ p: '{' }) }),
  ],
})

verify(roleCrossAccountWrite, {
  pass: [
    holds(role('reads', { ...outsider, ...attached(readOnly) }), readOnly),
    role('one bucket', { ...outsider, ...can(may('s3:*', read)) }),
    holds(role('bounded', { ...outsider, ...attached(powerUser), ...bounded(boundary) }), powerUser, boundary),
  ],
  fail: [
    holds(role('power', { ...outsider, ...attached(powerUser) }), powerUser),
    role('everything', { ...outsider, ...can(may('*')) }),
    role('every object', { ...outsider, ...can(may('s3:PutObject')) }),
    role('commands', { ...outsider, ...can(may('ssm:SendCommand')) }),
    role('keys of users', { ...outsider, ...can(may('iam:*')) }),
  ],
  notApplicable: [
    role('the account itself', { ...trust(allows(own, 'sts:AssumeRole')), ...can(may('*')) }),
    given(role('trusted', { ...outsider, ...can(may('*')) }), { settings: { trustedAccounts: [foreignAccount] } }),
  ],
  unknown: [role('a policy that cannot be read', { ...outsider, ...inlineOfRole({ p: '{' }) })],
})
