// Every spelling of every error gets its one meaning, over HTTP and from raw errors.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam'
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms'
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { AwsFailure } from '../../src/aws/aws.ts'
import { failureOf } from '../../src/aws/errors.ts'
import type { Session } from '../../src/aws/clients.ts'
import type { GapReason, Operation } from '../../src/graph/fact.ts'
import { startEndpoint, type Action, type Endpoint } from '../support/endpoint.ts'
import { sessionWith } from '../support/session.ts'

/** One read of each protocol. */
const reads = {
  'sqs:ListQueues': (aws: Session) => aws.client(SQSClient, 'eu-west-1').send(new ListQueuesCommand({})),
  'kms:ListKeys': (aws: Session) => aws.client(KMSClient, 'eu-west-1').send(new ListKeysCommand({})),
  'lambda:ListFunctions': (aws: Session) => aws.client(LambdaClient, 'eu-west-1').send(new ListFunctionsCommand({})),
  'iam:ListUsers': (aws: Session) => aws.client(IAMClient, 'eu-west-1').send(new ListUsersCommand({})),
  'ec2:DescribeVpcs': (aws: Session) => aws.client(EC2Client, 'eu-west-1').send(new DescribeVpcsCommand({})),
  's3:ListBuckets': (aws: Session) => aws.client(S3Client, 'eu-west-1').send(new ListBucketsCommand({})),
} as const satisfies Readonly<Record<Operation, (aws: Session) => Promise<unknown>>>

const operations = Object.keys(reads) as (keyof typeof reads)[]

const failing = async (aws: Session, operation: keyof typeof reads): Promise<AwsFailure> => {
  const error: unknown = await reads[operation](aws).then(
    () => assert.fail(`${operation} was answered`),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof AwsFailure, `${operation} rejects with ${String(error)}`)
  return error
}

/** What each protocol's read becomes under an action. */
const outcomes = async (endpoint: Endpoint, aws: Session, action: Action): Promise<readonly (readonly [string, GapReason])[]> => {
  endpoint.clear()
  endpoint.rule({ action })
  const all: (readonly [string, GapReason])[] = []
  for (const operation of operations) all.push([operation, (await failing(aws, operation)).gap.reason])
  return all
}

const everywhere = (reason: GapReason): readonly (readonly [string, GapReason])[] => operations.map((operation) => [operation, reason])

describe('over HTTP, in every protocol', () => {
  const foreign = [
    '',
    '<!doctype html><html><body>Blocked</body></html>',
    'plain text',
    '<Error><Code>Blocked</Code></Error>',
    '{"message":"no"}',
  ]
  const cases: readonly (readonly [name: string, action: Action, reason: GapReason])[] = [
    ...[
      'AccessDenied',
      'AccessDeniedException',
      'UnauthorizedOperation',
      'AuthorizationError',
      'AuthorizationErrorException',
      'KMSAccessDeniedException',
      'KmsAccessDenied',
      'EC2AccessDeniedException',
      'AccessDeniedForDependencyException',
      'Forbidden',
      'NotAuthorized',
      'UnauthorizedException',
    ].flatMap((code): readonly (readonly [string, Action, GapReason])[] => [
      [`${code} with its protocol's status`, { do: 'deny', code }, 'denied'],
      [`${code} with status 400`, { do: 'deny', code, status: 400 }, 'denied'],
    ]),
    ...foreign.map((body): readonly [string, Action, GapReason] => [
      `403 with the body ${JSON.stringify(body).slice(0, 30)}`,
      { do: 'answer', answer: { status: 403, body } },
      'denied',
    ]),
    ['a 403 with an unknown code', { do: 'error', code: 'SomethingNew', status: 403 }, 'denied'],
    ['a 403 with a code of absence', { do: 'error', code: 'ResourceNotFoundException', status: 403 }, 'denied'],
    ['an unknown code with 400', { do: 'error', code: 'SomethingNew', status: 400 }, 'error'],
    ['a code of absence with 404', { do: 'error', code: 'NoSuchEntity', status: 404 }, 'error'],
    ['a validation error', { do: 'error', code: 'ValidationException', status: 400 }, 'error'],
    ['bad credentials', { do: 'error', code: 'UnrecognizedClientException', status: 400 }, 'error'],
    ['bad credentials with 403', { do: 'error', code: 'InvalidClientTokenId', status: 403 }, 'error'],
    ['opt-in in an enabled region', { do: 'error', code: 'OptInRequired', status: 403 }, 'error'],
    ['a wrong clock', { do: 'error', code: 'RequestTimeTooSkewed', status: 403 }, 'error'],
    ['a wrong signature', { do: 'error', code: 'SignatureDoesNotMatch', status: 403 }, 'error'],
    ['500', { do: 'failure' }, 'error'],
    ['503 with HTML', { do: 'unavailable' }, 'error'],
    ...[
      'Throttling',
      'ThrottlingException',
      'TooManyRequestsException',
      'RequestLimitExceeded',
      'SlowDown',
      'KMSThrottlingException',
      'ThrottledException',
    ].map((code): readonly [string, Action, GapReason] => [code, { do: 'error', code, status: 400 }, 'throttled']),
    ['429 with any body', { do: 'answer', answer: { status: 429, body: 'slow' } }, 'throttled'],
    [
      '404 with HTML',
      { do: 'answer', answer: { status: 404, headers: { 'content-type': 'text/html' }, body: '<html></html>' } },
      'bad-response',
    ],
    ['404 with no body', { do: 'answer', answer: { status: 404, body: '' } }, 'bad-response'],
    ['a redirect', { do: 'redirect', to: 'http://169.254.169.254/' }, 'bad-response'],
    ['a reset connection', { do: 'reset' }, 'error'],
  ]
  for (const [name, action, reason] of cases) {
    test(`${name}: ${reason}`, async () => {
      await using endpoint = await startEndpoint({})
      const aws = await sessionWith(endpoint, operations)
      assert.deepEqual(await outcomes(endpoint, aws, action), everywhere(reason))
      aws.close()
    })
  }
})

