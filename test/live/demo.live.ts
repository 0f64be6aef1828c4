// The demo's recordings are what recording the reference account gives today, to the byte.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { startMoto } from '../../scripts/emulators/moto.ts'
import { recordDemo } from '../../scripts/record-demo.ts'
import { started } from './emulator.ts'

const { it: moto, skip } = await started('moto', () => startMoto())
after(() => moto?.stop())

test('recording the demo anew changes nothing', { skip }, async () => {
  if (!moto) throw new Error('without moto this test is skipped')
  for (const [name, text] of await recordDemo(moto)) {
    const kept = await readFile(join(import.meta.dirname, '..', '..', 'demo', name), 'utf8')
    const [lines, keptLines] = [text.split('\n'), kept.split('\n')]
    const differing = lines.findIndex((line, index) => line !== keptLines[index])
    assert.equal(lines[differing], keptLines[differing], `demo/${name} is stale from line ${differing + 1}: npm run record-demo`)
    assert.equal(lines.length, keptLines.length)
  }
})
