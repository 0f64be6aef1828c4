// The report for a terminal: the story in a sentence, what fails, what could not be assessed, what to do next.
import type { ReportModel } from './model.ts'
import { severities } from '../risk/severity.ts'
import { summaryOf, waiverEnd, type Group, type Missing, type Summary } from './summary.ts'
import {
  document,
  hang,
  isNarrow,
  labelled,
  names,
  painter,
  severityLabel,
  targetWidth,
  type Paint,
  type TerminalOptions,
} from './terminal.ts'
import { printable, shellWord } from './text.ts'
import { age, ago, duration, moment } from './time.ts'
import { changeWords, count, evidenceLine, number, reasonWord, some, stateSentence, threatTitle } from './words.ts'
import { pad, padStart, wrap } from './width.ts'

export interface ConsoleOptions extends TerminalOptions {
  /** Groups of findings to show; the worst come first. */
  readonly groups?: number
  /** The database that the suggested commands have to name, where it is not the default one; `null` where the scan is in none. */
  readonly database?: string | null
}

interface Page {
  readonly database: string | null | undefined
  readonly model: ReportModel
  readonly summary: Summary
  readonly width: number
  readonly narrow: boolean
  readonly paint: Paint
}

const head = ({ model: { scan, version, checks }, width, paint }: Page): readonly string[] => {
  const took = scan.finishedAt ? `, took ${duration(scan.finishedAt.getTime() - scan.startedAt.getTime())}` : ''
  const regions =
    scan.regions.length === 0
      ? 'no regions'
      : `${count(scan.regions.length, 'region')} (${some(names(scan.regions), scan.regions.length, 6)})`
  const services = new Set(scan.checks.map((id) => (checks.get(id)?.id ?? id).split('-')[0])).size
  return [
    ...labelled('Account', `${printable(scan.account, 40)}, read as ${printable(scan.caller, 160)}`, width, paint),
    ...labelled('Scope', `${regions}, ${count(scan.checks.length, 'check')} of ${count(services, 'service')}`, width, paint),
    ...labelled(
      'Scan',
      `${printable(scan.id, 60)}, ${moment(scan.startedAt)}${took}: ${count(scan.resources, 'resource')}, ${count(scan.calls, 'read-only call')}; parapet ${printable(version, 30)}`,
      width,
      paint,
    ),
    ...(scan.endpoint === null ? [] : labelled('Endpoint', `${printable(scan.endpoint, 120)}: this is not AWS itself`, width, paint)),
  ]
}

const signed = (delta: number): string => (delta > 0 ? `+${delta}` : delta < 0 ? `−${-delta}` : '±0')

const numbers = ({ model, summary, width, paint }: Page): readonly string[] => {
  const { counts, deltas, checks, coverage } = summary
  const parts = severities.map((severity) => {
    const delta = deltas?.[severity] ?? 0
    return { severity, text: `${severityLabel(severity)} ${number(counts[severity])}${delta === 0 ? '' : ` (${signed(delta)})`}` }
  })
  const plain = parts.map(({ text }) => text).join('   ')
  const line =
    plain.length <= width - 1
      ? [` ${parts.map(({ severity, text }) => paint(counts[severity] > 0 ? severity : 'dim', text)).join('   ')}`]
      : parts.map(({ severity, text }) => ` ${paint(counts[severity] > 0 ? severity : 'dim', text)}`)
  const assessed = `${checks.assessed} of ${count(checks.all, 'check')} fully assessed; ${coverage} of the results decided`
  return [
    ...wrap(printable(summary.headline), width).map((text) => paint('bold', text)),
    ...(stateSentence[model.scan.state] === '' ? [] : wrap(stateSentence[model.scan.state], width).map((text) => paint('bad', text))),
    ...(model.scan.note === null ? [] : hang('  ', printable(model.scan.note), width)),
    '',
    ...line,
    ...hang(' ', `Coverage: ${assessed}.`, width).map((text) => (summary.whole ? text : paint('medium', text))),
    ...hang(' ', since(model, summary), width),
    ...summary.scope.flatMap((change) => hang('   ', `not the account's doing: ${printable(change)}`, width)),
  ]
}

const since = ({ previous, changes, generatedAt }: ReportModel, { waived }: Summary): string => {
  const more = waived.length > 0 ? ` ${number(waived.length)} more waived.` : ''
  if (!previous) return `First scan of this account: nothing to compare with yet.${more}`
  const said = changeWords(changes)
  const when = ago(previous.startedAt, generatedAt)
  return `Since the scan ${when === 'today' ? 'earlier today' : `of ${when}`}: ${said === '' ? 'no finding changed' : said}.${more}`
}

