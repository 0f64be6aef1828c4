// The contract of a collector, as one suite: paging, denials, deletions, absence, and no call that is not declared.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Client, Command, MetadataBearer } from '@smithy/types'
import { mockClient } from 'aws-sdk-client-mock'
import type { Aws } from '../../src/aws/aws.ts'
import { operationOf } from '../../src/aws/operations.ts'
import type { ClientClass, Sender } from '../../src/aws/sender.ts'
import { collectorCalls, facetCalls, type Collector } from '../../src/collect/collector.ts'
import { collect } from '../../src/collect/run.ts'
import type { Operation } from '../../src/graph/fact.ts'
import type { Inventory } from '../../src/graph/inventory.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { account, now, region } from './nodes.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- the SDK's Command has five parameters of which two matter here
type CommandClass<I extends object, O> = new (input: I) => Command<any, I, any, O & MetadataBearer, any>
type Output<O> = Omit<O, '$metadata'>
type Input = Readonly<Record<string, unknown>>

/** What one operation answers. */
export interface Answer {
  readonly command: new (input: never) => object
  readonly answer: (input: Input) => object
}

/** A listing in two or more pages, and how its tokens are called. */
export interface Listing extends Answer {
  readonly pages: (input: Input) => readonly object[]
  readonly empty: object
  readonly token: { readonly asked: string; readonly answered: string; readonly truncated?: string }
}

/** Scripts one operation: the same answer to every call, or one that depends on what was asked. */
export const on = <I extends object, O extends object>(
  command: CommandClass<I, O>,
  answer: Output<O> | ((input: I) => Output<O>),
): Answer => ({
  command,
  // The precise input is forgotten here: the stub hands back what the command was made with.
  answer: (input) => (typeof answer === 'function' ? answer(input as I) : answer),
})

const paged = (listing: Pick<Listing, 'token'>, pages: readonly object[], input: Input): object => {
  const { asked, answered, truncated } = listing.token
  const token = input[asked]
  const index = typeof token === 'string' ? Number(token.replace('page ', '')) : 0
  const last = index + 1 >= pages.length
  return {
    ...pages[index],
    ...(last ? {} : { [answered]: `page ${index + 1}` }),
    ...(truncated === undefined ? {} : { [truncated]: !last }),
  }
}

/** Scripts the operation that lists the kind. `token` is its name in the request and in the answer. */
export const listing = <I extends object, O extends object>(
  command: CommandClass<I, O>,
  spec: {
    readonly token: readonly [asked: keyof I & string, answered: keyof Output<O> & string]
    /** The member that says whether there is more, where the token alone does not. */
    readonly truncated?: keyof Output<O> & string
    /** At least two pages with resources on each; of one parent where the kind is listed per parent. */
    readonly pages: readonly Output<O>[] | ((input: I) => readonly Output<O>[])
    readonly empty: Output<O>
  },
): Listing => {
  const [asked, answered] = spec.token
  const { pages, truncated } = spec
  const token = { asked, answered, ...(truncated === undefined ? {} : { truncated }) }
  const pagesOf = (input: Input): readonly object[] => (typeof pages === 'function' ? pages(input as I) : pages)
  return { command, token, pages: pagesOf, empty: spec.empty, answer: (input) => paged({ token }, pagesOf(input), input) }
}

export interface Suite {
  /** The operation that lists the kind, in pages. `unpaged` where AWS answers in one piece. */
  readonly listing: Listing | 'unpaged'
  /** All other operations that are sent, those of the parents' listing among them. */
  readonly answers: readonly Answer[]
  /** Collectors of the parent kinds, outermost first, where the kind is listed per parent. */
  readonly parents?: readonly Collector[]
  /** Each resource by name, with the facts that matter: `null` for a facet that is absent. */
  readonly resources: Readonly<
    Record<
      string,
      {
        readonly base?: Readonly<Record<string, unknown>>
        readonly facets?: Readonly<Record<string, unknown>>
        readonly edges?: Readonly<Record<string, readonly string[]>>
      }
    >
  >
}

