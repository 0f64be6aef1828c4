// Recordings: what was asked is answered again through the SDK, and nothing goes into the file that strangers must not see.
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { AccountClient, GetContactInformationCommand } from '@aws-sdk/client-account'
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { GetCredentialReportCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam'
import { GetPolicyCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { GetBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3'
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { HttpRequest } from '@smithy/core/protocols'
import { AwsFailure } from '../../src/aws/aws.ts'
import { httpTransport, type Session } from '../../src/aws/clients.ts'
import { pages } from '../../src/aws/pages.ts'
import { recordingTransport } from '../../src/aws/record.ts'
import { requestKey } from '../../src/aws/recording.ts'
import { connectRecording, readRecording } from '../../src/aws/replay.ts'
import { sanitiser } from '../../src/aws/sanitise.ts'
import type { Operation } from '../../src/graph/fact.ts'
import { callerIdentity, ec2Result, json, queryResult, restXml } from '../support/answers.ts'
import { startEndpoint, type EndpointOptions } from '../support/endpoint.ts'
import { fakeCredentials, sessionWith } from '../support/session.ts'

const inFolder = async (run: (file: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'parapet-'))
  try {
    await run(join(folder, 'recording.ndjson'))
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Things that must not be in the file. */
const canaries = {
  account: '987654321098',
  foreign: '555544443333',
  environment: 'canary-environment-value',
  requestId: 'canary-request-id',
  token: 'canaryPagingToken987654321098',
  key: 'AKIACANARYCANARYCANA',
  session: 'canary-session-token',
  signature: 'canarysignature',
  person: 'Canary Person',
  mail: 'canary@corp.example',
  password: 'canary-password',
  userData: 'canary-user-data',
}
const operations: readonly Operation[] = [
  'sqs:ListQueues',
  'sqs:GetQueueAttributes',
  'lambda:ListFunctions',
  'lambda:GetPolicy',
  'iam:ListUsers',
  'iam:GetCredentialReport',
  'ec2:DescribeVpcs',
  'account:GetContactInformation',
  's3:GetBucketVersioning',
]
const report = `user,arn\nroot,arn:aws:iam::${canaries.account}:root\nother,arn:aws:iam::${canaries.foreign}:root\n`

const account: (url: () => string) => EndpointOptions = (url) => ({
  answer: ({ operation, input, query, token }) => {
    const headers = { 'x-amzn-requestid': canaries.requestId, date: 'Wed, 25 Nov 2026 00:00:00 GMT', 'set-cookie': canaries.session }
    switch (operation) {
      case 'sts:GetCallerIdentity':
        return callerIdentity(canaries.account)
      case 'sqs:ListQueues':
        return json(
          token === undefined
            ? { QueueUrls: [`${url()}/${canaries.account}/orders`], NextToken: canaries.token }
            : { QueueUrls: [`${url()}/${canaries.account}/${token === canaries.token ? 'returns' : 'wrong-token'}`] },
          headers,
        )
      case 'sqs:GetQueueAttributes':
        return json(
          {
            Attributes: {
              QueueArn: `arn:aws:sqs:eu-west-1:${canaries.account}:orders`,
              Policy: JSON.stringify({
                Statement: [{ Principal: { AWS: [`arn:aws:iam::${canaries.foreign}:root`, 'arn:aws:iam::aws:policy/A'] } }],
              }),
              VisibilityTimeout: String(input['QueueUrl']).endsWith('orders') ? '30' : '60',
            },
          },
          headers,
        )
      case 'lambda:ListFunctions':
        return json(
          {
            Functions: [
              {
                FunctionName: `fn-${query.get('Marker') ?? 'first'}`,
                FunctionArn: `arn:aws:lambda:eu-west-1:${canaries.account}:function:f`,
                Environment: { Variables: { DB_PASSWORD: canaries.environment } },
                Description: `key ${canaries.key} link https://s3.amazonaws.com/b/k?X-Amz-Credential=a&X-Amz-Signature=${canaries.signature}`,
                RevisionId: '6ba7b810-9dad-11d1-80b4-446655440000',
              },
            ],
          },
          headers,
        )
      case 'lambda:GetPolicy':
        return {
          status: 404,
          headers: { ...headers, 'content-type': 'application/json', 'x-amzn-errortype': 'ResourceNotFoundException' },
          body: { Message: 'none' },
        }
      case 'iam:ListUsers':
        return queryResult(
          'ListUsers',
          `<Users><member><UserName>eve</UserName><Arn>arn:aws:iam::${canaries.account}:user/eve</Arn><Password>${canaries.password}</Password></member></Users><IsTruncated>false</IsTruncated>`,
        )
      case 'iam:GetCredentialReport':
        return queryResult(
          'GetCredentialReport',
          `<Content>${Buffer.from(report).toString('base64')}</Content><ReportFormat>text/csv</ReportFormat>`,
        )
      case 'ec2:DescribeVpcs':
        return ec2Result(
          'DescribeVpcs',
          `<vpcSet><item><vpcId>vpc-1</vpcId><ownerId>${canaries.account}</ownerId><userData><value>${canaries.userData}</value></userData></item></vpcSet>`,
        )
      case 'account:GetContactInformation':
        return json({ ContactInformation: { FullName: canaries.person, EmailAddress: canaries.mail, CountryCode: 'DE' } }, headers)
      case 's3:GetBucketVersioning':
        return restXml('<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>')
      default:
        return undefined
    }
  },
})

/** Everything that a session reads, as plain values; failures as their code. */
const readAll = async (aws: Session): Promise<readonly unknown[]> => {
  const at = 'eu-west-1'
  const told = async (promise: Promise<unknown>): Promise<unknown> => {
    try {
      const { $metadata: _metadata, ...rest } = (await promise) as { $metadata?: unknown }
      return rest
    } catch (error) {
      assert.ok(error instanceof AwsFailure)
      return [error.code, error.status, error.gap.reason]
    }
  }
  const sqs = aws.client(SQSClient, at)
  const queues = await Array.fromAsync(pages(sqs, ListQueuesCommand, { MaxResults: 1000 }, (page) => page.QueueUrls, { omitsEmpty: true }))
  const attributes = await Promise.all(
    queues.map((QueueUrl) => told(sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })))),
  )
  return [
    aws.account,
    await aws.regions(['eu-*']),
    queues,
    attributes,
    await told(aws.client(LambdaClient, at).send(new ListFunctionsCommand({}))),
    await told(aws.client(LambdaClient, at).send(new GetPolicyCommand({ FunctionName: 'f' }))),
    await told(aws.client(IAMClient, at).send(new ListUsersCommand({}))),
    await told(aws.client(IAMClient, at).send(new GetCredentialReportCommand({}))),
    await told(aws.client(EC2Client, at).send(new DescribeVpcsCommand({}))),
    await told(aws.client(AccountClient, at).send(new GetContactInformationCommand({}))),
    await told(aws.client(S3Client, at).send(new GetBucketVersioningCommand({ Bucket: 'b' }))),
  ]
}

const options = { scanId: 'replayed', version: '1.2.3', allowed: operations }

test('what was recorded is answered again, with one account for each account, and none of the secrets', async () => {
  await inFolder(async (file) => {
    let url = ''
    await using endpoint = await startEndpoint(account(() => url))
    url = endpoint.url
    const live = await sessionWith(endpoint, operations, {
      transport: recordingTransport({ file, transport: httpTransport(5), endpoint: endpoint.url }),
      load: () => Promise.resolve({ ...fakeCredentials, sessionToken: canaries.session }),
    })
    // Passing trouble is not part of the account.
    endpoint.rule({ operation: 'iam:ListUsers', times: 1, action: { do: 'throttle' } })
    endpoint.rule({ operation: 'ec2:DescribeVpcs', times: 1, action: { do: 'failure' } })
    const lived = await readAll(live)
    live.close()

    const text = await readFile(file, 'utf8')
    for (const [name, canary] of Object.entries(canaries)) assert.ok(!text.includes(canary), `${name} is in the file`)
    assert.doesNotMatch(text, /authorization|wJalrXUtnFEMI|127\.0\.0\.1|Throttling|InternalFailure/i)
    assert.equal((await stat(file)).mode & 0o077, 0, 'only its owner may read it')

    const replayed = await connectRecording(file, options)
    const again = await readAll(replayed)
    const expected = JSON.stringify(lived)
      .replaceAll(endpoint.url, 'https://sqs.eu-west-1.amazonaws.com')
      .replaceAll(canaries.account, '111122223333')
      .replaceAll(canaries.foreign, '222222222222')
      .replaceAll(canaries.environment, 'REDACTED')
      .replaceAll(canaries.key, 'AKIAEXAMPLE000000001')
      .replace(/\?X-Amz-Credential=[^"]*/, '')
      .replaceAll(canaries.person, 'REDACTED')
      .replaceAll(canaries.mail, 'security@example.com')
    // Bytes of the report come as numbers: compared as text below.
    const comparable = (value: string): unknown[] =>
      (JSON.parse(value) as unknown[]).map((part) => (JSON.stringify(part).includes('ReportFormat') ? 'report' : part))
    assert.deepEqual(comparable(JSON.stringify(again)), comparable(expected))
    const content = (again[7] as { Content: Uint8Array }).Content
    assert.equal(
      Buffer.from(content).toString(),
      report.replace(canaries.account, '111122223333').replace(canaries.foreign, '222222222222'),
    )

    assert.equal(replayed.endpoint, 'recording')
    assert.equal(replayed.homeRegion, 'eu-west-1')
    assert.equal(replayed.caller, 'arn:aws:sts::111122223333:assumed-role/audit/parapet')
    await replayed.verifyIdentity()
    assert.deepEqual(await replayed.regions(['all']), ['eu-central-1', 'eu-west-1'])
    replayed.close()
  })
})

test('what was not recorded is an error that says so, never absence, and the guard still stands', async () => {
  await inFolder(async (file) => {
    await using endpoint = await startEndpoint({
      answer: ({ operation }) => (operation === 'sqs:ListQueues' ? json({ QueueUrls: [] }) : undefined),
    })
    const live = await sessionWith(endpoint, operations, { transport: recordingTransport({ file, transport: httpTransport(5) }) })
    await live.client(SQSClient, 'eu-west-1').send(new ListQueuesCommand({}))
    live.close()
    const replayed = await connectRecording(file, options)
    for (const [region, command] of [
      ['us-east-1', new ListQueuesCommand({})],
      ['eu-west-1', new ListQueuesCommand({ QueueNamePrefix: 'a' })],
    ] as const) {
      await assert.rejects(replayed.client(SQSClient, region).send(command), (error) => {
        assert.ok(error instanceof AwsFailure)
        assert.equal(error.gap.reason, 'error')
        assert.equal(error.code, 'NotRecorded')
        assert.match(error.gap.message, /recording has no answer to sqs:ListQueues in /)
        return true
      })
    }
    // Another page size is the same question.
    assert.deepEqual((await replayed.client(SQSClient, 'eu-west-1').send(new ListQueuesCommand({ MaxResults: 7 }))).QueueUrls, [])
    const narrow = await connectRecording(file, { ...options, allowed: [] })
    await assert.rejects(narrow.client(SQSClient, 'eu-west-1').send(new ListQueuesCommand({})), /allow-list/)
    // Without a list of regions that were looked at, only names can be tried.
    assert.deepEqual(await replayed.regions(['eu-west-1']), ['eu-west-1'])
    await assert.rejects(replayed.regions(['all']), { name: 'NoAccess' })
    replayed.close()
    narrow.close()
  })
})

test('the same question asked several times is answered in order, then by the last answer', async () => {
  await inFolder(async (file) => {
    let count = 0
    await using endpoint = await startEndpoint({
      answer: ({ operation }) => (operation === 'sqs:ListQueues' ? json({ QueueUrls: [String((count += 1))] }) : undefined),
    })
    const live = await sessionWith(endpoint, operations, { transport: recordingTransport({ file, transport: httpTransport(5) }) })
    for (let asked = 0; asked < 3; asked += 1) await live.client(SQSClient, 'eu-west-1').send(new ListQueuesCommand({}))
    live.close()
    const replayed = await connectRecording(file, options)
    const answers: unknown[] = []
    for (let asked = 0; asked < 5; asked += 1)
      answers.push((await replayed.client(SQSClient, 'eu-west-1').send(new ListQueuesCommand({}))).QueueUrls)
    assert.deepEqual(answers, [['1'], ['2'], ['3'], ['3'], ['3']])
    replayed.close()
  })
})

test('a file that exists is not written over', async () => {
  await inFolder(async (file) => {
    await writeFile(file, 'mine')
    assert.throws(() => recordingTransport({ file, transport: httpTransport(1) }), { code: 'EEXIST' })
    assert.equal(await readFile(file, 'utf8'), 'mine')
  })
})

describe('malformed recordings name file and line', () => {
  const head = '{"format":"parapet-recording","version":1}'
  const exchange = '{"operation":"sqs:ListQueues","region":"eu-west-1","key":"k","status":200,"headers":{},"body":{}}'
  const cases: readonly (readonly [name: string, text: string, line: number, problem: RegExp])[] = [
    ['empty', '', 1, /not JSON/],
    ['another file', 'hello\n', 1, /not JSON/],
    ['JSON of another kind', '{"a":1}\n', 1, /not a recording/],
    ['a newer format', '{"format":"parapet-recording","version":2}\n', 1, /version 2 .* not known/],
    ['a list', '[]\n', 1, /not a JSON object/],
    ['a cut line', `${head}\n${exchange}\n{"operation":"sqs:Li\n`, 3, /not JSON/],
    ['an exchange without a status', `${head}\n${exchange.replace('"status":200,', '')}\n`, 2, /neither an exchange/],
    ['headers of the wrong type', `${head}\n${exchange.replace('"headers":{}', '"headers":{"a":1}')}\n`, 2, /neither an exchange/],
    ['a blank line in between', `${head}\n\n${exchange}\n`, 2, /not JSON/],
    ['regions of the wrong type', `${head}\n{"regions":[1]}\n`, 2, /neither an exchange/],
    ['no identity', `${head}\n${exchange}\n`, 1, /sts:GetCallerIdentity/],
  ]
  for (const [name, text, line, problem] of cases) {
    test(name, async () => {
      await inFolder(async (file) => {
        await writeFile(file, text)
        await assert.rejects(connectRecording(file, options), (error) => {
          assert.ok(error instanceof Error)
          assert.equal(error.name, 'UnreadableRecording')
          assert.ok(error.message.startsWith(`${file}:${line}: `), error.message)
          assert.match(error.message, problem)
          return true
        })
      })
    })
  }
  test('a good one without a last line break is read', async () => {
    await inFolder(async (file) => {
      await writeFile(file, `${head}\n${exchange}\n{"regions":["eu-west-1"]}`)
      assert.deepEqual(
        { exchanges: readRecording(file).exchanges.length, regions: readRecording(file).regions },
        { exchanges: 1, regions: ['eu-west-1'] },
      )
    })
  })
})

describe('request keys', () => {
  const request = (body: string, more: Partial<HttpRequest> = {}): HttpRequest =>
    new HttpRequest({ method: 'POST', path: '/', hostname: 'sqs.eu-west-1.amazonaws.com', body, ...more })
  const same: readonly (readonly [string, HttpRequest, HttpRequest])[] = [
    ['order of members', request('{"a":1,"b":{"c":1,"d":2}}'), request('{"b":{"d":2,"c":1},"a":1}')],
    ['page size', request('{"a":1,"MaxResults":5}'), request('{"a":1,"MaxResults":9}')],
    ['order of a form', request('Action=A&Version=1&X=1'), request('Version=2&X=1&Action=A')],
    ['order of a query', request('', { query: { a: '1', b: '2' } }), request('', { query: { b: '2', a: '1' } })],
    ['host', request(''), request('', { hostname: '127.0.0.1', port: 5000 })],
    ['bytes', request('{"a":1}'), request('', { body: Buffer.from('{"a":1}') })],
    ['path or host style', request('', { path: '/', hostname: 'b.s3.eu-west-1.amazonaws.com' }), request('', { path: '/b/' })],
  ]
  for (const [name, one, other] of same) test(`${name} makes no difference`, () => assert.equal(requestKey(one), requestKey(other)))
  const different: readonly (readonly [string, HttpRequest, HttpRequest])[] = [
    ['token', request('{"NextToken":"a"}'), request('{"NextToken":"b"}')],
    ['token of a form', request('Action=A&Marker=a'), request('Action=A')],
    ['member', request('{"a":1}'), request('{"a":2}')],
    ['path', request('', { path: '/a' }), request('', { path: '/b' })],
    ['target', request('', { headers: { 'x-amz-target': 'A.B' } }), request('', { headers: { 'x-amz-target': 'A.C' } })],
    ['method', request('', { method: 'GET' }), request('')],
  ]
  for (const [name, one, other] of different) test(`${name} does`, () => assert.notEqual(requestKey(one), requestKey(other)))
})

describe('sanitising', () => {
  test('maps accounts consistently, AWS’s own and UUIDs stay', () => {
    const clean = sanitiser()
    clean.own('987654321098')
    assert.equal(
      clean.text('a987654321098b 987654321098 555544443333 555566667777 555544443333'),
      'a111122223333b 111122223333 222222222222 333333333333 222222222222',
    )
    assert.equal(
      clean.text('602401143452 arn:aws:iam::aws:policy/X 6ba7b810-9dad-11d1-80b4-123456789012'),
      '602401143452 arn:aws:iam::aws:policy/X 6ba7b810-9dad-11d1-80b4-123456789012',
    )
    assert.equal(clean.text('1234567890123 12345678901'), '1234567890123 12345678901')
    assert.equal(clean.xml('<a b="987654321098"><Token>x</Token>987654321098</a>'), '<a b="111122223333"><Token>x</Token>111122223333</a>')
  })
  test('takes keys and certificates’ secrets out', () => {
    const clean = sanitiser()
    assert.equal(clean.text('-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----'), 'REDACTED')
    assert.deepEqual(clean.json({ Password: 'x', SecretString: 'y', Nested: [{ ClientSecret: 'z' }], RequestId: 'r', Kept: 1 }), {
      Password: 'REDACTED',
      SecretString: 'REDACTED',
      Nested: [{ ClientSecret: 'REDACTED' }],
      RequestId: '00000000-0000-4000-8000-000000000000',
      Kept: 1,
    })
  })
  test('does not pollute prototypes with hostile names', () => {
    const cleaned = sanitiser().json(JSON.parse('{"__proto__":{"polluted":"yes"}}') as unknown)
    assert.equal(Reflect.get({}, 'polluted'), undefined)
    assert.equal(Reflect.get(cleaned as object, 'polluted'), undefined)
    assert.equal(JSON.stringify(cleaned), '{"__proto__":{"polluted":"yes"}}')
  })
})
