// The runner: every call ends as a fact or a gap with a row in the ledger, and one failure spoils nothing else.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AwsFailure, type Aws } from '../../src/aws/aws.ts'
import type { ClientClass, Sender } from '../../src/aws/sender.ts'
import { bulk, defineCollector, fromBulk, type Collector } from '../../src/collect/collector.ts'
import { collect, isWhole, type JobResult } from '../../src/collect/run.ts'
import type { GapReason, Operation } from '../../src/graph/fact.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'Test::Thing': {
      base: { Size: number }
      facets: { detail: { Key: string }; policy: string | null; report: number }
      edges: { 'leads-to': 'Test::Thing' }
    }
    'Test::Part': { base: {}; facets: {}; edges: {} }
  }
}

/** A client whose answers a test scripts: the command is the operation's name and an argument. */
class Scripted {
  async send(command: { readonly operation: Operation; readonly of: string }): Promise<unknown> {
    return script(command.operation, command.of)
  }
}
let script: (operation: Operation, of: string) => unknown = () => undefined

const failure = (operation: Operation, reason: GapReason, code: string, status = 400) =>
  new AwsFailure({ operation, code, status, gap: { reason, operation, action: operation, code, message: reason } })

const arn = (name: string): string => `arn:aws:test:eu-west-1:111122223333:${name}`
const ask = (client: Scripted, operation: Operation, of = '*') => client.send({ operation, of })
const report = bulk({
  client: Scripted,
  calls: ['test:Report'],
  run: async (client) => (await ask(client, 'test:Report')) as Map<string, number>,
})

const things = defineCollector({
  kind: 'Test::Thing',
  client: Scripted,
  list: {
    calls: ['test:ListThings'],
    async *run(client) {
      for (const page of ['1', '2']) {
        for (const name of (await ask(client, 'test:ListThings', page)) as string[]) yield { arn: arn(name), name, Size: 1 }
      }
    },
  },
  facets: {
    detail: { calls: ['test:GetDetail'], read: async (client, { name }) => (await ask(client, 'test:GetDetail', name)) as { Key: string } },
    policy: {
      calls: ['test:GetPolicy'],
      read: async (client, { name }) => (await ask(client, 'test:GetPolicy', name)) as string,
      absent: ['NoSuchPolicy'],
    },
    report: fromBulk(report, (rows, { name }) => rows.get(name)),
  },
  edges: { 'leads-to': { to: 'Test::Thing', from: 'detail', ref: ({ Key }) => arn(Key) } },
  gone: ['NoSuchThing'],
})
const parts = defineCollector({
  kind: 'Test::Part',
  client: Scripted,
  list: {
    calls: ['test:ListParts'],
    per: 'Test::Thing',
    async *run(client, _at, parent) {
      for (const name of (await ask(client, 'test:ListParts', parent.name)) as string[]) yield { arn: arn(`${parent.name}/${name}`), name }
    },
    gone: ['NoSuchThing'],
  },
  facets: {},
  edges: {},
})

const fine = (operation: Operation, of: string): unknown => {
  const answers: Readonly<Record<string, () => unknown>> = {
    'test:ListThings': () => (of === '1' ? ['a', 'b'] : ['b', 'c']),
    'test:GetDetail': () => ({ Key: 'a' }),
    'test:GetPolicy': () => 'text',
    'test:Report': () => new Map(['a', 'b', 'c'].map((name, index) => [name, index])),
    'test:ListParts': () => ['x'],
  }
  return answers[operation]?.()
}

const run = async (
  answers: (operation: Operation, of: string) => unknown,
  collectors: readonly Collector[] = [things, parts],
  done: readonly JobResult[] = [],
  regions: readonly string[] = ['eu-west-1'],
) => {
  const sent: string[] = []
  script = (operation, of) => {
    sent.push(`${operation} ${of}`)
    return answers(operation, of)
  }
  const clients = new Map<ClientClass, Sender>()
  const aws: Aws = {
    account: '111122223333',
    partition: 'aws',
    caller: 'arn:aws:iam::111122223333:role/audit',
    endpoint: undefined,
    homeRegion: 'us-east-1',
    client<C extends Sender>(client: ClientClass<C>) {
      const made = clients.get(client) ?? new client({} as never)
      clients.set(client, made)
      return made as C
    },
    regions: () => Promise.resolve(regions),
    verifyIdentity: () => Promise.resolve(),
    counts: () => ({ sent: sent.length, throttled: 0, retried: 0, byOperation: new Map() }),
    close: () => undefined,
  }
  const jobs: JobResult[] = []
  const inventory = await collect(aws, {
    id: 'scan',
    kinds: collectors.map((collector) => ({ collector, facets: Object.keys(collector.facets) })),
    regions,
    now: () => new Date(0),
    done,
    onJob: (result) => jobs.push(result),
  })
  return { inventory, sent, jobs }
}
const rows = (coverage: Awaited<ReturnType<typeof run>>['inventory']['coverage']) =>
  coverage
    .filter(({ outcome }) => outcome !== 'ok')
    .map(({ operation, resource, facet, outcome }) => `${operation} ${resource.split(':').at(-1)} ${facet} ${outcome}`)

