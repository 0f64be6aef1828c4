// Which steps a caller can take: each known path, with whom it takes over.
import { parseArn } from '../../graph/arn.ts'
import type { Account, AccountPrincipal, Workload } from '../access/account.ts'
import { evaluate } from '../evaluate.ts'
import type { Condition } from '../parse.ts'
import type { Principal } from '../principal.ts'
import { noPolicies, type StatementRef } from '../request.ts'
import { escalationPaths } from '../escalation-paths.ts'
import { isAdministrator, isAdministratorOnceEmpowered } from './administrator.ts'
import { bestOf, everyOf, grantedByResources, no, onlyIf, yes, type Answer, type Asking } from './asking.ts'
import type { EscalationPath, Gains, Need } from './path.ts'
import { inScope, scopesOf } from './scope.ts'

/** One step: a path that a caller can take. */
export interface Step {
  readonly path: EscalationPath
  /** ARN of the caller. */
  readonly from: string
  /** Whom it takes over; null where the caller itself or somebody new gets every permission. */
  readonly target: string | null
  /** Whether it leads on to administrator: `maybe` where that depends on what is not known; `unknown` where a policy could not be read. */
  readonly truth: 'yes' | 'maybe' | 'unknown'
  /** Conditions that it depends on. */
  readonly open: readonly Condition[]
  /** What has to be so besides. */
  readonly provided: readonly string[]
  /** The statements that allow it. */
  readonly by: readonly StatementRef[]
}

const stepOf = (path: EscalationPath, caller: AccountPrincipal, target: string | null, answer: Answer): Step | undefined =>
  answer.truth === 'no'
    ? undefined
    : { path, from: caller.principal.arn, target, truth: answer.truth, open: answer.open, provided: answer.provided, by: answer.by }

const patternIn = ({ on }: Need): string | undefined => (typeof on === 'string' ? undefined : 'some' in on ? on.some : on.running)
const takesOver = ({ gains }: EscalationPath): boolean => (gains.type === 'role' || gains.type === 'user') && !gains.strengthened

/** What a principal may be found in by way of its groups and policies, as far as paths ask for it. */
const ownPolicies = ({ managed }: AccountPrincipal, account: Account): readonly string[] =>
  managed.filter((arn) => parseArn(arn)?.account === account.id)

const providersIn = ({ trust }: AccountPrincipal, account: Account): readonly string[] =>
  (trust?.policy.statements ?? [])
    .flatMap(({ principals }) => principals?.federated ?? [])
    .filter((provider) => parseArn(provider)?.account === account.id)

export interface Steps {
  /** Paths that lead straight to every permission: whoever is taken over on the way is no administrator before. */
  readonly free: (caller: AccountPrincipal) => readonly Step[]
  /** Paths that a caller may take over others by, the ones that its policies rule out left out. */
  readonly taking: (caller: AccountPrincipal) => readonly EscalationPath[]
  /** One of them with one target. */
  readonly take: (caller: AccountPrincipal, path: EscalationPath, target: AccountPrincipal) => Step | undefined
}

