// Whether a resource policy refuses requests over plain HTTP.
import { evaluate } from '../iam/evaluate.ts'
import type { PolicyText } from '../iam/policy.ts'
import { noPolicies } from '../iam/request.ts'
import type { Principal } from '../iam/principal.ts'
import { cannotTell, placeOf, policyOf, type PolicyOwner } from './policies.ts'

/**
 * True where each of these actions is denied to everybody over plain HTTP, whatever else holds of the request. Ends the check with `unknown` where a
 * statement that may deny it cannot be read.
 */
export const refusesPlainHttp = (owner: PolicyOwner, text: PolicyText | null | undefined, actions: readonly string[]): boolean => {
  const policy = policyOf(text)
  const callers: readonly Principal[] = [
    { type: 'anonymous' },
    { type: 'role', account: owner.account, arn: `arn:aws:iam::${owner.account}:role/anybody` },
    { type: 'role', account: '000000000000', arn: 'arn:aws:iam::000000000000:role/anybody' },
  ]
  const decisions = callers.flatMap((principal) =>
    actions.map((action) => {
      const request = {
        principal,
        action,
        resource: owner.arn,
        resourceAccount: owner.account,
        context: { 'aws:securetransport': ['false'] },
      }
      return evaluate(request, { ...noPolicies, resource: { name: owner.arn, policy } })
    }),
  )
  if (decisions.every(({ explicit }) => explicit)) return true
  const unreadable = policy.unreadable.find(({ effect }) => effect !== 'Allow')
  if (unreadable) throw cannotTell(owner, placeOf(unreadable))
  const doubt = policy.statements.find(({ effect, conditions }) => effect === 'Deny' && conditions.some(({ test }) => !test))
  if (doubt)
    throw cannotTell(owner, `statement ${doubt.index + 1} (line ${doubt.position.line}) has a condition operator that is not known`)
  return false
}
