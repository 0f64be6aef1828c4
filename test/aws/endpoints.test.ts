// Where requests go: AWS's own hosts, or the configured endpoint for all services or one, and nowhere else.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis'
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { GetBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3'
import { GetPublicAccessBlockCommand, S3ControlClient } from '@aws-sdk/client-s3-control'
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { HttpRequest } from '@smithy/core/protocols'
import { AwsFailure } from '../../src/aws/aws.ts'
import { connect } from '../../src/aws/clients.ts'
import { json, restXml } from '../support/answers.ts'
import { startEndpoint } from '../support/endpoint.ts'
import { fakeCredentials, sessionWith } from '../support/session.ts'

const rejection = async (promise: Promise<unknown>): Promise<AwsFailure> => {
  const error: unknown = await promise.then(
    () => assert.fail('it was answered'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof AwsFailure, `rejects with ${String(error)}`)
  return error
}

describe('hosts', () => {
  test('without an endpoint, only HTTPS hosts of the partition are asked', async () => {
    const asked: string[] = []
    const transport = {
      handle: (request: HttpRequest): Promise<never> => {
        asked.push(`${request.protocol}//${request.hostname}`)
        return Promise.reject(Object.assign(new Error('down'), { code: 'CERT_HAS_EXPIRED' }))
      },
    }
    for (const homeRegion of ['eu-west-1', 'cn-north-1', 'us-gov-west-1']) {
      await assert.rejects(
        connect({ homeRegion, scanId: 's', version: '1', allowed: [], load: () => Promise.resolve(fakeCredentials), transport }),
        /certificate/,
      )
    }
    assert.deepEqual(asked, [
      'https://sts.eu-west-1.amazonaws.com',
      'https://sts.cn-north-1.amazonaws.com.cn',
      'https://sts.us-gov-west-1.amazonaws.com',
    ])
  })

  test('a queue URL does not choose the host', async () => {
    await using endpoint = await startEndpoint({
      answer: ({ operation }) => (operation === 'sqs:GetQueueAttributes' ? json({ Attributes: {} }) : undefined),
    })
    await using elsewhere = await startEndpoint({})
    const aws = await sessionWith(endpoint, ['sqs:GetQueueAttributes'])
    await aws
      .client(SQSClient, 'eu-west-1')
      .send(new GetQueueAttributesCommand({ QueueUrl: `${elsewhere.url}/111122223333/q`, AttributeNames: ['All'] }))
    assert.equal(elsewhere.requests.length, 0)
    assert.ok(endpoint.operations().includes('sqs:GetQueueAttributes'))
    aws.close()
  })

  test('redirects are not followed', async () => {
    await using elsewhere = await startEndpoint({})
    await using endpoint = await startEndpoint({ rules: [{ operation: 'sqs:*', action: { do: 'redirect', to: elsewhere.url } }] })
    const aws = await sessionWith(endpoint, ['sqs:ListQueues'])
    const failure = await rejection(aws.client(SQSClient, 'eu-west-1').send(new ListQueuesCommand({})))
    assert.equal(failure.gap.reason, 'bad-response')
    assert.equal(elsewhere.requests.length, 0)
    aws.close()
  })
})

describe('custom endpoints', () => {
  test('S3 in path style, S3 Control without the account before the host, Kinesis over HTTP/1.1', async () => {
    await using endpoint = await startEndpoint({
      answer: ({ operation }) => {
        if (operation === 's3:GetBucketPolicy')
          return { headers: { 'x-amz-request-id': 'A1' }, body: '{"Version":"2012-10-17","Statement":[]}' }
        if (operation === 's3-control:GetPublicAccessBlock') {
          return restXml('<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>')
        }
        return operation === 'kinesis:ListStreams' ? json({ StreamNames: [], HasMoreStreams: false }) : undefined
      },
    })
    const aws = await sessionWith(endpoint, ['s3:GetBucketPolicy', 's3-control:GetPublicAccessBlock', 'kinesis:ListStreams'])
    const policy = await aws.client(S3Client, 'eu-west-1').send(new GetBucketPolicyCommand({ Bucket: 'a-bucket' }))
    assert.equal(policy.Policy, '{"Version":"2012-10-17","Statement":[]}')
    assert.equal(endpoint.requests.at(-1)?.path, '/a-bucket/')
    const block = await aws.client(S3ControlClient, 'eu-west-1').send(new GetPublicAccessBlockCommand({ AccountId: '111122223333' }))
    assert.equal(block.PublicAccessBlockConfiguration?.BlockPublicAcls, true)
    assert.equal(endpoint.requests.at(-1)?.headers['host'], new URL(endpoint.url).host)
    assert.equal(endpoint.requests.at(-1)?.headers['x-amz-account-id'], '111122223333')
    const streams = await aws.client(KinesisClient, 'eu-west-1').send(new ListStreamsCommand({}))
    assert.deepEqual(streams.StreamNames, [])
    aws.close()
  })

  test('by service, then for all', async () => {
    await using all = await startEndpoint({
      answer: ({ operation }) => (operation.startsWith('lambda:') ? json({ Functions: [] }) : undefined),
    })
    await using queues = await startEndpoint({ answer: () => json({ QueueUrls: [] }) })
    const aws = await connect({
      environment: { AWS_ENDPOINT_URL: all.url, AWS_ENDPOINT_URL_SQS: queues.url, AWS_REGION: 'eu-central-1' },
      scanId: 's',
      version: '1',
      allowed: ['sqs:ListQueues', 'lambda:ListFunctions'],
      load: () => Promise.resolve(fakeCredentials),
    })
    await aws.client(SQSClient, 'eu-west-1').send(new ListQueuesCommand({}))
    await aws.client(LambdaClient, 'eu-west-1').send(new ListFunctionsCommand({}))
    assert.deepEqual(queues.operations(), ['sqs:ListQueues'])
    assert.deepEqual(all.operations(), ['lambda:ListFunctions', 'sts:GetCallerIdentity'])
    assert.equal(aws.homeRegion, 'eu-central-1')
    aws.close()
  })

  test('an endpoint that is no URL is refused by name', async () => {
    for (const [environment, name] of [
      [{ AWS_ENDPOINT_URL: 'localhost:4566' }, 'AWS_ENDPOINT_URL'],
      [{ AWS_ENDPOINT_URL_STS: 'ftp://127.0.0.1' }, 'AWS_ENDPOINT_URL_STS'],
      [{ AWS_ENDPOINT_URL: 'http://user:secret@127.0.0.1' }, 'AWS_ENDPOINT_URL'],
    ] as const) {
      await assert.rejects(connect({ environment, scanId: 's', version: '1', allowed: [] }), {
        name: 'InvalidEndpoint',
        message: `${name} is not an http or https URL`,
      })
    }
  })
})

test('user agent and operations are told to AWS', async () => {
  await using endpoint = await startEndpoint({
    answer: ({ operation }) => (operation.startsWith('sqs:') ? json({ QueueUrls: [] }) : undefined),
  })
  const aws = await sessionWith(endpoint, ['sqs:ListQueues'])
  await aws.client(SQSClient, 'eu-west-1').send(new ListQueuesCommand({}))
  for (const { headers } of endpoint.requests) {
    assert.match(headers['user-agent'] ?? '', /parapet\/1\.2\.3/)
    assert.match(headers['user-agent'] ?? '', /2026-01-02T03-04-05Z-abcd/)
  }
  assert.equal(aws.client(SQSClient, 'eu-west-1'), aws.client(SQSClient, 'eu-west-1'))
  assert.notEqual(aws.client(SQSClient, 'eu-west-1'), aws.client(SQSClient, 'us-east-1'))
  assert.deepEqual(aws.counts(), {
    sent: 2,
    throttled: 0,
    retried: 0,
    byOperation: new Map([
      ['sts:GetCallerIdentity', 1],
      ['sqs:ListQueues', 1],
    ]),
  })
  aws.close()
})
