// Reading Lambda functions, their versions, aliases, pollers and layers.
import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionRecursionConfigCommand,
  GetLayerVersionPolicyCommand,
  GetPolicyCommand,
  ListAliasesCommand,
  ListEventSourceMappingsCommand,
  ListFunctionEventInvokeConfigsCommand,
  ListFunctionsCommand,
  ListFunctionUrlConfigsCommand,
  ListLayersCommand,
  ListLayerVersionsCommand,
  type FunctionConfiguration,
  type FunctionUrlConfig,
} from '@aws-sdk/client-lambda'
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api'
import assert from 'node:assert/strict'
import { it } from 'node:test'
import mappings from '../../collectors/lambda/event-source-mappings.ts'
import functions from '../../collectors/lambda/functions.ts'
import layers from '../../collectors/lambda/layers.ts'
import versioned from '../../collectors/lambda/versions.ts'
import { cloudWatch } from '../support/cloudwatch.ts'
import { awsError, collectorSuite, listing, on, read } from '../support/collector-suite.ts'
import { collectorOf } from '../support/nodes.ts'
import { functionArn, queueArn } from '../support/serverless.ts'

const role = 'arn:aws:iam::111122223333:role/orders'
const layer = (version: number): string => `arn:aws:lambda:eu-west-1:111122223333:layer:common:${version}`
const policy = '{"Version":"2012-10-17","Statement":[]}'
const none = awsError('ResourceNotFoundException', 404)
const password = 'correct-horse-battery-staple'

const configuration = (name: string, more: FunctionConfiguration = {}): FunctionConfiguration => ({
  FunctionName: name,
  FunctionArn: functionArn(name),
  Version: '$LATEST',
  Role: role,
  Runtime: 'nodejs24.x',
  PackageType: 'Zip',
  Timeout: 3,
  LastModified: '2026-05-01T10:00:00.000+0000',
  ...more,
})
const orders = configuration('orders', {
  Timeout: 30,
  CodeSha256: 'not read',
  KMSKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  DeadLetterConfig: { TargetArn: queueArn('orders-dead') },
  Layers: [{ Arn: layer(2), CodeSize: 1 }],
  VpcConfig: { VpcId: 'vpc-1', SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'], Ipv6AllowedForDualStack: false },
  LoggingConfig: { LogGroup: '/shop/orders', LogFormat: 'JSON', ApplicationLogLevel: 'INFO' },
  Environment: { Variables: { TABLE: 'orders', DB_PASSWORD: password } },
})
const image = configuration('image', {
  Runtime: undefined,
  PackageType: 'Image',
  CodeSha256: 'a'.repeat(64),
  VpcConfig: { VpcId: '', SubnetIds: [], SecurityGroupIds: [] },
})

const functionList = listing(ListFunctionsCommand, {
  token: ['Marker', 'NextMarker'],
  pages: [{ Functions: [orders] }, { Functions: [image] }],
  empty: { Functions: [] },
})
const functionPolicies = on(GetPolicyCommand, ({ FunctionName }) => {
  if (FunctionName !== 'orders') throw none
  return { Policy: policy }
})

const url: FunctionUrlConfig = {
  FunctionUrl: 'https://abc.lambda-url.eu-west-1.on.aws/',
  FunctionArn: `${functionArn('orders')}:live`,
  AuthType: 'NONE',
  Cors: { AllowOrigins: ['*'], AllowCredentials: false, MaxAge: 5 },
  CreationTime: '2026-05-01T10:00:00Z',
  LastModifiedTime: '2026-05-01T10:00:00Z',
}

const answers = [
  functionPolicies,
  on(ListFunctionUrlConfigsCommand, ({ FunctionName }) => ({ FunctionUrlConfigs: FunctionName === 'orders' ? [url] : [] })),
  on(ListFunctionEventInvokeConfigsCommand, ({ FunctionName }) => ({
    FunctionEventInvokeConfigs:
      FunctionName === 'orders'
        ? [
            {
              FunctionArn: `${functionArn('orders')}:$LATEST`,
              MaximumRetryAttempts: 1,
              DestinationConfig: {
                OnSuccess: { Destination: `${functionArn('thanks')}:live` },
                OnFailure: { Destination: queueArn('orders-failed') },
              },
            },
            {
              FunctionArn: `${functionArn('orders')}:live`,
              DestinationConfig: { OnFailure: { Destination: 'arn:aws:sns:eu-west-1:111122223333:failed' } },
            },
          ]
        : [],
  })),
  on(GetFunctionConcurrencyCommand, ({ FunctionName }) => (FunctionName === 'orders' ? { ReservedConcurrentExecutions: 20 } : {})),
  on(GetFunctionRecursionConfigCommand, { RecursiveLoop: 'Terminate' }),
  on(GetAccountSettingsCommand, { AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 980, TotalCodeSize: 1 } }),
  ...cloudWatch([{ Namespace: 'AWS/Lambda', MetricName: 'ConcurrentExecutions', Values: [3, 70, 12] }]),
  on(GetResourcesCommand, { ResourceTagMappingList: [{ ResourceARN: functionArn('orders'), Tags: [{ Key: 'owner', Value: 'shop' }] }] }),
]

