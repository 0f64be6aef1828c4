// Whether a resource policy refuses certain requests, whatever else is allowed.
import { evaluate } from '../iam/evaluate.ts'
import type { PolicyText } from '../iam/policy.ts'
import type { Principal } from '../iam/principal.ts'
import { noPolicies, type Request } from '../iam/request.ts'
import { cannotTell, placeOf, policyOf, type PolicyOwner } from './policies.ts'

/** One of each sort of caller: nobody in particular, the account's own, and another account's. */
export const everybody = ({ account }: PolicyOwner): readonly Principal[] => [
  { type: 'anonymous' },
  { type: 'role', account, arn: `arn:aws:iam::${account}:role/anybody` },
  { type: 'role', account: '000000000000', arn: 'arn:aws:iam::000000000000:role/anybody' },
]

/** A request, but for whose resource it is. */
export type Refused = Omit<Request, 'resourceAccount'>

/**
 * True where a Deny refuses every one of these requests, as far as they are described: what is not in their context does not change it. Ends the check with
 * `unknown` where a statement that may deny them cannot be read.
 */
export const refuses = (owner: PolicyOwner, text: PolicyText | null | undefined, requests: readonly Refused[]): boolean => {
  const policy = policyOf(text)
  const resource = { name: owner.arn, policy }
  if (requests.every((request) => evaluate({ ...request, resourceAccount: owner.account }, { ...noPolicies, resource }).explicit))
    return true
  const unreadable = policy.unreadable.find(({ effect }) => effect !== 'Allow')
  if (unreadable) throw cannotTell(owner, placeOf(unreadable))
  const doubt = policy.statements.find(({ effect, conditions }) => effect === 'Deny' && conditions.some(({ test }) => !test))
  if (doubt)
    throw cannotTell(owner, `statement ${doubt.index + 1} (line ${doubt.position.line}) has a condition operator that is not known`)
  return false
}
