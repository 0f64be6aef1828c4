// Time, tries and turns of a call, over HTTP: deadlines hold, retries end, tokens come before slots.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { GetPolicyCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { AwsFailure } from '../../src/aws/aws.ts'
import type { LogEntry } from '../../src/aws/call.ts'
import type { Session } from '../../src/aws/clients.ts'
import { json } from '../support/answers.ts'
import { startEndpoint, type Action, type EndpointOptions } from '../support/endpoint.ts'
import { sessionWith } from '../support/session.ts'

const queues: EndpointOptions = {
  answer: ({ operation }) => {
    if (operation === 'sqs:ListQueues') return json({ QueueUrls: ['https://sqs.eu-west-1.amazonaws.com/111122223333/orders'] })
    return operation === 'lambda:ListFunctions'
      ? json({ Functions: [] })
      : operation === 'lambda:GetPolicy'
        ? json({ Policy: '{}' })
        : undefined
  },
}
const listQueues = (aws: Session): Promise<unknown> => aws.client(SQSClient, 'eu-west-1').send(new ListQueuesCommand({}))
const failureOf = async (promise: Promise<unknown>): Promise<AwsFailure> => {
  const error: unknown = await promise.then(
    () => assert.fail('it was answered'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof AwsFailure, `rejects with ${String(error)}`)
  return error
}
const timed = async <T>(work: Promise<T>): Promise<readonly [T, number]> => {
  const start = performance.now()
  const result = await work
  return [result, performance.now() - start]
}
/** Waits take time again, but never more than a few milliseconds. */
const brief = {
  sleep: (milliseconds: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, Math.min(milliseconds, 5))),
}

describe('deadlines', () => {
  const slow: readonly (readonly [name: string, action: Action])[] = [
    ['headers that never come', { do: 'hang' }],
    ['a body that never goes on', { do: 'stall' }],
    ['a body that drips', { do: 'drip', milliseconds: 40 }],
  ]
  for (const [name, action] of slow) {
    test(`${name} end at the deadline of the try, and of the call`, async () => {
      await using endpoint = await startEndpoint(queues)
      const aws = await sessionWith(endpoint, ['sqs:ListQueues'], { attemptTimeout: 150, callTimeout: 1000 })
      endpoint.rule({ operation: 'sqs:*', action })
      const [failure, milliseconds] = await timed(failureOf(listQueues(aws)))
      assert.equal(failure.gap.reason, 'timeout')
      // Two tries of 150 ms.
      assert.equal(endpoint.requests.filter(({ service }) => service === 'sqs').length, 2)
      // Without deadlines it would never end.
      assert.ok(milliseconds < 10_000, `${milliseconds} ms`)

      endpoint.clear()
      endpoint.rule({ operation: 'sqs:*', action, times: 1 })
      assert.ok(await listQueues(aws), 'the second try may succeed')
      aws.close()
    })
  }

  test('the deadline of the call bounds its tries together', async () => {
    await using endpoint = await startEndpoint(queues)
    const aws = await sessionWith(endpoint, ['sqs:ListQueues'], { attemptTimeout: 10_000, callTimeout: 200 })
    endpoint.rule({ operation: 'sqs:*', action: { do: 'hang' } })
    const [failure, milliseconds] = await timed(failureOf(listQueues(aws)))
    assert.equal(failure.gap.reason, 'timeout')
    assert.ok(milliseconds < 10_000, `${milliseconds} ms`)
    aws.close()
  })

  test('the session’s signal ends calls under way and refuses later ones', async () => {
    await using endpoint = await startEndpoint(queues)
    const ending = new AbortController()
    const aws = await sessionWith(endpoint, ['sqs:ListQueues'], { signal: ending.signal })
    endpoint.rule({ operation: 'sqs:*', action: { do: 'hang' } })
    const running = failureOf(listQueues(aws))
    setTimeout(() => ending.abort(), 30)
    assert.equal((await running).gap.reason, 'skipped')
    const sent = endpoint.requests.length
    assert.equal((await failureOf(listQueues(aws))).gap.reason, 'skipped')
    assert.equal(endpoint.requests.length, sent)
    aws.close()
  })
})

