// Every resource of the reference account unreadable, deleted or hostile in turn: no check breaks, no result is lost, no other verdict changes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { collateral, spoilings } from '../support/collateral.ts'
import { scanRecorded, settings } from '../support/recorded.ts'

const whole = await scanRecorded(1)

for (const how of spoilings) {
  test(`each resource ${how}`, (t) => {
    const nodes = [...whole.inventory.nodes.values()]
    t.diagnostic(`${nodes.length} resources, ${whole.evaluation.verdicts.length} results`)
    for (const node of nodes) assert.deepEqual(collateral(whole, node, how, settings), [], node.arn)
  })
}
