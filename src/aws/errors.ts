// What an error of AWS means: HTTP status, then code, then message, in one total table. Unknown codes are errors, a 403 is never absence.
import type { GapReason, Operation } from '../graph/fact.ts'
import { actionsOf } from './actions.ts'
import { AwsFailure } from './aws.ts'
import {
  clockCodes,
  credentialCodes,
  deniedCodes,
  expiredCodes,
  networkCodes,
  optInCodes,
  serverCodes,
  throttlingCodes,
  timeoutCodes,
  tlsCodes,
} from './codes.ts'
import { cleanText } from './text.ts'

/** What an error is about; decides whether to try again and what to tell. */
export type ErrorKind =
  | 'denied'
  | 'throttled'
  | 'expired' // credentials that were good
  | 'credentials' // credentials that AWS does not know
  | 'no-access' // no credentials to be had at all
  | 'clock'
  | 'opt-in'
  | 'server'
  | 'network'
  | 'tls'
  | 'timeout'
  | 'bad-response'
  | 'cancelled'
  | 'refused' // by Parapet itself
  | 'other'

/** An error taken apart. */
export interface Trouble {
  readonly kind: ErrorKind
  readonly code: string
  /** 0 where there was no answer. */
  readonly status: number
  /** What AWS or Node said, uncleaned. */
  readonly said: string
}

/** A fault that Parapet's own guards found in a request or an answer. */
export class Fault extends Error {
  readonly kind: ErrorKind
  readonly code: string
  readonly status: number
  constructor(kind: ErrorKind, code: string, message: string, status = 0) {
    super(message)
    this.name = 'Fault'
    this.kind = kind
    this.code = code
    this.status = status
  }
}

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const statusOf = (error: unknown): number => {
  const status = property(property(error, '$metadata'), 'httpStatusCode')
  return typeof status === 'number' ? status : 0
}

