// Whether a caller may take the steps of a path, asked of the engine, with what the answer depends on.
import { parseArn } from '../../graph/arn.ts'
import type { Account, AccountPrincipal, AccountResource } from '../access/account.ts'
import { partFor, policiesFor } from '../access/part.ts'
import { contextOf } from '../context.ts'
import { evaluate } from '../evaluate.ts'
import { patternOf, type Pattern } from '../match.ts'
import { parsePolicy, type Condition } from '../parse.ts'
import { noPolicies, type Policies, type Read, type Request, type Source, type StatementRef } from '../request.ts'
import { atMostMaybe, type Truth } from '../truth.ts'
import { contextOfCaller, contextOfNeed, isChosen, tagKeysIn } from './context.ts'
import type { Need } from './path.ts'
import { commonText, templateOf } from './witness.ts'

/** Whether something is allowed, what that depends on, and the statements that make it so. */
export interface Answer {
  readonly truth: Truth
  readonly open: readonly Condition[]
  readonly by: readonly StatementRef[]
  /** What has to be so besides, which the account does not tell. */
  readonly provided: readonly string[]
}

export const no: Answer = { truth: 'no', open: [], by: [], provided: [] }
export const yes: Answer = { truth: 'yes', open: [], by: [], provided: [] }

/** All of them have to be; a `no` ends the asking. */
export const everyOf = (asks: Iterable<() => Answer>): Answer => {
  const answers: Answer[] = []
  for (const ask of asks) {
    const answer = ask()
    if (answer.truth === 'no') return no
    answers.push(answer)
  }
  return {
    truth: answers.some(({ truth }) => truth === 'unknown') ? 'unknown' : answers.some(({ truth }) => truth === 'maybe') ? 'maybe' : 'yes',
    open: [...new Set(answers.flatMap(({ open }) => open))],
    by: answers.flatMap(({ by }) => by),
    provided: [...new Set(answers.flatMap(({ provided }) => provided))],
  }
}

const order: Readonly<Record<Truth, number>> = { yes: 0, maybe: 1, unknown: 2, no: 3 }
export const rankOf = (truth: Truth): number => order[truth]

/** One of them is enough: the surest; a `yes` ends the asking. */
export const bestOf = (asks: Iterable<() => Answer>): Answer => {
  let best = no
  for (const ask of asks) {
    const answer = ask()
    if (rankOf(answer.truth) < rankOf(best.truth)) best = answer
    if (best.truth === 'yes') break
  }
  return best
}

/** The same answer, on one more condition. */
export const onlyIf = (answer: Answer, provided: string): Answer =>
  answer.truth === 'no' ? no : { ...answer, truth: atMostMaybe(answer.truth), provided: [...answer.provided, provided] }

/** What a request is about, besides the action. */
export interface About {
  readonly resource: string
  /** The user or role that it is about. */
  readonly principal?: AccountPrincipal
  readonly service?: string
  readonly policy?: Read<Source | null>
  readonly grants?: Read<readonly Source[]>
}

const rewrittenTrust = ({ principal }: AccountPrincipal): Source => ({
  name: 'the trust policy as the caller rewrites it',
  policy: parsePolicy(JSON.stringify({ Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: principal.arn } } })),
})

const boundaryList = ({ boundary }: AccountPrincipal): readonly Source[] => (boundary === 'unknown' || !boundary ? [] : [boundary])
const identityList = ({ identity }: AccountPrincipal): readonly Source[] => (identity === 'unknown' ? [] : identity)

/** So many names are tried for what the caller may name as it likes. */
const maximumNames = 64

/** One choice from each list, at most so many. */
function* choices<T>(lists: readonly (readonly T[])[], most: number): Iterable<readonly T[]> {
  let left = most
  function* from(index: number, chosen: readonly T[]): Iterable<readonly T[]> {
    const list = lists[index]
    if (!list) {
      left -= 1
      yield chosen
      return
    }
    for (const each of list) {
      if (left <= 0) return
      yield* from(index + 1, [...chosen, each])
    }
  }
  yield* from(0, [])
}

export interface Asking {
  readonly ask: (caller: AccountPrincipal, need: Need, about: About) => Answer
  /** Names that all of these needs may be allowed for, best guesses first. */
  readonly names: (caller: AccountPrincipal, needs: readonly Need[], pattern: string) => readonly string[]
  /** Whether anything in the caller's own policies allows an action at all. */
  readonly mayAllow: (caller: AccountPrincipal, action: string) => boolean
  readonly contextOfCaller: (caller: AccountPrincipal) => Request['context']
}

