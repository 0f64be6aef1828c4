// What is known about one thing: known, absent or unknown. There is no default value anywhere, and a 403 is never absence.

/** An AWS API operation, `<IAM service prefix>:<Operation>`, e.g. `sqs:GetQueueAttributes`. */
export type Operation = `${string}:${string}`

/** Why a fact could not be established. The same words stand in the coverage ledger. */
export type GapReason =
  | 'denied' // AWS refused: IAM, SCP, boundary, resource policy
  | 'throttled' // refused for rate until the retry budget was spent
  | 'timeout' // no complete answer before the deadline
  | 'bad-response' // an answer that is not AWS's: empty, foreign, cut, looping
  | 'not-enabled' // region or service known not to be enabled
  | 'gone' // the resource was deleted between listing and reading
  | 'error' // any other error, unknown codes included
  | 'skipped' // left out on purpose: filters, cancelled, deadline of the scan

/** A hole in what is known: what was asked, why there is no answer, and what would mend it. */
export interface Gap {
  readonly reason: GapReason
  readonly operation: Operation
  /** IAM action that the operation needs; granting it is the remedy of a denial. */
  readonly action: string
  /** AWS's error code, where there was one. */
  readonly code?: string
  /** For people: one sentence, cleaned of control characters. */
  readonly message: string
}

export interface Known<T> {
  readonly state: 'known'
  readonly value: T
}
/** AWS confirmed that there is none, by an error code listed for exactly that operation. */
export interface Absent {
  readonly state: 'absent'
}
export interface Unknown {
  readonly state: 'unknown'
  readonly gap: Gap
}
export type Fact<T> = Known<T> | Absent | Unknown

export const known = <T>(value: T): Known<T> => ({ state: 'known', value })
export const absent: Absent = { state: 'absent' }
export const unknown = (gap: Gap): Unknown => ({ state: 'unknown', gap })
