// Amazon EventBridge Pipes: what reads from a queue or stream and hands on to a target, without code.
import { ListPipesCommand, PipesClient } from '@aws-sdk/client-pipes'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'
import { queueOrStream, receiver } from './flow-ends.ts'

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::Pipes::Pipe': {
      base: {
        /** With the label of a DynamoDB stream. */
        Source: string
        Target: string
        Enrichment: string | undefined
        CurrentState: string
      }
      facets: {}
      edges: {
        'reads-from': 'AWS::DynamoDB::Table' | 'AWS::Kinesis::Stream' | 'AWS::SQS::Queue'
        'delivers-to':
          | 'AWS::Events::EventBus'
          | 'AWS::Kinesis::Stream'
          | 'AWS::KinesisFirehose::DeliveryStream'
          | 'AWS::Lambda::Function'
          | 'AWS::Logs::LogGroup'
          | 'AWS::SNS::Topic'
          | 'AWS::SQS::Queue'
        invokes: 'AWS::Lambda::Function'
      }
    }
  }
}

export const pipe = defineCollector({
  kind: 'AWS::Pipes::Pipe',
  client: PipesClient,
  list: {
    calls: ['pipes:ListPipes'],
    run: (pipes) =>
      pages(pipes, ListPipesCommand, { Limit: 100 }, (page) =>
        page.Pipes?.map(({ Arn, Name, Source, Target, Enrichment, CurrentState }) => ({
          arn: member(Arn, 'Arn'),
          name: member(Name, 'Name'),
          Source: member(Source, 'Source'),
          Target: member(Target, 'Target'),
          // Left out or empty without one.
          Enrichment: Enrichment || undefined,
          CurrentState: member(CurrentState, 'CurrentState'),
        })),
      ),
  },
  facets: {},
  edges: {
    'reads-from': {
      to: ['AWS::DynamoDB::Table', 'AWS::Kinesis::Stream', 'AWS::SQS::Queue'],
      from: 'base',
      ref: ({ Source }) => queueOrStream(Source),
    },
    'delivers-to': {
      to: [
        'AWS::Events::EventBus',
        'AWS::Kinesis::Stream',
        'AWS::KinesisFirehose::DeliveryStream',
        'AWS::Lambda::Function',
        'AWS::Logs::LogGroup',
        'AWS::SNS::Topic',
        'AWS::SQS::Queue',
      ],
      from: 'base',
      ref: ({ Target }) => receiver(Target),
    },
    invokes: {
      to: 'AWS::Lambda::Function',
      from: 'base',
      ref: ({ Enrichment }) => (Enrichment?.split(':')[2] === 'lambda' ? receiver(Enrichment) : undefined),
    },
  },
})

export default [pipe]
