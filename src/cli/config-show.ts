// `parapet config show`: every setting in force, and where it comes from.
import { withoutPassword } from '../config.ts'
import { exitCodes } from '../gate.ts'
import { duration } from '../report/time.ts'
import { print, printJson, type Run } from './context.ts'
import { table } from './table.ts'

const masked = '(set, not shown)'

export const run: Run<{ readonly json?: boolean; readonly origin?: boolean }> = async (context, options) => {
  const { origins } = await context.config({})
  const shown = origins.map(({ key, value, origin, secret }) => ({
    key,
    value: secret && value !== undefined ? masked : key === 'database' ? withoutPassword(String(value)) : (value ?? null),
    origin,
  }))
  if (options.json) {
    printJson(context, Object.fromEntries(shown.map(({ key, value, origin }) => [key, options.origin ? { value, origin } : value])))
    return exitCodes.ok
  }
  const text = (key: string, value: unknown): string => {
    if (value === null) return 'not set'
    if (key === 'timeout') return duration(Number(value))
    return Array.isArray(value)
      ? value.length === 0
        ? 'none'
        : value.join(', ')
      : typeof value === 'string'
        ? value
        : JSON.stringify(value)
  }
  print(
    context,
    ...table(
      context,
      [{ title: 'setting' }, { title: 'value', flexible: true }, ...(options.origin ? [{ title: 'from' }] : [])],
      shown.map(({ key, value, origin }) => [key, text(key, value), ...(options.origin ? [origin] : [])]),
    ),
  )
  return exitCodes.ok
}
