// Mistakes that must not compile: the guarantees of the contracts, each with the error it provokes.
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'Test::A': { base: { Url: string }; facets: { sure: { n: number }; maybe: { n: number } | null }; edges: { 'to-b': 'Test::B' } }
    'Test::B': { base: {}; facets: {}; edges: {} }
  }
}
const list = { calls: ['sqs:ListQueues'] as const, run: (sqs: SQSClient) => pages(sqs, ListQueuesCommand, {}, (p) => p.QueueUrls?.map((Url) => ({ arn: Url, name: Url, Url }))) }
export const ok = defineCollector({ kind: 'Test::A', client: SQSClient, list, facets: { sure: { calls: ['sqs:X'], read: async (c, i) => { await c.send(new GetQueueAttributesCommand({ QueueUrl: i.Url })); return { n: 1 } } }, maybe: { calls: ['sqs:X'], read: async () => ({ n: 1 }), absent: ['None'] } }, edges: { 'to-b': { to: 'Test::B', from: 'sure', ref: (v) => String(v.n) } } })
export const okB = defineCollector({ kind: 'Test::B', client: SQSClient, list: { calls: [], per: 'Test::A', run: async function* (c, at, parent) { yield { arn: parent.Url, name: '' } } }, facets: {}, edges: {} })
// @ts-expect-error a facet without a reader
export const e1 = defineCollector({ kind: 'Test::A', client: SQSClient, list, facets: { sure: { calls: ['sqs:X'], read: async () => ({ n: 1 }) } }, edges: { 'to-b': { to: 'Test::B', from: 'base', ref: (b) => b.Url } } })
// @ts-expect-error absent on a facet that cannot be null
export const e2 = defineCollector({ kind: 'Test::A', client: SQSClient, list, facets: { sure: { calls: ['sqs:X'], read: async () => ({ n: 1 }), absent: ['None'] }, maybe: { calls: ['sqs:X'], read: async () => ({ n: 1 }), absent: ['None'] } }, edges: { 'to-b': { to: 'Test::B', from: 'base', ref: (b) => b.Url } } })
// @ts-expect-error an edge to a wrong kind
export const e3 = defineCollector({ kind: 'Test::A', client: SQSClient, list, facets: { sure: { calls: ['sqs:X'], read: async () => ({ n: 1 }) }, maybe: { calls: ['sqs:X'], read: async () => ({ n: 1 }), absent: ['None'] } }, edges: { 'to-b': { to: 'Test::A', from: 'base', ref: (b) => b.Url } } })
