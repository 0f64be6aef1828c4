// Lambda and the log groups of its functions.
import { account, countOf, dealt, inUse, listed, pageOf, share, text, used, type Service, type Size } from '../ask.ts'
import {
  allow,
  bucketArn,
  daysAgo,
  ec2Id,
  among,
  functionArn,
  keyFor,
  near,
  nth,
  numberIn,
  owner,
  policyOf,
  queueArn,
  regionOf,
  roleArn,
  roleFor,
  streamArn,
  tableArn,
  topicArn,
  uuid,
} from '../names.ts'

/** One function in five is published, and one version has the alias `live`. */
const isPublished = (index: number): boolean => nth(index) % 5 === 2
const hasPolicy = (index: number): boolean => nth(index) % 2 === 0
const layersOf = ({ functions }: Size): number => Math.max(2, Math.round(functions / 20))
const versionsEach = 2
const mappingsOf = ({ functions }: Size): number => Math.max(2, Math.round(functions / 4))
const groupsOf = ({ functions }: Size): number => Math.max(2, Math.round(functions * 1.25))
const inVpc = (index: number): boolean => nth(index) % 2 === 1
const runtimes = ['nodejs22.x', 'python3.13', 'java21', 'python3.8', 'nodejs20.x']

const layerArn = (index: number): string => `arn:aws:lambda:${regionOf(index)}:${account}:layer:layer-${index}`

const configuration = (index: number, size: Size, Version: string): object => {
  const vpc = near(index, size.vpcs)
  const isImage = nth(index) % 10 === 9
  return {
    FunctionName: `function-${index}`,
    FunctionArn: Version === '$LATEST' ? functionArn(index) : `${functionArn(index)}:${Version}`,
    Version,
    ...(isImage
      ? { PackageType: 'Image' }
      : { PackageType: 'Zip', Runtime: runtimes[nth(index) % runtimes.length], Handler: 'index.handler' }),
    CodeSha256: (index + 1).toString(16).padStart(64, '0'),
    CodeSize: 1_048_576,
    Timeout: nth(index) % 3 === 0 ? 30 : 300,
    MemorySize: 512,
    LastModified: '2026-05-01T08:00:00.000+0000',
    Role: roleArn(roleFor('function', index, size)),
    Environment: {
      Variables:
        nth(index) % 12 === 5 ? { STAGE: 'production', DB_PASSWORD: 'correct-horse-battery' } : { STAGE: 'production', LOG_LEVEL: 'info' },
    },
    ...(nth(index) % 4 === 0 ? { KMSKeyArn: keyFor(index, size) } : {}),
    ...(nth(index) % 3 === 0 ? { DeadLetterConfig: { TargetArn: queueArn(near(index, size.queues)) } } : {}),
    ...(inVpc(index)
      ? {
          VpcConfig: {
            VpcId: ec2Id('vpc', vpc),
            SubnetIds: [0, 1].map((at) => ec2Id('subnet', among(vpc, at, size.vpcs, size.subnets))),
            SecurityGroupIds: [ec2Id('sg', among(vpc, nth(index), size.vpcs, size.securityGroups))],
          },
        }
      : {}),
    ...(nth(index) % 6 === 0 ? { Layers: [{ Arn: `${layerArn(near(index, layersOf(size)))}:1`, CodeSize: 1000 }] } : {}),
    LoggingConfig: { LogFormat: nth(index) % 2 === 0 ? 'JSON' : 'Text', LogGroup: `/aws/lambda/function-${index}` },
    TracingConfig: { Mode: 'PassThrough' },
    Architectures: ['arm64'],
    EphemeralStorage: { Size: 512 },
    RevisionId: uuid(index),
  }
}

