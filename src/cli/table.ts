// Rows of text as an aligned table for people, or tab-separated for `--plain`.
import { printable } from '../report/text.ts'
import { pad, padStart, truncate, widthOf } from '../report/width.ts'
import type { Context } from './context.ts'

export interface Column {
  readonly title: string
  /** Numbers stand to the right. */
  readonly right?: true
  /** The one column that gives way on a narrow terminal. */
  readonly flexible?: true
}

/** Lines of a table. Cells are made printable here. */
export const table = (context: Context, columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] => {
  const cells = rows.map((row) => row.map((cell) => printable(cell)))
  if (context.plain) return cells.map((row) => row.join('\t'))
  const widths = columns.map(({ title }, index) => Math.max(widthOf(title), ...cells.map((row) => widthOf(row[index] ?? ''))))
  const gaps = 2 * (columns.length - 1)
  const room = context.io.out.columns - gaps - widths.reduce((sum, width) => sum + width, 0)
  // Only a terminal cuts: a file or a pipe gets everything.
  const fitted = widths.map((width, index) =>
    room < 0 && columns[index]?.flexible && context.io.out.isTerminal ? Math.max(10, width + room) : width,
  )
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) => {
        const width = fitted[index] ?? 0
        const cut = truncate(cell, width)
        return columns[index]?.right ? padStart(cut, width) : pad(cut, width)
      })
      .join('  ')
      .trimEnd()
  return [context.paint('dim', line(columns.map(({ title }) => title.toUpperCase()))), ...cells.map(line)]
}
