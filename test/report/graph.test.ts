// Pictures of a system in every format: well-formed whatever AWS named things, and nothing in them acts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Diagram } from '../../src/graph/diagram.ts'
import { renderDot } from '../../src/report/graph/dot.ts'
import { renderMermaid } from '../../src/report/graph/mermaid.ts'
import { renderSvg } from '../../src/report/graph/svg.ts'
import { payloads } from './hostile.fixture.ts'

const diagramNamed = (name: string): Diagram => ({
  account: '111122223333',
  groups: [
    { id: '111122223333', type: 'account', name: '111122223333', parent: undefined },
    { id: `vpc ${name}`, type: 'vpc', name, parent: '111122223333' },
    { id: `elsewhere ${name}`, type: 'elsewhere', name, parent: undefined },
  ],
  boxes: [
    { id: 'b1', kind: 'AWS::SQS::Queue', part: 'channel', arns: ['a'], names: [name], group: '111122223333' },
    { id: 'b2', kind: 'AWS::Lambda::Function', part: 'process', arns: ['b', 'c'], names: [name, 'other'], group: `vpc ${name}` },
    { id: 'b3', kind: undefined, part: undefined, arns: ['d'], names: [name], group: `elsewhere ${name}` },
    { id: 'b4', kind: undefined, part: undefined, arns: ['internet'], names: ['internet'], group: undefined },
  ],
  lines: [
    { from: 'b1', to: 'b2', names: ['triggers'], flows: 2 },
    { from: 'b4', to: 'b2', names: ['reaches'], flows: 1 },
  ],
  notes: [`Not read: ${name}`],
})
const plain = diagramNamed('orders')

test('DOT has every box in its group, every line and what was not read', () => {
  const dot = renderDot(plain)
  for (const part of [
    'b1 [label="SQS Queue\\norders"',
    'b2 [label="2 × Lambda Function\\norders\\nother"',
    'b1 -> b2 [label="triggers (2)"]',
    'label="VPC orders"',
    'Not read: orders',
  ])
    assert.ok(dot.includes(part), part)
})

test('Mermaid has the same', () => {
  const mermaid = renderMermaid(plain)
  for (const part of [
    'flowchart LR',
    'b1[["SQS Queue<br/>orders"]]',
    'subgraph g2["VPC orders"]',
    'b1 -->|"triggers (2)"| b2',
    'b4["internet"]',
    'Not read: orders',
  ])
    assert.ok(mermaid.includes(part), `${part} in ${mermaid}`)
})

test('names cannot leave their quotes', async () => {
  // What a line may be made of, with names taken out: anything else means that a name got out of its quotes.
  const dotLine =
    /^\s*(?:digraph "" \{|subgraph "" \{|\}|b\d+ \[label="", .*\]|b\d+ -> b\d+ \[label=""\]|label=""; .*|rankdir=.*|node \[.*\]|edge \[.*\])$/
  const mermaidLine = /^\s*(?:flowchart LR|subgraph g\d+\[""\]|end|b\d+[^"]{1,2}""[^"]{1,2}|b\d+ -->\|""\| b\d+|note\d+>""\])$/
  const withoutTexts = (text: string): string => text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
  for (const payload of payloads) {
    const hostile = diagramNamed(payload)
    for (const line of renderDot(hostile).trimEnd().split('\n')) assert.match(withoutTexts(line), dotLine, payload)
    const mermaid = renderMermaid(hostile)
    for (const line of mermaid.trimEnd().split('\n')) assert.match(withoutTexts(line), mermaidLine, payload)
    assert.doesNotMatch(mermaid, /<(?!br\/>)/, payload)
  }
  for (const payload of payloads.slice(0, 40)) {
    const svg = await renderSvg(diagramNamed(payload))
    assert.match(svg, /^<svg[\s\S]*<\/svg>\s*$/, payload)
    const tags = new Set([...svg.matchAll(/<\/?([a-zA-Z!?-]+)/g)].map(([, tag]) => tag))
    for (const tag of tags)
      assert.ok(
        ['svg', 'g', 'title', 'polygon', 'polyline', 'path', 'text', 'ellipse', '!--'].includes(tag ?? ''),
        `${tag} from ${payload}`,
      )
    for (const [tag] of svg.matchAll(/<[^>]*>/g)) assert.doesNotMatch(tag, /\son\w+=|href=|javascript:/i, payload)
  }
})

test('the same diagram gives the same picture', async () => {
  assert.equal(await renderSvg(plain), await renderSvg(plain))
})
