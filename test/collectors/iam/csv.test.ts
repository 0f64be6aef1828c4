// Comma-separated values, read back whatever they hold.
import * as fc from 'fast-check'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCsv } from '../../../collectors/iam/csv.ts'

const field = fc.oneof(fc.string(), fc.stringMatching(/^[",\r\n a]{0,6}$/))
/** A record of one empty field looks like no record at all. */
const records = fc
  .array(fc.array(field, { minLength: 1, maxLength: 5 }), { maxLength: 5 })
  .filter((all) => !all.some((one) => one.length === 1 && one[0] === ''))
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
const asNeeded = (text: string): string => (/[",\r\n]/.test(text) ? quoted(text) : text)

for (const [title, write] of [
  ['quoted', quoted],
  ['quoted as needed', asNeeded],
] as const) {
  test(`what was written ${title} is read back`, () => {
    fc.assert(
      fc.property(records, fc.constantFrom('\n', '\r\n'), fc.boolean(), (all, end, ended) => {
        const text = all.map((record) => record.map(write).join(',')).join(end) + (ended && all.length > 0 ? end : '')
        assert.deepEqual(parseCsv(text), all)
      }),
    )
  })
}

test('any text is records or a SyntaxError', () => {
  fc.assert(
    fc.property(field, (text) => {
      try {
        assert.ok(parseCsv(text).every((record) => record.length > 0))
      } catch (error) {
        assert.ok(error instanceof SyntaxError, String(error))
      }
    }),
  )
})

test('quotes that do not end, or end too early, are refused', () => {
  assert.throws(() => parseCsv('a,"b'), SyntaxError)
  assert.throws(() => parseCsv('"a"b'), SyntaxError)
  assert.throws(() => parseCsv('"'), SyntaxError)
})

test('the last field may be empty', () => {
  assert.deepEqual(parseCsv('a,'), [['a', '']])
  assert.deepEqual(parseCsv('a,\nb,c\n'), [
    ['a', ''],
    ['b', 'c'],
  ])
  assert.deepEqual(parseCsv(''), [])
})
