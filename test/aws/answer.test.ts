// The response guard, over HTTP: what is not AWS's whole answer is a bad response in every protocol, never an empty list.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { GetAccountSummaryCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam'
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { GetBucketPolicyCommand, GetBucketVersioningCommand, HeadBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import * as fc from 'fast-check'
import { AwsFailure } from '../../src/aws/aws.ts'
import type { Session } from '../../src/aws/clients.ts'
import { pages } from '../../src/aws/pages.ts'
import type { Operation } from '../../src/graph/fact.ts'
import { ec2Result, json, queryResult, restXml, type Answer } from '../support/answers.ts'
import { startEndpoint, type Action } from '../support/endpoint.ts'
import { sessionWith } from '../support/session.ts'

interface Listing {
  readonly operation: Operation
  readonly good: Answer
  readonly list: (aws: Session) => AsyncIterable<unknown>
}

/** One listing of each protocol, with an answer that holds one item. */
const listings: readonly Listing[] = [
  {
    operation: 'sqs:ListQueues',
    good: json({ QueueUrls: ['https://sqs.eu-west-1.amazonaws.com/111122223333/orders'] }),
    list: (aws) =>
      pages(aws.client(SQSClient, 'eu-west-1'), ListQueuesCommand, { MaxResults: 1000 }, (page) => page.QueueUrls, { omitsEmpty: true }),
  },
  {
    operation: 'lambda:ListFunctions',
    good: json({ Functions: [{ FunctionName: 'worker', MemorySize: 128 }] }),
    list: (aws) => pages(aws.client(LambdaClient, 'eu-west-1'), ListFunctionsCommand, {}, (page) => page.Functions),
  },
  {
    operation: 'iam:ListUsers',
    good: queryResult('ListUsers', '<Users><member><UserName>eve</UserName></member></Users><IsTruncated>false</IsTruncated>'),
    list: (aws) => pages(aws.client(IAMClient, 'eu-west-1'), ListUsersCommand, {}, (page) => page.Users),
  },
  {
    operation: 'ec2:DescribeVpcs',
    good: ec2Result('DescribeVpcs', '<vpcSet><item><vpcId>vpc-1</vpcId><isDefault>true</isDefault></item></vpcSet>'),
    list: (aws) => pages(aws.client(EC2Client, 'eu-west-1'), DescribeVpcsCommand, {}, (page) => page.Vpcs),
  },
  {
    operation: 's3:ListBuckets',
    good: restXml('<ListAllMyBucketsResult><Buckets><Bucket><Name>b</Name></Bucket></Buckets></ListAllMyBucketsResult>'),
    list: (aws) => pages(aws.client(S3Client, 'eu-west-1'), ListBucketsCommand, {}, (page) => page.Buckets),
  },
]

const operations = listings.map(({ operation }) => operation)
const answers = new Map(listings.map(({ operation, good }) => [operation as string, good]))

const listed = async (listing: Listing, aws: Session): Promise<readonly unknown[] | string> => {
  try {
    return await Array.fromAsync(listing.list(aws))
  } catch (error) {
    assert.ok(error instanceof AwsFailure, `${listing.operation} rejects with ${String(error)}`)
    assert.equal(error.operation, listing.operation)
    return error.gap.reason
  }
}

test('good answers are read, and correct empty lists are empty', async () => {
  await using endpoint = await startEndpoint({ answer: ({ operation }) => answers.get(operation) })
  const aws = await sessionWith(endpoint, operations)
  for (const listing of listings) assert.equal((await listed(listing, aws)).length, 1, listing.operation)
  const empty: Readonly<Record<string, Answer>> = {
    'sqs:ListQueues': json({ QueueUrls: [] }),
    'lambda:ListFunctions': json({ Functions: [] }),
    'iam:ListUsers': queryResult('ListUsers', '<Users/><IsTruncated>false</IsTruncated>'),
    'ec2:DescribeVpcs': ec2Result('DescribeVpcs', '<vpcSet/>'),
    's3:ListBuckets': restXml('<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>'),
  }
  for (const [operation, answer] of Object.entries(empty)) endpoint.rule({ operation, action: { do: 'answer', answer } })
  for (const listing of listings) assert.deepEqual(await listed(listing, aws), [], listing.operation)
  aws.close()
})

describe('malformed 200s', () => {
  const signed = { 'x-amzn-requestid': 'a-request', 'x-amz-request-id': 'a-request' }
  const body = (text: string | Buffer, headers: Readonly<Record<string, string>> = signed): Action => ({
    do: 'answer',
    answer: { headers, body: text },
  })
  const cases: readonly (readonly [name: string, action: Action])[] = [
    ['HTML', { do: 'html' }],
    ['an empty body', { do: 'empty' }],
    ['{} or another root element', { do: 'foreign' }],
    ['a broken document', { do: 'garbage' }],
    ['a body cut off, its length announced', { do: 'cut' }],
    ['a body cut off, its length not announced', { do: 'cut', announced: false }],
    ['a body cut before its last byte', { do: 'cut', at: 0.99, announced: false }],
    ['a list that is text', { do: 'wrong-list' }],
    ['an oversized body', { do: 'oversized', bytes: 33 * 1024 * 1024 }],
    // The same with a request id, as if AWS itself had gone mad.
    ['HTML with a request id', body('<!doctype html><html></html>')],
    ['an empty body with a request id', body('')],
    ['blanks with a request id', body(' \r\n\t ')],
    ['null', body('null')],
    ['a JSON list', body('[]')],
    ['text', body('OK')],
    ['a foreign root with a request id', body('<feed><entry/></feed>')],
    ['an XML error with 200', body('<Error><Code>InternalError</Code></Error>')],
    ['a byte order mark', body('\ufeff{"Functions":[],"QueueUrls":[]}')],
    ['NUL', body('\0')],
  ]
  for (const [name, action] of cases) {
    test(`${name} is a bad response in every protocol`, async () => {
      await using endpoint = await startEndpoint({ answer: ({ operation }) => answers.get(operation) })
      const aws = await sessionWith(endpoint, operations)
      for (const { operation } of listings) endpoint.rule({ operation, action })
      for (const listing of listings) assert.equal(await listed(listing, aws), 'bad-response', listing.operation)
      aws.close()
    })
  }

  test('an answer without the list is a bad response, but where AWS leaves empty lists out', async () => {
    await using endpoint = await startEndpoint({ answer: ({ operation }) => answers.get(operation) })
    const aws = await sessionWith(endpoint, operations)
    endpoint.rule({ action: { do: 'no-list' } })
    for (const listing of listings) {
      assert.deepEqual(await listed(listing, aws), listing.operation === 'sqs:ListQueues' ? [] : 'bad-response', listing.operation)
    }
    aws.close()
  })

  test('names that are not UTF-8 are not silently lost', async () => {
    await using endpoint = await startEndpoint({})
    const aws = await sessionWith(endpoint, operations)
    const broken = (text: string): Buffer => Buffer.from(text.replace('?', '\u00ff'), 'latin1')
    endpoint.rule({ operation: 'lambda:ListFunctions', action: body(broken('{"Functions":[{"FunctionName":"a?b"}]}')) })
    endpoint.rule({
      operation: 'iam:ListUsers',
      action: body(
        broken(
          '<ListUsersResponse><ListUsersResult><Users><member><UserName>a?</UserName></member></Users></ListUsersResult></ListUsersResponse>',
        ),
      ),
    })
    for (const listing of listings.filter(({ operation }) => operation === 'lambda:ListFunctions' || operation === 'iam:ListUsers')) {
      assert.equal(await listed(listing, aws), 'bad-response')
    }
    aws.close()
  })

  test('one bad answer is asked again, and the good one counts', async () => {
    await using endpoint = await startEndpoint({ answer: ({ operation }) => answers.get(operation) })
    const aws = await sessionWith(endpoint, operations)
    for (const action of ['html', 'empty', 'foreign', 'garbage', 'cut', 'wrong-list'] as const) {
      for (const { operation } of listings) endpoint.rule({ operation, times: 1, action: { do: action } })
      for (const listing of listings) assert.equal((await listed(listing, aws)).length, 1, `${action} ${listing.operation}`)
    }
    aws.close()
  })
})

test('members of the wrong type never come through, whatever the mutation', async () => {
  const seed = 20_260_102
  await using endpoint = await startEndpoint({})
  const aws = await sessionWith(endpoint, ['lambda:ListFunctions'])
  const listing = listings.find(({ operation }) => operation === 'lambda:ListFunctions')
  assert.ok(listing)
  const good = {
    FunctionName: 'worker',
    MemorySize: 128,
    Layers: [{ Arn: 'arn:aws:lambda:eu-west-1:111122223333:layer:l:1' }],
    Environment: { Variables: { A: 'b' } },
  }
  const wrong: Readonly<Record<keyof typeof good, fc.Arbitrary<unknown>>> = {
    FunctionName: fc.oneof(fc.integer(), fc.boolean(), fc.array(fc.string()), fc.constant({})),
    MemorySize: fc.oneof(fc.boolean(), fc.array(fc.integer()), fc.constant({}), fc.constant('many')),
    Layers: fc.oneof(fc.string(), fc.integer(), fc.constant({}), fc.constant([7]), fc.constant([{ Arn: 7 }])),
    Environment: fc.oneof(
      fc.string(),
      fc.integer(),
      fc.constant([]),
      fc.constant({ Variables: 'none' }),
      fc.constant({ Variables: { A: 7 } }),
    ),
  }
  const mutation = fc
    .constantFrom(...(Object.keys(wrong) as (keyof typeof good)[]))
    .chain((name) => wrong[name].map((value) => ({ ...good, [name]: value })))
  await fc.assert(
    fc.asyncProperty(mutation, async (item) => {
      endpoint.clear()
      endpoint.rule({ operation: listing.operation, action: { do: 'answer', answer: json({ Functions: [good, item] }) } })
      assert.equal(await listed(listing, aws), 'bad-response', JSON.stringify(item))
    }),
    { seed, numRuns: 60 },
  )
  aws.close()
})

describe('what AWS may answer', () => {
  test('a raw value, a body that only headers fill, a report without a list', async () => {
    await using endpoint = await startEndpoint({
      answer: ({ operation, protocol }) => {
        if (operation === 's3:GetBucketPolicy') return { headers: { 'x-amz-request-id': 'A1' }, body: 'not json at all' }
        if (operation === 's3:HeadBucket') return { headers: { 'x-amz-request-id': 'A1', 'x-amz-bucket-region': 'eu-west-1' }, body: '' }
        if (operation === 's3:GetBucketVersioning')
          return restXml('<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>')
        if (operation === 'iam:GetAccountSummary')
          return queryResult('GetAccountSummary', '<SummaryMap><entry><key>Users</key><value>3</value></entry></SummaryMap>')
        return protocol === 'json' ? json({ Attributes: { VisibilityTimeout: '30' } }) : undefined
      },
    })
    const aws = await sessionWith(endpoint, [
      's3:GetBucketPolicy',
      's3:HeadBucket',
      's3:GetBucketVersioning',
      'iam:GetAccountSummary',
      'sqs:GetQueueAttributes',
    ])
    const s3 = aws.client(S3Client, 'eu-west-1')
    assert.equal((await s3.send(new GetBucketPolicyCommand({ Bucket: 'b' }))).Policy, 'not json at all')
    assert.equal((await s3.send(new HeadBucketCommand({ Bucket: 'b' }))).BucketRegion, 'eu-west-1')
    assert.equal((await s3.send(new GetBucketVersioningCommand({ Bucket: 'b' }))).Status, undefined)
    assert.equal((await aws.client(IAMClient, 'eu-west-1').send(new GetAccountSummaryCommand({}))).SummaryMap?.['Users' as never], 3)
    const queue = await aws
      .client(SQSClient, 'eu-west-1')
      .send(new GetQueueAttributesCommand({ QueueUrl: 'https://x/1/q', AttributeNames: ['All'] }))
    assert.deepEqual(queue.Attributes, { VisibilityTimeout: '30' })
    aws.close()
  })

  test('an answer to another operation of the same service is not one', async () => {
    await using endpoint = await startEndpoint({
      answer: ({ operation }) => (operation.startsWith('s3:') ? restXml('<ListBucketResult><Name>b</Name></ListBucketResult>') : undefined),
    })
    const aws = await sessionWith(endpoint, ['s3:GetBucketVersioning'])
    await assert.rejects(aws.client(S3Client, 'eu-west-1').send(new GetBucketVersioningCommand({ Bucket: 'b' })), (error) => {
      assert.ok(error instanceof AwsFailure)
      assert.equal(error.gap.reason, 'bad-response')
      assert.match(error.gap.message, /ListBucketResult/)
      return true
    })
    aws.close()
  })
})