/** An error as the SDK throws it. */
export const awsError = (code: string, httpStatusCode: number): Error =>
  Object.assign(new Error(`${code}, says the test`), { name: code, $metadata: { httpStatusCode } })
const denied = awsError('AccessDeniedException', 403)

/** Lets one call fail: the first of an operation for which `when` holds. */
interface Failing {
  readonly operation: Operation
  readonly error: Error
  readonly when?: (input: Input) => boolean
}

interface Session {
  readonly aws: Aws
  /** Every operation that was sent, repeated as often. */
  readonly sent: () => readonly Operation[]
}

/** A session in which every client answers from the script and refuses everything else. Only its own clients are stubbed, nothing is left behind. */
const sessionOf = (answers: readonly Answer[], failing?: Failing): Session => {
  const clients = new Map<ClientClass, { readonly client: Sender; readonly sent: () => readonly Operation[] }>()
  let failed = false

  const build = (ClientClass: ClientClass): { readonly client: Sender; readonly sent: () => readonly Operation[] } => {
    const client = new ClientClass({ region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } } as never)
    // The stub's types want the one client class that they are for; here it is any.
    const stub = mockClient(client as unknown as Client<object, MetadataBearer, object>)
    const { config } = client as unknown as { readonly config: object }
    const nameOf = ({ name }: { readonly name: string }): Operation => operationOf(config, name.replace(/Command$/, ''))
    stub.rejects(new Error('the fixture says nothing about this operation'))
    for (const { command, answer } of answers) {
      stub.on(command as never).callsFake((input: Input) => {
        if (!failed && failing?.operation === nameOf(command) && (failing.when?.(input) ?? true)) {
          failed = true
          throw failing.error
        }
        return answer(input)
      })
    }
    return { client, sent: () => stub.calls().map((call) => nameOf(call.args[0].constructor)) }
  }
  const clientOf = (ClientClass: ClientClass) => {
    const built = clients.get(ClientClass) ?? build(ClientClass)
    clients.set(ClientClass, built)
    return built
  }
  const unused = (): never => {
    throw new Error('collectors have no use for this')
  }
  return {
    sent: () => [...clients.values()].flatMap(({ sent }) => sent()),
    aws: {
      account,
      partition: 'aws',
      caller: `arn:aws:iam::${account}:user/auditor`,
      endpoint: undefined,
      homeRegion: 'us-east-1',
      client: <C extends Sender>(ClientClass: ClientClass<C>): C => clientOf(ClientClass).client as C,
      regions: unused,
      verifyIdentity: unused,
      counts: () => ({ sent: 0, throttled: 0, retried: 0, byOperation: new Map() }),
      close: unused,
    },
  }
}

/** Reads a kind, with all of its facets or some, through the real runner. */
export const read = async (
  collector: Collector,
  suite: Suite,
  {
    answers,
    facets,
    failing,
  }: { readonly answers?: readonly Answer[]; readonly facets?: readonly string[]; readonly failing?: Failing } = {},
) => {
  const listing = suite.listing === 'unpaged' ? [] : [suite.listing]
  const { aws, sent } = sessionOf(answers ?? [...listing, ...suite.answers], failing)
  const inventory = await collect(aws, {
    id: '2026-06-01T12-00-00Z-test',
    kinds: [
      ...(suite.parents ?? []).map((parent) => ({ collector: parent, facets: [] })),
      { collector, facets: facets ?? Object.keys(collector.facets) },
    ],
    regions: [region],
    now: () => now,
  })
  return { inventory, nodes: [...inventory.nodes.values()].filter((node) => node.kind === collector.kind), sent: sent() }
}

