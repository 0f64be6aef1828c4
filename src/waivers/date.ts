// Days of a waiver: calendar days in UTC, the last one inclusive.

const dayMilliseconds = 86_400_000

/** How far ahead a waiver may end. */
export const maxDaysAhead = 365

/** The calendar day of a moment, `YYYY-MM-DD`, in UTC. */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10)

/** Whether a text is a day that exists, written `YYYY-MM-DD`. */
export const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const moment = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(moment.getTime()) && dayOf(moment) === text
}

export const addDays = (day: string, days: number): string => dayOf(new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMilliseconds))

/** Whole days from `from` to `to`; negative where `to` is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMilliseconds)

/** In force through the last day, until its midnight. */
export const hasEnded = (expires: string, now: Date): boolean => dayOf(now) > expires

/** `30d` from now, or a day as it stands; undefined for anything else. */
export const expiryFrom = (text: string, now: Date): string | undefined => {
  const [, days] = /^(\d{1,4})d$/.exec(text) ?? []
  if (days !== undefined) return Number(days) > 0 ? addDays(dayOf(now), Number(days)) : undefined
  return isDay(text) ? text : undefined
}
