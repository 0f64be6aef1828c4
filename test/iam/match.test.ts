// Patterns against texts, actions and ARNs; a slow and obvious matcher as the reference.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { matchesAction, matchesArn, matchesArnOperator, matchesPattern, patternOf, type ContextLookup } from '../../src/iam/match.ts'
import { cpuMilliseconds } from './cpu.ts'

const plain = (text: string) => patternOf(text, undefined)

/** Obvious and exponential: for short texts only. */
const reference = (pattern: string, text: string): boolean => {
  if (pattern === '') return text === ''
  if (pattern.startsWith('*')) return reference(pattern.slice(1), text) || (text !== '' && reference(pattern, text.slice(1)))
  return text !== '' && (pattern.startsWith('?') || pattern[0] === text[0]) && reference(pattern.slice(1), text.slice(1))
}

const over = (alphabet: readonly string[], maxLength: number) =>
  fc.array(fc.constantFrom(...alphabet), { maxLength }).map((parts) => parts.join(''))

describe('Patterns', () => {
  it('match as the obvious matcher does', () => {
    fc.assert(
      fc.property(over(['a', 'b', '*', '?'], 8), over(['a', 'b'], 8), (pattern, text) => {
        assert.equal(matchesPattern(plain(pattern), text), reference(pattern, text) ? 'yes' : 'no')
      }),
      { numRuns: 3_000 },
    )
  })

  it('match themselves, whatever characters they hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(matchesPattern(plain(text), text), 'yes')
      }),
    )
  })

  it('of resources match at least segment by segment and at most as text', () => {
    const arn = over(['a', ':', '/', ':'], 12)
    fc.assert(
      fc.property(over(['a', ':', '/', '*', '?', ':'], 12), arn, (pattern, text) => {
        const resource = matchesArn(plain(pattern), text)
        const asText = matchesPattern(plain(pattern), text)
        if (asText === 'no') assert.equal(resource, 'no')
        else assert.notEqual(resource, 'no')
        if (pattern.split(':').length >= 6 && matchesArnOperator(plain(pattern), text) === 'yes') assert.equal(resource, 'yes')
      }),
      { numRuns: 3_000 },
    )
  })

  it('with a variable that is not known leave open at least what any value would match', () => {
    const known =
      (value: string): ContextLookup =>
      () => [value]
    fc.assert(
      fc.property(over(['a', 'b', '*', '${k}'], 5), over(['a', 'b'], 6), over(['a', 'b'], 3), (pattern, text, value) => {
        const unknown = matchesPattern(
          patternOf(pattern, () => undefined),
          text,
        )
        const certain = matchesPattern(patternOf(pattern, known(value)), text)
        if (unknown !== 'maybe') assert.equal(certain, unknown)
      }),
      { numRuns: 3_000 },
    )
  })

  it('of actions ignore case', () => {
    assert.ok(matchesAction('S3:GET*', 's3:GetObject'))
    assert.ok(matchesAction('*', 's3:GetObject'))
    assert.ok(matchesAction('s3:?et*', 's3:GetObject'))
    assert.ok(!matchesAction('s3:Get', 's3:GetObject'))
    assert.ok(!matchesAction('', 's3:GetObject'))
  })
})

describe('Matching takes time in proportion', () => {
  const stars = '*a'.repeat(2_000)
  const hostile: readonly (readonly [name: string, pattern: string, text: string])[] = [
    ['stars that never meet their end', `${stars}b`, 'a'.repeat(4_000)],
    ['question marks behind a star', `*${'?'.repeat(1_000)}b`, 'a'.repeat(2_000)],
    ['colons everywhere', `${'*:'.repeat(400)}x`, `${'a:'.repeat(400)}x`],
    ['stars over colons', `arn:${'*x?'.repeat(100)}`, `arn:${'x:x'.repeat(100)}`],
  ]
  for (const [name, pattern, text] of hostile) {
    it(name, (t) => {
      const took = cpuMilliseconds(() => {
        matchesPattern(plain(pattern), text)
        matchesArn(plain(pattern), text)
        matchesArnOperator(plain(pattern), text)
        matchesAction(pattern, text)
      })
      t.diagnostic(`${took.toFixed(1)} ms`)
      // An explosion would take minutes; a busy machine does not come near.
      assert.ok(took < 5000, `${took.toFixed(1)} ms`)
    })
  }
})
