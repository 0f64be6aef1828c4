// A report in the format that was asked for, to stdout or to a file.
import { resolve } from 'node:path'
import type { ReportModel } from '../report/model.ts'
import type { Context } from './context.ts'
import { tell } from './context.ts'
import { writeWhole } from './files.ts'
import type { Format } from './options.ts'
import { displayPath } from '../config.ts'

export interface OutputOptions {
  readonly format: Format
  readonly output: string
}

/** The database that suggested commands have to name: as `--database` named it; `null` where the scan is in none that lasts. */
type Place = string | null | undefined

const render = async (context: Context, model: ReportModel, format: Format, toFile: boolean, database: Place): Promise<string> => {
  switch (format) {
    case 'html':
      return (await import('../report/html.ts')).renderHtml(model)
    case 'console':
      return (await import('../report/console.ts')).renderConsole(model, {
        width: toFile ? 96 : Math.min(context.io.out.columns, 110),
        colour: !toFile && context.colour,
        ...(database === undefined ? {} : { database }),
      })
    default:
      return (await import('../report/formats.ts')).formats[format].renderer(model)
  }
}

/** Writes a report; a file appears whole or not at all. */
export const writeReport = async (
  context: Context,
  model: ReportModel,
  { format, output }: OutputOptions,
  database?: Place,
): Promise<void> => {
  const toFile = output !== '-'
  const text = await render(context, model, format, toFile, database)
  if (!toFile) {
    context.io.out.write(text)
    return
  }
  const file = resolve(context.io.cwd, output)
  await writeWhole(file, text)
  tell(context, `Wrote ${displayPath(file, context.io.cwd)}.`)
}
