// Read-only, proven: nothing that is not allowed leaves the process, whoever asks and however.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { DeleteQueueCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { HttpRequest } from '@smithy/core/protocols'
import { AwsFailure } from '../../src/aws/aws.ts'
import type { Session } from '../../src/aws/clients.ts'
import { allowList, baseOperations, forbidden } from '../../src/aws/operations.ts'
import type { ClientClass, Sender } from '../../src/aws/sender.ts'
import type { Operation } from '../../src/graph/fact.ts'
import { json } from '../support/answers.ts'
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