export const askingOf = (account: Account, now: Date): Asking => {
  const tagKeys = tagKeysIn(account)
  const administratorPolicy = `arn:${account.partition}:iam::aws:policy/AdministratorAccess`
  const contexts = new Map<AccountPrincipal, Request['context']>()
  const contextFor = (caller: AccountPrincipal): Request['context'] => {
    const known = contexts.get(caller) ?? contextOfCaller(caller, tagKeys, now)
    contexts.set(caller, known)
    return known
  }

  const ask = (caller: AccountPrincipal, need: Need, { resource, principal, service, policy = null, grants = [] }: About): Answer => {
    const context = { ...contextFor(caller), ...contextOfNeed(need, principal, tagKeys, { administratorPolicy, service }) }
    const request: Request = {
      principal: caller.principal,
      action: need.action,
      resource,
      resourceAccount: parseArn(resource)?.account || account.id,
      context,
    }
    const policies: Policies = {
      ...noPolicies,
      identity: caller.identity,
      boundary: caller.boundary,
      resource: need.trust === 'rewritten' ? rewrittenTrust(caller) : policy,
      grants,
    }
    const { decision, open, by } = evaluate(request, policiesFor(policies, need.action.toLowerCase()))
    if (decision === 'denied') return no
    if (decision === 'conditional') {
      const unchosen = open.filter((condition) => !isChosen(condition, need))
      return { truth: open.length > 0 && unchosen.length === 0 ? 'yes' : 'maybe', open: unchosen, by, provided: [] }
    }
    return { truth: decision === 'allowed' ? 'yes' : 'unknown', open, by, provided: [] }
  }

  /** By the template and then by the patterns: callers share most of them. */
  const commons = new Map<string, string | undefined>()
  const common = (template: Pattern, patterns: readonly Pattern[]): string | undefined => {
    const key = JSON.stringify([template, ...patterns])
    if (commons.has(key)) return commons.get(key)
    const arn = commonText(patterns, template)
    commons.set(key, arn)
    return arn
  }

  const names = (caller: AccountPrincipal, needs: readonly Need[], pattern: string): readonly string[] => {
    const template = templateOf(pattern, account.partition, account.id)
    const anything = patternOf('*', undefined)
    const listFor = (sources: readonly Source[], action: string): readonly Pattern[] => {
      const patterns = new Set<string>()
      const found: Pattern[] = []
      for (const source of sources) {
        const part = partFor(source, action.toLowerCase())
        for (const { effect, resources } of part?.policy.statements ?? []) {
          // Allow Resource and Deny NotResource say where it is allowed.
          if (!resources || (effect === 'Allow') === resources.not) {
            if (effect === 'Allow' && !patterns.has('*')) {
              patterns.add('*')
              found.unshift(anything)
            }
            continue
          }
          for (const text of resources.patterns) {
            if (patterns.has(text)) continue
            patterns.add(text)
            const { lookup } = contextOf({
              principal: caller.principal,
              action,
              resource: '*',
              resourceAccount: account.id,
              context: contextFor(caller),
            })
            const compiled = patternOf(text, source.policy.version === '2012-10-17' ? lookup : undefined)
            if (text === '*') found.unshift(compiled)
            else found.push(compiled)
          }
        }
      }
      return found.length === 0 ? [anything] : found
    }
    const lists = needs.flatMap(({ action }) => [
      listFor(identityList(caller), action),
      ...(boundaryList(caller).length > 0 ? [listFor(boundaryList(caller), action)] : []),
    ])
    const found = new Set<string>()
    for (const patterns of choices(lists, maximumNames)) {
      const arn = common(template, [...new Set(patterns.filter((each) => each !== anything))])
      if (arn !== undefined) found.add(arn)
    }
    return [...found]
  }

  const allowing = new WeakMap<Source, Map<string, boolean>>()
  const sourceMayAllow = (source: Source, action: string): boolean => {
    const ofSource = allowing.get(source) ?? new Map<string, boolean>()
    allowing.set(source, ofSource)
    const known = ofSource.get(action)
    if (known !== undefined) return known
    const part = partFor(source, action)
    const may =
      part !== undefined &&
      (part.policy.statements.some(({ effect }) => effect === 'Allow') || part.policy.unreadable.some(({ effect }) => effect !== 'Deny'))
    ofSource.set(action, may)
    return may
  }

  return {
    ask,
    names,
    mayAllow: ({ identity }, action) => identity === 'unknown' || identity.some((source) => sourceMayAllow(source, action.toLowerCase())),
    contextOfCaller: contextFor,
  }
}

/** Whether the policies of resources grant an action to anybody, without a look at whom. */
export const grantedByResources = (resources: readonly AccountResource[]): ((action: string) => boolean) => {
  const known = new Map<string, boolean>()
  return (action) => {
    const before = known.get(action)
    if (before !== undefined) return before
    const granted = resources.some(
      ({ policy, grants }) =>
        policy === 'unknown' ||
        grants === 'unknown' ||
        [...(policy ? [policy] : []), ...grants].some((source) => {
          const part = partFor(source, action.toLowerCase())
          return (
            part !== undefined && (part.policy.unreadable.length > 0 || part.policy.statements.some(({ effect }) => effect === 'Allow'))
          )
        }),
    )
    known.set(action, granted)
    return granted
  }
}
