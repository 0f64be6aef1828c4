// Actions, resources, variables, and documents in all the shapes they come in.
import { alice, allow, bob, bucket, deny, federatedUser, foreign, full, home, object, queue, role, roleSession, type Case } from './case.ts'

const read = { who: alice, does: 's3:GetObject', to: object } as const

export const actionCases: readonly Case[] = [
  { is: 'the action by name', page: 'action', ...read, identity: allow('a', { Action: 's3:GetObject' }), decides: 'allowed', by: ['a'] },
  { is: 'another action', page: 'action', ...read, identity: allow('a', { Action: 's3:PutObject' }), decides: 'denied', missing: ['identity'] },
  { is: 'action names ignore case', page: 'action', ...read, identity: allow('a', { Action: 'S3:getobject' }), decides: 'allowed' },
  { is: 'a list of actions', page: 'action', ...read, identity: allow('a', { Action: ['s3:PutObject', 's3:GetObject'] }), decides: 'allowed' },
  { is: 'all actions of a service', page: 'action', ...read, identity: allow('a', { Action: 's3:*' }), decides: 'allowed' },
  { is: 'all actions of another service', page: 'action', ...read, identity: allow('a', { Action: 'sqs:*' }), decides: 'denied' },
  { is: 'a prefix', page: 'action', ...read, identity: allow('a', { Action: 's3:Get*' }), decides: 'allowed' },
  { is: 'a suffix', page: 'action', ...read, identity: allow('a', { Action: 's3:*Object' }), decides: 'allowed' },
  { is: 'a question mark', page: 'action', ...read, identity: allow('a', { Action: 's3:?etObject' }), decides: 'allowed' },
  { is: 'a question mark is one character', page: 'action', ...read, identity: allow('a', { Action: 's3:?GetObject' }), decides: 'denied' },
  { is: 'everything', page: 'action', ...read, identity: allow('a', { Action: '*' }), decides: 'allowed' },
  { is: 'a prefix that is no wildcard', page: 'action', ...read, identity: allow('a', { Action: 's3:Get' }), decides: 'denied' },
  { is: 'NotAction allows the rest', page: 'notAction', ...read, identity: allow('a', { NotAction: 'iam:*' }), decides: 'allowed' },
  { is: 'NotAction leaves out what it lists', page: 'notAction', ...read, identity: allow('a', { NotAction: 's3:*' }), decides: 'denied' },
  { is: 'NotAction with a list', page: 'notAction', ...read, identity: allow('a', { NotAction: ['iam:*', 's3:GetObject'] }), decides: 'denied' },
  { is: 'NotAction reaches other services too', page: 'notAction', who: alice, does: 'iam:CreateUser', identity: allow('a', { NotAction: 's3:*' }), decides: 'allowed' },
  { is: 'Deny with NotAction denies the rest', page: 'notAction', ...read, identity: [full, deny('d', { NotAction: 'iam:*' })], decides: 'explicit', by: ['d'] },
  { is: 'Deny with NotAction spares what it lists', page: 'notAction', ...read, identity: [full, deny('d', { NotAction: ['s3:*', 'iam:*'] })], decides: 'allowed' },
  { is: 'nothing attached', page: 'denyAllow', ...read, decides: 'denied', missing: ['identity'] },
  { is: 'a Deny wins over an Allow', page: 'denyAllow', ...read, identity: [full, deny('d', { Action: 's3:GetObject' })], decides: 'explicit', by: ['d'] },
  { is: 'whatever the order', page: 'denyAllow', ...read, identity: [deny('d', { Action: 's3:GetObject' }), full], decides: 'explicit', by: ['d'] },
  { is: 'a Deny of something else', page: 'denyAllow', ...read, identity: [full, deny('d', { Action: 's3:PutObject' })], decides: 'allowed', by: ['full'] },
  { is: 'only a Deny', page: 'denyAllow', ...read, identity: deny('d'), decides: 'explicit', by: ['d'] },
  { is: 'two statements allow, both are named', page: 'denyAllow', ...read, identity: [allow('a'), allow('b', { Action: 's3:*' })], decides: 'allowed', by: ['a', 'b'] },
]