export const stepsOf = (account: Account, { ask, names, mayAllow, contextOfCaller }: Asking): Steps => {
  const roles = account.principals.filter(({ principal }) => principal.type === 'role')
  const users = account.principals.filter(({ principal }) => principal.type === 'user')
  const granted = grantedByResources(account.workloads)
  const scope = scopesOf(account)

  /** Whether a role lets a service, or who comes by way of it, take it on. */
  const trusted = new Map<string, Map<AccountPrincipal, Answer>>()
  const trusts = (role: AccountPrincipal, service: string): Answer => {
    const ofService = trusted.get(service) ?? new Map<AccountPrincipal, Answer>()
    trusted.set(service, ofService)
    const known = ofService.get(role)
    if (known) return known
    const resource = role.principal.arn
    const asked = (principal: Principal, action: string) => (): Answer => {
      const { decision, open } = evaluate(
        // A service that calls for the account says so.
        {
          principal,
          action,
          resource,
          resourceAccount: account.id,
          context: { 'aws:sourceaccount': [account.id] },
        },
        { ...noPolicies, resource: role.trust },
      )
      const truth = ({ allowed: 'yes', denied: 'no', conditional: 'maybe', unknown: 'unknown' } as const)[decision]
      return truth === 'no' ? no : { truth, open, by: [], provided: [] }
    }
    const federated =
      service === 'cognito-identity.amazonaws.com'
        ? [service]
        : service === 'pods.eks.amazonaws.com'
          ? providersIn(role, account).filter((provider) => /:oidc-provider\/oidc\.eks\./.test(provider))
          : []
    const answer = bestOf([
      asked({ type: 'service', service }, 'sts:AssumeRole'),
      ...federated.map((provider) => asked({ type: 'federated', account: account.id, provider }, 'sts:AssumeRoleWithWebIdentity')),
    ])
    ofService.set(role, answer)
    return answer
  }
  const trustsAny = (role: AccountPrincipal, { trusts: services, profile }: Extract<Gains, { type: 'role' }>): Answer => {
    if (profile === 'there' && !role.onInstances) return no
    return services.length === 0 ? yes : bestOf(services.map((service) => () => trusts(role, service)))
  }

  const nameCache = new WeakMap<AccountPrincipal, Map<string, readonly string[]>>()
  const namesFor = (caller: AccountPrincipal, needs: readonly Need[], pattern: string): readonly string[] => {
    const ofCaller = nameCache.get(caller) ?? new Map<string, readonly string[]>()
    nameCache.set(caller, ofCaller)
    const key = `${pattern} ${needs.map(({ action }) => action).join()}`
    const found = ofCaller.get(key) ?? names(caller, needs, pattern)
    ofCaller.set(key, found)
    return found
  }

  /** Needs on the same pattern are about the same resource. */
  const onPattern = (caller: AccountPrincipal, pattern: string, needs: readonly Need[], target: AccountPrincipal | undefined): Answer => {
    const ofWorkload = (workload: Workload) => (): Answer =>
      everyOf(needs.map((need) => () => ask(caller, need, { resource: workload.arn, policy: workload.policy, grants: workload.grants })))
    const on = needs[0]?.on
    const kind = typeof on === 'object' && 'running' in on ? on.kind : undefined
    if (kind !== undefined && account.complete.has(kind))
      return bestOf(account.workloads.filter((each) => each.kind === kind && each.role === target?.principal.arn).map(ofWorkload))
    const named = bestOf(
      namesFor(caller, needs, pattern).map((resource) => () => everyOf(needs.map((need) => () => ask(caller, need, { resource })))),
    )
    return kind === undefined ? named : onlyIf(named, `there is one of ${kind} that runs with the role`)
  }

  const onOne = (caller: AccountPrincipal, need: Need, target: AccountPrincipal | undefined): Answer => {
    const any = (arns: readonly string[]): Answer => bestOf(arns.map((resource) => () => ask(caller, need, { resource })))
    switch (need.on) {
      case '*':
        return ask(caller, need, { resource: '*' })
      case 'self':
        return ask(caller, need, { resource: caller.principal.arn, principal: caller })
      case 'own-policy':
        return any(ownPolicies(caller, account))
      case 'own-group':
        return any(caller.groups)
      case 'own-boundary':
        return caller.boundary === 'unknown' || !caller.boundary
          ? no
          : any([caller.boundary.name].filter((arn) => parseArn(arn)?.account === account.id))
      case 'administrators':
        return bestOf(groupsOfAdministrators(caller).map((group) => () => ask(caller, need, { resource: group })))
      case 'target': {
        if (!target) return no
        const { arn } = target.principal
        const policy = need.action === 'sts:AssumeRole' ? target.trust : null
        const services: readonly (string | undefined)[] = need.to ?? [undefined]
        return bestOf(
          services.map(
            (service) => () =>
              ask(caller, need, { resource: arn, principal: target, policy, ...(service === undefined ? {} : { service }) }),
          ),
        )
      }
      case 'target-policy':
        return target ? any(ownPolicies(target, account)) : no
      case 'target-provider':
        return target ? any(providersIn(target, account).filter((arn) => arn.includes(':saml-provider/'))) : no
      default:
        throw new Error(`${need.action} on a pattern is asked for with its like`)
    }
  }

  const groupsOfAdministrators = (caller: AccountPrincipal): readonly string[] =>
    [...account.groups].flatMap(([arn, policies]) => {
      if (policies === 'unknown' || caller.groups.includes(arn)) return []
      const member = { ...caller, identity: policies }
      return isAdministrator(member, account, contextOfCaller(caller)) === 'yes' ? [arn] : []
    })

  /** Needs about the target, and those that would be the same for any. */
  const isAboutTarget = ({ on }: Need): boolean =>
    typeof on === 'object'
      ? 'running' in on && account.complete.has(on.kind)
      : on === 'target' || on === 'target-policy' || on === 'target-provider'

  const together = (caller: AccountPrincipal, needs: readonly Need[], target: AccountPrincipal | undefined): Answer => {
    const byPattern = Map.groupBy(
      needs.filter((need) => patternIn(need) !== undefined),
      (need) => patternIn(need) ?? '',
    )
    return everyOf([
      ...needs.filter((need) => patternIn(need) === undefined).map((need) => () => onOne(caller, need, target)),
      ...[...byPattern].map(
        ([pattern, group]) =>
          () =>
            onPattern(caller, pattern, group, target),
      ),
    ])
  }

  const ready = new WeakMap<AccountPrincipal, Map<EscalationPath, Answer>>()
  /** What a path needs besides what it needs of the target. */
  const besides = (caller: AccountPrincipal, path: EscalationPath): Answer => {
    const ofCaller = ready.get(caller) ?? new Map<EscalationPath, Answer>()
    ready.set(caller, ofCaller)
    const known =
      ofCaller.get(path) ??
      together(
        caller,
        path.needs.filter((need) => !isAboutTarget(need)),
        undefined,
      )
    ofCaller.set(path, known)
    return known
  }

  const allNeeds = (caller: AccountPrincipal, path: EscalationPath, target: AccountPrincipal | undefined): Answer => {
    const about = path.needs.filter(isAboutTarget)
    // What the caller's policies leave out of scope altogether needs no asking.
    const outOfScope = ({ on, action, trust }: Need): boolean =>
      on === 'target' && trust === undefined && target !== undefined && !inScope(scope(caller, action), target.principal.arn)
    if (about.some(outOfScope)) return no
    return everyOf([() => besides(caller, path), () => together(caller, about, target)])
  }

  /** Whether the caller's own policies, or those of what it asks for, allow each action somewhere. */
  const isOpenTo = (caller: AccountPrincipal, { by, needs }: EscalationPath): boolean =>
    (by === undefined || by === caller.principal.type) &&
    needs.every(
      (need) =>
        need.action === 'sts:AssumeRole' ||
        mayAllow(caller, need.action) ||
        (typeof need.on === 'object' && 'running' in need.on && granted(need.action)),
    )

  const answerWith = (path: EscalationPath, answer: Answer): Answer =>
    path.provided === undefined ? answer : onlyIf(answer, path.provided)

  const strengthened = (caller: AccountPrincipal, path: EscalationPath): readonly Step[] => {
    const from = path.gains.type === 'user' ? users : roles
    for (const target of from) {
      if (target === caller) continue
      const answer = everyOf([
        () => allNeeds(caller, path, target),
        () => ({ ...yes, truth: isAdministratorOnceEmpowered(target, account, contextOfCaller(target)) }),
      ])
      const step = stepOf(path, caller, target.principal.arn, answerWith(path, answer))
      // One is enough: they all lead to the same.
      if (step) return [step]
    }
    return []
  }

  return {
    free: (caller) =>
      escalationPaths.flatMap((path): readonly Step[] => {
        if (takesOver(path) || !isOpenTo(caller, path)) return []
        if (path.gains.type === 'role' || path.gains.type === 'user') return strengthened(caller, path)
        if (path.gains.type === 'unbound' && caller.boundary === null) return []
        const answer = everyOf([
          () => allNeeds(caller, path, undefined),
          () =>
            path.gains.type === 'caller' ? { ...yes, truth: isAdministratorOnceEmpowered(caller, account, contextOfCaller(caller)) } : yes,
        ])
        const step = stepOf(path, caller, null, answerWith(path, answer))
        return step ? [step] : []
      }),
    taking: (caller) => escalationPaths.filter((path) => takesOver(path) && isOpenTo(caller, path) && besides(caller, path).truth !== 'no'),
    take: (caller, path, target) => {
      if (target === caller || path.gains.type !== target.principal.type) return undefined
      const { gains } = path
      const answer = everyOf([() => (gains.type === 'role' ? trustsAny(target, gains) : yes), () => allNeeds(caller, path, target)])
      return stepOf(path, caller, target.principal.arn, answerWith(path, answer))
    },
  }
}