const functionPolicy = (index: number, qualifier: string | undefined, size: Size): string => {
  const arn = qualifier === undefined ? functionArn(index) : `${functionArn(index)}:${qualifier}`
  const invoke = (Principal: object | string, Condition?: object): object => allow(Principal, 'lambda:InvokeFunction', arn, Condition)
  switch (nth(index) % 12) {
    case 0:
      return policyOf(
        invoke(
          { Service: 's3.amazonaws.com' },
          { ArnLike: { 'AWS:SourceArn': bucketArn(near(index, size.buckets)) }, StringEquals: { 'AWS:SourceAccount': account } },
        ),
      )
    case 2:
      return policyOf(
        invoke(
          { Service: 'events.amazonaws.com' },
          { ArnLike: { 'AWS:SourceArn': `arn:aws:events:${regionOf(index)}:${account}:rule/rule-${near(index, size.rules)}` } },
        ),
      )
    case 4:
      return policyOf(
        invoke({ Service: 'apigateway.amazonaws.com' }, { ArnLike: { 'AWS:SourceArn': `arn:aws:execute-api:*:${account}:*` } }),
      )
    case 6:
      return policyOf(invoke({ Service: 'sns.amazonaws.com' }, { ArnLike: { 'AWS:SourceArn': topicArn(near(index, size.topics)) } }))
    case 8:
      return policyOf(invoke({ AWS: 'arn:aws:iam::222222222222:root' }))
    default:
      return nth(index) % 40 === 10
        ? policyOf(allow('*', 'lambda:InvokeFunctionUrl', arn, { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } }))
        : policyOf(invoke(owner))
  }
}

const sources = [
  (index: number, { queues }: Size): string => queueArn(near(index, queues)),
  (index: number, { tables }: Size): string =>
    `${tableArn(near(index - (nth(index) % 2 === 0 ? 0 : 2), tables))}/stream/2026-01-01T00:00:00.000`,
  (index: number, { streams }: Size): string => streamArn(near(index, streams)),
]

const mapping = (index: number, size: Size): object => {
  const source = sources[nth(index) % sources.length]?.(index, size)
  const isQueue = nth(index) % sources.length === 0
  return {
    UUID: uuid(index),
    FunctionArn: functionArn(near(index, size.functions)),
    EventSourceArn: source,
    State: 'Enabled',
    BatchSize: 10,
    MaximumBatchingWindowInSeconds: 5,
    ...(isQueue
      ? nth(index) % 2 === 0
        ? { ScalingConfig: { MaximumConcurrency: 10 } }
        : {}
      : { MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: -1 }),
    ...(!isQueue && nth(index) % 2 === 0 ? { DestinationConfig: { OnFailure: { Destination: queueArn(near(index, size.queues)) } } } : {}),
    ...(nth(index) % 2 === 0 ? { FunctionResponseTypes: ['ReportBatchItemFailures'] } : {}),
  }
}

const none = { refuse: 'ResourceNotFoundException', status: 404 } as const
const markers = { size: 'MaxItems', token: 'Marker' } as const

/** Versions after each function, as ListFunctions gives them where all are asked for. */
const withVersions = (region: string, size: Size): readonly (readonly [number, string])[] =>
  dealt(size.functions, region).flatMap((index) => [
    [index, '$LATEST'] as const,
    ...(isPublished(index) ? Array.from({ length: versionsEach }, (_, at) => [index, String(at + 1)] as const) : []),
  ])

