// The second lock: what a finished request would really do, read from the request alone, has to be the permitted operation at a permitted host.
import type { HttpRequest } from '@smithy/core/protocols'
import { Fault } from './errors.ts'
import { fitsPath, httpBinding, type OperationSchema, type Protocol } from './schema.ts'

export interface Permitted {
  readonly schema: OperationSchema
  readonly protocol: Protocol
  readonly partition: string
  /** The configured endpoint; calls go there and nowhere else. */
  readonly endpoint: URL | undefined
}

/** The operation that a request names; for REST, whether it lies where that operation lives. */
const saysOperation = (request: HttpRequest, { schema, protocol, endpoint }: Permitted): boolean => {
  const name = schema[2]
  switch (protocol) {
    case 'json':
      return request.method === 'POST' && (request.headers['x-amz-target'] ?? '').split('.').at(-1) === name
    case 'query':
    case 'ec2': {
      if (request.method !== 'POST' || typeof request.body !== 'string') return false
      const actions = new URLSearchParams(request.body).getAll('Action')
      return actions.length === 1 && actions[0] === name
    }
    default: {
      const binding = httpBinding(schema)
      if (!binding || binding.method !== request.method) return false
      const base = endpoint && endpoint.pathname !== '/' ? endpoint.pathname : ''
      const path = request.path.slice(request.path.startsWith(base) ? base.length : 0)
      const segments = path.split('/').filter(Boolean)
      const { query, inputs, inBucket } = binding
      // S3 names the bucket in the host, or in front of the path: at custom endpoints, and where its name has dots.
      const before = inBucket && (endpoint !== undefined || /^s3[.-]/.test(request.hostname)) ? ['{Bucket}'] : []
      // Many operations share a path and differ by a parameter: one more can make another operation of it.
      const known = inputs === undefined || Object.keys(request.query).every((key) => query.has(key) || inputs.has(key))
      const fixed = [...query].every(([key, value]) => Object.hasOwn(request.query, key) && (request.query[key] ?? '') === value)
      return known && fixed && fitsPath([...before, ...binding.segments], segments)
    }
  }
}

/** Host names of AWS's partitions. */
const awsDomains: Readonly<Record<string, readonly string[]>> = {
  aws: ['amazonaws.com', 'api.aws'],
  'aws-cn': ['amazonaws.com.cn', 'api.amazonwebservices.com.cn'],
  'aws-us-gov': ['amazonaws.com', 'api.aws'],
}

const isAws = (request: HttpRequest, partition: string): boolean =>
  request.protocol === 'https:' &&
  (request.port === undefined || request.port === 443) &&
  (awsDomains[partition] ?? []).some((domain) => request.hostname.endsWith(`.${domain}`))

const portOf = (protocol: string, port: number | string | undefined): number => Number(port || (protocol === 'https:' ? 443 : 80))

const isEndpoint = (request: HttpRequest, endpoint: URL): boolean =>
  request.protocol === endpoint.protocol &&
  request.hostname === endpoint.hostname &&
  portOf(request.protocol, request.port) === portOf(endpoint.protocol, endpoint.port)

/** Throws a Fault unless the request is the permitted operation at a permitted host. */
export const checkRequest = (request: HttpRequest, permitted: Permitted): void => {
  const { schema, partition, endpoint } = permitted
  const host = request.hostname.slice(0, 120)
  if (endpoint ? !isEndpoint(request, endpoint) : !isAws(request, partition)) {
    throw new Fault('refused', 'HostNotAllowed', `refused before sending: ${host} is neither AWS's nor the configured endpoint`)
  }
  if (!saysOperation(request, permitted)) {
    throw new Fault('refused', 'OperationNotAllowed', `refused before sending: the request is not a ${schema[2]}`)
  }
}
