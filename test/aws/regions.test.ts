// Regions and identity: what the account has enabled, what a request means, and whether we are still who we were.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AwsFailure } from '../../src/aws/aws.ts'
import { NoAccess } from '../../src/aws/no-access.ts'
import { matchRegions, withoutList } from '../../src/aws/regions.ts'
import { callerIdentity, ec2Result } from '../support/answers.ts'
import { startEndpoint } from '../support/endpoint.ts'
import { sessionWith } from '../support/session.ts'

const regions = [
  { name: 'us-east-1', enabled: true },
  { name: 'eu-west-1', enabled: true },
  { name: 'eu-central-1', enabled: true },
  { name: 'ap-east-1', enabled: false },
]

describe('patterns', () => {
  const cases: readonly (readonly [patterns: readonly string[], found: readonly string[]])[] = [
    [['all'], ['eu-central-1', 'eu-west-1', 'us-east-1']],
    [['*'], ['eu-central-1', 'eu-west-1', 'us-east-1']],
    [['eu-*'], ['eu-central-1', 'eu-west-1']],
    [
      ['eu-west-1', 'eu-*'],
      ['eu-central-1', 'eu-west-1'],
    ],
    [['*-1'], ['eu-central-1', 'eu-west-1', 'us-east-1']],
    [['us-east-1'], ['us-east-1']],
  ]
  for (const [patterns, found] of cases) test(patterns.join(' '), () => assert.deepEqual(matchRegions(patterns, regions), found))

  test('that fit nothing name what there is', () => {
    assert.throws(() => matchRegions(['eu-*', 'mars-1'], regions), {
      name: 'UnknownRegion',
      message: 'no such region: mars-1. Enabled are eu-central-1, eu-west-1, us-east-1',
    })
    assert.throws(() => matchRegions(['ap-east-1'], regions), {
      name: 'UnknownRegion',
      message: /^not enabled in this account: ap-east-1\. Enabled are/,
    })
    assert.throws(
      () => matchRegions(['\u001b[2J.'], regions),
      (error) => error instanceof Error && !error.message.includes('\u001b'),
    )
    assert.throws(() => matchRegions(['eu.west.1'], regions), { name: 'UnknownRegion' })
  })
  test('without the list, only plain names can be tried', () => {
    assert.deepEqual(withoutList(['us-east-1', 'eu-west-1', 'us-east-1'], 'denied'), ['eu-west-1', 'us-east-1'])
    assert.throws(() => withoutList(['eu-*'], 'denied'), NoAccess)
    assert.throws(() => withoutList(['all'], 'denied'), /ec2:DescribeRegions/)
  })
})

describe('of a session', () => {
  test('are asked of AWS once', async () => {
    await using endpoint = await startEndpoint({})
    const aws = await sessionWith(endpoint, [])
    assert.deepEqual(await aws.regions(['all']), ['eu-central-1', 'eu-west-1', 'us-east-1'])
    assert.deepEqual(await aws.regions(['eu-w*']), ['eu-west-1'])
    assert.deepEqual(await aws.regions([]), ['eu-west-1'])
    await assert.rejects(aws.regions(['ap-east-1']), { name: 'UnknownRegion' })
    assert.equal(endpoint.requests.filter(({ operation }) => operation === 'ec2:DescribeRegions').length, 1)
    aws.close()
  })
  test('may not be listed: names are taken as they are, patterns are not', async () => {
    await using endpoint = await startEndpoint({ rules: [{ operation: 'ec2:*', action: { do: 'deny' } }] })
    const aws = await sessionWith(endpoint, [])
    assert.deepEqual(await aws.regions(['ap-east-1']), ['ap-east-1'])
    await assert.rejects(aws.regions(['all']), { name: 'NoAccess' })
    aws.close()
  })
  test('an empty list is not believed', async () => {
    await using endpoint = await startEndpoint({
      answer: ({ operation }) => (operation === 'ec2:DescribeRegions' ? ec2Result('DescribeRegions', '<regionInfo/>') : undefined),
    })
    const aws = await sessionWith(endpoint, [])
    await assert.rejects(aws.regions(['all']), /lists no region/)
    aws.close()
  })
})

describe('identity', () => {
  test('comes from AWS, with the partition of its ARN', async () => {
    await using endpoint = await startEndpoint({
      answer: ({ operation }) =>
        operation === 'sts:GetCallerIdentity' ? callerIdentity('111122223333', 'arn:aws-us-gov:iam::111122223333:user/a') : undefined,
    })
    const aws = await sessionWith(endpoint, [])
    assert.deepEqual(
      [aws.account, aws.partition, aws.caller, aws.homeRegion, aws.endpoint],
      ['111122223333', 'aws-us-gov', 'arn:aws-us-gov:iam::111122223333:user/a', 'eu-west-1', `${endpoint.url}/`],
    )
    await aws.verifyIdentity()
    assert.ok(Math.abs(aws.skewMilliseconds()) < 5000)
    aws.close()
  })
  test('that changed under us is a failure, another session of the same account is not', async () => {
    let account = '111122223333'
    let session = 'a'
    await using endpoint = await startEndpoint({
      answer: ({ operation }) =>
        operation === 'sts:GetCallerIdentity' ? callerIdentity(account, `arn:aws:sts::${account}:assumed-role/r/${session}`) : undefined,
    })
    const aws = await sessionWith(endpoint, [])
    session = 'b'
    await aws.verifyIdentity()
    account = '222222222222'
    await assert.rejects(aws.verifyIdentity(), (error) => {
      assert.ok(error instanceof AwsFailure)
      assert.equal(error.code, 'AccountChanged')
      assert.match(error.gap.message, /111122223333.*222222222222/)
      return true
    })
    aws.close()
  })
  test('a clock that is wrong is measured', async () => {
    const later = new Date(Date.now() + 7_200_000).toUTCString()
    await using endpoint = await startEndpoint({
      answer: ({ operation }) => {
        const identity = callerIdentity()
        return operation === 'sts:GetCallerIdentity' ? { ...identity, headers: { ...identity.headers, date: later } } : undefined
      },
    })
    const aws = await sessionWith(endpoint, [])
    assert.ok(Math.abs(aws.skewMilliseconds() - 7_200_000) < 5000)
    aws.close()
  })
})
