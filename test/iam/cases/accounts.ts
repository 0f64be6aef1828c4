// Within an account and across accounts: identity and resource policies, boundaries, sessions, principals by all their names.
import { alice, allow, anonymous, bob, deny, federatedArn, federatedUser, foreign, foreignRole, foreignSession, full, grant, home, object, queue, refuse, role, roleSession, root, sessionArn, sns, stranger, web, type Case } from './case.ts'

const send = { does: 'sqs:SendMessage', to: queue } as const
const elsewhere = allow('elsewhere', { Action: 'ec2:*' })
const accountRoot = `arn:aws:iam::${home}:root`
const aliceArn = `arn:aws:iam::${home}:user/alice`
const roleArn = `arn:aws:iam::${home}:role/app/worker`
const principal = (Principal: object, more: object = {}): object => allow('r', { Principal, ...more })

/** The table of AWS: which implicit denies hold back what a resource policy gives inside the account. */
export const sameAccountCases: readonly Case[] = [
  { is: 'identity policy alone', page: 'denyAllow', who: alice, ...send, identity: full, decides: 'allowed', by: ['full'] },
  { is: 'resource policy alone, naming the user', page: 'denyAllow', who: alice, ...send, resource: grant('r', aliceArn), decides: 'allowed', by: ['r'] },
  { is: 'resource policy alone, naming the role', page: 'denyAllow', who: role, ...send, resource: grant('r', roleArn), decides: 'allowed', by: ['r'] },
  { is: 'resource policy alone, naming the session', page: 'denyAllow', who: roleSession, ...send, resource: grant('r', sessionArn), decides: 'allowed' },
  { is: 'resource policy alone, naming everyone', page: 'principal', who: alice, ...send, resource: grant('r', '*'), decides: 'allowed' },
  { is: 'resource policy alone, naming the account: it delegates', page: 'principal', who: alice, ...send, resource: grant('r', accountRoot), decides: 'denied', missing: ['identity'] },
  { is: 'both', page: 'logic', who: alice, ...send, identity: full, resource: grant('r', aliceArn), decides: 'allowed', by: ['full', 'r'] },
  { is: 'a Deny in the resource policy', page: 'logic', who: alice, ...send, identity: full, resource: refuse('d', '*'), decides: 'explicit', by: ['d'] },
  { is: 'a Deny in the identity policy', page: 'logic', who: alice, ...send, identity: deny('d'), resource: grant('r', aliceArn), decides: 'explicit', by: ['d'] },
  { is: 'a Deny for another user', page: 'logic', who: alice, ...send, identity: full, resource: refuse('d', `arn:aws:iam::${home}:user/team/bob`), decides: 'allowed' },
  { is: 'a Deny for the account', page: 'principal', who: alice, ...send, identity: full, resource: refuse('d', accountRoot), decides: 'explicit' },
  { is: 'a Deny for the role catches its sessions', page: 'principal', who: roleSession, ...send, identity: full, resource: refuse('d', roleArn), decides: 'explicit' },
  { is: 'a Deny for one session and any session of the role', page: 'principal', who: role, ...send, identity: full, resource: refuse('d', sessionArn), decides: 'conditional' },

  { is: 'boundary and identity policy', page: 'boundaries', who: alice, ...send, identity: full, boundary: full, decides: 'allowed' },
  { is: 'a boundary that does not allow', page: 'boundaries', who: alice, ...send, identity: full, boundary: elsewhere, decides: 'denied', missing: ['boundary'] },
  { is: 'a boundary gives nothing', page: 'boundaries', who: alice, ...send, boundary: full, decides: 'denied', missing: ['identity'] },
  { is: 'a boundary that denies', page: 'boundaries', who: alice, ...send, identity: full, boundary: [full, deny('d')], decides: 'explicit', by: ['d'] },
  { is: 'a boundary that could not be read', page: 'boundaries', who: alice, ...send, identity: full, boundary: 'unreadable', decides: 'unknown' },
  { is: 'a boundary that could not be read, nothing to bound', page: 'boundaries', who: alice, ...send, boundary: 'unreadable', decides: 'denied' },
  { is: 'a boundary under a condition', page: 'boundaries', who: alice, ...send, identity: full, boundary: allow('b', { Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } }), decides: 'conditional', open: ['aws:requestedregion'], by: ['full', 'b'] },
  { is: 'named as a user, the boundary does not hold back', page: 'denyAllow', who: alice, ...send, boundary: elsewhere, resource: grant('r', aliceArn), decides: 'allowed', by: ['r'] },
  { is: 'named as a role, the boundary holds back', page: 'denyAllow', who: role, ...send, boundary: elsewhere, resource: grant('r', roleArn), decides: 'denied', missing: ['identity', 'boundary'] },
  { is: 'named as a role, the boundary allows', page: 'denyAllow', who: role, ...send, boundary: full, resource: grant('r', roleArn), decides: 'allowed' },
  { is: 'named as a session, the boundary does not hold back', page: 'denyAllow', who: roleSession, ...send, boundary: elsewhere, resource: grant('r', sessionArn), decides: 'allowed' },
  { is: 'named as everyone, the boundary does not hold back a role', page: 'principal', who: role, ...send, boundary: elsewhere, resource: grant('r', '*'), decides: 'allowed' },
  { is: 'everyone, picked by the ARN of the role', page: 'principal', who: role, ...send, boundary: elsewhere, resource: grant('r', '*', { Condition: { ArnEquals: { 'aws:PrincipalArn': roleArn } } }), decides: 'allowed' },
  { is: 'everyone, picked by another ARN', page: 'principal', who: role, ...send, resource: grant('r', '*', { Condition: { ArnEquals: { 'aws:PrincipalArn': aliceArn } } }), decides: 'denied' },
  { is: 'a boundary still denies who is named as a user', page: 'denyAllow', who: alice, ...send, boundary: deny('d'), resource: grant('r', aliceArn), decides: 'explicit' },

  { is: 'session policy and identity policy', page: 'session', who: roleSession, ...send, identity: full, session: full, decides: 'allowed' },
  { is: 'a session policy that does not allow', page: 'session', who: roleSession, ...send, identity: full, session: elsewhere, decides: 'denied', missing: ['session'] },
  { is: 'a session policy gives nothing', page: 'session', who: roleSession, ...send, session: full, decides: 'denied', missing: ['identity'] },
  { is: 'a session policy that denies', page: 'session', who: roleSession, ...send, identity: full, session: [full, deny('d')], decides: 'explicit' },
  { is: 'named as a role, the session policy holds back', page: 'session', who: roleSession, ...send, session: elsewhere, resource: grant('r', roleArn), decides: 'denied', missing: ['identity', 'session'] },
  { is: 'named as a session, it does not', page: 'session', who: roleSession, ...send, session: elsewhere, resource: grant('r', sessionArn), decides: 'allowed' },
  { is: 'another session is named', page: 'principal', who: roleSession, ...send, resource: grant('r', `${sessionArn}2`), decides: 'denied' },
  { is: 'a session is named, any session of the role asks', page: 'principal', who: role, ...send, resource: grant('r', sessionArn), decides: 'conditional' },
  { is: 'account and session are named, any session of the role asks', page: 'principal', who: role, ...send, resource: grant('r', [accountRoot, sessionArn]), decides: 'conditional' },
  { is: 'all three limit', page: 'boundaries', who: roleSession, ...send, identity: full, boundary: full, session: full, scp: [full], decides: 'allowed' },
  { is: 'session policies that could not be read', page: 'session', who: roleSession, ...send, identity: full, session: 'unreadable', decides: 'unknown' },

  { is: 'a federated user without session policies has nothing', page: 'federation', who: federatedUser, ...send, identity: full, decides: 'denied', missing: ['identity'] },
  { is: 'a federated user has what user and session policy share', page: 'federation', who: federatedUser, ...send, identity: full, session: full, decides: 'allowed' },
  { is: 'a federated user, not in the session policy', page: 'federation', who: federatedUser, ...send, identity: full, session: elsewhere, decides: 'denied' },
  { is: 'a federated user, named as such', page: 'denyAllow', who: federatedUser, ...send, session: elsewhere, resource: grant('r', federatedArn), decides: 'allowed' },
  { is: 'a federated user, the user is named, the session policy holds back', page: 'denyAllow', who: federatedUser, ...send, session: elsewhere, resource: grant('r', aliceArn), decides: 'denied' },
  { is: 'a federated user, the user is named, the boundary holds back', page: 'denyAllow', who: federatedUser, ...send, session: full, boundary: elsewhere, resource: grant('r', aliceArn), decides: 'denied' },
  { is: 'a federated user, the user is named, nothing holds back', page: 'denyAllow', who: federatedUser, ...send, session: full, resource: grant('r', aliceArn), decides: 'allowed' },

  { is: 'the root user may everything', page: 'denyAllow', who: root, ...send, decides: 'allowed', by: [] },
  { is: 'but not what a resource policy denies', page: 'denyAllow', who: root, ...send, resource: refuse('d', '*'), decides: 'explicit' },
  { is: 'the root user keeps the policy of its bucket', page: 'bucketPolicyLockout', who: root, does: 's3:DeleteBucketPolicy', to: 'arn:aws:s3:::reports', resource: refuse('d', '*'), decides: 'allowed' },
  { is: 'but not its objects', page: 'bucketPolicyLockout', who: root, does: 's3:GetObject', to: object, resource: refuse('d', '*'), decides: 'explicit' },
  { is: 'users lose the policy of the bucket', page: 'bucketPolicyLockout', who: alice, does: 's3:DeleteBucketPolicy', to: 'arn:aws:s3:::reports', identity: full, resource: refuse('d', '*'), decides: 'explicit' },
  { is: 'a resource policy that could not be read, allowed elsewhere', page: 'logic', who: alice, ...send, identity: full, resource: 'unreadable', decides: 'unknown' },
  { is: 'a resource policy that could not be read, allowed nowhere', page: 'logic', who: alice, ...send, resource: 'unreadable', decides: 'unknown' },
]