const functionSuite = {
  listing: functionList,
  answers,
  resources: {
    orders: {
      base: {
        Runtime: 'nodejs24.x',
        Timeout: 30,
        Role: role,
        DeadLetterConfig: { TargetArn: queueArn('orders-dead') },
        Layers: [layer(2)],
        VpcConfig: { VpcId: 'vpc-1', SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
        CodeSha256: undefined,
        LoggingConfig: { LogGroup: '/shop/orders', LogFormat: 'JSON' },
      },
      facets: {
        environment: {
          Variables: [
            { Name: 'DB_PASSWORD', Secret: 'named-like-a-secret' },
            { Name: 'TABLE', Secret: undefined },
          ],
        },
        policy,
        urlConfigs: [
          {
            FunctionUrl: 'https://abc.lambda-url.eu-west-1.on.aws/',
            FunctionArn: `${functionArn('orders')}:live`,
            AuthType: 'NONE',
            Cors: { AllowOrigins: ['*'], AllowCredentials: false },
          },
        ],
        eventInvokeConfigs: [
          {
            FunctionArn: `${functionArn('orders')}:$LATEST`,
            MaximumRetryAttempts: 1,
            OnSuccess: `${functionArn('thanks')}:live`,
            OnFailure: queueArn('orders-failed'),
          },
          {
            FunctionArn: `${functionArn('orders')}:live`,
            MaximumRetryAttempts: undefined,
            OnSuccess: undefined,
            OnFailure: 'arn:aws:sns:eu-west-1:111122223333:failed',
          },
        ],
        concurrency: { ReservedConcurrentExecutions: 20 },
        recursion: { RecursiveLoop: 'Terminate' },
        accountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 980 },
        accountConcurrency: { Maximum: 70 },
        tags: { owner: 'shop' },
      },
      edges: {
        assumes: [role],
        'encrypted-with': ['arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
        'dead-letters-to': [queueArn('orders-dead')],
        'delivers-to': [functionArn('thanks'), queueArn('orders-failed'), 'arn:aws:sns:eu-west-1:111122223333:failed'],
        'in-vpc': ['arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1'],
        'in-subnet': ['arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-1'],
        'protected-by': ['arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1'],
        'logs-to': ['arn:aws:logs:eu-west-1:111122223333:log-group:/shop/orders'],
        'uses-layer': [layer(2)],
      },
    },
    image: {
      base: { Runtime: undefined, PackageType: 'Image', CodeSha256: 'a'.repeat(64), DeadLetterConfig: undefined, Layers: [] },
      facets: {
        environment: { Variables: [] },
        policy: null,
        urlConfigs: [],
        eventInvokeConfigs: [],
        concurrency: { ReservedConcurrentExecutions: undefined },
        tags: {},
      },
      edges: {
        'encrypted-with': [],
        'dead-letters-to': [],
        'delivers-to': [],
        'in-vpc': [],
        'in-subnet': [],
        'protected-by': [],
        'logs-to': ['arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/image'],
        'uses-layer': [],
      },
    },
  },
}
collectorSuite(functions, functionSuite)

it('lets no value of an environment variable out of the collector', async () => {
  const { inventory } = await read(functions, functionSuite)
  assert.doesNotMatch(JSON.stringify([...inventory.nodes.values(), ...inventory.coverage]), new RegExp(password))
})

it('knows nothing of environment variables that Lambda could not decrypt', async () => {
  const encrypted = configuration('orders', { Environment: { Error: { ErrorCode: 'AccessDeniedException', Message: 'denied' } } })
  const { nodes } = await read(functions, functionSuite, {
    facets: ['environment'],
    answers: [on(ListFunctionsCommand, { Functions: [encrypted] })],
  })
  const fact = nodes[0]?.facets.environment
  assert.equal(fact?.state, 'unknown')
  assert.match(fact?.state === 'unknown' ? fact.gap.message : '', /kms:Decrypt/)
})

const version = collectorOf('AWS::Lambda::Version')
const alias = collectorOf('AWS::Lambda::Alias')
assert.deepEqual(versioned, [version, alias])

collectorSuite(version, {
  listing: listing(ListFunctionsCommand, {
    token: ['Marker', 'NextMarker'],
    pages: ({ FunctionVersion }) => {
      assert.equal(FunctionVersion, 'ALL')
      const published = (name: string, Version: string, more: FunctionConfiguration = {}) =>
        configuration(name, { Version, FunctionArn: `${functionArn(name)}:${Version}`, ...more })
      return [
        {
          Functions: [
            published('orders', '$LATEST'),
            published('orders', '1', { DeadLetterConfig: { TargetArn: queueArn('orders-dead') } }),
          ],
        },
        { Functions: [published('orders', '2')] },
      ]
    },
    empty: { Functions: [] },
  }),
  answers: [
    on(GetPolicyCommand, ({ FunctionName, Qualifier }) => {
      assert.equal(FunctionName, 'orders')
      if (Qualifier !== '2') throw none
      return { Policy: policy }
    }),
  ],
  resources: {
    'orders:1': {
      base: { Version: '1', DeadLetterConfig: { TargetArn: queueArn('orders-dead') } },
      facets: { policy: null },
      edges: { 'version-of': [functionArn('orders')], 'dead-letters-to': [queueArn('orders-dead')] },
    },
    'orders:2': { base: { Version: '2', DeadLetterConfig: undefined }, facets: { policy } },
  },
})

collectorSuite(alias, {
  parents: [functions],
  listing: listing(ListAliasesCommand, {
    token: ['Marker', 'NextMarker'],
    pages: ({ FunctionName }) =>
      ['live', 'next'].map((Name) => ({
        Aliases: [
          {
            Name,
            AliasArn: `${functionArn(FunctionName ?? 'orders')}:${Name}`,
            FunctionVersion: Name === 'live' ? '1' : '$LATEST',
            ...(Name === 'live' ? { RoutingConfig: { AdditionalVersionWeights: { '2': 0.1 } } } : {}),
          },
        ],
      })),
    empty: { Aliases: [] },
  }),
  answers: [
    on(ListFunctionsCommand, { Functions: [orders, image] }),
    on(GetPolicyCommand, ({ Qualifier }) => {
      if (Qualifier !== 'live') throw none
      return { Policy: policy }
    }),
  ],
  resources: {
    'orders:live': {
      base: { FunctionVersion: '1', AdditionalVersions: ['2'] },
      facets: { policy },
      edges: { 'alias-of': [functionArn('orders')], 'points-to': [`${functionArn('orders')}:1`, `${functionArn('orders')}:2`] },
    },
    'orders:next': { facets: { policy: null }, edges: { 'points-to': [] } },
    'image:live': { edges: { 'alias-of': [functionArn('image')] } },
    'image:next': {},
  },
})

const stream = 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/2026-05-01T10:00:00.000'
collectorSuite(mappings, {
  listing: listing(ListEventSourceMappingsCommand, {
    token: ['Marker', 'NextMarker'],
    pages: [
      {
        EventSourceMappings: [
          {
            UUID: 'of-a-queue',
            EventSourceArn: queueArn('orders'),
            FunctionArn: `${functionArn('orders')}:live`,
            State: 'Enabled',
            BatchSize: 10,
            MaximumBatchingWindowInSeconds: 5,
            ScalingConfig: { MaximumConcurrency: 20 },
          },
          {
            UUID: 'of-a-stream',
            EventSourceArn: stream,
            FunctionArn: functionArn('orders'),
            State: 'Disabled',
            MaximumRetryAttempts: -1,
            MaximumRecordAgeInSeconds: 60,
            BisectBatchOnFunctionError: true,
            FunctionResponseTypes: ['ReportBatchItemFailures'],
            DestinationConfig: { OnFailure: { Destination: queueArn('orders-failed') } },
          },
        ],
      },
      {
        EventSourceMappings: [
          {
            UUID: 'of-a-cluster',
            FunctionArn: functionArn('orders'),
            State: 'Enabled',
            SelfManagedEventSource: { Endpoints: { KAFKA_BOOTSTRAP_SERVERS: ['kafka.example.com:9092'] } },
          },
          {
            UUID: 'of-kinesis',
            EventSourceArn: 'arn:aws:kinesis:eu-west-1:111122223333:stream/orders',
            FunctionArn: functionArn('orders'),
            State: 'Enabled',
          },
          {
            UUID: 'of-a-consumer',
            EventSourceArn: 'arn:aws:kinesis:eu-west-1:111122223333:stream/orders/consumer/fan-out:1767225600',
            FunctionArn: functionArn('orders'),
            State: 'Enabled',
          },
        ],
      },
    ],
    empty: { EventSourceMappings: [] },
  }),
  answers: [],
  resources: {
    'of-a-queue': {
      base: { State: 'Enabled', MaximumConcurrency: 20, MaximumBatchingWindowInSeconds: 5, selfManaged: false, OnFailure: undefined },
      edges: { 'reads-from': [queueArn('orders')], invokes: [functionArn('orders')], 'dead-letters-to': [] },
    },
    'of-a-stream': {
      base: {
        MaximumRetryAttempts: -1,
        MaximumRecordAgeInSeconds: 60,
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
      edges: {
        'reads-from': ['arn:aws:dynamodb:eu-west-1:111122223333:table/orders'],
        invokes: [functionArn('orders')],
        'dead-letters-to': [queueArn('orders-failed')],
      },
    },
    'of-a-cluster': { base: { selfManaged: true, EventSourceArn: undefined }, edges: { 'reads-from': [] } },
    'of-kinesis': { edges: { 'reads-from': ['arn:aws:kinesis:eu-west-1:111122223333:stream/orders'] } },
    'of-a-consumer': { edges: { 'reads-from': ['arn:aws:kinesis:eu-west-1:111122223333:stream/orders'] } },
  },
})

collectorSuite(layers, {
  listing: listing(ListLayersCommand, {
    token: ['Marker', 'NextMarker'],
    pages: [{ Layers: [{ LayerName: 'common' }] }, { Layers: [{ LayerName: 'tools' }] }],
    empty: { Layers: [] },
  }),
  answers: [
    on(ListLayerVersionsCommand, ({ LayerName }) => ({
      LayerVersions: [1, 2].map((Version) => ({
        LayerVersionArn: `arn:aws:lambda:eu-west-1:111122223333:layer:${LayerName}:${Version}`,
        Version,
      })),
    })),
    on(GetLayerVersionPolicyCommand, ({ LayerName, VersionNumber }) => {
      if (LayerName !== 'common' || VersionNumber !== 2) throw none
      return { Policy: policy }
    }),
  ],
  resources: {
    'common:1': { base: { LayerName: 'common', Version: 1 }, facets: { policy: null } },
    'common:2': { facets: { policy } },
    'tools:1': {},
    'tools:2': {},
  },
})
