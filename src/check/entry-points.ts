// What the configuration names as meant to be reached from the internet.
import { fits } from '../graph/wildcard.ts'
import type { Settings } from './check.ts'

/** Whether one of a resource's names (its id, its name, its tag `Name`) is that of a declared entry point. */
export const isEntryPoint = (names: readonly (string | undefined)[], { publicEntryPoints }: Pick<Settings, 'publicEntryPoints'>): boolean =>
  publicEntryPoints.some((pattern) => names.some((name) => name !== undefined && fits(pattern, name)))
