// `parapet checks show ID`: one check in full.
import { exitCodes } from '../gate.ts'
import { planFor, severityOfCheck } from '../plan.ts'
import { actionsFor } from '../policy.ts'
import { hang, labelled } from '../report/terminal.ts'
import { riskScore } from '../risk/severity.ts'
import { mitigations } from '../threats/mitigations.ts'
import { threats } from '../threats/threats.ts'
import { checkById, loadCatalogue } from './catalogue.ts'
import { checkDocument } from './checks-document.ts'
import { print, printJson, type Run } from './context.ts'

export const run: Run<{ readonly json?: boolean }> = async (context, options, [id = '']) => {
  const { checks, collectors } = await loadCatalogue()
  const check = checkById(checks, id)
  const { operations } = planFor([check], collectors)
  if (options.json) {
    printJson(context, { ...checkDocument(check), operations, actions: actionsFor(operations) })
    return exitCodes.ok
  }
  const { paint } = context
  const width = Math.min(context.io.out.columns, 110)
  const block = (label: string, text: string): readonly string[] => labelled(label, text, width, paint)
  const code = (label: string, text: string): readonly string[] => [
    '',
    paint('bold', label),
    ...text.split('\n').map((line) => `  ${line}`),
  ]
  print(
    context,
    ...hang('', paint('bold', `${check.id}: ${check.title}`), width),
    '',
    ...block(
      'Severity',
      `${severityOfCheck(check)}: likelihood ${check.likelihood} x impact ${check.impact} = ${riskScore(check.likelihood, check.impact)} of 25`,
    ),
    ...block('Threats', check.threats.map((threat) => threats[threat].title).join(', ')),
    ...block('Answer', mitigations[check.mitigation]),
    ...block('On', check.on.join(', ')),
    ...block('Reads', operations.join(', ') || 'nothing more than is listed'),
    ...(check.uses.length > 0 ? block('Settings', check.uses.filter((name) => name !== 'now').join(', ') || 'the time of the scan') : []),
    ...(check.content ? block('Content', 'is evaluated only with --content') : []),
    ...block('Cost', check.cost.note),
    '',
    ...hang('', check.why, width),
    ...code('Fix with the AWS CLI', check.fix.cli),
    ...code('Fix with Terraform', check.fix.terraform),
    '',
    ...block(
      'See',
      [
        ...(check.refs.fsbp ?? []).map((ref) => `FSBP ${ref}`),
        ...(check.refs.cis ?? []).map((ref) => `CIS ${ref}`),
        ...(check.refs.docs ?? []),
      ].join(', ') || 'no further reference',
    ),
  )
  return exitCodes.ok
}