const sending = { who: alice, does: 'sqs:SendMessage', to: queue } as const

export const resourceCases: readonly Case[] = [
  { is: 'the resource itself', page: 'resource', ...read, identity: allow('a', { Resource: object }), decides: 'allowed' },
  { is: 'all objects of the bucket', page: 'resource', ...read, identity: allow('a', { Resource: `${bucket}/*` }), decides: 'allowed' },
  { is: 'the bucket is not its objects', page: 'resource', ...read, identity: allow('a', { Resource: bucket }), decides: 'denied' },
  { is: 'the objects are not the bucket', page: 'resource', who: alice, does: 's3:ListBucket', to: bucket, identity: allow('a', { Resource: `${bucket}/*` }), decides: 'denied' },
  { is: 'a star holds slashes', page: 'resource', ...read, identity: allow('a', { Resource: 'arn:aws:s3:::*/q1.csv' }), decides: 'allowed' },
  { is: 'a list', page: 'resource', ...read, identity: allow('a', { Resource: ['arn:aws:s3:::other/*', `${bucket}/*`] }), decides: 'allowed' },
  { is: 'case matters', page: 'resource', ...read, identity: allow('a', { Resource: 'arn:aws:s3:::Reports/*' }), decides: 'denied' },
  { is: 'a question mark', page: 'resource', ...read, identity: allow('a', { Resource: 'arn:aws:s3:::report?/*' }), decides: 'allowed' },
  { is: 'any region', page: 'resource', ...sending, identity: allow('a', { Resource: `arn:aws:sqs:*:${home}:orders` }), decides: 'allowed' },
  { is: 'any account', page: 'resource', ...sending, identity: allow('a', { Resource: 'arn:aws:sqs:eu-west-1:*:orders' }), decides: 'allowed' },
  { is: 'another region', page: 'resource', ...sending, identity: allow('a', { Resource: `arn:aws:sqs:us-east-1:${home}:orders` }), decides: 'denied' },
  { is: 'another partition', page: 'resource', ...read, identity: allow('a', { Resource: 'arn:aws-cn:s3:::reports/*' }), decides: 'denied' },
  { is: 'any partition', page: 'resource', ...read, identity: allow('a', { Resource: 'arn:*:s3:::reports/*' }), decides: 'allowed' },
  { is: 'a star at the end covers the segments that follow', page: 'resource', ...sending, identity: allow('a', { Resource: 'arn:aws:sqs:*' }), decides: 'allowed' },
  { is: 'a star that ends a segment may reach over colons', page: 'resource', ...sending, identity: allow('a', { Resource: 'arn:aws:sqs:*:orders' }), decides: 'allowed' },
  { is: 'a star inside a segment over a colon is left open', page: 'resource', ...sending, identity: allow('a', { Resource: 'arn:aws:sqs:eu*3333:orders' }), decides: 'conditional' },
  { is: 'colons in the last segment', page: 'resource', who: alice, does: 'logs:PutLogEvents', to: `arn:aws:logs:eu-west-1:${home}:log-group:app:log-stream:one`, identity: allow('a', { Resource: `arn:aws:logs:eu-west-1:${home}:log-group:app:*` }), decides: 'allowed' },
  { is: 'an action without resources takes a star', page: 'resource', who: alice, does: 's3:ListAllMyBuckets', identity: allow('a'), decides: 'allowed' },
  { is: 'an action without resources and one resource', page: 'resource', who: alice, does: 'ec2:DescribeInstances', identity: allow('a', { Resource: `arn:aws:ec2:eu-west-1:${home}:instance/i-1` }), decides: 'denied' },
  { is: 'an action without resources and all of a service', page: 'resource', who: alice, does: 's3:ListAllMyBuckets', identity: allow('a', { Resource: 'arn:aws:s3:::*' }), decides: 'conditional' },
  { is: 'NotResource allows the rest', page: 'notResource', ...read, identity: allow('a', { NotResource: 'arn:aws:s3:::secret/*' }), decides: 'allowed' },
  { is: 'NotResource leaves out what it lists', page: 'notResource', ...read, identity: allow('a', { NotResource: `${bucket}/*` }), decides: 'denied' },
  { is: 'NotResource reaches other services', page: 'notResource', ...sending, identity: allow('a', { NotResource: 'arn:aws:s3:::secret' }), decides: 'allowed' },
  { is: 'Deny with NotResource denies the rest', page: 'notResource', ...read, identity: [full, deny('d', { NotResource: 'arn:aws:s3:::public/*' })], decides: 'explicit' },
  { is: 'Deny with NotResource spares what it lists', page: 'notResource', ...read, identity: [full, deny('d', { NotResource: [bucket, `${bucket}/*`] })], decides: 'allowed' },
  { is: 'NotAction and NotResource together', page: 'notResource', ...read, identity: allow('a', { NotAction: 'iam:*', NotResource: 'arn:aws:s3:::secret' }), decides: 'allowed' },
  { is: 'no resource in an identity policy', page: 'resource', ...read, identity: { Sid: 'a', Effect: 'Allow', Action: '*' }, decides: 'unknown' },
]