test('everything is read once, a bulk read for all, and every call has a row', async () => {
  const { inventory, sent, jobs } = await run(fine)
  assert.deepEqual(
    [...inventory.nodes.values()].map(({ kind, name }) => `${kind} ${name}`),
    ['Test::Thing a', 'Test::Part x', 'Test::Thing b', 'Test::Part x', 'Test::Thing c', 'Test::Part x'],
  )
  assert.equal(sent.length, 2 + 3 + 3 + 1 + 3, 'two pages, three details, three policies, one report, three lists of parts')
  assert.equal(new Set(sent).size, sent.length, 'nothing is asked twice')
  assert.deepEqual(rows(inventory.coverage), [])
  assert.equal(inventory.coverage.length, 1 + 3 + 3 + 1 + 3)
  assert.ok(jobs.every(isWhole))
  assert.deepEqual(inventory.nodes.get(arn('b'))?.edges['leads-to'], { state: 'known', value: [arn('a')] })
})

test('a denied facet is unknown on its resource alone, and so is its edge', async () => {
  const { inventory } = await run((operation, of) => {
    if (operation === 'test:GetDetail' && of === 'b') throw failure(operation, 'denied', 'AccessDenied', 403)
    return fine(operation, of)
  })
  assert.deepEqual(rows(inventory.coverage), ['test:GetDetail b detail denied'])
  assert.equal(inventory.nodes.get(arn('b'))?.facets['detail']?.state, 'unknown')
  assert.equal(inventory.nodes.get(arn('b'))?.edges['leads-to']?.state, 'unknown')
  assert.equal(inventory.nodes.get(arn('b'))?.facets['policy']?.state, 'known')
  assert.equal(inventory.nodes.get(arn('a'))?.facets['detail']?.state, 'known')
})

test('absence needs the listed code, and a refusal is never absence', async () => {
  const { inventory } = await run((operation, of) => {
    if (operation === 'test:GetPolicy' && of === 'a') throw failure(operation, 'error', 'NoSuchPolicy', 404)
    if (operation === 'test:GetPolicy' && of === 'b') throw failure(operation, 'denied', 'NoSuchPolicy', 403)
    if (operation === 'test:GetPolicy') throw failure(operation, 'error', 'SomethingElse', 404)
    if (operation === 'test:GetDetail' && of === 'a') throw failure(operation, 'error', 'NoSuchPolicy', 404)
    return fine(operation, of)
  })
  assert.deepEqual(
    ['a', 'b', 'c'].map((name) => inventory.nodes.get(arn(name))?.facets['policy']?.state),
    ['absent', 'unknown', 'unknown'],
  )
  assert.equal(inventory.nodes.get(arn('a'))?.facets['detail']?.state, 'unknown', 'the code is listed for another operation')
})

test('a resource that was deleted meanwhile is marked, and its neighbours are not', async () => {
  const { inventory } = await run((operation, of) => {
    if (of === 'b' && operation !== 'test:Report') throw failure(operation, 'error', 'NoSuchThing', 404)
    return fine(operation, of)
  })
  assert.deepEqual(rows(inventory.coverage).sort(), [
    'test:GetDetail b detail gone',
    'test:GetPolicy b policy gone',
    'test:ListParts b list gone',
  ])
})

test('a listing that is denied on its second page is incomplete, and what it gave is kept', async () => {
  const { inventory } = await run((operation, of) => {
    if (operation === 'test:ListThings' && of === '2') throw failure(operation, 'denied', 'AccessDenied', 403)
    return fine(operation, of)
  })
  assert.deepEqual(
    [...inventory.nodes.values()].filter(({ kind }) => kind === 'Test::Thing').map(({ name }) => name),
    ['a', 'b'],
  )
  assert.deepEqual(inventory.listings.find(({ kind }) => kind === 'Test::Thing')?.complete, false)
  assert.deepEqual(rows(inventory.coverage), ['test:ListThings * list denied'])
})

test('a denied bulk read is one row, and unknown on every resource', async () => {
  const { inventory, sent } = await run((operation, of) => {
    if (operation === 'test:Report') throw failure(operation, 'denied', 'AccessDenied', 403)
    return fine(operation, of)
  })
  assert.deepEqual(rows(inventory.coverage), ['test:Report * report denied'])
  assert.deepEqual(
    ['a', 'b', 'c'].map((name) => inventory.nodes.get(arn(name))?.facets['report']?.state),
    ['unknown', 'unknown', 'unknown'],
  )
  assert.equal(sent.filter((call) => call.startsWith('test:Report')).length, 1)
})

