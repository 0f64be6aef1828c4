// Reading documents: what is kept of each statement, what is said of an unreadable one, and that size does not hurt.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { evaluate, noPolicies } from '../../src/iam/evaluate.ts'
import { parsePolicy } from '../../src/iam/parse.ts'
import { alice, home, object, pages } from './cases/case.ts'
import { cpuMilliseconds } from './cpu.ts'

const document = `{
  "Version": "2012-10-17",
  "Id": "queue-policy",
  "Statement": [
    { "Sid": "first", "Effect": "Allow", "Action": "sqs:*", "Resource": "*" },
    { "Sid": "second", "Effect": "Deny", "Action": 7, "Resource": "*" },
    {
      "Sid": "third", "Effect": "Allow", "Principal": { "AWS": ["*", "111122223333"], "Service": "sns.amazonaws.com" }, "NotAction": ["a:b"],
      "Condition": { "ForAnyValue:StringLikeIfExists": { "AWS:TagKeys": [1, true, "x"] } }
    }
  ]
}`

describe(`Documents (${pages.grammar})`, () => {
  it('keep index, Sid and position of each statement', () => {
    const { statements, unreadable, id, version } = parsePolicy(document)
    assert.deepEqual(
      statements.map(({ index, sid, position }) => [index, sid, position.line, position.column]),
      [
        [0, 'first', 5, 5],
        [2, 'third', 7, 5],
      ],
    )
    assert.deepEqual(
      unreadable.map(({ index, sid, position, effect }) => [index, sid, position.line, effect]),
      [[1, 'second', 6, 'Deny']],
    )
    assert.equal(id, 'queue-policy')
    assert.equal(version, '2012-10-17')
  })

  it('keep principals, Not-elements and conditions', () => {
    const [, third] = parsePolicy(document).statements
    assert.deepEqual(third?.principals, {
      not: false,
      anyone: true,
      aws: [home],
      service: ['sns.amazonaws.com'],
      federated: [],
      canonicalUser: [],
    })
    assert.deepEqual(third?.actions, { not: true, patterns: ['a:b'] })
    assert.equal(third?.resources, undefined)
    const [condition] = third?.conditions ?? []
    assert.deepEqual(
      [condition?.quantifier, condition?.ifExists, condition?.key, condition?.values, condition?.test?.comparison],
      ['ForAnyValue', true, 'aws:tagkeys', ['1', 'true', 'x'], 'like'],
    )
  })

  it('keep positions of encoded documents as decoded', () => {
    const [first] = parsePolicy(encodeURIComponent(document)).statements
    assert.deepEqual(first?.position, { line: 5, column: 5 })
  })

  const problems: readonly (readonly [text: string, problem: RegExp])[] = [
    ['', /cut off/],
    ['{"Statement": [', /cut off/],
    ['{"Statement": [{"Effect": "Allow"', /cut off/],
    ['{"Id": "abc', /cut off inside a string/],
    ['{"Id": "a\u0001"}', /control character/],
    ['{"Id": "\\x"}', /escape/],
    ['{} {}', /follows the end/],
    ['['.repeat(1000), /nested too deep/],
    ['[]', /not an object/],
    ['{"Statement": [], "Statement": []}', /Statement twice/],
    ['{"Statement": [], "Extra": 1}', /unknown element Extra/],
    ['{"Version": "2020-01-01"}', /unknown Version/],
    ['{"Version": 2012}', /unknown Version/],
    ['{"Statement": {"Effect": "Allow", "Action": [], "Resource": "*"}}', /empty Action/],
    ['{"Statement": {"Effect": "Allow", "Action": "*", "Resource": []}}', /empty Resource/],
    ['{"Statement": {"Effect": "Allow", "Action": "*", "Principal": "someone"}}', /neither \* nor an object/],
    ['{"Statement": {"Effect": "Allow", "Action": "*", "Principal": {}}}', /empty Principal/],
    ['{"Statement": {"Effect": "Allow", "Action": "*", "Principal": "*", "NotPrincipal": "*"}}', /both Principal and NotPrincipal/],
    ['{"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"StringEquals": {"a": "x", "A": "y"}}}}', /A twice/],
    ['{"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"StringEquals": {"a": {}}}}}', /not a string, a number or a boolean/],
    ['{"Statement": {"Effect": "allow", "Action": "*"}}', /neither Allow nor Deny/],
    ['{"Statement": {"Sid": 1, "Effect": "Allow", "Action": "*"}}', /Sid/],
    ['{"Statement": {"__proto__": {}, "Effect": "Allow", "Action": "*"}}', /__proto__/],
  ]
  for (const [text, problem] of problems) {
    it(`say what is wrong with ${JSON.stringify(text.slice(0, 70))}`, () => {
      const { statements, unreadable } = parsePolicy(text)
      assert.deepEqual(statements, [])
      assert.match(unreadable[0]?.problem ?? '', problem)
    })
  }

  it('never run out of stack', () => {
    for (const text of [
      `{"Id":"${'\\n'.repeat(3e6)}"}`,
      `{"Id":"${'a'.repeat(1e7)}"}`,
      '['.repeat(1e6),
      '{"a":'.repeat(1e6),
      '%25'.repeat(1e5),
      `{"Statement":{"Effect":"Allow","Action":[${Array.from({ length: 2e5 }, () => '"a:b"').join(',')}],"Resource":"${'*?'.repeat(2e5)}"}}`,
    ]) {
      const policy = parsePolicy(text)
      evaluate(
        { principal: alice, action: 'a:b', resource: object, resourceAccount: home, context: {} },
        { ...noPolicies, identity: [{ name: 'p', policy }] },
      )
    }
  })
})

