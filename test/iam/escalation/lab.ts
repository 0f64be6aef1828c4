// Accounts in which one escalation path is open, made from the path itself, and the ways to close it.
import type { Account, AccountPrincipal, Workload } from '../../../src/iam/access/account.ts'
import type { EscalationPath, Need } from '../../../src/iam/escalation/path.ts'
import { parsePolicy } from '../../../src/iam/parse.ts'
import type { Source } from '../../../src/iam/request.ts'
import { account, foreignAccount, region } from '../../support/nodes.ts'

export const source = (name: string, ...statements: readonly object[]): Source => ({
  name,
  policy: parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements })),
})
export const everything = source('arn:aws:iam::aws:policy/AdministratorAccess', { Effect: 'Allow', Action: '*', Resource: '*' })

const arn = (rest: string): string => `arn:aws:iam::${account}:${rest}`
const harmless = { Effect: 'Allow', Action: 'sqs:ListQueues', Resource: '*' }
const ownPolicy = source(arn('policy/own'), harmless)
const targetPolicy = source(arn('policy/of-target'), harmless)
const boundaryName = arn('policy/boundary')
const provider = arn('saml-provider/corporate')
const ownGroup = arn('group/own')
const administrators = arn('group/administrators')

/** One resource that a pattern means. */
const oneOf = (pattern: string, owner = account): string =>
  pattern
    .replace('arn:*:', 'arn:aws:')
    .replace('{account}', owner)
    .replace(/^((?:[^:]*:){3})\*/, `$1${region}`)
    .replaceAll('*', 'thing')

export const callerOf = ({ by, needs }: EscalationPath): string =>
  // A trust policy that names a user is enough for it; a role is still held back by its boundary.
  arn(by === 'role' || needs.some(({ trust }) => trust === 'rewritten') ? 'role/caller' : 'user/caller')
const targetOf = ({ gains }: EscalationPath): string => arn(gains.type === 'user' ? 'user/target' : 'role/target')

const resourceOf = (path: EscalationPath, { on }: Need): string => {
  if (typeof on === 'object') return oneOf('some' in on ? on.some : on.running)
  const names = {
    '*': '*',
    self: callerOf(path),
    'own-policy': ownPolicy.name,
    'own-group': ownGroup,
    'own-boundary': boundaryName,
    administrators,
    target: targetOf(path),
    'target-policy': targetPolicy.name,
    'target-provider': provider,
  }
  return names[on]
}

/** A resource of the same sort that is of no use to the caller. */
const elsewhere = (path: EscalationPath, need: Need): string => {
  if (need.on === '*') return `arn:aws:s3:::thing`
  if (typeof need.on !== 'object') return `${resourceOf(path, need)}-other`
  if ('running' in need.on) return `${resourceOf(path, need)}-other`
  return need.on.some.includes('{account}') ? oneOf(need.on.some, foreignAccount) : 'arn:aws:s3:::thing'
}

export type Change =
  | { readonly type: 'denied' | 'bounded' | 'out of scope' | 'without second factor' | 'passed elsewhere' | 'missing'; readonly need: Need }
  | { readonly type: 'target is no administrator' | 'trust admits nobody' | 'no such workload' | 'target is bounded' }

const allow = (path: EscalationPath, need: Need, change: Change | undefined): readonly object[] => {
  const hit = change && 'need' in change && change.need === need
  if (hit && change.type === 'missing') return []
  const Condition =
    hit && change.type === 'without second factor'
      ? { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }
      : hit && change.type === 'passed elsewhere'
        ? { StringEquals: { 'iam:PassedToService': 'elsewhere.amazonaws.com' } }
        : undefined
  const Resource = hit && change.type === 'out of scope' ? elsewhere(path, need) : resourceOf(path, need)
  return [{ Effect: 'Allow', Action: need.action, Resource, ...(Condition ? { Condition } : {}) }]
}

const trustOf = (path: EscalationPath, change: Change | undefined): Source => {
  const { gains, needs } = path
  const statements: object[] = []
  if (change?.type !== 'trust admits nobody' && gains.type === 'role') {
    for (const service of gains.trusts) {
      statements.push(
        service === 'cognito-identity.amazonaws.com'
          ? { Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: service } }
          : { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } },
      )
    }
    if (needs.some(({ action, trust }) => action === 'sts:AssumeRole' && trust === undefined))
      statements.push({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: arn('root') } })
    if (needs.some(({ on }) => on === 'target-provider'))
      statements.push({ Effect: 'Allow', Action: 'sts:AssumeRoleWithSAML', Principal: { Federated: provider } })
  }
  return source(targetOf(path), ...statements)
}

