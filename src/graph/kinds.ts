// The kinds of resources there are. Every collector adds its own by declaration merging, next to the code that reads them.

/**
 * One entry for each CloudFormation type that Parapet reads. Collectors extend it with `declare module`. Each entry has
 * `base` (what the listing told: always there, AWS's own field names), `facets` (what one further call each told; one that
 * AWS may deny to exist admits `null`) and `edges` (relation to the kind it leads to, a union where it may lead to several).
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- filled by declaration merging in collectors/
export interface Kinds {}

export type Kind = keyof Kinds & string
export type BaseOf<K extends Kind> = Kinds[K] extends { base: infer B } ? B : never
export type FacetsOf<K extends Kind> = Kinds[K] extends { facets: infer F } ? F : never
export type FacetName<K extends Kind> = keyof FacetsOf<K> & string
export type FacetValue<K extends Kind, F extends FacetName<K>> = FacetsOf<K>[F]
export type EdgesOf<K extends Kind> = Kinds[K] extends { edges: infer E } ? E : never
export type EdgeName<K extends Kind> = keyof EdgesOf<K> & string
export type EdgeTarget<K extends Kind, E extends EdgeName<K>> = EdgesOf<K>[E] & Kind
