// What carries a request: Node's HTTP in earnest, a recorder around it, or a recording in its place.
import type { HttpRequest, HttpResponse } from '@smithy/core/protocols'
import type { Operation } from '../graph/fact.ts'

export interface CarryOptions {
  readonly abortSignal: AbortSignal
  readonly operation: Operation
  readonly region: string
}

export interface Transport {
  handle(request: HttpRequest, options: CarryOptions): Promise<{ response: HttpResponse }>
  /** Told which regions a session looks at. */
  regionsChosen?(regions: readonly string[]): void
  destroy?(): void
}