const resourcesCell = (group: Group): string => number(group.resources)
const noteOf = (group: Group, model: ReportModel): string =>
  [
    group.fresh > 0 && model.previous ? `${number(group.fresh)} new` : '',
    group.unread > 0 ? `${number(group.unread)} not assessed` : '',
    group.stale > 0 ? `${number(group.stale)} not confirmed by this scan` : '',
  ]
    .filter((part) => part !== '')
    .join(', ')
const threatOf = (group: Group): string => (group.info ? threatTitle(group.info.threats[0]) : '')

/** One example, with the facts that decided. */
const sample = (group: Group): string => {
  const first = group.findings[0]
  if (!first) return ''
  const evidence = evidenceLine(first.evidence)
  const others = group.findings.length > 1 ? `; ${number(group.findings.length - 1)} more` : ''
  return `${printable(first.name, 48)} (${printable(first.id, 12)})${evidence === '' ? '' : ` ← ${printable(evidence, 110)}`}${others}`
}

/** Columns of a row for everything but the title. */
const besideTitle = 58

const row = (group: Group, { model, width, narrow, paint }: Page): readonly string[] => {
  const title = printable(group.title, 160)
  const note = noteOf(group, model)
  const threat = printable(threatOf(group), 22)
  if (narrow) {
    return [
      ...hang('', `${severityLabel(group.severity)}, risk ${group.score} of 25: not met: ${title}`, width).map((line) =>
        paint(group.severity, line),
      ),
      ...hang(
        '  ',
        `${count(group.resources, 'resource')}, since ${age(group.since, model.generatedAt)}${threat === '' ? '' : `, ${threat}`}${note === '' ? '' : `; ${note}`}`,
        width,
      ),
      ...hang('  ', sample(group), width),
      '',
    ]
  }
  const room = width - besideTitle
  const lines = wrap(title, room)
  return [
    ...lines.map((line, index) =>
      index === 0
        ? ` ${padStart(String(group.score), 4)}  ${paint(group.severity, pad(severityLabel(group.severity), 10))}  ${paint('bold', pad(line, room))}  ${padStart(resourcesCell(group), 5)}  ${padStart(age(group.since, model.generatedAt), 6)}  ${threat}`
        : `${' '.repeat(19)}${paint('bold', line)}`,
    ),
    ...wrap([sample(group), ...(note === '' ? [] : [`· ${note}`])].join(' '), width - 19)
      .slice(0, 3)
      .map((line) => ' '.repeat(19) + paint('dim', line)),
  ]
}

const findings = (page: Page, shown: number): readonly string[] => {
  const { summary, narrow, width, paint } = page
  if (summary.groups.length === 0) return []
  const room = width - besideTitle
  const title = narrow
    ? []
    : [
        paint('dim', ` RISK  SEVERITY    ${pad('NOT MET', room)}  COUNT   SINCE  THREAT`),
        paint(
          'dim',
          ` ${'─'.repeat(4)}  ${'─'.repeat(10)}  ${'─'.repeat(room)}  ${'─'.repeat(5)}  ${'─'.repeat(6)}  ${'─'.repeat(width - 39 - room)}`,
        ),
      ]
  const hidden = summary.groups.slice(shown)
  return [
    '',
    ...title,
    ...summary.groups.slice(0, shown).flatMap((group) => row(group, page)),
    ...(hidden.length === 0
      ? []
      : hang(
          ' ',
          `… ${count(hidden.length, 'more check')} with ${count(
            hidden.reduce((sum, group) => sum + group.findings.length, 0),
            'open finding',
          )}: parapet findings list`,
          width,
        )),
  ]
}

/** The remedy, where there is one to type. */
const remedy = (missing: Missing): string => {
  if (missing.verdict === 'error') return 'please report it: the check failed on this resource, not the resource the check'
  if (missing.action !== null) return `to mend it, allow ${printable(missing.action, 80)}`
  if (missing.reason === 'throttled' || missing.reason === 'timeout') return 'scan again, or with more time'
  return ''
}

