// Paging over HTTP in every token style: all pages, empty pages followed, loops and cuts loud.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DynamoDBClient, ListBackupsCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient, ListStreamsCommand } from '@aws-sdk/client-dynamodb-streams'
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { FirehoseClient, ListDeliveryStreamsCommand } from '@aws-sdk/client-firehose'
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam'
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms'
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { AwsFailure } from '../../src/aws/aws.ts'
import type { Session } from '../../src/aws/clients.ts'
import { pages } from '../../src/aws/pages.ts'
import { nextPage, withOtherSize } from '../../src/aws/tokens.ts'
import type { Operation } from '../../src/graph/fact.ts'
import { ec2Result, json, queryResult, restXml, type Answer } from '../support/answers.ts'
import { startEndpoint, type Seen } from '../support/endpoint.ts'
import { sessionWith } from '../support/session.ts'

interface Style {
  readonly operation: Operation
  readonly list: (aws: Session) => AsyncIterable<unknown>
  /** One page with these items; `next` is undefined on the last. */
  readonly page: (items: readonly string[], next: string | undefined) => Answer
  /** The token that a request carries. */
  readonly token: (seen: Seen) => unknown
}

const region = 'eu-west-1'
const styles: readonly Style[] = [
  {
    operation: 'sqs:ListQueues',
    list: (aws) => pages(aws.client(SQSClient, region), ListQueuesCommand, { MaxResults: 1000 }, (page) => page.QueueUrls),
    page: (QueueUrls, NextToken) => json({ QueueUrls, NextToken }),
    token: ({ input }) => input['NextToken'],
  },
  {
    operation: 'lambda:ListFunctions',
    list: (aws) =>
      pages(aws.client(LambdaClient, region), ListFunctionsCommand, {}, (page) => page.Functions?.map((one) => one.FunctionName)),
    page: (items, NextMarker) => json({ Functions: items.map((FunctionName) => ({ FunctionName })), NextMarker }),
    token: ({ query }) => query.get('Marker') ?? undefined,
  },
  {
    operation: 'iam:ListUsers',
    list: (aws) => pages(aws.client(IAMClient, region), ListUsersCommand, {}, (page) => page.Users?.map((one) => one.UserName)),
    page: (items, next) =>
      queryResult(
        'ListUsers',
        `<Users>${items.map((name) => `<member><UserName>${name}</UserName></member>`).join('')}</Users><IsTruncated>${next !== undefined}</IsTruncated>${next === undefined ? '' : `<Marker>${next}</Marker>`}`,
      ),
    token: ({ input }) => input['Marker'],
  },
  {
    operation: 'ec2:DescribeVpcs',
    list: (aws) => pages(aws.client(EC2Client, region), DescribeVpcsCommand, {}, (page) => page.Vpcs?.map((one) => one.VpcId)),
    page: (items, next) =>
      ec2Result(
        'DescribeVpcs',
        `<vpcSet>${items.map((id) => `<item><vpcId>${id}</vpcId></item>`).join('')}</vpcSet>${next === undefined ? '<nextToken/>' : `<nextToken>${next}</nextToken>`}`,
      ),
    token: ({ input }) => input['NextToken'],
  },
  {
    operation: 'dynamodb:ListTables',
    list: (aws) => pages(aws.client(DynamoDBClient, region), ListTablesCommand, {}, (page) => page.TableNames),
    page: (TableNames, LastEvaluatedTableName) => json({ TableNames, LastEvaluatedTableName }),
    token: ({ input }) => input['ExclusiveStartTableName'],
  },
  {
    operation: 'dynamodb:ListBackups',
    list: (aws) =>
      pages(aws.client(DynamoDBClient, region), ListBackupsCommand, {}, (page) => page.BackupSummaries?.map((one) => one.BackupName)),
    page: (items, LastEvaluatedBackupArn) => json({ BackupSummaries: items.map((BackupName) => ({ BackupName })), LastEvaluatedBackupArn }),
    token: ({ input }) => input['ExclusiveStartBackupArn'],
  },
  {
    operation: 'dynamodb:ListStreams',
    list: (aws) =>
      pages(aws.client(DynamoDBStreamsClient, region), ListStreamsCommand, {}, (page) => page.Streams?.map((one) => one.StreamArn)),
    page: (items, LastEvaluatedStreamArn) => json({ Streams: items.map((StreamArn) => ({ StreamArn })), LastEvaluatedStreamArn }),
    token: ({ input }) => input['ExclusiveStartStreamArn'],
  },
  {
    operation: 'kms:ListKeys',
    list: (aws) => pages(aws.client(KMSClient, region), ListKeysCommand, { Limit: 1000 }, (page) => page.Keys?.map((one) => one.KeyId)),
    page: (items, NextMarker) => json({ Keys: items.map((KeyId) => ({ KeyId })), NextMarker, Truncated: NextMarker !== undefined }),
    token: ({ input }) => input['Marker'],
  },
  {
    operation: 'tag:GetResources',
    list: (aws) =>
      pages(aws.client(ResourceGroupsTaggingAPIClient, region), GetResourcesCommand, {}, (page) =>
        page.ResourceTagMappingList?.map((one) => one.ResourceARN),
      ),
    // The tagging API ends with an empty token.
    page: (items, PaginationToken = '') => json({ ResourceTagMappingList: items.map((ResourceARN) => ({ ResourceARN })), PaginationToken }),
    token: ({ input }) => input['PaginationToken'],
  },
  {
    operation: 's3:ListBuckets',
    list: (aws) => pages(aws.client(S3Client, region), ListBucketsCommand, {}, (page) => page.Buckets?.map((one) => one.Name)),
    page: (items, next) =>
      restXml(
        `<ListAllMyBucketsResult><Buckets>${items.map((name) => `<Bucket><Name>${name}</Name></Bucket>`).join('')}</Buckets>${next === undefined ? '' : `<ContinuationToken>${next}</ContinuationToken>`}</ListAllMyBucketsResult>`,
      ),
    token: ({ query }) => query.get('continuation-token') ?? undefined,
  },
]
const operations = styles.map(({ operation }) => operation)

