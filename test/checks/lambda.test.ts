// What the checks on Lambda decide.
import { functionRecursionGuard, functionReservedConcurrency, queueConcurrencyCap } from '../../checks/lambda/capacity.ts'
import { functionAsyncFailureTarget, streamBoundedRetry, streamFailureDestination } from '../../checks/lambda/failures.ts'
import {
  functionEnvironmentSecrets,
  functionForeignLayers,
  functionRuntimeSupported,
  functionSharedRole,
} from '../../checks/lambda/functions.ts'
import { functionUrlCorsWildcard, functionUrlUnauthenticated } from '../../checks/lambda/urls.ts'
import type { FacetValue } from '../../src/graph/kinds.ts'
import { account, foreignAccount, region, resource } from '../support/nodes.ts'
import { functionArn, lambda, mapping, queue, queueArn } from '../support/serverless.ts'
import { given, verify } from '../support/verify.ts'

const on = (day: string) => ({ now: new Date(`${day}T00:00:00Z`) })

verify(functionRuntimeSupported, {
  pass: [
    given(lambda('current'), {
      settings: on('2026-06-01'),
      evidence: { Runtime: 'nodejs24.x', deprecation: '2028-04-30', within90Days: false },
    }),
    given(lambda('the day before', { Runtime: 'nodejs22.x' }), {
      settings: on('2027-04-29'),
      evidence: { Runtime: 'nodejs22.x', deprecation: '2027-04-30', within90Days: true },
    }),
    given(lambda('newest', { Runtime: 'nodejs26.x' }), {
      settings: on('2026-06-01'),
      evidence: { Runtime: 'nodejs26.x', deprecation: 'not announced' },
    }),
  ],
  fail: [
    given(lambda('the day itself', { Runtime: 'nodejs22.x' }), { settings: on('2027-04-30') }),
    given(lambda('long gone', { Runtime: 'python2.7' }), { evidence: { Runtime: 'python2.7', deprecation: '2021-07-15' } }),
    lambda('a runtime that nobody knows', { Runtime: 'constructor' as 'nodejs' }),
    lambda('no runtime', { Runtime: undefined }),
  ],
  notApplicable: [lambda('image', { PackageType: 'Image', Runtime: undefined })],
})

type Variables = FacetValue<'AWS::Lambda::Function', 'environment'>['Variables']
const holds = (name: string, ...Variables: Variables) => lambda(name, {}, { environment: { Variables } })
const harmless = { Name: 'TABLE', Secret: undefined }

verify(functionEnvironmentSecrets, {
  pass: [given(holds('harmless', harmless), { evidence: { variables: 1 } }), holds('no variables')],
  fail: [
    given(holds('one', harmless, { Name: 'DB_PASSWORD', Secret: 'named-like-a-secret' }), {
      discriminators: ['DB_PASSWORD'],
      evidence: { variable: 'DB_PASSWORD', looksLike: 'named-like-a-secret' },
    }),
    given(holds('two', { Name: 'A', Secret: 'aws-access-key' }, { Name: 'B', Secret: 'private-key' }), { discriminators: ['A', 'B'] }),
  ],
})

const layerOf = (owner: string, name: string): string => `arn:aws:lambda:${region}:${owner}:layer:${name}:7`
const uses = (name: string, ...Layers: readonly string[]) => lambda(name, { Layers })

verify(functionForeignLayers, {
  pass: [
    uses('none'),
    uses('own', layerOf(account, 'common')),
    uses(
      'AWS',
      layerOf('580247275435', 'LambdaInsightsExtension-Arm64'),
      layerOf('017000801446', 'AWSLambdaPowertoolsPythonV3-python313-x86_64'),
    ),
    given(uses('trusted', layerOf(foreignAccount, 'common')), { settings: { trustedAccounts: [foreignAccount] } }),
  ],
  fail: [
    given(uses('foreign', layerOf(account, 'common'), layerOf(foreignAccount, 'tools')), {
      discriminators: [`${foreignAccount}:tools`],
      evidence: { layer: layerOf(foreignAccount, 'tools'), publisher: foreignAccount },
    }),
    given(uses('two', layerOf(foreignAccount, 'a'), layerOf(foreignAccount, 'b')), {
      discriminators: [`${foreignAccount}:a`, `${foreignAccount}:b`],
    }),
    uses('a name of AWS from somebody else', layerOf(foreignAccount, 'LambdaInsightsExtension')),
    uses('another layer from an account of AWS', layerOf('580247275435', 'tools')),
    given(uses('not an ARN', 'common'), { discriminators: [':common'] }),
  ],
})

