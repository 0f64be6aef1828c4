// The table test of a check: cases that pass, fail or do not apply; the unknown cases follow by hiding facts.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defaultSettings, type Evidence, type Question, type Settings } from '../../src/check/check.ts'
import { evaluate } from '../../src/check/evaluate.ts'
import type { Verdict } from '../../src/check/verdict.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { collectorOf, hide, inventoryOf, now } from './nodes.ts'

/** A resource in its surroundings, where it alone does not decide. */
export interface Case {
  readonly subject: AnyNode
  /** The other resources of the account. */
  readonly with?: readonly AnyNode[]
  readonly settings?: Partial<Settings>
  /** Asserted where it is given: the evidence of the only outcome. */
  readonly evidence?: Evidence
  /** Asserted where it is given: the failures, by their discriminators, in any order. */
  readonly discriminators?: readonly string[]
  /** For the test's name, where the resource's own says too little. */
  readonly title?: string
}

/** Puts a resource into its surroundings: `given(queue('orders'), { with: [deadLetters] })`. */
export const given = (subject: AnyNode, rest: Omit<Case, 'subject'> = {}): Case => ({ subject, ...rest })

interface Table {
  readonly pass: readonly (AnyNode | Case)[]
  readonly fail: readonly (AnyNode | Case)[]
  readonly notApplicable?: readonly (AnyNode | Case)[]
  /** Cases in which facts are known but do not tell: a policy that cannot be read. Those of hidden facts write themselves. */
  readonly unknown?: readonly (AnyNode | Case)[]
}

/** One thing that a scan may not have learned. */
type Fact =
  | { readonly type: 'facet'; readonly node: string; readonly facet: string }
  /** The listing was cut: more of the kind may exist. */
  | { readonly type: 'listing'; readonly kind: string }
  /** The listing was cut before this resource. */
  | { readonly type: 'resource'; readonly node: string; readonly kind: string }

const label = (fact: Fact): string =>
  fact.type === 'facet' ? `${fact.facet} of ${fact.node}` : fact.type === 'listing' ? `listing of ${fact.kind}` : fact.node

/** Kinds that a check looks at besides its own. */
const kindsOf = (check: Question): readonly string[] => {
  const across = check.on.flatMap((kind) => Object.keys(check.across).flatMap((name) => collectorOf(kind).edges[name]?.to ?? []))
  return [...new Set([...across, ...Object.keys(check.reads)].flatMap(withParents))]
}
/** A kind that is listed per parent is not known without its parents. */
const withParents = (kind: string): readonly string[] => {
  const { per } = collectorOf(kind).list
  return per === undefined ? [kind] : [kind, ...withParents(per)]
}

const factsOf = (check: Question, { subject, with: others = [] }: Case): readonly Fact[] => [
  ...[subject, ...others].flatMap((node) => Object.keys(node.facets).map((facet): Fact => ({ type: 'facet', node: node.arn, facet }))),
  ...kindsOf(check).map((kind): Fact => ({ type: 'listing', kind })),
  ...others.map((node): Fact => ({ type: 'resource', node: node.arn, kind: node.kind })),
]

/** All sets of up to two facts, and all facts at once; every set where there are few. */
const sets = (facts: readonly Fact[]): readonly (readonly Fact[])[] => {
  if (facts.length <= 6) {
    return Array.from({ length: 2 ** facts.length - 1 }, (_, bits) => facts.filter((_, i) => ((bits + 1) >> i) & 1))
  }
  const pairs = facts.flatMap((a, i) => facts.slice(i + 1).map((b) => [a, b]))
  return [...facts.map((fact) => [fact]), ...pairs, facts]
}

const run = (check: Question, testCase: Case, hidden: readonly Fact[] = [], reversed = false): readonly Verdict[] => {
  const gone = new Set(hidden.flatMap((fact) => (fact.type === 'resource' ? [fact.node] : [])))
  const cut = new Set(hidden.flatMap((fact) => (fact.type === 'facet' ? [] : [fact.kind])))
  const nodes = [testCase.subject, ...(testCase.with ?? [])]
    .filter((node) => !gone.has(node.arn))
    .map((node) =>
      hide(
        node,
        hidden.flatMap((fact) => (fact.type === 'facet' && fact.node === node.arn ? [fact.facet] : [])),
      ),
    )
  const inventory = inventoryOf(reversed ? nodes.reverse() : nodes, { kinds: kindsOf(check), cut })
  const settings = { ...defaultSettings, now, ...testCase.settings }
  return evaluate([check], inventory, settings).verdicts.filter((verdict) => verdict.resource.arn === testCase.subject.arn)
}

const identity = (verdict: Verdict): string =>
  verdict.verdict === 'fail' ? `fail ${verdict.discriminator}` : verdict.verdict === 'error' ? `error: ${verdict.message}` : verdict.verdict
const identities = (verdicts: readonly Verdict[]): readonly string[] => verdicts.map(identity).sort()

/** Hiding facts may only turn a verdict into `unknown`: never into another one, never into none. */
const assertRefined = (check: Question, testCase: Case, full: readonly string[]): void => {
  for (const hidden of sets(factsOf(check, testCase))) {
    const less = identities(run(check, testCase, hidden))
    const what = `with ${hidden.map(label).join(' and ')} hidden: ${less.join(', ') || 'no result'}, else ${full.join(', ')}`
    assert.ok(
      less.every((one) => one === 'unknown' || full.includes(one)),
      what,
    )
    assert.ok(less.includes('unknown') || full.every((one) => less.includes(one)), what)
  }
}

/** Asserts one case: its verdict, whatever the order of the resources, and the refinement law. */
export const assertCase = (check: Question, verdict: Verdict['verdict'], testCase: Case): void => {
  assert.ok(check.on.includes(testCase.subject.kind), 'the subject is of a kind that the check is on')
  const results = run(check, testCase)
  const all = identities(results)
  assert.ok(results.length > 0, 'no result')
  assert.ok(
    results.every((result) => result.verdict === verdict),
    `expected ${verdict}, got ${results.map((result) => (result.verdict === 'unknown' ? JSON.stringify(result.gaps) : identity(result))).join(', ')}`,
  )
  assert.deepEqual(run(check, testCase, [], true), results, 'the order of the resources makes a difference')
  if (testCase.discriminators) assert.deepEqual(all, testCase.discriminators.map((text) => `fail ${text}`).sort())
  if (testCase.evidence)
    assert.deepEqual(results.length === 1 && results[0] && 'evidence' in results[0] && results[0].evidence, testCase.evidence)
  assertRefined(check, testCase, all)
}

/**
 * Runs a check over its table through the real evaluator. Each case has to give its verdict; then facts are hidden, alone and together, and each verdict
 * has to stay or become `unknown`.
 */
export const verify = (check: Question, table: Table): void => {
  describe(check.id, () => {
    assert.ok(table.pass.length > 0 && table.fail.length > 0, 'a check is shown to pass and to fail')
    const verdicts = [
      ['pass', table.pass],
      ['fail', table.fail],
      ['not-applicable', table.notApplicable ?? []],
      ['unknown', table.unknown ?? []],
    ] as const
    for (const [verdict, cases] of verdicts) {
      for (const one of cases) {
        const testCase = 'subject' in one ? one : given(one)
        it(`${verdict}: ${testCase.title ?? testCase.subject.name}`, () => assertCase(check, verdict, testCase))
      }
    }
  })
}
