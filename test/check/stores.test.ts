// The lists of kinds that keep data and that keys encrypt.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { collectors } from '../../collectors/index.ts'
import { keyUserKinds, storeKinds } from '../../src/check/stores.ts'

const sorted = (kinds: Iterable<string>): readonly string[] => [...kinds].sort()

test('every kind that a key can encrypt is among the users of keys', () => {
  const encrypted = collectors.filter(({ edges }) => edges['encrypted-with'] !== undefined)
  assert.deepEqual(sorted(keyUserKinds), sorted(encrypted.map(({ kind }) => kind)))
  for (const { kind, edges } of encrypted) assert.deepEqual([edges['encrypted-with']?.to].flat(), ['AWS::KMS::Key'], kind)
})

test('every store has tags', () => {
  const kinds = new Map(collectors.map((collector) => [collector.kind, collector]))
  for (const kind of storeKinds) assert.ok(kinds.get(kind)?.facets['tags'], kind)
  assert.equal(new Set(keyUserKinds).size, keyUserKinds.length)
})
