// A request, the policies that have a say in it, and the answer.
import type { Condition, Policy } from './parse.ts'
import type { Principal } from './principal.ts'

/** A policy and where it stands, for evidence. */
export interface Source {
  /** ARN of a managed policy, `<ARN of the resource>`, or `<ARN of the principal> inline <name>`. */
  readonly name: string
  readonly policy: Policy
}

/** `unknown`: there may be such policies, but they could not be read. */
export type Read<T> = T | 'unknown'

/** Every policy that has a say. What does not exist is empty or null; what could not be read is `unknown`. */
export interface Policies {
  /** Inline and managed policies of the principal and of its groups. */
  readonly identity: Read<readonly Source[]>
  readonly boundary: Read<Source | null>
  /** Session policies; null where the session has none. */
  readonly session: Read<readonly Source[] | null>
  /** Policy of the resource: bucket, queue, key, function, or the trust policy of a role. */
  readonly resource: Read<Source | null>
  /** Service control policies by level, root first; null outside an organization and in its management account. */
  readonly serviceControl: Read<readonly (readonly Source[])[] | null>
  /** Resource control policies by level of the resource's account; null outside an organization and in its management account. */
  readonly resourceControl: Read<readonly (readonly Source[])[] | null>
  /** Policy of the VPC endpoint that the request comes through. */
  readonly endpoint: Read<Source | null>
  /** What else the resource grants: KMS grants (see `grants.ts`), ACLs of S3 (see `s3.ts`). Nothing where it is left out. */
  readonly grants?: Read<readonly Source[]>
}

export const noPolicies: Policies = {
  identity: [],
  boundary: null,
  session: null,
  resource: null,
  serviceControl: null,
  resourceControl: null,
  endpoint: null,
}

export interface Request {
  readonly principal: Principal
  /** `service:Action`. */
  readonly action: string
  /** ARN, or `*` for actions that know no resources. */
  readonly resource: string
  /** Account that owns the resource. */
  readonly resourceAccount: string
  /** Condition keys in lower case: values, `null` for "not in the request". A key that is not here is not known. */
  readonly context: Readonly<Record<string, readonly string[] | null>>
}

/** A statement that had a part in the answer. */
export interface StatementRef {
  readonly source: string
  readonly index: number
  readonly sid: string | undefined
  readonly line: number
  readonly effect: 'Allow' | 'Deny' | undefined
}

export type Layer = 'identity' | 'boundary' | 'session' | 'resource' | 'service-control' | 'resource-control' | 'endpoint'

/**
 * allowed, denied; conditional: it depends on conditions whose context is not known; unknown: a policy that has a say could not be read.
 */
export interface Decision {
  readonly decision: 'allowed' | 'denied' | 'conditional' | 'unknown'
  /** Denied by a Deny statement, rather than for want of an Allow. */
  readonly explicit: boolean
  /** The statements that made it: those that grant it, those that deny it, those that leave it open or could not be read. None where nothing allows it. */
  readonly by: readonly StatementRef[]
  /** The conditions that decide, where it is conditional. */
  readonly open: readonly Condition[]
  /** Layers that would have to allow and do not. */
  readonly missing: readonly Layer[]
}
