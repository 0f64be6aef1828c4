// The sections of the HTML report around its findings: the story, what changed, where, what is missing, waivers, and how it was made.
import { severities, type Severity } from '../../risk/severity.ts'
import type { Finding } from '../../store/store.ts'
import type { ReportModel } from '../model.ts'
import { counted, inOrder, waiverEnd, type Missing, type Summary } from '../summary.ts'
import { ago, date, dayAndMonth, duration, moment } from '../time.ts'
import { count, list, number, reasonWord, resolvedWords, some, stateSentence, threatTitle, total } from '../words.ts'
import { coverageBar, severityBars, trendChart, type Bar } from './charts.ts'
import { badge, reference, rowsShown, seenAt } from './findings.ts'
import { tag, when, type Markup } from './markup.ts'

const banner = (kind: '' | 'bad' | 'good', word: string, text: Markup): Markup =>
  tag`<div class="banner ${kind}"><b>${word}</b><p>${text}</p></div>`

export const banners = (model: ReportModel, summary: Summary): Markup | undefined => {
  const { scan, gate, changes } = model
  const held = changes.held.reduce((sum, hold) => sum + hold.vanished, 0)
  const all = [
    ...(gate
      ? [
          gate.passed
            ? banner('good', '✓ Gate passed', tag`${gate.reasons.join('; ')}`)
            : banner(
                'bad',
                `✗ Gate failed (exit ${gate.exitCode})`,
                tag`${gate.reasons.map((reason, index) => tag`${index > 0 ? '; ' : ''}${reason}`)}`,
              ),
        ]
      : []),
    ...(scan.state === 'complete'
      ? []
      : [
          banner(
            '',
            `◐ ${scan.state[0]?.toUpperCase() ?? ''}${scan.state.slice(1)} scan`,
            tag`${stateSentence[scan.state] ?? ''} ${scan.note ?? ''}`,
          ),
        ]),
    ...(summary.missing.length > 0
      ? [
          banner(
            '',
            '? Not assessed',
            tag`${count(summary.checks.all - summary.checks.assessed, 'check')} could not be decided everywhere. <a href="#not-assessed">What is missing, and what would mend it</a>`,
          ),
        ]
      : []),
    ...(held > 0
      ? [
          banner(
            '',
            '⏸ Held',
            tag`${count(held, 'resource')} vanished at once. Their findings stay open until the next scan sees the same, or <code>parapet scan --confirm-disappearance</code> says so.`,
          ),
        ]
      : []),
    ...(scan.endpoint === null ? [] : [banner('', '! Not AWS itself', tag`The calls went to <code>${scan.endpoint}</code>.`)]),
  ]
  return when(all.length > 0, () => tag`<div class="banners">${all}</div>`)
}

const card = (severity: Severity, { counts, deltas, coverage }: Summary, since: string): Markup => {
  const delta = deltas?.[severity]
  const moved = delta === undefined ? '' : delta === 0 ? `as on ${since}` : `${delta > 0 ? '+' : '−'}${Math.abs(delta)} since ${since}`
  return tag`<li>${badge(severity)}<span class="big${counts[severity] === 0 ? ' zero' : ''}">${number(counts[severity])}</span><span class="meta">${when(moved !== '', () => tag`${moved}<br>`)}${coverage} assessed</span></li>`
}

export const summarySection = (model: ReportModel, summary: Summary): Markup => {
  const since = model.previous ? dayAndMonth(model.previous.startedAt) : ''
  const blind = summary.missing.filter((missing) => missing.verdict === 'blind').length
  const waived = summary.waived.length > 0 ? ` ${count(summary.waived.length, 'more is', 'more are')} waived.` : ''
  return tag`<section id="summary"><h2>Open findings</h2>
<ul class="cards">${severities.map((severity) => card(severity, summary, since))}</ul>
<p class="quiet">${summary.checks.assessed} of ${count(summary.checks.all, 'check')} fully assessed.${waived}${blind > 0 ? ' Where a listing was refused, nobody knows how many resources there are: they are in no number here.' : ''}</p>
${coverageBar(model.scan)}</section>`
}