const principalOf = (of: string, more: Partial<AccountPrincipal>): AccountPrincipal => ({
  principal: { type: of.includes(':role/') ? 'role' : 'user', account, arn: of },
  name: of.slice(of.lastIndexOf('/') + 1),
  identity: [],
  boundary: null,
  managed: [],
  groups: [],
  trust: of.includes(':role/') ? source(of) : null,
  onInstances: false,
  tags: {},
  ...more,
})

/** The account in which a path is open, with at most one change to it. */
export const labOf = (path: EscalationPath, change?: Change): Account => {
  const { gains, needs } = path
  const strengthens = 'strengthened' in gains && gains.strengthened
  const hit = change && 'need' in change ? change.need : undefined
  const bound = gains.type === 'unbound'
  const boundary = (but: readonly string[]): Source => source(boundaryName, { Effect: 'Allow', NotAction: but, Resource: '*' })
  const allows = bound
    ? [
        { Effect: 'Allow', NotAction: needs.map(({ action }) => action), Resource: '*' },
        ...needs.flatMap((need) => allow(path, need, change)),
      ]
    : needs.flatMap((need) => allow(path, need, change))
  const caller = principalOf(callerOf(path), {
    identity: [
      source('inline', ...allows, ...(hit && change?.type === 'denied' ? [{ Effect: 'Deny', Action: hit.action, Resource: '*' }] : [])),
      ownPolicy,
    ],
    boundary: hit && change?.type === 'bounded' ? boundary([hit.action]) : bound ? boundary(['s3:*']) : null,
    managed: [ownPolicy.name],
    groups: callerOf(path).includes(':user/') ? [ownGroup] : [],
  })
  const target = principalOf(targetOf(path), {
    identity: strengthens || change?.type === 'target is no administrator' ? [targetPolicy] : [everything],
    boundary: change?.type === 'target is bounded' ? boundary(['s3:*']) : null,
    managed: [targetPolicy.name],
    trust: gains.type === 'role' ? trustOf(path, change) : null,
    onInstances: true,
  })
  const running = needs.flatMap(({ on }) => (typeof on === 'object' && 'running' in on ? [on] : []))
  const workloads = running.map(({ running: pattern, kind }): Workload => ({
    arn: oneOf(pattern),
    kind,
    account,
    policy: null,
    grants: [],
    role: change?.type === 'no such workload' ? arn('role/harmless') : targetOf(path),
  }))
  return {
    id: account,
    partition: 'aws',
    principals: gains.type === 'role' || gains.type === 'user' ? [caller, target] : [caller],
    groups: new Map([
      [ownGroup, []],
      [administrators, [everything]],
    ]),
    policies: new Map(),
    workloads,
    complete: new Set(running.map(({ kind }) => kind)),
  }
}

/** Every change that has to close a path. */
export const changesOf = ({ needs, gains }: EscalationPath): readonly Change[] => {
  const strengthens = 'strengthened' in gains && gains.strengthened
  return [
    ...needs.flatMap((need): readonly Change[] => [
      { type: 'denied', need },
      { type: 'bounded', need },
      // A trust policy that names the caller needs no policy of its own beside it.
      ...(need.trust === 'rewritten'
        ? []
        : ([
            { type: 'out of scope', need },
            { type: 'without second factor', need },
            { type: 'missing', need },
          ] as const)),
      ...(need.to ? [{ type: 'passed elsewhere', need } as const] : []),
    ]),
    ...((gains.type === 'role' || gains.type === 'user') && !strengthens ? [{ type: 'target is no administrator' } as const] : []),
    ...(gains.type === 'role' &&
    (gains.trusts.length > 0 ||
      needs.some(({ action, trust }) => action === 'sts:AssumeRole' && !trust) ||
      needs.some(({ on }) => on === 'target-provider'))
      ? [{ type: 'trust admits nobody' } as const]
      : []),
    ...(strengthens ? [{ type: 'target is bounded' } as const] : []),
    ...(needs.some(({ on }) => typeof on === 'object' && 'running' in on) ? [{ type: 'no such workload' } as const] : []),
  ]
}
