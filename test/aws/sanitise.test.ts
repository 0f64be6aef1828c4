// Sanitising by itself: accounts mapped alike everywhere, secrets out, names harmless.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sanitiser } from '../../src/aws/sanitise.ts'

describe('sanitising', () => {
  test('maps accounts consistently, AWS’s own and UUIDs stay', () => {
    const clean = sanitiser()
    clean.own('987654321098')
    assert.equal(
      clean.text('a987654321098b 987654321098 555544443333 555566667777 555544443333'),
      'a111122223333b 111122223333 222222222222 333333333333 222222222222',
    )
    assert.equal(
      clean.text('602401143452 arn:aws:iam::aws:policy/X 6ba7b810-9dad-11d1-80b4-123456789012'),
      '602401143452 arn:aws:iam::aws:policy/X 6ba7b810-9dad-11d1-80b4-123456789012',
    )
    assert.equal(clean.text('1234567890123 12345678901'), '1234567890123 12345678901')
    assert.equal(clean.xml('<a b="987654321098"><Token>x</Token>987654321098</a>'), '<a b="111122223333"><Token>x</Token>111122223333</a>')
  })
  test('takes keys and certificates’ secrets out', () => {
    const clean = sanitiser()
    assert.equal(clean.text('-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----'), 'REDACTED')
    assert.deepEqual(clean.json({ Password: 'x', SecretString: 'y', Nested: [{ ClientSecret: 'z' }], RequestId: 'r', Kept: 1 }), {
      Password: 'REDACTED',
      SecretString: 'REDACTED',
      Nested: [{ ClientSecret: 'REDACTED' }],
      RequestId: '00000000-0000-4000-8000-000000000000',
      Kept: 1,
    })
  })
  test('leaves of arguments and connections the names, and how AWS itself is told to work', () => {
    const clean = sanitiser()
    const job = { DefaultArguments: { '--table': 'orders', '--job-bookmark-option': 'job-bookmark-enable' }, GlueVersion: '5.0' }
    assert.deepEqual(clean.json({ Jobs: [job] }), {
      Jobs: [{ DefaultArguments: { '--table': 'REDACTED', '--job-bookmark-option': 'job-bookmark-enable' }, GlueVersion: '5.0' }],
    })
    assert.deepEqual(clean.json({ ConnectionProperties: { JDBC_CONNECTION_URL: 'jdbc:x', JDBC_ENFORCE_SSL: 'true', SECRET_ID: 'shop' } }), {
      ConnectionProperties: { JDBC_CONNECTION_URL: 'REDACTED', JDBC_ENFORCE_SSL: 'true', SECRET_ID: 'shop' },
    })
  })
  test('leaves of stage variables the names, of subscriptions what tells of no person', () => {
    const clean = sanitiser()
    assert.deepEqual(
      clean.json({ item: [{ stageName: 'live', variables: { token: 'x' }, canarySettings: { stageVariableOverrides: { token: 'y' } } }] }),
      {
        item: [{ stageName: 'live', variables: { token: 'REDACTED' }, canarySettings: { stageVariableOverrides: { token: 'REDACTED' } } }],
      },
    )
    assert.deepEqual(clean.json({ items: [{ stageVariables: { token: 'x' } }], HECToken: 'x', AccessKey: 'x' }), {
      items: [{ stageVariables: { token: 'REDACTED' } }],
      HECToken: 'REDACTED',
      AccessKey: 'REDACTED',
    })
    assert.equal(
      clean.xml(
        '<s><Endpoint>jo.doe@example.org</Endpoint><Endpoint>+491234567890</Endpoint><Endpoint>https://example.com/a@b</Endpoint></s>',
      ),
      '<s><Endpoint>someone@example.org</Endpoint><Endpoint>+10000000000</Endpoint><Endpoint>https://example.com/a@b</Endpoint></s>',
    )
  })
  test('user data keeps its form, so that what was taken out does not pass for empty', () => {
    const clean = sanitiser()
    assert.equal(
      clean.xml('<r><userData><value>c2VjcmV0</value></userData><userData>c2VjcmV0</userData><userData/><userData></userData></r>'),
      '<r><userData><value>REDACTED</value></userData><userData>REDACTED</userData><userData/><userData></userData></r>',
    )
  })
  test('of parameters of databases only what configures stays', () => {
    const clean = sanitiser()
    assert.equal(
      clean.xml("<p><ParameterValue>TLSv1.2,TLSv1.3</ParameterValue><ParameterValue>SET @p='secret'</ParameterValue></p>"),
      '<p><ParameterValue>TLSv1.2,TLSv1.3</ParameterValue><ParameterValue>REDACTED</ParameterValue></p>',
    )
  })
  test('does not pollute prototypes with hostile names', () => {
    const cleaned = sanitiser().json(JSON.parse('{"__proto__":{"polluted":"yes"}}') as unknown)
    assert.equal(Reflect.get({}, 'polluted'), undefined)
    assert.equal(Reflect.get(cleaned as object, 'polluted'), undefined)
    assert.equal(JSON.stringify(cleaned), '{"__proto__":{"polluted":"yes"}}')
  })
})
