// Every escalation path: open in the account that is made for it, closed by each Deny, boundary, scope and condition that has to close it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { actionOf } from '../../../src/iam/actions.ts'
import type { EscalationPath } from '../../../src/iam/escalation/path.ts'
import { escalationPaths } from '../../../src/iam/escalation-paths.ts'
import { escalationsIn, type Step } from '../../../src/iam/escalation.ts'
import { matchesArn, patternOf } from '../../../src/iam/match.ts'
import { now } from '../../support/nodes.ts'
import { callerOf, changesOf, labOf, type Change } from './lab.ts'

const stepIn = (path: EscalationPath, change?: Change): Step | undefined =>
  escalationsIn(labOf(path, change), now)
    .standings.get(callerOf(path))
    ?.steps.find((step) => step.path === path)

describe('escalation paths', () => {
  for (const path of escalationPaths) {
    it(path.id, () => {
      assert.equal(stepIn(path)?.truth, path.provided === undefined ? 'yes' : 'maybe', 'open')
      const changes = changesOf(path)
      assert.ok(changes.length >= 3)
      for (const change of changes) {
        const step = stepIn(path, change)
        assert.equal(step, undefined, `${change.type}${'need' in change ? `: ${change.need.action}` : ''}: ${String(step?.truth)}`)
      }
    })
  }

  it('are many, each with an id and sources of its own', () => {
    assert.ok(escalationPaths.length > 60)
    assert.equal(new Set(escalationPaths.map(({ id }) => id)).size, escalationPaths.length)
    for (const { id, sources } of escalationPaths) {
      assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)+$/)
      for (const url of sources) assert.match(url, /^https:\/\//, id)
    }
  })

  it('ask for actions that AWS has, on resources that they are asked for', async () => {
    for (const { id, needs } of escalationPaths) {
      for (const { action, on } of needs) {
        const known = await actionOf(action)
        assert.equal(known?.name, action, id)
        if (on === '*') assert.deepEqual(known.resources, [], `${id}: ${action} knows resources`)
        if (typeof on !== 'object') continue
        const example = ('some' in on ? on.some : on.running).replace('{account}', '111122223333').replaceAll('*', 'x')
        assert.ok(
          known.resources.some(({ pattern }) => matchesArn(patternOf(pattern, undefined), example) === 'yes'),
          `${id}: ${action} on ${example}`,
        )
      }
    }
  })
})
