// How old something is, in days before the scan.

const day = 24 * 60 * 60 * 1000

/** Whether a moment lies more than so many days before `now`. */
export const olderThan = (date: Date, days: number, now: Date): boolean => now.getTime() - date.getTime() > days * day

/** For evidence: the day is enough, and the same in every scan. */
export const dayOf = (date: Date): string => date.toISOString().slice(0, 10)
