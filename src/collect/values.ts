// What may be told of maps of text whose values may be credentials, and end here: job arguments, connection properties, stage variables.
import { secretPattern, type SecretPattern } from './secrets.ts'

/** A value's name, without the value. */
export interface Named {
  readonly Name: string
  /** What kind of credential the value looks like. */
  readonly Secret: SecretPattern | undefined
}

/** `Redacted`: the answer comes from a recording, which holds no values. */
export type Values = readonly Named[] | 'Redacted'

/** Names and suspicions, by name; one that is in several maps once. */
export const valuesOf = (maps: readonly (Readonly<Record<string, string | undefined>> | undefined)[]): Values => {
  const entries = maps.flatMap((map) => Object.entries(map ?? {}))
  if (entries.some(([, value]) => value === 'REDACTED')) return 'Redacted'
  const found = new Map<string, SecretPattern | undefined>()
  for (const [name, value = ''] of entries) found.set(name, found.get(name) ?? secretPattern(name.replace(/^-+/, ''), value))
  return [...found].map(([Name, Secret]) => ({ Name, Secret })).sort((a, b) => (a.Name < b.Name ? -1 : 1))
}

/** The facet of what the listing told. A recording without values cannot tell whether they were credentials. */
export const shown = (values: Values): Promise<readonly Named[]> => {
  if (values !== 'Redacted') return Promise.resolve(values)
  const error = new Error('the recording holds no values')
  error.name = 'ValuesNotRecorded'
  return Promise.reject(error)
}
