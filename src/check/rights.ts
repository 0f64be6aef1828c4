// Verdicts from identity policies: the rights that a policy, user, group or role holds on whatever there is.
import type { PolicyText } from '../iam/policy.ts'
import { breadthOf, type Ask } from '../iam/breadth.ts'
import type { Policy } from '../iam/parse.ts'
import type { Source, StatementRef } from '../iam/request.ts'
import type { Neighbour } from './check.ts'
import { cannotTell, few, placeOf, policyOf, type PolicyOwner } from './policies.ts'

export interface InlinePolicy {
  readonly PolicyName: string
  readonly PolicyDocument: PolicyText
}

export const inlineSources = (policies: readonly InlinePolicy[]): readonly Source[] =>
  policies.map(({ PolicyName, PolicyDocument }) => ({ name: `inline ${PolicyName}`, policy: policyOf(PolicyDocument) }))

/** Managed policies at the end of an edge. One that was not read may say anything. */
export const managedSources = (holder: PolicyOwner, policies: readonly Neighbour<'AWS::IAM::ManagedPolicy', never>[]): readonly Source[] =>
  policies.map((policy) => {
    if (!policy.found) throw cannotTell(holder, `the attached policy ${policy.arn} was not among those that were read`)
    return { name: policy.node.name, policy: policyOf(policy.node.base.Document) }
  })

/** The permissions boundary, at the end of its edge. */
export const boundaryOf = (holder: PolicyOwner, policies: readonly Neighbour<'AWS::IAM::ManagedPolicy', never>[]): Source | null =>
  managedSources(holder, policies)[0] ?? null

const numbered = ({ sid, index }: StatementRef): string => `statement ${sid || String(index + 1)}`

/** `data-platform, statement 1` */
export const statementWords = (refs: readonly StatementRef[]): readonly string[] =>
  few(refs.map((ref) => `${ref.source}, ${numbered(ref)}`))

export interface Held {
  readonly action: string
  readonly by: readonly StatementRef[]
}

/** Which of some actions are held on whatever there is. Ends the check with `unknown` where none is for certain, but one may be. */
export const heldBroadly = (
  holder: PolicyOwner,
  sources: readonly Source[],
  asks: readonly Ask[],
  boundary: Source | null = null,
): readonly Held[] => {
  const answers = asks.map((ask) => ({ action: ask.action, ...breadthOf(ask, holder, sources, boundary) }))
  const held = answers.filter(({ broad }) => broad === 'yes')
  if (held.length > 0) return held
  const open = answers.find(({ broad }) => broad === 'unknown')
  if (open) throw cannotTell(holder, `it cannot be told whether it allows ${open.action}: ${whyNot(sources)}`)
  return []
}

const whyNot = (sources: readonly Source[]): string => {
  const [first] = sources.flatMap(({ name, policy }) => policy.unreadable.map((one) => `${name}, ${placeOf(one)}`))
  return first ?? 'a condition operator is not known'
}

/** Ends the check with `unknown` where some statement of a policy cannot be read. */
export const readWhole = (holder: PolicyOwner, policy: Policy): Policy => {
  const unreadable = policy.unreadable.find(({ effect }) => effect !== 'Deny')
  if (unreadable) throw cannotTell(holder, placeOf(unreadable))
  return policy
}
