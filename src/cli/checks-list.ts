// `parapet checks list`: the catalogue, one line for each check.
import { exitCodes } from '../gate.ts'
import { selectChecks, serviceOf, severityOfCheck } from '../plan.ts'
import { severities } from '../risk/severity.ts'
import { count } from '../report/words.ts'
import { loadChecks, selectionOf, type SelectionOptions } from './catalogue.ts'
import { checkDocument } from './checks-document.ts'
import { print, printJson, tell, type Run } from './context.ts'
import { table } from './table.ts'

export const run: Run<SelectionOptions & { readonly json?: boolean }> = async (context, options) => {
  const all = await loadChecks()
  const checks = [...selectChecks(all, selectionOf({ ...options, content: true }, all))].sort(
    (a, b) =>
      serviceOf(a).localeCompare(serviceOf(b)) ||
      severities.indexOf(severityOfCheck(a)) - severities.indexOf(severityOfCheck(b)) ||
      a.id.localeCompare(b.id),
  )
  if (options.json) printJson(context, checks.map(checkDocument))
  else {
    print(
      context,
      ...table(
        context,
        [{ title: 'check' }, { title: 'severity' }, { title: 'threat', flexible: true }, { title: 'holds when it passes', flexible: true }],
        checks.map((check) => [check.id, severityOfCheck(check), check.threats[0], check.title]),
      ),
    )
    if (!context.plain)
      tell(context, '', `${count(checks.length, 'check')}. parapet checks show ID says why, what it reads and how to mend it.`)
  }
  return exitCodes.ok
}
