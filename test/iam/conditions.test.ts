// Every condition operator against the table of cases, as an Allow and as a Deny.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { evaluate, noPolicies, type Decision } from '../../src/iam/evaluate.ts'
import { parsePolicy } from '../../src/iam/parse.ts'
import type { Truth } from '../../src/iam/truth.ts'
import { alice, home, pages } from './cases/case.ts'
import { conditionTables, type ConditionCase } from './cases/conditions.ts'

const asAllow: Readonly<Record<Truth, Decision['decision']>> = { yes: 'allowed', no: 'denied', maybe: 'conditional', unknown: 'unknown' }
const asDeny: Readonly<Record<Truth, Decision['decision']>> = { yes: 'denied', no: 'allowed', maybe: 'conditional', unknown: 'unknown' }

const decide = (effect: 'Allow' | 'Deny', key: string, [operator, wanted, given]: ConditionCase): Decision => {
  const statement = { Sid: 'tested', Effect: effect, Action: '*', Resource: '*', Condition: { [operator]: { [key]: wanted } } }
  const base = effect === 'Deny' ? [{ Effect: 'Allow', Action: '*', Resource: '*' }] : []
  const policy = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: [statement, ...base] }))
  const values = typeof given === 'string' ? [given] : given
  return evaluate(
    {
      principal: alice,
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::reports/a',
      resourceAccount: home,
      context: values === undefined ? {} : { [key]: values },
    },
    { ...noPolicies, identity: [{ name: 'policy', policy }] },
  )
}

for (const { about, page, key = 'service:key', cases } of conditionTables) {
  describe(`Conditions: ${about} (${pages[page]})`, () => {
    for (const each of cases) {
      const [operator, wanted, given, holds, why] = each
      it(`${operator} ${JSON.stringify(wanted)} on ${JSON.stringify(given)}: ${holds}, ${why}`, () => {
        const allowed = decide('Allow', key, each)
        assert.equal(allowed.decision, asAllow[holds])
        const denied = decide('Deny', key, each)
        assert.equal(denied.decision, asDeny[holds])
        assert.equal(denied.explicit, holds === 'yes')
        for (const { decision, open } of [allowed, denied])
          assert.equal(open.length, decision === 'conditional' || decision === 'unknown' ? 1 : 0)
      })
    }
  })
}
