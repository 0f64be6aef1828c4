// IAM users, with their policies, groups and credentials.
import { IAMClient, ListMFADevicesCommand } from '@aws-sdk/client-iam'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector, fromBulk, type Item } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { accessKeysOf, credentialReport, loginOf, rowOf, type AccessKey, type Login } from './credential-report.ts'
import { attachments, authorizationDetails, boundary, inlinePolicies, tagsOf } from './details.ts'
import type { Attachment, Boundary, InlinePolicy } from './details.ts'
import { groups } from './group.ts'
import { serviceSpecificCredentials, type ServiceSpecificCredential } from './service-specific-credentials.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::IAM::User': {
      base: {
        Path: string
        UserId: string
        CreateDate: Date
        UserPolicyList: readonly InlinePolicy[]
        /** AWS names groups without their path; no ARN where the group was made since groups were listed. */
        GroupList: readonly { GroupName: string; Arn: string | undefined }[]
        AttachedManagedPolicies: readonly Attachment[]
        PermissionsBoundary: Boundary | undefined
        Tags: Readonly<Record<string, string>>
      }
      facets: {
        /** Password and MFA, from the credential report. */
        login: Login
        /** From the credential report, in its order. */
        accessKeys: readonly AccessKey[]
        serviceSpecificCredentials: readonly ServiceSpecificCredential[]
        mfaDevices: readonly { SerialNumber: string }[]
      }
      edges: {
        'has-policy': 'AWS::IAM::ManagedPolicy'
        'bounded-by': 'AWS::IAM::ManagedPolicy'
        'member-of': 'AWS::IAM::Group'
      }
    }
  }
}

const groupArns = async (iam: IAMClient): Promise<ReadonlyMap<string, string>> => {
  const byName = new Map<string, string>()
  for await (const { name, arn } of groups(iam)) byName.set(name, arn)
  return byName
}

export default defineCollector({
  kind: 'AWS::IAM::User',
  client: IAMClient,
  scope: 'global',
  list: {
    calls: ['iam:GetAccountAuthorizationDetails'],
    async *run(iam) {
      const groups = await groupArns(iam)
      yield* authorizationDetails(iam, ['User'], (page) =>
        page.UserDetailList?.map((user) => ({
          arn: member(user.Arn, 'Arn'),
          name: member(user.UserName, 'UserName'),
          Path: member(user.Path, 'Path'),
          UserId: member(user.UserId, 'UserId'),
          CreateDate: member(user.CreateDate, 'CreateDate'),
          UserPolicyList: inlinePolicies(user.UserPolicyList),
          GroupList: (user.GroupList ?? []).map((GroupName) => ({ GroupName, Arn: groups.get(GroupName) })),
          AttachedManagedPolicies: attachments(user.AttachedManagedPolicies),
          PermissionsBoundary: boundary(user.PermissionsBoundary),
          Tags: tagsOf(user.Tags),
        })),
      )
    },
  },
  facets: {
    login: fromBulk(credentialReport, (rows, user: Item<'AWS::IAM::User'>) => rowOf(rows, user.arn, loginOf, user.CreateDate)),
    accessKeys: fromBulk(credentialReport, (rows, user: Item<'AWS::IAM::User'>) => rowOf(rows, user.arn, accessKeysOf, user.CreateDate)),
    serviceSpecificCredentials: fromBulk(serviceSpecificCredentials, (credentials, user) =>
      credentials.filter(({ UserName }) => UserName === user.name),
    ),
    mfaDevices: {
      calls: ['iam:ListMFADevices'],
      read: (iam, { name }) =>
        Array.fromAsync(
          pages(iam, ListMFADevicesCommand, { UserName: name }, (page) =>
            page.MFADevices?.map(({ SerialNumber }) => ({ SerialNumber: member(SerialNumber, 'SerialNumber') })),
          ),
        ),
    },
  },
  edges: {
    'has-policy': {
      to: 'AWS::IAM::ManagedPolicy',
      from: 'base',
      ref: ({ AttachedManagedPolicies }) => AttachedManagedPolicies.map(({ PolicyArn }) => PolicyArn),
    },
    'bounded-by': {
      to: 'AWS::IAM::ManagedPolicy',
      from: 'base',
      ref: ({ PermissionsBoundary }) => PermissionsBoundary?.PermissionsBoundaryArn,
    },
    // Without an ARN the edge is unknown: member throws.
    'member-of': {
      to: 'AWS::IAM::Group',
      from: 'base',
      ref: ({ GroupList }) => GroupList.map(({ GroupName, Arn }) => member(Arn, `ARN of the group ${GroupName}`)),
    },
  },
  gone: ['NoSuchEntity', 'NoSuchEntityException'],
})
