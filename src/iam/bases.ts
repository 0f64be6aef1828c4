// Callers as a Principal element names them, each to be followed through conditions and denials by itself.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
import { parseArn } from '../graph/arn.ts'
import type { Principals } from './parse.ts'
import type { Caller, Pin } from './pins.ts'
import { open, pinsOf, type Limit } from './reach.ts'

/** Callers as a Principal element names them. */
export type Base =
  | { readonly caller: 'anonymous' }
  | { readonly caller: 'aws'; readonly account?: string; readonly principal?: string; readonly doubt?: true }
  | { readonly caller: 'service'; readonly service: string }
  | { readonly caller: 'federated'; readonly provider: string }
  | { readonly caller: 'canonical-user'; readonly id: string }

const everyone: readonly Base[] = [{ caller: 'anonymous' }, { caller: 'aws' }, { caller: 'service', service: '*' }]

/** The id that a deleted user or role leaves behind where it was named. It lets nobody in. */
const isGhost = (entry: string): boolean => /^A(?:ROA|IDA|GPA|SIA)[A-Z0-9]{8,}$/.test(entry)

const accountIn = (entry: string): string | undefined => {
  if (/^\d{12}$/.test(entry)) return entry
  const account = parseArn(entry)?.account
  return account !== undefined && /^(?:\d{12}|[a-z][a-z-]*)$/.test(account) ? account : undefined
}

const awsBase = (entry: string): readonly Base[] => {
  if (isGhost(entry)) return []
  const account = accountIn(entry)
  // AWS takes no such principals (wildcards in an ARN); whom another product lets in by them is not known.
  return [account === undefined ? { caller: 'aws', doubt: true } : { caller: 'aws', account, principal: entry }]
}

export const basesOf = ({ not, anyone, aws, service, federated, canonicalUser }: Principals): readonly Base[] => {
  // An Allow for everyone but some lets in everyone else; for everyone but everyone, nobody.
  if (not) return anyone ? [] : everyone
  return [
    ...(anyone ? everyone : [...aws.flatMap(awsBase), ...service.map((name): Base => ({ caller: 'service', service: name }))]),
    ...federated.map((provider): Base => ({ caller: 'federated', provider })),
    ...canonicalUser.map((id): Base => ({ caller: 'canonical-user', id })),
  ]
}

/** Conditions see a caller of S3's canonical ids like any other with an account. */
export const callerOf = (base: Base): Caller => (base.caller === 'canonical-user' ? 'aws' : base.caller)

const isRoot = (entry: string): boolean => /^\d{12}$/.test(entry) || parseArn(entry)?.resource === 'root'

/** Whether a list of principals names all that a base stands for. */
const listed = (list: Principals, base: Base): boolean => {
  if (list.anyone) return true
  if (base.caller === 'service') return list.service.includes(base.service) || list.service.includes('*')
  if (base.caller === 'federated') return list.federated.includes(base.provider)
  if (base.caller === 'canonical-user') return list.canonicalUser.includes(base.id)
  if (base.caller !== 'aws' || base.account === undefined) return false
  return list.aws.some((entry) => entry === base.principal || (isRoot(entry) && accountIn(entry) === base.account))
}

/** How to stay out of the Principal of a Deny. */
export const escape = (principals: Principals | undefined, base: Base): Limit => {
  if (!principals) return pinsOf([])
  if (!principals.not) return listed(principals, base) ? pinsOf([]) : open
  // NotPrincipal: only who is listed is spared.
  if (listed(principals, base)) return open
  if (base.caller === 'service') {
    return pinsOf(base.service === '*' ? principals.service.map((service) => ({ type: 'service', service })) : [])
  }
  if (base.caller !== 'aws') return pinsOf([])
  const pins = principals.aws.flatMap((principal): readonly Pin[] => {
    const account = accountIn(principal)
    return account === undefined || (base.account !== undefined && base.account !== account)
      ? []
      : [{ type: 'account', account, principal }]
  })
  return pinsOf(pins)
}
