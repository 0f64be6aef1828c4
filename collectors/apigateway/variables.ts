// Stage variables: what is kept of them, and what they make of an integration.
import { secretPattern, type SecretPattern } from '../../src/collect/secrets.ts'

/** Without its value, which may be a secret. */
export interface Variable {
  readonly Name: string
  readonly Secret: SecretPattern | undefined
}
/** Values by name. They never leave the collector. */
export type Values = Readonly<Record<string, string>>

/** Each name once, those of a canary among them. A name is as suspicious as the worst of its values. */
export const variablesOf = (...values: readonly (Values | undefined)[]): readonly Variable[] => {
  const found = new Map<string, SecretPattern | undefined>()
  for (const [Name, value] of values.flatMap((record) => Object.entries(record ?? {}))) {
    found.set(Name, found.get(Name) ?? secretPattern(Name, value))
  }
  return [...found].map(([Name, Secret]) => ({ Name, Secret })).sort((a, b) => (a.Name < b.Name ? -1 : 1))
}

const variable = /\$\{stageVariables\.(\w+)\}/g

export const hasVariables = (text: string | undefined): boolean => text?.includes('${stageVariables.') ?? false

/** The text as each of some stages makes it; a stage that lacks one of its variables makes nothing of it. */
export const inStages = (text: string, stages: readonly Values[]): readonly string[] =>
  hasVariables(text)
    ? stages
        .map((values) => text.replaceAll(variable, (whole, name: string) => values[name] ?? whole))
        .filter((made) => !hasVariables(made))
    : [text]