const notAssessed = ({ model, summary, width, paint }: Page): readonly string[] => {
  if (summary.missing.length === 0) return []
  const checks = summary.checks.all - summary.checks.assessed
  const shown = 8
  const lines = summary.missing.slice(0, shown).flatMap((missing) => {
    const what = missing.operation === null ? '' : ` ${printable(missing.operation, 60)}`
    const where = missing.regions.length === 0 ? '' : ` in ${some(names(missing.regions), missing.regions.length, 3)}`
    const which =
      missing.verdict === 'blind'
        ? 'which resources there are is unknown'
        : `${count(missing.resources, 'resource')}${missing.examples.length > 0 ? ` (${some(names(missing.examples.map(shortName)), missing.resources, 3)})` : ''}`
    const titles = missing.checks.map((check) => model.checks.get(check)?.title ?? check)
    const mend = remedy(missing)
    return [
      ...hang('   ', `${printable(reasonWord(missing), 40)}${what}${where}: ${which}`, width),
      ...hang('     ', `costs ${count(missing.checks.length, 'check')}: ${some(names(titles, 80), titles.length, 2)}`, width).map((line) =>
        paint('dim', line),
      ),
      ...(missing.message === '' ? [] : hang('     ', printable(missing.message, 180), width).map((line) => paint('dim', line))),
      ...(mend === '' ? [] : hang('     → ', mend, width)),
    ]
  })
  const actions = [...new Set(summary.missing.flatMap((missing) => missing.action ?? []))]
  return [
    '',
    ` ${paint('bold', 'NOT ASSESSED')} ${checks > 0 ? `(${count(checks, 'check')})` : ''}`,
    ...hang('   ', 'Neither passed nor failed: nobody knows, until it can be read.', width),
    ...lines,
    ...(summary.missing.length > shown
      ? [`   … ${count(summary.missing.length - shown, 'more reason')}: parapet report --format html`]
      : []),
    ...(actions.length > 0 ? hang('   → ', 'parapet doctor prints the missing statements', width) : []),
  ]
}
const shortName = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1) || arn

const holds = ({ model: { changes }, width, paint }: Page): readonly string[] =>
  changes.held.length === 0
    ? []
    : [
        '',
        ` ${paint('bold', 'HELD')}`,
        ...changes.held.flatMap((hold) =>
          hang(
            '   ',
            `${number(hold.vanished)} of ${count(hold.known, `${printable(hold.kind, 60)} resource`)} in ${printable(hold.region, 30)} are no longer listed. Their findings stay open until the next scan sees the same, or until you say so: parapet scan --confirm-disappearance`,
            width,
          ),
        ),
      ]

const waivers = ({ model, summary, width, paint }: Page): readonly string[] => {
  const { expired, ending, idle } = summary.waivers
  const say = (waiver: (typeof expired)[number], what: string) =>
    hang(
      '   ',
      `${printable(waiver.id, 40)} (${printable(waiver.owner, 60)}) ${printable(waiverEnd(waiver, model.generatedAt), 60)}${what}: ${printable(waiver.reason, 160)}`,
      width,
    )
  const lines = [
    ...expired.flatMap((waiver) =>
      say(waiver, waiver.matches > 0 ? `; ${count(waiver.matches, 'finding counts', 'findings count')} again` : ''),
    ),
    ...ending.flatMap((waiver) => say(waiver, `; ${count(waiver.matches, 'finding')}`)),
    ...idle.filter((waiver) => !ending.includes(waiver)).flatMap((waiver) => say(waiver, '; matches nothing')),
  ]
  return lines.length === 0
    ? []
    : ['', ` ${paint('bold', 'WAIVERS')} ${expired.length > 0 ? paint('bad', `(${number(expired.length)} ended)`) : ''}`, ...lines]
}

const gate = ({ model, width, paint }: Page): readonly string[] => {
  if (!model.gate) return []
  const { passed, reasons, exitCode } = model.gate
  const lead = passed ? 'Gate: passed' : `Gate: FAILED (exit ${exitCode})`
  const text = `${lead}${reasons.length === 0 ? '.' : `: ${reasons.map((reason) => printable(reason, 200).replace(/\.$/, '')).join('; ')}.`}`
  return ['', ...wrap(text, width).map((line) => paint(passed ? 'good' : 'bad', line))]
}

const next = ({ model, summary, width, paint, database }: Page): readonly string[] => {
  if (database === null) return []
  const place = database === undefined ? '' : ` --database ${printable(shellWord(database), 200)}`
  const worst = summary.groups[0]?.findings[0]
  const commands = [
    ...(worst ? [`parapet findings show ${printable(worst.id, 20)}`] : []),
    'parapet report --format html',
    ...(model.previous ? ['parapet diff'] : []),
    ...(summary.missing.some((missing) => missing.action !== null) ? ['parapet doctor'] : []),
  ]
  return ['', ...labelled('Next', commands.map((command) => `${command}${place}`).join(' · '), width, paint)]
}

/** The report as text for a terminal, `width` columns wide; nothing in it is a control character but newlines and, with `colour`, its colours. */
export const renderConsole = (model: ReportModel, options: ConsoleOptions = {}): string => {
  const width = Math.max(20, options.width ?? targetWidth)
  const page: Page = {
    model,
    summary: summaryOf(model),
    width,
    narrow: isNarrow(width),
    paint: painter(options.colour ?? false),
    database: options.database,
  }
  return document([
    ...head(page),
    '',
    ...numbers(page),
    ...findings(page, options.groups ?? 15),
    ...notAssessed(page),
    ...holds(page),
    ...waivers(page),
    ...gate(page),
    ...next(page),
  ])
}