test('a resource that a bulk answer leaves out is unknown, not absent', async () => {
  const { inventory } = await run((operation, of) => (operation === 'test:Report' ? new Map([['a', 1]]) : fine(operation, of)))
  assert.equal(inventory.nodes.get(arn('b'))?.facets['report']?.state, 'unknown')
})

test('an answer of another shape is a bad response, not an empty one', async () => {
  const { inventory } = await run(
    (operation, of) => {
      if (operation === 'test:ListThings') return 'not a list'
      return fine(operation, of)
    },
    [things],
  )
  assert.equal(inventory.listings[0]?.complete, true, 'letters are names: the shape of pages is guarded in src/aws')
  const broken = await run((operation, of) => (operation === 'test:ListThings' ? { no: 'list' } : fine(operation, of)), [things])
  assert.deepEqual(rows(broken.inventory.coverage), ['test:ListThings * list bad-response'])
  assert.equal(broken.inventory.listings[0]?.complete, false)
})

test('an earlier run is not asked again', async () => {
  const first = await run(fine)
  const second = await run(fine, [things, parts], first.jobs)
  assert.deepEqual(second.sent, [])
  assert.deepEqual(second.inventory.nodes, first.inventory.nodes)
})

test('what takes longest at AWS’s limits begins first, and the ledger keeps the order of the plan', async () => {
  const listing = (operation: Operation) => ({
    calls: [operation],
    async *run(client: Scripted) {
      for (const name of (await ask(client, operation)) as string[]) yield { arn: arn(name), name, Size: 1 }
    },
  })
  const quick = defineCollector({ kind: 'Test::Part', client: Scripted, list: listing('sqs:ListQueues'), facets: {}, edges: {} })
  const slow = defineCollector({
    kind: 'Test::Thing',
    client: Scripted,
    list: listing('lambda:ListFunctions'),
    facets: {
      detail: { calls: ['test:GetDetail'], read: () => Promise.resolve({ Key: 'a' }) },
      policy: { calls: ['lambda:GetPolicy'], read: async (client, { name }) => (await ask(client, 'lambda:GetPolicy', name)) as string },
      report: { calls: ['test:Report'], read: () => Promise.resolve(1) },
    },
    edges: { 'leads-to': { to: 'Test::Thing', from: 'detail', ref: ({ Key }) => arn(Key) } },
  })
  const { inventory, sent } = await run((operation) => (operation === 'lambda:GetPolicy' ? 'text' : ['a']), [quick, slow])
  assert.equal(sent[0], 'lambda:ListFunctions *')
  assert.deepEqual([...new Set(inventory.coverage.map(({ kind }) => kind))], ['Test::Part', 'Test::Thing'])
})

test('facets of what was listed first do not wait until everything has been listed', async () => {
  const regions = Array.from({ length: 300 }, (_, index) => `region-${index}`)
  let listed = 0
  let listedBeforeDetail = 0
  let running = 0
  let most = 0
  const answers = async (operation: Operation): Promise<unknown> => {
    if (operation === 'test:GetDetail') {
      listedBeforeDetail ||= listed
      return { Key: 'a' }
    }
    running += 1
    most = Math.max(most, running)
    await new Promise((resolve) => void setImmediate(resolve))
    running -= 1
    listed += 1
    return ['a']
  }
  const one = defineCollector({
    kind: 'Test::Thing',
    client: Scripted,
    list: {
      calls: ['test:ListThings'],
      async *run(client, at) {
        for (const name of (await ask(client, 'test:ListThings')) as string[]) yield { arn: arn(`${at.region}/${name}`), name, Size: 1 }
      },
    },
    facets: {
      detail: {
        calls: ['test:GetDetail'],
        read: async (client, { name }) => (await ask(client, 'test:GetDetail', name)) as { Key: string },
      },
      policy: { calls: ['test:GetPolicy'], read: () => Promise.resolve(null) },
      report: { calls: ['test:Report'], read: () => Promise.resolve(1) },
    },
    edges: { 'leads-to': { to: 'Test::Thing', from: 'detail', ref: ({ Key }) => arn(Key) } },
  })
  const { inventory } = await run(answers, [one], [], regions)
  assert.equal(inventory.nodes.size, regions.length)
  assert.ok(most <= 80, `${most} listings at a time`)
  assert.ok(listedBeforeDetail <= 80, `${listedBeforeDetail} were listed before the first detail`)
})
