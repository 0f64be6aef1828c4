// Charts as SVG without script or size of its own: positions are shares of whatever width there is, so that text keeps its size on a phone and on paper.
import { severities, type Severity } from '../../risk/severity.ts'
import type { StoredScan } from '../../store/store.ts'
import { assessedOf, undecidedOf } from '../summary.ts'
import { visible } from '../text.ts'
import { date, dayAndMonth, moment } from '../time.ts'
import { truncate } from '../width.ts'
import { number, total } from '../words.ts'
import { tag, when, type Markup } from './markup.ts'

const share = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((10_000 * part) / whole) / 100)
const percent = (value: number): string => `${Math.round(value * 100) / 100}%`

/** A chart, and the same numbers as a table. */
const figure = (title: string, svg: Markup, legend: Markup | undefined, table: Markup, note?: string): Markup => tag`<figure>
<figcaption>${title}</figcaption>
${svg}
${legend}${when(note !== undefined, () => tag`<p class="note">${note}</p>`)}
<details class="data"><summary>The numbers as a table</summary><div class="scroll">${table}</div></details>
</figure>`

const severityLegend = (used: readonly Severity[]): Markup =>
  tag`<ul class="legend">${used.map((severity) => tag`<li><svg class="key" width="12" height="12" aria-hidden="true"><rect class="f-${severity}" width="12" height="12" rx="2"/></svg>${severity}</li>`)}</ul>`

export interface Bar {
  readonly label: string
  readonly counts: Readonly<Record<Severity, number>>
}

/** Horizontal bars, one for each label, divided by severity. */
export const severityBars = (title: string, bars: readonly Bar[], note: string): Markup => {
  const top = Math.max(1, ...bars.map((bar) => total(bar.counts)))
  const used = severities.filter((severity) => bars.some((bar) => bar.counts[severity] > 0))
  const height = 46
  const rows = bars.map((bar, index) => {
    const y = index * height
    let x = 0
    const parts = severities.map((severity) => {
      const width = share(bar.counts[severity], top)
      if (width === 0) return tag``
      const from = x
      x += width
      return tag`<rect class="f-${severity}" x="${percent(from)}" y="${y + 21}" width="${percent(width)}" height="16"><title>${`${bar.label}: ${bar.counts[severity]} ${severity}`}</title></rect>${when(
        width > 7,
        () =>
          tag`<text class="in on-${severity}" x="${percent(from + width / 2)}" y="${y + 33}" text-anchor="middle">${bar.counts[severity]}</text>`,
      )}`
    })
    return tag`<text x="0" y="${y + 14}">${truncate(visible(bar.label), 32)}</text><text class="strong" x="100%" y="${y + 14}" text-anchor="end">${number(total(bar.counts))}</text>${parts}`
  })
  const svg = tag`<svg class="chart" width="100%" height="${Math.max(1, bars.length) * height}" role="img" aria-label="${`${title}: ${bars.map((bar) => `${bar.label} ${total(bar.counts)}`).join(', ')}`}">${rows}</svg>`
  const table = tag`<table><thead><tr><th scope="col"></th>${used.map((severity) => tag`<th scope="col" class="number">${severity}</th>`)}<th scope="col" class="number">all</th></tr></thead><tbody>${bars.map(
    (bar) =>
      tag`<tr><th scope="row">${bar.label}</th>${used.map((severity) => tag`<td class="number">${number(bar.counts[severity])}</td>`)}<td class="number">${number(total(bar.counts))}</td></tr>`,
  )}</tbody></table>`
  return figure(title, svg, severityLegend(used), table, note)
}

const maxColumns = 24

