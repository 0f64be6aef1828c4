// A plain output of the SDK as the answer that AWS would send: written from the client packages' own schemas, so that their deserialisers read it.
import { NormalizedSchema } from '@smithy/core/schema'
import type { SchemaRef } from '@smithy/types'
import { requestId, type Answer } from './answers.ts'
import type { Protocol } from './wire.ts'

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

type Members = readonly (readonly [string, NormalizedSchema])[]
const membersOf = (schema: NormalizedSchema): Members => (schema.isStructSchema() ? [...schema.structIterator()] : [])

/** How schemas write the formats of dates. */
const formats = { dateTime: 5, httpDate: 6, epochSeconds: 7 } as const

/** Dates as the shape says, else as the protocol has them by default: seconds in JSON, ISO 8601 in XML. */
const timeOf = (date: Date, schema: NormalizedSchema, xml: boolean): string | number => {
  const format: unknown = schema.getSchema()
  if (format === formats.httpDate) return date.toUTCString()
  if (format === formats.dateTime || (format !== formats.epochSeconds && xml)) return date.toISOString().replace('.000Z', 'Z')
  return date.getTime() / 1000
}

const jsonOf = (value: unknown, schema: NormalizedSchema, named: boolean): unknown => {
  if (value === undefined || value === null) return value
  if (value instanceof Date) return timeOf(value, schema, false)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map((each: unknown) => jsonOf(each, schema.getValueSchema(), named))
  if (schema.isMapSchema())
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, jsonOf(each, schema.getValueSchema(), named)]))
  if (!schema.isStructSchema()) return value
  const object = value as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    membersOf(schema).flatMap(([name, member]) => {
      const wire = named ? (member.getMergedTraits().jsonName ?? name) : name
      return object[name] === undefined ? [] : [[wire, jsonOf(object[name], member, named)]]
    }),
  )
}

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`

const xmlOf = (value: unknown, schema: NormalizedSchema): string => {
  if (value instanceof Date) return String(timeOf(value, schema, true))
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (schema.isStructSchema()) {
    const object = value as Readonly<Record<string, unknown>>
    return membersOf(schema)
      .map(([name, member]) => memberXml(object[name], member.getMergedTraits().xmlName ?? name, member))
      .join('')
  }
  return escaped(String(value))
}

/** One member with its element; lists and maps with theirs, flattened or not. */
const memberXml = (value: unknown, name: string, schema: NormalizedSchema): string => {
  if (value === undefined || value === null) return ''
  const { xmlFlattened } = schema.getMergedTraits()
  if (schema.isListSchema()) {
    const inner = schema.getValueSchema()
    const items = value as readonly unknown[]
    const itemName = xmlFlattened ? name : (inner.getMergedTraits().xmlName ?? 'member')
    const text = items.map((item) => element(itemName, xmlOf(item, inner))).join('')
    return xmlFlattened ? text : element(name, text)
  }
  if (schema.isMapSchema()) {
    const [key, inner] = [schema.getKeySchema(), schema.getValueSchema()]
    const text = Object.entries(value as Readonly<Record<string, unknown>>)
      .map(([each, of]) =>
        element(
          xmlFlattened ? name : 'entry',
          element(key.getMergedTraits().xmlName ?? 'key', escaped(each)) + memberXml(of, inner.getMergedTraits().xmlName ?? 'value', inner),
        ),
      )
      .join('')
    return xmlFlattened ? text : element(name, text)
  }
  return element(name, xmlOf(value, schema))
}

const xmlAnswer = (body: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId, 'x-amz-request-id': requestId, ...headers },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
})
const jsonAnswer = (type: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  headers: { 'content-type': type, 'x-amzn-requestid': requestId, ...headers },
  body: JSON.stringify(body),
})

/** The answer of an operation. `output` is what the SDK's client would return for it. */
export const serialise = (protocol: Protocol, name: string, outputSchema: SchemaRef, output: Readonly<Record<string, unknown>>): Answer => {
  const schema = NormalizedSchema.of(outputSchema)
  const members = membersOf(schema)
  if (protocol === 'json') return jsonAnswer('application/x-amz-json-1.1', jsonOf(output, schema, false))
  if (protocol === 'query')
    return xmlAnswer(
      element(
        `${name}Response`,
        element(`${name}Result`, xmlOf(output, schema)) + element('ResponseMetadata', element('RequestId', requestId)),
      ),
    )
  if (protocol === 'ec2') return xmlAnswer(element(`${name}Response`, element('requestId', requestId) + xmlOf(output, schema)))

  const headers = Object.fromEntries(
    members.flatMap(([member, of]) => {
      const { httpHeader } = of.getMergedTraits()
      const value = output[member]
      return httpHeader === undefined || value === undefined
        ? []
        : [[httpHeader, value instanceof Date ? value.toUTCString() : typeof value === 'string' ? value : JSON.stringify(value)]]
    }),
  )
  const payload = members.find(([, of]) => of.getMergedTraits().httpPayload)
  const body = members.filter(([, of]) => of.getMergedTraits().httpHeader === undefined)
  if (protocol === 'rest-json') {
    if (payload) {
      const [member, of] = payload
      return of.isStructSchema()
        ? jsonAnswer('application/json', jsonOf(output[member], of, true), headers)
        : {
            headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, ...headers },
            body: output[member] as string | Buffer,
          }
    }
    return jsonAnswer(
      'application/json',
      jsonOf(Object.fromEntries(body.map(([member]) => [member, output[member]])), schema, true),
      headers,
    )
  }
  if (payload) {
    const [member, of] = payload
    const root = of.getMergedTraits().xmlName ?? of.getName(true)?.split('#').at(-1) ?? member
    return of.isStructSchema()
      ? xmlAnswer(element(root, xmlOf(output[member], of)), headers)
      : { headers: { 'x-amz-request-id': requestId, ...headers }, body: output[member] as string | Buffer }
  }
  const root = schema.getMergedTraits().xmlName ?? `${name}Result`
  return xmlAnswer(
    element(root, body.map(([member, of]) => memberXml(output[member], of.getMergedTraits().xmlName ?? member, of)).join('')),
    headers,
  )
}
