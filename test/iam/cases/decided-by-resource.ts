// Keys and roles: their own policy has to allow, even inside the account. And grants of keys.
import type { KmsGrant } from '../../../src/iam/grants.ts'
import { alice, allow, anonymous, deny, foreign, foreignRole, full, grant, home, key, refuse, role, roleSession, root, sessionArn, sns, stranger, target, web, type Case } from './case.ts'

const decrypt = { does: 'kms:Decrypt', to: key } as const
const accountRoot = `arn:aws:iam::${home}:root`
const aliceArn = `arn:aws:iam::${home}:user/alice`
const roleArn = `arn:aws:iam::${home}:role/app/worker`
const delegates = grant('delegates', accountRoot)
const storageOnly = allow('b', { Action: 's3:*' })
const fromAccount = (account: string): object => ({ Condition: { StringEquals: { 'kms:CallerAccount': account } } })

export const keyPolicyCases: readonly Case[] = [
  { is: 'the key policy delegates, the identity policy allows', page: 'keyPolicyDefault', who: alice, ...decrypt, identity: full, resource: delegates, decides: 'allowed', by: ['full', 'delegates'] },
  { is: 'the key policy delegates, nothing allows', page: 'keyPolicyDefault', who: alice, ...decrypt, resource: delegates, decides: 'denied', missing: ['identity'] },
  { is: 'the key policy does not delegate', page: 'keyPolicyDefault', who: alice, ...decrypt, identity: full, resource: grant('r', roleArn), decides: 'denied', missing: ['resource'] },
  { is: 'the key policy could not be read', page: 'keyPolicies', who: alice, ...decrypt, identity: full, resource: 'unreadable', decides: 'unknown' },
  { is: 'the key policy names the user', page: 'keyPolicies', who: alice, ...decrypt, resource: grant('r', aliceArn), decides: 'allowed', by: ['r'] },
  { is: 'the key policy names the role', page: 'keyPolicies', who: roleSession, ...decrypt, resource: grant('r', roleArn), decides: 'allowed' },
  { is: 'the key policy names everyone', page: 'keyPolicies', who: alice, ...decrypt, resource: grant('r', '*'), decides: 'allowed' },
  { is: 'the key policy allows other operations', page: 'keyPolicies', who: alice, ...decrypt, identity: full, resource: grant('r', accountRoot, { Action: 'kms:Describe*' }), decides: 'denied', missing: ['resource'] },
  { is: 'the key policy denies', page: 'keyPolicies', who: alice, ...decrypt, identity: full, resource: [delegates, refuse('d', aliceArn)], decides: 'explicit' },
  { is: 'the root user is not let in by itself', page: 'keyPolicyDefault', who: root, ...decrypt, resource: grant('r', aliceArn), decides: 'denied', missing: ['resource'] },
  { is: 'the root user is let in', page: 'keyPolicyDefault', who: root, ...decrypt, resource: delegates, decides: 'allowed' },
  { is: 'another account and its identity policy', page: 'keyOtherAccounts', who: stranger, ...decrypt, identity: full, resource: grant('r', foreign), decides: 'allowed' },
  { is: 'another account without an identity policy', page: 'keyOtherAccounts', who: stranger, ...decrypt, resource: grant('r', foreign), decides: 'denied', missing: ['identity'] },
  { is: 'another account that is not let in', page: 'keyOtherAccounts', who: stranger, ...decrypt, identity: full, resource: delegates, decides: 'denied', missing: ['resource'] },
  { is: 'everyone, pinned to the account', page: 'keyPolicies', who: alice, ...decrypt, resource: grant('r', '*', fromAccount(home)), decides: 'allowed' },
  { is: 'everyone, pinned to another account', page: 'keyPolicies', who: alice, ...decrypt, identity: full, resource: grant('r', '*', fromAccount(foreign)), decides: 'denied' },
  { is: 'through a service only', page: 'keyPolicies', who: alice, ...decrypt, identity: full, resource: grant('r', accountRoot, { Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } } }), decides: 'conditional', open: ['kms:viaservice'] },
  { is: 'creating a key asks no policy of a key', page: 'keyPolicies', who: alice, does: 'kms:CreateKey', identity: full, decides: 'allowed', by: ['full'] },
  { is: 'nor does listing them', page: 'keyPolicies', who: alice, does: 'kms:ListKeys', identity: deny('d'), decides: 'explicit' },
  { is: 'an anonymous caller', page: 'keyPolicies', who: anonymous, ...decrypt, resource: delegates, decides: 'denied' },
  { is: 'a boundary holds back whom the key policy delegates to', page: 'boundaries', who: alice, ...decrypt, identity: full, boundary: storageOnly, resource: delegates, decides: 'denied', missing: ['boundary'] },
]

