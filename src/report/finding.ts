// One finding in full for a terminal: what, where, since when, why it is a risk, on what evidence, and how to mend, check or waive it.
import type { Finding, FindingEvent, StoredScan } from '../store/store.ts'
import type { ReportCheck, ReportWaiver } from './model.ts'
import { assessedOf, inOrder, waiverEnd } from './summary.ts'
import { document, hang, isNarrow, labelled, painter, severityLabel, targetWidth, type Paint, type TerminalOptions } from './terminal.ts'
import { printable, shellWord, visible, withoutCommands } from './text.ts'
import { ago, moment } from './time.ts'
import { count, facts, list, mitigationTitle, resolvedWords, threatTitle } from './words.ts'
import { widthOf, wrap } from './width.ts'

export interface FindingDetail {
  readonly finding: Finding
  /** Undefined where this version no longer has the check. */
  readonly check: ReportCheck | undefined
  /** Its history, in any order. */
  readonly events: readonly FindingEvent[]
  /** The waiver in force or that has ended, if any. */
  readonly waiver: ReportWaiver | undefined
  /** The last scan of its account, for how much of it could be read. */
  readonly scan: StoredScan | undefined
  /** Other findings on the same resource; others are left out. */
  readonly others: readonly Finding[]
  readonly now: Date
}

const status = ({ finding, waiver, now }: FindingDetail): string => {
  if (finding.status === 'resolved') {
    const because =
      finding.resolvedReason === null ? '' : `: ${resolvedWords[finding.resolvedReason] ?? printable(finding.resolvedReason, 40)}`
    return `resolved${finding.resolvedAt === null ? '' : ` ${moment(finding.resolvedAt)}`}${because}; first seen ${moment(finding.firstSeen)}`
  }
  const since = `${finding.waiver === null ? 'open' : 'open, waived'} since ${moment(finding.firstSeen)} (${ago(finding.firstSeen, now)})`
  const unsure =
    finding.notVerifiedSince === null
      ? ''
      : `; not confirmed since ${moment(finding.notVerifiedSince)}: it could not be read again, so it stays open`
  const waived =
    waiver === undefined
      ? ''
      : `; waiver ${printable(waiver.id, 40)} of ${printable(waiver.owner, 60)} ${printable(waiverEnd(waiver, now), 60)}: ${printable(waiver.reason, 200)}`
  return since + unsure + waived
}

const eventWords: Readonly<Record<FindingEvent['event'], string>> = {
  opened: 'opened',
  resolved: 'resolved',
  reopened: 'reopened',
  'severity-changed': 'severity changed',
  'evidence-changed': 'evidence changed',
  waived: 'waived',
  unwaived: 'no longer waived',
  'not-verified': 'could not be confirmed',
  'verified-again': 'confirmed again',
}
const detailOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const history = (events: readonly FindingEvent[], width: number): readonly string[] =>
  [...events]
    .sort((a, b) => a.at.getTime() - b.at.getTime() || (a.scan < b.scan ? -1 : a.scan > b.scan ? 1 : 0))
    .flatMap((event) => {
      const details = Object.entries(event.detail).map(([name, value]) => `${name} ${detailOf(value)}`)
      return hang(
        `  ${moment(event.at)}  `,
        `${eventWords[event.event] ?? printable(event.event, 40)}${details.length > 0 ? `: ${printable(details.join(', '), 200)}` : ''}`,
        width,
      )
    })

const risk = (finding: Finding, check: ReportCheck, width: number): readonly string[] => {
  const base = check.likelihood * check.impact
  const adjusted =
    base === finding.score ? 'the setting of the resource changes nothing' : `the setting of the resource makes it ${finding.score}`
  return [
    ...hang(
      '  ',
      `likelihood ${check.likelihood} of 5 × impact ${check.impact} of 5 = ${base} of 25; ${adjusted}: ${finding.severity}`,
      width,
    ),
    ...hang('  ', `threat      ${list(check.threats.map((threat) => printable(threatTitle(threat), 40)))}`, width),
    ...hang('  ', `mitigation  ${printable(mitigationTitle(check.mitigation), 40)}: missing here`, width),
    ...hang(
      '  ',
      `its cost    ${['none', 'small', 'noticeable', 'high'][check.cost.level] ?? String(check.cost.level)}: ${printable(check.cost.note, 200)}`,
      width,
    ),
  ]
}

