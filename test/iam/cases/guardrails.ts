// Organizations' policies and VPC endpoints: they limit, and give nothing.
import { alice, allow, anonymous, deny, foreign, full, fullControl, grant, home, key, linkedRole, object, queue, refuse, role, root, sns, stranger, type Case } from './case.ts'

const send = { does: 'sqs:SendMessage', to: queue } as const
const elsewhere = allow('elsewhere', { Action: 'ec2:*' })
const aliceArn = `arn:aws:iam::${home}:user/alice`
const regionLock = deny('d', { Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } } })
const roleLock = deny('d', { Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/app/*' } } })
const perimeter = refuse('d', '*', { Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } })

export const organizationCases: readonly Case[] = [
  { is: 'every level allows', page: 'scpEvaluation', who: alice, ...send, identity: full, scp: [full, full, full], decides: 'allowed', by: ['full'] },
  { is: 'the root level does not', page: 'scpEvaluation', who: alice, ...send, identity: full, scp: [elsewhere, full, full], decides: 'denied', missing: ['service-control'] },
  { is: 'the unit does not', page: 'scpEvaluation', who: alice, ...send, identity: full, scp: [full, elsewhere, full], decides: 'denied', missing: ['service-control'] },
  { is: 'the account level does not', page: 'scpEvaluation', who: alice, ...send, identity: full, scp: [full, full, elsewhere], decides: 'denied', missing: ['service-control'] },
  { is: 'two policies of a level together', page: 'scpEvaluation', who: alice, ...send, identity: full, scp: [[elsewhere, full]], decides: 'allowed' },
  { is: 'a Deny at any level', page: 'scpEvaluation', who: alice, ...send, identity: full, scp: [full, [full, deny('d', { Action: 'sqs:*' })], full], decides: 'explicit', by: ['d'] },
  { is: 'a Deny of something else', page: 'scpEvaluation', who: alice, ...send, identity: full, scp: [full, [full, deny('d', { Action: 'ec2:*' })]], decides: 'allowed' },
  { is: 'they give nothing', page: 'scp', who: alice, ...send, scp: [full], decides: 'denied', missing: ['identity'] },
  { is: 'they limit what resource policies give', page: 'scp', who: alice, ...send, resource: grant('r', aliceArn), scp: [elsewhere], decides: 'denied', missing: ['identity', 'service-control'] },
  { is: 'they limit the root user', page: 'scp', who: root, ...send, scp: [elsewhere], decides: 'denied', missing: ['service-control'] },
  { is: 'they deny the root user', page: 'scp', who: root, ...send, scp: [[full, deny('d')]], decides: 'explicit' },
  { is: 'they do not touch service-linked roles', page: 'scp', who: linkedRole, ...send, identity: full, scp: [deny('d')], decides: 'allowed' },
  { is: 'service-linked because the caller says so', page: 'scp', who: { ...role, serviceLinked: true }, ...send, identity: full, scp: [deny('d')], decides: 'allowed' },
  { is: 'they do not touch services', page: 'scp', who: sns, ...send, resource: allow('r', { Principal: { Service: 'sns.amazonaws.com' } }), scp: [deny('d')], decides: 'allowed' },
  { is: 'they do not touch anonymous callers', page: 'scp', who: anonymous, ...send, resource: grant('r', '*'), scp: [deny('d')], decides: 'allowed' },
  { is: 'they limit principals abroad', page: 'scp', who: stranger, ...send, identity: full, resource: grant('r', foreign), scp: [elsewhere], decides: 'denied', missing: ['service-control'] },
  { is: 'the management account has none', page: 'scp', who: alice, ...send, identity: full, decides: 'allowed' },
  { is: 'they could not be read', page: 'scp', who: alice, ...send, identity: full, scp: 'unreadable', decides: 'unknown' },
  { is: 'they could not be read, nothing to limit', page: 'scp', who: alice, ...send, scp: 'unreadable', decides: 'denied' },
  { is: 'a level without any: AWS keeps one at each', page: 'scp', who: alice, ...send, identity: full, scp: [full, []], decides: 'unknown' },
  { is: 'a region lock, region not known', page: 'scp', who: alice, ...send, identity: full, scp: [[full, regionLock]], decides: 'conditional', open: ['aws:requestedregion'], by: ['full', 'd'] },
  { is: 'a region lock, in the region', page: 'scp', who: alice, ...send, identity: full, scp: [[full, regionLock]], context: { 'aws:requestedregion': ['eu-west-1'] }, decides: 'allowed' },
  { is: 'a lock with an exception for a role', page: 'scp', who: role, ...send, identity: full, scp: [[full, roleLock]], decides: 'allowed' },
  { is: 'the same lock for a user', page: 'scp', who: alice, ...send, identity: full, scp: [[full, roleLock]], decides: 'explicit' },
  { is: 'an unreadable statement in one', page: 'scp', who: alice, ...send, identity: full, scp: [[full, { Effect: 'Deny' }]], decides: 'unknown' },
  { is: 'a level that allows under a condition', page: 'scpEvaluation', who: alice, ...send, identity: full, scp: [allow('a', { Condition: { Bool: { 'service:b': 'true' } } })], decides: 'conditional', open: ['service:b'] },

  { is: 'RCPs let through', page: 'rcpEvaluation', who: alice, ...send, identity: full, rcp: [fullControl, fullControl], decides: 'allowed' },
  { is: 'RCPs deny', page: 'rcpEvaluation', who: alice, ...send, identity: full, rcp: [[...fullControl, refuse('d', '*')]], decides: 'explicit', by: ['d'] },
  { is: 'RCPs give nothing', page: 'rcp', who: alice, ...send, rcp: [fullControl], decides: 'denied', missing: ['identity'] },
  { is: 'RCPs deny principals of other accounts', page: 'rcp', who: stranger, ...send, identity: full, resource: grant('r', foreign), rcp: [[...fullControl, perimeter]], context: { 'aws:principalorgid': ['o-2'] }, decides: 'explicit', by: ['d'] },
  { is: 'RCPs, organization not known', page: 'rcp', who: stranger, ...send, identity: full, resource: grant('r', foreign), rcp: [[...fullControl, perimeter]], decides: 'conditional', open: ['aws:principalorgid'] },
  { is: 'RCPs deny anonymous callers', page: 'rcp', who: anonymous, ...send, resource: grant('r', '*'), rcp: [[...fullControl, perimeter]], decides: 'explicit' },
  { is: 'RCPs deny the root user', page: 'rcp', who: root, ...send, rcp: [[...fullControl, refuse('d', '*')]], decides: 'explicit' },
  { is: 'RCPs deny services', page: 'rcp', who: sns, ...send, resource: grant('r', '*'), rcp: [[...fullControl, refuse('d', '*')]], decides: 'explicit' },
  { is: 'RCPs that spare services', page: 'rcp', who: sns, ...send, resource: grant('r', '*'), rcp: [[...fullControl, refuse('d', '*', { Condition: { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } } })]], decides: 'allowed' },
  { is: 'RCPs do not touch service-linked roles', page: 'rcp', who: linkedRole, ...send, identity: full, rcp: [[...fullControl, refuse('d', '*')]], decides: 'allowed' },
  { is: 'a service that may not know RCPs', page: 'rcp', who: alice, does: 'dynamodb:GetItem', to: `arn:aws:dynamodb:eu-west-1:${home}:table/t`, identity: full, rcp: [[...fullControl, refuse('d', '*')]], decides: 'conditional' },
  { is: 'RCPs do not touch the retiring of grants', page: 'rcp', who: alice, does: 'kms:RetireGrant', to: key, identity: full, resource: grant('r', home), rcp: [[...fullControl, refuse('d', '*')]], decides: 'allowed' },
  { is: 'RCPs without the one that AWS attaches', page: 'rcpEvaluation', who: alice, ...send, identity: full, rcp: [refuse('d', '*', { Action: 's3:*' })], decides: 'denied', missing: ['resource-control'] },
  { is: 'RCPs could not be read', page: 'rcp', who: alice, ...send, identity: full, rcp: 'unreadable', decides: 'unknown' },
]

const through = (Sid: string, more: object = {}): object => grant(Sid, '*', more)
const byRole = { Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${home}:role/app/worker` } } }

export const endpointCases: readonly Case[] = [
  { is: 'the endpoint lets everything through', page: 'endpoint', who: alice, ...send, identity: full, endpoint: through('e'), decides: 'allowed', by: ['full'] },
  { is: 'the endpoint does not let this through', page: 'endpoint', who: alice, ...send, identity: full, endpoint: through('e', { Action: 's3:*' }), decides: 'denied', missing: ['endpoint'] },
  { is: 'the endpoint gives nothing', page: 'endpoint', who: alice, ...send, endpoint: through('e'), decides: 'denied', missing: ['identity'] },
  { is: 'the endpoint denies', page: 'endpoint', who: alice, ...send, identity: full, endpoint: [through('e'), refuse('d', '*')], decides: 'explicit', by: ['d'] },
  { is: 'the endpoint limits by resource', page: 'endpoint', who: alice, does: 's3:GetObject', to: object, identity: full, endpoint: through('e', { Resource: 'arn:aws:s3:::other/*' }), decides: 'denied', missing: ['endpoint'] },
  { is: 'the endpoint limits by principal ARN', page: 'endpoint', who: role, ...send, identity: full, endpoint: through('e', byRole), decides: 'allowed' },
  { is: 'the endpoint limits by another principal ARN', page: 'endpoint', who: alice, ...send, identity: full, endpoint: through('e', byRole), decides: 'denied' },
  { is: 'the endpoint names the account: its users too, or its root user alone', page: 'endpoint', who: alice, ...send, identity: full, endpoint: grant('e', home), decides: 'conditional' },
  { is: 'the endpoint names the account, its root user asks', page: 'endpoint', who: root, ...send, endpoint: grant('e', home), decides: 'allowed' },
  { is: 'the endpoint limits what the resource policy gives', page: 'endpoint', who: alice, ...send, resource: grant('r', aliceArn), endpoint: through('e', { Action: 's3:*' }), decides: 'denied', missing: ['identity', 'endpoint'] },
  { is: 'the endpoint limits anonymous callers', page: 'endpoint', who: anonymous, does: 's3:GetObject', to: object, resource: grant('r', '*'), endpoint: through('e', { Action: 'sqs:*' }), decides: 'denied', missing: ['endpoint'] },
  { is: 'the policy of the endpoint could not be read', page: 'endpoint', who: alice, ...send, identity: full, endpoint: 'unreadable', decides: 'unknown' },
]