describe('retries', () => {
  for (const action of [{ do: 'failure' }, { do: 'unavailable' }, { do: 'reset' }, { do: 'throttle' }, { do: 'empty' }] as const) {
    test(`${action.do} once, then good: answered`, async () => {
      await using endpoint = await startEndpoint(queues)
      const aws = await sessionWith(endpoint, ['sqs:ListQueues'])
      endpoint.rule({ operation: 'sqs:*', times: 1, action })
      assert.ok(await listQueues(aws))
      assert.equal(aws.counts().retried, 1)
      assert.equal(aws.counts().throttled, action.do === 'throttle' ? 1 : 0)
      aws.close()
    })
  }

  test('the budget of a session bounds a storm', async () => {
    await using endpoint = await startEndpoint(queues)
    const aws = await sessionWith(endpoint, ['sqs:ListQueues'])
    endpoint.rule({ operation: 'sqs:*', action: { do: 'failure' } })
    const calls = 150
    await Promise.all(Array.from({ length: calls }, () => failureOf(listQueues(aws))))
    // 100 tries are there to begin with; without a budget it would be 450.
    assert.equal(endpoint.requests.filter(({ service }) => service === 'sqs').length, calls + 100)
    aws.close()
  })

  test('at one fault in twenty every call is answered, with at most 1.3 times the requests', async () => {
    await using endpoint = await startEndpoint(queues)
    const aws = await sessionWith(endpoint, ['sqs:ListQueues'])
    // The fault depends on the number of the request alone.
    let count = 0
    endpoint.rule({ operation: 'sqs:*', when: () => ++count % 20 === 0, action: { do: 'failure' } })
    await Promise.all(Array.from({ length: 200 }, () => listQueues(aws)))
    assert.ok(aws.counts().sent - 1 <= 200 * 1.3)
    aws.close()
  })

  test('throttles are tried again until it is hopeless, and are not charged to the budget', async () => {
    await using endpoint = await startEndpoint(queues)
    const aws = await sessionWith(endpoint, ['sqs:ListQueues'])
    endpoint.rule({ operation: 'sqs:*', times: 11, action: { do: 'throttle' } })
    assert.ok(await listQueues(aws))
    assert.deepEqual([aws.counts().throttled, aws.counts().retried], [11, 11])
    endpoint.rule({ operation: 'sqs:*', action: { do: 'throttle' } })
    assert.equal((await failureOf(listQueues(aws))).gap.reason, 'throttled')
    aws.close()
  })

  test('waits have full jitter: the bound doubles, chance chooses below it', async () => {
    const waits: number[] = []
    await using endpoint = await startEndpoint(queues)
    endpoint.rule({ operation: 'sqs:*', action: { do: 'failure' } })
    const aws = await sessionWith(endpoint, ['sqs:ListQueues'], {
      time: {
        random: () => 0.25,
        sleep: (milliseconds) => {
          waits.push(milliseconds)
          return Promise.resolve()
        },
      },
    })
    await failureOf(listQueues(aws))
    assert.deepEqual(waits, [50, 100, 200])
    aws.close()
  })

  test('what is done is told', async () => {
    const log: LogEntry[] = []
    await using endpoint = await startEndpoint(queues)
    const aws = await sessionWith(endpoint, ['sqs:ListQueues'], { log: (entry) => log.push(entry) })
    endpoint.rule({ operation: 'sqs:*', times: 1, action: { do: 'throttle' } })
    await listQueues(aws)
    endpoint.rule({ operation: 'sqs:*', action: { do: 'deny' } })
    await failureOf(listQueues(aws))
    assert.deepEqual(
      log.map(({ event, operation, attempt, code }) => [event, operation, attempt, code]),
      [
        ['throttled', 'sqs:ListQueues', 1, 'ThrottlingException'],
        ['failed', 'sqs:ListQueues', 1, 'AccessDeniedException'],
      ],
    )
    aws.close()
  })
})

