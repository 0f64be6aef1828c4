// Topics, event buses, streams and delivery streams as AWS makes them by default, with whatever a test changes.
import type { BaseOf, FacetValue } from '../../src/graph/kinds.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { account, region, resource } from './nodes.ts'

export const arnOf = (service: string, path: string, owner: string = account): string => `arn:aws:${service}:${region}:${owner}:${path}`

/** What SNS puts on every new topic: the account itself, by a condition. */
export const defaultTopicPolicy = (name: string): string =>
  JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['SNS:GetTopicAttributes', 'SNS:Publish', 'SNS:Subscribe'],
        Resource: arnOf('sns', name),
        Condition: { StringEquals: { 'AWS:SourceOwner': account } },
      },
    ],
  })

export const topic = (
  name: string,
  attributes: Partial<FacetValue<'AWS::SNS::Topic', 'attributes'>> = {},
  tags: Readonly<Record<string, string>> = {},
): AnyNode =>
  resource('AWS::SNS::Topic', {
    name,
    arn: arnOf('sns', name),
    facets: { attributes: { KmsMasterKeyId: undefined, Policy: defaultTopicPolicy(name), ...attributes }, tags },
  })

/** `name` is the end of its ARN. */
export const subscription = (name: string, Protocol: string, Endpoint?: string, pending = false): AnyNode =>
  resource('AWS::SNS::Subscription', {
    name,
    arn: `${arnOf('sns', 'placed')}:${name}`,
    base: { Protocol, Endpoint, pending, Owner: account },
  })

export const bus = (name: string, Policy?: string): AnyNode =>
  resource('AWS::Events::EventBus', { name, arn: arnOf('events', `event-bus/${name}`), base: { Policy } })

type Target = FacetValue<'AWS::Events::Rule', 'targets'>[number]

export const target = (Id: string, Arn: string, more: Partial<Target> = {}): Target => ({
  Id,
  Arn,
  RoleArn: undefined,
  DeadLetter: undefined,
  RetryPolicy: undefined,
  ...more,
})

export const rule = (name: string, targets: readonly Target[], base: Partial<BaseOf<'AWS::Events::Rule'>> = {}): AnyNode =>
  resource('AWS::Events::Rule', {
    name,
    arn: arnOf('events', `rule/${name}`),
    base: {
      EventBusName: 'default',
      bus: arnOf('events', 'event-bus/default'),
      State: 'ENABLED',
      ManagedBy: undefined,
      ScheduleExpression: undefined,
      ...base,
    },
    facets: { targets },
  })

export const apiDestination = (name: string, host: string, protocol = 'https:'): AnyNode =>
  resource('AWS::Events::ApiDestination', { name, arn: arnOf('events', `api-destination/${name}/1`), base: { protocol, host } })

type StreamFacets = NonNullable<Parameters<typeof resource<'AWS::Kinesis::Stream'>>[1]['facets']>

export const streamArn = (name: string): string => arnOf('kinesis', `stream/${name}`)

/** `summary` changes the defaults; other facets are as they are given. */
export const stream = (
  name: string,
  summary: Partial<FacetValue<'AWS::Kinesis::Stream', 'summary'>> = {},
  facets: Omit<StreamFacets, 'summary'> = {},
): AnyNode =>
  resource('AWS::Kinesis::Stream', {
    name,
    arn: streamArn(name),
    facets: {
      summary: { StreamMode: 'PROVISIONED', EncryptionType: 'NONE', KeyId: undefined, RetentionPeriodHours: 24, ...summary },
      ...facets,
    },
  })

export const consumer = (of: AnyNode, name: string, policy: string | null): AnyNode =>
  resource('AWS::Kinesis::StreamConsumer', { name, arn: `${of.arn}/consumer/${name}:1`, base: { stream: of.arn }, facets: { policy } })

type Description = FacetValue<'AWS::KinesisFirehose::DeliveryStream', 'description'>
export type Destination = Description['destinations'][number]

export const bucketArn = (name: string): string => `arn:aws:s3:::${name}`

/** To a bucket, and to nothing else unless it is said. */
export const destination = (bucketName: string, more: Partial<Destination> = {}): Destination => ({
  type: 'S3',
  RoleARN: `arn:aws:iam::${account}:role/firehose`,
  buckets: [{ BucketARN: bucketArn(bucketName), AWSKMSKeyARN: undefined }],
  address: undefined,
  DomainARN: undefined,
  S3BackupMode: undefined,
  CloudWatchLoggingOptions: undefined,
  ...more,
})

export const deliveryStream = (
  name: string,
  description: Partial<Description> = {},
  tags: Readonly<Record<string, string>> = {},
): AnyNode =>
  resource('AWS::KinesisFirehose::DeliveryStream', {
    name,
    arn: arnOf('firehose', `deliverystream/${name}`),
    facets: {
      description: {
        encryption: undefined,
        DeliveryStreamType: 'DirectPut',
        source: { KinesisStreamARN: undefined, MSKClusterARN: undefined, RoleARN: undefined },
        destinations: [destination('lake')],
        ...description,
      },
      tags,
    },
  })

/** A customer managed key that is enabled, unless it is said otherwise. */
export const key = (
  name: string,
  KeyManager: 'AWS' | 'CUSTOMER' = 'CUSTOMER',
  KeyState: FacetValue<'AWS::KMS::Key', 'metadata'>['KeyState'] = 'Enabled',
): AnyNode =>
  resource('AWS::KMS::Key', {
    name,
    arn: arnOf('kms', `key/${name}`),
    facets: {
      metadata: {
        KeyManager,
        KeyState,
        KeySpec: 'SYMMETRIC_DEFAULT',
        Origin: 'AWS_KMS',
        Enabled: KeyState === 'Enabled',
        DeletionDate: undefined,
        MultiRegion: false,
      },
    },
  })
