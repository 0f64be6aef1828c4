// One resource of each kind unreadable, deleted or hostile, on the recorded account: no check breaks, no result is lost, no other verdict changes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { collateral, spoilings } from '../support/collateral.ts'
import { scanRecorded, settings } from '../support/recorded.ts'

const whole = await scanRecorded(2)
const byKind = Map.groupBy(whole.inventory.nodes.values(), ({ kind }) => kind)

for (const [kind, nodes] of byKind) {
  test(`spoiled: one ${kind}`, () => {
    // The one in the middle; test/live/collateral.live.ts takes each of them.
    const node = nodes[Math.floor(nodes.length / 2)]
    assert.ok(node)
    for (const how of spoilings) assert.deepEqual(collateral(whole, node, how, settings), [], `${how}: ${node.arn}`)
  })
}
