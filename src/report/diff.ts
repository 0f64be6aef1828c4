// What changed between two scans, for a terminal: findings, and what changed in the looking rather than in the account.
import type { Changes, Finding, StoredScan } from '../store/store.ts'
import type { ReportCheck } from './model.ts'
import { assessedOf, inOrder, scopeChanges } from './summary.ts'
import { document, hang, isNarrow, painter, severityLabel, targetWidth, type Paint, type TerminalOptions } from './terminal.ts'
import { printable } from './text.ts'
import { moment } from './time.ts'
import { count, evidenceLine, list, number, resolvedWords, stateSentence, total } from './words.ts'
import { pad, wrap } from './width.ts'

export interface Diff {
  readonly from: StoredScan
  readonly to: StoredScan
  readonly changes: Changes
  /** At least those that `changes` names. */
  readonly findings: readonly Finding[]
  readonly checks: ReadonlyMap<string, ReportCheck>
}

interface Kind {
  readonly ids: readonly string[]
  /** A sign and the word that it stands for. */
  readonly sign: string
  readonly word: string
  readonly style: 'bad' | 'good' | 'medium' | 'bold'
  readonly note: string
}

const kindsOf = (changes: Changes): readonly Kind[] => [
  { ids: changes.opened, sign: '+', word: 'new', style: 'bad', note: '' },
  { ids: changes.reopened, sign: '↻', word: 'reopened', style: 'bad', note: 'resolved once, and back' },
  { ids: changes.resolved, sign: '✓', word: 'resolved', style: 'good', note: 'read again and passing, or confirmed as deleted' },
  { ids: changes.severityChanged, sign: '±', word: 'severity changed', style: 'medium', note: '' },
  { ids: changes.evidenceChanged, sign: '~', word: 'evidence changed', style: 'bold', note: 'open before and after' },
  { ids: changes.notVerified, sign: '?', word: 'not confirmed', style: 'medium', note: 'could not be read again, so they stay open' },
]

const line = (finding: Finding, kind: Kind, diff: Diff, width: number): readonly string[] => {
  const title = diff.checks.get(finding.check)?.title ?? finding.check
  const why =
    kind.word === 'resolved' && finding.resolvedReason !== null
      ? (resolvedWords[finding.resolvedReason] ?? '')
      : evidenceLine(finding.evidence)
  const waived = finding.waiver === null ? '' : ' (waived)'
  const name = printable(finding.name, 60)
  if (isNarrow(width))
    return hang(
      '  ',
      `${severityLabel(finding.severity)}: ${name}: ${printable(title, 160)} (${printable(finding.id, 20)})${waived}`,
      width,
    )
  return [
    ...hang(
      ` ${kind.sign} ${pad(severityLabel(finding.severity), 10)}  `,
      `${name}: ${printable(title, 160)} (${printable(finding.id, 20)})${waived}`,
      width,
    ),
    ...(why === '' ? [] : hang(' '.repeat(15), printable(why, 160), width)),
  ]
}

const heading = (style: Kind['style'], text: string, width: number, paint: Paint): readonly string[] =>
  wrap(text, width).map((line) => paint(style, line))

const sectionOf = (kind: Kind, known: ReadonlyMap<string, Finding>, diff: Diff, width: number, paint: Paint): readonly string[] => {
  if (kind.ids.length === 0) return []
  const members = inOrder(kind.ids.flatMap((id) => known.get(id) ?? []))
  const shown = 50
  const unnamed = kind.ids.length - Math.min(members.length, shown)
  return [
    '',
    ...heading(
      kind.style,
      `${kind.word.toUpperCase()} (${number(kind.ids.length)})${kind.note === '' ? '' : `: ${kind.note}`}`,
      width,
      paint,
    ),
    ...members.slice(0, shown).flatMap((finding) => line(finding, kind, diff, width)),
    ...(unnamed > 0 ? [`   … and ${number(unnamed)} more`] : []),
  ]
}

const scanLine = (label: string, scan: StoredScan): string => {
  const assessed = assessedOf(scan)
  return `${label} ${printable(scan.id, 60)}  ${moment(scan.startedAt)}: ${count(total(scan.open), 'open finding')}, ${assessed === undefined ? 'nothing decided' : `${assessed} % of results decided`}`
}

export const renderDiff = (diff: Diff, options: TerminalOptions = {}): string => {
  const { from, to, changes } = diff
  const width = Math.max(20, options.width ?? targetWidth)
  const paint = painter(options.colour ?? false)
  const known = new Map(diff.findings.map((finding) => [finding.id, finding]))
  const kinds = kindsOf(changes)
  const said = kinds.filter((kind) => kind.ids.length > 0).map((kind) => `${number(kind.ids.length)} ${kind.word}`)
  const scope = scopeChanges(from, to)
  const sentences = [...new Set([stateSentence[from.state], stateSentence[to.state]])].filter((sentence) => sentence !== '')
  return document([
    ...hang('', scanLine('from', from), width),
    ...hang('', scanLine('to  ', to), width),
    ...sentences.flatMap((sentence) => hang('', sentence, width)),
    '',
    ...heading('bold', said.length === 0 ? 'No finding changed in what both scans looked at.' : `${list(said)}.`, width, paint),
    ...kinds.flatMap((kind) => sectionOf(kind, known, diff, width, paint)),
    ...(changes.held.length === 0
      ? []
      : [
          '',
          ...heading('bold', 'HELD: many resources vanished at once; their findings stay open until that is confirmed', width, paint),
          ...changes.held.flatMap((hold) =>
            hang(
              '   ',
              `${number(hold.vanished)} of ${number(hold.known)} ${printable(hold.kind, 60)} in ${printable(hold.region, 30)}`,
              width,
            ),
          ),
        ]),
    ...(scope.length === 0
      ? []
      : [
          '',
          ...heading('bold', "NOT THE ACCOUNT'S DOING: the scans differ in what they looked at", width, paint),
          ...scope.flatMap((change) => hang('   ', printable(change, 300), width)),
        ]),
  ])
}
