// Credentials from every source, refreshed when they expire, and plain words where there are none.
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { AwsFailure } from '../../src/aws/aws.ts'
import { connect, type ConnectOptions, type Session } from '../../src/aws/clients.ts'
import { credentialSource, roleSessionName } from '../../src/aws/credentials.ts'
import { NoAccess } from '../../src/aws/no-access.ts'
import { systemTime } from '../../src/aws/time.ts'
import { callerIdentity, json, queryResult, type Answer } from '../support/answers.ts'
import { startEndpoint, type Action, type Endpoint, type EndpointOptions } from '../support/endpoint.ts'
import { fakeCredentials, sessionWith } from '../support/session.ts'

const queues: EndpointOptions = { answer: ({ operation }) => (operation === 'sqs:ListQueues' ? json({ QueueUrls: ['q'] }) : undefined) }
const listQueues = (aws: Session): Promise<unknown> => aws.client(SQSClient, 'eu-west-1').send(new ListQueuesCommand({}))
const keyOf = (headers: Readonly<Record<string, string>>): string => /Credential=([^/]+)/.exec(headers['authorization'] ?? '')?.[1] ?? ''
const rejected = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => assert.fail('it was answered'),
    (reason: unknown) => reason,
  )

describe('a source', () => {
  const made = (index: number, expiration?: Date) => ({
    accessKeyId: `key-${index}`,
    secretAccessKey: 's',
    sessionToken: `t-${index}`,
    ...(expiration ? { expiration } : {}),
  })

  test('loads once for many, and again before they expire', async () => {
    let now = 0
    let loads = 0
    const source = credentialSource(() => Promise.resolve(made((loads += 1), new Date(now + 3_600_000))), { ...systemTime, now: () => now })
    const all = await Promise.all(Array.from({ length: 10 }, () => source.provide()))
    assert.deepEqual(new Set(all.map(({ accessKeyId }) => accessKeyId)), new Set(['key-1']))
    now = 3_600_000 - 6 * 60_000
    assert.equal((await source.provide()).accessKeyId, 'key-1')
    now = 3_600_000 - 4 * 60_000
    assert.equal((await source.provide()).accessKeyId, 'key-2')
    assert.equal(loads, 2)
  })
  test('keeps the old ones while they work, where a refresh fails', async () => {
    let now = 0
    let broken = false
    const source = credentialSource(
      () => (broken ? Promise.reject(new Error('sso is down')) : Promise.resolve(made(1, new Date(600_000)))),
      { ...systemTime, now: () => now },
    )
    await source.provide()
    broken = true
    now = 400_000
    assert.equal((await source.provide()).accessKeyId, 'key-1')
    now = 600_001
    await assert.rejects(source.provide(), /sso is down/)
  })
  test('renews once for all that failed together, and gives up where nothing newer comes', async () => {
    let loads = 0
    const source = credentialSource(() => Promise.resolve(made(Math.min((loads += 1), 2))), systemTime)
    await source.provide()
    const generation = source.generation()
    assert.deepEqual(
      await Promise.all(Array.from({ length: 8 }, () => source.renew(generation))),
      Array.from({ length: 8 }, () => true),
    )
    assert.equal(loads, 2)
    assert.equal(await source.renew(source.generation()), false)
    assert.equal(await source.renew(source.generation()), false)
    assert.equal(loads, 3)
  })
})

describe('credentials that expire during a scan', () => {
  test('are refreshed once, and every call is answered, wherever it happens', async () => {
    for (const at of [1, 3, 12]) {
      await using endpoint = await startEndpoint(queues)
      let loads = 0
      const aws = await sessionWith(endpoint, ['sqs:ListQueues'], {
        load: () => Promise.resolve({ accessKeyId: `key-${(loads += 1)}`, secretAccessKey: 's', sessionToken: 't' }),
      })
      let seen = 0
      let expired = false
      endpoint.rule({
        operation: 'sqs:*',
        when: ({ headers }) => {
          seen += 1
          expired ||= seen >= at
          return expired && keyOf(headers) === 'key-1'
        },
        action: { do: 'expired' },
      })
      const answers = await Promise.all(Array.from({ length: 12 }, () => listQueues(aws)))
      assert.equal(answers.length, 12)
      assert.equal(loads, 2, `expired at call ${at}`)
      aws.close()
    }
  })
  test('and cannot be refreshed, end every later call without asking on', async () => {
    await using endpoint = await startEndpoint(queues)
    const aws = await sessionWith(endpoint, ['sqs:ListQueues'])
    endpoint.rule({ operation: 'sqs:*', action: { do: 'expired' } })
    for (let count = 0; count < 3; count += 1) {
      const failure = await rejected(listQueues(aws))
      assert.ok(failure instanceof AwsFailure)
      assert.equal(failure.gap.reason, 'error')
      assert.match(failure.gap.message, /expired .*sign in again/)
    }
    assert.equal(endpoint.requests.filter(({ service }) => service === 'sqs').length, 3)
    aws.close()
  })
})

