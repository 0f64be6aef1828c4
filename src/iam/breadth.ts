// How broadly identity policies give an action: whether on resources that nobody named, and so on all of them.
import { parseArn } from '../graph/arn.ts'
import { evaluate } from './evaluate.ts'
import { matchesAction } from './match.ts'
import { parsePolicy, type Condition, type Policy, type Statement } from './parse.ts'
import { ruleOf } from './pins.ts'
import { noPolicies, type Source, type StatementRef } from './request.ts'

/** Where a resource would be. */
export interface Place {
  readonly partition: string
  readonly region: string
  readonly account: string
}

/** An action, and a resource of the kind that it is for. */
export interface Ask {
  readonly action: string
  readonly on: (at: Place) => string
}

/** A name that no policy has, so that only a wildcard gives it. */
export const nobodys = '7q0-that-nobody-named'

/** An action and a resource that no service has: only who may do everything may do this. */
export const everything: Ask = {
  action: 'parapet:Everything',
  on: ({ partition, region, account }) => `arn:${partition}:parapet:${region}:${account}:everything/${nobodys}`,
}

/** What a condition may ask of the caller and the moment. It narrows who holds a right when, not the right. */
const aboutTheCaller =
  /^(?:aws:(?:principal.*|userid|username|multifactorauth.*|tokenissuetime|currenttime|epochtime|securetransport|useragent|referer|requestedregion|resourceaccount|resourceorg.*|sourceidentity|federatedprovider|ssooidc.*)|sts:(?:externalid|rolesessionname|sourceidentity)|kms:calleraccount)$/

/** Whether a condition narrows what a statement gives, and is not met by just anything. */
const narrows = ({ test, ifExists, quantifier, key, values }: Condition): boolean =>
  test !== undefined &&
  values.length > 0 &&
  !test.negated &&
  test.comparison !== 'null' &&
  !ifExists &&
  quantifier !== 'ForAllValues' &&
  !aboutTheCaller.test(key) &&
  !values.some((value) => /^[*?]+$/.test(value)) &&
  !(key === 'aws:sourceip' && values.some((value) => ruleOf(key, 'aws').meaning(value, 'aws', { account: '', arn: '' }) === 'anyone'))

const unreadable = ({ test, values }: Condition): boolean => test === undefined || values.length === 0

/** The policy as broad as its holder can have it: without what narrows an Allow, and without denials that only sometimes hold. */
const atItsBroadest = (policy: Policy): Policy => ({
  ...policy,
  statements: policy.statements.flatMap((statement): readonly Statement[] => {
    if (statement.effect === 'Allow' ? statement.conditions.some(narrows) : statement.conditions.some((one) => !unreadable(one))) return []
    return [{ ...statement, conditions: statement.conditions.filter(unreadable) }]
  }),
})

const known = new WeakMap<Policy, Map<string, Policy>>()

/** What a policy at its broadest says about one action. Worked out once: policies of AWS name a thousand actions and are attached everywhere. */
const about = (action: string, policy: Policy): Policy => {
  const byAction = known.get(policy) ?? new Map<string, Policy>()
  known.set(policy, byAction)
  const found = byAction.get(action)
  if (found) return found
  const says = ({ actions }: Statement): boolean => actions.patterns.some((pattern) => matchesAction(pattern, action)) !== actions.not
  const broadest = atItsBroadest({ ...policy, statements: policy.statements.filter(says) })
  // One pattern that matches does for all of them.
  const actions = { not: false, patterns: [action] }
  const result = { ...broadest, statements: broadest.statements.map((statement) => ({ ...statement, actions })) }
  byAction.set(action, result)
  return result
}

const regionsIn = (sources: readonly Source[]): readonly string[] => {
  const named = sources.flatMap(({ policy }) =>
    policy.statements.flatMap(({ resources }) => (resources?.patterns ?? []).flatMap((pattern) => parseArn(pattern)?.region ?? [])),
  )
  return [...new Set(['us-east-1', ...named.filter((region) => /^[a-z]+(?:-[a-z]+)+-\d$/.test(region))])]
}

export interface Breadth {
  /** `unknown`: a statement that may decide cannot be read. */
  readonly broad: 'yes' | 'no' | 'unknown'
  /** The statements that make it so. */
  readonly by: readonly StatementRef[]
}

/**
 * Whether policies give an action on a resource that nobody named, in some region. Denials without conditions and the boundary count; conditions on who
 * calls and when do not, those on what is asked for and from where do.
 */
export const breadthOf = (
  { action, on }: Ask,
  holder: { readonly account: string; readonly arn: string },
  sources: readonly Source[],
  boundary: Source | null = null,
): Breadth => {
  const { account, arn } = holder
  const partition = parseArn(arn)?.partition ?? 'aws'
  const broadest = (source: Source): Source => ({ name: source.name, policy: about(action, source.policy) })
  // Keys and roles leave it to the account, as they do by default: what is asked is what the identity policies say.
  const resource: Source = {
    name: 'the resource',
    policy: parsePolicy(JSON.stringify({ Statement: { Effect: 'Allow', Principal: { AWS: account }, Action: '*', Resource: '*' } })),
  }
  const policies = { ...noPolicies, identity: sources.map(broadest), boundary: boundary && broadest(boundary), resource }
  let unknown: Breadth | undefined
  for (const region of regionsIn(policies.identity)) {
    const principal = { type: 'role', account, arn: `arn:${partition}:iam::${account}:role/${nobodys}` } as const
    const { decision, by } = evaluate(
      { principal, action, resource: on({ partition, region, account }), resourceAccount: account, context: {} },
      policies,
    )
    if (decision === 'allowed') return { broad: 'yes', by: by.filter(({ source }) => source !== resource.name) }
    if (decision === 'unknown') unknown ??= { broad: 'unknown', by }
  }
  return unknown ?? { broad: 'no', by: [] }
}
