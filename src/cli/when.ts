// Moments as people type them.
import { milliseconds } from '../config/keys.ts'
import { invalid } from '../user-error.ts'
import { isDay } from '../waivers/date.ts'

/** A day, or a time back from now. */
export const since = (text: string, now: Date): Date => {
  if (isDay(text)) return new Date(`${text}T00:00:00Z`)
  const back = milliseconds(text)
  if (back !== undefined) return new Date(now.getTime() - back)
  throw invalid(`'${text}' is neither a day such as 2026-11-01 nor a time such as 7d`)
}
