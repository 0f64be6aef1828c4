// The answers that tests and benchmarks write: what goes in is what the SDK's own deserialisers read, for every read operation of every client.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HttpResponse } from '@smithy/core/protocols'
import { NormalizedSchema } from '@smithy/core/schema'
import type { SchemaRef } from '@smithy/types'
import { Readable } from 'node:stream'
import { serialise } from './serialise.ts'
import { installedClients, protocols } from './wire.ts'

/** A value of a shape, with every member set; structures that hold themselves end after a few levels. */
const sample = (ref: SchemaRef, depth = 0): unknown => {
  const schema = NormalizedSchema.of(ref)
  if (schema.isStructSchema()) {
    const members = [...schema.structIterator()]
    // Of a union exactly one member is set.
    const chosen = schema.isUnionSchema() ? members.slice(0, 1) : members
    return Object.fromEntries(
      chosen.flatMap(([name, member]) => {
        const nested = member.isStructSchema() || member.isListSchema() || member.isMapSchema()
        return depth > 5 && nested ? [] : [[name, sample(member, depth + 1)]]
      }),
    )
  }
  if (schema.isListSchema()) return [sample(schema.getValueSchema(), depth + 1)]
  if (schema.isMapSchema()) return { key: sample(schema.getValueSchema(), depth + 1) }
  if (schema.isBooleanSchema()) return true
  if (schema.isTimestampSchema()) return new Date('2026-01-02T03:04:05Z')
  if (schema.isNumericSchema()) return 7
  if (schema.isBlobSchema()) return new Uint8Array([1, 2, 3])
  return 'a <text> & "more"'
}

/** What stands in the path; nothing else has to be given to make a request. */
const labels = (input: SchemaRef): object =>
  Object.fromEntries(
    [...NormalizedSchema.of(input).structIterator()].flatMap(([name, member]) => {
      const { httpLabel } = member.getMergedTraits()
      return httpLabel || name === 'AccountId' ? [[name, name === 'AccountId' ? '111122223333' : 'name']] : []
    }),
  )

type Send = { send(command: object): Promise<object> }
type AnyClass = new (input: object) => Send

test('outputs survive the way through the wire format', async (context) => {
  let operations = 0
  for (const name of await installedClients()) {
    const exports = (await import(`@aws-sdk/client-${name}`)) as Readonly<Record<string, unknown>>
    const Client = Object.entries(exports).find(([exported]) => /^[A-Z]\w+Client$/.test(exported))?.[1] as AnyClass
    for (const [exported, value] of Object.entries(exports)) {
      if (!/^(?:Describe|Get|List)\w+Command$/.test(exported)) continue
      const schema = Reflect.get(new (value as AnyClass)({}), 'schema') as readonly [9, string, string, unknown, SchemaRef, SchemaRef]
      const [, , operation, , input, output] = schema
      const wanted = sample(output) as Readonly<Record<string, unknown>>
      const members = [...NormalizedSchema.of(output).structIterator()]
      // Streams and headers by prefix are no configuration: nothing that is read here has them.
      if (members.some(([, member]) => member.getMergedTraits().streaming || member.getMergedTraits().httpPrefixHeaders)) continue
      const client = new Client({
        region: 'eu-west-1',
        credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
        requestHandler: {
          handle: () => {
            const protocol =
              protocols[(Reflect.get(client, 'config') as { protocol: { getShapeId(): string } }).protocol.getShapeId().split('#')[1] ?? '']
            const { headers = {}, body } = serialise(protocol ?? 'rest-json', operation, output, wanted)
            return Promise.resolve({
              response: new HttpResponse({ statusCode: 200, headers: { ...headers }, body: Readable.from([Buffer.from(body as string)]) }),
            })
          },
        },
      })
      const { $metadata: _metadata, ...got } = (await client.send(new (value as AnyClass)(labels(input)))) as Readonly<
        Record<string, unknown>
      >
      const shown = Object.fromEntries(Object.entries(got).filter(([, of]) => of !== undefined))
      assert.deepEqual(JSON.parse(JSON.stringify(shown)), JSON.parse(JSON.stringify(wanted)), `${name} ${operation}`)
      operations += 1
    }
  }
  context.diagnostic(`${operations} operations`)
  assert.ok(operations > 500, `${operations}`)
})
