// Logs let only named fields through.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fieldsOfError, onlyAllowed, openLog, type LogFields } from '../src/log.ts'

const canary = 'canary-7f3a-secret'

test('fields that are not named do not pass, nor do others under a name of the wrong type', () => {
  assert.deepEqual(onlyAllowed({ operation: 'sqs:ListQueues', password: canary, tags: { a: canary }, account: { nested: canary } }), {
    operation: 'sqs:ListQueues',
  })
  assert.deepEqual(onlyAllowed({ count: canary, frames: [canary.slice(0, 3), { canary }] }), { frames: ['can'] })
})

test('a log file is private, structured, and holds no message of an error', () => {
  const directory = mkdtempSync(join(tmpdir(), 'parapet-log-'))
  try {
    const file = join(directory, 'deep/parapet.log')
    const log = openLog({ level: 'debug', file })
    const error = new Error(`token ${canary}`, { cause: new TypeError(canary) })
    log.write('error', 'fault', fieldsOfError(error))
    log.write('info', 'retry', { operation: 'sqs:ListQueues', secret: canary } as LogFields)
    const text = readFileSync(file, 'utf8')
    assert.ok(!text.includes(canary))
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    assert.deepEqual(
      lines.map(({ level, msg, error, operation }) => ({ level, msg, error, operation })),
      [
        { level: 'error', msg: 'fault', error: 'Error from TypeError', operation: undefined },
        { level: 'info', msg: 'retry', error: undefined, operation: 'sqs:ListQueues' },
      ],
    )
    assert.equal(statSync(file).mode & 0o777, 0o600)
  } finally {
    rmSync(directory, { recursive: true })
  }
})

test('what is below the level is not written', () => {
  const directory = mkdtempSync(join(tmpdir(), 'parapet-log-'))
  try {
    const file = join(directory, 'parapet.log')
    const log = openLog({ level: 'warn', file })
    log.write('info', 'quiet')
    log.write('warn', 'loud')
    assert.match(readFileSync(file, 'utf8'), /^[^\n]*"loud"[^\n]*\n$/)
  } finally {
    rmSync(directory, { recursive: true })
  }
})