const shared = `arn:aws:iam::${account}:role/shared`
verify(functionSharedRole, {
  pass: [given(lambda('alone'), { with: [lambda('other')] })],
  fail: [
    given(lambda('a', { Role: shared }), {
      with: [lambda('b', { Role: shared }), lambda('c')],
      evidence: { Role: shared, others: 1, sharedWith: [functionArn('b')] },
    }),
  ],
})

type Url = FacetValue<'AWS::Lambda::Function', 'urlConfigs'>[number]
const url = (name: string, AuthType: Url['AuthType'], Cors?: Url['Cors'], alias = ''): Url => ({
  FunctionUrl: `https://${name}${alias}.lambda-url.${region}.on.aws/`,
  FunctionArn: alias ? `${functionArn(name)}:${alias}` : functionArn(name),
  AuthType,
  Cors,
})
const open = (name: string, ...urlConfigs: readonly Url[]) => lambda(name, {}, { urlConfigs })

verify(functionUrlUnauthenticated, {
  pass: [given(open('none'), { evidence: { functionUrls: 0 } }), open('signed', url('signed', 'AWS_IAM'))],
  fail: [
    given(open('open', url('open', 'NONE')), {
      discriminators: [''],
      evidence: { FunctionUrl: `https://open.lambda-url.${region}.on.aws/`, AuthType: 'NONE' },
    }),
    given(open('both', url('both', 'NONE'), url('both', 'AWS_IAM', undefined, 'signed'), url('both', 'NONE', undefined, 'live')), {
      discriminators: ['', 'live'],
    }),
  ],
})

verify(functionUrlCorsWildcard, {
  pass: [
    open('no CORS', url('no CORS', 'NONE')),
    open('one site', url('one site', 'NONE', { AllowOrigins: ['https://shop.example.com'], AllowCredentials: true })),
    open('nothing set', url('nothing set', 'NONE', { AllowOrigins: undefined, AllowCredentials: undefined })),
  ],
  fail: [
    open('all', url('all', 'NONE', { AllowOrigins: ['*'], AllowCredentials: undefined })),
    given(open('alias', url('alias', 'AWS_IAM', { AllowOrigins: ['https://shop.example.com', '*'], AllowCredentials: true }, 'live')), {
      discriminators: ['live'],
    }),
  ],
  notApplicable: [open('no URL')],
})

const reserves = (name: string, ReservedConcurrentExecutions: number | undefined) =>
  lambda(name, {}, { concurrency: { ReservedConcurrentExecutions } })

verify(functionReservedConcurrency, {
  pass: [given(reserves('20', 20), { evidence: { ReservedConcurrentExecutions: 20 } })],
  fail: [given(reserves('none', undefined), { evidence: { ReservedConcurrentExecutions: null } })],
  notApplicable: [reserves('switched off', 0)],
})

verify(functionRecursionGuard, {
  pass: [lambda('guarded', {}, { recursion: { RecursiveLoop: 'Terminate' } })],
  fail: [lambda('loops', {}, { recursion: { RecursiveLoop: 'Allow' } })],
})

const polls = (name: string, MaximumConcurrency?: number) =>
  mapping(name, queueArn('orders'), `${functionArn('worker')}:live`, { MaximumConcurrency })
const worker = (reserved?: number) => reserves('worker', reserved)

verify(queueConcurrencyCap, {
  pass: [
    given(polls('capped', 20), { with: [worker()], evidence: { MaximumConcurrency: 20, ReservedConcurrentExecutions: null } }),
    given(polls('by the function'), { with: [worker(20)] }),
    given(polls('both', 20), { with: [worker(20)] }),
    given(polls('function deleted', 20)),
  ],
  fail: [
    given(polls('none'), { with: [worker()], evidence: { MaximumConcurrency: null, ReservedConcurrentExecutions: null } }),
    given(polls('above what is reserved', 21), { with: [worker(20)] }),
    given(polls('switched off'), { with: [worker(0)] }),
    given(polls('function deleted, no cap')),
  ],
  notApplicable: [
    given(mapping('stream', `arn:aws:kinesis:${region}:${account}:stream/orders`, functionArn('worker')), { with: [worker()] }),
    given(mapping('Kafka', undefined, functionArn('worker')), { with: [worker()] }),
  ],
})

