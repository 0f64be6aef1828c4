// The contract of a collector: what exists, what one more call each tells, and which fact points where.
import type { ClientClass, Sender } from '../aws/sender.ts'
import type { Operation } from '../graph/fact.ts'
import type { BaseOf, EdgeName, EdgesOf, EdgeTarget, FacetName, FacetsOf, Kind } from '../graph/kinds.ts'
import type { Identity } from '../graph/node.ts'

/** Where a collector is at work. */
export interface At {
  readonly account: string
  /** The region asked; the partition's home region for global kinds. */
  readonly region: string
  readonly partition: string
  /** ARN of who asks: some services show each caller what it may see, and no more. */
  readonly caller: string
  /** Start of the scan, for what is asked of a stretch of time. */
  readonly now: Date
  /** `arn:<partition>:<service>:<region>:<account>:<resource>`; pass `region: ''` for services without regions in their ARNs. */
  readonly arn: (service: string, resource: string, region?: string) => string
}

/** One resource as its listing shows it. */
export type Listed<K extends Kind> = { readonly arn: string; readonly name: string } & BaseOf<K>

/** What a facet reader is given: identity and base, flat. */
export type Item<K extends Kind> = Identity<K> & BaseOf<K>

/**
 * One read that answers for many resources (a report, an account-wide listing). The runner makes it once for each (account, region),
 * however many kinds and resources draw on it.
 */
export interface Bulk<T> {
  readonly client: ClientClass
  readonly calls: readonly Operation[]
  readonly run: (client: Sender, at: At) => Promise<T>
}
export const bulk = <C extends Sender, T>(spec: {
  readonly client: ClientClass<C>
  readonly calls: readonly Operation[]
  readonly run: (client: C, at: At) => Promise<T>
  // The precise client type is forgotten here: the runner hands back the class that the spec itself names.
}): Bulk<T> => spec as unknown as Bulk<T>

/** `absent` may be listed only where the facet's type admits `null`. */
type AbsentCodes<V> = null extends V ? { readonly absent?: readonly string[] } : { readonly absent?: never }

/** One further call for one resource. `null` where the answer itself, or one that was read before, says that there is none. */
type ReadFacet<C extends Sender, K extends Kind, V> = {
  /** First the one that the value comes from: an answer of another form is put down to it. */
  readonly calls: readonly Operation[]
  readonly read: (client: C, item: Item<K>, at: At) => Promise<V>
  readonly from?: never
} & AbsentCodes<V>

/** The resource's part of a bulk read. `null` says that AWS confirmed there is none; `undefined` that the answer does not cover it. */
interface BulkFacet<K extends Kind, V> {
  // oxlint-disable-next-line typescript/no-explicit-any -- the one place where the bulk's own type is forgotten: TypeScript has no existential types
  readonly from: Bulk<any>
  readonly pick: (value: never, item: Item<K>, at: At) => V | undefined
  readonly read?: never
  readonly calls?: never
}

/** Draws a facet from a bulk read, typed: `fromBulk(report, (rows, user) => rows.get(user.arn))`. */
export const fromBulk = <T, V, I extends Identity = Identity>(
  from: Bulk<T>,
  pick: (value: T, item: I, at: At) => V | undefined,
): { readonly from: Bulk<T>; readonly pick: (value: never, item: I, at: At) => V | undefined } => ({ from, pick })

export type Facet<C extends Sender, K extends Kind, V> = ReadFacet<C, K, V> | BulkFacet<K, V>

/** A list call. With `per`, it is made once for each resource of the parent kind, and answers for that parent alone. */
type List<C extends Sender, K extends Kind> =
  | { readonly calls: readonly Operation[]; readonly run: (client: C, at: At) => AsyncIterable<Listed<K>>; readonly per?: never }
  | {
      [P in Kind]: {
        readonly calls: readonly Operation[]
        readonly per: P
        readonly run: (client: C, at: At, parent: Item<P>) => AsyncIterable<Listed<K>>
        readonly gone?: readonly string[]
      }
    }[Kind]

