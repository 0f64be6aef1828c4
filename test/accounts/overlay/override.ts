// How the overlay alters what moto answers.
import { json, type Answer } from '../../support/answers.ts'
import type { Seen } from '../../support/endpoint.ts'
import type { Series } from '../metrics.ts'
import type { ReportFacts } from './credential-report.ts'

/** What the account would tell of itself on AWS and moto cannot hold. */
export interface Truth extends ReportFacts {
  /** Roles that were not used in the last 400 days. */
  readonly unusedRoles: readonly string[]
  /** ARNs that AWS Backup keeps, with the age of the last backup in days. */
  readonly protectedResources: Readonly<Record<string, number>>
  readonly metrics: readonly Series[]
}

export type Json = Record<string, unknown>
interface Upstream {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}
/**
 * Asks moto: the request as it came, another path, another operation of the same service (`TrentService.ListKeys`), or another service by GET.
 */
export type Ask = (
  other?: { readonly path: string } | { readonly target: string } | { readonly service: string; readonly path: string },
) => Promise<Upstream>
export type Override = (seen: Seen, ask: Ask, truth: Truth) => Answer | Promise<Answer>
/** By operation. */
export type Overrides = Readonly<Record<string, Override>>

/** Lets moto answer, and corrects the JSON of a good answer. */
export const corrected =
  (correct: (body: Json, seen: Seen) => Json): Override =>
  async (seen, ask) => {
    const { status, headers, text } = await ask()
    return { status, headers, body: status === 200 ? correct(JSON.parse(text) as Json, seen) : text }
  }
/** The same for XML. */
export const rewritten =
  (rewrite: (text: string, truth: Truth) => string): Override =>
  async (_seen, ask, truth) => {
    const { status, headers, text } = await ask()
    return { status, headers, body: status === 200 ? rewrite(text, truth) : text }
  }
export const always =
  (body: Json): Override =>
  () =>
    json(body)

export const listOf = (body: Json, member: string): readonly Json[] => (Array.isArray(body[member]) ? (body[member] as Json[]) : [])
