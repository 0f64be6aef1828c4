// The evaluator: what is missing becomes unknown, what throws stays alone, and edges are as uncertain as their facts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  defaultSettings,
  defineCheck,
  fail,
  notApplicable,
  pass,
  type Check,
  type CheckInfo,
  type GraphView,
} from '../../src/check/check.ts'
import { evaluate } from '../../src/check/evaluate.ts'
import type { Verdict } from '../../src/check/verdict.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { account, foreignAccount, hide, inventoryOf, now, region, resource } from '../support/nodes.ts'

const info: Omit<CheckInfo, 'id'> = {
  title: 'A check of the tests',
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'none' },
  why: 'because',
  fix: { cli: 'aws', terraform: 'none' },
  refs: {},
}
const attributes = {
  KmsMasterKeyId: undefined,
  KmsDataKeyReusePeriodSeconds: undefined,
  SqsManagedSseEnabled: true,
  Policy: undefined,
  RedrivePolicy: undefined,
  RedriveAllowPolicy: undefined,
  VisibilityTimeout: 30,
  MessageRetentionPeriod: 345_600,
  ApproximateNumberOfMessages: 0,
  FifoQueue: false,
}
const arnOf = (name: string, owner = account): string => `arn:aws:sqs:${region}:${owner}:${name}`
const queue = (
  name: string,
  changed: Partial<typeof attributes> | { readonly RedrivePolicy?: object; readonly KmsMasterKeyId?: string } = {},
): AnyNode =>
  resource('AWS::SQS::Queue', {
    name,
    base: { QueueUrl: name },
    facets: { attributes: { ...attributes, ...changed } as typeof attributes, tags: {} },
  })
const deadLetters = (to: string): object => ({ RedrivePolicy: { deadLetterTargetArn: to, maxReceiveCount: 5 } })

const encrypted = defineCheck({
  ...info,
  id: 'test-encrypted',
  on: 'AWS::SQS::Queue',
  needs: ['attributes'],
  test: ({ attributes: { SqsManagedSseEnabled } }) =>
    SqsManagedSseEnabled ? pass({ SqsManagedSseEnabled }) : fail({ SqsManagedSseEnabled }),
})
const target = defineCheck({
  ...info,
  id: 'test-target',
  on: 'AWS::SQS::Queue',
  needs: [],
  across: { 'dead-letters-to': ['attributes'] },
  test: ({ 'dead-letters-to': [first] }) =>
    first === undefined
      ? notApplicable()
      : first.found
        ? pass({ seconds: first.node.attributes.VisibilityTimeout })
        : fail({ foreign: first.foreign }),
})
const source = defineCheck({
  ...info,
  id: 'test-source',
  on: 'AWS::SQS::Queue',
  needs: [],
  reads: { 'AWS::SQS::Queue': [] },
  test: ({ arn }, { graph }) => {
    const sources = graph.into(arn, 'AWS::SQS::Queue', 'dead-letters-to')
    return sources.length > 0 ? pass({ sources: sources.map(({ name }) => name) }) : fail({})
  },
})

const settings = { ...defaultSettings, now }
const run = (check: Check, nodes: readonly AnyNode[], options?: Parameters<typeof inventoryOf>[1]) =>
  evaluate([check], inventoryOf(nodes, options), settings)
const short = (verdicts: readonly Verdict[]) => verdicts.map(({ resource: { name }, verdict }) => `${name} ${verdict}`)

test('a fact that is missing is unknown, with what would mend it', () => {
  const { verdicts } = run(encrypted, [queue('good'), hide(queue('hidden'), ['attributes'])])
  assert.deepEqual(short(verdicts), ['good pass', 'hidden unknown'])
  const [, second] = verdicts
  assert.ok(second?.verdict === 'unknown')
  assert.equal(second.gaps[0]?.reason, 'denied')
})

test('a check that throws, one that says nothing, and one that repeats itself are errors on that resource alone', () => {
  const bad = (test: () => never) =>
    defineCheck({
      ...info,
      id: 'test-bad',
      on: 'AWS::SQS::Queue',
      needs: ['attributes'],
      test: ({ name }) => (name === 'bad' ? test() : pass()),
    })
  const boom = bad(() => {
    throw new Error('boom')
  })
  assert.deepEqual(short(run(boom, [queue('good'), queue('bad')]).verdicts), ['good pass', 'bad error'])
  const silent = defineCheck({ ...info, id: 'test-silent', on: 'AWS::SQS::Queue', needs: [], test: () => [] })
  assert.deepEqual(short(run(silent, [queue('q')]).verdicts), ['q error'])
  const twice = defineCheck({ ...info, id: 'test-twice', on: 'AWS::SQS::Queue', needs: [], test: () => [fail({}, 'a'), fail({}, 'a')] })
  assert.deepEqual(short(run(twice, [queue('q')]).verdicts), ['q error'])
})

