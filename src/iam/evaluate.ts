// What AWS decides about one request, from all policies that have a say.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
import { contextOf } from './context.ts'
import type { Effect } from './parse.ts'
import { accountOf, isServiceLinked, type Naming } from './principal.ts'
import type { Decision, Layer, Policies, Read, Request, Source } from './request.ts'
import { matchesOf, unreadablePolicies, type Asking, type Kind, type Match } from './statements.ts'
import { and, atMostMaybe, every, not, some, type Truth } from './truth.ts'

export { noPolicies } from './request.ts'
export type { Decision, Policies, Read, Request, Source } from './request.ts'

/** One way in which the request can be allowed, with the statements that open it. */
interface Path {
  readonly truth: Truth
  readonly matches: readonly Match[]
}

/** What a layer that limits lets through. Where there is no such policy, everything. */
interface Limit {
  readonly truth: Truth
  readonly matches: readonly Match[]
}

const truthOf = (matches: readonly Match[]): Truth => some(matches.map(({ truth }) => truth))
const noLimit: Limit = { truth: 'yes', matches: [] }

/** Actions of KMS that ask for no key. */
const keyless = /^kms:(?:createkey|listkeys|listaliases|generaterandom|.*customkeystores?)$/

/** Keys and roles: what their own policy does not allow, identity policies cannot give, even inside the account. An alias has no policy. */
const resourcePolicyDecides = (action: string, resource: string): boolean =>
  action.startsWith('kms:')
    ? !keyless.test(action) && !resource.includes(':alias/')
    : // Tags, the source identity and context of a session are asked of the trust policy as well.
      /^sts:(?:assumerole.*|tagsession|setsourceidentity|setcontext)$/.test(action)

/**
 * Services that are certain to know resource control policies. AWS adds to the list; for any other, a denial is open.
 * Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 */
const underResourceControl = new Set(['s3', 'sts', 'kms', 'sqs', 'secretsmanager', 'ecr', 'aoss'])

/** The root user keeps these, so that a bucket's owner can undo a lock-out: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
const rootKeeps = new Set(['s3:getbucketpolicy', 's3:putbucketpolicy', 's3:deletebucketpolicy'])

/** The statements that name the caller in one of these ways, as far as they do. Unreadable ones may. */
const through = (matches: readonly Match[], ...ways: readonly Naming[]): readonly Match[] =>
  matches.flatMap((match) => {
    if (match.ways.some((way) => ways.includes(way)) || (match.truth === 'unknown' && match.ways.length === 0)) return [match]
    return match.possible.some((way) => ways.includes(way)) ? [{ ...match, truth: atMostMaybe(match.truth) }] : []
  })

const listOf = (read: readonly Source[] | Source | null): readonly Source[] => (read === null ? [] : 'policy' in read ? [read] : read)

