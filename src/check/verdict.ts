// What a check found on one resource.
import type { Gap } from '../graph/fact.ts'
import type { Identity } from '../graph/node.ts'
import type { Evidence } from './check.ts'

interface VerdictBase {
  readonly check: string
  readonly resource: Pick<Identity, 'arn' | 'name' | 'account' | 'region'> & { readonly kind: string }
}

export type Verdict = VerdictBase &
  (
    | { readonly verdict: 'pass' | 'not-applicable'; readonly evidence: Evidence }
    | { readonly verdict: 'fail'; readonly evidence: Evidence; readonly discriminator: string }
    /** The facts that were missing, each with the operation and the IAM action that would mend it. */
    | { readonly verdict: 'unknown'; readonly gaps: readonly Gap[] }
    /** The check itself threw: a fault of Parapet, isolated to this check and resource. */
    | { readonly verdict: 'error'; readonly message: string }
  )

/** A check that could not even learn which resources it applies to: the listing of its kind was cut or denied somewhere. */
export interface BlindSpot {
  readonly check: string
  readonly kind: string
  readonly account: string
  readonly region: string
  readonly gaps: readonly Gap[]
}

/** All that one evaluation produced. */
export interface Evaluation {
  readonly verdicts: readonly Verdict[]
  readonly blindSpots: readonly BlindSpot[]
}
