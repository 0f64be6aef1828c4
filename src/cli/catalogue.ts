// The catalogue of collectors and checks, loaded when a command needs it.
import type { Check } from '../check/check.ts'
import { unmatched, type Catalogue, type Selection } from '../plan.ts'
import { serviceOf } from '../plan.ts'
import type { Severity } from '../risk/severity.ts'
import { nearest } from '../suggest.ts'
import { invalid } from '../user-error.ts'

export const loadChecks = async (): Promise<readonly Check[]> => (await import('../../checks/index.ts')).checks

export const loadCatalogue = async (): Promise<Catalogue> => ({
  checks: await loadChecks(),
  collectors: (await import('../../collectors/index.ts')).collectors,
})

export interface SelectionOptions {
  readonly service?: readonly string[]
  readonly check?: readonly string[]
  readonly severity?: readonly Severity[]
  readonly content?: boolean
}

/** What was selected on the command line; a name that matches nothing is an error with the nearest that does. */
export const selectionOf = (options: SelectionOptions, checks: readonly Check[]): Selection => {
  const selection: Selection = {
    ...(options.service ? { services: options.service } : {}),
    ...(options.check ? { checks: options.check } : {}),
    ...(options.severity ? { severities: options.severity } : {}),
    content: options.content ?? false,
  }
  const odd = unmatched(checks, selection)
  if (odd.length === 0) return selection
  const known = [...new Set([...checks.map(serviceOf), ...checks.map(({ id }) => id)])]
  throw invalid(odd.length === 1 ? `no check or service matches '${odd[0] ?? ''}'` : 'some names match no check or service', {
    details: odd.flatMap((name) => {
      const near = nearest(name, known)
      return near === undefined ? (odd.length > 1 ? [`'${name}'`] : []) : [`'${name}': did you mean '${near}'?`]
    }),
    next: 'parapet checks list',
  })
}

/** A check by its id; a near miss is named. */
export const checkById = (checks: readonly Check[], id: string): Check => {
  const check = checks.find((each) => each.id === id)
  if (check) return check
  const near = nearest(
    id,
    checks.map((each) => each.id),
  )
  throw invalid(`there is no check '${id}'`, { next: near === undefined ? 'parapet checks list' : `parapet checks show ${near}` })
}