/** What was yielded, and the failure at the end, if any. */
const run = async (items: AsyncIterable<unknown>): Promise<{ readonly items: readonly unknown[]; readonly failure?: AwsFailure }> => {
  const read: unknown[] = []
  try {
    for await (const item of items) read.push(item)
    return { items: read }
  } catch (failure) {
    assert.ok(failure instanceof AwsFailure, `rejects with ${String(failure)}`)
    return { items: read, failure }
  }
}

describe('every token style', () => {
  for (const style of styles) {
    test(style.operation, async () => {
      const content: readonly (readonly string[])[] = [['one'], [], ['two', 'three']]
      await using endpoint = await startEndpoint({
        answer: (seen) => {
          if (seen.operation !== style.operation) return undefined
          const token = style.token(seen)
          const index = typeof token === 'string' ? Number(token.slice('token-'.length)) : 0
          return style.page(content[index] ?? [], index + 1 < content.length ? `token-${index + 1}` : undefined)
        },
      })
      const aws = await sessionWith(endpoint, operations)
      assert.deepEqual(await run(style.list(aws)), { items: ['one', 'two', 'three'] })
      const asked = endpoint.requests.filter(({ operation }) => operation === style.operation)
      assert.deepEqual(asked.map(style.token), [undefined, 'token-1', 'token-2'])
      assert.deepEqual(
        asked.map(({ page }) => page),
        [1, 2, 3],
      )

      for (const [kind, calls] of [
        ['same', 2],
        ['alternating', 3],
      ] as const) {
        endpoint.clear()
        endpoint.rule({ operation: style.operation, action: { do: 'token', kind } })
        const { items, failure } = await run(style.list(aws))
        assert.equal(failure?.gap.reason, 'bad-response', kind)
        assert.equal(failure.code, 'TokenLoop')
        assert.equal(failure.operation, style.operation)
        assert.equal(endpoint.requests.length, calls, kind)
        // What was read before is kept, for what it is worth.
        assert.ok(items.includes('one'))
      }

      endpoint.clear()
      endpoint.rule({ operation: style.operation, page: 2, action: { do: 'empty' } })
      const cut = await run(style.list(aws))
      assert.deepEqual(cut.items, ['one'])
      assert.equal(cut.failure?.gap.reason, 'bad-response')

      endpoint.clear()
      endpoint.rule({ operation: style.operation, page: 3, action: { do: 'deny' } })
      const denied = await run(style.list(aws))
      assert.deepEqual(denied.items, ['one'])
      assert.equal(denied.failure?.gap.reason, 'denied')
      aws.close()
    })
  }
})