const namesOf = (nodes: readonly AnyNode[]): readonly string[] => nodes.map((node) => node.name).sort()
/** What was asked of a facet or listing and not answered. */
const rowsOf = (inventory: Inventory, kind: string, facet: string) =>
  inventory.coverage.filter((row) => row.kind === kind && row.facet === facet && row.outcome !== 'ok' && row.outcome !== 'absent')
const completeOf = (inventory: Inventory, kind: string): readonly boolean[] =>
  inventory.listings.filter((listing) => listing.kind === kind).map((listing) => listing.complete)

/** Facts compared with what the fixture says of them. */
const assertResource = (node: AnyNode, expected: Suite['resources'][string]): void => {
  for (const [name, value] of Object.entries(expected.base ?? {})) assert.deepEqual(node.base[name], value, `base ${name} of ${node.name}`)
  for (const [name, value] of Object.entries(expected.facets ?? {})) {
    const fact = node.facets[name]
    assert.deepEqual(fact, value === null ? { state: 'absent' } : { state: 'known', value }, `facet ${name} of ${node.name}`)
  }
  for (const [name, value] of Object.entries(expected.edges ?? {})) {
    assert.deepEqual(node.edges[name], { state: 'known', value }, `edge ${name} of ${node.name}`)
  }
}

/** Runs the whole contract on one collector. */
export const collectorSuite = (collector: Collector, suite: Suite): void => {
  const { kind } = collector
  const names = Object.keys(suite.resources).sort()
  const others = suite.answers
  const facets = Object.entries(collector.facets)

  describe(kind, () => {
    it('reads every resource, every facet and every edge, and sends what it declares', async () => {
      const { inventory, nodes, sent } = await read(collector, suite)
      assert.deepEqual(namesOf(nodes), names)
      assert.ok(completeOf(inventory, kind).length > 0 && completeOf(inventory, kind).every(Boolean), 'the listing is complete')
      for (const node of nodes) {
        const unread = Object.entries({ ...node.facets, ...node.edges }).filter(([, fact]) => fact.state === 'unknown')
        assert.deepEqual(unread, [], `everything about ${node.name} is known`)
        assert.deepEqual(Object.keys(node.edges).sort(), Object.keys(collector.edges).sort())
        assertResource(node, suite.resources[node.name] ?? {})
      }
      const declared = [...(suite.parents ?? []).flatMap((parent) => parent.list.calls), ...collectorCalls(collector)]
      assert.deepEqual([...new Set(sent)].sort(), [...new Set(declared)].sort(), 'calls sent are calls declared')
    })

    for (const [name, facet] of facets) {
      const own = facetCalls(facet).filter((operation) => !collector.list.calls.includes(operation))
      for (const operation of own) {
        it(`leaves ${name} unknown where ${operation} is denied, and nothing else`, async () => {
          const { inventory, nodes } = await read(collector, suite, { facets: [name], failing: { operation, error: denied } })
          assert.deepEqual(namesOf(nodes), names)
          const unknowns = nodes.filter((node) => node.facets[name]?.state === 'unknown')
          // One read for all is missing for all; one call for each is missing for the one that was refused.
          assert.equal(unknowns.length, facet.from ? nodes.length : 1)
          for (const node of unknowns) {
            const fact = node.facets[name]
            assert.equal(fact?.state === 'unknown' && fact.gap.reason, 'denied')
            for (const [edge, { from }] of Object.entries(collector.edges)) {
              if (from === name) assert.equal(node.edges[edge]?.state, 'unknown', `edge ${edge} is as uncertain as ${name}`)
            }
          }
          assert.deepEqual(
            rowsOf(inventory, kind, name).map((row) => row.outcome),
            ['denied'],
          )
          assert.ok(completeOf(inventory, kind).every(Boolean))
        })
      }
      for (const code of facet.from ? [] : (facet.absent ?? [])) {
        for (const operation of own) {
          it(`takes ${code} of ${operation} for the absence of ${name}, unless it comes with a 403`, async () => {
            const failing = { operation, error: awsError(code, 404) }
            const { nodes } = await read(collector, suite, { facets: [name], failing })
            assert.ok(nodes.some((node) => node.facets[name]?.state === 'absent'))
            assert.ok(nodes.every((node) => node.facets[name]?.state !== 'unknown'))
            const refused = await read(collector, suite, { facets: [name], failing: { operation, error: awsError(code, 403) } })
            assert.equal(refused.nodes.filter((node) => node.facets[name]?.state === 'unknown').length, 1)
          })
        }
      }
      for (const code of facet.from || facet.absent?.some((one) => collector.gone.includes(one)) ? [] : collector.gone) {
        for (const operation of own) {
          it(`notices by ${code} of ${operation} that a resource was deleted since it was listed`, async () => {
            const { inventory, nodes } = await read(collector, suite, {
              facets: [name],
              failing: { operation, error: awsError(code, 400) },
            })
            const reasons = nodes.flatMap((node) => {
              const fact = node.facets[name]
              return fact?.state === 'unknown' ? [fact.gap.reason] : []
            })
            assert.deepEqual(reasons, ['gone'])
            assert.deepEqual(
              rowsOf(inventory, kind, name).map((row) => row.outcome),
              ['gone'],
            )
          })
        }
      }
    }

    const [listOperation] = collector.list.calls
    // There is always one, so nothing was asked (the account itself). A listing that asks without saying so has failed above.
    if (listOperation === undefined) return
    const { listing } = suite
    if (listing === 'unpaged') {
      it('has an incomplete listing where it is denied', async () => {
        const { inventory } = await read(collector, suite, { failing: { operation: listOperation, error: denied } })
        assert.ok(completeOf(inventory, kind).includes(false))
        assert.deepEqual(
          rowsOf(inventory, kind, 'list').map((row) => row.outcome),
          ['denied'],
        )
      })
    } else {
      const { token } = listing
      it('reads on after an empty page that has a token', async () => {
        const gapped: Answer = {
          command: listing.command,
          answer: (input) => {
            const [first = {}, ...rest] = listing.pages(input)
            return paged({ token }, [first, listing.empty, ...rest], input)
          },
        }
        const { inventory, nodes } = await read(collector, suite, { answers: [gapped, ...others], facets: [] })
        assert.deepEqual(namesOf(nodes), names)
        assert.ok(completeOf(inventory, kind).every(Boolean))
      })
      it('keeps the first page and knows that it is not all where the second is denied', async () => {
        const failing = { operation: listOperation, error: denied, when: (input: Input) => input[token.asked] !== undefined }
        const { inventory, nodes } = await read(collector, suite, { facets: [], failing })
        assert.ok(nodes.length > 0 && nodes.length < names.length, `${nodes.length} of ${names.length} resources`)
        assert.equal(completeOf(inventory, kind).filter((complete) => !complete).length, 1)
        assert.deepEqual(
          rowsOf(inventory, kind, 'list').map((row) => row.outcome),
          ['denied'],
        )
      })
      it('ends a listing whose token repeats, and knows that it is not all', async () => {
        const endless: Answer = {
          command: listing.command,
          answer: (input) => ({
            ...listing.pages(input)[0],
            [token.answered]: 'page 1',
            ...(token.truncated === undefined ? {} : { [token.truncated]: true }),
          }),
        }
        const { inventory } = await read(collector, suite, { answers: [endless, ...others], facets: [] })
        assert.ok(completeOf(inventory, kind).includes(false))
      })
    }
    for (const code of collector.list.gone ?? []) {
      it(`notices by ${code} that a parent was deleted since it was listed`, async () => {
        const { inventory } = await read(collector, suite, {
          facets: [],
          failing: { operation: listOperation, error: awsError(code, 404) },
        })
        assert.deepEqual(
          rowsOf(inventory, kind, 'list').map((row) => row.outcome),
          ['gone'],
        )
      })
    }
  })
}