describe('a role', () => {
  const role = 'arn:aws:iam::222222222222:role/audit'
  const assumed = (expires: string): Answer =>
    queryResult(
      'AssumeRole',
      `<Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>wJalr</SecretAccessKey><SessionToken>token</SessionToken><Expiration>${expires}</Expiration></Credentials>`,
    )
  const withRole = (endpoint: Endpoint, more: Partial<ConnectOptions> = {}): Promise<Session> =>
    sessionWith(endpoint, ['sqs:ListQueues'], { credentials: { roleArn: role, externalId: 'shared-secret' }, ...more })
  const roles: EndpointOptions = {
    answer: (seen) => {
      if (seen.operation === 'sts:AssumeRole') return assumed('2999-01-01T00:00:00Z')
      if (seen.operation === 'sts:GetCallerIdentity')
        return callerIdentity('222222222222', `${role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/x`)
      return queues.answer?.(seen)
    },
  }

  test('is assumed with external id and session name, and used for everything after', async () => {
    await using endpoint = await startEndpoint(roles)
    const aws = await withRole(endpoint)
    assert.equal(aws.account, '222222222222')
    await listQueues(aws)
    const [assume, identity, list] = endpoint.requests
    assert.equal(assume?.operation, 'sts:AssumeRole')
    assert.equal(assume.input['RoleArn'], role)
    assert.equal(assume.input['ExternalId'], 'shared-secret')
    assert.equal(assume.input['RoleSessionName'], 'parapet-2026-01-02T03-04-05Z-abcd')
    assert.equal(keyOf(assume.headers), fakeCredentials.accessKeyId)
    assert.deepEqual(
      [identity, list].map((seen) => keyOf(seen?.headers ?? {})),
      ['ASIAIOSFODNN7EXAMPLE', 'ASIAIOSFODNN7EXAMPLE'],
    )
    aws.close()
  })
  test('is assumed again when its session is about to end, even with one slot', async () => {
    await using endpoint = await startEndpoint({
      answer: (seen) => (seen.operation === 'sts:AssumeRole' ? assumed('2020-01-01T00:00:00Z') : roles.answer?.(seen)),
    })
    const aws = await withRole(endpoint, { concurrency: 1 })
    await Promise.all([listQueues(aws), listQueues(aws)])
    assert.ok(endpoint.requests.filter(({ operation }) => operation === 'sts:AssumeRole').length >= 2)
    aws.close()
  })
  test('that may not be assumed says what to check', async () => {
    await using endpoint = await startEndpoint({ ...roles, rules: [{ operation: 'sts:AssumeRole', action: { do: 'deny' } }] })
    const error = await rejected(withRole(endpoint))
    assert.ok(error instanceof NoAccess, String(error))
    assert.match(error.message, /role cannot be assumed/)
    assert.match(error.remedy, /trust policy.*external id/)
    assert.doesNotMatch(error.message, /shared-secret/)
  })
  test('session names are made of what AWS admits', () => {
    assert.equal(roleSessionName('parapet-a b/ü:c'), 'parapet-a-b---c')
    assert.equal(roleSessionName('x'.repeat(80)).length, 64)
  })
})

