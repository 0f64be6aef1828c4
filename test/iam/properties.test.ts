// What holds for any policies and any request. PARAPET_FUZZ=100000 runs that many documents instead of a few; PARAPET_SEED repeats a run.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { evaluate, noPolicies, type Decision, type Policies } from '../../src/iam/evaluate.ts'
import { parsePolicy } from '../../src/iam/parse.ts'
import type { Principal } from '../../src/iam/principal.ts'
import { evaluateBucket, isPublicPolicy } from '../../src/iam/s3.ts'
import { alice, federatedUser, home, object, role, roleSession, stranger } from './cases/case.ts'
import {
  damaged,
  documents,
  layers,
  policiesOf,
  principalsOfRequests,
  requests,
  statements,
  type Document,
  type Layers,
} from './documents.ts'

const fuzz = Number(process.env['PARAPET_FUZZ'] ?? 0)
const seed = Number(process.env['PARAPET_SEED'] ?? Date.now() % 2 ** 31)
const options = (usual: number) => ({ numRuns: fuzz > 0 ? fuzz : usual, seed })

const certain = ({ decision }: Decision): boolean => decision === 'allowed' || decision === 'denied'

/** Everything of an answer but the lines, which move with the way of writing. */
const gist = ({ decision, explicit, by, open, missing }: Decision) => ({
  decision,
  explicit,
  missing,
  by: by.map(({ source, index, sid, effect }) => ({ source, index, sid, effect })),
  open: open
    .map(({ operator, key, values }) => ({ operator, key, values }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
})

/** The layers, each with its documents, to change one of them. */
const places = ['identity', 'boundary', 'session', 'resource', 'serviceControl', 'resourceControl', 'endpoint'] as const
type Place = (typeof places)[number]

const kindOf = (place: Place) => (place === 'resource' || place === 'resourceControl' || place === 'endpoint' ? 'resource' : 'principal')

const extend = (document: Document | null | undefined, statement: object): Document => ({
  ...(document ?? { Version: '2012-10-17' }),
  Statement: [...(document?.Statement ?? []), statement as Document['Statement'][number]],
})

/** Adds a statement to a layer; undefined where the layer does not exist and may not be made. */
const added = (of: Layers, place: Place, statement: object, create: boolean): Layers | undefined => {
  if (place === 'identity') return { ...of, identity: [...of.identity.slice(0, -1), extend(of.identity.at(-1), statement)] }
  if (place === 'serviceControl' || place === 'resourceControl') {
    const list = of[place]
    if (!list) return create ? { ...of, [place]: [[extend(null, statement)]] } : undefined
    const [first = [], ...rest] = list
    if (first.length === 0 && !create) return undefined
    return { ...of, [place]: [[...first.slice(0, -1), extend(first.at(-1), statement)], ...rest] }
  }
  const document = of[place]
  if (!document && !create && place !== 'resource') return undefined
  return { ...of, [place]: extend(document, statement) }
}

describe(`Properties of policies (PARAPET_SEED=${seed})`, () => {
  it('any text is read, and what cannot be read never allows by itself', (t) => {
    t.diagnostic(`seed ${seed}`)
    const requested = principalsOfRequests.map((principal) => ({
      principal,
      action: 's3:GetObject',
      resource: object,
      resourceAccount: home,
      context: {},
    }))
    fc.assert(
      fc.property(
        fc.oneof({ weight: 9, arbitrary: damaged }, { weight: 1, arbitrary: fc.string({ unit: 'binary' }) }),
        fc.nat(requested.length - 1),
        (text, which) => {
          const policy = parsePolicy(text)
          const request = requested[which]
          assert.ok(request)
          const source = { name: 'p', policy }
          const readable = { ...policy, unreadable: [] }
          for (const [as, without] of [
            [
              { ...noPolicies, identity: [source] },
              { ...noPolicies, identity: [{ name: 'p', policy: readable }] },
            ],
            [
              { ...noPolicies, resource: source },
              { ...noPolicies, resource: { name: 'p', policy: readable } },
            ],
          ] as const) {
            const decision = evaluate(request, as)
            if (decision.decision === 'allowed') assert.equal(evaluate(request, without).decision, 'allowed')
            if (policy.unreadable.some(({ index }) => index < 0) && request.principal.type !== 'root')
              assert.notEqual(decision.decision, 'allowed')
          }
          isPublicPolicy(policy)
        },
      ),
      options(1_000),
    )
  })

  it('adding a Deny never widens', () => {
    fc.assert(
      fc.property(
        requests,
        layers,
        fc.constantFrom(...places),
        statements('principal', fc.constant('Deny')),
        statements('resource', fc.constant('Deny')),
        (request, of, place, forPrincipal, forResource) => {
          const more = added(of, place, kindOf(place) === 'resource' ? forResource : forPrincipal, true)
          assert.ok(more)
          const before = evaluate(request, policiesOf(of))
          const after = evaluate(request, policiesOf(more))
          // A boundary or a session policy that was not there limits; only a level of Organizations that nobody could have left empty becomes readable.
          if (before.decision === 'denied') assert.equal(after.decision, 'denied')
          if (after.decision === 'allowed') assert.equal(before.decision, 'allowed')
        },
      ),
      options(1_000),
    )
  })

  it('adding an Allow never narrows', () => {
    fc.assert(
      fc.property(
        requests,
        layers,
        fc.constantFrom(...places),
        statements('principal', fc.constant('Allow')),
        statements('resource', fc.constant('Allow')),
        (request, of, place, forPrincipal, forResource) => {
          const more = added(of, place, kindOf(place) === 'resource' ? forResource : forPrincipal, false)
          if (!more) return
          const before = evaluate(request, policiesOf(of))
          const after = evaluate(request, policiesOf(more))
          if (before.decision === 'allowed') assert.equal(after.decision, 'allowed')
          if (after.decision === 'denied') assert.equal(before.decision, 'denied')
        },
      ),
      options(1_000),
    )
  })

  it('hiding context never makes up an answer: what is certain without it holds with it', () => {
    fc.assert(
      fc.property(requests, layers, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), (request, of, hide) => {
        const policies = policiesOf(of)
        const context = Object.fromEntries(Object.entries(request.context).filter((_, index) => hide[index] !== true))
        const hidden = evaluate({ ...request, context }, policies)
        if (certain(hidden)) assert.equal(evaluate(request, policies).decision, hidden.decision)
      }),
      options(1_000),
    )
  })

  it('knowing less of the caller never makes up an answer', () => {
    const { id: _role, ...nameless } = role
    const { id: _user, ...unnamed } = alice
    const pairs: readonly (readonly [less: Principal, more: Principal])[] = [
      [role, roleSession],
      [nameless, role],
      [unnamed, alice],
      [stranger, { ...stranger, canonicalUser: 'abc' }],
      [stranger, { ...stranger, canonicalUser: 'def' }],
      [{ type: 'user', account: home, arn: alice.arn, session: federatedUser.session }, federatedUser],
    ]
    fc.assert(
      fc.property(fc.constantFrom(...pairs), requests, layers, ([less, more], request, of) => {
        const policies = policiesOf(of)
        const answer = evaluate({ ...request, principal: less }, policies)
        if (certain(answer)) assert.equal(evaluate({ ...request, principal: more }, policies).decision, answer.decision)
      }),
      options(1_000),
    )
  })

  it('a layer that could not be read never makes up an answer', () => {
    fc.assert(
      fc.property(requests, layers, fc.subarray([...places], { minLength: 1 }), (request, of, unread) => {
        const policies = policiesOf(of)
        const blind: Policies = { ...policies, ...Object.fromEntries(unread.map((place) => [place, 'unknown'])) }
        const answer = evaluate(request, blind)
        if (certain(answer)) assert.equal(evaluate(request, policies).decision, answer.decision)
      }),
      options(1_000),
    )
  })

  it('a statement that could not be read never makes up an answer', () => {
    fc.assert(
      fc.property(requests, layers, fc.nat(3), fc.constantFrom('Action', 'Effect', 'Resource', 'Condition'), (request, of, at, element) => {
        const damage = (document: Document): string =>
          JSON.stringify({
            ...document,
            Statement: document.Statement.map((statement, index) => (index === at ? { ...statement, [element]: 7 } : statement)),
          })
        // NotAction beside Action is unreadable all the same.
        const answer = evaluate(request, policiesOf(of, damage))
        if (certain(answer)) assert.equal(evaluate(request, policiesOf(of)).decision, answer.decision)
      }),
      options(1_000),
    )
  })

  it('the way of writing a document does not change the answer', () => {
    const listed = (value: unknown): unknown => (Array.isArray(value) ? value : [value])
    const single = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value)
    const reshape = (document: Document, change: (value: unknown) => unknown, reverse: boolean): object => {
      const order = (entries: readonly (readonly [string, unknown])[]): object =>
        Object.fromEntries(reverse ? entries.toReversed() : entries)
      const of = (statement: Document['Statement'][number]): object =>
        order(
          Object.entries(statement).map(([name, value]) => {
            if (/^(?:Not)?(?:Action|Resource)$/.test(name)) return [name, change(value)]
            if (/^(?:Not)?Principal$/.test(name) && value !== '*')
              return [name, order(Object.entries(value as object).map(([type, ids]) => [type, change(ids)]))]
            if (name !== 'Condition') return [name, value]
            return [
              name,
              order(
                Object.entries(value as object).map(([operator, keys]) => [
                  operator,
                  order(Object.entries(keys as object).map(([key, wanted]) => [key, change(wanted)])),
                ]),
              ),
            ]
          }),
        )
      return order(Object.entries({ ...document, Statement: change(document.Statement.map(of)) }))
    }
    const ways: readonly ((document: Document) => string)[] = [
      (document) => JSON.stringify(document, null, 2),
      (document) => JSON.stringify(reshape(document, listed, false)),
      (document) => JSON.stringify(reshape(document, single, false)),
      (document) => JSON.stringify(reshape(document, listed, true)),
      (document) => encodeURIComponent(JSON.stringify(document)),
      (document) => encodeURIComponent(encodeURIComponent(JSON.stringify(reshape(document, single, true), null, '\t'))),
    ]
    fc.assert(
      fc.property(requests, layers, fc.constantFrom(...ways), (request, of, write) => {
        assert.deepEqual(gist(evaluate(request, policiesOf(of, write))), gist(evaluate(request, policiesOf(of))))
      }),
      options(1_000),
    )
  })

  it('block public access never widens', () => {
    fc.assert(
      fc.property(requests, documents('resource'), layers, (request, bucket, of) => {
        const policies = policiesOf({ ...of, resource: bucket })
        const open = evaluateBucket(request, policies, { ignorePublicAcls: false, restrictPublicBuckets: false })
        const blocked = evaluateBucket(request, policies, { ignorePublicAcls: true, restrictPublicBuckets: true })
        if (open.decision === 'denied') assert.equal(blocked.decision, 'denied')
        if (blocked.decision === 'allowed') assert.equal(open.decision, 'allowed')
      }),
      options(500),
    )
  })

  it('the generator reaches every answer', () => {
    const seen = new Map<string, number>()
    fc.assert(
      fc.property(requests, layers, (request, of) => {
        const { decision, explicit } = evaluate(request, policiesOf(of))
        const name = explicit ? 'explicit' : decision
        seen.set(name, (seen.get(name) ?? 0) + 1)
      }),
      { numRuns: 2_000, seed: 1 },
    )
    const enough = { allowed: 100, denied: 100, explicit: 100, conditional: 20, unknown: 5 }
    for (const [answer, least] of Object.entries(enough))
      assert.ok((seen.get(answer) ?? 0) >= least, `${answer}: ${JSON.stringify([...seen])}`)
  })
})
