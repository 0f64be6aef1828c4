// One way from the internet to a resource, as the outcome of a question.
import { fail, pass, type Evidence, type Outcome } from '../../check/check.ts'

export interface Way {
  readonly by:
    | 'access-control-list'
    | 'api'
    | 'database-endpoint'
    | 'function-url'
    | 'kubernetes-endpoint'
    | 'load-balancer'
    | 'public-address'
    | 'resource-policy'
  /** `https`, or what the rules open: `tcp 22`. */
  readonly protocol: string
  /** Who has to prove who he is before anything happens: `none` lets in anybody, `unknown` is up to what runs there. */
  readonly authentication: string
  /** The facts that open the way. */
  readonly because: Evidence
}

/** Reached by these ways, or by none. `name` tells several ways to one resource apart. */
export const reached = (ways: readonly (Way & { readonly name?: string })[]): Outcome | readonly Outcome[] =>
  ways.length === 0
    ? pass()
    : ways.map(({ by, protocol, authentication, because, name = '' }) => fail({ by, protocol, authentication, ...because }, name))
