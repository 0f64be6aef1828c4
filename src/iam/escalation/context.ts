// What is known of the requests of somebody who got hold of a principal's credentials and wants more.
import type { Account, AccountPrincipal } from '../access/account.ts'
import type { Condition } from '../parse.ts'
import type { Request } from '../request.ts'
import type { Need } from './path.ts'

type Context = Request['context']

/**
 * Keys whose value the caller chooses: a condition on one of them holds nobody back who knows it.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html and reference_policies_iam-condition-keys.html
 */
const chosen = new Set([
  'aws:referer',
  'aws:requestedregion',
  'aws:tagkeys',
  'aws:useragent',
  'iam:associatedresourcearn',
  'iam:awsservicename',
  'sts:durationseconds',
  'sts:externalid',
  'sts:rolesessionname',
  'sts:sourceidentity',
  'sts:transitivetagkeys',
  'sts:taskpolicyarn',
])

/** Prefixes of services whose own keys say what is made, unless they tell of the tags of what is there. */
const describesNew = new Set([
  'autoscaling',
  'batch',
  'cloudformation',
  'codebuild',
  'ec2',
  'ecs',
  'eks',
  'glue',
  'lambda',
  'sagemaker',
  'states',
])

export const isChosen = ({ key }: Condition, { on }: Need): boolean => {
  if (chosen.has(key) || key.startsWith('aws:requesttag/') || key.startsWith('sts:requestcontext/')) return true
  const makes = typeof on === 'object' && 'some' in on
  return makes && describesNew.has(key.slice(0, key.indexOf(':'))) && !key.includes('resourcetag/')
}

const tagKey = /^(aws:principaltag|aws:resourcetag|iam:resourcetag)\/(.+)$/s

/** Keys of tags that the policies of an account ask about, so that a tag that is not there can be told from one that is not known. */
export const tagKeysIn = (account: Account): readonly string[] => {
  const keys = new Set<string>()
  for (const { identity, boundary, trust } of account.principals) {
    for (const source of [
      ...(identity === 'unknown' ? [] : identity),
      ...(boundary === 'unknown' || !boundary ? [] : [boundary]),
      ...(trust ? [trust] : []),
    ]) {
      for (const { conditions } of source.policy.statements) for (const { key } of conditions) if (tagKey.test(key)) keys.add(key)
    }
  }
  return [...keys]
}

const valueOfTag = (tags: Readonly<Record<string, string>>, name: string): readonly string[] | null => {
  // Tag keys in conditions are compared without regard to case.
  const found = Object.entries(tags).find(([key]) => key.toLowerCase() === name)
  return found ? [found[1]] : null
}

/** What is known of every request of a principal. A stolen access key brings no second factor, and neither does a role that somebody takes over. */
export const contextOfCaller = ({ principal, tags }: AccountPrincipal, tagKeys: readonly string[], now: Date): Context => {
  const ofTags = tagKeys.flatMap((key): readonly (readonly [string, readonly string[] | null])[] => {
    const [, kind, name = ''] = tagKey.exec(key) ?? []
    if (kind !== 'aws:principaltag') return []
    const value = valueOfTag(tags, name)
    // A session of a role may bring tags of its own.
    return value === null && principal.type === 'role' ? [] : [[key, value]]
  })
  return {
    ...Object.fromEntries(ofTags),
    'aws:currenttime': [now.toISOString()],
    'aws:epochtime': [String(Math.floor(now.getTime() / 1000))],
    'aws:multifactorauthage': null,
    'aws:multifactorauthpresent': null,
    'aws:securetransport': ['true'],
    // Long-term keys carry no such time; a role's credentials are fresh.
    'aws:tokenissuetime': principal.type === 'user' ? null : [now.toISOString()],
    'aws:viaawsservice': ['false'],
  }
}

/** What iam:PermissionsBoundary is in a request: the boundary that is set, or that of whom the request is about. Undefined where it is not asked or not known. */
const boundaryIn = (
  action: string,
  about: AccountPrincipal | undefined,
  administratorPolicy: string,
): readonly string[] | null | undefined => {
  if (action === 'iam:CreateUser' || action === 'iam:CreateRole') return null
  if (action === 'iam:PutUserPermissionsBoundary' || action === 'iam:PutRolePermissionsBoundary') return [administratorPolicy]
  if (!/^iam:(?:Attach|Put)(?:User|Role)Policy$|^iam:Delete(?:User|Role)PermissionsBoundary$/.test(action)) return undefined
  if (!about) return null
  if (about.boundary === 'unknown') return undefined
  return about.boundary ? [about.boundary.name] : null
}

/** What is known besides of one step: what is passed and attached, and the tags and the boundary of whom it is about, if that is somebody who is there. */
export const contextOfNeed = (
  { action }: Need,
  about: AccountPrincipal | undefined,
  tagKeys: readonly string[],
  { administratorPolicy, service }: { readonly administratorPolicy: string; readonly service: string | undefined },
): Context => {
  const ofTags = tagKeys.flatMap((key): readonly (readonly [string, readonly string[] | null])[] => {
    const [, kind, name = ''] = tagKey.exec(key) ?? []
    return !about || kind === 'aws:principaltag' ? [] : [[key, valueOfTag(about.tags, name)]]
  })
  const boundary = boundaryIn(action, about, administratorPolicy)
  return {
    ...Object.fromEntries(ofTags),
    ...(service === undefined ? {} : { 'iam:passedtoservice': [service] }),
    ...(action.startsWith('iam:Attach') ? { 'iam:policyarn': [administratorPolicy] } : {}),
    ...(boundary === undefined ? {} : { 'iam:permissionsboundary': boundary }),
  }
}
