// What the checks on privilege escalation decide.
import {
  boundaryRemoval,
  codeUpdate,
  credentialCreation,
  eksAccess,
  passRole,
  policyWrite,
  trustPolicyEdit,
} from '../../../checks/iam/escalation.ts'
import { administratorMfa } from '../../../checks/iam/administrator-mfa.ts'
import { roleChain } from '../../../checks/iam/escalation-chains.ts'
import { administratorRole } from '../../../checks/lambda/administrator.ts'
import type { BaseOf } from '../../../src/graph/kinds.ts'
import type { AnyNode } from '../../../src/graph/node.ts'
import { account, foreignAccount } from '../../support/nodes.ts'
import { document, may, mayNot, own, service, type Statement } from '../../support/policies.ts'
import { lambda } from '../../support/serverless.ts'
import { given, verify, type Case } from '../../support/verify.ts'
import { administrator, attached, group, inlineOfGroup, inlineOfRole, inlineOfUser, policy, role, user } from './fixtures.ts'

const truncated = document(may('sqs:*')).slice(0, -3)
const nothingSaid = '{"Statement":[{"Effect":"Allow","Action":5}]}'

const arnOf = (rest: string): string => `arn:aws:iam::${account}:${rest}`
const trusting = (...Principal: readonly unknown[]) => ({
  AssumeRolePolicyDocument: document(...Principal.map((each) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: each }))),
})

const everything = policy('AdministratorAccess', document(may('*')), {}, 'aws')
const withEverything = attached(administrator)
const admin = (name: string, base: Partial<BaseOf<'AWS::IAM::Role'>> = {}) => role(name, { ...withEverything, ...base })
const adminUser = user('root-of-all', {}, withEverything)
/** A user with these statements, inline. */
const allowed = (name: string, ...statements: readonly Statement[]): AnyNode =>
  user(name, {}, inlineOfUser({ own: document(...statements) }))
const roleAllowed = (name: string, statements: readonly Statement[], base: Partial<BaseOf<'AWS::IAM::Role'>> = {}): AnyNode =>
  role(name, { ...inlineOfRole({ own: document(...statements) }), ...base })

const runs = (name: string, Role: string): AnyNode => lambda(name, { Role }, { policy: null })

/** Beside an administrator of every sort. */
const amid = (subject: AnyNode, ...others: readonly AnyNode[]): Case =>
  given(subject, {
    with: [
      everything,
      adminUser,
      admin('for-lambda', trusting(service('lambda'))),
      admin('for-pods', trusting(service('pods.eks'))),
      ...others,
    ],
  })
/** Policies of which nothing, or not enough, can be said. */
const unreadable: readonly Case[] = [
  amid(user('cut off', {}, inlineOfUser({ own: truncated }))),
  amid(user('a statement without sense', {}, inlineOfUser({ own: nothingSaid }))),
  amid(user('a policy that was not read', {}, attached(arnOf('policy/gone')))),
  amid(user('a group that was not read', {}, { GroupList: [{ GroupName: 'late', Arn: undefined }] })),
  amid(role('role', inlineOfRole({ own: truncated }))),
]

