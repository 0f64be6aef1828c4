// Reads kinds through a real session and the SDK's own deserialisers, from answers as AWS writes them on the wire.
import assert from 'node:assert/strict'
import { connect } from '../../src/aws/clients.ts'
import { collectorCalls, type Collector } from '../../src/collect/collector.ts'
import { collect } from '../../src/collect/run.ts'
import type { Inventory } from '../../src/graph/inventory.ts'
import { callerIdentity, type Answer } from './answers.ts'
import { startEndpoint, type Seen } from './endpoint.ts'
import { account, now, region } from './nodes.ts'

/** Every facet of these kinds. An operation that has no answer here is an error. */
export const wireScan = async (
  collectors: readonly Collector[],
  answers: Readonly<Record<string, Answer | ((seen: Seen) => Answer)>>,
): Promise<Inventory> => {
  await using endpoint = await startEndpoint({
    answer: (seen) => {
      if (seen.operation === 'sts:GetCallerIdentity') return callerIdentity(account)
      const answer = answers[seen.operation]
      assert.ok(answer, `the test has no answer to ${seen.operation}`)
      return typeof answer === 'function' ? answer(seen) : answer
    },
  })
  const session = await connect({
    endpoint: endpoint.url,
    scanId: 'test',
    version: '0.0.0',
    homeRegion: region,
    allowed: collectors.flatMap(collectorCalls),
    load: () => Promise.resolve({ accessKeyId: 'test', secretAccessKey: 'test' }),
  })
  try {
    return await collect(session, {
      id: '2026-06-01T12-00-00Z-test',
      kinds: collectors.map((collector) => ({ collector, facets: Object.keys(collector.facets) })),
      regions: [region],
      now: () => now,
    })
  } finally {
    session.close()
  }
}
