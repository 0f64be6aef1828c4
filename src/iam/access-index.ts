// Who may do what on which resources, for a whole account: as `evaluate` decides it, but asked once for all resources that it cannot tell apart.
//
// A decision depends on the resource through nothing but its account, what its own policy and grants say, and which patterns match its ARN.
// Resources that agree in these form one class, and `evaluate` is asked about one of them. Policies are cut down to what has a say on the action first,
// once for each document however many principals share it.
import { appliesTo, type Action } from './actions.ts'
import { contextOf } from './context.ts'
import type { AccountPrincipal, AccountResource } from './access/account.ts'
import { domainOf, keysFor, policiesOf, shapesOf, type Domain, type Shapes } from './access/domain.ts'
import { policiesFor } from './access/part.ts'
import { evaluate, noPolicies, type Decision, type Policies, type Read, type Request, type Source } from './evaluate.ts'

/** An action that is asked about, see `actionsIn`. */
export type AccessAction = Pick<Action, 'name' | 'resources'>

export interface AccessInput {
  readonly principals: readonly AccountPrincipal[]
  readonly resources: readonly AccountResource[]
  readonly actions: readonly AccessAction[]
  /** Policies of the organization, where they are known. */
  readonly serviceControl?: Policies['serviceControl']
  readonly resourceControl?: Policies['resourceControl']
  /** What is known of the requests. */
  readonly context?: Request['context']
}

/** Allowed, allowed under conditions whose context is not known, or undecided since a policy could not be read. */
export type Access = 'allowed' | 'conditional' | 'unknown'

/** Resources without a list of their own: most of a group, with a few left out. */
export interface ResourceSet extends Iterable<AccountResource> {
  readonly size: number
}

/** What one principal may do by one action. */
export interface AccessEntry {
  readonly principal: AccountPrincipal
  readonly action: string
  readonly access: Access
  readonly resources: ResourceSet
}

/** Who may do one action on one resource. */
export interface Accessor {
  readonly principal: AccountPrincipal
  readonly action: string
  readonly decision: Decision
}

export interface AccessIndex {
  /** Everything that is not denied, by principal and action. */
  readonly entries: () => Iterable<AccessEntry>
  /** What one principal may do. */
  readonly of: (principal: AccountPrincipal) => Iterable<AccessEntry>
  /** Who may do something with one resource, denials left out. */
  readonly on: (resource: AccountResource) => Iterable<Accessor>
  /** The decision on one request, with the statements that made it. */
  readonly explain: (principal: AccountPrincipal, action: string, resource: AccountResource) => Decision
}

type Organization = Pick<Policies, 'serviceControl' | 'resourceControl'>

/** Every policy with a say, as far as the principal brings them. */
const policiesOfPrincipal = ({ identity, boundary }: AccountPrincipal, organization: Organization): Policies => ({
  ...noPolicies,
  ...organization,
  identity,
  boundary,
})

const flat = (read: Read<readonly (readonly Source[])[] | null>): Read<readonly Source[]> =>
  read === 'unknown' ? read : (read ?? []).flat()
const one = (read: Read<Source | null>): Read<readonly Source[]> => (read === 'unknown' ? read : read ? [read] : [])

/** Whether anything in these policies can allow. */
const mayAllow = (read: Read<readonly Source[]>): boolean =>
  read === 'unknown' ||
  read.some(
    ({ policy }) => policy.statements.some(({ effect }) => effect === 'Allow') || policy.unreadable.some(({ effect }) => effect !== 'Deny'),
  )

interface ResourcePattern {
  readonly pattern: string
  /** Whether it has variables that its document knows: only such a pattern depends on who asks. */
  readonly variable: boolean
}

/** The patterns that tell resources apart. */
const patternsIn = (policies: Policies): Iterable<ResourcePattern> => {
  const found = new Map<string, ResourcePattern>()
  const sources = [policies.identity, one(policies.boundary), flat(policies.serviceControl), flat(policies.resourceControl)]
  for (const source of sources.flatMap((read) => (read === 'unknown' ? [] : read))) {
    for (const { resources } of source.policy.statements) {
      for (const pattern of resources?.patterns ?? []) {
        const variable = source.policy.version === '2012-10-17' && pattern.includes('${')
        if (pattern !== '*') found.set(`${String(variable)} ${pattern}`, { pattern, variable })
      }
    }
  }
  return found.values()
}

interface Class {
  readonly positions: readonly number[]
  /** Positions of the group that belong to other classes; the rest of `positions` is meant. */
  readonly without: ReadonlySet<number>
}

const none: ReadonlySet<number> = new Set()

