// Privilege escalation: which users and roles can become administrators, by which steps, through whom.
//
// Every known path (`escalation-paths.ts`) is asked of the engine, so that a Deny, a boundary, a condition that cannot hold or a resource that is out of
// scope ends it. Routes are found backwards from the administrators: whoever can take over somebody who has a route has one too.
// Policies of the organization are not looked at: they can only close routes, never open one.
import type { Account, AccountPrincipal } from './access/account.ts'
import { isAdministrator } from './escalation/administrator.ts'
import { askingOf, rankOf } from './escalation/asking.ts'
import { stepsOf, type Step } from './escalation/steps.ts'
import { pathById } from './escalation-paths.ts'
import type { Truth } from './truth.ts'

export type { Step } from './escalation/steps.ts'

/** Where a user or role stands. */
export interface Standing {
  readonly principal: AccountPrincipal
  /** Whether it may do everything already. */
  readonly administrator: Truth
  /** The shortest of the surest ways to become administrator; empty where there is none, and for administrators. */
  readonly route: readonly Step[]
  /**
   * Every first step of such a way, a few targets for each path; those that could not be decided too. Also steps by which it can shed its permissions
   * boundary, wherever that leads.
   */
  readonly steps: readonly Step[]
}

export interface Escalations {
  /** By ARN. */
  readonly standings: ReadonlyMap<string, Standing>
  /** The ways by which users and roles that are no administrators come to a role by assuming one role after the other, the shortest for each of them. */
  readonly chainsTo: (role: string) => readonly (readonly Step[])[]
}

/** So many targets are told for one path of one caller. */
const toldTargets = 3
/** So many are tried for them, the surest first: where hundreds can be taken over, a few tell it all. */
const triedTargets = 200

interface Reached {
  readonly rank: number
  readonly route: readonly Step[]
}

const assumeRole = pathById('sts-assume-role')

const less = (truth: Step['truth'], rank: number): Step['truth'] =>
  rankOf(truth) >= rank ? truth : rank === rankOf('maybe') ? 'maybe' : 'unknown'

const propagates = (step: Step): boolean => step.path.provided === undefined

/** Who can become administrator of an account, and how. `now` is the time at which conditions on it are asked. */
export const escalationsIn = (account: Account, now: Date): Escalations => {
  const asking = askingOf(account, now)
  const steps = stepsOf(account, asking)
  const administrators = new Map(
    account.principals.map((principal) => [principal, isAdministrator(principal, account, asking.contextOfCaller(principal))]),
  )
  const others = account.principals.filter((principal) => administrators.get(principal) !== 'yes')
  /** Whether the caller would be administrator but for its boundary. */
  const isOnlyBound = (caller: AccountPrincipal): boolean =>
    isAdministrator({ ...caller, boundary: null }, account, asking.contextOfCaller(caller)) === 'yes'
  const free = new Map(others.map((caller) => [caller, steps.free(caller)]))
  const taking = new Map(others.map((caller) => [caller, steps.taking(caller)]))

  const { take } = steps

  const reached = new Map<AccountPrincipal, Reached>()
  const surest = (candidates: readonly Step[], rank: number): Step | undefined =>
    candidates
      .filter((step) => rankOf(step.truth) <= rank && propagates(step))
      .sort((a, b) => rankOf(a.truth) - rankOf(b.truth))
      .at(0)
  for (const rank of [rankOf('yes'), rankOf('maybe'), rankOf('unknown')]) {
    for (const [principal, truth] of administrators)
      if (rankOf(truth) === rank && !reached.has(principal)) reached.set(principal, { rank, route: [] })
    for (const [caller, own] of free) {
      const step = surest(
        own.filter(({ path }) => path.gains.type !== 'unbound' || isOnlyBound(caller)),
        rank,
      )
      if (step && !reached.has(caller)) reached.set(caller, { rank, route: [step] })
    }
    for (let frontier = [...reached]; frontier.length > 0;) {
      const next: [AccountPrincipal, Reached][] = []
      for (const [caller, paths] of taking) {
        if (reached.has(caller)) continue
        const found = firstStep(caller, paths, frontier, rank)
        if (found) next.push([caller, found])
      }
      for (const [caller, found] of next) reached.set(caller, found)
      frontier = next
    }
  }

  function firstStep(
    caller: AccountPrincipal,
    paths: readonly Step['path'][],
    frontier: readonly (readonly [AccountPrincipal, Reached])[],
    rank: number,
  ): Reached | undefined {
    let best: { readonly step: Step; readonly found: Reached } | undefined
    for (const path of paths) {
      if (path.provided !== undefined) continue
      for (const [target, { route }] of frontier) {
        const step = take(caller, path, target)
        if (!step || rankOf(step.truth) > rank) continue
        if (step.truth === 'yes') return { rank, route: [step, ...route] }
        best ??= { step, found: { rank, route: [step, ...route] } }
      }
    }
    return best?.found
  }

  const targets = [...reached].sort(
    ([a, { rank, route }], [b, other]) =>
      rank - other.rank || route.length - other.route.length || (a.principal.arn < b.principal.arn ? -1 : 1),
  )
  const leadsThrough = ({ route }: Reached, caller: AccountPrincipal): boolean =>
    route.some(({ from, target }) => from === caller.principal.arn || target === caller.principal.arn)
  const first = (caller: AccountPrincipal, path: Step['path']): readonly Step[] => {
    const found: Step[] = []
    let tried = 0
    for (const [target, way] of targets) {
      if (target === caller || target.principal.type !== path.gains.type || leadsThrough(way, caller)) continue
      tried += 1
      const step = take(caller, path, target)
      // A step is no surer to lead to administrator than what follows it.
      if (step) found.push({ ...step, truth: less(step.truth, way.rank) })
      if (tried >= triedTargets || found.filter(({ truth }) => truth === 'yes').length >= toldTargets) break
    }
    return found.sort((a, b) => rankOf(a.truth) - rankOf(b.truth)).slice(0, toldTargets)
  }

  const standings = account.principals.map((principal): Standing => {
    const administrator = administrators.get(principal) ?? 'no'
    if (administrator === 'yes') return { principal, administrator, route: [], steps: [] }
    return {
      principal,
      administrator,
      route: reached.get(principal)?.route ?? [],
      steps: [...(free.get(principal) ?? []), ...(taking.get(principal) ?? []).flatMap((path) => first(principal, path))],
    }
  })
  const chainsTo = (role: string): readonly (readonly Step[])[] => {
    const chains = new Map<AccountPrincipal, readonly Step[]>()
    const end = account.principals.find(({ principal }) => principal.arn === role)
    for (let frontier = end ? [end] : []; frontier.length > 0;) {
      const next: AccountPrincipal[] = []
      for (const caller of others) {
        if (caller === end || chains.has(caller)) continue
        const links = frontier.flatMap((target) => take(caller, assumeRole, target) ?? []).sort((a, b) => rankOf(a.truth) - rankOf(b.truth))
        const [link] = links
        if (!link) continue
        const rest = frontier.find(({ principal }) => principal.arn === link.target)
        chains.set(caller, [link, ...((rest && chains.get(rest)) ?? [])])
        next.push(caller)
      }
      frontier = next
    }
    return [...chains.values()]
  }

  return { standings: new Map(standings.map((standing) => [standing.principal.principal.arn, standing])), chainsTo }
}
