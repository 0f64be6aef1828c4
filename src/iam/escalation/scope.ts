// Which users and roles a caller's policies let it do something with at all, so that only these are asked about one by one.
import type { Account, AccountPrincipal } from '../access/account.ts'
import { accessIndex, type AccessIndex } from '../access-index.ts'

/** ARNs; `all` where none is left out. More than may really be reached: what is known of the requests is not counted. */
export type Scope = ReadonlySet<string> | 'all'

export const inScope = (scope: Scope, arn: string): boolean => scope === 'all' || scope.has(arn)

export const scopesOf = (account: Account): ((caller: AccountPrincipal, action: string) => Scope) => {
  const indexes = new Map<string, AccessIndex>()
  const indexFor = (action: string): AccessIndex => {
    const known = indexes.get(action)
    if (known) return known
    const index = accessIndex({
      principals: account.principals,
      resources: account.principals.map(({ principal: { arn, account: owner }, trust }) => ({
        arn,
        account: owner,
        policy: action === 'sts:AssumeRole' ? trust : null,
        grants: [],
      })),
      actions: [{ name: action, resources: [{ name: 'principal', required: true, pattern: '*', conditionKeys: [] }] }],
    })
    indexes.set(action, index)
    return index
  }
  const scopes = new WeakMap<AccountPrincipal, Map<string, Scope>>()
  return (caller, action) => {
    const ofCaller = scopes.get(caller) ?? new Map<string, Scope>()
    scopes.set(caller, ofCaller)
    const known = ofCaller.get(action)
    if (known) return known
    const sets = [...indexFor(action).of(caller)].map(({ resources }) => resources)
    const size = sets.reduce((sum, set) => sum + set.size, 0)
    const scope: Scope = size === account.principals.length ? 'all' : new Set(sets.flatMap((set) => [...set].map(({ arn }) => arn)))
    ofCaller.set(action, scope)
    return scope
  }
}
