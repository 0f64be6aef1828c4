// Recordings: what was asked is answered again through the SDK, and nothing goes into the file that strangers must not see.
import assert from 'node:assert/strict'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { AccountClient, GetContactInformationCommand } from '@aws-sdk/client-account'
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { GetCredentialReportCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam'
import { GetPolicyCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { GetBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3'
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { AwsFailure } from '../../src/aws/aws.ts'
import { httpTransport, type Session } from '../../src/aws/clients.ts'
import { pages } from '../../src/aws/pages.ts'
import { recordingTransport } from '../../src/aws/record.ts'
import { connectRecording } from '../../src/aws/replay.ts'
import type { Operation } from '../../src/graph/fact.ts'
import { callerIdentity, ec2Result, json, queryResult, restXml } from '../support/answers.ts'
import { startEndpoint, type EndpointOptions } from '../support/endpoint.ts'
import { inFolder } from '../support/folder.ts'
import { fakeCredentials, sessionWith } from '../support/session.ts'

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
      .replaceAll(
        `"Environment":{"Variables":{"DB_PASSWORD":"${canaries.environment}"}}`,
        '"Environment":{"Variables":{"DB_PASSWORD":"REDACTED"},"Error":{"ErrorCode":"Redacted","Message":"the values were left out of the recording"}}',
      )
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
