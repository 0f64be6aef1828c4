// What the checks on SQS decide.
import {
  deadLetterQueueRedriveAllow,
  deadLetterQueueRetention,
  queueDeadLetter,
  queueEncryption,
  queueMaxReceiveCount,
  visibilityTimeoutLambda,
} from '../../../checks/sqs/queues.ts'
import { foreignAccount } from '../../support/nodes.ts'
import { functionArn, lambda, mapping, queue, queueArn, source } from '../../support/serverless.ts'
import { given, verify } from '../../support/verify.ts'

const dead = queue('orders-dead')
const orders = source('orders', dead)

verify(queueEncryption, {
  pass: [
    given(queue('SSE-SQS'), { evidence: { encryption: 'SSE-SQS', KmsMasterKeyId: null } }),
    queue('AWS managed key', { KmsMasterKeyId: 'alias/aws/sqs', SqsManagedSseEnabled: false }),
    queue('own key and the flag of SSE-SQS', { KmsMasterKeyId: 'alias/orders' }),
  ],
  fail: [
    given(queue('no encryption', { SqsManagedSseEnabled: false }), { evidence: { KmsMasterKeyId: null, SqsManagedSseEnabled: false } }),
    queue('an empty key id', { SqsManagedSseEnabled: false, KmsMasterKeyId: '' }),
  ],
})

verify(queueDeadLetter, {
  pass: [given(orders, { with: [dead], evidence: { deadLetterTargetArn: dead.arn } })],
  fail: [
    given(queue('alone'), { with: [orders, dead] }),
    given(orders, { title: 'dead-letter queue was deleted', evidence: { deadLetterTargetArn: dead.arn, target: 'does not exist' } }),
    given(queue('far', { RedrivePolicy: { deadLetterTargetArn: queueArn('dead', foreignAccount), maxReceiveCount: 5 } }), {
      evidence: { deadLetterTargetArn: queueArn('dead', foreignAccount), target: 'in another account' },
    }),
  ],
  notApplicable: [given(dead, { with: [orders, source('bills', dead)], evidence: { deadLetterQueueOf: 2 } })],
})

const receives = (maxReceiveCount: number) =>
  source(`${maxReceiveCount} receives`, dead, {
    RedrivePolicy: { deadLetterTargetArn: dead.arn, maxReceiveCount },
  })
const poll = (target: ReturnType<typeof queue>, base: Parameters<typeof mapping>[3] = {}) =>
  mapping('m-1', target.arn, functionArn('worker'), base)

verify(queueMaxReceiveCount, {
  pass: [
    receives(3),
    receives(20),
    given(receives(5), { with: [poll(receives(5))], title: '5 receives with Lambda' }),
    given(receives(4), { with: [poll(receives(4), { State: 'Disabled' })], title: '4 receives, Lambda switched off' }),
    given(receives(4), { with: [poll(orders)], title: '4 receives, Lambda reads another queue' }),
  ],
  fail: [receives(2), receives(21), given(receives(4), { with: [poll(receives(4))], title: '4 receives with Lambda' })],
  notApplicable: [queue('no dead-letter queue')],
})

const allow = (redrivePermission: string, ...sourceQueueArns: readonly string[]) =>
  queue('orders-dead', { RedriveAllowPolicy: { redrivePermission, sourceQueueArns } })

verify(deadLetterQueueRedriveAllow, {
  pass: [
    given(allow('byQueue', orders.arn), { with: [orders], title: 'its source alone' }),
    given(allow('denyAll'), { with: [orders], title: 'nobody' }),
  ],
  fail: [
    given(dead, { with: [orders], title: 'nothing set', evidence: { redrivePermission: 'allowAll' } }),
    given(allow('allowAll'), { with: [orders], title: 'everybody' }),
    given(allow('byQueue', orders.arn, queueArn('gone')), {
      with: [orders],
      title: 'a queue that does not exist',
      evidence: { redrivePermission: 'byQueue', vacantSourceQueueArns: [queueArn('gone')] },
    }),
  ],
  notApplicable: [given(orders, { with: [dead] })],
})

const days = (count: number): number => count * 86_400
const keeps = (count: number) => queue('orders-dead', { MessageRetentionPeriod: days(count) })
const kept = (count: number) => source(`kept ${count} days`, dead, { MessageRetentionPeriod: days(count) })

verify(deadLetterQueueRetention, {
  pass: [
    given(keeps(14), { with: [kept(4)], title: '14 days after 4' }),
    given(keeps(14), { with: [kept(14)], title: '14 days, the longest there is' }),
    given(keeps(4), {
      with: [kept(1), kept(3)],
      title: '4 days after 3',
      evidence: { MessageRetentionPeriod: days(4), longestOfSources: days(3) },
    }),
  ],
  fail: [
    given(keeps(4), { with: [kept(4)], title: 'as long as its source' }),
    given(keeps(7), { with: [kept(1), kept(10)], title: 'longer than one source, shorter than the other' }),
    given(keeps(3), { with: [kept(1)], title: 'longer than its source, and short' }),
  ],
  notApplicable: [given(orders, { with: [dead] })],
})

const visible = (VisibilityTimeout: number) => queue('orders', { VisibilityTimeout })
const worker = lambda('worker', { Timeout: 10 })

verify(visibilityTimeoutLambda, {
  pass: [
    given(visible(60), {
      with: [worker, poll(orders)],
      title: 'exactly 6 times',
      evidence: { VisibilityTimeout: 60, needed: 60, consumer: 'worker' },
    }),
    given(visible(65), { with: [worker, poll(orders, { MaximumBatchingWindowInSeconds: 5 })], title: '6 times and the window' }),
    given(visible(60), { with: [worker, mapping('m-1', orders.arn, `${worker.arn}:live`)], title: 'through an alias' }),
  ],
  fail: [
    given(visible(59), { with: [worker, poll(orders)], title: 'a second short' }),
    given(visible(60), { with: [worker, poll(orders, { MaximumBatchingWindowInSeconds: 5 })], title: 'without the window' }),
    given(visible(60), {
      with: [worker, poll(orders), lambda('slow', { Timeout: 60 }), mapping('m-2', orders.arn, functionArn('slow'))],
      title: 'enough for one consumer of two',
      evidence: { VisibilityTimeout: 60, needed: 360, consumer: 'slow' },
    }),
    given(visible(0), { with: [worker, poll(orders, { State: 'Updating' })], title: 'while the mapping is changed' }),
  ],
  notApplicable: [
    given(visible(0), { with: [worker], title: 'nobody polls' }),
    given(visible(0), { with: [worker, poll(orders, { State: 'Disabled' })], title: 'polling is switched off' }),
    given(visible(0), { with: [poll(orders)], title: 'the function was deleted' }),
  ],
})
