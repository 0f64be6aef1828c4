// What the check on messages that nobody comes for decides.
import { queueBacklog } from '../../../checks/sqs/backlog.ts'
import type { FacetValue } from '../../../src/graph/kinds.ts'
import { queue, source } from '../../support/serverless.ts'
import { given, verify } from '../../support/verify.ts'

const waiting = (name: string, backlog: FacetValue<'AWS::SQS::Queue', 'backlog'>) => {
  const plain = queue(name)
  const fact = backlog === null ? { state: 'absent' as const } : { state: 'known' as const, value: backlog }
  return { ...plain, facets: { ...plain.facets, backlog: fact } }
}
const lowest = (ApproximateAgeOfOldestMessage: number, ApproximateNumberOfMessagesVisible: number, hours = 24) => ({
  hours,
  ApproximateAgeOfOldestMessage,
  ApproximateNumberOfMessagesVisible,
})
const dead = waiting('dead', lowest(0, 3))

verify(queueBacklog, {
  pass: [
    given(waiting('nothing', null), { evidence: { waiting: false } }),
    given(waiting('busy', lowest(20, 4)), { evidence: { waiting: true, limitSeconds: 3600 } }),
    waiting('empty once', lowest(7200, 0)),
    waiting('for half a day', lowest(7200, 9, 12)),
    given(waiting('dead letters since this morning', lowest(7200, 9, 5)), {
      with: [source('orders', waiting('dead letters since this morning', null))],
    }),
  ],
  fail: [
    given(waiting('late all day', lowest(3600, 9)), { evidence: { deadLetterQueue: false, alwaysLateForHours: 24, limitSeconds: 3600 } }),
    given(dead, { with: [source('orders', dead)], evidence: { deadLetterQueue: true, neverEmptyForHours: 24 } }),
  ],
})
