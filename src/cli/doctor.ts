// `parapet doctor`: could a scan read everything that it wants to read? Changes nothing.
import { accessSync, constants, existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Session } from '../aws/clients.ts'
import { isServer, withoutPassword } from '../config.ts'
import { exitCodes, worst, type ExitCode } from '../gate.ts'
import { planFor, selectChecks } from '../plan.ts'
import { allowing, type PolicyJson } from '../policy.ts'
import { hang } from '../report/terminal.ts'
import { printable } from '../report/text.ts'
import { ago } from '../report/time.ts'
import { count } from '../report/words.ts'
import { loadCatalogue } from './catalogue.ts'
import { print, tell, type Context, type Run } from './context.ts'
import { openDatabase } from './database.ts'
import { knownError } from './known-errors.ts'
import { probe, type Probe } from './probe.ts'
import { accessFlags, newScanId, openSession, type AccessOptions } from './session.ts'

interface Options extends AccessOptions {
  readonly fixPolicy?: boolean
  readonly content?: boolean
}

interface Finding {
  readonly what: string
  readonly good: boolean
  readonly text: string
  readonly code: ExitCode
}

const ok = (what: string, text: string): Finding => ({ what, good: true, text, code: exitCodes.ok })
const bad = (what: string, text: string, code: ExitCode): Finding => ({ what, good: false, text, code })

/** AWS refuses signatures that are more than five minutes off; a minute is worth a word. */
const tolerableSkew = 60_000

const clock = (aws: Session): Finding => {
  const skew = aws.skewMilliseconds()
  const seconds = Math.round(Math.abs(skew) / 1000)
  // AWS tells the time in whole seconds.
  const text = seconds <= 1 ? 'agrees with AWS' : `${count(seconds, 'second')} ${skew > 0 ? 'behind' : 'ahead of'} AWS`
  return Math.abs(skew) <= tolerableSkew
    ? ok('clock', text)
    : bad('clock', `${text}: set it, AWS refuses requests that are 5 minutes off`, exitCodes.noAccess)
}

const regionsOf = async (aws: Session, patterns: readonly string[]): Promise<Finding> => {
  try {
    const regions = await aws.regions(patterns)
    return ok('regions', `a scan would read ${count(regions.length, 'region')}: ${regions.join(', ')}`)
  } catch (error) {
    const known = error instanceof Error ? knownError(error) : undefined
    if (!known) throw error
    return bad('regions', known.message, known.exitCode)
  }
}

/** Looks at the database without making, migrating or repairing one. */
const databaseOf = async (context: Context, location: string): Promise<Finding> => {
  try {
    if (!isServer(location) && !existsSync(location)) {
      let directory = dirname(location)
      while (!existsSync(directory)) directory = dirname(directory)
      accessSync(directory, constants.W_OK)
      return ok('database', `${location} does not exist yet; the first scan makes it`)
    }
    const store = await openDatabase(context, location, { migrate: false })
    try {
      const [last] = await store.scans({ limit: 1 })
      return ok(
        'database',
        `${store.location}: ${last ? `last scan ${ago(last.startedAt, context.io.now())}, ${last.state}` : 'no scan yet'}`,
      )
    } finally {
      await store.close()
    }
  } catch (error) {
    const known = error instanceof Error ? knownError(error) : undefined
    if (!known) throw error
    return bad('database', `${withoutPassword(location)}: ${known.message}`, exitCodes.noAccess)
  }
}

const permissions = (probes: readonly Probe[]): Finding => {
  const of = (outcome: Probe['outcome']): readonly Probe[] => probes.filter((each) => each.outcome === outcome)
  const parts = [`${of('allowed').length} of ${count(probes.length, 'operation')} allowed`]
  if (of('denied').length > 0) parts.push(`${of('denied').length} denied`)
  if (of('unsure').length > 0) parts.push(`${of('unsure').length} without a clear answer`)
  if (of('untried').length > 0) parts.push(`${of('untried').length} not tried, for want of a resource to try them on`)
  const text = parts.join(', ')
  return of('denied').length + of('unsure').length > 0 ? bad('permissions', text, exitCodes.incomplete) : ok('permissions', text)
}