test('several failures of one resource keep their discriminators', () => {
  const each = defineCheck({
    ...info,
    id: 'test-each',
    on: 'AWS::SQS::Queue',
    needs: [],
    test: () => [fail({}, 'a'), pass(), fail({}, 'b')],
  })
  assert.deepEqual(
    run(each, [queue('q')]).verdicts.map((verdict) => verdict.verdict === 'fail' && verdict.discriminator),
    ['a', 'b'],
  )
})

test('one check on several kinds judges each of them, is blind for each, and tells them apart by their kind', () => {
  const tagged = defineCheck({
    ...info,
    id: 'test-tagged',
    on: ['AWS::SQS::Queue', 'AWS::DynamoDB::Table'],
    needs: ['tags'],
    test: (subject) =>
      subject.kind === 'AWS::SQS::Queue' ? pass({ url: subject.base.QueueUrl }) : fail({ tags: Object.keys(subject.tags) }),
  })
  const table = resource('AWS::DynamoDB::Table', { name: 't', facets: { tags: {} } })
  assert.deepEqual(short(run(tagged, [queue('q'), table]).verdicts), ['q pass', 't fail'])
  const { verdicts, blindSpots } = run(tagged, [queue('q')], { kinds: ['AWS::DynamoDB::Table'], cut: new Set(['AWS::DynamoDB::Table']) })
  assert.deepEqual(short(verdicts), ['q pass'])
  assert.deepEqual(
    blindSpots.map(({ kind }) => kind),
    ['AWS::DynamoDB::Table'],
  )
})

test('an edge is followed to its end, to nothing, and to a foreign account', () => {
  const nodes = [
    queue('a', deadLetters(arnOf('dlq'))),
    queue('dlq'),
    queue('dangling', deadLetters(arnOf('no-such'))),
    queue('foreign', deadLetters(arnOf('theirs', foreignAccount))),
  ]
  const { verdicts } = run(target, nodes)
  assert.deepEqual(short(verdicts), ['a pass', 'dlq not-applicable', 'dangling fail', 'foreign fail'])
  assert.deepEqual(
    verdicts.map((verdict) => ('evidence' in verdict ? verdict.evidence : null)),
    [{ seconds: 30 }, {}, { foreign: false }, { foreign: true }],
  )
})

test('an end that is not in an incomplete listing is unknown, and the check is blind there', () => {
  const { verdicts, blindSpots } = run(target, [queue('dangling', deadLetters(arnOf('no-such')))], { cut: new Set(['AWS::SQS::Queue']) })
  assert.deepEqual(short(verdicts), ['dangling unknown'])
  assert.deepEqual(
    blindSpots.map(({ check, region, gaps }) => [check, region, gaps[0]?.reason]),
    [['test-target', 'eu-west-1', 'denied']],
  )
})

test('an edge from a hidden fact is unknown', () => {
  assert.deepEqual(short(run(target, [hide(queue('a', deadLetters(arnOf('dlq'))), ['attributes']), queue('dlq')]).verdicts), [
    'a unknown',
    'dlq not-applicable',
  ])
})

test('what leads here is known only if every edge that could is known', () => {
  const [a, dlq, other] = [queue('a', deadLetters(arnOf('dlq'))), queue('dlq'), queue('other')]
  assert.deepEqual(short(run(source, [a, dlq, other]).verdicts), ['a fail', 'dlq pass', 'other fail'])
  assert.deepEqual(short(run(source, [a, dlq, hide(other, ['attributes'])]).verdicts), ['a unknown', 'dlq unknown', 'other unknown'])
  assert.deepEqual(short(run(source, [a, dlq, other], { cut: new Set(['AWS::SQS::Queue']) }).verdicts), [
    'a unknown',
    'dlq unknown',
    'other unknown',
  ])
})

