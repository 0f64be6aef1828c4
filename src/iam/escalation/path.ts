// What a way to escalate privileges is: what it needs and what it yields.

/** On what an action has to be allowed. */
export type On =
  /** Actions that know no resources. */
  | '*'
  /** The caller itself. */
  | 'self'
  /** A customer managed policy that is attached to the caller or to a group of its. */
  | 'own-policy'
  | 'own-group'
  /** The customer managed policy that is the caller's permissions boundary. */
  | 'own-boundary'
  /** A group that makes administrators of its members. */
  | 'administrators'
  /** The user or role that is taken over. */
  | 'target'
  /** A customer managed policy that is attached to it. */
  | 'target-policy'
  /** A SAML provider of the account that its trust policy names. */
  | 'target-provider'
  /** Some resource of the caller's choice, by the pattern of its ARN; the same pattern means the same resource in one path. `{account}` is the account's id. */
  | { readonly some: string }
  /** Something that runs with the role that is taken over. */
  | { readonly running: string; readonly kind: string }

export interface Need {
  readonly action: string
  readonly on: On
  /** For iam:PassRole: the services, any of which it may be passed to. */
  readonly to?: readonly string[]
  /** The trust policy as the caller has rewritten it: it names the caller. */
  readonly trust?: 'rewritten'
}

export type Gains =
  /** The caller gets every permission, as far as its boundary goes. */
  | { readonly type: 'caller' }
  /** A new user or role without a boundary, with every permission. */
  | { readonly type: 'new' }
  /** The caller loses its boundary. */
  | { readonly type: 'unbound' }
  /** A user is taken over; where `strengthened`, after it was given every permission that its boundary lets it have. */
  | { readonly type: 'user'; readonly strengthened?: true }
  /** A role is taken over, which trusts one of these services, or the caller. `profile`: instance profiles that carry it are there, or made on the way. */
  | {
      readonly type: 'role'
      readonly trusts: readonly string[]
      readonly strengthened?: true
      readonly profile?: 'there'
    }

/** The checks that answer to a path. */
export type Family =
  | 'policy-write'
  | 'credential-creation'
  | 'trust-policy-edit'
  | 'passrole-compute'
  | 'code-update'
  | 'role-chain'
  | 'boundary-removal'
  | 'eks-access'

export interface EscalationPath {
  /** Stable slug. */
  readonly id: string
  /** What the caller does, in the third person. */
  readonly title: string
  readonly family: Family
  /** Who can take it, where not both. */
  readonly by?: 'user' | 'role'
  readonly needs: readonly [Need, ...Need[]]
  readonly gains: Gains
  /** What has to be so besides, which the account does not tell: it then stays open whether the path is there. */
  readonly provided?: string
  /** Where it is described. */
  readonly sources: readonly [string, ...string[]]
}

export const pathfinding = (id: string): string => `https://pathfinding.cloud/paths/${id}`
export const rhino = 'https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/'
export const bishopFox = 'https://github.com/BishopFox/iam-vulnerable'
export const hackTricks = (service: string): string =>
  `https://cloud.hacktricks.wiki/en/pentesting-cloud/aws-security/aws-privilege-escalation/aws-${service}-privesc/index.html`

export const need = (action: string, on: On): Need => ({ action, on })
export const some = (action: string, pattern: string): Need => ({ action, on: { some: pattern } })
export const pass = (...to: readonly string[]): Need => ({ action: 'iam:PassRole', on: 'target', to })
export const assume: Need = { action: 'sts:AssumeRole', on: 'target' }
/** A rewritten trust policy names the caller, but a Deny or a boundary of the caller's still counts. */
export const assumeRewritten: Need = { action: 'sts:AssumeRole', on: 'target', trust: 'rewritten' }
export const roleTrusting = (...trusts: readonly string[]): Gains => ({ type: 'role', trusts })
export const instanceRole: Gains = { type: 'role', trusts: ['ec2.amazonaws.com'], profile: 'there' }

/** A way that passes a role to a service, which then runs with it what the caller wants. */
export const passing = (
  id: string,
  title: string,
  [service, ...others]: readonly [string, ...string[]],
  needs: readonly Need[],
  ...[first, ...more]: EscalationPath['sources']
): EscalationPath => ({
  id,
  title,
  family: 'passrole-compute',
  needs: [pass(service, ...others), ...needs],
  gains: service === 'ec2.amazonaws.com' ? instanceRole : roleTrusting(service),
  sources: [first, ...more],
})