const show = (context: Context, finding: Finding): void => {
  const { paint } = context
  const width = Math.min(context.io.out.columns, 110)
  if (context.plain) {
    print(context, [finding.what, finding.good ? 'ok' : 'problem', printable(finding.text, 2000)].join('\t'))
    return
  }
  const [head = '', ...more] = hang(
    `${finding.good ? 'ok     ' : 'problem'}  ${finding.what.padEnd(12)}`,
    printable(finding.text, 2000),
    width,
  )
  print(context, paint(finding.good ? 'good' : 'bad', head.slice(0, 7)) + head.slice(7), ...more)
}

const showProbes = (context: Context, probes: readonly Probe[]): void => {
  for (const { operation, outcome, gap } of probes) {
    if (context.plain) print(context, ['operation', outcome, operation, printable(gap?.message ?? '', 2000)].join('\t'))
    else if (gap && (outcome === 'denied' || outcome === 'unsure'))
      print(
        context,
        ...hang(
          '         ',
          `${outcome === 'denied' ? 'denied' : gap.reason}  ${operation}: ${printable(gap.message, 300)}`,
          Math.min(context.io.out.columns, 110),
        ),
      )
  }
}

/** What would mend what was denied; without a statement where nothing was. */
export const missingPolicy = (probes: readonly Probe[], partition: string): PolicyJson => {
  const denied = probes.flatMap(({ operation, outcome, gap }) => (outcome === 'denied' && gap ? [{ operation, action: gap.action }] : []))
  const actions = [...new Set(denied.map(({ action }) => action))].sort()
  const operations = denied.map(({ operation }) => operation)
  return { Version: '2012-10-17', Statement: allowing('ParapetMissing', actions, operations, partition) }
}

export const run: Run<Options> = async (context, options) => {
  const loaded = await context.config(accessFlags(options))
  const { config } = loaded
  const { checks, collectors } = await loadCatalogue()
  const plan = planFor(selectChecks(checks, { content: options.content ?? false }), collectors)
  const findings: Finding[] = []
  const note = (finding: Finding): void => {
    findings.push(finding)
    if (!options.fixPolicy) show(context, finding)
  }

  note(await databaseOf(context, config.database))
  let aws: Session
  try {
    aws = await openSession(context, loaded, {
      scanId: newScanId(context.io.now()),
      allowed: plan.operations,
      sessionName: options.sessionName,
    })
  } catch (error) {
    const known = error instanceof Error ? knownError(error) : undefined
    if (!known) throw error
    note(bad('identity', known.message, known.exitCode))
    if (options.fixPolicy) throw error
    return worst(findings.map(({ code }) => code))
  }
  try {
    note(ok('identity', `account ${aws.account} as ${aws.caller}`))
    note(ok('endpoint', aws.endpoint === undefined ? 'AWS itself' : `${aws.endpoint}: this is not AWS itself`))
    note(clock(aws))
    note(await regionsOf(aws, config.regions))
    tell(context, `trying ${count(plan.operations.length, 'read-only operation')} in ${aws.homeRegion} …`)
    const probes = await probe(aws, plan, aws.homeRegion, context.io.now())
    note(permissions(probes))
    const missing = missingPolicy(probes, aws.partition)
    const complete = missing.Statement.length === 0
    if (options.fixPolicy) {
      if (complete) tell(context, 'Nothing is missing of what could be tried.')
      else print(context, JSON.stringify(missing, null, 2))
      return exitCodes.ok
    }
    showProbes(context, probes)
    if (!complete) tell(context, '', 'Missing, as a policy: parapet doctor --fix-policy', 'All that is used: parapet iam-policy')
    else if (findings.every(({ good }) => good)) tell(context, '', 'Next  parapet scan')
    return worst(findings.map(({ code }) => code))
  } finally {
    aws.close()
  }
}