test('a listing without end stops at the cap, loudly', async () => {
  // Ten thousand calls over HTTP would take long: the client answers by itself.
  let calls = 0
  const client = {
    config: { serviceId: 'SQS', defaultSigningName: 'sqs' },
    send: () => {
      calls += 1
      return Promise.resolve({ QueueUrls: ['q'], NextToken: String(calls) })
    },
  }
  const { items, failure } = await run(pages(client, ListQueuesCommand, {}, (page) => page.QueueUrls))
  assert.equal(items.length, 10_000)
  assert.equal(calls, 10_000)
  assert.equal(failure?.code, 'TooManyPages')
  assert.equal(failure.operation, 'sqs:ListQueues')
})

test('truncated without a token is a bad response', async () => {
  await using endpoint = await startEndpoint({
    answer: ({ operation }) =>
      operation === 'iam:ListUsers' ? queryResult('ListUsers', '<Users/><IsTruncated>true</IsTruncated>') : undefined,
  })
  const aws = await sessionWith(endpoint, operations)
  const { failure } = await run(pages(aws.client(IAMClient, region), ListUsersCommand, {}, (page) => page.Users))
  assert.equal(failure?.code, 'MissingToken')
  assert.equal(failure.gap.reason, 'bad-response')
  aws.close()
})

describe('a list that AWS leaves out where it is empty', () => {
  const list = (aws: Session) =>
    pages(aws.client(SQSClient, region), ListQueuesCommand, { MaxResults: 1000 }, (page) => page.QueueUrls, { omitsEmpty: true })

  test('is confirmed by a second call with another page size', async () => {
    await using endpoint = await startEndpoint({ answer: ({ operation }) => (operation === 'sqs:ListQueues' ? json({}) : undefined) })
    const aws = await sessionWith(endpoint, operations)
    assert.deepEqual(await run(list(aws)), { items: [] })
    assert.deepEqual(
      endpoint.requests.filter(({ service }) => service === 'sqs').map(({ input }) => input['MaxResults']),
      [1000, 999],
    )
    aws.close()
  })
  test('is not empty where the second call finds something', async () => {
    await using endpoint = await startEndpoint({
      answer: ({ operation, input }) =>
        operation === 'sqs:ListQueues' ? json(input['MaxResults'] === 1000 ? {} : { QueueUrls: ['q'] }) : undefined,
    })
    const aws = await sessionWith(endpoint, operations)
    assert.deepEqual(await run(list(aws)), { items: ['q'] })
    aws.close()
  })
  test('is not empty where the second call fails', async () => {
    await using endpoint = await startEndpoint({ answer: ({ operation }) => (operation === 'sqs:ListQueues' ? json({}) : undefined) })
    endpoint.rule({ operation: 'sqs:ListQueues', when: ({ input }) => input['MaxResults'] === 999, action: { do: 'foreign' } })
    const aws = await sessionWith(endpoint, operations)
    assert.equal((await run(list(aws))).failure?.gap.reason, 'bad-response')
    aws.close()
  })
  test('is followed where it carries a token, and asked once where it holds items', async () => {
    await using endpoint = await startEndpoint({
      answer: ({ operation, input }) =>
        operation === 'sqs:ListQueues' ? json(input['NextToken'] === 'a' ? { QueueUrls: ['q'] } : { NextToken: 'a' }) : undefined,
    })
    const aws = await sessionWith(endpoint, operations)
    assert.deepEqual(await run(list(aws)), { items: ['q'] })
    assert.equal(endpoint.requests.filter(({ service }) => service === 'sqs').length, 2)
    aws.close()
  })
})

