// Queues, functions and event source mappings as AWS makes them by default, with whatever a test changes.
import type { BaseOf, FacetValue } from '../../src/graph/kinds.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { account, region, resource } from './nodes.ts'

type Attributes = FacetValue<'AWS::SQS::Queue', 'attributes'>
type FunctionFacets = NonNullable<Parameters<typeof resource<'AWS::Lambda::Function'>>[1]['facets']>

export const queueArn = (name: string, owner: string = account): string => `arn:aws:sqs:${region}:${owner}:${name}`

export const queue = (name: string, attributes: Partial<Attributes> = {}): AnyNode =>
  resource('AWS::SQS::Queue', {
    name,
    base: { QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${name}` },
    facets: {
      attributes: {
        KmsMasterKeyId: undefined,
        KmsDataKeyReusePeriodSeconds: undefined,
        SqsManagedSseEnabled: true,
        Policy: undefined,
        RedrivePolicy: undefined,
        RedriveAllowPolicy: undefined,
        VisibilityTimeout: 30,
        MessageRetentionPeriod: 345_600,
        FifoQueue: false,
        ...attributes,
      },
    },
  })

/** A queue that sends its dead letters to another. */
export const source = (name: string, target: AnyNode, attributes: Partial<Attributes> = {}): AnyNode =>
  queue(name, { RedrivePolicy: { deadLetterTargetArn: target.arn, maxReceiveCount: 5 }, ...attributes })

export const functionArn = (name: string): string => `arn:aws:lambda:${region}:${account}:function:${name}`

/** `facets` names those that were read. */
export const lambda = (name: string, base: Partial<BaseOf<'AWS::Lambda::Function'>> = {}, facets: FunctionFacets = {}): AnyNode =>
  resource('AWS::Lambda::Function', {
    name,
    arn: functionArn(name),
    base: {
      Runtime: 'nodejs24.x',
      PackageType: 'Zip',
      Timeout: 3,
      LastModified: '2026-05-01T10:00:00.000+0000',
      KMSKeyArn: undefined,
      Role: `arn:aws:iam::${account}:role/${name}`,
      DeadLetterConfig: undefined,
      Layers: [],
      CodeSha256: undefined,
      VpcConfig: undefined,
      LoggingConfig: undefined,
      Environment: { Variables: [] },
      ...base,
    },
    facets,
  })

/** An event source mapping from a source to a function; `name` is its UUID. */
export const mapping = (
  name: string,
  EventSourceArn: string | undefined,
  target: string,
  base: Partial<BaseOf<'AWS::Lambda::EventSourceMapping'>> = {},
): AnyNode =>
  resource('AWS::Lambda::EventSourceMapping', {
    name,
    arn: `arn:aws:lambda:${region}:${account}:event-source-mapping:${name}`,
    base: {
      EventSourceArn,
      FunctionArn: target,
      State: 'Enabled',
      selfManaged: EventSourceArn === undefined,
      BatchSize: 10,
      BisectBatchOnFunctionError: undefined,
      FunctionResponseTypes: undefined,
      MaximumBatchingWindowInSeconds: 0,
      MaximumRecordAgeInSeconds: undefined,
      MaximumRetryAttempts: undefined,
      MaximumConcurrency: undefined,
      OnFailure: undefined,
      ...base,
    },
  })
