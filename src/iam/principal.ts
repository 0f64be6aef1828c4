// Who asks, and how a policy's Principal element names them.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
import { parseArn } from '../graph/arn.ts'
import { matchesPattern, patternOf } from './match.ts'
import type { Effect, Principals } from './parse.ts'
import type { Truth } from './truth.ts'

/** The caller of a request. */
export type Principal =
  | { readonly type: 'anonymous' }
  | {
      readonly type: 'service'
      readonly service: string
      /** Other names under which the same service calls, see `aws:PrincipalServiceNamesList`. */
      readonly names?: readonly string[]
    }
  | {
      readonly type: 'root'
      readonly account: string
      /** Canonical user id of the account, by which S3 knows it. */
      readonly canonicalUser?: string
    }
  | {
      readonly type: 'user'
      readonly account: string
      readonly arn: string
      readonly id?: string
      readonly canonicalUser?: string
      /** ARN of a session from GetFederationToken, `arn:aws:sts::<account>:federated-user/<name>`; undefined for the user itself. */
      readonly session?: string
    }
  | {
      readonly type: 'role'
      readonly account: string
      /** ARN of the role. */
      readonly arn: string
      readonly id?: string
      readonly canonicalUser?: string
      /** ARN of the session, `arn:aws:sts::<account>:assumed-role/<role>/<session>`; undefined for "any session of the role". */
      readonly session?: string
      /** Service-linked roles are exempt from service control policies. Their path says it too. */
      readonly serviceLinked?: boolean
    }
  | { readonly type: 'federated'; readonly account: string; readonly provider: string }

export const accountOf = (principal: Principal): string | undefined => ('account' in principal ? principal.account : undefined)

/** Service-linked roles are known by their path, which nobody else can use. */
export const isServiceLinked = (principal: Principal): boolean =>
  principal.type === 'role' && (principal.serviceLinked ?? principal.arn.includes(':role/aws-service-role/'))

/** How a statement names the caller: the way decides which other policies may still forbid. */
export type Naming = 'anyone' | 'account' | 'user' | 'role' | 'session' | 'service' | 'federated'

export interface Named {
  readonly truth: Truth
  /** In what ways it is named, where it is. */
  readonly ways: readonly Naming[]
  /** In what further ways it may be named. */
  readonly possible?: readonly Naming[]
}

const nobody: Named = { truth: 'no', ways: [] }

type Entry = 'aws' | 'service' | 'federated' | 'canonicalUser'
type Hit = readonly [truth: 'yes' | 'maybe', way: Naming]

/** The account that an `AWS` entry names as a whole: its id, or its root ARN. */
const wholeAccount = (entry: string): string | undefined => {
  if (/^\d{12}$/.test(entry)) return entry
  const arn = parseArn(entry)
  return arn?.service === 'iam' && arn.resource === 'root' ? arn.account : undefined
}

/** What the ARNs of a role's sessions start with. Sessions carry the role's name without its path. */
const sessionPrefix = (roleArn: string): string =>
  `${roleArn.replace(':iam::', ':sts::').replace(/:role\/.*$/s, ':assumed-role/')}${roleArn.slice(roleArn.lastIndexOf('/') + 1)}/`

/** A policy shows unique ids only of principals that were deleted, but who does not know a principal's id cannot rule it out. */
const byId = (entry: string, prefix: string, id: string | undefined, way: Naming): Hit | undefined => {
  if (!entry.startsWith(prefix)) return undefined
  return id === undefined ? ['maybe', way] : entry === id ? ['yes', way] : undefined
}

/** AWS says that wildcards cannot match part of an ARN. If a service stored one all the same, what it does is open. */
const byWildcard = (entry: string, arn: string, way: Naming): Hit | undefined =>
  /[*?]/.test(entry) && matchesPattern(patternOf(entry, undefined), arn) === 'yes' ? ['maybe', way] : undefined

