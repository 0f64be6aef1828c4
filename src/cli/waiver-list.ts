// `parapet waiver list`: the register of accepted risks.
import { displayPath, waiverFileName } from '../config.ts'
import { exitCodes } from '../gate.ts'
import { daysBetween, dayOf, hasEnded } from '../waivers/date.ts'
import { print, printJson, tell, type Run } from './context.ts'
import { table } from './table.ts'
import { projectWaivers } from './waivers-in-force.ts'

export const run: Run<{ readonly json?: boolean }> = async (context, options) => {
  const loaded = await context.config({})
  const waivers = await projectWaivers(context, loaded)
  const now = context.io.now()
  if (options.json) {
    printJson(
      context,
      waivers.map((waiver) => ({ ...waiver, expired: hasEnded(waiver.expires, now) })),
    )
    return exitCodes.ok
  }
  if (loaded.config.waivers === undefined) {
    tell(context, `There is no ${waiverFileName} in ${loaded.project}: nothing is waived. parapet waiver add makes one.`)
    return exitCodes.ok
  }
  const end = (expires: string): string => {
    if (hasEnded(expires, now)) return `ended on ${expires}`
    const days = daysBetween(dayOf(now), expires)
    return `${expires}, ${days === 0 ? 'today is its last day' : `${days} d left`}`
  }
  print(
    context,
    ...table(
      context,
      [{ title: 'waiver' }, { title: 'ends' }, { title: 'owner' }, { title: 'covers', flexible: true }, { title: 'ticket' }],
      [...waivers]
        .sort((x, y) => x.expires.localeCompare(y.expires))
        .map(({ id, expires, owner, match, ticket }) => [
          id,
          end(expires),
          owner,
          [match.finding, match.check, match.resource].filter((part) => part !== undefined).join(' on '),
          ticket ?? '',
        ]),
    ),
  )
  if (!context.plain) tell(context, '', displayPath(loaded.config.waivers, context.io.cwd))
  return exitCodes.ok
}