const kinesis = `arn:aws:kinesis:${region}:${account}:stream/orders`
const dynamodb = `arn:aws:dynamodb:${region}:${account}:table/orders/stream/2026-05-01T10:00:00.000`
const reads = (name: string, source: string | undefined, base: Parameters<typeof mapping>[3]) =>
  mapping(name, source, functionArn('worker'), base)
const failed = queue('failed')
const topic = (owner: string): string => `arn:aws:sns:${region}:${owner}:failed`
const failedTopic = resource('AWS::SNS::Topic', { name: 'failed', arn: topic(account) })

verify(streamFailureDestination, {
  pass: [
    given(reads('queue', kinesis, { OnFailure: failed.arn }), { with: [failed], evidence: { source: 'kinesis', destination: failed.arn } }),
    given(reads('topic', dynamodb, { OnFailure: topic(account) }), { with: [failedTopic] }),
    reads('bucket', undefined, { OnFailure: 'arn:aws:s3:::failed' }),
    given(reads('trusted', kinesis, { OnFailure: queueArn('failed', foreignAccount) }), {
      settings: { trustedAccounts: [foreignAccount] },
    }),
  ],
  fail: [
    given(reads('none', dynamodb, {}), { evidence: { source: 'dynamodb', destination: null } }),
    reads('managed Kafka', `arn:aws:kafka:${region}:${account}:cluster/orders/1`, {}),
    reads('own Kafka', undefined, {}),
    reads('while it is changed', kinesis, { State: 'Updating' }),
    given(reads('deleted topic', dynamodb, { OnFailure: topic(account) }), {
      evidence: { source: 'dynamodb', destination: topic(account), target: 'does not exist' },
    }),
    given(reads('deleted queue', kinesis, { OnFailure: failed.arn }), {
      evidence: { source: 'kinesis', destination: failed.arn, target: 'does not exist' },
    }),
    reads('foreign queue', kinesis, { OnFailure: queueArn('failed', foreignAccount) }),
    reads('foreign topic', kinesis, { OnFailure: topic(foreignAccount) }),
  ],
  notApplicable: [reads('a queue', queueArn('orders'), {}), reads('switched off', kinesis, { State: 'Disabled' })],
})

verify(streamBoundedRetry, {
  pass: [
    reads('attempts and bisect', kinesis, { MaximumRetryAttempts: 5, MaximumRecordAgeInSeconds: -1, BisectBatchOnFunctionError: true }),
    reads('age and items', dynamodb, { MaximumRecordAgeInSeconds: 3600, FunctionResponseTypes: ['ReportBatchItemFailures'] }),
    reads('one record at a time', kinesis, { MaximumRetryAttempts: 0, BatchSize: 1 }),
  ],
  fail: [
    reads('defaults', kinesis, { MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: -1, BisectBatchOnFunctionError: false }),
    given(reads('nothing said', kinesis, { BatchSize: 100 }), {
      evidence: {
        MaximumRetryAttempts: -1,
        MaximumRecordAgeInSeconds: -1,
        BatchSize: 100,
        BisectBatchOnFunctionError: false,
        ReportBatchItemFailures: false,
      },
    }),
    reads('bounded, and good records go with the bad', kinesis, { MaximumRetryAttempts: 5 }),
    reads('unbounded, and bisected', dynamodb, { BisectBatchOnFunctionError: true }),
  ],
  notApplicable: [reads('a queue', queueArn('orders'), {}), reads('Kafka', undefined, {})],
})

const invokedBy = (...services: readonly string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: services.map((Service) => ({ Effect: 'Allow', Principal: { Service }, Action: 'lambda:InvokeFunction', Resource: '*' })),
  })
const policy = invokedBy('s3.amazonaws.com')
type Failures = { readonly policy?: string | null; readonly onFailure?: Readonly<Record<string, string>>; readonly deadLetters?: string }
const invoked = (name: string, { policy = null, onFailure = {}, deadLetters }: Failures = {}) =>
  lambda(
    name,
    { DeadLetterConfig: deadLetters === undefined ? undefined : { TargetArn: deadLetters } },
    {
      policy,
      eventInvokeConfigs: Object.entries(onFailure).map(([qualifier, OnFailure]) => ({
        FunctionArn: `${functionArn(name)}:${qualifier}`,
        MaximumRetryAttempts: 2,
        OnSuccess: undefined,
        OnFailure,
      })),
    },
  )
