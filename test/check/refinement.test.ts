// The refinement law over every registered check: hiding any facts may only turn a verdict into unknown, never into another one and never into none.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checks } from '../../checks/index.ts'
import { collectors } from '../../collectors/index.ts'
import { evaluate } from '../../src/check/evaluate.ts'
import { edgesOf } from '../../src/collect/edges.ts'
import { unknown, type Fact } from '../../src/graph/fact.ts'
import type { Inventory } from '../../src/graph/inventory.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { violations, type Scanned } from '../support/oracle.ts'
import { scanRecorded, settings } from '../support/recorded.ts'

/** The recorded account has no resource of their kind: moto keeps no server certificates. Their own tables hide every fact. */
const withoutResources = ['iam-server-certificate-expired']

const whole = await scanRecorded(2)
const gap = {
  reason: 'denied',
  operation: 'test:Hidden',
  action: 'test:Hidden',
  code: 'AccessDenied',
  message: 'hidden by the test',
} as const

const withFacets = (node: AnyNode, facets: Readonly<Record<string, Fact<unknown>>>): AnyNode => {
  const collector = collectors.find(({ kind }) => kind === node.kind)
  assert.ok(collector)
  const hidden = { ...node, facets }
  return { ...hidden, edges: edgesOf(collector, hidden) }
}

/** The inventory with some facets of some resources hidden, and some listings cut before some of their resources. */
const masked = (inventory: Inventory, hides: (what: string) => boolean): Inventory => {
  const cut = new Set(
    inventory.listings
      .filter(({ kind, region, parent }) => hides(`listing ${kind} ${region} ${parent}`))
      .map(({ kind, region }) => `${kind} ${region}`),
  )
  const nodes = [...inventory.nodes.values()]
    .filter(({ kind, region, arn }) => !(cut.has(`${kind} ${region}`) && hides(`resource ${arn}`)))
    .map((node) =>
      withFacets(
        node,
        Object.fromEntries(
          Object.entries(node.facets).map(([name, fact]) => [name, hides(`facet ${node.arn} ${name}`) ? unknown(gap) : fact]),
        ),
      ),
    )
  const listings = inventory.listings.map((listing) =>
    cut.has(`${listing.kind} ${listing.region}`) ? { ...listing, complete: false } : listing,
  )
  const rows = [...cut].map((place) => {
    const [kind = '', region = ''] = place.split(' ')
    return {
      account: inventory.scan.account,
      region,
      kind,
      operation: gap.operation,
      resource: '*',
      facet: 'list',
      outcome: gap.reason,
    } as const
  })
  // One row for the hidden facets, so that the oracle finds a reason in the ledger.
  const hidden = {
    account: inventory.scan.account,
    region: 'global',
    kind: 'any',
    operation: gap.operation,
    resource: '*',
    facet: 'any',
    outcome: gap.reason,
  } as const
  return {
    ...inventory,
    nodes: new Map(nodes.map((node) => [node.arn, node])),
    listings,
    coverage: [...inventory.coverage, ...rows, hidden],
  }
}

test('every registered check obeys the refinement law on the recorded account', () => {
  const judged = new Set<string>()
  let masks = 0
  fc.assert(
    fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), fc.constantFrom(0.02, 0.1, 0.4, 0.9), (stream, share) => {
      masks += 1
      const inventory = masked(whole.inventory, () => (stream.next().value ?? 1) < share)
      const hindered: Scanned = { inventory, evaluation: evaluate(checks, inventory, settings) }
      for (const { check } of hindered.evaluation.verdicts) judged.add(check)
      assert.deepEqual(violations(whole, hindered), [])
    }),
    { numRuns: 120 },
  )
  assert.ok(masks >= 120)
  const idle = checks.filter(({ id }) => !judged.has(id)).map(({ id }) => id)
  assert.deepEqual(idle, withoutResources, 'checks that judged nothing on the recorded account prove nothing here')
})

test('the order of resources makes no difference', () => {
  const reversed = { ...whole.inventory, nodes: new Map([...whole.inventory.nodes].reverse()) }
  const text = ({ verdicts }: Scanned['evaluation']) => verdicts.map((verdict) => JSON.stringify(verdict)).sort()
  assert.deepEqual(text(evaluate(checks, reversed, settings)), text(whole.evaluation))
})
