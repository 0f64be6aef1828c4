// Adds a waiver to the text of a waiver file, leaving every other character of it as it was.
import { isMap, isScalar, isSeq, parseDocument, stringify } from 'yaml'
import type { Waiver } from './match.ts'

const header = `# Accepted exceptions. Each has an owner, a reason and a last day; an expired one counts for nothing.
# Check this file with: parapet waiver check
waivers:
`

const itemText = (waiver: Waiver, indent: string): string =>
  stringify([JSON.parse(JSON.stringify(waiver))], { lineWidth: 0 })
    .trimEnd()
    .split('\n')
    .map((line) => `${indent}${line}\n`)
    .join('')

/** The new text. `source` is undefined where there is no file yet; otherwise it is a valid waiver file. */
export const withWaiver = (source: string | undefined, waiver: Waiver): string => {
  if (source === undefined || source.trim() === '') return `${header}${itemText(waiver, '  ')}`
  const document = parseDocument(source)
  const pair = isMap(document.contents) ? document.contents.items.find(({ key }) => isScalar(key) && key.value === 'waivers') : undefined
  const sequence = pair?.value
  if (isSeq(sequence) && !sequence.flow && sequence.items.length > 0 && sequence.range) {
    // The new item goes right after the last one; comments that follow stay below it.
    const start = source.lastIndexOf('\n', sequence.range[0] - 1) + 1
    const indent = source.slice(start, sequence.range[0])
    const end = sequence.range[1]
    const item = itemText(waiver, /^ *$/.test(indent) ? indent : '  ')
    if (source[end - 1] === '\n') return source.slice(0, end) + item + source.slice(end)
    // The list ends within its line, before a comment or the end of the file.
    const newline = source.indexOf('\n', end)
    const lineEnd = newline < 0 ? source.length : newline
    return `${source.slice(0, lineEnd)}\n${item}${source.slice(lineEnd + 1)}`
  }
  document.addIn(['waivers'], document.createNode(JSON.parse(JSON.stringify(waiver))))
  const items = document.get('waivers')
  // `waivers: []` would otherwise grow on one line.
  if (isSeq(items)) items.flow = false
  return document.toString({ lineWidth: 0 })
}

/** The next free id of a year: `W-2026-004` after `W-2026-003`. */
export const nextId = (ids: readonly string[], year: number): string => {
  const numbers = ids.flatMap((id) => {
    const [, number] = new RegExp(`^W-${year}-(\\d{1,6})$`).exec(id) ?? []
    return number === undefined ? [] : [Number(number)]
  })
  return `W-${year}-${String(Math.max(0, ...numbers) + 1).padStart(3, '0')}`
}
