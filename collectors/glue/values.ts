// What may be told of Glue's own maps of text: job arguments and connection properties. Their values may be credentials, and end here.
import { secretPattern, type SecretPattern } from '../../src/collect/secrets.ts'

/** An argument or property without its value. */
export interface Named {
  readonly Name: string
  /** What kind of credential the value looks like. */
  readonly Secret: SecretPattern | undefined
}

/** `Redacted`: the answer comes from a recording, which holds no values. */
export type Values = readonly Named[] | 'Redacted'

/** Names and suspicions, by name. */
export const valuesOf = (maps: readonly (Readonly<Record<string, string | undefined>> | undefined)[]): Values => {
  const entries = maps.flatMap((map) => Object.entries(map ?? {}))
  if (entries.some(([, value]) => value === 'REDACTED')) return 'Redacted'
  return entries
    .map(([Name, value]) => ({ Name, Secret: value === undefined ? undefined : secretPattern(Name.replace(/^-+/, ''), value) }))
    .sort((a, b) => (a.Name < b.Name ? -1 : 1))
}

/** The facet of what the listing told. A recording without values cannot tell whether they were credentials. */
export const shown = (values: Values): Promise<readonly Named[]> => {
  if (values !== 'Redacted') return Promise.resolve(values)
  const error = new Error('the recording holds no values')
  error.name = 'ValuesNotRecorded'
  return Promise.reject(error)
}
