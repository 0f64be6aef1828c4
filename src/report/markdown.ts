// The report as Markdown for a job summary or a pull request: short however large the account is, and inert.
import { severities } from '../risk/severity.ts'
import type { ReportModel } from './model.ts'
import { summaryOf, waiverEnd, type Group, type Summary } from './summary.ts'
import { markdown, markdownCode } from './text.ts'
import { age, duration, moment } from './time.ts'
import { changeWords, count, evidenceLine, number, reasonWord, signs, some, stateSentence, threatTitle } from './words.ts'
import { truncate } from './width.ts'

const maxGroups = 12
const maxMissing = 6
const maxWaivers = 5

const changesLine = ({ previous, changes }: ReportModel): string => {
  if (!previous) return 'First scan of this account: nothing to compare with yet.'
  const said = changeWords(changes)
  return `Since ${moment(previous.startedAt)}: ${said === '' ? 'no finding changed' : said}.`
}

const counts = ({ counts, deltas }: Summary): readonly string[] => [
  `| ${severities.map((severity) => `${signs[severity]} ${severity}`).join(' | ')} |`,
  `|${severities.map(() => ' ---: |').join('')}`,
  `| ${severities.map((severity) => `${number(counts[severity])}${deltas && deltas[severity] !== 0 ? ` (${deltas[severity] > 0 ? '+' : '−'}${Math.abs(deltas[severity])})` : ''}`).join(' | ')} |`,
]

const row = (group: Group, model: ReportModel): string => {
  const first = group.findings[0]
  const threat = group.info?.threats[0]
  const notes = [
    ...(group.fresh > 0 && model.previous ? [`${number(group.fresh)} new`] : []),
    ...(group.unread > 0 ? [`${number(group.unread)} not assessed`] : []),
  ]
  const evidence = first ? truncate(evidenceLine(first.evidence), 80) : ''
  return `| ${[
    `${signs[group.severity]} ${group.severity}, ${group.score}/25`,
    markdown(truncate(group.title, 120)),
    `${number(group.resources)}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`,
    age(group.since, model.generatedAt),
    threat === undefined ? '' : markdown(threatTitle(threat)),
    first ? `${markdownCode(truncate(first.name, 60))}${evidence === '' ? '' : ` ${markdownCode(evidence)}`}` : '',
  ].join(' | ')} |`
}

const findings = (model: ReportModel, { groups }: Summary): readonly string[] => {
  if (groups.length === 0) return []
  const hidden = groups.slice(maxGroups)
  return [
    '### Not met',
    '',
    '| Severity, risk | Check | Resources | Since | Threat | Example |',
    '| --- | --- | ---: | ---: | --- | --- |',
    ...groups.slice(0, maxGroups).map((group) => row(group, model)),
    ...(hidden.length > 0
      ? [
          '',
          `… ${count(hidden.length, 'more check')} with ${count(
            hidden.reduce((sum, group) => sum + group.findings.length, 0),
            'open finding',
          )}.`,
        ]
      : []),
    '',
  ]
}

const notAssessed = ({ missing }: Summary): readonly string[] => {
  if (missing.length === 0) return []
  return [
    '### Not assessed',
    '',
    'Neither passed nor failed: nobody knows, until it can be read.',
    '',
    ...missing.slice(0, maxMissing).map((gap) => {
      const where =
        gap.regions.length === 0
          ? ''
          : ` in ${some(
              gap.regions.map((region) => markdown(truncate(region, 30))),
              gap.regions.length,
              3,
            )}`
      const what = gap.operation === null ? '' : ` ${markdownCode(truncate(gap.operation, 60))}`
      const mend = gap.action === null ? '' : `; to mend it, allow ${markdownCode(truncate(gap.action, 60))}`
      const resources = gap.verdict === 'blind' ? 'an unknown number of resources' : count(gap.resources, 'resource')
      return `- ${markdown(truncate(reasonWord(gap), 40))}${what}${where}: ${count(gap.checks.length, 'check')} on ${resources}${mend}`
    }),
    ...(missing.length > maxMissing ? [`- … ${count(missing.length - maxMissing, 'more reason')}`] : []),
    '',
  ]
}

const waivers = (model: ReportModel, { waivers: { expired, ending } }: Summary): readonly string[] => {
  const told = [...expired, ...ending]
  if (told.length === 0) return []
  return [
    '### Waivers that ended or end soon',
    '',
    ...told
      .slice(0, maxWaivers)
      .map(
        (waiver) =>
          `- ${markdownCode(truncate(waiver.id, 40))} of ${markdown(truncate(waiver.owner, 60))} ${markdown(waiverEnd(waiver, model.generatedAt))}, ${count(waiver.matches, 'finding')}: ${markdown(truncate(waiver.reason, 120))}`,
      ),
    ...(told.length > maxWaivers ? [`- … ${number(told.length - maxWaivers)} more`] : []),
    '',
  ]
}

/** Under 60 lines. */
export const renderMarkdown = (model: ReportModel): string => {
  const { scan, gate } = model
  const summary = summaryOf(model)
  const took = scan.finishedAt ? ` in ${duration(scan.finishedAt.getTime() - scan.startedAt.getTime())}` : ''
  const lines = [
    '## Parapet',
    '',
    ...(gate
      ? [
          `**Gate ${gate.passed ? 'passed' : `FAILED (exit ${gate.exitCode})`}**${
            gate.reasons.length > 0
              ? `: ${gate.reasons
                  .slice(0, 5)
                  .map((reason) => markdown(truncate(reason, 200)))
                  .join('; ')}`
              : ''
          }`,
          '',
        ]
      : []),
    `**${markdown(summary.headline)}**`,
    '',
    ...(stateSentence[scan.state] === ''
      ? []
      : [`**${stateSentence[scan.state]}**${scan.note === null ? '' : ` ${markdown(truncate(scan.note, 200))}`}`, '']),
    ...counts(summary),
    '',
    `Coverage: ${summary.checks.assessed} of ${count(summary.checks.all, 'check')} fully assessed, ${summary.coverage} of the results decided. ${changesLine(model)}${summary.waived.length > 0 ? ` ${number(summary.waived.length)} waived.` : ''}`,
    ...(summary.scope.length > 0
      ? [
          `Not the account's doing: ${summary.scope
            .slice(0, 4)
            .map((change) => markdown(truncate(change, 160)))
            .join('; ')}.`,
        ]
      : []),
    '',
    ...findings(model, summary),
    ...notAssessed(summary),
    ...waivers(model, summary),
    ...(model.changes.held.length > 0
      ? [
          `**Held:** ${count(
            model.changes.held.reduce((sum, hold) => sum + hold.vanished, 0),
            'resource',
          )} no longer listed; their findings stay open until that is confirmed.`,
          '',
        ]
      : []),
    `Scan ${markdownCode(truncate(scan.id, 60))} of account ${markdownCode(truncate(scan.account, 40))} in ${
      some(
        scan.regions.map((region) => markdown(truncate(region, 30))),
        scan.regions.length,
        5,
      ) || 'no region'
    }, ${moment(scan.startedAt)}: ${count(scan.resources, 'resource')}, ${count(scan.calls, 'read-only call')}${took}; parapet ${markdown(truncate(model.version, 30))}.`,
  ]
  return `${lines.join('\n')}\n`
}
