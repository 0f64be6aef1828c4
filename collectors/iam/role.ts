// IAM roles, with their trust and permission policies and when they were last used.
import { IAMClient, type RoleLastUsed } from '@aws-sdk/client-iam'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import type { PolicyText } from '../../src/iam/policy.ts'
import { attachments, authorizationDetails, boundary, inlinePolicies, policyText, tagsOf } from './details.ts'
import type { Attachment, Boundary, InlinePolicy } from './details.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::IAM::Role': {
      base: {
        Path: string
        RoleId: string
        CreateDate: Date
        AssumeRolePolicyDocument: PolicyText
        RolePolicyList: readonly InlinePolicy[]
        AttachedManagedPolicies: readonly Attachment[]
        PermissionsBoundary: Boundary | undefined
        /** ARNs of the instance profiles that carry the role. */
        InstanceProfileList: readonly string[]
        /** Within the last 400 days; empty where the role was not used in that time. */
        RoleLastUsed: RoleLastUsed
        Tags: Readonly<Record<string, string>>
      }
      facets: {}
      edges: { 'has-policy': 'AWS::IAM::ManagedPolicy'; 'bounded-by': 'AWS::IAM::ManagedPolicy' }
    }
  }
}

export default defineCollector({
  kind: 'AWS::IAM::Role',
  client: IAMClient,
  scope: 'global',
  list: {
    calls: ['iam:GetAccountAuthorizationDetails'],
    run: (iam) =>
      authorizationDetails(iam, ['Role'], (page) =>
        page.RoleDetailList?.map((role) => ({
          arn: member(role.Arn, 'Arn'),
          name: member(role.RoleName, 'RoleName'),
          Path: member(role.Path, 'Path'),
          RoleId: member(role.RoleId, 'RoleId'),
          CreateDate: member(role.CreateDate, 'CreateDate'),
          AssumeRolePolicyDocument: policyText(member(role.AssumeRolePolicyDocument, 'AssumeRolePolicyDocument')),
          RolePolicyList: inlinePolicies(role.RolePolicyList),
          AttachedManagedPolicies: attachments(role.AttachedManagedPolicies),
          PermissionsBoundary: boundary(role.PermissionsBoundary),
          InstanceProfileList: (role.InstanceProfileList ?? []).map(({ Arn }) => member(Arn, 'Arn')),
          RoleLastUsed: { LastUsedDate: role.RoleLastUsed?.LastUsedDate, Region: role.RoleLastUsed?.Region },
          Tags: tagsOf(role.Tags),
        })),
      ),
  },
  facets: {},
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
  },
})
