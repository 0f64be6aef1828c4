// The second lock: what a finished request would really do, read from the request alone, has to be the permitted operation at a permitted host.
import type { HttpRequest } from '@smithy/core/protocols'
import { Fault } from './errors.ts'
import { fitsPath, httpBinding, type OperationSchema, type Protocol } from './schema.ts'

/** The operation that a request names; for REST, whether it lies where that operation lives. */
const saysOperation = (request: HttpRequest, schema: OperationSchema, protocol: Protocol, base: string): boolean => {
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
      const path = request.path.slice(request.path.startsWith(base) ? base.length : 0)
      const segments = path.split('/').filter(Boolean)
      const fixed = [...binding.query].every(([key, value]) => (request.query[key] ?? '') === value)
      // S3 in path style puts the bucket in front.
      return fixed && (fitsPath(binding.segments, segments) || fitsPath(['{Bucket}', ...binding.segments], segments))
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

export const portOf = (protocol: string, port: number | string | undefined): number => Number(port || (protocol === 'https:' ? 443 : 80))

const isEndpoint = (request: HttpRequest, endpoint: URL): boolean =>
  request.protocol === endpoint.protocol &&
  request.hostname === endpoint.hostname &&
  portOf(request.protocol, request.port) === portOf(endpoint.protocol, endpoint.port)

export interface Permitted {
  readonly schema: OperationSchema
  readonly protocol: Protocol
  readonly partition: string
  /** The configured endpoint; calls go there and nowhere else. */
  readonly endpoint: URL | undefined
}

/** Throws a Fault unless the request is the permitted operation at a permitted host. */
export const checkRequest = (request: HttpRequest, { schema, protocol, partition, endpoint }: Permitted): void => {
  const host = request.hostname.slice(0, 120)
  if (endpoint ? !isEndpoint(request, endpoint) : !isAws(request, partition)) {
    throw new Fault('refused', 'HostNotAllowed', `refused before sending: ${host} is neither AWS's nor the configured endpoint`)
  }
  if (!saysOperation(request, schema, protocol, endpoint && endpoint.pathname !== '/' ? endpoint.pathname : '')) {
    throw new Fault('refused', 'OperationNotAllowed', `refused before sending: the request is not a ${schema[2]}`)
  }
}