const homeDirectory = { Resource: `${bucket}/\${aws:username}/*` }
const ofAlice = `${bucket}/alice/a.txt`
const ofBob = `${bucket}/bob/a.txt`
const ofTeam = { Resource: `${bucket}/\${aws:PrincipalTag/team}/*` }
const orRed = { Resource: `${bucket}/\${aws:PrincipalTag/team, 'red'}/*` }
const red = { who: role, does: 's3:GetObject', to: `${bucket}/red/a` } as const
const tagged = (...values: readonly string[]) => ({ 'aws:principaltag/team': values })
const untagged = { 'aws:principaltag/team': null }
const sameTeam = { Condition: { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } } }
const list = { who: role, does: 's3:ListBucket', to: bucket } as const

export const variableCases: readonly Case[] = [
  { is: 'the user name in a resource', page: 'variables', who: alice, does: 's3:GetObject', to: ofAlice, identity: allow('a', homeDirectory), decides: 'allowed' },
  { is: 'of another user', page: 'variables', who: alice, does: 's3:GetObject', to: ofBob, identity: allow('a', homeDirectory), decides: 'denied' },
  { is: 'without the path of the user', page: 'variables', who: bob, does: 's3:GetObject', to: ofBob, identity: allow('a', homeDirectory), decides: 'allowed' },
  { is: 'roles have no user name', page: 'variables', who: role, does: 's3:GetObject', to: ofAlice, identity: allow('a', homeDirectory), decides: 'denied' },
  { is: 'federated users have no user name', page: 'variables', who: federatedUser, does: 's3:GetObject', to: ofAlice, identity: full, session: allow('s', homeDirectory), decides: 'denied' },
  { is: 'the key ignores case', page: 'variables', who: alice, does: 's3:GetObject', to: ofAlice, identity: allow('a', { Resource: `${bucket}/\${AWS:UserName}/*` }), decides: 'allowed' },
  { is: 'in the old version it is text', page: 'version', who: alice, does: 's3:GetObject', to: ofAlice, identity: JSON.stringify({ Version: '2008-10-17', Statement: allow('a', homeDirectory) }), decides: 'denied' },
  { is: 'without a version it is text', page: 'version', who: alice, does: 's3:GetObject', to: ofAlice, identity: JSON.stringify({ Statement: allow('a', homeDirectory) }), decides: 'denied' },
  { is: 'and matches itself', page: 'version', who: alice, does: 's3:GetObject', to: `${bucket}/\${aws:username}/a`, identity: JSON.stringify({ Statement: allow('a', homeDirectory) }), decides: 'allowed' },
  { is: 'a tag of the principal', page: 'variables', ...red, identity: allow('a', ofTeam), context: tagged('red'), decides: 'allowed' },
  { is: 'another tag', page: 'variables', ...red, to: `${bucket}/blue/a`, identity: allow('a', ofTeam), context: tagged('red'), decides: 'denied' },
  { is: 'a tag that is not known', page: 'variables', ...red, identity: allow('a', ofTeam), decides: 'conditional', by: ['a'] },
  { is: 'a tag that is not known, in a bucket that cannot be', page: 'variables', ...red, to: 'arn:aws:s3:::other/red/a', identity: allow('a', ofTeam), decides: 'denied' },
  { is: 'a tag that is not there', page: 'variables', ...red, identity: allow('a', ofTeam), context: untagged, decides: 'denied' },
  { is: 'a default for a tag that is not there', page: 'variables', ...red, identity: allow('a', orRed), context: untagged, decides: 'allowed' },
  { is: 'a default does not count where the tag is there', page: 'variables', ...red, identity: allow('a', orRed), context: tagged('blue'), decides: 'denied' },
  { is: 'a default where the tag is not known', page: 'variables', ...red, identity: allow('a', orRed), decides: 'conditional' },
  { is: 'a key with several values', page: 'sets', ...red, identity: allow('a', { Resource: `${bucket}/\${aws:TagKeys}/*` }), context: { 'aws:tagkeys': ['red', 'blue'] }, decides: 'conditional' },
  { is: 'a literal star', page: 'variables', ...read, to: `${bucket}/*`, identity: allow('a', { Resource: `${bucket}/\${*}` }), decides: 'allowed' },
  { is: 'a literal star is no wildcard', page: 'variables', ...read, to: `${bucket}/x`, identity: allow('a', { Resource: `${bucket}/\${*}` }), decides: 'denied' },
  { is: 'a literal question mark', page: 'variables', ...read, to: `${bucket}/x`, identity: allow('a', { Resource: `${bucket}/\${?}` }), decides: 'denied' },
  { is: 'a literal dollar', page: 'variables', ...read, to: `${bucket}/$x`, identity: allow('a', { Resource: `${bucket}/\${$}x` }), decides: 'allowed' },
  { is: 'in a string condition', page: 'variables', ...list, identity: allow('a', sameTeam), context: { ...tagged('red'), 'aws:resourcetag/team': ['red'] }, decides: 'allowed' },
  { is: 'in a string condition that differs', page: 'variables', ...list, identity: allow('a', sameTeam), context: { ...tagged('red'), 'aws:resourcetag/team': ['blue'] }, decides: 'denied' },
  { is: 'in a condition, not known', page: 'variables', ...list, identity: allow('a', sameTeam), context: { 'aws:resourcetag/team': ['blue'] }, decides: 'conditional', open: ['aws:resourcetag/team'] },
  { is: 'in a condition, not there', page: 'variables', ...list, identity: allow('a', sameTeam), context: { ...untagged, 'aws:resourcetag/team': ['blue'] }, decides: 'denied' },
  { is: 'in a negated condition, not there: may void the statement', page: 'variables', ...list, identity: [full, deny('d', { Condition: { StringNotEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } } })], context: { ...untagged, 'aws:resourcetag/team': ['blue'] }, decides: 'conditional' },
  { is: 'in an ARN condition', page: 'variables', ...list, who: alice, identity: allow('a', { Condition: { ArnLike: { 'service:arn': `arn:aws:iam::${home}:user/\${aws:username}` } } }), context: { 'service:arn': [`arn:aws:iam::${home}:user/alice`] }, decides: 'allowed' },
  { is: 'not in a numeric condition', page: 'variables', ...list, identity: allow('a', { Condition: { NumericEquals: { 'service:n': '${aws:PrincipalTag/n}' } } }), context: { 'service:n': ['1'], 'aws:principaltag/n': ['1'] }, decides: 'unknown' },
  { is: 'before the fifth colon it is not documented', page: 'variables', ...sending, identity: allow('a', { Resource: 'arn:aws:sqs:eu-west-1:${aws:PrincipalAccount}:orders' }), decides: 'conditional' },
  { is: 'a value with a star in it is text', page: 'variables', ...red, identity: allow('a', ofTeam), context: tagged('r*'), decides: 'denied' },
  { is: 'the id of a session', page: 'variables', who: roleSession, does: 's3:GetObject', to: `${bucket}/AROAWORKER:job-1/a`, identity: allow('a', { Resource: `${bucket}/\${aws:userid}/*` }), decides: 'allowed' },
  { is: 'NotResource with a variable that is not there', page: 'variables', who: role, does: 's3:GetObject', to: ofAlice, identity: allow('a', { NotResource: `${bucket}/\${aws:username}/*` }), decides: 'conditional' },
]

