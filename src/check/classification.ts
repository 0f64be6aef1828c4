// How critical the data of a resource is, as far as its tags say.
import type { Settings } from './check.ts'

/**
 * The sensitive data class that a resource's tags give it, as the settings spell it; `undefined` where they give none.
 * People spell tags freely: case does not matter, and of several tags the most critical counts.
 */
export const sensitiveClassOf = (
  tags: Readonly<Record<string, string>>,
  { dataClassTags, sensitiveClasses }: Pick<Settings, 'dataClassTags' | 'sensitiveClasses'>,
): string | undefined => {
  const keys = new Set(dataClassTags.map((key) => key.toLowerCase()))
  const classes = new Set(Object.entries(tags).flatMap(([key, value]) => (keys.has(key.toLowerCase()) ? [value.trim().toLowerCase()] : [])))
  return sensitiveClasses.find((name) => classes.has(name.toLowerCase()))
}