test('an alias stands for its key, and an unlisted alias for nothing', () => {
  const key = resource('AWS::KMS::Key', { name: 'k1', arn: `arn:aws:kms:${region}:${account}:key/k1`, base: { KeyId: 'k1' } })
  const alias = resource('AWS::KMS::Alias', {
    name: 'alias/app',
    arn: `arn:aws:kms:${region}:${account}:alias/app`,
    base: { TargetKeyId: 'k1' },
  })
  const check = defineCheck({
    ...info,
    id: 'test-key',
    on: 'AWS::SQS::Queue',
    needs: [],
    across: { 'encrypted-with': [] },
    test: ({ 'encrypted-with': [first] }) => (first?.found ? pass({ key: first.arn }) : fail({})),
  })
  const subject = queue('q', { KmsMasterKeyId: 'alias/app' })
  const found = run(check, [subject, alias, key]).verdicts[0]
  assert.ok(found?.verdict === 'pass')
  assert.equal(found.evidence['key'], key.arn)
  assert.deepEqual(short(run(check, [subject, key], { kinds: ['AWS::KMS::Alias'] }).verdicts), ['q fail'])
  assert.deepEqual(short(run(check, [subject, key], { cut: new Set(['AWS::KMS::Alias']), kinds: ['AWS::KMS::Alias'] }).verdicts), [
    'q unknown',
  ])
})

test('a kind or facet that a check did not declare cannot be read', () => {
  const sneaky = defineCheck({
    ...info,
    id: 'test-sneaky',
    on: 'AWS::SQS::Queue',
    needs: [],
    reads: {},
    test: (_subject, { graph }) => pass({ n: (graph as { all(kind: string): readonly object[] }).all('AWS::SQS::Queue').length }),
  })
  assert.deepEqual(short(run(sneaky, [queue('q')]).verdicts), ['q error'])
})

test('a resource that was deleted meanwhile has no verdict', () => {
  const node = queue('q')
  const gone = {
    ...node,
    facets: { attributes: { state: 'unknown', gap: { reason: 'gone', operation: 'sqs:GetQueueAttributes', action: '', message: '' } } },
  } as const
  assert.deepEqual(run(encrypted, [gone]).verdicts, [])
})

test('what is derived from the graph is derived once in an evaluation, and once for all where it cannot be', () => {
  const reads = { 'AWS::SQS::Queue': ['attributes'] } as const
  let derivations = 0
  const names = (graph: GraphView<typeof reads>): readonly string[] => {
    derivations += 1
    return graph.all('AWS::SQS::Queue').map(({ name, attributes }) => `${name} ${String(attributes.FifoQueue)}`)
  }
  const counting = (id: string) =>
    defineCheck({ ...info, id, on: 'AWS::SQS::Queue', needs: [], reads, test: (_queue, { graph }) => pass({ names: graph.once(names) }) })
  const others = { 'AWS::SQS::Queue': [] } as const
  const queues = [queue('a'), queue('b')]

  const runAll = (checks: readonly Check[], nodes: readonly AnyNode[]) => evaluate(checks, inventoryOf(nodes), settings)
  const { verdicts } = runAll([counting('test-one'), counting('test-two')], queues)
  assert.equal(derivations, 1)
  assert.deepEqual(
    verdicts.map((verdict) => verdict.verdict === 'pass' && verdict.evidence.names),
    Array.from({ length: 4 }, () => ['a false', 'b false']),
  )

  // Another view may see less: nothing is shared with it, and touching what it did not declare does not compile or ends in an error.
  const blind = defineCheck({
    ...info,
    id: 'test-blind',
    on: 'AWS::SQS::Queue',
    needs: [],
    reads: others,
    test: (_queue, { graph }) => pass({ names: graph.once((seen) => seen.all('AWS::SQS::Queue').map(({ name }) => name)) }),
  })
  assert.ok(run(blind, queues).verdicts.every(({ verdict }) => verdict === 'pass'))

  derivations = 0
  const hidden = runAll([counting('test-one'), counting('test-two')], [hide(queue('a'), ['attributes']), queue('b')]).verdicts
  assert.equal(derivations, 1)
  assert.deepEqual(
    hidden.map(({ verdict }) => verdict),
    ['unknown', 'unknown', 'unknown', 'unknown'],
  )
})