/** Which fact points where: `ref` gives ARNs, or nothing where there is no such relation. */
type Edge<K extends Kind, E extends EdgeName<K>> = {
  readonly to: EdgeTarget<K, E> | readonly EdgeTarget<K, E>[]
} & (
  | { readonly from: 'base'; readonly ref: (base: BaseOf<K>, item: Identity<K>) => string | readonly string[] | undefined }
  | {
      [F in FacetName<K>]: {
        readonly from: F
        readonly ref: (value: Exclude<FacetsOf<K>[F], null>, item: Identity<K>) => string | readonly string[] | undefined
      }
    }[FacetName<K>]
)

export interface CollectorSpec<C extends Sender, K extends Kind> {
  readonly kind: K
  readonly client: ClientClass<C>
  /** `global` kinds are read once for each account, in the partition's home region. Default: `regional`. */
  readonly scope?: 'regional' | 'global'
  readonly list: List<C, K>
  /** The region in which a resource's facets are asked, where it is not the one in which it was listed (buckets). */
  readonly readIn?: (base: BaseOf<K>) => string
  readonly facets: { readonly [F in FacetName<K>]: Facet<C, K, FacetsOf<K>[F]> }
  readonly edges: { readonly [E in keyof EdgesOf<K> & string]: Edge<K, E> }
  /** Error codes that mean: deleted since it was listed. */
  readonly gone?: readonly string[]
  /** An edge that leads to this node really means the node at the end of this edge (a KMS alias stands for its key). */
  readonly standsFor?: EdgeName<K>
}

/** A facet as the runner sees it. */
export type AnyFacet =
  | {
      readonly calls: readonly Operation[]
      readonly read: (client: Sender, item: object, at: At) => Promise<unknown>
      readonly absent?: readonly string[]
      readonly from?: undefined
    }
  | { readonly from: Bulk<unknown>; readonly pick: (value: unknown, item: object, at: At) => unknown; readonly read?: undefined }

/** A collector whose kind is only known at run time: what plan, runner and documentation handle. */
export interface Collector {
  readonly kind: string
  readonly client: ClientClass
  readonly scope: 'regional' | 'global'
  readonly list: {
    readonly calls: readonly Operation[]
    readonly per?: string
    readonly gone?: readonly string[]
    readonly run: (client: Sender, at: At, parent: object) => AsyncIterable<{ readonly arn: string; readonly name: string }>
  }
  readonly readIn?: (base: object) => string
  readonly facets: Readonly<Record<string, AnyFacet>>
  readonly edges: Readonly<
    Record<
      string,
      {
        readonly to: string | readonly string[]
        readonly from: string
        readonly ref: (value: unknown, item: object) => string | readonly string[] | undefined
      }
    >
  >
  readonly gone: readonly string[]
  readonly standsFor?: string
}

/**
 * Declares how one kind of resource is read. Infers both type parameters; nothing in a collector catches, retries, limits or loops over tokens.
 */
export const defineCollector = <C extends Sender, K extends Kind>(spec: CollectorSpec<C, K>): Collector =>
  // The one cast of the contract: the precise type was checked above and is forgotten for the runner.
  ({ ...spec, scope: spec.scope ?? 'regional', gone: spec.gone ?? [] }) as unknown as Collector

/** A kind that a scan reads, and the facets of it that the selected checks need. */
export interface PlannedKind {
  readonly collector: Collector
  readonly facets: readonly string[]
}

/** The operations that a facet needs, whichever way it is read. */
export const facetCalls = (facet: AnyFacet): readonly Operation[] => (facet.from ? facet.from.calls : facet.calls)

/** All operations that a collector may send. */
export const collectorCalls = (collector: Collector): readonly Operation[] => [
  ...new Set([...collector.list.calls, ...Object.values(collector.facets).flatMap(facetCalls)]),
]