const alias = (of: string, FunctionVersion: string, own: string | null, AdditionalVersions: readonly string[] = []) =>
  resource('AWS::Lambda::Alias', {
    name: `${of}:live`,
    arn: `${functionArn(of)}:live`,
    base: { FunctionVersion, AdditionalVersions },
    facets: { policy: own },
  })
const version = (of: string, Version: string, deadLetters?: string) =>
  resource('AWS::Lambda::Version', {
    name: `${of}:${Version}`,
    arn: `${functionArn(of)}:${Version}`,
    base: { Version, DeadLetterConfig: deadLetters === undefined ? undefined : { TargetArn: deadLetters } },
  })

verify(functionAsyncFailureTarget, {
  pass: [
    given(invoked('dead letters', { policy, deadLetters: failed.arn }), { with: [failed] }),
    given(invoked('destination', { policy, onFailure: { $LATEST: failed.arn } }), { with: [failed], evidence: { qualifiers: 1 } }),
    given(invoked('topic', { policy, onFailure: { $LATEST: topic(account) } }), { with: [failedTopic] }),
    given(invoked('topic for dead letters', { policy, deadLetters: topic(account) }), { with: [failedTopic] }),
    invoked('bucket, of whatever account', { policy, onFailure: { $LATEST: 'arn:aws:s3:::failed' } }),
    given(invoked('alias', { onFailure: { live: failed.arn } }), { with: [failed, alias('alias', '1', policy), version('alias', '1')] }),
    given(invoked('version'), {
      with: [failed, alias('version', '1', policy, ['2']), version('version', '1', failed.arn), version('version', '2', failed.arn)],
    }),
    given(invoked('alias of latest', { deadLetters: failed.arn }), { with: [failed, alias('alias of latest', '$LATEST', policy)] }),
  ],
  fail: [
    given(invoked('nothing', { policy }), { evidence: { qualifier: '$LATEST', target: null } }),
    invoked('one of two waits not', { policy: invokedBy('apigateway.amazonaws.com', 'events.amazonaws.com') }),
    invoked('logs of a region', { policy: invokedBy('logs.eu-west-1.amazonaws.com') }),
    invoked('any service', { policy: invokedBy('*') }),
    given(invoked('deleted queue', { policy, deadLetters: failed.arn })),
    given(invoked('deleted topic', { policy, onFailure: { $LATEST: topic(account) } })),
    given(invoked('for the alias alone', { policy, onFailure: { live: failed.arn } }), { with: [failed] }),
    given(invoked('for latest alone', { onFailure: { $LATEST: failed.arn } }), {
      with: [failed, alias('for latest alone', '1', policy), version('for latest alone', '1')],
      evidence: { qualifier: ['for latest alone:live'], target: null },
    }),
    given(invoked('one version of two'), {
      with: [
        failed,
        alias('one version of two', '1', policy, ['2']),
        version('one version of two', '1', failed.arn),
        version('one version of two', '2'),
      ],
    }),
    given(invoked('latest without'), { with: [alias('latest without', '$LATEST', policy)] }),
  ],
  notApplicable: [
    given(invoked('no policy'), { evidence: { asynchronousServices: 0 } }),
    invoked('waits for the answer', { policy: invokedBy('apigateway.amazonaws.com', 'elasticloadbalancing.amazonaws.com') }),
    invoked('another account', {
      policy: JSON.stringify({ Statement: { Effect: 'Allow', Principal: { AWS: foreignAccount }, Action: 'lambda:InvokeFunction' } }),
    }),
    invoked('another action', { policy: policy.replace('InvokeFunction', 'GetFunction') }),
    invoked('let in and shut out', {
      policy: JSON.stringify({
        Statement: [...JSON.parse(policy).Statement, { Effect: 'Deny', Principal: '*', Action: 'lambda:*', Resource: '*' }],
      }),
    }),
    given(invoked('alias without policy'), { with: [alias('alias without policy', '1', null), version('alias without policy', '1')] }),
  ],
})
