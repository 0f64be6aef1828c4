// Snapshots are read whole or refused with the line that is wrong.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { known, unknown } from '../../src/graph/fact.ts'
import type { Inventory } from '../../src/graph/inventory.ts'
import { readSnapshot, UnreadableSnapshot, writeSnapshot } from '../../src/graph/snapshot.ts'

const directory = mkdtempSync(join(tmpdir(), 'parapet-snapshot-'))
after(() => rmSync(directory, { recursive: true }))

const arn = 'arn:aws:sqs:eu-west-1:111122223333:orders'
const place = { account: '111122223333', region: 'eu-west-1' }
const gap = {
  reason: 'denied',
  operation: 'sqs:GetQueueAttributes',
  action: 'sqs:GetQueueAttributes',
  code: 'AccessDenied',
  message: 'no',
} as const
const inventory: Inventory = {
  scan: {
    id: 's1',
    account: '111122223333',
    partition: 'aws',
    caller: 'arn:aws:iam::111122223333:role/audit',
    regions: ['eu-west-1'],
    startedAt: new Date(0),
    finishedAt: new Date(1),
    calls: 3,
  },
  nodes: new Map([
    [
      arn,
      {
        kind: 'AWS::SQS::Queue',
        arn,
        name: 'orders',
        ...place,
        base: { made: new Date(5) },
        facets: { attributes: unknown(gap), tags: known({ $date: 'x' }) },
        edges: { 'dead-letters-to': unknown(gap) },
      },
    ],
  ]),
  coverage: [{ ...place, operation: 'sqs:ListQueues', kind: 'AWS::SQS::Queue', resource: '*', facet: 'list', outcome: 'ok' }],
  listings: [{ ...place, kind: 'AWS::SQS::Queue', parent: '*', complete: true }],
  schema: new Map([['AWS::SQS::Queue', { scope: 'regional', edges: { 'dead-letters-to': ['AWS::SQS::Queue'] } }]]),
}
const write = async (name: string): Promise<string> => {
  const file = join(directory, name)
  await writeSnapshot(inventory, file)
  return file
}
const refuses = async (file: string, line: number): Promise<void> => {
  await assert.rejects(
    readSnapshot(file),
    (error: unknown) => error instanceof UnreadableSnapshot && error.message.startsWith(`${file}:${line}: `),
  )
}

test('a snapshot is read back the same, and belongs to its owner alone', async () => {
  const file = await write('same')
  assert.deepStrictEqual(await readSnapshot(file), inventory)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.deepEqual(
    readdirSync(directory).filter((name) => name.endsWith('.partial')),
    [],
  )
})

test('a snapshot that was cut off at any place is refused', async () => {
  const file = await write('cut')
  const text = readFileSync(file, 'utf8')
  for (let length = 0; length < text.length - 1; length += 7) {
    writeFileSync(file, text.slice(0, length))
    await assert.rejects(readSnapshot(file), UnreadableSnapshot, `cut after ${length}`)
  }
})

test('foreign, damaged and newer files are refused with their line', async () => {
  const file = await write('bad')
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  const put = (changed: readonly string[]) => writeFileSync(file, `${changed.join('\n')}\n`)
  put(['{"hello": 1}'])
  await refuses(file, 1)
  put([lines[0]!.replace('snapshot/1', 'snapshot/2'), ...lines.slice(1)])
  await refuses(file, 1)
  put([lines[0]!, '{"node": {"kind": 3}}', ...lines.slice(2)])
  await refuses(file, 2)
  put([lines[0]!, 'garbage', ...lines.slice(2)])
  await refuses(file, 2)
  put([...lines.slice(0, 2), ...lines.slice(3)])
  await refuses(file, lines.length - 1)
  put([...lines, lines[1]!])
  await refuses(file, lines.length + 1)
})
