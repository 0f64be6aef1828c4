// Text from AWS made inert, for each place that it is shown in. Names, tags and policies are hostile until they went through here, once.
import { truncate } from './width.ts'

// Controls, formats (bidi and zero-width ones among them), surrogates, private use, unassigned; separators of lines and paragraphs; whatever is
// drawn as nothing; every space but the common one, as they are told apart by nobody.
const odd = /[\p{C}\p{Zl}\p{Zp}\p{DI}]|(?! )\p{Zs}/gu
// More marks on one letter than any script needs: they would cover the lines around.
const marks = /(\p{M}{4})\p{M}+/gu
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }
const shown = (character: string): string => {
  const code = character.codePointAt(0) ?? 0
  if (code < 0xa0) return named[character] ?? `\\x${code.toString(16).padStart(2, '0')}`
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`
}

/** Characters that act or that nobody sees become visible: `\x1b`, `<U+202E>`. One line, whatever came in. */
export const visible = (text: string): string => text.replace(odd, shown).replace(marks, '$1…')

/** CI systems read commands from what a job prints: `::name::` at the start of a line, `##[name]` and `##vso[name]` anywhere. */
export const withoutCommands = (text: string): string =>
  text.replace(/(^|[\s\u2066-\u2069])::/gu, '$1\\x3a:').replace(/##(?=\[|vso\[|teamcity\[)/gu, '\\x23#')

const defaultMax = 400
/** Text for a terminal: control, bidirectional and invisible characters are marked, CI commands are inert, `max` caps its width in columns. */
export const printable = (text: string, max = defaultMax): string => {
  // The cut in front bounds the work on names of a megabyte; every character of it has its mark in the result or is cut there.
  const line = truncate(withoutCommands(visible(text.slice(0, max * 16 + 64))), max)
  // Letters that are written from right to left are kept from reordering what stands around them.
  return rightToLeft.test(line) ? `\u2068${line}\u2069` : line
}

const cap = 1000
const capped = (text: string): string => {
  const line = withoutCommands(visible(text.slice(0, cap * 2)))
  return line.length > cap ? truncate(line, cap) : line
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' }
const entitiesOf = (text: string): string => text.replace(/[&<>"'`]/g, (character) => entities[character] ?? '')
/** Text for HTML, as content and as the value of a quoted attribute. */
export const html = (text: string): string => entitiesOf(capped(text))

/** Several lines of text for HTML (commands to copy): as {@link html}, but lines stay lines. */
export const htmlLines = (text: string): string =>
  text
    .slice(0, 20_000)
    .split(/\r?\n/)
    .map((line) => entitiesOf(withoutCommands(visible(line.replaceAll('\t', '  ')))))
    .join('\n')

/** Names, ARNs and values for Markdown: as code, in which a forge makes no links, mentions or references. Fit for table cells. */
export const markdownCode = (text: string): string => {
  const line = capped(text).replaceAll('`', '\\x60').replaceAll('|', '\\x7c').trim()
  return line === '' ? '(empty)' : `\`${line}\``
}

// What a forge turns into a link, a mention, a reference or a picture even where every sign is escaped.
const reference = /@|www\.|:\/\/|mailto:|xmpp:|#\d|gh-\d|\b[0-9a-f]{7,40}\b|:[\w+-]+:/iu
/** Prose for Markdown (GitHub's, with tables): shown as it is, formats nothing. */
export const markdown = (text: string): string => {
  const line = capped(text).trim()
  if (reference.test(line)) return markdownCode(text)
  return line
    .replace(/[\\`*_[\]<>&|~${}]/g, '\\$&')
    .replace(/^([#+\-=:])/, '\\$1')
    .replace(/^(\d+)([.)])(?= |$)/, '$1\\$2')
}

/** Lines for a fenced block of Markdown, with a fence that they cannot close. */
export const markdownBlock = (text: string, language = ''): string => {
  const lines = text
    .slice(0, 20_000)
    .split(/\r?\n/)
    .map((line) => withoutCommands(visible(line.replaceAll('\t', '  '))))
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return [`${fence}${language}`, ...lines, fence].join('\n')
}

const active = '[=+\\-@\\uff1d\\uff0b\\uff0d\\uff20]'
const opening = new RegExp(`^(?=["'\\s]*${active})`, 'u')
// Where another separator is expected, a cell begins in the middle of ours.
const inside = new RegExp(`([;,][\\s"]*)(?=${active})`, 'gu')
/** A cell of a spreadsheet (RFC 4180), always quoted. Nothing in it is taken for a formula; raw text is what JSONL is for. */
export const csvCell = (value: string | number | boolean | null): string => {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const line = withoutCommands(visible(value.slice(0, 30_000)))
    .replace(opening, "'")
    .replace(inside, "$1'")
  return `"${line.replaceAll('"', '""')}"`
}

/** Characters that act are escaped in JSON text, which stays the same JSON: raw C1 bytes steer terminals, bidi characters hide what is said. */
export const inertJson = (json: string): string =>
  json
    .replace(/(?!\n)[\p{C}\p{Zl}\p{Zp}\p{DI}]/gu, (character) =>
      Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join(''),
    )
    .replace(/##(?=\[|vso\[|teamcity\[)/gu, '\\u0023#')

/** A word of a command to copy: quoted for a POSIX shell where it has to be. What cannot be shown as it is, cannot be copied either. */
export const shellWord = (text: string): string => {
  if (/^[\w@%+=:,./-]+$/.test(text) && !/^(?:-|::)/.test(text)) return text
  return text === withoutCommands(visible(text)) ? `'${text.replaceAll("'", "'\\''")}'` : "'<not printable>'"
}