verify(policyWrite, {
  unknown: unreadable,
  pass: [
    amid(user('nothing')),
    amid(allowed('elsewhere', may('iam:PutUserPolicy', arnOf('user/other')))),
    amid(allowed('denied', may('iam:*'), mayNot('iam:*'))),
    amid(allowed('with a second factor', may('iam:PutUserPolicy', '*', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }))),
    amid(allowed('only so far back', may('iam:PutUserPolicy', '*', { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }))),
    amid(allowed('only one policy', may('iam:AttachUserPolicy', '*', { ArnEquals: { 'iam:PolicyARN': arnOf('policy/harmless') } }))),
    // The way to delegate that AWS recommends: whoever is made or changed has to have the boundary.
    amid(
      allowed(
        'delegated',
        may(
          ['iam:CreateUser', 'iam:PutUserPolicy', 'iam:AttachUserPolicy', 'iam:CreateRole', 'iam:PutRolePolicy', 'iam:AttachRolePolicy'],
          '*',
          {
            StringEquals: { 'iam:PermissionsBoundary': arnOf('policy/limit') },
          },
        ),
        may('iam:CreateAccessKey'),
      ),
      policy('limit', document(may('sqs:*'))),
    ),
    amid(
      user(
        'bounded',
        {},
        {
          ...inlineOfUser({ own: document(may('iam:PutUserPolicy')) }),
          PermissionsBoundary: { PermissionsBoundaryArn: arnOf('policy/limit') },
        },
      ),
      policy('limit', document(may(['sqs:*', 'iam:PutUserPolicy']))),
    ),
    amid(allowed('a policy of AWS', may('iam:CreatePolicyVersion', 'arn:aws:iam::aws:policy/*'))),
  ],
  fail: [
    given(allowed('inline', may('iam:PutUserPolicy', arnOf('user/*'))), {
      evidence: {
        steps: ['iam-put-user-policy'],
        actions: ['iam:PutUserPolicy'],
        statements: [`${arnOf('user/inline')} inline own, statement 1`],
        certain: true,
      },
    }),
    allowed('everything of IAM', may('iam:*')),
    allowed('all but IAM Deny', { Effect: 'Allow', NotAction: 's3:*', Resource: '*' }, mayNot('s3:*')),
    allowed(
      'only the administrator policy',
      may('iam:AttachUserPolicy', '*', { ArnLike: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/*' } }),
    ),
    allowed('where it likes', may('iam:PutUserPolicy', '*', { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } })),
    given(allowed('from an address', may('iam:PutUserPolicy', '*', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })), {
      evidence: {
        steps: ['iam-put-user-policy'],
        actions: ['iam:PutUserPolicy'],
        statements: [`${arnOf('user/from an address')} inline own, statement 1`],
        certain: false,
        conditions: ['IpAddress aws:sourceip'],
      },
    }),
    given(user('by its group', {}, { GroupList: [{ GroupName: 'writers', Arn: arnOf('group/writers') }] }), {
      with: [group('writers', inlineOfGroup({ own: document(may('iam:PutGroupPolicy')) }))],
    }),
    given(user('by a managed policy', {}, attached(arnOf('policy/versions'))), {
      with: [policy('versions', document(may('iam:CreatePolicyVersion', arnOf('policy/versions'))))],
    }),
    given(allowed('into a group', may('iam:AddUserToGroup')), { with: [everything, group('admins', withEverything)] }),
    roleAllowed('role', [may('iam:AttachRolePolicy')]),
    given(roleAllowed('through another role', [may(['iam:PutRolePolicy', 'sts:AssumeRole'], arnOf('role/tool'))]), {
      with: [role('tool', trusting(own))],
    }),
    allowed('a new user', may(['iam:CreateUser', 'iam:AttachUserPolicy', 'iam:CreateAccessKey'], arnOf('user/bots/*'))),
  ],
  notApplicable: [
    amid(user('administrator', {}, withEverything)),
    given(allowed('meant', may('iam:*')), { settings: { administrators: ['meant'] } }),
    roleAllowed('AWSServiceRoleForX', [may('iam:*')], { Path: '/aws-service-role/x.amazonaws.com/' }),
  ],
})

verify(credentialCreation, {
  unknown: unreadable,
  pass: [
    // oxlint-disable-next-line no-template-curly-in-string -- a policy variable
    amid(allowed('own keys', may(['iam:CreateAccessKey', 'iam:UpdateLoginProfile'], arnOf('user/${aws:username}')))),
    amid(allowed('of a weak one', may('iam:CreateAccessKey', arnOf('user/weak'))), user('weak')),
    given(allowed('of nobody', may('iam:CreateAccessKey'))),
  ],
  fail: [
    amid(allowed('keys', may('iam:CreateAccessKey', arnOf('user/root*')))),
    amid(allowed('passwords', may('iam:UpdateLoginProfile'))),
    amid(allowed('all but its own', may('iam:CreateLoginProfile'), mayNot('iam:CreateLoginProfile', arnOf('user/all but its own')))),
    given(allowed('of one who can become administrator', may('iam:CreateAccessKey')), {
      with: [allowed('riser', may('iam:AttachUserPolicy'))],
    }),
  ],
  notApplicable: [amid(adminUser)].map(({ with: others = [], ...rest }) => ({
    ...rest,
    with: others.filter(({ arn }) => arn !== adminUser.arn),
  })),
})

verify(trustPolicyEdit, {
  unknown: unreadable,
  pass: [
    amid(allowed('of a weak role', may('iam:UpdateAssumeRolePolicy', arnOf('role/weak'))), role('weak')),
    amid(roleAllowed('cannot assume', [may('iam:UpdateAssumeRolePolicy'), mayNot('sts:AssumeRole')])),
  ],
  fail: [
    amid(allowed('any role', may('iam:UpdateAssumeRolePolicy'))),
    amid(roleAllowed('one role', [may('iam:UpdateAssumeRolePolicy', arnOf('role/for-lambda'))])),
  ],
})

const create = may(['lambda:CreateFunction', 'lambda:InvokeFunction'])
verify(passRole, {
  unknown: unreadable,
  pass: [
    amid(allowed('passes nothing', create)),
    amid(allowed('runs nothing', may('iam:PassRole'))),
    amid(allowed('another service', create, may('iam:PassRole', '*', { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } }))),
    amid(allowed('another role', create, may('iam:PassRole', arnOf('role/weak'))), role('weak', trusting(service('lambda')))),
    amid(
      allowed(
        'names that never meet',
        may('lambda:CreateFunction', '*:function:a-*'),
        may('lambda:InvokeFunction', '*:function:b-*'),
        may('iam:PassRole'),
      ),
    ),
    given(allowed('a role that Lambda cannot have', create, may('iam:PassRole')), {
      with: [everything, admin('for-ec2', trusting(service('ec2')))],
    }),
    given(allowed('a role that no instance can have', may('ec2:RunInstances'), may('iam:PassRole')), {
      with: [everything, admin('for-ec2', trusting(service('ec2')))],
    }),
  ],
  fail: [
    amid(allowed('any role', create, may('iam:PassRole'))),
    amid(
      allowed(
        'names that meet',
        may('lambda:CreateFunction', '*:function:a-*'),
        may('lambda:InvokeFunction', '*:function:*-b'),
        may('iam:PassRole'),
      ),
    ),
    amid(
      allowed(
        'named role and service',
        create,
        may('iam:PassRole', arnOf('role/for-*'), { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } }),
      ),
    ),
    given(allowed('an instance', may('ec2:RunInstances'), may('iam:PassRole')), {
      with: [everything, admin('for-ec2', { ...trusting(service('ec2')), InstanceProfileList: [arnOf('instance-profile/for-ec2')] })],
    }),
    given(allowed('over two roles', create, may('iam:PassRole')), {
      with: [
        everything,
        admin('end', trusting(own)),
        roleAllowed('link', [may('sts:AssumeRole', arnOf('role/end'))], trusting(service('lambda'))),
      ],
      evidence: {
        steps: ['lambda-create-invoke to role/link'],
        actions: ['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'],
        statements: [`${arnOf('user/over two roles')} inline own, statement 1`, `${arnOf('user/over two roles')} inline own, statement 2`],
        certain: true,
      },
    }),
  ],
})

const forLambda = arnOf('role/for-lambda')
verify(codeUpdate, {
  unknown: unreadable,
  pass: [
    amid(allowed('a weak function', may('lambda:UpdateFunctionCode')), runs('weak', arnOf('role/weak')), role('weak')),
    amid(allowed('out of scope', may('lambda:UpdateFunctionCode', '*:function:dev-*')), runs('prod', forLambda)),
    amid(allowed('no function', may('lambda:UpdateFunctionCode'))),
    given(allowed('no such instance', may('ssm:StartSession')), { with: [everything, admin('for-people', trusting(own))] }),
  ],
  fail: [
    amid(allowed('the function', may('lambda:UpdateFunctionCode', '*:function:prod')), runs('prod', forLambda)),
    amid(allowed('a layer', may('lambda:UpdateFunctionConfiguration')), runs('prod', forLambda)),
    given(allowed('an instance', may('ssm:StartSession')), {
      with: [everything, admin('for-ec2', { ...trusting(service('ec2')), InstanceProfileList: [arnOf('instance-profile/for-ec2')] })],
      evidence: {
        steps: ['ssm-start-session to role/for-ec2'],
        actions: ['ssm:StartSession'],
        statements: [`${arnOf('user/an instance')} inline own, statement 1`],
        certain: false,
        provided: ['there is one of AWS::EC2::Instance that runs with the role'],
      },
    }),
  ],
})

verify(eksAccess, {
  unknown: unreadable,
  pass: [amid(allowed('only an entry', may('eks:CreateAccessEntry'))), given(allowed('no strong pods', may('eks:*')))],
  fail: [amid(allowed('an entry and its policy', may(['eks:CreateAccessEntry', 'eks:AssociateAccessPolicy'])))],
})

const bound = (name: string, statements: readonly Statement[]): AnyNode =>
  user(
    name,
    {},
    { ...inlineOfUser({ own: document(...statements) }), PermissionsBoundary: { PermissionsBoundaryArn: arnOf('policy/limit') } },
  )
const within = (subject: AnyNode, ...limit: readonly Statement[]): Case => given(subject, { with: [policy('limit', document(...limit))] })
verify(boundaryRemoval, {
  unknown: [
    given(bound('boundary not read', [may('*')])),
    given(bound('boundary cut off', [may('*')]), { with: [policy('limit', truncated)] }),
  ],
  pass: [
    within(bound('kept', [may('*')]), may('sqs:*')),
    within(bound('not its own', [may('*')]), may('iam:DeleteUserPermissionsBoundary', arnOf('user/other'))),
    within(bound('not allowed itself', [may('sqs:*')]), may('*', '*')),
  ],
  fail: [
    within(bound('deletes it', [may('*')]), may(['sqs:*', 'iam:DeleteUserPermissionsBoundary'])),
    within(bound('replaces it', [may('iam:PutUserPermissionsBoundary')]), may('iam:*')),
    within(bound('rewrites it', [may('*')]), may(['sqs:*', 'iam:CreatePolicyVersion'])),
    within(bound('makes others without', [may('*')]), may(['iam:CreateUser', 'iam:PutUserPolicy', 'iam:CreateAccessKey'])),
  ],
  notApplicable: [user('free')],
})

const from = (name: string): AnyNode => roleAllowed(name, [may('sts:AssumeRole')], trusting(own))
verify(roleChain, {
  unknown: [
    given(admin('end', { AssumeRolePolicyDocument: truncated }), { with: [everything, allowed('weak', may('sts:AssumeRole'))] }),
    given(role('cut off', inlineOfRole({ own: truncated }))),
    given(admin('end', trusting(own)), {
      title: 'a caller that was not read',
      with: [everything, user('weak', {}, inlineOfUser({ own: truncated }))],
    }),
  ],
  pass: [
    given(admin('end', trusting(service('lambda'))), { with: [everything, user('weak')] }),
    given(admin('end', trusting(own)), { with: [everything, user('weak'), adminUser] }),
    given(admin('end', trusting({ AWS: `arn:aws:iam::${foreignAccount}:root` })), {
      with: [everything, allowed('weak', may('sts:AssumeRole'))],
    }),
    given(
      admin('end', {
        AssumeRolePolicyDocument: document({
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: own,
          Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
        }),
      }),
      { title: 'with a second factor', with: [everything, allowed('weak', may('sts:AssumeRole'))] },
    ),
    given(admin('end', trusting(own)), {
      title: 'by who is meant',
      with: [everything, allowed('deployer', may('sts:AssumeRole'))],
      settings: { administrators: ['deployer'] },
    }),
  ],
  fail: [
    given(admin('end', trusting(own)), {
      with: [everything, allowed('weak', may('sts:AssumeRole'))],
      evidence: { chains: ['user/weak → role/end'], count: 1, certain: true },
    }),
    given(admin('end', trusting({ AWS: arnOf('role/link') })), {
      title: 'over a link',
      with: [everything, from('link'), allowed('weak', may('sts:AssumeRole', arnOf('role/link')))],
      evidence: { chains: ['role/link → role/end', 'user/weak → role/link → role/end'], count: 2, certain: true },
    }),
    given(admin('end', trusting({ AWS: arnOf('user/weak') })), {
      title: 'named by the trust policy alone',
      with: [everything, user('weak')],
    }),
  ],
  notApplicable: [given(role('weak', trusting(own)), { with: [everything, allowed('other', may('sts:AssumeRole'))] })],
})

const login = (mfa_active: boolean) =>
  ({ login: { password_enabled: true, password_last_used: 'N/A', password_last_changed: 'N/A', mfa_active } }) as const
verify(administratorMfa, {
  unknown: [
    user('cut off', login(false), inlineOfUser({ own: truncated })),
    user('not read', login(false), attached(arnOf('policy/gone'))),
  ],
  pass: [given(user('with MFA', login(true), withEverything), { with: [everything] })],
  fail: [
    given(user('without', login(false), withEverything), { with: [everything] }),
    user('by its own policy', login(false), inlineOfUser({ own: document(may(['iam:*', '*'])) })),
    given(user('by a group', login(false), { GroupList: [{ GroupName: 'admins', Arn: arnOf('group/admins') }] }), {
      with: [everything, group('admins', withEverything)],
    }),
  ],
  notApplicable: [
    user('no administrator', login(false)),
    user('all but IAM', login(false), inlineOfUser({ own: document({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }) })),
  ],
})

verify(administratorRole, {
  unknown: [given(runs('cut off', arnOf('role/cut off')), { with: [role('cut off', inlineOfRole({ own: truncated }))] })],
  pass: [given(runs('weak', arnOf('role/weak')), { with: [role('weak')] })],
  fail: [
    given(runs('strong', forLambda), {
      with: [everything, admin('for-lambda')],
      evidence: { Role: forLambda, administrator: true, certain: true },
    }),
    given(runs('rising', arnOf('role/rising')), { with: [roleAllowed('rising', [may('iam:PutRolePolicy')])] }),
  ],
  notApplicable: [given(runs('orphan', arnOf('role/gone')), { with: [role('other')] })],
})
