// Whom resource policies let in, by a table of cases from AWS's documentation, and held against what the engine decides for single callers.
import assert from 'node:assert/strict'
import { describe, it, test } from 'node:test'
import { audienceOf, gives, type Admission, type Pin } from '../../src/iam/audience.ts'
import { parsePolicy } from '../../src/iam/parse.ts'
import { deputies, networks, pins, principals } from './cases/audience-conditions.ts'
import { denials } from './cases/audience-denials.ts'
import { functions, keys, queues, stores } from './cases/audience-services.ts'
import { trusts } from './cases/audience-trust.ts'
import { account, type AudienceCase } from './cases/audience.ts'

const pinned = (pin: Pin): string =>
  pin.type === 'account'
    ? pin.account
    : pin.type === 'organization' || pin.type === 'principal-id'
      ? pin.id
      : pin.type === 'arn'
        ? pin.arn
        : pin.type === 'network'
          ? pin.from
          : pin.type === 'service'
            ? pin.service
            : pin.type === 'token'
              ? pin.key
              : `${pin.claim}=${pin.value}`

const told = ({ who, doubt }: Admission): string => {
  const words = (() => {
    switch (who.type) {
      case 'network':
        return [who.from]
      case 'organization':
      case 'principal-id':
      case 'canonical-user':
        return [who.id]
      case 'account':
        return [who.account, who.principal]
      case 'same-account':
        return [who.principal]
      case 'service':
        return [who.service, ...(who.guard ? [`for ${[...new Set(who.guard.map(pinned))].sort().join(', ')}`] : [])]
      case 'federated':
        return [who.provider, ...who.claims.map(({ claim, values }) => `${claim}=${values.join('|')}`)]
      default:
        return []
    }
  })()
  return [who.type, ...words, ...(doubt ? ['?'] : [])].join(' ')
}

const tables: Readonly<Record<string, readonly AudienceCase[]>> = {
  principals,
  pins,
  networks,
  deputies,
  denials,
  queues,
  functions,
  stores,
  keys,
  trusts,
}

const textOf = (policy: AudienceCase['policy']): string =>
  typeof policy === 'string' ? policy : JSON.stringify({ Version: '2012-10-17', Statement: policy })

for (const [name, table] of Object.entries(tables)) {
  describe(name, () => {
    for (const { title, on, policy, lets, gives: given = [], keeps = [] } of table) {
      it(title, () => {
        const { admissions, unreadable, unreadableDenials } = audienceOf(parsePolicy(textOf(policy)), { account, arn: on })
        const denials = unreadableDenials.filter(({ effect }) => effect === 'Deny').map(() => 'unreadable denial')
        const all = [...admissions.map(told), ...unreadable.map(() => 'unreadable'), ...denials]
        assert.deepEqual([...new Set(all)].sort(), [...lets].sort())
        for (const action of given)
          assert.ok(
            admissions.some((admission) => gives(admission, action)),
            `gives ${action}`,
          )
        for (const action of keeps) assert.ok(!admissions.some((admission) => gives(admission, action)), `keeps ${action}`)
      })
    }
  })
}

test('there are enough cases, each with a page of AWS and a name of its own', () => {
  const all = Object.values(tables).flat()
  assert.ok(all.length >= 150, `${all.length} cases`)
  for (const table of Object.values(tables)) assert.equal(new Set(table.map(({ title }) => title)).size, table.length)
  for (const { docs, title } of all) assert.match(docs, /^https:\/\/(?:docs|aws\.amazon)\.[a-z./]*/, title)
})
