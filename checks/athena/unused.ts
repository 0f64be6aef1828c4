// Athena work groups to which settings of queries do not apply: switched off, never used, or not of SQL.
import type { Evidence, Subject } from '../../src/check/check.ts'

type Group = Subject<'AWS::Athena::WorkGroup', 'configuration' | 'use'>

/** What says that nobody queries here. AWS makes a group `primary` in every region, and in most of them nobody ever does. */
export const unused = ({ base, use }: Group): Evidence | undefined => {
  if (base.State === 'DISABLED') return { State: base.State }
  return use?.queried === false ? { queried: false } : undefined
}

/** What says that SQL's settings do not apply: nobody queries, or in notebooks on Spark. */
export const notFor = (group: Group): Evidence | undefined => {
  const { SelectedEngineVersion } = group.configuration
  return unused(group) ?? (SelectedEngineVersion?.includes('Spark') ? { SelectedEngineVersion } : undefined)
}
