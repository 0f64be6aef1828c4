// A missing emulator is never overlooked: loud without CI, a failure in it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EmulatorUnavailable } from '../../scripts/emulators/python.ts'
import { started } from '../live/emulator.ts'

const missing = () => Promise.reject(new EmulatorUnavailable('no Python'))

test('what starts is handed on, and nothing is skipped', async () => {
  const { it, skip } = await started('moto', () => Promise.resolve(1))
  assert.deepEqual([it, skip], [1, false])
})

test('without CI a missing emulator skips its tests, with its reason and a message', async () => {
  const told: string[] = []
  const { it, skip } = await started('moto', missing, { CI: '', tell: (text) => told.push(text) })
  assert.equal(it, undefined)
  assert.ok(skip, 'skipped')
  assert.match(skip, /no Python/)
  assert.match(told.join(), /SKIPPED, NOTHING WAS TESTED: moto is not here: no Python/)
})

test('in CI a missing moto is a failure, a missing LocalStack a message', async () => {
  await assert.rejects(started('moto', missing, { CI: 'true' }), EmulatorUnavailable)
  const told: string[] = []
  const { skip } = await started('LocalStack', missing, { CI: 'true', tell: (text) => told.push(text) })
  assert.ok(skip, 'skipped')
  assert.match(skip, /no Python/)
  assert.equal(told.length, 1)
})

test('any other fault is one everywhere', async () => {
  await assert.rejects(
    started('moto', () => Promise.reject(new Error('broken')), { CI: '' }),
    /broken/,
  )
})