const unknownId = { type: 'user', account: home, arn: aliceArn } as const
const ofTopic = { Condition: { ArnEquals: { 'aws:SourceArn': `arn:aws:sns:eu-west-1:${home}:t` } } }
const isService = (value: string): object => ({ Condition: { Bool: { 'aws:PrincipalIsAWSService': value } } })
const inOrganization = { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }
const get = { does: 's3:GetObject', to: object } as const

export const principalCases: readonly Case[] = [
  { is: 'an account by its id', page: 'principal', who: stranger, ...send, identity: full, resource: grant('r', foreign), decides: 'allowed' },
  { is: 'an account by its root ARN', page: 'principal', who: stranger, ...send, identity: full, resource: grant('r', `arn:aws:iam::${foreign}:root`), decides: 'allowed' },
  { is: 'another account', page: 'principal', who: stranger, ...send, identity: full, resource: grant('r', '333333333333'), decides: 'denied', missing: ['resource'] },
  { is: 'a list of accounts', page: 'principal', who: stranger, ...send, identity: full, resource: grant('r', ['333333333333', foreign]), decides: 'allowed' },
  { is: 'everyone, as AWS star', page: 'principal', who: anonymous, ...send, resource: principal({ AWS: '*' }), decides: 'allowed' },
  { is: 'everyone in a list', page: 'principal', who: anonymous, ...send, resource: principal({ AWS: ['*'] }), decides: 'allowed' },
  { is: 'anonymous callers are in no account', page: 'principal', who: anonymous, ...send, resource: grant('r', home), decides: 'denied', missing: ['resource'] },
  { is: 'no identity policy helps them', page: 'logic', who: anonymous, ...send, identity: full, decides: 'denied' },
  { is: 'user names are case-sensitive', page: 'principal', who: alice, ...send, resource: grant('r', `arn:aws:iam::${home}:user/Alice`), decides: 'denied' },
  { is: 'a user with its path', page: 'principal', who: bob, ...send, resource: grant('r', `arn:aws:iam::${home}:user/team/bob`), decides: 'allowed' },
  { is: 'a user without its path is another', page: 'identifiers', who: bob, ...send, resource: grant('r', `arn:aws:iam::${home}:user/bob`), decides: 'denied' },
  { is: 'a user by unique id', page: 'principal', who: alice, ...send, resource: grant('r', 'AIDAALICE'), decides: 'allowed' },
  { is: 'a deleted user by unique id', page: 'principal', who: alice, ...send, resource: grant('r', 'AIDADELETED'), decides: 'denied' },
  { is: 'a unique id, that of the caller is not known', page: 'principal', who: unknownId, ...send, resource: grant('r', 'AIDADELETED'), decides: 'conditional' },
  { is: 'a unique id of a role is no user', page: 'principal', who: unknownId, ...send, resource: grant('r', 'AROADELETED'), decides: 'denied' },
  { is: 'a role by unique id', page: 'principal', who: role, ...send, resource: grant('r', 'AROAWORKER'), decides: 'allowed' },
  { is: 'wildcards in ARNs are not supported: left open', page: 'principal', who: role, ...send, resource: grant('r', `arn:aws:iam::${home}:role/*`), decides: 'conditional' },
  { is: 'wildcards that would not match either', page: 'principal', who: role, ...send, resource: grant('r', `arn:aws:iam::${foreign}:role/*`), decides: 'denied' },
  { is: 'a service', page: 'principal', who: sns, ...send, resource: principal({ Service: 'sns.amazonaws.com' }), decides: 'allowed' },
  { is: 'another service', page: 'principal', who: sns, ...send, resource: principal({ Service: 's3.amazonaws.com' }), decides: 'denied' },
  { is: 'a list of services', page: 'principal', who: sns, ...send, resource: principal({ Service: ['s3.amazonaws.com', 'sns.amazonaws.com'] }), decides: 'allowed' },
  { is: 'a regional name of a service is left open', page: 'principal', who: sns, ...send, resource: principal({ Service: 'sns.eu-west-1.amazonaws.com' }), decides: 'conditional' },
  { is: 'a service is no user', page: 'principal', who: alice, ...send, resource: principal({ Service: 'sns.amazonaws.com' }), decides: 'denied' },
  { is: 'everyone is services too', page: 'principal', who: sns, ...send, resource: grant('r', '*'), decides: 'allowed' },
  { is: 'a service with its source', page: 'confusedDeputy', who: sns, ...send, resource: principal({ Service: 'sns.amazonaws.com' }, ofTopic), context: { 'aws:sourcearn': [`arn:aws:sns:eu-west-1:${home}:t`] }, decides: 'allowed' },
  { is: 'a service with another source', page: 'confusedDeputy', who: sns, ...send, resource: principal({ Service: 'sns.amazonaws.com' }, ofTopic), context: { 'aws:sourcearn': [`arn:aws:sns:eu-west-1:${foreign}:t`] }, decides: 'denied' },
  { is: 'a service whose source is not known', page: 'confusedDeputy', who: sns, ...send, resource: principal({ Service: 'sns.amazonaws.com' }, { Condition: { StringEquals: { 'aws:SourceAccount': home } } }), decides: 'conditional', open: ['aws:sourceaccount'] },
  { is: 'services say that they are', page: 'keys', who: sns, ...send, resource: grant('r', '*', isService('true')), decides: 'allowed' },
  { is: 'users are none', page: 'keys', who: alice, ...send, resource: grant('r', '*', isService('true')), decides: 'denied' },
  { is: 'anonymous requests do not say', page: 'keys', who: anonymous, ...send, resource: grant('r', '*', isService('false')), decides: 'denied' },
  { is: 'which IfExists lets through', page: 'keys', who: anonymous, ...send, resource: grant('r', '*', { Condition: { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } } }), decides: 'allowed' },
  { is: 'anonymous callers are in no organization', page: 'keys', who: anonymous, ...send, resource: grant('r', '*', inOrganization), decides: 'denied' },
  { is: 'a caller of the organization', page: 'keys', who: alice, ...send, resource: grant('r', '*', inOrganization), context: { 'aws:principalorgid': ['o-1'] }, decides: 'allowed' },
  { is: 'a canonical user may be the own account, which delegates', page: 'principal', who: alice, ...get, resource: principal({ CanonicalUser: 'abc' }), decides: 'denied' },
  { is: 'a canonical user of another account', page: 'principal', who: { ...stranger, canonicalUser: 'abc' }, ...get, identity: full, resource: principal({ CanonicalUser: 'abc' }), decides: 'allowed' },
  { is: 'a canonical user that is somebody else', page: 'principal', who: { ...stranger, canonicalUser: 'abc' }, ...get, identity: full, resource: principal({ CanonicalUser: 'def' }), decides: 'denied' },
  { is: 'a canonical user, that of the caller is not known', page: 'principal', who: stranger, ...get, identity: full, resource: principal({ CanonicalUser: 'abc' }), decides: 'conditional' },
  { is: 'an identity provider is no user', page: 'principal', who: alice, ...send, resource: principal({ Federated: 'token.example.com' }), decides: 'denied' },
  { is: 'a web identity is in no account of its own', page: 'principal', who: web, ...send, resource: grant('r', home), decides: 'denied' },
]

