// Whether a resource policy refuses requests over plain HTTP.
import type { PolicyText } from '../iam/policy.ts'
import { everybody, refuses } from './denials.ts'
import type { PolicyOwner } from './policies.ts'

/**
 * True where each of these actions is denied to everybody over plain HTTP, whatever else holds of the request. Ends the check with `unknown` where a
 * statement that may deny it cannot be read.
 */
export const refusesPlainHttp = (owner: PolicyOwner, text: PolicyText | null | undefined, actions: readonly string[]): boolean =>
  refuses(
    owner,
    text,
    everybody(owner).flatMap((principal) =>
      actions.map((action) => ({ principal, action, resource: owner.arn, context: { 'aws:securetransport': ['false'] } })),
    ),
  )
