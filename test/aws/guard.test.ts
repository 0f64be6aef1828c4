// Read-only, proven: nothing that is not allowed leaves the process, whoever asks and however.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis'
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { GetBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3'
import { GetPublicAccessBlockCommand, S3ControlClient } from '@aws-sdk/client-s3-control'
import { DeleteQueueCommand, GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { HttpRequest } from '@smithy/core/protocols'
import { AwsFailure } from '../../src/aws/aws.ts'
import { connect, type Session } from '../../src/aws/clients.ts'
import { allowList, baseOperations, forbidden } from '../../src/aws/operations.ts'
import type { ClientClass, Sender } from '../../src/aws/sender.ts'
import type { Operation } from '../../src/graph/fact.ts'
import { json, restXml } from '../support/answers.ts'
import { startEndpoint } from '../support/endpoint.ts'
import { fakeCredentials, sessionWith } from '../support/session.ts'
import { installedClients } from '../support/wire.ts'

type AnyCommand = new (input: object) => { readonly schema?: readonly unknown[] }

const rejection = async (promise: Promise<unknown>): Promise<AwsFailure> => {
  const error: unknown = await promise.then(
    () => assert.fail('it was answered'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof AwsFailure, `rejects with ${String(error)}`)
  return error
}

test('every operation of every installed client is refused before credentials and before any socket, unless it is allowed', async () => {
  await using identity = await startEndpoint({})
  let loads = 0
  const aws: Session = await sessionWith(identity, [], {
    load: () => {
      loads += 1
      return Promise.resolve({ ...fakeCredentials, expiration: new Date(0) })
    },
  })
  // The session's own endpoint answers nothing else: any connection shows in its record.
  const before = { requests: identity.requests.length, loads }
  let refused = 0
  const allowed: string[] = []
  for (const name of await installedClients()) {
    const exports = (await import(`@aws-sdk/client-${name}`)) as Readonly<Record<string, unknown>>
    const clientName = Object.keys(exports).find((key) => /^[A-Z]\w+Client$/.test(key))
    assert.ok(clientName, `client-${name} exports a client`)
    const client = aws.client(exports[clientName] as ClientClass<Sender & { send(command: object): Promise<unknown> }>, 'eu-west-1')
    const commands = Object.entries(exports).filter(([key, value]) => /^[A-Z]\w+Command$/.test(key) && typeof value === 'function')
    assert.ok(commands.length > 0)
    for (const [, command] of commands) {
      const made = new (command as AnyCommand)({})
      const short = String(made.schema?.[2])
      if (baseOperations.some((operation) => operation.endsWith(`:${short}`)) && (name === 'sts' || name === 'ec2')) {
        allowed.push(`${name}:${short}`)
        continue
      }
      const failure = await rejection(client.send(made))
      assert.equal(failure.code, 'OperationNotAllowed', `${name}:${short}`)
      assert.equal(failure.gap.reason, 'error')
      assert.ok(failure.operation.endsWith(`:${short}`))
      refused += 1
    }
  }
  assert.deepEqual(allowed.sort(), ['ec2:DescribeRegions', 'sts:AssumeRole', 'sts:GetCallerIdentity'])
  assert.ok(refused > 1500, `${refused} operations were tried`)
  assert.equal(identity.requests.length, before.requests)
  assert.equal(loads, before.loads)
  aws.close()
})

describe('the second lock, in the request handler', () => {
  const attacked = async (
    attack: (client: SQSClient) => void,
    allowed: readonly Operation[] = ['sqs:ListQueues'],
  ): Promise<readonly string[]> => {
    await using endpoint = await startEndpoint({
      answer: ({ operation }) => (operation.startsWith('sqs:') ? json({ QueueUrls: [] }) : undefined),
    })
    const aws = await sessionWith(endpoint, allowed)
    const client = aws.client(SQSClient, 'eu-west-1')
    attack(client)
    const failure = await rejection(client.send(new ListQueuesCommand({})))
    assert.match(failure.code, /^(OperationNotAllowed|HostNotAllowed)$/)
    aws.close()
    return endpoint.operations().filter((operation) => operation.startsWith('sqs:'))
  }
  const alter = (client: SQSClient, change: (request: HttpRequest) => void): void =>
    client.middlewareStack.add(
      (next) => (args) => {
        change(args.request as HttpRequest)
        return next(args)
      },
      { step: 'finalizeRequest', name: 'attack', priority: 'low' },
    )

  test('a client without its first guard sends nothing', async () => {
    await using endpoint = await startEndpoint({})
    const aws = await sessionWith(endpoint, ['sqs:ListQueues'])
    const client = aws.client(SQSClient, 'eu-west-1')
    client.middlewareStack.remove('parapetGuard')
    await assert.rejects(
      client.send(new DeleteQueueCommand({ QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/q' })),
      /refused before sending/,
    )
    assert.deepEqual(endpoint.operations(), ['sts:GetCallerIdentity'])
    aws.close()
  })
  test('a client without its mark sends nothing', async () => {
    assert.deepEqual(await attacked((client) => void client.middlewareStack.remove('parapetMark')), [])
  })
  test('a request turned into another operation is refused', async () => {
    assert.deepEqual(
      await attacked((client) => alter(client, (request) => (request.headers['x-amz-target'] = 'AmazonSQS.DeleteQueue'))),
      [],
    )
  })
  test('a request with another method is refused', async () => {
    assert.deepEqual(await attacked((client) => alter(client, (request) => (request.method = 'DELETE'))), [])
  })
  test('a request turned to another host is refused', async () => {
    assert.deepEqual(await attacked((client) => alter(client, (request) => (request.hostname = '127.0.0.2'))), [])
    assert.deepEqual(await attacked((client) => alter(client, (request) => (request.port = 1))), [])
  })
  test('a REST request turned to another path is refused', async () => {
    await using endpoint = await startEndpoint({})
    const aws = await sessionWith(endpoint, ['lambda:ListFunctions'])
    const client = aws.client(LambdaClient, 'eu-west-1')
    client.middlewareStack.add(
      (next) => (args) => {
        ;(args.request as HttpRequest).path = '/2015-03-31/functions/f/invocations'
        return next(args)
      },
      { step: 'finalizeRequest', name: 'attack', priority: 'low' },
    )
    const failure = await rejection(client.send(new ListFunctionsCommand({})))
    assert.equal(failure.code, 'OperationNotAllowed')
    assert.ok(!endpoint.requests.some(({ path }) => path.includes('invocations')))
    aws.close()
  })
})

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

describe('what no allow-list may hold', () => {
  const content: readonly Operation[] = [
    'dynamodb:GetItem',
    'dynamodb:BatchGetItem',
    'dynamodb:Query',
    'dynamodb:Scan',
    'dynamodb:ExecuteStatement',
    's3:GetObject',
    'sqs:ReceiveMessage',
    'athena:StartQueryExecution',
    'logs:FilterLogEvents',
    'logs:GetLogEvents',
    'logs:StartQuery',
    'secretsmanager:GetSecretValue',
    'ssm:GetParameter',
    'kms:Decrypt',
    'kms:GenerateDataKey',
    'lambda:GetFunction',
    'lambda:Invoke',
    'ecr:BatchGetImage',
    'ecr:GetDownloadUrlForLayer',
    'kinesis:GetRecords',
    'sts:GetSessionToken',
    'iam:CreateUser',
    'sqs:DeleteQueue',
    'iam:GenerateOrganizationsAccessReport',
  ]
  for (const operation of content) {
    test(`${operation} makes connect throw`, async () => {
      await using endpoint = await startEndpoint({})
      await assert.rejects(sessionWith(endpoint, ['sqs:ListQueues', operation]), /not on any allow-list/)
      assert.equal(endpoint.requests.length, 0)
    })
  }
  test('the two reports and reads may be on one', () => {
    for (const operation of [
      'iam:GenerateCredentialReport',
      'iam:GenerateServiceLastAccessedDetails',
      'sqs:ListQueues',
      'ecr:BatchGetRepositoryScanningConfiguration',
    ] as const) {
      assert.equal(forbidden(operation), undefined)
    }
    assert.ok(allowList([]).has('sts:GetCallerIdentity'))
  })
  test('what hides behind a name is judged by its own', () => {
    assert.notEqual(forbidden('lambda:ListTagsAndDelete:Invoke'), undefined)
  })
})
