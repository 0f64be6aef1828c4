// `parapet version`: what to name in a bug report.
import { exitCodes } from '../gate.ts'
import { version } from '../version.ts'
import { loadChecks } from './catalogue.ts'
import { print, printJson, type Run } from './context.ts'

export const run: Run<{ readonly json?: boolean }> = async (context, options) => {
  if (!options.json) {
    print(context, `parapet ${version} (Node ${process.version}, ${process.platform}-${process.arch})`)
    return exitCodes.ok
  }
  const checks = await loadChecks()
  printJson(context, {
    parapet: version,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    checks: checks.length,
    schemas: { snapshot: 'parapet-snapshot/1', report: 'parapet-report/1' },
  })
  return exitCodes.ok
}