/** Open findings by severity, one column for each scan, and under it how much of the scan could be read. */
export const trendChart = (scans: readonly StoredScan[]): Markup => {
  const drawn = scans.slice(-maxColumns)
  const top = Math.max(1, ...drawn.map((scan) => total(scan.open)))
  const used = severities.filter((severity) => drawn.some((scan) => scan.open[severity] > 0))
  const room = 150
  const base = room + 18
  const step = 100 / drawn.length
  const width = Math.min(step * 0.7, 12)
  const every = Math.max(1, Math.ceil(drawn.length / 5))
  const columns = drawn.map((scan, index) => {
    const middle = step * (index + 0.5)
    const x = percent(middle - width / 2)
    let y = base
    // The least severe at the top, so that what matters most starts from the line.
    const parts = severities.map((severity) => {
      const height = Math.round((room * scan.open[severity] * 10) / top) / 10
      if (height === 0) return tag``
      y = Math.round((y - height) * 10) / 10
      return tag`<rect class="f-${severity}" x="${x}" y="${y}" width="${percent(width)}" height="${height}"><title>${`${date(scan.startedAt)}: ${scan.open[severity]} ${severity}`}</title></rect>`
    })
    const assessed = assessedOf(scan) ?? 0
    const read = (assessed * width) / 100
    const labelled = index === drawn.length - 1 || (index % every === 0 && drawn.length - 1 - index >= every)
    const anchor = index === 0 && drawn.length > 4 ? 'start' : index === drawn.length - 1 && drawn.length > 4 ? 'end' : 'middle'
    const at = anchor === 'start' ? middle - width / 2 : anchor === 'end' ? middle + width / 2 : middle
    return tag`${parts}<text class="strong" x="${percent(middle)}" y="${y - 5}" text-anchor="middle">${number(total(scan.open))}</text>
<rect class="f-unread" x="${x}" y="${base + 5}" width="${percent(width)}" height="6"/><rect class="f-read" x="${x}" y="${base + 5}" width="${percent(read)}" height="6"><title>${`${assessed} % of the results of this scan decided`}</title></rect>
${when(labelled, () => tag`<text class="quiet" x="${percent(at)}" y="${base + 28}" text-anchor="${anchor}">${dayAndMonth(scan.startedAt)}</text>`)}`
  })
  const svg = tag`<svg class="chart" width="100%" height="${base + 34}" role="img" aria-label="${`Open findings by scan: ${drawn.map((scan) => `${date(scan.startedAt)} ${total(scan.open)}`).join(', ')}`}"><line class="axis" x1="0" x2="100%" y1="${base}" y2="${base}"/>${columns}</svg>`
  const legend = tag`${severityLegend(used)}<ul class="legend"><li><svg class="key" width="24" height="6" aria-hidden="true"><rect class="f-unread" width="24" height="6"/><rect class="f-read" width="16" height="6"/></svg>decided share of the scan’s results; the hatched rest is unknown</li></ul>`
  const table = tag`<table><thead><tr><th scope="col">Scan</th><th scope="col">State</th>${severities.map((severity) => tag`<th scope="col" class="number">${severity}</th>`)}<th scope="col" class="number">all</th><th scope="col" class="number">assessed</th></tr></thead><tbody>${drawn.map(
    (scan) =>
      tag`<tr><th scope="row">${moment(scan.startedAt)}</th><td>${scan.state}</td>${severities.map((severity) => tag`<td class="number">${number(scan.open[severity])}</td>`)}<td class="number">${number(total(scan.open))}</td><td class="number">${assessedOf(scan) ?? 0} %</td></tr>`,
  )}</tbody></table>`
  const note = scans.length > drawn.length ? `The last ${drawn.length} of ${number(scans.length)} scans.` : undefined
  return figure('Open findings, scan by scan', svg, legend, table, note)
}

/** What came of every (check, resource) result, as one bar. */
export const coverageBar = (scan: StoredScan): Markup => {
  const { verdicts } = scan
  const parts = [
    { key: 'fail', label: 'not met', value: verdicts.fail },
    { key: 'pass', label: 'met', value: verdicts.pass },
    { key: 'na', label: 'not applicable', value: verdicts['not-applicable'] },
    { key: 'unread', label: 'not assessed', value: undecidedOf(scan) },
  ] as const
  const all = parts.reduce((sum, part) => sum + part.value, 0)
  let x = 0
  const rects = parts.map((part) => {
    // A little of something is never drawn as nothing.
    const width = part.value === 0 ? 0 : Math.max(1, share(part.value, all))
    const from = Math.min(x, 100 - width)
    x += width
    return width === 0
      ? tag``
      : tag`<rect class="f-${part.key}" x="${percent(from)}" y="0" width="${percent(width)}" height="18"><title>${`${part.value} ${part.label}`}</title></rect>`
  })
  const svg = tag`<svg class="chart" width="100%" height="18" role="img" aria-label="${`Results: ${parts.map((part) => `${part.value} ${part.label}`).join(', ')}`}">${rects}</svg>`
  const legend = tag`<ul class="legend">${parts.map(
    (part) =>
      tag`<li><svg class="key" width="12" height="12" aria-hidden="true"><rect class="f-${part.key}" width="12" height="12" rx="2"/></svg><b>${number(part.value)}</b> ${part.label}</li>`,
  )}</ul>`
  const table = tag`<table><thead><tr><th scope="col">Result</th><th scope="col" class="number">number</th><th scope="col" class="number">share</th></tr></thead><tbody>${parts.map(
    (part) =>
      tag`<tr><th scope="row">${part.label}</th><td class="number">${number(part.value)}</td><td class="number">${share(part.value, all)} %</td></tr>`,
  )}</tbody></table>`
  return figure('What came of every check on every resource', svg, legend, table)
}