export const changesSection = (model: ReportModel, summary: Summary): Markup => {
  const { changes, previous, checks } = model
  const linked = rowsShown(summary)
  const byId = new Map(model.findings.map((finding) => [finding.id, finding]))
  const shown = 25
  const block = (word: string, ids: readonly string[], note: string): Markup | undefined => {
    const members = inOrder(ids.flatMap((id) => byId.get(id) ?? []))
    const item = (finding: Finding): Markup =>
      tag`<li>${badge(finding.severity)} <b><bdi>${finding.name}</bdi></b>: ${checks.get(finding.check)?.title ?? finding.check} ${reference(finding, linked)}${
        finding.resolvedReason === null || finding.status === 'open'
          ? ''
          : `, ${resolvedWords[finding.resolvedReason] ?? finding.resolvedReason}`
      }</li>`
    const more = ids.length - Math.min(members.length, shown)
    return when(
      ids.length > 0,
      () =>
        tag`<h3>${word}: ${number(ids.length)}</h3>${when(note !== '', () => tag`<p class="note">${note}</p>`)}<ul class="plain">${members.slice(0, shown).map(item)}${when(more > 0, () => tag`<li class="quiet">and ${number(more)} more</li>`)}</ul>`,
    )
  }
  const any = [changes.opened, changes.reopened, changes.resolved, changes.severityChanged, changes.notVerified].some(
    (ids) => ids.length > 0,
  )
  const trend = counted(model.trend)
  return tag`<section id="changes"><h2>What changed</h2>
<p class="quiet">${
    previous
      ? tag`Since the scan of ${seenAt(previous.startedAt)}${any ? '' : ': no finding changed in what both scans looked at'}.`
      : 'The first scan of this account: there is nothing to compare with yet.'
  }</p>
${when(summary.scope.length > 0, () => tag`<p>Not the account’s doing: ${list(summary.scope)}.</p>`)}
<div class="two"><div>
${block('New', changes.opened, '')}
${block('Reopened', changes.reopened, 'Resolved once, and back.')}
${block('Severity changed', changes.severityChanged, '')}
${block('Not confirmed', changes.notVerified, 'Could not be read again, so they stay open.')}
</div><div>
${block('Resolved', changes.resolved, 'Read again and passing, or confirmed as deleted.')}
${when(
  changes.held.length > 0,
  () =>
    tag`<h3>Held</h3><ul class="plain">${changes.held.map((hold) => tag`<li>${number(hold.vanished)} of ${number(hold.known)} ${hold.kind} in ${hold.region} are no longer listed; their findings stay open.</li>`)}</ul>`,
)}
</div></div>
${when(trend.length > 1, () => trendChart(trend))}</section>`
}

const barsBy = (findings: readonly Finding[], labelOf: (finding: Finding) => string): readonly Bar[] =>
  [...Map.groupBy(findings, labelOf)]
    .map(([label, members]) => ({
      label,
      counts: Object.fromEntries(
        severities.map((severity) => [severity, members.filter((finding) => finding.severity === severity).length]),
      ) as Record<Severity, number>,
    }))
    .sort((a, b) => total(b.counts) - total(a.counts) || (a.label < b.label ? -1 : 1))

export const whereSection = (model: ReportModel, summary: Summary): Markup | undefined => {
  if (summary.open.length === 0) return undefined
  const threatOf = (finding: Finding): string => {
    const threat = model.checks.get(finding.check)?.threats[0]
    return threat === undefined ? 'No threat known' : threatTitle(threat)
  }
  const note = `${count(summary.open.length, 'open finding')}; ${summary.coverage} of the results decided.`
  const services = barsBy(summary.open, (finding) => finding.check.split('-')[0] ?? finding.check)
  return tag`<section id="where"><h2>Where it hurts</h2><div class="two">
${severityBars('By threat', barsBy(summary.open, threatOf), `${note} Each is counted once, under the first threat that its check answers.`)}
${severityBars('By service', services.slice(0, 15), services.length > 15 ? `${note} The first 15 of ${services.length} services.` : note)}
</div></section>`
}

