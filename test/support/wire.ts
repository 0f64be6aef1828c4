// Reads which operation an AWS request is for, from nothing but the request: what the scripted endpoint matches and records.
import { readdir } from 'node:fs/promises'
import { NormalizedSchema } from '@smithy/core/schema'
import type { SchemaRef } from '@smithy/types'
import { fitsPath } from '../../src/aws/schema.ts'

export type Protocol = 'json' | 'query' | 'ec2' | 'rest-json' | 'rest-xml'

export interface WireRequest {
  /** Path and query as they were sent. */
  readonly target: string
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a client package says of one operation. */
export interface OperationShape {
  readonly name: string
  readonly http?: {
    readonly method: string
    readonly segments: readonly string[]
    readonly query: URLSearchParams
    readonly labels: number
  }
  /** Output members that hold a list, and those that may hold a paging token, as they are called on the wire. */
  readonly lists: readonly string[]
  readonly tokens: readonly string[]
  readonly output: SchemaRef
}

interface ServiceShape {
  readonly signingName: string
  readonly serviceId: string
  readonly protocol: Protocol
  readonly operations: ReadonlyMap<string, OperationShape>
}

/** Signing names that are not the IAM prefix. */
const prefixes: Readonly<Record<string, string>> = { monitoring: 'cloudwatch', 's3-object-lambda': 's3', s3express: 's3', tagging: 'tag' }
/** Signing names whose packages are called otherwise. */
const packages: Readonly<Record<string, readonly string[]>> = {
  'application-autoscaling': ['application-auto-scaling'],
  apigateway: ['api-gateway', 'apigatewayv2'],
  dynamodb: ['dynamodb', 'dynamodb-streams'],
  s3: ['s3', 's3-control'],
}
const tokenNames = new Set([
  'NextToken',
  'nextToken',
  'NextMarker',
  'Marker',
  'PaginationToken',
  'LastEvaluatedTableName',
  'LastEvaluatedBackupArn',
  'LastEvaluatedStreamArn',
  'ContinuationToken',
  'position',
])

/** An operation as the SDK's packages describe it: kind 9, namespace, name, traits, input, output. */
type OperationSchema = readonly [kind: 9, namespace: string, name: string, traits: unknown, input: SchemaRef, output: SchemaRef]

const httpTrait = (traits: unknown): readonly [method: string, template: string] | undefined => {
  const http: unknown = typeof traits === 'object' && traits !== null ? Reflect.get(traits, 'http') : undefined
  return Array.isArray(http) ? (http as unknown as readonly [string, string]) : undefined
}

const shapeOf = ([, , name, traits, , output]: OperationSchema, protocol: Protocol): OperationShape => {
  const schema = NormalizedSchema.of(output)
  const members = schema.isStructSchema() ? [...schema.structIterator()] : []
  const wireName = (name: string, member: NormalizedSchema): string => {
    const { xmlName, jsonName } = member.getMergedTraits()
    return (protocol === 'json' ? undefined : protocol === 'rest-json' ? jsonName : xmlName) ?? name
  }
  const lists = members.filter(([, member]) => member.isListSchema()).map(([name, member]) => wireName(name, member))
  const tokens = members.filter(([member]) => tokenNames.has(member)).map(([name, member]) => wireName(name, member))
  const http = httpTrait(traits)
  if (!http) return { name, lists, tokens, output }
  const [path = '', query = ''] = http[1].split('?')
  const segments = path.split('/').filter(Boolean)
  const labels = segments.filter((segment) => segment.startsWith('{')).length
  return { name, lists, tokens, output, http: { method: http[0], segments, query: new URLSearchParams(query), labels } }
}

const modules = new URL('../../node_modules/@aws-sdk/', import.meta.url)
export const protocols: Readonly<Record<string, Protocol>> = {
  awsJson1_0: 'json',
  awsJson1_1: 'json',
  awsQuery: 'query',
  ec2Query: 'ec2',
  restJson1: 'rest-json',
  restXml: 'rest-xml',
}

type ClientWithConfig = new (config: object) => {
  readonly config: { readonly serviceId: string; readonly defaultSigningName: string; readonly protocol: { getShapeId(): string } }
}

/** The operations of an installed client package, read from its own schemas. */
const loadPackage = async (name: string): Promise<ServiceShape> => {
  const exports = (await import(`@aws-sdk/client-${name}`)) as Readonly<Record<string, unknown>>
  const Client = Object.entries(exports).find(([exported]) => /^[A-Z]\w+Client$/.test(exported))?.[1]
  if (typeof Client !== 'function') throw new Error(`@aws-sdk/client-${name} exports no client`)
  const { serviceId, defaultSigningName, protocol } = new (Client as ClientWithConfig)({ region: 'us-east-1' }).config
  const spoken = protocols[protocol.getShapeId().split('#')[1] ?? ''] ?? 'rest-json'
  const schemas = Object.values(exports).filter((value): value is OperationSchema => Array.isArray(value) && value[0] === 9)
  const operations = new Map(schemas.map((schema) => [schema[2], shapeOf(schema, spoken)]))
  return { signingName: defaultSigningName, serviceId, operations, protocol: spoken }
}

const loaded = new Map<string, Promise<ServiceShape>>()
const load = (name: string): Promise<ServiceShape> => {
  const known = loaded.get(name) ?? loadPackage(name)
  loaded.set(name, known)
  return known
}

/** Names of the installed client packages, without `client-`. */
export const installedClients = async (): Promise<readonly string[]> =>
  (await readdir(modules))
    .filter((name) => name.startsWith('client-'))
    .map((name) => name.slice('client-'.length))
    .sort()

const servicesOf = async (signingName: string): Promise<readonly ServiceShape[]> => {
  const installed = await installedClients()
  const wanted = (packages[signingName] ?? [signingName]).filter((name) => installed.includes(name))
  const candidates = await Promise.all((wanted.length > 0 ? wanted : installed).map(load))
  return candidates.filter((service) => service.signingName === signingName)
}

const restOperation = (
  services: readonly ServiceShape[],
  request: WireRequest,
): { readonly service: ServiceShape; readonly shape: OperationShape } | undefined => {
  const matches: { service: ServiceShape; shape: OperationShape }[] = []
  for (const service of services) {
    const whole = request.path.split('/').filter(Boolean)
    // Path-style S3 puts the bucket before the path that the operation defines, but for the one that has no bucket.
    const segments = service.serviceId === 'S3' && whole[0] !== 'WriteGetObjectResponse' ? whole.slice(1) : whole
    for (const shape of service.operations.values()) {
      const { http } = shape
      if (http?.method !== request.method || !fitsPath(http.segments, segments)) continue
      if ([...http.query].every(([name, value]) => request.query.get(name) === value)) matches.push({ service, shape })
    }
  }
  // The most literal template wins: more fixed query, then more fixed segments.
  const literal = ({ shape: { http } }: (typeof matches)[number]): number =>
    http ? 100 * http.query.size + http.segments.length - http.labels : 0
  return matches.sort((a, b) => literal(b) - literal(a))[0]
}

export interface WireOperation {
  /** `sqs:ListQueues`; the name is `Unknown` where nothing fits. */
  readonly operation: string
  readonly service: string
  readonly name: string
  readonly region: string
  readonly protocol: Protocol
  /** Of the client, where the request tells: API Gateway has two that share their names. */
  readonly serviceId?: string
}

/** Which operation a request is for. */
export const wireOperation = async (request: WireRequest): Promise<WireOperation> => {
  const [, region = '', signingName = ''] =
    /Credential=[^/]*\/\d+\/([^/]+)\/([^/]+)\/aws4_request/.exec(request.headers['authorization'] ?? '') ?? []
  const service = prefixes[signingName] ?? signingName
  const made = (prefix: string, name: string, protocol: Protocol): WireOperation => ({
    operation: `${prefix}:${name}`,
    service: prefix,
    name,
    region,
    protocol,
  })
  const target = request.headers['x-amz-target']
  if (target) return made(service, target.slice(target.lastIndexOf('.') + 1), 'json')
  if (request.method === 'POST' && request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return made(service, new URLSearchParams(request.body).get('Action') ?? 'Unknown', service === 'ec2' ? 'ec2' : 'query')
  }
  const services = await servicesOf(signingName.startsWith('s3') ? 's3' : signingName)
  const found = restOperation(services, request)
  if (found) {
    const { serviceId, protocol } = found.service
    return { ...made(serviceId === 'S3 Control' ? 's3-control' : service, found.shape.name, protocol), serviceId }
  }
  return made(service, 'Unknown', services[0]?.protocol ?? 'rest-json')
}

/** The shape of an operation, from the installed package of its service. */
export const operationShape = async ({ service, name, serviceId }: WireOperation): Promise<OperationShape | undefined> => {
  const signingName = { cloudwatch: 'monitoring', tag: 'tagging', 's3-control': 's3' }[service] ?? service
  for (const candidate of await servicesOf(signingName)) {
    if (serviceId !== undefined && candidate.serviceId !== serviceId) continue
    const shape = candidate.operations.get(name)
    if (shape) return shape
  }
  return undefined
}
