// The token buckets against a simulated AWS: known limits are kept to a share, unknown ones are found without losing calls.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { floor, openBucket, tokenBucket, type Bucket, type Limit } from '../../src/aws/bucket.ts'
import { limiter, limitOf } from '../../src/aws/limits.ts'
import type { Time } from '../../src/aws/time.ts'

const never = new AbortController().signal

/** A clock that jumps to whoever wakes next, once everybody sleeps. */
const simulatedTime = (): Time & { readonly run: (until: () => boolean) => Promise<void> } => {
  let now = 0
  const sleepers: { readonly at: number; readonly wake: () => void }[] = []
  return {
    now: () => now,
    random: () => 0.5,
    sleep: (milliseconds) => new Promise((wake) => void sleepers.push({ at: now + milliseconds, wake })),
    run: async (until) => {
      for (let turn = 0; turn < 1_000_000; turn += 1) {
        await new Promise((resolve) => void setImmediate(resolve))
        if (until()) return
        const next = sleepers.sort((a, b) => a.at - b.at).shift()
        if (!next) continue
        now = Math.max(now, next.at)
        next.wake()
      }
      assert.fail('the simulation does not end')
    },
  }
}

/** A service's own bucket, hidden from us. */
const hidden = (rate: number, burst: number, time: Time): (() => boolean) => {
  let tokens = burst
  let at = time.now()
  return () => {
    const now = time.now()
    tokens = Math.min(burst, tokens + ((now - at) * rate) / 1000)
    at = now
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}

interface Outcome {
  readonly milliseconds: number
  readonly throttled: number
  /** Refusals in a row, as whoever gives up counts them. */
  readonly mostRefusals: number
}

/** Milliseconds on the way to AWS, of which the last part differs from call to call, and back. */
const way = { there: 30, differs: 20, back: 30 } as const

/** Sends so many calls through a bucket; a refused one is sent again. */
const send = async (calls: number, bucket: Bucket, admits: () => boolean, time: ReturnType<typeof simulatedTime>): Promise<Outcome> => {
  let done = 0
  let throttled = 0
  let mostRefusals = 0
  const call = async (index: number): Promise<void> => {
    for (;;) {
      await bucket.take(never)
      // The first ones take longest: whoever follows in step catches up.
      await time.sleep(way.there + (way.differs * (calls - index)) / calls)
      const admitted = admits()
      await time.sleep(way.back)
      if (admitted) {
        bucket.answered()
        break
      }
      throttled += 1
      bucket.throttled()
      mostRefusals = Math.max(mostRefusals, bucket.refusals())
    }
    done += 1
  }
  const all = Promise.all(Array.from({ length: calls }, (_, index) => call(index)))
  await time.run(() => done === calls)
  await all
  return { milliseconds: time.now(), throttled, mostRefusals }
}

describe('a bucket', () => {
  test('gives its burst at once and its rate after, first come first served', async () => {
    const time = simulatedTime()
    const bucket = tokenBucket({ rate: 10, burst: 3 }, time)
    const order: (readonly [number, number])[] = []
    const all = Array.from({ length: 6 }, (_, index) => bucket.take(never).then(() => order.push([index, time.now()])))
    await time.run(() => order.length === 6)
    await Promise.all(all)
    assert.deepEqual(order, [
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 100],
      [4, 200],
      [5, 300],
    ])
  })

  test('shrinks once for what was in flight together, waits a second, and grows back while it is quiet', async () => {
    const time = simulatedTime()
    const bucket = tokenBucket({ rate: 10, burst: 10 }, time)
    for (let count = 0; count < 5; count += 1) bucket.throttled()
    assert.equal(bucket.rate(), 7)
    assert.equal(bucket.refusals(), 1)
    let first = -1
    const taken = bucket.take(never).then(() => (first = time.now()))
    await time.run(() => first >= 0)
    await taken
    assert.ok(first >= 1000, `${first} ms`)
    await send(80, bucket, () => true, time)
    assert.ok(bucket.rate() > 7 && bucket.rate() <= 10, `${bucket.rate()}`)
    assert.equal(bucket.refusals(), 0)
  })

  test('never shrinks below the floor', () => {
    let now = 0
    const bucket = tokenBucket({ rate: 10, burst: 10 }, { now: () => now, random: () => 0, sleep: () => Promise.resolve() })
    for (let count = 0; count < 50; count += 1) {
      bucket.throttled()
      now += 2000
    }
    assert.equal(bucket.rate(), floor)
  })

  test('lets go of those who are aborted, and serves the rest', async () => {
    const time = simulatedTime()
    const bucket = tokenBucket({ rate: 1, burst: 1 }, time)
    const ending = new AbortController()
    await bucket.take(never)
    const aborted = bucket.take(ending.signal)
    let served = false
    const waiting = bucket.take(never).then(() => (served = true))
    ending.abort(new Error('over'))
    await assert.rejects(aborted, /over/)
    await assert.rejects(bucket.take(ending.signal), /over/)
    await time.run(() => served)
    await waiting
    assert.equal(time.now(), 1000)
  })

  test('without a limit is open, but not to the aborted', async () => {
    await openBucket.take(never)
    await assert.rejects(openBucket.take(AbortSignal.abort(new Error('over'))), /over/)
  })
})

