// AWS Lambda: event source mappings, the pollers between a queue or stream and a function.
import { LambdaClient, ListEventSourceMappingsCommand, type EventSourceMappingConfiguration } from '@aws-sdk/client-lambda'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { queueOrStream, receiver } from '../flow-ends.ts'
import { unqualified } from './arn.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::Lambda::EventSourceMapping': {
      base: Pick<
        EventSourceMappingConfiguration,
        | 'BatchSize'
        | 'BisectBatchOnFunctionError'
        | 'EventSourceArn'
        | 'FunctionResponseTypes'
        | 'MaximumBatchingWindowInSeconds'
        | 'MaximumRecordAgeInSeconds'
        | 'MaximumRetryAttempts'
      > & {
        /** With the alias or version that is invoked, if there is one. */
        FunctionArn: string
        State: string
        /** No `EventSourceArn` then: a Kafka cluster outside AWS. */
        selfManaged: boolean
        MaximumConcurrency: number | undefined
        OnFailure: string | undefined
      }
      facets: {}
      edges: {
        'reads-from': 'AWS::DynamoDB::Table' | 'AWS::Kinesis::Stream' | 'AWS::SQS::Queue'
        invokes: 'AWS::Lambda::Function'
        /** What the function could not process. */
        'dead-letters-to': 'AWS::S3::Bucket' | 'AWS::SNS::Topic' | 'AWS::SQS::Queue'
      }
    }
  }
}

export default defineCollector({
  kind: 'AWS::Lambda::EventSourceMapping',
  client: LambdaClient,
  list: {
    calls: ['lambda:ListEventSourceMappings'],
    run: (lambda, at) =>
      pages(lambda, ListEventSourceMappingsCommand, { MaxItems: 100 }, (page) =>
        page.EventSourceMappings?.map((mapping) => ({
          arn: at.arn('lambda', `event-source-mapping:${member(mapping.UUID, 'UUID')}`),
          name: member(mapping.UUID, 'UUID'),
          BatchSize: mapping.BatchSize,
          BisectBatchOnFunctionError: mapping.BisectBatchOnFunctionError,
          EventSourceArn: mapping.EventSourceArn,
          FunctionResponseTypes: mapping.FunctionResponseTypes,
          MaximumBatchingWindowInSeconds: mapping.MaximumBatchingWindowInSeconds,
          MaximumRecordAgeInSeconds: mapping.MaximumRecordAgeInSeconds,
          MaximumRetryAttempts: mapping.MaximumRetryAttempts,
          FunctionArn: member(mapping.FunctionArn, 'FunctionArn'),
          State: member(mapping.State, 'State'),
          selfManaged: mapping.SelfManagedEventSource !== undefined,
          MaximumConcurrency: mapping.ScalingConfig?.MaximumConcurrency,
          OnFailure: mapping.DestinationConfig?.OnFailure?.Destination,
        })),
      ),
  },
  facets: {},
  edges: {
    'reads-from': {
      to: ['AWS::DynamoDB::Table', 'AWS::Kinesis::Stream', 'AWS::SQS::Queue'],
      from: 'base',
      ref: ({ EventSourceArn }) => queueOrStream(EventSourceArn),
    },
    invokes: { to: 'AWS::Lambda::Function', from: 'base', ref: ({ FunctionArn }) => unqualified(FunctionArn) },
    'dead-letters-to': {
      to: ['AWS::S3::Bucket', 'AWS::SNS::Topic', 'AWS::SQS::Queue'],
      from: 'base',
      ref: ({ OnFailure }) => receiver(OnFailure),
    },
  },
})
