// Runs collectors: lists, reads facets, and writes down what came of every call. Only here are failures of calls turned into gaps.
import pLimit, { type LimitFunction } from 'p-limit'
import { AwsFailure, type Aws } from '../aws/aws.ts'
import { failureOf } from '../aws/errors.ts'
import { limitOf } from '../aws/limits.ts'
import type { Sender } from '../aws/sender.ts'
import type { CoverageRow, Listing } from '../graph/coverage.ts'
import { absent, known, unknown, type Fact, type Gap, type Operation } from '../graph/fact.ts'
import type { Inventory, KindSchema } from '../graph/inventory.ts'
import { formatArn } from '../graph/arn.ts'
import type { AnyNode } from '../graph/node.ts'
import { facetCalls, type AnyFacet, type At, type Bulk, type Collector, type PlannedKind } from './collector.ts'
import { edgesOf } from './edges.ts'

/** One kind in one region: the unit of progress and of checkpoints. */
export interface Job {
  readonly kind: string
  readonly region: string
}

/** All that one job learned. */
export interface JobResult extends Job {
  readonly nodes: readonly AnyNode[]
  readonly coverage: readonly CoverageRow[]
  readonly listings: readonly Listing[]
}

export interface CollectRequest {
  readonly id: string
  readonly kinds: readonly PlannedKind[]
  /** Regions of regional kinds; global kinds are read once. */
  readonly regions: readonly string[]
  readonly now: () => Date
  /** Results of an earlier, interrupted run of the same scan that need not be asked again. */
  readonly done?: readonly JobResult[]
  /** Called once for each job, when it ends. */
  readonly onJob?: (result: JobResult, index: { readonly done: number; readonly jobs: number }) => void
}

/** Facts of how many resources of one job are read at a time; the limiter in src/aws bounds the calls themselves. */
const window = 200

/** So many listings at a time, so that facets of what was listed first need not queue behind all listings of all regions. */
const listingsAtATime = 80

/** What the evaluator needs to know of a kind. */
export const schemaOf = (collector: Collector): KindSchema => ({
  scope: collector.scope,
  ...(collector.list.per === undefined ? {} : { per: collector.list.per }),
  edges: Object.fromEntries(Object.entries(collector.edges).map(([name, { to }]) => [name, typeof to === 'string' ? [to] : to])),
  ...(collector.standsFor === undefined ? {} : { standsFor: collector.standsFor }),
})

/** Seconds that the facets of one resource take at AWS's limits, as far as they are known. */
const paceOf = ({ collector, facets }: PlannedKind): number =>
  facets
    .flatMap((name) => collector.facets[name] ?? [])
    .flatMap((facet) => (facet.from ? [] : facetCalls(facet)))
    .reduce((sum, operation) => sum + 1 / limitOf(operation).rate, 0)

const keyOf = ({ kind, region }: Job): string => `${kind} ${region}`

/** Whether a job's result can stand: nothing in it was missing. */
export const isWhole = (result: JobResult): boolean =>
  result.listings.every(({ complete }) => complete) && result.coverage.every(({ outcome }) => outcome === 'ok' || outcome === 'absent')

/** An answer on which a collector stumbles does not have the form that AWS documents: it is no answer. */
const failureIn = (error: unknown, operation: Operation): AwsFailure => {
  if (!(error instanceof TypeError) && !(error instanceof RangeError) && !(error instanceof SyntaxError)) return failureOf(error, operation)
  const gap: Gap = {
    reason: 'bad-response',
    operation,
    action: operation,
    message: `the answer does not have the expected form: ${error.message}`,
  }
  return new AwsFailure({ operation, gap, code: error.name, status: 0, cause: error })
}