/** Commands stand on lines of their own, unwrapped, to be copied. */
const block = (text: string): readonly string[] =>
  text.split(/\r?\n/).map((line) => `  ${withoutCommands(visible(line.replaceAll('\t', '  ')))}`)

const section = (title: string, lines: readonly string[], width: number, paint: Paint): readonly string[] =>
  lines.length === 0 ? [] : ['', ...wrap(title, width).map((line) => paint('bold', line)), ...lines]

export const renderFinding = (detail: FindingDetail, options: TerminalOptions = {}): string => {
  const { finding, check, scan } = detail
  const width = Math.max(20, options.width ?? targetWidth)
  const paint = painter(options.colour ?? false)
  const id = printable(finding.id, 20)
  const title = printable(check?.title ?? finding.check, 160)
  const rating = `${severityLabel(finding.severity)}, risk ${finding.score} of 25`
  const first = `${id}  ${finding.status === 'open' ? 'Not met' : 'Was not met'}: ${title}`
  const gap = width - widthOf(first) - widthOf(rating)
  const evidence = facts(finding.evidence).flatMap(([name, value]) => hang('  ', `${printable(name, 60)}: ${printable(value, 600)}`, width))
  const assessed = scan ? assessedOf(scan) : undefined
  const others = inOrder(
    detail.others.filter((other) => other.id !== finding.id && other.status === 'open' && other.resource === finding.resource),
  )
  return document([
    ...(gap >= 2 && !isNarrow(width)
      ? [`${paint('bold', first)}${' '.repeat(gap)}${paint(finding.severity, rating)}`]
      : [...hang('', first, width).map((line) => paint('bold', line)), paint(finding.severity, rating)]),
    ...labelled('Resource', `${printable(finding.name, 200)}  ${printable(finding.resource, 400)}`, width, paint),
    ...labelled(
      'Kind',
      `${printable(finding.kind, 80)} in ${printable(finding.region, 30)}, account ${printable(finding.account, 30)}`,
      width,
      paint,
    ),
    ...(finding.discriminator === '' ? [] : labelled('Which', printable(finding.discriminator, 200), width, paint)),
    ...labelled('Status', status(detail), width, paint),
    ...labelled(
      'Check',
      `${printable(finding.check, 80)}${check ? '' : ' (this version of Parapet does not have it any more)'}`,
      width,
      paint,
    ),
    ...(check
      ? section('Why it is a risk here', [...hang('  ', printable(check.why, 600), width), ...risk(finding, check, width)], width, paint)
      : []),
    ...section(
      `Evidence  the same since ${moment(finding.changedAt)}`,
      evidence.length > 0 ? evidence : ['  none was recorded'],
      width,
      paint,
    ),
    ...(check ? section('Fix  with the AWS CLI; <…> is for you to fill in', block(check.fix.cli), width, paint) : []),
    ...(check ? section('Fix  with Terraform', block(check.fix.terraform), width, paint) : []),
    ...section('History', history(detail.events, width), width, paint),
    ...section(
      `Also open on this resource (${others.length})`,
      others
        .slice(0, 5)
        .flatMap((other) =>
          hang('  ', `${severityLabel(other.severity)}  ${printable(other.id, 20)}  ${printable(other.check, 80)}`, width),
        ),
      width,
      paint,
    ),
    '',
    ...labelled('Check it', `parapet scan --check ${shellWord(finding.check)}`, width, paint),
    ...(finding.status === 'open' && finding.waiver === null
      ? labelled('Waive it', `parapet waiver add ${shellWord(finding.id)} --owner you@example.com --expires 30d --reason '…'`, width, paint)
      : []),
    ...(check?.refs.docs ?? []).slice(0, 3).flatMap((page) => labelled('Read', printable(page, 200), width, paint)),
    ...(scan && assessed !== undefined
      ? labelled(
          'Coverage',
          `the scan of ${moment(scan.startedAt)} decided ${assessed} % of ${count(
            Object.values(scan.verdicts).reduce((sum, each) => sum + each, 0),
            'result',
          )}`,
          width,
          paint,
        )
      : []),
  ])
}