const text = (statement: unknown, more: object = {}): string => JSON.stringify({ Version: '2012-10-17', ...more, Statement: statement })
const plain = text(full)

export const shapeCases: readonly Case[] = [
  { is: 'one statement as an object', page: 'grammar', ...read, identity: plain, decides: 'allowed' },
  { is: 'one statement in a list', page: 'grammar', ...read, identity: text([full]), decides: 'allowed' },
  { is: 'no statement in a list', page: 'grammar', ...read, identity: text([]), decides: 'denied' },
  { is: 'with an Id', page: 'grammar', ...read, identity: text(full, { Id: 'x' }), decides: 'allowed' },
  { is: 'without a version', page: 'version', ...read, identity: JSON.stringify({ Statement: full }), decides: 'allowed' },
  { is: 'URL-encoded, as IAM answers', page: 'grammar', ...read, identity: encodeURIComponent(plain), decides: 'allowed' },
  { is: 'URL-encoded twice', page: 'grammar', ...read, identity: encodeURIComponent(encodeURIComponent(plain)), decides: 'allowed' },
  { is: 'with white space around', page: 'grammar', ...read, identity: `\n\t ${plain} \r\n`, decides: 'allowed' },
  { is: 'an Action with an escape', page: 'grammar', ...read, identity: plain.replace('"Action":"*"', '"Action":"\\u002a"'), decides: 'allowed' },
  { is: 'no JSON at all', page: 'grammar', ...read, identity: 'not a policy', decides: 'unknown' },
  { is: 'empty text', page: 'grammar', ...read, identity: '', decides: 'unknown' },
  { is: 'cut off', page: 'grammar', ...read, identity: plain.slice(0, -2), decides: 'unknown' },
  { is: 'something behind the end', page: 'grammar', ...read, identity: `${plain}}`, decides: 'unknown' },
  { is: 'a list instead of a document', page: 'grammar', ...read, identity: `[${plain}]`, decides: 'unknown' },
  { is: 'a version that nobody knows', page: 'version', ...read, identity: plain.replace('2012', '2030'), decides: 'unknown' },
  { is: 'Statement twice', page: 'grammar', ...read, identity: `{"Statement":[],${plain.slice(1)}`, decides: 'unknown' },
  { is: 'Effect twice', page: 'grammar', ...read, identity: plain.replace('{"Sid"', '{"Effect":"Deny","Sid"'), decides: 'unknown' },
  { is: 'Action twice', page: 'grammar', ...read, identity: plain.replace('{"Sid"', '{"Action":"iam:*","Sid"'), decides: 'unknown' },
  { is: 'Action and NotAction', page: 'notAction', ...read, identity: allow('a', { Action: '*', NotAction: 'iam:*' }), decides: 'unknown' },
  { is: 'Resource and NotResource', page: 'notResource', ...read, identity: allow('a', { Resource: '*', NotResource: bucket }), decides: 'unknown' },
  { is: 'an effect in lower case', page: 'effect', ...read, identity: allow('a', { Effect: 'allow' }), decides: 'unknown' },
  { is: 'no effect', page: 'effect', ...read, identity: { Action: '*', Resource: '*' }, decides: 'unknown' },
  { is: 'no action', page: 'action', ...read, identity: { Effect: 'Allow', Resource: '*' }, decides: 'unknown' },
  { is: 'an element that nobody knows', page: 'grammar', ...read, identity: allow('a', { Actions: ['s3:*'] }), decides: 'unknown' },
  { is: 'an unreadable Allow beside a good one', page: 'denyAllow', ...read, identity: [full, allow('a', { Action: 7 })], decides: 'allowed', by: ['full'] },
  { is: 'an unreadable Deny beside an Allow', page: 'denyAllow', ...read, identity: [full, deny('d', { Action: 7 })], decides: 'unknown' },
  { is: 'an unreadable Deny alone allows nothing', page: 'denyAllow', ...read, identity: deny('d', { Action: 7 }), decides: 'denied' },
  { is: 'an unreadable statement beside a Deny', page: 'denyAllow', ...read, identity: [{ Effect: 7 }, deny('d')], decides: 'explicit', by: ['d'] },
  { is: 'a statement that is a string', page: 'statement', ...read, identity: text(['Allow']), decides: 'unknown' },
  { is: 'null as a statement', page: 'statement', ...read, identity: text([null, full]), decides: 'unknown' },
  { is: 'a principal in an identity policy', page: 'principal', ...read, identity: allow('a', { Principal: '*' }), decides: 'unknown' },
  { is: 'no principal in a resource policy', page: 'principal', ...read, resource: allow('a'), decides: 'unknown' },
  { is: 'a principal of an unknown type', page: 'principal', ...read, resource: allow('a', { Principal: { Group: 'x' } }), decides: 'unknown' },
  { is: 'an empty principal', page: 'principal', ...read, resource: allow('a', { Principal: { AWS: [] } }), decides: 'unknown' },
  { is: 'a condition that is a string', page: 'condition', ...read, identity: allow('a', { Condition: 'x' }), decides: 'unknown' },
  { is: 'an empty condition', page: 'condition', ...read, identity: allow('a', { Condition: {} }), decides: 'allowed' },
  { is: 'two keys of a condition that differ in case only', page: 'condition', ...read, identity: allow('a', { Condition: { StringEquals: { 'aws:UserName': 'alice', 'aws:username': 'bob' } } }), decides: 'unknown' },
  { is: 'identity policies that could not be read', page: 'logic', ...read, identity: 'unreadable', decides: 'unknown' },
  { is: 'all conditions of a statement have to hold', page: 'several', ...read, identity: allow('a', { Condition: { StringEquals: { 'aws:username': 'alice', 'service:k': 'x' } } }), context: { 'service:k': ['y'] }, decides: 'denied' },
  { is: 'all operators of a statement have to hold', page: 'several', ...read, identity: allow('a', { Condition: { StringEquals: { 'aws:username': 'alice' }, Bool: { 'service:b': 'true' } } }), context: { 'service:b': ['true'] }, decides: 'allowed' },
  { is: 'one that fails outweighs one that is not known', page: 'several', ...read, identity: allow('a', { Condition: { StringEquals: { 'aws:username': 'bob', 'service:k': 'x' } } }), decides: 'denied' },
  { is: 'one that is not known leaves it open, and is the one named', page: 'several', ...read, identity: allow('a', { Condition: { StringEquals: { 'aws:username': 'alice', 'service:k': 'x' } } }), decides: 'conditional', open: ['service:k'] },
  { is: 'an Allow that is certain makes an open one idle', page: 'denyAllow', ...read, identity: [full, allow('a', { Condition: { StringEquals: { 'service:k': 'x' } } })], decides: 'allowed', by: ['full'] },
  { is: 'an open Deny leaves an Allow open', page: 'denyAllow', ...read, identity: [full, deny('d', { Condition: { StringEquals: { 'service:k': 'x' } } })], decides: 'conditional', by: ['full', 'd'], open: ['service:k'] },
]