/** Reads all planned kinds in all regions. Never rejects for what AWS answers: that is in the ledger. */
export const collect = async (aws: Aws, request: CollectRequest): Promise<Inventory> => {
  const startedAt = request.now()
  const bulks = new Map<Bulk<unknown>, Map<string, Promise<unknown>>>()
  const results = new Map<string, Promise<JobResult>>()
  const done = new Map((request.done ?? []).map((result) => [keyOf(result), result]))
  const jobs = request.kinds.flatMap((planned) =>
    (planned.collector.scope === 'global' ? ['global'] : request.regions).map((region) => ({
      planned,
      kind: planned.collector.kind,
      region,
    })),
  )
  let ended = 0

  const bulkOf = (bulk: Bulk<unknown>, at: At): Promise<unknown> => {
    const byRegion = bulks.get(bulk) ?? new Map<string, Promise<unknown>>()
    bulks.set(bulk, byRegion)
    const running = byRegion.get(at.region) ?? bulk.run(aws.client(bulk.client, at.region), at)
    byRegion.set(at.region, running)
    return running
  }

  const run = async ({ planned, kind, region }: (typeof jobs)[number]): Promise<JobResult> => {
    const earlier = done.get(keyOf({ kind, region }))
    if (earlier) return earlier
    const { per } = planned.collector.list
    const listing = per === undefined ? undefined : results.get(keyOf({ kind: per, region }))
    if (per !== undefined && !listing) throw new Error(`${kind} is listed per ${per}, which is not planned before it`)
    const parents = await listing
    return runJob({ aws, planned, region, parents: parents?.nodes, bulkOf, listings, now: startedAt })
  }

  // What takes longest begins first. Children come after all others, as they do in the plan, so that each finds its parent's promise.
  const pace = ({ planned }: (typeof jobs)[number]): number => (planned.collector.list.per === undefined ? paceOf(planned) : -1)
  const inTurn = jobs.map((job) => ({ job, pace: pace(job) })).sort((a, b) => b.pace - a.pace)
  const listings = pLimit(listingsAtATime)
  for (const { job } of inTurn) {
    results.set(
      keyOf(job),
      run(job).then((result) => {
        ended += 1
        request.onJob?.(result, { done: ended, jobs: jobs.length })
        return result
      }),
    )
  }
  const all = await Promise.all(jobs.flatMap((job) => results.get(keyOf(job)) ?? []))

  const nodes = all.flatMap((result) => result.nodes).sort((a, b) => (a.arn < b.arn ? -1 : a.arn > b.arn ? 1 : 0))
  const counts = aws.counts()
  return {
    scan: {
      id: request.id,
      account: aws.account,
      partition: aws.partition,
      caller: aws.caller,
      regions: request.regions,
      startedAt,
      finishedAt: request.now(),
      ...(aws.endpoint === undefined ? {} : { endpoint: aws.endpoint }),
      calls: counts.sent,
    },
    nodes: new Map(nodes.map((node) => [node.arn, node])),
    coverage: all.flatMap((result) => result.coverage),
    listings: all.flatMap((result) => result.listings),
    schema: new Map(request.kinds.map(({ collector }) => [collector.kind, schemaOf(collector)])),
  }
}

interface JobInput {
  readonly aws: Aws
  readonly planned: PlannedKind
  readonly region: string
  readonly parents: readonly AnyNode[] | undefined
  readonly bulkOf: (bulk: Bulk<unknown>, at: At) => Promise<unknown>
  /** Turns of listings that wait for no parent. */
  readonly listings: LimitFunction
  readonly now: Date
}

