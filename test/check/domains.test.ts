// Which hosts count as trusted.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isTrustedHost } from '../../src/check/domains.ts'

const settings = { trustedDomains: ['Example.com', 'hooks.partner.net'] }

test('a trusted domain and what lies below it', () => {
  for (const host of ['example.com', 'api.example.com', 'API.EXAMPLE.COM', 'a.b.example.com', 'example.com.', 'hooks.partner.net'])
    assert.ok(isTrustedHost(host, settings), host)
})

test('nothing that only looks like it', () => {
  for (const host of ['notexample.com', 'example.com.evil.net', 'example.co', 'com', '', 'partner.net', 'example.com@evil.net'])
    assert.ok(!isTrustedHost(host, settings), host)
})
