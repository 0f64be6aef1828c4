// The account as the engine sees it, worked out once for all checks on who can become what.
import type { GraphView } from '../../src/check/check.ts'
import { cannotTell, placeOf, type PolicyOwner } from '../../src/check/policies.ts'
import type { Account, AccountPrincipal, Workload } from '../../src/iam/access/account.ts'
import { accountFromIam } from '../../src/iam/access/from-iam.ts'
import { isAdministrator } from '../../src/iam/escalation/administrator.ts'
import { contextOfCaller, tagKeysIn } from '../../src/iam/escalation/context.ts'
import { escalationsIn, type Escalations, type Standing, type Step } from '../../src/iam/escalation.ts'
import { parsePolicy } from '../../src/iam/parse.ts'
import type { Truth } from '../../src/iam/truth.ts'

/** What IAM tells of an account. */
export const iamReads = { 'AWS::IAM::Group': [], 'AWS::IAM::ManagedPolicy': [], 'AWS::IAM::Role': [], 'AWS::IAM::User': [] } as const
/** And what runs with its roles. */
export const accountReads = { ...iamReads, 'AWS::Lambda::Function': ['policy'] } as const

const factsOf = (graph: GraphView<typeof iamReads>) => ({
  groups: graph.all('AWS::IAM::Group'),
  policies: graph.all('AWS::IAM::ManagedPolicy'),
  roles: graph.all('AWS::IAM::Role'),
  users: graph.all('AWS::IAM::User'),
})

const idOf = ({ roles, users }: ReturnType<typeof factsOf>): string => (users[0] ?? roles[0])?.account ?? ''

export const iamAccount = (graph: GraphView<typeof iamReads>): Account => {
  const facts = factsOf(graph)
  return accountFromIam(idOf(facts), facts)
}

export const wholeAccount = (graph: GraphView<typeof accountReads>): Account => {
  const facts = factsOf(graph)
  const functions = graph.all('AWS::Lambda::Function').map((each): Workload => {
    const policy = graph.ifKnown(() => ({ text: each.policy }))
    return {
      kind: each.kind,
      arn: each.arn,
      account: each.account,
      role: each.base.Role,
      policy: policy ? (policy.text === null ? null : { name: each.arn, policy: parsePolicy(policy.text) }) : 'unknown',
      grants: [],
    }
  })
  return accountFromIam(idOf(facts), facts, { workloads: functions, complete: new Set(['AWS::Lambda::Function']) })
}

const found = new WeakMap<Account, Map<number, Escalations>>()

/** Who can become administrator, at the time of the scan. */
export const escalationsAt = (graph: GraphView<typeof accountReads>, now: Date): Escalations => {
  const account = graph.once(wholeAccount)
  const byTime = found.get(account) ?? new Map<number, Escalations>()
  found.set(account, byTime)
  const escalations = byTime.get(now.getTime()) ?? escalationsIn(account, now)
  byTime.set(now.getTime(), escalations)
  return escalations
}

const tagKeys = new WeakMap<Account, readonly string[]>()

/** Whether somebody may do everything in the account, with a stolen access key or session. */
export const isAdministratorAt = (graph: GraphView<typeof iamReads>, arn: string, now: Date): Truth => {
  const account = graph.once(iamAccount)
  const principal = account.principals.find((each) => each.principal.arn === arn)
  if (!principal) throw new Error(`${arn} is not among the users and roles of the account`)
  const keys = tagKeys.get(account) ?? tagKeysIn(account)
  tagKeys.set(account, keys)
  return isAdministrator(principal, account, contextOfCaller(principal, keys, now))
}

/** Throws where it is not one of the account. */
export const standingOf = (escalations: Escalations, arn: string): Standing => {
  const standing = escalations.standings.get(arn)
  if (!standing) throw new Error(`${arn} is not among the users and roles of the account`)
  return standing
}

/** Why nothing can be told of what a principal may do: the first of its policies that could not be read. */
const whyUnknown = ({ identity, boundary }: AccountPrincipal): string => {
  if (identity === 'unknown' || boundary === 'unknown')
    return 'an attached policy, a group or the boundary was not among those that were read'
  const [place] = [...identity, ...(boundary ? [boundary] : [])].flatMap(({ name, policy }) =>
    policy.unreadable.map((unreadable) => `${name}: ${placeOf(unreadable)}`),
  )
  return place ?? 'a policy that it would meet on the way, or a condition operator in one, is not known'
}

/** Ends the check with `unknown`: it depends on a policy that could not be read. */
export const undecided = (owner: PolicyOwner, principal: AccountPrincipal) => cannotTell(owner, whyUnknown(principal))

/** Steps that may be taken, as far as is known. */
export const isOpen = ({ truth }: Step): boolean => truth !== 'unknown'
