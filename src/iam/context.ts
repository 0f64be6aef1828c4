// What a request itself settles about its context keys, without being told.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
import { parseArn } from '../graph/arn.ts'
import type { Presence } from './conditions.ts'
import type { ContextLookup } from './match.ts'
import type { Principal } from './principal.ts'
import type { Request } from './request.ts'

type Settled = Readonly<Record<string, readonly string[] | null>>

/** Only services that call with their own principal say for what they call. */
const callsByItself: Settled = {
  'aws:principalservicename': null,
  'aws:principalservicenameslist': null,
  'aws:sourcearn': null,
  'aws:sourceaccount': null,
  'aws:sourceorgid': null,
  'aws:sourceorgpaths': null,
}

const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1)

const ofPrincipal = (principal: Principal, partition: string): Settled => {
  switch (principal.type) {
    case 'anonymous':
      return {
        ...callsByItself,
        'aws:principalaccount': ['anonymous'],
        'aws:principalarn': null,
        'aws:principalisawsservice': null,
        'aws:principalorgid': null,
        'aws:principalorgpaths': null,
        'aws:principaltype': ['Anonymous'],
        'aws:tokenissuetime': null,
        'aws:username': null,
      }
    case 'service':
      return {
        'aws:principalisawsservice': ['true'],
        'aws:principalservicename': [principal.service],
        'aws:principalorgid': null,
        'aws:principalorgpaths': null,
        'aws:username': null,
      }
    case 'root':
      return {
        ...callsByItself,
        'aws:principalaccount': [principal.account],
        'aws:principalarn': [`arn:${partition}:iam::${principal.account}:root`],
        'aws:principalisawsservice': ['false'],
        'aws:principaltype': ['Account'],
        'aws:userid': [principal.account],
        'aws:username': null,
        'kms:calleraccount': [principal.account],
      }
    case 'user':
      return {
        ...callsByItself,
        'aws:principalaccount': [principal.account],
        'aws:principalarn': [principal.session ?? principal.arn],
        'aws:principalisawsservice': ['false'],
        'aws:principaltype': [principal.session === undefined ? 'User' : 'FederatedUser'],
        'aws:username': principal.session === undefined ? [nameIn(principal.arn)] : null,
        'kms:calleraccount': [principal.account],
        ...(principal.session !== undefined
          ? { 'aws:userid': [`${principal.account}:${nameIn(principal.session)}`] }
          : principal.id !== undefined
            ? { 'aws:userid': [principal.id] }
            : {}),
      }
    case 'role':
      return {
        ...callsByItself,
        'aws:principalaccount': [principal.account],
        'aws:principalarn': [principal.arn],
        'aws:principalisawsservice': ['false'],
        'aws:principaltype': ['AssumedRole'],
        'aws:username': null,
        'kms:calleraccount': [principal.account],
        ...(principal.id !== undefined && principal.session !== undefined
          ? { 'aws:userid': [`${principal.id}:${nameIn(principal.session)}`] }
          : {}),
      }
    case 'federated':
      return { 'aws:username': null }
    default:
      return principal satisfies never
  }
}

/** Keys that are always in a request, whatever their value. */
const always = new Set(['aws:currenttime', 'aws:epochtime', 'aws:securetransport'])

const alsoPresent = (principal: Principal): readonly string[] => {
  if (principal.type === 'role') return ['aws:tokenissuetime', 'aws:userid']
  if (principal.type === 'user') return principal.session === undefined ? ['aws:userid'] : ['aws:tokenissuetime', 'aws:userid']
  return []
}

export interface Context {
  readonly lookup: ContextLookup
  readonly present: Presence
}

/** The context of a request: what the caller says of it, then what it settles by itself. */
export const contextOf = ({ principal, context, resource, resourceAccount }: Request): Context => {
  const settled: Settled = { ...ofPrincipal(principal, parseArn(resource)?.partition ?? 'aws'), 'aws:resourceaccount': [resourceAccount] }
  const present = alsoPresent(principal)
  return {
    lookup: (key) => (Object.hasOwn(context, key) ? context[key] : Object.hasOwn(settled, key) ? settled[key] : undefined),
    present: (key) => always.has(key) || present.includes(key),
  }
}
