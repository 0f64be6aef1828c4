// What the SDK's own schemas tell about an operation: its path, whether its answer has a body, and which root element that has.
import { NormalizedSchema } from '@smithy/core/schema'
import type { SchemaRef } from '@smithy/types'

/** How a service speaks; from the client's protocol id. */
export type Protocol = 'json' | 'query' | 'ec2' | 'rest-json' | 'rest-xml'

const protocols: Readonly<Record<string, Protocol>> = {
  'aws.protocols#awsJson1_0': 'json',
  'aws.protocols#awsJson1_1': 'json',
  'aws.protocols#awsQuery': 'query',
  'aws.protocols#ec2Query': 'ec2',
  'aws.protocols#restJson1': 'rest-json',
  'aws.protocols#restXml': 'rest-xml',
}

/** The protocol of a shape id; undefined for one that Parapet does not know and so does not let through. */
export const protocolOf = (shapeId: string): Protocol | undefined => protocols[shapeId]

/** An operation as the SDK's packages describe it: kind 9, namespace, name, traits, input, output. */
export type OperationSchema = readonly [kind: 9, namespace: string, name: string, traits: unknown, input: SchemaRef, output: SchemaRef]

export const isOperationSchema = (value: unknown): value is OperationSchema => Array.isArray(value) && value[0] === 9 && value.length === 6

export interface HttpBinding {
  readonly method: string
  /** `/2015-03-31/functions/{FunctionName}/policy` as segments. */
  readonly segments: readonly string[]
  /** Fixed query parameters, e.g. S3's `policy`. */
  readonly query: URLSearchParams
  /** Query parameters that the input may add; undefined where it may add any. */
  readonly inputs: ReadonlySet<string> | undefined
  /** S3: the operation is about a bucket, which stands in the host or before the path. */
  readonly inBucket: boolean
}

const hasMember = (input: SchemaRef, name: string): boolean => {
  const schema = NormalizedSchema.of(input)
  return schema.isStructSchema() && [...schema.structIterator()].some(([member]) => member === name)
}

const queryInputs = (input: SchemaRef): ReadonlySet<string> | undefined => {
  const schema = NormalizedSchema.of(input)
  const traits = schema.isStructSchema() ? [...schema.structIterator()].map(([, member]) => member.getMergedTraits()) : []
  return traits.some(({ httpQueryParams }) => httpQueryParams) ? undefined : new Set(traits.flatMap(({ httpQuery }) => httpQuery ?? []))
}

const bindings = new WeakMap<OperationSchema, HttpBinding>()

/** Where a REST operation lives; undefined for the other protocols. */
export const httpBinding = (schema: OperationSchema): HttpBinding | undefined => {
  const known = bindings.get(schema)
  if (known) return known
  const [, namespace, , traits, input] = schema
  const http: unknown = typeof traits === 'object' && traits !== null ? Reflect.get(traits, 'http') : undefined
  if (!Array.isArray(http) || typeof http[0] !== 'string' || typeof http[1] !== 'string') return undefined
  const [path = '', query = ''] = http[1].split('?')
  const binding = {
    method: http[0],
    segments: path.split('/').filter(Boolean),
    query: new URLSearchParams(query),
    inputs: queryInputs(input),
    inBucket: namespace === 'com.amazonaws.s3' && hasMember(input, 'Bucket'),
  }
  bindings.set(schema, binding)
  return binding
}

/** Whether path segments fit a template; a label with `+` takes one or more. */
export const fitsPath = (template: readonly string[], path: readonly string[]): boolean => {
  const greedy = template.findIndex((segment) => segment.endsWith('+}'))
  if (greedy === -1)
    return template.length === path.length && template.every((segment, index) => segment.startsWith('{') || segment === path[index])
  const rest = template.length - greedy - 1
  return (
    path.length >= template.length &&
    fitsPath(template.slice(0, greedy), path.slice(0, greedy)) &&
    fitsPath(template.slice(greedy + 1), path.slice(path.length - rest))
  )
}

/** What the body of a good answer is. */
export interface AnswerShape {
  /** `document` is JSON or XML; `text` is the raw value of one member; `none` where headers tell everything. */
  readonly body: 'document' | 'text' | 'none'
  /** Names that the root element may have, in XML. */
  readonly roots: readonly string[]
  /** Elements that hold a list, in XML. */
  readonly lists: readonly string[]
}

/** Traits that place a member outside the body. */
const outside = ['httpHeader', 'httpPrefixHeaders', 'httpResponseCode'] as const

const listElements = (schema: NormalizedSchema): readonly string[] =>
  [...schema.structIterator()]
    .filter(([, member]) => member.isListSchema() && !member.getMergedTraits().xmlFlattened)
    .map(([name, member]) => member.getMergedTraits().xmlName ?? name)

const makeAnswerShape = ([, , name, , , output]: OperationSchema, protocol: Protocol): AnswerShape => {
  const schema = NormalizedSchema.of(output)
  const none: AnswerShape = { body: 'none', roots: [], lists: [] }
  if (protocol === 'query' || protocol === 'ec2') {
    return { body: 'document', roots: [`${name}Response`], lists: schema.isStructSchema() ? listElements(schema) : [] }
  }
  if (!schema.isStructSchema()) return none
  if (protocol === 'json') return { body: 'document', roots: [], lists: [] }
  const inBody = [...schema.structIterator()].filter(([, member]) => {
    const traits = member.getMergedTraits()
    return outside.every((trait) => traits[trait] === undefined)
  })
  if (inBody.length === 0) return none
  const payload = inBody.map(([, member]) => member).find((member) => member.getMergedTraits().httpPayload)
  if (payload && !payload.isStructSchema()) return { ...none, body: 'text' }
  const root = payload ?? schema
  const named = root.getMergedTraits().xmlName ?? schema.getMergedTraits().xmlName
  // The shape's own name where the model gives the element no other.
  const own = Array.isArray(root.getSchema()) ? (root.getSchema() as readonly unknown[])[2] : undefined
  const roots = [named, own, `${name}Result`, `${name}Response`].filter((word): word is string => typeof word === 'string')
  return { body: 'document', roots, lists: listElements(root) }
}

const shapes = new WeakMap<OperationSchema, AnswerShape>()

/** What a good answer to an operation looks like; worked out once for each. */
export const answerShape = (schema: OperationSchema, protocol: Protocol): AnswerShape => {
  const known = shapes.get(schema) ?? makeAnswerShape(schema, protocol)
  shapes.set(schema, known)
  return known
}
