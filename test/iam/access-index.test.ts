// The index of an account answers as `evaluate` does, one request at a time.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { accessIndex, type AccessInput } from '../../src/iam/access-index.ts'
import { actionsIn, appliesTo } from '../../src/iam/actions.ts'
import { evaluate, noPolicies } from '../../src/iam/evaluate.ts'
import { actionNames, randomAccount } from './access/random-account.ts'

/** Every answer that is not a denial, by request. */
const asked = ({ principals, resources, actions, serviceControl = null }: AccessInput): ReadonlyMap<string, string> =>
  new Map(
    principals.flatMap((principal) =>
      actions.flatMap((action) =>
        resources.flatMap((resource) => {
          if (!appliesTo(action, resource.arn)) return []
          const { decision } = evaluate(
            { principal: principal.principal, action: action.name, resource: resource.arn, resourceAccount: resource.account, context: {} },
            {
              ...noPolicies,
              serviceControl,
              identity: principal.identity,
              boundary: principal.boundary,
              resource: resource.policy,
              grants: resource.grants,
            },
          )
          return decision === 'denied' ? [] : [[`${principal.principal.arn} ${action.name} ${resource.arn}`, decision] as const]
        }),
      ),
    ),
  )

const indexed = (input: AccessInput): readonly (readonly [string, string])[] =>
  [...accessIndex(input).entries()].flatMap(({ principal, action, access, resources }) => {
    const all = [...resources]
    assert.equal(all.length, resources.size)
    return all.map(({ arn }) => [`${principal.principal.arn} ${action} ${arn}`, access] as const)
  })

describe('the index of who may do what', async () => {
  const actions = await actionsIn({ not: false, patterns: actionNames })

  it('agrees with evaluate on random accounts', () => {
    let answers = 0
    fc.assert(
      fc.property(randomAccount, (account) => {
        const input = { ...account, actions }
        const all = indexed(input)
        answers += all.length
        assert.equal(new Set(all.map(([request]) => request)).size, all.length, 'a request is answered once')
        assert.deepEqual(new Map(all), asked(input))
      }),
      { numRuns: 1000 },
    )
    assert.ok(answers > 1000, `the random accounts allow too little: ${answers}`)
  })

  it('tells who may do something with one resource, as it tells what each may do', () => {
    fc.assert(
      fc.property(randomAccount, (account) => {
        const input = { ...account, actions }
        const index = accessIndex(input)
        const on = input.resources.flatMap((resource) =>
          [...index.on(resource)].map(
            ({ principal, action, decision }) => [`${principal.principal.arn} ${action} ${resource.arn}`, decision.decision] as const,
          ),
        )
        assert.deepEqual(new Map(on), new Map(indexed(input)))
      }),
      { numRuns: 200 },
    )
  })
})
