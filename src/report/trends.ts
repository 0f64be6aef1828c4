// Open findings over time, for a terminal: a line for each severity, and the scans behind it with what they could read.
import { severities } from '../risk/severity.ts'
import type { StoredScan } from '../store/store.ts'
import { assessedOf, counted } from './summary.ts'
import { document, hang, isNarrow, painter, severityLabel, targetWidth, type TerminalOptions } from './terminal.ts'
import { printable } from './text.ts'
import { date, daysBetween, moment } from './time.ts'
import { count, number, total } from './words.ts'
import { pad, padStart, wrap } from './width.ts'

export interface Trends {
  /** Of one account, oldest first. */
  readonly scans: readonly StoredScan[]
  readonly now: Date
}

const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
/** One character for each value, between 0 and `top`. Nothing at all is a dot, so that it is not taken for a little. */
export const sparkline = (values: readonly number[], top: number = Math.max(1, ...values)): string =>
  values.map((value) => (value <= 0 ? '·' : (levels[Math.min(7, Math.max(0, Math.ceil((8 * value) / top) - 1))] ?? '█'))).join('')

/** At most `room` scans, spread evenly, first and last among them. */
const thinned = (scans: readonly StoredScan[], room: number): readonly StoredScan[] =>
  scans.length <= room
    ? scans
    : Array.from({ length: room }, (_, index) => scans[Math.round((index * (scans.length - 1)) / (room - 1))] as StoredScan)

const change = (first: number, last: number): string =>
  last === first ? 'unchanged' : last > first ? `+${number(last - first)}` : `−${number(first - last)}`

export const renderTrends = ({ scans, now }: Trends, options: TerminalOptions = {}): string => {
  const width = Math.max(20, options.width ?? targetWidth)
  const paint = painter(options.colour ?? false)
  const usable = counted(scans)
  const first = usable[0]
  const last = usable.at(-1)
  if (!first || !last)
    return document([
      scans.length === 0 ? 'No scans yet: parapet scan' : 'No scan has decided anything yet, so there is no trend: parapet scan',
    ])
  const room = Math.max(8, Math.min(60, width - 36))
  const columns = thinned(usable, room)
  const lines = severities.map((severity) => {
    const values = columns.map((scan) => scan.open[severity])
    const moved = `${number(first.open[severity])} → ${number(last.open[severity])}`
    return ` ${paint(severity, pad(severityLabel(severity), 10))}  ${paint(severity, sparkline(values))}  ${moved} (${change(first.open[severity], last.open[severity])})`
  })
  const assessed = columns.map((scan) => assessedOf(scan) ?? 0)
  const recent = scans.slice(-20)
  const days = daysBetween(first.startedAt, last.startedAt)
  const stale = daysBetween(last.startedAt, now)
  const head = isNarrow(width)
    ? []
    : [
        paint(
          'dim',
          ` ${pad('SCAN', 20)}  ${pad('STATE', 11)} ${severities.map((severity) => padStart(severity === 'informational' ? 'info' : severity, 9)).join('')}     ALL  ASSESSED`,
        ),
      ]
  return document([
    ...wrap(
      `${count(total(last.open), 'open finding')} on ${date(last.startedAt)}; ${change(total(first.open), total(last.open))} since ${date(first.startedAt)} (${count(usable.length, 'scan')} in ${count(days, 'day')})`,
      width,
    ).map((line) => paint('bold', line)),
    ...(stale > 7 ? [`The last of them is ${count(stale, 'day')} old.`] : []),
    '',
    ...lines,
    ` ${pad('assessed', 10)}  ${sparkline(assessed, 100)}  ${assessed[0] ?? 0} % → ${assessed.at(-1) ?? 0} % of the results`,
    ...(columns.length < usable.length ? hang(' ', `${number(columns.length)} of ${number(usable.length)} scans drawn.`, width) : []),
    '',
    ...head,
    ...recent.flatMap((scan) => {
      const share = assessedOf(scan)
      const means = counted([scan]).length === 1
      const state = printable(scan.state, 11)
      if (isNarrow(width)) {
        const numbers = means
          ? `${severities.map((severity) => `${scan.open[severity]} ${severity === 'informational' ? 'info' : severity}`).join(', ')}; ${share ?? 0} % assessed`
          : 'says nothing about the account'
        return hang('', `${moment(scan.startedAt)}, ${state}: ${numbers}`, width)
      }
      const cells = severities.map((severity) => padStart(means ? number(scan.open[severity]) : '–', 9)).join('')
      return [
        ` ${pad(moment(scan.startedAt), 20)}  ${pad(state, 11)} ${cells}${padStart(means ? number(total(scan.open)) : '–', 8)}${padStart(share === undefined ? '–' : `${share} %`, 10)}`,
      ]
    }),
    ...(recent.length < scans.length ? [` … ${count(scans.length - recent.length, 'older scan')}`] : []),
    ...(usable.some((scan) => scan.state !== 'complete')
      ? ['', ...hang('', 'Scans that are not complete keep what they could not read as it was before.', width)]
      : []),
  ])
}