test('the message of a denial names the operation, the action and the cause', async () => {
  await using endpoint = await startEndpoint({})
  const aws = await sessionWith(endpoint, operations)
  const causes: readonly (readonly [said: string, told: RegExp])[] = [
    ['because no identity-based policy allows the s3:ListAllMyBuckets action', /no policy allows it/],
    ['with an explicit deny in a service control policy', /service control policy of the organisation/],
    ['with an explicit deny in a resource control policy', /resource control policy/],
    ['because no permissions boundary allows the action', /permissions boundary/],
    ['because no session policy allows the action', /session policy/],
    ['with an explicit deny in a resource-based policy', /policy of the resource/],
    ['because no VPC endpoint policy allows the action', /VPC endpoint policy/],
    ['with an explicit deny in an identity-based policy', /denies it explicitly/],
  ]
  for (const [said, told] of causes) {
    endpoint.clear()
    endpoint.rule({ action: { do: 'deny', message: `User: x is not authorized to perform: s3:ListAllMyBuckets ${said}` } })
    const { gap } = await failing(aws, 's3:ListBuckets')
    assert.match(gap.message, /^not allowed to call s3:ListBuckets: /)
    assert.match(gap.message, told)
    assert.equal(gap.action, 's3:ListAllMyBuckets')
    assert.match(gap.message, /s3:ListAllMyBuckets/)
  }
  aws.close()
})

test('a denial is not tried again', async () => {
  await using endpoint = await startEndpoint({})
  const aws = await sessionWith(endpoint, operations)
  endpoint.rule({ operation: 'sqs:*', action: { do: 'deny' } })
  await failing(aws, 'sqs:ListQueues')
  assert.equal(endpoint.requests.filter(({ operation }) => operation === 'sqs:ListQueues').length, 1)
  aws.close()
})

describe('a region that is not enabled', () => {
  for (const code of [
    'OptInRequired',
    'AuthFailure',
    'InvalidClientTokenId',
    'UnrecognizedClientException',
    'SubscriptionRequiredException',
  ]) {
    test(`${code} is not-enabled only where AWS says the region is not opted in`, async () => {
      await using endpoint = await startEndpoint({})
      const aws = await sessionWith(endpoint, operations)
      endpoint.rule({ operation: 'lambda:*', action: { do: 'error', code, status: 403 } })
      const reasonIn = async (region: string): Promise<GapReason> => {
        const error: unknown = await aws
          .client(LambdaClient, region)
          .send(new ListFunctionsCommand({}))
          .catch((reason: unknown) => reason)
        assert.ok(error instanceof AwsFailure)
        return error.gap.reason
      }
      assert.equal(await reasonIn('ap-east-1'), 'not-enabled')
      assert.equal(await reasonIn('us-east-1'), 'error')
      aws.close()
    })
  }

  test('without the list of regions nothing is called not enabled', async () => {
    await using endpoint = await startEndpoint({ rules: [{ operation: 'ec2:DescribeRegions', action: { do: 'deny' } }] })
    const aws = await sessionWith(endpoint, operations)
    endpoint.rule({ operation: 'lambda:*', action: { do: 'error', code: 'OptInRequired', status: 403 } })
    const error: unknown = await aws
      .client(LambdaClient, 'ap-east-1')
      .send(new ListFunctionsCommand({}))
      .catch((reason: unknown) => reason)
    assert.ok(error instanceof AwsFailure)
    assert.equal(error.gap.reason, 'error')
    aws.close()
  })
})

