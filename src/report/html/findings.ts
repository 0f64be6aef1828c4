// The findings of the HTML report, grouped by check: why, risk, remedy, and every resource with the facts that decided.
import type { Finding } from '../../store/store.ts'
import { severities, type Severity } from '../../risk/severity.ts'
import type { ReportCheck, ReportModel } from '../model.ts'
import type { Group, Summary } from '../summary.ts'
import { htmlLines, shellWord } from '../text.ts'
import { ago, date, moment } from '../time.ts'
import { count, facts, mitigationTitle, number, signs, threatTitle } from '../words.ts'
import { lines, tag, when, type Markup } from './markup.ts'

/** More rows than this make no page better to read; the other formats have them all. */
const maxRows = 100
const maxGroups = 300

export const badge = (severity: Severity): Markup =>
  tag`<span class="badge b-${severity}"><span aria-hidden="true">${signs[severity]}</span>${severity}</span>`

/** The anchor of a finding's row. */
const anchor = (id: string): string | undefined => (/^F-[\w-]+$/.test(id) ? id : undefined)
/** A finding by its id: a link where its row is on the page. */
export const reference = (finding: Finding, linked: ReadonlySet<string>): Markup => {
  const to = linked.has(finding.id) ? anchor(finding.id) : undefined
  return to === undefined ? tag`<code>${finding.id}</code>` : tag`<a href="#${to}"><code class="id">${to}</code></a>`
}

const shownGroups = ({ groups }: Summary): readonly Group[] => groups.slice(0, maxGroups)
/** Ids of the findings that have a row. */
export const rowsShown = (summary: Summary): ReadonlySet<string> =>
  new Set(shownGroups(summary).flatMap((group) => group.findings.slice(0, maxRows).map((finding) => finding.id)))

const evidence = (finding: Finding): Markup => {
  const known = facts(finding.evidence)
  return known.length === 0
    ? tag`<span class="quiet">none recorded</span>`
    : tag`<dl class="facts mono">${known.map(([name, value]) => tag`<div><dt><bdi>${name}</bdi></dt><dd><bdi>${value}</bdi></dd></div>`)}</dl>`
}

const row = (finding: Finding, fresh: ReadonlySet<string>): Markup => {
  const id = anchor(finding.id)
  return tag`<tr${id === undefined ? tag`` : tag` id="${id}"`}>
<th scope="row"><b><bdi>${finding.name}</bdi></b>${when(finding.discriminator !== '', () => tag` <span class="mono"><bdi>${finding.discriminator}</bdi></span>`)}<span class="arn mono"><bdi>${finding.resource}</bdi></span></th>
<td>${evidence(finding)}</td>
<td class="date" data-label="first seen"><time datetime="${finding.firstSeen.toISOString()}">${date(finding.firstSeen)}</time>${when(fresh.has(finding.id), () => tag` <span class="chip new">new</span>`)}${when(
    finding.notVerifiedSince !== null,
    () => tag` <span class="chip unread">not confirmed</span>`,
  )}</td>
<td${id === undefined ? tag`` : tag` class="date"`}><code>${finding.id}</code></td>
</tr>`
}

const address = (url: string): string | undefined => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  return parsed?.protocol === 'https:' ? parsed.href : undefined
}
const references = ({ refs }: ReportCheck): readonly Markup[] => [
  ...[...(refs.fsbp ?? []).map((control) => `Security Hub ${control}`), ...(refs.cis ?? []).map((control) => `CIS ${control}`)].map(
    (name) => tag`<span class="chip">${name}</span> `,
  ),
  ...(refs.docs ?? []).map((page) => {
    const href = address(page)
    return href === undefined
      ? tag`<span>${page}</span> `
      : tag`<a href="${href}" rel="noopener noreferrer">${page.replace(/^https:\/\//, '')}</a> `
  }),
]

const costs = ['none', 'small', 'noticeable', 'high'] as const

const about = (group: Group): Markup => {
  const { info } = group
  const again = tag`<dt>Check again</dt><dd><code>parapet scan --check ${shellWord(group.check)}</code></dd>`
  if (!info) return tag`<dl class="about"><dt>Check</dt><dd><code>${group.check}</code>, which this version no longer has</dd></dl>`
  const base = info.likelihood * info.impact
  const refs = references(info)
  return tag`<p>${info.why}</p>
<dl class="about">
<dt>Check</dt><dd><code>${group.check}</code> on ${info.on}</dd>
<dt>Threat</dt><dd>${info.threats.map((threat, index) => tag`${index > 0 ? ', ' : ''}${threatTitle(threat)}`)}</dd>
<dt>Mitigation</dt><dd>${mitigationTitle(info.mitigation)}</dd>
<dt>Risk</dt><dd>likelihood ${info.likelihood} × impact ${info.impact} = ${base} of 25${group.score === base ? '' : `; on the worst resource ${group.score}`}</dd>
<dt>Cost of the fix</dt><dd>${info.cost.level === 0 ? '' : `${costs[info.cost.level] ?? info.cost.level}: `}${info.cost.note}</dd>
${again}
${when(refs.length > 0, () => tag`<dt>See</dt><dd>${refs}</dd>`)}
</dl>
<h3>Fix</h3>
<div class="fixes"><div><h4>AWS CLI</h4><pre>${lines(htmlLines(info.fix.cli))}</pre></div><div><h4>Terraform</h4><pre>${lines(htmlLines(info.fix.terraform))}</pre></div></div>`
}

