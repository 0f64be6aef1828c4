// Ways that go through IAM and STS alone: permissions, credentials, trust and boundaries.
import { assume, assumeRewritten, bishopFox, hackTricks, need, pathfinding, rhino, some, type EscalationPath } from './path.ts'

const newUser = 'arn:*:iam::{account}:user/*'
const newRole = 'arn:*:iam::{account}:role/*'
const empower = { type: 'role', trusts: [], strengthened: true } as const

const ownPermissions: readonly EscalationPath[] = [
  {
    id: 'iam-create-policy-version',
    title: 'writes a new default version of a policy that it is under',
    family: 'policy-write',
    needs: [need('iam:CreatePolicyVersion', 'own-policy')],
    gains: { type: 'caller' },
    sources: [pathfinding('iam-001'), rhino, bishopFox],
  },
  {
    id: 'iam-set-default-policy-version',
    title: 'goes back to an earlier version of a policy that it is under',
    family: 'policy-write',
    needs: [need('iam:SetDefaultPolicyVersion', 'own-policy')],
    gains: { type: 'caller' },
    provided: 'an earlier version of the policy allows more',
    sources: [pathfinding('iam-002'), rhino, bishopFox],
  },
  {
    id: 'iam-put-user-policy',
    title: 'gives itself an inline policy',
    family: 'policy-write',
    by: 'user',
    needs: [need('iam:PutUserPolicy', 'self')],
    gains: { type: 'caller' },
    sources: [pathfinding('iam-010'), rhino, bishopFox],
  },
  {
    id: 'iam-attach-user-policy',
    title: 'attaches a managed policy to itself',
    family: 'policy-write',
    by: 'user',
    needs: [need('iam:AttachUserPolicy', 'self')],
    gains: { type: 'caller' },
    sources: [pathfinding('iam-007'), rhino, bishopFox],
  },
  {
    id: 'iam-put-group-policy',
    title: 'gives its own group an inline policy',
    family: 'policy-write',
    by: 'user',
    needs: [need('iam:PutGroupPolicy', 'own-group')],
    gains: { type: 'caller' },
    sources: [pathfinding('iam-011'), rhino, bishopFox],
  },
  {
    id: 'iam-attach-group-policy',
    title: 'attaches a managed policy to its own group',
    family: 'policy-write',
    by: 'user',
    needs: [need('iam:AttachGroupPolicy', 'own-group')],
    gains: { type: 'caller' },
    sources: [pathfinding('iam-008'), rhino, bishopFox],
  },
  {
    id: 'iam-add-user-to-group',
    title: 'joins a group of administrators',
    family: 'policy-write',
    by: 'user',
    needs: [need('iam:AddUserToGroup', 'administrators')],
    gains: { type: 'caller' },
    sources: [pathfinding('iam-013'), rhino, bishopFox],
  },
  {
    id: 'iam-put-role-policy',
    title: 'gives itself an inline policy',
    family: 'policy-write',
    by: 'role',
    needs: [need('iam:PutRolePolicy', 'self')],
    gains: { type: 'caller' },
    sources: [pathfinding('iam-012'), rhino, bishopFox],
  },
  {
    id: 'iam-attach-role-policy',
    title: 'attaches a managed policy to itself',
    family: 'policy-write',
    by: 'role',
    needs: [need('iam:AttachRolePolicy', 'self')],
    gains: { type: 'caller' },
    sources: [pathfinding('iam-009'), rhino, bishopFox],
  },
]

