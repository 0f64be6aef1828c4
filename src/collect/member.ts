// What an answer has to contain to be an answer.

/** A member that AWS always sends. Throws where it is missing: better a fact that is unknown than one made up. */
export const member = <T>(value: T | null | undefined, name: string): T => {
  if (value === undefined || value === null) throw new TypeError(`the answer has no ${name}`)
  return value
}
