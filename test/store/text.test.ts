// Texts that databases cannot hold survive all the same.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { decodeRow, decodeText, encodeParameter, encodeText } from '../../src/store/text.ts'

/** Any sequence of code units, mostly of the difficult ones. */
const units = fc
  .array(fc.oneof(fc.constantFrom(0, 0xe000, 0xd83d, 0xdc00, 0x30, 0x61), fc.integer({ min: 0, max: 0xffff })))
  .map((codes) => String.fromCharCode(...codes))

test('every text comes back, and no two become one', () => {
  fc.assert(
    fc.property(units, units, (a, b) => {
      const encoded = encodeText(a)
      assert.ok(encoded.isWellFormed() && !encoded.includes('\0'))
      assert.equal(decodeText(encoded), a)
      assert.equal(encodeText(a) === encodeText(b), a === b)
    }),
    { numRuns: 2000 },
  )
})

test('ordinary text is stored as it is', () => {
  for (const text of ['', 'orders', 'üñí 👩‍👩‍👧', `'; drop table findings; --`]) assert.equal(encodeText(text), text)
})

test('only texts are touched', () => {
  assert.deepEqual(['\0', 1, null].map(encodeParameter), ['\ue0000000', 1, null])
  assert.deepEqual(decodeRow({ a: '\ue0000000', b: 1, c: null }), { a: '\0', b: 1, c: null })
})
