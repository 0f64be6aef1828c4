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

const render = async (context: Context, model: ReportModel, format: Format, toFile: boolean): Promise<string> => {
  switch (format) {
    case 'html':
      return (await import('../report/html.ts')).renderHtml(model)
    case 'console':
      return (await import('../report/console.ts')).renderConsole(model, {
        width: toFile ? 96 : Math.min(context.io.out.columns, 110),
        colour: !toFile && context.colour,
      })
    default:
      return (await import('../report/formats.ts')).formats[format].renderer(model)
  }
}

/** Writes a report; a file appears whole or not at all. */
export const writeReport = async (context: Context, model: ReportModel, { format, output }: OutputOptions): Promise<void> => {
  const toFile = output !== '-'
  const text = await render(context, model, format, toFile)
  if (!toFile) {
    context.io.out.write(text)
    return
  }
  const file = resolve(context.io.cwd, output)
  await writeWhole(file, text)
  tell(context, `Wrote ${displayPath(file, context.io.cwd)}.`)
}