const missingItem = (missing: Missing, model: ReportModel): Markup => {
  const titles = missing.checks.map((check) => model.checks.get(check)?.title ?? check)
  const where = missing.regions.length === 0 ? '' : ` in ${some(missing.regions, missing.regions.length, 5)}`
  const which = missing.verdict === 'blind' ? 'which resources there are is unknown' : count(missing.resources, 'resource')
  return tag`<div class="missing"><p class="what">${reasonWord(missing)}${when(missing.operation !== null, () => tag` <code>${missing.operation ?? ''}</code>`)}${where}: ${which}</p>
<p>${missing.checks.length === 1 ? 'Undecided' : `Undecided, ${count(missing.checks.length, 'check')}`}: ${some(
    titles.map((title) => `“${title}”`),
    titles.length,
    6,
  )}</p>
${when(missing.examples.length > 0 && missing.verdict !== 'blind', () => tag`<p class="meta mono">${missing.examples.map((example, index) => tag`${index > 0 ? ', ' : ''}<bdi>${example}</bdi>`)}</p>`)}
${when(missing.message !== '', () => tag`<p class="meta">${missing.message}</p>`)}
${when(missing.action !== null, () => tag`<p>To mend it, allow <code>${missing.action ?? ''}</code>.</p>`)}
${when(missing.verdict === 'error', () => tag`<p>A fault of Parapet: the check failed on this resource, not the resource the check. Please report it.</p>`)}</div>`
}

export const missingSection = (model: ReportModel, summary: Summary): Markup => {
  const shown = 100
  const actions = [...new Set(summary.missing.flatMap((missing) => missing.action ?? []))].sort()
  return tag`<section id="not-assessed"><h2>Not assessed</h2>
${
  summary.missing.length === 0
    ? tag`<p>${summary.whole ? 'Every check could be decided on everything that it applies to.' : 'No check reported a missing fact, but the scan is not complete.'}</p>`
    : tag`<p class="quiet">Neither passed nor failed: nobody knows, until it can be read.</p>${summary.missing.slice(0, shown).map((missing) => missingItem(missing, model))}`
}
${when(summary.missing.length > shown, () => tag`<p class="note">${number(summary.missing.length - shown)} more are left out here: <code>parapet report --format jsonl</code> has them all.</p>`)}
${when(
  actions.length > 0,
  () =>
    tag`<h3>Missing permissions</h3><p><code>parapet doctor --fix-policy</code> prints the statements to add.</p><ul class="plain">${actions.map((action) => tag`<li><code>${action}</code></li>`)}</ul>`,
)}
${gapTable(summary)}</section>`
}

const gapTable = ({ gaps }: Summary): Markup | undefined => {
  const shown = 200
  return when(
    gaps.length > 0,
    () => tag`<h3 id="gaps">Gaps by operation</h3>
<table class="cardlike"><thead><tr><th scope="col">Operation</th><th scope="col">Outcome</th><th scope="col">Region</th><th scope="col" class="number">How often</th><th scope="col">What AWS said</th></tr></thead><tbody>${gaps
      .slice(0, shown)
      .map(
        (gap) =>
          tag`<tr><th scope="row"><code>${gap.operation}</code><span class="arn">${gap.kind}, ${gap.facet}</span></th><td>${gap.outcome}</td><td>${gap.region}</td><td class="number" data-label="times">${number(gap.count)}</td><td>${when(gap.code !== null, () => tag`<code>${gap.code ?? ''}</code> `)}${gap.message ?? ''}</td></tr>`,
      )}</tbody></table>${when(gaps.length > shown, () => tag`<p class="note">${number(gaps.length - shown)} more are left out here.</p>`)}`,
  )
}