const othersPermissions: readonly EscalationPath[] = [
  {
    id: 'iam-put-role-policy-assume',
    title: 'gives a role that it may assume an inline policy',
    family: 'policy-write',
    needs: [need('iam:PutRolePolicy', 'target'), assume],
    gains: empower,
    sources: [pathfinding('iam-012'), rhino],
  },
  {
    id: 'iam-attach-role-policy-assume',
    title: 'attaches a managed policy to a role that it may assume',
    family: 'policy-write',
    needs: [need('iam:AttachRolePolicy', 'target'), assume],
    gains: empower,
    sources: [pathfinding('iam-009'), rhino],
  },
  {
    id: 'iam-create-policy-version-assume',
    title: 'writes a new default version of a policy of a role that it may assume',
    family: 'policy-write',
    needs: [need('iam:CreatePolicyVersion', 'target-policy'), assume],
    gains: empower,
    sources: [pathfinding('iam-001'), hackTricks('iam')],
  },
  {
    id: 'iam-put-role-policy-update-trust',
    title: 'gives a role an inline policy and lets itself assume it',
    family: 'policy-write',
    needs: [need('iam:PutRolePolicy', 'target'), need('iam:UpdateAssumeRolePolicy', 'target'), assumeRewritten],
    gains: empower,
    sources: [pathfinding('iam-021')],
  },
  {
    id: 'iam-attach-role-policy-update-trust',
    title: 'attaches a managed policy to a role and lets itself assume it',
    family: 'policy-write',
    needs: [need('iam:AttachRolePolicy', 'target'), need('iam:UpdateAssumeRolePolicy', 'target'), assumeRewritten],
    gains: empower,
    sources: [pathfinding('iam-019')],
  },
  {
    id: 'iam-create-policy-version-update-trust',
    title: 'writes a new default version of a policy of a role and lets itself assume it',
    family: 'policy-write',
    needs: [need('iam:CreatePolicyVersion', 'target-policy'), need('iam:UpdateAssumeRolePolicy', 'target'), assumeRewritten],
    gains: empower,
    sources: [pathfinding('iam-020')],
  },
  {
    id: 'iam-attach-user-policy-create-access-key',
    title: 'attaches a managed policy to another user and makes an access key for it',
    family: 'policy-write',
    needs: [need('iam:AttachUserPolicy', 'target'), need('iam:CreateAccessKey', 'target')],
    gains: { type: 'user', strengthened: true },
    sources: ['https://github.com/DataDog/pathfinding-labs', hackTricks('iam')],
  },
  {
    id: 'iam-put-user-policy-create-access-key',
    title: 'gives another user an inline policy and makes an access key for it',
    family: 'policy-write',
    needs: [need('iam:PutUserPolicy', 'target'), need('iam:CreateAccessKey', 'target')],
    gains: { type: 'user', strengthened: true },
    sources: [hackTricks('iam'), rhino],
  },
  {
    id: 'iam-create-user-attach-policy',
    title: 'makes a new user with every permission and an access key for it',
    family: 'policy-write',
    needs: [some('iam:CreateUser', newUser), some('iam:AttachUserPolicy', newUser), some('iam:CreateAccessKey', newUser)],
    gains: { type: 'new' },
    sources: [pathfinding('iam-017')],
  },
  {
    id: 'iam-create-user-put-policy',
    title: 'makes a new user with every permission and an access key for it',
    family: 'policy-write',
    needs: [some('iam:CreateUser', newUser), some('iam:PutUserPolicy', newUser), some('iam:CreateAccessKey', newUser)],
    gains: { type: 'new' },
    sources: [pathfinding('iam-018')],
  },
  {
    id: 'iam-create-user-add-to-group',
    title: 'makes a new user, adds it to a group of administrators and makes an access key for it',
    family: 'policy-write',
    needs: [some('iam:CreateUser', newUser), need('iam:AddUserToGroup', 'administrators'), some('iam:CreateAccessKey', newUser)],
    gains: { type: 'new' },
    sources: [pathfinding('iam-016'), pathfinding('iam-015')],
  },
  {
    id: 'iam-create-role-attach-policy',
    title: 'makes a new role that it may assume and gives it every permission',
    family: 'policy-write',
    needs: [
      some('iam:CreateRole', newRole),
      some('iam:AttachRolePolicy', newRole),
      { action: 'sts:AssumeRole', on: { some: newRole }, trust: 'rewritten' },
    ],
    gains: { type: 'new' },
    sources: [hackTricks('iam'), pathfinding('iam-009')],
  },
  {
    id: 'iam-create-role-put-policy',
    title: 'makes a new role that it may assume and gives it every permission',
    family: 'policy-write',
    needs: [
      some('iam:CreateRole', newRole),
      some('iam:PutRolePolicy', newRole),
      { action: 'sts:AssumeRole', on: { some: newRole }, trust: 'rewritten' },
    ],
    gains: { type: 'new' },
    sources: [hackTricks('iam'), pathfinding('iam-012')],
  },
]

