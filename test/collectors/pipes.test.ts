// EventBridge pipes, read through the real runner.
import { ListPipesCommand } from '@aws-sdk/client-pipes'
import { pipe } from '../../collectors/pipes.ts'
import { account, region } from '../support/nodes.ts'
import { collectorSuite, listing } from '../support/collector-suite.ts'

const arn = (service: string, resource: string): string => `arn:aws:${service}:${region}:${account}:${resource}`
const listed = (Name: string, Source: string, Target: string, more: object = {}) => ({
  Name,
  Arn: arn('pipes', `pipe/${Name}`),
  Source,
  Target,
  CurrentState: 'RUNNING' as const,
  ...more,
})

collectorSuite(pipe, {
  listing: listing(ListPipesCommand, {
    token: ['NextToken', 'NextToken'],
    pages: [
      {
        Pipes: [
          listed('orders', arn('dynamodb', 'table/orders/stream/2026-01-01T00:00:00.000'), arn('events', 'event-bus/shop'), {
            Enrichment: arn('lambda', 'function:enrich:live'),
          }),
          listed('clicks', arn('kinesis', 'stream/clicks'), arn('logs', 'log-group:/shop/clicks:*'), {
            CurrentState: 'STOPPED',
            Enrichment: '',
          }),
        ],
      },
      {
        Pipes: [
          listed('jobs', arn('sqs', 'jobs'), arn('states', 'stateMachine:jobs'), {
            Enrichment: 'arn:aws:events:eu-west-1:111122223333:api-destination/x/1',
          }),
          listed('broker', arn('mq', 'broker:shop:b-1'), arn('lambda', 'function:orders:1')),
        ],
      },
    ],
    empty: { Pipes: [] },
  }),
  answers: [],
  resources: {
    orders: {
      base: {
        Source: arn('dynamodb', 'table/orders/stream/2026-01-01T00:00:00.000'),
        Target: arn('events', 'event-bus/shop'),
        Enrichment: arn('lambda', 'function:enrich:live'),
        CurrentState: 'RUNNING',
      },
      edges: {
        'reads-from': [arn('dynamodb', 'table/orders')],
        'delivers-to': [arn('events', 'event-bus/shop')],
        invokes: [arn('lambda', 'function:enrich')],
      },
    },
    clicks: {
      base: { CurrentState: 'STOPPED', Enrichment: undefined },
      edges: { 'reads-from': [arn('kinesis', 'stream/clicks')], 'delivers-to': [arn('logs', 'log-group:/shop/clicks')], invokes: [] },
    },
    jobs: { edges: { 'reads-from': [arn('sqs', 'jobs')], 'delivers-to': [], invokes: [] } },
    broker: { edges: { 'reads-from': [], 'delivers-to': [arn('lambda', 'function:orders')] } },
  },
})