test('a fault of the collector itself is not hidden', async () => {
  const client = { send: () => Promise.resolve({ QueueUrls: ['q'] }) }
  const items = pages(client, ListQueuesCommand, {}, () => {
    throw new RangeError('a bug')
  })
  await assert.rejects(Array.fromAsync(items), RangeError)
})

test('Firehose pages by the last name', async () => {
  await using endpoint = await startEndpoint({
    answer: ({ operation, input }) =>
      operation === 'firehose:ListDeliveryStreams'
        ? input['ExclusiveStartDeliveryStreamName'] === undefined
          ? json({ DeliveryStreamNames: ['a', 'b'], HasMoreDeliveryStreams: true })
          : json({ DeliveryStreamNames: ['c'], HasMoreDeliveryStreams: false })
        : undefined,
  })
  const aws = await sessionWith(endpoint, ['firehose:ListDeliveryStreams'])
  const names = pages(aws.client(FirehoseClient, region), ListDeliveryStreamsCommand, { Limit: 10_000 }, (page) => page.DeliveryStreamNames)
  assert.deepEqual(await run(names), { items: ['a', 'b', 'c'] })
  assert.deepEqual(
    endpoint.requests.filter(({ service }) => service === 'firehose').map(({ input }) => input['ExclusiveStartDeliveryStreamName']),
    [undefined, 'b'],
  )
  aws.close()
})

test('the last name leads on where an answer only says that there is more', () => {
  assert.deepEqual(nextPage({ HasMoreDeliveryStreams: false, DeliveryStreamNames: ['a', 'b'] }), { more: false })
  assert.deepEqual(nextPage({ HasMoreDeliveryStreams: true, DeliveryStreamNames: ['a', 'b'] }), {
    more: true,
    token: 'b',
    input: { ExclusiveStartDeliveryStreamName: 'b' },
  })
  assert.deepEqual(nextPage({ HasMoreDeliveryStreams: true, DeliveryStreamNames: [] }), { more: 'unreachable' })
  assert.deepEqual(nextPage({ HasMoreStreams: true, StreamNames: ['a'] }), {
    more: true,
    token: 'a',
    input: { ExclusiveStartStreamName: 'a' },
  })
  assert.deepEqual(nextPage({ HasMoreStreams: true, StreamNames: ['a'], NextToken: 'next' }), {
    more: true,
    token: 'next',
    input: { NextToken: 'next' },
  })
})

test('an echo of the request is not a token', () => {
  assert.deepEqual(nextPage({ IsTruncated: false, Marker: 'asked' }), { more: false })
  assert.deepEqual(nextPage({ IsTruncated: true, Marker: 'asked', NextMarker: 'next' }), {
    more: true,
    token: 'next',
    input: { Marker: 'next' },
  })
  assert.deepEqual(nextPage({ NextToken: '' }), { more: false })
  assert.deepEqual(nextPage({}), { more: false })
})

test('another page size is another request', () => {
  assert.deepEqual(withOtherSize({ MaxResults: 1000, QueueNamePrefix: 'a' }), { MaxResults: 999, QueueNamePrefix: 'a' })
  assert.deepEqual(withOtherSize({ Limit: 1 }), { Limit: 100 })
  assert.deepEqual(withOtherSize({}), { MaxResults: 100 })
})
