// The contract of a check: what it reads, what it decides, and what a person needs to know to act on it.
import type { BaseOf, EdgeName, EdgeTarget, FacetName, FacetValue, Kind } from '../graph/kinds.ts'
import type { Identity } from '../graph/node.ts'
import type { Mitigation } from '../threats/mitigations.ts'
import type { Threat } from '../threats/threats.ts'

/** The few facts that decided: small, flat, the same in every scan in which nothing changed. */
export type Evidence = Readonly<Record<string, string | number | boolean | null | readonly string[]>>

/** What an author can decide. `unknown` and `error` come from the evaluator alone. */
export type Outcome =
  | { readonly verdict: 'pass'; readonly evidence: Evidence }
  | { readonly verdict: 'fail'; readonly evidence: Evidence; readonly discriminator: string }
  | { readonly verdict: 'not-applicable'; readonly evidence: Evidence }

export const pass = (evidence: Evidence = {}): Outcome => ({ verdict: 'pass', evidence })
/** `discriminator` tells several failures of one check on one resource apart (a key id, a Sid); it is part of the finding's identity. */
export const fail = (evidence: Evidence, discriminator = ''): Outcome => ({ verdict: 'fail', evidence, discriminator })
export const notApplicable = (evidence: Evidence = {}): Outcome => ({ verdict: 'not-applicable', evidence })

/** What a check may take from outside the inventory; it declares each by name in `uses`. */
export interface Settings {
  /** Start of the scan. */
  readonly now: Date
  /** Accounts besides the audited one that may be trusted. */
  readonly trustedAccounts: readonly string[]
  /** Domains that data may be sent to, with their subdomains: of web addresses and e-mail addresses. */
  readonly trustedDomains: readonly string[]
  /** Tag keys that every data store has to carry. */
  readonly requiredTags: readonly string[]
  /** Tag keys whose value is the data class of a resource. */
  readonly dataClassTags: readonly string[]
  /** Data classes, most critical first, for which stricter checks apply. */
  readonly sensitiveClasses: readonly string[]
  /** Names of principals for which administrator rights are intended (break-glass, deployment); `*` is a wildcard. */
  readonly administrators: readonly string[]
  /** TCP ports that may be open to the internet. */
  readonly publicPorts: readonly number[]
  /** Names or ids of what is meant to be reached from the internet (load balancers, security groups, subnets); `*` is a wildcard. */
  readonly publicEntryPoints: readonly string[]
}
export const defaultSettings: Omit<Settings, 'now'> = {
  trustedAccounts: [],
  trustedDomains: [],
  requiredTags: ['owner', 'environment', 'data-classification'],
  dataClassTags: ['data-classification'],
  sensitiveClasses: ['restricted', 'confidential'],
  administrators: [],
  publicPorts: [80, 443],
  publicEntryPoints: [],
}

/** A resource as a check sees it: identity, base, and the declared facets by their names. */
export type Subject<K extends Kind, F extends FacetName<K>> = K extends Kind
  ? Identity<K> & { readonly base: BaseOf<K> } & { readonly [N in F]: FacetValue<K, N & FacetName<K>> }
  : never

/** The other end of an edge. `found: false` is certain: the listing that would hold it is complete, or it lies in a foreign account. */
export type Neighbour<K extends Kind, F extends FacetName<K>> =
  | { readonly found: true; readonly arn: string; readonly node: Subject<K, F> }
  | { readonly found: false; readonly arn: string; readonly foreign: boolean }

type AcrossSpec<K extends Kind> = { readonly [E in EdgeName<K>]?: readonly FacetName<EdgeTarget<K, E>>[] }
type Across<K extends Kind, A> = {
  readonly [E in keyof A & EdgeName<K>]: readonly Neighbour<
    EdgeTarget<K, E>,
    A[E] extends readonly (infer F)[] ? F & FacetName<EdgeTarget<K, E>> : never
  >[]
}

/** Kinds and facets that a check over longer paths reads through the graph. */
export type ReadsSpec = { readonly [K in Kind]?: readonly FacetName<K>[] }
type FacetsRead<R, K> = K extends keyof R ? (R[K] extends readonly (infer F)[] ? F : never) : never

/**
 * Read-only view of the inventory for checks that follow paths. Whatever it cannot answer for certain ends the check with `unknown`:
 * a facet that was not read, an incomplete listing that could hold another answer.
 */
export interface GraphView<R extends ReadsSpec> {
  /** All resources of a kind in the audited account, or in one region of it. Unknown unless every listing of that kind, there, is complete. */
  all<K extends keyof R & Kind>(kind: K, region?: string): readonly Subject<K, FacetsRead<R, K> & FacetName<K>>[]
  /** The resources of `kind` whose `edge` leads to `target` (an ARN). Unknown unless every listing and every such edge is known. */
  into<K extends keyof R & Kind>(target: string, kind: K, edge: EdgeName<K>): readonly Subject<K, FacetsRead<R, K> & FacetName<K>>[]
  /** Where `edge` leads from a resource seen through this view. */
  out<K extends keyof R & Kind, T extends keyof R & Kind>(
    from: Identity<K>,
    edge: EdgeName<K>,
    kind: T,
  ): readonly Neighbour<T, FacetsRead<R, T> & FacetName<T>>[]
  /** What `read` gives, or `undefined` where a fact is missing: for evidence that makes an outcome clearer, never for what decides it. */
  ifKnown<T>(read: () => T): T | undefined
  /** What a function makes of this view, worked out once in an evaluation for every check with the same `reads`. It has to be pure, and declared outside of `test`. */
  once<T>(derive: (graph: GraphView<R>) => T): T
}

