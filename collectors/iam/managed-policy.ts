// IAM managed policies: all of the customer's, and those of AWS that are in use in the account.
import { IAMClient, type ManagedPolicyDetail } from '@aws-sdk/client-iam'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import type { PolicyText } from '../../src/iam/policy.ts'
import { authorizationDetails, policyText } from './details.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::IAM::ManagedPolicy': {
      base: {
        Path: string
        CreateDate: Date
        /** Users, groups and roles that have the policy attached. */
        AttachmentCount: number
        PermissionsBoundaryUsageCount: number
        DefaultVersionId: string
        /** Text of the default version, the one in force. */
        Document: PolicyText
      }
      facets: {}
      edges: {}
    }
  }
}

const isUsed = ({ AttachmentCount = 0, PermissionsBoundaryUsageCount = 0 }: ManagedPolicyDetail): boolean =>
  AttachmentCount > 0 || PermissionsBoundaryUsageCount > 0

/** Policies of AWS have `aws` in the place of the account. */
const isOwn = (arn: string): boolean => !arn.includes(':iam::aws:')

/** What follows the path: `arn:aws:iam::<account>:policy/<path>/<name>`. The answer's own PolicyName says the same, and emulators leave it out. */
const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1)

export default defineCollector({
  kind: 'AWS::IAM::ManagedPolicy',
  client: IAMClient,
  scope: 'global',
  list: {
    calls: ['iam:GetAccountAuthorizationDetails'],
    run: (iam) =>
      authorizationDetails(iam, ['LocalManagedPolicy', 'AWSManagedPolicy'], (page) =>
        page.Policies?.filter((policy) => isUsed(policy) || isOwn(member(policy.Arn, 'Arn'))).map((policy) => {
          const DefaultVersionId = member(policy.DefaultVersionId, 'DefaultVersionId')
          const version = policy.PolicyVersionList?.find(({ VersionId }) => VersionId === DefaultVersionId)
          const arn = member(policy.Arn, 'Arn')
          return {
            arn,
            name: nameOf(arn),
            Path: member(policy.Path, 'Path'),
            CreateDate: member(policy.CreateDate, 'CreateDate'),
            AttachmentCount: member(policy.AttachmentCount, 'AttachmentCount'),
            PermissionsBoundaryUsageCount: policy.PermissionsBoundaryUsageCount ?? 0,
            DefaultVersionId,
            Document: policyText(member(version?.Document, 'document of the default version')),
          }
        }),
      ),
  },
  facets: {},
  edges: {},
})
