// Rows of text as an aligned table for people, or tab-separated for `--plain`.
import { printable } from '../report/text.ts'
import { pad, padStart, truncate, widthOf } from '../report/width.ts'
import type { Context } from './context.ts'

export interface Column {
  readonly title: string
  /** Numbers stand to the right. */
  readonly right?: true
  /** Gives way on a narrow terminal. */
  readonly flexible?: true
}

const narrowest = 8

/** Takes from the widest flexible column until the row fits, or until there is nothing left to take. */
const fit = (columns: readonly Column[], widths: readonly number[], room: number): readonly number[] => {
  const fitted = [...widths]
  for (let over = fitted.reduce((sum, width) => sum + width, 0) - room; over > 0; over--) {
    const flexible = fitted.map((width, index) => (columns[index]?.flexible ? width : 0))
    const widest = flexible.indexOf(Math.max(...flexible))
    const width = fitted[widest] ?? 0
    if (!columns[widest]?.flexible || width <= narrowest) break
    fitted[widest] = width - 1
  }
  return fitted
}

/** Lines of a table. Cells are made printable here. */
export const table = (context: Context, columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] => {
  const cells = rows.map((row) => row.map((cell) => printable(cell)))
  if (context.plain) return cells.map((row) => row.join('\t'))
  const widths = columns.map(({ title }, index) => Math.max(widthOf(title), ...cells.map((row) => widthOf(row[index] ?? ''))))
  // Only a terminal cuts: a file or a pipe gets everything.
  const fitted = context.io.out.isTerminal ? fit(columns, widths, context.io.out.columns - 2 * (columns.length - 1)) : widths
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
