// What a scan, a collection and the demo have in common: selection, plan and settings from options and configuration.
import type { Settings } from '../check/check.ts'
import type { LoadedConfig } from '../config.ts'
import { planFor, selectChecks, type Catalogue, type Plan } from '../plan.ts'
import type { Check } from '../check/check.ts'
import { invalid } from '../user-error.ts'
import type { Waiver } from '../waivers/match.ts'
import { loadCatalogue, selectionOf, type SelectionOptions } from './catalogue.ts'
import { planWithTags } from './waiver-tags.ts'

export const settingsAt = ({ config }: LoadedConfig, now: Date): Settings => ({ ...config.settings, now })

/** The checks of a selection; none at all is an error. */
export const selectedChecks = (options: SelectionOptions, checks: readonly Check[]): readonly Check[] => {
  const selected = selectChecks(checks, selectionOf(options, checks))
  if (selected.length > 0) return selected
  const content = !options.content && selectChecks(checks, selectionOf({ ...options, content: true }, checks)).length > 0
  throw invalid('no check fits all of --service, --check and --severity', {
    next: content ? 'the same with --content: these checks look inside of resources' : 'parapet checks list',
  })
}

export const plannedFor = async (
  options: SelectionOptions,
  waivers: readonly Waiver[],
): Promise<{ readonly plan: Plan; readonly catalogue: Catalogue }> => {
  const catalogue = await loadCatalogue()
  return { catalogue, plan: planWithTags(planFor(selectedChecks(options, catalogue.checks), catalogue.collectors), waivers) }
}