const kmsGrant = (grantee: string, constraints: KmsGrant['constraints'] = null): readonly KmsGrant[] => [{ id: 'g1', grantee, operations: ['Decrypt', 'DescribeKey'], constraints }]
const subset = { subset: { Department: 'IT' } }
const equals = { equals: { Department: 'IT' } }
const topic = `arn:aws:sns:eu-west-1:${home}:t`

export const grantCases: readonly Case[] = [
  { is: 'a grant to the role', page: 'grants', who: roleSession, ...decrypt, grants: kmsGrant(roleArn), decides: 'allowed' },
  { is: 'a grant to a user', page: 'grants', who: alice, ...decrypt, grants: kmsGrant(aliceArn), decides: 'allowed' },
  { is: 'a grant to somebody else', page: 'grants', who: alice, ...decrypt, identity: full, grants: kmsGrant(roleArn), decides: 'denied', missing: ['resource'] },
  { is: 'a grant of another operation', page: 'grants', who: alice, does: 'kms:Encrypt', to: key, grants: kmsGrant(aliceArn), decides: 'denied' },
  { is: 'a Deny in the key policy wins', page: 'grants', who: alice, ...decrypt, resource: refuse('d', aliceArn), grants: kmsGrant(aliceArn), decides: 'explicit', by: ['d'] },
  { is: 'a Deny in the identity policy wins', page: 'grants', who: alice, ...decrypt, identity: deny('d'), grants: kmsGrant(aliceArn), decides: 'explicit' },
  { is: 'a service control policy limits it', page: 'scp', who: alice, ...decrypt, grants: kmsGrant(aliceArn), scp: [storageOnly], decides: 'denied' },
  { is: 'a grant to a service', page: 'grants', who: sns, ...decrypt, grants: kmsGrant('sns.amazonaws.com'), decides: 'allowed' },
  { is: 'a grant to a session', page: 'grants', who: roleSession, ...decrypt, grants: kmsGrant(sessionArn), decides: 'allowed' },
  { is: 'a grant to a role of another account', page: 'grants', who: foreignRole, ...decrypt, grants: kmsGrant(foreignRole.arn), decides: 'conditional' },
  { is: 'and its identity policy allows', page: 'grants', who: foreignRole, ...decrypt, identity: full, grants: kmsGrant(foreignRole.arn), decides: 'allowed' },
  { is: 'subset of the context, not known', page: 'grantConstraints', who: alice, ...decrypt, grants: kmsGrant(aliceArn, subset), decides: 'conditional', open: ['kms:encryptioncontext:department'] },
  { is: 'subset of the context, more is there', page: 'grantConstraints', who: alice, ...decrypt, grants: kmsGrant(aliceArn, subset), context: { 'kms:encryptioncontext:department': ['IT'], 'kms:encryptioncontextkeys': ['Department', 'Purpose'] }, decides: 'allowed' },
  { is: 'subset of the context, another value', page: 'grantConstraints', who: alice, ...decrypt, grants: kmsGrant(aliceArn, subset), context: { 'kms:encryptioncontext:department': ['it'] }, decides: 'denied' },
  { is: 'the same context', page: 'grantConstraints', who: alice, ...decrypt, grants: kmsGrant(aliceArn, equals), context: { 'kms:encryptioncontext:department': ['IT'], 'kms:encryptioncontextkeys': ['department'] }, decides: 'allowed' },
  { is: 'the same context and more', page: 'grantConstraints', who: alice, ...decrypt, grants: kmsGrant(aliceArn, equals), context: { 'kms:encryptioncontext:department': ['IT'], 'kms:encryptioncontextkeys': ['Department', 'Purpose'] }, decides: 'denied' },
  { is: 'no context at all', page: 'grantConstraints', who: alice, ...decrypt, grants: kmsGrant(aliceArn, equals), context: { 'kms:encryptioncontext:department': null, 'kms:encryptioncontextkeys': null }, decides: 'denied' },
  { is: 'constraints do not touch operations without a context', page: 'grantConstraints', who: alice, does: 'kms:DescribeKey', to: key, grants: kmsGrant(aliceArn, equals), decides: 'allowed' },
  { is: 'constraints that were not read', page: 'grantConstraints', who: alice, ...decrypt, grants: kmsGrant(aliceArn, 'unknown'), decides: 'unknown' },
  { is: 'a source ARN', page: 'grantConstraints', who: sns, ...decrypt, grants: kmsGrant('sns.amazonaws.com', { sourceArn: topic }), context: { 'aws:sourcearn': [topic] }, decides: 'allowed' },
  { is: 'a grant beside a key policy that delegates', page: 'grants', who: alice, ...decrypt, resource: delegates, grants: kmsGrant(aliceArn), decides: 'allowed' },
]