describe('against a limit', () => {
  // The goals: hardly more time than the limit itself takes, few refusals, and never so many in a row that calls are given up.
  const cases: readonly (readonly [
    name: string,
    limit: Limit,
    rate: number,
    burst: number,
    calls: number,
    slower: number,
    refused: number,
  ])[] = [
    ['that is known, at full share', { rate: 15, burst: 13.5 }, 15, 15, 200, 1.05, 0],
    ['that is known, with a large burst, at full share', { rate: 100, burst: 90 }, 100, 100, 500, 1.05, 0],
    ['that is known, at half of it', { rate: 7.5, burst: 7.5 }, 15, 15, 200, 2.2, 0],
    ['of which others take half', { rate: 15, burst: 15 }, 7.5, 7.5, 400, 1.15, 0.08],
    ['of which others take half, burst and all', { rate: 100, burst: 100 }, 50, 50, 2000, 1.15, 0.08],
    ['of 4 per second that is not known', { rate: 10, burst: 10, guess: true }, 4, 10, 400, 1.05, 0.08],
    ['of 15 per second that is not known', { rate: 10, burst: 10, guess: true }, 15, 15, 200, 1.1, 0.05],
    ['of 25 per second that is not known', { rate: 20, burst: 20, guess: true }, 25, 25, 300, 1.3, 0.08],
    ['of 100 per second that is not known', { rate: 10, burst: 10, guess: true }, 100, 100, 1000, 1.3, 0.05],
  ]
  for (const [name, limit, rate, burst, calls, slower, refused] of cases) {
    test(name, async () => {
      const time = simulatedTime()
      const outcome = await send(calls, tokenBucket(limit, time), hidden(rate, burst, time), time)
      const bound = ((calls - burst) * 1000) / rate + way.there + way.back
      assert.ok(outcome.milliseconds <= bound * slower, `${(outcome.milliseconds / bound).toFixed(2)} times the bound`)
      assert.ok(outcome.throttled <= calls * refused, `${outcome.throttled} of ${calls} refused`)
      assert.ok(outcome.mostRefusals < 5, `${outcome.mostRefusals} refusals in a row`)
    })
  }

  test('a guess has doubled after every half second in which somebody waited, until it is refused', async () => {
    const time = simulatedTime()
    const bucket = tokenBucket({ rate: 10, burst: 10, guess: true }, time)
    const rates: number[] = []
    for (const calls of [15, 10, 20]) {
      await send(calls, bucket, () => true, time)
      rates.push(bucket.rate())
    }
    assert.deepEqual(rates, [20, 40, 80])
    bucket.throttled()
    assert.equal(bucket.rate(), 56)
    await send(60, bucket, () => true, time)
    assert.ok(bucket.rate() < 80, `${bucket.rate()}`)
  })

  test('a guess that nobody waited for proves nothing, and stays', async () => {
    const time = simulatedTime()
    const bucket = tokenBucket({ rate: 10, burst: 10, guess: true }, time)
    for (let count = 0; count < 5; count += 1) {
      await bucket.take(never)
      const rested = time.sleep(1000)
      await time.run(() => time.now() >= (count + 1) * 1000)
      await rested
    }
    assert.equal(bucket.rate(), 10)
  })
})

