// The ids of findings: stable for good, distinct, and typed by people.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { assignIds, findingId, findingKey, normalizeFindingId } from '../../src/store/identity.ts'

test('an id never changes: waiver files and tickets hold it', () => {
  const key = findingKey('sqs-queue-encryption', 'arn:aws:sqs:eu-west-1:111122223333:orders', '')
  // printf '%s' '["sqs-queue-encryption","arn:aws:sqs:eu-west-1:111122223333:orders",""]' | sha256sum
  assert.equal(key, 'e087a15a213ab8d6365a138fb4fc26be0dd33066124dd5f3af6404727fec1b1d')
  assert.equal(findingId(key), 'F-W23T2PH1')
})

test('takes the first forty bits, five at a time', () => {
  assert.equal(findingId(`${'0'.repeat(10)}f`), 'F-00000000')
  assert.equal(findingId(`${'f'.repeat(10)}0`), 'F-ZZZZZZZZ')
  // 0 1 2 ... 7 as five bits each.
  assert.equal(findingId('00443214c7'), 'F-01234567')
})

test('tells apart whatever is put together', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary' }), { minLength: 3, maxLength: 3 }),
      fc.array(fc.string({ unit: 'binary' }), { minLength: 3, maxLength: 3 }),
      ([a = '', b = '', c = ''], [x = '', y = '', z = '']) => {
        const same = a === x && b === y && c === z
        assert.equal(findingKey(a, b, c) === findingKey(x, y, z), same)
      },
    ),
  )
  assert.notEqual(findingKey('a', 'b', 'c'), findingKey('a', 'b"', ',"c'))
  assert.notEqual(findingKey('a', '', 'b'), findingKey('a', 'b', ''))
  assert.notEqual(findingKey('a', '\ud800', ''), findingKey('a', '\ufffd', ''))
})

test('assigns the next free id of a key, the same in every order', async () => {
  const keys = ['a', 'b', 'c'].map((name) => findingKey(name, '', ''))
  const [a = '', b = ''] = keys
  const taken = new Set([findingId(a), findingId(a, 1), findingId(b)])
  const ask = async (ids: readonly string[]) => taken.intersection(new Set(ids))
  const ids = await assignIds(keys, ask)
  const attempts: Readonly<Record<string, number>> = { [a]: 2, [b]: 1 }
  assert.deepEqual(ids, new Map(keys.map((key) => [key, findingId(key, attempts[key])])))
  assert.deepEqual(await assignIds(keys.toReversed(), ask), ids)
  for (const id of ids.values()) assert.match(id, /^F-[0-9A-HJKMNP-TV-Z]{8}$/)
})

test('reads ids as people type them', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['F-7Q2K9ABC', 'F-7Q2K9ABC'],
    ['f-7q2k', 'F-7Q2K'],
    [' 7q2k ', 'F-7Q2K'],
    ['F-OIL', 'F-011'],
    ['F', 'F-F'],
    ['F-', undefined],
    ['', undefined],
    ['F-7Q2K9ABCD', undefined],
    ['F-U', undefined],
    ['F-7%', undefined],
    ['W-1-2', undefined],
  ]
  for (const [typed, id] of cases) assert.equal(normalizeFindingId(typed), id, typed)
})