const exceptDeny = (...AWS: readonly string[]): object => ({ Sid: 'd', Effect: 'Deny', NotPrincipal: { AWS }, Action: '*', Resource: '*' })
const exceptAllow = (...AWS: readonly string[]): object => ({ Sid: 'r', Effect: 'Allow', NotPrincipal: { AWS }, Action: '*', Resource: '*' })
const exceptService = (Service: string): object => ({ Sid: 'd', Effect: 'Deny', NotPrincipal: { Service }, Action: '*', Resource: '*' })

export const notPrincipalCases: readonly Case[] = [
  { is: 'user and account are listed', page: 'notPrincipal', who: alice, ...send, identity: full, resource: exceptDeny(aliceArn, accountRoot), decides: 'allowed' },
  { is: 'another user of the listed account', page: 'notPrincipal', who: bob, ...send, identity: full, resource: exceptDeny(aliceArn, accountRoot), decides: 'explicit', by: ['d'] },
  { is: 'the user without the account', page: 'notPrincipal', who: alice, ...send, identity: full, resource: exceptDeny(aliceArn), decides: 'conditional' },
  { is: 'the account alone does not spare its users', page: 'notPrincipal', who: alice, ...send, identity: full, resource: exceptDeny(accountRoot), decides: 'explicit' },
  { is: 'but its root user', page: 'notPrincipal', who: root, ...send, resource: exceptDeny(accountRoot), decides: 'allowed' },
  { is: 'session, role and account are listed', page: 'notPrincipal', who: roleSession, ...send, identity: full, resource: exceptDeny(sessionArn, roleArn, accountRoot), decides: 'allowed' },
  { is: 'role and account without the session', page: 'notPrincipal', who: roleSession, ...send, identity: full, resource: exceptDeny(roleArn, accountRoot), decides: 'conditional' },
  { is: 'session and account without the role', page: 'notPrincipal', who: roleSession, ...send, identity: full, resource: exceptDeny(sessionArn, accountRoot), decides: 'conditional' },
  { is: 'any session of the role', page: 'notPrincipal', who: role, ...send, identity: full, resource: exceptDeny(sessionArn, roleArn, accountRoot), decides: 'conditional' },
  { is: 'nobody of the caller is listed', page: 'notPrincipal', who: stranger, ...send, identity: full, resource: [grant('r', foreign), exceptDeny(aliceArn, accountRoot)], decides: 'explicit' },
  { is: 'anonymous callers', page: 'notPrincipal', who: anonymous, ...send, resource: [grant('r', '*'), exceptDeny(accountRoot)], decides: 'explicit' },
  { is: 'who has a boundary is denied whatever is listed', page: 'notPrincipal', who: alice, ...send, identity: full, boundary: full, resource: exceptDeny(aliceArn, accountRoot), decides: 'explicit' },
  { is: 'a boundary that could not be read', page: 'notPrincipal', who: alice, ...send, identity: full, boundary: 'unreadable', resource: exceptDeny(aliceArn, accountRoot), decides: 'unknown' },
  { is: 'everyone is listed', page: 'notPrincipal', who: alice, ...send, identity: full, resource: exceptDeny('*'), decides: 'allowed' },
  { is: 'a service is listed', page: 'notPrincipal', who: sns, ...send, resource: [grant('r', '*'), exceptService('sns.amazonaws.com')], decides: 'allowed' },
  { is: 'another service is listed', page: 'notPrincipal', who: sns, ...send, resource: [grant('r', '*'), exceptService('s3.amazonaws.com')], decides: 'explicit' },
  { is: 'with Allow it lets in everybody else', page: 'notPrincipal', who: anonymous, ...send, resource: exceptAllow(aliceArn), decides: 'allowed' },
  { is: 'other accounts, if their side allows', page: 'notPrincipal', who: stranger, ...send, identity: full, resource: exceptAllow(aliceArn), decides: 'allowed' },
  { is: 'with Allow, who is listed with the account', page: 'notPrincipal', who: alice, ...send, resource: exceptAllow(aliceArn, accountRoot), decides: 'denied' },
  { is: 'with Allow, who is listed without the account', page: 'notPrincipal', who: alice, ...send, resource: exceptAllow(aliceArn), decides: 'conditional' },
  { is: 'with Allow, whose account is listed', page: 'notPrincipal', who: bob, ...send, resource: exceptAllow(accountRoot), decides: 'conditional' },
]