const awsHit = (entry: string, principal: Principal): Hit | undefined => {
  const { type } = principal
  if (type !== 'root' && type !== 'user' && type !== 'role') return undefined
  if (wholeAccount(entry) === principal.account) return ['yes', 'account']
  if (type === 'root') return byWildcard(entry, `arn:aws:iam::${principal.account}:root`, 'account')
  const { arn, id, session } = principal
  if (entry === arn) return ['yes', type]
  if (session !== undefined && entry === session) return ['yes', 'session']
  if (type === 'role' && session === undefined && entry.startsWith(sessionPrefix(arn))) return ['maybe', 'session']
  return (
    byId(entry, type === 'user' ? 'AIDA' : 'AROA', id, type) ?? byWildcard(entry, session ?? arn, session === undefined ? type : 'session')
  )
}

/** `logs.eu-west-1.amazonaws.com` is a name of `logs.amazonaws.com`, but not every service answers to both. */
const withoutRegion = (service: string): string => service.replace(/\.[a-z]{2}(?:-[a-z]+)+-\d(?=\.amazonaws\.com)/, '')

const hitOf = (type: Entry, entry: string, principal: Principal): Hit | undefined => {
  switch (type) {
    case 'aws':
      return awsHit(entry, principal)
    case 'service':
      if (principal.type !== 'service') return undefined
      if (entry === '*' || entry === principal.service || principal.names?.includes(entry)) return ['yes', 'service']
      return withoutRegion(entry) === withoutRegion(principal.service) ? ['maybe', 'service'] : undefined
    case 'federated':
      return principal.type === 'federated' && (entry === '*' || entry === principal.provider) ? ['yes', 'federated'] : undefined
    case 'canonicalUser':
      if (principal.type !== 'root' && principal.type !== 'user' && principal.type !== 'role') return undefined
      if (principal.canonicalUser === undefined) return ['maybe', 'account']
      return principal.canonicalUser === entry ? ['yes', 'account'] : undefined
    default:
      return type satisfies never
  }
}

const entryTypes: readonly Entry[] = ['aws', 'service', 'federated', 'canonicalUser']

const hitsOf = (principals: Principals, principal: Principal): readonly Hit[] => {
  const hits: Hit[] = principals.anyone ? [['yes', 'anyone']] : []
  for (const type of entryTypes) {
    for (const entry of principals[type]) {
      const hit = hitOf(type, entry, principal)
      if (hit) hits.push(hit)
    }
  }
  return hits
}

/**
 * Whether NotPrincipal exempts the caller: for certain only where AWS's advice was followed and every level is listed, the account, the user or role, and the session.
 * A Deny that lists just the account still denies its users and roles; with only some levels listed, it depends on the service.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
const exempt = (hits: readonly Hit[], principal: Principal, effect: Effect): Truth => {
  const has = (...ways: readonly Naming[]): boolean => ways.every((way) => hits.some((hit) => hit[0] === 'yes' && hit[1] === way))
  if (hits.length === 0) return 'no'
  if (has('anyone') || has('service') || has('federated')) return 'yes'
  if (principal.type === 'root' && has('account')) return 'yes'
  if (principal.type === 'role' && has('account', 'role', 'session')) return 'yes'
  if (principal.type === 'user' && has('account', principal.session === undefined ? 'user' : 'session')) return 'yes'
  const accountAlone = hits.every(([truth, way]) => truth === 'yes' && way === 'account')
  return accountAlone && effect === 'Deny' ? 'no' : 'maybe'
}

/**
 * Whether Principal or NotPrincipal covers the caller.
 * A session that is named while the caller is "any session of the role" makes it `maybe`.
 */
export const named = (principals: Principals, principal: Principal, effect: Effect = 'Deny'): Named => {
  const hits = hitsOf(principals, principal)
  if (principals.not) {
    const out = exempt(hits, principal, effect)
    return out === 'yes' ? nobody : { truth: out === 'no' ? 'yes' : 'maybe', ways: ['anyone'] }
  }
  const certain = hits.filter(([truth]) => truth === 'yes').map(([, way]) => way)
  const possible = hits.filter(([truth]) => truth === 'maybe').map(([, way]) => way)
  if (certain.length > 0) return { truth: 'yes', ways: certain, possible }
  return possible.length > 0 ? { truth: 'maybe', ways: possible } : nobody
}
