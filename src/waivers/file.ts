// parapet.waivers.yaml: recorded exceptions, each with owner, reason and end. What is not right in it is refused as a whole.
import { z } from 'zod'
import { displayPath, readCapped } from '../config.ts'
import { nearest } from '../suggest.ts'
import { invalid } from '../user-error.ts'
import { list, mapping, parseYaml, text, type Problem } from '../yaml.ts'
import { addDays, dayOf, isDay, maxDaysAhead } from './date.ts'
import type { Waiver } from './match.ts'

const selector = mapping({
  check: text('a check id').optional(),
  resource: text('an ARN, with * as a wildcard').optional(),
  tags: z.record(z.string(), text('text in quotes'), { error: 'has to be a mapping of tag keys to values' }).optional(),
  account: text("an account id in quotes, such as '111122223333'").optional(),
  region: text('a region').optional(),
  finding: text('the id of a finding').optional(),
})
const match = selector.refine(
  ({ check, resource, finding }) => (check ?? resource ?? finding) !== undefined,
  'names neither check, resource nor finding; that would waive everything',
)

const schema = mapping({
  waivers: list(
    mapping({
      id: text('an id such as W-2026-001'),
      match,
      not: selector.refine((not) => Object.values(not).some((value) => value !== undefined), 'is empty').optional(),
      reason: text('a sentence that says why the risk is accepted'),
      owner: text('who answers for it'),
      expires: text('its last day, YYYY-MM-DD').refine(isDay, 'is not a day of the form YYYY-MM-DD'),
      ticket: text('a ticket').optional(),
      approved_by: text('who approved it').optional(),
      compensating: list(text('a control'), 'a list of controls').readonly().optional(),
    }),
    'a list of waivers',
  ),
})

export interface WaiverFile {
  readonly waivers: readonly Waiver[]
  /** `file:line:column` of a waiver. */
  readonly where: (index: number) => string
}

/** Rules that need the clock or the catalogue. */
const problemsOf = (
  waivers: readonly Waiver[],
  where: (path: readonly (string | number)[]) => string,
  now: Date,
  checkIds: readonly string[] | undefined,
): readonly Problem[] => {
  const latest = addDays(dayOf(now), maxDaysAhead)
  const seen = new Map<string, number>()
  return waivers.flatMap((waiver, index) => {
    const at = (...path: readonly string[]): string => where(['waivers', index, ...path])
    const found: Problem[] = []
    const earlier = seen.get(waiver.id)
    if (earlier !== undefined) found.push(`${at('id')}: the id ${waiver.id} is used twice; first at ${where(['waivers', earlier, 'id'])}`)
    else seen.set(waiver.id, index)
    if (waiver.reason.trim() === '') found.push(`${at('reason')}: is blank`)
    if (waiver.owner.trim() === '') found.push(`${at('owner')}: is blank`)
    if (waiver.expires > latest)
      found.push(`${at('expires')}: ${waiver.expires} is more than ${maxDaysAhead} days ahead; the latest day is ${latest}`)
    for (const side of ['match', 'not'] as const) {
      const check = waiver[side]?.check
      if (checkIds === undefined || check === undefined || check.includes('*') || checkIds.includes(check)) continue
      const near = nearest(check, checkIds)
      found.push(`${at(side, 'check')}: there is no check '${check}'.${near === undefined ? '' : ` Did you mean '${near}'?`}`)
    }
    return found
  })
}

/** Checks the text of a waiver file. `checkIds` lets unknown check ids be refused. */
export const parseWaivers = (
  name: string,
  source: string,
  now: Date,
  checkIds?: readonly string[],
): { readonly file: WaiverFile } | { readonly problems: readonly Problem[] } => {
  const parsed = parseYaml(name, source, schema)
  if ('problems' in parsed) return parsed
  const { waivers } = parsed.file.value
  const problems = problemsOf(waivers, parsed.file.where, now, checkIds)
  return problems.length > 0 ? { problems } : { file: { waivers, where: (index) => parsed.file.where(['waivers', index]) } }
}

/** Reads a waiver file. Throws a {@link UserError} with every problem in it: a broken file waives nothing, and stops the work. */
export const readWaivers = (file: string, cwd: string, now: Date, checkIds?: readonly string[]): WaiverFile => {
  const name = displayPath(file, cwd)
  const result = parseWaivers(name, readCapped(file, name), now, checkIds)
  if ('file' in result) return result.file
  throw invalid(result.problems.length === 1 ? 'the waiver file is invalid' : `the waiver file has ${result.problems.length} problems`, {
    details: result.problems,
    next: 'parapet waiver check after mending it',
  })
}
