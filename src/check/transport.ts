// Whether a resource policy refuses requests over plain HTTP.
import type { PolicyText } from '../iam/policy.ts'
import { refusesEverybody, type Asked } from './denials.ts'
import type { PolicyOwner } from './policies.ts'

/**
 * True where all of this is denied to everybody over plain HTTP, whatever else holds of the request. Ends the check with `unknown` where a statement that may
 * deny it cannot be read.
 */
export const isDeniedOverHttp = (owner: PolicyOwner, text: PolicyText | null | undefined, asked: readonly Asked[]): boolean =>
  refusesEverybody(owner, text, asked, { 'aws:securetransport': ['false'] })

/** The same for actions that are asked of the resource itself. */
export const refusesPlainHttp = (owner: PolicyOwner, text: PolicyText | null | undefined, actions: readonly string[]): boolean =>
  isDeniedOverHttp(
    owner,
    text,
    actions.map((action) => ({ action, resource: owner.arn })),
  )
