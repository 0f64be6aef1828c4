// One resource of the inventory.
import type { Fact } from './fact.ts'
import type { Kind } from './kinds.ts'

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

/**
 * A resource with all that was learned about it; built by the runner, then immutable. Its kind is only known at run time: checks see it
 * through typed views.
 */
export interface AnyNode extends Scope {
  readonly kind: string
  readonly arn: string
  readonly name: string
  readonly base: Readonly<Record<string, unknown>>
  readonly facets: Readonly<Record<string, Fact<unknown>>>
  readonly edges: Readonly<Record<string, Fact<readonly string[]>>>
}
