// The waivers of a project, applied to findings as of today: what ended or was taken out of the file counts again, whatever was stored.
import type { LoadedConfig } from '../config.ts'
import type { ReportWaiver } from '../report/model.ts'
import type { Finding } from '../store/store.ts'
import { hasEnded } from '../waivers/date.ts'
import { readWaivers } from '../waivers/file.ts'
import { covers, waiverFor, type Waiver } from '../waivers/match.ts'
import { loadChecks } from './catalogue.ts'
import type { Context } from './context.ts'

/** All waivers of the configured file; none where there is no file. */
export const projectWaivers = async (context: Context, { config }: LoadedConfig): Promise<readonly Waiver[]> => {
  if (config.waivers === undefined) return []
  const ids = (await loadChecks()).map(({ id }) => id)
  return readWaivers(config.waivers, context.io.cwd, context.io.now(), ids).waivers
}

/** A waiver that was matched by tags while the resource was at hand, and still stands in the file. */
const storedMatch = (waivers: readonly Waiver[], finding: Finding, now: Date): Waiver | undefined => {
  const waiver = waivers.find(({ id }) => id === finding.waiver)
  if (!waiver || hasEnded(waiver.expires, now) || (!waiver.match.tags && !waiver.not?.tags)) return undefined
  const { tags: _tags, ...match } = waiver.match
  return covers({ ...waiver, match, not: undefined }, finding) ? waiver : undefined
}

/** Findings with the waiver that is in force today. */
export const withWaivers = (findings: readonly Finding[], waivers: readonly Waiver[], now: Date): readonly Finding[] =>
  findings.map((finding) => {
    const waiver = waiverFor(waivers, finding, now)?.id ?? storedMatch(waivers, finding, now)?.id ?? null
    return waiver === finding.waiver ? finding : { ...finding, waiver }
  })

/** Whether a waiver's selectors cover a finding, as far as can be told without the resource. */
const couldCover = (waiver: Waiver, finding: Finding): boolean => covers(waiver, finding) || finding.waiver === waiver.id

/** Waivers as reports show them; `findings` are the open ones. */
export const reportWaivers = (waivers: readonly Waiver[], findings: readonly Finding[], now: Date): readonly ReportWaiver[] =>
  waivers.map((waiver) => ({
    id: waiver.id,
    owner: waiver.owner,
    reason: waiver.reason,
    expires: waiver.expires,
    expired: hasEnded(waiver.expires, now),
    matches: findings.filter((finding) => finding.status === 'open' && couldCover(waiver, finding)).length,
    ...(waiver.ticket === undefined ? {} : { ticket: waiver.ticket }),
  }))