test('an outage is waited for: results are as without it, and nobody spends the budget', async () => {
  await using endpoint = await startEndpoint(queues)
  const aws = await sessionWith(endpoint, ['sqs:ListQueues'], { time: brief })
  let down = true
  endpoint.rule({ operation: 'sqs:*', when: () => down, action: { do: 'reset' } })
  setTimeout(() => {
    down = false
  }, 150)
  const answers = await Promise.allSettled(Array.from({ length: 60 }, () => listQueues(aws)))
  assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 60)
  aws.close()
})

test('an outage that lasts is given up, and ends in errors', async () => {
  let now = 0
  const sleep = (milliseconds: number): Promise<void> => {
    now += milliseconds
    return new Promise((resolve) => void setImmediate(resolve))
  }
  await using endpoint = await startEndpoint(queues)
  const aws = await sessionWith(endpoint, ['sqs:ListQueues'], { time: { now: () => now, sleep } })
  endpoint.rule({ operation: 'sqs:*', action: { do: 'reset' } })
  const failures = await Promise.all(Array.from({ length: 20 }, () => failureOf(listQueues(aws))))
  assert.deepEqual([...new Set(failures.map(({ gap }) => gap.reason))], ['error'])
  const sent = endpoint.requests.filter(({ service }) => service === 'sqs').length
  assert.ok(sent < 20 * 4 + 40, `${sent} requests`)
  aws.close()
})

test('token first, slot second: waiting for a rate keeps nobody else from working', async () => {
  // A clock of its own: it goes on only when somebody sleeps.
  let now = 0
  const sleepers: { readonly until: number; readonly wake: () => void }[] = []
  const time = {
    now: () => now,
    sleep: (milliseconds: number): Promise<void> => new Promise((wake) => void sleepers.push({ until: now + milliseconds, wake })),
  }
  await using endpoint = await startEndpoint(queues)
  const aws = await sessionWith(endpoint, ['lambda:GetPolicy', 'sqs:ListQueues'], { time, concurrency: 1, unlimited: false })
  const done: string[] = []
  // GetPolicy: 15 per second, of which half: seven at once, then one each 133 ms. One slot.
  const policies = Array.from({ length: 9 }, (_, index) =>
    aws
      .client(LambdaClient, 'eu-west-1')
      .send(new GetPolicyCommand({ FunctionName: `f${index}` }))
      .then(() => done.push('policy')),
  )
  const queue = listQueues(aws).then(() => done.push('queue'))
  await queue
  assert.equal(done.filter((name) => name === 'policy').length, 7)
  assert.equal(now, 0)
  while (done.length < 10) {
    const next = sleepers.shift()
    if (next) {
      now = Math.max(now, next.until)
      next.wake()
    }
    await new Promise((resolve) => void setTimeout(resolve, 5))
  }
  await Promise.all(policies)
  assert.ok(now >= 200 && now < 300, `${now} ms`)
  aws.close()
})

test('at most so many calls at once', async () => {
  await using endpoint = await startEndpoint(queues)
  let running = 0
  let most = 0
  endpoint.rule({
    operation: 'lambda:*',
    when: () => {
      running += 1
      most = Math.max(most, running)
      setTimeout(() => {
        running -= 1
      }, 15)
      return true
    },
    action: { do: 'delay', milliseconds: 20 },
  })
  const aws = await sessionWith(endpoint, ['lambda:ListFunctions'], { concurrency: 3 })
  const client = aws.client(LambdaClient, 'eu-west-1')
  await Promise.all(Array.from({ length: 12 }, () => client.send(new ListFunctionsCommand({}))))
  assert.equal(most, 3)
  aws.close()
})
