// Facts survive JSON, and no name from an account passes for a date.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fromJson, toJson } from '../../src/graph/json.ts'

const key = fc.oneof(fc.string(), fc.constantFrom('$date', '$$date', '$', '__proto__', 'constructor', 'toString'))
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
    fc.boolean(),
    fc.constant(null),
    fc.date({ noInvalidDate: true }),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('any')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
})).any

test('what was written is read back the same', () => {
  fc.assert(
    fc.property(value, (original) => {
      assert.deepStrictEqual(fromJson(toJson(original)), original)
    }),
    { numRuns: 2000 },
  )
})

test('a tag named like the mark of a date stays a tag', () => {
  const tags = { $date: '2026-01-01', $$date: 'x' }
  assert.deepStrictEqual(fromJson(toJson({ tags })), { tags })
  assert.deepStrictEqual(fromJson(toJson({ tags: { $date: '2026-01-01' } })), { tags: { $date: '2026-01-01' } })
})

test('nothing that is read reaches a prototype', () => {
  fromJson('{"__proto__": {"polluted": true}, "$$x": {"__proto__": {"polluted": true}}}')
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
})
