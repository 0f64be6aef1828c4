// Nearest words.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { didYouMean, distance, nearest } from '../src/suggest.ts'

test('edits are counted, a swap of neighbours as one', () => {
  for (const [a, b, edits] of [
    ['', '', 0],
    ['scan', 'scan', 0],
    ['scan', 'scna', 1],
    ['scan', 'scans', 1],
    ['scan', 'can', 1],
    ['scan', 'span', 1],
    ['scan', '', 4],
    ['kitten', 'sitting', 3],
  ] as const)
    assert.equal(distance(a, b), edits, `${a} ${b}`)
})

test('the distance is a metric on short words, but for the triangle', () => {
  const word = fc.string({ maxLength: 8 })
  fc.assert(fc.property(word, word, (a, b) => distance(a, b) === distance(b, a) && (distance(a, b) === 0) === (a === b)))
})

test('what is near is named, what is far is not', () => {
  const known = ['regions', 'profile', 'roleArn']
  assert.equal(nearest('region', known), 'regions')
  assert.equal(nearest('rolearn', known), 'roleArn')
  assert.equal(nearest('something', known), undefined)
  assert.equal(nearest('x'.repeat(100_000), known), undefined)
  assert.equal(didYouMean('profil', known), " Did you mean 'profile'?")
  assert.equal(didYouMean('zzz', known), '')
})