export const functions: Service = {
  answers: (size) => ({
    'lambda:ListFunctions': (ask) => {
      const all =
        ask.input['FunctionVersion'] === 'ALL'
          ? withVersions(ask.region, size)
          : dealt(size.functions, ask.region).map((index) => [index, '$LATEST'] as const)
      const [page, NextMarker] = pageOf(all, ask, { ...markers, most: 50 })
      return { Functions: page.map(([index, version]) => configuration(index, size, version)), NextMarker }
    },
    'lambda:GetPolicy': ({ input }) => {
      const index = numberIn(text(input['FunctionName']))
      const qualifier = input['Qualifier'] === undefined ? undefined : text(input['Qualifier'])
      return hasPolicy(index) ? { Policy: functionPolicy(index, qualifier, size), RevisionId: uuid(index) } : none
    },
    'lambda:ListFunctionUrlConfigs': ({ input }) => {
      const index = numberIn(text(input['FunctionName']))
      const url = {
        FunctionUrl: `https://${index}.lambda-url.${regionOf(index)}.on.aws/`,
        FunctionArn: functionArn(index),
        AuthType: nth(index) % 40 === 10 ? 'NONE' : 'AWS_IAM',
        CreationTime: '2026-01-01T00:00:00Z',
        LastModifiedTime: '2026-01-01T00:00:00Z',
      }
      return { FunctionUrlConfigs: nth(index) % 20 === 10 ? [url] : [] }
    },
    'lambda:ListFunctionEventInvokeConfigs': ({ input }) => {
      const index = numberIn(text(input['FunctionName']))
      const config = {
        FunctionArn: `${functionArn(index)}:$LATEST`,
        MaximumRetryAttempts: 2,
        DestinationConfig: { OnSuccess: {}, OnFailure: { Destination: queueArn(near(index, size.queues)) } },
        LastModified: daysAgo(100),
      }
      return { FunctionEventInvokeConfigs: nth(index) % 4 === 0 ? [config] : [] }
    },
    'lambda:GetFunctionConcurrency': ({ input }) =>
      nth(numberIn(text(input['FunctionName']))) % 5 === 0 ? { ReservedConcurrentExecutions: 5 } : {},
    'lambda:GetFunctionRecursionConfig': ({ input }) => ({
      RecursiveLoop: nth(numberIn(text(input['FunctionName']))) % 50 === 7 ? 'Allow' : 'Terminate',
    }),
    'lambda:ListAliases': ({ input }) => {
      const index = numberIn(text(input['FunctionName']))
      return { Aliases: isPublished(index) ? [{ AliasArn: `${functionArn(index)}:live`, Name: 'live', FunctionVersion: '1' }] : [] }
    },
    'lambda:GetAccountSettings': ({ region }) => ({
      AccountLimit: {
        ConcurrentExecutions: 10_000,
        UnreservedConcurrentExecutions: Math.max(
          100,
          10_000 - 5 * dealt(size.functions, region).filter((index) => nth(index) % 5 === 0).length,
        ),
      },
    }),
    'lambda:ListEventSourceMappings': (ask) => {
      const [page, NextMarker] = pageOf(dealt(mappingsOf(size), ask.region), ask, { ...markers, most: 100 })
      return { EventSourceMappings: page.map((index) => mapping(index, size)), NextMarker }
    },
    'lambda:ListLayers': (ask) => {
      const [page, NextMarker] = pageOf(dealt(layersOf(size), ask.region), ask, { ...markers, most: 50 })
      return { Layers: page.map((index) => ({ LayerName: `layer-${index}`, LayerArn: layerArn(index) })), NextMarker }
    },
    'lambda:ListLayerVersions': ({ input }) => {
      const arn = layerArn(numberIn(text(input['LayerName'])))
      return { LayerVersions: Array.from({ length: versionsEach }, (_, at) => ({ LayerVersionArn: `${arn}:${at + 1}`, Version: at + 1 })) }
    },
    'lambda:GetLayerVersionPolicy': ({ input }) => {
      const index = numberIn(text(input['LayerName']))
      return nth(index) % 3 === 0
        ? {
            Policy: policyOf(allow('*', 'lambda:GetLayerVersion', `${layerArn(index)}:${text(input['VersionNumber'])}`)),
            RevisionId: uuid(index),
          }
        : none
    },
    'logs:DescribeLogGroups': (ask) => {
      const [page, nextToken] = pageOf(dealt(groupsOf(size), ask.region), ask, { size: 'limit', most: 50, token: 'nextToken' })
      return {
        logGroups: page.map((index) => {
          const logGroupName = index < size.functions ? `/aws/lambda/function-${index}` : `/app/group-${index}`
          const logGroupArn = `arn:aws:logs:${ask.region}:${account}:log-group:${logGroupName}`
          return {
            logGroupName,
            logGroupArn,
            arn: `${logGroupArn}:*`,
            ...(nth(index) % 3 === 0 ? {} : { retentionInDays: 30 }),
            ...(nth(index) % 4 === 0 ? { kmsKeyId: keyFor(index, size) } : {}),
          }
        }),
        nextToken,
      }
    },
  }),
  calls: (size, regions) => {
    const { functions: count } = size
    const layers = layersOf(size)
    const versions = used.reduce((sum, _, at) => {
      const published = countOf(count, (index) => index % used.length === at && isPublished(index))
      return sum + Math.max(1, Math.ceil((share(count, at) + versionsEach * published) / 50))
    }, regions - used.length)
    return {
      // One listing of all versions has the functions in it.
      'lambda:ListFunctions': versions,
      'lambda:GetPolicy': count + countOf(count, isPublished),
      'lambda:ListFunctionUrlConfigs': count,
      'lambda:ListFunctionEventInvokeConfigs': count,
      'lambda:GetFunctionConcurrency': count,
      'lambda:GetFunctionRecursionConfig': count,
      'lambda:ListAliases': count,
      'lambda:GetAccountSettings': used.length,
      'lambda:ListEventSourceMappings': listed(mappingsOf(size), 100, regions),
      'lambda:ListLayers': listed(layers, 50, regions),
      'lambda:ListLayerVersions': layers,
      'lambda:GetLayerVersionPolicy': layers * versionsEach,
      'logs:DescribeLogGroups': inUse(groupsOf(size), 50) + regions - used.length,
    }
  },
}
