// A diagram as a Mermaid flowchart, which many wikis and code hosts draw.
import type { Box, Diagram, Group } from '../../graph/diagram.ts'
import type { Part } from '../../graph/parts.ts'
import { printable } from '../text.ts'
import { boxWords, groupTitle, lineWords } from './words.ts'

/** Mermaid takes HTML entities in quotes; nothing else of a name may mean anything to it. */
const quoted = (text: string): string =>
  `"${text.replaceAll(/[^\p{L}\p{N} .,:/_×()-]/gu, (sign) => (sign === '\n' ? '<br/>' : `#${sign.codePointAt(0)};`))}"`

const shapes: Readonly<Record<Part | 'elsewhere', readonly [string, string]>> = {
  entry: ['[/', '\\]'],
  process: ['(', ')'],
  store: ['[(', ')]'],
  channel: ['[[', ']]'],
  key: ['{', '}'],
  identity: ['([', '])'],
  record: ['[', ']'],
  registry: ['[', ']'],
  guard: ['{{', '}}'],
  elsewhere: ['[', ']'],
}

export const renderMermaid = ({ groups, boxes, lines, notes }: Diagram): string => {
  const ids = new Map(groups.map(({ id }, index) => [id, `g${index + 1}`]))
  const boxLine = (box: Box): string => {
    const [left, right] = shapes[box.part ?? 'elsewhere']
    return `${box.id}${left}${quoted(boxWords(box).join('\n'))}${right}`
  }
  const block = (group: Group, indent: string): readonly string[] => [
    `${indent}subgraph ${ids.get(group.id)}[${quoted(groupTitle(group))}]`,
    ...boxes.filter((box) => box.group === group.id).map((box) => `${indent}  ${boxLine(box)}`),
    ...groups.filter(({ parent }) => parent === group.id).flatMap((inner) => block(inner, `${indent}  `)),
    `${indent}end`,
  ]
  return [
    'flowchart LR',
    ...boxes.filter((box) => box.group === undefined).map((box) => `  ${boxLine(box)}`),
    ...groups.filter(({ parent }) => parent === undefined).flatMap((group) => block(group, '  ')),
    ...lines.map((line) => `  ${line.from} -->|${quoted(lineWords(line))}| ${line.to}`),
    ...notes.map((note, index) => `  note${index + 1}>${quoted(printable(note))}]`),
    '',
  ].join('\n')
}
