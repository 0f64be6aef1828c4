// One resource of the inventory.
import type { Fact } from './fact.ts'
import type { BaseOf, EdgeName, FacetName, FacetValue, Kind } from './kinds.ts'

/** Where a resource lives. Global resources carry the region `global`. */
export interface Scope {
  readonly account: string
  readonly region: string
}

/** Who a resource is, without what is known about it. */
export interface Identity<K extends Kind = Kind> extends Scope {
  readonly kind: K
  /** Amazon Resource Name; where AWS has none, a synthetic one in the same form. Unique within an inventory. */
  readonly arn: string
  readonly name: string
}

/** A resource with all that was learned about it. Built by the collector runner, then immutable. */
export interface Node<K extends Kind = Kind> extends Identity<K> {
  readonly base: BaseOf<K>
  /** A facet that no selected check asked for is missing. */
  readonly facets: { readonly [F in FacetName<K>]?: Fact<FacetValue<K, F>> }
  /** Target ARNs of each relation; as uncertain as the facet that they come from. */
  readonly edges: { readonly [E in EdgeName<K>]?: Fact<readonly string[]> }
}

/** A node whose kind is only known at run time: what the runner, the store and the snapshot handle. */
export interface AnyNode extends Scope {
  readonly kind: string
  readonly arn: string
  readonly name: string
  readonly base: Readonly<Record<string, unknown>>
  readonly facets: Readonly<Record<string, Fact<unknown>>>
  readonly edges: Readonly<Record<string, Fact<readonly string[]>>>
}