test('what is derived is shared between checks that see the same of what it looks at, whatever else they declare', () => {
  let derivations = 0
  const names = (graph: GraphView<{ readonly 'AWS::SQS::Queue': readonly ['attributes'] }>): readonly string[] => {
    derivations += 1
    return graph.all('AWS::SQS::Queue').map(({ name, attributes }) => `${name} ${String(attributes.FifoQueue)}`)
  }
  const longer = (graph: GraphView<{ readonly 'AWS::SQS::Queue': readonly ['attributes'] }>): number => graph.once(names).length
  const nodes = [queue('a'), hide(queue('b'), ['tags'])]
  const narrow = defineCheck({
    ...info,
    id: 'test-narrow',
    on: 'AWS::SQS::Queue',
    needs: [],
    reads: { 'AWS::SQS::Queue': ['attributes'] },
    test: (_queue, { graph }) => pass({ count: graph.once(longer) }),
  })
  const wide = defineCheck({
    ...info,
    id: 'test-wide',
    on: 'AWS::SQS::Queue',
    needs: [],
    reads: { 'AWS::SQS::Queue': ['attributes'], 'AWS::KMS::Key': ['rotation'] },
    test: (_queue, { graph }) => pass({ names: graph.once(names), count: graph.once(longer) }),
  })
  const more = defineCheck({
    ...info,
    id: 'test-more',
    on: 'AWS::SQS::Queue',
    needs: [],
    reads: { 'AWS::SQS::Queue': ['attributes', 'tags'] },
    test: (_queue, { graph }) => pass({ names: graph.once(names) }),
  })
  const verdicts = (checks: readonly Check[]) => evaluate(checks, inventoryOf(nodes), settings).verdicts.map(({ verdict }) => verdict)
  assert.deepEqual(verdicts([narrow, wide]), ['pass', 'pass', 'pass', 'pass'])
  assert.equal(derivations, 1)
  // It may have looked at what only one of them sees.
  derivations = 0
  assert.deepEqual(verdicts([narrow, more]), ['pass', 'pass', 'pass', 'pass'])
  assert.equal(derivations, 2)
})

test('a check is shown the same resources each time that it asks for all of a kind', () => {
  const shown = new Set<unknown>()
  const check = defineCheck({
    ...info,
    id: 'test-all',
    on: 'AWS::SQS::Queue',
    needs: [],
    reads: { 'AWS::SQS::Queue': [] },
    test: (_queue, { graph }) => pass({ seen: graph.all('AWS::SQS::Queue').filter((each) => shown.add(each)).length }),
  })
  run(check, [queue('a'), queue('b'), queue('c')])
  assert.equal(shown.size, 3)
})

test('a policy of AWS that an incomplete listing does not hold is unknown, not foreign', () => {
  const check = defineCheck({
    ...info,
    id: 'test-aws-owned',
    on: 'AWS::IAM::Group',
    needs: [],
    across: { 'has-policy': [] },
    test: ({ 'has-policy': [first] }) => (first?.found ? pass() : fail({ foreign: first?.found === false && first.foreign })),
  })
  const group = resource('AWS::IAM::Group', { name: 'g', base: {} as never })
  const attached = { ...group, edges: { 'has-policy': { state: 'known', value: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] } } } as const
  const kinds = ['AWS::IAM::ManagedPolicy']
  assert.deepEqual(
    run(check, [attached], { kinds }).verdicts.map((verdict) => ('evidence' in verdict ? verdict.evidence : verdict)),
    [{ foreign: false }],
  )
  assert.deepEqual(short(run(check, [attached], { kinds, cut: new Set(kinds) }).verdicts), ['g unknown'])
})

test('all of a kind in one region needs that region alone, and a region that was not read is unknown', () => {
  const allIn = (where: string): Check =>
    defineCheck({
      ...info,
      id: `all-in-${where}`,
      on: 'AWS::SQS::Queue',
      needs: [],
      reads: { 'AWS::SQS::Queue': [] },
      test: (_queue, { graph }) => pass({ queues: graph.all('AWS::SQS::Queue', where).map(({ name }) => name) }),
    })
  const base = { QueueUrl: 'https://sqs' }
  const here = resource('AWS::SQS::Queue', { name: 'here', base })
  const there = resource('AWS::SQS::Queue', { name: 'there', base, region: 'eu-north-1' })
  const { verdicts } = evaluate([allIn(region), allIn('eu-north-1'), allIn('us-east-1')], inventoryOf([here, there]), {
    ...defaultSettings,
    now,
  })
  const said = verdicts.filter(({ resource: { name } }) => name === 'here').map((one) => ('evidence' in one ? one.evidence : one.verdict))
  assert.deepEqual(said, [{ queues: ['here'] }, { queues: ['there'] }, 'unknown'])
})
