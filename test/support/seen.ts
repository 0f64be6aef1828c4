// A request as the scripted endpoint saw it: what it is about, which try it is, and which page of a listing.
import type { WireOperation, WireRequest } from './wire.ts'

/** A request as the endpoint saw it. */
export interface Seen extends WireOperation, WireRequest {
  /** What the request is about: path labels, names, ARNs and URLs that it carries, joined. */
  readonly resource: string
  /** How often this very request was made, this time included. */
  readonly attempt: number
  /** Page of its listing, from 1. */
  readonly page: number
  /** The paging token that it carries. */
  readonly token: string | undefined
  /** The JSON body or the form of the query protocol, flat where it is a form. */
  readonly input: Readonly<Record<string, unknown>>
}

const tokenInputs = [
  'NextToken',
  'nextToken',
  'Marker',
  'marker',
  'NextMarker',
  'PaginationToken',
  'ExclusiveStartTableName',
  'ExclusiveStartBackupArn',
  'ExclusiveStartStreamArn',
  'ContinuationToken',
  'position',
  'continuation-token',
]
const resourceNames = /(name|arn|url|id|identifier|bucket|resource)(\.\d+)?$/i

/** The JSON body, or the form of the query protocol. */
export const inputOf = (request: WireRequest): Record<string, unknown> => {
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(request.body))
  try {
    const parsed: unknown = JSON.parse(request.body)
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
  } catch {
    return {}
  }
}

/** What a request is about: its path and the names that it carries. */
export const resourceOf = (request: WireRequest, input: Readonly<Record<string, unknown>>): string => {
  const named = [...Object.entries(input), ...request.query].filter(
    ([name, value]) => resourceNames.test(name) && typeof value === 'string',
  )
  return [decodeURIComponent(request.path), ...named.map(([, value]) => String(value))].join(' ')
}

/** Counts attempts and pages of each request. */
export const counter = () => {
  const attempts = new Map<string, number>()
  const pages = new Map<string, string[]>()
  return (operation: WireOperation, request: WireRequest, input: Readonly<Record<string, unknown>>) => {
    const query = Object.fromEntries(request.query)
    const token = tokenInputs
      .map((name) => input[name] ?? query[name])
      .find((value): value is string => typeof value === 'string' && value !== '')
    const rest = Object.entries({ ...query, ...input }).filter(([name]) => !tokenInputs.includes(name))
    const listing = JSON.stringify([operation.operation, operation.region, request.path, rest.sort(([a], [b]) => a.localeCompare(b))])
    const key = `${listing} ${token ?? ''}`
    const attempt = (attempts.get(key) ?? 0) + 1
    attempts.set(key, attempt)
    const seen = pages.get(listing) ?? []
    pages.set(listing, seen)
    const name = token ?? ''
    if (!seen.includes(name)) seen.push(name)
    return { attempt, page: seen.indexOf(name) + 1, token }
  }
}
