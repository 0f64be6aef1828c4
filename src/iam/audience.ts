// Whom a resource policy lets in: everyone, networks, an organization, accounts, services with or without a guard against confused deputies, federated identities.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html and …/confused-deputy.html
import { basesOf, callerOf, escape, type Base } from './bases.ts'
import { concerns, denies, piecesOf, type Piece } from './cover.ts'
import { matchesAction } from './match.ts'
import type { Policy, Statement, Unreadable } from './parse.ts'
import type { Owner, Pin } from './pins.ts'
import { demandedBy, either, limitOf, pinsOf, reachOf, type Limit, type Reach } from './reach.ts'

export type { Owner, Pin } from './pins.ts'

export type Who =
  /** Anyone on the internet: without credentials where the service takes such requests, else with those of any AWS account. */
  | { readonly type: 'public' }
  /** Any AWS principal: of any account, or any service. */
  | { readonly type: 'any-principal' }
  /** Whoever comes from these networks, VPCs or endpoints, from any account. */
  | { readonly type: 'network'; readonly from: string }
  | { readonly type: 'organization'; readonly id: string }
  /** Another account, or a principal in it. The names of AWS's own, such as `cloudfront`, stand in the place of an account too. */
  | { readonly type: 'account'; readonly account: string; readonly principal: string }
  | { readonly type: 'same-account'; readonly principal: string }
  /** A role or user of an account that its unique id does not tell. */
  | { readonly type: 'principal-id'; readonly id: string }
  /** An account by its canonical user id, as only S3 knows it. */
  | { readonly type: 'canonical-user'; readonly id: string }
  /** An AWS service, or any of them (`*`); `guard` pins whom it acts for, `undefined` where any customer of the service can come through it. */
  | { readonly type: 'service'; readonly service: string; readonly guard: readonly Pin[] | undefined }
  /** Whoever an identity provider vouches for, as far as `claims` hold: all of them, each with one of its values. */
  | { readonly type: 'federated'; readonly provider: string; readonly claims: readonly Claim[] }

export interface Claim {
  /** In lower case, with the provider in front: `token.actions.githubusercontent.com:sub`. */
  readonly claim: string
  readonly values: readonly string[]
}

/** One way in. */
export interface Admission {
  readonly who: Who
  /** Patterns of actions. */
  readonly actions: readonly string[]
  /** Patterns of actions that are not among them, or that a Deny takes away again. */
  readonly except: readonly string[]
  readonly statement: Statement
  /** What has to hold of the caller besides, each list by one of its pins: a named account may also have to be in an organization. */
  readonly limits: readonly (readonly Pin[])[]
  /** A condition that cannot be read may keep them out. */
  readonly doubt: boolean
}

export interface Audience {
  readonly admissions: readonly Admission[]
  /** Statements that may let in anyone, since they could not be read. */
  readonly unreadable: readonly Unreadable[]
  /** Statements that may keep out anyone, since they could not be read. */
  readonly unreadableDenials: readonly Unreadable[]
}

/** What a Deny leaves of the callers of a base. */
const leftBy = (deny: Statement, base: Base, owner: Owner): Limit =>
  either([escape(deny.principals, base), ...deny.conditions.map((condition) => limitOf(condition, true, callerOf(base), owner))])

interface Part {
  readonly base: Base
  readonly reach: Reach
}

/** A principal that is named has its account: it cannot be of another one. */
const within = (limit: Limit, base: Base): Limit => {
  if (limit.type !== 'pins' || base.caller !== 'aws' || base.account === undefined) return limit
  return pinsOf(limit.pins.filter((pin) => pin.type !== 'account' || pin.account === base.account))
}

/** One piece of a statement's actions, for one base: as far as its conditions and the denials let it reach. */
const partOf = (statement: Statement, piece: Piece, base: Base, denials: readonly Statement[], owner: Owner): readonly Part[] => {
  const demanded = demandedBy(statement.conditions)
  const named: readonly Limit[] = base.caller === 'aws' && base.doubt ? [{ type: 'open', doubt: true }] : []
  const own = [...named, ...statement.conditions.map((condition) => limitOf(condition, false, callerOf(base), owner, demanded))]
  const left = denials.filter((deny) => denies(deny, piece, statement.resources, owner)).map((deny) => leftBy(deny, base, owner))
  const reach = reachOf([...own, ...left].map((limit) => within(limit, base)))
  return reach ? [{ base, reach }] : []
}

const whoOf = (pin: Pin, owner: Owner): Who => {
  switch (pin.type) {
    case 'account':
      return pin.account === owner.account ? { type: 'same-account', principal: pin.principal } : pin
    case 'organization':
    case 'principal-id':
    case 'network':
      return pin
    case 'service':
      return { type: 'service', service: pin.service, guard: undefined }
    case 'arn':
      return { type: 'network', from: pin.arn }
    case 'token':
      return { type: 'network', from: pin.key }
    case 'claim':
      return { type: 'federated', provider: '*', claims: [{ claim: pin.claim, values: [pin.value] }] }
    default:
      return pin satisfies never
  }
}