const groupMarkup = (group: Group, model: ReportModel, fresh: ReadonlySet<string>): Markup => {
  const hidden = group.findings.length - maxRows
  const threat = group.info?.threats[0]
  return tag`<details class="group" data-severity="${group.severity}">
<summary>${badge(group.severity)}<span class="title">${group.title}</span><span class="side">${count(group.resources, 'resource')}</span>
<span class="chips"><span>risk ${group.score} of 25</span>${when(threat !== undefined, () => tag`<span>${threatTitle(threat ?? '')}</span>`)}<span>since ${date(group.since)} (${ago(group.since, model.generatedAt)})</span>${when(
    group.fresh > 0 && model.previous !== undefined,
    () => tag`<span class="chip new">${number(group.fresh)} new</span>`,
  )}${when(group.unread > 0, () => tag`<span class="chip unread">${number(group.unread)} not assessed</span>`)}</span></summary>
<div class="body">${about(group)}
<h3>${count(group.findings.length, 'finding')} on ${count(group.resources, 'resource')}</h3>
<table class="cardlike"><thead><tr><th scope="col">Resource</th><th scope="col">Evidence</th><th scope="col">First seen</th><th scope="col">Finding</th></tr></thead>
<tbody>${group.findings.slice(0, maxRows).map((finding) => row(finding, fresh))}</tbody></table>
${when(hidden > 0, () => tag`<p class="note">${number(hidden)} more are left out here: <code>parapet report --format csv</code> has them all.</p>`)}</div>
</details>`
}

const filter = (summary: Summary): Markup => {
  const used = severities.filter((severity) => summary.groups.some((group) => group.severity === severity))
  return tag`<div class="filter" role="search" hidden><input type="search" aria-label="Filter findings by text" placeholder="Filter: name, ARN, check, threat, evidence">
<fieldset><legend class="sr">Severities</legend>${used.map((severity) => tag`<label><input type="checkbox" value="${severity}" checked>${severity}</label>`)}</fieldset>
<button type="button">Open all</button><output aria-live="polite"></output></div>`
}

/** What does not hold. */
export const findingsSection = (model: ReportModel, summary: Summary): Markup => {
  const fresh = new Set([...model.changes.opened, ...model.changes.reopened])
  const hidden = summary.groups.slice(maxGroups)
  const amount =
    summary.groups.length === 0
      ? tag`<p>${summary.whole ? 'No check fails.' : 'No check fails on what could be read. What could not be read is listed under “Not assessed”.'}</p>`
      : tag`<p class="quiet">${count(summary.open.length, 'open finding')} of ${count(summary.groups.length, 'check')}, worst first; ${summary.coverage} of the results decided.</p>`
  return tag`<section id="findings"><h2>Not met</h2>${amount}
${when(summary.groups.length > 0, () => filter(summary))}
${shownGroups(summary).map((group) => groupMarkup(group, model, fresh))}
${when(hidden.length > 0, () => tag`<p class="note">${count(hidden.length, 'more check')} are left out here: <code>parapet report --format csv</code> has them all.</p>`)}
${waived(summary)}</section>`
}

const waived = ({ waived: findings }: Summary): Markup | undefined =>
  when(
    findings.length > 0,
    () => tag`<h3>Waived: ${count(findings.length, 'finding')}, not counted above</h3>
<table class="cardlike"><thead><tr><th scope="col">Resource</th><th scope="col">Severity</th><th scope="col">Check</th><th scope="col">Waiver</th></tr></thead><tbody>${findings
      .slice(0, maxRows)
      .map(
        (finding) =>
          tag`<tr><th scope="row"><b><bdi>${finding.name}</bdi></b><span class="arn mono"><bdi>${finding.resource}</bdi></span></th><td>${badge(finding.severity)}</td><td><code>${finding.check}</code></td><td data-label="waiver">${finding.waiver ?? ''}</td></tr>`,
      )}</tbody></table>${when(findings.length > maxRows, () => tag`<p class="note">${number(findings.length - maxRows)} more are left out here.</p>`)}`,
  )

export const seenAt = (at: Date): Markup => tag`<time datetime="${at.toISOString()}">${moment(at)}</time>`