const credential = (id: string, action: string, title: string, sources: EscalationPath['sources'], provided?: string): EscalationPath => ({
  id,
  title,
  family: 'credential-creation',
  needs: [need(action, 'target')],
  gains: { type: 'user' },
  sources,
  ...(provided === undefined ? {} : { provided }),
})

const credentials: readonly EscalationPath[] = [
  credential('iam-create-access-key', 'iam:CreateAccessKey', 'makes an access key for another user', [
    pathfinding('iam-004'),
    rhino,
    bishopFox,
  ]),
  credential('iam-create-login-profile', 'iam:CreateLoginProfile', 'gives another user a password', [
    pathfinding('iam-005'),
    rhino,
    bishopFox,
  ]),
  credential('iam-update-login-profile', 'iam:UpdateLoginProfile', "changes another user's password", [
    pathfinding('iam-006'),
    rhino,
    bishopFox,
  ]),
  credential(
    'iam-create-service-specific-credential',
    'iam:CreateServiceSpecificCredential',
    'makes a credential for one service for another user',
    [hackTricks('iam')],
    'the user may do what is worth having in the service that the credential is for',
  ),
  credential(
    'iam-reset-service-specific-credential',
    'iam:ResetServiceSpecificCredential',
    "resets another user's credential for one service",
    [hackTricks('iam')],
    'the user has such a credential, and may do what is worth having in its service',
  ),
  credential(
    'iam-upload-ssh-public-key',
    'iam:UploadSSHPublicKey',
    'adds an SSH key to another user, for CodeCommit',
    [hackTricks('iam')],
    'the user may do what is worth having in CodeCommit',
  ),
  credential(
    'iam-deactivate-mfa-device',
    'iam:DeactivateMFADevice',
    "takes another user's second factor away",
    [hackTricks('iam')],
    "the caller has, or can set, the user's password",
  ),
]

const trust: readonly EscalationPath[] = [
  {
    id: 'iam-update-assume-role-policy',
    title: 'rewrites the trust policy of a role and assumes it',
    family: 'trust-policy-edit',
    needs: [need('iam:UpdateAssumeRolePolicy', 'target'), assumeRewritten],
    gains: { type: 'role', trusts: [] },
    sources: [pathfinding('iam-014'), rhino, bishopFox],
  },
  {
    id: 'iam-update-saml-provider',
    title: 'replaces the metadata of a SAML provider that a role trusts, and signs in as anyone',
    family: 'trust-policy-edit',
    needs: [need('iam:UpdateSAMLProvider', 'target-provider')],
    gains: { type: 'role', trusts: [] },
    sources: [hackTricks('iam')],
  },
  {
    id: 'sts-assume-role',
    title: 'assumes a role',
    family: 'role-chain',
    needs: [assume],
    gains: { type: 'role', trusts: [] },
    sources: [pathfinding('sts-001'), bishopFox],
  },
]

const boundary = (id: string, by: 'user' | 'role', action: string, title: string): EscalationPath => ({
  id,
  title,
  family: 'boundary-removal',
  by,
  needs: [need(action, 'self')],
  gains: { type: 'unbound' },
  sources: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html', hackTricks('iam')],
})

const boundaries: readonly EscalationPath[] = [
  boundary('iam-delete-user-permissions-boundary', 'user', 'iam:DeleteUserPermissionsBoundary', 'removes its own permissions boundary'),
  boundary('iam-put-user-permissions-boundary', 'user', 'iam:PutUserPermissionsBoundary', 'replaces its own permissions boundary'),
  boundary('iam-delete-role-permissions-boundary', 'role', 'iam:DeleteRolePermissionsBoundary', 'removes its own permissions boundary'),
  boundary('iam-put-role-permissions-boundary', 'role', 'iam:PutRolePermissionsBoundary', 'replaces its own permissions boundary'),
  {
    id: 'iam-create-policy-version-of-boundary',
    title: 'writes a new default version of its own permissions boundary',
    family: 'boundary-removal',
    needs: [need('iam:CreatePolicyVersion', 'own-boundary')],
    gains: { type: 'unbound' },
    sources: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html', hackTricks('iam')],
  },
]

export const iamPaths: readonly EscalationPath[] = [...ownPermissions, ...othersPermissions, ...credentials, ...trust, ...boundaries]
