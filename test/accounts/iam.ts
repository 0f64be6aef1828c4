// Builds people, machines and roles of the reference account.
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateAccountAliasCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
  UpdateAccountPasswordPolicyCommand,
} from '@aws-sdk/client-iam'
import { account, home, type Ground } from './ground.ts'
import { groups, policies, roles, users, type Role, type User } from './principals.ts'

export const enableMfa = async (ground: Ground, UserName: string): Promise<void> => {
  const { iam } = ground.in(home)
  await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: UserName }))
  await iam.send(
    new EnableMFADeviceCommand({
      UserName,
      SerialNumber: `arn:aws:iam::${account}:mfa/${UserName}`,
      AuthenticationCode1: '123456',
      AuthenticationCode2: '654321',
    }),
  )
}

export const addAccessKey = async (ground: Ground, UserName: string, key: { readonly age: number; readonly inactive?: true }) => {
  const { iam } = ground.in(home)
  await ground.age(key.age)
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
  if (key.inactive) await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId: AccessKey?.AccessKeyId, Status: 'Inactive' }))
}

/** A user with everything of it, each part as old as it says. */
export const createUser = async (ground: Ground, user: User): Promise<void> => {
  const { iam } = ground.in(home)
  const UserName = user.name
  await ground.age(user.age)
  await iam.send(new CreateUserCommand({ UserName }))
  if (user.console) await iam.send(new CreateLoginProfileCommand({ UserName, Password: 'Not-a-real-1-password' }))
  if (user.mfa) await enableMfa(ground, UserName)
  for (const GroupName of user.groups ?? []) await iam.send(new AddUserToGroupCommand({ UserName, GroupName }))
  for (const PolicyArn of user.managed ?? []) await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }))
  for (const [PolicyName, PolicyDocument] of Object.entries(user.inline ?? {})) {
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }))
  }
  for (const key of user.keys ?? []) await addAccessKey(ground, UserName, key)
}

export const createRole = async (ground: Ground, role: Role): Promise<void> => {
  const { iam } = ground.in(home)
  const RoleName = role.name
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: role.trust }))
  for (const PolicyArn of role.managed ?? []) await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))
  for (const [PolicyName, PolicyDocument] of Object.entries(role.inline ?? {})) {
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }))
  }
}

export const setPasswordPolicy = async (ground: Ground, length: number, reuse: number | undefined): Promise<void> => {
  await ground
    .in(home)
    .iam.send(new UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: length, ...(reuse && { PasswordReusePrevention: reuse }) }))
}

export const buildPrincipals = async (ground: Ground): Promise<void> => {
  const { iam } = ground.in(home)
  await ground.age(900)
  await iam.send(new CreateAccountAliasCommand({ AccountAlias: 'example-shop' }))
  await setPasswordPolicy(ground, 8, undefined)
  for (const [PolicyName, PolicyDocument] of Object.entries(policies)) {
    await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }))
  }
  for (const [GroupName, attached] of Object.entries(groups)) {
    await iam.send(new CreateGroupCommand({ GroupName }))
    for (const PolicyArn of attached) await iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn }))
  }
  for (const user of users) await createUser(ground, user)
  await ground.age(400)
  await iam.send(
    new CreateOpenIDConnectProviderCommand({
      Url: 'https://token.actions.githubusercontent.com',
      ClientIDList: ['sts.amazonaws.com'],
      ThumbprintList: ['6938fd4d98bab03faadb97b34396831e3780aea1'],
    }),
  )
  for (const role of roles) await createRole(ground, role)
}
