// Which regions the account has enabled, and which of them a request means.
import { fits } from '../graph/wildcard.ts'
import { NoAccess } from './no-access.ts'
import { cleanText } from './text.ts'

export interface RegionStatus {
  readonly name: string
  readonly enabled: boolean
}

/** A region or pattern that fits nothing. */
export class UnknownRegion extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UnknownRegion'
  }
}

const named = (pattern: string, name: string): boolean => pattern === 'all' || fits(pattern, name)

/** The enabled regions that the patterns name, sorted. Throws {@link UnknownRegion} for a pattern without any. */
export const matchRegions = (patterns: readonly string[], regions: readonly RegionStatus[]): readonly string[] => {
  const enabled = regions.filter((region) => region.enabled).map(({ name }) => name)
  const chosen = new Set<string>()
  for (const pattern of patterns) {
    const found = enabled.filter((name) => named(pattern, name))
    if (found.length === 0) {
      const exists = regions.some(({ name }) => named(pattern, name))
      throw new UnknownRegion(
        `${exists ? 'not enabled in this account' : 'no such region'}: ${cleanText(pattern)}. Enabled are ${enabled.sort().join(', ') || 'none'}`,
      )
    }
    for (const name of found) chosen.add(name)
  }
  return [...chosen].sort()
}

/** Patterns can only be understood with the list; plain names can be tried without. */
export const withoutList = (patterns: readonly string[], reason: string): readonly string[] => {
  const pattern = patterns.find((text) => text === 'all' || text.includes('*'))
  if (pattern !== undefined) {
    throw new NoAccess(
      `the enabled regions could not be listed, and ${cleanText(pattern)} needs them (${reason})`,
      'allow ec2:DescribeRegions, or name the regions one by one',
    )
  }
  return [...new Set(patterns)].sort()
}
