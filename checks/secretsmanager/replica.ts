// Copies of secrets in other regions.
import type { Evidence } from '../../src/check/check.ts'
import type { BaseOf } from '../../src/graph/kinds.ts'

/** What says that a secret is the copy of one in another region: it is rotated there, and changes here with it. Undefined where it is none. */
export const replica = (secret: {
  readonly region: string
  readonly base: BaseOf<'AWS::SecretsManager::Secret'>
}): Evidence | undefined => {
  const { PrimaryRegion } = secret.base
  return PrimaryRegion !== undefined && PrimaryRegion !== secret.region ? { PrimaryRegion } : undefined
}
