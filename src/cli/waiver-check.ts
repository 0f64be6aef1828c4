// `parapet waiver check`: is the file right, what has ended, and what covers nothing any more?
import { existsSync } from 'node:fs'
import { displayPath, isServer, waiverFileName } from '../config.ts'
import { exitCodes } from '../gate.ts'
import { printable } from '../report/text.ts'
import { count } from '../report/words.ts'
import { hasEnded } from '../waivers/date.ts'
import { readWaivers } from '../waivers/file.ts'
import { covers, type Waiver } from '../waivers/match.ts'
import type { Finding } from '../store/store.ts'
import { loadChecks } from './catalogue.ts'
import { print, printJson, tell, type Run } from './context.ts'
import { withDatabase } from './database.ts'

const staleDays = 30

type State = 'in force' | 'ended' | 'stale'

/** Stale: nothing that it covers was open within the last 30 days. */
export const stateOf = (waiver: Waiver, findings: readonly Finding[], now: Date): State => {
  if (hasEnded(waiver.expires, now)) return 'ended'
  const recent = now.getTime() - staleDays * 86_400_000
  const used = findings.some(
    (finding) =>
      (finding.status === 'open' || (finding.resolvedAt !== null && finding.resolvedAt.getTime() >= recent)) &&
      (finding.waiver === waiver.id || covers(waiver, finding)),
  )
  return used ? 'in force' : 'stale'
}

export const run: Run<{ readonly database?: string; readonly json?: boolean }> = async (context, options) => {
  const loaded = await context.config({ database: options.database })
  const { database, waivers: path } = loaded.config
  if (path === undefined) {
    if (options.json) printJson(context, [])
    else tell(context, `There is no ${waiverFileName} in ${loaded.project}: nothing is waived.`)
    return exitCodes.ok
  }
  const now = context.io.now()
  const ids = (await loadChecks()).map(({ id }) => id)
  const { waivers, where } = readWaivers(path, context.io.cwd, now, ids)
  // Without a database it can be told whether the file is right, but not what it covers.
  const findings =
    isServer(database) || existsSync(database) ? await withDatabase(context, database, (store) => store.findings()) : undefined
  const states = waivers.map((waiver, index) => ({
    id: waiver.id,
    at: where(index),
    expires: waiver.expires,
    state: findings ? stateOf(waiver, findings, now) : hasEnded(waiver.expires, now) ? ('ended' as const) : ('in force' as const),
  }))
  if (options.json) {
    printJson(context, states)
    return exitCodes.ok
  }
  for (const { id, at, expires, state } of states) {
    if (state === 'ended')
      print(context, `${at}: waiver ${printable(id)} ended on ${expires}; what it covered counts again. Renew it or take it out.`)
    if (state === 'stale') print(context, `${at}: waiver ${printable(id)} has covered nothing for ${staleDays} days. Take it out.`)
  }
  const of = (state: State): number => states.filter((each) => each.state === state).length
  tell(
    context,
    `${displayPath(path, context.io.cwd)} is valid: ${count(waivers.length, 'waiver')}, ${of('ended')} ended, ${findings ? `${of('stale')} stale` : 'nothing scanned yet to tell which are stale'}.`,
  )
  return exitCodes.ok
}
