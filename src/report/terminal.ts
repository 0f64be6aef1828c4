// What the terminal renderers share: options, colour, labelled and wrapped lines.
import type { Severity } from '../risk/severity.ts'
import { printable } from './text.ts'
import { signs } from './words.ts'
import { wrap } from './width.ts'

export interface TerminalOptions {
  /** Columns; below 80 everything stands one under the other. */
  readonly width?: number
  /** Whether to colour is the caller's decision (NO_COLOR, a terminal or not). */
  readonly colour?: boolean
}

export const targetWidth = 96
export const isNarrow = (width: number): boolean => width < 80

type Style = 'bold' | 'dim' | 'good' | 'bad' | Severity
const codes: Readonly<Record<Style, string>> = {
  bold: '1',
  dim: '2',
  good: '32',
  bad: '1;31',
  critical: '1;31',
  high: '31',
  medium: '33',
  low: '36',
  informational: '2',
}

export type Paint = (style: Style, text: string) => string
export const painter =
  (colour: boolean): Paint =>
  (style, text) =>
    colour && text !== '' ? `\x1b[${codes[style]}m${text}\x1b[0m` : text

/** The sign and the word, `‼ critical`. */
export const severityLabel = (severity: Severity): string => `${signs[severity]} ${severity === 'informational' ? 'info' : severity}`

/** Trusted or already printable text, wrapped: the first line behind `lead`, the others under its text. */
export const hang = (lead: string, text: string, width: number): readonly string[] =>
  wrap(text, width - lead.length).map((line, index) => (index === 0 ? lead : ' '.repeat(lead.length)) + line)

/** `Resource   arn:aws:…`, wrapped under itself; on a narrow terminal under the label. */
export const labelled = (label: string, text: string, width: number, paint: Paint): readonly string[] => {
  const room = 10
  if (isNarrow(width)) return [paint('bold', label), ...hang('  ', text, width)]
  return wrap(text, width - room).map((line, index) => (index === 0 ? paint('bold', label.padEnd(room)) : ' '.repeat(room)) + line)
}

/** Names from AWS in a sentence, each capped so that one cannot push the others out. */
export const names = (of: readonly string[], max = 40): readonly string[] => of.map((name) => printable(name, max))

// oxlint-disable-next-line no-control-regex -- the colour codes of `painter`
const command = /^((?:\s|\x1b\[[\d;]*m|[\u2066-\u2069])*)::/
/**
 * Lines to the text of a report. Wrapping can bring any word to the start of a line, so this is the last place where a line can be kept from
 * being read as a command by a CI system.
 */
export const document = (lines: readonly string[]): string => {
  const guarded = lines.map((line) => line.trimEnd().replace(command, '$1\\x3a:'))
  return `${guarded
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`
}
