// Whom a resource policy lets in: everyone, an organization, accounts, services with or without a guard against confused deputies.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html and …/reference_policies_condition-keys.html
import { parseArn } from '../graph/arn.ts'
import { matchesAction } from './match.ts'
import type { Condition, Patterns, Policy, Statement, Unreadable } from './parse.ts'

export type Who =
  /** Anyone on the internet, without credentials where the service allows that. */
  | { readonly type: 'public' }
  /** Whoever comes from these networks, VPCs or endpoints, from any account. */
  | { readonly type: 'network'; readonly from: readonly string[] }
  | { readonly type: 'organization'; readonly id: string }
  | { readonly type: 'account'; readonly account: string; readonly principal: string }
  /** An AWS service; `guard` names what pins it to a source, `undefined` where any customer of the service can come through it. */
  | { readonly type: 'service'; readonly service: string; readonly guard: Guard | undefined }
  | { readonly type: 'federated'; readonly provider: string }

/** The accounts, organizations or ARNs that a service may act for. */
export interface Guard {
  readonly accounts: readonly string[]
  readonly organizations: readonly string[]
  /** A source ARN without an account in it (an S3 bucket's): only its name pins it. */
  readonly arns: readonly string[]
}

/** One way in. */
export interface Admission {
  readonly who: Who
  readonly actions: Patterns
  readonly statement: Statement
}

export interface Audience {
  readonly admissions: readonly Admission[]
  /** Statements that may let in anyone, since they could not be read. */
  readonly unreadable: readonly Unreadable[]
}

/** Wider than any single account or organization: such a value sees everything through. */
const seeThrough = (value: string): boolean => /^[*?]*$/.test(value)
const wholeWorld = (range: string): boolean => /\/0+$/.test(range) || range === '*'

/** Positive operators restrict only if a request without the key fails them. */
const restricts = ({ test, ifExists, quantifier, values }: Condition): boolean =>
  test !== undefined && !test.negated && test.comparison !== 'null' && !ifExists && quantifier !== 'ForAllValues' && values.length > 0

const valuesFor = (
  conditions: readonly Condition[],
  keys: readonly string[],
  wide: (value: string) => boolean = seeThrough,
): readonly string[] | undefined => {
  const found = conditions.filter((condition) => keys.includes(condition.key) && restricts(condition) && !condition.values.some(wide))
  return found.length > 0 ? found.flatMap(({ values }) => values) : undefined
}

const accountKeys = ['aws:principalaccount', 'aws:sourceaccount', 'aws:sourceowner', 'kms:calleraccount', 's3:dataaccesspointaccount']
const organizationKeys = ['aws:principalorgid', 'aws:sourceorgid']
const pathKeys = ['aws:principalorgpaths', 'aws:sourceorgpaths']
const arnKeys = ['aws:principalarn', 'aws:sourcearn']
const networkKeys = ['aws:sourcevpc', 'aws:sourcevpce', 'aws:vpcsourceip']

/** The account of an ARN pattern, if it pins one; the ARN itself where its kind carries none (S3). */
const pinOf = (pattern: string): { readonly account?: string; readonly arn?: string } | undefined => {
  const arn = parseArn(pattern)
  if (!arn) return undefined
  if (/^\d{12}$/.test(arn.account)) return { account: arn.account }
  if (arn.account === '' && arn.service === 's3' && !/^[*?]/.test(arn.resource)) return { arn: pattern }
  return undefined
}

/** What the conditions of a statement pin its callers to; undefined where they pin nobody. */
const guardOf = (conditions: readonly Condition[]): Guard | undefined => {
  const accounts = valuesFor(conditions, accountKeys, (value) => !/^\d{12}$/.test(value))
  const organizations = valuesFor(conditions, organizationKeys)
  const paths = valuesFor(conditions, pathKeys, (value) => !/^o-[a-z0-9]+\//.test(value))
  const arns = valuesFor(conditions, arnKeys, (value) => pinOf(value) === undefined)
  if (!accounts && !organizations && !paths && !arns) return undefined
  const pins = (arns ?? []).flatMap((arn) => pinOf(arn) ?? [])
  return {
    accounts: [...new Set([...(accounts ?? []), ...pins.flatMap(({ account }) => account ?? [])])],
    organizations: [...new Set([...(organizations ?? []), ...(paths ?? []).map((path) => path.slice(0, path.indexOf('/')))])],
    arns: pins.flatMap(({ arn }) => arn ?? []),
  }
}

const anyone = (statement: Statement): readonly Who[] => {
  const { conditions } = statement
  const guard = guardOf(conditions)
  if (guard) {
    return [
      ...guard.accounts.map((account): Who => ({ type: 'account', account, principal: '*' })),
      ...guard.organizations.map((id): Who => ({ type: 'organization', id })),
      ...guard.arns.map((arn): Who => ({ type: 'service', service: '*', guard: { accounts: [], organizations: [], arns: [arn] } })),
    ]
  }
  const network = valuesFor(conditions, networkKeys) ?? valuesFor(conditions, ['aws:sourceip'], wholeWorld)
  return [network ? { type: 'network', from: network } : { type: 'public' }]
}

const accountIn = (entry: string): string | undefined => (/^\d{12}$/.test(entry) ? entry : parseArn(entry)?.account || undefined)

const whoIn = (statement: Statement): readonly Who[] => {
  const { principals, conditions } = statement
  // An identity policy has no audience; an Allow for everyone but some lets in everyone else.
  if (!principals) return []
  if (principals.not || principals.anyone) return anyone(statement)
  const guard = guardOf(conditions)
  return [
    // A principal that names no account any more (the id of a deleted user) lets nobody in.
    ...principals.aws.flatMap((entry): readonly Who[] => {
      const account = accountIn(entry)
      return account === undefined ? [] : [{ type: 'account', account, principal: entry }]
    }),
    ...principals.service.map((service): Who => ({ type: 'service', service, guard })),
    ...principals.federated.map((provider): Who => ({ type: 'federated', provider })),
    ...principals.canonicalUser.map((id): Who => ({ type: 'account', account: id, principal: id })),
  ]
}

/** Whom a resource policy lets in, statement by statement. Denials are not subtracted: see `evaluate` for a single request. */
export const audienceOf = (policy: Policy): Audience => ({
  admissions: policy.statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap((statement) => whoIn(statement).map((who) => ({ who, actions: statement.actions, statement }))),
  unreadable: policy.unreadable.filter(({ effect }) => effect !== 'Deny'),
})

/** Whether an admission gives a certain action. */
export const gives = ({ actions }: Admission, action: string): boolean =>
  actions.patterns.some((pattern) => matchesAction(pattern, action)) !== actions.not