export const waiversSection = (model: ReportModel): Markup | undefined => {
  const waivers = [...model.waivers].sort(
    (a, b) =>
      Number(b.expired) - Number(a.expired) || (a.expires < b.expires ? -1 : a.expires > b.expires ? 1 : 0) || (a.id < b.id ? -1 : 1),
  )
  return when(
    waivers.length > 0,
    () => tag`<section id="waivers"><h2>Waivers</h2><p class="quiet">Accepted risks, each with an owner and an end. When one ends, its findings count again.</p>
<table class="cardlike"><thead><tr><th scope="col">Waiver</th><th scope="col">Owner</th><th scope="col">Reason</th><th scope="col">End</th><th scope="col" class="number">Findings</th></tr></thead><tbody>${waivers.map(
      (waiver) =>
        tag`<tr><th scope="row"><b>${waiver.id}</b>${when(waiver.ticket !== undefined, () => tag`<span class="arn">${waiver.ticket ?? ''}</span>`)}</th><td data-label="owner">${waiver.owner}</td><td>${waiver.reason}</td><td>${when(
          waiver.expired,
          () => tag`<span class="chip new">ended</span> `,
        )}${waiverEnd(waiver, model.generatedAt)}</td><td class="number" data-label="findings">${waiver.matches === 0 ? 'matches nothing' : number(waiver.matches)}</td></tr>`,
    )}</tbody></table></section>`,
  )
}

export const methodSection = ({ scan, version, generatedAt, checks }: ReportModel): Markup => {
  const took = scan.finishedAt ? duration(scan.finishedAt.getTime() - scan.startedAt.getTime()) : undefined
  return tag`<section id="method"><h2>How it was scanned</h2>
<dl class="about">
<dt>Account</dt><dd>${scan.account}</dd>
<dt>Read as</dt><dd class="mono">${scan.caller}</dd>
<dt>Regions</dt><dd>${scan.regions.length === 0 ? 'none' : scan.regions.join(', ')}</dd>
<dt>Scan</dt><dd><code>${scan.id}</code>, ${scan.state}, ${seenAt(scan.startedAt)}${took === undefined ? '' : `, took ${took}`}</dd>
<dt>Calls</dt><dd>${count(scan.calls, 'read-only call')}, ${count(scan.resources, 'resource')}</dd>
<dt>Version</dt><dd>parapet ${scan.version}${version === scan.version ? '' : `; this report by ${version}`}, ${seenAt(generatedAt)}</dd>
</dl>
<p>A check passes or fails only on facts that AWS gave. What AWS refused, or did not answer, is unknown and never counted as passed. A finding is resolved only when the same resource was read again and passes, or when a complete listing no longer holds it.</p>
<p>Risk is likelihood × impact, both from 1 to 5. 20 and more is critical, 12 high, 6 medium, 3 low, below that informational.</p>
<details class="data"><summary>The ${count(scan.checks.length, 'check')} of this scan</summary><ul class="plain">${[...scan.checks].sort().map((id) => tag`<li><code>${id}</code> ${checks.get(id)?.title ?? ''}</li>`)}</ul></details></section>`
}

export const subtitle = ({ scan, generatedAt }: ReportModel): Markup =>
  tag`${seenAt(scan.startedAt)}${when(date(scan.startedAt) !== date(generatedAt), () => tag` (${ago(scan.startedAt, generatedAt)})`)}, ${count(scan.regions.length, 'region')}, ${count(scan.resources, 'resource')}, ${count(scan.checks.length, 'check')}`

export const titleOf = ({ scan }: ReportModel): string => `Account ${scan.account}, ${moment(scan.startedAt)}`