const malloryArn = `arn:aws:iam::${foreign}:user/mallory`
const runArn = `arn:aws:sts::${foreign}:assumed-role/partner/run`
const theirs = { does: 'sqs:SendMessage', to: `arn:aws:sqs:eu-west-1:${foreign}:theirs`, of: foreign } as const

export const crossAccountCases: readonly Case[] = [
  { is: 'both sides allow', page: 'crossAccount', who: stranger, ...send, identity: full, resource: grant('r', foreign), decides: 'allowed', by: ['full', 'r'] },
  { is: 'only the resource policy', page: 'crossAccount', who: stranger, ...send, resource: grant('r', foreign), decides: 'denied', missing: ['identity'] },
  { is: 'only the identity policy', page: 'crossAccount', who: stranger, ...send, identity: full, decides: 'denied', missing: ['resource'] },
  { is: 'the user is named: the identity policy is still needed', page: 'crossAccount', who: stranger, ...send, resource: grant('r', malloryArn), decides: 'denied', missing: ['identity'] },
  { is: 'everyone is named: the identity policy is still needed', page: 'principal', who: stranger, ...send, resource: grant('r', '*'), decides: 'denied', missing: ['identity'] },
  { is: 'the user is named, both allow', page: 'crossAccount', who: stranger, ...send, identity: full, resource: grant('r', malloryArn), decides: 'allowed' },
  { is: 'another user of the account is named', page: 'crossAccount', who: stranger, ...send, identity: full, resource: grant('r', `arn:aws:iam::${foreign}:user/eve`), decides: 'denied' },
  { is: 'the role is named, its session asks', page: 'crossAccount', who: foreignSession, ...send, identity: full, resource: grant('r', foreignRole.arn), decides: 'allowed' },
  { is: 'the session is named, without an identity policy', page: 'crossAccount', who: foreignSession, ...send, resource: grant('r', runArn), decides: 'denied' },
  { is: 'the session is named, any session asks', page: 'crossAccount', who: foreignRole, ...send, identity: full, resource: grant('r', runArn), decides: 'conditional' },
  { is: 'a boundary holds back on the own side', page: 'crossAccount', who: stranger, ...send, identity: full, boundary: elsewhere, resource: grant('r', malloryArn), decides: 'denied', missing: ['boundary'] },
  { is: 'a session policy holds back on the own side', page: 'crossAccount', who: foreignSession, ...send, identity: full, session: elsewhere, resource: grant('r', foreign), decides: 'denied', missing: ['session'] },
  { is: 'a Deny on the own side', page: 'crossAccount', who: stranger, ...send, identity: [full, deny('d')], resource: grant('r', foreign), decides: 'explicit' },
  { is: 'a Deny on the other side', page: 'crossAccount', who: stranger, ...send, identity: full, resource: [grant('r', foreign), refuse('d', '*')], decides: 'explicit' },
  { is: 'the identity policy names the resource', page: 'crossAccount', who: stranger, ...send, identity: allow('a', { Resource: queue }), resource: grant('r', foreign), decides: 'allowed' },
  { is: 'the identity policy names another resource', page: 'crossAccount', who: stranger, ...send, identity: allow('a', { Resource: `${queue}2` }), resource: grant('r', foreign), decides: 'denied' },
  { is: 'the root user of another account', page: 'crossAccount', who: { type: 'root', account: foreign }, ...send, resource: grant('r', foreign), decides: 'allowed' },
  { is: 'the root user of another account that is not let in', page: 'crossAccount', who: { type: 'root', account: foreign }, ...send, decides: 'denied' },
  { is: 'the resource policy could not be read', page: 'crossAccount', who: stranger, ...send, identity: full, resource: 'unreadable', decides: 'unknown' },
  { is: 'the identity policies could not be read', page: 'crossAccount', who: stranger, ...send, identity: 'unreadable', resource: grant('r', foreign), decides: 'unknown' },
  { is: 'the identity policies could not be read, but the other side denies', page: 'crossAccount', who: stranger, ...send, identity: 'unreadable', resource: refuse('d', '*'), decides: 'explicit' },
  { is: 'out of the home account', page: 'crossAccount', who: alice, ...theirs, identity: full, resource: grant('r', home), decides: 'allowed' },
  { is: 'out of the home account, not let in', page: 'crossAccount', who: alice, ...theirs, identity: full, decides: 'denied', missing: ['resource'] },
  { is: 'a condition on the other side', page: 'crossAccount', who: stranger, ...send, identity: full, resource: grant('r', '*', inOrganization), decides: 'conditional', open: ['aws:principalorgid'], by: ['full', 'r'] },
]
