// Which policies the checks on rights look at: those that people here wrote, where they give something.
import type { BaseOf } from '../../src/graph/kinds.ts'
import type { Identity } from '../../src/graph/node.ts'
import { inlineSources, type InlinePolicy } from '../../src/check/rights.ts'
import { policyOf } from '../../src/check/policies.ts'
import type { Source } from '../../src/iam/request.ts'

type On<K extends 'AWS::IAM::ManagedPolicy' | 'AWS::IAM::Role' | 'AWS::IAM::User' | 'AWS::IAM::Group'> = K extends K
  ? Identity<K> & { readonly base: BaseOf<K> }
  : never
type Managed = On<'AWS::IAM::ManagedPolicy'>
type Holder = On<'AWS::IAM::Role' | 'AWS::IAM::User' | 'AWS::IAM::Group'>

/** Why a managed policy is not looked at; undefined where it is. */
export const passedOver = ({ arn, base }: Managed): Readonly<Record<string, string | number>> | undefined => {
  if (arn.includes(':iam::aws:')) return { managedBy: 'AWS' }
  // A boundary gives nothing: it is meant to be wide.
  if (base.AttachmentCount === 0 && base.PermissionsBoundaryUsageCount > 0) return { usedAs: 'permissions boundary' }
  return undefined
}

/** The policies embedded in a user, group or role. */
export const inlineOf = (holder: Holder): readonly InlinePolicy[] =>
  holder.kind === 'AWS::IAM::Role'
    ? holder.base.RolePolicyList
    : holder.kind === 'AWS::IAM::User'
      ? holder.base.UserPolicyList
      : holder.base.GroupPolicyList

/** What is looked at of a subject: the managed policy itself, or each inline policy by itself; undefined with what says why not. */
export const policiesOf = (
  subject: Managed | Holder,
):
  | { readonly sources: readonly Source[]; readonly why?: undefined }
  | { readonly sources?: undefined; readonly why: Readonly<Record<string, string | number>> } => {
  if (subject.kind !== 'AWS::IAM::ManagedPolicy') {
    const sources = inlineSources(inlineOf(subject))
    return sources.length > 0 ? { sources } : { why: { inlinePolicies: 0 } }
  }
  const why = passedOver(subject)
  return why ? { why } : { sources: [{ name: subject.name, policy: policyOf(subject.base.Document) }] }
}