/** Sorts the resources of a domain into classes that no policy with a say on this principal and action can tell apart. */
const classesFor = (
  principal: AccountPrincipal,
  domain: Domain,
  shapes: Shapes,
  policies: Policies,
  request: Request,
): readonly Class[] => {
  const identityAllows = mayAllow(policies.identity)
  const signature = new Map<number, number>()
  const interned = new Map<string, number>()
  const refine = (positions: readonly number[], mark: string): void => {
    for (const position of positions) {
      const key = `${signature.get(position) ?? 0} ${mark}`
      const id = interned.get(key) ?? interned.size + 1
      interned.set(key, id)
      signature.set(position, id)
    }
  }
  const lookup = contextOf(request).lookup
  let number = 0
  for (const { pattern, variable } of patternsIn(policies)) {
    const { yes, maybe } = domain.find(pattern, variable ? lookup : undefined)
    number += 1
    // What matches everything tells nothing apart.
    if (yes.length < domain.members.length) refine(yes, `${number}`)
    if (maybe.length < domain.members.length) refine(maybe, `${number}?`)
  }
  const named = new Set(keysFor(principal.principal.arn).flatMap((key) => shapes.naming.get(key) ?? []))
  const classes: Class[] = []
  for (const position of named) classes.push({ positions: [position], without: none })
  const touched = new Map<string, number[]>()
  for (const [position, id] of signature) {
    const shape = shapes.shapeOf[position] ?? 0
    if (named.has(position) || (!identityAllows && !shapes.grants[shape])) continue
    const key = `${shape} ${id}`
    const positions = touched.get(key) ?? []
    positions.push(position)
    touched.set(key, positions)
  }
  for (const positions of touched.values()) classes.push({ positions, without: none })
  const elsewhere = signature.size + named.size === 0 ? none : new Set([...signature.keys(), ...named])
  for (const [shape, positions] of shapes.groups.entries()) {
    if (identityAllows || shapes.grants[shape]) classes.push({ positions, without: elsewhere })
  }
  return classes
}

const firstOf = ({ positions, without }: Class): number | undefined =>
  without.size === 0 ? positions[0] : positions.find((position) => !without.has(position))

const setOf = (domain: Domain, classes: readonly Class[]): ResourceSet => {
  const size = classes.reduce((sum, { positions, without }) => {
    if (without.size === 0) return sum + positions.length
    return sum + positions.reduce((count, position) => (without.has(position) ? count : count + 1), 0)
  }, 0)
  return {
    size,
    *[Symbol.iterator]() {
      for (const { positions, without } of classes) {
        for (const position of positions) {
          const resource = without.has(position) ? undefined : domain.members[position]
          if (resource) yield resource
        }
      }
    },
  }
}

/** Prepares an account for the questions who may do what. Cheap by itself: each answer is worked out when it is asked for. */
export const accessIndex = ({ principals, resources, actions, context = {}, ...input }: AccessInput): AccessIndex => {
  const organization: Organization = {
    serviceControl: input.serviceControl ?? null,
    resourceControl: input.resourceControl ?? null,
  }
  const sorted = [...resources].sort((a, b) => (a.arn < b.arn ? -1 : 1))
  const domains = new Map<string, Domain>()
  /** Actions on the same resources share their domain, and with it what patterns were found to match. */
  const domain = (action: AccessAction): Domain => {
    const key = action.resources.map(({ pattern }) => pattern).join()
    const known = domains.get(key) ?? domainOf(sorted.filter(({ arn }) => appliesTo(action, arn)))
    domains.set(key, known)
    return known
  }
  const shapes = new Map<string, Shapes>()
  const shapesFor = (action: AccessAction, account: string): Shapes => {
    const key = `${action.name} ${account}`
    const known = shapes.get(key) ?? shapesOf(domain(action), action.name.toLowerCase(), account)
    shapes.set(key, known)
    return known
  }

  const requestOf = ({ principal }: AccountPrincipal, action: string, { arn, account }: AccountResource): Request => ({
    principal,
    action,
    resource: arn,
    resourceAccount: account,
    context,
  })
  const decide = (principal: AccountPrincipal, action: string, policies: Policies, resource: AccountResource): Decision =>
    evaluate(requestOf(principal, action, resource), policiesFor({ ...policies, ...policiesOf(resource) }, action.toLowerCase()))

  function* entriesOf(principal: AccountPrincipal, action: AccessAction): Iterable<AccessEntry> {
    const { members } = domain(action)
    const [first] = members
    if (!first) return
    const all = policiesOfPrincipal(principal, organization)
    const policies = policiesFor(all, action.name.toLowerCase())
    const inShapes = shapesFor(action, principal.principal.account)
    if (!mayAllow(policies.identity) && !inShapes.grants.includes(true) && inShapes.naming.size === 0) return
    const found: Record<Access, Class[]> = { allowed: [], conditional: [], unknown: [] }
    for (const each of classesFor(principal, domain(action), inShapes, policies, requestOf(principal, action.name, first))) {
      const resource = members[firstOf(each) ?? -1]
      if (!resource) continue
      const { decision } = decide(principal, action.name, policies, resource)
      if (decision !== 'denied') found[decision].push(each)
    }
    for (const access of ['allowed', 'conditional', 'unknown'] as const) {
      if (found[access].length > 0) yield { principal, action: action.name, access, resources: setOf(domain(action), found[access]) }
    }
  }

  function* of(principal: AccountPrincipal): Iterable<AccessEntry> {
    for (const action of actions) yield* entriesOf(principal, action)
  }
  const explain = (principal: AccountPrincipal, action: string, resource: AccountResource): Decision =>
    decide(principal, action, policiesOfPrincipal(principal, organization), resource)

  return {
    *entries() {
      for (const principal of principals) yield* of(principal)
    },
    of,
    *on(resource) {
      for (const action of actions) {
        if (!appliesTo(action, resource.arn)) continue
        for (const principal of principals) {
          const decision = explain(principal, action.name, resource)
          if (decision.decision !== 'denied') yield { principal, action: action.name, decision }
        }
      }
    },
    explain,
  }
}
