// `parapet findings list`: what was found, worst first.
import type { Check } from '../check/check.ts'
import { exitCodes } from '../gate.ts'
import { assessedOf, inOrder } from '../report/summary.ts'
import { severityLabel } from '../report/terminal.ts'
import { printable, shellWord } from '../report/text.ts'
import { age, ago } from '../report/time.ts'
import { count } from '../report/words.ts'
import type { Severity } from '../risk/severity.ts'
import type { Finding, FindingFilter, StoredScan } from '../store/store.ts'
import { loadChecks, selectionOf } from './catalogue.ts'
import { print, printJson, tell, type Context, type Run } from './context.ts'
import { accountOf, nothingScanned, usableScans, withExistingDatabase } from './database.ts'
import { table } from './table.ts'
import { projectWaivers, withWaivers } from './waivers-in-force.ts'
import { since } from './when.ts'

interface Options {
  readonly account?: string
  readonly database?: string
  readonly json?: boolean
  readonly status: 'open' | 'resolved' | 'all'
  readonly severity?: readonly Severity[]
  readonly check?: readonly string[]
  readonly service?: readonly string[]
  readonly region?: readonly string[]
  readonly resource?: string
  readonly since?: string
  readonly waived?: boolean
  readonly groupBy: 'check' | 'resource' | 'none'
}

const filterOf = (options: Options, account: string, now: Date): FindingFilter => ({
  account,
  ...(options.status === 'all' ? {} : { status: options.status }),
  ...(options.severity ? { severity: options.severity } : {}),
  ...(options.check ? { check: options.check } : {}),
  ...(options.service ? { service: options.service } : {}),
  ...(options.region ? { region: options.region } : {}),
  ...(options.resource === undefined ? {} : { resource: options.resource }),
  ...(options.since === undefined ? {} : { openedSince: since(options.since, now) }),
})

const perGroup = 10

const row = (finding: Finding, now: Date): readonly string[] => [
  finding.id,
  `${severityLabel(finding.severity)}${finding.waiver === null ? '' : ' (waived)'}`,
  String(finding.score),
  finding.name,
  finding.region,
  age(finding.firstSeen, now),
]

const grouped = (context: Context, findings: readonly Finding[], checks: readonly Check[], by: 'check' | 'resource'): void => {
  const titles = new Map(checks.map(({ id, title }) => [id, title]))
  const now = context.io.now()
  for (const [key, members] of Map.groupBy(findings, (finding) => finding[by])) {
    const [first] = members
    if (!first) continue
    const head = by === 'check' ? `not met: ${titles.get(key) ?? key} (${key})` : key
    print(
      context,
      `${context.paint(first.severity, severityLabel(first.severity))}  ${context.paint('bold', printable(head, 160))}  ${count(members.length, 'finding')}`,
    )
    for (const finding of members.slice(0, perGroup)) {
      const what =
        by === 'check' ? `${finding.name}  ${finding.region}` : `${titles.get(finding.check) ?? finding.check} (${finding.check})`
      const notes = [
        `risk ${finding.score} of 25`,
        finding.status === 'open' ? `since ${age(finding.firstSeen, now)}` : 'resolved',
        ...(finding.waiver === null ? [] : [`waived by ${finding.waiver}`]),
        ...(finding.notVerifiedSince === null ? [] : [`not confirmed since ${ago(finding.notVerifiedSince, now)}`]),
      ]
      print(context, `    ${finding.id}  ${printable(what, 100)}  ${context.paint('dim', printable(notes.join(', '), 160))}`)
    }
    if (members.length > perGroup)
      print(
        context,
        context.paint(
          'dim',
          `    … ${members.length - perGroup} more: parapet findings list --${by} ${printable(shellWord(key), 200)} --group-by none`,
        ),
      )
  }
}

/** Coverage stands next to every list: what is not in it may be unknown. */
const closing = (context: Context, findings: readonly Finding[], hidden: number, last: StoredScan): void => {
  const share = assessedOf(last)
  const undecided = last.verdicts.unknown + last.verdicts.error
  const known = share === undefined ? 'nothing was decided' : `${share} % of its results were decided`
  const rest =
    undecided > 0 || last.state !== 'complete' ? `; ${count(undecided, 'result')} unknown, which may hide more: parapet report` : ''
  tell(
    context,
    '',
    `${count(findings.length, 'finding')}${hidden > 0 ? `, ${hidden} waived ones left out (--waived shows them)` : ''}. Last scan ${last.id}, ${ago(last.startedAt, context.io.now())}: ${known}${rest}.`,
  )
}

export const run: Run<Options> = async (context, options) => {
  const loaded = await context.config({ database: options.database })
  const checks = await loadChecks()
  const waivers = await projectWaivers(context, loaded)
  return withExistingDatabase(context, loaded, async (store) => {
    const now = context.io.now()
    const account = await accountOf(store, options.account)
    const [last] = await usableScans(store, account)
    if (!last) throw nothingScanned(store.location)
    // Names that match nothing are refused; a check that this version no longer has may still have findings.
    if (options.service) selectionOf({ service: options.service }, checks)
    const found = withWaivers(await store.findings(filterOf(options, account, now)), waivers, now)
    if (options.check && found.length === 0) selectionOf({ check: options.check, content: true }, checks)
    const shown = inOrder(found.filter(({ waiver }) => (options.waived ? waiver !== null : waiver === null)))
    if (options.json) {
      printJson(context, shown)
      return exitCodes.ok
    }
    if (context.plain)
      print(
        context,
        ...shown.map((finding) =>
          [
            finding.id,
            finding.status,
            finding.severity,
            String(finding.score),
            finding.check,
            finding.resource,
            finding.region,
            finding.firstSeen.toISOString(),
            finding.waiver ?? '',
          ]
            .map((cell) => printable(cell, 2048))
            .join('\t'),
        ),
      )
    else if (options.groupBy === 'none')
      print(
        context,
        ...table(
          context,
          [
            { title: 'finding' },
            { title: 'severity' },
            { title: 'risk', right: true },
            { title: 'resource', flexible: true },
            { title: 'region' },
            { title: 'since' },
            { title: 'check' },
          ],
          shown.map((finding) => [...row(finding, now), finding.check]),
        ),
      )
    else grouped(context, shown, checks, options.groupBy)
    closing(context, shown, options.waived ? 0 : found.length - shown.length, last)
    return exitCodes.ok
  })
}