/** What AWS decides about a request. Total; the answer names the statements that made it. */
export const evaluate = (request: Request, policies: Policies): Decision => {
  const { principal } = request
  const action = request.action.toLowerCase()
  const service = action.slice(0, action.indexOf(':'))
  const same = accountOf(principal) === request.resourceAccount
  const resourceDecides = resourcePolicyDecides(action, request.resource)

  // Which layers have a say at all.
  const hasIdentity = principal.type === 'user' || principal.type === 'role'
  const isRoot = principal.type === 'root'
  const exempt = isServiceLinked(principal)
  const identity = hasIdentity ? policies.identity : []
  const boundary = hasIdentity ? policies.boundary : null
  const session = hasIdentity ? policies.session : null
  const scp = (hasIdentity || isRoot) && !exempt ? policies.serviceControl : null
  // Retiring a grant is beyond resource control policies.
  const rcp = exempt || action === 'kms:retiregrant' ? null : policies.resourceControl

  const asking: Asking = {
    request,
    context: contextOf(request),
    bounded: boundary === null ? 'no' : boundary === 'unknown' ? 'unknown' : 'yes',
  }
  const find = (effect: Effect, kind: Kind, read: Read<readonly Source[] | Source | null>): readonly Match[] =>
    read === 'unknown' ? [unreadablePolicies] : matchesOf(listOf(read), effect, kind, asking)
  const flat = (read: Read<readonly (readonly Source[])[] | null>): Read<readonly Source[]> =>
    read === 'unknown' ? read : (read ?? []).flat()

  const deniedByRcp = find('Deny', 'resource', flat(rcp))
  const denials = [
    ...find('Deny', 'principal', identity),
    ...find('Deny', 'principal', boundary),
    ...find('Deny', 'principal', session),
    ...(isRoot && same && rootKeeps.has(action) ? [] : find('Deny', 'resource', policies.resource)),
    ...find('Deny', 'principal', flat(scp)),
    ...(underResourceControl.has(service) ? deniedByRcp : deniedByRcp.map((match) => ({ ...match, truth: atMostMaybe(match.truth) }))),
    ...find('Deny', 'endpoint', policies.endpoint),
  ]
  const denied = truthOf(denials)

  const limit = (kind: Kind, read: Read<readonly Source[] | Source | null>): Limit => {
    if (read === null) return noLimit
    const matches = find('Allow', kind, read)
    return { truth: truthOf(matches), matches }
  }
  /** Every level has to allow. `empty` is what a level without policies means: AWS keeps at least one at each. */
  const limitLevels = (kind: Kind, read: Read<readonly (readonly Source[])[] | null>, empty: Truth): Limit => {
    if (read === null) return noLimit
    if (read === 'unknown') return { truth: 'unknown', matches: [unreadablePolicies] }
    const levels = read.map((level): Limit => (level.length === 0 ? { truth: empty, matches: [] } : limit(kind, level)))
    return { truth: every(levels.map(({ truth }) => truth)), matches: levels.flatMap(({ matches }) => matches) }
  }

  // A session from GetFederationToken has no more than its session policies, and nothing of the user's without any.
  const withoutSessionPolicy = principal.type === 'user' && principal.session !== undefined && session === null
  const byIdentity = withoutSessionPolicy ? [] : find('Allow', 'principal', identity)
  const byGrant = find('Allow', 'resource', policies.grants ?? [])
  const byResource = [...find('Allow', 'resource', policies.resource), ...byGrant]
  // The root user may do everything in its account, except assume roles.
  const identityAllows: Truth = isRoot ? (action === 'sts:assumerole' ? 'no' : 'yes') : truthOf(byIdentity)
  const limits = {
    boundary: limit('principal', boundary),
    session: limit('principal', session),
    'service-control': limitLevels('principal', scp, 'unknown'),
    'resource-control': underResourceControl.has(service) ? limitLevels('resource', rcp, 'yes') : noLimit,
    endpoint: limit('endpoint', policies.endpoint),
  }
  const resourceAllows = truthOf(byResource)
  const inLimits = and(limits.boundary.truth, limits.session.truth)
  const ownSide = and(identityAllows, inLimits)

  const pathsInAccount = (): readonly Path[] => {
    const path = (matches: readonly Match[], limited: boolean): Path => ({
      truth: limited ? and(truthOf(matches), inLimits) : truthOf(matches),
      matches,
    })
    const federated = principal.type === 'user' && principal.session !== undefined
    return [
      resourceDecides
        ? { truth: and(ownSide, resourceAllows), matches: [...byIdentity, ...byResource] }
        : { truth: ownSide, matches: byIdentity },
      // Who is named as a session, as a user or as everyone needs no identity policy, and no boundary holds it back.
      path(isRoot ? [] : through(byResource, 'session', 'anyone'), false),
      // A role is held back by its boundary and session policies; so is a federated session that its user's name lets in.
      path(isRoot ? [] : through(byResource, 'user'), federated),
      path(isRoot ? [] : through(byResource, 'role'), true),
    ]
  }
  const paths = (): readonly Path[] => {
    if (!hasIdentity && !isRoot) return [{ truth: resourceAllows, matches: byResource }]
    if (same) return pathsInAccount()
    return [
      { truth: and(ownSide, resourceAllows), matches: [...byIdentity, ...byResource] },
      // Whether a grant of KMS is enough for a principal of another account is not documented.
      ...(service === 'kms' ? [{ truth: and(atMostMaybe(truthOf(byGrant)), inLimits), matches: byGrant }] : []),
    ]
  }
  const outer = and(limits['service-control'].truth, limits['resource-control'].truth, limits.endpoint.truth)
  const ways = paths()
  const allow = and(some(ways.map(({ truth }) => truth)), outer)
  const truth = and(allow, not(denied))
  const decision = ({ yes: 'allowed', no: 'denied', maybe: 'conditional', unknown: 'unknown' } as const)[truth]
  const explicit = decision === 'denied' && denied === 'yes'

  const relevant = (): readonly Match[] => {
    if (explicit) return denials.filter((match) => match.truth === 'yes')
    if (decision === 'denied') return []
    if (decision === 'allowed')
      return ways.flatMap((path) => (path.truth === 'yes' ? path.matches.filter((match) => match.truth === 'yes') : []))
    // Where one way is certain, only that one counts, and of it only what is certain.
    const opened = some(ways.map((path) => path.truth)) === 'yes'
    const granting = ways.flatMap((path) =>
      path.truth === 'no' || (opened && path.truth !== 'yes')
        ? []
        : opened
          ? path.matches.filter((match) => match.truth === 'yes')
          : path.matches,
    )
    const limiting = Object.values(limits).flatMap((each) =>
      each.truth === 'yes' ? [] : each.matches.filter((match) => match.truth !== 'yes'),
    )
    return [...granting, ...limiting, ...denials]
  }
  const made = relevant()
  const layers: Readonly<Record<Layer, Truth>> = {
    identity: hasIdentity || isRoot ? identityAllows : 'yes',
    boundary: limits.boundary.truth,
    session: limits.session.truth,
    resource: same && !resourceDecides ? 'yes' : resourceAllows,
    'service-control': limits['service-control'].truth,
    'resource-control': limits['resource-control'].truth,
    endpoint: limits.endpoint.truth,
  }
  return {
    decision,
    explicit,
    by: distinct(made.map(({ ref }) => ref)),
    open: decision === 'conditional' || decision === 'unknown' ? [...new Set(made.flatMap(({ open }) => open))] : [],
    missing: decision === 'denied' && !explicit ? (Object.keys(layers) as Layer[]).filter((layer) => layers[layer] === 'no') : [],
  }
}

/** A statement that opens two paths is named once. */
const distinct = (refs: Decision['by']): Decision['by'] => {
  const seen = new Map<string, Set<number>>()
  return refs.filter(({ source, index, effect }) => {
    const indexes = seen.get(source) ?? new Set()
    seen.set(source, indexes)
    // A document has one statement of an index, and all that could not be read at all have the index -1.
    const id = index * 3 + (effect === 'Allow' ? 0 : effect === 'Deny' ? 1 : 2)
    return indexes.size !== indexes.add(id).size
  })
}
