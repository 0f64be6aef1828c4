// AWS Lambda: event source mappings, the pollers between a queue or stream and a function.
import { LambdaClient, ListEventSourceMappingsCommand, type EventSourceMappingConfiguration } from '@aws-sdk/client-lambda'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { queueArn, unqualified } from './arn.ts'

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
        'reads-from': 'AWS::SQS::Queue' | 'AWS::DynamoDB::Table'
        invokes: 'AWS::Lambda::Function'
        'sends-failures-to': 'AWS::SQS::Queue'
      }
    }
  }
}

/** A queue, or the table of a stream. Other sources are no kinds yet. */
const sourceOf = (arn: string | undefined): string | undefined =>
  arn?.split(':')[2] === 'dynamodb' ? arn.replace(/\/stream\/.*$/, '') : queueArn(arn)

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
      to: ['AWS::SQS::Queue', 'AWS::DynamoDB::Table'],
      from: 'base',
      ref: ({ EventSourceArn }) => sourceOf(EventSourceArn),
    },
    invokes: { to: 'AWS::Lambda::Function', from: 'base', ref: ({ FunctionArn }) => unqualified(FunctionArn) },
    'sends-failures-to': { to: 'AWS::SQS::Queue', from: 'base', ref: ({ OnFailure }) => queueArn(OnFailure) },
  },
})
