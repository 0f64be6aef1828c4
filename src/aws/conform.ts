// Checks a read answer against the SDK's schema of it: the SDK passes values of the wrong type through unchanged.
import type { NormalizedSchema } from '@smithy/core/schema'

/** Schemas of list members and map values; the SDK makes a new object at each call. */
const values = new WeakMap<NormalizedSchema, NormalizedSchema>()
const valueSchema = (schema: NormalizedSchema): NormalizedSchema => {
  const known = values.get(schema) ?? schema.getValueSchema()
  values.set(schema, known)
  return known
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** JSON text in a string comes as an object of the SDK's that parses on demand. */
const isLazyString = (value: unknown): boolean => Object.prototype.toString.call(value) === '[object String]'

const scalar = (value: unknown, schema: NormalizedSchema): boolean => {
  if (schema.isStringSchema()) return typeof value === 'string' || isLazyString(value)
  if (schema.isBooleanSchema()) return typeof value === 'boolean'
  if (schema.isNumericSchema()) return typeof value === 'number'
  if (schema.isTimestampSchema()) return value instanceof Date && !Number.isNaN(value.getTime())
  if (schema.isBlobSchema()) return value instanceof Uint8Array || schema.isStreaming()
  // Documents, big numbers and whatever the SDK adds later.
  return true
}

/** Where a value first departs from its schema, as a path; undefined where it does not. Members that are missing are no departure. */
export const departure = (value: unknown, schema: NormalizedSchema, path = ''): string | undefined => {
  if (value === undefined || value === null) return undefined
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) return path
    const of = valueSchema(schema)
    for (const [index, item] of value.entries()) {
      const found = departure(item, of, `${path}[${index}]`)
      if (found !== undefined) return found
    }
    return undefined
  }
  if (schema.isMapSchema()) {
    if (!isObject(value)) return path
    const of = valueSchema(schema)
    for (const item of Object.values(value)) {
      // Keys may be anything; the path names the map alone.
      const found = departure(item, of, `${path}{}`)
      if (found !== undefined) return found
    }
    return undefined
  }
  if (schema.isStructSchema()) {
    if (!isObject(value)) return path
    for (const [name, member] of schema.structIterator()) {
      const found = departure(value[name], member, path === '' ? name : `${path}.${name}`)
      if (found !== undefined) return found
    }
    return undefined
  }
  return scalar(value, schema) ? undefined : path
}