/** `com.amazonaws.sqs#QueueDoesNotExist:http://…` → `QueueDoesNotExist`; the name of the error where AWS gave no code. */
const codeOf = (error: unknown): string => {
  const node = text(property(error, 'code'))
  const raw = [text(property(error, 'Code')), text(property(error, 'name'))].find((name) => name !== '' && name !== 'Error') ?? node
  // Node's own errors are all named Error; the code is what tells them apart.
  const name = networkCodes.has(node) || timeoutCodes.has(node) || tlsCodes.has(node) ? node : raw
  return (name.split(':')[0] ?? '').replace(/^.*#/, '').replace(/^(Client|Server)\./, '') || 'Unknown'
}

const kindOfCode = (code: string): ErrorKind | undefined => {
  if (throttlingCodes.has(code)) return 'throttled'
  if (expiredCodes.has(code)) return 'expired'
  if (clockCodes.has(code)) return 'clock'
  if (credentialCodes.has(code)) return 'credentials'
  if (deniedCodes.has(code)) return 'denied'
  if (optInCodes.has(code)) return 'opt-in'
  if (serverCodes.has(code)) return 'server'
  if (tlsCodes.has(code)) return 'tls'
  if (networkCodes.has(code)) return 'network'
  if (timeoutCodes.has(code)) return 'timeout'
  if (code === 'AbortError') return 'cancelled'
  return undefined
}

/** Last resort, where neither status nor code told. */
const kindOfMessage = (message: string): ErrorKind | undefined => {
  if (/\bis not authorized to perform\b|\bexplicit deny\b|\baccess denied\b/i.test(message)) return 'denied'
  if (/\brate exceeded\b|\btoo many requests\b/i.test(message)) return 'throttled'
  if (/\btoken\b.*\bexpired\b/i.test(message)) return 'expired'
  if (/socket hang up/i.test(message)) return 'network'
  return undefined
}

/** Names of errors that come from reading an answer and not from AWS. */
const unreadable = new Set(['Error', 'RangeError', 'SyntaxError', 'TypeError', 'Unknown', 'UnknownError'])

/** A failure that was classified before, for those who decide by kind. */
const troubleAgain = ({ gap, code, status }: AwsFailure): Trouble => {
  const { reason, message: said } = gap
  const told =
    reason === 'denied' || reason === 'throttled' || reason === 'timeout' || reason === 'bad-response' ? reason : kindOfCode(code)
  return { kind: told ?? 'other', code, status, said }
}

/** Takes any error apart. Total: whatever is thrown gets a kind. */
export const troubleOf = (error: unknown): Trouble => {
  if (error instanceof AwsFailure) return troubleAgain(error)
  const status = error instanceof Fault ? error.status : statusOf(error)
  const named = error instanceof Fault ? error.code : codeOf(error)
  // An error page has no code: what the SDK calls it only says that it could not read it.
  const code = status >= 400 && unreadable.has(named) ? 'Unknown' : named
  const said = error instanceof Error ? error.message : typeof error === 'string' ? error : ''
  const of = (kind: ErrorKind): Trouble => ({ kind, code, status, said })
  if (error instanceof Fault) return of(error.kind)
  const byCode = kindOfCode(code)
  if (status === 401 || status === 403) {
    // Only the codes that are known to travel with a 403 and mean something else are taken at their word.
    return of(byCode && byCode !== 'server' && byCode !== 'network' && byCode !== 'cancelled' ? byCode : 'denied')
  }
  if (status === 429) return of('throttled')
  if (byCode) return of(byCode)
  if (status >= 500) return of('server')
  const byMessage = kindOfMessage(said)
  if (byMessage) return of(byMessage)
  if (status === 0) return of('other')
  // Redirects are not followed; an answer without a code that AWS could have given is not AWS's.
  return of(status < 400 || unreadable.has(code) ? 'bad-response' : 'other')
}

/** What policy refused, where AWS says so: the remedy differs. */
const denialCause = (said: string): string => {
  const causes: readonly (readonly [RegExp, string])[] = [
    [/service control policy/i, 'a service control policy of the organisation denies it'],
    [/resource control policy/i, 'a resource control policy of the organisation denies it'],
    [/permissions boundary/i, 'a permissions boundary does not allow it'],
    [/session policy/i, 'the session policy does not allow it'],
    [/VPC endpoint policy/i, 'the VPC endpoint policy does not allow it'],
    [/explicit deny in a resource-based policy|resource-based policy denies/i, 'the policy of the resource denies it'],
    [/explicit deny/i, 'a policy denies it explicitly'],
  ]
  return causes.find(([pattern]) => pattern.test(said))?.[1] ?? 'no policy allows it'
}

const reasons: Readonly<Record<ErrorKind, GapReason>> = {
  denied: 'denied',
  throttled: 'throttled',
  expired: 'error',
  credentials: 'error',
  'no-access': 'error',
  clock: 'error',
  'opt-in': 'error',
  server: 'error',
  network: 'error',
  tls: 'error',
  timeout: 'timeout',
  'bad-response': 'bad-response',
  cancelled: 'skipped',
  refused: 'error',
  other: 'error',
}

const sentence = (operation: Operation, action: string, { kind, code, status, said }: Trouble): string => {
  switch (kind) {
    case 'denied':
      return `not allowed to call ${operation}: ${denialCause(said)} (IAM action ${action})`
    case 'throttled':
      return `AWS kept refusing ${operation} for its rate`
    case 'expired':
      return 'the credentials expired and could not be refreshed: sign in again'
    case 'credentials':
      // What AWS says here may quote parts of the request, signatures among them.
      return `AWS does not accept the credentials for ${operation} (${code})`
    case 'no-access':
      return cleanText(said)
    case 'clock':
      return `AWS does not accept the signature of ${operation} (${code}): compare this machine's clock with the real time`
    case 'opt-in':
      return `the account has not signed up for what ${operation} needs (${code})`
    case 'server':
      return `AWS failed to answer ${operation} (HTTP ${status}${code === 'Unknown' ? '' : `, ${code}`})`
    case 'network':
      return `the connection failed during ${operation} (${code})`
    case 'tls':
      return `the certificate of the endpoint for ${operation} is not to be trusted (${code})`
    case 'timeout':
      return `no complete answer to ${operation} in time`
    case 'cancelled':
      return `${operation} was cancelled`
    case 'bad-response':
      return `the answer to ${operation} is not AWS's: ${cleanText(said) || code}`
    default:
      return `${operation} failed: ${[code, cleanText(said)].filter((part, index, all) => part !== '' && all.indexOf(part) === index).join(': ')}`
  }
}

/** Turns what was taken apart into the failure that callers see. */
export const failureFrom = (
  trouble: Trouble,
  operation: Operation,
  cause: unknown,
  reason: GapReason = reasons[trouble.kind],
): AwsFailure => {
  const action = actionsOf(operation)[0] ?? operation
  const message = cleanText(
    reason === 'not-enabled'
      ? `${operation} was not answered: the region is not enabled in this account`
      : sentence(operation, action, trouble),
  )
  return new AwsFailure({
    operation,
    code: trouble.code,
    status: trouble.status,
    gap: { reason, operation, action, ...(trouble.code === 'Unknown' ? {} : { code: cleanText(trouble.code) }), message },
    // AWS's own errors carry the answer, and may quote the request: only what points at a bug of ours goes on.
    ...(trouble.status === 0 && (trouble.kind === 'other' || trouble.kind === 'no-access') ? { cause } : {}),
  })
}

/** Any error as a classified failure; one that already is comes back as it is. */
export const failureOf = (error: unknown, operation: Operation): AwsFailure =>
  error instanceof AwsFailure ? error : failureFrom(troubleOf(error), operation, error)
