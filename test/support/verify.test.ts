// The table test itself: it has to fail on a check that breaks the rules.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { defineCheck, fail, notApplicable, pass, type CheckInfo } from '../../src/check/check.ts'
import { account, foreignAccount, resource } from './nodes.ts'
import { assertCase, given } from './verify.ts'

const info: CheckInfo = {
  id: 'sqs-test-case',
  title: 'A property',
  threats: ['denial-of-service'],
  mitigation: 'failure-isolation',
  likelihood: 1,
  impact: 1,
  cost: { level: 0, note: '' },
  why: '',
  fix: { cli: '', terraform: '' },
  refs: {},
}

const queue = (name: string, deadLetterTargetArn?: string) =>
  resource('AWS::SQS::Queue', {
    name,
    base: { QueueUrl: `https://sqs.eu-west-1.amazonaws.com/${account}/${name}` },
    facets: {
      attributes: {
        KmsMasterKeyId: undefined,
        KmsDataKeyReusePeriodSeconds: undefined,
        SqsManagedSseEnabled: true,
        Policy: undefined,
        RedrivePolicy: deadLetterTargetArn === undefined ? undefined : { deadLetterTargetArn, maxReceiveCount: 5 },
        RedriveAllowPolicy: undefined,
        VisibilityTimeout: 30,
        MessageRetentionPeriod: 345_600,
        FifoQueue: false,
      },
      tags: {},
    },
  })
const dead = queue('dead')
const orders = queue('orders', dead.arn)

const hasDeadLetters = defineCheck({
  ...info,
  on: 'AWS::SQS::Queue',
  needs: ['attributes'],
  across: { 'dead-letters-to': ['attributes'] },
  test: (subject) => {
    const [target] = subject['dead-letters-to']
    if (!target) return fail({ deadLetterTargetArn: null })
    return target.found ? pass({ retention: target.node.attributes.MessageRetentionPeriod }) : fail({ deadLetterTargetArn: target.arn })
  },
})

it('accepts a check that keeps to its facts', () => {
  assertCase(hasDeadLetters, 'pass', given(orders, { with: [dead], evidence: { retention: 345_600 } }))
  assertCase(hasDeadLetters, 'fail', given(dead))
  assertCase(hasDeadLetters, 'fail', given(queue('orders', `arn:aws:sqs:eu-west-1:${foreignAccount}:dead`)))
  assertCase(hasDeadLetters, 'fail', given(orders, { evidence: { deadLetterTargetArn: dead.arn } }))
})

it('refuses a wrong verdict, wrong evidence and wrong discriminators', () => {
  assert.throws(() => assertCase(hasDeadLetters, 'fail', given(orders, { with: [dead] })), /expected fail, got pass/)
  assert.throws(
    () => assertCase(hasDeadLetters, 'pass', given(orders, { with: [dead], evidence: { retention: 1 } })),
    /strictly deep-equal/,
  )
  assert.throws(() => assertCase(hasDeadLetters, 'fail', given(dead, { discriminators: ['key'] })), /strictly deep-equal/)
})

it('refuses a case that sets no fact that the check needs', () => {
  const bare = resource('AWS::SQS::Queue', { name: 'bare', base: { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/bare' } })
  assert.throws(() => assertCase(hasDeadLetters, 'fail', given(bare)), /expected fail, got/)
})

it('refuses a check that takes what it cannot read for a default', () => {
  const careless = defineCheck({
    ...info,
    on: 'AWS::SQS::Queue',
    needs: ['attributes'],
    test: (subject) => {
      try {
        return subject.attributes.SqsManagedSseEnabled ? pass() : fail({})
      } catch {
        return notApplicable()
      }
    },
  })
  assert.throws(() => assertCase(careless, 'pass', given(dead)), /attributes of .*:dead hidden: not-applicable, else pass/)
})

it('refuses a check that takes a cut listing for a complete one', () => {
  const careless = defineCheck({
    ...info,
    on: 'AWS::SQS::Queue',
    needs: [],
    reads: { 'AWS::SQS::Queue': ['attributes'] },
    test: (subject, { graph }) => {
      const sources = graph.ifKnown(() => graph.into(subject.arn, 'AWS::SQS::Queue', 'dead-letters-to')) ?? []
      return sources.length > 0 ? pass() : fail({})
    },
  })
  assert.throws(() => assertCase(careless, 'pass', given(dead, { with: [orders] })), /hidden: fail /)
})

it('refuses a check whose outcome depends on the order of the resources', () => {
  const careless = defineCheck({
    ...info,
    on: 'AWS::SQS::Queue',
    needs: [],
    reads: { 'AWS::SQS::Queue': [] },
    test: (_subject, { graph }) => pass({ first: graph.all('AWS::SQS::Queue')[0]?.name ?? null }),
  })
  assert.throws(() => assertCase(careless, 'pass', given(dead, { with: [orders] })), /order of the resources/)
})

it('refuses a check that throws', () => {
  const broken = defineCheck({
    ...info,
    on: 'AWS::SQS::Queue',
    needs: [],
    test: () => {
      throw new TypeError('a bug')
    },
  })
  assert.throws(() => assertCase(broken, 'pass', given(dead)), /error: a bug/)
})
