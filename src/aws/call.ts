// One call from permission to answer: token, slot, deadline, classification, retries. It sits in front of every client as its outermost middleware.
import type { LimitFunction } from 'p-limit'
import { NormalizedSchema } from '@smithy/core/schema'
import type { Operation } from '../graph/fact.ts'
import type { AwsFailure } from './aws.ts'
import type { Bucket } from './bucket.ts'
import { departure } from './conform.ts'
import type { CredentialSource } from './credentials.ts'
import { within } from './deadline.ts'
import { failureFrom, Fault, troubleOf, type Trouble } from './errors.ts'
import { NoAccess } from './no-access.ts'
import type { Outage } from './outage.ts'
import { attemptsOf, backoff, type Budget } from './retry.ts'
import type { OperationSchema } from './schema.ts'
import type { Time } from './time.ts'

export interface LogEntry {
  readonly event: 'retry' | 'throttled' | 'refreshed' | 'failed' | 'outage'
  readonly operation: Operation
  readonly region: string
  readonly attempt: number
  readonly code: string
  readonly milliseconds?: number
}

/** What all calls of a session share. */
export interface CallRules {
  readonly allowed: ReadonlySet<Operation>
  readonly bucket: (region: string, operation: Operation) => Bucket
  readonly slots: LimitFunction
  readonly budget: Budget
  readonly outage: Outage
  readonly time: Time
  readonly signal: AbortSignal
  /** Milliseconds for one try, and for all tries of a call with the waits between them; waiting for tokens and slots is not counted. */
  readonly attemptTimeout: number
  readonly callTimeout: number
  readonly log: (entry: LogEntry) => void
  readonly onRetry: () => void
  readonly onThrottle: () => void
  /** Whether the account is known not to have enabled a region. Asks AWS at most once. */
  readonly isDisabled: (region: string) => Promise<boolean>
}

/** One call, as the middleware of its client sees it. */
export interface Call {
  readonly operation: Operation
  readonly region: string
  readonly schema: OperationSchema
  readonly credentials: CredentialSource
  /** Sends the request once, under the signal. */
  readonly send: (signal: AbortSignal) => Promise<{ readonly output: unknown }>
}

/** Refusals for rate in a row, over all calls of a bucket, after which asking on is pointless. */
const hopeless = 40

/** What may happen once in a call and mends it. */
interface Once {
  renewed: boolean
  clockCorrected: boolean
}

const conforms = (output: unknown, [, , , , , shape]: OperationSchema): void => {
  const schema = NormalizedSchema.of(shape)
  const path = schema.isStructSchema() ? departure(output, schema) : undefined
  if (path !== undefined) throw new Fault('bad-response', 'WrongType', `${path} is not of the type that AWS gives`, 200)
}

const clockCorrected = (error: unknown): boolean => {
  const metadata: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, '$metadata') : undefined
  return typeof metadata === 'object' && metadata !== null && Reflect.get(metadata, 'clockSkewCorrected') === true
}

/** Makes a call, as often as it takes within the rules. Rejects with an AwsFailure and nothing else. */
export const makeCall = async (rules: CallRules, call: Call): Promise<{ readonly output: unknown }> => {
  const { operation, region } = call
  const { time, signal, budget, outage } = rules
  const bucket = rules.bucket(region, operation)
  const once: Once = { renewed: false, clockCorrected: false }
  // A call that gets credentials for others must not queue behind them.
  const slot = <T>(run: () => Promise<T>): Promise<T> => (operation === 'sts:AssumeRole' ? run() : rules.slots(run))
  let spent = 0

  const fail = async (error: unknown, trouble: Trouble, attempt: number): Promise<AwsFailure> => {
    rules.log({ event: 'failed', operation, region, attempt, code: trouble.code })
    const disabled = (trouble.kind === 'credentials' || trouble.kind === 'opt-in') && (await rules.isDisabled(region))
    return disabled ? failureFrom(trouble, operation, error, 'not-enabled') : failureFrom(trouble, operation, error)
  }

  /** Waits where another try is worth it; false where it is not. */
  const mayRetry = async (error: unknown, trouble: Trouble, attempt: number, generation: number): Promise<boolean> => {
    if (signal.aborted || spent >= rules.callTimeout) return false
    if (trouble.kind === 'expired') {
      if (once.renewed) return false
      once.renewed = true
      const renewed = await call.credentials.renew(generation)
      if (renewed) rules.log({ event: 'refreshed', operation, region, attempt, code: trouble.code })
      return renewed
    }
    if (trouble.kind === 'clock') {
      // The SDK has taken the time from the answer by now, if that was it.
      if (once.clockCorrected || !clockCorrected(error)) return false
      once.clockCorrected = true
      return true
    }
    // The network is gone for all: this try proved nothing about this call. The breaker says when to give up.
    if (trouble.kind === 'network' && outage.active()) return trouble.code !== 'NetworkOutage'
    if (attempt >= attemptsOf(trouble)) return false
    if (trouble.kind === 'throttled') {
      if (bucket.refusals() >= hopeless) return false
    } else if (!budget.spend()) return false
    const wait = Math.min(backoff(attempt, time.random), rules.callTimeout - spent)
    spent += wait
    rules.log({
      event: trouble.kind === 'throttled' ? 'throttled' : 'retry',
      operation,
      region,
      attempt,
      code: trouble.code,
      milliseconds: Math.round(wait),
    })
    try {
      await time.sleep(wait, signal)
      return true
    } catch {
      return false
    }
  }

  for (let attempt = 1; ; attempt += 1) {
    let generation = call.credentials.generation()
    try {
      await outage.pass(signal)
      // Before the slot: loading credentials may itself need one.
      await call.credentials.provide()
      generation = call.credentials.generation()
      // Token first, slot second: a call that waits for its rate holds nothing that another could use.
      await bucket.take(signal)
      const result = await slot(async () => {
        const started = performance.now()
        try {
          return await within(Math.min(rules.attemptTimeout, rules.callTimeout - spent), signal, call.send)
        } finally {
          spent += performance.now() - started
        }
      })
      outage.answered()
      bucket.answered()
      conforms(result.output, call.schema)
      if (attempt === 1) budget.earn()
      return result
    } catch (error) {
      if (error instanceof NoAccess)
        throw failureFrom({ kind: 'no-access', code: 'NoCredentials', status: 0, said: error.message }, operation, error)
      const trouble = signal.aborted ? ({ kind: 'cancelled', code: 'AbortError', status: 0, said: '' } as const) : troubleOf(error)
      // A name that does not exist is a service that this region does not have, not an outage.
      if (trouble.status > 0) outage.answered()
      else if (trouble.kind === 'network' && trouble.code !== 'ENOTFOUND' && trouble.code !== 'NetworkOutage') outage.failed()
      if (trouble.kind === 'throttled') {
        bucket.throttled()
        rules.onThrottle()
      } else if (trouble.status > 0) bucket.answered()
      if (!(await mayRetry(error, trouble, attempt, generation))) throw await fail(error, trouble, attempt)
      rules.onRetry()
    }
  }
}
