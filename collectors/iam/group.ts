// IAM groups, with their policies. Who is a member is told by the users.
import { IAMClient } from '@aws-sdk/client-iam'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { onceListed } from '../../src/collect/once.ts'
import { attachments, authorizationDetails, inlinePolicies, type Attachment, type InlinePolicy } from './details.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::IAM::Group': {
      base: {
        Path: string
        CreateDate: Date
        GroupPolicyList: readonly InlinePolicy[]
        AttachedManagedPolicies: readonly Attachment[]
      }
      facets: {}
      edges: { 'has-policy': 'AWS::IAM::ManagedPolicy' }
    }
  }
}

/** For this kind, and for users: IAM names the groups of a user without their paths. */
export const groups = onceListed((iam: IAMClient) =>
  authorizationDetails(iam, ['Group'], (page) =>
    page.GroupDetailList?.map((group) => ({
      arn: member(group.Arn, 'Arn'),
      name: member(group.GroupName, 'GroupName'),
      Path: member(group.Path, 'Path'),
      CreateDate: member(group.CreateDate, 'CreateDate'),
      GroupPolicyList: inlinePolicies(group.GroupPolicyList),
      AttachedManagedPolicies: attachments(group.AttachedManagedPolicies),
    })),
  ),
)

export default defineCollector({
  kind: 'AWS::IAM::Group',
  client: IAMClient,
  scope: 'global',
  list: {
    calls: ['iam:GetAccountAuthorizationDetails'],
    run: groups,
  },
  facets: {},
  edges: {
    'has-policy': {
      to: 'AWS::IAM::ManagedPolicy',
      from: 'base',
      ref: ({ AttachedManagedPolicies }) => AttachedManagedPolicies.map(({ PolicyArn }) => PolicyArn),
    },
  },
})
