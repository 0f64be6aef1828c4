// Times and spans for people, in UTC: the same text on every machine.

const day = 86_400_000

/** `2026-11-23` */
export const date = (at: Date): string => at.toISOString().slice(0, 10)
/** `2026-11-23 10:02 UTC` */
export const moment = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
/** `16 Nov`, where the year stands nearby. */
export const dayAndMonth = (at: Date): string => `${at.getUTCDate()} ${months[at.getUTCMonth()] ?? ''}`

/** Whole days of the calendar from one moment to another. */
export const daysBetween = (from: Date, to: Date): number => Math.round((Date.parse(date(to)) - Date.parse(date(from))) / day)

/** How long ago, short: `today`, `12 d`. */
export const age = (from: Date, now: Date): string => {
  const days = daysBetween(from, now)
  return days <= 0 ? 'today' : `${days} d`
}

/** How long ago, as a sentence needs it: `today`, `yesterday`, `12 days ago`. */
export const ago = (from: Date, now: Date): string => {
  const days = daysBetween(from, now)
  return days <= 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`
}

/** A span: `850 ms`, `41 s`, `1 min 09 s`, `2 h 05 min`. */
export const duration = (milliseconds: number): string => {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`
  const seconds = Math.round(milliseconds / 1000)
  const two = (number: number) => String(number).padStart(2, '0')
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`
}
