// Amazon EventBridge: event buses, rules with their targets, and API destinations.
import {
  EventBridgeClient,
  ListApiDestinationsCommand,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  type RetryPolicy,
  type Rule,
  type Target,
} from '@aws-sdk/client-eventbridge'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'
import type { PolicyText } from '../src/iam/policy.ts'
import { receiver } from './flow-ends.ts'

type RuleTarget = Pick<Target, 'RoleArn'> & {
  Id: string
  Arn: string
  /** ARN of a queue. */
  DeadLetter: string | undefined
  RetryPolicy: RetryPolicy | undefined
}

const receiverKinds = [
  'AWS::Events::EventBus',
  'AWS::Kinesis::Stream',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::Logs::LogGroup',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
] as const

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::Events::EventBus': { base: { Policy: PolicyText | undefined }; facets: {}; edges: {} }
    'AWS::Events::Rule': {
      base: Pick<Rule, 'State' | 'ManagedBy' | 'ScheduleExpression'> & { EventBusName: string; bus: string }
      facets: { targets: readonly RuleTarget[] }
      edges: {
        'member-of': 'AWS::Events::EventBus'
        triggers: 'AWS::Lambda::Function'
        'delivers-to': (typeof receiverKinds)[number]
        invokes: 'AWS::Events::ApiDestination'
        'dead-letters-to': 'AWS::SQS::Queue'
        assumes: 'AWS::IAM::Role'
      }
    }
    /** Of its address only the scheme and the host: what follows may hold a key. */
    'AWS::Events::ApiDestination': { base: { protocol: string; host: string }; facets: {}; edges: {} }
  }
}

const eventBus = defineCollector({
  kind: 'AWS::Events::EventBus',
  client: EventBridgeClient,
  list: {
    calls: ['events:ListEventBuses'],
    run: (client) =>
      pages(client, ListEventBusesCommand, { Limit: 100 }, (page) =>
        page.EventBuses?.map(({ Arn, Name, Policy }) => ({
          arn: member(Arn, 'Arn'),
          name: member(Name, 'Name'),
          // Left out, or empty, where nobody ever shared the bus.
          Policy: Policy || undefined,
        })),
      ),
  },
  facets: {},
  edges: {},
})

/** `…:api-destination/<name>/<id>` */
const isApiDestination = (arn: string): boolean => arn.split(':')[5]?.startsWith('api-destination/') ?? false
const isFunction = (arn: string): boolean => arn.split(':')[2] === 'lambda'

const rule = defineCollector({
  kind: 'AWS::Events::Rule',
  client: EventBridgeClient,
  list: {
    calls: ['events:ListRules'],
    per: 'AWS::Events::EventBus',
    run: (client, _at, { arn: bus, name: EventBusName }) =>
      pages(client, ListRulesCommand, { EventBusName, Limit: 100 }, (page) =>
        page.Rules?.map(({ Arn, Name, State, ManagedBy, ScheduleExpression }) => ({
          arn: member(Arn, 'Arn'),
          name: member(Name, 'Name'),
          EventBusName,
          bus,
          State,
          ManagedBy,
          ScheduleExpression,
        })),
      ),
    gone: ['ResourceNotFoundException'],
  },
  facets: {
    targets: {
      calls: ['events:ListTargetsByRule'],
      read: (client, { name, EventBusName }) =>
        Array.fromAsync(
          pages(client, ListTargetsByRuleCommand, { Rule: name, EventBusName, Limit: 100 }, (page) =>
            page.Targets?.map((target) => ({
              Id: member(target.Id, 'Id'),
              Arn: member(target.Arn, 'Arn'),
              RoleArn: target.RoleArn,
              DeadLetter: target.DeadLetterConfig?.Arn,
              RetryPolicy: target.RetryPolicy,
            })),
          ),
        ),
    },
  },
  edges: {
    'member-of': { to: 'AWS::Events::EventBus', from: 'base', ref: ({ bus }) => bus },
    triggers: {
      to: 'AWS::Lambda::Function',
      from: 'targets',
      ref: (targets) => targets.flatMap(({ Arn }) => (isFunction(Arn) ? (receiver(Arn) ?? []) : [])),
    },
    'delivers-to': {
      to: receiverKinds,
      from: 'targets',
      ref: (targets) => targets.flatMap(({ Arn }) => (isFunction(Arn) || isApiDestination(Arn) ? [] : (receiver(Arn) ?? []))),
    },
    invokes: {
      to: 'AWS::Events::ApiDestination',
      from: 'targets',
      ref: (targets) => targets.flatMap(({ Arn }) => (isApiDestination(Arn) ? Arn : [])),
    },
    'dead-letters-to': { to: 'AWS::SQS::Queue', from: 'targets', ref: (targets) => targets.flatMap(({ DeadLetter }) => DeadLetter ?? []) },
    assumes: { to: 'AWS::IAM::Role', from: 'targets', ref: (targets) => targets.flatMap(({ RoleArn }) => RoleArn ?? []) },
  },
  gone: ['ResourceNotFoundException'],
})

const apiDestination = defineCollector({
  kind: 'AWS::Events::ApiDestination',
  client: EventBridgeClient,
  list: {
    calls: ['events:ListApiDestinations'],
    run: (client) =>
      pages(client, ListApiDestinationsCommand, { Limit: 100 }, (page) =>
        page.ApiDestinations?.map(({ ApiDestinationArn, Name, InvocationEndpoint }) => {
          // A path parameter may stand as `*` in the address; never in its host.
          const { protocol, hostname } = new URL(member(InvocationEndpoint, 'InvocationEndpoint'))
          return { arn: member(ApiDestinationArn, 'ApiDestinationArn'), name: member(Name, 'Name'), protocol, host: hostname }
        }),
      ),
  },
  facets: {},
  edges: {},
})

export default [eventBus, rule, apiDestination]
