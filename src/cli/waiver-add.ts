// `parapet waiver add`: records an accepted risk in the waiver file, which stays as it was but for the new entry.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { displayPath, readCapped, waiverFileName } from '../config.ts'
import { exitCodes } from '../gate.ts'
import { printable } from '../report/text.ts'
import { invalid } from '../user-error.ts'
import { expiryFrom } from '../waivers/date.ts'
import { nextId, withWaiver } from '../waivers/edit.ts'
import { parseWaivers, readWaivers } from '../waivers/file.ts'
import type { Selector, Waiver } from '../waivers/match.ts'
import { loadChecks } from './catalogue.ts'
import { print, tell, type Run } from './context.ts'
import { withExistingDatabase } from './database.ts'
import { writeWhole } from './files.ts'
import { findingNamed } from './findings-show.ts'

interface Options {
  readonly database?: string
  readonly check?: string
  readonly resource?: string
  readonly reason: string
  readonly owner: string
  readonly expires: string
  readonly ticket?: string
  readonly approvedBy?: string
}

export const run: Run<Options> = async (context, options, [id]) => {
  const loaded = await context.config({ database: options.database })
  const now = context.io.now()
  if (id === undefined && options.check === undefined && options.resource === undefined)
    throw invalid('what is to be waived?', { next: 'parapet waiver add F-… or --check ID --resource ARN' })
  const expires = expiryFrom(options.expires, now)
  if (expires === undefined) throw invalid(`--expires '${options.expires}' is neither a day such as 2027-02-28 nor a time such as 30d`)

  const match: Selector = await (async () => {
    const given = {
      ...(options.check === undefined ? {} : { check: options.check }),
      ...(options.resource === undefined ? {} : { resource: options.resource }),
    }
    if (id === undefined) return given
    const finding = await withExistingDatabase(context, loaded, (store) => findingNamed(store, id))
    return { finding: finding.id, check: finding.check, resource: finding.resource, ...given }
  })()

  const file = loaded.config.waivers ?? join(loaded.project, waiverFileName)
  const name = displayPath(file, context.io.cwd)
  const ids = (await loadChecks()).map((check) => check.id)
  const exists = existsSync(file)
  // What is broken already is not written to.
  const known = exists ? readWaivers(file, context.io.cwd, now, ids).waivers : []
  const waiver: Waiver = {
    id: nextId(
      known.map((each) => each.id),
      now.getUTCFullYear(),
    ),
    match,
    reason: options.reason,
    owner: options.owner,
    expires,
    ...(options.ticket === undefined ? {} : { ticket: options.ticket }),
    ...(options.approvedBy === undefined ? {} : { approved_by: options.approvedBy }),
  }
  const before = exists ? readCapped(file, name) : undefined
  const after = withWaiver(before, waiver)
  const result = parseWaivers(name, after, now, ids)
  if ('problems' in result)
    throw invalid('this waiver would not be valid', { details: result.problems, next: `nothing was written to ${name}` })
  if (result.file.waivers.length !== known.length + 1) throw new Error('the edited waiver file does not hold what it should')
  if (exists && readCapped(file, name) !== before) throw invalid(`${name} was changed by somebody else meanwhile`, { next: 'try again' })
  await writeWhole(file, after, 0o644)
  print(context, waiver.id)
  tell(
    context,
    `Added to ${name}: in force through ${expires}. Commit the file, so that others see who accepted what: ${printable(options.owner)}.`,
  )
  return exitCodes.ok
}
