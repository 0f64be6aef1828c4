// Whether a resource policy refuses certain requests, whatever else is allowed.
import { evaluate } from '../iam/evaluate.ts'
import type { Statement } from '../iam/parse.ts'
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
 * `unknown` where a statement that may deny them cannot be read. Only statements that `counts` holds for are taken for denials.
 */
export const refuses = (
  owner: PolicyOwner,
  text: PolicyText | null | undefined,
  requests: readonly Refused[],
  counts: (statement: Statement) => boolean = () => true,
): boolean => {
  const policy = policyOf(text)
  const resource = { name: owner.arn, policy: { ...policy, statements: policy.statements.filter(counts) } }
  if (requests.every((request) => evaluate({ ...request, resourceAccount: owner.account }, { ...noPolicies, resource }).explicit))
    return true
  const unreadable = policy.unreadable.find(({ effect }) => effect !== 'Allow')
  if (unreadable) throw cannotTell(owner, placeOf(unreadable))
  const doubt = policy.statements.find(({ effect, conditions }) => effect === 'Deny' && conditions.some(({ test }) => !test))
  if (doubt)
    throw cannotTell(owner, `statement ${doubt.index + 1} (line ${doubt.position.line}) has a condition operator that is not known`)
  return false
}

/** Keys by which a statement can leave out somebody in particular, of whom no caller in general tells. */
const naming = new Set(['aws:principalarn', 'aws:principalaccount', 'aws:userid', 'aws:username'])

const leavesNobodyOut = ({ principals, conditions }: Statement): boolean =>
  principals?.not !== true && !conditions.some(({ key }) => naming.has(key))

/** What is asked, whoever asks. */
export type Asked = Pick<Refused, 'action' | 'resource'>

/** True where the policy refuses all of this to everybody, in such a context: a Deny that spares a role or an account does not count. See {@link refuses}. */
export const refusesEverybody = (
  owner: PolicyOwner,
  text: PolicyText | null | undefined,
  asked: readonly Asked[],
  context: Refused['context'],
): boolean =>
  refuses(
    owner,
    text,
    everybody(owner).flatMap((principal) => asked.map((one) => ({ ...one, principal, context }))),
    leavesNobodyOut,
  )
