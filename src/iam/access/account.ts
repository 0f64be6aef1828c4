// Who and what is in an account, as far as deciding who may do what needs it. Plain values, from wherever they were read.
import type { Principal } from '../principal.ts'
import type { Read, Source } from '../request.ts'

/** A user or role. */
export interface AccountPrincipal {
  readonly principal: Extract<Principal, { readonly type: 'user' | 'role' }>
  readonly name: string
  /** Inline and managed policies of its own and, for a user, of its groups. */
  readonly identity: Read<readonly Source[]>
  readonly boundary: Read<Source | null>
  /** ARNs of the managed policies among them. */
  readonly managed: readonly string[]
  /** ARNs of a user's groups. */
  readonly groups: readonly string[]
  /** Who may assume a role; null for users. */
  readonly trust: Source | null
  /** Whether an instance profile carries the role, so that instances can run with it. */
  readonly onInstances: boolean
  readonly tags: Readonly<Record<string, string>>
}

/** Anything that can be asked for. */
export interface AccountResource {
  readonly arn: string
  readonly account: string
  /** Its own policy; null where it has none. */
  readonly policy: Read<Source | null>
  /** What else it grants, see `Policies.grants`. */
  readonly grants: Read<readonly Source[]>
}

/** Something that runs with the permissions of a role. */
export interface Workload extends AccountResource {
  readonly kind: string
  /** ARN. */
  readonly role: string
}

export interface Account {
  readonly id: string
  readonly partition: string
  readonly principals: readonly AccountPrincipal[]
  /** ARNs of groups, with their policies. */
  readonly groups: ReadonlyMap<string, Read<readonly Source[]>>
  /** By ARN: the customer's managed policies, and those of AWS that are in use. */
  readonly policies: ReadonlyMap<string, Source>
  readonly workloads: readonly Workload[]
  /** Kinds of workloads that `workloads` has all of. Of any other kind there may be some that run with any role. */
  readonly complete: ReadonlySet<string>
}
