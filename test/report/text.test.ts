// Text made inert: what comes out of each escape, and what can never come out of any.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { csvCell, html, inertJson, markdown, markdownBlock, markdownCode, printable, shellWord, visible } from '../../src/report/text.ts'
import { pad, padStart, truncate, widthOf, wrap } from '../../src/report/width.ts'
import { payloads } from './hostile.fixture.ts'

const anything = fc.oneof(
  fc.constantFrom(...payloads),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.tuple(fc.constantFrom(...payloads), fc.string({ maxLength: 10 }), fc.constantFrom(...payloads)).map((parts) => parts.join('')),
)

test('there are enough payloads to speak of', () => assert.ok(new Set(payloads).size >= 200, String(new Set(payloads).size)))

test('what acts or hides becomes visible in a terminal', () => {
  assert.equal(printable('\u001b[31mred\u0007'), '\\x1b[31mred\\x07')
  assert.equal(printable('a\u009b31m'), 'a\\x9b31m')
  assert.equal(printable('two\nlines\tand\r'), 'two\\nlines\\tand\\r')
  assert.equal(printable('\u202egnp.exe'), '<U+202E>gnp.exe')
  assert.equal(printable('a\u200bb\u00a0c'), 'a<U+200B>b<U+00A0>c')
  assert.equal(printable('\ud800'), '<U+D800>')
  assert.equal(printable('orders-in_1.fifo /ключ 全角 é 🙂'), 'orders-in_1.fifo /ключ 全角 é 🙂')
})

test('text from right to left is kept apart from what stands around it', () => {
  assert.equal(printable('שלום'), '\u2068שלום\u2069')
  assert.equal(printable('abc'), 'abc')
})

test('CI systems find no command', () => {
  assert.equal(printable('::error::x'), '\\x3a:error::x')
  assert.equal(printable('a ::error::x'), 'a \\x3a:error::x')
  assert.equal(printable('arn:aws:iam::111122223333:role/x'), 'arn:aws:iam::111122223333:role/x')
  assert.equal(printable('##[error]x'), '\\x23#[error]x')
})

test('a name of a megabyte costs no more than its beginning', () => {
  const started = performance.now()
  assert.equal(widthOf(printable('全'.repeat(1_000_000), 40)), 39)
  assert.ok(printable('\u001b'.repeat(1_000_000)).length <= 400)
  assert.ok(performance.now() - started < 10_000)
})

test('widths are those of terminals', () => {
  assert.equal(widthOf('abc'), 3)
  assert.equal(widthOf('全角'), 4)
  assert.equal(widthOf('e\u0301'), 1)
  assert.equal(widthOf('🙂'), 2)
  assert.equal(pad('全角', 6), '全角  ')
  assert.equal(pad('abcdef', 4), 'abc…')
  assert.equal(padStart('7', 3), '  7')
  assert.equal(truncate('全角文字', 4), '全…')
  assert.deepEqual(wrap('one two three', 7), ['one two', 'three'])
  assert.deepEqual(wrap('abcdefgh', 3), ['abc', 'def', 'gh'])
})

test('property: padded text is exactly as wide as asked, wrapped text never wider, and wrapping loses nothing', () => {
  fc.assert(
    fc.property(anything, fc.integer({ min: 2, max: 60 }), (text, columns) => {
      const shown = printable(text)
      assert.equal(widthOf(pad(shown, columns)), columns)
      const lines = wrap(shown, columns)
      for (const line of lines) assert.ok(widthOf(line) <= columns, JSON.stringify(line))
      assert.equal(lines.join('').replaceAll(' ', ''), shown.replaceAll(' ', ''))
    }),
  )
})

test('property: a terminal gets printable characters only, at most as many columns as asked', () => {
  fc.assert(
    fc.property(anything, fc.integer({ min: 1, max: 200 }), (text, max) => {
      const shown = printable(text, max)
      assert.doesNotMatch(shown.replaceAll(/[\u2068\u2069]/g, ''), /[\p{C}\p{Zl}\p{Zp}\p{DI}]/u)
      assert.doesNotMatch(shown, /##\[|##vso\[|(^|\s)::/)
      assert.ok(widthOf(shown) <= max)
    }),
  )
})

test('HTML: every sign that opens something is an entity, odd characters are visible', () => {
  assert.equal(html(`<a b="c" d='e'>&\``), '&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;&#96;')
  assert.equal(html('a\u202eb\u0000'), 'a&lt;U+202E&gt;b\\x00')
  fc.assert(fc.property(anything, (text) => assert.doesNotMatch(html(text), /[<>"'`]|&(?!(?:amp|lt|gt|quot|#39|#96);)/)))
})

test('Markdown: prose is shown as it is, names are code, and neither leaves its cell', () => {
  assert.equal(markdown('*bold* _it_ [x](y) <b> a|b'), '\\*bold\\* \\_it\\_ \\[x\\](y) \\<b\\> a\\|b')
  assert.equal(markdown('# heading'), '\\# heading')
  assert.equal(markdown('1. item'), '1\\. item')
  assert.equal(markdown('Queues have a dead-letter queue'), 'Queues have a dead-letter queue')
  assert.equal(markdown('see https://evil.example/'), '`see https://evil.example/`')
  assert.equal(markdown('@everyone'), '`@everyone`')
  assert.equal(markdownCode('a`b|c'), '`a\\x60b\\x7cc`')
  assert.equal(markdownCode(''), '(empty)')
  assert.equal(markdownBlock('a\n```\nb', 'sh'), '````sh\na\n```\nb\n````')
  fc.assert(
    fc.property(anything, (text) => {
      for (const out of [markdown(text), markdownCode(text)]) {
        assert.doesNotMatch(out, /[\n\r]/)
        // What is neither escaped nor inside code must be nothing that Markdown acts on.
        const bare = out.startsWith('`') ? out.slice(1, -1).replaceAll(/[^`|]/g, '') : out.replaceAll(/\\[\\`*_[\]<>&|~${}#+\-=:.)]/g, '')
        assert.doesNotMatch(bare, /[`*_[\]<>|~$]|^#|^[-+=] /, out)
      }
    }),
  )
})

test('CSV: a cell is quoted text, never a formula', () => {
  assert.equal(csvCell('=1+1'), `"'=1+1"`)
  assert.equal(csvCell('  @x'), `"'  @x"`)
  assert.equal(csvCell('\uff1d1'), `"'\uff1d1"`)
  assert.equal(csvCell('say "hi", you'), '"say ""hi"", you"')
  assert.equal(csvCell('a;=1'), `"a;'=1"`)
  assert.equal(csvCell('a\nb'), '"a\\nb"')
  assert.equal(csvCell(12), '12')
  assert.equal(csvCell(null), '')
})

test('property: JSON made inert is the same JSON, without characters that steer a terminal', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const json = inertJson(JSON.stringify({ [text]: [text] }, null, 2))
      assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify({ [text]: [text] })))
      assert.doesNotMatch(json.replaceAll('\n', ''), /[\p{C}\p{DI}]|##\[/u)
    }),
  )
})

test('a word to copy into a shell stays one word', () => {
  assert.equal(shellWord('arn:aws:sqs:eu-central-1:111122223333:orders-in'), 'arn:aws:sqs:eu-central-1:111122223333:orders-in')
  assert.equal(shellWord("it's $(x) `y`; z"), "'it'\\''s $(x) `y`; z'")
  assert.equal(shellWord('-rf'), "'-rf'")
  assert.equal(shellWord('a\nb'), "'<not printable>'")
  assert.equal(visible('a b'), 'a b')
})
