// The checks on administrators, direct policies, what is unused, and support.
import { administratorGroup, administratorRole, administratorUser } from '../../../checks/iam/administrators.ts'
import { userDirectPolicies } from '../../../checks/iam/direct-policies.ts'
import { supportRole } from '../../../checks/iam/support.ts'
import { roleUnused, serverCertificateExpired } from '../../../checks/iam/unused.ts'
import { account, resource } from '../../support/nodes.ts'
import { allows, document, own as ownAccount, service, type Statement } from '../../support/policies.ts'
import { given, verify } from '../../support/verify.ts'
import { administrator, attached, daysAgo, group, role, summary, user } from './fixtures.ts'

const settings = { administrators: ['break-glass', 'deploy-*', 'admins'] }
const own = `arn:aws:iam::${account}:policy/AdministratorAccess`

verify(administratorUser, {
  pass: [
    user('nothing'),
    given(user('break-glass', {}, attached(administrator)), { settings, evidence: { AdministratorAccess: true, intended: true } }),
    // One of the customer's own, of the same name: what it grants is for the checks that read policies.
    user('namesake', {}, attached(own)),
  ],
  fail: [
    given(user('jo', {}, attached(own, administrator)), { settings, evidence: { AdministratorAccess: true, intended: false } }),
    user('china', {}, attached('arn:aws-cn:iam::aws:policy/AdministratorAccess')),
    given(user('break-glass-2', {}, attached(administrator)), { settings }),
  ],
})

const trust = (...statements: readonly Statement[]) => ({ AssumeRolePolicyDocument: document(...statements) })
const cluster = { Federated: `arn:aws:iam::${account}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE` }
verify(administratorRole, {
  pass: [
    role('reader', attached('arn:aws:iam::aws:policy/ReadOnlyAccess')),
    role('AWSReservedSSO_AdministratorAccess_0123', {
      Path: '/aws-reserved/sso.amazonaws.com/eu-west-1/',
      ...attached(administrator),
    }),
    given(role('deploy-shop', { ...attached(administrator), ...trust(allows(ownAccount, 'sts:AssumeRole')) }), {
      settings,
      evidence: { AdministratorAccess: true, intended: true },
    }),
    given(role('deploy-stack', { ...attached(administrator), ...trust(allows(service('cloudformation'), 'sts:AssumeRole')) }), {
      settings,
    }),
  ],
  fail: [
    given(role('worker', attached(administrator)), { settings }),
    given(role('deploy-lambda', { ...attached(administrator), ...trust(allows(service('lambda'), 'sts:AssumeRole')) }), { settings }),
    given(
      role('deploy-two', {
        ...attached(administrator),
        ...trust(allows(ownAccount, 'sts:AssumeRole'), allows(service('ec2'), 'sts:AssumeRole')),
      }),
      { settings },
    ),
    given(role('deploy-pod', { ...attached(administrator), ...trust(allows(cluster, 'sts:AssumeRoleWithWebIdentity')) }), { settings }),
  ],
  unknown: [given(role('deploy-unreadable', { ...attached(administrator), AssumeRolePolicyDocument: '{' }), { settings })],
})

const admins = group('admins', attached(administrator))
const member = (name: string) => user(name, {}, { GroupList: [{ GroupName: 'admins', Arn: admins.arn }] })
const members = (count: number) => Array.from({ length: count }, (_, index) => member(`admin-${index}`))
verify(administratorGroup, {
  pass: [group('readers'), given(admins, { title: 'five members', settings, with: [...members(5), user('other')] })],
  fail: [
    given(admins, {
      title: 'six members',
      settings,
      with: members(6),
      evidence: { AdministratorAccess: true, intended: true, members: 6 },
    }),
    given(group('others', attached(administrator)), { settings }),
  ],
})

verify(userDirectPolicies, {
  pass: [user('by groups', {}, { GroupList: [{ GroupName: 'admins', Arn: admins.arn }] })],
  fail: [
    given(user('inline', {}, { UserPolicyList: [{ PolicyName: 'extra', PolicyDocument: '{}' }] }), {
      evidence: { inline: ['extra'], managed: [] },
    }),
    user('managed', {}, attached('arn:aws:iam::aws:policy/ReadOnlyAccess')),
  ],
})

const usedAgo = (days: number) => ({ RoleLastUsed: { LastUsedDate: daysAgo(days), Region: 'eu-west-1' } })
verify(roleUnused, {
  pass: [role('used', usedAgo(90)), role('new', { CreateDate: daysAgo(90) })],
  fail: [
    given(role('never used'), { evidence: { CreateDate: '2025-04-27', LastUsedDate: null } }),
    given(role('used long ago', usedAgo(91)), { evidence: { CreateDate: '2025-04-27', LastUsedDate: '2026-03-02' } }),
  ],
  notApplicable: [role('AWSServiceRoleForSupport', { Path: '/aws-service-role/support.amazonaws.com/' })],
})

const certificate = (name: string, days: number) =>
  resource('AWS::IAM::ServerCertificate', { name, base: { Path: '/', UploadDate: undefined, Expiration: daysAgo(-days) } })
verify(serverCertificateExpired, {
  pass: [
    given(certificate('good', 31), { evidence: { Expiration: '2026-07-02', expiresSoon: false } }),
    given(certificate('soon', 30), { evidence: { Expiration: '2026-07-01', expiresSoon: true } }),
  ],
  fail: [certificate('expired', -1), certificate('this moment', 0)],
})

const policy = (name: string, AttachmentCount: number, of: string) =>
  resource('AWS::IAM::ManagedPolicy', {
    name,
    arn: `arn:aws:iam::${of}:policy/${name}`,
    base: {
      Path: '/',
      CreateDate: daysAgo(400),
      AttachmentCount,
      PermissionsBoundaryUsageCount: 0,
      DefaultVersionId: 'v1',
      Document: '{}',
    },
  })
const self = summary(account, {})
verify(supportRole, {
  pass: [given(self, { title: 'attached', with: [policy('AWSSupportAccess', 1, 'aws'), policy('own', 1, account)] })],
  fail: [
    given(self, { title: 'no such policy in use', with: [policy('own', 1, account)] }),
    given(self, { title: 'only a boundary', with: [policy('AWSSupportAccess', 0, 'aws')] }),
    given(self, { title: 'a namesake', with: [policy('AWSSupportAccess', 1, account)] }),
  ],
})