const claimsOf = ({ limits }: Reach): readonly Claim[] =>
  limits.flatMap((pins) => {
    const [first] = pins
    if (first?.type !== 'claim' || !pins.every((pin) => pin.type === 'claim' && pin.claim === first.claim)) return []
    return [{ claim: first.claim, values: pins.flatMap((pin) => (pin.type === 'claim' ? [pin.value] : [])) }]
  })

/** Services that conditions name are who may come, not whom they act for. */
const servicesOf = (service: string, { limits, pins, doubt }: Reach): readonly Who[] => {
  const lists = limits.flatMap((list) => {
    const names = list.flatMap((pin) => (pin.type === 'service' ? [pin.service] : []))
    return names.length === list.length ? [names] : []
  })
  const names = lists.reduce(
    (left, list) => (left.length === 1 && left[0] === '*' ? list : left.filter((name) => list.includes(name))),
    [service],
  )
  const others = limits.filter((list) => !list.every(({ type }) => type === 'service'))
  const guard = others.length === limits.length ? pins : reachOf([...others.map(pinsOf), { type: 'open', doubt }])?.pins
  return names.map((name): Who => ({ type: 'service', service: name, guard }))
}

const whoIn = ({ base, reach }: Part, owner: Owner): readonly Who[] => {
  if (base.caller === 'service') return servicesOf(base.service, reach)
  if (base.caller === 'federated') return [{ type: 'federated', provider: base.provider, claims: claimsOf(reach) }]
  if (base.caller === 'canonical-user') return [{ type: 'canonical-user', id: base.id }]
  if (base.caller === 'aws' && base.account !== undefined) {
    const principal = base.principal ?? base.account
    return [base.account === owner.account ? { type: 'same-account', principal } : { type: 'account', account: base.account, principal }]
  }
  if (reach.pins) return reach.pins.map((pin) => whoOf(pin, owner))
  return [base.caller === 'anonymous' ? { type: 'public' } : { type: 'any-principal' }]
}

/** Whoever is let in as one of everybody needs not be told again, unless only they are certain. */
const withoutImplied = (parts: readonly Part[]): readonly Part[] => {
  const openTo = (caller: Base['caller']): Part | undefined =>
    parts.find(({ base, reach }) => base.caller === caller && !reach.pins && !('account' in base))
  const widest = openTo('anonymous') ?? openTo('aws')
  if (!widest) return parts
  const implied = ({ base: { caller }, reach }: Part): boolean =>
    (caller === 'aws' || caller === 'service' || caller === widest.base.caller) && (!widest.reach.doubt || reach.doubt)
  return parts.filter((part) => part === widest || !implied(part))
}

const keyOf = ({ who, limits, doubt }: Admission): string => JSON.stringify([who, limits, doubt])

const admissionsOf = (statement: Statement, denials: readonly Statement[], owner: Owner): readonly Admission[] => {
  // An identity policy has no audience.
  const bases = statement.principals ? basesOf(statement.principals) : []
  const all = piecesOf(statement.actions, denials, owner).flatMap((piece) =>
    withoutImplied(bases.flatMap((base) => partOf(statement, piece, base, denials, owner))).flatMap((part) =>
      whoIn(part, owner).map((who): Admission => {
        const { limits, doubt } = part.reach
        return { who, actions: [piece.pattern], except: piece.except, statement, limits, doubt }
      }),
    ),
  )
  // Those who get several pieces get them together. What one piece leaves out, another one may give.
  return [...Map.groupBy(all, keyOf).values()].flatMap((same) => {
    const [first] = same
    if (!first) return []
    const actions = [...new Set(same.flatMap((one) => one.actions))]
    const except = [...new Set(same.flatMap((one) => one.except))]
    return [{ ...first, actions, except: except.filter((action) => !actions.includes(action)) }]
  })
}

/**
 * Whom the policy of a resource lets in, statement by statement, less those whom its denials keep out for certain. Conditions on what is asked, or on what
 * a caller may say of itself, keep nobody out; a value that anyone may have, such as `*`, neither.
 */
export const audienceOf = (policy: Policy, owner: Owner): Audience => {
  const concerning = policy.statements.filter(({ resources }) => concerns(resources, owner))
  const denials = concerning.filter(({ effect }) => effect === 'Deny')
  return {
    admissions: concerning.filter(({ effect }) => effect === 'Allow').flatMap((statement) => admissionsOf(statement, denials, owner)),
    unreadable: policy.unreadable.filter(({ effect }) => effect !== 'Deny'),
    unreadableDenials: policy.unreadable.filter(({ effect }) => effect !== 'Allow'),
  }
}

/** Whether an admission gives a certain action. */
export const gives = ({ actions, except }: Admission, action: string): boolean =>
  actions.some((pattern) => matchesAction(pattern, action)) && !except.some((pattern) => matchesAction(pattern, action))
