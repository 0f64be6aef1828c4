// Stage variables: what they make of an integration. Their values never leave the collector.

/** Values by name. */
export type StageValues = Readonly<Record<string, string>>

const variable = /\$\{stageVariables\.(\w+)\}/g

export const hasVariables = (text: string | undefined): boolean => text?.includes('${stageVariables.') ?? false

/** The text as each of some stages makes it; a stage that lacks one of its variables makes nothing of it. */
export const inStages = (text: string, stages: readonly StageValues[]): readonly string[] =>
  hasVariables(text)
    ? stages
        .map((values) => text.replaceAll(variable, (whole, name: string) => values[name] ?? whole))
        .filter((made) => !hasVariables(made))
    : [text]