describe('no access', () => {
  const cases: readonly (readonly [name: string, action: Action, message: RegExp])[] = [
    ['expired', { do: 'expired' }, /have expired.*sign in again/],
    ['unknown to AWS', { do: 'error', code: 'InvalidClientTokenId', status: 403 }, /does not know the credentials.*check the profile/],
    ['a wrong clock', { do: 'error', code: 'RequestTimeTooSkewed', status: 403 }, /signature.*set the clock/],
    ['denied', { do: 'deny' }, /not allowed to call sts:GetCallerIdentity/],
    ['a portal in between', { do: 'html' }, /not AWS's.*--endpoint-url/],
    ['an answer without an account', { do: 'answer', answer: queryResult('GetCallerIdentity', '') }, /without an account/],
    ['a silent endpoint', { do: 'hang' }, /did not answer in time/],
  ]
  for (const [name, action, message] of cases) {
    test(name, async () => {
      await using endpoint = await startEndpoint({ rules: [{ action }] })
      const error = await rejected(sessionWith(endpoint, [], { attemptTimeout: 100 }))
      assert.ok(error instanceof NoAccess, String(error))
      assert.equal(error.name, 'NoAccess')
      assert.match(error.message, message)
      assert.notEqual(error.remedy, '')
    })
  }
  test('nobody listens', async () => {
    const endpoint = await startEndpoint({})
    await endpoint.close()
    const error = await rejected(sessionWith(endpoint, []))
    assert.ok(error instanceof NoAccess)
    assert.match(error.message, /no connection to AWS \(ECONNREFUSED\)/)
  })
  test('the minutes that the clock is off are told', async () => {
    const later = new Date(Date.now() + 42 * 60_000).toUTCString()
    await using endpoint = await startEndpoint({
      rules: [{ action: { do: 'error', code: 'RequestTimeTooSkewed', status: 403, headers: { date: later } } }],
    })
    const error = await rejected(sessionWith(endpoint, []))
    assert.match(String(error), /clock is 42 minutes behind/)
  })
})

describe('the SDK’s chain', () => {
  /** Profiles in files of their own; the SDK reads where they are from the environment of the process. */
  const withFiles = async (
    config: string,
    credentials: string,
    run: (endpoint: Endpoint) => Promise<void>,
    variables: Readonly<Record<string, string>> = {},
  ): Promise<void> => {
    const directory = await mkdtemp(join(tmpdir(), 'parapet-'))
    const before = { ...process.env }
    try {
      await writeFile(join(directory, 'config'), config)
      await writeFile(join(directory, 'credentials'), credentials)
      for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION']) delete process.env[name]
      Object.assign(process.env, {
        AWS_CONFIG_FILE: join(directory, 'config'),
        AWS_SHARED_CREDENTIALS_FILE: join(directory, 'credentials'),
        AWS_EC2_METADATA_DISABLED: 'true',
        ...variables,
      })
      await using endpoint = await startEndpoint({})
      await run(endpoint)
    } finally {
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
      Object.assign(process.env, before)
      await rm(directory, { recursive: true })
    }
  }
  const open = (endpoint: Endpoint, options: Partial<ConnectOptions> = {}): Promise<Session> =>
    connect({ endpoint: endpoint.url, scanId: 's', version: '1', allowed: [], time: { sleep: () => Promise.resolve() }, ...options })

  test('a profile gives credentials and the home region', () =>
    withFiles(
      '[profile audit]\nregion = eu-central-1\n',
      '[audit]\naws_access_key_id = AKIAFROMPROFILE\naws_secret_access_key = s\n',
      async (endpoint) => {
        const aws = await open(endpoint, { credentials: { profile: 'audit' } })
        assert.equal(aws.homeRegion, 'eu-central-1')
        assert.equal(keyOf(endpoint.requests[0]?.headers ?? {}), 'AKIAFROMPROFILE')
        assert.equal(endpoint.requests[0]?.region, 'eu-central-1')
        aws.close()
      },
    ))
  test('the environment does without a profile', () =>
    withFiles(
      '',
      '',
      async (endpoint) => {
        const aws = await open(endpoint)
        assert.equal(keyOf(endpoint.requests[0]?.headers ?? {}), 'AKIAFROMENVIRONMENT')
        assert.equal(aws.homeRegion, 'us-east-1')
        aws.close()
      },
      { AWS_ACCESS_KEY_ID: 'AKIAFROMENVIRONMENT', AWS_SECRET_ACCESS_KEY: 's' },
    ))
  test('nothing anywhere, a missing profile, an expired SSO session, a process that fails: said plainly, nothing asked, no secret told', () =>
    withFiles(
      '[profile sso]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = audit\n[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://127.0.0.1:1/start\n[profile process]\ncredential_process = /bin/sh -c "echo hunter2; exit 1"\n',
      '',
      async (endpoint) => {
        for (const [profile, message] of [
          [undefined, /no AWS credentials were found.*sign in/],
          ['nobody', /profile nobody has no usable credentials.*list-profiles/],
          ['sso', /SSO session of profile sso.*aws sso login --profile sso/],
          ['process', /credential_process of profile process failed/],
        ] as const) {
          const started = performance.now()
          const error = await rejected(open(endpoint, { credentials: profile === undefined ? {} : { profile } }))
          assert.ok(error instanceof NoAccess, `${String(profile)}: ${String(error)}`)
          assert.match(error.message, message)
          assert.doesNotMatch(error.message, /hunter2/)
          assert.ok(performance.now() - started < 5000)
        }
        assert.equal(endpoint.requests.length, 0)
      },
    ))
})