export type Scale = 1 | 2 | 3 | 4 | 5

/** Where the same property is asked for elsewhere: Security Hub (FSBP), CIS, documentation. */
export interface Refs {
  readonly fsbp?: readonly string[]
  readonly cis?: readonly string[]
  /** Pages of the AWS documentation that say why and how. */
  readonly docs?: readonly string[]
}

/** Everything about a check but its logic. */
export interface CheckInfo {
  /** Stable slug, `<service>-<subject>-<property>`. */
  readonly id: string
  /** The property that holds when the check passes. */
  readonly title: string
  readonly threats: readonly [Threat, ...Threat[]]
  readonly mitigation: Mitigation
  /** 1-5: of the threat while this mitigation is missing, in a neutral setting. */
  readonly likelihood: Scale
  /** 1-5: on an asset of the highest criticality. */
  readonly impact: Scale
  /** What the mitigation costs in money and latency, for weighing it against the risk. */
  readonly cost: { readonly level: 0 | 1 | 2 | 3; readonly note: string }
  /** What can happen while the check fails. */
  readonly why: string
  /** Copyable remedies. `<...>` marks what the reader has to fill in. */
  readonly fix: { readonly cli: string; readonly terraform: string }
  readonly refs: Refs
}

/** What is asked of each resource of a kind: which facts it takes, and what follows from them. */
export interface QuestionSpec<
  K extends Kind,
  F extends FacetName<K>,
  A extends AcrossSpec<K>,
  R extends ReadsSpec,
  U extends keyof Settings,
> {
  /** The kind of resource it judges; several where the same property is asked of each. Facets and edges are then those that all of them have. */
  readonly on: K | readonly K[]
  /** Facets of the resource that the verdict depends on. */
  readonly needs: readonly F[]
  /** Edges that are followed, and the facets needed at their other end. */
  readonly across?: A
  /** Kinds that are read through the graph view, for paths of more than one hop and for reverse edges. */
  readonly reads?: R
  /** Names of the edges that the view walks between those kinds, of all of them or of one (`AWS::Lambda::Function delivers-to`). Left out: all that there are, and so all facts that they come from. */
  readonly walks?: readonly string[]
  readonly uses?: readonly U[]
  /** Content facets it needs are read only with `--content`. */
  readonly content?: true
  /** Pure. Several outcomes only where each failure has its own discriminator. */
  readonly test: (
    subject: Subject<K, F> & Across<K, A>,
    context: { readonly graph: GraphView<R> } & Pick<Settings, U>,
  ) => Outcome | readonly Outcome[]
}

/** A question whose kind is only known at run time: what plan and evaluator handle. */
export interface Question {
  readonly id: string
  readonly on: readonly string[]
  readonly needs: readonly string[]
  readonly across: Readonly<Record<string, readonly string[]>>
  readonly reads: Readonly<Record<string, readonly string[]>>
  readonly walks?: readonly string[]
  readonly uses: readonly (keyof Settings)[]
  readonly content: boolean
  readonly test: (subject: never, context: never) => Outcome | readonly Outcome[]
}

/** A check whose kind is only known at run time: what reports and documentation handle. */
export interface Check extends CheckInfo, Question {}

/** Declares a question that is no check: its answers feed pictures and checks. All type parameters are inferred. */
export const defineQuestion = <
  K extends Kind,
  const F extends FacetName<K> = never,
  const A extends AcrossSpec<K> = {},
  const R extends ReadsSpec = {},
  const U extends keyof Settings = never,
  T extends { readonly id: string } = { readonly id: string },
>(
  spec: T & QuestionSpec<K, F, A, R, U>,
): T & Question =>
  // The one cast of the contract: the precise type was checked above and is forgotten for the evaluator.
  ({
    ...spec,
    on: [spec.on].flat(),
    across: spec.across ?? {},
    reads: spec.reads ?? {},
    uses: spec.uses ?? [],
    content: spec.content ?? false,
  }) as unknown as T & Question

/** Declares a check. What `test` may touch follows from the declaration. */
export const defineCheck = <
  K extends Kind,
  const F extends FacetName<K> = never,
  const A extends AcrossSpec<K> = {},
  const R extends ReadsSpec = {},
  const U extends keyof Settings = never,
>(
  spec: CheckInfo & QuestionSpec<K, F, A, R, U>,
): Check => defineQuestion<K, F, A, R, U, CheckInfo>(spec)
