// The one door to AWS, as the rest of Parapet sees it. src/aws/clients.ts opens it.
import type { Gap, Operation } from '../graph/fact.ts'
import type { ClientClass, Sender } from './sender.ts'

/** A refused, failed or unreadable call, already classified. Every client that {@link Aws} hands out rejects with this and nothing else. */
export class AwsFailure extends Error {
  readonly operation: Operation
  readonly gap: Gap
  /** AWS's error code, e.g. `ResourceNotFoundException`. */
  readonly code: string
  /** HTTP status; 0 where there was no answer. */
  readonly status: number
  constructor(failure: {
    readonly operation: Operation
    readonly gap: Gap
    readonly code: string
    readonly status: number
    readonly cause?: unknown
  }) {
    super(`${failure.operation}: ${failure.gap.message}`, { cause: failure.cause })
    this.name = 'AwsFailure'
    this.operation = failure.operation
    this.gap = failure.gap
    this.code = failure.code
    this.status = failure.status
  }
}

/** Counters of one session, for the summary and the benchmarks. */
export interface CallCounts {
  /** Requests that left the process, retries included. */
  readonly sent: number
  readonly throttled: number
  readonly retried: number
  /** Requests by operation. */
  readonly byOperation: ReadonlyMap<Operation, number>
}

/** A session with one account. */
export interface Aws {
  readonly account: string
  readonly partition: string
  /** ARN from sts:GetCallerIdentity. */
  readonly caller: string
  /** Custom endpoint or `recording`, where calls do not go to AWS. */
  readonly endpoint: string | undefined
  /** The region in which global services are asked. */
  readonly homeRegion: string
  /** A guarded client; the same one for the same class and region. */
  client<C extends Sender>(client: ClientClass<C>, region: string): C
  /** Regions enabled in the account that match the patterns (`eu-*`, `all`); see src/aws/regions.ts. */
  regions(patterns: readonly string[]): Promise<readonly string[]>
  /** Asks again who we are; rejects if it is no longer the account that the session began with. */
  verifyIdentity(): Promise<void>
  counts(): CallCounts
  close(): void
}