const assume = { does: 'sts:AssumeRole', to: target } as const
const trust = (Principal: object | string, more: object = {}): object => ({ Sid: 'trust', Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more })
const externalId = { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } }
const mfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }
const byWeb = { who: web, does: 'sts:AssumeRoleWithWebIdentity', to: target } as const
const trustWeb = (more: object = {}): object => trust({ Federated: web.provider }, { Action: 'sts:AssumeRoleWithWebIdentity', ...more })
const tags = { does: 'sts:TagSession', to: target } as const

export const trustCases: readonly Case[] = [
  { is: 'trust in the account and an identity policy', page: 'trust', who: alice, ...assume, identity: full, resource: trust({ AWS: accountRoot }), decides: 'allowed', by: ['full', 'trust'] },
  { is: 'trust in the account alone', page: 'trust', who: alice, ...assume, resource: trust({ AWS: home }), decides: 'denied', missing: ['identity'] },
  { is: 'an identity policy alone', page: 'trust', who: alice, ...assume, identity: full, resource: trust({ AWS: roleArn }), decides: 'denied', missing: ['resource'] },
  { is: 'trust in the user', page: 'trust', who: alice, ...assume, resource: trust({ AWS: aliceArn }), decides: 'allowed', by: ['trust'] },
  { is: 'trust in the role', page: 'trust', who: role, ...assume, resource: trust({ AWS: roleArn }), decides: 'allowed' },
  { is: 'trust in one session of the role', page: 'trust', who: role, ...assume, resource: trust({ AWS: sessionArn }), decides: 'conditional' },
  { is: 'the role does not trust itself by itself', page: 'trust', who: { type: 'role', account: home, arn: target }, ...assume, identity: full, resource: trust({ AWS: roleArn }), decides: 'denied' },
  { is: 'the trust policy could not be read', page: 'trust', who: alice, ...assume, identity: full, resource: 'unreadable', decides: 'unknown' },
  { is: 'trust in another account', page: 'trust', who: stranger, ...assume, identity: full, resource: trust({ AWS: foreign }), decides: 'allowed' },
  { is: 'trust in another account, whose user has no policy', page: 'trust', who: stranger, ...assume, resource: trust({ AWS: foreign }), decides: 'denied', missing: ['identity'] },
  { is: 'trust in everyone', page: 'trust', who: stranger, ...assume, identity: full, resource: trust({ AWS: '*' }), decides: 'allowed' },
  { is: 'an external id that is not known', page: 'confusedDeputy', who: stranger, ...assume, identity: full, resource: trust({ AWS: foreign }, externalId), decides: 'conditional', open: ['sts:externalid'] },
  { is: 'no external id', page: 'confusedDeputy', who: stranger, ...assume, identity: full, resource: trust({ AWS: foreign }, externalId), context: { 'sts:externalid': null }, decides: 'denied' },
  { is: 'the external id', page: 'confusedDeputy', who: stranger, ...assume, identity: full, resource: trust({ AWS: foreign }, externalId), context: { 'sts:externalid': ['x'] }, decides: 'allowed' },
  { is: 'only with MFA', page: 'trust', who: alice, ...assume, identity: full, resource: trust({ AWS: home }, mfa), decides: 'conditional' },
  { is: 'trust in a service', page: 'serviceRoles', who: { type: 'service', service: 'ec2.amazonaws.com' }, ...assume, resource: trust({ Service: 'ec2.amazonaws.com' }), decides: 'allowed' },
  { is: 'trust in another service', page: 'serviceRoles', who: { type: 'service', service: 'lambda.amazonaws.com' }, ...assume, resource: trust({ Service: 'ec2.amazonaws.com' }), decides: 'denied' },
  { is: 'the root user cannot assume roles', page: 'assumeRole', who: root, ...assume, resource: trust({ AWS: home }), decides: 'denied', missing: ['identity'] },
  { is: 'trust for another operation', page: 'trust', who: alice, ...assume, identity: full, resource: trust({ AWS: aliceArn }, { Action: 'sts:TagSession' }), decides: 'denied' },
  { is: 'tags of a session need trust', page: 'sessionTags', who: alice, ...tags, identity: full, resource: trust({ AWS: home }), decides: 'denied', missing: ['resource'] },
  { is: 'tags of a session and trust', page: 'sessionTags', who: alice, ...tags, identity: full, resource: trust({ AWS: home }, { Action: ['sts:AssumeRole', 'sts:TagSession'] }), decides: 'allowed' },
  { is: 'a Deny in the trust policy', page: 'trust', who: alice, ...assume, identity: full, resource: [trust({ AWS: home }), { Sid: 'd', Effect: 'Deny', Principal: { AWS: aliceArn }, Action: 'sts:*' }], decides: 'explicit' },
  { is: 'a boundary on who assumes, trusted by role', page: 'boundaries', who: role, ...assume, identity: full, boundary: storageOnly, resource: trust({ AWS: roleArn }), decides: 'denied', missing: ['boundary'] },
  { is: 'web identity', page: 'principal', ...byWeb, resource: trustWeb(), decides: 'allowed' },
  { is: 'web identity of another provider', page: 'principal', ...byWeb, resource: trust({ Federated: 'accounts.google.com' }, { Action: 'sts:AssumeRoleWithWebIdentity' }), decides: 'denied' },
  { is: 'web identity by subject, not known', page: 'principal', ...byWeb, resource: trustWeb({ Condition: { StringEquals: { 'token.example.com:sub': 'repo:x' } } }), decides: 'conditional', open: ['token.example.com:sub'] },
  { is: 'web identity by subject, another', page: 'principal', ...byWeb, resource: trustWeb({ Condition: { StringLike: { 'token.example.com:sub': 'repo:x:*' } } }), context: { 'token.example.com:sub': ['repo:y:main'] }, decides: 'denied' },
  { is: 'a resource control policy on roles', page: 'rcp', ...byWeb, resource: trustWeb(), rcp: [[grant('all', '*'), refuse('d', '*', { Action: 'sts:AssumeRoleWithWebIdentity' })]], decides: 'explicit' },
]
