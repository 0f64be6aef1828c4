// Who can reach what, as values: for the console and for JSON.
import { accessIndex, type Access, type AccessIndex } from '../iam/access-index.ts'
import type { AccountPrincipal, AccountResource } from '../iam/access/account.ts'
import { appliesTo, type Action } from '../iam/actions.ts'
import { audienceOf } from '../iam/audience.ts'
import { escalationsIn, type Step } from '../iam/escalation.ts'
import type { Decision, StatementRef } from '../iam/request.ts'
import { wordsOf } from '../check/policies.ts'
import type { AccessFacts, NamedResource } from './access-facts.ts'

/** Why it is so. */
export interface Reason {
  /** Policy, statement and line, of what decides. */
  readonly statements: readonly string[]
  /** Conditions that it depends on, since their context is not known. */
  readonly conditions: readonly string[]
}

/** What a principal can do by one action. */
export interface Reach extends Reason {
  readonly action: string
  readonly access: Access
  readonly count: number
  /** ARNs; the first ones where there are many. */
  readonly resources: readonly string[]
}

/** Who can do something with a resource. */
export interface Reacher extends Reason {
  readonly principal: string
  readonly action: string
  readonly access: Access
}

/** One step of the way to administrator. */
export interface RouteStep extends Reason {
  readonly step: string
  readonly does: string
  readonly from: string
  readonly to: string | null
  readonly access: Access
  readonly provided: readonly string[]
  readonly sources: readonly string[]
}

export interface PrincipalAnswer {
  readonly administrator: 'yes' | 'no' | 'conditional' | 'unknown'
  readonly route: readonly RouteStep[]
  readonly reaches: readonly Reach[]
}

export interface ResourceAnswer {
  readonly reachedBy: readonly Reacher[]
  /** Whom its policy lets in from elsewhere: accounts, services, anyone. */
  readonly admits: readonly string[]
  /** Its policy could not be read, or not all of it. */
  readonly unreadable: boolean
}

const refWords = ({ source, index, sid, line }: StatementRef): string =>
  index < 0 ? source : `${source}, ${sid === undefined || sid === '' ? `statement ${index + 1}` : `statement ${sid}`}, line ${line}`

const reasonOf = ({ by, open }: Pick<Decision, 'by' | 'open'>): Reason => ({
  statements: [...new Set(by.map(refWords))],
  conditions: [...new Set(open.map(({ operator, key, values }) => `${operator} ${key} ${values.join(' or ')}`))],
})

const isIam = ({ kind }: NamedResource): boolean => kind.startsWith('AWS::IAM::')

/** A trust policy says who may assume a role, and nothing of who may change it: so actions of STS and all others are asked apart. */
const indexesOf = ({ account, resources }: AccessFacts, actions: readonly Action[]): readonly AccessIndex[] => {
  const isTrust = ({ name }: Action): boolean => name.startsWith('sts:')
  const { principals } = account
  return [
    accessIndex({ principals, resources, actions: actions.filter(isTrust) }),
    accessIndex({
      principals,
      resources: resources.map((resource) => (isIam(resource) ? { ...resource, policy: null } : resource)),
      actions: actions.filter((action) => !isTrust(action)),
    }),
  ]
}

/** So many resources are told and explained for one action. */
export const toldResources = 20

const routeStep = (step: Step): RouteStep => ({
  step: step.path.id,
  does: step.path.title,
  from: step.from,
  to: step.target,
  access: step.truth === 'yes' ? 'allowed' : step.truth === 'maybe' ? 'conditional' : 'unknown',
  provided: step.provided,
  sources: step.path.sources,
  ...reasonOf(step),
})

const administratorWords = { yes: 'yes', no: 'no', maybe: 'conditional', unknown: 'unknown' } as const

export const answerForPrincipal = (
  facts: AccessFacts,
  principal: AccountPrincipal,
  actions: readonly Action[],
  now: Date,
): PrincipalAnswer => {
  const standing = escalationsIn(facts.account, now).standings.get(principal.principal.arn)
  const reaches = indexesOf(facts, actions).flatMap((index) =>
    [...index.of(principal)].map(({ action, access, resources }): Reach => {
      const told = [...resources].slice(0, toldResources)
      const reasons = told.map((resource) => reasonOf(index.explain(principal, action, resource)))
      return {
        action,
        access,
        count: resources.size,
        resources: told.map(({ arn }) => arn),
        statements: [...new Set(reasons.flatMap(({ statements }) => statements))],
        conditions: [...new Set(reasons.flatMap(({ conditions }) => conditions))],
      }
    }),
  )
  return {
    administrator: administratorWords[standing?.administrator ?? 'unknown'],
    route: (standing?.route ?? []).map(routeStep),
    reaches: reaches.sort((a, b) => (a.action < b.action ? -1 : 1)),
  }
}

export const answerForResource = (facts: AccessFacts, resource: NamedResource, actions: readonly Action[]): ResourceAnswer => {
  const on: AccountResource = resource
  const reachedBy = indexesOf(
    facts,
    actions.filter((action) => appliesTo(action, resource.arn)),
  ).flatMap((index, at) =>
    // The second index is about everything but trust.
    [...index.on(at === 1 && isIam(resource) ? { ...on, policy: null } : on)].map(({ principal, action, decision }): Reacher => ({
      principal: principal.principal.arn,
      action,
      access: decision.decision === 'denied' ? 'unknown' : decision.decision,
      ...reasonOf(decision),
    })),
  )
  const policy = resource.policy === 'unknown' || !resource.policy ? undefined : resource.policy.policy
  const audience = policy && audienceOf(policy, resource)
  return {
    reachedBy: reachedBy.sort((a, b) => (`${a.principal} ${a.action}` < `${b.principal} ${b.action}` ? -1 : 1)),
    admits: [...new Set((audience?.admissions ?? []).filter(({ who }) => who.type !== 'same-account').map(wordsOf))],
    unreadable: resource.policy === 'unknown' || resource.grants === 'unknown' || (audience?.unreadable.length ?? 0) > 0,
  }
}
