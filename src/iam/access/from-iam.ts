// An account from what IAM tells about users, groups, roles and policies.
import { parseArn } from '../../graph/arn.ts'
import { parsePolicy } from '../parse.ts'
import type { PolicyText } from '../policy.ts'
import type { Read, Source } from '../request.ts'
import type { Account, AccountPrincipal } from './account.ts'

interface Identified {
  readonly arn: string
  readonly name: string
  readonly account: string
}
interface Inline {
  readonly PolicyName: string
  readonly PolicyDocument: PolicyText
}
interface Attached {
  readonly AttachedManagedPolicies: readonly { readonly PolicyArn: string }[]
}
interface Bounded {
  readonly PermissionsBoundary: { readonly PermissionsBoundaryArn: string } | undefined
  readonly Tags: Readonly<Record<string, string>>
}

/** Names are those of GetAccountAuthorizationDetails. */
export interface IamUser extends Identified {
  readonly base: Attached &
    Bounded & {
      readonly UserId: string
      readonly UserPolicyList: readonly Inline[]
      readonly GroupList: readonly { readonly GroupName: string; readonly Arn: string | undefined }[]
    }
}
export interface IamGroup extends Identified {
  readonly base: Attached & { readonly GroupPolicyList: readonly Inline[] }
}
export interface IamRole extends Identified {
  readonly base: Attached &
    Bounded & {
      readonly RoleId: string
      readonly AssumeRolePolicyDocument: PolicyText
      readonly RolePolicyList: readonly Inline[]
      readonly InstanceProfileList: readonly string[]
    }
}
export interface IamPolicy extends Identified {
  readonly base: { readonly Document: PolicyText }
}

export interface IamFacts {
  readonly users: readonly IamUser[]
  readonly groups: readonly IamGroup[]
  readonly roles: readonly IamRole[]
  readonly policies: readonly IamPolicy[]
}

const inlineOf = (arn: string, policies: readonly Inline[]): readonly Source[] =>
  policies.map(({ PolicyName, PolicyDocument }) => ({ name: `${arn} inline ${PolicyName}`, policy: parsePolicy(PolicyDocument) }))

/** All of them, or `unknown` where one is not known: it may be the one that allows or denies. */
const allOf = (reads: readonly Read<readonly Source[]>[]): Read<readonly Source[]> => {
  const known = reads.flatMap((read) => (read === 'unknown' ? [] : [read]))
  return known.length === reads.length ? known.flat() : 'unknown'
}

/** Every document is parsed once, however many principals share it. */
export const accountFromIam = (
  id: string,
  { users, groups, roles, policies }: IamFacts,
  workloads: Pick<Account, 'workloads' | 'complete'> = { workloads: [], complete: new Set() },
): Account => {
  const managed = new Map(policies.map(({ arn, base }): [string, Source] => [arn, { name: arn, policy: parsePolicy(base.Document) }]))
  const attached = ({ AttachedManagedPolicies }: Attached): Read<readonly Source[]> =>
    allOf(
      AttachedManagedPolicies.map(({ PolicyArn }) => {
        const source = managed.get(PolicyArn)
        return source ? [source] : 'unknown'
      }),
    )
  const boundary = ({ PermissionsBoundary }: Bounded): Read<Source | null> =>
    PermissionsBoundary ? (managed.get(PermissionsBoundary.PermissionsBoundaryArn) ?? 'unknown') : null
  const arns = ({ AttachedManagedPolicies }: Attached): readonly string[] => AttachedManagedPolicies.map(({ PolicyArn }) => PolicyArn)

  const byGroup = new Map(groups.map(({ arn, base }) => [arn, allOf([inlineOf(arn, base.GroupPolicyList), attached(base)])]))
  const managedOf = new Map(groups.map(({ arn, base }) => [arn, arns(base)]))
  const ofUser = ({ arn, name, account, base }: IamUser): AccountPrincipal => {
    const of = base.GroupList.map(({ Arn }) => Arn)
    return {
      principal: { type: 'user', account, arn, id: base.UserId },
      name,
      identity: allOf([
        inlineOf(arn, base.UserPolicyList),
        attached(base),
        ...of.map((group) => (group === undefined ? 'unknown' : (byGroup.get(group) ?? 'unknown'))),
      ]),
      boundary: boundary(base),
      managed: [...arns(base), ...of.flatMap((group) => (group === undefined ? [] : (managedOf.get(group) ?? [])))],
      groups: of.flatMap((group) => group ?? []),
      trust: null,
      onInstances: false,
      tags: base.Tags,
    }
  }
  const ofRole = ({ arn, name, account, base }: IamRole): AccountPrincipal => ({
    principal: { type: 'role', account, arn, id: base.RoleId },
    name,
    identity: allOf([inlineOf(arn, base.RolePolicyList), attached(base)]),
    boundary: boundary(base),
    managed: arns(base),
    groups: [],
    trust: { name: arn, policy: parsePolicy(base.AssumeRolePolicyDocument) },
    onInstances: base.InstanceProfileList.length > 0,
    tags: base.Tags,
  })
  const principals = [...users.map(ofUser), ...roles.map(ofRole)].sort((a, b) => (a.principal.arn < b.principal.arn ? -1 : 1))
  return {
    id,
    partition: parseArn(principals[0]?.principal.arn ?? '')?.partition ?? 'aws',
    principals,
    groups: byGroup,
    policies: managed,
    ...workloads,
  }
}
