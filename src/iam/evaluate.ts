// What AWS decides about one request, from all policies that have a say.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
import { allHold } from './conditions.ts'
import { matchesAction, matchesArn, patternOf, type ContextLookup } from './match.ts'
import type { Condition, Patterns, Policy, Statement, Unreadable } from './parse.ts'
import { accountOf, named, type Naming, type Principal } from './principal.ts'
import { and, not, or, type Truth } from './truth.ts'

/** A policy and where it stands, for evidence. */
export interface Source {
  /** ARN of a managed policy, `<ARN of the resource>`, or `<ARN of the principal> inline <name>`. */
  readonly name: string
  readonly policy: Policy
}

/** `unknown`: there may be such policies, but they could not be read. */
export type Read<T> = T | 'unknown'

/** Every policy that has a say. What does not exist is empty or null; what could not be read is `unknown`. */
export interface Policies {
  /** Inline and managed policies of the principal and of its groups. */
  readonly identity: Read<readonly Source[]>
  readonly boundary: Read<Source | null>
  /** Session policies; null where the session has none. */
  readonly session: Read<readonly Source[] | null>
  /** Policy of the resource: bucket, queue, key, function, or the trust policy of a role. */
  readonly resource: Read<Source | null>
  /** Service control policies by level, root first; null outside an organization and in its management account. */
  readonly serviceControl: Read<readonly (readonly Source[])[] | null>
  /** Resource control policies by level of the resource's account. */
  readonly resourceControl: Read<readonly (readonly Source[])[] | null>
  /** Policy of the VPC endpoint that the request comes through. */
  readonly endpoint: Read<Source | null>
}

export const noPolicies: Policies = {
  identity: [],
  boundary: null,
  session: null,
  resource: null,
  serviceControl: null,
  resourceControl: null,
  endpoint: null,
}

export interface Request {
  readonly principal: Principal
  /** `service:Action`. */
  readonly action: string
  /** ARN, or `*` for actions that know no resources. */
  readonly resource: string
  /** Account that owns the resource. */
  readonly resourceAccount: string
  /** Condition keys in lower case: values, `null` for "not in the request". A key that is not here is not known. */
  readonly context: Readonly<Record<string, readonly string[] | null>>
}

/** A statement that had a part in the answer. */
export interface StatementRef {
  readonly source: string
  readonly index: number
  readonly sid: string | undefined
  readonly line: number
  readonly effect: 'Allow' | 'Deny' | undefined
}

export type Layer = 'identity' | 'boundary' | 'session' | 'resource' | 'service-control' | 'resource-control' | 'endpoint'

/**
 * allowed, denied; conditional: it depends on conditions whose context is not known; unknown: a policy that has a say could not be read.
 */
export interface Decision {
  readonly decision: 'allowed' | 'denied' | 'conditional' | 'unknown'
  /** Denied by a Deny statement, rather than for want of an Allow. */
  readonly explicit: boolean
  /** The statements that made it: allowing ones, denying ones, unreadable ones. */
  readonly by: readonly StatementRef[]
  /** The conditions that decide, where it is conditional. */
  readonly open: readonly Condition[]
  /** Layers that would have to allow and do not. */
  readonly missing: readonly Layer[]
}

interface Match {
  readonly truth: Truth
  readonly ref: StatementRef
  readonly open: readonly Condition[]
  readonly ways: readonly Naming[]
}

