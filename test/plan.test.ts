// What a check costs: the kinds and facets that are read for it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keyEnabledInUse } from '../checks/kms/keys.ts'
import { collectors } from '../collectors/index.ts'
import { planFor } from '../src/plan.ts'

const facetsOf = (plan: ReturnType<typeof planFor>) => new Map(plan.kinds.map(({ collector, facets }) => [collector.kind, facets]))

test('a check that names the edges it walks reads no other facts', () => {
  const { walks, ...anyEdge } = keyEnabledInUse
  assert.deepEqual(walks, ['encrypted-with'])
  const named = facetsOf(planFor([keyEnabledInUse], collectors))
  assert.deepEqual(named.get('AWS::S3::Bucket'), ['encryption'])
  assert.deepEqual(named.get('AWS::Lambda::Function'), [])
  assert.deepEqual(named.get('AWS::KMS::Alias'), [], 'an alias may stand for the key')
  assert.ok(
    facetsOf(planFor([anyEdge], collectors))
      .get('AWS::S3::Bucket')
      ?.includes('notifications'),
  )
})
