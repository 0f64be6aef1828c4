// Absence as a value, for a read that goes on from there: a bucket without ownership controls is asked for its ACL.
import { failureOf } from '../aws/errors.ts'
import type { Operation } from '../graph/fact.ts'

/** What a call tells, or `null` where AWS says by one of these codes that there is none. As everywhere, a refusal (403) says nothing. */
export const unlessAbsent = async <T>(operation: Operation, codes: readonly string[], ask: () => Promise<T>): Promise<T | null> => {
  try {
    return await ask()
  } catch (error) {
    const { gap, code } = failureOf(error, operation)
    if (gap.reason !== 'denied' && codes.includes(code)) return null
    throw error
  }
}