const contextOf = (request: Request): ContextLookup => {
  const { principal, context } = request
  const account = accountOf(principal)
  // What the request itself settles, unless the caller says otherwise.
  const settled: Record<string, readonly string[] | null> = {
    'aws:principalaccount': account === undefined ? null : [account],
    'aws:resourceaccount': [request.resourceAccount],
    'aws:principalisawsservice': [String(principal.type === 'service')],
    ...(principal.type === 'user' || principal.type === 'role' ? { 'aws:principalarn': [principal.arn] } : {}),
    ...(principal.type === 'user'
      ? { 'aws:username': [principal.arn.slice(principal.arn.lastIndexOf('/') + 1)], 'aws:principaltype': ['User'] }
      : {}),
    ...(principal.type === 'role' ? { 'aws:username': null, 'aws:principaltype': ['AssumedRole'] } : {}),
    ...(principal.type === 'root' ? { 'aws:principaltype': ['Account'], 'aws:username': null } : {}),
    ...(principal.type === 'anonymous'
      ? { 'aws:principaltype': ['Anonymous'], 'aws:username': null, 'aws:principalarn': null, 'aws:principalorgid': null }
      : {}),
  }
  return (key) => (Object.hasOwn(context, key) ? context[key] : Object.hasOwn(settled, key) ? settled[key] : undefined)
}

const actionMatches = ({ not: negated, patterns }: Patterns, action: string): boolean =>
  patterns.some((pattern) => matchesAction(pattern, action)) !== negated

const resourceMatches = (resources: Patterns | undefined, resource: string, variables: ContextLookup | undefined): Truth => {
  if (!resources) return 'yes'
  const any = or(
    ...resources.patterns.map((pattern): Truth => (pattern === '*' ? 'yes' : matchesArn(patternOf(pattern, variables), resource))),
  )
  return resources.not ? not(any) : any
}

const refOf = (source: Source, statement: Statement | Unreadable): StatementRef => ({
  source: source.name,
  index: statement.index,
  sid: statement.sid,
  line: statement.position.line,
  effect: statement.effect,
})

/** Every statement of one effect in these policies that may apply to the request; unreadable ones among them. */
const matchesOf = (sources: readonly Source[], effect: 'Allow' | 'Deny', request: Request, lookup: ContextLookup): readonly Match[] =>
  sources.flatMap((source) => {
    const variables = source.policy.version === '2012-10-17' ? lookup : undefined
    const readable = source.policy.statements.flatMap((statement): readonly Match[] => {
      if (statement.effect !== effect || !actionMatches(statement.actions, request.action)) return []
      const who = statement.principals ? named(statement.principals, request.principal) : ({ truth: 'yes', ways: [] } as const)
      const what = resourceMatches(statement.resources, request.resource, variables)
      if (who.truth === 'no' || what === 'no') return []
      const conditions = allHold(statement.conditions, lookup, variables)
      const truth = and(who.truth, what, conditions.truth)
      return truth === 'no' ? [] : [{ truth, ref: refOf(source, statement), open: conditions.open, ways: who.ways }]
    })
    const unreadable = source.policy.unreadable.flatMap((statement): readonly Match[] =>
      statement.effect === undefined || statement.effect === effect
        ? [{ truth: 'unknown', ref: refOf(source, statement), open: [], ways: [] }]
        : [],
    )
    return [...readable, ...unreadable]
  })

const truthOf = (matches: readonly Match[]): Truth => or(...matches.map(({ truth }) => truth))
const unreadableSlot: Match = {
  truth: 'unknown',
  ref: { source: 'a policy that could not be read', index: -1, sid: undefined, line: 0, effect: undefined },
  open: [],
  ways: [],
}

/** Services whose resource policy has to allow even inside the account: what it does not allow, identity policies cannot give. */
const resourcePolicyDecides = (action: string): boolean => {
  const [service, name = ''] = action.toLowerCase().split(':')
  return service === 'kms' || (service === 'sts' && name.startsWith('assumerole'))
}

