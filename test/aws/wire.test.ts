// From requests back to operations, for every operation of every installed client: what the test endpoint records, and what the second lock lets through.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HttpResponse, type HttpRequest } from '@smithy/core/protocols'
import { NormalizedSchema } from '@smithy/core/schema'
import { forbidden, prefixOf } from '../../src/aws/operations.ts'
import { isOperationSchema, protocolOf, type OperationSchema, type Protocol } from '../../src/aws/schema.ts'
import { checkRequest } from '../../src/aws/wire.ts'
import type { Operation } from '../../src/graph/fact.ts'
import { fakeCredentials } from '../support/session.ts'
import { installedClients, wireOperation } from '../support/wire.ts'

const endpoint = new URL('http://127.0.0.1:4566')

interface Captured {
  readonly operation: Operation
  readonly schema: OperationSchema
  readonly protocol: Protocol
  readonly request: HttpRequest
}

/** The least input that a request can be made of: what its path and host need. */
const leastInput = ([, , , , input]: OperationSchema): Readonly<Record<string, unknown>> => {
  const schema = NormalizedSchema.of(input)
  if (!schema.isStructSchema()) return {}
  const needed = [...schema.structIterator()].filter(([name, member]) => {
    const { httpLabel, hostLabel, httpPayload, streaming } = member.getMergedTraits()
    return httpLabel || hostLabel || (httpPayload && streaming) || name === 'AccountId' || name === 'Bucket'
  })
  const value = (name: string, member: NormalizedSchema): unknown => {
    if (name === 'AccountId') return '111122223333'
    if (member.isNumericSchema()) return 7
    if (member.isBooleanSchema()) return true
    if (member.isTimestampSchema()) return new Date(0)
    if (member.isBlobSchema()) return new Uint8Array()
    return `some-${name.toLowerCase()}`
  }
  return Object.fromEntries(needed.map(([name, member]) => [name, value(name, member)]))
}

/** Every operation of a client package, as the SDK puts it on the wire. */
const capture = async (name: string): Promise<readonly Captured[]> => {
  const exports = (await import(`@aws-sdk/client-${name}`)) as Readonly<Record<string, unknown>>
  let last: HttpRequest | undefined
  const requestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: (request: HttpRequest): Promise<never> => {
      last = request
      return Promise.reject(Object.assign(new Error('captured'), { $response: new HttpResponse({ statusCode: 0 }) }))
    },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
  }
  const Client = Object.entries(exports).find(([key]) => /^[A-Z]\w+Client$/.test(key))?.[1] as new (config: object) => {
    readonly config: { readonly protocol: { getShapeId(): string }; readonly serviceId: string; readonly defaultSigningName: string }
    send(command: unknown): Promise<unknown>
  }
  const href = name === 's3-control' ? 'http://endpoint.localhost:4566' : endpoint.href
  const client = new Client({
    region: 'eu-west-1',
    endpoint: href,
    forcePathStyle: true,
    credentials: fakeCredentials,
    requestHandler,
    maxAttempts: 1,
  })
  const protocol = protocolOf(client.config.protocol.getShapeId())
  assert.ok(protocol, `${name} speaks a known protocol`)
  const captured: Captured[] = []
  for (const [key, Command] of Object.entries(exports)) {
    if (!/^[A-Z]\w+Command$/.test(key) || typeof Command !== 'function') continue
    const schema: unknown = Reflect.get(new (Command as new (input: object) => object)({}), 'schema')
    if (!isOperationSchema(schema)) continue
    last = undefined
    await client.send(new (Command as new (input: object) => object)(leastInput(schema))).catch(() => {})
    // Some need more than a path before the SDK makes a request of them: writes with bodies and event streams.
    if (last) captured.push({ operation: `${prefixOf(client.config)}:${schema[2]}`, schema, protocol, request: last })
  }
  return captured
}

const wire = (request: HttpRequest) => {
  const query = new URLSearchParams(
    Object.entries(request.query).flatMap(([name, value]) => [value].flat().map((one) => [name, one ?? ''])),
  )
  const body = typeof request.body === 'string' ? request.body : Buffer.from((request.body as Uint8Array | undefined) ?? []).toString()
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]))
  return { method: request.method, path: request.path, query, headers, body, target: request.path }
}

const admits = ({ request, protocol }: Captured, schema: OperationSchema): boolean => {
  try {
    checkRequest(request, { schema, protocol, partition: 'aws', endpoint: new URL(`http://${request.hostname}:4566`) })
    return true
  } catch {
    return false
  }
}

describe('every operation of', () => {
  test('every client', async () => {
    let total = 0
    for (const name of await installedClients()) {
      const all = await capture(name)
      total += all.length
      assert.ok(all.length > 0, name)
      for (const one of all) {
        // Without a signature nothing tells the service: the few calls that trade a token for credentials.
        if (!('authorization' in one.request.headers)) continue
        assert.equal((await wireOperation(wire(one.request))).operation, one.operation, `${one.request.method} ${one.request.path}`)
        if (forbidden(one.operation) === undefined) assert.ok(admits(one, one.schema), `${one.operation} passes as itself`)
      }
      const confused: string[] = []
      for (const [index, one] of all.entries()) {
        // Where the name itself is on the wire, a few others stand for all.
        const others = one.protocol.startsWith('rest') ? all : all.slice(index + 1, index + 4)
        for (const other of others) if (one !== other && admits(one, other.schema)) confused.push(`${one.operation} as ${other.operation}`)
      }
      // AWS's own paths overlap here: the name of a multi-region access point takes any number of segments.
      const overlapping = ' as s3-control:GetMultiRegionAccessPoint'
      assert.deepEqual(
        confused.filter((pair) => !pair.endsWith(overlapping)),
        [],
        name,
      )
    }
    assert.ok(total > 1500, `${total} operations`)
  })
})

test('hosts that only look like AWS’s are refused', () => {
  const schema: OperationSchema = [9, 'com.amazonaws.sqs', 'ListQueues', 0, 'unit', 'unit']
  const ask = (hostname: string, more: Partial<HttpRequest> = {}, partition = 'aws'): boolean => {
    const request = {
      protocol: 'https:',
      hostname,
      port: undefined,
      method: 'POST',
      path: '/',
      query: {},
      headers: { 'x-amz-target': 'AmazonSQS.ListQueues' },
      body: '{}',
      ...more,
    }
    try {
      checkRequest(request as unknown as HttpRequest, { schema, protocol: 'json', partition, endpoint: undefined })
      return true
    } catch {
      return false
    }
  }
  assert.ok(ask('sqs.eu-west-1.amazonaws.com'))
  assert.ok(ask('sqs.eu-west-1.api.aws'))
  assert.ok(ask('sqs.cn-north-1.amazonaws.com.cn', {}, 'aws-cn'))
  for (const hostname of [
    'amazonaws.com',
    'evilamazonaws.com',
    'amazonaws.com.evil.example',
    '169.254.169.254',
    'localhost',
    'sqs.eu-west-1.amazonaws.com.cn',
    '',
  ]) {
    assert.ok(!ask(hostname), hostname)
  }
  assert.ok(!ask('sqs.eu-west-1.amazonaws.com', { protocol: 'http:' }))
  assert.ok(!ask('sqs.eu-west-1.amazonaws.com', { port: 8443 }))
  assert.ok(!ask('sqs.eu-west-1.amazonaws.com', {}, 'aws-unheard-of'))
})