const keyIs = (key: string, value: string): object => allow('a', { Condition: { StringEquals: { [key]: value } } })

export const keyCases: readonly Case[] = [
  { is: 'the account of a user', page: 'keys', ...read, identity: keyIs('aws:PrincipalAccount', home), decides: 'allowed' },
  { is: 'the account of the resource', page: 'keys', ...read, identity: keyIs('aws:ResourceAccount', home), decides: 'allowed' },
  { is: 'another account of the resource', page: 'keys', ...read, identity: keyIs('aws:ResourceAccount', foreign), decides: 'denied' },
  { is: 'the ARN of a user', page: 'keys', ...read, identity: keyIs('aws:PrincipalArn', `arn:aws:iam::${home}:user/alice`), decides: 'allowed' },
  { is: 'the ARN of a session is that of its role', page: 'keys', ...read, who: roleSession, identity: keyIs('aws:PrincipalArn', `arn:aws:iam::${home}:role/app/worker`), decides: 'allowed' },
  { is: 'and not that of the session', page: 'keys', ...read, who: roleSession, identity: keyIs('aws:PrincipalArn', `arn:aws:sts::${home}:assumed-role/worker/job-1`), decides: 'denied' },
  { is: 'users are of type User', page: 'variables', ...read, identity: keyIs('aws:PrincipalType', 'User'), decides: 'allowed' },
  { is: 'roles are of type AssumedRole', page: 'variables', ...read, who: role, identity: keyIs('aws:PrincipalType', 'AssumedRole'), decides: 'allowed' },
  { is: 'the user id', page: 'variables', ...read, identity: keyIs('aws:userid', 'AIDAALICE'), decides: 'allowed' },
  { is: 'any session of a role has some user id', page: 'keys', ...read, who: role, identity: allow('a', { Condition: { StringLike: { 'aws:userid': 'AROAWORKER:*' } } }), decides: 'conditional', open: ['aws:userid'] },
  { is: 'a session of a role', page: 'keys', ...read, who: roleSession, identity: allow('a', { Condition: { StringLike: { 'aws:userid': 'AROAWORKER:*' } } }), decides: 'allowed' },
  { is: 'roles have temporary credentials', page: 'keys', ...read, who: role, identity: allow('a', { Condition: { Null: { 'aws:TokenIssueTime': 'true' } } }), decides: 'denied' },
  { is: 'users may have them', page: 'keys', ...read, identity: allow('a', { Condition: { Null: { 'aws:TokenIssueTime': 'true' } } }), decides: 'conditional' },
  { is: 'no source ARN without a service', page: 'keys', ...read, who: role, identity: allow('a', { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:*' } } }), decides: 'denied' },
  { is: 'nor a source account', page: 'keys', ...read, identity: keyIs('aws:SourceAccount', home), decides: 'denied' },
  { is: 'keys ignore case', page: 'keys', ...read, identity: keyIs('AWS:PRINCIPALACCOUNT', home), decides: 'allowed' },
  { is: 'the organization is not known', page: 'keys', ...read, identity: keyIs('aws:PrincipalOrgID', 'o-1'), decides: 'conditional', open: ['aws:principalorgid'] },
  { is: 'every request says whether it is encrypted', page: 'keys', ...read, identity: allow('a', { Condition: { Null: { 'aws:SecureTransport': 'false' } } }), decides: 'allowed' },
]