/** What AWS decides about a request. Total; the answer names the statements that made it. */
export const evaluate = (request: Request, policies: Policies): Decision => {
  const lookup = contextOf(request)
  const { principal } = request
  const account = accountOf(principal)
  const same = account === request.resourceAccount

  const find = (effect: 'Allow' | 'Deny', read: Read<readonly Source[] | Source | null>): readonly Match[] => {
    if (read === 'unknown') return [unreadableSlot]
    const sources = read === null ? [] : 'policy' in read ? [read] : read
    return matchesOf(sources, effect, request, lookup)
  }
  const levels = (read: Read<readonly (readonly Source[])[] | null>): Read<readonly (readonly Source[])[]> => read ?? []
  const flat = (read: Read<readonly (readonly Source[])[] | null>): Read<readonly Source[]> =>
    read === 'unknown' ? read : (read ?? []).flat()

  // Which layers have a say at all.
  const hasIdentity = principal.type === 'user' || principal.type === 'role'
  const underScp = (hasIdentity || principal.type === 'root') && !(principal.type === 'role' && principal.serviceLinked)
  const underRcp = !(principal.type === 'role' && principal.serviceLinked)
  const scp = underScp ? policies.serviceControl : null
  const rcp = underRcp ? policies.resourceControl : null
  const identity = hasIdentity ? policies.identity : []
  const boundary = hasIdentity ? policies.boundary : null
  const session = hasIdentity ? policies.session : null

  const denials = [identity, boundary, session, policies.resource, flat(scp), flat(rcp), policies.endpoint].flatMap((read) =>
    find('Deny', read),
  )
  const denied = truthOf(denials)

  const byIdentity = find('Allow', identity)
  const byResource = find('Allow', policies.resource)
  const through = (ways: readonly Naming[]): Truth =>
    truthOf(
      byResource.filter((match) => match.ways.some((way) => ways.includes(way)) || match.ref.index === -1 || match.truth === 'unknown'),
    )
  const limit = (read: Read<readonly Source[] | Source | null>): Truth => (read === null ? 'yes' : truthOf(find('Allow', read)))
  const limitLevels = (read: Read<readonly (readonly Source[])[] | null>): Truth => {
    const all = levels(read)
    return all === 'unknown' ? 'unknown' : and(...all.map((level) => truthOf(find('Allow', level))))
  }
  const identityAllows: Truth = principal.type === 'root' ? 'yes' : truthOf(byIdentity)
  const layers: Readonly<Record<Layer, Truth>> = {
    identity: identityAllows,
    boundary: limit(boundary),
    session: limit(session),
    resource: truthOf(byResource),
    'service-control': limitLevels(scp),
    'resource-control': limitLevels(rcp),
    endpoint: limit(policies.endpoint),
  }
  const { boundary: inBoundary, session: inSession } = layers
  const outer = and(layers['service-control'], layers['resource-control'], layers.endpoint)

  const allowed = (): Truth => {
    if (!hasIdentity && principal.type !== 'root') return layers.resource
    const ownSide = and(identityAllows, inBoundary, inSession)
    if (!same) return and(ownSide, layers.resource)
    const decides = resourcePolicyDecides(request.action)
    return or(
      decides ? and(ownSide, layers.resource) : ownSide,
      // A session or user that the resource policy names needs no identity policy, and no boundary holds it back; a role is held back by boundary and session policy.
      through(['session']),
      and(through(['user']), inSession),
      and(through(['role', 'anyone', 'federated']), inBoundary, inSession),
    )
  }
  const allow = and(allowed(), outer)
  const truth = and(allow, not(denied))
  const decision = ({ yes: 'allowed', no: 'denied', maybe: 'conditional', unknown: 'unknown' } as const)[truth]
  const missing = (Object.keys(layers) as Layer[]).filter(
    (layer) =>
      layers[layer] === 'no' &&
      !(layer === 'resource' && same && !resourcePolicyDecides(request.action)) &&
      !(layer === 'identity' && !hasIdentity),
  )
  const explicit = decision === 'denied' && denied === 'yes'
  const relevant = explicit ? denials.filter(({ truth }) => truth === 'yes') : [...byIdentity, ...byResource, ...denials]
  return {
    decision,
    explicit,
    by: relevant.map(({ ref }) => ref),
    open: decision === 'conditional' || decision === 'unknown' ? [...new Set(relevant.flatMap(({ open }) => open))] : [],
    missing: decision === 'denied' && !explicit ? missing : [],
  }
}
