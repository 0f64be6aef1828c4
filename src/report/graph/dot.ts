// A diagram in the language of Graphviz.
import type { Box, Diagram, Group } from '../../graph/diagram.ts'
import type { Part } from '../../graph/parts.ts'
import { printable } from '../text.ts'
import { boxWords, groupTitle, lineWords } from './words.ts'

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`

/** Shape and fill by what a thing is; colours that stay apart for colour-blind eyes, and shapes that do without them. */
const looks: Readonly<Record<Part | 'elsewhere', string>> = {
  entry: 'shape=house, fillcolor="#ffe3c2"',
  process: 'shape=box, style="rounded,filled", fillcolor="#dbe9ff"',
  store: 'shape=cylinder, fillcolor="#d9f2e3"',
  channel: 'shape=cds, margin="0.22,0.1", fillcolor="#f3e6ff"',
  key: 'shape=tab, fillcolor="#fff6bf"',
  identity: 'shape=ellipse, fillcolor="#eeeeee"',
  record: 'shape=note, fillcolor="#eeeeee"',
  registry: 'shape=component, fillcolor="#eeeeee"',
  guard: 'shape=hexagon, fillcolor="#ffd9dc"',
  elsewhere: 'shape=box, style="dashed,filled", fillcolor="#ffffff"',
}

const internetLooks = 'shape=ellipse, style="bold,filled", fillcolor="#ffffff"'

const groupLooks: Readonly<Record<Group['type'], string>> = {
  account: 'color="#555555"; penwidth=1.5',
  region: 'color="#777777"; style=dashed',
  vpc: 'color="#6b4fbb"; bgcolor="#faf8ff"',
  subnet: 'color="#9a86d9"; style=dotted',
  elsewhere: 'color="#999999"; style=dashed',
}

const boxLine = (box: Box): string =>
  `${box.id} [label=${quoted(boxWords(box).join('\n'))}, ${box.group === undefined ? internetLooks : looks[box.part ?? 'elsewhere']}]`

/** DOT text; the same diagram gives the same text. */
export const renderDot = ({ account, groups, boxes, lines, notes }: Diagram): string => {
  const block = (group: Group, indent: string): readonly string[] => [
    `${indent}subgraph ${quoted(`cluster_${group.id}`)} {`,
    `${indent}  label=${quoted(groupTitle(group))}; ${groupLooks[group.type]}`,
    ...boxes.filter((box) => box.group === group.id).map((box) => `${indent}  ${boxLine(box)}`),
    ...groups.filter(({ parent }) => parent === group.id).flatMap((inner) => block(inner, `${indent}  `)),
    `${indent}}`,
  ]
  return [
    `digraph ${quoted(`account ${account}`)} {`,
    '  rankdir=LR; nodesep=0.25; ranksep=0.7; fontname="Helvetica"; fontsize=11',
    '  node [style=filled, color="#555555", fontname="Helvetica", fontsize=10, margin="0.12,0.06"]',
    '  edge [color="#555555", fontname="Helvetica", fontsize=9, arrowsize=0.7]',
    ...boxes.filter((box) => box.group === undefined).map((box) => `  ${boxLine(box)}`),
    ...groups.filter(({ parent }) => parent === undefined).flatMap((group) => block(group, '  ')),
    ...lines.map((line) => `  ${line.from} -> ${line.to} [label=${quoted(lineWords(line))}]`),
    ...(notes.length > 0 ? [`  label=${quoted(notes.map((note) => printable(note)).join('\n'))}; labelloc=b; labeljust=l`] : []),
    '}',
    '',
  ].join('\n')
}
