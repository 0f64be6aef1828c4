// Tries every operation of a plan once, as cheaply as it goes, through the collectors' own code: what is denied is what a scan would miss.
import { AwsFailure, type Aws } from '../aws/aws.ts'
import type { Sender } from '../aws/sender.ts'
import { facetCalls, type At, type Bulk, type Collector } from '../collect/collector.ts'
import type { Gap, Operation } from '../graph/fact.ts'
import { formatArn } from '../graph/arn.ts'
import type { Plan } from '../plan.ts'

export interface Probe {
  readonly operation: Operation
  readonly kinds: readonly string[]
  /** untried: there was no resource to try it on, or an earlier call that it builds on failed. */
  readonly outcome: 'allowed' | 'denied' | 'unsure' | 'untried'
  readonly gap?: Gap
}

/** How often one operation is sent in one probe: a listing needs no second page, a report may have to be waited for. */
const enough = 3

class Enough extends Error {}

/** A client that stops a reader once it has shown that it may read. */
const frugal = (client: Sender): Sender => {
  const sent = new Map<unknown, number>()
  return {
    async send(command: never, options?: never) {
      const kind = Object.getPrototypeOf(command)
      const times = (sent.get(kind) ?? 0) + 1
      sent.set(kind, times)
      if (times > enough) throw new Enough()
      return client.send(command, options)
    },
  }
}

/** Reasons that say nothing about permission. */
const unsure = new Set<Gap['reason']>(['throttled', 'timeout', 'bad-response', 'not-enabled', 'skipped'])

export const probe = async (aws: Aws, plan: Plan, region: string, now: Date): Promise<readonly Probe[]> => {
  const failures = new Map<Operation, Gap>()
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work()
    } catch (error) {
      if (error instanceof AwsFailure) {
        const known = failures.get(error.operation)
        if (known?.reason !== 'denied') failures.set(error.operation, error.gap)
      } else if (!(error instanceof Enough) && !(error instanceof TypeError)) throw error
      return undefined
    }
  }
  const bulks = new Map<Bulk<unknown>, Promise<unknown>>()
  const first = new Map<string, object>()

  const probeKind = async (collector: Collector, facets: readonly string[]): Promise<void> => {
    const asked = collector.scope === 'global' ? aws.homeRegion : region
    const scope = { account: aws.account, region: collector.scope === 'global' ? 'global' : asked }
    const at: At = {
      account: aws.account,
      region: asked,
      partition: aws.partition,
      caller: aws.caller,
      now,
      arn: (service, resource, of = asked) => formatArn({ partition: aws.partition, service, region: of, account: aws.account, resource }),
    }
    const client = (): Sender => frugal(aws.client(collector.client, asked))
    const parent = collector.list.per === undefined ? {} : first.get(collector.list.per)
    const item = parent && (await attempt(() => firstOf(collector, client(), at, parent)))
    if (item) first.set(collector.kind, { ...item, ...scope, kind: collector.kind })
    await Promise.all(
      facets.map(async (name) => {
        const facet = collector.facets[name]
        if (facet?.from) {
          const { from } = facet
          const running = bulks.get(from) ?? attempt(() => from.run(frugal(aws.client(from.client, asked)), at))
          bulks.set(from, running)
          await running
        } else if (facet && item) await attempt(() => facet.read(client(), { ...item, ...scope, kind: collector.kind }, at))
      }),
    )
  }

  // In the order of the plan: parents before what is listed for each of them.
  for (const { collector, facets } of plan.kinds) await probeKind(collector, facets)

  const sent = aws.counts().byOperation
  return plan.operations.map((operation): Probe => {
    const kinds = plan.kinds
      .filter(({ collector, facets }) => callsOf(collector, facets).includes(operation))
      .map(({ collector }) => collector.kind)
    const gap = failures.get(operation)
    if (gap?.reason === 'denied') return { operation, kinds, outcome: 'denied', gap }
    if (gap && unsure.has(gap.reason)) return { operation, kinds, outcome: 'unsure', gap }
    return { operation, kinds, outcome: sent.has(operation) ? 'allowed' : 'untried' }
  })
}

const callsOf = (collector: Collector, facets: readonly string[]): readonly Operation[] => [
  ...collector.list.calls,
  ...facets.flatMap((name) => {
    const facet = collector.facets[name]
    return facet ? facetCalls(facet) : []
  }),
]

const firstOf = async (collector: Collector, client: Sender, at: At, parent: object): Promise<{ readonly arn: string } | undefined> => {
  for await (const item of collector.list.run(client, at, parent)) return item
  return undefined
}
