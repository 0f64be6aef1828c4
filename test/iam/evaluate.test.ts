// The tables of evaluation cases, each against the page of AWS that it follows.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { evaluate, type Decision, type Policies, type Read, type Source } from '../../src/iam/evaluate.ts'
import { sourcesOfGrants } from '../../src/iam/grants.ts'
import { parsePolicy } from '../../src/iam/parse.ts'
import { crossAccountCases, notPrincipalCases, principalCases, sameAccountCases } from './cases/accounts.ts'
import { home, key, pages, type Case, type Written } from './cases/case.ts'
import { conditionTables } from './cases/conditions.ts'
import { grantCases, keyPolicyCases, trustCases } from './cases/decided-by-resource.ts'
import { actionCases, keyCases, resourceCases, shapeCases, variableCases } from './cases/elements.ts'
import { endpointCases, organizationCases } from './cases/guardrails.ts'
import { s3Tables } from './cases/s3.ts'

const tables: Readonly<Record<string, readonly Case[]>> = {
  actions: actionCases,
  resources: resourceCases,
  variables: variableCases,
  'shapes of documents': shapeCases,
  'what the request settles': keyCases,
  'within an account': sameAccountCases,
  principals: principalCases,
  NotPrincipal: notPrincipalCases,
  'across accounts': crossAccountCases,
  organizations: organizationCases,
  'VPC endpoints': endpointCases,
  'key policies': keyPolicyCases,
  'KMS grants': grantCases,
  'role trust': trustCases,
}

const sourceOf = (name: string, written: Written): Source => ({
  name,
  policy: parsePolicy(typeof written === 'string' ? written : JSON.stringify({ Version: '2012-10-17', Statement: written })),
})

const read = <T>(written: Written | 'unreadable' | undefined, absent: T, present: (written: Written) => T): Read<T> =>
  written === undefined ? absent : written === 'unreadable' ? 'unknown' : present(written)

const levels = (name: string, written: readonly Written[] | 'unreadable' | undefined): Policies['serviceControl'] =>
  written === undefined
    ? null
    : written === 'unreadable'
      ? 'unknown'
      : written.map((level, index) => (Array.isArray(level) && level.length === 0 ? [] : [sourceOf(`${name} ${index}`, level)]))

const policiesOf = (of: Case): Policies => ({
  identity: read<readonly Source[]>(of.identity, [], (written) => [sourceOf('identity', written)]),
  boundary: read<Source | null>(of.boundary, null, (written) => sourceOf('boundary', written)),
  session: read<readonly Source[] | null>(of.session, null, (written) => [sourceOf('session', written)]),
  resource: read<Source | null>(of.resource, null, (written) => sourceOf('resource', written)),
  endpoint: read<Source | null>(of.endpoint, null, (written) => sourceOf('endpoint', written)),
  serviceControl: levels('scp', of.scp),
  resourceControl: levels('rcp', of.rcp),
  ...(of.grants ? { grants: sourcesOfGrants(key, of.grants) } : {}),
})

const decide = (of: Case): Decision =>
  evaluate(
    { principal: of.who, action: of.does, resource: of.to ?? '*', resourceAccount: of.of ?? home, context: of.context ?? {} },
    policiesOf(of),
  )

for (const [topic, cases] of Object.entries(tables)) {
  describe(`Evaluation: ${topic}`, () => {
    for (const each of cases) {
      it(`${each.is} (${pages[each.page]})`, () => {
        const decision = decide(each)
        assert.equal(decision.explicit ? 'explicit' : decision.decision, each.decides)
        assert.equal(decision.decision === 'denied' || !decision.explicit, true)
        if (each.by) assert.deepEqual(new Set(decision.by.map(({ sid }) => sid)), new Set(each.by))
        if (each.open)
          assert.deepEqual(
            decision.open.map((condition) => condition.key),
            each.open,
          )
        if (each.missing) assert.deepEqual(decision.missing, each.missing)
        if (decision.decision === 'allowed' && each.who.type !== 'root')
          assert.notEqual(decision.by.length, 0, 'an Allow names a statement')
        if (decision.explicit)
          assert.ok(decision.by.every(({ effect }) => effect === 'Deny') && decision.by.length > 0, 'a Deny names a statement')
      })
    }
  })
}

describe('Evaluation: the tables', () => {
  it('hold at least 400 cases, all different, each with a page', (t) => {
    const rows = Object.entries(tables).flatMap(([topic, cases]) => cases.map((each) => `${topic}: ${each.is}`))
    const conditions = conditionTables.flatMap(({ about, cases }) => cases.map((each) => `${about}: ${JSON.stringify(each)}`))
    const s3 = Object.entries(s3Tables).flatMap(([topic, cases]) => cases.map((each) => `${topic}: ${each.is}`))
    const all = [...rows, ...conditions, ...s3]
    t.diagnostic(`${all.length} evaluation cases: ${rows.length} requests, ${conditions.length} conditions, ${s3.length} of S3`)
    assert.equal(new Set(all).size, all.length)
    assert.ok(all.length >= 400)
    for (const url of Object.values(pages)) assert.match(url, /^https:\/\/docs\.aws\.amazon\.com\//)
  })
})