describe('known limits', () => {
  test('Lambda: GetPolicy by itself, all other reads together', () => {
    assert.deepEqual(limitOf('lambda:GetPolicy'), { rate: 15, burst: 15, bucket: 'lambda:GetPolicy' })
    assert.equal(limitOf('lambda:ListFunctions').bucket, limitOf('lambda:ListAliases').bucket)
    assert.equal(limitOf('lambda:ListFunctions').rate, 15)
  })
  test('KMS, IAM, EC2, Athena, CloudWatch: each operation by itself', () => {
    assert.equal(limitOf('kms:DescribeKey').rate, 100)
    assert.deepEqual(limitOf('apigateway:GetResources'), { rate: 2.5, burst: 5, bucket: 'apigateway:GetResources' })
    assert.equal(limitOf('apigateway:GetStages').bucket, limitOf('apigateway:GetApis').bucket)
    assert.equal(limitOf('firehose:DescribeDeliveryStream').rate, 5)
    assert.equal(limitOf('sns:ListSubscriptionsByTopic').rate, 30)
    assert.equal(limitOf('kms:GetKeyPolicy').rate, 30)
    assert.equal(limitOf('iam:GetPolicyVersion').rate, 35)
    assert.equal(limitOf('iam:ListRoleTags').rate, 15)
    assert.deepEqual(limitOf('ec2:DescribeVpcs'), { rate: 20, burst: 100, bucket: 'ec2:DescribeVpcs' })
    assert.deepEqual(limitOf('athena:ListWorkGroups'), { rate: 5, burst: 20, bucket: 'athena:ListWorkGroups' })
    assert.equal(limitOf('cloudwatch:DescribeAlarms').rate, 9)
    assert.equal(limitOf('tag:GetResources').rate, 15)
    assert.equal(limitOf('rds:DescribeDBSnapshotAttributes').rate, 4)
    assert.equal(limitOf('dynamodb:DescribeTable').bucket, limitOf('dynamodb:ListTables').bucket)
  })
  test('API Gateway and Elastic Load Balancing: everything together', () => {
    assert.deepEqual(limitOf('apigateway:GetRestApis'), { rate: 10, burst: 40, bucket: 'apigateway:*' })
    assert.deepEqual(limitOf('apigateway:GetResources'), { rate: 2.5, burst: 5, bucket: 'apigateway:GetResources' })
    assert.deepEqual(limitOf('elasticloadbalancing:DescribeRules'), { rate: 10, burst: 40, bucket: 'elasticloadbalancing:*' })
  })
  test('anything else is a guess, by operation', () => {
    assert.deepEqual(limitOf('eks:DescribeCluster'), { rate: 10, burst: 10, guess: true, bucket: 'eks:DescribeCluster' })
    assert.deepEqual(limitOf('sqs:GetQueueAttributes'), { rate: 20, burst: 20, guess: true, bucket: 'sqs:GetQueueAttributes' })
  })
  test('a share of them is taken, in each region apart, guesses whole', () => {
    const bucket = limiter({ share: 0.5, unlimited: false, time: simulatedTime() })
    assert.equal(bucket('eu-west-1', 'lambda:ListFunctions').rate(), 7.5)
    assert.equal(bucket('eu-west-1', 'lambda:ListAliases'), bucket('eu-west-1', 'lambda:ListFunctions'))
    assert.notEqual(bucket('us-east-1', 'lambda:ListFunctions'), bucket('eu-west-1', 'lambda:ListFunctions'))
    assert.equal(bucket('eu-west-1', 'sqs:ListQueues').rate(), 20)
    assert.equal(limiter({ share: 0.5, unlimited: true, time: simulatedTime() })('eu-west-1', 'lambda:GetPolicy'), openBucket)
  })
  test('at full share, calls that arrive out of step are not refused', async () => {
    const time = simulatedTime()
    const bucket = limiter({ share: 1, unlimited: false, time })('eu-west-1', 'lambda:GetPolicy')
    const outcome = await send(100, bucket, hidden(15, 15, time), time)
    assert.equal(outcome.throttled, 0)
    assert.equal(bucket.rate(), 15)
  })
})
