// Who asks, and how a policy's Principal element names them.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
import { parseArn } from '../graph/arn.ts'
import type { Principals } from './parse.ts'
import type { Truth } from './truth.ts'

/** The caller of a request. */
export type Principal =
  | { readonly type: 'anonymous' }
  | { readonly type: 'service'; readonly service: string }
  | { readonly type: 'root'; readonly account: string }
  | { readonly type: 'user'; readonly account: string; readonly arn: string; readonly id?: string }
  | {
      readonly type: 'role'
      readonly account: string
      /** ARN of the role. */
      readonly arn: string
      readonly id?: string
      /** ARN of the session, `arn:aws:sts::<account>:assumed-role/<role>/<session>`; undefined for "any session of the role". */
      readonly session?: string
      /** Service-linked roles are exempt from service control policies. */
      readonly serviceLinked?: boolean
    }
  | { readonly type: 'federated'; readonly account: string; readonly provider: string }

export const accountOf = (principal: Principal): string | undefined => ('account' in principal ? principal.account : undefined)

/** How a statement names the caller: the way decides which other policies may still forbid. */
export type Naming = 'anyone' | 'account' | 'user' | 'role' | 'session' | 'service' | 'federated'

export interface Named {
  readonly truth: Truth
  /** In what ways it is named, where it is. */
  readonly ways: readonly Naming[]
}

const nobody: Named = { truth: 'no', ways: [] }

/** The account that an `AWS` entry names as a whole: its id, or its root ARN. */
const wholeAccount = (entry: string): string | undefined => {
  if (/^\d{12}$/.test(entry)) return entry
  const arn = parseArn(entry)
  return arn?.service === 'iam' && arn.resource === 'root' ? arn.account : undefined
}

const awsWay = (entry: string, principal: Principal): Naming | undefined => {
  const account = accountOf(principal)
  if (account !== undefined && wholeAccount(entry) === account) return 'account'
  if (principal.type === 'user' && (entry === principal.arn || entry === principal.id)) return 'user'
  if (principal.type === 'role' && (entry === principal.arn || entry === principal.id)) return 'role'
  if (principal.type === 'role' && principal.session !== undefined && entry === principal.session) return 'session'
  return undefined
}

const waysOf = (principals: Principals, principal: Principal): readonly Naming[] => [
  ...(principals.anyone ? ['anyone' as const] : []),
  ...principals.aws.flatMap((entry) => awsWay(entry, principal) ?? []),
  ...(principal.type === 'service' && principals.service.some((entry) => entry === '*' || entry === principal.service)
    ? ['service' as const]
    : []),
  ...(principal.type === 'federated' && principals.federated.some((entry) => entry === '*' || entry === principal.provider)
    ? ['federated' as const]
    : []),
]

/**
 * Whether Principal or NotPrincipal covers the caller.
 * A session that is named while the caller is "any session of the role" makes it `maybe`. NotPrincipal exempts a user or role for certain only where its account is listed too.
 */
export const named = (principals: Principals, principal: Principal): Named => {
  const ways = waysOf(principals, principal)
  const session =
    principal.type === 'role' &&
    principal.session === undefined &&
    principals.aws.some((entry) =>
      entry.startsWith(principal.arn.replace(':iam::', ':sts::').replace(/:role\/(?:.*\/)?/, ':assumed-role/') + '/'),
    )
  if (!principals.not) {
    if (ways.length > 0) return { truth: 'yes', ways }
    return session ? { truth: 'maybe', ways: ['session'] } : nobody
  }
  if (ways.length === 0) return { truth: session ? 'maybe' : 'yes', ways: ['anyone'] }
  const exempt = ways.includes('anyone') || ways.includes('service') || ways.includes('federated') || ways.includes('account')
  return exempt ? nobody : { truth: 'maybe', ways: ['anyone'] }
}