const runJob = async ({ aws, planned, region, parents, bulkOf, listings: turns, now }: JobInput): Promise<JobResult> => {
  const { collector } = planned
  const placeIn = (asked: string): At => ({
    account: aws.account,
    region: asked,
    partition: aws.partition,
    caller: aws.caller,
    now,
    arn: (service, resource, of = asked) => formatArn({ partition: aws.partition, service, region: of, account: aws.account, resource }),
  })
  const at = placeIn(region === 'global' ? aws.homeRegion : region)
  const scope = { account: aws.account, region }
  // Made when its turn comes: hundreds at once would keep the first request waiting.
  const client = (): Sender => aws.client(collector.client, at.region)
  const coverage: CoverageRow[] = []
  const listings: Listing[] = []
  const nodes = new Map<string, Promise<AnyNode>>()
  /** Where bulk reads were drawn on, by region. */
  const drawn = new Map<string, At>()

  const note = (operation: Operation, resource: string, facet: string, gap?: Gap, none = false): void => {
    coverage.push({
      ...scope,
      operation: gap?.operation ?? operation,
      kind: collector.kind,
      resource,
      facet,
      outcome: gap?.reason ?? (none ? 'absent' : 'ok'),
      ...(gap?.code === undefined ? {} : { code: gap.code }),
      ...(gap === undefined ? {} : { action: gap.action, message: gap.message }),
    })
  }
  // Never awaited inside a slot for another slot: a listing does not wait for the readings that it starts.
  const slots = pLimit(window)

  const add = (listed: { readonly arn: string; readonly name: string }): void => {
    const { arn, name, ...base } = listed
    if (typeof arn !== 'string' || !arn.startsWith('arn:') || typeof name !== 'string')
      throw new TypeError('a listed resource has no ARN or no name')
    // The same resource on two pages is one resource.
    if (!nodes.has(arn)) nodes.set(arn, readNode({ kind: collector.kind, arn, name, ...scope, base }))
  }

  const readNode = async (identity: Omit<AnyNode, 'facets' | 'edges'>): Promise<AnyNode> => {
    const item = {
      ...identity.base,
      kind: identity.kind,
      arn: identity.arn,
      name: identity.name,
      account: identity.account,
      region: identity.region,
    }
    const facts = await slots(() => Promise.all(planned.facets.map(async (name) => [name, await readFacet(name, item)] as const)))
    const facets = Object.fromEntries(facts)
    return { ...identity, facets, edges: edgesOf(collector, { ...identity, facets }) }
  }

  const readFacet = async (name: string, item: { readonly arn: string }): Promise<Fact<unknown>> => {
    const facet = collector.facets[name]
    if (!facet) throw new Error(`${collector.kind} has no facet ${name}`)
    const operations = facetCalls(facet)
    const first = operations[0] ?? 'parapet:NoCall'
    try {
      const place = collector.readIn ? placeIn(collector.readIn(item)) : at
      if (facet.from) drawn.set(place.region, place)
      const value = facet.from
        ? facet.pick(await bulkOf(facet.from, place), item, place)
        : await facet.read(place === at ? client() : aws.client(collector.client, place.region), item, place)
      if (value === undefined) {
        const gap: Gap = {
          reason: 'bad-response',
          operation: first,
          action: first,
          message: `${first} answered, but not for this resource`,
        }
        note(first, item.arn, name, gap)
        return unknown(gap)
      }
      // A bulk read has one row of its own, see below.
      if (!facet.from) for (const operation of operations) note(operation, item.arn, name, undefined, value === null)
      return value === null ? absent : known(value)
    } catch (error) {
      const failure = failureIn(error, first)
      if (!facet.from && failure.gap.reason !== 'denied' && facet.absent?.includes(failure.code)) {
        coverage.push({
          ...scope,
          operation: failure.operation,
          kind: collector.kind,
          resource: item.arn,
          facet: name,
          outcome: 'absent',
          code: failure.code,
        })
        return absent
      }
      const gap: Gap =
        failure.gap.reason !== 'denied' && collector.gone.includes(failure.code)
          ? { ...failure.gap, reason: 'gone', message: 'deleted since it was listed' }
          : failure.gap
      if (!facet.from) note(first, item.arn, name, gap)
      return unknown(gap)
    }
  }

  const list = async (parent: AnyNode | undefined): Promise<void> => {
    const parentItem = parent
      ? { ...parent.base, kind: parent.kind, arn: parent.arn, name: parent.name, account: parent.account, region: parent.region }
      : {}
    const resource = parent?.arn ?? '*'
    const first = collector.list.calls[0] ?? 'parapet:NoCall'
    try {
      for await (const listed of collector.list.run(client(), at, parentItem)) add(listed)
      for (const operation of collector.list.calls) note(operation, resource, 'list')
      listings.push({ ...scope, kind: collector.kind, parent: resource, complete: true })
    } catch (error) {
      const failure = failureIn(error, first)
      const parentGone = parent !== undefined && failure.gap.reason !== 'denied' && collector.list.gone?.includes(failure.code)
      note(
        first,
        resource,
        'list',
        parentGone ? { ...failure.gap, reason: 'gone', message: 'its parent was deleted since it was listed' } : failure.gap,
      )
      listings.push({ ...scope, kind: collector.kind, parent: resource, complete: false })
    }
  }

  if (parents) await Promise.all(parents.map((parent) => slots(() => list(parent))))
  else await turns(() => list(undefined))
  const read = await Promise.all(nodes.values())

  await Promise.all(
    planned.facets.map(async (name) => {
      const facet: AnyFacet | undefined = collector.facets[name]
      if (!facet?.from) return
      const first = facet.from.calls[0] ?? 'parapet:NoCall'
      // One row for each region in which a resource drew on it; where none did, it was not asked.
      for (const place of drawn.values()) {
        try {
          await bulkOf(facet.from, place)
          for (const operation of facet.from.calls) note(operation, '*', name)
        } catch (error) {
          note(first, '*', name, failureIn(error, first).gap)
        }
      }
    }),
  )
  return { kind: collector.kind, region, nodes: read, coverage, listings }
}