describe('raw errors, as doubles throw them', () => {
  const raw = (name: string, status?: number, message = ''): Error =>
    Object.assign(new Error(message), { name, ...(status === undefined ? {} : { $metadata: { httpStatusCode: status } }) })
  const cases: readonly (readonly [error: unknown, reason: GapReason, code: string])[] = [
    [raw('QueueDoesNotExist', 400), 'error', 'QueueDoesNotExist'],
    [raw('QueueDoesNotExist'), 'error', 'QueueDoesNotExist'],
    [raw('com.amazonaws.sqs#AccessDenied:http://internal', 400), 'denied', 'AccessDenied'],
    [raw('Client.UnauthorizedOperation', 403), 'denied', 'UnauthorizedOperation'],
    [raw('AccessDeniedException'), 'denied', 'AccessDeniedException'],
    [raw('Strange', undefined, 'User: x is not authorized to perform: y'), 'denied', 'Strange'],
    [raw('Strange', 400, 'Rate exceeded'), 'throttled', 'Strange'],
    [raw('SyntaxError', 200), 'bad-response', 'SyntaxError'],
    [raw('TypeError', 200, 'Expected real number, got implicit NaN'), 'bad-response', 'TypeError'],
    [raw('SyntaxError', 403), 'denied', 'Unknown'],
    [raw('Unknown', 502), 'error', 'Unknown'],
    [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'error', 'ECONNREFUSED'],
    [Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), 'error', 'ENOTFOUND'],
    [Object.assign(new Error('late'), { code: 'ETIMEDOUT' }), 'timeout', 'ETIMEDOUT'],
    [raw('TimeoutError'), 'timeout', 'TimeoutError'],
    [raw('AbortError'), 'skipped', 'AbortError'],
    [Object.assign(new Error('cert'), { code: 'CERT_HAS_EXPIRED' }), 'error', 'CERT_HAS_EXPIRED'],
    [new TypeError('a bug'), 'error', 'TypeError'],
    ['a string', 'error', 'Unknown'],
    [undefined, 'error', 'Unknown'],
    [null, 'error', 'Unknown'],
    [{ name: 7 }, 'error', 'Unknown'],
  ]
  for (const [error, reason, code] of cases) {
    test(`${error instanceof Error ? `${error.name} ${error.message}` : JSON.stringify(error)} is ${reason}`, () => {
      const failure = failureOf(error, 'sqs:GetQueueAttributes')
      assert.equal(failure.gap.reason, reason)
      assert.equal(failure.code, code)
      assert.equal(failure.gap.operation, 'sqs:GetQueueAttributes')
      assert.equal(failure.gap.code, code === 'Unknown' ? undefined : code)
      assert.notEqual(failure.gap.message, '')
    })
  }

  test('a failure comes back as it is', () => {
    const failure = failureOf(raw('AccessDenied', 403), 'sqs:ListQueues')
    assert.equal(failureOf(failure, 'kms:ListKeys'), failure)
  })
})

test('messages carry no control characters and no secrets, and are short', () => {
  const token = 'IQoJb3JpZ2luX2VjEJr//////////wEaCWV1LXdlc3QtMSJHMEUCIQDa'.repeat(4)
  const said = [
    '\u001b[2Jnot \u202egood\u0000\r\n',
    'Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6XSnuUMCm-abcdefghijklmn-',
    'key AKIAABCDEFGHIJKLMNOP ASIAABCDEFGHIJKLMNOP',
    `x-amz-security-token:${token}`,
    'https://s3.amazonaws.com/x?X-Amz-Credential=AKIA&X-Amz-Signature=deadbeefdeadbeef',
    'password=hunter2hunter2',
    'z '.repeat(1000),
  ].join(' ')
  for (const name of ['Strange', 'SignatureDoesNotMatch', 'AccessDenied', 'Unknown']) {
    for (const status of [200, 400, 403, 500]) {
      const { gap, message } = failureOf(Object.assign(new Error(said), { name, $metadata: { httpStatusCode: status } }), 'sqs:ListQueues')
      for (const text of [gap.message, message]) {
        assert.doesNotMatch(text, /[\p{Cc}\u202e]/u)
        assert.doesNotMatch(text, /4GIOHl|ABCDEFGHIJKLMNOP|IQoJb3|deadbeef|hunter2/)
        assert.ok(text.length <= 330, `${text.length} characters`)
      }
    }
  }
})
