// The guard of the test setup, on a planted attempt: nothing in a test reaches beyond loopback.
import assert from 'node:assert/strict'
import dns from 'node:dns'
import net from 'node:net'
import { test } from 'node:test'
import { startEndpoint } from './endpoint.ts'

// TEST-NET-1 and a name that is reserved for documentation: nobody is there, even if the guard were not.
const refusal = { code: 'ERR_NOT_LOOPBACK' }

test('a socket to another host is refused before it opens', async () => {
  const error: unknown = await new Promise((resolve) => {
    net.connect({ host: '192.0.2.1', port: 443 }).on('error', resolve)
  })
  assert.ok(error instanceof Error && 'code' in error)
  assert.equal(error.code, refusal.code)
  const positional: unknown = await new Promise((resolve) => {
    net.connect(443, 'api.example.com').on('error', resolve)
  })
  assert.ok(positional instanceof Error)
  assert.match(positional.message, /api\.example\.com/)
})

test('a name is not looked up', async () => {
  const error: unknown = await new Promise((resolve) => {
    dns.lookup('api.example.com', (reason) => resolve(reason))
  })
  assert.ok(error instanceof Error && 'code' in error)
  assert.equal(error.code, refusal.code)
})

test('fetch is refused, loopback is not', async () => {
  await assert.rejects(
    fetch('http://192.0.2.1/'),
    (error) => error instanceof Error && String(error.cause).includes('only loopback is allowed'),
  )
  await using endpoint = await startEndpoint({})
  assert.equal((await fetch(endpoint.url)).status, 400)
})

test('credentials are fake, the metadata service is off', () => {
  assert.equal(process.env['AWS_EC2_METADATA_DISABLED'], 'true')
  assert.equal(process.env['AWS_ACCESS_KEY_ID'], 'AKIAIOSFODNN7EXAMPLE')
  assert.equal(process.env['AWS_PROFILE'], undefined)
})