/** The largest that AWS stores is 64 KB, of SQS, KMS and Lambda less. */
const filled = (statement: (index: number) => string): string => {
  const all: string[] = []
  let length = 0
  while (length < 64_000) {
    const next = statement(all.length)
    all.push(next)
    length += next.length + 1
  }
  return `{"Version":"2012-10-17","Statement":[${all.join(',')}]}`
}

describe('The largest documents', () => {
  const long = 'a'.repeat(1000)
  const shapes: readonly (readonly [name: string, text: string])[] = [
    ['small statements', filled((index) => `{"Effect":"Allow","Action":"s3:Get${index}","Resource":"arn:aws:s3:::b${index}/*"}`)],
    [
      'ten thousand statements',
      `{"Statement":[${Array.from({ length: 10_000 }, () => '{"Effect":"Deny","Action":"s3:Put*","Resource":"*"}').join(',')}]}`,
    ],
    ['unreadable statements', filled(() => '{}')],
    ['one action of stars', `{"Statement":{"Effect":"Allow","Action":"${'*a'.repeat(32_000)}","Resource":"*"}}`],
    ['one resource of stars', `{"Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::${'*a'.repeat(32_000)}b"}}`],
    ['resources of stars over colons', filled(() => `{"Effect":"Allow","Action":"*","Resource":"${'*:?*'.repeat(8)}"}`)],
    ['resources of question marks', `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*${'?'.repeat(64_000)}"}}`],
    [
      'a variable of blanks',
      `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::\${${' '.repeat(60_000)},x}"}}`,
    ],
    ['variables without end', `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"${'${'.repeat(30_000)}"}}`],
    [
      'values of one condition',
      `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":[${Array.from({ length: 4_000 }, (_, index) => `"10.0.${index >> 8}.${index & 255}"`).join(',')}]}}}}`,
    ],
    [
      'patterns of one condition',
      `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringLike":{"service:k":[${Array.from({ length: 4_000 }, (_, index) => `"*a*a*${index}"`).join(',')}]}}}}`,
    ],
  ]
  for (const [name, text] of shapes) {
    it(`of ${name} are read and decided on without exploding`, (t) => {
      const took = cpuMilliseconds(() => {
        const policy = parsePolicy(text)
        const context = { 'aws:sourceip': ['192.0.2.1'], 'service:k': [long] }
        evaluate(
          { principal: alice, action: 's3:GetObject', resource: `arn:aws:s3:::${long}`, resourceAccount: home, context },
          { ...noPolicies, identity: [{ name: 'p', policy }] },
        )
      })
      t.diagnostic(`${took.toFixed(1)} ms for ${(text.length / 1024).toFixed(0)} KB`)
      // An explosion would take minutes; a busy machine does not come near.
      assert.ok(took < 5000, `${took.toFixed(1)} ms`)
    })
  }
})
